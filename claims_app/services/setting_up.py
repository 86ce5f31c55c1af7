"""What must be there after every migrate: the shipped vocabulary and the three groups."""

from __future__ import annotations

from typing import Any


def prepare_database(**_: Any) -> None:
    """Add what is missing; called by post_migrate."""
