"""A PDF → the text that stands on its pages, in paragraphs; its scripts, files and links are left alone."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError
from pypdf.generic import ContentStream, NameObject

from claims_app.core.unseen import OVERRIDE, TURNED, UNSEEN, without_unseen

MAX_PAGES = 500
LONGEST = 1_000_000
WIDE = 1.4
"""A step to the next line that is so much longer than the usual one begins a paragraph."""

SHOWING = (b"Tj", b"TJ", b"'", b'"')
LOCKED = {"error": "the PDF is locked with a password. Save it without one, or paste its text."}
HIDDEN = "Text that the PDF hides (of no colour, no size, or beside the page) was left out."
LAYER = "The pages are pictures with an unseen layer of text, which was left out. Paste the text of the report."
SCRIPTS = "The PDF holds scripts, forms or files; they were neither run nor opened."


def read_pdf(content: bytes) -> dict[str, Any]:
    """text, title, language and notes, or error. The day of publication is not taken from a PDF: it says when it was made."""
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not _opens_without_password(reader):
        return LOCKED
    count = len(reader.pages)
    if count > MAX_PAGES:
        return {"error": f"the PDF has {count} pages; at most {MAX_PAGES} are read. Paste the part that matters."}
    lines: list[str] = []
    was_hidden = False
    for page in reader.pages:
        shown, hid = _page_lines(page, reader)
        was_hidden = was_hidden or hid
        lines += [*shown, ""]
        if sum(map(len, lines)) > LONGEST:
            return {"error": f"the PDF has more than {LONGEST:,} characters of text. Paste the part that matters."}
    text = joined(lines)
    if not text:
        return {
            "error": LAYER if was_hidden else "the PDF has no text, as scans have none. Paste the text of the report."
        }
    notes = [HIDDEN] if was_hidden else []
    notes += [TURNED] if any(OVERRIDE.search(line) for line in lines) else []
    notes += [SCRIPTS] if _has_actions(reader) else []
    return {"text": text, "title": _title(reader), "language": _language(reader), "notes": notes}


def _opens_without_password(reader: PdfReader) -> bool:
    try:
        return bool(reader.decrypt(""))
    except (NotImplementedError, FileNotDecryptedError, ImportError):
        return False
    except Exception as error:  # the library asks for another package where a cipher is not built in
        if type(error).__name__ == "DependencyError":
            return False
        raise


def _page_lines(page: Any, reader: PdfReader) -> tuple[list[str], bool]:
    """The lines of a page, and whether text of it was hidden."""
    contents = page.get_contents()
    if contents is None:
        return [], False
    # As bytes: letters of a font with its own codes (as browsers print) would not survive being read as text and written again.
    stream = ContentStream(contents, reader, "bytes")
    operations, hid = seen_operations(stream.operations)
    stream.operations = operations
    page[NameObject("/Contents")] = stream
    box = page.mediabox
    pieces: list[str] = []
    heights: list[tuple[int, float]] = []

    def keep(text: str, cm: Any, tm: Any, _font: Any, _size: Any) -> None:
        nonlocal hid
        across, up = _place(cm, tm)
        inside = box.left - 20 <= across <= box.right + 20 and box.bottom - 20 <= up <= box.top + 20
        if inside or not text.strip():
            heights.extend([(len(pieces), float(up))] if text.strip() else [])
            pieces.append(text)
        else:
            hid = True

    page.extract_text(visitor_text=keep)
    for place in sorted(_wide_gaps(heights), reverse=True):
        pieces.insert(place, "\n")
    return "".join(pieces).split("\n"), hid


def _wide_gaps(heights: Sequence[tuple[int, float]]) -> list[int]:
    """The pieces that stand further below the one before than lines of a paragraph do; `heights` are (piece, height above)."""
    steps = [(place, before - here) for (_, before), (place, here) in pairwise(heights) if before - here > 1]
    usual = sorted(step for _, step in steps)
    return [place for place, step in steps if step > WIDE * usual[len(usual) // 4]]


def _place(cm: Any, tm: Any) -> tuple[float, float]:
    return tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]


def seen_operations(operations: Iterable[tuple[Any, bytes]]) -> tuple[list[tuple[Any, bytes]], bool]:
    """The operations without those that write unseen letters: drawn in no way, in white, or of no size."""
    kept: list[tuple[Any, bytes]] = []
    state, stack, hid = _State(), [], False
    for operands, operator in operations:
        if operator == b"q":
            stack.append(state)
            state = state.copy()
        elif operator == b"Q" and stack:
            state = stack.pop()
        state.take(operands, operator)
        if operator in SHOWING and state.is_unseen():
            hid = True
            continue
        kept.append((operands, operator))
    return kept, hid


class _State:
    """The little of the graphics state that decides whether letters are seen."""

    __slots__ = ("is_white", "mode", "size")

    def __init__(self, mode: int = 0, size: float = 12.0, is_white: bool = False) -> None:
        self.mode, self.size, self.is_white = mode, size, is_white

    def copy(self) -> _State:
        return _State(self.mode, self.size, self.is_white)

    def take(self, operands: Any, operator: bytes) -> None:
        """Follow one operation; operands that are no numbers change nothing."""
        try:
            if operator == b"Tr":
                self.mode = int(operands[0])
            elif operator == b"Tf":
                self.size = float(operands[1])
            elif operator in (b"g", b"rg", b"sc", b"scn"):
                self.is_white = len(operands) in (1, 3) and all(float(part) >= 0.98 for part in operands)
            elif operator == b"k":
                self.is_white = all(float(part) <= 0.02 for part in operands)
        except (ValueError, TypeError, IndexError):
            return

    def is_unseen(self) -> bool:
        return self.mode in (3, 7) or self.is_white or abs(self.size) < 0.1


def joined(lines: Iterable[str]) -> str:
    """Lines of a column as paragraphs: an empty or a short last line ends one, a hyphen at the end of a line is mended."""
    clean = [" ".join(UNSEEN.sub("", line).split(" ")).rstrip() for line in lines]
    widths = sorted(len(line) for line in clean if line.strip())
    usual = widths[len(widths) * 3 // 4] if widths else 0
    paragraphs: list[str] = [""]
    for line in clean:
        if not line.strip() or re.fullmatch(
            r"\s*(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\s*", line, re.IGNORECASE
        ):
            paragraphs.append("")
            continue
        paragraphs[-1] = _appended(paragraphs[-1], line.strip())
        if len(line) < 0.75 * usual and line.rstrip().endswith((".", "!", "?", "”", '"')):
            paragraphs.append("")
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _appended(before: str, line: str) -> str:
    if not before:
        return line
    if re.search(r"[^\W\d_]-$", before) and re.match(r"[^\W\d_]", line) and line[0].islower():
        return before[:-1] + line
    return f"{before} {line}"


def _title(reader: PdfReader) -> str:
    found = reader.metadata.title if reader.metadata else None
    return " ".join(without_unseen(found).split())[:400] if isinstance(found, str) else ""


def _language(reader: PdfReader) -> str:
    found = reader.root_object.get("/Lang")
    return str(found) if found and re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?", str(found)) else ""


def _has_actions(reader: PdfReader) -> bool:
    root = reader.root_object
    names = root.get("/Names")
    names = names.get_object() if names is not None else {}
    is_tree = hasattr(names, "keys") and ({"/JavaScript", "/EmbeddedFiles"} & set(names.keys()))
    return bool("/OpenAction" in root or "/AA" in root or "/AcroForm" in root or is_tree)
