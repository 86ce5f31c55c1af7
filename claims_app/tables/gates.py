"""The gates before any parser: size, magic bytes, and what a ZIP holds, counted by inflating it ourselves."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

# Opens the bytes of a file, each time from their beginning.
Opens = Callable[[], BinaryIO]
MB = 1024 * 1024
# Of a text file, at the page's door; the command has no limit, since text files are read in pieces.
MAX_TEXT = 100 * MB
MAX_ZIP = 10 * MB
MAX_PARTS = 200
MAX_INFLATED = 50 * MB
MAX_RATIO = 100
SMALL_PART = 64 * 1024

PIECE = 1 * MB
BLANK = b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"
MANIFEST = "META-INF/manifest.xml"
ZIP_MAGIC = b"PK\x03\x04"
BOOK_SUFFIXES = ("xlsx", "xlsm", "xls", "ods")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
OLD_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
OTHER_MAGIC = {
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip file",
    b"BZh": "a packed file",
    b"\xfd7zXZ": "a packed file",
    b"\x28\xb5\x2f\xfd": "a packed file",
    b"7z\xbc\xaf": "a packed file",
    b"Rar!": "a packed file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"SQLite format 3": "a database",
    b"\x7fELF": "a program",
    b"{\\rtf": "a text document",
    b"PAR1": "a Parquet file",
    b"PK\x05\x06": "an empty ZIP file",
    b"PK\x07\x08": "a part of a split ZIP file",
}
DTD_MARKS = tuple(
    mark.encode(encoding) for mark in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)


LONGEST_MESSAGE = 1_000
# How a page of the web or another XML file begins.
MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|table|\?xml)\b", re.IGNORECASE)


class TableError(ValueError):
    """The file cannot be read; the message is a sentence for people with the mend, however long the names in the file are."""

    def __init__(self, message: str) -> None:
        super().__init__(message if len(message) <= LONGEST_MESSAGE else message[: LONGEST_MESSAGE - 1] + "…")


def opened(data: bytes | Opens) -> Opens:
    """Bytes as what opens them."""
    return (lambda: io.BytesIO(data)) if isinstance(data, bytes) else data


def pieces_of(opens: Opens) -> Iterator[bytes]:
    """The bytes of a file, some at a time."""
    with opens() as file:
        while piece := file.read(PIECE):
            yield piece


def kind_of(data: bytes | Opens, name: str) -> str:
    """`xlsx`, `ods`, `xls`, `json`, `jsonl` or `text`, by what the bytes are; the name only tells text kinds apart.

    Raises TableError for an empty file, a workbook that is too large, and for kinds that hold no table.
    """
    opens = opened(data)
    if not any(piece.strip(BLANK) for piece in pieces_of(opens)):
        raise TableError(f"{name} is empty. Choose a file with a header line and at least one row.")
    with opens() as file:
        # A workbook is read whole, and one byte more than it may have tells that it has too many.
        data = file.read(MAX_ZIP + 1)
    if data.startswith(ZIP_MAGIC):
        check_zip(data, name)
        return _zip_kind(data, name)
    if data.startswith(OLE_MAGIC):
        _check_old_book(data, name)
        return "xls"
    for magic, what in OTHER_MAGIC.items():
        if data.startswith(magic):
            raise TableError(f"{name} is {what}, not a table. Export the table as CSV or XLSX.")
    if MARKUP.match(data):
        raise TableError(f"{name} is a page of the web or XML, not a table. Open it and save the table as CSV or XLSX.")
    suffix = name.rsplit(".", 1)[-1].lower()
    if suffix in BOOK_SUFFIXES:
        raise TableError(f"{name} is named like a workbook but is none. If it is a CSV file, rename it to end in .csv.")
    return suffix if suffix in ("json", "jsonl", "ndjson") else "text"


def check_zip(data: bytes, name: str) -> None:
    """Raise TableError unless the ZIP is small, honest about its sizes, whole, and free of document type definitions."""
    _check_size_of_book(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.comment:
                raise TableError(f"{name} has something after its end, so it could be read two ways. Save it anew.")
            _check_parts(archive, name)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        lzma.LZMAError,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        if isinstance(error, TableError):
            raise
        raise TableError(
            f"{name} is damaged or cut off: it is no whole workbook. Save it again and upload it anew."
        ) from None
    except RuntimeError:
        raise TableError(f"{name} is locked with a password. Save it without one.") from None


def _check_size_of_book(data: bytes, name: str) -> None:
    if len(data) > MAX_ZIP:
        raise TableError(
            f"{name} has more than {MAX_ZIP // MB} MB; workbooks of at most {MAX_ZIP // MB} MB are read. Save it as CSV."
        )


def _check_old_book(data: bytes, name: str) -> None:
    """An .xls file names its stream of cells; a locked .xlsx and a text document stand in the same kind of container."""
    _check_size_of_book(data, name)
    if LOCKED in data:
        raise TableError(f"{name} is locked with a password. Save it without one.")
    if not any(stream in data for stream in OLD_STREAMS):
        raise TableError(f"{name} is an old office document, but no workbook. Save the table as .xlsx or CSV.")


def _check_parts(archive: zipfile.ZipFile, name: str) -> None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MAX_PARTS:
        raise TableError(f"{name} holds {len(parts)} parts; a workbook has at most {MAX_PARTS}. Save it anew.")
    if len({part.casefold().replace("\\", "/") for part in names}) != len(names):
        raise TableError(f"{name} holds two parts of the same name, so it could be read two ways. Save it anew.")
    if any(".." in part.split("/") or part.startswith(("/", "\\")) for part in names):
        raise TableError(f"{name} holds a part with a path out of the file. It was not opened.")
    total = 0
    for part in parts:
        total += _inflate(archive, part, MAX_INFLATED - total, name)


def _inflate(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, name: str) -> int:
    """Inflate one part in pieces, counting; the declared size is not believed."""
    size, tail = 0, b""
    with archive.open(part) as stream:
        while piece := stream.read(256 * 1024):
            size += len(piece)
            if size > left or (size > SMALL_PART and size > MAX_RATIO * max(part.compress_size, 1)):
                raise TableError(f"{name} unfolds to far more than it weighs, as harmful files do. Save it as CSV.")
            window = (tail + piece).upper()
            if any(mark in window for mark in DTD_MARKS):
                raise TableError(f"{name} holds a document type definition, which no table needs. Save it anew.")
            tail = piece[-32:]
    return size


def _zip_kind(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        manifest = archive.read(MANIFEST) if MANIFEST in names else b""
    if b"encryption-data" in manifest:
        raise TableError(f"{name} is locked with a password. Save it without one.")
    if "xl/workbook.bin" in names:
        raise TableError(f"{name} is a binary workbook (.xlsb), which is not read here. Save it as .xlsx.")
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    raise TableError(f"{name} is a ZIP file but no workbook. Upload the .xlsx or .csv in it.")
