"""Names in a sentence: whether a speaker is surely one, whose something is, and a shorter name for a narrow place."""

from __future__ import annotations

import re

# Nouns for many that do not end in s.
MANY = frozenset({"media", "people", "police", "personnel", "men", "women", "children"})
# What follows these words tells a name apart, and is not its noun: "Forces of Ukraine", "Local media in Karabakh".
AFTER_THE_NOUN = re.compile(
    r",|\(|\s(?:against|at|close to|for|from|in|inside|near|of|on|to|under|with|within|without)\s", re.IGNORECASE
)
# Kinds of party that are one, whatever their name: the United States says.
ALWAYS_ONE = frozenset({"state", "ministry", "person"})
SHORT = 32


def is_surely_one(name: str, kind: str = "") -> bool:
    """Whether "says" stands well after a name; where it is not sure, sentences do without a verb."""
    if kind in ALWAYS_ONE:
        return True
    words = AFTER_THE_NOUN.split(name.strip(), maxsplit=1)[0].casefold().split()
    if not words or words[-1] in MANY or "and" in words or "&" in words:
        return False
    return words[-1].endswith("ss") or not words[-1].endswith("s")


def possessive(name: str) -> str:
    """ "Redland’s", "Tamil Tigers’"."""
    return f"{name}’" if name.endswith(("s", "S")) else f"{name}’s"


def shortened(name: str) -> str:
    """A long name up to a word that joins its parts, "Ministry of Defence" of a longer one; a short name as it is."""
    if len(name) <= SHORT:
        return name
    joints = [found.start() for found in re.finditer(r"\s(?:of|for|in|and|to)\s|,\s|\s\(|\s[–-]\s", name)]
    ends = [place for place in joints if 4 <= place <= SHORT]
    if ends:
        return name[: ends[-1]]
    words = name[: SHORT + 1].rsplit(" ", 1)
    return words[0] if len(words) > 1 else name[:SHORT]
