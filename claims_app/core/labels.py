"""What findings and stances are called in files and texts that leave the site; the pages use the same words."""

from __future__ import annotations

from collections.abc import Mapping

from claims_app.core.verdicts import Finding

FINDINGS: Mapping[str, str] = {
    "contradictory": "Contradiction",
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
    """What a finding is called; "No figure from the other side" where the owner of the loss gave none."""
    is_silent = finding.verdict in ("one_sided", "silent") and finding.admission == "silent"
    return FINDINGS["unanswered"] if is_silent else FINDINGS.get(finding.verdict, finding.verdict)
