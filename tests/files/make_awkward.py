"""Makes the awkward files beside this script, with what is right for each: `python -m tests.files.make_awkward`.

From the standard library alone, and the same bytes every time. A file is accepted (all rows saved), asked about (a question, nothing saved)
or rejected (nothing saved, a sentence that holds the words). Large ones are made for the tests and not kept here.
"""

from __future__ import annotations

import codecs
import gzip
import json
import struct
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

from tests.tables.workbooks import LINKS, MAIN, make_parts, make_sheet, make_workbook, make_zip

FOLDER = Path(__file__).parent / "awkward"
HEAD = ["incident", "claimant", "subject", "measure", "figure", "publisher", "published", "quote"]
ROW = ["2020-10-01-martuni", "Armenia", "Azerbaijan", "tanks destroyed", "4", "Herald", "2020-10-01", "four tanks"]
TWO = [
    "2020-10-01-martuni",
    "Azerbaijan",
    "Armenia",
    "soldiers killed",
    "12",
    "Herald",
    "2020-10-02",
    "twelve soldiers",
]
LARGEST_KEPT = 30_000


@dataclass(frozen=True, slots=True)
class Awkward:
    """One file: `decision` is accept, ask or reject; `figures` and `quotes` what is saved, `words` what the refusal says, `asked` the column of the question."""

    name: str
    why: str
    decision: str
    data: bytes
    figures: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    asked: str = ""
    words: str = ""


def accept(
    name: str, why: str, data: bytes, figures: Sequence[str] = ("4", "12"), quotes: Sequence[str] = ()
) -> Awkward:
    return Awkward(name, why, "accept", data, tuple(figures), tuple(quotes))


def ask(name: str, why: str, data: bytes, column: str) -> Awkward:
    return Awkward(name, why, "ask", data, asked=column)


def reject(name: str, why: str, data: bytes, words: str) -> Awkward:
    return Awkward(name, why, "reject", data, words=words)


def cell(text: str, delimiter: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(char in text for char in (delimiter, '"', "\n", "\r")) else text


def lines(*rows: Sequence[str], delimiter: str = ",", end: str = "\r\n") -> str:
    return "".join(delimiter.join(cell(text, delimiter) for text in row) + end for row in rows)


def changed(**cells: str) -> list[str]:
    """The first row with other cells."""
    return [cells.get(name, text) for name, text in zip(HEAD, ROW, strict=True)]


def csv_of(*rows: Sequence[str], header: Sequence[str] = HEAD) -> bytes:
    return lines(header, *rows).encode()


def one(**cells: str) -> bytes:
    """A file with one good row and one with these cells."""
    return csv_of(TWO, changed(**cells))


def with_columns(more: dict[str, str], **cells: str) -> bytes:
    return csv_of([*changed(**cells), *more.values()], header=[*HEAD, *more])


PLAIN = lines(HEAD, ROW, TWO)


def texts() -> Iterator[Awkward]:
    """Text files that are right, whatever they look like."""
    yield accept("plain.csv", "a plain file", PLAIN.encode())
    for name, delimiter in (("semicolons", ";"), ("tabs", "\t"), ("bars", "|")):
        yield accept(f"{name}.csv", f"cut by {name}", lines(HEAD, ROW, TWO, delimiter=delimiter).encode())
    yield accept("tabs.tsv", "named .tsv", lines(HEAD, ROW, TWO, delimiter="\t").encode())
    yield accept(
        "sep-semicolon.csv", "sep=; before the header", ("sep=;\r\n" + lines(HEAD, ROW, TWO, delimiter=";")).encode()
    )
    yield accept("sep-bom.csv", "a mark, then sep=,", codecs.BOM_UTF8 + ("SEP=,\n" + PLAIN).encode())
    yield accept(
        "sep-tie.csv",
        "sep= settles a header with commas in it",
        ("sep=;\n" + lines([*HEAD, "a,b,c,d,e,f,g,h,i"], [*ROW, ""], [*TWO, ""], delimiter=";")).encode(),
    )
    for name, codec, mark in (
        ("utf8", "utf-8", codecs.BOM_UTF8), ("utf16le", "utf-16-le", codecs.BOM_UTF16_LE),
        ("utf16be", "utf-16-be", codecs.BOM_UTF16_BE), ("utf32le", "utf-32-le", codecs.BOM_UTF32_LE),
        ("utf32be", "utf-32-be", codecs.BOM_UTF32_BE),
    ):  # fmt: skip
        text = lines(HEAD, changed(claimant="Армения", quote="четыре танка"), TWO)
        yield accept(f"mark-{name}.csv", f"{name} with its mark", mark + text.encode(codec), quotes=["четыре танка"])
    yield accept("cr-alone.csv", "lines end as on old Macs", lines(HEAD, ROW, TWO, end="\r").encode())
    yield accept("lf.csv", "lines end as on Unix", lines(HEAD, ROW, TWO, end="\n").encode())
    yield accept("no-last-newline.csv", "no newline at the end", PLAIN.rstrip().encode())
    yield accept("blank-lines-after.csv", "blank lines at the end", (PLAIN + "\r\n\r\n,,,,,,,\r\n").encode())
    yield accept("blank-row-between.csv", "an empty row in the middle", csv_of(ROW, [""] * len(HEAD), TWO))
    yield accept(
        "empty-columns.csv", "empty columns that a spreadsheet adds", PLAIN.replace("\r\n", ",,,\r\n").encode()
    )
    yield accept(
        "loud-header.csv",
        "capitals, spaces and underscores in the header",
        csv_of(ROW, TWO, header=[name.upper().replace("I", " I_") for name in HEAD]),
    )
    yield accept(
        "wide-letters.csv",
        "full-width letters in the header",
        csv_of(ROW, TWO, header=["".join(chr(ord(c) + 0xFEE0) for c in name) for name in HEAD]),
    )
    yield accept(
        "zero-width-header.csv",
        "an invisible character in a header",
        csv_of(ROW, TWO, header=[name + "\u200b" for name in HEAD]),
    )
    yield accept(
        "aliases.csv",
        "other names for the columns",
        csv_of(ROW, TWO, header=["event", "party", "target", "metric", "value", "source", "page_date", "quote"]),
    )
    yield accept("leading-zeros.csv", "an id that looks like a number", with_columns({"external_id": "00001"}), ["4"])
    yield accept(
        "looks-empty.csv",
        "texts that programs take for nothing",
        csv_of(changed(publisher="NA", quote="null"), [*TWO[:5], "None", *TWO[6:]]),
        quotes=["null"],
    )
    yield accept(
        "newline-in-quote.csv",
        "a newline in a quote",
        one(quote="four\r\ntanks"),
        ["12", "4"],
        ["twelve soldiers", "four\r\ntanks"],
    )
    yield accept(
        "doubled-quotes.csv",
        "quotes in a quote",
        one(quote='"four" tanks'),
        ["12", "4"],
        ["twelve soldiers", '"four" tanks'],
    )
    yield accept(
        "guarded-formula.csv",
        "a text that was guarded on its way out",
        one(quote="'=1+1"),
        ["12", "4"],
        ["twelve soldiers", "=1+1"],
    )
    yield accept(
        "formula-like.csv",
        "a text that begins like a formula",
        one(quote="=SUM(A1:A9)"),
        ["12", "4"],
        ["twelve soldiers", "=SUM(A1:A9)"],
    )
    yield accept(
        "far-planes.csv",
        "letters outside the first plane",
        one(quote="\U0001f6a9 four"),
        ["12", "4"],
        ["twelve soldiers", "\U0001f6a9 four"],
    )
    long = "".join(chr(0x4E00 + place * 7919 % 20_000) for place in range(6_500))
    quotes = ["twelve soldiers", long]
    yield accept("long-quote.csv", "a quote that no index holds", one(quote=long), ["12", "4"], quotes)
    yield accept(
        "other-direction.csv",
        "marks of direction in a quote",
        one(quote="four \u202eskna\u202c"),
        ["12", "4"],
        ["twelve soldiers", "four \u202eskna\u202c"],
    )
    yield accept(
        "hard-spaces.csv", "spaces that do not break around a name", one(claimant="\u00a0Armenia\u00a0"), ["12", "4"]
    )
    yield accept(
        "not-ours.csv",
        "columns that a file may not set",
        with_columns({"id": "7", "status": "published", "created_by": "me"}),
        ["4"],
    )
    yield accept(
        "derived.csv",
        "columns that an export adds",
        with_columns({"verdict": "", "sha256": "x", "row_key": "y"}),
        ["4"],
    )
    yield accept(
        "mended.csv", "a file of rows to mend, mended", with_columns({"row_in_file": "9", "what_to_mend": "x"}), ["4"]
    )
    yield accept(
        "silence.csv",
        "a silence and a none",
        csv_of(changed(figure="no figure given"), [*TWO[:4], "none", *TWO[5:]]),
        ["no figure given", "none"],
    )
    yield accept("day-first-only.csv", "a date that reads in one way", one(published="23.10.2020"), ["12", "4"])
    yield accept(
        "with-a-time.csv", "a time with its zone", with_columns({"stated_at": "2020-10-01T23:30+04:00"}), ["4"]
    )
    yield accept(
        "one-delimiter-in-quotes.csv",
        "the other delimiter stands in quotes",
        lines(HEAD, changed(quote="a;b;c;d;e;f;g;h;i")).encode(),
        ["4"],
    )


def asked() -> Iterator[Awkward]:
    """Files that cannot be read without a choice."""
    for codec, claimant in (
        ("cp1251", "Армения"),
        ("koi8-r", "Армения"),
        ("cp866", "Армения"),
        ("latin-1", "Arménie"),
        ("cp1254", "Ermenistan ğış"),
    ):
        text = lines(HEAD, changed(claimant=claimant), TWO)
        yield ask(f"in-{codec}.csv", f"{codec} without a mark", text.encode(codec), "encoding")
    for codec in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        yield ask(f"in-{codec}.csv", f"{codec} without a mark", PLAIN.encode(codec), "encoding")
    yield ask("one-bad-byte.csv", "one byte that is no UTF-8", PLAIN.encode().replace(b"four", b"f\xffur"), "encoding")
    yield ask("overlong.csv", "an overlong form", PLAIN.encode().replace(b"four", b"\xc0\xaffour"), "encoding")
    yield ask("two-ways.csv", "a date that reads two ways", one(published="03/04/2020"), "published")
    yield ask("two-ways-dots.csv", "the same with dots", one(published="3.4.2020"), "published")
    two = {"One": make_sheet([HEAD, ROW]), "Two": make_sheet([HEAD, TWO])}
    yield ask("two-sheets.xlsx", "two sheets that are seen", make_workbook(two), "sheet")
    yield ask("two-sheets.ods", "two sheets that are seen", ods({"One": [HEAD, ROW], "Two": [HEAD, TWO]}), "sheet")


def refused_texts() -> Iterator[Awkward]:
    """Text files that cannot be right."""
    yield reject("nothing.csv", "no bytes", b"", "is empty")
    yield reject("mark-alone.csv", "a mark and nothing else", codecs.BOM_UTF8, "is empty")
    yield reject("nuls.csv", "zeros alone", b"\x00" * 64, "is empty")
    yield reject("header-alone.csv", "a header and no rows", lines(HEAD).encode(), "no rows")
    yield reject("short-row.csv", "a row with a cell too few", csv_of(ROW, TWO[:-1]), "row 3 has 7")
    yield reject(
        "long-rows.csv", "every row one longer than the header", csv_of([*ROW, "x"], [*TWO, "y"]), "row 2 has 9"
    )
    yield reject("header-twice.csv", "one name twice", csv_of([*ROW, "5"], header=[*HEAD, "Figure"]), "twice")
    yield reject(
        "header-twice-hidden.csv",
        "one name twice by an invisible character",
        csv_of([*ROW, "5"], header=[*HEAD, "fig\u200dure"]),
        "twice",
    )
    yield reject(
        "alias-twice.csv",
        "a column and its other name",
        csv_of([*ROW, "5"], header=[*HEAD, "value"]),
        "both the column figure",
    )
    yield reject(
        "nameless.csv", "a column without a name between others", csv_of(["x", *ROW], header=["", *HEAD]), "Column 1"
    )
    yield reject(
        "tie.csv",
        "two delimiters that fit",
        b"incident;claimant,measure;figure,quote\r\na;b,c;d,e\r\n",
        "could be cut by",
    )
    yield reject("open-quote.csv", "a quote that is never closed", PLAIN.encode() + b'"2020', "Row 4")
    many = PLAIN + '"' + PLAIN.split("\r\n", 1)[1] * 130
    yield reject("open-quote-above.csv", "a quote above many rows that is never closed", many.encode(), "Line 4")
    yield reject(
        "after-quote.csv", "text after a closing quote", PLAIN.replace("four tanks", '"four" tanks').encode(), "Row 2"
    )
    yield reject(
        "nul-inside.csv",
        "a NUL far inside",
        (PLAIN + PLAIN.split("\r\n", 1)[1] * 60).replace("twelve soldiers\r\n", "twelve soldiers\r\n", 1).encode()
        + b"\x00",
        "NUL",
    )
    yield reject("long-cell.csv", "a cell of 20,001 letters", one(quote="x" * 20_001), "more than")
    yield reject("sep-odd.csv", "sep= with a letter", ("sep=x\r\n" + PLAIN).encode(), "cuts its cells")
    yield reject(
        "no-claimant.csv",
        "a required column is not there",
        csv_of(ROW[:1] + ROW[2:], header=HEAD[:1] + HEAD[2:]),
        "no column claimant",
    )
    yield reject(
        "markup.csv",
        "a page saved under another name",
        b"<!doctype html><title>claims</title><table><tr><td>1</table>",
        "",
    )
    yield reject("pdf.csv", "a document", b"%PDF-1.7\n1 0 obj\n", "a PDF document")
    yield reject("packed.csv", "a packed file", gzip.compress(PLAIN.encode(), mtime=0), "a gzip file")


def refused_lines() -> Iterator[Awkward]:
    """Text files whose lines are not what they seem."""
    open_quotes = PLAIN.replace("four tanks", '"four tanks').replace("twelve soldiers", 'twelve soldiers"')
    yield reject("swallowed-row.csv", "two open quotes make one cell of a row", open_quotes.encode(), "further row")
    yield ask("title-above.csv", "a title above the header", b"Losses\r\n\r\n" + PLAIN.encode(), "header")
    yield ask("blank-first.csv", "an empty line above the header", b"\r\n" + PLAIN.encode(), "header")
    yield reject("notes-below.csv", "a note below the table", PLAIN.encode() + b"* early\r\n", "notes below")
    yield reject("nul-early.csv", "a NUL in a text", PLAIN.encode().replace(b"four", b"fo\x00ur"), "NUL")
    yield reject("long-name.csv", "a column with a page for a name", with_columns({"x" * 500: "1"}), "more than 400")
    yield reject("no-text.csv", "bytes in no encoding", bytes(range(256)) * 9 + b"\x98\x81", "no text")
    yield reject("page.csv", "a page with a mark", codecs.BOM_UTF8 + b"\n<html><table>\n<tr><td>x,y</table>", "web")
    yield reject("picture.csv", "a picture", b"\xff\xd8\xff\xe0" + bytes(64), "a picture")


def refused_cells() -> Iterator[Awkward]:
    """Files with a row that cannot be right beside one that is."""
    yield reject("look-alike.csv", "a Cyrillic letter in a name", one(claimant="\u0410rmenia"), "looks like Armenia")
    yield reject(
        "isolated-name.csv", "marks of direction around a name", one(claimant="\u2066Armenia\u2069"), "invisible"
    )
    yield reject("filled-name.csv", "a filler after a name", one(claimant="Armenia\u3164"), "invisible")
    long = "https://host.example/" + "".join(chr(0x4E00 + place * 7919 % 20_000) for place in range(900))
    yield reject("long-link.csv", "an address that no index holds", with_columns({"url": long}), "2,000 bytes")
    outlets = csv_of(ROW, [*TWO[:5], "\u041derald", *TWO[6:]])
    yield reject("look-alike-outlet.csv", "an outlet of the file in disguise", outlets, "looks like Herald")
    yield reject("invisible-name.csv", "an invisible character in a name", one(claimant="Arme\u200bnia"), "invisible")
    yield reject(
        "look-alike-measure.csv", "a Cyrillic letter in a measure", one(measure="tank\u0455 destroyed"), "looks like"
    )
    yield reject("unknown-party.csv", "nobody on file", one(claimant="Atlantis"), "no party on file")
    yield reject("unknown-incident.csv", "no such incident", one(incident="nowhere"), "no incident on file")
    yield reject("unknown-measure.csv", "no such measure", one(measure="dragons slain"), "no measure on file")
    yield reject("unknown-place.csv", "no such place", with_columns({"place": "Nowhere"}), "no place on file")
    for name, figure in (
        ("negative", "-5"), ("nan", "NaN"), ("infinity", "Infinity"), ("exponent", "1e3"), ("comma-five", "1,5"), ("letter-o", "1O"),
        ("underscore", "1_000"), ("hexadecimal", "0x10"), ("half-group", "12,34"), ("fraction", "3.5"), ("arabic-point", "٣.٥"),
    ):  # fmt: skip
        yield reject(f"figure-{name}.csv", f"a figure written {figure}", one(figure=figure), "")
    yield reject("day-30-february.csv", "a day that never was", one(published="2020-02-30"), "no ISO date")
    yield reject("day-in-words.csv", "a day in words", one(published="2 May"), "no ISO date")
    zone = with_columns({"stated_at": "2020-10-01T10:00+23:59"})
    yield reject("zone-24-hours.csv", "a time zone of no place", zone, "hours from Greenwich")
    readings = {"read_low": "³", "read_high": "5", "read_as_note": "x"}
    yield reject("raised-digit.csv", "a raised digit for a reading", with_columns(readings), "no whole number")
    yield reject("year-1.csv", "the year 1", one(published="0001-01-01"), "1800")
    yield reject("day-serial.csv", "a day as a spreadsheet counts", one(published="44105"), "no ISO date")
    for name, url in (
        ("script", "javascript:alert(1)"), ("user", "https://user@host.example/"), ("backslash", "https:\\\\host.example"),
        ("bracket", "http://[::1"), ("port", "https://host.example:port/"), ("nobody", "https:///path"),
        ("hidden", "https://host.example/\u202ecod.exe"), ("sign", "https://ho\u2100st.example/"),
        ("file", "file:///etc/passwd"), ("space", "https://host.example/a b"), ("data", "data:text/html,x"),
    ):  # fmt: skip
        yield reject(f"link-{name}.csv", f"a link that is none: {name}", with_columns({"url": url}), "no web address")
    yield reject(
        "ends-before.csv",
        "it ends before it begins",
        with_columns({"event_date": "2020-10-05", "event_end": "2020-10-01"}),
        "before the first",
    )
    yield reject(
        "itself.csv", "a claim that revises itself", with_columns({"external_id": "a", "revises": "a"}), "itself"
    )
    yield reject(
        "points-nowhere.csv",
        "a link to a claim that is not there",
        with_columns({"external_id": "a", "revises": "b"}),
        "no external_id",
    )
    header = [*HEAD, "external_id"]
    yield reject(
        "two-figures.csv",
        "one id, two figures",
        csv_of([*ROW, "a"], [*changed(figure="5"), "a"], header=header),
        "another figure",
    )
    yield reject(
        "two-measures.csv",
        "one id, two measures",
        csv_of([*ROW, "a"], [*changed(measure="drones destroyed"), "a"], header=header),
        "another measure",
    )
    ring = [[*changed(figure="denied"), "a", "b"], [*changed(figure="denied", claimant="Azerbaijan"), "b", "a"]]
    yield reject("ring.csv", "denials that deny each other", csv_of(*ring, header=[*header, "denies"]), "ring")
    yield reject(
        "both-kinds.csv", "a position with a figure", with_columns({"question": "Who", "position": "Armenia"}), ""
    )


def records() -> Iterator[Awkward]:
    """JSON and JSON Lines."""
    rows = [dict(zip(HEAD, row, strict=True)) for row in (ROW, TWO)]
    whole = json.dumps(rows).encode()
    yield accept("list.json", "a list of records", whole)
    yield accept("lines.jsonl", "a record on each line", "\n".join(map(json.dumps, rows)).encode())
    yield accept("in-an-object.json", "the list stands in an object", json.dumps({"claims": rows}).encode())
    yield accept(
        "numbers.json", "a figure as a number", json.dumps([rows[0] | {"figure": 4}, rows[1] | {"figure": 12}]).encode()
    )
    yield accept(
        "nothing-said.json", "null for an empty cell", json.dumps([row | {"place": None} for row in rows]).encode()
    )
    yield accept("marked.json", "a mark before the list", codecs.BOM_UTF8 + whole)
    yield accept("named-csv.csv", "records in a file named .csv", whole)
    told = "\n".join(json.dumps(row | {"quote": "a\u2028b\u0085c"}, ensure_ascii=False) for row in rows)
    yield accept(
        "other-line-ends.jsonl", "line ends of other systems in a quote", told.encode(), quotes=["a\u2028b\u0085c"]
    )
    yield reject("bad-line.jsonl", "a line that is cut", f"{json.dumps(rows[0])}\n\n{{\n".encode(), "line 3")
    yield reject("decimals.json", "a number with three decimals", whole.replace(b'"4"', b"1.234"), "with decimals")
    yield reject(
        "nameless.json", "a value without a name", whole.replace(b'"quote"', b'"": "x", "quote"'), "without a name"
    )
    yield reject("not-a-number.json", "NaN", whole.replace(b'"4"', b"NaN"), "NaN")
    yield reject("infinite.json", "Infinity", whole.replace(b'"4"', b"-Infinity"), "Infinity")
    yield reject("key-twice.json", "a key twice", whole.replace(b'"figure"', b'"figure": "9", "figure"', 1), "twice")
    yield reject("nested.json", "a record in a record", whole.replace(b'"4"', b'{"n": 4}'), "nested")
    yield reject(
        "half-character.json", "half a character", whole.replace(b"four tanks", b"four \\ud800"), "half characters"
    )
    yield reject("nul.json", "an escaped NUL", whole.replace(b"four tanks", b"four\\u0000"), "NUL")
    yield reject(
        "nul-in-a-name.json",
        "an escaped NUL in the name of a column",
        whole.replace(b'"quote"', b'"quo\\u0000te"'),
        "NUL",
    )
    yield reject(
        "half-a-name.json",
        "half a character in the name of a column",
        whole.replace(b'"quote"', b'"quo\\ud800te"'),
        "half characters",
    )
    yield reject("cut.json", "cut off", whole[:-20], "not whole JSON")
    yield reject("deep.json", "a thousand lists in each other", b"[" * 10_000 + b"]" * 10_000, "")
    yield reject("lists.json", "lists, not records", json.dumps([HEAD, ROW]).encode(), "no object")
    yield reject("truth.json", "true for a figure", whole.replace(b'"4"', b"true"), "")
    yield reject("a-text.json", "a text alone", b'"claims"', "no list")
    yield reject("no-records.json", "an empty list", b"[]", "no records")


def formula(place: str) -> str:
    return f'<c r="{place}"><f>2+2</f><v>4</v></c>'


def workbooks() -> Iterator[Awkward]:
    """XLSX files."""
    sheet = make_sheet([HEAD, ROW, TWO])
    book = make_workbook({"Claims": sheet})
    parts = make_parts({"Claims": sheet})
    yield accept("plain.xlsx", "a plain workbook", book)
    number = [*ROW[:4], '<c r="E2"><v>4</v></c>', *ROW[5:]]
    yield accept("number.xlsx", "a figure as a number", make_workbook({"Claims": make_sheet([HEAD, number, TWO])}))
    yield accept(
        "hidden-first.xlsx",
        "a hidden sheet first",
        make_workbook({"Old": make_sheet([["x"], ["y"]]), "Claims": sheet}, ["Old"]),
    )
    yield accept("named-csv.csv.xlsx", "two endings", book)
    for name, odd, words in (
        ("formula", formula("E2"), "a formula"), ("error", '<c r="E2" t="e"><v>#REF!</v></c>', "error"),
        ("link-error", '<c r="E2" t="e"><v>#N/A</v></c>', "error"),
    ):  # fmt: skip
        rows = [HEAD, [*ROW[:4], odd, *ROW[5:]], TWO]
        yield reject(f"{name}.xlsx", f"a cell that is {name}", make_workbook({"Claims": make_sheet(rows)}), words)
    yield reject(
        "decimals.xlsx",
        "a number with three decimals",
        make_workbook({"Claims": make_sheet([HEAD, [*ROW[:4], '<c r="E2"><v>1.234</v></c>', *ROW[5:]], TWO])}),
        "with decimals",
    )
    yield from read_two_ways(sheet, parts)
    yield from seen_otherwise()
    merged = make_sheet([HEAD, ROW, ["", "", *TWO[2:]]], '<mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>')
    yield reject("merged.xlsx", "one name over two rows", make_workbook({"Claims": merged}), "merged")
    yield reject(
        "stray.xlsx",
        "a value outside the header",
        make_workbook({"Claims": make_sheet([HEAD, [*ROW, "x"]])}),
        "outside the columns",
    )
    yield reject(
        "far-cell.xlsx",
        "a cell a million rows down",
        make_workbook({"Claims": make_sheet([HEAD, ['<c r="XFD1048576"><v>1</v></c>']])}),
        "stray cells",
    )
    yield reject(
        "all-hidden.xlsx", "no sheet is seen", make_workbook({"Claims": sheet}, ["Claims"]), "no sheet is visible"
    )
    for name, encoding in (("dtd", "utf-8"), ("dtd-utf16", "utf-16-le")):
        evil = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'.encode(encoding)
        yield reject(
            f"{name}.xlsx", "an entity from outside", make_zip({**parts, "xl/evil.xml": evil}), "document type"
        )
    yield reject("path-out.xlsx", "a part with a path out", make_zip({**parts, "../evil.xml": "x"}), "out of the file")
    yield reject(
        "many-parts.xlsx", "201 parts", make_zip({**parts, **{f"xl/m{n}.xml": "" for n in range(200)}}), "parts"
    )
    yield reject("bomb.xlsx", "it unfolds to 60 MB", make_zip({**parts, "xl/big.xml": b"\x00" * 60_000_000}), "unfolds")
    yield reject("part-twice.xlsx", "one part twice", twice(parts), "same name")
    yield reject("cut.xlsx", "cut off", book[: len(book) // 2], "damaged")
    yield reject("bad-sum.xlsx", "a part that was altered", book[:60] + b"\xff\xff\xff\xff" + book[64:], "")
    yield reject("no-workbook.xlsx", "a ZIP of something else", make_zip({"a.txt": "hello"}), "no workbook")
    yield reject("renamed.xlsx", "a CSV file that was renamed", PLAIN.encode(), "named like a workbook")
    yield reject("empty-zip.xlsx", "a ZIP of nothing", b"PK\x05\x06" + b"\x00" * 18, "an empty ZIP")
    yield reject("broken-sheet.xlsx", "a sheet that is no XML", make_workbook({"Claims": "<worksheet"}), "")
    yield reject("no-rows.xlsx", "a header alone", make_workbook({"Claims": make_sheet([HEAD])}), "no rows")


STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    LINKS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def strict(text: str) -> str:
    for usual, other in STRICT.items():
        text = text.replace(usual, other)
    return text


SHARED = "xl/sharedStrings.xml"


def link_to(texts: str) -> str:
    """The end of the links of a workbook, with one to the part of its shared texts."""
    return f'<Relationship Id="texts" Type="{LINKS}/sharedStrings" Target="{texts}"/></Relationships>'


def texts_shared(*texts: str) -> str:
    return f'<sst xmlns="{MAIN}">{"".join(f"<si><t>{text}</t></si>" for text in texts)}</sst>'


def sharing(number: str, *texts: str) -> bytes:
    """A workbook with these shared texts, of which the figure of the first row names one by its number."""
    figure = f'<c r="E2" t="s"><v>{number}</v></c>'
    parts = make_parts({"Claims": make_sheet([HEAD, [*ROW[:4], figure, *ROW[5:]], TWO])})
    links = "xl/_rels/workbook.xml.rels"
    more = {links: parts[links].replace("</Relationships>", link_to("sharedStrings.xml")), SHARED: texts_shared(*texts)}
    return make_zip(parts | more)


def read_two_ways(sheet: str, parts: dict[str, str]) -> Iterator[Awkward]:
    """Workbooks in which one reader sees a value and another one a formula."""
    worked = make_sheet([HEAD, [*ROW[:4], formula("E2"), *ROW[5:]], TWO])
    bare = worked.replace(' r="', ' x="')
    yield accept("strict.xlsx", "a strict workbook", make_zip({name: strict(text) for name, text in parts.items()}))
    yield accept(
        "no-references.xlsx", "cells without their places", make_workbook({"Claims": sheet.replace(' r="', ' x="')})
    )
    yield reject("formula-nowhere.xlsx", "a formula without its place", make_workbook({"Claims": bare}), "a formula")
    formulas = {name: strict(text) for name, text in make_parts({"Claims": worked}).items()}
    yield reject("strict-formula.xlsx", "a formula in a strict workbook", make_zip(formulas), "a formula")
    over = '<c r="E2"><f t="array" ref="E2:E3">A1</f><v>4</v></c>'
    rows = [HEAD, [*ROW[:4], over, *ROW[5:]], [*TWO[:4], '<c r="E3"><v>12</v></c>', *TWO[5:]]]
    yield reject(
        "formula-below.xlsx", "a formula that fills two cells", make_workbook({"Claims": make_sheet(rows)}), "a formula"
    )
    upper = make_zip({**parts, "xl/worksheets/Sheet1.xml": worked})
    yield reject("part-twice-by-case.xlsx", "two parts but for a capital", upper, "same name")
    links = parts["xl/_rels/workbook.xml.rels"]
    again = f'<Relationship Id="r1" Type="{LINKS}/worksheet" Target="other.xml"/></Relationships>'
    other = {"xl/other.xml": worked, "xl/_rels/workbook.xml.rels": links.replace("</Relationships>", again)}
    yield reject("link-twice.xlsx", "one sheet in two parts", make_zip({**parts, **other}), "cannot be read")
    named = make_parts({"Old": sheet, "Claims": worked})
    named["xl/workbook.xml"] = named["xl/workbook.xml"].replace('"Old"', '"claims"')
    yield reject("sheet-twice.xlsx", "two sheets of one name", make_zip(named), "same name")
    yield reject("binary.xlsb", "a binary workbook", make_zip({"xl/workbook.bin": b"\x83\x01"}), "xlsb")
    remarked = BytesIO(make_zip(parts))
    with zipfile.ZipFile(remarked, "a") as archive:
        archive.comment = b"read me otherwise"
    yield reject("remark.xlsx", "a remark after the end", remarked.getvalue(), "after its end")
    cells = '<c r="E2"><v>4</v></c><c r="E2"><v>9</v></c>'
    rows = [HEAD, [*ROW[:4], cells, *ROW[5:]], TWO]
    yield reject(
        "cell-twice.xlsx", "two cells in one place", make_workbook({"Claims": make_sheet(rows)}), "cells out of order"
    )
    for name, values in (("value-twice", "<v>4</v><v>9</v>"), ("value-and-text", "<v>4</v><is><t>9</t></is>")):
        rows = [HEAD, [*ROW[:4], f'<c r="E2">{values}</c>', *ROW[5:]], TWO]
        data = make_workbook({"Claims": make_sheet(rows)})
        yield reject(f"{name}.xlsx", "two values in one cell", data, "two values in the cell E2")
    for name, number in (("before-first", "-1"), ("past-last", "1"), ("no-number", "x"), ("no-place", "")):
        yield reject(f"text-{name}.xlsx", "a text that is not there", sharing(number, "4"), "the cell E2 names a text")
    yield accept("shared-text.xlsx", "a text that cells share", sharing("1", "9", "4"))
    for name, odd, words in (
        ("remark-in-value", '<c r="E2"><v>1<!-- --><!-- -->2</v></c>', "the value of the cell E2 is written in pieces"),
        ("value-by-codes", '<c r="E2"><v>&#49;2</v></c>', "the value of the cell E2 is written in pieces"),
        ("no-text-of-its-own", '<c r="E2" t="inlineStr"><v>4</v></c>', "the cell E2 holds another kind of value"),
    ):  # fmt: skip
        data = make_workbook({"Claims": make_sheet([HEAD, [*ROW[:4], odd, *ROW[5:]], TWO])})
        yield reject(f"{name}.xlsx", "a value of which a part would be read", data, words)
    split = ods({"Claims": [HEAD, [*ROW[:4], shown_as("1<![CDATA[2]]>", 'value-type="string"'), *ROW[5:]], TWO]})
    yield reject("text-in-pieces.ods", "a text of which a part would be read", split, "written in pieces")
    links = parts["xl/_rels/workbook.xml.rels"].replace("</Relationships>", link_to("other.xml"))
    said = {"xl/_rels/workbook.xml.rels": links, "xl/other.xml": texts_shared("4"), SHARED: texts_shared("9")}
    yield reject("texts-twice.xlsx", "shared texts in two parts", make_zip({**parts, **said}), "part of another name")
    for encoding in ("utf-16", "windows-1251"):
        said = f'<?xml version="1.0" encoding="{encoding}"?>{sheet}'.encode(encoding)
        data = make_zip({**parts, "xl/worksheets/sheet1.xml": said})
        yield reject(f"sheet-in-{encoding}.xlsx", "a sheet in another encoding", data, "not in UTF-8")
    above = sheet.replace('<row r="3">', '<row r="2">').replace('3" t=', '2" t=')
    yield reject("row-twice.xlsx", "two rows in one place", make_workbook({"Claims": above}), "rows out of order")
    hidden = sheet.replace('<row r="3"', '<row hidden="1" r="3"')
    yield accept("hidden-row.xlsx", "a row that nobody sees", make_workbook({"Claims": hidden}))


STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="4"><numFmt numFmtId="164" formatCode="&quot;over &quot;0"/>'
    '<numFmt numFmtId="165" formatCode="_(* #,##0_);[Red]\\(#,##0\\);&quot;none&quot;"/>'
    '<numFmt numFmtId="166" formatCode="0&quot; чел.&quot;"/><numFmt numFmtId="167" formatCode="#,##0,"/></numFmts><cellXfs count="7"><xf numFmtId="0"/>'
    '<xf numFmtId="9"/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/></cellXfs></styleSheet>'
)


def styled(style: int, value: int, column: str) -> bytes:
    """A workbook with one number in that style in the first row, in the column of that name."""
    place = HEAD.index(column)
    number = f'<c r="{chr(65 + place)}2" s="{style}"><v>{value}</v></c>'
    parts = make_parts({"Claims": make_sheet([HEAD, [*ROW[:place], number, *ROW[place + 1 :]], TWO])})
    links = "xl/_rels/workbook.xml.rels"
    link = f'<Relationship Id="styles" Type="{LINKS}/styles" Target="styles.xml"/></Relationships>'
    return make_zip(parts | {links: parts[links].replace("</Relationships>", link), "xl/styles.xml": STYLES})


def shown_as(shown: str, kept: str) -> str:
    """A cell of an ODS that shows a text beside the value that is kept."""
    return f"<table:table-cell office:{kept}><text:p>{shown}</text:p></table:table-cell>"


def seen_otherwise() -> Iterator[Awkward]:
    """Workbooks whose formats show another figure, or another day, than the number that is kept."""
    yield reject("percent.xlsx", "400% is kept as 4", styled(1, 4, "figure"), "shown as a percentage")
    yield reject("worded.xlsx", "“over 4” is kept as 4", styled(2, 4, "figure"), "shows words or signs")
    yield reject("named.xlsx", "“4 чел.” is kept as 4", styled(5, 4, "figure"), "shows words after the number")
    yield reject("scaled.xlsx", "“4” is kept as 4000", styled(6, 4000, "figure"), "leaves out the last digits")
    yield reject("early-day.xlsx", "29 February 1900, which never was", styled(3, 60, "published"), "early 1900")
    yield accept("thousands.xlsx", "a number with its thousands set apart", styled(4, 4, "figure"))
    share = '<table:table-cell office:value-type="percentage" office:value="4"><text:p>400%</text:p></table:table-cell>'
    yield reject("percent.ods", "400% is kept as 4", ods({"S": [HEAD, [*ROW[:4], share, *ROW[5:]], TWO]}), "percentage")
    for name, shown, words in (
        ("other", "5", "another text than the value"), ("worded", "over 4", "shows words or signs"), ("named", "4 killed", "shows words after"),
        ("hidden", "", "another text than the value"), ("three-zeros", "4.000", "another text than the value"),
    ):  # fmt: skip
        data = ods({"S": [HEAD, [*ROW[:4], shown_as(shown, 'value-type="float" office:value="4"'), *ROW[5:]], TWO]})
        yield reject(f"{name}.ods", f"“{shown}” is kept as 4", data, words)
    thousand = shown_as("1 200,00 €", 'value-type="currency" office:value="1200"')
    data = ods({"S": [HEAD, [*ROW[:4], thousand, *ROW[5:]], TWO]})
    yield accept("thousands.ods", "a number with its thousands set apart", data, ["1200", "12"])
    text = shown_as("Blue", 'value-type="string" office:string-value="Armenia"')
    data = ods({"S": [HEAD, [ROW[0], text, *ROW[2:]], TWO]})
    yield reject("other-text.ods", "a text that is kept as another", data, "another text than the value")
    number = record(0x0203, struct.pack("<HHHd", 1, 4, 1, 4.0))
    old = xls([HEAD, [*ROW[:4], "", *ROW[5:]], TWO], odd=number, formats=(0, 9))
    yield reject("percent.xls", "400% is kept as 4", old, "shown as a percentage")


def twice(parts: dict[str, str]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
        with_warning = zipfile.ZipInfo("xl/workbook.xml")
        archive.NameToInfo.clear()
        archive.writestr(with_warning, parts["xl/workbook.xml"])
    return buffer.getvalue()


SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
)


def ods(sheets: dict[str, list[list[str]]], hidden: Sequence[str] = ()) -> bytes:
    """An ODS of texts; a cell that begins with < is taken as XML of its own."""
    tables = ""
    for name, rows in sheets.items():
        style = ' table:style-name="unseen"' if name in hidden else ""
        body = "".join(
            "<table:table-row>"
            + "".join(
                text if text.startswith("<") else
                f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
                for text in row
            )
            + "</table:table-row>"
            for row in rows
        )  # fmt: skip
        tables += f'<table:table table:name="{name}"{style}>{body}</table:table>'
    styles = (
        '<office:automatic-styles><style:style style:name="unseen" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    content = f"<office:document-content {SPACES}>{styles}<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return make_zip({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def open_documents() -> Iterator[Awkward]:
    """ODS files."""
    yield accept("plain.ods", "a plain sheet", ods({"Claims": [HEAD, ROW, TWO]}))
    yield accept(
        "hidden-first.ods", "a hidden sheet first", ods({"Old": [["x"], ["y"]], "Claims": [HEAD, ROW, TWO]}, ["Old"])
    )
    day = '<table:table-cell office:value-type="date" office:date-value="2020-10-01"><text:p>1 Oct</text:p></table:table-cell>'
    yield accept("day.ods", "a day as a day", ods({"Claims": [HEAD, [*ROW[:6], day, ROW[7]], TWO]}))
    sum_of = '<table:table-cell table:formula="of:=2+2" office:value-type="float" office:value="4"><text:p>4</text:p></table:table-cell>'
    yield reject(
        "formula.ods",
        "a figure that is worked out",
        ods({"Claims": [HEAD, [*ROW[:4], sum_of, *ROW[5:]], TWO]}),
        "a formula",
    )
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in ROW[:4]
    )
    many = [f'</table:table-row><table:table-row table:number-rows-repeated="3">{cells}{sum_of}']
    yield reject("formula-thrice.ods", "a row that stands for three", ods({"Claims": [HEAD, many]}), "a formula")
    wrong = '<table:table-cell xmlns:calcext="urn:x" office:value-type="string" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
    yield reject(
        "error.ods", "a cell that shows an error", ods({"Claims": [HEAD, [*ROW[:4], wrong, *ROW[5:]], TWO]}), "error"
    )
    tab = '<table:table-cell office:value-type="string"><text:p>four<text:tab/>tanks</text:p></table:table-cell>'
    yield reject("tab.ods", "a tab in a quote", ods({"Claims": [HEAD, [*ROW[:7], tab], TWO]}), "tab or a line break")
    with zipfile.ZipFile(BytesIO(ods({"Claims": [HEAD, ROW]}))) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    manifest = parts["META-INF/manifest.xml"].replace(b"/></", b"><manifest:encryption-data/></manifest:file-entry></")
    yield reject(
        "locked.ods",
        "locked with a password",
        make_zip({**parts, "META-INF/manifest.xml": manifest, "content.xml": bytes(99)}),
        "password",
    )
    covered = "<table:covered-table-cell/>"
    yield reject(
        "merged.ods", "a name over two rows", ods({"Claims": [HEAD, ROW, [TWO[0], covered, *TWO[2:]]]}), "merged"
    )
    far = '<table:table-cell table:number-columns-repeated="16000"/><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    yield reject("far-cell.ods", "a cell far to the right", ods({"Claims": [HEAD, [*ROW, far]]}), "stray cells")


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def label(row: int, column: int, text: str) -> bytes:
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def xls(
    rows: Sequence[Sequence[str]],
    *,
    odd: bytes = b"",
    hidden: Sequence[Sequence[str]] | None = None,
    formats: Sequence[int] = (0,),
) -> bytes:
    """An .xls file of texts; `odd` are more records of its sheet, `hidden` the rows of a hidden sheet before it, `formats` those of its styles."""
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    styles = record(0x0031, struct.pack("<HHHHHBBBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0, 5, 0) + b"Arial")
    for number in formats:
        styles += record(0x00E0, struct.pack("<HHH", 0, number, 1) + b"\x00" * 14)
    pages = []
    for state, sheet, more in ((1, hidden, b""), (0, rows, odd)):
        if sheet is not None:
            cells = b"".join(
                label(at, column, text) for at, row in enumerate(sheet) for column, text in enumerate(row) if text
            )
            body = (
                record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + cells + more + record(0x000A, b"")
            )
            pages.append((state, f"S{len(pages)}", body))
    length = len(start) + len(styles) + sum(4 + 8 + len(name) for _, name, _ in pages) + 4
    globals_, bodies, place = start + styles, b"", length
    for state, name, body in pages:
        globals_ += record(0x0085, struct.pack("<IBBBB", place, state, 0, len(name), 0) + name.encode())
        bodies += body
        place += len(body)
    return container(globals_ + record(0x000A, b"") + bodies)


def container(stream: bytes) -> bytes:
    """The stream as the "Workbook" of a compound file."""
    stream += b"\x00" * (max(4096, -(-len(stream) // 512) * 512) - len(stream))
    count = len(stream) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + count), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))
    head = (
        bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\x00" * 10
    )
    head += (
        struct.pack("<IIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
        + struct.pack("<I", 0)
        + b"\xff" * (4 * 108)
    )
    entries = entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1) + entry("Workbook", 2, 2, len(stream)) + b"\x00" * 256
    return head + struct.pack("<128I", *table[:128]) + entries + stream


def entry(name: str, kind: int, first: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    text = (name + "\x00").encode("utf-16-le")
    body = text.ljust(64, b"\x00") + struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return body + b"\x00" * 36 + struct.pack("<III", first, size, 0)


def chart(begin: int, cells: bytes) -> bytes:
    """A chart within a sheet, which begins with a record of that kind and holds these copies of values."""
    return record(begin, struct.pack("<HHHH", 0x0600, 0x0020, 0, 0)) + cells + record(0x000A, b"")


def older_workbooks() -> Iterator[Awkward]:
    """XLS files."""
    plain = xls([HEAD, ROW, TWO])
    yield accept("plain.xls", "an older workbook", plain)
    yield accept("hidden-first.xls", "a hidden sheet first", xls([HEAD, ROW, TWO], hidden=[["x"], ["y"]]))
    number = record(0x0203, struct.pack("<HHHd", 1, 4, 0, 4.0))
    yield accept("number.xls", "a figure as a number", xls([HEAD, [*ROW[:4], "", *ROW[5:]], TWO], odd=number))
    worked = record(0x0006, struct.pack("<HHHdHI", 1, 4, 0, 4.0, 0, 0) + struct.pack("<H", 3) + b"\x1e\x04\x00")
    yield reject(
        "formula.xls",
        "a figure that is worked out",
        xls([HEAD, [*ROW[:4], "", *ROW[5:]], TWO], odd=worked),
        "a formula",
    )
    charted = xls([HEAD, [*ROW[:4], "", *ROW[5:]], TWO], odd=worked, hidden=[["x"]])
    sheet_of = charted.index(struct.pack("<HH", 0x0085, 10)) + 4
    charted = charted[: sheet_of + 4] + b"\x00\x02" + charted[sheet_of + 6 :]
    yield reject("chart-first.xls", "a chart before the sheet with a formula", charted, "a formula")
    old = record(0x0206, worked[4:])
    yield reject(
        "old-formula.xls",
        "a formula of an older kind",
        xls([HEAD, [*ROW[:4], "", *ROW[5:]], TWO], odd=old),
        "a formula",
    )
    yield reject(
        "decimals.xls",
        "a number with three decimals",
        xls([HEAD, [*ROW[:4], "", *ROW[5:]], TWO], odd=record(0x0203, struct.pack("<HHHd", 1, 4, 0, 1.234))),
        "with decimals",
    )
    rows = [HEAD, [*ROW[:4], "", *ROW[5:]], TWO]
    again = record(0x0203, struct.pack("<HHHd", 1, 4, 0, 9.0))
    twice = xls(rows, odd=number + again)
    yield reject("value-twice.xls", "two values in one cell", twice, "two values in the cell E2")
    packed = record(0x00BD, struct.pack("<HHHiHiH", 1, 3, 0, 9 << 2 | 2, 0, 9 << 2 | 2, 4))
    yield reject("packed-twice.xls", "a value over others", xls(rows, odd=packed), "two values in the cell D2")
    yield accept("chart.xls", "a chart with copies of the values", xls(rows, odd=chart(0x0809, again) + number))
    for begin in (0x0409, 0x0209, 0x0009):
        data = xls(rows, odd=chart(begin, b"") + worked)
        yield reject(f"chart-{begin:04x}.xls", "a formula after a chart of an older kind", data, "a formula")
    far = record(0x0203, struct.pack("<HHHd", 65_535, 255, 0, 4.0))
    stray = xls([HEAD, ROW, TWO], odd=far)
    yield reject("last-cell.xls", "a value in the last cell that a sheet has", stray, "Row 65536")
    late = record(0x0200, struct.pack("<IIHHH", 0, 3, 0, 8, 0)) + label(0, 8, "place") + label(1, 8, "")
    yield reject("late-size.xls", "the size after the cells", xls([HEAD, ROW, TWO], odd=late), "after its cells")
    inner = xls([HEAD, ROW], odd=chart(0x0809, chart(0x0809, b"")) + label(2, 0, TWO[0]))
    yield reject("chart-in-chart.xls", "a row after a chart in a chart", inner, "within a chart")
    broken = record(0x0205, struct.pack("<HHHBB", 1, 4, 0, 0x17, 1))
    yield reject(
        "error.xls", "a cell that shows #REF!", xls([HEAD, [*ROW[:4], "", *ROW[5:]], TWO], odd=broken), "error"
    )
    over = record(0x00E5, struct.pack("<HHHHH", 1, 1, 2, 1, 1))
    yield reject("merged.xls", "one name over two rows", xls([HEAD, ROW, [TWO[0], "", *TWO[2:]]], odd=over), "merged")
    yield reject("cut.xls", "cut off", plain[:2_000], "")
    yield reject(
        "locked.xls", "locked with a password", plain[:512] + "EncryptedPackage".encode("utf-16-le"), "password"
    )
    yield reject("document.xls", "a text document", plain[:512] + b"\x00" * 512, "no workbook")


KINDS: tuple[Callable[[], Iterator[Awkward]], ...] = (
    texts, asked, refused_texts, refused_lines, refused_cells, records, workbooks, open_documents, older_workbooks,
)  # fmt: skip


def all_files() -> list[Awkward]:
    """Every awkward file, each with a name of its own."""
    return [file for kind in KINDS for file in kind()]


def main() -> None:
    """Write the files that are small, and an index of what is right for each."""
    FOLDER.mkdir(exist_ok=True)
    index = []
    for file in all_files():
        if len(file.data) <= LARGEST_KEPT:
            (FOLDER / file.name).write_bytes(file.data)
            said = {name: value for name, value in asdict(file).items() if name != "data" and value}
            index.append(said)
    (FOLDER / "index.json").write_text(json.dumps(index, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
