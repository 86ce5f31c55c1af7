"""The public hostile files through the whole road: each is saved as expected, asked about, or refused with nothing saved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from claims_app.models import Claim, ImportBatch

FOLDER = Path(__file__).parents[1] / "files" / "hostile"
FILES = [
    entry
    for entry in json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))["files"]
    if (FOLDER / entry["file"]).exists()
]
WORLD = {
    "parties": [
        {"key": "armenia", "name": "Armenia", "aliases": ["Армения"], "kind": "state"},
        {"key": "azerbaijan", "name": "Azerbaijan", "aliases": ["Азербайджан"], "kind": "state"},
        {"key": "osce", "name": "OSCE", "kind": "observer"},
    ],
    "conflicts": [
        {
            "key": "karabakh",
            "title": "Karabakh",
            "sides": [
                {"key": "armenia", "name": "Armenia", "parties": ["armenia"]},
                {"key": "azerbaijan", "name": "Azerbaijan", "parties": ["azerbaijan"]},
            ],
        }
    ],
    "places": [{"key": "martuni", "name": "Martuni"}],
    "incidents": [
        {"slug": "2020-10-01-martuni", "title": "Shelling of Martuni", "conflict": "karabakh", "start": "2020-10-01"}
    ],
}


@pytest.mark.django_db
@pytest.mark.parametrize("entry", FILES, ids=lambda entry: entry["id"])
def test_each_hostile_file_gets_its_decision(entry: dict[str, Any], tmp_path: Path, capsys: Any) -> None:
    world = tmp_path / "world.json"
    world.write_text(json.dumps(WORLD), encoding="utf-8")
    call_command("load_vocabulary", str(world), verbosity=0)
    capsys.readouterr()
    status = 0
    try:
        call_command("import_claims", str(FOLDER / entry["file"]), "--json")
    except SystemExit as end:
        status = int(end.code or 0)
    said = json.loads(capsys.readouterr().out)
    assert all(len(problem["message"]) < 2_000 for problem in said["errors"])
    if entry["decision"] == "accept":
        assert (status, said["errors"], said["questions"]) == (0, [], [])
        assert said["rows"] == entry["expect"]["rows"]
        saved = list(Claim.objects.order_by("source_row"))
        if values := entry["expect"].get("values"):
            assert [claim.figure_text for claim in saved] == values
        for quote in entry["expect"].get("cells", {}).get("quote", [])[:1]:
            assert saved[0].citations.get().quote == quote
        for day, claim in zip(entry["expect"].get("cells", {}).get("date", []), saved, strict=False):
            assert claim.period_start is not None
            assert claim.period_start.date().isoformat() == day
        return
    assert status == 1
    assert said["errors"] or said["questions"]
    if entry["decision"] == "reject":
        assert said["errors"]
        if line := entry["expect"].get("error_mentions_line"):
            assert [error["row"] for error in said["errors"]] == [line]
    assert not Claim.objects.exists()
    assert not ImportBatch.objects.exists()
