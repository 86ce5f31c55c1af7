"""Import a claims file, all or nothing."""

from __future__ import annotations

import hashlib
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from claims_app.services import imports
from claims_app.tables.plans import Plan, plan_json
from claims_app.tables.reading import TableError
from claims_app.tables.rows import Problem

PAIRS = {
    "--map": "Which header holds a column, e.g. claimant=Party.",
    "--set": "A value for every row, e.g. incident=2016-04-02-karabakh.",
    "--answer": 'An answer to a question, e.g. "published=day first".',
}


class Command(BaseCommand):
    """`import_claims FILE`: any error or unanswered question, and nothing is saved."""

    help = (
        "Import a claims file (CSV, TSV, XLSX, ODS, JSON, JSON Lines). A second import of the same file adds nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done and write nothing.")
        parser.add_argument("--draft", action="store_true", help="Keep every row as a draft.")
        parser.add_argument("--json", action="store_true", help="Print one JSON document and nothing else.")
        parser.add_argument("--sheet", default="", help="The sheet of a workbook.")
        parser.add_argument("--encoding", default="", help="The encoding of a text file, e.g. windows-1251.")
        for option, help_text in PAIRS.items():
            parser.add_argument(option, action="append", default=[], metavar="COLUMN=…", help=help_text)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        data = b""
        try:
            data = path.read_bytes()
            chosen = _chosen(options)
        except OSError as error:
            plan, batch = _unread(path.name, f"{path} cannot be opened: {error.strerror}."), None
        except TableError as error:
            plan, batch = _unread(path.name, str(error)), None
        else:
            plan, batch = self._run(data, path.name, chosen, dry_run=options["dry_run"])
        if options["json"]:
            digest = hashlib.sha256(data).hexdigest() if data else ""
            answer = plan_json(plan, file=path.name, sha256=digest, committed=batch is not None, batch=batch)
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        else:
            self._tell(path.name, plan, batch, dry_run=options["dry_run"])
        if not plan.is_clean:
            raise SystemExit(1)

    @staticmethod
    def _run(data: bytes, name: str, options: imports.Options, *, dry_run: bool) -> tuple[Plan, int | None]:
        """The plan, and the batch if it was committed; a file that cannot be read is a plan with that error."""
        try:
            plan = imports.plan_file(data=data, name=name, options=options)
            if dry_run or not plan.is_clean or all(row.outcome in ("same", "duplicate") for row in plan.rows):
                return plan, None
            batch = imports.stage(data=data, name=name, options=options)
            return imports.commit(batch=batch), batch.pk
        except (TableError, imports.NotCommitted) as error:
            return _unread(name, str(error)), None

    def _tell(self, name: str, plan: Plan, batch: int | None, *, dry_run: bool) -> None:
        for problem in plan.errors:
            where = f"row {problem.row}, {problem.column}: “{problem.value}”" if problem.row else name
            self.stderr.write(f"{where}: {problem.message}")
        for question in plan.questions:
            self.stderr.write(f"{question.column}: {question.message} Choose with --answer {question.column}=…")
            for choice in question.choices:
                self.stderr.write(f"  {choice}")
        for problem in plan.warnings:
            where = f"row {problem.row}" if problem.row else name
            self.stderr.write(f"check {where}: {problem.message}" + (f" ({problem.column})" if problem.column else ""))
        counts = plan.counts
        said = ", ".join(f"{counts[key]} {key}" for key in counts if key != "rows" and counts[key])
        if not plan.is_clean:
            ending = "Nothing was saved."
        elif dry_run:
            ending = "Nothing was saved: a dry run."
        else:
            ending = f"Saved as batch {batch}." if batch else "Nothing new."
        self.stdout.write(f"{name}: {counts['rows']} rows: {said or 'nothing'}. {ending}")


def _unread(name: str, message: str) -> Plan:
    return Plan([], [], [Problem(0, "", name, message)], [], [])


def _chosen(options: dict[str, Any]) -> imports.Options:
    """The options of the command line. Raises TableError for one that cannot be understood."""
    return imports.Options(
        sheet=options["sheet"],
        encoding=options["encoding"],
        mapping=_pairs("--map", options["map"]),
        constants=_pairs("--set", options["set"]),
        answers=_pairs("--answer", options["answer"]),
        as_drafts=options["draft"],
    )


def _pairs(option: str, texts: list[str]) -> dict[str, str]:
    """COLUMN=VALUE texts as a dictionary. Raises TableError for a text without “=”."""
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise TableError(f"{option} {text}: write it as COLUMN=VALUE.")
        found[name.strip()] = value.strip()
    return found
