"""An editor writes down claims: what is typed is read, odd input gets a sentence, and nothing published changes in silence."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from claims_app import models

ADD = "/admin/claims_app/claim/add/"
BOARD = "/incidents/2016-04-02-karabakh/"
Fields = dict[str, Any]


def member(name: str, group: str) -> Client:
    user = get_user_model().objects.create(username=name, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor(demo: None) -> Client:
    return member("edith", "Editors")


def fields(**changes: Any) -> Fields:
    """A whole, valid form: Karabakh says that it destroyed nine Azerbaijani drones."""
    party = models.Party.objects.get
    values = {
        "incident": models.Incident.objects.get(slug="2016-04-02-karabakh").pk,
        "claimant": party(key="karabakh").pk,
        "speaker": "Defence Ministry",
        "stated_on": "2016-04-02",
        "kind": "figure",
        "subject_label": "Azerbaijan",
        "subject_source": "stated",
        "object": models.MeasureObject.objects.get(key="drone").pk,
        "outcome": models.Outcome.objects.get(key="destroyed").pk,
        "figure_text": "nine",
        "figure_lang": "en",
        "agent_kind": "any",
        "counting": "episode",
        "citations-TOTAL_FORMS": "1",
        "citations-INITIAL_FORMS": "0",
        "citations-0-report": models.Report.objects.get(outlet__slug="rt").pk,
        "citations-0-quote": "Nine drones were destroyed.",
        "citations-0-language": "en",
    }
    return values | changes


def change_fields(claim: models.Claim, **changes: Any) -> Fields:
    """The form of a saved claim as a browser would send it back."""
    citation = claim.citations.get()
    sent = fields(**{"citations-INITIAL_FORMS": "1", "citations-0-id": citation.pk, "citations-0-claim": claim.pk})
    shown = {"citations-0-quote": citation.quote, "seen_version": claim.version, "as_of": "2016-04-02"}
    return sent | shown | changes


def change_address(claim: models.Claim) -> str:
    return reverse("admin:claims_app_claim_change", args=[claim.pk])


def complaints(page: Any) -> str:
    assert page.status_code == 200
    return " ".join(re.findall(r'<ul class="errorlist[^>]*>(.*?)</ul>', page.content.decode(), re.DOTALL))


def published(editor: Client, **changes: Any) -> models.Claim:
    editor.post(ADD, fields(**changes) | {"_publish": "1"})
    return models.Claim.objects.latest("id")


def test_a_published_claim_stands_on_the_board_after_a_reload(editor: Client) -> None:
    claim = published(editor)
    assert (claim.status, claim.recorded_by and claim.recorded_by.username) == ("published", "edith")
    assert claim.plain_low == claim.plain_high == 9
    assert claim.statement.stated_from and claim.statement.stated_from.isoformat() == "2016-04-01T20:00:00+00:00"
    page = editor.get(BOARD).content.decode()
    assert "drones were destroyed." in editor.get(f"{BOARD}?claim={claim.pk}").content.decode()
    assert f"?claim={claim.pk}" in page


def test_a_draft_is_on_the_desk_and_not_on_the_board(editor: Client) -> None:
    editor.post(ADD, fields() | {"_save": "1"})
    claim = models.Claim.objects.latest("id")
    assert claim.status == "draft"
    assert "nine Azerbaijan drone destroyed" in editor.get("/admin/desk/").content.decode()
    assert f"?claim={claim.pk}" not in editor.get(BOARD).content.decode()


def test_a_second_claim_of_a_report_takes_four_fields(editor: Client) -> None:
    first = editor.post(ADD, fields() | {"_addanother": "1"})
    page = editor.get(first.url)
    form = page.context["adminform"].form
    carried = {name: form.get_initial_for_field(form.fields[name], name) for name in form.fields}
    sent = {name: "" if value is None else value for name, value in carried.items() if name != "by_parties"}
    citation = page.context["inline_admin_formsets"][0].formset.forms[0]
    sent |= fields() | {name: sent[name] for name in ("incident", "claimant", "speaker", "stated_on", "subject_label")}
    sent["citations-0-report"] = citation.initial["report"]
    # The four that are typed:
    sent |= {"object": models.MeasureObject.objects.get(key="tank").pk, "outcome": sent["outcome"]}
    sent |= {"figure_text": "three", "citations-0-quote": "Three tanks were destroyed."}
    editor.post(ADD, sent | {"_publish": "1"})
    one, two = models.Claim.objects.order_by("id").reverse()[:2][::-1]
    assert (two.status, two.figure_text, two.statement_id) == ("published", "three", one.statement_id)
    assert two.citations.get().report_id == one.citations.get().report_id


def test_the_other_side_s_figure_keeps_the_row_and_swaps_the_claimant(editor: Client) -> None:
    answer = editor.post(ADD, fields() | {"_otherside": "1"})
    values = editor.get(answer.url).context["adminform"].form.initial
    party = models.Party.objects.get(pk=values["claimant"])
    first = models.Claim.objects.latest("id")
    assert party.key == "azerbaijan" or (party.part_of and party.part_of.key == "azerbaijan")
    assert (values["object"], values["outcome"]) == (str(first.object_id), str(first.outcome_id))
    assert values["subject_label"] == "Azerbaijan"


def test_a_label_with_a_designation_means_what_this_claimant_means(editor: Client) -> None:
    baku = models.Party.objects.get(key="azerbaijan").pk
    claim = published(editor, claimant=baku, subject_label="Armenian")
    assert claim.subject_plain == ["armenia", "karabakh"]
    assert claim.designation is not None


ODD = {
    "a figure that cannot be read": ({"figure_text": "umpteen-ish"}, "We cannot read"),
    "an empty figure": ({"figure_text": ""}, "no figure given"),
    "a number beyond all columns": ({"figure_text": "9" * 40}, "figure"),
    "an unknown label": ({"subject_label": "Martians"}, "is not on file"),
    "an unknown incident": ({"incident": "999999"}, "valid choice"),
    "an incident that is no number": ({"incident": "abc"}, "valid choice"),
    "a claimant beyond all numbers": ({"claimant": "9" * 30}, "valid choice"),
    "a day that is none": ({"stated_on": "yesterday"}, "is no day"),
    "a year out of reach": ({"stated_on": "0001-01-01"}, "out of reach"),
    "a period reversed": ({"period_start": "2016-04-05", "period_end": "2016-04-02"}, "ends before it begins"),
    "no object": ({"object": ""}, "Choose what is counted"),
    "a denial of nothing": ({"kind": "denial"}, "Choose the claim that is denied"),
    "a position without its question": ({"kind": "position", "figure_text": ""}, "Choose the question"),
    "an answer to no question": ({"answer": "Armenia"}, "position on a question"),
    "by parties, none of them": ({"agent_kind": "parties"}, "Choose the parties"),
    "bounds reversed": ({"read_low": "5", "read_high": "2", "figure_note": "x"}, "below the lower"),
    "an own reading without a reason": ({"read_low": "5", "read_high": "7"}, "Say why"),
    "a kind that is none": ({"kind": "rumour"}, "valid choice"),
}  # fmt: skip


@pytest.mark.parametrize(("odd", "sentence"), ODD.values(), ids=ODD.keys())
def test_odd_input_gets_a_sentence_and_nothing_is_kept(editor: Client, odd: Fields, sentence: str) -> None:
    before = models.Claim.objects.count()
    found = complaints(editor.post(ADD, fields(**odd) | {"_publish": "1"}))
    assert sentence in found
    assert "Constraint" not in found
    assert models.Claim.objects.count() == before


@pytest.mark.parametrize(
    "query", ["?incident=abc&claimant=-1&report=x", "?object=99999999999999999999999", "?stated_on=%00"]
)
def test_an_odd_address_opens_the_form(editor: Client, query: str) -> None:
    assert editor.get(ADD + query).status_code == 200


def test_no_figure_given_is_a_silence(editor: Client) -> None:
    claim = published(editor, figure_text="no figure given")
    assert (claim.kind, claim.plain_low) == ("silence", None)


def test_a_denial_takes_its_measure_from_what_it_denies(editor: Client) -> None:
    denied = models.Claim.objects.get(external_id="apr02-az-tanks-az")
    claim = published(editor, kind="denial", denies=denied.pk, object="", outcome="", figure_text="")
    assert (claim.kind, claim.status, claim.object_id) == ("denial", "published", denied.object_id)


def test_a_position_finds_the_parties_that_its_words_name(editor: Client) -> None:
    question = models.Question.objects.get(text__startswith="Who started")
    sent = fields(
        claimant=models.Party.objects.get(key="azerbaijan").pk, kind="position", subject_label="", object="", outcome="",
        figure_text="", question=question.pk, answer="Armenian side", about_label="Armenian; Azerbaijan",
    )  # fmt: skip
    editor.post(ADD, sent | {"_publish": "1"})
    position = models.Claim.objects.latest("id").position
    assert position.parties == ["armenia", "karabakh"]
    assert position.about == ["armenia", "karabakh", "azerbaijan"]
    assert "is not on file" in complaints(editor.post(ADD, sent | {"about_label": "Marsians"}))


def test_agents_are_chosen_by_name_and_kept_by_key(editor: Client) -> None:
    claim = published(editor, by_parties=[models.Party.objects.get(key="karabakh").pk])
    assert (claim.agent_kind, claim.agents) == ("parties", ["karabakh"])
    form = editor.get(change_address(claim)).context["adminform"].form
    assert form.initial["by_parties"] == [models.Party.objects.get(key="karabakh").pk]


def test_days_are_those_of_the_incident_s_zone_and_come_back_as_typed(editor: Client) -> None:
    claim = published(editor, period_start="2016-04-02", period_end="2016-04-02", as_of="2016-04-02 18:30")
    form = editor.get(change_address(claim)).context["adminform"].form
    days = {name: form.initial[name] for name in ("stated_on", "period_start", "period_end", "as_of")}
    assert days == {
        "stated_on": "2016-04-02", "period_start": "2016-04-02", "period_end": "2016-04-02", "as_of": "2016-04-02 18:30",
    }  # fmt: skip
    assert claim.period_end and claim.period_end.isoformat() == "2016-04-02T19:59:59+00:00"


def test_a_count_without_its_own_end_follows_the_day_of_the_statement(editor: Client) -> None:
    claim = published(editor)
    editor.post(
        change_address(claim),
        change_fields(claim, stated_on="2016-04-03", as_of="2016-04-02", why="wrong day") | {"_save": "1"},
    )
    claim.refresh_from_db()
    assert claim.as_of and claim.as_of.isoformat() == "2016-04-03T19:59:59+00:00"


def test_without_a_day_the_claim_takes_that_of_its_report_and_follows_it(editor: Client) -> None:
    claim = published(editor, stated_on="")
    assert claim.day_from_report and claim.stated_at
    report = claim.citations.get().report
    sent = {
        "outlet": report.outlet_id,
        "title": report.title,
        "url": report.url,
        "published": "2016-04-05",
        "precision": "day",
        "language": "en",
    }
    assert editor.post(f"/admin/claims_app/report/{report.pk}/change/", sent).status_code == 302
    claim.refresh_from_db()
    assert claim.stated_at.isoformat() == "2016-04-04T20:00:00+00:00"


def test_a_published_claim_is_changed_with_a_reason_and_its_history_keeps_both(editor: Client) -> None:
    claim = published(editor)
    version = models.Incident.objects.get(pk=claim.incident_id).version
    sent = change_fields(claim, figure_text="ten")
    assert "say why it is changed" in complaints(editor.post(change_address(claim), sent | {"_save": "1"}))
    editor.post(change_address(claim), sent | {"why": "misread", "_save": "1"})
    after = models.Claim.objects.get(pk=claim.pk)
    assert (after.figure_text, after.version, after.status) == ("ten", claim.version + 1, "published")
    kept = list(after.history.order_by("-history_id").values_list("figure_text", "history_change_reason"))
    assert kept[0] == ("ten", "misread")
    assert kept[1][0] == "nine"
    assert models.Incident.objects.get(pk=claim.incident_id).version > version
    assert "misread" in editor.get(f"/admin/claims_app/claim/{claim.pk}/history/").content.decode()


def test_the_last_quote_of_a_published_claim_stays(editor: Client) -> None:
    claim = published(editor)
    for loss in ({"citations-0-DELETE": "on"}, {"citations-0-quote": ""}, {"citations-0-quote": "  "}):
        sent = change_fields(claim, why="tidy", **loss)
        assert "keeps a quote" in complaints(editor.post(change_address(claim), sent | {"_save": "1"}))
    assert claim.citations.get().quote == "Nine drones were destroyed."


def test_a_claim_without_a_quote_is_saved_as_a_draft_whatever_was_pressed(editor: Client) -> None:
    page = editor.post(ADD, fields(**{"citations-TOTAL_FORMS": "0"}) | {"_publish": "1"}, follow=True)
    assert models.Claim.objects.latest("id").status == "draft"
    assert "has no quote with a source" in page.content.decode()
    chosen = {"action": "publish_chosen", "_selected_action": [models.Claim.objects.latest("id").pk], "confirmed": "1"}
    editor.post("/admin/claims_app/claim/", chosen)
    assert models.Claim.objects.latest("id").status == "draft"


def test_a_stale_form_shows_both_texts_and_overwrites_nothing(editor: Client) -> None:
    claim = published(editor)
    mine = change_fields(claim, figure_text="eleven", why="mine", **{"citations-0-quote": "Eleven drones."})
    other = member("oscar", "Editors")
    other.post(change_address(claim), change_fields(claim, figure_text="ten", why="theirs") | {"_save": "1"})
    page = editor.post(change_address(claim), mine | {"_save": "1"})
    assert "Nothing was overwritten" in complaints(page)
    assert page.context["stale"] == [
        ("Figure", "eleven", "ten"),
        ("Quotes", "Eleven drones.", "Nine drones were destroyed."),
    ]
    assert models.Claim.objects.get(pk=claim.pk).figure_text == "ten"
    del mine["seen_version"]
    assert "Nothing was overwritten" in complaints(editor.post(change_address(claim), mine | {"_save": "1"}))


def test_an_old_version_is_shown_and_never_put_back(editor: Client) -> None:
    claim = published(editor)
    address = f"/admin/claims_app/claim/{claim.pk}/history/{claim.history.latest().pk}/"
    assert "Revert" not in editor.get(address).content.decode()
    assert editor.post(address, change_fields(claim)).status_code == 405


def test_an_action_on_nonsense_changes_nothing(editor: Client) -> None:
    sent = {
        "action": "unpublish_chosen",
        "_selected_action": ["abc", "9" * 30],
        "index": "0",
        "confirmed": "1",
        "reason": "x",
    }
    assert editor.post("/admin/claims_app/claim/", sent, follow=True).status_code == 200
    assert not models.Claim.objects.filter(status="unpublished").exists()


def test_an_editor_is_told_to_ask_and_a_reviewer_gets_the_link(editor: Client) -> None:
    query = {
        "subject_label": "Martians",
        "claimant": models.Party.objects.get(key="azerbaijan").pk,
        "incident": models.Incident.objects.get(slug="2016-04-02-karabakh").pk,
    }
    told = editor.get("/admin/desk/subject/", query).content.decode()
    assert "Whom does Azerbaijan mean" in told and "designation/add" not in told
    assert (
        "designation/add/?label=Martians"
        in member("rita", "Reviewers").get("/admin/desk/subject/", query).content.decode()
    )


def test_lists_have_search_filters_and_the_way_to_the_board(editor: Client) -> None:
    page = editor.get("/admin/claims_app/claim/", {"q": "tank", "status__exact": "published"}).content.decode()
    assert "View on board" in page
    assert "2016-04-02" in page and "2016-04-01" not in page
    assert "View on board" in editor.get("/admin/claims_app/incident/").content.decode()
