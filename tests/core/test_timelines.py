"""One figure over time: windows, steps, ends and lanes; and where they stand in a drawing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest

from claims_app.core.claims import Claim
from claims_app.core.time_axes import day_axis, scale_of
from claims_app.core.time_charts import NARROW, PANEL, WIDE, Chart, Frame, chart_of
from claims_app.core.timelines import (
    Timeline,
    day_number,
    days_of,
    has_moments,
    said_when,
    stood_until,
    timeline_of,
    told,
)
from tests.core.board_makers import make_board, make_silence, only_row
from tests.core.engine_worlds import make_claim

SECOND = date(2016, 4, 2).toordinal()


def on(day: int, hour: int = 0) -> datetime:
    """An hour of April 2016; midnight where the hour is not stated."""
    return datetime(2016, 4, day, hour, tzinfo=UTC)


def over_time(*claims: Claim, asof: date | None = None, **options: Any) -> Timeline:
    board = make_board(*claims)
    return timeline_of(only_row(board), claims, board, asof=asof, **options)


def drawn(*claims: Claim, frame: Frame = WIDE, **options: Any) -> Chart:
    return chart_of(over_time(*claims, **options), frame)


def six(**fields: Any) -> Claim:
    return make_claim(1, "red", "6", **{"stated_at": on(2), **fields})


# ------------------------------------------------------------------ what stood when


@pytest.mark.parametrize(
    ("stated_at", "earliest", "said", "precision"),
    [
        (on(2), SECOND, SECOND + 1, "day"),
        (on(2, 12), SECOND + 0.5, SECOND + 0.5, "minute"),
        (None, SECOND, SECOND + 1, "unknown"),
    ],
    ids=["the hour not stated", "the hour stated", "the day not known"],
)
def test_a_line_begins_at_the_latest_time_that_it_can_have_been_said(
    stated_at: datetime | None, earliest: float, said: float, precision: str
) -> None:
    (stretch,) = over_time(six(stated_at=stated_at)).stretches
    assert (stretch.earliest, stretch.said, stretch.precision) == (earliest, said, precision)


def test_a_figure_stands_until_its_side_says_another() -> None:
    first, second, other = over_time(
        six(), make_claim(2, "red", "9", stated_at=on(4)), make_claim(3, "blue", "1", stated_at=on(4))
    ).stretches
    assert (first.until, first.ending, first.then) == (SECOND + 3, "next", second.claim)
    assert second.stands and other.stands


def test_a_revision_is_called_one_even_on_the_same_day() -> None:
    first, second = over_time(six(), make_claim(2, "red", "9", stated_at=on(2), revises=1)).stretches
    assert (first.ending, first.until, second.stands) == ("revised", first.said, True)
    assert stood_until(first) == "revised 2 April 2016: “9”"


def test_two_figures_of_one_moment_stand_side_by_side() -> None:
    assert all(stretch.stands for stretch in over_time(six(), make_claim(2, "red", "9", stated_at=on(2))).stretches)


def test_of_two_claims_of_one_day_nobody_knows_which_came_first() -> None:
    morning, some_time = over_time(six(stated_at=on(2, 11)), make_claim(2, "red", "9", stated_at=on(2))).stretches
    assert morning.stands and some_time.stands


def test_a_count_of_other_days_does_not_end_a_line() -> None:
    whole, day = over_time(six(period=(0, 4)), make_claim(2, "red", "2", stated_at=on(4), period=(3, 4))).stretches
    assert whole.stands and day.stands


def test_third_parties_do_not_speak_for_each_other() -> None:
    told_by = over_time(make_claim(1, "un", "6", stated_at=on(2)), make_claim(2, "press", "9", stated_at=on(4)))
    assert [(stretch.name, stretch.shape, stretch.stands) for stretch in told_by.stretches] == [
        ("UN", 0, True),
        ("Local media", 0, True),
    ]


def test_what_its_side_took_back_ends_there_and_is_kept() -> None:
    (gone, later) = over_time(six(retracted_at=on(3)), make_claim(2, "red", "9", stated_at=on(5))).stretches
    assert (gone.ending, gone.until, later.stands) == ("retracted", SECOND + 2, True)
    assert stood_until(gone) == "withdrawn 3 April 2016"


def test_a_silence_ends_with_a_figure_and_ends_none() -> None:
    silence, figure, silent_again = over_time(
        make_silence(1, "blue", stated_at=on(2), object="tank", outcome="lost"),
        make_claim(2, "blue", "4", stated_at=on(3)),
        make_silence(3, "blue", stated_at=on(4), object="tank", outcome="lost"),
    ).stretches
    assert (silence.form, silence.ending, figure.stands, silent_again.stands) == ("silence", "next", True, True)


@pytest.mark.parametrize(
    ("said", "form", "low", "high"),
    [
        ("6", "exact", 6, 6), ("none", "exact", 0, 0), ("over 100", "open", 101, None), ("at least 12", "open", 12, None),
        ("6 to 10", "range", 6, 10), ("up to 30", "below", 1, 30), ("several", "word", 0, None),
    ],
)  # fmt: skip
def test_a_form_keeps_both_ends_of_a_figure(said: str, form: str, low: float, high: float | None) -> None:
    (stretch,) = over_time(make_claim(1, "red", said, stated_at=on(2))).stretches
    assert (stretch.form, stretch.low, stretch.high) == (form, low, high)


def test_about_has_soft_edges() -> None:
    (stretch,) = over_time(make_claim(1, "red", "about 50", stated_at=on(2))).stretches
    assert stretch.form == "soft" and stretch.low < 50 < (stretch.high or 0)


def test_moments_are_days_on_which_something_was_said() -> None:
    once = only_row(make_board(six(), make_claim(2, "blue", "1", stated_at=on(2, 9))))
    twice = only_row(make_board(six(), make_claim(2, "red", "9", stated_at=on(4), revises=1)))
    assert (has_moments(once), has_moments(twice)) == (False, True)


def test_in_words_a_chart_says_who_said_what_and_until_when() -> None:
    line = over_time(six(), make_claim(2, "red", "9", stated_at=on(4, 11), revises=1))
    assert told(line) == (
        "Redland: 6 (2 April 2016, hour not stated; revised 4 April 2016: “9”), 9 (4 April 2016, 11:00; stands)."
    )
    assert said_when(over_time(six(stated_at=None)).stretches[0]) == "day not known"


# ------------------------------------------------------------------ the axes


def test_quiet_years_are_left_out_and_time_still_runs_forward() -> None:
    late = date(2023, 12, 31).toordinal()
    axis = day_axis((SECOND, SECOND + 2, late), 0, 700)
    assert len(axis.breaks) == 1
    places = [axis.at(day) for day in (SECOND, SECOND + 0.5, SECOND + 1, SECOND + 2, SECOND + 500, late, late + 1)]
    assert places == sorted(set(places))
    assert axis.at(late + 1) - axis.at(late) == pytest.approx(axis.at(SECOND + 1) - axis.at(SECOND), abs=0.2)


def test_every_tenth_day_of_a_long_war_has_room_for_its_label() -> None:
    days = tuple(range(SECOND, SECOND + 200))
    labelled = [day for day in day_axis(days, 64, 570).days(days, 64, "long") if day.label]
    gaps = [later.middle - earlier.middle for earlier, later in pairwise(labelled)]
    assert min(gaps) >= 64 and len(labelled) >= 6
    assert labelled[0].label == "2 Apr 2016"
    assert sum("20" in day.label.split()[-1] and len(day.label.split()) == 3 for day in labelled) == 1


@pytest.mark.parametrize(
    ("numbers", "log", "ticks"),
    [
        ([6], False, ["0", "2", "4", "6", "8"]),
        ([1], False, ["0", "1", "2"]),
        ([12, 300], False, ["0", "100", "200", "300", "400"]),
        ([2, 201], True, ["0", "10", "100", "1000"]),
        ([0, 1, 100], False, ["0", "50", "100", "150"]),
        ([3, 2_500_000], True, ["0", "100", "10\u202f000", "1\u202f000\u202f000"]),
    ],
)
def test_nought_is_always_on_the_scale_and_log_only_beyond_a_hundredfold(
    numbers: list[int], log: bool, ticks: list[str]
) -> None:
    claims = [make_claim(place, "red", str(number), stated_at=on(2)) for place, number in enumerate(numbers)]
    scale = scale_of(over_time(*claims).stretches, 100, 0)
    assert (scale.log, [tick.label for tick in scale.ticks]) == (log, ticks)
    assert scale.at(0) == 100 and scale.at(scale.top) == 0


# ------------------------------------------------------------------ the drawing


def test_steps_rise_from_the_figure_before_and_never_slope() -> None:
    chart = drawn(six(), make_claim(2, "red", "9", stated_at=on(4)))
    held, carried = (line for line in chart.segments if line.kind != "window")
    assert (held.kind, carried.kind, held.x1) == ("held", "carried", carried.x0)
    step = next(riser for riser in chart.risers if riser.x == carried.x0)
    assert (step.y0, step.y1) == (held.y, carried.y)


def test_nothing_is_drawn_before_the_first_report() -> None:
    chart = drawn(six(stated_at=on(3)), make_claim(2, "blue", "1", stated_at=on(5)))
    assert min(line.x0 for line in chart.segments) == chart.days[0].x0 > WIDE.left


def test_a_range_has_two_edges_and_no_line_through_its_middle() -> None:
    chart = drawn(make_claim(1, "red", "6 to 10", stated_at=on(2)))
    (band,) = chart.bands
    heights = {line.y for line in chart.segments}
    assert heights == {band.y, band.y + band.height} == {point.y for point in chart.points}
    assert not band.fades


def test_an_open_end_fades_to_the_top_of_the_plot() -> None:
    chart = drawn(make_claim(1, "red", "over 100", stated_at=on(2)))
    (band,) = chart.bands
    assert (band.fades, band.y, chart.shapes) == (True, WIDE.above, (1,))


def test_silence_has_a_lane_under_the_axis_and_never_a_line_at_nought() -> None:
    chart = drawn(six(), make_silence(2, "blue", stated_at=on(2), object="tank", outcome="lost"))
    (lane,) = chart.lanes
    assert (lane.name, lane.words) == ("Blueland", "gave no figure")
    assert lane.y > chart.bottom and len({line.shape for line in chart.segments}) == 1


def test_a_word_is_ticked_in_a_lane_and_has_no_place() -> None:
    chart = drawn(make_claim(1, "red", "several", stated_at=on(2)))
    assert (chart.points, chart.ticks, [lane.words for lane in chart.lanes]) == ((), (), ["several"])


def test_the_gap_of_a_contradiction_lies_between_the_nearest_edges() -> None:
    chart = drawn(six(), make_claim(2, "blue", "2", stated_at=on(2)))
    assert chart.gap is not None
    assert sorted((chart.gap.y0, chart.gap.y1)) == sorted(point.y for point in chart.points)
    assert drawn(six(), make_claim(2, "blue", "6", stated_at=on(2))).gap is None


def test_the_flag_of_a_moment_ends_every_line() -> None:
    days = (SECOND, SECOND + 4)
    chart = drawn(six(), asof=date(2016, 4, 3), days=days)
    assert chart.flag is not None and chart.flag.label == "As of 3 April 2016, end of day"
    assert max(line.x1 for line in chart.segments) == chart.flag.x < WIDE.x1


def test_what_was_taken_back_ends_in_a_cross() -> None:
    chart = drawn(six(retracted_at=on(4)))
    assert [point.cross for point in chart.points] == [False, True]


@pytest.mark.parametrize("frame", [WIDE, NARROW, PANEL], ids=lambda frame: frame.name)
@pytest.mark.parametrize("sides", [1, 3, 12])
def test_labels_never_touch_and_stay_in_the_drawing(frame: Frame, sides: int) -> None:
    claims = [make_claim(n, "red", str(n + 40), stated_at=on(2)) for n in range(sides)]
    chart = drawn(*claims, frame=frame)
    labels = sorted(label.y for label in chart.labels)
    assert len(labels) == min(sides, frame.most_labels) == sides - chart.left_out
    assert all(later - earlier >= 20 for earlier, later in pairwise(labels))
    assert min(labels) >= 0 and max(labels) <= chart.height


def test_marks_that_would_cover_each_other_stand_side_by_side() -> None:
    chart = drawn(six(), make_claim(2, "blue", "6", stated_at=on(2)))
    one, other = chart.points
    assert one.y == other.y and abs(one.x - other.x) >= 9


def test_a_very_large_number_and_a_very_long_name_fit() -> None:
    chart = drawn(make_claim(1, "un", "123,456,789", stated_at=on(2), claimant_name="Observers of " * 12), frame=PANEL)
    (label,) = chart.labels
    assert label.figure == "123\u202f456\u202f789"
    assert len(label.lines) == 2 and label.lines[1].endswith("…")


@pytest.mark.parametrize(
    ("said", "is_tight"), [("6", False), ("31", False), ("over 10,000", True), ("more than 1,000", True)]
)
def test_a_figure_that_a_wide_font_would_cut_is_given_a_length(said: str, is_tight: bool) -> None:
    """“more than 1,000” without its last letter is another figure."""
    (label,) = drawn(make_claim(1, "red", said, stated_at=on(2)), frame=PANEL).labels
    assert not label.figure.endswith("…")
    assert bool(label.length) == is_tight
    assert label.x + label.length <= PANEL.width


def test_days_of_other_rows_widen_the_axis() -> None:
    alone, among = over_time(six()), over_time(six())
    assert chart_of(alone, PANEL).segments[-1].x0 < PANEL.x1
    assert len(chart_of(among, PANEL, (SECOND, SECOND + 3, SECOND + 4)).days) == 3
    assert days_of([six(stated_at=None)]) == ()
    assert day_number(on(2, 6)) == SECOND + 0.25


def test_a_panel_names_days_of_one_year_and_else_years_alone() -> None:
    late = date(2023, 12, 31).toordinal()
    assert [day.label for day in drawn(six(), frame=PANEL, days=(SECOND, SECOND + 2)).days] == ["2 Apr", "4 Apr"]
    labels = [day.label for day in drawn(six(), frame=PANEL, days=(SECOND, SECOND + 2, late)).days]
    assert labels == ["2016", "", "2023"]


def test_sums_are_never_hatched() -> None:
    """Two parts that add up to more than the whole contradict it, but nobody said their sum."""
    chart = drawn(
        make_claim(1, "red", "9", stated_at=on(2), period=(0, 1)),
        make_claim(2, "red", "8", stated_at=on(3), period=(1, 2)),
        make_claim(3, "blue", "10", stated_at=on(3), period=(0, 2)),
    )
    line = over_time(
        make_claim(1, "red", "9", stated_at=on(2), period=(0, 1)),
        make_claim(2, "red", "8", stated_at=on(3), period=(1, 2)),
        make_claim(3, "blue", "10", stated_at=on(3), period=(0, 2)),
    )
    assert line.finding.certificate is not None and len(line.finding.certificate.members) == 3
    assert chart.gap is None


def test_the_scale_has_room_for_its_longest_number() -> None:
    assert drawn(make_claim(1, "red", "2,500,000", stated_at=on(2)), frame=NARROW).left > NARROW.left
