"""The words of a language that carry a figure, read from its data file: number words, hedges, vague words, silences.

A phrase in a data file is words with one space between; `a|b` is one word or the other, `(a)` may be left out, `_` joins
words into one alternative. At the end `*` stands for a noun with its adjectives, `**` for any words without a number.
Inflected forms are listed, never derived, so that what is read is what an editor can see in the file.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from claims_app.core.figures import Number
from claims_app.core.tokens import Token, tokenise

LEXICON_DIRECTORY = Path(__file__).parent / "data" / "lexicons"
LANGUAGES = ("en", "ru", "uk", "az", "hy", "ar")
SCRIPTS = {
    "latin": re.compile(r"[a-z\u00df-\u024f\u0259\u1e00-\u1eff']+"),
    "cyrillic": re.compile(r"[\u0400-\u04ff']+"),
    "armenian": re.compile(r"[\u0561-\u0588]+"),
    "arabic": re.compile(r"[\u0620-\u064a\u0671-\u06d3]+"),
}
SLOT_WORDS = ("{lower}", "{upper}", "#")
V = TypeVar("V")
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases(Generic[V]):
    """A table from word sequences to meanings that is asked for the longest phrase at a place."""

    table: Mapping[Words, V]
    longest: int

    def at_start(self, tokens: Sequence[Token]) -> tuple[V, int] | None:
        """The meaning of the longest phrase that begins the tokens, and its length; None where none does."""
        return next(self.all_at_start(tokens), None)

    def all_at_start(self, tokens: Sequence[Token]) -> Iterator[tuple[V, int]]:
        """Every phrase that begins the tokens, longest first."""
        words = tuple(token.text for token in tokens[: self.longest])
        for length in range(len(words), 0, -1):
            if words[:length] in self.table:
                yield self.table[words[:length]], length

    @property
    def words(self) -> set[str]:
        """Every single word in the table."""
        return {word for phrase in self.table for word in phrase}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number word and its place in a number: unit, teen, ten, hundreds (200), hundred (×100), scale, dozen (10 or 12), part, whole.

    `hundred_only`, `scale_only` and `dozen_only` are forms that never stand alone for one: тысяч, آلاف.
    """

    place: str
    value: Number


@dataclass(frozen=True, slots=True)
class Role:
    """What a word beside a number does: hedge (with its kind), total, sharp, incremental, times, percent, relative, noise."""

    name: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """A phrase that is a figure without a number word: its kind, and what may follow ("", "*" or "**")."""

    kind: str
    follow: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's data file, ready to be asked."""

    lang: str
    script: re.Pattern[str]
    numerals: Phrases[Numeral]
    joiners: frozenset[str]
    units_first: bool
    openers: Phrases[Role]
    closers: Phrases[Role]
    ranges: tuple[Words, ...]
    vague: Phrases[str]
    vague_units: Phrases[int]
    shares: Phrases[Fraction]
    majorities: Phrases[str]
    ratios: tuple[Words, ...]
    counts: Phrases[int]
    wholes: Phrases[tuple[Whole, ...]]
    noise_starts: frozenset[Words]
    singulars: frozenset[str]
    plurals: frozenset[str]
    casualties: frozenset[str]
    describing: frozenset[str]
    articles: frozenset[str]
    connectives: frozenset[str]
    blocked: frozenset[str]
    number_words: frozenset[str]
    splits: Mapping[str, Words]
    after_hedge: Mapping[str, str]
    plural_hedges: frozenset[Words]

    def is_noun_word(self, token: Token) -> bool:
        """The word may stand after a number without changing it: of the language's script, not part of any figure."""
        return bool(self.lang and self.script.fullmatch(token.text)) and token.text not in self.blocked

    @property
    def nouns(self) -> frozenset[str]:
        """The things and people that claims count."""
        return self.singulars | self.plurals | self.casualties


def expand(pattern: str) -> Iterator[Words]:
    """Every word sequence of a data file's phrase, folded like the text it will be compared with."""
    choices = [_alternatives(part) for part in pattern.split()]
    for chosen in itertools.product(*choices):
        yield tuple(itertools.chain.from_iterable(chosen))


def _alternatives(part: str) -> list[Words]:
    if part.startswith("(") and part.endswith(")"):
        return [(), *map(_fold_words, part[1:-1].split("|"))]
    return list(map(_fold_words, part.split("|")))


def _fold_words(text: str) -> Words:
    return (
        (text,)
        if text in SLOT_WORDS or (len(text) == 1 and not text.isalnum())
        else tuple(token.text for token in tokenise(text.replace("_", " ")))
    )


def _phrases(entries: Iterable[tuple[str, V]]) -> Phrases[V]:
    table: dict[Words, V] = {}
    for pattern, meaning in entries:
        for words in expand(pattern):
            table.setdefault(words, meaning)
    return Phrases(table, max(map(len, table), default=0))


def _numerals(data: Mapping[str, Mapping[str, Sequence[str]]]) -> Phrases[Numeral]:
    return _phrases(
        (form, Numeral(place, _number(value)))
        for place, values in data.items()
        for value, forms in values.items()
        for form in forms
    )


def _number(text: str) -> Number:
    value = Fraction(text)
    return value if value.denominator > 1 else int(value)


def _roles(data: Mapping[str, Any]) -> Phrases[Role]:
    """`{"hedges": {"more_than": […]}, "total": […], …}` as one table."""
    hedges = ((form, Role("hedge", kind)) for kind, forms in data.get("hedges", {}).items() for form in forms)
    others = ((form.rstrip("*"), Role(name)) for name, forms in data.items() if name != "hedges" for form in forms)
    return _phrases(itertools.chain(hedges, others))


def _wholes(data: Mapping[str, Sequence[str]]) -> Phrases[tuple[Whole, ...]]:
    """Each phrase with every kind it may be, in the order of the file: "no" alone, "no" before a noun."""
    table: dict[Words, tuple[Whole, ...]] = {}
    for kind, forms in data.items():
        for form in forms:
            bare = form.rstrip("*")
            for words in expand(bare):
                table[words] = (*table.get(words, ()), Whole(kind, form[len(bare) :]))
    return Phrases(table, max(map(len, table), default=0))


def _words(data: Mapping[str, Any], name: str) -> frozenset[str]:
    return frozenset(word for pattern in data.get(name, ()) for words in expand(pattern) for word in words)


def _each(data: Mapping[str, Any], name: str, meaning: str) -> Iterator[tuple[str, str]]:
    return ((form, meaning) for form in data.get(name, ()))


def _raw(lang: str) -> dict[str, Any]:
    path = LEXICON_DIRECTORY / f"{lang}.json"
    return (
        dict(json.loads(path.read_text(encoding="utf-8")))
        if lang in LANGUAGES and path.exists()
        else {"script": "latin"}
    )


@lru_cache(maxsize=1)
def _number_words_of_all() -> frozenset[str]:
    """Number and vague words of every language: none of them may hide among the nouns of another."""
    found: set[str] = set()
    for lang in LANGUAGES:
        data = _raw(lang)
        found |= _numerals(data.get("numerals", {})).words | _words(data, "foreign")
    return frozenset(found)


def language_of(tag: str) -> str:
    """The data file for a language tag: "en-GB" → "en"; "" for a language that has none (digits and signs are read)."""
    lang = re.split(r"[-_]", tag.strip().casefold())[0]
    return lang if lang in LANGUAGES else ""


@lru_cache(maxsize=16)
def lexicon_for(lang: str) -> Lexicon:
    """The lexicon of a language of LANGUAGES; of any other an empty one that knows the signs of mathematics."""
    data = _raw(lang)
    before, after = dict(SIGNS_BEFORE), dict(SIGNS_AFTER)
    openers = _roles(_merged(before, data.get("before", {})))
    closers = _roles(_merged(after, data.get("after", {})))
    numerals = _numerals(data.get("numerals", {}))
    vague = _phrases((form, key) for key, forms in data.get("vague", {}).items() for form in forms)
    vague_units = _phrases((form, int(value)) for value, forms in data.get("vague_units", {}).items() for form in forms)
    shares = _phrases((form, Fraction(value)) for value, forms in data.get("shares", {}).items() for form in forms)
    structure = numerals.words | vague.words | vague_units.words | openers.words | closers.words | shares.words
    foreign = _number_words_of_all()
    blocked = (structure | foreign | _words(data, "not_in_tail")) - _words(data, "tail_words")
    return Lexicon(
        lang=lang,
        script=SCRIPTS[data["script"]],
        numerals=numerals,
        joiners=_words(data, "joiners"),
        units_first=bool(data.get("units_first")),
        openers=openers,
        closers=closers,
        ranges=tuple(words for pattern in ["# - #", *data.get("ranges", ())] for words in expand(pattern)),
        vague=vague,
        vague_units=vague_units,
        shares=shares,
        majorities=_phrases([*_each(data, "majorities", "more_than"), *_each(data, "minorities", "less_than")]),
        ratios=tuple(words for pattern in data.get("ratios", ()) for words in expand(pattern)),
        counts=_phrases((form, int(value)) for value, forms in data.get("counts", {}).items() for form in forms),
        wholes=_wholes(data.get("wholes", {})),
        noise_starts=frozenset(words for pattern in data.get("noise_starts", ()) for words in expand(pattern)),
        singulars=_words(data, "singular_nouns"),
        plurals=_words(data, "plural_nouns"),
        casualties=_words(data, "casualty_nouns"),
        describing=_words(data, "describing_words"),
        articles=_words(data, "articles"),
        connectives=_words(data, "connectives"),
        blocked=frozenset(blocked),
        number_words=frozenset(numerals.words) - _words(data, "articles") - _words(data, "tail_words"),
        after_hedge={
            next(expand(form))[0]: next(expand(read))[0] for form, read in data.get("after_hedge", {}).items()
        },
        plural_hedges=frozenset(words for pattern in data.get("plural_hedges", ()) for words in expand(pattern)),
        splits={
            expanded: next(expand(parts))
            for form, parts in data.get("splits", {}).items()
            for (expanded,) in [next(expand(form))]
        },
    )


SIGNS_BEFORE: dict[str, Any] = {
    "hedges": {
        "more_than": [">"],
        "at_least": ["≥", "> =", "⩾"],
        "at_most": ["≤", "< =", "⩽"],
        "less_than": ["<"],
        "approx": ["~", "≈", "≃", "∼"],
    }
}
SIGNS_AFTER: dict[str, Any] = {"hedges": {"at_least": ["+"]}, "percent": ["%", "٪", "％"]}


def _merged(signs: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """A data file's table with the signs of mathematics, hedge by hedge."""
    merged: dict[str, Any] = {name: list(forms) for name, forms in data.items() if name != "hedges"}
    for name, forms in signs.items():
        if name != "hedges":
            merged[name] = [*merged.get(name, ()), *forms]
    hedges: dict[str, list[str]] = {kind: list(forms) for kind, forms in data.get("hedges", {}).items()}
    for kind, forms in signs["hedges"].items():
        hedges.setdefault(kind, []).extend(forms)
    return {"hedges": hedges, **merged}
