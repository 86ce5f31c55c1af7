"""Every address of the site, taken from the URL resolver and filled with one row of each kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from axes.models import AccessLog
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from claims_app import models

ROLES = ("anonymous", "analyst", "editor", "reviewer", "superuser")
GROUP_OF = {"analyst": "Analysts", "editor": "Editors", "reviewer": "Reviewers"}

# Addresses that mean nothing without a query.
QUERIES = {
    "admin/autocomplete/": "?app_label=claims_app&model_name=claim&field_name=object",
    "api/v1/figures/read": "?text=over+100",
}


@dataclass(frozen=True, slots=True)
class Route:
    """One pattern of the resolver, as it is written, and an address that it matches."""

    pattern: str
    address: str


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """The patterns below a resolver, each with all that stands before it."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, here)
        elif isinstance(entry, URLPattern):
            yield here


def fill(pattern: str, samples: dict[str, Any]) -> str:
    """The address of a pattern: its parameters filled from the samples, by name or by the model in the address."""
    kind = re.match(r"admin/(?:claims_app|auth|axes)/(\w+)/", pattern)
    words = {**samples, "object_id": samples.get(kind[1] if kind else "claim", 1)}
    if kind and "/history/([^/]+)/" in pattern:
        entry = words["object_id"], samples["history"].get(kind[1], 1)
        for value in entry:
            pattern = pattern.replace("([^/]+)", str(value), 1)
    if named := re.search(r"(?:^|/)(outlets|parties)/<", pattern):
        words["slug"] = words["key"] = samples[f"slug of {named[1]}"]
    text = re.sub(
        r"<(?:\w+:)?(\w+)>",
        lambda found: str(words[found[1]]),
        re.sub(r"\(\?P(<\w+>)(?:\[.*?\]\+|[^)]*)\)", r"\1", pattern),
    )
    text = re.sub(r"\((?:\?:)?([^|()]+)\|[^()]*\)", r"\1", text)
    return "/" + text.replace("^", "").replace("$", "").replace("\\", "") + QUERIES.get(pattern, "")


def routes(samples: dict[str, Any]) -> list[Route]:
    """All routes, in the order of their patterns."""
    return [Route(pattern, fill(pattern, samples)) for pattern in sorted(set(patterns()))]


def make_samples() -> dict[str, Any]:
    """One row of each kind that an address can name."""
    party = models.Party.objects.create(key="northland", name="Northland", kind="state")
    conflict = models.Conflict.objects.create(key="river", title="River conflict")
    side = models.Side.objects.create(conflict=conflict, key="north", name="Northland", camp="north")
    models.SideMembership.objects.create(side=side, party=party)
    incident = models.Incident.objects.create(
        slug="2020-01-01-bridge", title="The bridge", conflict=conflict, start=date(2020, 1, 1), end=date(2020, 1, 1)
    )
    question = models.Question.objects.create(key="who-began", text="Who began")
    designation = models.Designation.objects.create(label="northern", said_by=party)
    designation.means.add(party)
    outlet = models.Outlet.objects.create(slug="daily", name="Daily")
    report = models.Report.objects.create(outlet=outlet, title="At the bridge", published=date(2020, 1, 2))
    statement = models.Statement.objects.create(incident=incident, claimant=party, speaker="Press office")
    tank = models.MeasureObject.objects.get(key="tank")
    lost = models.Outcome.objects.get(key="destroyed")
    claim = models.Claim.objects.create(
        incident=incident, statement=statement, subject_label="Northland", object=tank, outcome=lost, figure_text="6",
        subject_plain=["northland"], subject_certain=["northland"], subject_possible=["northland"],
        figure_kind="exact", plain_low=6, plain_high=6, charitable_low=6, charitable_high=6, status="published",
    )  # fmt: skip
    citation = models.Citation.objects.create(claim=claim, report=report, quote="Six tanks were destroyed.")
    copy = models.ArchivedCopy.objects.create(
        report=report, content=b"A page", text="A page", sha256="1" * 64, captured_at=datetime(2020, 1, 2, tzinfo=UTC)
    )
    intake = models.Intake.objects.create(copy=copy, incident=incident)
    draft = models.Draft.objects.create(
        copy=copy, intake=intake, start=0, end=6, fields={"kind": "figure", "figure": "6"}
    )
    batch = models.ImportBatch.objects.create(name="a.csv", sha256="0" * 64)
    models.FilePiece.objects.create(batch=batch, number=0, content=b"incident,claimant\nnowhere,nobody\n")
    place = models.Place.objects.first()
    rows = {
        "party": party, "conflict": conflict, "side": side, "incident": incident, "question": question,
        "designation": designation, "outlet": outlet, "report": report, "statement": statement, "claim": claim,
        "measureobject": tank, "outcome": lost, "place": place, "importbatch": batch,
        "user": get_user_model().objects.create_user("someone"), "group": Group.objects.get(name="Analysts"),
        "errorreport": models.ErrorReport.objects.create(claim=claim, kind="safety", text="A name is in danger."),
        "accesslog": AccessLog.objects.create(username="someone", session_hash="a"),
        "suppression": models.Suppression.objects.create(kind="quote", reason="danger to a person"),
    }  # fmt: skip
    history = {name: row.history.first().pk for name, row in rows.items() if hasattr(row, "history")}
    return {name: row.pk for name, row in rows.items()} | {
        "history": history,
        "slug": incident.slug,
        "form": "csv",
        "key": "tank--lost--northland",
        "rest": "nowhere",
        "claim_id": claim.pk,
        "report_id": report.pk,
        "batch_id": batch.pk,
        "citation_id": citation.pk,
        "statement_id": statement.pk,
        "copy_id": copy.pk,
        "intake_id": intake.pk,
        "draft_id": draft.pk,
        "app_label": "claims_app",
        "content_type_id": ContentType.objects.get_for_model(models.Claim).pk,
        "slug of outlets": outlet.slug,
        "slug of parties": party.key,
        "id": someone_pk(rows),
        "url": "nowhere",
    }


def someone_pk(rows: dict[str, Any]) -> int:
    """The account whose password page is asked for."""
    return int(rows["user"].pk)


def client_of(role: str) -> Client:
    """A browser with the session of a member of that role, or of nobody."""
    client = Client(raise_request_exception=False)
    if role == "anonymous":
        return client
    make = get_user_model().objects
    if role == "superuser":
        user, _ = make.get_or_create(username=role, is_staff=True, is_superuser=True)
    else:
        user, _ = make.get_or_create(username=role, is_staff=role != "analyst")
        user.groups.add(Group.objects.get(name=GROUP_OF[role]))
    client.force_login(user)
    return client
