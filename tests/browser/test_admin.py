"""An editor at work in a real browser: a claim is typed, read as it is typed, published, and stands on the board."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from claims_app import models
from tests.conflicts import load_demo
from tests.filled import begin_with

# Django's own admin pages break these; nothing of ours does.
DJANGOS_OWN = ("page-has-heading-one", "landmark-one-main", "region")
Enter = Callable[[Any], Page]


@pytest.fixture
def editor(transactional_db: None) -> Iterator[Any]:
    from claims_app.services.setting_up import prepare_database

    prepare_database()
    begin_with(load_demo)
    user = get_user_model().objects.create(username="edith", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    yield user


def choose(page: Page, field: str, typed: str, wanted: str = "") -> None:
    """Find a row by typing part of its name."""
    page.click(f"#id_{field} + .select2 .select2-selection")
    page.locator(".select2-search__field:visible").fill(typed)
    page.locator(
        ".select2-results__option[data-select2-id]:not(.loading-results)", has_text=wanted or typed
    ).first.click()


def test_an_editor_writes_down_two_claims_of_one_report(
    editor: Any, log_in: Enter, live_server: Any, find_violations: Callable[..., list[str]]
) -> None:
    page = log_in(editor)
    page.goto(f"{live_server.url}/admin/")
    actions = page.locator(".desk-actions a").all_inner_texts()
    assert actions == [
        "Add a claim", "Import a file", "Paste a report", "My drafts", "Still to find", "Reports from readers: 0 open",
    ]  # fmt: skip
    assert find_violations(page, within=".desk-actions") == []
    page.click("text=Add a claim")
    choose(page, "incident", "2 April 2016", "Karabakh escalation, 2 April 2016")
    choose(page, "claimant", "Azerbaijan")
    page.fill("#id_stated_on", "2016-04-02")
    page.fill("#id_subject_label", "Armenian")
    expect(page.locator("#id_subject_label_reading")).to_have_text("means Armenia and Karabakh")
    choose(page, "object", "drone")
    choose(page, "outcome", "destroyed")
    page.fill("#id_figure_text", "umpteen-ish")
    expect(page.locator("#id_figure_text_reading")).to_contain_text("cannot read")
    page.fill("#id_figure_text", "over 100")
    expect(page.locator("#id_figure_text_reading")).to_have_text("read as 101 or more")
    choose(page, "citations-0-report", "RT", "RT:")
    page.fill("#id_citations-0-quote", "Over 100 drones were destroyed.")
    for part in (".desk-reading >> nth=0", ".submit-row"):
        assert page.locator(part).is_visible()
    assert find_violations(page, within="#claim_form", allow=DJANGOS_OWN) == []
    page.click("text=Save and add another")
    expect(page.locator(".messagelist")).to_contain_text("carried over")
    assert page.input_value("#id_subject_label") == "Armenian"
    assert page.input_value("#id_stated_on") == "2016-04-02"
    # Four fields more: object, outcome, figure, quote.
    choose(page, "object", "helicopter")
    choose(page, "outcome", "destroyed")
    page.fill("#id_figure_text", "four")
    page.fill("#id_citations-0-quote", "Four helicopters were destroyed.")
    page.click("text=Save and publish")
    expect(page.locator(".messagelist")).to_contain_text("added successfully")
    claim = models.Claim.objects.latest("id")
    page.goto(f"{live_server.url}/incidents/2016-04-02-karabakh/?claim={claim.pk}")
    expect(page.locator("body")).to_contain_text("helicopters were destroyed.")
    page.goto(f"{live_server.url}/admin/desk/")
    expect(page.locator("#content-main")).to_contain_text("over 100 Armenian drone destroyed")
    assert find_violations(page, within="#content-main") == []


def test_a_stale_form_shows_both_texts_and_an_error_in_a_folded_part_is_seen(
    editor: Any, log_in: Enter, live_server: Any, find_violations: Callable[..., list[str]]
) -> None:
    claim = models.Claim.objects.get(external_id="apr02-az-tanks-az")
    page = log_in(editor)
    address = f"{live_server.url}/admin/claims_app/claim/{claim.pk}/change/"
    page.goto(address)
    other = page.context.new_page()
    other.goto(address)
    other.fill("#id_speaker", "The spokesman")
    other.fill("#id_why", "the speaker is named in the report")
    other.click("input[name=_save]")
    expect(other.locator(".messagelist")).to_contain_text("changed successfully")
    page.fill("#id_speaker", "Somebody else")
    page.fill("#id_why", "a guess")
    page.click("input[name=_save]")
    expect(page.locator("#both-texts")).to_contain_text("Somebody else")
    expect(page.locator("#both-texts")).to_contain_text("The spokesman")
    assert find_violations(page, within="#both-texts") == []
    other.goto(address)
    other.click("summary:has-text('Scope and time')")
    other.fill("#id_period_start", "2016-04-05")
    other.fill("#id_period_end", "2016-04-02")
    other.fill("#id_why", "x")
    other.click("input[name=_save]")
    expect(other.locator("text=The period ends before it begins")).to_be_visible()
    other.goto(f"{live_server.url}/admin/claims_app/claim/{claim.pk}/history/")
    expect(other.locator("#change-history")).to_contain_text("the speaker is named in the report")
    assert find_violations(other, within="#change-history") == []


def test_unpublishing_asks_why_and_shows_what_readers_will_see(
    editor: Any, log_in: Enter, live_server: Any, find_violations: Callable[..., list[str]]
) -> None:
    claim = models.Claim.objects.get(external_id="apr02-az-tanks-az")
    page = log_in(editor)
    page.goto(f"{live_server.url}/admin/claims_app/claim/?id__exact={claim.pk}")
    page.check(f"input[name=_selected_action][value='{claim.pk}']")
    page.select_option("select[name=action]", "unpublish_chosen")
    page.click("button[name=index]")
    expect(page.locator(".desk-effects")).to_contain_text("Tanks")
    assert find_violations(page, within="#content") == []
    page.fill("#reason", "the report was withdrawn")
    page.click("input[type=submit][value=Unpublish]")
    expect(page.locator(".messagelist")).to_contain_text("1 unpublished")
    claim.refresh_from_db()
    assert (claim.status, claim.status_reason) == ("unpublished", "the report was withdrawn")
