"""The database itself refuses what no claim, side or report can be; the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db import models as database

from claims_app import models
from claims_app.models.sources import check_web_address
from tests.factories import make_claim, make_conflict, make_incident, make_party, make_report, moment

pytestmark = pytest.mark.django_db


def change(**values: Any) -> Callable[[], object]:
    """A change of a good claim by the back door, past every form."""

    def act() -> object:
        claim = make_claim()
        resolved = {name: claim.pk if value is SELF else value for name, value in values.items()}
        return models.Claim.objects.filter(pk=claim.pk).update(**resolved)

    return act


SELF = object()


def twice(make: Callable[[], database.Model]) -> Callable[[], object]:
    """The same row a second time."""

    def act() -> object:
        row = make()
        row.pk, row._state.adding = None, True
        return row.save(force_insert=True)

    return act


def make_membership(**dates: date) -> models.SideMembership:
    side = models.Side.objects.get(conflict=make_conflict(), key="redland")
    return models.SideMembership.objects.create(side=side, party=make_party("organ"), **dates)


def make_edge() -> models.ObjectEdge:
    child, parent = models.MeasureObject.objects.all()[:2]
    models.ObjectEdge.objects.filter(child=child, parent=parent).delete()
    return models.ObjectEdge.objects.create(child=child, parent=parent)


def make_designation() -> models.Designation:
    return models.Designation.objects.create(label="the foe")


def make_batch() -> models.ImportBatch:
    return models.ImportBatch.objects.create(name="f", sha256="")


def make_intake() -> models.Intake:
    copy = models.ArchivedCopy.objects.create(report=make_report(), content=b"", sha256="a", captured_at=moment(2))
    return models.Intake.objects.create(copy=copy, incident=make_incident())


REFUSED: dict[str, Callable[[], object]] = {
    "claim_plain_low_le_high": change(plain_low=7, plain_high=6, charitable_low=1, charitable_high=9),
    "claim_charitable_low_le_high": change(plain_low=None, plain_high=None, charitable_low=7, charitable_high=6),
    "claim_charitable_contains_plain": change(plain_low=6, plain_high=6, charitable_low=7, charitable_high=9),
    "claim_charitable_contains_plain (upper)": change(plain_low=6, plain_high=9, charitable_low=6, charitable_high=8),
    "claim_charitable_contains_plain (open)": change(plain_low=6, plain_high=None, charitable_low=6, charitable_high=8),
    "claim_only_figures_have_intervals": change(kind="silence"),
    "claim_figure_needs_measure_and_text": change(figure_text=""),
    "claim_figure_needs_measure_and_text (object)": change(object=None),
    "claim_figure_needs_measure_and_text (outcome)": change(outcome=None),
    "claim_denial_needs_denied": change(kind="denial", plain_low=None, plain_high=None, charitable_low=None, charitable_high=None),
    "claim_no_self_reference (revises)": change(revises=SELF),
    "claim_no_self_reference (denies)": change(denies=SELF),
    "claim_no_self_reference (part of)": change(part_of=SELF),
    "claim_no_self_reference (share of)": change(share_of=SELF),
    "claim_external_id_unique": lambda: [make_claim(external_id="a-1") for _ in range(2)],
    "party_not_part_of_itself": lambda: models.Party.objects.filter(pk=make_party().pk).update(part_of=database.F("pk")),
    "side_key_unique_in_conflict": twice(lambda: models.Side.objects.filter(conflict=make_conflict()).first()),  # type: ignore[arg-type, return-value]
    "side_key_not_reserved": lambda: models.Side.objects.create(conflict=make_conflict(), key="third_parties", name="x", camp="x"),
    "membership_unique": twice(make_membership),
    "membership_unique (with a day)": twice(lambda: make_membership(since=date(2016, 1, 1))),
    "membership_since_before_until": lambda: make_membership(since=date(2017, 1, 1), until=date(2016, 1, 1)),
    "place_not_within_itself": lambda: models.Place.objects.create(key="ford", name="Ford")
    and models.Place.objects.filter(key="ford").update(within=database.F("pk")),
    "object_edge_unique": twice(make_edge),
    "object_edge_not_to_itself": lambda: models.ObjectEdge.objects.create(
        child=models.MeasureObject.objects.all()[0], parent=models.MeasureObject.objects.all()[0]
    ),
    "incident_start_before_end": lambda: make_incident(end=date(2016, 4, 1)),
    "incident_not_part_of_itself": lambda: models.Incident.objects.filter(pk=make_incident().pk).update(part_of=database.F("pk")),
    "designation_unique": twice(make_designation),
    "statement_from_before_to": lambda: models.Statement.objects.create(
        incident=make_incident(), claimant=make_party(), stated_from=moment(3), stated_to=moment(2)
    ),
    "report_url_unique": twice(make_report),
    "report_title_unique": twice(lambda: make_report(url="")),
    "report_title_unique (no day)": twice(lambda: make_report(url="", published=None)),
    "report_not_copied_from_itself": lambda: models.Report.objects.filter(pk=make_report().pk).update(copied_from=database.F("pk")),
    "citation_unique": lambda: twice(lambda: make_claim().citations.get())(),  # type: ignore[misc]
    "citation_start_before_end": lambda: make_claim().citations.update(start=9, end=3),
    "stored_finding_unique": lambda: [
        models.StoredFinding.objects.create(incident=make_incident(), row_key="a", verdict="silent", policy="p", payload={})
        for _ in range(2)
    ],
    "loss_list_unique": lambda: (
        twice(lambda: models.LossList.objects.create(
            statement=models.Statement.objects.first() or make_claim().statement, incident=make_incident(), side="a", begins="1"
        ))()
    ),
    "search_document_unique": lambda: [
        models.SearchDocument.objects.create(kind="claim", object_id=10**9) for _ in range(2)
    ],
    "import_row_unique": lambda: [
        models.ImportRow.objects.create(batch=models.ImportBatch.objects.get_or_create(name="f", sha256="")[0], row=2)
        for _ in range(2)
    ],
    "import_one_at_a_time": lambda: [
        models.ImportBatch.objects.create(name=name, sha256="", state="committing") for name in "fg"
    ],
    "saved_mapping_unique": twice(lambda: models.SavedMapping.objects.create(name="Theirs", fingerprint="a")),
    "file_piece_unique": twice(lambda: models.FilePiece.objects.create(batch=make_batch(), number=0, content=b"")),
    "staged_row_unique": twice(lambda: models.StagedRow.objects.create(batch=make_batch(), row=2, line=2, result="new")),
    "intake_unique": twice(lambda: make_intake()),
    "intake_visit_unique": twice(
        lambda: models.IntakeVisit.objects.create(
            intake=make_intake(), user=get_user_model().objects.create_user("a"), seen_at=moment(2)
        )
    ),
    "copy_unique": lambda: [
        models.ArchivedCopy.objects.create(report=models.Report.objects.first() or make_report(), content=b"", sha256="a", captured_at=moment(2))
        for _ in range(2)
    ],
    "error_report_on_one_thing": lambda: models.ErrorReport.objects.create(kind="error", text="Of what?"),
    "error_report_on_one_thing (of two)": lambda: models.ErrorReport.objects.create(
        kind="error", text="Of which?", incident=make_incident(), report=make_report()
    ),
    "error_report_says_something": lambda: models.ErrorReport.objects.create(kind="error", text="", incident=make_incident()),
    "suppression_has_reason": lambda: models.Suppression.objects.create(kind="quote", reason=""),
}  # fmt: skip


# What cannot break one rule without another: a database may name either.
BROKEN_TOO = {"claim_charitable_low_le_high": ("claim_charitable_contains_plain",)}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name: str) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        REFUSED[name]()
    sentence = str(refused.value)
    names = (name.split(" ")[0], *BROKEN_TOO.get(name, ()))
    assert any(each in sentence for each in names) or "UNIQUE" in sentence


def test_every_constraint_of_our_tables_has_a_case_here() -> None:
    own = [model for model in vars(models).values() if isinstance(model, type) and issubclass(model, database.Model)]
    kept = {constraint.name for model in own for constraint in model._meta.constraints}
    assert kept == {name.split(" ")[0] for name in REFUSED}


@pytest.mark.parametrize(
    "values",
    [
        {"plain_low": 101, "plain_high": 199, "charitable_low": 101, "charitable_high": None},
        {"plain_low": 101, "plain_high": None, "charitable_low": 101, "charitable_high": None},
        {"plain_low": 0, "plain_high": 0, "charitable_low": 0, "charitable_high": 0},
        {"plain_low": None, "plain_high": None, "charitable_low": None, "charitable_high": None},
    ],
    ids=["open in the widest reading", "open in both", "nought", "no reading"],
)
def test_the_database_keeps_every_reading_that_words_can_have(values: dict[str, int | None]) -> None:
    claim = make_claim()
    models.Claim.objects.filter(pk=claim.pk).update(**values)
    claim.refresh_from_db()
    assert {name: getattr(claim, name) for name in values} == values


def test_claims_without_an_external_id_never_collide() -> None:
    assert make_claim().external_id == make_claim().external_id == ""


@pytest.mark.parametrize(
    ("status", "batch", "is_visible"),
    [
        ("published", None, True),
        ("draft", None, False),
        ("unpublished", None, False),
        ("published", {"visible_at": moment(3)}, True),
        ("published", {"visible_at": None}, False),
    ],
    ids=["published by hand", "draft", "unpublished", "published by a batch", "of a batch on its way or undone"],
)
def test_readers_see_published_claims_of_visible_batches(
    status: str, batch: dict[str, Any] | None, is_visible: bool
) -> None:
    made = models.ImportBatch.objects.create(name="f", sha256="", **batch) if batch is not None else None
    claim = make_claim(refresh=False)
    models.Claim.objects.filter(pk=claim.pk).update(status=status, batch=made)
    assert models.Claim.objects.visible().filter(pk=claim.pk).exists() is is_visible


@pytest.mark.parametrize(
    ("url", "is_good"),
    [
        ("https://example.org/a?b=c", True),
        ("http://example.org", True),
        ("https://example.org/@name", True),
        ("javascript:alert(1)", False),
        ("ftp://example.org", False),
        ("https://user@example.org", False),
        ("https://example.org\\evil", False),
        ("https://example.org/ a", False),
        ("https://example.org/\n", False),
        ("//example.org", False),
    ],
)
def test_a_web_address_is_plain_http_or_refused(url: str, is_good: bool) -> None:
    if is_good:
        check_web_address(url)
        return
    with pytest.raises(ValidationError):
        check_web_address(url)


def test_a_party_is_never_part_of_its_own_part() -> None:
    whole, part = make_party("whole"), make_party("part")
    part.part_of = whole
    part.save()
    whole.part_of = part
    with pytest.raises(ValidationError, match="part of itself"):
        whole.full_clean()


@pytest.mark.parametrize("zone", ["Mars/Base", "", "../etc/passwd"])
def test_an_incident_has_a_time_zone_that_exists(zone: str) -> None:
    incident = make_incident()
    incident.timezone = zone
    with pytest.raises(ValidationError):
        incident.full_clean()
