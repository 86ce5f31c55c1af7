"""What an editor types into a card of the intake, read into a draft's fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from claims_app import models
from claims_app.services.draft_fields import RELATIONS, Fields
from claims_app.services.recording import Refused

KINDS = frozenset(models.Claim.Kind.values)
WORDINGS = frozenset({"direct", "publisher"})
OTHER = "other"
FIRST_YEAR, LAST_YEAR = 1800, 2200


def short(text: str, longest: int) -> str:
    """One line of typed text without NUL, cut."""
    return " ".join(text.replace("\x00", "").split())[:longest]


def read_fields(post: Mapping[str, str], draft: models.Draft) -> Fields:
    """The draft's fields with what the form holds in their place; what it does not hold stays. Raises Refused for a day that is none."""
    kept = Fields.read(draft.fields)
    values: dict[str, Any] = {}
    for name, longest in (
        ("figure", 200),
        ("speaker", 200),
        ("answer", 200),
        ("about", 200),
        ("object", 80),
        ("outcome", 80),
        ("question", 80),
    ):
        if name in post:
            values[name] = short(post[name], longest)
    if "claimant" in post or "claimant_pick" in post:
        pick = short(post.get("claimant_pick", OTHER), 120)
        values["claimant"] = short(post.get("claimant", ""), 120) if pick == OTHER else pick
    if "subject" in post or "subject_pick" in post:
        pick = short(post.get("subject_pick", OTHER), 200)
        values["subject"] = short(post.get("subject", ""), 200) if pick == OTHER else pick
    if post.get("kind") in KINDS:
        values["kind"] = post["kind"]
    if post.get("wording") in WORDINGS:
        values["wording"] = post["wording"]
    if "said_on" in post:
        values["said_on"] = _day(short(post["said_on"], 40))
        values["said_why"] = kept.said_why if values["said_on"] == kept.said_on else ""
    if "denies" in post:
        values["denies"] = _number(post["denies"])
    if "whole" in post:
        values["whole_at"] = _whole(post["whole"])
    values |= _relation(post)
    if "subject" in values and values["subject"] != kept.subject:
        values["is_inferred"] = bool(values["subject"]) and values["subject"] != kept.printed
    return kept.said(**values)


def _relation(post: Mapping[str, str]) -> dict[str, Any]:
    """ "again:7", "relay:7", "revises:7" or "separate"."""
    name, _, number = short(post.get("relation", ""), 40).partition(":")
    if name not in RELATIONS:
        return {}
    return {"relation": name, "related": _number(number)}


def _whole(text: str) -> tuple[int, int] | None:
    """ "20-24": the place of the figure that this one is a part of."""
    start, _, end = short(text, 18).partition("-")
    if not (start.isascii() and start.isdigit() and end.isascii() and end.isdigit()):
        return None
    return int(start), int(end)


def _number(text: str) -> int | None:
    text = short(text, 18)
    return int(text) if text.isascii() and text.isdigit() else None


def _day(text: str) -> str:
    if not text:
        return ""
    day: date | None = None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(f"“{text[:20]}” is no day. Write it as 2016-04-02, or leave it empty.", "said_on")
    return day.isoformat()


def read_answers(post: Mapping[str, str]) -> Mapping[str, str]:
    """The answers to the questions about labels: the field `question-N` names the question, `answer-N` what was chosen."""
    found: dict[str, str] = {}
    for name, value in post.items():
        if name.startswith("question-"):
            chosen = short(post.get(f"answer-{name.removeprefix('question-')}", ""), 200)
            if chosen:
                found[value.replace("\x00", "")[:400]] = chosen
    return found
