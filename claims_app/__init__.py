"""Counterclaim: contradictory claims side by side, each with its source."""
