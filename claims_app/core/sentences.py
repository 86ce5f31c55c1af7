"""A finding in the claimants' own words: "Azerbaijan says one tank lost; Karabakh says two destroyed."""

from __future__ import annotations

from collections.abc import Sequence

from claims_app.core.claims import Claim
from claims_app.core.verdicts import Finding
from claims_app.core.worlds import World


def sentence_of(finding: Finding, claims: Sequence[Claim], world: World) -> str:
    """One neutral sentence."""
    return ""
