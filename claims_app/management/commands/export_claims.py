"""Write public claims as a claims file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims_app.services import exports
from claims_app.tables.writing import WRITERS


class Command(BaseCommand):
    """`export_claims [--incident SLUG] [--format csv|xlsx|json|jsonl] [-o FILE]`."""

    help = "Write the public claims, one line per citation, with the columns that import_claims reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--incident", default="", help="The slug of one incident; all when left out.")
        parser.add_argument("--format", choices=sorted(WRITERS), default="csv")
        parser.add_argument("-o", "--output", type=Path, help="The file to write; standard output when left out.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = exports.claims_file(incident=options["incident"], form=options["format"])
        except exports.NothingToExport as error:
            raise CommandError(str(error)) from None
        if options["output"] is None:
            self._to_standard_output(content)
            return
        try:
            options["output"].write_bytes(content)
        except OSError as error:
            raise CommandError(f"{options['output']} cannot be written: {error.strerror}.") from None

    def _to_standard_output(self, content: bytes) -> None:
        """Bytes as they are; a stream of texts, as in tests, gets them decoded."""
        raw = getattr(self.stdout._out, "buffer", None)
        if raw is None:
            self.stdout.write(content.decode("utf-8"), ending="")
        else:
            raw.write(content)
            raw.flush()
