"""Claims that were typed by hand, without an external id, leave and come back as the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from claims_app import models
from claims_app.services import exports
from tests.factories import make_claim, make_party, make_report, moment
from tests.filled import filled
from tests.services.test_exports import FORMS, counts, is_all_the_same, lines


def write_by_hand() -> None:
    """Claims without an external id, with all that a file could lose: links, own ends of counts, hours, a withdrawal."""
    make_party("observers", kind="observer")
    whole = make_claim("redland", "over 100", object="soldier", outcome="killed", stated_at=moment(2, 9))
    make_claim("redland", "30", object="soldier", outcome="killed", part_of=whole, stated_at=moment(2, 10))
    make_claim("redland", "93", object="soldier", outcome="killed", revises=whole, stated_at=moment(3))
    make_claim("redland", "7", as_of=datetime(2016, 4, 5, 12, tzinfo=UTC), stated_at=moment(3, 11))
    make_claim("blueland", "9", as_of=datetime(2016, 4, 6, 23, 59, 59, tzinfo=UTC))
    make_claim(
        "blueland", "12", counting="cumulative", as_of=datetime(2016, 4, 4, 23, 59, 59, tzinfo=UTC), object="truck"
    )
    make_claim("blueland", "2", retracted_at=moment(4), object="drone")
    make_claim("observers", "several", about="Redland", subject_source="inferred", object="drone")
    make_claim("blueland", "", about="Blueland", kind="silence", object="ship")
    denied = make_claim("redland", "5", object="ship")
    make_claim("blueland", "", kind="denial", denies=denied, about="Blueland", object="ship")
    origin = make_report(title="The first")
    make_claim("redland", "4", object="helicopter", report=make_report(title="A copy", copied_from=origin))


@pytest.fixture(scope="module")
def written_by_hand(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with filled(django_db_blocker, write_by_hand):
        yield


@pytest.fixture
def by_hand(written_by_hand: None, db: None) -> None:
    """A test with those claims."""


@pytest.mark.parametrize("form", FORMS)
def test_claims_without_an_external_id_come_back_as_the_same(by_hand: None, form: str) -> None:
    assert is_all_the_same(counts(exports.claims_file(form=form), f"claims.{form}"))


@pytest.mark.parametrize(
    "query", ["", "?measure=soldier", "?measure=ship", "?sides=blueland", "?sides=redland", "?asof=2016-04-03"]
)
def test_their_board_comes_back_as_the_same(by_hand: None, query: str) -> None:
    assert is_all_the_same(counts(Client().get(f"/incidents/2016-04-02-ford/board.csv{query}").content, "board.csv"))


def test_importing_an_export_for_good_changes_nothing(by_hand: None, tmp_path: Path) -> None:
    before = list(models.Claim.objects.order_by("pk").values())
    path = tmp_path / "claims.csv"
    path.write_bytes(exports.claims_file(form="csv"))
    call_command("import_claims", str(path), stdout=StringIO())
    assert list(models.Claim.objects.order_by("pk").values()) == before


def test_another_sites_claim_of_the_same_number_is_not_taken_for_ours(by_hand: None) -> None:
    ours = models.Claim.objects.order_by("pk").first()
    assert ours
    line = f"incident,claimant,measure,figure,subject,url,quote,external_id\n2016-04-02-ford,blueland,trucks lost,77,Redland,https://example.org/new,q,claim-{ours.pk}\n"
    found = counts(line.encode(), "theirs.csv")
    assert (found["new"], found["changed"]) == (1, 0)


def test_a_new_row_may_lean_on_a_claim_by_the_name_that_an_export_gave_it(by_hand: None, tmp_path: Path) -> None:
    whole = models.Claim.objects.order_by("pk").first()
    assert whole
    path = tmp_path / "more.csv"
    path.write_text(
        "incident,claimant,measure,figure,subject,url,quote,external_id,part_of\n"
        f"2016-04-02-ford,redland,soldiers killed,11,Blueland,https://example.org/more,eleven,more-1,claim-{whole.pk}\n"
    )
    call_command("import_claims", str(path), stdout=StringIO())
    assert models.Claim.objects.get(external_id="more-1").part_of_id == whole.pk


def test_the_kind_of_claim_and_the_kind_of_figure_stand_apart(by_hand: None) -> None:
    kinds = {(line["kind"], line["figure_kind"]) for line in lines(exports.claims_file())}
    assert {("figure", "more_than"), ("figure", "exact"), ("figure", "vague"), ("silence", ""), ("denial", "")} <= kinds


def test_the_hour_of_recording_leaves_with_no_line(by_hand: None) -> None:
    assert {len(line["recorded_at"]) for line in lines(exports.claims_file())} == {10}
