"""What is removed for good is nowhere: in no table, history, file, page, API, export or byte; the fact, reason and day remain."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims_app import models
from claims_app.core.removals import Traces, is_removed, traces_of
from claims_app.services import imports, recording, suppression, traces
from claims_app.services.corrections import corrections_of_claim, corrections_of_report
from claims_app.services.exports import claims_file
from claims_app.services.search import search
from claims_app.services.traces import searched_models
from claims_app.tables import gates
from claims_app.tables.writing import text_frame, to_bytes
from tests.factories import make_claim, make_incident, make_party
from tests.views.pages import every_page

# The words to be removed carry marks that stand nowhere else, in two scripts, with all that formats escape.
MARK, SECOND, THIRD = "Zylphraxis", "Квазимодовск", "Ümlautheim"
QUOTE = f'Near {SECOND}, "six" tanks & more were lost, said {MARK} O’Neil; <b>nobody</b> else was there.'
EARLIER = f"Near {THIRD} six tanks were lost, said {MARK} O’Neil and those who stood beside him on the ridge."
TRANSLATION = f"Our translation names {MARK} too."
COLUMNS = ["external_id", "incident", "claimant", "speaker", "subject", "measure", "figure", "stated_at", "publisher",
           "url", "quote", "translation"]  # fmt: skip
REASON = "danger to a person"


def lines(quote: str, speaker: str = "Press office", figure: str = "6") -> list[list[str]]:
    first = ["t-1", "2016-04-02-ford", "Redland", speaker, "Blueland", "tanks destroyed", figure, "2016-04-02", "Daily",
             "https://example.org/t1", quote, TRANSLATION]  # fmt: skip
    second = ["t-2", "2016-04-02-ford", "Blueland", "", "Blueland", "tanks destroyed", "2", "2016-04-02", "Daily",
              "https://example.org/t2", "Two tanks were lost.", ""]  # fmt: skip
    return [first, second]


def file_of(folder: Path, form: str, rows: list[list[str]]) -> Path:
    path = folder / f"claims-{len(list(folder.iterdir()))}.{form}"
    if form == "json":
        path.write_text(json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows]), encoding="ascii")
    else:
        path.write_bytes(to_bytes(text_frame(rows, COLUMNS), form))
    return path


def bring(path: Path) -> None:
    call_command("import_claims", str(path), stdout=StringIO())


# ------------------------------------------------------------------ looking everywhere


def readings(value: Any) -> Iterator[str]:
    """A value of the database as a snoop would read it: bytes in every encoding, ZIP files inflated, escapes undone."""
    if isinstance(value, memoryview):
        value = bytes(value)
    if isinstance(value, bytes):
        parts = [value]
        if value.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(value)) as archive:
                parts += [archive.read(name) for name in archive.namelist()]
        for part in parts:
            for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1251"):
                yield part.decode(encoding, "ignore")
    elif value is not None:
        yield str(value)


def marks_in(text: str, marks: tuple[str, ...]) -> list[str]:
    plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text).casefold()
    return [mark for mark in marks if mark.casefold() in plain]


def tables_with(*marks: str) -> dict[str, list[str]]:
    """Every table with a value that holds a mark, the session table decoded."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for value in row:
                    for text in readings(value):
                        if held := marks_in(text, marks):
                            found.setdefault(table, []).extend(held)
    from django.contrib.sessions.models import Session

    for session in Session.objects.all():
        if held := marks_in(json.dumps(session.get_decoded(), ensure_ascii=False), marks):
            found.setdefault("sessions", []).extend(held)
    return found


def answers_with(*marks: str) -> dict[str, list[str]]:
    """Every public page, file and API answer, and every admin page of the claim, that holds a mark."""
    reader, desk = Client(), Client()
    desk.force_login(get_user_model().objects.get_or_create(username="root", is_staff=True, is_superuser=True)[0])
    incident = "/incidents/2016-04-02-ford/"
    claims = list(models.Claim.objects.values_list("pk", flat=True))
    public = [*every_page(), incident, f"{incident}board.json", f"{incident}board.csv", f"{incident}?known=2100-01-01"]
    public += ["/api/v1/incidents", "/api/v1/incidents/2016-04-02-ford/board", "/search/?q=six", "/search/?q=O’Neil"]
    public += [
        address for pk in claims for address in (f"/api/v1/claims/{pk}", f"{incident}?claim={pk}", f"/claims/{pk}/")
    ]
    inner = [reverse("admin:index"), reverse("admin:desk"), reverse("admin:claims_app_claim_changelist")]
    inner += [reverse(f"admin:claims_app_claim_{page}", args=[pk]) for pk in claims for page in ("change", "history")]
    inner += [reverse("admin:desk-import-batch", args=[batch.pk]) for batch in models.ImportBatch.objects.all()]
    found = {}
    for client, addresses in ((reader, public), (desk, inner)):
        for address in addresses:
            answer = client.get(address)
            if held := marks_in(answer.content.decode(), marks):
                found[address] = held
    for form in ("csv", "json", "jsonl", "xlsx"):
        for text in readings(claims_file(form=form)):
            if held := marks_in(text, marks):
                found[form] = held
    return found


# ------------------------------------------------------------------ the test


@pytest.fixture
def ground(db: None) -> Iterator[None]:
    cache.clear()
    make_incident(), make_party(), make_party("blueland")
    yield
    cache.clear()


@pytest.fixture
def spread(ground: None, tmp_path: Path) -> models.Claim:
    """A claim whose quote has gone wherever the app lets a text go."""
    bring(file_of(tmp_path, "csv", lines(EARLIER)))
    claim = models.Claim.objects.get(external_id="t-1")
    bring(file_of(tmp_path, "xlsx", lines(QUOTE)))
    bring(file_of(tmp_path, "json", lines(QUOTE, figure="7")))
    utf16 = file_of(tmp_path, "csv", lines(QUOTE, figure="6")).read_bytes().decode("utf-8-sig").encode("utf-16")
    (tmp_path / "utf16.csv").write_bytes(utf16)
    bring(tmp_path / "utf16.csv")
    data = file_of(tmp_path, "csv", lines(QUOTE, figure="8")).read_bytes()
    imports.stage(data=data, name="waits.csv", options=imports.Options())
    citation = claim.citations.get()
    citation.quote, citation._change_reason = f"{QUOTE} ", f"It does not say: {EARLIER}"
    citation.save()
    citation.quote = QUOTE
    citation.save()
    copy = models.ArchivedCopy.objects.create(
        report=citation.report, content=f"<p>{QUOTE}</p>".encode("utf-16"), text=f"Page one.\n{QUOTE}\nPage two.",
        sha256="a" * 64, captured_at=datetime(2016, 4, 3, tzinfo=UTC), media_type="text/html",
    )  # fmt: skip
    models.Citation.objects.filter(pk=citation.pk).update(copy=copy)
    models.Draft.objects.create(copy=copy, start=10, end=90, fields={"quote": QUOTE, "notes": [EARLIER]})
    models.Claim.objects.filter(pk=claim.pk).update(note=f"Ask about: {QUOTE.upper()}")
    models.ErrorReport.objects.create(
        claim=claim, kind="safety", text=f"Take this away:\n{QUOTE.replace(' ', chr(10))}"
    )
    meaning = models.Designation.objects.create(label="ridge people", quote=EARLIER)
    meaning.means.add(make_party())
    copied = make_claim("redland", "9", about="Blueland")
    models.Citation.objects.filter(claim=copied).update(quote=QUOTE)
    recording.settle(claim=copied)
    logged(claim, citation)
    return claim


def logged(claim: models.Claim, citation: models.Citation) -> None:
    """The admin's own log and the messages that wait in a session repeat what was typed."""
    from django.contrib.admin.models import CHANGE, LogEntry
    from django.contrib.sessions.backends.db import SessionStore

    user = get_user_model().objects.create_superuser("logger", password="x")
    LogEntry.objects.log_actions(
        user.pk, [claim], CHANGE, [{"changed": {"name": "citation", "object": str(citation)}}], single_object=True
    )
    session = SessionStore()
    session["_messages"] = json.dumps([["__json_message", 0, 25, f"The citation “{QUOTE}” was changed."]])
    session.save()


def test_a_suppressed_quote_is_nowhere(spread: models.Claim) -> None:
    marks = (MARK, SECOND, THIRD)
    before = tables_with(*marks)
    # The test is worth something as long as the words were everywhere.
    assert {
        "claims_app_citation", "claims_app_historicalcitation", "claims_app_filepiece", "claims_app_importrow",
        "claims_app_storedfinding", "claims_app_archivedcopy", "claims_app_draft", "claims_app_claim",
        "claims_app_errorreport", "claims_app_designation", "claims_app_historicaldesignation", "django_admin_log",
        "sessions",
    } <= set(before)  # fmt: skip
    assert len(answers_with(*marks)) > 8
    reviewer = get_user_model().objects.create_superuser("reviewer", password="x")
    done = suppression.suppress_quote(citation=spread.citations.get(), reason=REASON, by=reviewer)
    assert tables_with(*marks) == {}
    assert answers_with(*marks) == {}
    today = timezone.now().date()
    assert done.words == f"[removed: {REASON}, {today.day} {today:%B %Y}]"
    citation = spread.citations.get()
    assert (citation.quote, citation.translation) == (done.words, done.words)
    page = Client().get(spread.get_absolute_url()).content.decode()
    assert f"Quote {done.words[1:-1]}" in page and f"“{done.words}”" not in page
    assert "quote removed by an editor" in page
    assert REASON in page and "reviewer" not in page
    fact = models.Suppression.objects.get()
    assert (fact.kind, fact.reason, fact.made_by) == ("quote", REASON, reviewer)
    assert spread in fact.claims.all() and fact.claims.count() == 2
    assert corrections_of_claim(claim_id=spread.pk)[-1].kind == "removed"


def test_the_rest_of_the_claim_its_history_and_its_board_stay(spread: models.Claim) -> None:
    rows = models.Claim.history.filter(id=spread.pk).count()
    other = models.Claim.objects.get(external_id="t-2")
    suppression.suppress_quote(citation=spread.citations.get(), reason=REASON)
    spread.refresh_from_db()
    assert (spread.status, spread.figure_text) == ("published", "6")
    assert models.Claim.history.filter(id=spread.pk).count() == rows
    assert other.citations.get().quote == "Two tanks were lost."
    board = Client().get("/incidents/2016-04-02-ford/board.json").json()
    shown = {claim["id"] for row in board["rows"] for cell in row["cells"].values() for claim in cell["claims"]}
    assert {spread.pk, other.pk} <= shown
    cells = models.ImportRow.objects.filter(claim=other).values_list("cells", flat=True)
    assert all(cell["quote"] == "Two tanks were lost." for cell in cells)


def test_a_file_that_waits_is_not_imported_any_more_and_a_done_one_can_be_undone(spread: models.Claim) -> None:
    suppression.suppress_quote(citation=spread.citations.get(), reason=REASON)
    waits = models.ImportBatch.objects.get(name="waits.csv")
    assert waits.state == "failed"
    with pytest.raises(imports.NotCommitted):
        imports.commit(batch=waits)
    last = models.ImportBatch.objects.filter(state="visible").order_by("-pk")[0]
    imports.undo(batch=last)
    assert tables_with(MARK, SECOND, THIRD) == {}


def test_a_quote_that_two_pieces_of_a_file_share_is_found(ground: None, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(gates, "PIECE", 16)
    monkeypatch.setattr(traces, "WHOLE", 1)
    bring(file_of(tmp_path, "csv", lines(QUOTE)))
    data = file_of(tmp_path, "csv", lines(QUOTE, figure="8")).read_bytes()
    waits = imports.stage(data=data, name="waits.csv", options=imports.Options())
    assert waits.pieces.count() > 10
    suppression.suppress_quote(citation=models.Citation.objects.get(quote=QUOTE), reason=REASON)
    assert waits.pieces.count() == 1
    assert tables_with(MARK, SECOND, THIRD) == {}


def test_importing_the_same_file_again_leaves_the_quote_removed(spread: models.Claim, tmp_path: Path) -> None:
    suppression.suppress_quote(citation=spread.citations.get(), reason=REASON)
    bring(file_of(tmp_path, "csv", lines(QUOTE, figure="9")))
    citation = spread.citations.get()
    assert is_removed(citation.quote) and is_removed(citation.translation)


def test_a_form_that_was_open_is_stale_afterwards(spread: models.Claim) -> None:
    seen = models.Claim.objects.get(pk=spread.pk).version
    suppression.suppress_quote(citation=spread.citations.get(), reason=REASON)
    assert models.Claim.objects.get(pk=spread.pk).version > seen


NAME = f"Sergeant {MARK} O’Neil-Smith"


def test_a_suppressed_speaker_is_nowhere(ground: None, tmp_path: Path) -> None:
    bring(file_of(tmp_path, "csv", lines(f"Six, said {NAME.upper()}.", speaker=NAME)))
    claim = models.Claim.objects.get(external_id="t-1")
    hashes = {claim.natural_hash, *models.Claim.history.filter(id=claim.pk).values_list("natural_hash", flat=True)}
    assert {"claims_app_statement", "claims_app_historicalstatement", "claims_app_importrow"} <= set(tables_with(MARK))
    suppression.suppress_speaker(statement=claim.statement, reason=REASON)
    models.Citation.objects.filter(claim=claim).update(translation="")
    models.Citation.history.filter(claim_id=claim.pk).update(translation="")
    models.ImportRow.objects.update(cells={})
    claim = models.Claim.objects.get(pk=claim.pk)
    recording.settle(claim=claim)
    assert tables_with(MARK) == {}
    assert answers_with(MARK) == {}
    claim.refresh_from_db()
    assert is_removed(models.Statement.objects.get(pk=claim.statement_id).speaker)
    assert claim.citations.get().quote.startswith("Six, said [removed: danger to a person")
    kept = {claim.natural_hash, *models.Claim.history.filter(id=claim.pk).values_list("natural_hash", flat=True)}
    assert "" not in kept and not kept & hashes


def test_a_suppressed_copy_keeps_its_checksum_and_nothing_else(spread: models.Claim) -> None:
    copy = models.ArchivedCopy.objects.get()
    done = suppression.suppress_copy(copy=copy, reason=REASON)
    copy.refresh_from_db()
    assert (bytes(copy.content).decode(), copy.text, copy.sha256) == (done.words, done.words, "a" * 64)
    draft = models.Draft.objects.get()
    assert (draft.fields, draft.reason) == ({}, done.words)
    assert spread.citations.get().quote == QUOTE
    page = Client().get(spread.get_absolute_url()).content.decode()
    assert copy.sha256 not in page and "kept copy removed by an editor" in page
    assert corrections_of_report(report_id=copy.report_id)[-1].why == REASON
    with pytest.raises(recording.Refused, match="removed already"):
        suppression.suppress_copy(copy=copy, reason=REASON)


def test_a_kept_copy_without_a_text_goes_with_its_quote(ground: None) -> None:
    """Nobody can say that the quote is not in a scanned page."""
    claim = make_claim()
    citation = claim.citations.get()
    models.ArchivedCopy.objects.create(
        report=citation.report, content=b"%PDF-1.7 pressed", sha256="b" * 64, media_type="application/pdf",
        captured_at=timezone.now(),
    )  # fmt: skip
    suppression.suppress_quote(citation=citation, reason=REASON)
    assert models.ArchivedCopy.objects.get().media_type == models.ArchivedCopy.gone


def test_a_short_quote_is_removed_where_it_stands_and_not_from_other_sentences(ground: None) -> None:
    claim, other = make_claim(), make_claim("blueland", "2", about="Blueland")
    models.Citation.objects.filter(claim=claim).update(quote="Six")
    models.Citation.objects.filter(claim=other).update(quote="Six or two")
    citation = claim.citations.get()
    models.Citation.history.filter(id=citation.pk).update(quote="Six")
    suppression.suppress_quote(citation=citation, reason=REASON)
    assert is_removed(claim.citations.get().quote)
    assert other.citations.get().quote == "Six or two"
    assert not models.Citation.history.filter(id=citation.pk, quote="Six").exists()


def test_a_claim_that_quotes_a_piece_of_the_sentence_is_named_and_left_alone(ground: None) -> None:
    claim = make_claim()
    citation = claim.citations.get()
    models.Citation.objects.filter(pk=citation.pk).update(quote="Six tanks were lost, said the man at the ford.")
    other = make_claim("blueland", "2", about="Blueland", report=citation.report)
    models.Citation.objects.filter(claim=other).update(quote="said the man\nat the ford")
    citation.refresh_from_db()
    done = suppression.suppress_quote(citation=citation, reason=REASON)
    assert done.parts == (other.pk,)
    assert other.citations.get().quote == "said the man\nat the ford"


def test_two_quotes_of_one_report_can_be_removed_on_one_day(ground: None) -> None:
    claim = make_claim()
    first = claim.citations.get()
    second = models.Citation.objects.create(claim=claim, report=first.report, quote="A second sentence.")
    suppression.suppress_quote(citation=first, reason=REASON)
    suppression.suppress_quote(citation=second, reason=REASON)
    quotes = {citation.quote for citation in claim.citations.all()}
    assert len(quotes) == 2 and all(is_removed(quote) for quote in quotes)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("", "Say why"), ("  ", "Say why"), ("r" * 101, "at most 100"), ("it said: redland said 6", "repeats")],
)
def test_without_a_good_reason_nothing_is_removed(ground: None, reason: str, sentence: str) -> None:
    citation = make_claim().citations.get()
    with pytest.raises(recording.Refused, match=sentence):
        suppression.suppress_quote(citation=citation, reason=reason)
    citation.refresh_from_db()
    assert citation.quote == "redland said 6" and not models.Suppression.objects.exists()


def test_what_is_empty_or_removed_cannot_be_removed(ground: None) -> None:
    claim = make_claim()
    with pytest.raises(recording.Refused, match="nothing to remove"):
        suppression.suppress_speaker(statement=claim.statement, reason=REASON)
    suppression.suppress_quote(citation=claim.citations.get(), reason=REASON)
    with pytest.raises(recording.Refused, match="nothing to remove"):
        suppression.suppress_quote(citation=claim.citations.get(), reason=REASON)


def test_a_name_of_the_vocabulary_is_left_there_and_told(ground: None) -> None:
    make_party("somebody", name="Somebody Known", kind="person")
    statement = make_claim().statement
    statement.speaker = "Somebody Known"
    statement.save()
    done = suppression.suppress_speaker(statement=statement, reason=REASON)
    assert done.left_alone == ("party “Somebody Known”",)
    assert models.Party.objects.get(key="somebody").name == "Somebody Known"


def test_a_preview_counts_and_changes_nothing(spread: models.Claim) -> None:
    before = tables_with(MARK)
    citation = spread.citations.get()
    preview = suppression.preview_of(removal=lambda: suppression.suppress_quote(citation=citation, reason="a try"))
    assert tables_with(MARK) == before
    done = suppression.suppress_quote(citation=citation, reason="a try")
    assert (done.counts, done.claims) == (preview.counts, preview.claims)
    assert dict(done.counts)["citations"] == 2 and dict(done.counts)["import batches"] == 5


def test_a_search_finds_the_removed_words_no_more(spread: models.Claim) -> None:
    assert search(text=MARK).total
    suppression.suppress_quote(citation=spread.citations.get(), reason=REASON)
    assert search(text=MARK).total == 0


def test_a_fault_on_the_way_leaves_everything_as_it_was(spread: models.Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OSError("the disk is full")

    before = tables_with(MARK, SECOND, THIRD)
    monkeypatch.setattr(suppression.search_index, "clean", fail)
    with pytest.raises(OSError, match="full"):
        suppression.suppress_quote(citation=spread.citations.get(), reason=REASON)
    assert tables_with(MARK, SECOND, THIRD) == before


def test_every_table_in_which_people_write_is_searched() -> None:
    searched = {str(model._meta.model_name) for model in searched_models()}
    for name in ("claim", "citation", "statement", "position", "report", "importbatch", "importrow", "draft",
                 "archivedcopy", "errorreport", "designation", "logentry"):  # fmt: skip
        assert name in searched, name
    for name in ("claim", "citation", "statement", "position", "report", "designation"):
        assert f"historical{name}" in searched, name


# ------------------------------------------------------------------ the bytes of the database


@pytest.mark.django_db(transaction=True)
def test_the_file_of_the_database_holds_no_byte_of_it(tmp_path: Path) -> None:
    """SQLite: neither the file nor its write-ahead log, freed pages among them."""
    if connection.vendor != "sqlite":
        assert suppression.wipe_freed_pages(tables=["claims_app_citation", "claims_app_storedfinding"])
        return  # the pages of a server are not ours to read
    make_incident(), make_party(), make_party("blueland")
    bring(file_of(tmp_path, "csv", lines(QUOTE)))
    claim = models.Claim.objects.get(external_id="t-1")
    models.Citation.history.filter(claim_id=claim.pk).delete()  # its pages are free now, and still hold the words
    file = Path(connection.settings_dict["NAME"])

    def bytes_of_all() -> bytes:
        return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))

    assert MARK.encode() in bytes_of_all()
    suppression.suppress_quote(citation=claim.citations.get(), reason=REASON)
    assert MARK.encode() not in bytes_of_all() and SECOND.encode() not in bytes_of_all()


# ------------------------------------------------------------------ finding every form


FORMS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "windows": lambda text: text.encode("cp1251", "replace"),
    "json with escapes": lambda text: json.dumps({"q": text}).encode(),
    "json": lambda text: json.dumps({"q": text}, ensure_ascii=False).encode(),
    "csv": lambda text: ('a,"' + text.replace('"', '""') + '",b').encode(),
    "html": lambda text: ("<p>" + text.replace("&", "&amp;").replace('"', "&quot;") + "</p>").encode(),
    "html with tags": lambda text: text.replace("tanks", "<em>tanks</em>").encode(),
    "other white space": lambda text: text.replace(" ", "\u00a0\n ").encode(),
    "capitals": lambda text: text.upper().encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_words_are_found_in_every_form(form: str) -> None:
    text = 'Near Квазимодовск "six" tanks & more were lost.'
    traces = traces_of([text])
    assert traces.are_in(FORMS[form](f"Before. {text} After."))
    assert not traces.are_in(FORMS[form]("Near Квазимодовск nothing was lost."))


def test_a_name_is_a_whole_word() -> None:
    traces = traces_of(["Li Wu"])
    assert traces.replaced("Li Wu and Li Wuhan, said LI  WU.", "X") == "X and Li Wuhan, said X."


def test_json_stays_json() -> None:
    traces = Traces(("six tanks",))
    assert json.loads(traces.replaced('[{"a": "six tanks, he said", "six tanks": 1}]', "X")) == [
        {"a": "X, he said", "X": 1}
    ]
    assert traces.replaced("[… six tanks", "X") == "[… X"


def test_the_day_of_a_removal_is_told_with_its_reason() -> None:
    from claims_app.core.removals import removed_words

    assert removed_words("a reason", date(2016, 4, 3)) == "[removed: a reason, 3 April 2016]"
