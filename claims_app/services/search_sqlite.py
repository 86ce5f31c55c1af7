"""A search as a question to SQLite's FTS5 table."""

from __future__ import annotations

from claims_app.core.searches import Part, Search

# Weights of title, body and exact words; bm25 is the smaller the better.
FOUND = "SELECT rowid AS id, -bm25(search_index, 10.0, 4.0, 1.0) AS score FROM search_index WHERE search_index MATCH %s"


def found_by(search: Search, *, any_part: bool = False) -> tuple[str, list[str]]:
    """SQL that gives `id` and `score` (the higher the nearer) of the matching documents, and its parameters."""
    wanted = (" OR " if any_part else " AND ").join(_part(part) for part in search.parts)
    match = f"({wanted})" + "".join(f" NOT {_phrase(part)}" for part in search.without)
    return FOUND, [match]


def _part(part: Part) -> str:
    if part.is_exact:
        return _phrase(part)
    stems = f'{{title_stems body_stems}} : "{part.stem}"'
    return f"({stems} OR {_phrase(part)})" if part.is_open else f"({stems})"


def _phrase(part: Part) -> str:
    """Words hold letters and digits alone, so that none of them means something to FTS5 once it is quoted."""
    return f'(words : "{" ".join(part.words)}"{" *" if part.is_open else ""})'
