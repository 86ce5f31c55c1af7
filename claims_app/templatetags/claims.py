"""Words and addresses that the pages share: who said it, how it is read, what a finding is called."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from claims_app.core.boards import code_of
from claims_app.core.claims import Claim
from claims_app.core.displays import listed, mention_of, shown_as
from claims_app.core.drawn.strips import HEXAGON, SHAPES
from claims_app.core.drawn.words import STANCES, day_words, other_tags, reach, sign_of, sourced_words, tag_rule, upper
from claims_app.core.figures import Figure
from claims_app.core.labels import FINDINGS
from claims_app.core.names import is_surely_one
from claims_app.core.removals import is_removed
from claims_app.core.verdicts import Finding, rule_anchor
from claims_app.core.wording import is_word, reading_of
from claims_app.forms import BoardAddress

register = template.Library()


@register.filter
def finding_code(finding: Finding) -> str:
    """The finding's code as pages know it: `unanswered` where the owner gave no figure, tags within a camp by their own."""
    return code_of(finding)


@register.simple_tag
def badge(shape: int, hollow: object) -> SafeString:
    """A side's mark beside its name (0: a third party), hollow where it speaks about the other side."""
    kind = "hollow" if hollow else "solid"
    return format_html(
        '<svg class="badge" viewBox="-8 -8 16 16" width="13" height="13" aria-hidden="true" focusable="false">'
        '<g class="mk s{} {}">{}</g></svg>',
        shape, kind, mark_safe(SHAPES.get(shape, HEXAGON)),  # noqa: S308 - one of five fixed texts
    )  # fmt: skip


register.filter(other_tags)
register.filter(tag_rule)


@register.filter
def finding_rule(finding: Finding | str) -> str:
    """Where the Method page says what the finding, or one of this code, means: an anchor."""
    return rule_anchor(finding if isinstance(finding, str) else finding_code(finding))


@register.filter
def is_removed_text(text: str) -> bool:
    """Whether the text was removed for good, so that it is no quote and no name any more."""
    return is_removed(text or "")


@register.filter
def stance_name(code: str) -> str:
    """What pages call a stance."""
    return STANCES.get(code, code)


@register.filter
def finding_name(finding: Finding | str) -> str:
    """What pages call a finding."""
    code = finding if isinstance(finding, str) else finding_code(finding)
    return FINDINGS.get(code, code)


@register.simple_tag
def rule_link(finding: Finding | str, *, lower: bool = False) -> SafeString:
    """What a finding is called, as the way to its rule on the Method page; `lower` inside a sentence."""
    name = finding_name(finding)
    address = f"{reverse('method')}#{finding_rule(finding)}"
    return format_html('<a href="{}">{}</a>', address, name[:1].lower() + name[1:] if lower else name)


@register.filter
def finding_sign(finding: Finding) -> str:
    """The sign beside the word."""
    return sign_of(finding)


@register.filter
def stance_words(claim: Claim) -> str:
    """How the claimant stands to what it claims."""
    return STANCES.get(claim.stance, "")


@register.filter
def day(value: datetime | date | str | None) -> str:
    """A day as "2 April 2016"; "" for none."""
    moment = date.fromisoformat(value[:10]) if isinstance(value, str) and value else value
    return f"{moment.day} {moment:%B %Y}" if isinstance(moment, date) else ""


@register.filter
def short_day(value: datetime | None) -> str:
    """A day as "2 Apr"."""
    return f"{value.day} {value:%b}" if value else ""


@register.filter
def sourcing(claim: Claim) -> str:
    """Who via whom and when: "Defence Ministry, via RT, 2 Apr 2016", then how many reports and origins."""
    return upper(sourced_words(claim, claim.speaker or claim.claimant_name, day_words(claim, None)))


register.filter(reach)


@register.filter
def read_as(claim: Claim) -> str:
    """Our reading of a figure: "101 or more"."""
    return reading_of(claim.figure) if claim.figure else ""


@register.filter
def figure_reading(figure: Figure) -> str:
    """Our reading of a bare figure."""
    return reading_of(figure)


@register.filter
def shown(claim: Claim) -> str:
    """The figure as a board shows it."""
    return shown_as(claim.figure) if claim.figure else ""


@register.filter("is_word")
def drawn_as_word(claim: Claim) -> bool:
    """Whether the figure is a word and drawn as one."""
    return claim.figure is not None and is_word(claim.figure)


@register.filter
def marked(quote: str, claim: Claim) -> SafeString:
    """The quote with the claim's figure marked; as it is where the claim has none or the quote does not say it."""
    found = mention_of(quote, claim.figure.text, claim.object) if claim.figure else None
    if found is None:
        return format_html("{}", quote)
    place, end = found
    return format_html("{}<mark>{}</mark>{}", quote[:place], quote[place:end], quote[end:])


@register.simple_tag
def address_with(address: BoardAddress, **changes: Any) -> str:
    """The board's address with some parameters changed."""
    return address.with_(**{name: str(value) for name, value in changes.items()})


@register.filter
def surely_one(heads: tuple[Any, ...]) -> bool:
    """Whether "says it destroyed" stands well in every head of a pairing where one side speaks."""
    return all(len(head.speakers) != 1 or is_surely_one(head.speakers[0].name) for head in heads)


@register.filter
def names_of(sides: tuple[Any, ...]) -> str:
    """Names of columns: "Armenia and Karabakh"."""
    return listed([side.name for side in sides])
