"""`extract_claims`: one JSON document, offsets in the very bytes, no data needed, nothing written."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.articles.pdfs import lines, make_pdf

ARTICLES = Path(__file__).resolve().parents[1] / "files" / "articles"
WARS = ARTICLES / "vocabulary" / "wars.json"


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("extract_claims", *arguments, stdout=out)
    return out.getvalue()


def test_the_json_has_the_promised_shape_and_exact_quotes() -> None:
    path = ARTICLES / "01-river.txt"
    answer = json.loads(run(str(path), "--json", "--vocabulary", str(WARS)))
    text = path.read_bytes().decode("utf-8")
    assert len(answer["claims"]) == 18
    for claim in answer["claims"]:
        assert text[claim["start"] : claim["end"]] == claim["quote"]
        assert {
            "kind",
            "figure",
            "claimant",
            "speaker",
            "relay",
            "subject",
            "subject_means",
            "object",
            "outcome",
            "measure",
            "stance",
            "how",
            "picks",
            "confidence",
        } <= set(claim)
        assert claim["kind"] in ("figure", "silence", "denial", "position")
        assert set(claim["how"].values()) <= {"explicit", "carried", "default", "blank"}
        assert 0 <= claim["confidence"] <= 1
    first = answer["claims"][0]
    assert (first["claimant"], first["subject"], first["measure"]) == (
        "Ostland Defence Ministry",
        "Westmark",
        "tanks destroyed",
    )
    assert {number["reason"] for number in answer["numbers_not_used"]} >= {"a year", "a length of time", "a rank"}


def test_newlines_and_a_byte_order_mark_keep_their_places(tmp_path: Path) -> None:
    path = tmp_path / "crlf.txt"
    path.write_bytes("\ufeffCalm.\r\n\r\nOstland said six tanks were destroyed.\r\n".encode())
    [claim] = json.loads(run(str(path), "--json"))["claims"]
    assert path.read_bytes().decode("utf-8")[claim["start"] : claim["end"]] == "Ostland said six tanks were destroyed."


def test_a_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Russia said six tanks were destroyed.")))
    [claim] = json.loads(run("-", "--json"))["claims"]
    assert claim["claimant"] == "Russia"


def test_a_page_and_a_pdf_are_read_too_and_the_json_holds_their_text(tmp_path: Path) -> None:
    page, paper = tmp_path / "a.html", tmp_path / "a.pdf"
    page.write_text("<html lang=en><body><p>Russia said <i>six</i> tanks were destroyed.</p></body></html>")
    paper.write_bytes(make_pdf([lines("Russia said six tanks were destroyed.")]))
    for path in (page, paper):
        answer = json.loads(run(str(path), "--json"))
        [claim] = answer["claims"]
        assert (
            answer["text"][claim["start"] : claim["end"]] == claim["quote"] == "Russia said six tanks were destroyed."
        )
    page.write_text("<html><body></body></html>")
    with pytest.raises(CommandError, match="no visible text"):
        run(str(page))


def test_people_get_a_line_for_each_claim_and_each_number_left_out() -> None:
    answer = run(str(ARTICLES / "02-harbour.txt"))
    assert "boats destroyed" in answer
    assert "15: a distance or size" in answer


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"\xff\xfe", "not a text in UTF-8"), (None, "cannot be opened"), (b"x" * 1_000_001, "1,000,000 characters")],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "article.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=message):
        run(str(path))


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "{",
        '{"parties": 3}',
        '{"parties": [{"key": 3}]}',
        '{"parties": [{"key": "a", "name": "A", "aliases": 3}]}',
    ],
)
def test_an_odd_vocabulary_is_refused_with_a_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "vocabulary.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=r"vocabulary|JSON"):
        run(str(ARTICLES / "01-river.txt"), "--vocabulary", str(path))


def test_a_vocabulary_whose_objects_hold_each_other_does_not_hang(tmp_path: Path) -> None:
    objects = [
        {"key": a, "name": a, "harm": "things", "part_of": [{"key": b}]}
        for a, b in (("kite", "balloon"), ("balloon", "kite"))
    ]
    parties = [{"key": a, "name": a.title(), "part_of": b} for a, b in (("north", "south"), ("south", "north"))]
    path = tmp_path / "vocabulary.json"
    path.write_text(json.dumps({"objects": objects, "parties": parties}), encoding="utf-8")
    assert "claims proposed" in run(str(ARTICLES / "01-river.txt"), "--vocabulary", str(path))
