"""The pages before a commit: pasted tables, columns that are asked, saved mappings, mending, long files page by page."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from claims_app.models import Claim, ImportBatch, Party, SavedMapping, StagedRow
from claims_app.services.imports import running
from tests.admin_imports.test_desk import HOME, editor, sent, world
from tests.services.test_imports import HEADER, ONE_TANK, TWO_TANKS, file_of

__all__ = ["editor", "world"]

WIDE = b"day,tanks destroyed,soldiers killed\n2020-05-02,2,5\n2020-05-03,3,\n"
WIDE_FORM = {
    "is-0": "published", "also-0": "stated_at", "is-1": "wide:measure", "is-2": "wide:measure",
    "all-incident": "2020-05-01-hill", "all-claimant": "Blueland", "all-subject": "Redland", "all-publisher": "Herald",
    "name": "Daily table",
}  # fmt: skip


def batch() -> ImportBatch:
    return ImportBatch.objects.latest("pk")


def page(client: Any, address: str) -> str:
    return unescape(client.get(address).content.decode())


def test_a_table_pasted_from_a_spreadsheet_is_a_file_too(editor: Any) -> None:
    table = file_of(TWO_TANKS, ONE_TANK).decode().replace(",", "\t")
    address = editor.post(HOME, {"pasted": table})["Location"]
    assert "Import 2 rows" in page(editor, address)
    editor.post(f"{address}commit/")
    assert Claim.objects.visible().count() == 2


def test_nothing_sent_is_a_sentence(editor: Any) -> None:
    answer = editor.post(HOME, {"pasted": " \n"})
    assert answer.status_code == 400
    assert "Choose a file, or paste a table" in answer.content.decode()


def test_columns_that_are_not_known_are_asked_and_the_answer_is_remembered(editor: Any) -> None:
    address = sent(editor, WIDE)["Location"]
    assert "Say what the columns are" in page(editor, address)
    form = page(editor, f"{address}columns/")
    assert "tanks destroyed" in form
    assert 'id="also-0"' in form
    assert editor.post(f"{address}columns/", WIDE_FORM).status_code == 303
    assert batch().summary["counts"]["new"] == 3
    assert [row.line for row in StagedRow.objects.filter(batch=batch())] == [2, 2, 3]
    editor.post(f"{address}commit/")
    assert list(Claim.objects.order_by("source_row").values_list("figure_text", flat=True)) == ["2", "5", "3"]
    again = sent(editor, WIDE.replace(b"05-0", b"06-0"))["Location"]
    assert SavedMapping.objects.get().name == "Daily table"
    assert batch().saved_mapping == SavedMapping.objects.get()
    assert batch().summary["counts"]["new"] == 3
    assert "Read by the saved mapping “Daily table”" in page(editor, again)


def test_a_ministrys_table_with_a_title_and_two_lines_of_names_goes_in_as_it_is(editor: Any) -> None:
    data = b"Losses of the sides,,\nDay,Redland,\n,tanks lost,soldiers killed\n2020-05-02,2,-\nTotal,2,\n"
    address = sent(editor, data)["Location"]
    assert "lines 2 and 3: Day | Redland: tanks lost | Redland: soldiers killed" in page(editor, address)
    editor.post(
        f"{address}answer/", {"answer-header": "lines 2 and 3: Day | Redland: tanks lost | Redland: soldiers killed"}
    )
    wide = {"is-1": "wide:subject+measure", "is-2": "wide:subject+measure"}
    editor.post(f"{address}columns/", WIDE_FORM | wide | {"all-subject": "", "name": ""})
    shown = page(editor, address)
    assert "Line 1 was left out, above the names of the columns." in shown
    assert "“-” is no figure. If it stands for nothing, read it as if it were empty" in shown
    assert "This row looks like the sum of the rows above it." in shown
    editor.post(f"{address}names/", {"column-1": "figure", "value-1": "-", "blank-1": "1"})
    assert [row.line for row in StagedRow.objects.filter(batch=batch(), result="error")] == [5]
    editor.post(f"{address}commit/", {"leave_out_bad": "1"})
    assert [str(claim) for claim in Claim.objects.values_list("figure_text", "subject_label")] == ["('2', 'Redland')"]


def test_a_wide_table_may_say_in_its_headers_who_speaks_and_whose_losses(editor: Any) -> None:
    table = b"what,Redland: own losses,Redland losses according to Blueland\ntanks lost,2,over 5\nsoldiers killed,7,\n"
    address = sent(editor, table)["Location"]
    both = {"is-0": "measure", "is-1": "wide:claimant+subject", "is-2": "wide:claimant+subject"}
    constants = {"all-incident": "2020-05-01-hill", "all-publisher": "Herald", "all-published": "2020-05-02"}
    editor.post(f"{address}columns/", both | constants)
    editor.post(f"{address}commit/")
    claims = Claim.objects.order_by("pk").values_list("statement__claimant__name", "subject_label", "figure_text")
    assert list(claims) == [("Redland", "Redland", "2"), ("Blueland", "Redland", "over 5"), ("Redland", "Redland", "7")]
    assert batch().unfolded_as == ["claimant", "subject"]


def test_a_form_that_leaves_out_what_is_required_says_so_and_keeps_what_was_typed(editor: Any) -> None:
    address = sent(editor, WIDE)["Location"]
    answer = editor.post(f"{address}columns/", WIDE_FORM | {"all-incident": ""})
    assert answer.status_code == 400
    assert "no column incident" in answer.content.decode()
    assert 'value="Blueland"' in answer.content.decode()


def test_a_saved_mapping_is_used_and_forgotten_on_the_page(editor: Any) -> None:
    address = sent(editor, WIDE)["Location"]
    editor.post(f"{address}columns/", WIDE_FORM)
    saved = SavedMapping.objects.get()
    editor.post(f"{address}columns/", WIDE_FORM | {"all-claimant": "Redland", "name": ""})
    assert batch().constants["claimant"] == "Redland"
    editor.post(f"{address}mapping/", {"saved": saved.pk, "do": "use"})
    assert batch().saved_mapping == saved
    editor.post(f"{address}mapping/", {"saved": saved.pk, "do": "forget"})
    assert not SavedMapping.objects.exists()
    assert editor.post(f"{address}mapping/", {"saved": "9" * 30}).status_code == 303


def test_a_name_is_read_once_for_all_rows_and_the_next_file_knows_it(editor: Any) -> None:
    rows = [TWO_TANKS.replace("Blueland", "Blue Ministry").removesuffix("a") + str(number) for number in range(3)]
    rows = [row.replace("tanks", thing) for row, thing in zip(rows, ("tanks", "drones", "bunkers"), strict=True)]
    address = sent(editor, file_of(*rows))["Location"]
    (group,) = batch().summary["groups"]
    assert (group["column"], group["value"], group["count"]) == ("claimant", "Blue Ministry", 3)
    assert "3 rows, first 2" in page(editor, address)
    editor.post(f"{address}names/", {"column-1": "claimant", "value-1": "Blue Ministry", "read-1": "Bluland"})
    editor.post(f"{address}names/", {"column-1": "claimant", "value-1": "Bluland", "read-1": "Blueland"})
    assert batch().summary["counts"]["new"] == 3
    assert batch().values == {"claimant": {"Blue Ministry": "Blueland", "Bluland": "Blueland"}}
    editor.post(f"{address}names/", {"column-x": "claimant", "column-9": "claimant", "value-9": "a"})
    assert batch().summary["counts"]["new"] == 3


def test_a_problem_waits_for_the_question_so_that_nothing_typed_is_lost(editor: Any) -> None:
    asked = ONE_TANK.replace("2020-05-02", "03/04/2020")
    address = sent(editor, file_of(asked, TWO_TANKS.replace("Blueland", "Bluland")))["Location"]
    before = page(editor, address)
    assert "There is a problem in 1 row besides" in before and "Read all of them so" not in before
    editor.post(f"{address}answer/", {"answer-published": "day first", "answer-stated_at": "day first"})
    assert "Read all of them so" in page(editor, address)


def test_a_day_in_words_is_suggested_once_for_all_its_rows_and_never_read_by_itself(editor: Any) -> None:
    data = file_of(TWO_TANKS.replace("2020-05-02", "2 May 2020"), ONE_TANK.replace("2020-05-02", "2 May 2020"))
    address = sent(editor, data)["Location"]
    assert batch().summary["counts"]["invalid"] == 2
    assert 'value="2020-05-02"' in page(editor, address)


def test_a_name_that_is_read_otherwise_is_known_to_the_next_file_of_the_mapping(editor: Any) -> None:
    address = sent(editor, WIDE)["Location"]
    editor.post(f"{address}columns/", WIDE_FORM)
    later = WIDE.replace(b"2020-05-02,2", b"03/04/2020,2").replace(b"2020-05-03,3", b"2020-06-03,two or so")
    address = sent(editor, later)["Location"]
    editor.post(f"{address}answer/", {"answer-published": "day first: 2020-04-03", "answer-stated_at": "day first"})
    editor.post(f"{address}names/", {"column-1": "figure", "value-1": "two or so", "read-1": "about 2"})
    assert SavedMapping.objects.get().values == {"figure": {"two or so": "about 2"}}
    sent(editor, later.replace(b"03/04", b"05/04"))
    assert (batch().summary["questions"], batch().summary["bad"]) == ([], 0)


def test_a_look_alike_is_never_offered_as_a_new_party(editor: Any, django_user_model: Any) -> None:
    editor.force_login(django_user_model.objects.create_superuser("chief"))
    address = sent(editor, file_of(TWO_TANKS.replace("Blueland", "Bluel\u0430nd"), ONE_TANK.replace("Redland D", "D")))[
        "Location"
    ]
    text = page(editor, address)
    assert "looks like Blueland, but has a Cyrillic letter" in text
    assert text.count("Add it") == 1
    assert not Party.objects.filter(name__contains="\u0430").exists()


def test_a_cell_is_mended_in_its_row_and_the_row_is_checked_again(editor: Any) -> None:
    address = sent(editor, file_of(TWO_TANKS, ONE_TANK.replace("2020-05-02", "2 May")))["Location"]
    text = page(editor, f"{address}?show=error")
    assert "published of row 3" in text
    answer = editor.post(
        f"{address}mend/", {"row": "3", "column": "published", "text": "2020-05-02", "show": "error", "page": "1"}
    )
    assert answer["Location"] == f"{address}?show=error&page=1#row-3"
    assert batch().summary["bad"] == 0
    assert editor.get(f"{address}plan.json").json()["errors"] == []
    editor.post(f"{address}commit/")
    assert Claim.objects.visible().count() == 2


def test_a_long_file_is_checked_again_when_the_editor_asks(editor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    address = sent(editor, file_of(TWO_TANKS, ONE_TANK.replace(",one,", ",-1,")))["Location"]
    monkeypatch.setattr(running, "MOST_CHECKED", 1)
    editor.post(f"{address}mend/", {"row": "3", "column": "figure", "text": "1"})
    assert "Not checked yet: figure is <bdi>“1”</bdi>" in page(editor, address)
    assert batch().summary["bad"] == 1
    editor.post(f"{address}check/")
    assert editor.get(address)["Location"].endswith("/progress/")
    running.work_off()
    assert batch().summary["bad"] == 0


def test_what_is_no_preview_any_more_is_opened_as_a_page(editor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form of the preview asks for the preview's piece of the next page, which other pages do not have."""
    asks = {"HX-Request": "true", "HX-Target": "import"}
    address = sent(editor, file_of(TWO_TANKS, ONE_TANK.replace("tanks", "tonks")))["Location"]
    monkeypatch.setattr(running, "MOST_CHECKED", 1)
    read = {"column-1": "measure", "value-1": "tonks lost", "read-1": "tanks lost"}
    answer = editor.post(f"{address}names/", read, headers=asks)
    assert answer["Location"] == editor.get(address, headers=asks).get("Location", "").removesuffix("progress/")
    progress = editor.get(f"{address}progress/", headers=asks)
    assert (progress.status_code, progress["HX-Redirect"]) == (200, f"{address}progress/")
    assert (
        'id="import-bar"'
        in editor.get(f"{address}progress/", headers=asks | {"HX-Target": "import-bar"}).content.decode()
    )
    running.work_off()
    assert batch().summary["bad"] == 0
    assert 'id="import"' in editor.get(address, headers=asks).content.decode()
    editor.post(f"{address}commit/")
    running.work_off()
    assert editor.get(address, headers=asks)["HX-Redirect"] == address


def test_the_rows_to_mend_have_the_columns_of_their_file_and_go_back_in(editor: Any) -> None:
    header = HEADER.replace("claimant", "Who says").replace("figure", "Ziffer")
    data = file_of(TWO_TANKS, ONE_TANK.replace(",one,", ",-1,"), header=header)
    address = sent(editor, data)["Location"]
    names = ["incident", "claimant", "subject", "measure", "figure", "publisher", "published", "quote", "external_id"]
    editor.post(f"{address}columns/", {f"is-{place}": name for place, name in enumerate(names)} | {"name": "Ours"})
    mend = editor.get(f"{address}problems.csv").content.decode("utf-8-sig")
    lines = mend.splitlines()
    assert lines[0] == header + ",row_in_file,what_to_mend"
    assert lines[1].startswith("2020-05-01-hill,Redland Defence Ministry,Redland,tanks lost,")
    editor.post(f"{address}commit/", {"leave_out_bad": "1"})
    assert editor.get(f"{address}problems.csv").content.decode("utf-8-sig") == mend
    sent(editor, mend.replace("'-1", "1").replace(",-1,", ",1,").encode())
    assert batch().saved_mapping == SavedMapping.objects.get()
    assert (batch().summary["counts"]["new"], batch().summary["bad"]) == (1, 0)


def test_a_page_shows_a_hundred_rows_and_asks_as_little_for_many_as_for_few(
    editor: Any, django_assert_max_num_queries: Any
) -> None:
    rows = [TWO_TANKS.replace("2020-05-02", f"2020-05-{day:02}").removesuffix("a") + f"{day}-{number}"
            for day in range(1, 29) for number in range(10)]  # fmt: skip
    address = sent(editor, file_of(*rows))["Location"]
    with django_assert_max_num_queries(12):
        text = page(editor, f"{address}?page=2")
    assert text.count('<tr id="line-') == 100
    assert "Page 2 of 3" in text
    assert 'id="row-281"' in page(editor, f"{address}?row=281")
    for odd in (
        "?page=-1",
        "?page=9999999999999",
        "?page=x%00",
        "?show=%00",
        "?show=error&page=7",
        "?row=x",
        f"?row={'9' * 40}",
    ):
        assert editor.get(address + odd).status_code == 200


@pytest.mark.parametrize("path", ["columns/", "mapping/", "names/", "mend/", "check/", "effects/", "answer/"])
def test_a_file_that_was_imported_is_not_read_otherwise_any_more(editor: Any, path: str) -> None:
    address = sent(editor, file_of(TWO_TANKS))["Location"]
    editor.post(f"{address}commit/")
    sends = {
        "row": "2",
        "column": "figure",
        "text": "9",
        "column-1": "figure",
        "value-1": "two",
        "read-1": "9",
        "answer-x": "y",
    }
    answer = editor.get(address + path) if path == "effects/" else editor.post(address + path, sends)
    assert answer.status_code == 303
    assert Claim.objects.get().figure_text == "two"
    assert batch().corrections == batch().values == {}


def test_what_the_findings_would_be_stands_on_a_page_of_its_own(editor: Any) -> None:
    address = sent(editor, file_of(TWO_TANKS, ONE_TANK))["Location"]
    assert "What readers will see change" in page(editor, f"{address}effects/")
    assert not Claim.objects.exists()


def test_a_changed_row_shows_what_was_and_what_becomes(editor: Any) -> None:
    address = sent(editor, file_of(TWO_TANKS))["Location"]
    editor.post(f"{address}commit/")
    address = sent(editor, file_of(TWO_TANKS.replace(",two,", ",three,")))["Location"]
    text = page(editor, f"{address}?show=changed")
    assert "figure: “two” becomes “three”" in text
    assert f"claim {Claim.objects.get().pk}" in text


def test_ticked_rows_are_left_out_and_taken_in_again(editor: Any) -> None:
    address = sent(editor, file_of(TWO_TANKS, ONE_TANK))["Location"]
    editor.post(f"{address}rows/", {"row": ["3"], "do": "out", "page": "1"})
    shown = page(editor, address)
    assert "1 row left out. They stay in the list" in shown
    assert "Import 1 row<" in shown.replace('"', "<")
    assert StagedRow.objects.get(batch=batch(), row=3).result == "left_out"
    editor.post(f"{address}rows/", {"row": ["3"], "do": "in"})
    assert "Import 2 rows" in page(editor, address)
    editor.post(f"{address}rows/", {"row": ["3"], "do": "out"})
    editor.post(f"{address}commit/")
    assert list(Claim.objects.values_list("source_row", flat=True)) == [2]
    assert "1 row was left out by choice" in page(editor, address)


def test_the_second_of_two_equal_rows_is_new_when_the_first_is_left_out(editor: Any) -> None:
    address = sent(editor, file_of(ONE_TANK, ONE_TANK))["Location"]
    assert batch().summary["counts"]["duplicate"] == 1
    editor.post(f"{address}rows/", {"row": ["2"], "do": "out"})
    assert batch().summary["counts"] | {"rows": 1, "new": 1, "duplicate": 0} == batch().summary["counts"]


def test_all_rows_of_a_kind_are_left_out_at_once(editor: Any) -> None:
    address = sent(editor, file_of(ONE_TANK, ONE_TANK, TWO_TANKS))["Location"]
    editor.post(f"{address}rows/", {"show": "duplicate", "do": "all-out"})
    assert batch().left_out == [3]
    editor.post(f"{address}rows/", {"show": "left_out", "do": "all-in"})
    assert batch().left_out == []


def test_one_column_of_the_ticked_rows_is_set(editor: Any) -> None:
    address = sent(editor, file_of(TWO_TANKS, ONE_TANK))["Location"]
    editor.post(f"{address}rows/", {"row": ["2", "3"], "do": "set", "column": "speaker", "text": "Ministry"})
    editor.post(f"{address}commit/")
    assert set(Claim.objects.values_list("statement__speaker", flat=True)) == {"Ministry"}


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"do": "out"}, "Tick the rows first."),
        ({"do": "out", "row": ["999", "x", "9" * 40]}, "Tick the rows first."),
        ({"do": "set", "row": ["2"], "column": "speaker"}, "Choose a column and write"),
        ({"do": "set", "row": ["2"], "column": "nonsense", "text": "6"}, "Choose a column and write"),
        ({"row": ["2"]}, "Choose what is to be done"),
        ({"do": "all-out", "show": "nonsense"}, "0 rows left out"),
    ],
)
def test_odd_choices_of_rows_are_sentences(editor: Any, form: dict[str, Any], says: str) -> None:
    address = sent(editor, file_of(TWO_TANKS))["Location"]
    assert editor.post(f"{address}rows/", form).status_code == 303
    assert says in page(editor, address)
    assert batch().left_out == []


def test_rows_of_an_imported_file_are_left_as_they_are(editor: Any) -> None:
    address = sent(editor, file_of(TWO_TANKS))["Location"]
    editor.post(f"{address}commit/")
    editor.post(f"{address}rows/", {"row": ["2"], "do": "out"})
    assert batch().left_out == []


def test_the_preview_shows_into_which_incident_for_which_days_and_from_which_report(editor: Any) -> None:
    form = WIDE_FORM | {"is-0": "event_date", "also-0": "event_end", "all-stated_at": "2020-05-04"}
    address = sent(editor, WIDE.replace(b"05-02", b"05-01"))["Location"]
    editor.post(f"{address}columns/", form)
    rows = page(editor, address).split("<tbody>")[1]
    assert 'data-label="Incident"><bdi>2020-05-01-hill</bdi> <span class="desk-day">2020-05-01</span>' in rows
    assert 'data-label="Report"><bdi>Herald</bdi>' in rows
