"""Backups, moves, replicas, limits and what readers see when the database is away."""
