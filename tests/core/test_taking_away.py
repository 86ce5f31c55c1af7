"""Markdown, wikitext, citations, paragraphs and linked data of a board: whole, attributed, and proof against markup in texts."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_app.core import markdown, wikitext
from claims_app.core.boards import Board, Cell, MirrorRow, MirrorWing, Row, SideColumn
from claims_app.core.citations import Reference, bibtex, one_line, plain_citation, tex
from claims_app.core.claims import Citation, Claim
from claims_app.core.grids import about_grid, board_grid, source_grid
from claims_app.core.linked_data import board_document, claim_document
from claims_app.core.paragraphs import paragraph_of
from claims_app.core.sourcing import note_on_sources, sourced
from claims_app.core.verdicts import Finding
from claims_app.core.wording import read_figure
from claims_app.templatetags.take_away import as_data
from tests.core.engine_worlds import LAW

EVIL = "]] }} | <ref>{{evil}}</ref> [http://x.example y] '''b''' ~~~~ <nowiki> \n* # ; = & {|\n|-\n`<script>alert(1)</script>` -->"
REFERENCE = Reference(
    "2020-01-01-bridge", "The bridge", "River conflict", "https://site.example/incidents/2020-01-01-bridge/?asof=2020-01-02&known=2020-01-03",
    date(2020, 1, 2), date(2020, 1, 3), 7, "figures-p1",
)  # fmt: skip
SIDES = (
    SideColumn("north", "Northland", "n", position=1), SideColumn("south", "Southland", "s", position=2),
    SideColumn("isle", "Isle", "s", position=3), SideColumn("third_parties", "Third parties", "", position=4),
)  # fmt: skip


def cited(number: int = 1, **changes: Any) -> Citation:
    values = {
        "report": number, "quote": "Six tanks were destroyed.", "language": "en", "translation": "", "publisher": "Daily",
        "publisher_key": "daily", "title": "At the bridge", "url": "https://daily.example/a", "published": "2020-01-02",
        "archived_url": "", "sha256": "", "origin": number,
    }  # fmt: skip
    return Citation(**{**values, **changes})  # type: ignore[arg-type]


def said(number: int, by: str, words: str | None, **changes: Any) -> Claim:
    values: dict[str, Any] = {
        "id": number, "claimant": by.lower(), "side": by.lower(), "camp": by.lower()[:1], "kind": "figure" if words else "silence",
        "figure": read_figure(words, "en") if words else None, "claimant_name": by, "speaker": "Ministry", "via": "Daily",
        "subject_label": "Southern", "object": "tank", "outcome": "lost", "stated_at": datetime(2020, 1, 1, 9, tzinfo=UTC),
        "citations": (cited(number),),
    }  # fmt: skip
    return Claim(**{**values, **changes})


def row(key: str, owner: str, claims: dict[str, Claim], **changes: Any) -> Row:
    values: dict[str, Any] = {
        "key": key, "object": "tank", "outcome": "lost", "label": "Tanks lost", "losses_of": (owner,), "losses_label": owner.title(), "place": "",
        "start": date(2020, 1, 1), "end": date(2020, 1, 1), "harm": "things",
        "cells": tuple(
            Cell(side.key, "figure" if side.key in claims else "empty", (claims[side.key],) if side.key in claims else (), owns=side.key == owner)
            for side in SIDES
        ),
        "finding": Finding("contradictory", between=("cross_side",), sentence="Northland says six; Southland says two."),
    }  # fmt: skip
    return Row(**{**values, **changes})


def board(**changes: Any) -> Board:
    six, two = said(1, "Northland", "six"), said(2, "Southland", "2")
    pair = MirrorRow(
        "tank",
        "lost",
        "Tanks",
        (MirrorWing("north", Cell("north", "figure", (six,)), Cell("north")),),
        "Six and two.",
        ("tank--lost--south",),
    )
    values: dict[str, Any] = {
        "incident": "2020-01-01-bridge", "title": "The bridge", "conflict": "River conflict", "start": date(2020, 1, 1), "end": date(2020, 1, 1),
        "sides": SIDES, "rows": (row("tank--lost--south", "south", {"north": six, "south": two}),), "mirror": (pair,), "accounts": (),
        "policy": "figures-p1", "revision": 7,
    }  # fmt: skip
    return Board(**{**values, **changes})


def evil_board() -> Board:
    claim = said(
        1, "Northland", "six", claimant_name=EVIL, speaker=EVIL, via=EVIL, subject_label=EVIL,
        citations=(cited(quote=EVIL, title=EVIL, publisher=EVIL, translation=EVIL, language=EVIL, url="https://x.example/a|b}}[[c]]<d>'e\"" + "?q=1&r=2"),),
    )  # fmt: skip
    claim = replace(claim, figure=replace(claim.figure, text=EVIL))  # type: ignore[type-var]
    finding = Finding("contradictory", between=("cross_side",), sentence=EVIL)
    sides = tuple(replace(side, name=f"{side.name} {EVIL}") for side in SIDES)
    evil = row(
        "tank--lost--south", "south", {"north": claim}, label=EVIL, losses_label=EVIL, own_place=EVIL, finding=finding
    )
    return board(title=EVIL, conflict=EVIL, sides=sides, rows=(evil,))


# ------------------------------------------------------------------ words


def test_the_note_on_sources_counts_reports_and_origins() -> None:
    assert note_on_sources(board()) == "2 reports, 2 origins."
    one = said(1, "Northland", "six", citations=(cited(1), cited(2, origin=1), cited(3, origin=1)))
    assert sourced(one) == "Ministry, via Daily, 1 January 2020; 3 reports, 1 origin"
    assert note_on_sources(board(rows=())) == "No report on file."


@pytest.mark.parametrize("text", [plain_citation(REFERENCE), bibtex(REFERENCE)])
def test_a_citation_has_the_permalink_both_clocks_the_revision_and_the_convention(text: str) -> None:
    for part in (REFERENCE.permalink, "2 January 2020", "3 January 2020", "revision 7", "figures-p1", "The bridge"):
        assert part in text


@LAW
@given(st.text(max_size=60))
def test_no_title_breaks_a_bibtex_entry(title: str) -> None:
    entry = bibtex(replace(REFERENCE, title=title, permalink="https://x.example/{}\\" + "}"))
    plain = re.sub(r"\\[{}$&#%_\\]", "", entry)
    assert plain.count("{") == plain.count("}") and entry.count("\n") == 9
    assert not re.search(r"(?<!\\)[$#%&]", tex(title))


# ------------------------------------------------------------------ Markdown


def test_the_markdown_has_a_column_for_each_side_and_a_footnote_for_each_quote() -> None:
    text = markdown.board_markdown(board(), REFERENCE)
    assert "| Whose losses | Measure | Northland | Southland | Isle | Third parties | Finding |" in text
    assert "six (Ministry, via Daily, 1 January 2020)[^1-1]" in text
    assert (
        "[^1-1]: “Six tanks were destroyed.”, Daily, At the bridge, 2 January 2020, <https://daily.example/a>." in text
    )
    assert f"- Permalink: <{REFERENCE.permalink}>" in text and "cannot both be true" in text


def test_no_text_breaks_the_table_or_becomes_markup() -> None:
    text = markdown.board_markdown(evil_board(), REFERENCE)
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert len(table) == 3
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {8}
    assert not re.search(r"(?<!\\)<(?!br>|https?://)", text)
    assert not re.search(r"(?<!\\)\[(?!\^\d+-\d+)", text)


@LAW
@given(st.text(max_size=40))
def test_escaped_markdown_is_one_line_in_which_every_sign_is_escaped(text: str) -> None:
    escaped = markdown.escaped(text)
    assert "\n" not in escaped
    assert re.sub(r"\\([\\`*_\[\]<>|~#&$!])", r"\1", escaped) == one_line(text)
    assert not markdown.SPECIAL.search(re.sub(r"\\[\\`*_\[\]<>|~#&$!]", "", escaped))


# ------------------------------------------------------------------ wikitext


def test_the_infobox_has_a_column_for_each_camp_in_board_order_and_a_reference_for_each_figure() -> None:
    text = wikitext.board_wikitext(board(), REFERENCE)
    assert text.startswith(
        "{{Infobox military conflict\n| conflict = The bridge\n| partof = River conflict\n| date = 1 January 2020\n"
    )
    assert "| combatant1 = Northland\n| combatant2 = Southland<br />Isle\n" in text and "combatant3" not in text
    assert (
        "| casualties1 = \n| casualties2 = {{plainlist|\n* Tanks lost, losses of South: six per Northland (Ministry)<ref>{{cite news |title=At the bridge"
        in text
    )
    assert text.count("<ref>{{cite news ") == 2
    assert (
        "|url=https://daily.example/a |work=Daily |date=2 January 2020 |quote=Six tanks were destroyed.}}</ref>" in text
    )
    assert f"[{REFERENCE.permalink} Counterclaim]" in text and text.rstrip().endswith("}}")


def test_an_archive_stands_in_a_reference_where_its_day_is_known() -> None:
    kept = cited(archived_url="https://web.archive.org/web/20200103101500/https://daily.example/a")
    text = wikitext.board_wikitext(
        board(rows=(row("a", "south", {"north": said(1, "Northland", "six", citations=(kept,))}),)), REFERENCE
    )
    assert "|archive-date=2020-01-03 |url-status=live" in text


def test_a_silence_is_told_with_its_speaker_and_a_row_of_nobodys_side_stands_in_the_notes() -> None:
    silent = said(1, "Southland", None)
    rows = (
        row("a", "south", {"south": silent}),
        row("b", "nobody", {"north": said(2, "Northland", "3")}, losses_label=""),
    )
    text = wikitext.board_wikitext(board(rows=rows), REFERENCE)
    assert "Southland (Ministry) gave no figure<ref>" in text
    assert "| notes = Tanks lost, not stated whose: 3 per Northland" in text


def test_a_fourth_camp_stands_in_the_third_column_under_its_name() -> None:
    sides = tuple(SideColumn(f"s{n}", f"Side {n}", f"c{n}", position=n) for n in range(1, 6))
    cells = tuple(
        Cell(side.key, "figure", (said(9, "Side 1", "5"),) if side.key == "s1" else (), owns=side.key == "s5")
        for side in sides
    )
    five = replace(row("a", "s5", {}), cells=cells, losses_label="Side 5")
    text = wikitext.board_wikitext(board(sides=sides, rows=(five,)), REFERENCE)
    assert (
        "| combatant3 = Side 3<br />Side 4<br />Side 5" in text and "'''Side 5'''" in text and "combatant4" not in text
    )


def skeleton(text: str) -> list[str]:
    """What a wiki parser would act on."""
    return re.findall(r"\{\{|\}\}|\[\[|\]\]|</?\w+[^>]*>|\[http|'''?|~~~|<!--|-->|\{\||\|-", text)


def test_no_text_adds_a_template_link_tag_or_parameter() -> None:
    text = wikitext.board_wikitext(evil_board(), REFERENCE)
    assert text.count("{{") == text.count("}}") == 3 + text.count("{{cite news") - 1
    assert set(skeleton(text)) <= {"{{", "}}", "<ref>", "</ref>", "<br />", "[http"}
    assert text.count("[http") == 1 and text.count("<ref>") == text.count("</ref>") == 1
    assert [line.split(" = ")[0] for line in text.splitlines() if line.startswith("| ")] == [
        "| conflict", "| partof", "| date", "| combatant1", "| combatant2", "| casualties1", "| casualties2", "| notes",
    ]  # fmt: skip


@LAW
@given(st.text(st.sampled_from("[]{}|=<>&~_'*#;: /-!\nABC 123aé") | st.characters(codec="utf-8"), max_size=60))
def test_escaped_wikitext_says_the_same_and_does_nothing(text: str) -> None:
    escaped = wikitext.escaped(text)
    assert not re.search(r"\[|\]|\{|\}|\||=|<|>|~|''|__", escaped)
    if "&" not in text:
        assert unescape(escaped) == one_line(text)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "", "ftp://x.example/"])
def test_an_address_that_is_not_of_the_web_stands_in_no_reference(address: str) -> None:
    assert wikitext.safe_url(address) == ""


# ------------------------------------------------------------------ paragraphs, grids, linked data


def test_a_row_is_one_paragraph_with_speakers_wordings_days_outlets_and_the_permalink() -> None:
    text = paragraph_of(board(), "tank--lost--south", REFERENCE)
    assert "\n" not in text
    assert text.startswith(
        "Tanks lost, losses of South (The bridge). Northland (Ministry) said on 1 January 2020 of “Southern”: “six” (Daily, 2 January 2020: “Six tanks"
    )
    assert "Finding: Contradiction. Northland says six; Southland says two." in text
    assert text.endswith(
        f"as said by 2 January 2020, as recorded by 3 January 2020, figures read by convention figures-p1: {REFERENCE.permalink}"
    )


def test_a_pairing_is_a_paragraph_that_says_it_carries_no_finding() -> None:
    text = paragraph_of(board(), "tank--lost", REFERENCE)
    assert text.startswith("Tanks (The bridge). Northland (Ministry) said") and "carries no finding" in text
    assert paragraph_of(board(), "no such", REFERENCE) == ""


def test_a_withdrawn_figure_and_a_silence_say_so() -> None:
    gone = said(1, "Northland", "six", retracted_at=datetime(2020, 1, 5, tzinfo=UTC))
    text = paragraph_of(
        board(rows=(row("a", "south", {"north": gone, "south": said(2, "Southland", None)}),)), "a", REFERENCE
    )
    assert "“six”, withdrawn 5 January 2020 (" in text
    assert "Southland (Ministry) gave no figure on 1 January 2020 of “Southern” (" in text


@pytest.mark.parametrize("word", ["verdict", "admits", "enemy", "unanswered", "one-sided", "agreed", "only ", "merely"])
def test_nothing_that_leaves_uses_a_word_that_takes_sides(word: str) -> None:
    shown = board()
    texts = [
        markdown.board_markdown(shown, REFERENCE),
        wikitext.board_wikitext(shown, REFERENCE),
        plain_citation(REFERENCE),
    ]
    texts += [paragraph_of(shown, key, REFERENCE) for key in ("tank--lost--south", "tank--lost")]
    texts += [str(grid) for grid in (board_grid(shown), source_grid(shown), about_grid(shown, REFERENCE))]
    assert not [text for text in texts if word in text.lower()]


def test_every_row_of_a_grid_is_as_wide_as_its_header() -> None:
    for grid in (board_grid(evil_board()), source_grid(evil_board()), about_grid(board(), REFERENCE)):
        assert {len(line) for line in grid.rows} == {len(grid.header)}


def test_linked_data_has_claims_with_authors_and_appearances_and_no_rating() -> None:
    document = board_document(
        board(), "https://site.example/i/", lambda claim: f"https://site.example/claims/{claim.id}/"
    )
    kinds = [node["@type"] for node in document["@graph"]]
    assert kinds == ["Dataset", "Claim", "Claim"]
    claim = document["@graph"][1]
    assert claim["author"]["name"] == "Northland" and claim["datePublished"] == "2020-01-01"
    assert claim["appearance"][0]["publisher"]["name"] == "Daily"
    text = json.dumps(
        [document, claim_document(said(1, "Northland", "six"), "https://site.example/claims/1/", "The bridge")]
    )
    assert "Review" not in text and "rating" not in text.lower()


def test_no_text_ends_a_data_block() -> None:
    data = as_data({"text": "</script><script>alert(1)</script> & \u2028 “é”"})
    assert not re.search("[<>&\u2028]", data)
    assert json.loads(data)["text"].startswith("</script>")
