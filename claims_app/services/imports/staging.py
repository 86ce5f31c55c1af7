"""Reading and staging: bytes → a plan, nothing written; and a file kept with its hash until it is imported."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from django.db import transaction

from claims_app import models
from claims_app.services.imports import kept_bytes
from claims_app.services.imports.known import identity_of, known_now
from claims_app.services.imports.options import Options
from claims_app.services.kept_quotes import refuse_other_words
from claims_app.tables.gates import Opens, opened
from claims_app.tables.headings import heading_of
from claims_app.tables.plans import Plan, make_plan
from claims_app.tables.reading import Ask, Table, read_table
from claims_app.tables.rows import read_rows

Tell = Callable[[int, int], None]


def plan_file(*, data: bytes | Opens, name: str, options: Options, progress: Tell | None = None) -> Plan:
    """The plan of a file, nothing written; `progress` is told how many rows of how many are checked.

    Raises TableError when the file cannot be read at all.
    """
    try:
        table = table_of(data=data, name=name, options=options)
    except Ask as ask:
        return Plan(questions=[ask.question])
    return plan_table(table=table, options=options, progress=progress)


def table_of(*, data: bytes | Opens, name: str, options: Options) -> Table:
    """The cells of a file as texts. Raises TableError when it cannot be read, and Ask when a choice must be made first."""
    answers = options.answers
    encoding = options.encoding or answers.get("encoding", "").split(":")[0]
    heading = heading_of(answers.get("header", ""))
    return read_table(data, name, sheet=options.sheet or answers.get("sheet", ""), encoding=encoding, heading=heading)


def plan_table(*, table: Table, options: Options, progress: Tell | None = None) -> Plan:
    """The plan of a table that was read. Raises TableError when its columns are not understood."""
    sheet = read_rows(table, options.layout)
    done = count(1)
    tick = (lambda: progress(next(done), sheet.count)) if progress is not None else None
    plan = make_plan(sheet, known_now(sheet), as_drafts=options.as_drafts, left_out=options.left_out, tick=tick)
    refuse_other_words(plan, identity_of=identity_of)
    return plan


@transaction.atomic
def stage(*, data: bytes | Opens, name: str, options: Options, by: Any = None) -> models.ImportBatch:
    """Keep the bytes of a file with its hash and options; nothing else is written."""
    opens = opened(data)
    batch = models.ImportBatch.objects.create(
        name=name[:255],
        sha256=kept_bytes.digest_of(opens),
        sheet=options.sheet,
        encoding=options.encoding,
        mapping=dict(options.mapping),
        answers=dict(options.answers),
        constants=dict(options.constants),
        as_drafts=options.as_drafts,
        created_by=by,
        ignored=list(options.ignored),
        unfolded=list(options.unfolded),
        unfolded_as=list(options.unfolded_as),
        values=dict(options.values),
        corrections={str(row): dict(cells) for row, cells in options.corrections.items()},
        left_out=list(options.left_out),
    )
    kept_bytes.keep(batch, opens)
    return batch


def options_of(batch: models.ImportBatch) -> Options:
    """How the batch is to be read."""
    return Options(
        batch.sheet, batch.encoding, batch.mapping, batch.constants, batch.answers, batch.as_drafts, batch.ignored,
        batch.unfolded, batch.unfolded_as, batch.values, {int(row): cells for row, cells in batch.corrections.items()},
        batch.left_out,
    )  # fmt: skip


def plan_of(batch: models.ImportBatch) -> Plan:
    """The plan of a staged batch, made from the bytes that were kept."""
    return plan_file(data=kept_bytes.opener(batch), name=batch.name, options=options_of(batch))
