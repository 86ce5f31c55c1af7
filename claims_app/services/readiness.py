"""Whether this process can answer readers: the database answers, and has every table that this version needs."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

READY = "ok"
SILENT = "the database does not answer"
WAITING = "migrations are waiting"
# Looking through all migrations is done until the answer is yes, and then never again in this process.
_is_migrated = False


def readiness() -> str:
    """READY, or what is missing. One small query once the migrations have been seen."""
    global _is_migrated
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _is_migrated:
            executor = MigrationExecutor(connection)
            _is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, InterfaceError):
        connection.close()
        return SILENT
    return READY if _is_migrated else WAITING
