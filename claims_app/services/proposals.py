"""What the extractor proposes for an article, in the vocabulary on file: fields that an editor judges one by one."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from claims_app import models
from claims_app.core.designations import Designations, fold
from claims_app.core.extraction.candidates import Candidate
from claims_app.core.extraction.lexicon import Lexicon, lexicon_for
from claims_app.core.extraction.numbers import find_numbers
from claims_app.core.extraction.parts import with_wholes
from claims_app.core.extraction.pipeline import extract
from claims_app.core.extraction.texts import Text, cut
from claims_app.core.extraction.vocabularies import Vocabulary
from claims_app.core.said_days import spoken_day
from claims_app.core.search_words import words_of
from claims_app.core.wording import complaint, read_figure
from claims_app.services.draft_fields import Fields
from claims_app.services.mapping import token_of
from claims_app.services.subjects import designations_of

LANG = "en"
FEWEST_SHARED = 1
LONGEST_FIGURE = 60
SILENT_ABOUT = ("person", "casualties")
# Words that every question has.
PLAIN_WORDS = frozenset({"who", "did", "whose", "which", "what", "it", "a", "the", "are", "were", "is", "side"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed claim with the place of its quote in the text."""

    start: int
    end: int
    fields: Fields


@dataclass(frozen=True)
class Names:
    """The names on file by which an incident's texts are read: key → name; `families` are those of the outcomes,

    `labels` the labels of designations as they were typed, by their folded form; `aliases` the other names of parties,
    `sides` the parties on the conflict's sides, in the order of the columns.
    """

    parties: Mapping[str, str]
    objects: Mapping[str, str]
    outcomes: Mapping[str, str]
    families: Mapping[str, str]
    questions: Mapping[str, models.Question]
    designations: Designations
    labels: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sides: tuple[str, ...] = ()

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """Folded name → party key."""
        return {fold(name): key for key, name in self.parties.items()}

    def party(self, words: str | None) -> str:
        """The key of a party by its name or another of its names; "" where it is not on file."""
        if not words:
            return ""
        found = self.keys.get(fold(words))
        return found or self.designations.parties.get(fold(words), "")


NAMES_KEPT = 32
_kept: OrderedDict[tuple[str, int], Names] = OrderedDict()


def names_of(incident: models.Incident) -> Names:
    """The names on file for the incident's conflict, kept until the vocabulary changes.

    No query when kept, if the incident was read with the vocabulary's token; eleven when not.
    """
    key = (token_of(incident), incident.conflict_id)
    if key not in _kept:
        _kept[key] = _read_names(incident.conflict)
        while len(_kept) > NAMES_KEPT:
            _kept.popitem(last=False)
    return _kept[key]


def _read_names(conflict: models.Conflict) -> Names:
    outcomes = list(models.Outcome.objects.order_by("name").values_list("key", "name", "family"))
    parties = list(models.Party.objects.order_by("name").values_list("key", "name", "aliases"))
    members = models.SideMembership.objects.filter(side__conflict=conflict).order_by("side__order", "id")
    return Names(
        parties={key: name for key, name, _ in parties},
        objects={row.key: row.many for row in models.MeasureObject.objects.order_by("name")},
        outcomes={key: name for key, name, _ in outcomes},
        families={key: family for key, _, family in outcomes},
        questions={row.key: row for row in models.Question.objects.all()},
        designations=designations_of(conflict),
        labels={fold(label): label for label in models.Designation.objects.values_list("label", flat=True)},
        aliases={key: tuple(aliases) for key, _, aliases in parties},
        sides=tuple(members.values_list("party__key", flat=True)),
    )


def vocabulary_of(conflict: models.Conflict, lexicon: Lexicon) -> Vocabulary:
    """What is on file, as the extractor reads it: this conflict's parties first, its sides and its designations alone."""
    sides = conflict.sides.prefetch_related("memberships__party").order_by("order", "id")
    members = [(side, [member.party for member in side.memberships.all()]) for side in sides]
    own = {party.key for _, parties in members for party in parties}
    parties = list(models.Party.objects.select_related("part_of").order_by("key"))
    parties.sort(key=lambda party: party.key not in own and (party.part_of is None or party.part_of.key not in own))
    said = models.Designation.objects.filter(conflict=conflict).select_related("said_by").prefetch_related("means")
    data: dict[str, Any] = {
        "parties": [
            {"key": p.key, "name": p.name, "aliases": p.aliases, "kind": p.kind, "part_of": p.part_of.key if p.part_of else None}
            for p in parties
        ],
        "conflicts": [
            {
                "key": conflict.key,
                "sides": [
                    {"key": side.key, "camp": side.camp, "parties": [party.key for party in parties]}
                    for side, parties in members
                ],
            }
        ],
        "designations": [
            {
                "said_by": row.said_by.key if row.said_by else "*",
                "label": row.label,
                "means": [party.key for party in row.means.all()],
            }
            for row in said
        ],
        "objects": [
            {"key": o.key, "name": o.name, "plural": o.many, "aliases": o.aliases, "harm": o.harm, "part_of": _wider(o)}
            for o in models.MeasureObject.objects.prefetch_related("wider__parent")
        ],
        "outcomes": [{"key": key, "name": name} for key, name in models.Outcome.objects.values_list("key", "name")],
    }  # fmt: skip
    return Vocabulary.read([data], lexicon)


def _wider(row: models.MeasureObject) -> list[dict[str, str]]:
    return [{"key": edge.parent.key} for edge in row.wider.all()]


def propose(
    *, text: str, incident: models.Incident, published: date | None
) -> tuple[list[Proposal], list[dict[str, Any]]]:
    """The proposed claims in the order of the text, and the numbers that became none, each as text, start, end, reason.

    Raises ValueError, with a sentence, for a text that is too long.
    """
    lexicon = lexicon_for(LANG)
    vocabulary = vocabulary_of(incident.conflict, lexicon)
    found = extract(text, vocabulary, LANG)
    reader = _Reader(cut(text, lexicon.lists["abbreviations"]), names_of(incident), vocabulary, published)
    proposals = [reader.proposal(part.claim, part.whole) for part in with_wholes(text, found.claims)]
    unused = [number.as_json() for number in found.numbers_not_used]
    return sorted(proposals, key=_place), unused


def _place(proposal: Proposal) -> tuple[int, int]:
    marked = proposal.fields.marked
    return (marked[0] if marked else proposal.start, proposal.start)


def propose_here(
    *, text: str, start: int, end: int, incident: models.Incident, published: date | None, lang: str = "en"
) -> Proposal:
    """A claim on words that an editor has chosen: their sentence, with them as its figure where they read as one in `lang`,

    else with the first number that they touch.
    """
    lexicon = lexicon_for(LANG)
    pieces = cut(text, lexicon.lists["abbreviations"])
    inside = [span for span in pieces.sentences if span.start < end and span.end > start]
    first, last = (inside[0].start, inside[-1].end) if inside else (start, end)
    numbers = [number for span in inside for number in find_numbers(pieces, span, lexicon) if not number.is_article]
    places = [(pieces.tokens[number.first].start, pieces.tokens[number.last - 1].end) for number in numbers]
    chosen = next((place for place in places if place[0] < end and place[1] > start), None)
    if (chosen is None or not lang.startswith(LANG)) and _is_figure(text[start:end], lang):
        chosen = (start, end)
    figure = text[slice(*chosen)] if chosen else ""
    day = spoken_day(text[first:last], published)
    fields = Fields(
        kind="figure" if chosen else "position",
        figure=figure,
        figure_at=chosen,
        marked=(start, end),
        said_on=day.day.isoformat() if day else "",
        said_why=day.why if day else "",
        wording="direct" if pieces.quote_at(start) else "publisher",
        how=dict.fromkeys(("claimant", "subject", "object", "outcome"), "blank"),
    )
    return Proposal(first, last, fields)


def _is_figure(words: str, lang: str) -> bool:
    """Whether the words are a figure in the language, and nothing more."""
    return len(words) <= LONGEST_FIGURE and not complaint(read_figure(words, lang))


@dataclass(slots=True)
class _Reader:
    """Turns candidates into fields, remembering the label under which a claimant spoke of somebody."""

    text: Text
    names: Names
    vocabulary: Vocabulary
    published: date | None
    labels: dict[tuple[int, str, str], str] = field(default_factory=dict)

    def proposal(self, candidate: Candidate, whole: tuple[int, int] | None) -> Proposal:
        original = self.text.original
        claimant = candidate.fields.get("claimant")
        key = self.names.party(claimant.value) if claimant else ""
        label, is_inferred = self._subject(candidate, key)
        day = spoken_day(original[candidate.start : candidate.end], self.published)
        figure = candidate.figure
        at = (figure.start, figure.end) if figure else None
        marked = self._marked(candidate)
        unnamed = self._unnamed(candidate)
        fields = Fields(
            kind=candidate.kind,
            figure=figure.text if figure else "",
            figure_at=at,
            marked=marked,
            claimant=key,
            claimant_words="" if key or not claimant else (claimant.value or ""),
            speaker=self._speaker(candidate, key),
            subject=label,
            printed=label,
            is_inferred=is_inferred,
            object=self._known("object", candidate, self.names.objects) or unnamed[0],
            outcome=self._known("outcome", candidate, self.names.outcomes) or unnamed[1],
            said_on=day.day.isoformat() if day else "",
            said_why=day.why if day else "",
            wording="direct" if self.text.quote_at(marked[0]) else "publisher",
            how={name: found.how for name, found in candidate.fields.items()},
            claimant_picks=self._claimants(candidate, key),
            subject_picks=self._labels(candidate, label, key),
            more=candidate.also,
            whole_at=whole,
        )
        return Proposal(candidate.start, candidate.end, self._with_position(fields, candidate))

    def _known(self, name: str, candidate: Candidate, keys: Mapping[str, str]) -> str:
        found = candidate.fields.get(name)
        return found.value if found and found.value and found.value in keys else ""

    def _unnamed(self, candidate: Candidate) -> tuple[str, str]:
        """A silence about losses that names nothing is about people killed or wounded, until an editor says otherwise."""
        is_known = SILENT_ABOUT[0] in self.names.objects and SILENT_ABOUT[1] in self.names.outcomes
        return SILENT_ABOUT if candidate.kind == "silence" and is_known else ("", "")

    def _marked(self, candidate: Candidate) -> tuple[int, int]:
        """The figure with what it counts; for a claim without a figure the sentence."""
        figure = candidate.figure
        if figure is None:
            return candidate.start, candidate.end
        thing = candidate.fields.get("object")
        end = thing.cue[1] if thing and thing.cue else figure.end
        return figure.start, end if figure.end <= end <= candidate.end else figure.end

    def _speaker(self, candidate: Candidate, key: str) -> str:
        """Who spoke, where the claimant's name does not say as much already."""
        speaker = " ".join((candidate.speaker or "").split())[:200]
        return "" if key and self.names.party(speaker) == key else speaker

    def _subject(self, candidate: Candidate, claimant: str) -> tuple[str, bool]:
        """The label as printed where the file knows it from this claimant, else the party's name; and whether we infer it."""
        found = candidate.fields.get("subject")
        if found is None or not found.value:
            return "", False
        printed = self.text.original[slice(*found.cue)] if found.cue else ""
        printed = " ".join(printed.split())
        is_inferred = found.how == "default"
        if printed and not is_inferred and self.names.designations.meaning(printed, claimant):
            self.labels[candidate.start, claimant, found.value] = printed
            return printed, False
        # "six Armenian tanks, 15 artillery pieces": the pieces are as Armenian as the tanks.
        kept = self.labels.get((candidate.start, claimant, found.value), "") if found.how == "carried" else ""
        return kept or found.value, is_inferred

    def _claimants(self, candidate: Candidate, key: str) -> tuple[str, ...]:
        keys = [key, *map(self.names.party, candidate.picks.get("claimant", ()))]
        return tuple(dict.fromkeys(filter(None, keys)))[:3]

    def _labels(self, candidate: Candidate, label: str, claimant: str) -> tuple[str, ...]:
        """Two labels that mean different parties."""
        found: dict[tuple[str, ...], str] = {}
        for name in (label, *candidate.picks.get("subject", ())):
            meaning = self.names.designations.meaning(name, claimant) if name else None
            if name and (meaning is not None or name == label):
                found.setdefault(meaning.plain if meaning else (name,), name)
        return tuple(found.values())[:2]

    def _with_position(self, fields: Fields, candidate: Candidate) -> Fields:
        """A question whose words the sentence shares, with the party that is accused as the answer where one is asked for."""
        if candidate.kind != "position":
            return fields
        said = _stems(candidate.quote)
        shared = {key: len(_stems(row.text) & said) for key, row in self.names.questions.items()}
        best = max(shared, key=lambda key: (shared[key], key), default="")
        if not best or shared[best] < FEWEST_SHARED:
            return replace(fields, about=fields.subject, answer=fields.subject)
        answer = answer_for(self.names.questions[best], fields.subject) or self._things(candidate)
        return replace(fields, question=best, answer=answer, about=fields.subject)

    def _things(self, candidate: Candidate) -> str:
        """The objects that the sentence names, as printed: what was used, or seen."""
        first, last = self.text.token_at(candidate.start), self.text.token_at(candidate.end)
        found = self.vocabulary.surfaces.within(self.text.tokens, first, last)
        return "; ".join(dict.fromkeys(self.text.words(a, b) for key, a, b in found if self._is_thing(key)))[:200]

    def _is_thing(self, key: str) -> bool:
        thing = self.vocabulary.things.get(key)
        return thing is not None and thing.harm == "things" and key in self.names.objects


def answer_for(question: models.Question, label: str) -> str:
    """What a party accused in a sentence answers: itself to who or whose, yes to did; "" to another question."""
    first = question.text.split(maxsplit=1)[0].casefold() if question.text.strip() else ""
    return {"who": label, "whose": label, "did": "yes"}.get(first, "")


def _stems(text: str) -> set[str]:
    return {word.stem for word in words_of(text) if word.plain not in PLAIN_WORDS}
