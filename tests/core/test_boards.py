"""Claims become a board: a cell for each side with its state, the label, the head count, the mirror, the accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from claims_app.core.boards import Board, Show, camps_differ, code_of, narrow, verdict_names
from claims_app.core.claims import Claim
from tests.core.board_makers import EPISODE, at, cell, ids, make_board, make_position, make_silence, only_row
from tests.core.engine_worlds import OUTCOMES, PARTIES, make_claim, make_world

RED_SAYS_SIX = make_claim(1, "red", "6", about="blue", stance="other_loss", stated_at=at(9))


# Cells


@pytest.mark.parametrize(
    ("others", "side", "state"),
    [
        ([], "red", "figure"),
        ([], "blue", "empty"),
        ([], "third_parties", "empty"),
        ([make_claim(2, "blue", "several", about="blue")], "blue", "words"),
        ([make_claim(2, "blue", "none", about="blue")], "blue", "figure"),
        ([make_silence(2, "blue")], "blue", "silence"),
        ([make_claim(2, "blue", None, about="blue", kind="denial", denies=1)], "blue", "denial"),  # type: ignore[arg-type]
        ([make_claim(2, "blue", "2", about="blue", retracted_at=at(12))], "blue", "retracted"),
        ([make_silence(2, "blue"), make_claim(3, "blue", "2", about="blue")], "blue", "figure"),
        ([make_claim(2, "press", "2", about="blue")], "third_parties", "figure"),
        ([make_claim(2, "blue", "9", about="blue", object="truck", stance="own_loss", statement=7)], "blue", "omitted"),
    ],
    ids=[
        "a figure", "nothing on file", "no third party", "a word", "none is a figure", "a silence", "a denial",
        "taken back", "a figure beside a silence", "a third party", "its own list names others",
    ],
)  # fmt: skip
def test_a_cell_says_how_its_side_stands(others: list[Claim], side: str, state: str) -> None:
    board = make_board(RED_SAYS_SIX, *others)
    row = next(row for row in board.rows if row.object == "tank")
    assert cell(row, side).state == state


OWN_TRUCKS = make_claim(2, "blue", "9", about="blue", object="truck", stance="own_loss", statement=7, via="Daily")


@pytest.mark.parametrize(
    ("claims", "side"),
    [
        ([RED_SAYS_SIX, replace(OWN_TRUCKS, stance="other_loss")], "blue"),
        ([RED_SAYS_SIX, replace(OWN_TRUCKS, retracted_at=at(12))], "blue"),
        ([RED_SAYS_SIX, OWN_TRUCKS], "green"),
        ([make_claim(1, "red", "6", about="blue", object="civilian", outcome="killed"), OWN_TRUCKS], "blue"),
        ([make_claim(1, "red", "6", about=["blue", "red"]), OWN_TRUCKS], "blue"),
    ],
    ids=[
        "it listed another's losses",
        "it took its list back",
        "another side listed",
        "civilians",
        "both camps' losses",
    ],
)
def test_nothing_is_called_omitted_without_a_standing_list_of_the_same_losses(claims: list[Claim], side: str) -> None:
    board = make_board(*claims)
    row = next(row for row in board.rows if row.object != "truck")
    assert cell(row, side).state == "empty"


def test_an_omission_names_the_report_and_the_measure() -> None:
    row = next(row for row in make_board(RED_SAYS_SIX, OWN_TRUCKS).rows if row.object == "tank")
    assert cell(row, "blue").note == "Daily’s report of Blueland’s losses names no tank"


def test_the_sides_whose_losses_a_row_counts_are_marked() -> None:
    row = only_row(make_board(make_claim(1, "red", "6", about=["blue", "green"])))
    assert {c.side: c.owns for c in row.cells} == {"red": False, "blue": True, "green": True, "third_parties": False}


def test_an_organ_speaks_in_the_column_of_its_whole() -> None:
    row = only_row(make_board(make_claim(1, "red-ministry", "6"), make_claim(2, "red-army", "6")))
    assert sorted(ids(cell(row, "red"))) == [1, 2]


def test_the_newest_claim_of_a_cell_stands_first() -> None:
    early, late = make_claim(1, "red", "6", stated_at=at(9)), make_claim(2, "red", "7", stated_at=at(15))
    undated = make_claim(3, "red", "8")
    assert ids(cell(only_row(make_board(early, undated, late)), "red")) == [2, 1, 3]


def test_a_revised_claim_is_kept_behind_the_one_that_revises_it() -> None:
    later = make_claim(2, "red", "8", revises=1, stated_at=at(15))
    found = cell(only_row(make_board(RED_SAYS_SIX, later)), "red")
    assert (ids(found), [claim.id for claim in found.previous]) == ([2], [1])


def test_when_all_is_taken_back_each_claim_is_shown_once() -> None:
    later = make_claim(2, "red", "8", revises=1, retracted_at=at(16), stated_at=at(15))
    found = cell(only_row(make_board(replace(RED_SAYS_SIX, retracted_at=at(16)), later)), "red")
    assert found.state == "retracted"
    assert sorted([*ids(found), *(claim.id for claim in found.previous)]) == [1, 2]


# Labels


@pytest.mark.parametrize(
    ("outcomes", "object", "label", "verbs"),
    [
        (["killed", "killed"], "soldier", "Soldiers killed", ""),
        (["destroyed", "lost"], "tank", "Tanks lost", "destroyed · lost"),
        (["destroyed", "damaged"], "tank", "Tanks lost", "damaged · destroyed"),
    ],
)
def test_the_label_takes_the_word_that_holds_for_every_claim(
    outcomes: Sequence[str], object: str, label: str, verbs: str
) -> None:
    claims = [
        make_claim(id, by, "6", object=object, outcome=outcome)
        for id, (by, outcome) in enumerate(zip(("red", "un"), outcomes, strict=True), 1)
    ]
    row = only_row(make_board(*claims))
    assert (row.label, row.verbs) == (label, verbs)


HIT_MAY_BE_KILLED = make_world(
    outcomes=[entry | {"family": "killed"} if entry["key"] in ("hit", "killed") else entry for entry in OUTCOMES]
)


@pytest.mark.parametrize(("other", "says_killed"), [("killed", True), ("hit", False)])
def test_killed_is_said_of_a_row_only_if_every_claim_says_it(other: str, says_killed: bool) -> None:
    claims = [
        make_claim(id, by, "6", object="soldier", outcome=outcome, world=HIT_MAY_BE_KILLED)
        for id, by, outcome in ((1, "red", "killed"), (2, "un", other))
    ]
    row = only_row(make_board(*claims, world=HIT_MAY_BE_KILLED))
    assert ("killed" in row.label) is says_killed
    assert row.verbs == ("" if says_killed else "hit · killed")


def test_whose_losses_are_named_in_the_order_of_the_columns() -> None:
    row = only_row(make_board(make_claim(1, "red", "6", about=["green", "blue"])))
    assert (row.losses_of, row.losses_label) == (("blue", "green"), "Blueland and Greenland")


# The head


@pytest.mark.parametrize(
    ("by", "counts"),
    [("blue", True), ("un", True), ("red-ministry", False), ("red", False)],
    ids=["the other camp", "a third party", "an organ of the same side", "the same claimant"],
)
def test_a_row_counts_as_contradicted_between_camps_or_with_a_third_party(by: str, counts: bool) -> None:
    row = only_row(make_board(RED_SAYS_SIX, make_claim(2, by, "2", about="blue", stated_at=at(9))))
    assert row.contradicted is counts


def test_a_subject_that_is_not_stated_makes_a_row_of_its_own_that_is_compared_with_nothing() -> None:
    board = make_board(RED_SAYS_SIX, make_claim(2, "blue", "2", about=()))
    assert {row.key: row.finding.verdict for row in board.rows} == {
        "tank--lost--blue": "one_sided",
        "tank--lost--not-stated": "incomparable",
    }
    assert [row.finding.reason != "" for row in board.rows if row.losses_of == ()] == [True]


# The mirror


def test_the_mirror_lays_what_each_side_says_it_inflicted_beside_what_it_says_it_lost() -> None:
    claims = [
        RED_SAYS_SIX,
        make_claim(2, "blue", "2", about="red", stance="other_loss"),
        make_claim(3, "red", "1", about="red", stance="own_loss"),
        make_claim(4, "blue", "5", about="blue", stance="own_loss"),
    ]
    (pair,) = make_board(*claims).mirror
    wings = {wing.side: (ids(wing.inflicted), ids(wing.own)) for wing in pair.wings}
    assert wings == {"red": ([1], [3]), "blue": ([2], [4])}
    assert pair.sentence == (
        "Different tanks. Of Blueland: Redland says 6 lost; Blueland says 5 lost. "
        "Of Redland: Blueland says 2 lost; Redland says 1 lost."
    )


def test_the_mirror_has_no_events_and_no_measure_that_nobody_says_it_inflicted() -> None:
    assert make_board(make_claim(1, "blue", "5", about="blue", stance="own_loss")).mirror == ()


def test_the_lead_measure_opens_the_mirror() -> None:
    trucks = make_claim(2, "red", "3", about="blue", object="truck", stance="other_loss")
    assert [pair.object for pair in make_board(RED_SAYS_SIX, trucks).mirror] == ["tank", "truck"]
    led = make_board(RED_SAYS_SIX, trucks, episode=replace(EPISODE, lead="truck"))
    assert [pair.object for pair in led.mirror] == ["truck", "tank"]


# Accounts


def test_two_camps_that_name_each_other_contradict_where_the_world_has_one_answer() -> None:
    claims = [make_position(1, "red", "blue"), make_position(2, "blue", "red")]
    (account,) = make_board(*claims).accounts
    assert account.contradicted and account.finding.verdict == "contradictory"
    assert [cell(account, side).state for side in ("red", "blue", "green")] == ["words", "words", "empty"]


def test_positions_never_stand_among_the_figures() -> None:
    board = make_board(RED_SAYS_SIX, make_position(2, "blue", "red"))
    assert [claim.id for claim in only_row(board).claims] == [1]


# Parts of a board


def whole() -> Board:
    return make_board(
        RED_SAYS_SIX,
        make_claim(2, "blue", "2", about="blue"),
        make_claim(3, "blue", "4", about="red", object="truck", stance="other_loss"),
        make_silence(4, "red", object="truck"),
        make_position(5, "red", "blue"),
    )


@pytest.mark.parametrize(
    ("show", "rows", "accounts"),
    [
        (Show(), {"tank--lost--blue", "truck--lost--red"}, 1),
        (Show(about="blue"), {"tank--lost--blue"}, 0),
        (Show(measure="truck"), {"truck--lost--red"}, 0),
        (Show(verdict="contradictory"), {"tank--lost--blue"}, 0),
        (Show(verdict="unanswered"), {"truck--lost--red"}, 0),
        (Show(verdict="one_sided"), {"truck--lost--red"}, 1),
        (Show(gaps=True), {"tank--lost--blue"}, 0),
        (Show(about="blue", measure="truck"), set(), 0),
        (Show(verdict="no-such"), set(), 0),
    ],
    ids=lambda value: str(value) if isinstance(value, Show) else "",
)
def test_a_part_of_the_board_holds_what_was_asked_for(show: Show, rows: set[str], accounts: int) -> None:
    part = narrow(whole(), show)
    assert {row.key for row in part.rows} == rows
    assert len(part.accounts) == accounts
    assert all(set(pair.rows) & rows for pair in part.mirror)


def test_gaps_are_between_camps_and_never_within_one() -> None:
    within = make_board(make_claim(1, "blue", "6", about="red"), make_claim(2, "green", "2", about="red"))
    assert narrow(within, Show(gaps=True)).rows == ()


def test_the_key_of_a_row_about_very_many_parties_is_short_and_its_own() -> None:
    parties = [{"key": f"the-{number}th-army-of-redland", "name": f"Army {number}"} for number in range(30)]
    world = make_world(parties=[*PARTIES, *parties])
    many = [str(party["key"]) for party in parties]
    rows = [
        only_row(make_board(make_claim(1, "red", "6", about=about, world=world), world=world))
        for about in (many, many[:-1])
    ]
    assert all(len(row.key) <= 200 for row in rows)
    assert rows[0].key != rows[1].key


# What pages call a finding, and what the filters find


@pytest.mark.parametrize(
    ("by", "fields", "code", "names"),
    [
        ("blue", {"about": "blue"}, "contradictory", ("contradictory",)),
        ("un", {}, "contradictory", ("contradictory",)),
        ("red", {}, "contradicts_itself", ("contradicts_itself",)),
        ("red", {"via": "Daily", "statement": 1}, "reports_differ", ("reports_differ",)),
        ("red-army", {}, "side_differs", ("side_differs",)),
    ],
    ids=["the other camp", "a third party", "the same claimant", "another report", "an organ of the same side"],
)
def test_a_contradiction_within_a_camp_is_a_tag_of_its_own(
    by: str, fields: dict[str, object], code: str, names: tuple[str, ...]
) -> None:
    first = replace(RED_SAYS_SIX, via="Herald", statement=1)
    row = only_row(make_board(first, make_claim(2, by, "2", **{"stated_at": at(9), **fields})))  # type: ignore[arg-type]
    assert row.finding.verdict == "contradictory"
    assert (code_of(row.finding), verdict_names(row.finding)) == (code, names)
    assert row.contradicted is (code == "contradictory")


def test_a_row_contradicted_between_camps_is_found_by_its_tag_too() -> None:
    board = make_board(RED_SAYS_SIX, make_claim(2, "red", "9"), make_claim(3, "blue", "2", about="blue"))
    assert verdict_names(only_row(board).finding) == ("contradictory", "contradicts_itself")
    assert all(narrow(board, Show(verdict=name)).rows for name in ("contradictory", "contradicts_itself"))
    assert narrow(board, Show(verdict="reports_differ")).rows == ()


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        (make_claim(2, "blue", "2", about="blue"), True),
        (make_claim(2, "blue", "6", about="blue"), False),
        (make_claim(2, "un", "2", about="blue"), False),
        (make_claim(2, "red", "2", about="blue"), False),
        (make_claim(2, "blue", "2", about="blue", retracted_at=at(12)), False),
    ],
    ids=["another camp", "the same figure", "a third party", "the same camp", "taken back"],
)
def test_gaps_are_between_two_camps(other: Claim, differs: bool) -> None:
    board = make_board(RED_SAYS_SIX, other)
    assert camps_differ(only_row(board)) is differs
    assert bool(narrow(board, Show(gaps=True)).rows) is differs


def test_two_moments_of_one_side_are_no_finding_of_different_moments() -> None:
    early = make_claim(1, "red-army", "3", object="soldier", outcome="wounded", period=(0, 2))
    late = make_claim(2, "red-ministry", "10", object="soldier", outcome="wounded", period=(0, 3))
    assert only_row(make_board(early, late)).finding.verdict == "one_sided"
    other = make_claim(3, "un", "10", object="soldier", outcome="wounded", period=(0, 3))
    assert only_row(make_board(early, other)).finding.verdict == "not_simultaneous"


# Words in cells and pairings


def test_a_denial_says_what_it_denies() -> None:
    denial = make_claim(2, "blue", None, about="blue", kind="denial", denies=1, stance="own_loss")  # type: ignore[arg-type]
    board = make_board(replace(RED_SAYS_SIX, stance="other_loss"), denial)
    assert [claim.denied for claim in cell(only_row(board), "blue").claims] == ["Redland’s “6”"]
    assert board.mirror[0].sentence == "Redland says 6 lost; Redland’s “6” denied by Blueland."


def test_an_omission_among_people_names_outcome_and_day() -> None:
    said = make_claim(1, "red", "6", about="blue", object="soldier", outcome="wounded")
    row = next(row for row in make_board(said, replace(OWN_TRUCKS, stated_at=at(9))).rows if row.object == "soldier")
    assert cell(row, "blue").note == "Daily’s report of Blueland’s losses names no soldiers wounded (2 Apr)"


@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        ([("red", "6", "blue", "other_loss")], "Redland says 6 lost; no figure from another side is on file."),
        ([("red", "6", "blue", "other_loss"), ("blue", "a", "blue", "own_loss")], "Redland says 6 lost; Blueland says one lost."),
        ([("red", "6", "blue", "other_loss"), ("red", "two", "blue", "other_loss"), ("red", "9", "blue", "other_loss")],
         "Redland says 6 and two lost (1 more figure); no figure from another side is on file."),
        ([("red", "several", "blue", "other_loss"), ("blue", "2", "red", "other_loss")],
         "Different tanks. Of Blueland: Redland says several lost. Of Redland: Blueland says 2 lost."),
    ],
    ids=["one side", "both sides of one fact", "many figures", "two facts"],
)  # fmt: skip
def test_a_pairing_is_told_with_every_sides_figures_as_said(claims: list[tuple[str, ...]], sentence: str) -> None:
    made = [
        make_claim(id, by, said, about=about, stance=stance) for id, (by, said, about, stance) in enumerate(claims, 1)
    ]
    (pair,) = make_board(*made).mirror
    assert pair.sentence == sentence


def test_a_pairing_says_the_outcome_and_who_gives_no_figure() -> None:
    fields = {"object": "soldier", "outcome": "wounded"}
    wounded = make_claim(1, "red", "500", stance="other_loss", **fields)
    (pair,) = make_board(wounded, make_silence(2, "blue", stance="own_loss", **fields)).mirror
    assert pair.sentence == "Redland says 500 wounded; no figure given by Blueland."
