"""The front page as readers meet it: its orders, its conflicts, what changed, and the parts of an incident."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils.html import strip_tags

from claims_app.core.charts import pairing_of
from claims_app.models import Claim, Incident, StoredFinding
from claims_app.services import recording
from claims_app.services.boards import board_of, leading_board
from claims_app.services.reading import incident_by


@pytest.mark.parametrize("slug", ["2016-04-02-karabakh", "1987-06-14-strait", "1994-03-02-valley"])
def test_the_leading_pairing_is_the_first_of_the_whole_board(reader: Client, slug: str) -> None:
    incident = incident_by(slug=slug)
    assert incident is not None
    whole = pairing_of(board_of(incident=incident)).rows[:1]
    assert whole and pairing_of(leading_board(incident=incident)).rows[:1] == whole
    StoredFinding.objects.filter(incident=incident).update(vocabulary="another")
    anew = pairing_of(board_of(incident=incident)).rows[:1]
    assert anew and pairing_of(leading_board(incident=incident)).rows[:1] == anew


def front(reader: Client, query: str = "") -> str:
    return reader.get(f"/{query}").content.decode()


def titles(page: str) -> list[str]:
    table = page.split('class="plain incidents"')[1].split("</table>")[0]
    return re.findall(r'<th scope="row"[^>]*><a href="[^"]+">([^<]+)</a>', table)


def test_incidents_stand_by_figures_contradicted_with_parts_under_their_whole(reader: Client) -> None:
    page = front(reader)
    table = page.split('class="plain incidents"')[1].split("</table>")[0]
    rows = re.findall(
        r'<tr role="row"( class="part[^"]*")?>.*?data-label="Figures contradicted"[^>]*>(\d+)<', table, re.S
    )
    assert len(rows) == 6
    groups: list[int] = []
    for part, number in rows:
        if part:
            groups[-1] = max(groups[-1], int(number))
        else:
            groups.append(int(number))
    assert groups == sorted(groups, reverse=True) and groups[0] > 0
    names = titles(page)
    whole = Incident.objects.get(slug="2016-04-06-karabakh")
    assert names.index(whole.title) + 1 == names.index(whole.parts.get().title)


def test_the_order_is_a_link_and_the_chosen_one_says_so(reader: Client) -> None:
    page = front(reader, "?order=newest")
    assert '<a href="/?order=newest" aria-current="true">Newest</a>' in page
    assert '<a href="/">Most contradicted</a>' in page
    assert titles(page) != titles(front(reader))
    assert reader.get("/?order=silence").status_code == 200


def test_a_conflict_can_be_chosen_and_keeps_the_order(reader: Client) -> None:
    conflict = Incident.objects.get(slug="1987-06-14-strait").conflict
    page = front(reader, f"?conflict={conflict.key}&order=newest")
    assert titles(page) == ["Clash in the strait, 14 June 1987"]
    assert f'<option value="{conflict.key}" selected>' in page
    assert f'<a href="/?conflict={conflict.key}">Most contradicted</a>' in page
    assert '<input type="hidden" name="order" value="newest">' in page


def test_where_no_incident_matches_the_nearest_three_are_named(reader: Client) -> None:
    page = front(reader, "?conflict=no-such-strait")
    assert "No incident matches." in page and 'href="/">Clear filters</a>' in page
    nearest = re.findall(r'<li><a href="(/incidents/[^"]+)"', page.split("Nearest incidents")[1].split("</ul>")[0])
    assert len(nearest) == 3 and nearest[0] == "/incidents/1987-06-14-strait/"


@pytest.mark.parametrize(
    "query", ["?order=x", "?page=0", "?page=99999999999", "?page=x", "?conflict=%00", "?conflict=" + "x" * 3000]
)
def test_odd_query_strings_have_an_answer(reader: Client, query: str) -> None:
    assert reader.get(f"/{query}").status_code == 200


def test_a_changed_finding_says_what_it_is_and_was_on_which_day_and_links_to_its_row(reader: Client) -> None:
    finding = StoredFinding.objects.filter(part="row", contradicted=True, incident__slug="1987-06-14-strait").first()
    assert finding is not None
    decided = finding.found["finding"]["decided_by"]
    recording.unpublish(claims=list(Claim.objects.filter(pk__in=decided[:1])), by=None, reason="a doubt")
    page = front(reader).split('id="changes-title"')[1]
    first = page.split("</li>")[0]
    key = re.search(r'href="/incidents/1987-06-14-strait/#row-([^"]+)"', first)
    assert key and f'id="row-{key[1]}"' in reader.get("/incidents/1987-06-14-strait/").content.decode()
    said = " ".join(strip_tags(first).split())
    assert "was: contradiction" in said
    assert re.search(r"Changed here on \d{1,2} [A-Z][a-z]+ \d{4}$", said), "a day and no hour"


def test_a_fingerprint_says_in_words_what_it_draws(reader: Client) -> None:
    words = re.findall(r'<svg class="imprint"[^>]*aria-label="([^"]+)"', front(reader))
    assert len(words) >= 3
    assert any("Contradicted: " in text for text in words)


def test_a_whole_lists_its_parts_with_their_counts_and_a_part_links_up(reader: Client) -> None:
    part = Incident.objects.get(slug="2016-04-02-karabakh")
    assert part.part_of is not None
    page = reader.get(part.part_of.get_absolute_url()).content.decode()
    listed = page.split('id="parts-title"')[1].split("</section>")[0]
    assert f'<a href="{part.get_absolute_url()}">{part.title}</a>' in listed
    assert re.search(r'data-label="Figures contradicted"[^>]*>2<', listed)
    tally = page.split('class="tally"')[1].split("</ul>")[0]
    assert "<b>0</b> figures contradicted" in tally, "the part's two are not counted again"
    assert (
        f'href="{part.part_of.get_absolute_url()}"'
        in reader.get(part.get_absolute_url()).content.decode().split("<h1>")[0]
    )
