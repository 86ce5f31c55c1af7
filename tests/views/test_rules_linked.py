"""Every finding that a page names leads to its rule on the Method page, wherever the page stands."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.test import Client

from claims_app.core.labels import FINDINGS
from tests.conflicts import APRIL, FOUR_SIDES, TWO_CAMPS
from tests.factories import make_claim, moment
from tests.views.pages import FIXED, every_page

# Other pages that name findings, or could. The choices of a filter are no findings.
MORE = (
    f"{APRIL}over-time/soldier--killed--armenia--karabakh/",
    f"{APRIL}?verdict=contradictory",
    f"{FOUR_SIDES}history/diff/?from=1990-01-01&to=2000-01-01",
    f"{TWO_CAMPS}history/diff/?from=1980-01-01&to=2000-01-01",
    f"/embed{APRIL}",
    f"/embed{FOUR_SIDES}",
    f"{APRIL}sources/",
    f"{APRIL}take-away/",
    "/incidents/2016-04-02-ford/",
    "/incidents/2016-04-02-ford/history/diff/?from=2016-04-02&to=2016-04-04",
)
# Words that also stand for other things: what a claimant withdrew, revised or repeated, and a cell without a figure.
ALSO_PLAIN = {"Withdrawn", "Revised", "Grew", "Repeated", "No figure"}
NAMES = {name.casefold() for name in FINDINGS.values()} - {name.casefold() for name in ALSO_PLAIN}


class _Names(HTMLParser):
    """The names of findings on a page: those that are links to a rule, and those that stand bare."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.linked: list[tuple[str, str]] = []
        self.bare: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("br", "img", "input", "link", "meta", "base", "hr"):
            self.open.append((tag, dict(attrs).get("href") or ""))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        words = re.sub(r"^[^\w]+|[^\w]+$", "", data.strip()).casefold()
        if words not in NAMES or any(tag in ("option", "script") for tag, _ in self.open):
            return
        address = next((address for tag, address in reversed(self.open) if tag == "a"), "")
        if "/method/#rule-" in address:
            self.linked.append((words, address.split("#")[1]))
        elif "verdict=" not in address:  # a count of rows leads to those rows
            self.bare.append(words)


def names_on(page: str) -> _Names:
    found = _Names()
    found.feed(page)
    return found


def anchors(client: Client) -> dict[str, str]:
    """Each rule's anchor on the Method page, with the name that stands there."""
    page = client.get("/method/").content.decode()
    return {
        anchor: unescape(name).casefold()
        for anchor, name in re.findall(r'id="(rule-[\w-]+)"[^>]*><h3>([^<]+)</h3>', page)
    }


@pytest.fixture
def changing(reader: Client) -> Client:
    """A row whose finding changes: one side alone, then contradicted; and one where a side says two things at once."""
    make_claim("redland", "6", stated_at=moment(2))
    make_claim("blueland", "2", stated_at=moment(4))
    make_claim("redland", "3", object="drone", stated_at=moment(2))
    make_claim("redland", "5", object="drone", stated_at=moment(2))
    return reader


def test_every_finding_on_every_page_leads_to_its_rule(changing: Client) -> None:
    rules, seen = anchors(changing), set()
    # Of claims, reports, outlets and parties every fourth: a page of each kind many times over.
    for address in (*FIXED, *every_page()[len(FIXED) :: 4], *MORE):
        if address == "/method/":
            continue
        answer = changing.get(address)
        assert answer.status_code == 200, address
        found = names_on(answer.content.decode())
        assert found.bare == [], address
        for words, anchor in found.linked:
            assert rules[anchor] == words, (address, words)
            seen.add((address, words))
    for address in ("/", APRIL, MORE[0], f"/embed{APRIL}", MORE[-1]):
        assert any(where == address for where, _ in seen), f"{address} names no finding at all"


def test_a_changed_finding_leads_to_both_rules(changing: Client) -> None:
    front = changing.get("/").content.decode()
    changes = front.split('id="changes-title"')[1]
    assert '<a href="/method/#rule-contradictory">Contradiction</a>' in changes
    assert '<a href="/method/#rule-one_sided">one side only</a>' in changes


def test_the_contradiction_of_a_pairing_leads_to_its_row_and_to_its_rule(changing: Client) -> None:
    tags = re.findall(r'<p class="tag contra">(.*?)</p>', changing.get(APRIL).content.decode().split("<tbody")[1], re.S)
    assert tags and all('href="#row-' in tag and 'href="/method/#rule-contradictory"' in tag for tag in tags)
