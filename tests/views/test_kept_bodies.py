"""A page is made once and kept for everybody: it is never out of date, holds nobody's name, and costs one question."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from claims_app import models
from claims_app.answers import kept_bodies
from claims_app.core import policies
from claims_app.services import drawn_boards, imports, pages, recording, suppression
from claims_app.tables.writing import text_frame, to_bytes
from config.repeats import Repeats
from tests.factories import make_claim, make_conflict, make_incident, make_report, moment
from tests.filled import filled

pytestmark = pytest.mark.django_db
PAGE = "/incidents/2016-04-02-ford/"


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def tell_of_the_valley() -> None:
    """An incident within another one, with figures of both sides, a draft, a silence and what was said later."""
    around = make_incident("2016-04-01-valley", title="The valley")
    make_incident(part_of=around)
    make_claim("redland", "over 100", external_id="a", stated_at=moment(2))
    make_claim("blueland", "6", revises=make_claim("blueland", "4", stated_at=moment(2)), stated_at=moment(3))
    make_claim("redland", "8", object="truck", published=False, external_id="draft")
    make_claim("redland", "5", incident=around)


@pytest.fixture(scope="module")
def valley(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with filled(django_db_blocker, tell_of_the_valley):
        yield


@pytest.fixture
def told(valley: None, db: None) -> models.Claim:
    """The first claim of the valley."""
    return models.Claim.objects.get(external_id="a")


def body_of(client: Client, address: str = PAGE, **headers: str) -> bytes:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content


def asked(application: Any, path: str = PAGE, **environ: str) -> tuple[str, list[tuple[str, str]], bytes]:
    """What the server's entry answers to a browser: status, headers, body."""
    begun: list[tuple[str, list[tuple[str, str]]]] = []
    given = RequestFactory().get(path).environ | {"HTTP_ACCEPT_ENCODING": "gzip"} | environ
    # A server lets go of its connection between requests; here it holds the test's transaction.
    with mock.patch.object(BaseDatabaseWrapper, "close_if_unusable_or_obsolete"):
        answer = application(given, lambda *begins: begun.append(begins))
        body = b"".join(answer)
        getattr(answer, "close", bool)()
    return (*begun[-1], body)


def desk() -> Client:
    client = Client()
    user, _ = get_user_model().objects.get_or_create(username="zacharias-the-editor", is_staff=True, is_superuser=True)
    client.force_login(user)
    return client


def change_at_the_desk(row: Any, **changes: Any) -> None:
    """Open the row's form in the admin, change some fields, save."""
    client, address = desk(), f"/admin/claims_app/{row._meta.model_name}/{row.pk}/change/"
    page = client.get(address)
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    sent: dict[str, Any] = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                sent[field.html_name] = (
                    [str(getattr(one, "pk", one)) for one in value] if isinstance(value, list) else value
                )
    answer = client.post(address, sent | changes)
    assert answer.status_code == 302, [form.errors for form in (answer.context["adminform"].form,)]


def edit_a_claim(told: models.Claim) -> None:
    claim = models.Claim.objects.get(pk=told.pk)
    claim.figure_text = "77"
    recording.prepare_claim(claim, report=None)
    claim.save()
    recording.settle(claim=claim)


def take_a_claim_back(told: models.Claim) -> None:
    claim = models.Claim.objects.get(pk=told.pk)
    claim.retracted_at = moment(5)
    claim.save()
    recording.settle(claim=claim)


def move_a_claim_away(told: models.Claim) -> None:
    claim = models.Claim.objects.get(pk=told.pk)
    claim.incident = models.Incident.objects.get(slug="2016-04-01-valley")
    claim.save()
    recording.settle(claim=claim)


def another_citation(told: models.Claim) -> None:
    models.Citation.objects.create(claim=told, report=make_report(), quote="Over 100 again.")
    recording.settle(claim=told)


def drop_a_citation(told: models.Claim) -> None:
    another_citation(told)
    told.citations.order_by("pk").first().delete()  # type: ignore[union-attr]
    recording.settle(claim=told)


def a_speaker(told: models.Claim) -> None:
    told.statement.speaker = "Press office"
    told.statement.save()
    change_at_the_desk(told.statement, channel="radio")


def import_a_file(told: models.Claim) -> None:
    imported()


def imported() -> models.ImportBatch:
    columns = ["incident", "claimant", "subject", "measure", "figure", "stated_at", "publisher", "url", "quote"]
    line = [
        "2016-04-02-ford",
        "Blueland",
        "Blueland",
        "tanks destroyed",
        "3",
        "2016-04-02",
        "Daily",
        "https://example.org/i",
        "Three.",
    ]
    batch = imports.stage(
        data=to_bytes(text_frame([line], columns), "csv"), name="claims.csv", options=imports.Options()
    )
    imports.commit(batch=batch)
    return batch


def undo_an_import(told: models.Claim) -> None:
    imports.undo(batch=models.ImportBatch.objects.get())


WRITES: dict[str, Callable[[models.Claim], Any]] = {
    "a claim comes": lambda told: make_claim("blueland", "7", object="drone"),
    "a claim is changed": edit_a_claim,
    "a claim is changed at the desk": lambda told: change_at_the_desk(told, figure_text="at least 90", why="a slip"),
    "a claim is taken back": take_a_claim_back,
    "a claim moves to another incident": move_a_claim_away,
    "a draft is published": lambda told: recording.publish(claims=list(models.Claim.objects.drafts())),
    "a claim is unpublished": lambda told: recording.unpublish(claims=[told], by=None, reason="a doubt"),
    "a citation comes": another_citation,
    "a citation goes": drop_a_citation,
    "a speaker is named": a_speaker,
    "a report gets another day": lambda told: change_at_the_desk(told.citations.get().report, published="2016-04-09"),
    "an outlet gets another name": lambda told: change_at_the_desk(models.Outlet.objects.get(slug="daily"), name="Weekly"),
    "a party gets another name": lambda told: change_at_the_desk(models.Party.objects.get(key="redland"), name="Crimson"),
    "a side gets another name": lambda told: change_at_the_desk(models.Side.objects.get(key="redland"), name="Crimson"),
    "the sides change places": lambda told: change_at_the_desk(models.Side.objects.get(key="redland"), order=9),
    "sides become allies": lambda told: change_at_the_desk(models.Side.objects.get(key="redland"), camp="blue"),
    "an object gets another name": lambda told: change_at_the_desk(models.MeasureObject.objects.get(key="tank"), plural="Panzers", name="Panzer"),
    "an incident gets another title": lambda told: change_at_the_desk(told.incident, title="The crossing"),
    "the pairing has another lead": lambda told: change_at_the_desk(told.incident, lead="truck", title="The crossing"),
    "the conflict gets another title": lambda told: change_at_the_desk(told.incident.conflict, title="The feud"),
    "the incident around it gets another title": lambda told: change_at_the_desk(told.incident.part_of, title="The dale"),
    "a file is imported": import_a_file,
    "an import is undone": undo_an_import,
    "a quote is removed for good": lambda told: suppression.suppress_quote(citation=told.citations.get(), reason="danger"),
    "a designation is added": lambda told: make_a_designation(),
}  # fmt: skip


# The same board in its other forms, which are kept under the same stamp; CHANGING are those that differ most from each other.
EMBED = "/embed/incidents/2016-04-02-ford/"
ROW = f"{PAGE}over-time/tank--lost--blueland/"
CHANGING = [f"{PAGE}board.csv", "/api/v1/incidents/2016-04-02-ford/board", EMBED, f"{PAGE}over-time/?axis=recorded"]
OTHER_FORMS = [
    *CHANGING,
    *(f"{PAGE}board.{form}" for form in ("json", "md", "wiki", "xlsx")),
    f"{EMBED}?theme=dark",
    ROW,
]


def make_a_designation() -> None:
    client = desk()
    blue, red = models.Party.objects.get(key="blueland"), models.Party.objects.get(key="redland")
    sent = {"label": "Blueland", "lang": "en", "said_by": red.pk, "means": [blue.pk, red.pk], "certain": [blue.pk]}
    assert client.post("/admin/claims_app/designation/add/", sent).status_code == 302


@pytest.mark.parametrize("write", WRITES)
def test_no_write_leaves_a_page_that_was_made_before_it(
    told: models.Claim, write: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every board counts as large, so that pages are joined from pieces that were compressed when they were written."""
    for module in (drawn_boards, pages):
        monkeypatch.setattr(module, "LINKED", 0)
    if write == "an import is undone":
        imported()
    reader = Client()
    addresses = [PAGE, f"{PAGE}?asof=2016-04-02"]
    before = {address: reader.get(address) for address in addresses}
    again = Repeats(get_wsgi_application())
    assert asked(again)[2] == asked(again)[2]
    assert all(body_of(reader, address) == before[address].content for address in addresses), "kept"
    WRITES[write](told)
    kept = {address: body_of(reader, address) for address in addresses}
    assert gzip.decompress(asked(again)[2]) == kept[PAGE]
    caches["pages"].clear()
    assert kept == {address: body_of(reader, address) for address in addresses}
    caches["pages"].clear()
    models.DrawnBoard.objects.all().delete()
    models.StoredFinding.objects.update(drawn=None, drawn_by="")
    assert kept == {address: body_of(reader, address) for address in addresses}, "as if nothing had been drawn on write"
    known = before[PAGE].headers["ETag"]
    assert reader.get(PAGE, headers={"If-None-Match": known}).status_code == 200
    assert kept[PAGE] != before[PAGE].content, "the write shows"


@pytest.mark.parametrize("write", WRITES)
def test_no_write_leaves_a_file_that_was_made_before_it(told: models.Claim, write: str) -> None:
    if write == "an import is undone":
        imported()
    reader = Client()
    before = {address: body_of(reader, address) for address in CHANGING}
    with CaptureQueriesContext(connection) as asked:
        assert before == {address: body_of(reader, address) for address in CHANGING}
    assert len(asked) == len(CHANGING), "kept: no more than the stamp is asked for"
    WRITES[write](told)
    kept = {address: body_of(reader, address) for address in CHANGING}
    caches["pages"].clear()
    assert kept == {address: body_of(reader, address) for address in CHANGING}
    assert kept != before or write == "the incident around it gets another title", "the write shows"


def test_a_kept_file_has_the_headers_of_the_first(told: models.Claim) -> None:
    reader = Client()
    for address in OTHER_FORMS:
        first, again = reader.get(address), reader.get(address)
        assert (dict(first.items()), first.content) == (dict(again.items()), again.content), address
        assert reader.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    workbook = reader.get(f"{PAGE}board.xlsx")
    assert workbook.headers["Content-Disposition"] == 'attachment; filename="2016-04-02-ford.xlsx"'
    assert reader.get(EMBED).headers["Content-Security-Policy"] != reader.get(PAGE).headers["Content-Security-Policy"]


def test_a_file_for_an_odd_address_is_made_and_forgotten(told: models.Claim) -> None:
    reader = Client()
    for query in ("?asof=yesterday", "?asof=1990-01-01", "?sides=nobody"):
        reader.get(f"{PAGE}board.csv{query}")
        with CaptureQueriesContext(connection) as asked:
            assert reader.get(f"{PAGE}board.csv{query}").status_code == 200
        assert len(asked) > 1, query


@pytest.mark.parametrize("address", [f"{PAGE}board.csv", EMBED])
def test_an_old_slug_leads_to_the_same_at_the_new_one(told: models.Claim, address: str) -> None:
    told.incident.old_slugs.create(slug="before")
    answer = Client().get(f"{address.replace('2016-04-02-ford', 'before')}?gaps=1")
    assert (answer.status_code, answer.headers.get("Location")) == (301, f"{address}?gaps=1")
    assert Client().get(address.replace("ford", "never")).status_code == 404


def test_a_write_to_a_part_shows_on_the_page_of_the_whole(told: models.Claim) -> None:
    reader, whole = Client(), "/incidents/2016-04-01-valley/"
    before = body_of(reader, whole)
    make_claim("blueland", "9", object="truck")
    assert body_of(reader, whole) != before


def test_another_policy_of_reading_makes_pages_anew(told: models.Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Client()
    before = reader.get(PAGE).headers["ETag"]
    monkeypatch.setattr(kept_bodies, "POLICY", replace(policies.POLICY, policy_id="another"))
    kept_bodies.of_this_code.cache_clear()
    after = reader.get(PAGE).headers["ETag"]
    kept_bodies.of_this_code.cache_clear()
    assert after != before


def test_a_write_that_is_rolled_back_leaves_the_kept_page(told: models.Claim) -> None:
    reader = Client()
    before = reader.get(PAGE)
    with transaction.atomic():
        make_claim("blueland", "9")
        transaction.set_rollback(True)
    assert reader.get(PAGE, headers={"If-None-Match": before.headers["ETag"]}).status_code == 304


def test_a_page_that_was_overtaken_by_a_write_is_not_kept(told: models.Claim) -> None:
    """Somebody writes while a reader's page is being made: it is answered, and made anew for the next reader."""
    asked = [True, False]
    made = kept_bodies.page_of("a page from both sides of a write")
    request: Any = Client().get(PAGE).wsgi_request
    for _ in range(2):
        answer: Any = kept_bodies.answer(request, under=("then",), make=lambda: made, still=asked.pop)
        assert answer.content == made.body
        kept = caches["pages"].get(kept_bodies._key(request, ("then",)))
        assert (kept and gzip.decompress(kept)) == (None if asked else made.body)


def test_a_kept_page_costs_one_question_and_an_unchanged_one_no_body(told: models.Claim) -> None:
    reader = Client()
    first = reader.get(PAGE)
    with CaptureQueriesContext(connection) as asked:
        again = reader.get(PAGE)
    assert (len(asked), again.content) == (1, first.content)
    with CaptureQueriesContext(connection) as asked:
        unchanged = reader.get(PAGE, headers={"If-None-Match": first.headers["ETag"]})
    assert (len(asked), unchanged.status_code, unchanged.content) == (1, 304, b"")
    assert unchanged.headers["ETag"] == first.headers["ETag"]
    assert first.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(("linked", "most"), [(60, 6), (0, 4)], ids=["small", "large"])
def test_a_page_that_nobody_has_read_costs_few_questions(
    told: models.Claim, linked: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stamp before and after, the incident with its drawn board, its parts where it has some; a small one its rows too."""
    for module in (drawn_boards, pages):
        monkeypatch.setattr(module, "LINKED", linked)
    make_claim("blueland", "9", object="truck")
    reader = Client()
    body_of(reader)
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as asked:
        body_of(reader)
    assert len(asked) <= most


def test_a_mark_in_a_title_is_no_way_into_the_page(told: models.Claim) -> None:
    told.incident.title = "The \x040\x04 ford \x049999\x04"
    told.incident.save()
    assert "The  ford " in body_of(Client()).decode()


def test_readers_get_the_compressed_form_where_they_take_it(told: models.Claim) -> None:
    reader = Client()
    packed = reader.get(PAGE, headers={"Accept-Encoding": "br, gzip"})
    plain = reader.get(PAGE)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert packed.headers["Content-Length"] == str(len(packed.content))
    assert reader.get(PAGE, headers={"Accept-Encoding": "gzip"}).content == packed.content


def test_a_page_holds_no_name_and_no_token_of_who_asked_for_it(told: models.Claim) -> None:
    editor = desk()
    theirs = editor.get(PAGE)
    assert b"zacharias" not in theirs.content
    assert b"csrf" not in theirs.content.lower()
    assert not theirs.cookies
    caches["pages"].clear()
    assert body_of(Client()) == theirs.content


def test_a_page_says_its_own_name_of_host(told: models.Claim) -> None:
    reader = Client()
    here = reader.get(PAGE, headers={"Host": "localhost"}).content
    there = reader.get(PAGE, headers={"Host": "127.0.0.1"}).content
    assert b"http://localhost/incidents" in here
    assert b"http://localhost/incidents" not in there


def test_the_pinned_address_on_a_page_is_of_today(told: models.Claim) -> None:
    reader = Client()
    for day in (7, 8):
        with time_machine.travel(moment(day), tick=False):
            assert f"asof={date(2016, 4, day)}".encode() in body_of(reader)


@pytest.mark.parametrize("query", ["?about=x1", "?asof=4000-01-01", "?sides=redland,nobody", "?asof=yesterday"])
def test_what_anybody_can_make_up_is_not_kept(told: models.Claim, query: str) -> None:
    body_of(Client(), PAGE + query)
    assert not caches["pages"]._cache  # type: ignore[attr-defined]


def test_without_its_cache_a_page_is_made_anew(told: models.Claim, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    broken = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(tmp_path / "taken")}
    settings.CACHES = {**settings.CACHES, "pages": broken}
    first = body_of(Client())
    assert b"The ford" in first
    assert body_of(Client()) == first


def test_a_conflict_without_a_claim_has_a_page(told: models.Claim) -> None:
    make_incident("2016-05-01-hill", title="The hill", conflict=make_conflict())
    assert b"Nothing on file yet" in body_of(Client(), "/incidents/2016-05-01-hill/")


def test_those_who_ask_at_once_get_what_the_first_one_made() -> None:
    asking, making = 4, []
    all_here = threading.Barrier(asking)

    def made() -> kept_bodies.Made:
        making.append(1)
        time.sleep(0.3)  # long enough for the others to come in
        return kept_bodies.file_of(b"figures")

    def ask(_: int) -> bytes:
        all_here.wait(timeout=10)
        request = RequestFactory().get("/crowd/")
        answer = kept_bodies.answer(request, under=("crowd",), make=made, still=lambda: True)
        return answer.content  # type: ignore[attr-defined,no-any-return]

    with ThreadPoolExecutor(asking) as crowd:
        assert set(crowd.map(ask, range(asking))) == {b"figures"}
    assert len(making) == 1
