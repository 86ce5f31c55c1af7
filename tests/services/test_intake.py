"""An article at the desk, without its pages: kept once, judged draft by draft, published, taken back; nothing overwritten."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from claims_app import models
from claims_app.services import (
    intake_answers,
    intake_judging,
    intake_publishing,
    intake_shaping,
    intake_sources,
    intake_steps,
    intake_undo,
    intakes,
)
from claims_app.services.draft_fields import Fields
from claims_app.services.intake_cards import Card, Review, review_of
from claims_app.services.intake_sources import Source
from claims_app.services.recording import Refused
from claims_app.services.suppression import suppress_copy
from tests.factories import make_claim, make_report
from tests.intake_articles import make_editor, make_intake, make_river, river_text

pytestmark = pytest.mark.django_db
SOURCE = Source("Daily Ford", "Charges over a night", "https://ford.example/1", date(2015, 5, 4))
States = models.Draft.State


def review(intake: models.Intake) -> Review:
    return review_of(intake=models.Intake.objects.select_related("copy__report__outlet").get(pk=intake.pk))


def card(intake: models.Intake, figure: str, what: str = "") -> Card:
    found = [each for each in review(intake).cards if each.figure == figure and what in each.what]
    assert found, [(each.figure, each.what) for each in review(intake).cards]
    return found[0]


def accept(intake: models.Intake, figure: str, what: str = "", by: Any = None, **said: Any) -> models.Draft:
    chosen = card(intake, figure, what)
    fields = chosen.fields.said(**said) if said else None
    draft = chosen.draft
    return intake_judging.accept(draft=draft, version=draft.version, by=by or make_editor(), fields=fields)


def test_the_bytes_are_kept_once_and_the_claims_wait_as_drafts() -> None:
    intake = make_intake()
    assert intake.copy.sha256 == hashlib.sha256(river_text().encode()).hexdigest()
    assert bytes(intake.copy.content) == river_text().encode()
    assert intake.drafts.filter(state=States.WAITING).count() > 10
    assert models.Claim.objects.count() == 0
    assert make_intake() == intake
    assert models.ArchivedCopy.objects.count() == 1
    assert {number["reason"] for number in intake.unused} >= {"a year"}


def test_what_the_page_does_not_say_is_asked_or_marked_as_a_guess() -> None:
    intake = make_intake()
    assert intake.copy.report.outlet.name == intake_sources.NAMELESS
    assert intake.copy.report.published is None
    assert intake_sources.day_of(intake.guesses) == date(2015, 5, 4)
    assert card(intake, "four").fields.said_on == "2015-05-04"
    assert "Monday" in card(intake, "four").fields.said_why


def test_an_accepted_claim_has_its_exact_words_and_only_the_desk_sees_it() -> None:
    intake = make_intake()
    draft = accept(intake, "four", "tanks")
    claim = draft.claim
    assert claim is not None
    citation = claim.citations.get()
    assert (claim.status, str(claim.statement.claimant), claim.subject_plain) == (
        "draft",
        "Ostland Defence Ministry",
        ["westmark"],
    )
    assert citation.copy == intake.copy
    assert intake.copy.text[citation.start : citation.end] == citation.quote
    assert intake.copy.text[citation.figure_start : citation.figure_end] == "four"
    assert models.Claim.objects.visible().count() == 0


def test_what_is_missing_is_said_field_by_field_and_nothing_is_saved() -> None:
    intake = make_intake()
    draft = card(intake, "four").draft
    fields = replace(Fields.read(draft.fields), claimant="", object="nonsense", figure="umpteen-ish")
    with pytest.raises(intake_judging.Incomplete) as refusal:
        intake_judging.accept(draft=draft, version=draft.version, by=make_editor(), fields=fields)
    assert {field for field, _ in refusal.value.needs} == {"claimant", "object", "figure"}
    draft.refresh_from_db()
    assert (draft.state, draft.version) == (States.WAITING, 1)


def test_nothing_is_published_before_the_source_is_named_and_its_day_confirmed() -> None:
    intake = make_intake()
    accept(intake, "four")
    with pytest.raises(Refused, match="who published"):
        intake_publishing.publish(intake=intake, by=make_editor())
    report = intake_sources.set_source(intake=intake, source=SOURCE, by=make_editor())
    done = intake_publishing.publish(intake=intake, by=make_editor())
    claim = models.Claim.objects.visible().get()
    assert (done.claims, claim.citations.get().report) == (1, report)
    assert claim.stated_at is not None
    assert claim.stated_at.date() == date(2015, 5, 4)
    with pytest.raises(Refused, match="No accepted claim"):
        intake_publishing.publish(intake=intake, by=make_editor())


def test_the_copy_moves_to_the_report_that_is_on_file_already() -> None:
    known = make_report(url=SOURCE.url)
    intake = make_intake()
    claim = accept(intake, "four").claim
    assert claim is not None
    assert intake_sources.set_source(intake=intake, source=SOURCE, by=make_editor()) == known
    assert claim.citations.get().report == known
    assert models.Report.objects.get() == known


@pytest.mark.parametrize("step", ["accept", "reject", "save", "split", "merge", "add", "answer", "publish"])
def test_every_step_can_be_undone(step: str) -> None:
    intake = make_intake()
    editor = make_editor()
    intake_sources.set_source(intake=intake, source=SOURCE, by=editor)
    if step == "publish":
        accept(intake, "four")
    before = {row.pk: (row.state, row.fields, row.reason) for row in intake.drafts.all()}
    first, other = card(intake, "four").draft, card(intake, "12").draft
    acts: dict[str, Callable[[], object]] = {
        "accept": lambda: accept(intake, "four"),
        "reject": lambda: intake_judging.reject(draft=first, version=1, reason="misread", by=editor),
        "save": lambda: intake_judging.save(
            draft=first, version=1, fields=Fields.read(first.fields).said(figure="5"), place=(first.start, first.end), by=editor
        ),
        "split": lambda: intake_shaping.split(draft=first, version=1, by=editor),
        "merge": lambda: intake_shaping.merge(draft=other, version=1, into=first, by=editor),
        "add": lambda: intake_shaping.add(intake=intake, quote="36th Brigade has held the bridge", near=0, by=editor),
        "answer": lambda: intake_answers.answer(intake=intake, answers={"ostland|westmark": "Westmark"}, by=editor),
        "publish": lambda: intake_publishing.publish(intake=intake, by=editor),
    }  # fmt: skip
    acts[step]()
    intake_undo.undo_last(intake=intake, by=editor)
    after = {row.pk: (row.state, row.fields, row.reason) for row in intake.drafts.exclude(state=States.GONE)}
    assert after == before
    assert models.Claim.objects.visible().count() == 0
    assert models.Claim.objects.filter(status="draft").count() == 0
    with pytest.raises(Refused):
        intake_undo.undo_last(intake=intake, by=make_editor("somebody-else"))


def test_a_stale_step_says_what_the_other_did_and_overwrites_nothing() -> None:
    intake = make_intake()
    seen = card(intake, "four").draft
    accept(intake, "four", by=make_editor("ana"))
    with pytest.raises(intake_steps.Overtaken, match="ana changed this claim"):
        intake_judging.reject(draft=seen, version=seen.version, reason="misread", by=make_editor())
    seen.refresh_from_db()
    assert seen.state == States.ACCEPTED


def test_a_step_is_not_undone_over_a_later_one() -> None:
    intake = make_intake()
    editor, ana = make_editor(), make_editor("ana")
    first = card(intake, "four").draft
    intake_judging.reject(draft=first, version=1, reason="misread", by=editor)
    first.refresh_from_db()
    accept_again = intake_judging.accept(draft=first, version=first.version, by=ana)
    assert accept_again.state == States.ACCEPTED
    with pytest.raises(Refused, match="ana changed it after that"):
        intake_undo.undo_last(intake=intake, by=editor)


def test_two_editors_see_each_other_and_what_was_done() -> None:
    intake = make_intake()
    editor, ana = make_editor(), make_editor("ana")
    intakes.visit(intake=intake, by=ana)
    accept(intake, "four", by=ana)
    intake.refresh_from_db()
    others = intakes.others_at(intake=intake, by=editor, since=1)
    assert (others.names, others.steps) == (("ana",), ("ana accepted 1 claim",))
    assert intakes.others_at(intake=intake, by=ana, since=1).names == ()


def test_the_same_figure_on_file_gets_a_further_report_when_it_is_published() -> None:
    incident = make_river()
    on_file = make_claim(
        "ostland", "4", about="Westmark", incident=incident, object="tank", outcome="destroyed", report=make_report()
    )
    intake = make_intake()
    found = card(intake, "four", "tanks")
    assert (found.relation, found.related, found.matches[0].outlets) == ("again", on_file.pk, ("Daily",))
    accept(intake, "four", "tanks")
    assert on_file.citations.count() == 1
    intake_sources.set_source(intake=intake, source=SOURCE, by=make_editor())
    assert intake_publishing.publish(intake=intake, by=make_editor()).further == 1
    assert {row.report.outlet.name for row in on_file.citations.all()} == {"Daily", "Daily Ford"}
    intake_undo.undo_last(intake=intake, by=make_editor())
    assert on_file.citations.count() == 1


def test_a_report_that_is_cited_already_gets_its_copy_and_no_second_quote() -> None:
    report = make_report(url=SOURCE.url)
    on_file = make_claim(
        "ostland", "4", about="Westmark", incident=make_river(), object="tank", outcome="destroyed", report=report
    )
    models.Citation.objects.filter(claim=on_file).update(quote='had destroyed "four Westmark tanks')
    intake = make_intake()
    accept(intake, "four", "tanks")
    intake_sources.set_source(intake=intake, source=SOURCE, by=make_editor())
    assert intake_publishing.publish(intake=intake, by=make_editor()).further == 0
    citation = on_file.citations.get()
    assert citation.copy == intake.copy
    assert intake.copy.text[citation.start : citation.end] == "had destroyed “four Westmark tanks"


@pytest.mark.parametrize("relation", ["relay", "revises", "separate"])
def test_another_figure_on_file_is_asked_about(relation: str) -> None:
    on_file = make_claim(
        "ostland",
        "9",
        about="Westmark",
        incident=make_river(),
        object="tank",
        outcome="destroyed",
        report=make_report(),
    )
    intake = make_intake()
    with pytest.raises(intake_judging.Incomplete, match="Say how this one stands"):
        accept(intake, "four", "tanks")
    claim = accept(intake, "four", "tanks", relation=relation, related=on_file.pk).claim
    assert claim is not None
    assert (claim.statement_id == on_file.statement_id) == (relation == "relay")
    assert claim.revises_id == (on_file.pk if relation == "revises" else None)


def test_a_label_is_asked_once_and_answered_for_all_cards_of_the_claimant() -> None:
    incident = make_river()
    label = models.Designation.objects.create(label="Riverians", conflict=incident.conflict)
    label.certain.add(models.Party.objects.get(key="westmark"))
    label.means.add(models.Party.objects.get(key="westmark"))
    label.may_include.add(models.Party.objects.get(key="norland"))
    intake = make_intake()
    for draft in intake.drafts.all():
        fields = Fields.read(draft.fields)
        if fields.figure in ("four", "12"):
            models.Draft.objects.filter(pk=draft.pk).update(
                fields=replace(fields, subject="Riverians", printed="Riverians").as_json()
            )
    (question,) = review(intake).questions
    assert (question.label, question.is_open, len(question.numbers)) == ("Riverians", True, 2)
    assert [choice.means for choice in question.choices] == [
        "Westmark alone", "Norland alone", "the report does not say",
    ]  # fmt: skip
    with pytest.raises(intake_judging.Incomplete, match="Whom does Ostland Defence Ministry mean"):
        accept(intake, "four")
    with pytest.raises(Refused, match="not on file"):
        intake_answers.answer(intake=intake, answers={question.key: "Nobody at all"}, by=make_editor())
    assert intake_answers.answer(intake=intake, answers={question.key: "Norland"}, by=make_editor()) == 2
    claim = accept(intake, "12").claim
    assert claim is not None
    assert (claim.subject_label, claim.subject_plain, claim.subject_source) == ("Norland", ["norland"], "inferred")


def test_words_chosen_in_the_text_become_a_draft_on_their_sentence() -> None:
    intake = make_intake("Westmark spoke.\n\nIt said six\u00a0barges burned. The rest “sailed on”.")
    draft = intake_shaping.add(intake=intake, quote="six barges", near=0, by=make_editor())
    fields = Fields.read(draft.fields)
    assert (fields.figure, draft.proposed) == ("six", {})
    assert intake.copy.text[draft.start : draft.end] == "It said six\u00a0barges burned."
    with pytest.raises(Refused, match="do not stand in the article"):
        intake_shaping.add(intake=intake, quote="seven barges", near=0, by=make_editor())


def test_a_quote_is_never_moved_to_words_that_the_copy_does_not_have() -> None:
    intake = make_intake()
    draft = accept(intake, "four")
    with pytest.raises(Refused, match="do not stand in the kept copy"):
        intake_judging.place_quote(draft=draft, quote="five Westmark tanks")
    assert draft.claim is not None
    citation = draft.claim.citations.get()
    citation.quote = 'its forces had destroyed "four Westmark tanks'
    citation.full_clean()
    citation.quote = "its forces had destroyed five tanks"
    with pytest.raises(ValidationError, match="do not stand in the kept copy"):
        citation.full_clean()


def test_a_file_may_not_change_a_quote_to_other_words(tmp_path: Any) -> None:
    intake = make_intake()
    intake_sources.set_source(intake=intake, source=SOURCE, by=make_editor())
    claim = accept(intake, "five", "soldiers").claim
    assert claim is not None
    intake_publishing.publish(intake=intake, by=make_editor())
    path = tmp_path / "claims.csv"
    call_command("export_claims", "--incident", intake.incident.slug, "-o", str(path), stdout=StringIO())
    exported = path.read_text(encoding="utf-8-sig")
    path.write_text(exported.replace("Westmark confirmed losing", "Westmark admitted to losing"), encoding="utf-8")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("import_claims", str(path), "--json", stdout=out)
    (error,) = json.loads(out.getvalue())["errors"]
    assert (error["column"], "do not stand in the kept copy" in error["message"]) == ("quote", True)
    assert "confirmed" in claim.citations.get().quote


def test_rejected_and_corrected_drafts_are_kept_for_the_lexicons() -> None:
    intake = make_intake()
    accept(intake, "four", object="helicopter")
    twelve = card(intake, "12").draft
    intake_judging.reject(draft=twelve, version=1, reason="misread", by=make_editor())
    out = StringIO()
    call_command("draft_corrections", stdout=out)
    corrected, rejected = [json.loads(line) for line in out.getvalue().splitlines()]
    assert (corrected["changed"], corrected["corrected"]["object"]) == (["object"], "helicopter")
    assert (rejected["corrected"], rejected["reason"]) == (None, "misread")
    assert rejected["predicted"]["figure"] == "12"
    assert "artillery" in rejected["sentence"]


def test_a_copy_removed_for_good_takes_its_drafts_with_it_and_does_not_come_back() -> None:
    intake = make_intake()
    accept(intake, "four")
    suppress_copy(copy=intake.copy, reason="danger to a person", by=make_editor())
    kept = json.dumps([*intake.drafts.values("fields", "proposed"), *intake.steps.values("before")])
    assert "Westmark" not in kept
    with pytest.raises(Refused, match="removed for good"):
        make_intake()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"  ", "Paste the text"), (b"\xff\xfe\xfa\x00\xd8", "not in UTF-8"), (b"%PDF-1.4", "the PDF cannot be read")],
)
def test_what_is_no_article_is_refused_with_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        intakes.open_article(content=content, name="x", media_type=None, incident=make_river(), by=make_editor())


def test_the_incident_that_the_text_names_is_guessed() -> None:
    river = make_river()
    conflict = models.Conflict.objects.get(key="harbour")
    models.Incident.objects.create(
        slug="2021-05-03-harbour", title="The harbour", conflict=conflict, start=date(2021, 5, 3), end=date(2021, 5, 3)
    )
    assert intakes.guess_incident(text=river_text()) == river


def test_a_headline_that_the_body_repeats_stays_as_a_second_quote_of_one_card() -> None:
    headline = "Ostland says it destroyed four Westmark tanks"
    intake = make_intake(f"{headline}\n\n{river_text().split(chr(10), 2)[2]}")
    text = intake.copy.text
    cards = [
        draft for draft in intake.drafts.all() if draft.fields["figure"] == "four" and draft.fields["object"] == "tank"
    ]
    (card,) = cards
    assert [text[start:end] for start, end in card.fields["more"]] == [headline]
    assert text[card.start : card.end] != headline


def parts_of(intake: models.Intake) -> list[tuple[str, str]]:
    """(figure, figure of its whole) of the claims that are a part."""
    rows = models.Claim.objects.filter(incident=intake.incident).exclude(part_of=None)
    return list(rows.values_list("figure_text", "part_of__figure_text"))


@pytest.mark.parametrize("order", [("at least nine", "four"), ("four", "at least nine")])
def test_a_part_is_linked_to_its_whole_whichever_is_accepted_first(order: tuple[str, str]) -> None:
    intake = make_intake()
    part = card(intake, "four", "children")
    assert part.whole is not None
    assert part.whole.figure == "at least nine"
    assert [each.figure for each in card(intake, "at least nine").parts] == ["four"]
    for figure in order:
        accept(intake, figure, "" if figure == "at least nine" else "children", claimant="ostland", subject="")
    assert parts_of(intake) == [("four", "at least nine")]
    whole = card(intake, "at least nine").draft
    whole.refresh_from_db()
    intake_undo.undo(draft=whole, by=make_editor())
    assert parts_of(intake) == []
    accept(intake, "at least nine", claimant="ostland", subject="")
    assert parts_of(intake) == [("four", "at least nine")]


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://ford.example/1?utm_source=home&utm_medium=x", "https://ford.example/1"),
        ("https://ford.example/1?id=7&fbclid=abc", "https://ford.example/1?id=7"),
        ("https://ford.example/1?id=7#top", "https://ford.example/1?id=7#top"),
    ],
)
def test_the_address_is_kept_without_what_tells_where_a_reader_came_from(address: str, kept: str) -> None:
    page = (
        f'<html><head><link rel="canonical" href="{address}"></head><body><p>Ostland lost six tanks.</p></body></html>'
    )
    intake = intakes.open_article(
        content=page.encode(), name="a.html", media_type="text/html", incident=make_river(), by=make_editor()
    )
    assert intake.copy.report.url == kept


def test_a_text_in_other_letters_says_so_and_its_words_become_a_figure_in_its_language() -> None:
    text = "Министерство сообщило в понедельник, что были уничтожены более 100 солдат и шесть танков противника.\n"
    intake = make_intake(text)
    assert intake.drafts.count() == 0
    assert intake.copy.report.language == "ru"
    assert "Check it" in intake.guesses["language"]
    assert any("select the words of a figure" in note for note in intake.notes)
    draft = intake_shaping.add(intake=intake, quote="более 100", near=0, by=make_editor())
    assert (draft.fields["kind"], draft.fields["figure"]) == ("figure", "более 100")
    assert intake.copy.text[draft.start : draft.end] == text.strip()
    (shown,) = review(intake).cards
    assert shown.reading == "101 or more"


def test_a_text_that_names_nothing_of_an_incident_is_given_to_none() -> None:
    make_river()
    assert intakes.guess_incident(text="The weather was fine. Nobody said anything.") is None
