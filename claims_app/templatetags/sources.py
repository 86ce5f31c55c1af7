"""What the pages of sources add to the words of templates."""

from __future__ import annotations

from django import template
from django.conf.locale import LANG_INFO

from claims_app.core.claims import Claim
from claims_app.core.drawn.words import reach
from claims_app.templatetags.claims import day

register = template.Library()


@register.filter
def counted(number: int, words: str) -> str:
    """A count with its noun: `3|counted:"report,reports"` is "3 reports"."""
    one, many = words.split(",")
    return f"{number:,} {one if number == 1 else many}"


@register.filter
def language(code: str) -> str:
    """A language by its English name; the code itself where it has none here."""
    info = LANG_INFO.get(code) or LANG_INFO.get(code.split("-")[0]) or {}
    return str(info.get("name", code))


@register.filter
def cited(claim: Claim) -> str:
    """Through whom and when, where the claimant's name stands before: "Defence Ministry, via RT, 2 April 2016"."""
    parts = [claim.speaker if claim.speaker != claim.claimant_name else ""]
    parts += [f"via {claim.via}" if claim.via and claim.via != claim.claimant_name else ""]
    parts += [day(claim.stated_at) or "day not known"]
    words = ", ".join(part for part in parts if part)
    return f"{words}; {reach(claim)}" if len({citation.report for citation in claim.citations}) > 1 else words
