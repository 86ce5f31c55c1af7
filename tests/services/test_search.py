"""The search finds what is public by its words, follows every write in its transaction, and answers any text whatever."""

from __future__ import annotations

import random
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from claims_app import models
from claims_app.core.searches import Piece
from claims_app.models import SearchDocument
from claims_app.services import imports, recording, search, search_index
from claims_app.services.search import Facets, SearchPage
from claims_app.services.vocabulary import load_vocabulary, vocabulary_changed
from tests.factories import DAY, make_claim, make_incident, make_party, make_report, moment

pytestmark = pytest.mark.django_db


def found(text: str, page: int = 1, **facets: str) -> SearchPage:
    return search.search(text=text, facets=Facets(**facets), page=page)


def titles(text: str, **facets: str) -> list[str]:
    return ["".join(piece.text for piece in result.title) for result in found(text, **facets).results]


def kinds(text: str, **facets: str) -> list[str]:
    return [result.kind for result in found(text, **facets).results]


def marks(pieces: tuple[Piece, ...]) -> list[str]:
    return [piece.text for piece in pieces if piece.is_hit]


def quoted(quote: str, language: str = "en", **fields: Any) -> models.Claim:
    """A public claim with that quote."""
    claim = make_claim(refresh=False, **fields)
    claim.citations.update(quote=quote, language=language)
    recording.settle(claim=claim)
    return claim


# What is found


def test_each_kind_of_thing_is_found_by_its_words() -> None:
    make_party("greenland-post", kind="outlet", aliases=["Grønlandsposten"])
    outlet = models.Outlet.objects.create(slug="evening", name="Evening Courier")
    report = make_report(outlet=outlet, title="Shots across the water")
    quoted("six tanks burn in the meadow", report=report, incident=make_incident(title="The ford of Lethe"))
    vocabulary_changed()
    assert kinds("lethe") == ["incident", "claim"]
    assert kinds("meadow burning") == ["claim"]
    assert kinds("shots water") == ["report"]
    assert kinds("courier") == ["outlet", "report", "claim"]
    assert kinds("gronlandsposten") == ["party"]


def test_a_claim_is_found_by_speaker_figure_measure_subject_and_quote_together() -> None:
    quoted("the enemy lost half a dozen machines")
    assert titles("redland tanks blueland dozen machine") == ["Redland: 6 tanks lost"]
    assert titles("redland submarines") == []


def test_endings_case_and_accents_do_not_matter_and_exact_words_in_other_scripts_are_found() -> None:
    quoted("Two CASUALTIES near Şuşa and Çanakkale")
    quoted("Уничтожено шесть танков в бою", "ru")
    quoted("Ոչնչացվել է վեց տանկ", "hy")
    quoted("دُمِّرت ست دبابات", "ar")
    for text in ("casualty", "susa", "SUSA", "canakkale", "танков", "ТАНКОВ", "վեց", "دمرت"):
        assert len(found(text, kind="claim").results) == 1, text


def test_quotes_ask_for_the_exact_words_and_a_minus_leaves_out() -> None:
    quoted("two tanks burned")
    quoted("tanks, two of them")
    assert len(titles('"two tanks"')) == 1
    assert len(titles("“two tanks”")) == 1
    assert len(titles("two tanks", kind="claim")) == 2
    assert len(titles("two tanks -burned", kind="claim")) == 1
    assert not found("-tanks").is_asked


def test_results_come_while_the_last_word_is_typed_and_a_space_closes_it() -> None:
    quoted("everything was destroyed")
    for typed in ("des", "destroye", "destroyed", "destroying", 'everything "was destr'):
        assert len(titles(typed, kind="claim")) == 1, typed
    assert titles("destroye ", kind="claim") == []
    assert titles("destr everything") == []


def test_empty_words_count_only_where_nothing_else_was_typed() -> None:
    quoted("tanks of the army")
    assert len(titles("the tanks and the", kind="claim")) == 1
    assert len(titles("of the ", kind="claim")) == 1
    assert titles("for ", kind="claim") == []


def test_a_large_number_is_one_word_however_its_groups_are_written() -> None:
    quoted("some 300,000 people")
    for text in ("300000", "300,000", "300\u202f000"):
        assert len(titles(text)) == 1, text
    assert titles("000") == []


def test_a_phrase_does_not_reach_from_one_quote_into_the_next() -> None:
    claim = quoted("they burned two")
    models.Citation.objects.create(claim=claim, report=make_report(), quote="tanks were seen")
    recording.settle(claim=claim)
    assert len(titles("burned seen", kind="claim")) == 1
    assert titles('"two tanks"') == []


def test_what_was_looked_for_is_marked_in_the_quote_that_holds_most_of_it() -> None:
    claim = quoted("nothing here")
    models.Citation.objects.create(claim=claim, report=make_report(), quote="Танки: две ТАНКОВЫЕ роты", language="ru")
    recording.settle(claim=claim)
    (result,) = found("танки танковые").results
    assert result.passage is not None
    assert (marks(result.passage.pieces), result.passage.lang) == (["Танки", "ТАНКОВЫЕ"], "ru")
    (result,) = found("tank nothing").results
    assert (marks(result.title), marks(result.passage.pieces if result.passage else ())) == (["tanks"], ["nothing"])


def test_what_is_called_just_so_comes_first() -> None:
    for number in range(4):
        make_party(f"army-{number}", name=f"Greenland army {number}")
    make_party("greenland", name="Greenland", aliases=["The Green Republic", "Kalaallit Nunaat and all of its coasts"])
    search_index.reindex_vocabulary()
    assert titles("greenland")[0] == titles("GREENLAND ")[0] == "Greenland"


def test_of_two_that_match_alike_the_newer_comes_first_and_then_the_later_number() -> None:
    old, new, newer = (
        make_claim(stated_at=moment(day), external_id=f"n{number}") for number, day in enumerate((3, 9, 9))
    )
    order = [result.address for result in found("tanks", kind="claim").results]
    assert order == [claim.get_absolute_url() for claim in (newer, new, old)]
    search_index.rebuild()
    assert [result.address for result in found("tanks", kind="claim").results] == order


def test_facets_count_what_there_is_under_the_other_facets() -> None:
    army = make_party("redland-army", part_of=make_party("redland"))
    other = make_incident("2016-04-05-hill", title="The hill")
    make_claim("redland")
    make_claim("redland-army", incident=other, statement=models.Statement.objects.create(incident=other, claimant=army))
    make_claim("blueland", about="Redland", incident=other)
    page = found("tanks", kind="claim", party="redland")
    numbers = {name: {value.value: value.number for value in values} for name, values in page.facets.items()}
    assert page.total == 2, "an army speaks for what it is part of"
    assert numbers["incident"] == {"2016-04-02-ford": 1, "2016-04-05-hill": 1}
    assert numbers["party"] == {"redland": 2, "redland-army": 1, "blueland": 1}
    assert len(found("tanks", kind="claim", party="redland", incident="2016-04-05-hill").results) == 1


def test_a_chosen_facet_without_results_stays_to_be_cleared_and_an_unknown_one_is_named() -> None:
    make_claim("redland")
    make_party("un")
    page = found("tanks", party="un", kind="claim")
    assert page.total == 0
    assert [(value.value, value.number) for value in page.facets["party"] if value.is_chosen] == [("un", 0)]
    page = found("tanks", party="nobody", incident="nowhere", kind="nothing")
    assert page.total > 0
    assert len(page.complaints) == 3


def test_pages_hold_twenty_and_a_page_past_the_end_is_the_last() -> None:
    for number in range(45):
        make_claim(refresh=False, external_id=f"n{number}")
    search_index.rebuild()
    pages = [found("tanks", page=page, kind="claim") for page in (1, 2, 3, 99)]
    assert [len(page.results) for page in pages] == [20, 20, 5, 5]
    assert [page.page for page in pages] == [1, 2, 3, 3]
    assert len({result.address for page in pages[:3] for result in page.results}) == 45


def test_where_nothing_is_found_three_incidents_are_near() -> None:
    for number in range(5):
        make_incident(
            f"2016-04-0{number + 1}-x",
            title=f"Hill {number}",
            start=DAY.replace(day=number + 1),
            end=DAY.replace(day=28),
        )
    make_incident(title="The old ford", start=DAY.replace(year=1990))
    search_index.reindex_vocabulary()
    assert [incident.title for incident in found("ford submarine").nearest] == ["The old ford", "Hill 4", "Hill 3"]


def test_a_search_asks_the_database_as_often_for_one_claim_as_for_fifty() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert found("tanks", kind="claim", party="redland").total
        return len(queries)

    make_claim("redland")
    few = asked()
    for number in range(50):
        make_claim("redland", refresh=False, external_id=f"n{number}")
    search_index.rebuild()
    assert few == asked() <= 5


# The index is true after every write


def index() -> dict[tuple[str, int], tuple[Any, ...]]:
    """What the index holds, apart from its own numbers."""
    return {
        (row.kind, row.object_id): (
            row.key, row.title, row.detail, row.passages, row.newest, row.title_stems, row.body_stems, row.words, row.digest,
            sorted(row.incidents.values_list("slug", flat=True)), sorted(row.parties.values_list("key", flat=True)),
        )
        for row in SearchDocument.objects.all()
    }  # fmt: skip


def columns() -> str:
    return "incident,claimant,subject,measure,figure,stated_at,publisher,url,quote,external_id\n"


def imported(line: str) -> models.ImportBatch:
    batch = imports.stage(data=(columns() + line).encode(), name="a.csv", options=imports.Options())
    imports.commit(batch=batch)
    return batch


LINE = "2016-04-02-ford,Redland,Blueland,tanks lost,7,2016-04-03,Weekly,https://example.org/w,seven tanks,a\n"


def publish_a_draft(claim: models.Claim) -> None:
    recording.publish(claims=[make_claim(published=False, external_id="draft")])


def unpublish(claim: models.Claim) -> None:
    recording.unpublish(claims=[claim], by=None, reason="a doubt")


def correct_a_quote(claim: models.Claim) -> None:
    claim.citations.update(quote="corrected words")
    recording.settle(claim=claim)


def commit_an_import(claim: models.Claim) -> None:
    imported(LINE)


def undo_an_import(claim: models.Claim) -> None:
    imports.undo(batch=imported(LINE))


def change_by_an_import(claim: models.Claim) -> None:
    imported(LINE)
    imported(LINE.replace("seven tanks", "at least seven tanks"))


def rename_a_party(claim: models.Claim) -> None:
    load_vocabulary(
        data={"parties": [{"key": "redland", "name": "Red Republic", "aliases": ["Reds"], "kind": "state"}]}
    )


def rename_an_object(claim: models.Claim) -> None:
    load_vocabulary(
        data={"objects": [{"key": "tank", "name": "battle tank", "plural": "battle tanks", "harm": "things"}]}
    )


def add_and_rename_incidents(claim: models.Claim) -> None:
    entry = {"title": "The crossing", "conflict": "quarrel", "start": "2016-04-02"}
    load_vocabulary(data={"incidents": [entry | {"slug": "2016-04-02-ford"}, entry | {"slug": "2016-05-01-new"}]})


def rename_an_outlet(claim: models.Claim) -> None:
    outlet = models.Outlet.objects.get(slug="daily")
    outlet.name = "Daily Gazette"
    outlet.save()
    recording.outlet_changed(outlet=outlet)


def change_a_report_and_its_outlet(claim: models.Claim) -> None:
    report = models.Report.objects.get(citations__claim=claim)
    report.title, report.outlet = "Another title", models.Outlet.objects.create(slug="new", name="New")
    report.save()
    recording.report_changed(report=report)


def move_a_claim_to_another_incident(claim: models.Claim) -> None:
    claim.incident = make_incident("2016-04-09-elsewhere", title="Elsewhere")
    claim.save()
    recording.settle(claim=claim)


def retract(claim: models.Claim) -> None:
    claim.retracted_at = moment(9)
    claim.save()
    recording.settle(claim=claim)


WRITES: list[Callable[[models.Claim], None]] = [
    publish_a_draft, unpublish, correct_a_quote, commit_an_import, undo_an_import, change_by_an_import, rename_a_party,
    rename_an_object, add_and_rename_incidents, rename_an_outlet, change_a_report_and_its_outlet,
    move_a_claim_to_another_incident, retract,
]  # fmt: skip


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_after_every_kind_of_write_the_index_is_what_a_rebuild_makes(write: Callable[[models.Claim], None]) -> None:
    shared = make_report(title="Of both")
    make_claim("blueland", "2", report=shared, incident=make_incident("2016-04-05-hill", title="The hill"))
    claim = make_claim("redland", report=shared)
    search_index.rebuild()  # the makers write parties and incidents past the services
    before = index()
    write(claim)
    after = index()
    search_index.rebuild()
    assert after == index()
    assert before != after or write is undo_an_import


def test_a_rolled_back_write_leaves_the_index_as_it_was() -> None:
    make_claim()
    with transaction.atomic():
        make_claim("blueland", "9", external_id="b")
        assert len(titles("tanks", kind="claim")) == 2
        transaction.set_rollback(True)
    assert len(titles("tanks", kind="claim")) == 1


def test_drafts_unpublished_claims_notes_and_hidden_batches_are_never_found() -> None:
    quoted("the word zebra", published=False)
    gone = quoted("the word gnu", note="the word okapi", external_id="b")
    recording.unpublish(claims=[gone], by=None, reason="the word ibex")
    noted = quoted("a plain word", note="the word okapi", external_id="c")
    batch = models.ImportBatch.objects.create(name="x.csv", sha256="0" * 64)
    models.Claim.objects.filter(pk=noted.pk).update(batch=batch)
    recording.settle(claim=noted)
    search_index.rebuild()
    for word in ("zebra", "gnu", "okapi", "ibex", "plain"):
        assert found(word).total == 0, word
    assert not SearchDocument.objects.filter(kind="report").exists()


def test_a_claim_that_is_public_no_more_is_not_shown_even_where_the_index_lags_behind() -> None:
    claim = quoted("a lagging word")
    models.Claim.objects.filter(pk=claim.pk).update(status="unpublished")
    assert found("lagging", kind="claim").results == ()


def test_one_thing_can_be_forgotten_and_no_word_of_it_stays_in_the_index() -> None:
    claim = quoted("the secret passphrase")
    search_index.forget(kind="claim", object_id=claim.pk)
    search_index.clean()
    assert found("passphrase").total == 0
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT block FROM search_index_data")
            assert not any(b"passphr" in bytes(block) for (block,) in cursor.fetchall())


def test_a_write_that_changes_nothing_to_be_found_writes_nothing() -> None:
    claim = make_claim()
    numbers = set(SearchDocument.objects.values_list("pk", flat=True))
    recording.settle(claim=claim)
    vocabulary_changed()
    kept = set(SearchDocument.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    assert kept == numbers


def test_reindexing_takes_as_many_queries_for_two_claims_as_for_forty() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            search_index.reindex_incident(incident=make_incident())
        return len(queries)

    report = make_report()
    make_claim(report=report)
    make_claim(report=report, external_id="b")
    few = asked()
    for number in range(38):
        make_claim(report=report, refresh=False, external_id=f"n{number}")
    search_index.reindex_incident(incident=make_incident())
    assert few == asked()


def test_the_command_makes_the_index_anew() -> None:
    make_claim()
    SearchDocument.objects.all().delete()
    assert found("tanks").total == 0
    said = StringIO()
    call_command("rebuild_search", stdout=said)
    assert found("tanks", kind="claim").total == 1
    assert f"holds {SearchDocument.objects.count()} documents" in said.getvalue()


def test_what_is_made_anew_holds_no_word_of_before_and_nothing_that_is_gone() -> None:
    claim = make_claim()
    gone = SearchDocument.objects.get(kind="claim", object_id=claim.pk)
    SearchDocument.objects.filter(pk=gone.pk).update(body_stems="zeppelin")  # past the app
    SearchDocument.objects.create(kind="claim", object_id=claim.pk + 1000, body_stems="ghost", digest="0")
    assert (found("zeppelin").total, found("ghost").total) == (1, 1)
    search_index.rebuild()
    assert (found("zeppelin").total, found("ghost").total, found("tanks", kind="claim").total) == (0, 0, 1)


def test_the_first_migrate_of_a_database_in_use_makes_the_index() -> None:
    make_claim()
    SearchDocument.objects.all().delete()
    search_index.rebuild_if_empty()
    assert found("tanks", kind="claim").total == 1


def test_a_first_index_that_is_broken_off_leaves_none_so_that_the_next_migrate_makes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_claim()
    SearchDocument.objects.all().delete()

    def fail() -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="full"):
        patched.setattr(search_index, "clean", fail)
        search_index.rebuild_if_empty()
    assert not SearchDocument.objects.exists()
    search_index.rebuild_if_empty()
    assert found("tanks", kind="claim").total == 1


# Any text has an answer

SCRAPS = [
    '"', "'", "*", "**", "(", ")", "()", "NEAR(", "NEAR(a b, 3)", "AND", "OR", "NOT", "AND AND", "NOT tank", "tank NOT",
    "tank AND", "OR tank", "^tank", "+", "+tank", "-", "--", "-tank", "- tank", "tank -", ":", "title:", "words:tank",
    "title_stems : tank", "{title_stems}", "{", "}", "[", "]", "<", ">", "<->", "a <-> b", "a <2> b", "&", "|", "!", "!!",
    "tank & !six", "tank | six", ":*", "tank:*", "tank:A", "tank:*D", "\\", "\\'", "';", "'; DROP TABLE x; --", "%", "%s",
    "%%", "%(a)s", "_", "$1", "?", "??", "/", "//", "\x00", "ta\x00nk", "\x00\x00", "\t", "\n", "\r\n", "\u2028", "\u200b",
    "\u202e", "\ufeff", "\ufffe", "\U0010ffff", "\ue000", "\ud800", "a\ud800b", "😀", "😀😀", "👩‍👩‍👧", "🇦🇲", "é", "e\u0301", "\u0301",
    "\u0301\u0301a", "ß", "İ", "ﬁ", "½", "²", "①", "Ⅷ", "٣", "३", "一", "坦克", "タンク", "탱크", "รถถัง", "क्षति", "دبابة", "‏دبابة",
    "טנק", "the", "the of", "a", "i", "x", "aa", "'s", "’s", "s", "tank's", "tank’", "“”", "“tank", "tank”", '"tank', 'tank"',
    '"tank" "', '""', '"" ""', '"-tank"', '-"tank six"', '-"', "tank*", "t*nk", "*tank", "1", "007", "1e5", "1e99999", "-5",
    "3.14", "1,000", "1,000,000,000,000", "0x41", "10/4", "T-72", "http://example.org/a?b=c&d=e", "a@b.org", "C++", "#", "null",
    "None", "true", "zqz", "rowid", "rank", "search_index", "union select", "a" * 10_000, "tank " * 2_000, '"' * 10_000,
    "(" * 5_000, "ё" * 9_000, "é" * 300, "a b c d e f g h i j k l m n o p q r s t u v w x y z", "\x7f", "\x1b[0m", "ᚠᛇᚻ", "𝔗𝔞𝔫𝔨",
    "ｔａｎｋ", "t\u00adank", "tank\u00a0six", "ǅ", "ŉ", "ﷺ", "\u0e33", "\U000e0041", "\u0900", "𐐷", "\ua66e", "\u20dd",
]  # fmt: skip
LETTERS = "\"'*()-+:^&|!<>{}[]\\/%_~.,;?@#$=` \t\n\x00aeT6ёß😀\u0301\u200b“”’ANDORNEAR"


def odd_texts() -> list[str]:
    """Each scrap alone and behind a word, and 200 mixtures of letters that a query language could trip over."""
    chance = random.Random(4)
    mixtures = ["".join(chance.choices(LETTERS, k=chance.randint(1, 40))) for _ in range(200)]
    return [*SCRAPS, *(f"tank {scrap}" for scrap in SCRAPS), *mixtures]


def test_no_text_however_odd_is_an_error() -> None:
    make_claim()
    texts = odd_texts()
    assert len(texts) > 500
    for text in texts:
        page = found(text)
        assert page.is_asked or not page.results, repr(text)
        assert page.pages >= 1 and page.count, repr(text)
    for text in SCRAPS:
        if "\ud800" not in text and "\x00" not in text:
            found("tank", kind=text[:200], incident=text[:200], party=text[:200])
