"""Bytes of an article → its text with what the page says of itself. Here: plain text."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from datetime import date

READER = "plain text 1"
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class UnreadableArticle(ValueError):
    """The bytes are no article that can be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Article:
    """The text that was taken out, and the report's fields as far as the page states them ("" or None where not)."""

    text: str
    title: str = ""
    publisher: str = ""
    url: str = ""
    published: date | None = None
    language: str = ""
    media_type: str = "text/plain"
    extractor_version: str = READER
    notes: tuple[str, ...] = ()


def read_article(*, content: bytes, name: str, media_type: str | None) -> Article:
    """The article in these bytes. Raises UnreadableArticle, with a sentence, for what is no plain text."""
    head = content[:2000].lstrip().lower()
    if head.startswith((b"%pdf", b"pk\x03\x04")) or b"<html" in head or b"<!doctype" in head:
        raise UnreadableArticle("This file is no plain text. Open it, copy the article’s text, and paste that.")
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return Article(_decoded(content[len(mark) :], encoding))
    return Article(_decoded(content, "utf-8"))


def _decoded(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableArticle(
            "The letters of this file cannot be read. Save it as text in UTF-8, or paste the text."
        ) from None
    if "\x00" in text:
        raise UnreadableArticle("This file is no text. Save the article as text in UTF-8, or paste its text.")
    return text
