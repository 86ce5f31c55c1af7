"""The gates refuse what no table needs, before any parser sees it, with a sentence and never a traceback."""

from __future__ import annotations

import random
import struct
import zipfile

import pytest

from claims_app.tables import gates
from claims_app.tables.gates import TableError, check_zip, kind_of
from tests.tables.workbooks import make_parts, make_sheet, make_workbook, make_zip

SHEET = make_sheet([["claimant", "figure"], ["Azerbaijan", "6"]])
GOOD = make_workbook({"Claims": SHEET})


def refusal(data: bytes, name: str = "claims.xlsx") -> str:
    with pytest.raises(TableError) as refused:
        kind_of(data, name)
    sentence = str(refused.value)
    assert name in sentence and sentence.endswith(".") and len(sentence) < 2000
    return sentence


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"claimant,figure\nAzerbaijan,6\n", "claims.csv", "text"),
        (b"claimant\tfigure\n", "claims.tsv", "text"),
        (b'[{"claimant": "a"}]', "claims.json", "json"),
        (b'{"claimant": "a"}\n', "claims.jsonl", "jsonl"),
        (b'{"claimant": "a"}\n', "claims.ndjson", "ndjson"),
        (GOOD, "claims.xlsx", "xlsx"),
        (GOOD, "claims.csv", "xlsx"),
        (make_zip({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}), "a.ods", "ods"),
    ],
    ids=["csv", "tsv", "json", "json lines", "ndjson", "xlsx", "a workbook named csv", "ods"],
)  # fmt: skip
def test_the_bytes_say_what_a_file_is(data: bytes, name: str, kind: str) -> None:
    assert kind_of(data, name) == kind


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n", "is empty"),
        (b"\x00" * 50, "is empty"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\x1f\x8b\x08...", "a gzip file"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"PAR1....", "a Parquet file"),
        (b"PK\x05\x06" + b"\x00" * 18, "an empty ZIP file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "an old office document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1.." + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (b"claimant,figure\nAzerbaijan,6\n", "named like a workbook but is none"),
    ],
    ids=[
        "nothing",
        "blank",
        "nuls",
        "pdf",
        "gzip",
        "png",
        "parquet",
        "empty zip",
        "old document",
        "locked workbook",
        "csv named xlsx",
    ],
)
def test_what_is_no_table_is_named(data: bytes, words: str) -> None:
    assert words in refusal(data)


def parts(**extra: str | bytes) -> bytes:
    return make_workbook({"Claims": SHEET}, (), **extra)


DTD = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (parts(**{f"p{i}": "" for i in range(201)}), "parts"),
        (parts(**{"xl/../../etc/passwd": "x"}), "a path out of the file"),
        (parts(**{"/etc/passwd": "x"}), "a path out of the file"),
        (parts(**{"xl/sharedStrings.xml": DTD}), "document type definition"),
        (parts(**{"xl/sharedStrings.xml": DTD.lower()}), "document type definition"),
        (parts(**{"xl/sharedStrings.xml": DTD.encode("utf-16")}), "document type definition"),
        (parts(**{"xl/sharedStrings.xml": " " * (256 * 1024 - 4) + DTD}), "far more than it weighs"),
        (parts(**{"xl/media/noise.bin": random.Random(1).randbytes(256 * 1024 - 4) + DTD.encode()}), "type definition"),
        (parts(**{"xl/sharedStrings.xml": "0" * 20_000_000}), "far more than it weighs"),
        (GOOD[: len(GOOD) // 2], "damaged or cut off"),
        (make_zip({"readme.txt": "hello"}), "no workbook"),
        (b"PK\x03\x04" + b"\x00" * gates.MAX_ZIP, "MB"),
    ],
    ids=[
        "too many parts", "parent folder", "absolute path", "dtd", "dtd in small letters", "dtd in UTF-16",
        "dtd behind padding", "dtd across two pieces", "bomb", "cut off", "another zip", "too large",
    ],
)  # fmt: skip
def test_a_harmful_workbook_is_refused_before_it_is_parsed(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_two_parts_of_one_name_are_refused_since_they_read_two_ways() -> None:
    data = parts(**{"xl/workbook.xmm": "<other/>"}).replace(b"xl/workbook.xmm", b"xl/workbook.xml")
    assert "two parts of the same name" in refusal(data)


def test_a_declared_size_is_not_believed() -> None:
    """The directory says that the sheet has one byte; what it unfolds to is counted all the same."""
    data = bytearray(parts(**{"xl/big.xml": "0" * 5_000_000}))
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/big.xml"))
    data[place + 24 : place + 28] = struct.pack("<I", 1)
    refusal(bytes(data))


def test_a_changed_byte_is_found_by_its_checksum() -> None:
    stored = make_parts({"Claims": SHEET})
    buffer_name = "xl/worksheets/sheet1.xml"
    data = make_zip(stored)
    with zipfile.ZipFile(__import__("io").BytesIO(data)) as archive:
        info = archive.getinfo(buffer_name)
    broken = bytearray(data)
    at = info.header_offset + 30 + len(buffer_name)
    broken[at + info.compress_size // 2] ^= 0xFF
    assert "damaged" in refusal(bytes(broken))


def test_a_thousand_damaged_workbooks_give_a_sentence_or_pass_but_never_a_traceback() -> None:
    dice = random.Random(20160402)
    refused = 0
    for _ in range(1000):
        broken = bytearray(GOOD)
        for _ in range(dice.randint(1, 4)):
            broken[dice.randrange(4, len(broken))] = dice.randrange(256)
        try:
            check_zip(bytes(broken), "claims.xlsx")
        except TableError:
            refused += 1
    assert refused > 500
