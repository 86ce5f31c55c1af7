"""What a board shows when there is nothing, one report, many sides, large numbers, another script, or a change of mind."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise

import pytest
from django.test import Client
from django.utils.html import strip_tags

from claims_app.models import Citation, Claim
from claims_app.services import recording
from tests.factories import make_claim, make_conflict, make_incident, make_party, make_report, moment

pytestmark = pytest.mark.django_db
SEVEN = ("north", "south", "east", "west", "coast", "hills", "isles")


def page(client: Client, query: str = "") -> str:
    return client.get(make_incident().get_absolute_url() + query).content.decode()


def words(html: str) -> str:
    return " ".join(unescape(strip_tags(html)).split())


def make_seven_sides() -> None:
    """A war of all against all: every side says what the next one lost."""
    make_incident(conflict=make_conflict("melee", [(side, side) for side in SEVEN]))
    for side, other in pairwise(SEVEN):
        make_claim(side, "6", about=other.title())


def test_an_incident_without_claims_says_so(client: Client) -> None:
    make_incident()
    assert "Nothing on file yet." in words(page(client))


def test_a_single_report_is_named_under_the_title(client: Client) -> None:
    make_claim("redland", "6")
    assert "One report. Every figure below reaches us through a single report by Daily." in words(page(client))


def test_what_hangs_on_one_origin_is_not_called_several_reports(client: Client) -> None:
    first = make_report()
    claim = make_claim("redland", "6", report=first)
    Citation.objects.create(claim=claim, report=make_report(copied_from=first), quote="redland said 6")
    recording.settle(claim=claim)
    assert "2 reports, 1 origin" in words(page(client))


def test_a_withdrawn_figure_leaves_the_word_and_the_day(client: Client) -> None:
    claim = make_claim("redland", "6")
    Claim.objects.filter(pk=claim.pk).update(retracted_at=moment(3, 12))
    recording.settle(claim=Claim.objects.get(pk=claim.pk))
    shown = page(client)
    assert "withdrawn 3 April 2016" in words(shown)
    assert '<span class="fig">6</span>' not in shown
    assert "by the claimant, 3 April 2016" in words(page(client, f"?claim={claim.pk}"))


def test_two_figures_of_one_side_at_one_time_stand_in_one_cell_with_their_tag(client: Client) -> None:
    make_claim("redland", "60")
    make_claim("redland", "2")
    shown = words(page(client))
    assert "Contradicts itself" in shown and "60" in shown


def test_a_very_large_number_is_grouped_and_never_shortened(client: Client) -> None:
    make_claim("redland", "1,250,000", object="person", outcome="killed")
    shown = page(client)
    assert "1\u202f250\u202f000" in shown and "1.25m" not in shown.casefold()


def test_words_that_run_from_right_to_left_stand_in_their_own_direction(client: Client) -> None:
    claim = make_claim("redland", "6")
    claim.citations.update(quote="دمرنا ٦ دبابات", language="ar")
    recording.settle(claim=claim)
    shown = page(client, f"?claim={claim.pk}")
    assert re.search(r'<blockquote lang="ar"><p><bdi>“دمرنا', shown)


def test_a_board_of_many_sides_scrolls_within_itself_and_lets_the_reader_choose(client: Client) -> None:
    make_seven_sides()
    whole = page(client)
    assert 'class="sheet wide"' in whole
    assert whole.count('type="checkbox" name="sides"') == 8 == whole.count('name="sides" value=')
    some = page(client, "?sides=north&sides=south")
    assert re.findall(r'name="sides" value="(\w+)" checked', some) == ["north", "south"]
    heads = re.search(r'<thead role="rowgroup">.*?</thead>', some[some.index('class="sheet') :], re.S)
    assert heads and "North" in heads.group() and "South" in heads.group() and "Coast" not in heads.group()
    assert page(client, "?sides=north,south").count(" checked") == some.count(" checked")


def test_a_board_of_few_sides_offers_no_choice_of_them(client: Client) -> None:
    make_party("un", kind="observer", name="UN")
    make_claim("redland", "6")
    assert 'type="checkbox" name="sides"' not in page(client)
