"""Scores the extractor on a folder of annotated reports: `make extraction-report GOLD=FOLDER [VOCABULARY=FILE]`.

A folder holds for every report NAME.txt and NAME.json (the format: docs/extraction.md). Figures and other claims are
counted apart; what the gold calls optional is neither rewarded nor punished.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claims_app.core.extraction import Candidate, Vocabulary, extract
from claims_app.core.extraction.candidates import stated_bounds
from claims_app.core.extraction.lexicon import known_parties, lexicon_for

SHIPPED = Path(__file__).parents[2] / "claims_app" / "vocabulary" / "core.json"
NARRATOR = "article (no attribution)"
FIELDS = ("measure", "claimant", "subject")
SAME_WORD = {
    "people": ["person", "people", "men"],
    "soldiers": ["soldier", "troops", "servicemen", "personnel", "mobilized", "mobilised", "conscripts"],
    "fighters": ["fighter", "militants", "militant", "rebels", "rebel", "terrorists", "guerrillas"],
    "civilians": ["civilian", "residents", "villagers"],
    "officers": ["commanders", "policemen"],
    "killed": [
        "dead",
        "died",
        "deaths",
        "lost",
        "destroyed",
        "neutralised",
        "losses",
        "eliminated",
        "executed",
        "burned",
    ],
    "wounded": ["injured", "hospitalised", "injuries"],
    "down": ["downed", "intercepted"],
    "captured": ["taken", "seized", "arrested", "recovered"],
    "damaged": ["disabled"],
    "hit": ["struck", "shelled", "bombed", "targeted"],
    "fired": ["launched", "dropped"],
    "repelled": ["repulsed"],
    "displaced": ["fled", "evacuated"],
    "defence": ["defense"],
    "violations": ["violation"],
    "positions": ["points", "position", "posts", "targets", "camps", "outposts"],
    "strikes": ["airstrikes", "strike", "sorties"],
    "attacks": ["operations"],
    "artillery": ["howitzers", "guns"],
    "missiles": ["rockets"],
    "shells": ["bombs"],
    "buildings": ["houses"],
    "settlements": ["villages", "districts", "neighbourhoods", "towns"],
    "planes": ["jets", "plane"],
    "weapons": ["rifles"],
}
"""Words that count as one: synonyms, and the narrower words that the shipped vocabulary files under a wider object."""

CANONICAL = {word: name for name, words in SAME_WORD.items() for word in words}
NAMES = {
    label.lower(): re.sub(r"[^a-z]", "", known.names[0].lower()) for known in known_parties() for label in known.names
}
LONG_NAMES = re.compile(
    r"\b(?:" + "|".join(re.escape(name) for name in sorted(NAMES, key=len, reverse=True) if not name.isalpha()) + r")\b"
)
SMALL = {"of", "the", "and", "a", "in", "on", "for", "side", "out", "carried", "conducted", "flown"}


@dataclass(slots=True)
class Score:
    """Counts over the figures of some reports."""

    gold: int = 0
    proposed: int = 0
    wrong: int = 0
    matched: int = 0
    right: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    right_filled: Counter[str] = field(default_factory=Counter)
    whole: int = 0
    picked: int = 0
    attributed: int = 0
    remarks: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """What people read: every rate with the counts behind it."""
        found, precision = _rate(self.matched, self.gold), _rate(self.proposed - self.wrong, self.proposed)
        both = 2 * found * precision / (found + precision) if found + precision else 0.0
        yield f"figures: gold {self.gold}, proposed {self.proposed}, found {self.matched}, wrong {self.wrong}"
        yield f"  spans      recall {found:.2f}  precision {precision:.2f}  F1 {both:.2f}"
        for name in FIELDS:
            yield (
                f"  {name:<10} right of gold {_rate(self.right[name], self.gold):.2f}"
                f"  right where filled {_rate(self.right_filled[name], self.filled[name]):.2f} ({self.right_filled[name]}/{self.filled[name]})"
            )
        yield f"  claimant in the picks {_rate(self.picked, self.attributed):.2f} ({self.picked}/{self.attributed})"
        yield f"  whole claim {_rate(self.whole, self.gold):.2f} ({self.whole}/{self.gold})"
        yield f"other claims: gold {self.remarks['gold']}, proposed {self.remarks['proposed']}, found with claimant {self.remarks['found']}"


def _rate(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def body_of(raw: str) -> str:
    """A report without its header, which ends with a line of three dashes."""
    head, line, body = raw.partition("\n---\n")
    return body if line and head.startswith("TITLE:") else raw


def words(text: str | None) -> set[str]:
    """The words that are compared: folded, without small words, synonyms and demonyms as one."""
    plain = (text or "").lower().replace("’", "'").replace("u.s.", "us").replace("u.n.", "un")
    joined = LONG_NAMES.sub(lambda match: NAMES[match.group()], plain).replace("'s", "")
    found = re.findall(r"[^\W_]+", joined)
    return {CANONICAL.get(word, NAMES.get(word, word)) for word in found} - SMALL


def is_same(gold: str | None, ours: str | None) -> bool:
    """The words agree: all of the shorter are in the longer, or the party is the same."""
    left, right = words(gold), words(ours)
    return bool(left & right) and (left <= right or right <= left or bool(left & right & set(NAMES.values())))


def measure_agrees(gold: str, ours: str) -> bool:
    """Object and outcome agree in their words."""
    left, right = words(gold), words(ours)
    return len(left & right) >= min(2, len(right)) or right <= left


def score_report(text: str, gold: list[Mapping[str, Any]], vocabulary: Vocabulary, score: Score) -> None:
    """Add one report to the score."""
    claims = extract(text, vocabulary).claims
    ours = [claim for claim in claims if claim.figure]
    score.proposed += len(ours)
    free = list(ours)
    figures = [claim for claim in gold if claim["figure"]]
    for claim in sorted(figures, key=lambda entry: bool(entry.get("optional"))):
        match = next((one for one in free if _matches(text, claim, one)), None)
        if not claim.get("optional"):
            score.gold += 1
            _count(claim, match, score)
        if match:
            free = [one for one in free if one is not match]
    wrong = [one for one in free if not any(_is_same_place(text, claim, one) for claim in figures)]
    score.wrong += len(wrong)
    score.misses += [f"WRONG {one.figure.text!r} {one.measure} in {one.quote[:70]!r}" for one in wrong if one.figure]
    _count_remarks(text, gold, [claim for claim in claims if not claim.figure], score)


def _matches(text: str, claim: Mapping[str, Any], one: Candidate) -> bool:
    assert one.figure
    low, high = stated_bounds(one.figure.reading)
    return _is_same_place(text, claim, one) and (low, high) == (claim["figure"]["low"], claim["figure"]["high"])


def _is_same_place(text: str, claim: Mapping[str, Any], one: Candidate) -> bool:
    """Our figure stands where the gold's does, or anywhere in its quote where the gold prints no figure."""
    assert one.figure
    start = text.find(claim["quote"])
    printed = claim["figure"]["text"]
    inner = claim["quote"].find(printed) if printed else -1
    if start < 0:
        return False
    first = start + max(inner, 0)
    last = first + len(printed) if inner >= 0 else start + len(claim["quote"])
    return one.figure.start < last and first < one.figure.end


def _count(claim: Mapping[str, Any], match: Candidate | None, score: Score) -> None:
    if claim["claimant"] != NARRATOR:
        score.attributed += bool(match)
    if match is None:
        score.misses.append(f"MISSED {claim['figure']['text']!r} {claim['measure']} in {claim['quote'][:70]!r}")
        return
    score.matched += 1
    ours = {name: match.fields[name].value for name in ("claimant", "subject")}
    is_narrator = claim["claimant"] == NARRATOR
    claimant = ours["claimant"] is None if is_narrator else is_same(claim["claimant"], ours["claimant"])
    right = {
        "measure": measure_agrees(claim["measure"], match.measure),
        "claimant": claimant,
        "subject": is_same(claim["subject_party"], ours["subject"]),
    }
    filled = {"measure": True, "claimant": ours["claimant"] is not None, "subject": ours["subject"] is not None}
    for name in FIELDS:
        score.right[name] += right[name]
        score.filled[name] += filled[name]
        score.right_filled[name] += right[name] and filled[name]
    score.whole += all(right.values())
    score.picked += not is_narrator and any(is_same(claim["claimant"], pick) for pick in match.picks["claimant"])
    bad = [f"{name} {ours.get(name, match.measure)!r}" for name in FIELDS if not right[name]]
    if bad:
        score.misses.append(
            f"{claim['figure']['text']!r} [{claim['claimant']} | {claim['subject_party']} | {claim['measure']}]: {', '.join(bad)}"
        )


def _count_remarks(text: str, gold: Iterable[Mapping[str, Any]], ours: list[Candidate], score: Score) -> None:
    score.remarks["proposed"] += len(ours)
    free = list(ours)
    for claim in gold:
        if claim["figure"] or claim.get("optional"):
            continue
        score.remarks["gold"] += 1
        start = text.find(claim["quote"])
        end = start + len(claim["quote"])
        match = next(
            (
                one
                for one in free
                if one.start < end and start < one.end and is_same(claim["claimant"], one.fields["claimant"].value)
            ),
            None,
        )
        if match:
            free.remove(match)
            score.remarks["found"] += 1


def main(folder: Path, vocabulary_file: str = "", held_out: int = 3) -> None:
    """Print the score of every report, of all, and of every third one alone."""
    files = [
        json.loads(Path(name).read_text(encoding="utf-8")) for name in filter(None, [vocabulary_file, str(SHIPPED)])
    ]
    vocabulary = Vocabulary.read(files, lexicon_for())
    total, third = Score(), Score()
    for place, path in enumerate(sorted(folder.glob("*.json"))):
        texts = sorted(folder.glob(f"{path.stem}*.txt"))
        gold = json.loads(path.read_text(encoding="utf-8"))
        if not texts or not isinstance(gold, list):
            continue
        text = body_of(texts[0].read_bytes().decode("utf-8").replace("\r\n", "\n"))
        one, started = Score(), time.perf_counter()
        for score in (one, total, *([third] if place % held_out == held_out - 1 else [])):
            score_report(text, gold, vocabulary, score)
        print(f"== {path.stem} ({time.perf_counter() - started:.2f} s)")
        print("\n".join([*one.lines(), *(f"    {miss}" for miss in one.misses)]))
    print("== every report\n" + "\n".join(total.lines()))
    print("== every third report\n" + "\n".join(third.lines()))


if __name__ == "__main__":
    if len(sys.argv) < 2 or not Path(sys.argv[1]).is_dir():
        raise SystemExit("Say which folder: make extraction-report GOLD=FOLDER")
    main(Path(sys.argv[1]), *sys.argv[2:3])
