"""What a page says of itself: title, publisher, day, address, language, from JSON-LD, OpenGraph and plain tags."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from claims_app.core.unseen import without_unseen

ARTICLES = ("Article", "NewsArticle", "ReportageNewsArticle", "BlogPosting", "LiveBlogPosting", "WebPage")
MAX_ENTRIES = 500
SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S{1,2000})\s*-->")
ADDRESS = re.compile(r"https?://[^\s/@\\\x00-\x20\x7f]+(?:/[^\s\\\x00-\x20\x7f]*)?")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")


def metadata_of(tree: LexborHTMLParser, source: str) -> dict[str, Any]:
    """title, publisher, url, published, language ("" where the page says nothing) and notes."""
    meta = _meta(tree)
    linked = next(_linked(tree), {})
    site = _line(_name(linked.get("publisher")), 200) or _line(meta.get("og:site_name"), 200)
    published, notes = _published(tree, meta, linked)
    return {
        "title": _title(tree, meta, linked, site),
        "publisher": site or _line(meta.get("application-name"), 200) or _line(meta.get("dc.publisher"), 200),
        "url": _url(tree, meta, linked, source),
        "published": published,
        "language": _language(tree, meta, linked),
        "notes": notes,
    }


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    """The page's meta tags by their folded names; the first of a name stays."""
    found: dict[str, str] = {}
    for node in tree.css("meta")[:MAX_ENTRIES]:
        attributes = node.attributes
        key = (
            attributes.get("property")
            or attributes.get("name")
            or attributes.get("itemprop")
            or attributes.get("http-equiv")
        )
        if key and attributes.get("content"):
            found.setdefault(key.lower(), attributes["content"] or "")
    return found


def _linked(tree: LexborHTMLParser) -> Iterator[Mapping[str, Any]]:
    """The articles among the page's JSON-LD; a block that is no JSON is passed over."""
    for node in tree.css('script[type="application/ld+json"]')[:20]:
        try:
            value = json.loads(node.text(deep=True))
        except (ValueError, RecursionError):
            continue
        yield from _articles(value)


def _articles(value: Any) -> Iterator[Mapping[str, Any]]:
    entries, seen = [value], 0
    while entries and seen < MAX_ENTRIES:
        entry, seen = entries.pop(0), seen + 1
        if isinstance(entry, list):
            entries += entry[:MAX_ENTRIES]
        elif isinstance(entry, dict):
            kinds = entry.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(kind in ARTICLES[:-1] for kind in kinds if isinstance(kind, str)):
                yield entry
            entries += [entry["@graph"]] if isinstance(entry.get("@graph"), list) else []


def _name(value: Any) -> Any:
    value = value[0] if isinstance(value, list) and value else value
    return value.get("name") if isinstance(value, dict) else value


def _line(value: Any, longest: int) -> str:
    """One line of text for a field, without unseen characters; "" for what is no text."""
    return " ".join(without_unseen(value).split())[:longest].strip() if isinstance(value, str) else ""


def _title(tree: LexborHTMLParser, meta: Mapping[str, str], linked: Mapping[str, Any], site: str) -> str:
    heading, head = tree.css("h1"), tree.css_first("head > title")
    only = heading[0].text(deep=True) if len(heading) == 1 else ""
    named = _line(linked.get("headline"), 400) or _line(meta.get("og:title"), 400) or _line(only, 400)
    if named or head is None:
        return named
    title = _line(head.text(deep=True), 400)
    for mark in (" - ", " | ", " – ", " — "):
        rest, _, last = title.rpartition(mark)
        if rest and site and last.casefold() == site.casefold():
            return rest
    return title


def _url(tree: LexborHTMLParser, meta: Mapping[str, str], linked: Mapping[str, Any], source: str) -> str:
    """The canonical address, if it is a plain web address without a user; it is shown, never fetched."""
    canonical = tree.css_first('link[rel="canonical"]')
    saved = SAVED_FROM.search(source[:4096])
    page = linked.get("mainEntityOfPage")
    offers = (
        canonical.attributes.get("href") if canonical else None,
        meta.get("og:url"),
        linked.get("url"),
        page.get("@id") if isinstance(page, dict) else page,
        saved[1] if saved else None,
    )
    for offer in offers:
        if isinstance(offer, str) and len(offer) <= 2000 and ADDRESS.fullmatch(offer.strip()):
            return offer.strip()
    return ""


def _published(tree: LexborHTMLParser, meta: Mapping[str, str], linked: Mapping[str, Any]) -> tuple[str, list[str]]:
    """The day of publication as ISO, or "", and what to say of it."""
    time = tree.css_first('time[itemprop="datePublished"], time[pubdate], article time[datetime]')
    names = (
        "article:published_time",
        "datepublished",
        "date",
        "dc.date",
        "dcterms.date",
        "pubdate",
        "parsely-pub-date",
    )
    offers = [linked.get("datePublished"), *(meta.get(name) for name in names)]
    offers.append(time.attributes.get("datetime") if time else None)
    days = [day for day in (_day(offer) for offer in offers) if day]
    changed = _day(linked.get("dateModified") or meta.get("article:modified_time"))
    notes = [f"The page says that it was changed on {changed}."] if days and changed and changed != days[0] else []
    if len(set(days)) > 1:
        notes.append(f"The page gives more than one day of publication: {', '.join(dict.fromkeys(days))}.")
    return (days[0] if days else ""), notes


def _day(value: Any) -> str:
    """The calendar day of a date or time as the page writes it, in its own time zone; "" for what is none."""
    if not isinstance(value, str) or len(value) > 60:
        return ""
    text = value.strip()
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError):
        pass
    for form in ("%d %B %Y", "%B %d, %Y", "%b %d, %Y", "%d %b %Y"):
        try:
            return datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
    return ""


def _language(tree: LexborHTMLParser, meta: Mapping[str, str], linked: Mapping[str, Any]) -> str:
    """The page's language as a tag of at most 12 letters, e.g. en or pt-BR."""
    html = tree.css_first("html")
    offers = (
        html.attributes.get("lang") if html else None,
        linked.get("inLanguage"),
        meta.get("og:locale"),
        meta.get("content-language"),
    )
    for offer in offers:
        if isinstance(offer, str) and LANGUAGE.fullmatch(tag := offer.strip().replace("_", "-")):
            return tag
    return ""
