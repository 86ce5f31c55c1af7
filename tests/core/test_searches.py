"""A search text is read, a text's words are folded and stemmed, and what was looked for is found in it again."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims_app.core.search_words import LONGEST_WORD, fold_word, words_of
from claims_app.core.searches import MOST_PARTS, Part, excerpt_of, hits, pieces_of, read_search
from claims_app.core.stems import stem

ROOT = Path(__file__).resolve().parents[2]
SAME_STEM = [
    ("destroyed", "destroying"), ("casualty", "casualties"), ("tank", "tanks"), ("wounded", "wounds"), ("killed", "killing"),
    ("hopping", "hop"), ("relational", "relate"), ("agreed", "agree"), ("plastered", "plaster"), ("happy", "happiness"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME_STEM)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("general", "gender"), ("university", "uniform"), ("mine", "mining camp"), ("is", "i")]
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_stems_are_those_of_the_porter_stemmer_that_comes_with_sqlite() -> None:
    """An oracle: every English word of this project's texts, through FTS5's own stemmer."""
    texts = [
        path.read_text(encoding="utf-8")
        for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.rglob("claims_app/**/*.py")]
    ]
    words = sorted(set(re.findall(r"\b[a-z]{5,40}\b", " ".join(texts).lower())))
    assert len(words) > 2000
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE texts USING fts5(word, tokenize='porter ascii')")
    base.execute("CREATE VIRTUAL TABLE terms USING fts5vocab(texts, 'instance')")
    base.executemany("INSERT INTO texts(rowid, word) VALUES (?, ?)", enumerate(words))
    theirs = dict(base.execute("SELECT doc, term FROM terms"))
    assert [(word, stem(word), theirs[place]) for place, word in enumerate(words) if stem(word) != theirs[place]] == []


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Şuşa", "susa"), ("Azərbaycan", "azerbaycan"), ("Łódź", "lodz"), ("STRASSE", "strasse"), ("Straße", "strasse"),
        ("ЁЛКА", "елка"), ("Ոչնչացվել", "ոչնչացվել"), ("دُمِّرت", "دمرت"), ("٣٠٠", "300"), ("300,000", "300000"), ("½", "12"),
        ("ｔａｎｋ", "tank"), ("\u0301", ""), ("x" * 99, "x" * LONGEST_WORD),
    ],
)  # fmt: skip
def test_a_word_is_folded(word: str, folded: str) -> None:
    assert fold_word(word) == folded


@example("𝐀 ǣ")
@given(st.text(max_size=80))
def test_words_stand_where_they_say_and_folding_twice_changes_nothing(text: str) -> None:
    at = 0
    for word in words_of(text):
        assert at <= word.start < word.end <= len(text)
        assert word.plain and fold_word(word.plain) == word.plain
        at = word.end


def test_a_possessive_is_no_word_of_its_own() -> None:
    assert [word.plain for word in words_of("Azerbaijan’s losses, the army's, s")] == [
        "azerbaijan",
        "losses",
        "the",
        "army",
        "s",
    ]


def loose(*words: str) -> tuple[Part, ...]:
    return tuple(Part((word,)) for word in words)


@pytest.mark.parametrize(
    ("text", "parts", "without"),
    [
        ("two tanks ", loose("two", "tanks"), ()),
        ("two tan", (*loose("two"), Part(("tan",), is_open=True)), ()),
        ('"two tanks"', (Part(("two", "tanks"), is_exact=True),), ()),
        ("«two tanks»", (Part(("two", "tanks"), is_exact=True),), ()),
        ('"two tan', (Part(("two", "tan"), is_exact=True, is_open=True),), ()),
        ("Nagorno-Karabakh ", loose("nagorno", "karabakh"), ()),
        ("tanks -six ", loose("tanks"), (Part(("six",), is_exact=True),)),
        ('tanks -"six of" ', loose("tanks"), (Part(("six", "of"), is_exact=True),)),
        ("the tanks of war ", loose("tanks", "war"), ()),
        ("the of ", loose("the", "of"), ()),
        ("tank tank ", loose("tank"), ()),
        ("", (), ()),
        ('" * ( - : ^', (), ()),
        ("😀", (), ()),
    ],
)
def test_a_text_is_read_as_a_search(text: str, parts: tuple[Part, ...], without: tuple[Part, ...]) -> None:
    search = read_search(text)
    assert (search.parts, search.without) == (parts, without)
    assert search.is_asked == bool(parts)


def test_a_very_long_text_asks_for_a_dozen_words() -> None:
    assert len(read_search(" ".join(f"w{number}" for number in range(5000))).parts) == MOST_PARTS


@given(st.text(max_size=120), st.text(max_size=120))
def test_pieces_put_together_are_the_text_and_every_hit_is_a_word_of_it(text: str, typed: str) -> None:
    search = read_search(typed)
    assert "".join(piece.text for piece in pieces_of(text, search)) == text
    starts = {word.start for word in words_of(text)}
    assert all(start in starts for start, _ in hits(text, search))


@given(st.text(max_size=2000), st.text(max_size=20))
def test_an_excerpt_is_short_and_of_the_text(text: str, typed: str) -> None:
    cut = [piece.text for piece in excerpt_of(text, read_search(typed)) if piece.text not in ("… ", " …")]
    assert "".join(cut) in text
    assert len("".join(cut)) <= 282


def test_an_excerpt_holds_the_first_hit() -> None:
    text = "word " * 300 + "the tanks burned " + "word " * 300
    cut = excerpt_of(text, read_search("tank"))
    assert [piece.text for piece in cut if piece.is_hit] == ["tanks"]
    assert (cut[0].text, cut[-1].text) == ("… ", " …")


def test_hits_of_a_phrase_are_one_and_hits_do_not_overlap() -> None:
    text = "two tanks and two tanks"
    assert hits(text, read_search('"two tanks" tanks')) == [(0, 9), (14, 23)]
