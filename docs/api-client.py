"""Reads the board of an incident into a pandas DataFrame, one line for each claim.

    python docs/api-client.py https://claims.example.org 1987-06-14-strait measure=ship

Needs pandas and nothing else. Use `board()` and `every()` from your own programme as they are.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import pandas as pd


def ask(site: str, path: str, **parameters: str) -> dict[str, Any]:
    """One answer of the API. Raises urllib.error.HTTPError, whose body is {"detail": "A sentence."}."""
    address = f"{site.rstrip('/')}/api/v1/{path}?{urlencode(parameters)}"
    with urlopen(Request(address, headers={"Accept": "application/json"}), timeout=60) as answer:
        return dict(json.load(answer))


def every(site: str, path: str, **parameters: str) -> Iterator[dict[str, Any]]:
    """Every entry of a list (claims, reports, incidents, …), page after page."""
    cursor: str | None = ""
    while cursor is not None:
        page = ask(site, path, **parameters, **({"cursor": cursor} if cursor else {}))
        cursor = page.pop("next")
        yield from next(iter(page.values()))


def board(site: str, slug: str, **parameters: str) -> pd.DataFrame:
    """The figure rows of a board: who said what of whose losses, how it is read, and the row's finding.

    `attrs["permalink"]` shows the same board again later; cite it.
    """
    found = ask(site, f"incidents/{quote(slug)}/board", **parameters)
    names = {side["key"]: side["name"] for side in found["sides"]}
    lines = [
        {
            "row": row["key"],
            "measure": row["label"],
            "losses_of": " + ".join(row["losses_of"]),
            "side": names[side],
            "claimant": claim["claimant"],
            "kind": claim["kind"],
            "as_said": claim["figure"]["text"] if claim["figure"] else "",
            "low": claim["figure"]["low"] if claim["figure"] else None,
            "high": claim["figure"]["high"] if claim["figure"] else None,
            "stated_at": claim["stated_at"],
            "publishers": "; ".join(dict.fromkeys(citation["publisher"] for citation in claim["citations"])),
            "finding": row["finding"]["verdict"],
            "claim": claim["id"],
        }
        for row in found["rows"]
        for side, cell in row["cells"].items()
        for claim in cell["claims"]
    ]
    frame = pd.DataFrame(lines).astype({"low": "Float64", "high": "Float64"}) if lines else pd.DataFrame()
    frame.attrs["permalink"] = found["permalink"]
    return frame


if __name__ == "__main__":
    site, slug, *filters = sys.argv[1:]
    table = board(site, slug, **dict(entry.split("=", 1) for entry in filters))
    print(table.to_string(index=False) if len(table) else "Nothing on file.")
    print(table.attrs["permalink"])
