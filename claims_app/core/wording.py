"""The wording of a figure, read: "over 100" → 101 or more, "several" → a word, "April 2" → no figure.

`read_figure` tries the readings of the table READERS in turn; each takes a whole phrase or nothing, so that what is not
understood to its last word is "unparsed" and an editor decides. It never raises and never guesses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from claims_app.core import hedges
from claims_app.core.figures import Figure, Interval, Number
from claims_app.core.lexicons import Lexicon, Role, Words, language_of, lexicon_for
from claims_app.core.numerals import Amount, amounts_at, lend_factor
from claims_app.core.policies import POLICY, Bands, Policy
from claims_app.core.tokens import Token, tokenise

Tokens = Sequence[Token]
MOST_NOUN_WORDS = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """What a phrase says: its kind and intervals, before it is a Figure with its text and policy."""

    kind: str
    bands: Bands | None = None
    flags: frozenset[str] = frozenset()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """The middle of a phrase, between the words before and after it; one of the fields up to `vague` is set."""

    length: int
    amount: Amount | None = None
    span: tuple[int, int] | None = None
    share: tuple[Fraction, Fraction] | None = None
    vague: Bands | None = None
    hedge: str = ""
    unit: str = ""
    bounds: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The words around a number: at most one hedge, and what else they say."""

    length: int = 0
    hedge: str = ""
    names: frozenset[str] = frozenset()

    def with_role(self, role: Role, length: int) -> Frame | None:
        """The frame with one more word; None where two hedges would stand together."""
        if role.name != "hedge":
            return replace(self, length=self.length + length, names=self.names | {role.name})
        return None if self.hedge else replace(self, length=self.length + length, hedge=role.kind)


NOTHING = Reading("unparsed")
EXISTS = Bands(Interval(1, None), Interval(1, None))
NONE = Bands(Interval(0, 0), Interval(0, 0))
ANY = Bands(Interval(0, None), Interval(0, None))
WHOLE_BANDS = {"none": NONE, "exists": EXISTS, "minimised": ANY}


@lru_cache(maxsize=8192)
def read_figure(text: str, lang: str = "en", policy: Policy = POLICY) -> Figure:
    """The figure that a printed phrase states, in the language of a tag such as "ru" or "en-GB".

    Never raises. `kind` is "unparsed" for what is not understood whole; `plain` and `charitable` are None where no
    number may be read. Shares are Fractions between 0 and 1. Rules: the table of figure phrases on the Method page.
    """
    reading = _read(tokenise(text), lexicon_for(language_of(lang)), policy)
    return Figure(
        text=text,
        lang=lang,
        kind=reading.kind,
        plain=reading.bands.plain if reading.bands else None,
        charitable=reading.bands.charitable if reading.bands else None,
        flags=reading.flags,
        unit=reading.unit,
        policy=policy.policy_id,
    )


def _read(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Reading:
    tokens = split_words(tokens, lexicon)
    readings = (reader(tokens, lexicon, policy) for reader in READERS)
    return next((reading for reading in readings if reading is not None), NOTHING) if tokens else NOTHING


def split_words(tokens: Tokens, lexicon: Lexicon) -> tuple[Token, ...]:
    """Words that carry an ending or a prefix of a figure, cut where their language's file says so: وعشرون, yüzdən."""
    pieces: list[Token] = []
    for token in tokens:
        parts = lexicon.splits.get(token.text, (token.text,))
        pieces += [token] if len(parts) == 1 else [replace(token, text=part, glued=True) for part in parts]
    return tuple(pieces)


# Phrases that are read whole


def read_whole(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Reading | None:
    """Silences, none, losses without a number, comparisons and what is no figure: the phrases of `wholes`."""
    for wholes, length in lexicon.wholes.all_at_start(tokens):
        for whole in wholes:
            if FOLLOWS[whole.follow](tokens[length:], lexicon):
                return Reading(whole.kind, WHOLE_BANDS.get(whole.kind))
    return None


def _nothing_follows(rest: Tokens, lexicon: Lexicon) -> bool:
    return not rest


def _noun_follows(rest: Tokens, lexicon: Lexicon) -> bool:
    """One of the things that claims count, with words beside it that change nothing."""
    known = any(token.text in lexicon.nouns for token in rest)
    return known and len(rest) <= MOST_NOUN_WORDS and all(_is_noun_or_loss(token, lexicon) for token in rest)


def _is_noun_or_loss(token: Token, lexicon: Lexicon) -> bool:
    return lexicon.is_noun_word(token) or token.text in lexicon.nouns


def _no_number_follows(rest: Tokens, lexicon: Lexicon) -> bool:
    return not any(token.is_number or token.text in lexicon.number_words for token in rest)


FOLLOWS: dict[str, Callable[[Tokens, Lexicon], bool]] = {
    "": _nothing_follows,
    "*": _noun_follows,
    "**": _no_number_follows,
}


def read_designator(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Reading | None:
    """April 2, aged 12, T-90: digits that count nothing."""
    for words in lexicon.noise_starts:
        if matches_start(words, tokens):
            return Reading("noise")
    if designator_length(tokens, lexicon) or is_measure(tokens, lexicon):
        return Reading("noise")
    return None


def is_measure(tokens: Tokens, lexicon: Lexicon) -> bool:
    """Digits, decimals among them, of a unit that is no count: 3.5 km."""
    middle = tokens[next(frames_before(tokens, lexicon)).length :]
    role_and_length = lexicon.closers.at_start(middle[1:]) if middle and middle[0].is_number else None
    return bool(role_and_length and role_and_length[0].name == "noise")


def matches_start(words: Words, tokens: Tokens) -> bool:
    """The tokens begin with these words, `#` being any digits."""
    return len(tokens) >= len(words) and all(
        token.is_number if word == "#" else token.text == word for word, token in zip(words, tokens, strict=False)
    )


def designator_length(tokens: Tokens, lexicon: Lexicon) -> int:
    """How many tokens of a type's name begin here (T-90, MiG-21, Su25); 0 where none does."""
    name = tokens[0]
    if (
        name.is_number
        or not name.text.isalpha()
        or len(name.text) > 5
        or name.text in lexicon.blocked | lexicon.joiners
    ):
        return 0
    place = 2 if len(tokens) > 2 and tokens[1].text == "-" and tokens[1].glued else 1
    if len(tokens) <= place or not (tokens[place].is_number and tokens[place].glued):
        return 0
    lettered = len(tokens) > place + 1 and tokens[place + 1].glued and tokens[place + 1].text.isalpha()
    return place + 1 + int(lettered)


def read_bare_noun(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Reading | None:
    """Soldiers: more than one, we are not told how many. Casualties: at least one."""
    *before, last = tokens
    if not all(token.text in lexicon.describing for token in before):
        return None
    if last.text in lexicon.casualties:
        return Reading("exists", EXISTS)
    return Reading("vague", policy.vague_bands("plural")) if last.text in lexicon.plurals else None


# Phrases with a number in the middle


def read_framed(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Reading | None:
    """Words before, a body, words and nouns after: "at least | 20 | more soldiers"."""
    for before in frames_before(tokens, lexicon):
        middle = governed(tokens, before, lexicon)
        for read_body in BODIES:
            for body in read_body(middle, lexicon, policy):
                after = frame_after(middle[body.length :], lexicon)
                reading = _combine(before, body, after, middle, lexicon, policy) if after else None
                if reading is not None:
                    return reading
    return None


def governed(tokens: Tokens, before: Frame, lexicon: Lexicon) -> Tokens:
    """The tokens after the opening words; a form that is a plural alone and a singular after a hedge is made singular.

    сотни are hundreds, более сотни is more than one hundred; по меньшей мере сотни is at least hundreds.
    """
    middle = tokens[before.length :]
    if not (before.hedge and middle and middle[0].text in lexicon.after_hedge):
        return middle
    said = tuple(token.text for token in tokens[: before.length])
    if any(said[-len(plural) :] == plural for plural in lexicon.plural_hedges):
        return middle
    return (replace(middle[0], text=lexicon.after_hedge[middle[0].text]), *middle[1:])


def frames_before(tokens: Tokens, lexicon: Lexicon) -> Iterator[Frame]:
    """The words before a number, as many as there are, then fewer: "some 200" is a hedge, "some soldiers" is none."""
    frames = [Frame()]
    while role_and_length := lexicon.openers.at_start(tokens[frames[-1].length :]):
        longer = frames[-1].with_role(*role_and_length)
        if longer is None:
            break
        frames.append(longer)
    return reversed(frames)


def frame_after(tokens: Tokens, lexicon: Lexicon) -> Frame | None:
    """What follows a number, to the end; None where a word is left that might change it."""
    frame, nouns = Frame(), 0
    while frame.length < len(tokens):
        rest = tokens[frame.length :]
        if role_and_length := lexicon.closers.at_start(rest):
            role, length = role_and_length
            if role.name in FINAL and nouns:
                return None
            longer = frame.with_role(role, length)
            if longer is None or role.name in FINAL:
                return longer
            frame = longer
        elif (taken := _noun_length(rest, lexicon, is_first=frame.length == 0)) and nouns < MOST_NOUN_WORDS:
            frame, nouns = replace(frame, length=frame.length + taken), nouns + 1
        else:
            return None
    return None if tokens and tokens[-1].text in lexicon.connectives else frame


FINAL = frozenset({"noise", "relative"})


def _noun_length(tokens: Tokens, lexicon: Lexicon, *, is_first: bool) -> int:
    """How many tokens the next word of a noun takes: 1, 2 with its hyphen, those of a type's name; 0 for anything else.

    What clings to the number is no noun: 50ish, 1990s, 12-man.
    """
    if designator := designator_length(tokens, lexicon):
        return designator
    if is_first and tokens[0].glued:
        return 0
    hyphen = int(tokens[0].text == "-" and tokens[0].glued and len(tokens) > 1 and tokens[1].glued)
    return hyphen + 1 if lexicon.is_noun_word(tokens[hyphen]) else 0


def range_bodies(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Iterator[Body]:
    """10-15, between 10 and 15, at least 13 and as many as 46: the templates of the language's file."""
    for template in lexicon.ranges:
        for length, amounts in fill(template, tokens, lexicon):
            low, high = amounts
            yield Body(length, span=(lend_factor(low, high), high.value))


def ratio_bodies(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Iterator[Body]:
    """Nine out of ten: a share."""
    for template in lexicon.ratios:
        for length, (part, whole) in fill(template, tokens, lexicon):
            if 0 < part.value <= whole.value:
                share = Fraction(part.value, whole.value)
                yield Body(length, share=(share, share))


def fill(template: Words, tokens: Tokens, lexicon: Lexicon) -> Iterator[tuple[int, tuple[Amount, ...]]]:
    """Every way in which a template begins the tokens: how long it is, and its numbers.

    `#` is a number; `{lower}` and `{upper}` are hedges, and move the number after them by one where they exclude it.
    """
    if not template:
        yield 0, ()
        return
    slot, *rest = template
    if slot in SLOTS:
        yield from _fill_bound(SLOTS[slot], tuple(rest), tokens, lexicon)
    elif slot == "#":
        for amount in amounts_at(tokens, lexicon):
            for length, others in fill(tuple(rest), tokens[amount.length :], lexicon):
                yield amount.length + length, (amount, *others)
    elif tokens and tokens[0].text == slot:
        for length, others in fill(tuple(rest), tokens[1:], lexicon):
            yield length + 1, others


SLOTS: dict[str, dict[str, int]] = {
    "{lower}": {"at_least": 0, "more_than": 1},
    "{upper}": {"at_most": 0, "up_to": 0, "less_than": -1},
}


def _fill_bound(
    moves: dict[str, int], rest: Words, tokens: Tokens, lexicon: Lexicon
) -> Iterator[tuple[int, tuple[Amount, ...]]]:
    for role, taken in lexicon.openers.all_at_start(tokens):
        if role.name == "hedge" and role.kind in moves:
            for length, (first, *others) in fill(rest, tokens[taken:], lexicon):
                moved = replace(first, value=first.value + moves[role.kind], factor=1, coefficient=None)
                yield taken + length, (moved, *others)


def share_bodies(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Iterator[Body]:
    """Half, a third of, all, most: shares in words."""
    for share, length in lexicon.shares.all_at_start(tokens):
        yield Body(length, share=(share, share))
    for hedge, length in lexicon.majorities.all_at_start(tokens):
        yield Body(length, share=(Fraction(1, 2), Fraction(1, 2)), hedge=hedge)


def percent_bodies(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Iterator[Body]:
    """33.3%: the one place besides a scale word where a decimal is read."""
    token = tokens[0] if tokens else None
    if token is None or token.value is None or not token.scaled_only:
        return
    role_and_length = lexicon.closers.at_start(tokens[1:])
    if role_and_length and role_and_length[0].name == "percent":
        share = Fraction(token.value) / 100
        yield Body(1 + role_and_length[1], share=(share, share))


def vague_bodies(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Iterator[Body]:
    """Several, dozens, a few hundred."""
    for word, length in lexicon.vague.all_at_start(tokens):
        bands = policy.vague_bands(word)
        if bands is None:
            continue
        for unit, unit_length in lexicon.vague_units.all_at_start(tokens[length:]):
            yield Body(length + unit_length, vague=hedges.times_unit(bands, unit))
        yield Body(length, vague=bands)


def count_bodies(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Iterator[Body]:
    """Once, twice: events."""
    for value, length in lexicon.counts.all_at_start(tokens):
        yield Body(length, amount=Amount(value, length), unit="times")


def amount_bodies(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Iterator[Body]:
    """A number in digits or words. An article is a number before one of the things that claims count."""
    for amount in amounts_at(tokens, lexicon):
        only_article = amount.length == 1 and tokens[0].text in lexicon.articles
        if not only_article or _is_counted_thing(tokens[1:], lexicon):
            yield Body(amount.length, amount=amount)


def _is_counted_thing(rest: Tokens, lexicon: Lexicon) -> bool:
    """Nothing more ("a", in a count slot), or a noun of the list as its first or last word, and no "of"."""
    words = [token.text for token in rest]
    return not words or ("of" not in words and bool({words[0], words[-1]} & lexicon.singulars))


BODIES: tuple[Callable[[Tokens, Lexicon, Policy], Iterator[Body]], ...] = (
    vague_bodies,
    amount_bodies,
    range_bodies,
    ratio_bodies,
    share_bodies,
    percent_bodies,
    count_bodies,
)


def _combine(
    before: Frame, body: Body, after: Frame, middle: Tokens, lexicon: Lexicon, policy: Policy
) -> Reading | None:
    """One reading from the words before, the body and the words after; None where they do not fit together."""
    names = before.names | after.names
    for kind in ("noise", "relative"):
        if kind in names:
            return Reading(kind) if body.share is None else None
    if "ratio" in names:
        return Reading("relative") if "times" in names else None
    said = [hedge for hedge in (before.hedge, body.hedge, after.hedge) if hedge]
    if len(said) > 1:
        return None
    hedge = said[0] if said else "sharp" if "sharp" in names else "exact"
    if "percent" in names:
        body = _as_percent(body)
    try:
        reading = _interpret(hedge, body, policy)
    except ValueError:  # an interval that holds no number: "15-10", "fewer than none"
        return None
    if reading is None:
        return None
    flags = reading.flags | ({"incremental"} if "incremental" in names else set())
    if "times" in names or body.unit:
        return replace(reading, flags=flags | {"unit:times"}, unit="times")
    return replace(reading, flags=flags)


def _as_percent(body: Body) -> Body:
    low, high = body.span or ((body.amount.value,) * 2 if body.amount else (101, 101))
    return Body(body.length, share=(Fraction(low, 100), Fraction(high, 100)))


def _interpret(hedge: str, body: Body, policy: Policy) -> Reading | None:
    """The arithmetic of a hedged body; None where the words together say nothing definite ("up to several")."""
    if body.share is not None:
        share = hedges.share(hedge, *body.share, policy)
        return None if share is None else Reading("fraction", *share)
    if body.span is not None:
        about = hedge == "approx"
        return Reading("range", hedges.span(*body.span, policy, about=about)) if about or hedge in PLAIN_SAID else None
    if body.vague is not None:
        if hedge in ("at_least", "more_than"):
            return Reading("at_least", hedges.lower_bounds(body.vague))
        return Reading("vague", body.vague) if hedge in PLAIN_SAID else None
    if body.amount is None:
        return None
    kind = "exact" if hedge in PLAIN_SAID else hedge
    return Reading(kind, hedges.RULES[hedge](body.amount.value, body.amount.factor, policy))


PLAIN_SAID = frozenset({"exact", "sharp"})

READERS: tuple[Callable[[Tokens, Lexicon, Policy], Reading | None], ...] = (
    read_whole,
    read_framed,
    read_designator,
    read_bare_noun,
)


# A reading that an editor gives


def editor_figure(
    text: str, low: int | None, high: int | None, note: str, lang: str = "en", policy: Policy = POLICY
) -> Figure:
    """The printed words with an editor's own bounds, both ends included; `high` None is an open end.

    The kind is that of the bounds. Raises ValueError, with a sentence for the editor, for bounds that hold no number.
    """
    bottom = 0 if low is None else low
    interval = Interval(bottom, high)
    if low is None and high is None:
        raise ValueError("Give the lowest number, the highest, or both.")
    if not interval.is_sound:
        raise ValueError(f"No number lies from {bottom} to {high}: give the lower number first, and none below 0.")
    kind = "at_least" if high is None else "none" if high == 0 else "exact" if bottom == high else "range"
    kind = "at_most" if low is None and kind == "range" else kind
    return Figure(text, lang, kind, interval, interval, source="editor", policy=policy.policy_id, note=note)


def is_word(figure: Figure) -> bool:
    """Drawn as a word, without a position on a scale: several, dozens, "at least dozens", an unknown number."""
    if figure.source == "editor":
        return False
    if figure.kind == "at_least" and figure.plain and figure.charitable:
        return figure.plain.low != figure.charitable.low
    return figure.kind in WITHOUT_NUMBER


# What people are told


def reading_of(figure: Figure) -> str:
    """How we read a figure, for people: "exactly 6", "101 or more", "a word, no number"."""
    if figure.source == "editor" and figure.plain is not None:
        return f"{say_interval(figure.plain)} (editor)"
    if is_word(figure) or figure.plain is None:
        return WITHOUT_NUMBER.get(figure.kind, WITHOUT_NUMBER["vague"])
    if figure.kind == "fraction":
        return _say_share(figure)
    if figure.kind == "range" and figure.plain != figure.charitable:
        return f"about {say_interval(figure.plain)}"
    if figure.kind == "approx":
        return f"about {say_number(_middle(figure.plain))}"
    if figure.kind in ("more_than", "less_than", "up_to", "nearly") and figure.charitable is not None:
        return SAID_BY_END[figure.kind].format(
            low=say_number(figure.charitable.low), high=say_number(figure.charitable.high or 0)
        )
    return say_interval(figure.plain)


WITHOUT_NUMBER = {
    "vague": "a word, no number",
    "exists": "at least one, no number given",
    "silent": "no figure given",
    "minimised": "a word about size, no number",
    "relative": "a comparison, no number",
    "noise": "no figure",
    "unparsed": "not read",
}
SAID_BY_END = {
    "more_than": "{low} or more",
    "less_than": "{high} or fewer",
    "up_to": "{high} or fewer",
    "nearly": "just under {high}",
}


def say_number(number: Number) -> str:
    """1,280; a share in percent."""
    return f"{number:,}" if isinstance(number, int) else f"{float(number):,g}"


def say_interval(interval: Interval) -> str:
    """exactly 6 · 12 or more · 5 or fewer · 6 to 10."""
    if interval.is_exact:
        return f"exactly {say_number(interval.low)}"
    if interval.high is None:
        return f"{say_number(interval.low)} or more"
    if interval.low == 0:
        return f"{say_number(interval.high)} or fewer"
    return f"{say_number(interval.low)} to {say_number(interval.high)}"


def _middle(interval: Interval) -> int:
    """The number that "about" was said of; near zero the interval is cut below, so the half is dropped."""
    return int((interval.low + (interval.high or interval.low)) // 2)


def _say_share(figure: Figure) -> str:
    low, high = (figure.plain.low, figure.plain.high or 0) if figure.plain else (0, 0)
    if "strict_lo" in figure.flags:
        return f"more than {_percent(low)} of a total"
    if "strict_hi" in figure.flags:
        return f"less than {_percent(high)} of a total"
    if low == high:
        return f"{_percent(low)} of a total"
    return f"{_percent(low)} to {_percent(high)} of a total"


def _percent(share: Number) -> str:
    percent = Fraction(share) * 100
    return f"{percent}%" if percent.denominator == 1 else f"{float(percent):.1f}%"


COMPLAINTS = {
    "noise": "“{text}” counts nothing: it reads as a date, an age, a length of time, a distance, a rank or the name of a type. Give the number of people, things or events.",
    "relative": "“{text}” compares with a number that is not given. Give the number itself as it was said, or leave the figure out.",
    "unparsed": "We cannot read “{text}” as a figure. Write it as printed (“over 100”, “6”, “several”, “10-15”, “none”), or give your own reading with a note.",
}


def complaint(figure: Figure) -> str:
    """One sentence for whoever entered words that are no figure, and how to mend it; "" where they are one."""
    if figure.source == "parsed" and not figure.text.strip():
        return "The figure is empty. Write it as printed (“over 100”, “several”, “none”, “no figure given”)."
    sentence = COMPLAINTS.get(figure.kind, "")
    return sentence.format(text=_shortened(figure.text)) if figure.source == "parsed" else ""


def _shortened(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
