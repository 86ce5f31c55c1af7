"""The report behind an article in work: what the page says of itself, what is a guess, and the row on file that it becomes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from claims_app import models
from claims_app.core.languages import language_by_letters
from claims_app.core.said_days import guess_published
from claims_app.models.sources import check_web_address
from claims_app.services import recording
from claims_app.services.articles import Article
from claims_app.services.recording import Refused

NAMELESS = "unnamed outlet"
LONGEST_TITLE = 400
WEB = re.compile(r"https?://[^\s<>\"'“”]+")
TRACES = re.compile(r"(?:utm_\w+|fbclid|gclid|yclid)=", re.IGNORECASE)
FIRST_YEAR, LAST_YEAR = 1800, 2200


@dataclass(frozen=True, slots=True)
class Source:
    """A report's fields as an editor types them; `copied_from` is the address of a report on file."""

    publisher: str = ""
    title: str = ""
    url: str = ""
    published: date | None = None
    language: str = "en"
    copied_from: str = ""


def source_of(article: Article, incident: models.Incident) -> tuple[Source, dict[str, str]]:
    """The fields as the page states them, filled up with guesses from the text; and for each guess the reason.

    `guesses["published"]` is "day|reason": the day is not kept with the report before an editor confirms it.
    """
    guesses: dict[str, str] = {}
    by_letters = "" if article.language else language_by_letters(article.text)
    if by_letters:
        guesses["language"] = "From the letters of the text. Check it."
    source = Source(
        publisher=article.publisher.strip()[:200],
        title=" ".join(article.title.split())[:LONGEST_TITLE],
        url=_without_traces(article.url.strip()),
        published=article.published,
        language=(article.language or by_letters or "en")[:12],
    )
    if not source.title and (title := _headline(article.text)):
        source = replace(source, title=title)
    if not source.url and (url := _address_in(article.text)):
        source, guesses["url"] = replace(source, url=url), "The one address in the text. Check it."
    if not _is_web_address(source.url):
        source = replace(source, url="")
    if not source.publisher and (outlet := _outlet_at(source.url)):
        source, guesses["publisher"] = replace(source, publisher=outlet), "From the address. Check it."
    if source.published is None:
        guess = guess_published(article.text, incident.start, incident.end)
        if guess:
            guesses["published"] = f"{guess.day.isoformat()}|{guess.why}"
    return source, guesses


def day_of(guesses: Mapping[str, str]) -> date | None:
    """The guessed day of publication."""
    text = guesses.get("published", "").partition("|")[0]
    return date.fromisoformat(text) if text else None


def _headline(text: str) -> str:
    """The first line, where it reads like a headline: not long, and no sentence."""
    first = " ".join(next(filter(str.strip, text.splitlines()), "").split())
    return first if 0 < len(first) <= 200 and not first.endswith((".", ":", "”", '"')) else ""


def _address_in(text: str) -> str:
    """The one web address in the text, without what only tells where a reader came from; "" for several."""
    found = {_without_traces(match.rstrip(".,;)")) for match in WEB.findall(text)}
    return found.pop() if len(found) == 1 else ""


def _without_traces(url: str) -> str:
    """The address without what only tells where a reader came from."""
    before, mark, query = url.partition("?")
    query, hash_mark, fragment = query.partition("#")
    kept = [part for part in query.split("&") if part and not TRACES.match(part)]
    query = "&".join(kept)
    return f"{before}{mark if query else ''}{query}{hash_mark}{fragment}"


def _is_web_address(url: str) -> bool:
    try:
        check_web_address(url)
    except ValidationError:
        return False
    return len(url) <= 2000


def _outlet_at(url: str) -> str:
    """The name of the outlet that has reports on file at this host, or is called like it; else the host."""
    host = urlsplit(url).netloc.lower().partition(":")[0].removeprefix("www.") if url else ""
    if not host:
        return ""
    at_host = models.Report.objects.filter(url__contains=f"//{host}/") | models.Report.objects.filter(
        url__contains=f"//www.{host}/"
    )
    known = at_host.select_related("outlet").order_by("id").first()
    named = models.Outlet.objects.filter(slug=slugify(host.partition(".")[0])).first()
    return known.outlet.name if known else named.name if named else host


# The row on file


def file_report(*, source: Source, own: models.Report | None = None) -> models.Report:
    """The report with this address, or this publisher, title and day; else `own` changed to it; else a new one.

    What is on file of another report is not changed. Raises Refused for an address that is none.
    """
    if source.url and not _is_web_address(source.url):
        raise Refused("Write a web address that begins with http:// or https://, without spaces or a user name.", "url")
    outlet = _outlet(source.publisher or NAMELESS)
    copied_from = _report_at(source.copied_from, own)
    if found := _on_file(source, outlet, own):
        return found
    report = own or models.Report()
    report.outlet, report.title, report.url = outlet, source.title[:LONGEST_TITLE], source.url
    report.published, report.language = source.published, source.language or "en"
    report.copied_from = copied_from
    report.save()
    return report


def _on_file(source: Source, outlet: models.Outlet, own: models.Report | None) -> models.Report | None:
    others = models.Report.objects.exclude(pk=own.pk if own else 0)
    if source.url:
        return others.filter(url=source.url).first()
    return others.filter(url="", outlet=outlet, title=source.title[:LONGEST_TITLE], published=source.published).first()


def _report_at(url: str, own: models.Report | None) -> models.Report | None:
    if not url.strip():
        return None
    found = models.Report.objects.filter(url=url.strip()).exclude(pk=own.pk if own else 0).first()
    if found is None:
        raise Refused("No report with this address is on file. Add it first, or leave the field empty.", "copied_from")
    return found


def _outlet(name: str) -> models.Outlet:
    found = models.Outlet.objects.filter(name__iexact=name).first()
    if found:
        return found
    base = slugify(name)[:100] or "outlet"
    slug, number = base, 1
    while models.Outlet.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return models.Outlet.objects.create(name=name, slug=slug)


def set_source(*, intake: models.Intake, source: Source, by: Any) -> models.Report:
    """Keep the source as the editor gives it; its guesses are settled. Claims already accepted follow.

    Raises Refused with the field to blame. The copy moves to the report that the fields name, if that is another one.
    """
    if not source.publisher.strip():
        raise Refused("Say who published the report, e.g. Reuters.", "publisher")
    if not source.url and not source.title.strip():
        raise Refused("Give the report’s address, or its title.", "title")
    with transaction.atomic():
        intake = models.Intake.objects.select_for_update().select_related("copy__report").get(pk=intake.pk)
        copy = intake.copy
        own = copy.report if _is_ours_alone(copy) else None
        report = file_report(source=source, own=own)
        if report.pk != copy.report_id:
            _move(copy, report, own)
        elif own is not None:
            recording.report_changed(report=report)
        intake.guesses = {}
        intake.version += 1
        intake.save(update_fields=["guesses", "version", "changed_at"])
        models.IntakeStep.objects.create(intake=intake, what="source", made_by=by)
        return report


def _is_ours_alone(copy: models.ArchivedCopy) -> bool:
    """Whether nothing but this copy hangs on its report, so that correcting the fields changes nobody else's source."""
    report = copy.report
    cited = report.citations.exclude(claim__drafts__copy=copy).exists()
    return not cited and not report.kept_copies.exclude(pk=copy.pk).exists() and not report.copies.exists()


def _move(copy: models.ArchivedCopy, report: models.Report, own: models.Report | None) -> None:
    """The copy and what was cited from it go to another report; one that nothing hangs on any more goes."""
    if models.ArchivedCopy.objects.filter(report=report, sha256=copy.sha256).exists():
        raise Refused("This report is on file with the same copy. Open that one instead.", "url")
    copy.report = report
    copy.save(update_fields=["report"])
    for citation in models.Citation.objects.filter(copy=copy):
        citation.report = report
        citation.save()
    if own is not None:
        own.delete()
    claims = models.Claim.objects.filter(citations__copy=copy).distinct()
    recording.complete(claims=claims)
    recording.incident_changed(claims.values_list("incident_id", flat=True))


def read_source(typed: Mapping[str, str]) -> Source:
    """The fields of the form. Raises Refused with the field to blame."""
    text = {name: str(typed.get(name, "")).replace("\x00", "").strip() for name in FIELDS}
    day: date | None = None
    if text["published"]:
        try:
            day = date.fromisoformat(text["published"])
        except ValueError:
            day = None
        if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Refused(f"“{text['published'][:20]}” is no day. Write it as 2016-04-02.", "published")
    if len(text["publisher"]) > 200:
        raise Refused("A publisher’s name has at most 200 characters.", "publisher")
    if len(text["title"]) > LONGEST_TITLE:
        raise Refused(f"A title has at most {LONGEST_TITLE} characters.", "title")
    return Source(
        publisher=text["publisher"],
        title=text["title"],
        url=text["url"],
        published=day,
        language=text["language"][:12] or "en",
        copied_from=text["copied_from"],
    )


FIELDS = ("publisher", "title", "url", "published", "language", "copied_from")
