"""The history of an incident and what changed between two moments: days alone, nobody's name, and a link to every board."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils.html import strip_tags

from claims_app import models
from claims_app.services import imports, recording
from tests.conflicts import APRIL
from tests.factories import make_claim, make_report, moment
from tests.views.test_boards import DRAWER

pytestmark = pytest.mark.django_db
FORD = "/incidents/2016-04-02-ford/"
DIFF = f"{FORD}history/diff/"
FILE = (
    "incident,claimant,measure,figure,subject,stated_at,publisher,title,published,quote\n"
    "2016-04-02-ford,Blueland,tanks lost,two,Blueland,2016-04-03,Evening Post,Two tanks,2016-04-03,two of ours\n"
)


@contextmanager
def on(day: int) -> Iterator[None]:
    """What is done on that day of May 2020, at 17:41."""
    with time_machine.travel(datetime(2020, 5, day, 17, 41, tzinfo=UTC), tick=False):
        yield


def words(page: str) -> str:
    return " ".join(unescape(strip_tags(page)).split())


def read(address: str, client: Client | None = None, **headers: str) -> str:
    answer = (client or Client()).get(address, **headers)
    assert answer.status_code == 200, address
    return answer.content.decode()


def recorded() -> list[str]:
    """The days of what we recorded, latest first, each in words."""
    page = read(f"{FORD}history/").split('id="recorded-title"')[1]
    return [words(f"<{day}") for day in page.split('<section class="day"')[1:]]


def correct(claim: models.Claim, figure: str, **cited: Any) -> None:
    claim.refresh_from_db()
    claim.figure_text = figure
    recording.read_claim_figure(claim)
    claim.version += 1
    claim.save()
    recording.settle(claim=claim)


@pytest.fixture
def told() -> models.Claim:
    """6 said on 2 April and recorded on 1 May; corrected to 7 on 2 May; an import of the 2nd undone on the 4th; taken down on the 5th."""
    with on(1):
        claim = make_claim("redland", "6", stated_at=moment(2))
        make_claim("redland", "9", object="drone", stated_at=moment(4), published=False)
    with on(2):
        correct(claim, "7")
        batch = imports.stage(data=FILE.encode(), name="secret-file.csv", options=imports.Options())
        imports.commit(batch=batch)
    with on(3):
        citation = claim.citations.get()
        citation.quote = "seven tanks"
        citation.save()
        models.Citation.objects.create(claim=claim, report=make_report(), quote="seven", order=1)
    with on(4):
        imports.undo(batch=batch)
    with on(5):
        editor = get_user_model().objects.create_user("secretive-editor")
        recording.unpublish(claims=[claim], by=editor, reason="a hidden reason")
    with on(6):
        recording.publish(claims=[claim], by=editor)
    return claim


def test_what_we_recorded_is_told_day_by_day(told: models.Claim) -> None:
    days = recorded()
    assert [re.search(r"\d+ May 2020", day)[0] for day in days] == [  # type: ignore[index]
        "6 May 2020", "5 May 2020", "4 May 2020", "3 May 2020", "2 May 2020", "1 May 2020",
    ]  # fmt: skip
    tanks = "Redland: tanks lost, "
    assert f"Published again by an editor: {tanks}“7”" in days[0]
    assert f"Taken down by an editor: {tanks}“7”" in days[1]
    assert "Taken down by an editor: Blueland: tanks lost, “two”" in days[2]
    assert f"Corrected by an editor: {tanks}“7”" in days[3]
    assert "Quote: was redland said 6 is seven tanks" in days[3] and "Quote: is seven" in days[3]
    assert "1 corrected, 1 added" in days[4]
    assert "Figure: was 6 is 7" in days[4] and "Added from a file: Blueland: tanks lost, “two”" in days[4]
    assert f"Added by an editor: {tanks}“6”" in days[5]


def test_the_history_holds_no_hour_no_name_no_reason_and_no_draft(told: models.Claim) -> None:
    for address in (f"{FORD}history/", f"{DIFF}?known_from=2020-05-01&known_to=2020-05-06"):
        page = read(address).casefold()
        for secret in ("17:41", "secretive", "a hidden reason", "secret-file", "drone"):
            assert secret not in page, (address, secret)


def test_each_day_leads_to_its_board_and_to_what_changed_since_the_day_before(told: models.Claim) -> None:
    page = read(f"{FORD}history/")
    links = [unescape(link) for link in re.findall(r'href="([^"]+)"', page)]
    assert f"{FORD}?known=2020-05-03" in links
    assert f"{DIFF}?known_from=2020-05-02&known_to=2020-05-03" in links
    assert f"{DIFF}?from=2016-04-01&to=2016-04-02" in links
    for link in links:
        if link.startswith(FORD):
            read(link)


def test_a_claim_that_is_not_public_today_is_told_without_a_link(told: models.Claim) -> None:
    with on(7):
        recording.unpublish(claims=[told], by=None, reason="again")
    page = read(f"{FORD}history/")
    assert told.get_absolute_url() not in page
    assert "“7”" in page


def test_what_was_said_is_told_day_by_day() -> None:
    first = make_claim("redland", "6", stated_at=moment(2))
    make_claim("redland", "9", stated_at=moment(4), revises=first, retracted_at=moment(5))
    page = read(f"{FORD}history/").split('id="recorded-title"')[0]
    days = [words(f"<{day}") for day in page.split('<section class="day"')[1:]]
    assert [re.search(r"\d April 2016", day)[0] for day in days] == ["2 April 2016", "4 April 2016", "5 April 2016"]  # type: ignore[index]
    assert "9 tanks lost, was 6" in days[1] and "9 tanks lost, withdrawn" in days[2]


def test_a_difference_of_what_was_said_is_told_in_words() -> None:
    make_claim("redland", "6", stated_at=moment(2))
    make_claim("blueland", "2", stated_at=moment(4))
    page = words(read(f"{DIFF}?from=2016-04-02&to=2016-04-04"))
    assert "From 2 April 2016 to 4 April 2016: 1 row of the board differs." in page
    assert "Another finding: One side only, then Contradiction" in page
    assert "Blueland: before: nothing on file after: “2”" in page


def test_a_difference_of_what_was_on_file_tells_figures_and_sources(told: models.Claim) -> None:
    figures = words(read(f"{DIFF}?known_from=2020-05-01&known_to=2020-05-02"))
    assert "Redland: before: “6” after: “7”" in figures and "Blueland: before: nothing on file after: “two”" in figures
    sources = words(read(f"{DIFF}?known_from=2020-05-02&known_to=2020-05-03"))
    assert "Same figure, other words or sources" in sources and "after: seven tanks" in sources


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "From 2 April 2016 to today"),
        ("?to=2016-04-04", "From 2 April 2016 to 4 April 2016"),
        ("?from=2016-04-02", "From 2 April 2016 to today"),
        ("?from=2016-04-04&to=2016-04-02", "From 2 April 2016 to 4 April 2016"),
        ("?to=2016-04-02", "From 1 April 2016 to 2 April 2016"),
        ("?known_to=2020-05-02", "From as on file on 1 May 2020 to as on file on 2 May 2020"),
        ("?from=yesterday&to=2016-04-04", "“yesterday” is no date"),
        ("?from=9999-99-99&to=0000-00-00", "is no date"),
        ("?from=2016-04-04&to=2016-04-04", "the same findings and figures"),
        ("?from=2016-04-02&to=1000-01-01&known_from=9000-01-01", "to"),
    ],
)
def test_what_is_left_out_of_the_address_is_filled_in(query: str, said: str) -> None:
    make_claim("redland", "6", stated_at=moment(2))
    make_claim("blueland", "2", stated_at=moment(4))
    assert said in words(read(DIFF + query))


def test_kept_and_computed_boards_of_one_state_do_not_differ(reader: Client) -> None:
    for slug in models.Incident.objects.values_list("slug", flat=True):
        page = read(f"/incidents/{slug}/history/diff/?from=8999-01-01", reader)
        assert "the same findings and figures" in words(page), slug
        page = read(f"/incidents/{slug}/history/diff/?known_from=8999-01-01&known_to=", reader)
        assert "the same findings and figures" in words(page), slug


def test_a_source_opens_as_it_was_on_file_then(told: models.Claim) -> None:
    with on(7):
        recording.unpublish(claims=[told], by=None, reason="again")
    address = f"{FORD}?known=2020-05-02&claim={told.pk}"
    for page in (read(address), read(address, **DRAWER)):
        drawer = page.split('<aside id="drawer"')[1]
        assert "redland said 6" in drawer and "taken down since" in drawer
        assert told.get_absolute_url() not in drawer
    assert "redland said" not in read(f"{FORD}?claim={told.pk}")


def test_the_slider_of_a_board_offers_the_days_as_they_were_on_file(told: models.Claim) -> None:
    assert "3 April 2016" in read(f"{FORD}?known=2020-05-02")
    assert "3 April 2016" not in read(f"{FORD}?known=2020-05-04")


def test_the_board_offers_earlier_and_later_as_plain_links(reader: Client) -> None:
    make_claim("redland", "6", stated_at=moment(2))
    make_claim("redland", "9", object="drone", stated_at=moment(4))
    make_claim("redland", "3", object="truck", stated_at=moment(7))
    steps = {
        query: re.findall(r'rel="(prev|next)" href="([^"]*)"', read(FORD + query))
        for query in ("", "?asof=2016-04-05&amp;about=blueland", "?asof=2016-04-02", "?asof=2016-04-01")
    }
    assert list(steps.values()) == [
        [("prev", "?asof=2016-04-04")],
        [("prev", "?asof=2016-04-04"), ("next", "?")],
        [("next", "?asof=2016-04-04")],
        [("next", "?asof=2016-04-02")],
    ]
    assert 'id="clock"' not in read(APRIL, reader)
    early = read(f"{FORD}?asof=2016-04-01")
    assert "Nothing had been said by then" in early and 'href="?asof=2016-04-02">See 2 April 2016' in early
