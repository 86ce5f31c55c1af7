"""The pages of sources, outlets and reports as a reader meets them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from claims_app import models
from claims_app.services import recording, still_to_find
from claims_app.services.outlets import RELIABILITY
from tests.conflicts import APRIL
from tests.factories import make_claim, make_incident, make_party, make_report
from tests.views.pages import queries
from tests.views.test_pages import NEVER

FORD = "/incidents/2016-04-02-ford/sources/"
SHOWS = ("", "?show=statements", "?show=single-origin", "?show=still-to-find")


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(" ".join(strip_tags(answer.content.decode()).split()))


def html_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def outlet(name: str, **fields: Any) -> models.Outlet:
    return models.Outlet.objects.create(slug=name.lower(), name=name, **fields)


def keep(report: models.Report, sha256: str, day: int) -> None:
    captured = datetime(2016, 4, day, 9, 41, 7, tzinfo=UTC)
    models.ArchivedCopy.objects.create(
        report=report, content=b"the bytes of the page", text="the text of the page", sha256=sha256 * 64,
        captured_at=captured,
    )  # fmt: skip


def wire_story() -> tuple[models.Claim, list[models.Report]]:
    """One claim through an agency and three copies, one of them a copy of a copy."""
    wire = make_report(
        outlet=outlet("Wire", reliability="B"), title="The wire story", archived_url="https://archive.test/1"
    )
    first = make_report(outlet=outlet("First", language="uk"), copied_from=wire, language="uk")
    second = make_report(outlet=outlet("Second"), copied_from=first)
    third = make_report(outlet=outlet("Third"), copied_from=wire)
    claim = make_claim(report=wire)
    for report in (first, second, third):
        models.Citation.objects.create(claim=claim, report=report, quote=f"six, as {report.outlet.name} has it")
    recording.settle(claim=claim)
    return claim, [wire, first, second, third]


# ------------------------------------------------------------------ the sources of an incident


def test_the_tab_leads_there_with_the_count_and_keeps_the_days(client: Client, db: None) -> None:
    wire_story()
    page = html_of(client, "/incidents/2016-04-02-ford/?asof=2016-04-03")
    assert re.search(rf'<a href="{FORD}\?asof=2016-04-03">Sources 4</a>', page)


def test_four_reports_of_one_origin_are_called_so_everywhere(client: Client, db: None) -> None:
    claim, _ = wire_story()
    for address in (FORD, f"{FORD}?show=statements", f"{FORD}?show=single-origin", claim.get_absolute_url()):
        assert "4 reports, 1 origin" in text_of(client, address), address
    assert "4 reports, 1 origin" in text_of(client, f"/incidents/2016-04-02-ford/?claim={claim.pk}")


def test_a_report_shows_outlet_title_day_language_link_archive_and_hash(client: Client, db: None) -> None:
    _, reports = wire_story()
    keep(reports[0], "a", 3)
    page, words = html_of(client, FORD), text_of(client, FORD)
    assert f'href="{reports[0].url}" rel="noopener noreferrer nofollow"' in page
    assert 'href="https://archive.test/1"' in page
    assert "Wire: The wire story 2 April 2016, English; 4 reports, 1 origin." in words
    assert "2 April 2016, Ukrainian, a copy." in words
    assert f"Copy held, captured 3 April 2016, sha256 {'a' * 16}…." in words
    assert words.count("No copy held") >= 3


def test_the_copies_nest_under_their_original(client: Client, db: None) -> None:
    wire_story()
    chain = html_of(client, FORD).split('<ol class="chain">')[1].split("</article>")[0]
    assert chain.count("<ol>") == chain.count("</ol>") - 1 == 2
    assert chain.count("<li class=") == 4
    order = [chain.index(f">{name}</a>") for name in ("Wire", "First", "Second", "Third")]
    assert order == sorted(order)


def test_a_filled_mark_stands_for_a_copy_that_is_held(client: Client, db: None) -> None:
    _, reports = wire_story()
    keep(reports[1], "b", 3)
    chain = html_of(client, FORD).split('<ol class="chain">')[1]
    assert re.findall(r'<li class="(held|bare)">', chain) == ["bare", "held", "bare", "bare"]


def test_neither_the_bytes_of_a_copy_nor_the_hour_of_capture_are_served(client: Client, db: None) -> None:
    claim, reports = wire_story()
    keep(reports[0], "a", 3)
    addresses = [FORD + show for show in SHOWS] + [reports[0].get_absolute_url(), claim.get_absolute_url()]
    for address in [*addresses, "/outlets/wire/"]:
        page = html_of(client, address)
        assert "of the page" not in page and "9:41" not in page and "09:41" not in page, address


def test_a_copy_that_changed_is_told_with_both_hashes(client: Client, db: None) -> None:
    claim, reports = wire_story()
    keep(reports[0], "a", 3)
    keep(reports[0], "b", 5)
    said = f"Copy changed since: sha256 {'a' * 16}… captured 3 April 2016, sha256 {'b' * 16}… captured 5 April 2016."
    for address in (FORD, claim.get_absolute_url(), reports[1].get_absolute_url()):
        assert said in text_of(client, address), address
    own = text_of(client, reports[0].get_absolute_url())
    assert "Copy changed since" in own and "a" * 64 in own and "b" * 64 in own
    assert "Copy changed since." in text_of(client, "/outlets/wire/")


def test_the_claims_on_a_single_origin_are_a_list_of_their_own(client: Client, db: None) -> None:
    make_claim(figure="6")
    backed = make_claim("blueland", "2", about="Redland")
    models.Citation.objects.create(claim=backed, report=make_report(outlet=outlet("Other")), quote="two")
    recording.settle(claim=backed)
    words = text_of(client, f"{FORD}?show=single-origin")
    assert "Redland: 6 tanks lost" in words and "Blueland: 2 tanks lost" not in words
    assert "2 claims, of which 1 hangs on a single origin" in words


def test_what_had_been_said_by_a_day_is_all_that_is_shown(client: Client, db: None) -> None:
    make_claim(report=make_report(published=date(2016, 4, 2)))
    make_claim("blueland", "2", about="Redland", report=make_report(published=date(2016, 4, 5), title="Later"))
    assert "Later" in text_of(client, FORD)
    words = text_of(client, f"{FORD}?asof=2016-04-03")
    assert "Later" not in words and "As said by 3 April 2016." in words
    assert "Nothing had been said by then." in text_of(client, f"{FORD}?asof=2016-03-01")


def test_what_was_not_yet_on_file_by_a_day_is_left_out(client: Client, db: None) -> None:
    make_claim()
    words = text_of(client, f"{FORD}?known=2016-04-03")
    assert "0 reports, 0 origins" in words and "As recorded by 3 April 2016." in words
    assert "1 report, 1 origin. " in text_of(client, f"{FORD}?known=2999-01-01&show=still-to-find")


def test_the_lists_and_the_form_keep_the_day(client: Client, db: None) -> None:
    make_claim()
    page = html_of(client, f"{FORD}?show=still-to-find&asof=2016-04-09")
    for show in ("statements", "single-origin", "still-to-find"):
        assert f'href="?show={show}&amp;asof=2016-04-09"' in page
    assert 'name="show" value="still-to-find"' in page and 'value="2016-04-09"' in page


def test_what_is_still_to_find_is_listed_with_its_reason(client: Client, db: None) -> None:
    make_claim()
    words = text_of(client, f"{FORD}?show=still-to-find")
    assert "Known through Daily; no report on file is published by Redland itself." in words
    assert "A link is on file, no copy." in words
    copies = html_of(client, f"{FORD}?show=still-to-find&kind=copy").split("<tbody")[1]
    assert copies.count('<tr role="row">') == 1


def test_the_public_list_says_that_it_is_looked_for_and_never_by_whom(
    client: Client, db: None, django_user_model: Any
) -> None:
    claim = make_claim()
    ed = django_user_model.objects.create_superuser("secretive-editor")
    key = f"copy:{claim.citations.get().report_id}"
    still_to_find.take(incident=still_to_find.ready(models.Incident.objects.all())[0], key=key, by=ed)
    words = text_of(client, f"{FORD}?show=still-to-find")
    assert words.count("being looked for") == 1 and "secretive" not in words


def test_an_incident_without_claims_says_so(client: Client, db: None) -> None:
    make_incident()
    for show in SHOWS[:2]:
        assert "Nothing on file yet." in text_of(client, FORD + show)
    assert "Nothing is missing." in text_of(client, f"{FORD}?show=still-to-find")


def test_an_old_slug_leads_to_the_sources_of_the_new_one(client: Client, db: None) -> None:
    make_incident().old_slugs.create(slug="an-old-slug")
    moved = client.get("/incidents/an-old-slug/sources/?show=statements")
    assert (moved.status_code, moved["Location"]) == (301, f"{FORD}?show=statements")
    assert client.get("/incidents/nothing-here/sources/").status_code == 404


ODD = ["?show=%00", "?page=-1", "?page=99999999999999999999999", "?page=%D9%A3", "?asof=2016-99-99", "?kind=%00&show=still-to-find",
       "?known=%00", "?show=statements&page=abc", "?name=%00%25_", "?asof=0001-01-01", f"?show={'x' * 5000}"]  # fmt: skip


@pytest.mark.parametrize("query", ODD)
def test_odd_query_strings_never_fail(client: Client, db: None, query: str) -> None:
    report = make_claim().citations.get().report
    for address in (FORD, "/sources/", "/outlets/daily/", report.get_absolute_url()):
        assert client.get(address + query).status_code == 200, address


def test_no_page_of_sources_uses_a_word_that_judges(reader: Client) -> None:
    words = (*NEVER, "only", "enemy")
    for address in [f"{APRIL}sources/{show}" for show in SHOWS] + ["/sources/", "/sources/?show=still-to-find"]:
        page = re.sub(r"<(q|blockquote|cite)\b.*?</\1>", " ", html_of(reader, address), flags=re.S)
        said = strip_tags(page).casefold()
        assert [word for word in words if re.search(rf"\b{word}\b", said)] == [], address


# ------------------------------------------------------------------ outlets and reports


def test_outlets_stand_by_name_with_originals_copies_and_reliability(client: Client, db: None) -> None:
    wire_story()
    page = html_of(client, "/sources/").split("<tbody")[1]
    assert re.findall(r'<a href="/outlets/(\w+)/">', page) == ["first", "second", "third", "wire"]
    wire = page.split("/outlets/wire/")[1]
    assert "B, usually reliable" in wire
    assert re.findall(r'class="num"[^>]*>(\d+)<', wire) == ["1", "1", "0", "1"]
    assert re.findall(r'class="num"[^>]*>(\d+)<', page.split("/outlets/first/")[1])[:4] == ["1", "0", "1", "1"]


def test_every_letter_of_reliability_has_its_words(db: None) -> None:
    letters = [letter for letter, _ in models.Outlet._meta.get_field("reliability").choices or []]
    assert set(letters) == set(RELIABILITY)


def test_outlets_are_paged_and_found_by_name(client: Client, db: None) -> None:
    claim = make_claim()
    models.Outlet.objects.bulk_create([models.Outlet(slug=f"o{n}", name=f"Outlet {n:04}") for n in range(250)])
    reports = models.Report.objects.bulk_create(
        [models.Report(outlet=row, title="t") for row in models.Outlet.objects.filter(slug__startswith="o")]
    )
    models.Citation.objects.bulk_create([models.Citation(claim=claim, report=row, quote="q") for row in reports])
    recording.incident_changed([claim.incident_id])
    page = html_of(client, "/sources/?page=2")
    assert "Page 2 of 3" in page and page.count('<th scope="row"') == 100
    assert 'href="?page=3"' in page and 'rel="prev"' in page
    assert html_of(client, "/sources/?name=0042").count('<th scope="row"') == 1
    assert "No outlet of that name" in text_of(client, "/sources/?name=nobody")


def test_an_outlet_shows_its_reports_by_incident_and_its_party(client: Client, db: None) -> None:
    gazette = outlet("Gazette", party=make_party("redland"), reliability="C")
    report = make_report(outlet=gazette, title="On both")
    make_claim(report=report)
    later = make_incident("2017-01-01-bridge", title="The bridge", start=date(2017, 1, 1), end=date(2017, 1, 1))
    make_claim(report=report, incident=later, figure="9")
    page, words = html_of(client, "/outlets/gazette/"), text_of(client, "/outlets/gazette/")
    assert page.index("The bridge") < page.index("The ford")
    assert page.count("On both") == 2
    assert "1 report: 1 original, 0 copies of other reports on file. 2 claims carried." in words
    assert "C, fairly reliable" in words and 'href="/parties/redland/"' in page


def test_a_report_shows_what_it_repeats_who_repeats_it_and_its_claims_with_its_own_quotes(
    client: Client, db: None
) -> None:
    _, reports = wire_story()
    words = text_of(client, reports[1].get_absolute_url())
    assert "Repeats Wire: The wire story" in words and "Repeated by 1 report on file" in words
    assert "six, as First has it" in words and "six, as Second has it" not in words
    chain = html_of(client, reports[1].get_absolute_url()).split('<ol class="chain">')[1]
    assert re.findall(r"/reports/(\d+)/", chain.split("</section>")[0]) == [
        str(row.pk) for row in (reports[0], *reports[2:])
    ]
    assert chain.count('aria-current="true"') == 1


def test_a_report_that_others_repeat_has_a_page_though_it_carries_no_claim(client: Client, db: None) -> None:
    wire = make_report(outlet=outlet("Wire"))
    make_claim(report=make_report(copied_from=wire))
    assert "It carries no public claim itself." in text_of(client, wire.get_absolute_url())


def test_a_report_of_drafts_alone_is_not_public_nor_named_as_a_copy(client: Client, db: None) -> None:
    public = make_claim().citations.get().report
    draft = make_report(outlet=outlet("Hidden"), copied_from=public)
    make_claim(report=draft, published=False)
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get("/reports/99999999999999999999/").status_code == 404
    for address in (public.get_absolute_url(), FORD, "/sources/"):
        assert "Hidden" not in text_of(client, address)


def test_a_report_without_a_link_says_so(client: Client, db: None) -> None:
    report = make_report(url="", title="On paper")
    make_claim(report=report)
    assert "Link none on file" in text_of(client, report.get_absolute_url())
    assert "No link on file." in text_of(client, FORD)


# ------------------------------------------------------------------ cost


def grow(wanted: int) -> None:
    """Claims, statements and reports of the ford, every other report a copy, until there are so many claims."""
    incident, pattern = make_incident(), models.Claim.objects.order_by("pk").first()
    assert pattern is not None
    values = models.Claim.objects.filter(pk=pattern.pk).values()[0]
    daily = models.Outlet.objects.get(slug="daily")
    missing = wanted - models.Claim.objects.count()
    statements = models.Statement.objects.bulk_create(
        [
            models.Statement(incident=incident, claimant=pattern.statement.claimant, label=f"{wanted}-{n}")
            for n in range(missing)
        ]
    )
    reports = models.Report.objects.bulk_create(
        [
            models.Report(outlet=daily, title=f"{wanted}-{n}", url=f"https://example.org/{wanted}/{n}")
            for n in range(missing)
        ]
    )
    for one, other in zip(reports[::2], reports[1::2], strict=False):
        other.copied_from = one
    models.Report.objects.bulk_update(reports, ["copied_from"])
    claims = models.Claim.objects.bulk_create(
        [
            models.Claim(
                **values | {"id": None, "statement_id": row.pk, "external_id": f"{wanted}-{n}", "figure_text": str(n)}
            )
            for n, row in enumerate(statements)
        ]
    )
    models.Citation.objects.bulk_create(
        [models.Citation(claim=claim, report=row, quote="q") for claim, row in zip(claims, reports, strict=True)]
    )
    recording.incident_changed([incident.pk])


def test_pages_of_sources_take_as_many_queries_for_80_claims_as_for_20(client: Client, db: None) -> None:
    report = make_claim().citations.get().report
    addresses = [FORD + show for show in (*SHOWS, "?asof=2016-04-09")]
    addresses += ["/sources/", "/sources/?show=still-to-find", "/outlets/daily/", report.get_absolute_url()]
    grow(20)
    few = {address: queries(client, address) for address in addresses}
    grow(80)
    assert models.Claim.objects.visible().count() == 80
    many = {address: queries(client, address) for address in addresses}
    assert {address: (few[address], many[address]) for address in addresses if many[address] > few[address]} == {}
    assert {address: number for address, number in few.items() if number > 6} == {}
