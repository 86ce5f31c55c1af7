"""Documents that mean harm: they run nothing, load nothing, end in time, and show no number that a reader would not see."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zlib
from functools import cache
from pathlib import Path

import pytest

from claims_app.articles import reading
from claims_app.articles.pages import read_page
from claims_app.core.extraction import Vocabulary, extract
from claims_app.core.extraction.lexicon import lexicon_for
from claims_app.services.articles import UnreadableArticle, read_article
from tests.articles.pdfs import lines, make_pdf

ROOT = Path(__file__).resolve().parents[2]
SEEN = "<p>Russia said six soldiers were killed.</p>"
LIE = "Russia said 777 soldiers were killed."

HIDDEN = {
    "hidden attribute": f"<p hidden>{LIE}</p>",
    "hidden until found": f'<p hidden="until-found">{LIE}</p>',
    "aria-hidden": f'<p aria-hidden="TRUE">{LIE}</p>',
    "display none": f'<div style="display : NONE !important"><p>{LIE}</p></div>',
    "display none behind a comment": f'<div style="color:red;/* x */display:none">{LIE}</div>',
    "visibility": f'<div style="visibility:hidden">{LIE}</div>',
    "opacity": f'<div style="opacity:0">{LIE}</div>',
    "font size": f'<span style="font-size:0px">{LIE}</span>',
    "one pixel": f'<span style="font-size:1px">{LIE}</span>',
    "no height": f'<div style="height:0;overflow:hidden">{LIE}</div>',
    "off the page": f'<div style="position:absolute;left:-9999px">{LIE}</div>',
    "indented away": f'<div style="text-indent:-9999px">{LIE}</div>',
    "clipped": f'<div style="position:absolute;clip:rect(0,0,0,0)">{LIE}</div>',
    "white on white": f'<div style="color:#FFF">{LIE}</div>',
    "font tag in white": f'<font color="white">{LIE}</font>',
    "red on red": f'<div style="background:red"><b style="color:red">{LIE}</b></div>',
    "clear letters": f'<div style="color:transparent">{LIE}</div>',
    "a style sheet's class": f"<style>.x , .y{{ display: none }}</style><p class='y'>{LIE}</p>",
    "a style sheet's id": f"<style>@import 'http://127.0.0.1:9/x'; #n{{visibility:hidden}}</style><p id=n>{LIE}</p>",
    "script": f"<script>document.write('{LIE}')</script>",
    "script in a script": f"<script><!--<script>{LIE}</script>--></script>",
    "noscript": f"<noscript>{LIE}</noscript>",
    "template": f"<template><p>{LIE}</p></template>",
    "textarea": f"<textarea>{LIE}</textarea>",
    "title in the body": f"<svg><title>{LIE}</title><text>{LIE}</text></svg>",
    "comment": f"<!-- {LIE} -->",
    "comment that ends oddly": f"<!-- <p>{LIE}</p> --!>",
    "comment of a browser": f"<!--[if IE]><p>{LIE}</p><![endif]-->",
    "processing instruction": f"<?php {LIE} ?>",
    "frame": f"<iframe srcdoc='<p>{LIE}</p>' src='http://127.0.0.1:9/'></iframe>",
    "remote picture": f'<img src="http://127.0.0.1:9/x.png" alt="{LIE}" onerror="alert(1)">',
    "struck through": f"<del>{LIE}</del>",
    "closed dialog": f"<dialog>{LIE}</dialog>",
    "select": f"<select><option>{LIE}</select>",
    "broken attribute": f"<p style='display:none' style='display:block'>{LIE}</p>",
}  # fmt: skip


@cache
def _vocabulary() -> Vocabulary:
    files = [json.loads((ROOT / "claims_app" / "vocabulary" / "core.json").read_text(encoding="utf-8"))]
    return Vocabulary.read(files, lexicon_for())


def _proposed(text: str) -> list[str]:
    return [claim.figure.text for claim in extract(text, _vocabulary()).claims if claim.figure]


@pytest.mark.parametrize("name", HIDDEN)
def test_no_hidden_number_is_proposed(name: str) -> None:
    page = f"<!doctype html><html><head><title>t</title></head><body>{HIDDEN[name]}{SEEN}</body></html>"
    text = read_page(page)["text"]
    assert "777" not in text
    assert _proposed(text) == ["six"]


def test_no_hidden_number_comes_back_from_the_child() -> None:
    page = f"<!doctype html><html><head><title>t</title></head><body>{''.join(HIDDEN.values())}"
    found = read_article(content=(SEEN + page).encode(), name="page.html")
    assert "777" not in found.text
    assert _proposed(found.text) == ["six"]


@pytest.mark.parametrize(
    "shown",
    [
        '<p style="display:block">Russia said six soldiers were killed.</p>',
        "<style>@media print { p { display:none } } .x{opacity:.5}</style><p class=x>Russia said six soldiers were killed.</p>",
        "<style>body{visibility:hidden}</style><p>Russia said six soldiers were killed.</p>",
        '<table bgcolor=black><tr><td><font color=white>Russia said six soldiers were killed.</font></table>',
        "<details><summary>Toll</summary>Russia said six soldiers were killed.</details>",
        "<!--><p>Russia said six soldiers were killed.</p>-->",
    ],
)  # fmt: skip
def test_what_a_reader_sees_is_kept(shown: str) -> None:
    assert _proposed(read_page(f"<html><body>{shown}</body></html>")["text"]) == ["six"]


HEAVY = {
    "ten thousand nested tags": "<html><body>" + "<div>" * 10_000 + SEEN + "</div>" * 10_000,
    "ten thousand tags of a line": "<html><body>" + "<b><i>" * 5_000 + SEEN,
    "tables in tables": "<html><body>" + "<table><tr><td>" * 3_000 + SEEN,
    "an entity bomb": '<!DOCTYPE html [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]><html><body>&b;&b;' + SEEN,
    "a million brackets": "<html><body>" + "<" * 1_000_000 + SEEN,
    "quotes without end": "<html><body><p title='" + "x" * 100_000 + SEEN,
    "rules without end": "<html><head><style>" + ".a .b .c{display:none}" * 20_000 + "</style></head><body>" + SEEN,
    "selectors that multiply": "<html><head><style>" + "* * * * * * * * #x{display:none}" * 400 + "</style></head><body>"
    + "<div>" * 200 + SEEN,
    "deep JSON-LD": '<html><head><script type="application/ld+json">' + "[" * 100_000 + "</script></head><body>" + SEEN,
    "ten thousand attributes": "<html><body><p " + " ".join(f"a{i}=1" for i in range(10_000)) + ">" + SEEN,
}  # fmt: skip


@pytest.mark.parametrize("name", HEAVY)
def test_a_heavy_page_ends_in_a_text_or_a_sentence(name: str) -> None:
    try:
        found = read_article(content=HEAVY[name].encode(), name="page.html")
    except UnreadableArticle as refusal:
        assert str(refusal).endswith(".")
        return
    assert "777" not in found.text


def test_letters_that_nobody_sees_are_taken_out_of_a_page_with_a_word_about_it() -> None:
    page = "<html><body><p>Russia said 1\u200b2 sol\u00addiers were killed, \u202e21\u202c more hurt.</p></body></html>"
    found = read_article(content=page.encode(), name="page.html")
    assert found.text == "Russia said 12 soldiers were killed, 21 more hurt."
    assert any("direction" in note for note in found.notes)


def test_a_plain_text_that_turns_or_hides_letters_proposes_none_of_those_numbers() -> None:
    text = "Russia said \u202e21 soldiers\u202c were killed.\n\nRussia said 1\u200b2 tanks were destroyed."
    found = read_article(content=text.encode(), name="a.txt")
    assert (found.text, _proposed(found.text)) == (text, [])
    assert any("direction" in note for note in found.notes)


def hidden_pdf(before: str) -> bytes:
    return make_pdf([lines("Russia said six soldiers were killed."), lines(LIE, before=before)])


@pytest.mark.parametrize("before", ["3 Tr", "1 g", "1 1 1 rg", "0 0 0 0 k", "7 Tr", "1 0 0 1 5000 0 cm"])
def test_no_hidden_number_of_a_pdf_is_proposed(before: str) -> None:
    found = read_article(content=hidden_pdf(before), name="a.pdf")
    assert _proposed(found.text) == ["six"]
    assert any("left out" in note for note in found.notes)


BOMB = zlib.compress(b"BT /F1 12 Tf 72 720 Td " + b"(777) Tj " * 12_000_000, 9)

HARMFUL_PDFS = {
    "a decompression bomb": make_pdf([b""], extra={11: b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(BOMB), BOMB)}),
    "a page tree in a ring": make_pdf([lines("six")], kids=b"2 0 R 10 0 R"),
    "a page tree that is its own kid": make_pdf([lines("six")], kids=b"2 0 R"),
    "five hundred thousand pages": make_pdf([lines("six")], kids=b"10 0 R " * 500_000),
    "a locked file": make_pdf([lines("six")], trailer=b"/Encrypt 900 0 R /ID [(a) (a)]",
        extra={900: b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <%s> /U <%s> >>" % (b"11" * 32, b"22" * 32)}),
    "an unknown lock": make_pdf([lines("six")], trailer=b"/Encrypt 900 0 R", extra={900: b"<< /Filter /Own /V 9 >>"}),
    "cut off": make_pdf([lines("six")])[:200],
    "no pages": b"%PDF-1.7\n%%EOF",
    "arrays in arrays": make_pdf([lines("six")], extra={900: b"[" * 50_000 + b"]" * 50_000}, catalog=b"/Names 900 0 R"),
    "an object that is itself": make_pdf([lines("six")], extra={11: b"11 0 R"}),
    "numbers without end": make_pdf([b"BT " + b"9" * 300_000 + b" Tr (six) Tj ET"]),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMFUL_PDFS)
def test_a_harmful_pdf_ends_in_a_text_or_a_sentence(name: str) -> None:
    try:
        found = read_article(content=HARMFUL_PDFS[name], name="a.pdf")
    except UnreadableArticle as refusal:
        assert str(refusal).endswith(".")
        return
    assert "777" not in found.text


WATCHED = """
import runpy, sys
def watch(event, arguments):
    if event.startswith("socket.") and event != "socket.__new__" or event in ("subprocess.Popen", "os.system", "os.exec"):
        print("REACHED OUT:", event, file=sys.stderr)
        raise SystemExit(9)
sys.addaudithook(watch)
sys.argv = ["child", sys.argv[1]]
runpy.run_module("claims_app.articles.child", run_name="__main__")
"""

SCRIPTED = make_pdf(
    [lines("Russia said six soldiers were killed.")],
    catalog=b"/OpenAction << /S /JavaScript /JS (app.launchURL('http://127.0.0.1:9/')) >> /AA << /WC 901 0 R >>"
    b" /Names << /JavaScript << /Names [(a) 901 0 R] >> /EmbeddedFiles << /Names [] >> >>",
    extra={901: b"<< /S /Launch /F (/bin/true) >>"},
)


@pytest.mark.parametrize(
    ("kind", "content"),
    [("html", (HIDDEN["frame"] + HIDDEN["remote picture"] + HIDDEN["script"] + SEEN).encode()), ("pdf", SCRIPTED)],
)
def test_the_child_opens_no_connection_and_starts_no_program(kind: str, content: bytes) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, kind], input=content, capture_output=True, env=environment, cwd=ROOT, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "six soldiers" in json.loads(done.stdout)["text"]


def test_a_pdf_with_scripts_says_so() -> None:
    assert any("neither run nor opened" in note for note in read_article(content=SCRIPTED, name="a.pdf").notes)


def test_a_child_that_takes_too_long_or_dies_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "WALL_SECONDS", 0.01)
    with pytest.raises(UnreadableArticle, match="took too long"):
        read_article(content=SEEN.encode(), name="a.html")
    monkeypatch.setattr(reading, "WALL_SECONDS", 30)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(UnreadableArticle, match="could not be read safely"):
        read_article(content=SEEN.encode(), name="a.html")
