"""The gates of a report: size, kind and encoding first; a page or a PDF is then parsed in a child with limits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from claims_app.core.unseen import notes_on
from claims_app.foreign.children import ChildFailed, ask_child
from claims_app.foreign.encodings import decode_strictly, marked_encoding, previews

VERSION = "articles 1"
MAX_BYTES = 10 * 1024 * 1024
MAX_CHARACTERS = 1_000_000
WALL_SECONDS = 30
CHILD = "claims_app.articles.child"
KINDS = {"text": "text/plain", "html": "text/html", "pdf": "application/pdf"}
OTHER_MAGIC = {
    b"PK\x03\x04": "a ZIP file or an office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"\x1f\x8b": "a gzip file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "a rich text file",
}
MARKUP = re.compile(r"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)


class UnreadableArticle(ValueError):
    """The report cannot be read; the message is a sentence for people with the mend.

    `choices` are encodings with how the text reads in each ("windows-1251: …"), where the encoding is what is missing.
    """

    def __init__(self, message: str, choices: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.choices = choices


@dataclass(frozen=True, slots=True)
class Article:
    """A report's text (at most 1,000,000 code points) and what the document says of itself; "" or None where it says nothing.

    `published` is the day in the document's own time zone; `notes` are sentences for the editor: what was left out and why.
    """

    text: str
    title: str = ""
    publisher: str = ""
    url: str = ""
    published: date | None = None
    language: str = ""
    media_type: str = "text/plain"
    extractor_version: str = VERSION
    notes: tuple[str, ...] = ()


def read(content: bytes, name: str, media_type: str | None = None) -> Article:
    """The report in plain text, HTML or PDF. `media_type` may name the kind and the encoding ("text/plain; charset=koi8-r").

    Raises UnreadableArticle. Plain text keeps every code point; a page gives the text that a reader of it sees.
    """
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnreadableArticle(f"{name} is empty. Paste the text of the report.")
    if len(content) > MAX_BYTES:
        raise UnreadableArticle(
            f"{name} has {len(content) // 1024**2} MB; at most {MAX_BYTES // 1024**2} MB are read. Paste its text instead."
        )
    asked = CHARSET.search(media_type or "")
    encoding = asked[1] if asked else ""
    kind = _kind_of(content, name, (media_type or "").partition(";")[0].strip().lower())
    if kind == "pdf":
        return _checked(_ask(content, name, "pdf"), name, kind)
    text = _decoded(content, name, encoding, is_page=kind == "html")
    if kind == "text":
        return _checked({"text": text, "notes": notes_on(text)}, name, kind)
    return _checked(_ask(text.encode("utf-8"), name, "html"), name, kind)


def _kind_of(content: bytes, name: str, media_type: str) -> str:
    """text, html or pdf: by what the bytes are; the name and the media type are asked where the bytes do not tell."""
    if b"%PDF-" in content[:1024]:
        return "pdf"
    for magic, what in OTHER_MAGIC.items():
        if content.startswith(magic):
            raise UnreadableArticle(f"{name} is {what}. Save the report as text, HTML or PDF, or paste its text.")
    if media_type == KINDS["pdf"] or name.lower().endswith(".pdf"):
        raise UnreadableArticle(f"{name} is named like a PDF but is none. Save it anew, or paste its text.")
    start = content[:8192].decode(marked_encoding(content) or "latin-1", errors="replace")
    is_named = media_type in ("text/html", "application/xhtml+xml") or name.lower().endswith(
        (".html", ".htm", ".xhtml")
    )
    return "html" if is_named or MARKUP.match(start) else "text"


def _decoded(content: bytes, name: str, asked: str, *, is_page: bool) -> str:
    """By the byte order mark, the encoding that was asked for, the page's own word, else strict UTF-8."""
    declared = CHARSET.search(content[:4096].decode("latin-1")) if is_page else None
    codec = asked or marked_encoding(content) or (declared[1] if declared else "") or "utf-8"
    try:
        # The byte order mark of a plain text stays a code point of it, so that every place is the same.
        text = decode_strictly(content, "utf-8" if codec == "utf-8-sig" else codec)
    except ValueError:
        raise UnreadableArticle(_not_in(name, asked, declared[1] if declared else ""), previews(content)) from None
    if "\x00" in text:
        raise UnreadableArticle(f"{name} holds NUL characters, as cut or binary files do. Save it again as UTF-8.")
    if any(0xD800 <= ord(char) <= 0xDFFF for char in text):
        raise UnreadableArticle(f"{name} holds half characters (lone surrogates). Save it again as UTF-8.")
    return text


def _not_in(name: str, asked: str, declared: str) -> str:
    if asked:
        return f"{name} is not wholly in {asked}. Choose another encoding, or save it as UTF-8."
    if declared:
        return f"{name} says that it is in {declared}, and is not. Say in which encoding it is, or paste its text."
    return f"{name} is not in UTF-8. Say in which encoding it is, or save it as UTF-8."


def _ask(content: bytes, name: str, kind: str) -> dict[str, Any]:
    try:
        return ask_child(CHILD, kind, data=content, wall_seconds=WALL_SECONDS)
    except ChildFailed as failed:
        why = "it took too long" if failed.was_slow else "it is damaged, or far larger than it looks"
        raise UnreadableArticle(f"{name} could not be read safely: {why}. Paste its text instead.") from None


def _checked(found: dict[str, Any], name: str, kind: str) -> Article:
    if "error" in found:
        raise UnreadableArticle(f"{name}: {found['error']}")
    text: str = found["text"]
    if not text.strip():
        raise UnreadableArticle(f"{name} has no visible text. Paste the text of the report.")
    if len(text) > MAX_CHARACTERS:
        raise UnreadableArticle(
            f"{name} has {len(text):,} characters of text; at most {MAX_CHARACTERS:,} are read. Paste the part that matters."
        )
    published = found.get("published")
    return Article(
        text=text,
        title=found.get("title", ""),
        publisher=found.get("publisher", ""),
        url=found.get("url", ""),
        published=date.fromisoformat(published) if published else None,
        language=found.get("language", ""),
        media_type=KINDS[kind],
        notes=tuple(found.get("notes", ())),
    )
