"""The boards of the demo, loaded through the public command, give the findings of the worked cases."""

from __future__ import annotations

from typing import Any

import pytest

from claims_app.core.boards import Board, Row
from claims_app.models import Claim, Incident
from claims_app.services.boards import board_of
from tests.demo.files import CASES, CLAIMS_FILES, rows_of

# A worked case → the row of the board: whose losses, object, family.
AZ, ARMENIAN, NKR = ("azerbaijan",), ("armenia", "karabakh"), ("karabakh",)
ROWS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "apr02-az-helicopters": (AZ, "helicopter", "lost"),
    "apr02-az-tanks": (AZ, "tank", "lost"),
    "apr02-az-drones": (AZ, "drone", "lost"),
    "apr02-az-soldiers": (AZ, "soldier", "killed"),
    "apr02-arm-tanks": (ARMENIAN, "tank", "lost"),
    "apr02-arm-artillery": (ARMENIAN, "artillery", "lost"),
    "apr02-arm-bunkers": (ARMENIAN, "bunker", "lost"),
    "apr02-arm-soldiers": (ARMENIAN, "soldier", "killed"),
    "apr02-nkr-wounded-soldiers": (NKR, "soldier", "wounded"),
    "apr02-nkr-wounded-civilians": (NKR, "civilian", "wounded"),
    "apr02-violations": (ARMENIAN, "ceasefire_violation", "committed"),
    "apr02-positions": (AZ, "position", "taken"),
    "apr02-civilians-killed": (("armenia", "azerbaijan", "karabakh"), "civilian", "killed"),
}
WORKED = {case["id"]: case for case in CASES["rows"]}
ACCOUNTS = {
    "who-started": "contradictory",
    "responsibility": "one_sided",
    "targeted-civilians": "mirror",
    "weapons-used": "mirror",
}
# The days after, from section 12 of the specification: (whose losses, object, family) → disputed share.
SIXTH = {(AZ, "soldier", "killed"): 0.86, (AZ, "tank", "lost"): 0.89, (ARMENIAN, "tank", "lost"): 0.48}


def board(slug: str) -> Board:
    return board_of(incident=Incident.objects.select_related("conflict", "place").get(slug=slug))


def row_of(found: Board, fact: tuple[tuple[str, ...], str, str]) -> Row:
    rows = [row for row in found.rows if (tuple(sorted(row.losses_of)), row.object, row.outcome) == fact]
    assert len(rows) == 1, f"{fact} stands on {len(rows)} rows"
    return rows[0]


def test_the_report_of_2_april_gives_thirteen_rows(loaded: None) -> None:
    assert len(board("2016-04-02-karabakh").rows) == len(ROWS) == 13


@pytest.mark.parametrize("case", ROWS)
def test_a_row_of_2_april_has_the_finding_of_its_worked_case(loaded: None, case: str) -> None:
    finding = row_of(board("2016-04-02-karabakh"), ROWS[case]).finding
    expected = WORKED[case]["expect"]
    assert finding.verdict == expected["verdict"]
    if "score" in expected:
        assert finding.score is not None
        assert float(finding.score) == pytest.approx(expected["score"], abs=1e-3)
        assert finding.gap == expected["gap"]
        assert list(finding.between) == expected["between"]
    if case != "apr02-positions":  # a gain of one's own, where the case counts the other side's positions
        assert finding.admission == expected["admission"]


def test_two_figures_of_2_april_are_contradicted(loaded: None) -> None:
    contradicted = [row.object for row in board("2016-04-02-karabakh").rows if row.contradicted]
    assert sorted(contradicted) == ["helicopter", "tank"]


@pytest.mark.parametrize("key", ACCOUNTS)
def test_an_account_of_2_april_has_its_finding(loaded: None, key: str) -> None:
    accounts = {account.key: account for account in board("2016-04-02-karabakh").accounts}
    assert accounts[key].finding.verdict == ACCOUNTS[key]
    assert accounts[key].finding.score is None


def test_the_relay_of_karabakh_stands_in_its_column_and_corroborates_nothing(loaded: None) -> None:
    (account,) = (found for found in board("2016-04-02-karabakh").accounts if found.key == "who-started")
    (cell,) = (cell for cell in account.cells if cell.side == "karabakh")
    assert [claim.speaker for claim in cell.claims] == ["Dmitry Pisarenko, Sputnik Armenia, on reports from Karabakh"]
    assert not any(cell.claims for cell in account.cells if cell.side == "third_parties")


def test_the_pairing_opens_with_six_tanks_opposite_two(loaded: None) -> None:
    pairing = board("2016-04-02-karabakh").mirror[0]
    assert pairing.object == "tank"
    wings = {wing.side: wing for wing in pairing.wings}
    said = {
        side: [claim.figure.text for claim in wing.inflicted.claims if claim.figure] for side, wing in wings.items()
    }
    assert (said["azerbaijan"], said["karabakh"]) == (["six"], ["two"])
    assert [claim.figure.text for claim in wings["azerbaijan"].own.claims if claim.figure] == ["one"]


def test_the_drone_is_missing_from_azerbaijans_list_and_two_silences_stand(loaded: None) -> None:
    found = board("2016-04-02-karabakh")
    drones = {cell.side: cell.state for cell in row_of(found, ROWS["apr02-az-drones"]).cells}
    soldiers = {cell.side: cell.state for cell in row_of(found, ROWS["apr02-arm-soldiers"]).cells}
    assert drones["azerbaijan"] == "omitted"
    assert (soldiers["armenia"], soldiers["karabakh"]) == ("silence", "silence")


@pytest.mark.parametrize("fact", SIXTH, ids=["-".join((*fact[0], *fact[1:])) for fact in SIXTH])
def test_the_totals_up_to_6_april_contradict_each_other(loaded: None, fact: tuple[tuple[str, ...], str, str]) -> None:
    from datetime import date

    from claims_app.services.boards import BoardQuery

    incident = Incident.objects.select_related("conflict", "place").get(slug="2016-04-06-karabakh")
    finding = row_of(board_of(incident=incident, query=BoardQuery(asof=date(2016, 4, 6))), fact).finding
    assert finding.verdict == "contradictory"
    assert finding.score is not None and float(finding.score) == pytest.approx(SIXTH[fact], abs=0.005)


def test_a_relay_that_differs_is_a_difference_between_reports(loaded: None) -> None:
    row = row_of(board("2016-04-06-karabakh"), (ARMENIAN, "artillery", "lost"))
    assert row.finding.verdict == "contradictory" and row.finding.between == ("relay",)
    assert not row.contradicted


@pytest.mark.parametrize("path", CLAIMS_FILES, ids=[path.name for path in CLAIMS_FILES])
def test_every_claim_of_a_file_is_published(loaded: None, path: Any) -> None:
    wanted = {row["external_id"] for row in rows_of(path)}
    found = set(Claim.objects.visible().filter(external_id__in=wanted).values_list("external_id", flat=True))
    assert wanted == found
    cited = sum(claim.citations.count() for claim in Claim.objects.filter(external_id__in=wanted))
    assert cited == len(rows_of(path))


def test_both_sides_of_muhamalai_and_a_third_party_of_makiivka_are_contradicted(loaded: None) -> None:
    muhamalai = [row for row in board("2008-04-23-muhamalai").rows if row.contradicted]
    assert {row.losses_of for row in muhamalai} == {("ltte",), ("sri-lanka",)}
    (killed,) = (row for row in board("2023-01-01-makiivka").rows if row.outcome == "killed")
    assert set(killed.finding.between) == {"cross_side", "third_party"}
