"""What a long import asks of SQLite; another database needs none of it."""

from __future__ import annotations

from django.db import connection

# So many KiB of the database are held in memory: an import writes to places all over its indexes, again and again.
HELD = 32_768


def hold_much() -> None:
    """Hold more of the database in memory than a page needs, for as long as this connection lasts."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{HELD}")


def checkpoint() -> None:
    """Bring what was written from the log into the database, so that the log does not keep its size."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
