"""Write the vocabulary on file as a vocabulary file."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims_app.services.vocabulary_files import vocabulary_file


class Command(BaseCommand):
    """`export_vocabulary [FILE]`: what `load_vocabulary` takes; to the terminal where no file is named."""

    help = "Write parties, places, measures, conflicts, designations, questions, outlets and incidents as a vocabulary file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        text = json.dumps(vocabulary_file(), ensure_ascii=False, indent=1)
        path: Path | None = options["file"]
        if path is None:
            self.stdout.write(text)
            return
        try:
            path.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"{path}: written.")
