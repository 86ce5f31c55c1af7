"""Over time by the day on which we recorded it; what a chart leaves out, and why; the way from measure to measure."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client

from claims_app import models
from claims_app.services import recording
from tests.conflicts import APRIL
from tests.factories import make_claim, make_incident, moment
from tests.views.pages import queries
from tests.views.test_history_pages import correct, on
from tests.views.test_over_time import FORD, ROW, drawn, table, text, words

RECORDED = f"{ROW}?axis=recorded"
pytestmark = pytest.mark.django_db


@pytest.fixture
def corrected() -> models.Claim:
    """6 recorded on 1 May, corrected to 7 on the 2nd, taken down on the 5th, back on the 6th."""
    with on(1):
        claim = make_claim("redland", "6", stated_at=moment(2))
    with on(2):
        correct(claim, "7")
    with on(5):
        recording.unpublish(claims=[claim], by=None, reason="a hidden reason")
    with on(6):
        recording.publish(claims=[claim], by=None)
    return claim


def filed(client: Client, address: str = RECORDED) -> list[tuple[str, str, str]]:
    """(figure, recorded here, on file) of each line of the table."""
    return [(row[1], row[5], row[6]) for row in table(text(client, address))]


def test_each_state_of_a_claim_stands_from_the_day_on_which_we_recorded_it(
    corrected: models.Claim, client: Client
) -> None:
    assert filed(client) == [
        ("6", "1 May 2020", "corrected 2 May 2020: “7”"),
        ("7", "2 May 2020", "taken down 5 May 2020"),
        ("7", "6 May 2020", "on file"),
    ]
    chart = drawn(text(client, RECORDED))
    assert [f">{day}<" in chart for day in ("1 May 2020", "5 May")] == [True, True]
    assert "April" not in re.sub(r"<desc.*?</desc>", "", chart)


def test_of_several_corrections_of_one_day_the_last_is_told(client: Client) -> None:
    with on(1):
        claim = make_claim("redland", "6", stated_at=moment(2))
        correct(claim, "60")
        correct(claim, "7")
    assert filed(client) == [("7", "1 May 2020", "on file")]


def test_what_was_said_first_but_recorded_last_never_stood_here(client: Client) -> None:
    with on(1):
        make_claim("redland", "9", stated_at=moment(4))
    with on(3):
        make_claim("redland", "6", stated_at=moment(2))
    assert filed(client) == [
        ("9", "1 May 2020", "on file"),
        ("6", "3 May 2020", "replaced when it came on file: “9”"),
    ]
    assert [row[5] for row in table(text(client, ROW))] == ["until 4 April 2016: “9”", "stands"]


def test_a_withdrawal_ends_a_line_on_the_day_on_which_we_recorded_it(client: Client) -> None:
    with on(1):
        claim = make_claim("redland", "6", stated_at=moment(2))
    with on(4):
        claim.retracted_at = moment(5)
        claim.save()
        recording.settle(claim=claim)
    assert filed(client) == [("6", "1 May 2020", "withdrawal recorded 4 May 2020")]
    assert "M-5-5 5 5M-5 5 5-5" in drawn(text(client, RECORDED))


def test_a_claim_that_came_from_another_measure_is_here_since_that_day(client: Client) -> None:
    with on(1):
        claim = make_claim("redland", "6", object="drone", stated_at=moment(2))
    with on(3):
        claim.object = models.MeasureObject.objects.get(key="tank")
        claim.save()
        recording.settle(claim=claim)
    assert filed(client) == [("6", "3 May 2020", "on file")]


def test_as_on_file_on_a_day_nothing_later_is_shown_and_the_flag_stands_there(
    corrected: models.Claim, client: Client
) -> None:
    page = text(client, f"{ROW}?known=2020-05-03&axis=recorded")
    assert [row[1] for row in table(page)] == ["6", "7"]
    assert "On file by 3 May 2020, end of day" in drawn(page)
    assert "taken down" not in words(page.split("<table")[1].split("</table>")[0])


def test_neither_hour_nor_reason_stands_on_the_page(corrected: models.Claim, client: Client) -> None:
    for address in (RECORDED, f"{RECORDED}&format=svg", f"{FORD}over-time/?axis=recorded"):
        page = text(client, address)
        assert "17:41" not in page and "a hidden reason" not in page, address


def test_both_axes_are_links_that_keep_the_clocks(corrected: models.Claim, client: Client) -> None:
    page = text(client, f"{ROW}?asof=2016-04-03&known=2020-05-03&axis=recorded")
    links = page.split('aria-label="Time axis"')[1].split("</nav>")[0]
    assert f'href="{ROW}?asof=2016-04-03&amp;known=2020-05-03"' in links
    assert f'href="{ROW}?asof=2016-04-03&amp;known=2020-05-03&amp;axis=recorded" aria-current="true"' in links
    assert f'canonical" href="http://testserver{ROW}?asof=2016-04-03&amp;known=2020-05-03&amp;axis=recorded"' in page
    assert "axis=recorded&amp;format=svg" in page
    odd = text(client, f"{ROW}?axis=%00sideways")
    assert 'aria-current="true">When it was said' in odd


def test_every_demo_row_is_drawn_on_both_axes(reader: Client) -> None:
    for row in reader.get(f"{APRIL}board.json").json()["rows"]:
        said, recorded = (text(reader, f"{APRIL}over-time/{row['key']}/{query}") for query in ("", "?axis=recorded"))
        assert len(table(said)) == len(table(recorded)), row["key"]
    assert 'aria-current="true">When we recorded it' in text(reader, f"{APRIL}over-time/?axis=recorded")


def test_what_is_near_but_on_another_row_is_named_with_the_reason(client: Client) -> None:
    make_claim("redland", "6", stated_at=moment(2))
    make_claim("blueland", "12", about="Redland", stated_at=moment(2))
    make_claim("redland", "3", about="", stated_at=moment(2))
    make_claim("redland", "40", outcome="taken", stated_at=moment(2))
    make_claim("redland", "5", object="drone", stated_at=moment(2))
    box = words(text(client, ROW).split('id="left-out-title"')[1].split("</section>")[0])
    assert "Blueland: 12. Another row: counts losses of Redland. Tanks lost, Redland" in box
    assert "Redland: 3. Another row: does not say whose. Tanks lost" in box
    assert "Redland: 40. Another row: “taken” is another outcome. Tanks taken, Blueland" in box
    assert "drone" not in box.casefold(), "another kind of thing is not near"


def test_a_place_of_its_own_is_a_reason(client: Client) -> None:
    hill, ford = (models.Place.objects.create(key=name, name=name.title()) for name in ("hill", "ford"))
    models.VocabularyVersion.renew()
    make_incident(place=ford)
    make_claim("redland", "6", stated_at=moment(2))
    make_claim("redland", "4", stated_at=moment(2), place=hill)
    box = words(text(client, ROW).split('id="left-out-title"')[1].split("</section>")[0])
    assert "Redland: 4. Another row: counts Hill alone." in box


def test_what_was_said_after_the_day_asked_for_is_counted_as_left_out(client: Client) -> None:
    make_claim("redland", "6", stated_at=moment(2))
    make_claim("redland", "9", stated_at=moment(4))
    page = text(client, f"{ROW}?asof=2016-04-03")
    box = words(page.split('id="left-out-title"')[1].split("</section>")[0])
    assert "1 claim on this measure was said after 3 April 2016. Show everything said so far" in box
    assert "Nothing: no other row counts the same" in words(text(client, ROW))


def test_the_list_of_measures_leads_to_each_of_them_without_script(corrected: models.Claim, client: Client) -> None:
    make_claim("redland", "5", object="drone", stated_at=moment(2))
    page = text(client, RECORDED)
    options = re.findall(r'<option value="([^"]+)"( selected)?', page)
    assert options == [("drone--lost--blueland", ""), ("tank--lost--blueland", " selected")]
    moved = client.get(f"{FORD}over-time/?known=2030-05-03&axis=recorded&row={options[0][0]}")
    assert (moved.status_code, moved["Location"]) == (
        302,
        f"{FORD}over-time/{options[0][0]}/?known=2030-05-03&axis=recorded",
    )
    for odd in ("nothing", "%00", "//example.org", "x" * 5000):
        assert client.get(f"{FORD}over-time/?row={odd}").status_code == 200, odd


def test_many_claims_take_as_many_queries_as_few_on_the_recorded_axis(client: Client) -> None:
    incident = make_incident()
    for number in range(3):
        make_claim("redland", str(number + 1), incident=incident, stated_at=moment(2 + number))
    cache.clear()
    few = queries(client, RECORDED)
    for number in range(20):
        make_claim("blueland", str(number + 1), incident=incident, stated_at=moment(2), refresh=number == 19)
    cache.clear()
    assert queries(client, RECORDED) == few <= 20
    assert date(2016, 4, 2) == incident.start
