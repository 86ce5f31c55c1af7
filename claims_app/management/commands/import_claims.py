"""Import a claims file, all or nothing."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand

from claims_app.services import garbage, imports, saved_mappings
from claims_app.services.imports import kept_bytes, running
from claims_app.tables.columns import BY_NAME
from claims_app.tables.gates import Opens
from claims_app.tables.plans import Plan, plan_json, unread
from claims_app.tables.reading import TableError

PAIRS = {
    "--map": "Which header holds a column, e.g. claimant=Party; given twice for a column, the two are joined.",
    "--set": "A value for every row, e.g. incident=2016-04-02-karabakh.",
    "--answer": 'An answer to a question, e.g. "published=day first".',
    "--read": 'What to read for a text of a column in all rows, e.g. "measure:tanks zapped=tanks destroyed".',
}
BAR = 30


class Command(BaseCommand):
    """`import_claims FILE`: any error or unanswered question, and nothing is saved."""

    help = "Import a claims file (CSV, TSV, XLSX, XLS, ODS, JSON, JSON Lines). A second import of the same file adds nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done and write nothing.")
        parser.add_argument("--draft", action="store_true", help="Keep every row as a draft.")
        parser.add_argument("--json", action="store_true", help="Print one JSON document and nothing else.")
        parser.add_argument("--sheet", default="", help="The sheet of a workbook.")
        parser.add_argument("--encoding", default="", help="The encoding of a text file, e.g. windows-1251.")
        for option, help_text in PAIRS.items():
            parser.add_argument(option, action="append", default=[], metavar="COLUMN=…", help=help_text)
        parser.add_argument("--ignore", action="append", default=[], metavar="HEADER", help="A column to leave out.")
        parser.add_argument(
            "--unfold",
            action="append",
            default=[],
            metavar="HEADER",
            help="A column of a wide table: its cells are figures.",
        )
        parser.add_argument(
            "--unfold-as", default="measure", metavar="COLUMN",
            help="What the headers of unfolded columns name: measure, claimant, subject, or two of them joined by “+”.",
        )  # fmt: skip
        parser.add_argument(
            "--mapping", default="", metavar="NAME", help="Read the file by a saved mapping of the desk."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        digest = ""
        # A name in another encoding can be neither kept nor told.
        name = os.fsencode(path.name).decode("utf-8", "replace")

        def opens() -> BinaryIO:
            return path.open("rb")

        try:
            digest = kept_bytes.digest_of(opens)
            if running.is_long_to_check(content=opens):
                garbage.look_seldom()
            chosen = _chosen(options)
        except OSError as error:
            plan, batch = unread(name, f"{name} cannot be opened: {error.strerror}."), None
        except (TableError, saved_mappings.NotSaved) as error:
            plan, batch = unread(name, str(error)), None
        else:
            plan, batch = self._run(opens, name, chosen, dry_run=options["dry_run"])
        if options["json"]:
            answer = plan_json(plan, file=name, sha256=digest, committed=batch is not None, batch=batch)
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        else:
            self._tell(name, plan, batch, dry_run=options["dry_run"])
        if not plan.is_clean:
            raise SystemExit(1)

    def _progress(self, done: int, total: int) -> None:
        """A bar on a terminal; nothing where the output goes to a file or a program."""
        if self.stderr.isatty() and (done == total or done % max(1, total // 100) == 0):
            full = BAR * done // total
            self.stderr.write(f"\rchecking rows [{'#' * full}{'.' * (BAR - full)}] {done:,} of {total:,} ", ending="")
            self.stderr.write("\n" if done == total else "", ending="")

    def _run(self, data: Opens, name: str, options: imports.Options, *, dry_run: bool) -> tuple[Plan, int | None]:
        """The plan, and the batch if it was committed; a file that cannot be read is a plan with that error."""
        try:
            plan = imports.plan_file(data=data, name=name, options=options, progress=self._progress)
            if dry_run or not plan.is_clean or not plan.counts["new"] + plan.counts["changed"]:
                return plan, None
            batch = imports.stage(data=data, name=name, options=options)
            return imports.commit(batch=batch), batch.pk
        except (TableError, imports.NotCommitted) as error:
            return unread(name, str(error)), None

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


def _chosen(options: dict[str, Any]) -> imports.Options:
    """The options of the command line, over those of a saved mapping.

    Raises TableError for one that cannot be understood, NotSaved for a mapping that is not on file.
    """
    saved = saved_mappings.options_by(name=options["mapping"]) if options["mapping"] else imports.Options()
    values = {name: dict(texts) for name, texts in saved.values.items()}
    for text in options["read"]:
        column, said, instead = _reading(text)
        values.setdefault(column, {})[said] = instead
    return imports.Options(
        sheet=options["sheet"],
        encoding=options["encoding"],
        mapping={**saved.mapping, **_joined(_pairs("--map", options["map"]))},
        constants={**saved.constants, **dict(_pairs("--set", options["set"]))},
        answers={**saved.answers, **dict(_pairs("--answer", options["answer"]))},
        as_drafts=options["draft"],
        ignored=[*saved.ignored, *options["ignore"]],
        unfolded=options["unfold"] or saved.unfolded,
        unfolded_as=options["unfold_as"].split("+") if options["unfold"] else saved.unfolded_as,
        values=values,
    )


def _pairs(option: str, texts: list[str]) -> list[tuple[str, str]]:
    """COLUMN=VALUE texts as pairs. Raises TableError for a text without “=”."""
    found = []
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise TableError(f"{option} {text}: write it as COLUMN=VALUE.")
        found.append((name.strip(), value.strip()))
    return found


def _joined(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Column → its headers, in their order."""
    found: dict[str, list[str]] = {}
    for name, header in pairs:
        found.setdefault(name, []).append(header)
    return found


def _reading(text: str) -> tuple[str, str, str]:
    """COLUMN:TEXT=MEANING in its three parts; the last “=” counts. Raises TableError for a text without them."""
    column, colon, rest = text.partition(":")
    said, equals, instead = rest.rpartition("=")
    if not colon or not equals or column.strip() not in BY_NAME:
        raise TableError(f"--read {text}: write it as COLUMN:TEXT=MEANING, with a column of a claims file.")
    return column.strip(), said.strip(), instead.strip()
