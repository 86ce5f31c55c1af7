"""An article in work for tests: our own report of two made-up wars, and the conflict that it is about."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from claims_app import models
from claims_app.services.intakes import open_article
from claims_app.services.vocabulary import load_vocabulary

FILES = Path(__file__).parent / "files" / "articles"
RIVER = "01-river.txt"


def river_text() -> str:
    """Our own report of the river war."""
    return (FILES / RIVER).read_text(encoding="utf-8")


def make_river() -> models.Incident:
    """The conflict of the report, and its incident: Monday, 4 May 2015."""
    load_vocabulary(data=json.loads((FILES / "vocabulary" / "wars.json").read_text(encoding="utf-8")))
    conflict = models.Conflict.objects.get(key="river")
    day = date(2015, 5, 4)
    values = {"title": "The bridge", "conflict": conflict, "start": day, "end": day, "timezone": "UTC"}
    return models.Incident.objects.get_or_create(slug="2015-05-04-bridge", defaults=values)[0]


def make_editor(name: str = "edith", group: str = "Editors") -> Any:
    """Somebody of that group."""
    user, _ = get_user_model().objects.get_or_create(username=name, defaults={"is_staff": True})
    user.groups.add(Group.objects.get(name=group))
    return user


def make_intake(text: str = "", *, by: Any = None) -> models.Intake:
    """The river report in work, or another text for the same incident."""
    content = (text or river_text()).encode()
    return open_article(
        content=content, name="", media_type="text/plain", incident=make_river(), by=by or make_editor()
    )
