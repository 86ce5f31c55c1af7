"""Small PDFs for tests, written by hand with the standard library: plain ones, and ones that mean harm."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence


def make_pdf(
    pages: Sequence[bytes],
    *,
    catalog: bytes = b"",
    extra: Mapping[int, bytes] | None = None,
    trailer: bytes = b"",
    pack: bool = False,
    kids: bytes = b"",
) -> bytes:
    """A PDF whose pages have these content streams; `extra` objects by number (from 900), `kids` replaces the page tree's."""
    objects: dict[int, bytes] = {}
    numbers = [10 + 2 * place for place in range(len(pages))]
    listed = kids or b" ".join(b"%d 0 R" % number for number in numbers)
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog
    objects[2] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), listed)
    objects[3] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    for number, content in zip(numbers, pages, strict=True):
        packed = zlib.compress(content) if pack else content
        how = b"/Filter /FlateDecode " if pack else b""
        objects[number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (number + 1)
        )
        objects[number + 1] = b"<< %s/Length %d >>\nstream\n%s\nendstream" % (how, len(packed), packed)
    objects.update(extra or {})
    return _written(objects, trailer)


def _written(objects: Mapping[int, bytes], trailer: bytes) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number in sorted(objects):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    table = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, trailer, table)
    return bytes(out)


def lines(*texts: str, top: int = 720, before: str = "") -> bytes:
    """A content stream that writes lines from the top of the page; `before` is put in front of the text."""
    shown = "".join(f"({text}) Tj T* " for text in texts)
    return f"{before} BT /F1 12 Tf 14 TL 72 {top} Td {shown}ET".encode("cp1252")
