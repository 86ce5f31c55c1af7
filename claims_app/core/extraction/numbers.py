"""Every number of a sentence with its hedges, and the reason for each that counts nothing: a date, an age, a distance."""

from __future__ import annotations

from dataclasses import dataclass, replace

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

BEGINS_NONE = frozenset(".,;:!?()[]'\"")
"""Signs that begin no number."""

DETERMINERS = ("the", "its", "his", "their", "these", "those", "them")
YEAR_ENDS = (",", ".", "", ")", ";")
YEAR_STARTS = ("in", "a", "the", ",", "of", "by", "from", "/", "-")
SPEAKING = "people who speak"
"""A reason that the rest of the sentence decides: officials who were killed are counted."""

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
    if text.tokens[place].text in BEGINS_NONE:
        return None
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
    if not length and text.tokens[place].text == "another":
        return Number(place, place + 1, replace(read_figure("one"), text=text.words(place, place + 1)), "", True)
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
    reason = "" if only_article else _noise(_Site(text, place, place + opened, stop, last, lexicon), reading)
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
    if first == "no" and len(pieces) > 1 and pieces[1].text == "one":
        return 2
    if first in ("no", "none", "no-one", "nobody"):
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
        may_close = ("or",) if extra == 2 else ("more", "others", "plus", "+")
        if stop + extra <= last and text.tokens[stop].text in may_close:
            longer = read_figure(text.words(place, stop + extra))
            if longer.kind not in UNREADABLE:
                return stop + extra, longer
    return stop, reading


@dataclass(frozen=True, slots=True)
class _Site:
    """A number among its neighbours: its tokens (half-open), `bare` where its hedges end, `last` where the sentence does."""

    text: Text
    first: int
    bare: int
    stop: int
    last: int
    lexicon: Lexicon

    @property
    def before(self) -> Token | None:
        """The token before it."""
        return self.text.tokens[self.first - 1] if self.first else None

    @property
    def glued(self) -> Token | None:
        """The token that follows it without a space."""
        after = self.text.tokens[self.stop] if self.stop < len(self.text.tokens) else None
        return after if after and after.start == self.text.tokens[self.stop - 1].end else None

    @property
    def following(self) -> str:
        """The word after it in the sentence; "" at its end."""
        return self.text.tokens[self.stop].text if self.stop < self.last else ""

    @property
    def is_digits(self) -> bool:
        """It ends in digits, not in a word."""
        return self.text.tokens[self.stop - 1].kind == "number"


def _noise(site: _Site, reading: Figure) -> str:
    """Why a number counts nothing; "" where it may."""
    for reader in (_unseen, _no_number, _in_note, _in_commas, _in_name, _in_compound, _in_clock, _unit, _year):
        if reason := reader(site):
            return reason
    if reading.kind in UNREADABLE:
        return "not read as a figure"
    return _one_of_several(site)


def _unseen(site: _Site) -> str:
    start, end = site.text.tokens[site.first].start, site.text.tokens[site.stop - 1].end
    return "letters that nobody sees stand in it" if site.text.is_seen_otherwise(start, end) else ""


def _no_number(site: _Site) -> str:
    """ "both sides", "how many", "a multiple rocket launcher"."""
    if site.text.tokens[site.stop - 1].text == "multiple" and site.lexicon.has("not_multiple", site.following):
        return "part of a name"
    is_how = site.before is not None and site.before.text == "how"
    return "says no number" if is_how or site.text.tokens[site.bare].text == "both" else ""


def _in_name(site: _Site) -> str:
    """ "Yassin-105"."""
    before, tokens = site.before, site.text.tokens
    if before is None or before.text != "-" or site.first < 2:
        return ""
    named = tokens[site.first - 2]
    is_glued = named.end == before.start and before.end == tokens[site.first].start
    return "part of a name" if is_glued and named.kind == "word" else ""


def _in_compound(site: _Site) -> str:
    """ "two-decade-old", "36th"."""
    glued = site.glued
    if glued is None:
        return ""
    if glued.text == "-" and site.following == "-" and site.stop + 1 < site.last:
        return "part of a compound word"
    if glued.kind == "word" and site.is_digits:
        return site.lexicon.noise_after.get(site.following, "part of a name")
    return ""


def _in_note(site: _Site) -> str:
    """ "killed.[12]"."""
    is_note = site.before is not None and site.before.text == "[" and site.following == "]"
    return "a footnote" if is_note else ""


def _in_commas(site: _Site) -> str:
    """ "Ali Kern, 33, said": an age."""
    before, tokens = site.before, site.text.tokens
    if before is None or before.text != "," or site.following != "," or site.first < 2 or not site.is_digits:
        return ""
    word = tokens[site.first].text
    is_person = tokens[site.first - 2].is_capital and tokens[site.first - 2].kind == "word"
    return "an age" if is_person and word.isdigit() and int(word) < 100 and site.stop - site.first == 1 else ""


def _in_clock(site: _Site) -> str:
    """ "23:57", "9/11"."""
    before = site.before
    is_after = before is not None and before.text in (":", "/") and before.end == site.text.tokens[site.first].start
    if not is_after and not (site.glued and site.following in (":", "/")):
        return ""
    return "a time" if ":" in (site.following, before.text if before else "") else "part of a name"


def _unit(site: _Site) -> str:
    """ "15 km", "24 hours", "Sept. 27", "Resolution 884": the word beside it says what it is."""
    reason = site.lexicon.noise_after.get(site.following, "")
    if reason and reason != SPEAKING:
        return reason
    if site.before is None or not site.is_digits:
        return ""
    word = site.before.text
    if word == "." and site.first > 1:
        word = site.text.tokens[site.first - 2].text
    return site.lexicon.noise_before.get(word, "")


def _year(site: _Site) -> str:
    is_alone = site.bare == site.first and site.stop - site.first == 1 and site.is_digits
    is_year = is_alone and _is_year(site.text.tokens[site.first].text) and _stands_as_year(site.before, site.following)
    return "a year" if is_year else ""


def _one_of_several(site: _Site) -> str:
    """ "one of the villages"."""
    if site.text.tokens[site.first].text != "one" or site.stop - site.first != 1 or site.following != "of":
        return ""
    after = site.text.tokens[site.stop + 1].text if site.stop + 1 < site.last else ""
    return "one of several" if after in DETERMINERS else ""


def _stands_as_year(before: Token | None, following: str) -> bool:
    return following in YEAR_ENDS or (before is not None and before.text in YEAR_STARTS)


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and "1800" <= word <= "2099"
