"""The review page of an article as one value: the text in stretches, a card for each draft, the questions, what is left to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from claims_app import models
from claims_app.core.displays import listed
from claims_app.core.wording import complaint, is_word, read_figure, reading_of
from claims_app.core.worlds import World
from claims_app.services import intake_sources
from claims_app.services.draft_fields import Fields
from claims_app.services.intake_checks import Need, needs_of
from claims_app.services.intake_labels import LabelQuestion, questions_of
from claims_app.services.intake_parts import whole_among
from claims_app.services.intakes import drafts_of
from claims_app.services.mapping import world_of
from claims_app.services.on_file import Match, matches_of, relation_of
from claims_app.services.proposals import Names, names_of

States = models.Draft.State
FILTERS = {
    "": None,
    "todo": (States.WAITING,),
    "accepted": (States.ACCEPTED, States.PUBLISHED),
    "rejected": (States.REJECTED,),
}
LONGEST_WHAT = 90
MOST_DENIABLE = 200


@dataclass(frozen=True, slots=True)
class Offer:
    """A value to pick with its name and a word about it; `is_chosen` where it stands."""

    value: str
    name: str
    note: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """Another card that holds this one, or is held by it: its number, draft, figure with what is counted, and state."""

    number: int
    draft: int
    figure: str
    what: str
    state: str


@dataclass(frozen=True, slots=True)
class Card:
    """One draft as the page shows it. `side` is the column of who speaks (0 for others), `hollow` if it is about another side.

    `needs` is empty for a draft that can be accepted as it is; `unsure` names fields that were carried over or are defaults.
    """

    number: int
    draft: models.Draft
    fields: Fields
    figure: str
    is_word: bool
    what: str
    who: str
    about: str
    side: int
    hollow: bool
    reading: str
    quote: tuple[tuple[str, bool], ...]
    further: tuple[str, ...]
    needs: tuple[Need, ...]
    matches: tuple[Match, ...]
    relation: str
    related: int | None
    claimants: tuple[Offer, ...]
    subjects: tuple[Offer, ...]
    unsure: tuple[str, ...]
    whole: Linked | None = None
    parts: tuple[Linked, ...] = ()

    @property
    def place(self) -> str:
        """Where its figure stands, as a form says it; "" for a card that can hold no part."""
        return "-".join(map(str, self.fields.figure_at)) if self.fields.figure_at and not self.fields.whole_at else ""

    @property
    def state(self) -> str:
        """waiting, accepted, published or rejected."""
        return self.draft.state

    @property
    def complaints(self) -> Mapping[str, str]:
        """Field → what is missing."""
        return dict(reversed(self.needs))

    @property
    def can_be_undone(self) -> bool:
        """Whether the last step on it can be taken back."""
        return self.draft.step_id is not None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the text; `cards` are the numbers of the drafts that it is underlined for, `ends` (number, draft) of those whose words end here."""

    text: str
    start: int
    cards: tuple[int, ...] = ()
    ends: tuple[tuple[int, int], ...] = ()
    side: int = 0
    state: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the article with its place."""

    start: int
    stretches: tuple[Stretch, ...]
    is_headline: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the review is: states by card in order, and the counts."""

    states: tuple[tuple[int, str], ...]
    reviewed: int
    total: int
    waiting: int
    accepted: int
    rejected: int
    published: int
    undecided: int


@dataclass(frozen=True)
class Review:
    """Everything that the review page needs; a constant number of queries, whatever the number of drafts."""

    intake: models.Intake
    cards: tuple[Card, ...]
    questions: tuple[LabelQuestion, ...]
    names: Names

    @cached_property
    def progress(self) -> Progress:
        """The counts of the head."""
        count = {state: sum(card.state == state for card in self.cards) for state in States}
        total = len(self.cards)
        return Progress(
            states=tuple((card.number, _meter_state(card)) for card in self.cards),
            reviewed=total - count[States.WAITING],
            total=total,
            waiting=count[States.WAITING],
            accepted=count[States.ACCEPTED],
            rejected=count[States.REJECTED],
            published=count[States.PUBLISHED],
            undecided=sum(1 for card in self.cards if card.state == States.WAITING and card.needs),
        )

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The text with its underlined stretches."""
        return _paragraphs(self.intake.copy.text, self.cards)

    def shown(self, which: str) -> tuple[Card, ...]:
        """The cards of a filter: all, those to do, those accepted, those rejected."""
        states = FILTERS.get(which)
        return tuple(card for card in self.cards if states is None or card.state in states)

    def card_of(self, draft_id: int) -> Card | None:
        """The card of a draft."""
        return next((card for card in self.cards if card.draft.pk == draft_id), None)

    @property
    def has_open_questions(self) -> bool:
        """Whether a label waits for an answer."""
        return any(question.is_open for question in self.questions)

    @property
    def objects(self) -> tuple[tuple[str, str], ...]:
        """Every object by its plural."""
        return tuple(self.names.objects.items())

    @property
    def outcomes(self) -> tuple[tuple[str, str], ...]:
        """Every outcome by its name."""
        return tuple(self.names.outcomes.items())

    @property
    def parties(self) -> tuple[tuple[str, str], ...]:
        """Every party by its name."""
        return tuple(self.names.parties.items())

    @property
    def all_questions(self) -> tuple[tuple[str, str], ...]:
        """Every question by its text."""
        return tuple((key, row.text) for key, row in self.names.questions.items())


def _meter_state(card: Card) -> str:
    return "undecided" if card.state == States.WAITING and card.needs else str(card.state)


def review_of(*, intake: models.Intake) -> Review:
    """The article's review page. The intake comes with its copy, report, outlet and incident."""
    incident = intake.incident
    names = names_of(incident)
    drafts = drafts_of(intake=intake)
    fields = {draft.pk: Fields.read(draft.fields) for draft in drafts}
    waiting = {draft.pk: fields[draft.pk] for draft in drafts if draft.state == States.WAITING}
    own = {draft.pk: draft.claim_id for draft in drafts if draft.claim_id}
    matches = matches_of(waiting, incident=incident, names=names, own=own)
    world, columns = world_of(incident)
    maker = _Maker(intake, names, matches, world, {column.key: column.position for column in columns})
    cards = _linked([maker.card(number, draft, fields[draft.pk]) for number, draft in enumerate(drafts, 1)])
    numbered = {card.number: card.fields for card in cards if card.state == States.WAITING}
    questions = questions_of(numbered, answers=intake.answers, names=names)
    return Review(intake, cards, tuple(questions), names)


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes cards; knows the names, what is on file, and the column of each side."""

    intake: models.Intake
    names: Names
    matches: Mapping[int, tuple[Match, ...]]
    world: World
    columns: Mapping[str, int]

    def card(self, number: int, draft: models.Draft, fields: Fields) -> Card:
        """The card of a draft."""
        lang = self.intake.copy.report.language or "en"
        matches = self.matches.get(draft.pk, ())
        relation, related = relation_of(fields, matches)
        is_waiting = draft.state == States.WAITING
        figure = read_figure(fields.figure, lang) if fields.kind == "figure" else None
        needs = (
            needs_of(fields, names=self.names, answers=self.intake.answers, matches=matches, lang=lang)
            if is_waiting
            else []
        )
        meant = self._meant(fields.subject, fields)
        side = self._side(fields.claimant)
        text = self.intake.copy.text
        return Card(
            number=number,
            draft=draft,
            fields=fields,
            figure=fields.figure if fields.kind == "figure" else "",
            is_word=figure is not None and is_word(figure),
            what=self._what(fields, text[draft.start : draft.end]),
            who=self.names.parties.get(fields.claimant, fields.claimant_words),
            about=self._about(fields, meant),
            side=side,
            hollow=bool(meant) and self._side(meant[0]) != side,
            reading="" if figure is None or complaint(figure) else reading_of(figure),
            quote=_quoted(text, draft.start, draft.end, fields.figure_at),
            further=tuple(text[start:end] for start, end in fields.more),
            needs=tuple(needs),
            matches=matches,
            relation=relation,
            related=related,
            claimants=self._claimants(fields),
            subjects=self._subjects(fields),
            unsure=tuple(name for name, how in fields.how.items() if how in ("carried", "default")),
        )

    def _side(self, party: str) -> int:
        return self.columns.get(self.world.side_of(party), 0) if party in self.names.parties else 0

    def _meant(self, label: str, fields: Fields) -> tuple[str, ...]:
        meaning = self.names.designations.meaning(label, fields.claimant) if label else None
        return meaning.plain if meaning else ()

    def _named(self, keys: Sequence[str]) -> str:
        return listed([self.names.parties.get(key, key) for key in keys])

    def _what(self, fields: Fields, quote: str) -> str:
        if fields.kind == "position":
            question = self.names.questions.get(fields.question)
            answer = f": {fields.answer}" if fields.answer else ""
            return f"{question.text}{answer}" if question else _short(quote)
        measure = f"{self.names.objects.get(fields.object, '')} {self.names.outcomes.get(fields.outcome, '')}".strip()
        if fields.kind == "silence":
            return f"Gave no figure: {measure}" if measure else "Gave no figure"
        if fields.kind == "denial":
            return f"Denies: {_short(quote)}"
        return measure or _short(quote)

    def _about(self, fields: Fields, meant: Sequence[str]) -> str:
        label = fields.about if fields.kind == "position" else fields.subject
        if not label:
            return "nobody named" if fields.kind == "position" else "whose is not said"
        named = self._named(meant)
        return label if not named or named == label else f"{label} ({named})"

    def _claimants(self, fields: Fields) -> tuple[Offer, ...]:
        """At most three to pick from; the one that stands first among them."""
        keys = dict.fromkeys(filter(None, (fields.claimant, *fields.claimant_picks)))
        return tuple(
            Offer(key, self.names.parties[key], is_chosen=key == fields.claimant)
            for key in list(keys)[:3]
            if key in self.names.parties
        )

    def _subjects(self, fields: Fields) -> tuple[Offer, ...]:
        """At most two labels, each with whom it means in this claimant's mouth."""
        labels = dict.fromkeys(filter(None, (fields.subject, *fields.subject_picks)))
        found = []
        for label in list(labels)[:2]:
            meant = self._named(self._meant(label, fields))
            found.append(Offer(label, label, meant if meant != label else "", is_chosen=label == fields.subject))
        return tuple(found)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_WHAT else f"{line[: LONGEST_WHAT - 1]}…"


def _quoted(text: str, start: int, end: int, figure: tuple[int, int] | None) -> tuple[tuple[str, bool], ...]:
    """The quote in pieces, the figure marked."""
    if figure is None or not (start <= figure[0] < figure[1] <= end):
        return ((text[start:end], False),)
    pieces = (
        (text[start : figure[0]], False),
        (text[figure[0] : figure[1]], True),
        (text[figure[1] : end], False),
    )
    return tuple(piece for piece in pieces if piece[0])


def _paragraphs(text: str, cards: Sequence[Card]) -> tuple[Paragraph, ...]:
    """Line by line, each cut where the underlining of a card begins or ends. Linear in the text and in the cards."""
    spans = sorted(
        (
            (*(card.fields.marked or (card.draft.start, card.draft.end)), card)
            for card in cards
            if card.state != States.REJECTED
        ),
        key=lambda span: span[:2],
    )
    found: list[Paragraph] = []
    place = first = 0
    for line in text.splitlines(keepends=True):
        start, end = place, place + len(line.rstrip("\r\n"))
        place += len(line)
        if not line.strip():
            continue
        while first < len(spans) and spans[first][1] <= start:
            first += 1
        here = []
        for number in range(first, len(spans)):
            if spans[number][0] >= end:
                break
            if spans[number][1] > start:
                here.append(spans[number])
        found.append(Paragraph(start, _stretches(text, start, end, here), is_headline=not found and end - start <= 200))
    return tuple(found)


def _stretches(text: str, start: int, end: int, spans: Sequence[tuple[int, int, Card]]) -> tuple[Stretch, ...]:
    cuts = sorted({start, end, *(min(max(place, start), end) for span in spans for place in span[:2])})
    found = []
    for left, right in pairwise(cuts):
        over = [span for span in spans if span[0] <= left and span[1] >= right]
        numbers = tuple(span[2].number for span in over)
        ended = [span[2] for span in over if span[1] == right or (right == end and span[1] > end)]
        first = over[0][2] if over else None
        found.append(
            Stretch(
                text=text[left:right],
                start=left,
                cards=numbers,
                ends=tuple((card.number, card.draft.pk) for card in ended),
                side=first.side if first else 0,
                state=first.state if first else "",
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class SourceForm:
    """The source fields as the page shows them, with what is a guess and what was complained of."""

    values: Mapping[str, str]
    guesses: Mapping[str, str]
    is_missing: Mapping[str, bool]


def source_form(*, intake: models.Intake, typed: Mapping[str, str] | None = None) -> SourceForm:
    """What is on file of the report, filled up with the guesses; or what was typed, where it was refused."""
    report = intake.copy.report
    guesses = {name: note.partition("|")[2] or note for name, note in intake.guesses.items()}
    guessed = intake_sources.day_of(intake.guesses)
    day = report.published or guessed
    origin = report.copied_from.url if report.copied_from else ""
    values = {
        "publisher": "" if report.outlet.name == intake_sources.NAMELESS else report.outlet.name,
        "title": report.title,
        "url": report.url,
        "published": day.isoformat() if day else "",
        "language": report.language,
        "copied_from": origin,
    }
    if typed is not None:
        values |= {name: str(typed.get(name, "")) for name in values}
    missing = {name: not values[name] for name in ("publisher", "published", "url")}
    if day and not guesses.get("published"):
        guesses["published"] = ""
    return SourceForm(values, guesses, missing)


def _linked(cards: Sequence[Card]) -> tuple[Card, ...]:
    """The cards, each part with its whole and each whole with its parts."""
    by_draft = {card.draft.pk: card for card in cards}
    figures = [(card.draft, card.fields) for card in cards]
    by_place = {fields.figure_at: whole_among(fields.figure_at, figures) for _, fields in _wholes(figures)}
    wholes = {card.draft.pk: by_place.get(card.fields.whole_at) for card in cards if card.fields.whole_at}
    parts: dict[int, list[Linked]] = {}
    for pk, whole in wholes.items():
        if whole is not None:
            parts.setdefault(whole.pk, []).append(_link(by_draft[pk]))
    return tuple(
        replace(
            card,
            whole=_link(by_draft[whole.pk]) if (whole := wholes.get(card.draft.pk)) is not None else None,
            parts=tuple(parts.get(card.draft.pk, ())),
        )
        for card in cards
    )


def _wholes(figures: Sequence[tuple[models.Draft, Fields]]) -> list[tuple[models.Draft, Fields]]:
    """Those that another one is a part of."""
    wanted = {fields.whole_at for _, fields in figures} - {None}
    return [(draft, fields) for draft, fields in figures if fields.figure_at in wanted]


def _link(card: Card) -> Linked:
    return Linked(card.number, card.draft.pk, card.figure, card.what, card.state)


def with_typed(card: Card, fields: Fields) -> Card:
    """The card with what was typed and refused, so that nothing typed is lost."""
    return replace(card, fields=fields)


@dataclass(frozen=True, slots=True)
class Deniable:
    """A claim on file that another may deny."""

    pk: int
    name: str


def deniable(*, intake: models.Intake) -> tuple[Deniable, ...]:
    """The figures on file of the incident, newest first. One query."""
    rows = (
        models.Claim.objects.filter(incident=intake.incident, kind="figure")
        .exclude(status=models.Claim.Status.UNPUBLISHED)
        .select_related("statement__claimant", "object", "outcome")
        .order_by("-pk")[:MOST_DENIABLE]
    )
    return tuple(Deniable(row.pk, str(row)) for row in rows)
