"""What is asked once for a whole article: whom a claimant means by a label such as a demonym, wherever the file leaves it open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from claims_app.core.designations import fold
from claims_app.core.displays import listed
from claims_app.services.draft_fields import Fields
from claims_app.services.on_file import root_of
from claims_app.services.proposals import Names

MOST_CHOICES = 8
NOT_SAID = "-"


@dataclass(frozen=True, slots=True)
class Choice:
    """A label that may stand for the printed one, and whom it means, as names; `is_on_file` where the file says so already."""

    label: str
    means: str
    is_on_file: bool = False


@dataclass(frozen=True, slots=True)
class LabelQuestion:
    """Whom a claimant means by a label. `is_open` while nobody has said and the file does not; `numbers` are the cards."""

    key: str
    claimant: str
    label: str
    choices: tuple[Choice, ...]
    chosen: str
    is_open: bool
    numbers: tuple[int, ...]


def key_of(fields: Fields, names: Names) -> str:
    """One question for a party and all its organs."""
    return f"{root_of(fields.claimant, names)}|{fold(fields.printed or fields.subject)}"


def questions_of(drafts: Mapping[int, Fields], *, answers: Mapping[str, str], names: Names) -> list[LabelQuestion]:
    """The questions of an article, in the order of the text."""
    groups: dict[str, list[int]] = {}
    for number, fields in drafts.items():
        if fields.claimant and (fields.printed or fields.subject):
            groups.setdefault(key_of(fields, names), []).append(number)
    found = []
    for key, numbers in groups.items():
        first = drafts[numbers[0]]
        if question := _question(key, first, tuple(numbers), answers, names):
            found.append(question)
    return found


def is_settled(fields: Fields, *, answers: Mapping[str, str], names: Names) -> bool:
    """Whether it is known whom the draft's label means: no label, one clear meaning on file, or an editor's answer."""
    if not fields.subject:
        return True
    meaning = names.designations.meaning(fields.subject, fields.claimant)
    if meaning is None:
        return False
    return meaning.certain == meaning.possible or key_of(fields, names) in answers


def _question(
    key: str, first: Fields, numbers: tuple[int, ...], answers: Mapping[str, str], names: Names
) -> LabelQuestion | None:
    label = first.printed or first.subject
    meaning = names.designations.meaning(label, first.claimant)
    if meaning is not None and len(meaning.possible) == 1 and key not in answers:
        return None
    parties = list(meaning.possible) if meaning else list(names.sides)
    choices = [_as_on_file(label, meaning.plain, names)] if meaning else []
    choices += _together(first.claimant, parties, names)
    choices += [choice for party in parties if (choice := _alone(party, first.claimant, names))]
    unique: dict[str, Choice] = {}
    for choice in choices:
        unique.setdefault(choice.means, choice)
    kept = tuple(unique.values())[:MOST_CHOICES]
    return LabelQuestion(
        key=key,
        claimant=names.parties.get(first.claimant, first.claimant),
        label=label,
        choices=(*kept, Choice(NOT_SAID, "the report does not say")),
        chosen=answers.get(key, label if meaning else ""),
        is_open=key not in answers and (meaning is None or meaning.certain != meaning.possible),
        numbers=numbers,
    )


def _as_on_file(label: str, plain: Sequence[str], names: Names) -> Choice:
    return Choice(label, _named(plain, names), is_on_file=True)


def _named(keys: Sequence[str], names: Names) -> str:
    said = listed([names.parties.get(key, key) for key in keys])
    return f"{said} together" if len(keys) > 1 else f"{said} alone"


def _together(claimant: str, parties: Sequence[str], names: Names) -> list[Choice]:
    """Labels on file by which this claimant, or anyone, means several of the parties."""
    speakers = names.designations.chain(claimant)
    return [
        Choice(names.labels.get(label, label), _named(meaning.plain, names))
        for (speaker, label), meaning in names.designations.by_speaker.items()
        if speaker in speakers
        and len(meaning.plain) > 1
        and meaning.certain == meaning.possible
        and set(meaning.plain) <= set(parties)
        and names.designations.meaning(label, claimant) == meaning
    ]


def _alone(party: str, claimant: str, names: Names) -> Choice | None:
    """The first name of a party by which this claimant means it and nobody else."""
    for name in (names.parties.get(party, party), *names.aliases.get(party, ())):
        meaning = names.designations.meaning(name, claimant)
        if meaning is not None and meaning.possible == (party,):
            return Choice(name, _named([party], names))
    return None
