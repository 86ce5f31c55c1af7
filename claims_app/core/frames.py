"""The words around a number: hedges before and after it, the nouns it counts, and what clings to it.

"At least | 20 | more soldiers": the frame is all but the number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from claims_app.core.lexicons import Lexicon, Role
from claims_app.core.tokens import Token

Tokens = Sequence[Token]
MOST_NOUN_WORDS = 8
FINAL = frozenset({"noise", "relative"})
"""After these words nothing more is read: “24 hours …” counts nothing, whatever follows."""


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
