"""The pieces of a board that are made by functions hold nothing that a person could have smuggled in."""

from __future__ import annotations

import pytest
from django.test import Client

from claims_app.core.charts import Gap, Mark, Strip
from claims_app.core.claims import Claim
from claims_app.core.drawn.strips import HEXAGON, SHAPES, strip_svg
from claims_app.templatetags.claims import badge
from tests.factories import make_claim, make_incident, moment

pytestmark = pytest.mark.django_db
MARKUP = '<b onclick="x">&'


def test_what_people_wrote_is_text_on_the_page() -> None:
    make_incident(title=MARKUP)
    first = make_claim("redland", "6", stated_at=moment(2))
    first.statement.speaker = first.statement.claimant.name = f"Speaker {MARKUP}"
    first.statement.claimant.save()
    first.statement.save()
    make_claim("redland", "9", revises=first, statement=first.statement, stated_at=moment(3))
    make_claim("blueland", "2")
    body = Client().get("/incidents/2016-04-02-ford/").content.decode()
    assert "onclick" in body
    assert "<b onclick" not in body
    assert "Speaker &lt;b onclick=&quot;x&quot;&gt;&amp;" in body
    assert 'class="was"' in body


def test_a_side_has_the_same_mark_beside_its_name_as_in_a_strip() -> None:
    assert [SHAPES.get(shape, HEXAGON) in badge(shape, False) for shape in (0, 1, 2, 3, 4, 9)] == [True] * 6
    assert 'class="mk s2 hollow"' in badge(2, True)
    assert 'class="mk s0 solid"' in badge(0, "")


@pytest.mark.parametrize(("reverse", "place"), [(False, "40%"), (True, "60%")])
def test_a_strip_draws_each_form_of_figure_from_the_end_that_it_starts_at(reverse: bool, place: str) -> None:
    claim = Claim(1, "redland", "redland", "red", "figure")
    forms = ("exact", "open", "range", "word", "none")
    marks = tuple(
        Mark(claim, form, shape, shape % 2 == 0, at=40.0, start=10.0, end=40.0) for shape, form in enumerate(forms)
    )
    svg = strip_svg(Strip(10, marks, (Gap(10.0, 40.0),), (10.0, 20.0), reverse))
    assert svg.count(f'<svg x="{place}"') == 3
    assert [svg.count(f'class="{kind}"') for kind in ("stem", "fade", "band", "words", "gap", "tick")] == [
        2,
        1,
        1,
        1,
        1,
        2,
    ]
    assert 'class="mk s0 solid"' in svg
    assert 'class="mk s1 hollow"' in svg
