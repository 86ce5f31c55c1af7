"""What findings and stances are called in files and texts that leave the site; the pages use the same words."""

from __future__ import annotations

from collections.abc import Mapping

from claims_app.core.boards import code_of
from claims_app.core.verdicts import Finding

FINDINGS: Mapping[str, str] = {
    "contradictory": "Contradiction",
    "contradicts_itself": "Contradicts itself",
    "reports_differ": "Reports differ",
    "side_differs": "One side’s figures differ",
    "strained": "Strained",
    "not_simultaneous": "Different moments",
    "admitted": "Own figure covers it",
    "corroborated": "Same figure",
    "compatible": "Compatible",
    "subsumed": "Compatible",
    "revised": "Revised",
    "growth": "Grew",
    "repeat": "Repeated",
    "one_sided": "One side only",
    "unanswered": "No figure from the other side",
    "mirror": "Opposite each other",
    "silent": "No figure",
    "empty": "No figure",
    "incomparable": "Not comparable",
    "inactive": "Withdrawn",
}
DISCLAIMER = (
    "Figures are as reported. “Contradiction” means that the statements, as we read them, cannot both be true; "
    "it says nothing about which is, nor about anyone’s intent."
)


def finding_name(finding: Finding) -> str:
    """What a finding is called on pages and in files."""
    return FINDINGS.get(code_of(finding), finding.verdict)
