"""Laws of reading: the same number in any spelling is the same figure, and nothing ever raises."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_app.core.figures import KINDS, Figure
from claims_app.core.lexicons import LANGUAGES, lexicon_for
from claims_app.core.wording import complaint, read_figure, reading_of
from tests.core.number_words import SPELL

ARABIC_INDIC, PERSIAN, DEVANAGARI, BENGALI, FULL_WIDTH = (
    "٠١٢٣٤٥٦٧٨٩",
    "۰۱۲۳۴۵۶۷۸۹",
    "०१२३४५६७८९",
    "০১২৩৪৫৬৭৮৯",
    "０１２３４５６７８９",
)
SCRIPTS = [ARABIC_INDIC, PERSIAN, DEVANAGARI, BENGALI, FULL_WIDTH]
SEPARATORS = [",", ".", "'", "’", "·", " ", "\u00a0", "\u202f", "\u2009", "٬"]
HEDGES = ["", "over ", "at least ", "up to ", "at most ", "fewer than ", "nearly ", "about ", "only "]
COUNTS = st.integers(1, 9_999)
LARGE = st.integers(1_000, 10**9)


def same_reading(a: Figure, b: Figure) -> bool:
    return (a.kind, a.plain, a.charitable, a.flags, a.unit) == (b.kind, b.plain, b.charitable, b.flags, b.unit)


def assert_sound(figure: Figure) -> None:
    """Plain within charitable, 0 ≤ low ≤ high, and an interval for just the kinds that have one."""
    assert figure.kind in KINDS
    assert (figure.plain is None) == (figure.charitable is None)
    assert (figure.plain is None) == (figure.kind in {"silent", "noise", "relative", "unparsed"})
    if figure.plain is not None and figure.charitable is not None:
        assert figure.plain.is_sound and figure.charitable.is_sound
        assert figure.charitable.contains(figure.plain)
    assert isinstance(reading_of(figure), str)
    assert bool(complaint(figure)) == (figure.kind in {"noise", "relative", "unparsed"})


@pytest.mark.parametrize("lang", LANGUAGES)
@given(number=COUNTS)
def test_digits_are_words(lang: str, number: int) -> None:
    assert same_reading(read_figure(SPELL[lang](number), lang), read_figure(str(number), lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_below_ten_thousand_is_read_from_its_words(lang: str) -> None:
    wrong = []
    for number in range(1, 10_000, 7):
        figure = read_figure(SPELL[lang](number), lang)
        if figure.kind != "exact" or figure.plain is None or figure.plain.low != number or figure.plain.high != number:
            wrong.append((number, SPELL[lang](number), figure))
    assert wrong == []


@given(number=COUNTS, hedge=st.sampled_from(HEDGES), script=st.sampled_from(SCRIPTS))
def test_the_script_of_the_digits_changes_nothing(number: int, hedge: str, script: str) -> None:
    other = str(number).translate(str.maketrans(string.digits, script))
    assert same_reading(read_figure(f"{hedge}{other}"), read_figure(f"{hedge}{number}"))


@given(
    number=LARGE, hedge=st.sampled_from(HEDGES), separator=st.sampled_from(SEPARATORS), lang=st.sampled_from(LANGUAGES)
)
def test_the_thousands_separator_changes_nothing(number: int, hedge: str, separator: str, lang: str) -> None:
    grouped = f"{number:,}".replace(",", separator)
    assert same_reading(read_figure(f"{hedge}{grouped}"), read_figure(f"{hedge}{number}"))
    assert same_reading(read_figure(grouped, lang), read_figure(str(number), lang))


@given(number=LARGE, separators=st.lists(st.sampled_from(SEPARATORS), min_size=2, max_size=2, unique=True))
def test_two_separators_in_one_number_are_not_read(number: int, separators: list[str]) -> None:
    first, second = ("'" if separator == "’" else separator for separator in separators)
    if first != second:
        assert read_figure(f"1{first}{number % 1000:03d}{second}280").kind in {"unparsed", "noise"}


@given(
    whole=st.integers(0, 999),
    decimals=st.from_regex(r"[0-9]{1,2}|[0-9]{4,5}", fullmatch=True),
    mark=st.sampled_from(".,"),
)
def test_a_bare_decimal_is_not_read(whole: int, decimals: str, mark: str) -> None:
    assert read_figure(f"{whole}{mark}{decimals}").kind == "unparsed"


@given(number=st.integers(0, 10**9))
def test_over_n_allows_what_at_least_n_plus_1_allows(number: int) -> None:
    assert read_figure(f"over {number}").charitable == read_figure(f"at least {number + 1}").charitable


@given(number=st.integers(0, 10**9), hedge=st.sampled_from(HEDGES))
def test_the_number_itself_decides_what_a_hedge_allows(number: int, hedge: str) -> None:
    figure = read_figure(f"{hedge}{number}")
    assert_sound(figure)
    if figure.charitable is not None:
        excluded = hedge in ("over ", "fewer than ")
        assert figure.charitable.contains(number) != excluded


@given(
    low=st.integers(0, 10**6),
    high=st.integers(0, 10**6),
    template=st.sampled_from(["{}-{}", "{} to {}", "between {} and {}", "from {} to {}"]),
)
def test_a_range_is_read_in_its_order_alone(low: int, high: int, template: str) -> None:
    figure = read_figure(template.format(low, high))
    if low > high:
        assert figure.kind == "unparsed"
    else:
        assert figure.plain == figure.charitable
        assert figure.plain is not None and (figure.plain.low, figure.plain.high) == (low, high)


@given(text=st.text(max_size=40), lang=st.sampled_from([*LANGUAGES, "fr", ""]))
def test_random_unicode_never_raises(text: str, lang: str) -> None:
    assert_sound(read_figure(text, lang))


@given(data=st.data(), lang=st.sampled_from(LANGUAGES))
def test_a_shuffle_of_a_lexicons_own_words_never_raises(data: st.DataObject, lang: str) -> None:
    lexicon = lexicon_for(lang)
    words = sorted(lexicon.blocked | lexicon.nouns | {"12", "1,280", "1.5", "-", "%", "+", ","})
    text = " ".join(data.draw(st.lists(st.sampled_from(words), max_size=7)))
    assert_sound(read_figure(text, lang))
