"""A page → the text that a reader of it sees, in paragraphs, and what the page says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from claims_app.articles.metadata import metadata_of
from claims_app.articles.styles import CLEAR, declarations, hides, hiding_selectors, is_unseen_colour
from claims_app.core.unseen import OVERRIDE, TURNED, UNSEEN

NEVER_SHOWN = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "head",
        "title",
        "meta",
        "link",
        "iframe",
        "frame",
        "frameset",
        "noframes",
        "object",
        "embed",
        "applet",
        "audio",
        "video",
        "canvas",
        "svg",
        "math",
        "map",
        "select",
        "option",
        "datalist",
        "textarea",
        "input",
        "button",
        "progress",
        "meter",
        "rp",
    ]
)
NOT_THE_REPORT = frozenset(["nav", "footer", "aside", "form", "menu", "dialog"])
STRUCK = frozenset({"s", "del", "strike"})
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
BODIES = ('[itemprop="articleBody"]', "article", "main", '[role="main"]')
LEAST = 200
"""Characters that the marked body of a report has at least; with fewer the whole page is read."""

LEFT_OUT = {
    "hidden": "Text that the page hides from its readers was left out.",
    "boilerplate": "Menus, asides and footers of the page were left out.",
    "struck": "Words that the page strikes through were left out.",
    "note": "Small raised numbers (footnotes) were left out.",
}
SPACES = re.compile(r"[ \t\r\n\f]+")


PARAGRAPH, LINE, BREAK, CELL = "\x01", "\x02", "\x03", " "
"""Ends of blocks while the text grows; a page's own control characters are taken out before."""

ENDS = re.compile(f" *[{PARAGRAPH}{LINE}{BREAK}][{PARAGRAPH}{LINE}{BREAK} ]*")


@dataclass(slots=True)
class _Words:
    """The text as it grows: a block ends a paragraph, an item or a break ends a line, runs of spaces are one."""

    pieces: list[str] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)
    saw_override: bool = False

    def add(self, text: str) -> None:
        """Take a text node's words, without what nobody sees."""
        self.saw_override = self.saw_override or OVERRIDE.search(text) is not None
        self.pieces.append(SPACES.sub(" ", UNSEEN.sub("", text)))

    def text(self) -> str:
        """Paragraphs with one empty line between; no line begins or ends with a space."""
        return ENDS.sub(_mark_of, re.sub(r" {2,}", " ", "".join(self.pieces))).strip(" \n")


def _mark_of(match: re.Match[str]) -> str:
    """One line end for items and a single break, an empty line where a paragraph or two breaks are among them."""
    return "\n\n" if PARAGRAPH in match.group() or match.group().count(BREAK) > 1 else "\n"


MARKS = {"tr": LINE, "li": LINE, "dt": LINE, "dd": LINE, "td": CELL, "th": CELL}


@dataclass(frozen=True, slots=True)
class _Step:
    """A node to be read, or the end of a block; with the colours that it stands in."""

    node: LexborNode | None
    mark: str = ""
    colour: str = ""
    background: str = ""


def read_page(source: str) -> dict[str, Any]:
    """text, title, publisher, url, published (ISO day), language, notes; never what is hidden, never what lies elsewhere."""
    tree = LexborHTMLParser(source)
    found: dict[str, Any] = metadata_of(tree, source)
    hidden = _hidden_by_sheets(tree)
    root = _body_of(tree)
    words = _words(root, hidden) if root else _Words()
    text = words.text()
    title = found["title"]
    if title and text and title.casefold() not in text[: len(title) + LEAST].casefold():
        text = f"{title}\n\n{text}"
    notes = [sentence for key, sentence in LEFT_OUT.items() if key in words.left_out]
    found["notes"] = [*notes, *([TURNED] if words.saw_override else []), *found["notes"]]
    found["text"] = text
    return found


def _body_of(tree: LexborHTMLParser) -> LexborNode | None:
    """The longest part that is marked as the report, if any holds enough; else the page's body."""
    for selector in BODIES:
        marked = [(len(node.text(deep=True)), place, node) for place, node in enumerate(tree.css(selector)[:50])]
        if marked and max(marked, key=lambda entry: (entry[0], -entry[1]))[0] >= LEAST:
            return max(marked, key=lambda entry: (entry[0], -entry[1]))[2]
    return tree.body


def _hidden_by_sheets(tree: LexborHTMLParser) -> set[int]:
    """Nodes that the page's own style sheets hide, by identity."""
    hidden: set[int] = set()
    for sheet in tree.css("style"):
        media = (sheet.attributes.get("media") or "").lower()
        if "print" in media and "screen" not in media:
            continue
        for selector in hiding_selectors(sheet.text(deep=True)):
            hidden.update(_matched(tree, selector))
    return hidden


def _matched(tree: LexborHTMLParser, selector: str) -> Iterator[int]:
    if selector in ("*", "html", "body"):  # shown by a script later, on pages that fade in
        return
    try:
        yield from (node.mem_id for node in tree.css(selector))
    except Exception:  # a selector that this parser does not know hides nothing
        return


def _words(root: LexborNode, hidden: set[int]) -> _Words:
    """What is seen under a node, without recursion: pages may nest as deep as they like."""
    words = _Words()
    steps = [_Step(root)]
    while steps:
        step = steps.pop()
        node = step.node
        if node is None:
            words.pieces.append(step.mark)
        elif node.tag == "-text":
            words.add(node.text_content or "")
        elif node.tag == "br":
            words.pieces.append(BREAK)
        elif node.is_element_node:
            _enter(node, step, steps, words, hidden)
    return words


def _enter(node: LexborNode, step: _Step, steps: list[_Step], words: _Words, hidden: set[int]) -> None:
    tag, attributes = node.tag or "", node.attributes
    style = declarations(attributes.get("style") or "")
    colour = style.get("color") or (attributes.get("color") or "").lower() or step.colour
    background = _background(style, attributes) or step.background
    if reason := _why_left_out(node, tag, attributes, style, hidden, is_unseen_colour(colour, background)):
        if reason != "never shown":
            words.left_out.add(reason)
        return
    mark = MARKS.get(tag, PARAGRAPH if tag in BLOCKS else "")
    if mark:
        words.pieces.append(mark)
        steps.append(_Step(None, mark))
    children = []
    child = node.child
    while child is not None:
        children.append(_Step(child, "", colour, background))
        child = child.next
    steps.extend(reversed(children))


def _background(style: dict[str, str], attributes: dict[str, str | None]) -> str:
    found = style.get("background-color") or style.get("background") or (attributes.get("bgcolor") or "").lower()
    return "" if found in CLEAR or found in ("none", "inherit") else found


def _why_left_out(
    node: LexborNode,
    tag: str,
    attributes: dict[str, str | None],
    style: dict[str, str],
    hidden: set[int],
    is_unseen: bool,
) -> str:
    """Why an element is no visible word of the report; "" for one that is read."""
    if tag in NEVER_SHOWN:
        return "never shown"
    if tag in STRUCK:
        return "struck"
    if tag == "sup" and re.fullmatch(r"[\s\[\]\d,–-]{1,12}", node.text(deep=True)):
        return "note"
    is_hidden = "hidden" in attributes or (attributes.get("aria-hidden") or "").lower() == "true"
    is_shown_again = style.get("display", "none") != "none"
    if is_hidden or hides(style) or is_unseen or (node.mem_id in hidden and not is_shown_again):
        return "hidden"
    if tag in NOT_THE_REPORT or (attributes.get("role") or "") in ("navigation", "contentinfo", "complementary"):
        return "boilerplate"
    return ""
