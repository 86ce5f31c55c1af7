"""What is kept of a board is compared with all its claims, and mended where somebody wrote past the app."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from claims_app import models
from tests.factories import make_claim, make_incident, moment

pytestmark = pytest.mark.django_db
SLUG = "2016-04-02-ford"


def checked(*words: str) -> str:
    out = StringIO()
    try:
        call_command("check_boards", *words, stdout=out)
    except CommandError as error:
        return f"{out.getvalue()}{error}"
    return out.getvalue()


@pytest.fixture
def two_boards() -> None:
    first = make_claim("redland", "6", stated_at=moment(2))
    make_claim("redland", "8", revises=first, stated_at=moment(3))
    make_claim("blueland", "2", object="truck")
    make_claim("redland", "5", incident=make_incident("2016-04-09-hill"))


def test_boards_that_the_services_kept_are_as_their_claims_have_them(two_boards: None) -> None:
    assert checked() == "2 boards checked: all as their claims have them.\n"
    assert checked(SLUG) == "1 boards checked: all as their claims have them.\n"


PAST_THE_APP: dict[str, tuple[Callable[[], object], str]] = {
    "a claim is deleted": (lambda: models.Claim.objects.filter(object__key="truck").delete(), "should not be there"),
    "a figure is changed": (
        lambda: models.Claim.objects.filter(object__key="truck").update(figure_text="3"),
        "row truck--lost--blueland is kept otherwise than its claims have it",
    ),
    "a claim is published": (
        lambda: models.StoredFinding.objects.filter(row_key="truck--lost--blueland").delete(),
        "row truck--lost--blueland is not kept",
    ),
    "rows change places": (
        lambda: (
            models.StoredFinding.objects.filter(row_key="truck--lost--blueland").update(order=0)
            and models.StoredFinding.objects.filter(row_key="tank--lost--blueland").update(order=1)
        ),
        "rows stand in another order",
    ),
    "a day is changed": (
        lambda: models.KeptBoard.objects.filter(incident__slug=SLUG).update(days=["2016-04-30"]),
        "the days of its claims",
    ),
    "nothing is kept": (lambda: models.KeptBoard.objects.filter(incident__slug=SLUG).delete(), "as a whole"),
    "the vocabulary is renewed": (models.VocabularyVersion.renew, "another vocabulary"),
}


@pytest.mark.parametrize("past", PAST_THE_APP)
def test_what_was_written_past_the_app_is_found_and_mended(two_boards: None, past: str) -> None:
    write, sentence = PAST_THE_APP[past]
    order = list(
        models.StoredFinding.objects.filter(incident__slug=SLUG, part="row").order_by("order").values_list("row_key")
    )
    if past == "rows change places" and order[0] == ("truck--lost--blueland",):
        models.StoredFinding.objects.filter(row_key="tank--lost--blueland").update(order=0)
        models.StoredFinding.objects.filter(row_key="truck--lost--blueland").update(order=1)
    else:
        write()
    told = checked()
    assert f"{SLUG}: " in told
    assert sentence in told
    assert "differ from their claims" in told
    assert "kept anew" in checked("--mend")
    assert checked().endswith("all as their claims have them.\n")


def test_a_name_that_is_no_incident_is_said(two_boards: None) -> None:
    assert "Not every name is that of an incident" in checked(SLUG, "nowhere")
