"""Every public page answers, to every way of asking, and never shows what is the desk's."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils.html import strip_tags

from claims_app.models import Claim, Incident
from claims_app.services import recording
from tests.conflicts import APRIL
from tests.views.pages import FILES, FIXED, every_page

UNKNOWN = (
    "/incidents/nothing-here/",
    "/incidents/nothing-here/board.csv",
    "/incidents/nothing-here/board.json",
    f"{APRIL}board.pdf",
    "/claims/999999999/",
    "/claims/0/",
    "/reports/999999999/",
    "/outlets/nothing-here/",
    "/parties/nothing-here/",
    "/incidents/%00/",
    "/claims/12345678901234567890123/",
    "/nothing/",
)
# Words that a page never says in its own voice; quotes and labels as said are not ours.
NEVER = ("verdict", "admits", "unanswered", "one-sided", "agreed", "claims twice", "has no answer", "merely")


def test_every_public_page_answers(reader: Client) -> None:
    answers = {address: reader.get(address).status_code for address in (*every_page(), *FILES)}
    assert {address for address, status in answers.items() if status != 200} == set()
    assert len(answers) > 60


@pytest.mark.parametrize("address", [*FIXED, *(address for address in FILES if not address.startswith("/api/"))])
def test_a_page_answers_head_without_a_body_and_refuses_post(reader: Client, address: str) -> None:
    head = reader.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert reader.post(address).status_code == 405


@pytest.mark.parametrize("address", UNKNOWN)
def test_an_unknown_address_is_not_found(reader: Client, address: str) -> None:
    assert reader.get(address).status_code == 404


def test_no_page_uses_a_word_that_judges(reader: Client) -> None:
    for address in every_page():
        page = reader.get(address).content.decode()
        ours = re.sub(r"<(q|blockquote)\b.*?</\1>", " ", page, flags=re.S)
        said = strip_tags(ours).casefold()
        assert [word for word in NEVER if re.search(rf"\b{word}\b", said)] == [], address


@pytest.mark.parametrize("kind", ["figure", "silence", "position"])
def test_a_claim_of_any_kind_has_its_page_and_its_drawer(reader: Client, kind: str) -> None:
    claim = Claim.objects.filter(kind=kind, incident__slug="2016-04-02-karabakh").first()
    assert claim is not None
    quote = claim.citations.get().quote[:20]
    for address in (claim.get_absolute_url(), f"{APRIL}?claim={claim.pk}"):
        page = reader.get(address)
        assert page.status_code == 200
        assert quote in strip_tags(page.content.decode()).replace("&#x27;", "'")


def test_the_six_tanks_are_one_click_from_speaker_outlet_date_and_link(reader: Client) -> None:
    claim = Claim.objects.get(figure_text="six", object__key="tank", incident__slug="2016-04-02-karabakh")
    drawer = reader.get(f"{APRIL}?claim={claim.pk}").content.decode().split('<aside id="drawer"')[1]
    assert "<mark>six</mark>" in drawer
    for words in ("Defence Ministry", ">RT</a>", "2 April 2016", 'href="https://www.rt.com/', "exactly 6"):
        assert words in drawer


def test_of_two_mentions_the_one_before_the_counted_thing_is_marked(reader: Client) -> None:
    """The militias said "two helicopters … and two tanks": the claim of tanks marks the second."""
    claim = Claim.objects.get(figure_text="two", object__key="tank", incident__slug="2016-04-02-karabakh")
    assert "<mark>two</mark> tanks" in reader.get(claim.get_absolute_url()).content.decode()


def test_drafts_unpublished_claims_notes_and_editors_are_never_public(reader: Client) -> None:
    editor = get_user_model().objects.create_user("secretive-editor", first_name="Secretive", last_name="Editor")
    draft, gone, noted = Claim.objects.filter(incident__slug="2016-04-02-karabakh", kind="figure")[:3]
    for claim in (draft, gone):
        claim.citations.update(quote=f"a hidden quote of {claim.pk}")
    Claim.objects.filter(pk=noted.pk).update(note="a hidden note", recorded_by=editor)
    recording.unpublish(claims=[draft, gone], by=editor, reason="a hidden reason")
    Claim.objects.filter(pk=draft.pk).update(status="draft")
    addresses = [*every_page(), *FILES, f"{APRIL}?claim={draft.pk}", f"{APRIL}?claim={gone.pk}", "/search/?q=hidden"]
    for address in addresses:
        text = reader.get(address).content.decode().casefold()
        assert "a hidden" not in text, address
        assert "secretive" not in text, address
    assert reader.get(draft.get_absolute_url()).status_code == 404
    taken_down = reader.get(gone.get_absolute_url())
    assert taken_down.status_code == 410
    assert "a hidden quote" not in taken_down.content.decode().casefold()
    for claim in (draft, gone):
        assert reader.get(f"/api/v1/claims/{claim.pk}").status_code == 404


def test_readers_with_an_account_alone_close_every_page(reader: Client, settings: Any) -> None:
    settings.READERS = "login"
    for address in [*every_page(), *FILES[:3]]:
        assert reader.get(address).status_code in (302, 401), address
    reader.force_login(get_user_model().objects.create_user("analyst"))
    assert {reader.get(address).status_code for address in (*FIXED, *FILES)} == {200}


def test_the_front_page_leads_with_the_earliest_measure_that_editors_chose(reader: Client) -> None:
    page = reader.get("/").content.decode()
    assert "Clash in the strait" in page.split('class="duel"')[0]
    figures = re.findall(r'class="fig">([^<]*)<', page.split('class="duel"')[1].split("</section>")[0])
    assert figures == ["4", "9"]


def test_an_old_slug_leads_to_the_new_one_with_its_query(reader: Client) -> None:
    Incident.objects.get(slug="2016-04-02-karabakh").old_slugs.create(slug="an-old-slug")
    moved = reader.get("/incidents/an-old-slug/?asof=2016-04-02")
    assert (moved.status_code, moved["Location"]) == (301, f"{APRIL}?asof=2016-04-02")


def test_the_method_page_lists_every_rule_and_every_vague_word(reader: Client) -> None:
    from claims_app.core.policies import POLICY
    from claims_app.core.rules import RULES

    page = strip_tags(reader.get("/method/").content.decode()).replace("&#x27;", "'")
    for rule in RULES:
        assert " ".join((rule.holds.__doc__ or "").split()) in page
    assert all(word.replace("_", " ") in page for word, _ in POLICY.vague)


def test_a_day_before_the_first_claim_says_so(reader: Client) -> None:
    page = reader.get(f"{APRIL}?asof={date(2016, 4, 1)}").content.decode()
    assert "Nothing had been said by then" in page
