"""A report in any of its three forms gives the text that a reader sees, and what the document says of itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from claims_app.services.articles import UnreadableArticle, read_article
from tests.articles.pdfs import lines, make_pdf

HOSTILE = Path(__file__).resolve().parents[1] / "files" / "hostile"

PAGE = """<!DOCTYPE html>
<!-- saved from url=(0044)https://saved.example/2021/05/night-of-fire -->
<html lang="en-GB"><head><meta charset="utf-8"><title>Night of fire - The Example Post</title>
<meta property="og:site_name" content="The Example Post"><meta property="og:title" content="Night of fire">
<link rel="canonical" href="https://post.example/2021/05/night-of-fire">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "no"},
 {"@type": ["NewsArticle"], "headline": "Night of fire", "datePublished": "2021-05-03T23:30:00+04:00",
  "dateModified": "2021-05-04", "publisher": {"@type": "Organization", "name": "The Example Post"}, "inLanguage": "en"}]}</script>
</head><body><nav><a href="/">Home</a> 99 killed last year</nav>
<article><h1>Night of fire</h1><p>Ostland said <b>six\u00a0tanks</b>
 were   destroyed.</p><p>“Two soldiers<br>were killed,” Westmark said.<sup>[3]</sup></p>
<ul><li>one drone</li><li>12 mortars</li></ul><table><tr><td>Killed</td><td>4</td></tr><tr><td>Hurt</td><td>7</td></tr></table>
<p>The ministry said it needs a longer body of text here, so that the page's own mark of where its report stands is believed.</p>
<p>Nobody was hurt, a spokesman of the river commission told the reporters who had come on the following day.</p></article>
<aside>Most read: 44 dead in a storm</aside><footer>2021</footer></body></html>"""


def test_a_page_gives_its_paragraphs_and_what_it_says_of_itself() -> None:
    found = read_article(content=PAGE.encode(), name="night.html")
    assert found.text.split("\n\n")[:5] == [
        "Night of fire",
        "Ostland said six\u00a0tanks were destroyed.",
        "“Two soldiers\nwere killed,” Westmark said.",
        "one drone\n12 mortars",
        "Killed 4\nHurt 7",
    ]
    assert (found.title, found.publisher, found.url) == (
        "Night of fire",
        "The Example Post",
        "https://post.example/2021/05/night-of-fire",
    )
    assert (found.published, found.language, found.media_type) == (date(2021, 5, 3), "en-GB", "text/html")
    assert "99" not in found.text
    assert "44" not in found.text
    assert "The page says that it was changed on 2021-05-04." in found.notes
    assert any("footnotes" in note for note in found.notes)


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="/night"><meta property="og:url" content="https://b.example/night">', "https://b.example/night"),
        ('<link rel="canonical" href="javascript:alert(1)">', ""),
        ('<link rel="canonical" href="https://user:word@b.example/">', ""),
    ],
)  # fmt: skip
def test_an_address_is_plain_or_left_out(head: str, url: str) -> None:
    page = f"<html><head>{head}</head><body><p>Six killed.</p></body></html>"
    assert read_article(content=page.encode(), name="a.html").url == url


def test_a_saved_page_knows_from_where_it_was_saved() -> None:
    page = "<!-- saved from url=(0021)https://c.example/x --><html><body><p>Six killed.</p></body></html>"
    assert read_article(content=page.encode(), name="upload").url == "https://c.example/x"


@pytest.mark.parametrize("text", ["\ufeffSix\u00a0killed.\r\n\r\nOver.\r\n", "  шесть убитых\u2028да ", "a < b & c"])
def test_a_plain_text_keeps_every_code_point(text: str) -> None:
    found = read_article(content=text.encode("utf-8"), name="a.txt", media_type="text/plain")
    assert (found.text, found.media_type) == (text, "text/plain")


@pytest.mark.parametrize("codec", ["windows-1251", "utf-16-le", "koi8-r"])
def test_an_encoding_that_is_asked_for_is_used(codec: str) -> None:
    found = read_article(content="Шесть танков".encode(codec), name="a.txt", media_type=f"text/plain; charset={codec}")
    assert found.text == "Шесть танков"


def test_the_page_says_its_own_encoding() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body><p>Шесть танков.</p></body></html>'
    assert read_article(content=page.encode("windows-1251"), name="a.html").text == "Шесть танков."


def test_a_page_that_lies_about_its_encoding_asks_for_one() -> None:
    content = (HOSTILE / "h08_charset_lie.html").read_bytes()
    with pytest.raises(UnreadableArticle, match="says that it is in utf-8, and is not") as caught:
        read_article(content=content, name="lie.html")
    assert any(choice.startswith("windows-1251: ") for choice in caught.value.choices)
    found = read_article(content=content, name="lie.html", media_type="text/html; charset=windows-1251")
    assert found.text == content.decode("windows-1251").partition("<p>")[2].partition("</p>")[0]


@pytest.mark.parametrize(
    ("content", "name", "media_type", "words"),
    [
        (b" \r\n", "a.txt", None, "is empty"),
        (b"\xe2\xe8 killed", "a.txt", None, "not in UTF-8"),
        (b"six\x00killed", "a.txt", None, "NUL"),
        (b"PK\x03\x04....", "a.docx", None, "office document"),
        (b"\x89PNG....", "a.html", None, "a picture"),
        (b"six", "a.pdf", None, "named like a PDF"),
        (b"six", "a.txt", "text/plain; charset=rot13", "not wholly in rot13"),
        (b"+AGE-", "a.txt", "text/plain; charset=utf-7", "not wholly in utf-7"),
        (b"x" * 1_000_001, "a.txt", None, "1,000,001 characters"),
        (b"x" * (10 * 1024 * 1024 + 1), "a.txt", None, "at most 10 MB"),
        (b"<html><body><script>x</script></body></html>", "a.html", None, "no visible text"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(content: bytes, name: str, media_type: str | None, words: str) -> None:
    with pytest.raises(UnreadableArticle, match=words):
        read_article(content=content, name=name, media_type=media_type)


def test_a_pdf_gives_paragraphs_its_title_and_its_language() -> None:
    page = lines(
        "Ostland said on Monday that its forces destroyed six tanks and cap-",
        "tured two villages on the far bank of the river, which runs along the",
        "border.",
        "Westmark said two soldiers were killed.",
    )
    second = lines("It gave no other figures.", "2")
    found = read_article(
        content=make_pdf([page, second], catalog=b"/Lang (en-GB)", extra={900: b"<< /Title (Night of fire) >>"},
                         trailer=b"/Info 900 0 R"),
        name="night.pdf",
    )  # fmt: skip
    assert found.text.split("\n\n") == [
        "Ostland said on Monday that its forces destroyed six tanks and captured two villages on the far bank of the river,"
        " which runs along the border.",
        "Westmark said two soldiers were killed.",
        "It gave no other figures.",
    ]
    assert (found.title, found.language, found.media_type) == ("Night of fire", "en-GB", "application/pdf")
    assert found.published is None


def test_a_pdf_whose_font_has_codes_of_its_own_is_read_by_its_table_of_letters() -> None:
    """As browsers print a page: two bytes a letter, which mean nothing but by the font's ToUnicode."""
    said = "Ostland said six tanks burnt."
    codes = {letter: number for number, letter in enumerate(sorted(set(said)), 3)}
    table = "".join(f"<{code:04x}> <{ord(letter):04x}>\n" for letter, code in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{table}endbfchar endcmap end"
    ).encode()
    shown = "".join(f"{codes[letter]:04x}" for letter in said)
    content = make_pdf(
        [f"BT /F1 12 Tf 72 720 Td <{shown}> Tj ET".encode()],
        extra={
            3: b"<< /Type /Font /Subtype /Type0 /BaseFont /Own /Encoding /Identity-H /ToUnicode 901 0 R"
            b" /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Own /DW 500"
            b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>",
            901: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap),
        },
    )
    assert read_article(content=content, name="printed.pdf").text == said


def test_a_wider_step_between_lines_of_a_pdf_begins_a_paragraph() -> None:
    page = b" ".join([
        lines("Night of fire at the bridge", top=720),
        lines("Ostland said on Monday that its forces destroyed", "six tanks.", top=690),
        lines("A bridge near the river. Photo: Agency", top=650),
        lines("Westmark said two soldiers were killed and that it had", "no other losses.", top=620),
    ])  # fmt: skip
    assert read_article(content=make_pdf([page]), name="night.pdf").text.split("\n\n") == [
        "Night of fire at the bridge",
        "Ostland said on Monday that its forces destroyed six tanks.",
        "A bridge near the river. Photo: Agency",
        "Westmark said two soldiers were killed and that it had no other losses.",
    ]
