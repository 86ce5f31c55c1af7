"""Our columns as objects: name, other headers, help with an example, and how a cell is cleaned."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from claims_app.tables.headers import folded_header
from claims_app.tables.writing import DERIVED_COLUMNS

Clean = Callable[[str], str]
# What the index of addresses holds on PostgreSQL, with room to spare.
LONGEST_LINK = 2_000
YEAR = re.compile(r"\d{4}")
# What both databases keep; the farthest that any place ever was is 15:56.
FARTHEST_ZONE = timedelta(hours=15, minutes=59)
TWO_WAYS = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


class Complaint(ValueError):
    """A cell cannot be used; the message says why and how to mend it."""


def as_text(text: str) -> str:
    """The text without spaces around it."""
    return text.strip()


def as_said(text: str) -> str:
    """A quote, kept to the letter."""
    return text


def as_day(text: str) -> str:
    """An ISO date or date-time, kept as text. Raises Complaint for anything else."""
    text = text.strip()
    if not text:
        return ""
    try:
        day = date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        has_year = YEAR.search(text) or not any(map(str.isdigit, text))
        lacking = "" if has_year else ", and it has no year in four digits"
        raise Complaint(f"This is no ISO date{lacking}. Write it as 2016-04-02.") from None
    if not 1800 <= day.year < 2200:
        raise Complaint("This year is not between 1800 and 2199. Write the date as 2016-04-02.")
    if isinstance(day, datetime) and abs(day.utcoffset() or timedelta()) > FARTHEST_ZONE:
        raise Complaint("No place is 16 hours from Greenwich. Write the time with its zone as 2016-04-02T14:30+04:00.")
    return day.isoformat()


def as_number(text: str) -> str:
    """A whole number from 0 up, or nothing. Raises Complaint for anything else."""
    text = text.strip()
    if text and number_in(text) is None:
        raise Complaint("This is no whole number. Write digits alone, e.g. 12, or leave it empty.")
    return text


def number_in(text: str) -> int | None:
    """The whole number of at most 14 digits that a cell holds, or None; other signs that Unicode calls digits (³) are none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else None


def as_link(text: str) -> str:
    """An http or https address, or nothing. Raises Complaint for anything else."""
    text = text.strip()
    if text and not _is_link(text):
        raise Complaint(
            "This is no web address. Write one that begins with http:// or https://, without spaces or a user name."
        )
    if len(text.encode()) > LONGEST_LINK:
        raise Complaint("This web address has more than 2,000 bytes. Shorten it.")
    return text


def _is_link(text: str) -> bool:
    """Whether this is a plain http or https address: a host, no user, nothing that is not seen."""
    if "\\" in text or " " in text or not text.isprintable():
        return False
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
        )
    except ValueError:  # a port or an IPv6 address that is none, or a letter of the host that turns into a sign
        return False


def one_of(choices: Mapping[str, str]) -> Clean:
    """One of these words (each with the value that it stands for), or nothing."""

    def clean(text: str) -> str:
        word = text.strip().casefold()
        if word and word not in choices:
            raise Complaint(f"This is none of: {', '.join(dict.fromkeys(choices.values()))}. Write one of them.")
        return choices.get(word, "")

    return clean


def words(*names: str) -> dict[str, str]:
    """Each name standing for itself, case-folded."""
    return {name.casefold(): name for name in names}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a claims file."""

    name: str
    help: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    clean: Clean = as_text
    longest: int = 200
    is_day: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("incident", "Title or slug of an incident on file, e.g. 2016-04-02-karabakh.", ("event",), required=True),
    Column("claimant", "Who says it, on file, e.g. Azerbaijan Defence Ministry.", ("party", "side", "claimed_by"), required=True),
    Column("measure", "Object and outcome, e.g. tanks destroyed.", ("metric",)),
    Column("figure", "As printed, e.g. over 100; “no figure given” for silence; “denied” with denies.", ("figure_text", "value")),
    Column("subject", "Whose losses, as the claimant says it, e.g. Armenian. Empty = not said.", ("subject_party", "target")),
    Column("subject_source", "stated, or inferred by an editor.", clean=one_of(words("stated", "inferred"))),
    Column("question", "For a claim that is no figure, e.g. Who started it."),
    Column("position", "The answer, e.g. Armenia."),
    Column("positions_about", "About whom, party names joined by “;”."),
    Column("conflict", "Key or title of the conflict; checked against the incident's."),
    Column("place", "A place on file; empty = the incident's."),
    Column("speaker", "Office or person, e.g. Defence Ministry.", ("spokesperson",)),
    Column("agent", "By whom: party names joined by “;”, none, or empty = any.", ("by",)),
    Column("basis", "all, hospital, identified or visual.",
           clean=one_of({"all": ""} | words("hospital", "identified", "visual"))),
    Column("event_date", "First day, e.g. 2016-04-02.", ("date",), clean=as_day, is_day=True),
    Column("event_end", "Last day, e.g. 2016-04-05.", clean=as_day, is_day=True),
    Column("as_of", "Until when the count runs, e.g. 2016-04-06.", clean=as_day, is_day=True),
    Column("counting", "episode, cumulative or incremental.", clean=one_of(words("episode", "cumulative", "incremental"))),
    Column("stated_at", "When it was said, e.g. 2016-04-02T11:10.", clean=as_day, is_day=True),
    Column("statement", "The same text = the same statement."),
    Column("publisher", "Who published the report, e.g. RT.", ("source", "outlet")),
    Column("title", "Of the report.", longest=400),
    Column("url", "Of the report, http or https.", ("source_url",), clean=as_link, longest=2000),
    Column("published", "The day on the page, e.g. 2016-04-02.", ("page_date",), clean=as_day, is_day=True),
    Column("archived_url", "A copy in a public archive.", clean=as_link, longest=2000),
    Column("language", "Of the quote, e.g. en.", longest=12),
    Column("copied_from", "Address of the report that this one repeats.", clean=as_link, longest=2000),
    Column("quote", "Exact words.", clean=as_said, longest=20_000),
    Column("translation", "Ours, beside the original.", longest=20_000),
    Column("locator", "Page or paragraph."),
    Column("wording", "direct or publisher.", clean=one_of(words("direct", "publisher"))),
    Column("licence", "Of the quoted text, e.g. CC BY-SA 4.0.", ("text_licence",), longest=100),
    Column("reliability", "A to F, of the outlet.", clean=one_of(words(*"ABCDEF"))),
    Column("credibility", "1 to 6, of the item.", clean=one_of(words(*"123456"))),
    Column("denies", "External id of the claim that is denied."),
    Column("revises", "External id of the earlier claim."),
    Column("part_of", "External id of the whole."),
    Column("share_of", "External id of the base."),
    Column("retracted_at", "When the claimant took it back.", clean=as_day, is_day=True),
    Column("read_low", "An editor's own lower bound.", clean=as_number),
    Column("read_high", "An editor's own upper bound.", clean=as_number),
    Column("read_as_note", "Why it is read so.", longest=400),
    Column("external_id", "Its id in your own files."),
    Column("note", "For the desk alone, never public.", longest=20_000),
    Column("low", "Checked against what the figure says.", clean=as_number),
    Column("high", "Checked against what the figure says.", clean=as_number),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
BY_HEADER = {folded_header(name): column.name for column in COLUMNS for name in (column.name, *column.aliases)}
IGNORED_SILENTLY = frozenset(folded_header(name) for name in DERIVED_COLUMNS) - set(BY_HEADER)
