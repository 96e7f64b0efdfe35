"""Which backups are kept, whatever there is and however often it is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecpat import setting_values
from ecpat.cli.retention import PERIODS, kept
from ecpat.core.i18n import local

MOMENTS = st.sets(
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC)),
    max_size=60,
)
KEEP = st.dictionaries(st.sampled_from("dwmy"), st.integers(1, 15), min_size=1)


@given(MOMENTS, KEEP)
def test_the_newest_is_kept_and_no_more_than_asked_for(moments: set[datetime], keep: dict[str, int]) -> None:
    found = kept(moments, keep)
    assert found <= moments
    assert max(moments, default=None) == max(found, default=None)
    assert len(found) <= sum(keep.values())


@given(MOMENTS, KEEP)
def test_each_of_the_last_periods_keeps_its_last(moments: set[datetime], keep: dict[str, int]) -> None:
    found = kept(moments, keep)
    for letter, count in keep.items():
        period = PERIODS[letter]
        for wanted in sorted({period(local(moment)) for moment in moments}, reverse=True)[:count]:
            assert max(moment for moment in moments if period(local(moment)) == wanted) in found


@given(MOMENTS, KEEP)
def test_to_remove_after_each_backup_comes_to_the_same_as_once(moments: set[datetime], keep: dict[str, int]) -> None:
    there: set[datetime] = set()
    for moment in sorted(moments):
        there = kept(there | {moment}, keep)
    assert there == kept(moments, keep) == kept(there, keep)


def test_a_year_of_nights_leaves_days_weeks_and_months() -> None:
    nights = [datetime(2026, 11, 30, 2, 5, tzinfo=UTC) - timedelta(days=days) for days in range(400)]
    found = sorted(kept(nights, {"d": 7, "w": 4, "m": 12}), reverse=True)
    assert [f"{moment:%m-%d}" for moment in found] == [
        "11-30", "11-29", "11-28", "11-27", "11-26", "11-25", "11-24", "11-22", "11-15",  # Sundays end weeks
        "10-31", "09-30", "08-31", "07-31", "06-30", "05-31", "04-30", "03-31", "02-28", "01-31", "12-31",
    ]  # fmt: skip


def test_without_a_number_all_are_kept_and_days_are_those_of_brussels() -> None:
    late, early = datetime(2026, 6, 1, 21, 59, tzinfo=UTC), datetime(2026, 6, 1, 22, 1, tzinfo=UTC)
    assert kept([late, early], {}) == {late, early}
    assert kept([late, early], {"d": 2}) == {late, early}


@pytest.mark.parametrize("text", ["7", "d", "0d", "7d,7d", "7x", "-1d", "7d 4w", "99999d", "٣d"])
def test_what_is_no_number_of_periods_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="7d,4w,12m"):
        setting_values.keep(text)


def test_numbers_of_periods_are_read() -> None:
    assert setting_values.keep(" 7d, 4w ,12m") == {"d": 7, "w": 4, "m": 12}
    assert setting_values.keep("") == {}
