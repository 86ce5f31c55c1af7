"""A finding as HTML: sign, word and sentence, why it says so, and the way to its row as text."""

from __future__ import annotations

from html import escape as e

from claims_app.core.boards import code_of
from claims_app.core.drawn.said import Around
from claims_app.core.drawn.words import other_tags, overclaim_words, sign_of, tag_rule
from claims_app.core.explanations import Explanation
from claims_app.core.labels import FINDINGS
from claims_app.core.verdicts import Finding, rule_anchor


def rule_way(finding: Finding, around: Around) -> str:
    """What a finding is called, as the way to its rule on the Method page."""
    code = code_of(finding)
    return f'<a href="{around.method}#{rule_anchor(code)}">{e(FINDINGS.get(code, code))}</a>'


def finding_html(finding: Finding, around: Around) -> str:
    """Sign and word with what else was found, then the sentence."""
    contra = " contra" if code_of(finding) == "contradictory" else ""
    also = "".join(f' <span class="also">{_tag(tag, around)}</span>' for tag in other_tags(finding))
    sentence = f'<p class="sentence">{e(finding.sentence)}</p>' if finding.sentence else ""
    sign = f'<span aria-hidden="true">{sign_of(finding)}</span>'
    return f'<p class="tag{contra}">{sign} {rule_way(finding, around)}{also}</p>{sentence}'


def _tag(tag: str, around: Around) -> str:
    rule = tag_rule(tag)
    return f'<a href="{around.method}#{rule}">{e(tag)}</a>' if rule else e(tag)


def why_details(why: Explanation, finding: Finding) -> str:
    """Why a finding says what it says, folded."""
    read = "".join(
        f"<li>{e(one.claimant)}{f': “{e(one.wording)}”,' if one.wording else ':'} {e(one.read_as)}</li>"
        for one in why.claims
    )
    counting = "".join(f"<p>{e(line)}</p>" for line in why.counting)
    relation = f"<p>{e(why.relation)}</p>" if why.relation else ""
    arithmetic = f"<p>{e(why.arithmetic)} {e(why.band)}{overclaim_words(finding)}</p>" if why.arithmetic else ""
    reason = f"<p>{e(why.reason)}</p>" if why.reason else ""
    unless = "".join(f"<li>{e(sentence)}</li>" for sentence in why.unless)
    both = f"<p>What would make both true:</p><ul>{unless}</ul>" if unless else ""
    return f'<details class="why"><summary>Why</summary><ul>{read}</ul>{counting}{relation}{arithmetic}{reason}{both}</details>'


def copy_link(what: str, key: str, around: Around) -> str:
    """The way to one part as a paragraph; with script it copies the paragraph."""
    if not around.copies:
        return ""
    return (
        f'<p class="take"><a href="{around.way("text", key)}" data-copy-text>'
        f'Copy as text<span class="vh">: {e(what)}</span></a></p>'
    )
