"""Every number of a sentence with its hedges, and the reason for each that counts nothing: a date, an age, a distance."""

from __future__ import annotations

from dataclasses import dataclass

from claims_app.core.extraction.lexicon import Lexicon
from claims_app.core.extraction.texts import Span, Text, Token
from claims_app.core.figures import Figure
from claims_app.core.lexicons import lexicon_for as figure_words
from claims_app.core.numerals import amounts_at
from claims_app.core.tokens import Token as Piece
from claims_app.core.tokens import number_token
from claims_app.core.wording import read_figure

LONGEST = 9
"""No figure has more words: "at least between two and three hundred thousand"."""

DETERMINERS = ("the", "its", "his", "their", "these", "those", "them")
YEAR_ENDS = (",", ".", "", ")", ";")
YEAR_STARTS = ("in", "a", "the", ",", "of", "by", "from", "/", "-")
UNREADABLE = ("noise", "unparsed", "relative", "silent", "minimised", "fraction")


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number: its tokens (half-open), its reading, and why it counts nothing ("" where it may)."""

    first: int
    last: int
    reading: Figure
    reason: str = ""
    is_article: bool = False


def find_numbers(text: Text, sentence: Span, lexicon: Lexicon) -> list[Number]:
    """The numbers of a sentence from left to right, none overlapping; "a" and "an" come as articles, for a noun to decide."""
    found: list[Number] = []
    place = sentence.first
    while place < sentence.last:
        number = _number_at(text, place, sentence.last, lexicon)
        if number:
            found.append(number)
        place = number.last if number else place + 1
    return found


def _number_at(text: Text, place: int, last: int, lexicon: Lexicon) -> Number | None:
    end = min(last, place + LONGEST)
    pieces = [_piece(text, at) for at in range(place, end)]
    words = figure_words("en")
    opened = 0
    while opened < len(pieces) and (opener := words.openers.at_start(pieces[opened:])):
        if opener[0].name not in ("hedge", "sharp", "incremental"):
            break
        opened += opener[1]
    while opened < len(pieces) and opened and pieces[opened].text == "at":
        opened += 1
    length = _core_length(pieces[opened:])
    if not length:
        return None
    stop = place + opened + length
    only_article = length == 1 and pieces[opened].text in ("a", "an")
    if opened and only_article:
        return None
    reading = _read(text, place, place + opened, stop)
    if reading is None:
        return None
    stop, reading = _closed(text, place, stop, last, reading)
    reason = "" if only_article else _noise(text, place, place + opened, stop, last, reading, lexicon)
    return Number(place, stop, reading, reason, only_article)


def _piece(text: Text, at: int) -> Piece:
    token = text.tokens[at]
    is_glued = at > 0 and text.tokens[at - 1].end == token.start
    return number_token(token.text, is_glued) if token.kind == "number" else Piece(token.text, glued=is_glued)


def _core_length(pieces: list[Piece]) -> int:
    """How many pieces make the number itself: a range, a number with its parts, or a vague word with its unit."""
    words = figure_words("en")
    if not pieces:
        return 0
    first = pieces[0].text
    if first in ("no", "none"):
        return 1
    if first in ("between", "from") and (low := _longest(pieces[1:])):
        joint = 1 + low
        if joint < len(pieces) and pieces[joint].text in ("and", "to") and (high := _longest(pieces[joint + 1 :])):
            return joint + 1 + high
        return 0
    vague = words.vague.at_start(pieces)
    if vague:
        length = vague[1]
        unit = words.vague_units.at_start(pieces[length:])
        return length + unit[1] if unit else length
    amount = next(iter(amounts_at(pieces, words)), None)
    if amount is None:
        return 1 if pieces[0].is_number else 0
    length = amount.length
    if (
        length < len(pieces) - 1
        and pieces[length].text in ("to", "-", "or")
        and (high := _longest(pieces[length + 1 :]))
    ):
        return length + 1 + high
    return length


def _longest(pieces: list[Piece]) -> int:
    amount = next(iter(amounts_at(pieces, figure_words("en"))), None)
    return amount.length if amount and pieces[0].text not in ("a", "an") else 0


def _read(text: Text, place: int, bare: int, stop: int) -> Figure | None:
    """The reading of hedges and number; where the hedges do not fit, "at least at 85" is read without its second at."""
    reading = read_figure(text.words(place, stop))
    if reading.kind == "unparsed" and bare > place:
        hedge = [token.text for token in text.tokens[place:bare]]
        while hedge and hedge[-1] == "at":
            hedge.pop()
        reading = read_figure(f"{' '.join(hedge)} {text.words(bare, stop)}")
    return reading


def _closed(text: Text, place: int, stop: int, last: int, reading: Figure) -> tuple[int, Figure]:
    """The number with "or more", "more" or "of" after it, where that reads."""
    for extra in (2, 1):
        if stop + extra <= last and text.tokens[stop].text in ("or", "more", "others", "plus", "+"):
            longer = read_figure(text.words(place, stop + extra))
            if longer.kind not in UNREADABLE:
                return stop + extra, longer
    return stop, reading


def _noise(text: Text, place: int, bare: int, stop: int, last: int, reading: Figure, lexicon: Lexicon) -> str:
    tokens = text.tokens
    before = tokens[place - 1] if place else None
    after = tokens[stop] if stop < len(tokens) else None
    following = after.text if after and stop < last else ""
    is_digits = tokens[stop - 1].kind == "number"
    if text.is_seen_otherwise(tokens[place].start, tokens[stop - 1].end):
        return "letters that nobody sees stand in it"
    if tokens[bare].text == "both" or (before and before.text == "how"):
        return "says no number"
    if (
        before
        and before.text == "-"
        and place > 1
        and before.end == tokens[place].start == before.start + 1
        and (tokens[place - 2].kind == "word" and tokens[place - 2].end == before.start)
    ):
        return "part of a name"
    glued = after is not None and after.start == tokens[stop - 1].end
    if glued and following == "-" and stop + 1 < last:
        return "part of a compound word"
    if glued and after is not None and after.kind == "word" and is_digits:
        return lexicon.noise_after.get(following, "part of a name")
    if (glued and following in (":", "/")) or (
        before and before.text in (":", "/") and before.end == tokens[place].start
    ):
        return "a time" if ":" in (following, before.text if before else "") else "part of a name"
    if following in lexicon.noise_after:
        return lexicon.noise_after[following]
    if before and is_digits and before.text in lexicon.noise_before:
        return lexicon.noise_before[before.text]
    if before and before.text == "." and place > 1 and tokens[place - 2].text in lexicon.noise_before and is_digits:
        return lexicon.noise_before[tokens[place - 2].text]
    if (
        bare == place
        and stop - place == 1
        and is_digits
        and _is_year(tokens[place].text)
        and _stands_as_year(before, following)
    ):
        return "a year"
    if reading.kind in UNREADABLE:
        return "not read as a figure"
    following_two = [token.text for token in tokens[stop : min(stop + 2, last)]]
    if (
        tokens[place].text == "one"
        and stop - place == 1
        and following_two[:1] == ["of"]
        and following_two[-1] in DETERMINERS
    ):
        return "one of several"
    return ""


def _stands_as_year(before: Token | None, following: str) -> bool:
    return following in YEAR_ENDS or (before is not None and before.text in YEAR_STARTS)


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and "1800" <= word <= "2099"
