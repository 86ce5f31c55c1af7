"""A claim or a board in the words of schema.org: Claim with its author and where it appeared; no rating, no review."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from claims_app.core.boards import Board
from claims_app.core.claims import Citation, Claim
from claims_app.core.labels import DISCLAIMER
from claims_app.core.sourcing import claims_in, said_words

CONTEXT = "https://schema.org"
Node = dict[str, Any]
Address = Callable[[Claim], str]


def claim_node(claim: Claim, address: str, about: str = "") -> Node:
    """A Claim: its text is the quote that carries it, its author the claimant, its appearances the reports."""
    quotes = [citation.quote for citation in claim.citations if citation.quote]
    return _filled(
        {
            "@type": "Claim",
            "@id": address,
            "url": address,
            "text": quotes[0] if quotes else said_words(claim),
            "author": {"@type": "Organization", "name": claim.claimant_name or claim.claimant},
            "datePublished": claim.stated_at.date().isoformat() if claim.stated_at else "",
            "about": {"@type": "Event", "name": about} if about else {},
            "appearance": [_appearance(citation) for citation in claim.citations],
        }
    )


def _appearance(citation: Citation) -> Node:
    return _filled(
        {
            "@type": "CreativeWork",
            "headline": citation.title,
            "url": citation.url,
            "datePublished": citation.published,
            "inLanguage": citation.language,
            "publisher": {"@type": "Organization", "name": citation.publisher} if citation.publisher else {},
        }
    )


def claim_document(claim: Claim, address: str, about: str) -> Node:
    """The data of a claim's page."""
    return {"@context": CONTEXT, **claim_node(claim, address, about)}


def board_document(board: Board, address: str, address_of: Address, files: Mapping[str, str] | None = None) -> Node:
    """The data of an incident's page: a data set with the claims that the board shows.

    `files` are the addresses of the same figures by their media types.
    """
    days = [day.isoformat() for day in (board.start, board.end) if day]
    return {
        "@context": CONTEXT,
        "@graph": [
            _filled(
                {
                    "@type": "Dataset",
                    "@id": address,
                    "url": address,
                    "name": board.title,
                    "description": f"What each side of {board.conflict} says, side by side. {DISCLAIMER}",
                    "version": str(board.revision),
                    "temporalCoverage": "/".join(days),
                    "isAccessibleForFree": True,
                    "distribution": [
                        {"@type": "DataDownload", "encodingFormat": media, "contentUrl": url}
                        for media, url in (files or {}).items()
                    ],
                }
            ),
            *(claim_node(claim, address_of(claim), board.title) for claim in claims_in(board)),
        ],
    }


def _filled(node: Node) -> Node:
    """The node without what is empty."""
    return {name: value for name, value in node.items() if value not in ("", {}, [], None)}
