"""The demo's claims files: every row resolves against the vocabulary, reads as a figure and carries a lawful quote."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from claims_app.core.designations import Designations, Meaning, fold
from claims_app.core.wording import complaint, read_figure
from tests.demo.files import CLAIMS_FILES, ROOT, all_rows, entries, keys, measure_of, names_of, rows_of

# Columns of a claims file, and subject_source: "inferred" where the report does not say whose.
COLUMNS = {
    *("incident", "claimant", "measure", "figure", "subject", "subject_source", "question", "position"),
    *("positions_about", "conflict", "place", "speaker", "agent", "basis", "event_date", "event_end", "as_of"),
    *("counting", "stated_at", "statement", "publisher", "title", "url", "published", "archived_url", "language"),
    *("copied_from", "quote", "translation", "locator", "wording", "licence", "reliability", "credibility"),
    *("denies", "revises", "part_of", "share_of", "retracted_at", "read_low", "read_high", "read_as_note"),
    *("external_id", "note"),
}
QUOTE_LIMIT = 200
ROWS = all_rows()
IDS = [f"{number}-{row['external_id']}" for number, row in enumerate(ROWS)]
SEED = [row for row in ROWS if row["incident"] == "2016-04-02-karabakh"]
each_row = pytest.mark.parametrize("row", ROWS, ids=IDS)


def parties_by_name() -> dict[str, str]:
    return {name: entry["key"] for entry in entries("parties") for name in names_of(entry)}


def labels() -> Designations:
    return Designations.build(
        [
            (
                "" if entry["said_by"] == "*" else entry["said_by"],
                entry["label"],
                Meaning(tuple(entry["certain"]), tuple(entry["means"]), (*entry["means"], *entry["may_include"])),
            )
            for entry in entries("designations")
        ],
        [(entry["key"], [entry["name"], *entry["aliases"]]) for entry in entries("parties")],
        {entry["key"]: entry["part_of"] for entry in entries("parties") if entry["part_of"]},
    )


PARTIES, LABELS = parties_by_name(), labels()


def meaning_of(row: dict[str, str], column: str = "subject") -> set[str]:
    """The party keys that a label of the row plainly means; empty where nothing on file says so."""
    meaning = LABELS.meaning(row[column], PARTIES[fold(row["claimant"])])
    return set(meaning.plain) if meaning else set()


def instant(words: str) -> datetime:
    return datetime.fromisoformat(words)


def test_there_are_four_files_and_each_is_about_one_incident() -> None:
    incidents = [{row["incident"] for row in rows_of(path)} for path in CLAIMS_FILES]
    assert all(len(found) == 1 for found in incidents)
    assert set().union(*incidents) == keys("incidents")


@pytest.mark.parametrize("path", CLAIMS_FILES, ids=[path.name for path in CLAIMS_FILES])
def test_a_file_has_known_columns_alone(path: Path) -> None:
    assert set(rows_of(path)[0]) <= COLUMNS


@each_row
def test_claimant_subject_agent_and_place_are_on_file(row: dict[str, str]) -> None:
    assert fold(row["claimant"]) in PARTIES
    if row.get("subject"):
        assert meaning_of(row)
    if row.get("positions_about"):
        assert meaning_of(row, "positions_about")
    for agent in filter(None, row.get("agent", "").split(";")):
        assert agent == "none" or fold(agent) in PARTIES
    if row.get("place"):
        assert any(fold(row["place"]) in names_of(entry) for entry in entries("places"))


@each_row
def test_a_row_is_a_figure_with_a_measure_or_a_position_on_a_question(row: dict[str, str]) -> None:
    if row.get("question"):
        assert row["question"] in {entry["text"] for entry in entries("questions")}
        assert row["position"] and not row["measure"] and not row["figure"]
    else:
        assert measure_of(row["measure"]), row["measure"]
        assert row["figure"] and row["subject"]


@each_row
def test_a_row_can_be_published(row: dict[str, str]) -> None:
    assert row["quote"] and (row["publisher"] or row["url"]) and row["published"]
    assert row["wording"] in ("direct", "publisher")
    assert "utm_" not in row.get("url", "")


@each_row
def test_a_quote_is_short_and_holds_the_figure_as_printed(row: dict[str, str]) -> None:
    assert len(row["quote"]) <= QUOTE_LIMIT
    if row["figure"] not in ("", "denied", "no figure given"):
        assert row["figure"].casefold() in row["quote"].casefold()


@each_row
def test_a_figure_can_be_read(row: dict[str, str]) -> None:
    figure = read_figure(row["figure"], row["language"]) if row["figure"] not in ("", "denied") else None
    if figure is None or row.get("read_low"):
        return
    if row["figure"] == "no figure given":
        assert figure.kind == "silent"
    else:
        assert figure.plain and figure.charitable and not complaint(figure)
        assert figure.charitable.contains(figure.plain)


@each_row
def test_dates_are_iso_and_in_order(row: dict[str, str]) -> None:
    for column in ("event_date", "event_end", "as_of", "stated_at", "published"):
        if row.get(column):
            instant(row[column])
    if row.get("event_date"):
        assert instant(row["event_date"]) <= instant(row["event_end"])
    if row.get("stated_at"):
        assert instant(row["stated_at"]).date() <= instant(row["published"]).date()


def test_links_between_claims_lead_to_claims_of_the_demo() -> None:
    known = {row["external_id"] for row in ROWS}
    for row in ROWS:
        for column in ("denies", "revises", "part_of", "share_of"):
            linked = row.get(column, "")
            assert not linked or (linked in known and linked != row["external_id"]), row["external_id"]


def test_rows_of_one_claim_say_the_same_and_differ_in_their_report() -> None:
    first: dict[str, dict[str, str]] = {}
    cited: set[tuple[str, str]] = set()
    for row in ROWS:
        same = first.setdefault(row["external_id"], row)
        for column in ("claimant", "measure", "figure", "subject", "stated_at", "statement", "revises"):
            assert row.get(column, "") == same.get(column, ""), (row["external_id"], column)
        report = (row["external_id"], row.get("url") or row["title"])
        assert report not in cited, report
        cited.add(report)


def test_a_statement_has_one_claimant() -> None:
    speakers: dict[tuple[str, str], set[str]] = {}
    for row in ROWS:
        if row.get("statement"):
            speakers.setdefault((row["incident"], row["statement"]), set()).add(row["claimant"])
    assert all(len(found) == 1 for found in speakers.values())


def test_a_quote_longer_than_a_few_words_is_of_the_seed_or_under_a_free_licence() -> None:
    for row in ROWS:
        free = row["publisher"] == "RT" or row["licence"].startswith("CC BY-SA")
        assert free or len(row["quote"].split()) <= 7, row["quote"]
        if row["publisher"] == "Wikipedia":
            assert row["licence"] == "CC BY-SA, Wikipedia contributors"


def test_the_seed_keeps_its_non_breaking_spaces_and_curly_quotes() -> None:
    quotes = {row["external_id"]: row["quote"] for row in SEED}
    assert "six\u00a0civilians" in quotes["apr02-nkr-civilians-media"]
    assert "“six Armenian tanks, 15 artillery pieces" in quotes["apr02-arm-tanks-az"]


SUBJECTS = [
    ("apr02-az-helicopters-karabakh", {"azerbaijan"}),
    ("apr02-az-soldiers-az", {"azerbaijan"}),
    ("apr02-arm-tanks-az", {"armenia", "karabakh"}),
    ("apr02-arm-soldiers-az", {"armenia", "karabakh"}),
    ("apr02-arm-soldiers-armenia", {"armenia"}),
    ("apr02-arm-soldiers-karabakh", {"karabakh"}),
    ("apr02-nkr-students-karabakh", {"karabakh"}),
    ("apr02-nkr-civilians-media", {"karabakh"}),
    ("apr02-violations-az", {"armenia", "karabakh"}),
    ("apr02-positions-az", {"azerbaijan"}),
    ("apr02-civilians-killed-co-chairs", {"azerbaijan", "armenia", "karabakh"}),
]


@pytest.mark.parametrize(("claim", "means"), SUBJECTS, ids=[claim for claim, _ in SUBJECTS])
def test_a_claim_of_the_seed_is_about_those_whom_its_claimant_means(claim: str, means: set[str]) -> None:
    (row,) = (row for row in SEED if row["external_id"] == claim)
    assert meaning_of(row) == means


def test_a_figure_whose_subject_the_report_does_not_name_is_marked_as_inferred() -> None:
    marked = {row["external_id"] for row in SEED if row["subject_source"] == "inferred"}
    assert {"apr02-nkr-civilians-media", "apr02-nkr-soldiers-media"} <= marked


def test_the_page_on_the_demo_counts_claims_and_reports_as_they_are() -> None:
    page = (ROOT / "docs" / "demo-data.md").read_text(encoding="utf-8")
    for path in CLAIMS_FILES:
        rows = rows_of(path)
        claims = len({row["external_id"] for row in rows})
        reports = len({row.get("url") or row["title"] for row in rows})
        (line,) = (line for line in page.splitlines() if line.startswith(f"| `{path.name}`"))
        _, _, incident, counted, sources, _ = (cell.strip() for cell in line.split("|"))
        assert incident.startswith(f"`{rows[0]['incident']}`")
        assert (int(counted), int(sources.split(":")[0])) == (claims, reports)


def test_a_newer_total_revises_at_most_one_older_claim_and_is_revised_by_one() -> None:
    links = {row["external_id"]: row["revises"] for row in ROWS if row.get("revises")}
    assert len(set(links.values())) == len(links)
    for newer in links:
        steps, claim = 0, newer
        while claim in links:
            claim, steps = links[claim], steps + 1
            assert steps <= len(links), f"{newer} revises itself in a ring"
