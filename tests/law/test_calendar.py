from __future__ import annotations

from calendar import monthrange
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.law import calendar
from tests.law.sittings import day, unhurried

days = st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(date.toordinal)
terms = st.integers(-50, 50)


@unhurried
@given(days, terms)
def test_a_term_ends_on_the_same_calendar_day(start: int, years: int) -> None:
    begun, ended = date.fromordinal(start), date.fromordinal(calendar.add_years(start, years))
    assert ended.year == begun.year + years
    assert ended.month == begun.month
    assert ended.day == min(begun.day, monthrange(ended.year, ended.month)[1])


@pytest.mark.parametrize(
    "years, expected", [(0, (2024, 2, 29)), (1, (2025, 2, 28)), (3, (2027, 2, 28)), (4, (2028, 2, 29))]
)
def test_29_february_falls_back_to_the_last_day_of_the_month(years: int, expected: tuple[int, int, int]) -> None:
    assert calendar.add_years(day(2024, 2, 29), years) == day(*expected)


def test_28_february_does_not_move_on_to_29_february() -> None:
    assert calendar.add_years(day(2025, 2, 28), 3) == day(2028, 2, 28)


@unhurried
@given(st.lists(days, max_size=6), st.integers(0, 9))
def test_many_days_move_as_each_of_them_does(starts: list[int], years: int) -> None:
    array = np.array([starts, starts[::-1]], dtype=np.int64)
    moved = calendar.add_years_each(array, years)
    assert moved.shape == array.shape
    assert moved.dtype == np.int64
    assert moved.ravel().tolist() == [calendar.add_years(int(one), years) for one in array.ravel()]


@unhurried
@given(days, st.integers(-60, 60))
def test_months_move_to_the_same_day_or_the_month_s_last(start: int, months: int) -> None:
    begun, ended = date.fromordinal(start), date.fromordinal(calendar.add_months(start, months))
    assert (ended.year - begun.year) * 12 + ended.month - begun.month == months
    assert ended.day == min(begun.day, monthrange(ended.year, ended.month)[1])


@unhurried
@given(days, terms)
def test_twelve_months_are_a_year(start: int, years: int) -> None:
    assert calendar.add_months(start, 12 * years) == calendar.add_years(start, years)


@unhurried
@given(days, st.integers(0, 40_000))
def test_whole_years_are_the_most_that_still_fit(start: int, later: int) -> None:
    end = start + later
    years = calendar.whole_years(start, end)
    assert calendar.add_years(start, years) <= end < calendar.add_years(start, years + 1)


@pytest.mark.parametrize(
    "until, years",
    [((2027, 6, 14), 2), ((2027, 6, 15), 3), ((2027, 6, 16), 3), ((2024, 6, 15), 0), ((2024, 6, 14), -1)],
)
def test_a_year_is_whole_on_its_calendar_day(until: tuple[int, int, int], years: int) -> None:
    assert calendar.whole_years(day(2024, 6, 15), day(*until)) == years


def test_a_cluster_of_29_february_is_a_year_old_on_28_february() -> None:
    assert calendar.whole_years(day(2024, 2, 29), day(2025, 2, 27)) == 0
    assert calendar.whole_years(day(2024, 2, 29), day(2025, 2, 28)) == 1


@pytest.mark.parametrize(
    "year, code, expected",
    [
        (2026, 331, (2026, 3, 31)),
        (2026, 101, (2026, 1, 1)),
        (2026, 1231, (2026, 12, 31)),
        (2024, 229, (2024, 2, 29)),
        (2026, 229, (2026, 2, 28)),
    ],
)
def test_a_month_day_is_that_day_of_every_year(year: int, code: int, expected: tuple[int, int, int]) -> None:
    assert calendar.month_day(year, code) == day(*expected)


@unhurried
@given(days)
def test_the_next_working_day_is_the_day_itself_or_the_monday_after_a_weekend(one: int) -> None:
    moved, weekday = calendar.next_working_day(one), date.fromordinal(one).isoweekday()
    assert moved - one == {6: 2, 7: 1}.get(weekday, 0)
    assert date.fromordinal(moved).isoweekday() <= 5


@unhurried
@given(days)
def test_a_day_keeps_its_year_and_its_number(one: int) -> None:
    year = calendar.year_of(one)
    assert calendar.first_day(year) <= one <= calendar.last_day(year)
    assert calendar.last_day(year) + 1 == calendar.first_day(year + 1)
    assert calendar.day_of_code(calendar.date_code(one)) == one


def test_a_day_is_written_as_year_month_and_day() -> None:
    assert calendar.date_code(day(2027, 10, 20)) == 20271020
    assert calendar.day_of_code(20271020) == day(2027, 10, 20)


@unhurried
@given(st.lists(days, max_size=6), st.integers(-20, 40))
def test_many_days_move_by_months_as_each_of_them_does(starts: list[int], months: int) -> None:
    array = np.array([starts], dtype=np.int64)
    moved = calendar.add_months_each(array, months)
    assert moved.shape == array.shape
    assert moved.ravel().tolist() == [calendar.add_months(int(one), months) for one in array.ravel()]
