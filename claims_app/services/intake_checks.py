"""What a draft still needs before it can become a claim, each as the field to blame and a sentence that says how to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from claims_app import models
from claims_app.core.wording import complaint, read_figure
from claims_app.services.draft_fields import Fields
from claims_app.services.intake_labels import is_settled
from claims_app.services.on_file import Match, relation_of
from claims_app.services.proposals import Names

Need = tuple[str, str]
Kind = models.Claim.Kind


def needs_of(
    fields: Fields, *, names: Names, answers: Mapping[str, str], matches: Sequence[Match], lang: str = "en"
) -> list[Need]:
    """(field, sentence) for each thing that an editor must say first, in the order of the form."""
    found: list[Need] = []
    if fields.claimant not in names.parties:
        printed = f" “{fields.claimant_words}” is not on file." if fields.claimant_words else ""
        found.append(("claimant", f"Say who claims it.{printed}"))
    if fields.kind in (Kind.FIGURE, Kind.SILENCE):
        found += _measure(fields, names)
    if fields.kind == Kind.FIGURE:
        reading = read_figure(fields.figure, lang)
        sentence = complaint(reading)
        found += [("figure", sentence)] if sentence else []
    if fields.kind == Kind.POSITION:
        found += _position(fields, names)
    elif fields.claimant in names.parties and not is_settled(fields, answers=answers, names=names):
        who = names.parties[fields.claimant]
        found.append(
            ("subject", f"Whom does {who} mean by “{fields.subject}”? Answer it above, or choose a name here.")
        )
    if fields.kind == Kind.DENIAL and fields.denies is None:
        found.append(("denies", "Choose the claim that is denied, or reject this one if it is not on file."))
    if matches and not relation_of(fields, matches)[0]:
        found.append(("relation", "The claimant’s figure on file is another one. Say how this one stands to it."))
    return found


def _measure(fields: Fields, names: Names) -> list[Need]:
    found: list[Need] = []
    if fields.object not in names.objects:
        found.append(("object", "Choose what is counted, e.g. tanks."))
    if fields.outcome not in names.outcomes:
        found.append(("outcome", "Choose what happened to it, e.g. destroyed."))
    return found


def _position(fields: Fields, names: Names) -> list[Need]:
    found: list[Need] = []
    if fields.question not in names.questions:
        found.append(("question", "Choose the question that is answered."))
    if not fields.answer.strip():
        found.append(("answer", "Write the answer in short words, e.g. yes, or a party’s name."))
    if fields.about and fields.claimant in names.parties:
        unknown = [
            label
            for label in filter(None, (part.strip() for part in fields.about.split(";")))
            if names.designations.meaning(label, fields.claimant) is None
        ]
        found += (
            [("about", f"“{unknown[0]}” is not on file. Write a party’s name, with ; between several.")]
            if unknown
            else []
        )
    return found
