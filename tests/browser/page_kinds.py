"""One world for walks over the site in a browser, and one address of every kind of public page in it."""

from __future__ import annotations

from datetime import UTC, datetime

from claims_app import models
from claims_app.services import recording
from tests.conflicts import APRIL, DEMO, FOUR_SIDES, TWO_CAMPS, load, load_april, load_four_sides, load_two_camps
from tests.factories import make_claim, make_incident, moment
from tests.filled import begin_with

STRIKE = "/incidents/2023-01-01-makiivka/"
QUIET = "/incidents/2016-05-05-quiet/"
FORD = "/incidents/2016-04-02-ford/"


def load_world() -> None:
    """Three small conflicts, an incident of several days, one without claims, a report with copies, corrections, a removal."""
    begin_with(load_april, load_two_camps, load_four_sides)
    load(DEMO / "vocabulary.json", DEMO / "makiivka-2023.csv")
    make_incident("2016-05-05-quiet", title="Quiet")
    add_copies()
    _corrections()


def add_copies() -> models.Report:
    """The report of 2 April, whose kept copy changed, and another at a very long address that is a copy of it."""
    report = models.Report.objects.get(outlet__slug="rt")
    outlet = models.Outlet.objects.create(slug="aggregator", name="Aggregator", reliability="C")
    copy = models.Report.objects.create(
        outlet=outlet, title="A copy", url="https://example.org/" + "x" * 200, copied_from=report
    )
    for claim in models.Claim.objects.filter(citations__report=report):
        models.Citation.objects.create(claim=claim, report=copy, quote="as copied")
    for sha256, day in (("a", 3), ("b", 4)):
        models.ArchivedCopy.objects.create(
            report=report, content=b"x", sha256=sha256 * 64, captured_at=datetime(2016, 4, day, tzinfo=UTC)
        )
    recording.report_changed(report=copy)
    return report


def _corrections() -> None:
    """A claim that was corrected, one that was taken down, a quote in letters that run leftward."""
    claim = make_claim("redland", "6", stated_at=moment(2))
    claim.figure_text, claim._change_reason = "7", "misread"  # type: ignore[attr-defined]
    recording.read_claim_figure(claim)
    claim.save()
    recording.settle(claim=claim)
    make_claim("blueland", "2", stated_at=moment(4))
    gone = make_claim("redland", "40", object="drone", stated_at=moment(2))
    recording.unpublish(claims=[gone], by=None, reason="Counted twice")
    leftward = make_claim("blueland", "ثلاث", object="truck", stated_at=moment(3), figure_lang="ar")
    leftward.citations.update(quote="ثلاث شاحنات فقط، كما قال المتحدث", language="ar")


def page_kinds() -> dict[str, str]:
    """What a reader can meet, by name: an address for each, errors and empty pages too."""
    public = models.Claim.objects.visible()
    april = public.filter(incident__slug="2016-04-02-karabakh")
    kinds = {kind: april.filter(kind=kind).first() for kind in ("figure", "silence", "position")}
    claims = {f"claim, {kind}": found.get_absolute_url() for kind, found in kinds.items() if found}
    corrected = public.get(incident__slug="2016-04-02-ford", figure_text="7")
    gone = models.Claim.objects.get(status=models.Claim.Status.UNPUBLISHED)
    report = models.Report.objects.get(outlet__slug="rt")
    return {
        "front": "/",
        "front, empty": "/?conflict=nothing",
        "front, newest": "/?order=newest",
        "board": APRIL,
        "board, two camps": TWO_CAMPS,
        "board, four sides": FOUR_SIDES,
        "board, source open": f"{APRIL}?claim={kinds['figure'].pk if kinds['figure'] else 0}",
        "board, narrowed": f"{APRIL}?verdict=contradictory&sides=azerbaijan,karabakh",
        "board, nothing matches": f"{APRIL}?measure=submarine",
        "board, by a day": f"{STRIKE}?asof=2023-01-04&known=2100-01-01",
        "board, too early": f"{STRIKE}?asof=2022-01-01",
        "board, without claims": QUIET,
        "over time": f"{STRIKE}over-time/",
        "row over time": f"{STRIKE}over-time/soldier--killed--russia/",
        "row over time, recorded": f"{FORD}over-time/tank--lost--blueland/?axis=recorded",
        "row over time, by a day": f"{STRIKE}over-time/soldier--killed--russia/?asof=2023-01-04",
        "row over time, too early": f"{STRIKE}over-time/soldier--killed--russia/?asof=2022-01-01",
        "no such row": f"{STRIKE}over-time/nothing/",
        "sources": f"{APRIL}sources/",
        "sources, statements": f"{APRIL}sources/?show=statements",
        "sources, single origin": f"{FORD}sources/?show=single-origin",
        "sources, still to find": f"{APRIL}sources/?show=still-to-find",
        "history": f"{FORD}history/",
        "diff": f"{FORD}history/diff/?from=2016-04-02&to=2016-04-04",
        "diff, nothing": f"{APRIL}history/diff/",
        "take away": f"{APRIL}take-away/?measure=tank",
        "embed": f"/embed{APRIL}",
        "embed, dark": f"/embed{FOUR_SIDES}?theme=dark",
        **claims,
        "claim, corrected": corrected.get_absolute_url(),
        "claim, leftward": public.get(figure_lang="ar").get_absolute_url(),
        "claim, taken down": gone.get_absolute_url(),
        "report": report.get_absolute_url(),
        "outlet": report.outlet.get_absolute_url(),
        "sources of all": "/sources/",
        "still to find of all": "/sources/?show=still-to-find",
        "parties": "/parties/",
        "party": "/parties/azerbaijan/",
        "search": "/search/",
        "search, results": "/search/?q=karabakh&kind=claim",
        "search, nothing": "/search/?q=xyzzy",
        "method": "/method/",
        "report an error": f"{corrected.get_absolute_url()}report-error/",
        "error reported": "/report-error/thanks/",
        "not found": "/nothing-here/",
    }
