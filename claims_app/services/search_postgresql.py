"""A search as a question to PostgreSQL's full text index."""

from __future__ import annotations

from claims_app.core.searches import Part, Search

# Weights of exact words (D), none (C), body (B) and title (A); divided by the logarithm of a document's length.
FOUND = (
    "SELECT id, ts_rank('{0.1, 0.1, 0.4, 1.0}', vector, question, 1) AS score"
    " FROM claims_app_searchdocument, to_tsquery('simple', %s) AS question WHERE vector @@ question"
)


def found_by(search: Search, *, any_part: bool = False) -> tuple[str, list[str]]:
    """SQL that gives `id` and `score` (the higher the nearer) of the matching documents, and its parameters."""
    wanted = (" | " if any_part else " & ").join(_part(part) for part in search.parts)
    return FOUND, [f"({wanted})" + "".join(f" & !{_phrase(part)}" for part in search.without)]


def _part(part: Part) -> str:
    if part.is_exact:
        return _phrase(part)
    stems = f"'{part.stem}':AB"
    return f"({stems} | {_phrase(part)})" if part.is_open else stems


def _phrase(part: Part) -> str:
    """Words hold letters and digits alone, so that none of them means something to PostgreSQL once it is quoted."""
    *before, last = part.words
    return "(" + " <-> ".join([*(f"'{word}':D" for word in before), f"'{last}':{'*' if part.is_open else ''}D"]) + ")"
