"""What the words beside a number say: a part, one of several, a total, a means, a tally, an officer who speaks."""

from __future__ import annotations

from dataclasses import dataclass

from claims_app.core.extraction.events import Event
from claims_app.core.extraction.heads import CALIBRES, Head
from claims_app.core.extraction.lexicon import Lexicon
from claims_app.core.extraction.numbers import Number
from claims_app.core.extraction.texts import Span, Text
from claims_app.core.extraction.vocabularies import Vocabulary

PLACING = (
    "on",
    "at",
    "in",
    "near",
    "from",
    "into",
    "with",
    "by",
    "to",
    "for",
    "during",
    "against",
    "over",
    "as",
    "like",
)
"""An article after such a word tells a place, a means or a role."""

MEANS = ("with", "using")
"""A number after such a word counts what was used: "hit the ship with two missiles"."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Asked for one number of a text at a time."""

    text: Text
    vocabulary: Vocabulary
    lexicon: Lexicon

    def of_before(self, number: Number, at: int, numbers: list[Number], sentence: Span) -> str:
        """ "between November 8 and 19": a date too; "out of 60,000 fighters, 5,632 of them": a total."""
        tokens = self.text.tokens
        last = numbers[at - 1] if at else None
        if (
            last
            and last.reason == "a date"
            and number.first - last.last == 1
            and tokens[last.last].text in ("and", "to", "-")
        ):
            return "a date"
        words = [token.text for token in tokens[max(sentence.first, number.first - 2) : number.first]]
        return "the total of another number" if words == ["out", "of"] and at + 1 < len(numbers) and not at else ""

    def in_label(self, number: Number, sentence: Span) -> str:
        """ "the Three Brotherhood Alliance"."""
        if not self.text.tokens[number.first].is_capital:
            return ""
        label = self.vocabulary.labels.at(self.text.tokens, number.first, sentence.last)
        return "part of a name" if label and label[1] > 1 else ""

    def word_after(self, number: Number, sentence: Span) -> str:
        return self.text.tokens[number.last].text if number.last < sentence.last else ""

    def ends_phrase(self, head: Head) -> bool:
        """No further noun follows: in "a volunteer rescue group" no volunteer is counted."""
        tokens, place = self.text.tokens, head.last
        if place >= len(tokens) or tokens[place].kind != "word" or tokens[place].is_capital:
            return True
        lists = ("auxiliaries", "boundaries", "link_words", "edge_words", "reporting", "adjectives", "loose_words")
        word = tokens[place].text
        is_small = word in (*PLACING, "of", "'s") or any(self.lexicon.has(name, word) for name in lists)
        return (
            is_small
            or word.endswith(("ing", "ly", "ed"))
            or self.lexicon.events.at(tokens, place, place + 3) is not None
        )

    def speaks_next(self, head: Head) -> bool:
        """ "found three men dead, a journalist in the town said": who speaks is not who was found."""
        for token in self.text.tokens[head.last : head.last + 10]:
            if token.kind == "sign":
                return False
            if self.lexicon.has("reporting", token.text):
                return True
        return False

    def is_plural(self, head: Head) -> bool:
        """The last word of the noun is the plural of its object's name ("helicopters"), so no single one is meant."""
        word = self.text.tokens[head.last - 1].text
        return word.endswith("s") and not word.endswith("ss") and word in self.vocabulary.plurals

    def is_part(self, number: Number, sentence: Span) -> bool:
        """ "including 11 children", "among them two medics": a part of what was counted before."""
        return number.first > sentence.first and self.text.tokens[number.first - 1].text in (
            "including",
            "whom",
            "them",
        )

    def speaks(self, number: Number, sentence: Span) -> bool:
        """A verb of saying follows: "two officials from the town said"; officials who were killed are counted."""
        following = self.text.tokens[number.last : min(number.last + 12, sentence.last)]
        events = {"killed", "wounded", "injured", "died", "arrested", "detained", "captured", "abducted", "dead"}
        for token in following:
            if token.text in events:
                return False
            if self.lexicon.has("reporting", token.text):
                return True
        return True

    def is_similar(self, number: Number, sentence: Span) -> bool:
        """ "three others", "at least 17 more": of what was counted before."""
        return self.lexicon.has("similar", self.word_after(number, sentence))

    def is_listed(self, number: Number, before: Number) -> bool:
        """A further item of a list whose verb came first: "including 70 civilians", "along with 21 others", after a colon."""
        tokens = self.text.tokens
        last = [token.text for token in tokens[max(0, number.first - 2) : number.first]]
        if last[-1:] in (["including"], [":"]) or last in (["along", "with"], ["well", "as"], ["together", "with"]):
            return True
        between = [token.text for token in tokens[before.last : number.first]]
        return last[-1:] in (["and"], [","]) and len(between) <= 6 and not any(word in (".", ";") for word in between)

    def is_of_them(self, number: Number) -> bool:
        """ "40 people, seven of them seriously"."""
        words = [token.text for token in self.text.tokens[number.last : number.last + 2]]
        return words in (["of", "them"], ["of", "whom"], ["of", "which"], ["of", "those"])

    def is_elliptic(self, number: Number, before: Number) -> bool:
        """ "three deaths were reported in the capital, and one in the south"."""
        tokens = self.text.tokens
        after = tokens[number.last].text if number.last < len(tokens) else ""
        is_joined = tokens[number.first - 1].text == "and" and number.first - before.last <= 12
        return is_joined and after in ("in", "near", "outside") and not number.is_article

    def is_of_own(self, number: Number) -> bool:
        """ "lost five of their own"."""
        words = [token.text for token in self.text.tokens[number.last : number.last + 3]]
        return words[:1] == ["of"] and words[1:2] != ["the"] and words[2:] == ["own"]

    def is_tally(self, number: Number) -> bool:
        """ "later revising the number to 89": a new number for what was counted before."""
        words = [token.text for token in self.text.tokens[max(0, number.first - 7) : number.first]]
        return words[-1:] in (["to"], ["at"]) and any(self.lexicon.has("tallies", word) for word in words)

    def is_means(self, number: Number, head: Head, event: Event) -> bool:
        """What is counted was fired to do what the verb says."""
        is_fired = self.lexicon.has("projectiles", head.thing) and event.last < number.first
        return is_fired and self.text.tokens[number.first - 1].text in MEANS and event.key in ("hit", "destroyed")

    def is_out_of(self, number: Number, following: Number) -> bool:
        """ "two out of six rockets": the noun stands after the second number."""
        between = [token.text for token in self.text.tokens[number.last : following.first]]
        return between in (["out", "of"], ["of"], ["of", "the"])


def _is_glued(text: Text, place: int) -> bool:
    """A point stands right before a number and behind a space: "a .303 rifle"."""
    point = text.tokens[place - 1]
    return point.end == text.tokens[place].start and (place < 2 or text.tokens[place - 2].end < point.start)


def is_in_noun(text: Text, number: Number) -> bool:
    """ "two 122mm howitzers", "a multiple rocket launcher": the second number belongs to the noun."""
    if number.reason in ("part of a compound word", "an age"):
        return True
    if number.first and text.tokens[number.first - 1].text == "." and _is_glued(text, number.first):
        return True
    if number.reason == "part of a name" and text.tokens[number.first].text == "multiple":
        return True
    return number.last < len(text.tokens) and text.tokens[number.last].text in CALIBRES
