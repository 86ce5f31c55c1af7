"""Put a backup back."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims_app.services.backups import Backup, BackupError
from claims_app.services.restoring import Restored, check_backup, restore


class Command(BaseCommand):
    """`restore FILE`: checks the backup, then puts it back, all of it or nothing."""

    help = "Put a backup back: all of it, or nothing. A database that holds something is replaced when told so."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Say whether the backup is good; change nothing.")
        parser.add_argument(
            "--replace", action="store_true", help="Replace what the database holds, after backing it up beside FILE."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            if options["dry_run"]:
                self.stdout.write(f"{_told(check_backup(path=path))} It is good. Nothing was changed: a dry run.")
                return
            done = restore(path=path, replace=options["replace"])
        except BackupError as error:
            raise CommandError(str(error)) from None
        self._tell(done)

    def _tell(self, done: Restored) -> None:
        self.stdout.write(f"{_told(done.backup)} It is back.")
        if done.before:
            self.stdout.write(f"What was there before: {done.before.path}")
        if done.migrations_waiting:
            self.stdout.write(f"Now run migrate: {len(done.migrations_waiting)} changes of the database are waiting.")
        if done.removed_since:
            self.stderr.write("These removals were made after the backup. Remove the words again:")
            for removal in done.removed_since:
                self.stderr.write(f"  {removal}")
        if done.damaged_documents:
            numbers = ", ".join(str(pk) for pk in done.damaged_documents[:20])
            self.stderr.write(f"Kept copies whose bytes are not those of their checksum: {numbers}")


def _told(backup: Backup) -> str:
    return f"{backup.path.name}: {backup.kind} of {backup.made_at:%Y-%m-%d %H:%M:%S} UTC, {sum(backup.rows.values())} rows."
