"""What is missing, each with its reason, and what editors do about it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims_app import models
from claims_app.services import reading, still_to_find
from claims_app.services.boards import BoardQuery
from claims_app.services.needs import Need
from claims_app.services.recording import Refused
from tests.factories import make_claim, make_incident, make_party, make_report, moment

pytestmark = pytest.mark.django_db


def incident(slug: str = "2016-04-02-ford") -> models.Incident:
    found = reading.incident_by(slug=slug)
    assert found is not None
    return found


def needs(kind: str, **options: Any) -> list[Need]:
    here = incident()
    found = still_to_find.still_to_find(incidents=[here], **options)[here.pk]
    return [need for need in found if need.kind.key == kind]


def editor(name: str = "ed", group: str = "Editors") -> Any:
    user = get_user_model().objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return get_user_model().objects.get(pk=user.pk)


def keep(report: models.Report) -> None:
    captured = datetime(2016, 4, 3, tzinfo=UTC)
    models.ArchivedCopy.objects.create(report=report, content=b"x", sha256="a" * 64, captured_at=captured)


# ------------------------------------------------------------------ what is missing


def test_a_statement_known_through_others_alone_lacks_its_original() -> None:
    make_claim()
    (need,) = needs("original")
    assert need.about == "Statement of Redland"
    assert need.reason == "Known through Daily; no report on file is published by Redland itself."


def test_a_report_of_the_claimant_itself_ends_both_the_original_and_the_origin() -> None:
    own = models.Outlet.objects.create(slug="gazette", name="Gazette", party=make_party("redland"))
    make_claim(report=make_report(outlet=own))
    assert needs("original") == needs("origin") == []


def test_an_original_at_the_head_of_the_chain_counts() -> None:
    own = models.Outlet.objects.create(slug="gazette", name="Gazette", party=make_party("redland"))
    make_claim(report=make_report(copied_from=make_report(outlet=own)))
    assert needs("original") == []


def test_copies_of_one_report_are_one_origin() -> None:
    claim = make_claim()
    first = claim.citations.get().report
    copy = make_report(copied_from=first)
    models.Citation.objects.create(claim=claim, report=copy, quote="again")
    (need,) = needs("origin")
    assert need.reason == "2 reports, 1 origin: Daily, 2 April 2016: A report."
    models.Report.objects.filter(pk=copy.pk).update(copied_from=None)
    assert needs("origin") == []


def test_a_report_without_a_copy_is_missing_until_one_is_kept() -> None:
    claim = make_claim()
    (need,) = needs("copy")
    report = claim.citations.get().report
    assert (need.key, need.address) == (f"copy:{report.pk}", f"/reports/{report.pk}/")
    keep(report)
    assert needs("copy") == []


def said_on(day: int, by: str = "redland", figure: str = "6", about: str = "Blueland", **fields: Any) -> models.Claim:
    statement = models.Statement.objects.create(
        incident=make_incident(), claimant=make_party(by), stated_from=moment(day)
    )
    return make_claim(by, figure, about=about, statement=statement, **fields)


def test_a_figure_of_the_other_side_waits_a_day_for_an_answer() -> None:
    said_on(2)
    assert needs("answer", now=moment(3)) == []
    (need,) = needs("answer", now=moment(3, hour=1))
    assert need.about == "Tanks lost, losses of Blueland"
    assert need.reason == "Redland said 6 tanks lost, 2 April 2016. Blueland: nothing on file."


def test_the_moment_asked_for_is_the_end_of_its_day() -> None:
    said_on(2, figure="6")
    assert needs("answer", query=BoardQuery(asof=date(2016, 4, 2))) == []
    assert len(needs("answer", query=BoardQuery(asof=date(2016, 4, 3)))) == 1


@pytest.mark.parametrize("figure", ["2", "none", "several"])
def test_a_figure_of_the_owner_is_an_answer(figure: str) -> None:
    said_on(2)
    said_on(2, by="blueland", figure=figure)
    assert needs("answer") == []


def test_a_denial_is_an_answer() -> None:
    claim = said_on(2)
    said_on(2, by="blueland", figure="", kind="denial", denies=claim)
    assert needs("answer") == []


def test_a_silence_is_none_and_is_cited() -> None:
    said_on(2)
    said_on(2, by="blueland", figure="no figure given", kind="silence")
    (need,) = needs("answer")
    assert need.reason.endswith("Blueland gave no figure, as reported by Daily.")


def test_what_a_side_says_of_itself_alone_waits_for_nobody() -> None:
    said_on(2, by="blueland")
    assert needs("answer") == []


def test_an_accusation_is_no_loss_and_waits_for_no_figure() -> None:
    said_on(2, figure="127", object="ceasefire_violation", outcome="committed")
    assert needs("original") and needs("answer") == []
    assert needs("answer", query=BoardQuery(asof=date(2016, 4, 9))) == []


def test_what_is_missing_is_about_public_claims_alone() -> None:
    make_claim(published=False)
    assert still_to_find.still_to_find(incidents=[incident()])[incident().pk] == ()


def test_one_kind_can_be_asked_for_and_an_unknown_one_gives_all() -> None:
    make_claim()
    kept = still_to_find.missing_in(incident=incident(), kind="copy")
    assert {need.kind.key for need in kept.page} == {"copy"}
    every = still_to_find.missing_in(incident=incident(), kind="\x00nothing")
    assert len(list(every.page)) == every.total == sum(number for _, number in every.counts) > 1


def test_incidents_are_worked_out_together_in_the_same_number_of_queries() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            found = still_to_find.missing_overall()
        assert all(item.total for item in found.incidents)
        return len(queries)

    make_claim()
    asked()
    few = asked()
    for number in range(6):
        there = make_incident(f"2016-04-02-bridge-{number}", conflict=make_incident().conflict)
        make_claim(incident=there, figure="8")
        make_claim("blueland", "9", incident=there, about="Redland")
    assert asked() == few


# ------------------------------------------------------------------ editors take one


def copy_key() -> str:
    return f"copy:{make_claim().citations.get().report_id}"


def test_an_editor_takes_one_and_the_public_list_says_that_it_is_looked_for() -> None:
    key, ed = copy_key(), editor()
    assert not needs("copy")[0].is_looked_for
    errand = still_to_find.take(incident=incident(), key=key, by=ed)
    assert (errand.state, errand.held_by) == ("taken", ed)
    assert needs("copy")[0].is_looked_for
    assert errand.history.count() == 1


def test_two_editors_do_not_take_the_same_one() -> None:
    key = copy_key()
    still_to_find.take(incident=incident(), key=key, by=editor())
    with pytest.raises(Refused, match="Somebody else"):
        still_to_find.take(incident=incident(), key=key, by=editor("other"))


def test_taking_twice_is_taking_once() -> None:
    key, ed = copy_key(), editor()
    still_to_find.take(incident=incident(), key=key, by=ed)
    still_to_find.take(incident=incident(), key=key, by=ed)
    assert models.Errand.objects.filter(key=key, held_by=ed).count() == 1


def test_what_is_not_missing_cannot_be_taken() -> None:
    make_claim()
    with pytest.raises(Refused, match="not missing"):
        still_to_find.take(incident=incident(), key="copy:999999", by=editor())


@pytest.mark.parametrize("end", [still_to_find.give_back, still_to_find.finish])
def test_what_was_given_back_or_looked_for_can_be_taken_again_by_another(end: Any) -> None:
    key, ed = copy_key(), editor()
    still_to_find.take(incident=incident(), key=key, by=ed)
    end(key=key, by=ed)
    assert not needs("copy")[0].is_looked_for
    other = editor("other")
    assert still_to_find.take(incident=incident(), key=key, by=other).held_by == other


def test_only_the_holder_or_a_reviewer_ends_it() -> None:
    key = copy_key()
    still_to_find.take(incident=incident(), key=key, by=editor())
    with pytest.raises(Refused, match="Somebody else"):
        still_to_find.give_back(key=key, by=editor("other"))
    assert still_to_find.give_back(key=key, by=editor("rev", "Reviewers")).state == "given_back"
    with pytest.raises(Refused, match="Nobody"):
        still_to_find.finish(key=key, by=editor("third"))


def test_what_was_found_is_told_to_its_holder() -> None:
    key, ed = copy_key(), editor()
    still_to_find.take(incident=incident(), key=key, by=ed)
    missing, found = still_to_find.held_by(by=ed)
    assert [item.need.key for item in missing] == [key] and not found
    keep(models.Report.objects.get(pk=int(key.split(":")[1])))
    missing, found = still_to_find.held_by(by=ed)
    assert not missing and [errand.key for errand in found] == [key]
