"""What differs between two boards, in words: side by side, and the sources of a figure that stayed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claims_app.core.claims import Citation, Claim
from claims_app.core.differences import differences, resourced
from tests.core.board_makers import at, make_board, make_position, make_silence
from tests.core.engine_worlds import make_claim

SIX = make_claim(1, "red", "6", stated_at=at(8))
CITED = Citation(1, "six of them", "en", "", "Daily", "daily", "A report", "", "", "", "")


@pytest.mark.parametrize(
    ("before", "after", "words", "said"),
    [
        ([SIX], [SIX, make_claim(2, "blue", "2")], "Another finding", [("Blueland", "nothing on file", "“2”")]),
        ([SIX], [make_claim(1, "red", "7")], "Same finding, another thing said", [("Redland", "“6”", "“7”")]),
        ([], [SIX], "New on the board", [("Redland", "nothing on file", "“6”")]),
        ([SIX], [], "No longer on the board", [("Redland", "“6”", "nothing on file")]),
        ([SIX], [replace(SIX, retracted_at=at(9))], "Another finding", [("Redland", "“6”", "withdrawn: “6”")]),
        (
            [SIX],
            [SIX, make_silence(2, "blue", object="tank", outcome="lost")],
            "Same finding, another thing said",
            [("Blueland", "nothing on file", "gave no figure")],
        ),
        (
            [make_position(4, "red", "blue")],
            [make_position(4, "red", "green")],
            "Same finding, another thing said",
            [("Redland", "“blue”", "“green”")],
        ),
    ],
    ids=["another finding", "another figure", "a new row", "a row less", "taken back", "a silence", "an answer"],
)
def test_a_difference_is_told_side_by_side(
    before: list[Claim], after: list[Claim], words: str, said: list[tuple[str, str, str]]
) -> None:
    (difference,) = differences(make_board(*before), make_board(*after))
    assert difference.words == words
    assert [(line.side, line.before, line.after) for line in difference.said] == said


def test_two_boards_alike_do_not_differ() -> None:
    assert differences(make_board(SIX), make_board(SIX)) == () == resourced(make_board(SIX), make_board(SIX))


def test_a_quote_that_was_corrected_is_told_though_the_figure_stayed() -> None:
    before, after = replace(SIX, citations=(CITED,)), replace(SIX, citations=(replace(CITED, quote="six tanks"),))
    (pair,) = resourced(make_board(before), make_board(after))
    assert [one.citations[0].quote for one in (pair.before, pair.after)] == ["six of them", "six tanks"]
    assert differences(make_board(before), make_board(after)) == ()
