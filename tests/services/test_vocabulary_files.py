"""The vocabulary goes out as a file and comes back as the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from claims_app.models import (
    Conflict,
    Designation,
    Incident,
    MeasureObject,
    ObjectEdge,
    Outcome,
    Party,
    Place,
    Question,
)
from claims_app.services.vocabulary import load_vocabulary
from claims_app.services.vocabulary_files import vocabulary_file
from tests.conflicts import DEMO, FILES

FILES_WITH_WORDS = (FILES / "four_sides.json", FILES / "two_camps.json", DEMO / "vocabulary.json")


def read(path: Path) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.django_db
def test_the_vocabulary_comes_back_as_the_same(tmp_path: Path) -> None:
    for path in FILES_WITH_WORDS:
        load_vocabulary(data=read(path))
    written = tmp_path / "out.json"
    call_command("export_vocabulary", str(written), verbosity=0)
    out = read(written)
    for path in FILES_WITH_WORDS:
        for name, entries in read(path).items():
            key = {"incidents": "slug", "designations": "label"}.get(name, "key")
            assert {entry[key] for entry in entries} <= {entry[key] for entry in out[name]}, (path.name, name)
    again = load_vocabulary(data=out)
    assert (again.added, again.changed) == (0, 0)
    # In an emptied database it makes the same.
    Incident.objects.update(part_of=None)
    for model in (Incident, Designation, Conflict, Question, ObjectEdge, MeasureObject, Outcome):
        model.objects.all().delete()
    Party.objects.update(part_of=None)
    Place.objects.update(within=None)
    for model in (Party, Place):
        model.objects.all().delete()
    load_vocabulary(data=out)
    assert vocabulary_file() == out
