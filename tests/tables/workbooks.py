"""Small workbooks for tests, made as XML: a valid one by default, with any part changed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def make_sheet(rows: Sequence[Sequence[str]], tail: str = "") -> str:
    """A worksheet of inline texts; `tail` follows the rows. A cell that begins with < is taken as XML of its own."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            cell if cell.startswith("<c ") else
            f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
            for place, cell in enumerate(row)
        )  # fmt: skip
        lines.append(f'<row r="{number}">{cells}</row>')
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData>{tail}</worksheet>'


def make_parts(sheets: Mapping[str, str], hidden: Sequence[str] = ()) -> dict[str, str]:
    """The parts of a workbook with these sheets (name → XML)."""
    numbered = list(enumerate(sheets, 1))
    state = dict.fromkeys(hidden, ' state="hidden"')
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
        + "".join(f'<sheet name="{escape(n)}" sheetId="{i}" r:id="r{i}"{state.get(n, "")}/>' for i, n in numbered)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="r{i}" Type="{LINKS}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i, _ in numbered
        )
        + "</Relationships>",
        **{f"xl/worksheets/sheet{i}.xml": sheets[name] for i, name in numbered},
    }


def make_workbook(sheets: Mapping[str, str], hidden: Sequence[str] = (), **extra: str | bytes) -> bytes:
    """The bytes of a workbook; `extra` parts are added, or replace those of the same name."""
    return make_zip(make_parts(sheets, hidden) | extra)


def make_zip(parts: Mapping[str, str | bytes]) -> bytes:
    """A compressed ZIP file with these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            part = zipfile.ZipInfo(name)  # of 1980, so that the same parts are the same bytes
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, content)
    return buffer.getvalue()
