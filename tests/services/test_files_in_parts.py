"""A file is the same whether it is read whole or a row at a time, and whether what is remembered of it is in memory or on disk."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from claims_app.models import Claim, StagedRow
from claims_app.services import checking_files, imports
from claims_app.services.imports import committing, kept_bytes
from claims_app.tables import gates, scratch, texts
from claims_app.tables.plans import plan_json
from tests.services.test_imports import HEADER, ONE_TANK, TWO_TANKS, file_of, world

__all__ = ["world"]
LONG_HEADER = f"{HEADER},denies,part_of,stated_at"
DENIAL = "2020-05-01-hill,Redland,Redland,tanks lost,denied,Herald,2020-05-02,none were lost"
PART = "2020-05-01-hill,Blueland,Redland,tanks captured,one,Herald,2020-05-02,one of them"
MIXED = (
    f"{DENIAL},d,a,,",  # what it denies comes later
    f"{PART},p,,bad,",  # leans on a row that is bad
    f"{TWO_TANKS},,,",
    f"{TWO_TANKS},,,",  # the same again
    f"{TWO_TANKS.replace('Herald', 'Gazette')},,,",  # a further citation
    f"{TWO_TANKS.replace(',two,', ',three,')},,,",  # another figure under the same id
    f"{ONE_TANK},,,",
    "2020-05-01-hill,Nobody,Redland,tanks lost,one,Herald,2020-05-02,x,bad,,,",
    ",,,,,,,,,,,",
    f"{PART},q,,p,13/05/2020",  # leans on a row that leans on a bad one
    "2020-05-01-hill,Redland Defence Ministry,Redland,tanks lost,nine,,2020-05-02,,e,,,",  # stays a draft
)


def in_small_parts(monkeypatch: Any) -> None:
    """One row at a time, and all that is remembered goes to disk at once."""
    monkeypatch.setattr(texts, "ROWS", 1)
    monkeypatch.setattr(gates, "PIECE", 40)
    monkeypatch.setattr(scratch, "TOGETHER", 1)
    monkeypatch.setattr(scratch, "SOME", 1)
    monkeypatch.setattr(committing, "CHUNK", 1)
    monkeypatch.setattr(checking_files, "CHUNK", 1)


def outcome_of(*, in_one: int) -> dict[str, Any]:
    """All that a check shows of the mixed file, and all that its import leaves but for the bad rows."""
    data = file_of(*MIXED, header=LONG_HEADER)
    batch = imports.stage(data=data, name="mixed.csv", options=imports.Options())
    checking_files.check(batch=batch)
    plan = imports.plan_of(batch)
    staged = StagedRow.objects.filter(batch=batch).order_by("row")
    shown = list(staged.values_list("row", "result", "is_left_out", "shown"))
    imports.commit(batch=batch, leave_out_bad=True, in_one=in_one)
    rows = batch.rows.order_by("row")
    claims = Claim.objects.filter(batch=batch).order_by("source_row")
    return {
        "plan": plan_json(plan, file="", sha256="", committed=False, batch=None),
        "summary": {key: batch.summary[key] for key in ("counts", "good", "bad", "to_write", "results", "groups")},
        "shown": shown,
        "rows": list(rows.values_list("row", "outcome", "errors", "claim__source_row", "cells")),
        "claims": list(
            claims.values_list("source_row", "status", "denies__source_row", "figure_text", "citations__quote")
        ),
    }


@pytest.mark.parametrize("in_one", [0, 2_000], ids=["in chunks", "in one transaction"])
def test_a_file_that_is_read_a_row_at_a_time_is_the_same(world: None, monkeypatch: Any, in_one: int) -> None:
    with transaction.atomic():
        whole = outcome_of(in_one=in_one)
        transaction.set_rollback(True)
    assert (whole["summary"]["good"], whole["summary"]["bad"]) == (6, 4)
    assert [row for row, _, left_out, _ in whole["shown"] if left_out] == [3, 7, 9, 11]
    in_small_parts(monkeypatch)
    assert outcome_of(in_one=in_one) == whole


def test_the_bytes_of_a_file_are_kept_to_the_letter(world: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(gates, "PIECE", 7)
    data = file_of(TWO_TANKS, ONE_TANK)
    batch = imports.stage(data=data, name="claims.csv", options=imports.Options())
    assert batch.pieces.count() == -(-len(data) // 7)
    with kept_bytes.opener(batch)() as file:
        assert file.read() == data


def test_a_file_whose_bytes_changed_is_not_imported(world: None) -> None:
    batch = imports.stage(data=file_of(TWO_TANKS), name="claims.csv", options=imports.Options())
    batch.pieces.update(content=file_of(TWO_TANKS.replace("two", "ten")))
    with pytest.raises(imports.NotCommitted, match="not the one that was uploaded"):
        imports.commit(batch=batch)
