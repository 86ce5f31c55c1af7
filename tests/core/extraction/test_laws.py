"""What holds for every text: quotes are its own words, nothing depends on what stands before, the same in gives the same out."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims_app.core.extraction import Vocabulary, extract
from claims_app.core.extraction.lexicon import DIRECTORY, clashes, party_clashes
from claims_app.core.extraction.pipeline import LONGEST
from claims_app.core.extraction.texts import cut, fold

ARTICLES = Path(__file__).resolve().parents[2] / "files" / "articles"
TEXTS = [path.read_bytes().decode("utf-8") for path in sorted(ARTICLES.glob("*.txt"))]
PIECES = st.sampled_from(
    ["Ostland", "said", "killed", "six", "12", "tanks", "“", "”", '"', ",", ".", "\n", "\u00a0", "\u202e", "\x00", "and", "was", "the",
     "1,000", "over", "its", "between", "accused", "each other", "denied", "according to", "İ", "ﬁ", "Ostland’s", "times", "a", "of"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join)))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_every_quote_is_its_own(text: str) -> None:
    found = extract(text, _wars())
    for claim in found.claims:
        assert text[claim.start : claim.end] == claim.quote
        if claim.figure:
            assert text[claim.figure.start : claim.figure.end] == claim.figure.text
        for field in claim.fields.values():
            assert (field.value is None) == (field.how == "blank")
    for number in found.numbers_not_used:
        assert text[number.start : number.end] == number.text


def _wars() -> Vocabulary:
    from claims_app.core.extraction.lexicon import lexicon_for
    from tests.core.extraction.conftest import SHIPPED, WARS

    if not _KEPT:
        _KEPT.append(
            Vocabulary.read([json.loads(path.read_text(encoding="utf-8")) for path in (WARS, SHIPPED)], lexicon_for())
        )
    return _KEPT[0]


_KEPT: list[Vocabulary] = []


@given(st.text(max_size=100))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize("text", TEXTS)
def test_a_sentence_before_the_text_moves_every_place_and_changes_nothing_else(text: str, wars: Vocabulary) -> None:
    before = "The weather was mild.\n\n"
    plain, moved = extract(text, wars).claims, extract(before + text, wars).claims
    assert [(c.start + len(before), c.quote, c.fields["claimant"].value) for c in plain] == [
        (c.start, c.quote, c.fields["claimant"].value) for c in moved
    ]


def test_the_names_of_the_two_sides_can_be_swapped(wars: Vocabulary) -> None:
    text = "Ostland said six Westmark tanks were destroyed. Westmark confirmed losing one tank and two drones."
    swapped = text.replace("Ostland", "#").replace("Westmark", "Ostland").replace("#", "Westmark")
    other = {"Ostland": "Westmark", "Westmark": "Ostland"}
    pairs = [
        [(c.fields["claimant"].value, c.fields["subject"].value) for c in extract(t, wars).claims]
        for t in (text, swapped)
    ]
    assert pairs[0] == [(other[str(a)], other[str(b)]) for a, b in pairs[1]]


@pytest.mark.parametrize("text", TEXTS)
def test_the_same_text_gives_the_same_bytes(text: str, wars: Vocabulary) -> None:
    assert json.dumps(extract(text, wars).as_json()) == json.dumps(extract(text, wars).as_json())


def test_a_longer_text_costs_in_proportion(wars: Vocabulary) -> None:
    text = "\n\n".join(TEXTS)

    def seconds(times: int) -> float:
        started = time.process_time()
        extract("\n\n".join([text] * times), wars)
        return time.process_time() - started

    seconds(1)
    assert seconds(16) < 6 * seconds(4) + 0.2


@pytest.mark.parametrize(
    "piece", ["six ", '"', "and ", "Ostland said ", "between 1 and ", "1,000,", "killed ", "over ", "(", "the toll "]
)
def test_a_monotonous_text_does_not_hang(piece: str, wars: Vocabulary) -> None:
    started = time.process_time()
    extract(piece * (30_000 // len(piece)), wars)
    assert time.process_time() - started < 20


def test_a_text_beyond_the_limit_is_refused_with_a_sentence(wars: Vocabulary) -> None:
    with pytest.raises(ValueError, match="1,000,000 characters"):
        extract("x" * (LONGEST + 1), wars)


def test_a_non_breaking_space_and_a_quote_stay_in_their_places() -> None:
    text = cut("He said “six\u00a0tanks” burned. She left.", ["mr"])
    assert [text.original[s.start : s.end] for s in text.sentences] == ["He said “six\u00a0tanks” burned.", "She left."]
    assert [text.original[a:b] for a, b in text.quotes] == ["six\u00a0tanks"]


@pytest.mark.parametrize(
    "path", [p for p in sorted(DIRECTORY.glob("*.json")) if p.stem != "parties"], ids=lambda path: path.stem
)
def test_no_word_of_a_lexicon_names_two_things(path: Path) -> None:
    assert clashes(json.loads(path.read_text(encoding="utf-8"))) == []


def test_the_lint_names_a_word_that_stands_in_two_lines() -> None:
    data = {"objects": {"tank": ["panzer"], "truck": ["panzer"]}, "events": []}
    assert clashes(data) == ["“panzer” names tank and truck"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"pronouns": ["it", "it"]}, "“it” stands twice in pronouns"),
        ({"pronouns": ["It"]}, "“It” in pronouns is never found: write it in small letters"),
        ({"events": [{"key": "hit", "passive": "struck"}, {"key": "lost", "passive": "struck"}]}, "“struck” is passive of hit and lost"),
    ],
)  # fmt: skip
def test_the_lint_names_a_word_that_stands_twice_or_cannot_be_found(change: dict[str, object], fault: str) -> None:
    assert clashes({"objects": {}, "events": [], **change}) == [fault]


def test_no_name_of_the_gazetteer_belongs_to_two_parties() -> None:
    assert party_clashes(json.loads((DIRECTORY / "parties.json").read_text(encoding="utf-8"))) == []


def test_the_lint_of_the_gazetteer_names_what_is_wrong() -> None:
    data = {
        "states": [["North", "Northern"], ["South", "Northern"]],
        "groups": [],
        "observers": [],
        "together": [["East"]],
    }
    assert party_clashes(data) == [
        "“Northern” names North and South",
        "“East” is together with others and is in no line",
    ]


def test_every_outcome_and_object_of_the_lexicon_is_known(wars: Vocabulary) -> None:
    data = json.loads((DIRECTORY / "en.json").read_text(encoding="utf-8"))
    outcomes = {entry[harm] for entry in data["events"] for harm in ("people", "things", "events") if harm in entry}
    assert outcomes <= set(wars.outcome_names)
    assert set(data["objects"]) <= set(wars.things)
