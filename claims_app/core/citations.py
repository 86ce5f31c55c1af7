"""How a board is cited: the pinned address, the moment it shows, the convention, in plain words and as BibTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from claims_app.core.sourcing import day_words

SITE = "Counterclaim"
# Each character that BibTeX or LaTeX would read as a command, and what prints it.
TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", '"': "''",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reference:
    """What anybody needs to see the same board again.

    `permalink` is the whole address with both clocks pinned; `asof` is the day by whose end all was said that counts,
    `known` the day by whose end we had recorded it; `revision` is the incident's, `policy` the convention of reading.
    """

    slug: str
    title: str
    conflict: str
    permalink: str
    asof: date
    known: date
    revision: int
    policy: str

    @property
    def moment(self) -> str:
        """The two clocks in words."""
        return f"as said by {day_words(self.asof)}, as recorded by {day_words(self.known)}"


def plain_citation(reference: Reference) -> str:
    """One line for a footnote or a brief."""
    return (
        f"{SITE}, “{one_line(reference.title)}” ({one_line(reference.conflict)}), {reference.moment}, "
        f"revision {reference.revision}, figures read by convention {reference.policy}. {reference.permalink}"
    )


def bibtex(reference: Reference) -> str:
    """The same as an entry for a bibliography; text that TeX would run is made to print."""
    fields = {
        "author": f"{{{SITE}}}",
        "title": f"{{{tex(reference.title)}}}",
        "howpublished": tex(reference.conflict),
        "year": str(reference.asof.year),
        "url": percent(reference.permalink),
        "urldate": reference.known.isoformat(),
        "note": tex(f"{reference.moment}; revision {reference.revision}; convention {reference.policy}"),
    }
    key = re.sub(r"[^A-Za-z0-9:-]", "-", f"counterclaim-{reference.slug}-{reference.asof.isoformat()}")
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{key},\n{lines}\n}}\n"


def tex(text: str) -> str:
    """A text as LaTeX prints it, on one line."""
    return "".join(TEX.get(char, char) for char in one_line(text))


def percent(address: str) -> str:
    """A web address without the braces and backslashes that would end a BibTeX field."""
    return address.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def one_line(text: str) -> str:
    """The text with every run of white space as one space, and without control characters."""
    return " ".join("".join(char if char.isprintable() or char.isspace() else "" for char in text).split())
