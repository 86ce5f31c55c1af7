"""A file of worked cases through the engine: `check_cases FILE.json [--json]`. It reads no database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims_app.core.cases import CaseFile, Outcome


class Command(BaseCommand):
    """Prints what passed and what failed; exit status 1 when anything failed."""

    help = "Run a file of worked cases (phrases, pairs, sets, rows, stances, ordering) through the engine."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and whether to print JSON."""
        parser.add_argument("file", help="a JSON file of worked cases, e.g. tests/files/semantics_cases.json")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, print, and leave with 1 when anything failed."""
        outcomes = self._read(options["file"]).check()
        if options["as_json"]:
            answer = {section: outcome.as_json() for section, outcome in outcomes.items()}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        else:
            self._print(outcomes)
        if any(outcome.failed for outcome in outcomes.values()):
            raise SystemExit(1)

    def _read(self, name: str) -> CaseFile:
        try:
            return CaseFile.read(json.loads(Path(name).read_text(encoding="utf-8")))
        except OSError as problem:
            raise CommandError(f"{name} cannot be opened: {problem.strerror}.") from problem
        except UnicodeDecodeError as problem:
            raise CommandError(f"{name} is not a text in UTF-8.") from problem
        except json.JSONDecodeError as problem:
            raise CommandError(f"{name} is not JSON: line {problem.lineno}, {problem.msg}.") from problem
        except KeyError as problem:
            raise CommandError(f"{name} is no file of worked cases: its “vocab” lacks {problem}.") from problem
        except (ValueError, TypeError, AttributeError) as problem:
            raise CommandError(f"{name} is no file of worked cases: {problem}") from problem

    def _print(self, outcomes: dict[str, Outcome]) -> None:
        for section, outcome in outcomes.items():
            self.stdout.write(f"{section}: {outcome.total - len(outcome.failed)} of {outcome.total} pass")
            for failure in outcome.failed:
                name = failure.get("id") or failure.get("phrase")
                self.stdout.write(f"  {name}: expected {failure['expected']}, got {failure['got']}")
