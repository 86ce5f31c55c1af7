"""Which backups are kept, and which are let go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from claims_app.core.retention import Retention, kept

START = datetime(2024, 1, 1, 3, tzinfo=UTC)
EVERY_DAY = [START + timedelta(days=number) for number in range(800)]


def test_two_years_of_nightly_backups_leave_a_week_five_weeks_and_twelve_months() -> None:
    left = sorted(kept(EVERY_DAY, Retention(7, 5, 12)))
    assert left[-7:] == EVERY_DAY[-7:]
    assert 7 + 3 + 11 <= len(left) <= 7 + 5 + 12
    assert left[-1] - left[0] > timedelta(days=300)


def test_of_a_day_the_newest_is_kept() -> None:
    day = [START, START + timedelta(hours=5), START + timedelta(hours=20)]
    assert kept(day, Retention(1, 0, 0)) == {day[-1]}


def test_days_without_a_backup_do_not_count() -> None:
    """A site that was off for a year does not lose its last seven backups on the first night back."""
    old, new = EVERY_DAY[:7], START + timedelta(days=700)
    assert kept([*old, new], Retention(8, 0, 0)) == {*old, new}


@given(
    st.lists(st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC)), max_size=40),
    st.builds(Retention, *[st.integers(0, 5)] * 3),
)
def test_the_newest_is_never_let_go_and_letting_go_twice_lets_go_of_nothing_more(
    moments: list[datetime], retention: Retention
) -> None:
    left = kept(moments, retention)
    assert left <= set(moments)
    assert not moments or max(moments) in left
    assert kept(left, retention) == left
