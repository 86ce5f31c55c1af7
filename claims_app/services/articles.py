"""Reads a report that an editor brings: text, a page or a PDF, into the text in which claims are looked for."""

from __future__ import annotations

from claims_app.articles import Article, UnreadableArticle, read

__all__ = ["Article", "UnreadableArticle", "read_article"]


def read_article(*, content: bytes, name: str, media_type: str | None = None) -> Article:
    """The report's visible text (at most 1,000,000 characters) with what the document says of itself.

    `name` is what the sentences call it; `media_type` may name the kind and an encoding that the editor chose
    ("text/plain; charset=windows-1251"). Raises UnreadableArticle: a sentence for people, and `choices` of encodings where
    the encoding is what is missing. Nothing is run, nothing is fetched, nothing is written.
    """
    return read(content, name, media_type)
