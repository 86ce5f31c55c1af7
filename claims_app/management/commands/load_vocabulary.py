"""Load a vocabulary file; a second load of the same file changes nothing."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims_app.services.vocabulary import VocabularyError, load_vocabulary


class Command(BaseCommand):
    """`load_vocabulary FILE.json`: parties, sides, designations, objects, outcomes, places, questions, outlets, incidents."""

    help = "Load a vocabulary file (JSON). Idempotent; an unknown reference is an error that names it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise CommandError(f"{path} cannot be opened: {error.strerror}.") from None
        except (UnicodeDecodeError, json.JSONDecodeError) as error:
            raise CommandError(f"{path} is not a JSON file in UTF-8: {error}.") from None
        if not isinstance(data, dict):
            raise CommandError(f"{path} must hold one JSON object with lists such as “parties”.")
        try:
            loading = load_vocabulary(data=data)
        except VocabularyError as error:
            raise CommandError(f"Nothing was loaded from {path}.\n" + "\n".join(error.complaints)) from None
        self.stdout.write(f"{path.name}: {loading.added} added, {loading.changed} changed.")
