"""A Reviewer, and nobody else, removes for good: sees what would go, gives a reason, confirms."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims_app import models
from claims_app.core.removals import is_removed
from tests.admin.members import member
from tests.factories import make_claim


@pytest.fixture
def claim(db: None) -> models.Claim:
    made = make_claim()
    models.Statement.objects.filter(pk=made.statement_id).update(speaker="Sergeant Somebody")
    report = made.citations.get().report
    models.ArchivedCopy.objects.create(
        report=report, content=b"A page", text="A page", sha256="a" * 64, captured_at=timezone.now()
    )
    return made


def addresses(claim: models.Claim) -> dict[str, str]:
    return {
        "quote": reverse("admin:desk-removal-quote", args=[claim.citations.get().pk]),
        "speaker": reverse("admin:desk-removal-speaker", args=[claim.statement_id]),
        "copy": reverse("admin:desk-removal-copy", args=[models.ArchivedCopy.objects.get().pk]),
    }


def held(claim: models.Claim, what: str) -> str:
    if what == "quote":
        return claim.citations.get().quote
    if what == "speaker":
        return models.Statement.objects.get(pk=claim.statement_id).speaker
    return models.ArchivedCopy.objects.get().text


def test_the_form_of_a_claim_leads_reviewers_to_it_and_not_editors(claim: models.Claim) -> None:
    form = reverse("admin:claims_app_claim_change", args=[claim.pk])
    choose = reverse("admin:desk-removal", args=[claim.pk])
    assert choose in member("Reviewers").get(form).content.decode()
    assert choose not in member("Editors").get(form).content.decode()


def test_all_that_can_be_removed_is_listed(claim: models.Claim) -> None:
    page = member("Reviewers").get(reverse("admin:desk-removal", args=[claim.pk])).content.decode()
    assert all(f'href="{address}"' in page for address in addresses(claim).values())


@pytest.mark.parametrize("what", ["quote", "speaker", "copy"])
def test_the_page_shows_what_would_go_and_nothing_goes_without_the_tick_and_a_reason(
    claim: models.Claim, what: str
) -> None:
    reviewer, address, before = member("Reviewers"), addresses(claim)[what], held(claim, what)
    page = reviewer.get(address).content.decode()
    assert "This cannot be undone" in page
    assert before in page or what == "copy"
    for sent in ({}, {"reason": "danger"}, {"sure": "1"}, {"sure": "1", "reason": "\x00 "}):
        answer = reviewer.post(address, sent)
        assert answer.status_code == 400
        assert "There is a problem" in answer.content.decode()
        assert held(claim, what) == before
    assert not models.Suppression.objects.exists()


@pytest.mark.parametrize("what", ["quote", "speaker", "copy"])
def test_a_confirmed_removal_is_done_and_leads_back_to_the_claim(claim: models.Claim, what: str) -> None:
    reviewer = member("Reviewers")
    answer = reviewer.post(addresses(claim)[what], {"reason": "danger to a person", "sure": "1"})
    assert (answer.status_code, answer["Location"]) == (303, reverse("admin:desk-removal", args=[claim.pk]))
    assert is_removed(held(claim, what))
    fact = models.Suppression.objects.get()
    assert (fact.reason, str(fact.made_by)) == ("danger to a person", "Reviewers")
    page = reviewer.get(answer["Location"]).content.decode()
    assert "Removed in " in page and f"{fact}" in page
    again = reviewer.post(addresses(claim)[what], {"reason": "danger to a person", "sure": "1"})
    assert again.status_code == 400 and models.Suppression.objects.count() == 1


@pytest.mark.parametrize("what", ["quote", "speaker", "copy"])
@pytest.mark.parametrize("role", ["Editors", "Analysts"])
def test_nobody_else_removes(claim: models.Claim, what: str, role: str) -> None:
    client, before = member(role), held(claim, what)
    assert client.get(addresses(claim)[what]).status_code == 403
    assert client.post(addresses(claim)[what], {"reason": "danger", "sure": "1"}).status_code == 403
    assert held(claim, what) == before


def test_what_is_not_there_is_not_found(claim: models.Claim) -> None:
    reviewer = member("Reviewers")
    for name in ("desk-removal", "desk-removal-quote", "desk-removal-speaker", "desk-removal-copy"):
        assert reviewer.get(reverse(f"admin:{name}", args=[999_999])).status_code == 404


def test_an_open_form_cannot_bring_the_quote_back(claim: models.Claim) -> None:
    reviewer = member("Reviewers")
    form = reverse("admin:claims_app_claim_change", args=[claim.pk])
    seen = reviewer.get(form).context["adminform"].form.initial.get("seen_version")
    reviewer.post(addresses(claim)["quote"], {"reason": "danger to a person", "sure": "1"})
    assert models.Claim.objects.get(pk=claim.pk).version != seen


def test_the_list_of_what_can_be_removed_takes_few_queries(claim: models.Claim) -> None:
    reviewer, address = member("Reviewers"), reverse("admin:desk-removal", args=[claim.pk])

    def cost() -> int:
        reviewer.get(address)
        with CaptureQueriesContext(connection) as asked:
            reviewer.get(address)
        return len(asked)

    few = cost()
    report: Any = claim.citations.get().report
    for number in range(12):
        models.Citation.objects.create(claim=claim, report=report, quote=f"sentence {number}")
    assert cost() == few
