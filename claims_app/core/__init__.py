"""Figures, scopes, findings and boards as pure values: standard library only, no Django, no pandas."""
