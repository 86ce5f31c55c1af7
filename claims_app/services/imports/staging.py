"""Reading and staging: bytes → a plan, nothing written; and a file kept with its hash until it is imported."""

from __future__ import annotations

import hashlib
from typing import Any

from claims_app import models
from claims_app.services.imports.known import known_now
from claims_app.services.imports.options import Options
from claims_app.tables.plans import Plan, make_plan
from claims_app.tables.reading import Ask, read_table
from claims_app.tables.rows import read_rows


def plan_file(*, data: bytes, name: str, options: Options) -> Plan:
    """The plan of a file, nothing written. Raises TableError when the file cannot be read at all."""
    encoding = options.encoding or options.answers.get("encoding", "").split(":")[0]
    sheet_name = options.sheet or options.answers.get("sheet", "")
    try:
        table = read_table(data, name, sheet=sheet_name, encoding=encoding)
    except Ask as ask:
        return Plan([], [], [], [], [ask.question])
    sheet = read_rows(table, mapping=options.mapping, constants=options.constants, answers=options.answers)
    return make_plan(sheet, known_now(sheet.rows), as_drafts=options.as_drafts)


def stage(*, data: bytes, name: str, options: Options, by: Any = None) -> models.ImportBatch:
    """Keep the bytes of a file with its hash and options; nothing else is written."""
    return models.ImportBatch.objects.create(
        content=data,
        name=name[:255],
        sha256=hashlib.sha256(data).hexdigest(),
        sheet=options.sheet,
        encoding=options.encoding,
        mapping=dict(options.mapping),
        answers=dict(options.answers),
        constants=dict(options.constants),
        as_drafts=options.as_drafts,
        created_by=by,
    )


def options_of(batch: models.ImportBatch) -> Options:
    """How the batch is to be read."""
    return Options(batch.sheet, batch.encoding, batch.mapping, batch.constants, batch.answers, batch.as_drafts)


def plan_of(batch: models.ImportBatch) -> Plan:
    """The plan of a staged batch, made from the bytes that were kept."""
    return plan_file(data=bytes(batch.content), name=batch.name, options=options_of(batch))
