"""What hides an element, as far as its own attributes and a page's style sheets say so in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

MAX_RULES = 300
"""Hiding rules of a page's own style sheets that are tried; a page with more of them is no report."""

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
ZERO = re.compile(r"[+-]?0*\.?0+(?:px|pt|em|rem|%|vh|vw)?")
DOT = re.compile(r"(?:0?\.\d+|1)(?:px|pt)")
FAR_AWAY = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|pt|em|rem|%|vw|vh)?")
WHITE = frozenset({"white", "#fff", "#ffffff", "#ffff", "#ffffffff", "rgb(255,255,255)", "rgba(255,255,255,1)"})
CLEAR = frozenset({"transparent", "rgba(0,0,0,0)", "#0000", "#00000000"})


def declarations(style: str) -> dict[str, str]:
    """A style attribute's properties and values, folded and without spaces; the last of a name wins."""
    found: dict[str, str] = {}
    for part in COMMENT.sub("", style[:5000]).lower().split(";"):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip()] = value.replace("!important", "").replace(" ", "").strip()
    return found


def hides(style: Mapping[str, str]) -> bool:
    """These declarations take an element out of sight: gone, clear, of no size, cut off, or far outside of the page."""
    if style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse"):
        return True
    if _is_zero(style.get("opacity")) or _is_dot(style.get("font-size")):
        return True
    if style.get("color") in CLEAR or style.get("clip", "").startswith(("rect(0", "rect(1px")):
        return True
    if style.get("clip-path", "").startswith(("inset(50%", "inset(100%", "circle(0")):
        return True
    if style.get("overflow") in ("hidden", "clip") and any(_is_dot(style.get(p)) for p in SIZES):
        return True
    is_moved = style.get("position") in ("absolute", "fixed")
    return bool(
        FAR_AWAY.fullmatch(style.get("text-indent", ""))
        or (is_moved and any(FAR_AWAY.fullmatch(style.get(p, "")) for p in ("left", "top", "right", "bottom")))
        or style.get("transform", "").startswith("scale(0)")
    )


SIZES = ("height", "width", "max-height", "max-width")


def _is_zero(value: str | None) -> bool:
    return value is not None and ZERO.fullmatch(value) is not None


def _is_dot(value: str | None) -> bool:
    """Of no size, or too small to be read: a pixel or less."""
    return value is not None and (_is_zero(value) or DOT.fullmatch(value) is not None)


def is_unseen_colour(colour: str, background: str) -> bool:
    """Letters of the ground's own colour; a ground that nobody named is white."""
    return bool(colour) and (_plain(colour) == _plain(background or "white"))


def _plain(colour: str) -> str:
    return "white" if colour in WHITE else colour


def hiding_selectors(sheet: str) -> Iterator[str]:
    """The selectors of a style sheet's rules that hide, outside of @media and the like; at most MAX_RULES."""
    depth, begun, found = 0, 0, 0
    sheet = COMMENT.sub("", sheet)
    selector = ""
    for match in re.finditer(r"[{}]", sheet):
        if match.group() == "{":
            if depth == 0:
                selector = sheet[begun : match.start()].rpartition(";")[2].strip()
            depth, begun = depth + 1, match.end()
            continue
        if (
            depth == 1
            and selector
            and not selector.startswith("@")
            and hides(declarations(sheet[begun : match.start()]))
        ):
            yield selector
            found += 1
        depth, begun = max(depth - 1, 0), match.end()
        if found == MAX_RULES:
            return
