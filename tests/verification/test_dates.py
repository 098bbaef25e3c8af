from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.law import calendar
from clusterkit.verification.dates import (
    counted_to,
    date_code,
    month_day,
    months_later,
    whole_years,
    working_day,
    years_later,
)

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def test_29_february_falls_back_to_the_28th() -> None:
    assert years_later(date(2024, 2, 29), 3) == date(2027, 2, 28)
    assert years_later(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert month_day(2026, 229) == date(2026, 2, 28)
    assert month_day(2028, 229) == date(2028, 2, 29)
    assert months_later(date(2026, 3, 31), -1) == date(2026, 2, 28)


def test_a_weekend_moves_on_to_monday() -> None:
    assert [working_day(date(2026, 5, day)).day for day in (1, 2, 3, 4)] == [1, 4, 4, 4]


@pytest.mark.parametrize("end, last", [("day", "2027-02-10"), ("month_end", "2027-02-28"), ("year_end", "2027-12-31")])
def test_a_term_may_run_to_the_end_of_its_month_or_year(end: str, last: str) -> None:
    assert counted_to(date(2027, 2, 10), end).isoformat() == last


def test_years_are_whole_on_the_same_calendar_day() -> None:
    assert whole_years(date(2023, 6, 30), date(2026, 6, 29)) == 2
    assert whole_years(date(2023, 6, 30), date(2026, 6, 30)) == 3
    assert whole_years(date(2024, 2, 29), date(2027, 2, 28)) == 3


@given(DAYS, st.integers(0, 30), st.integers(0, 48))
def test_days_are_those_of_the_laws_own_calendar(day: date, years: int, months: int) -> None:
    number = day.toordinal()
    assert years_later(day, years).toordinal() == calendar.add_years(number, years)
    assert months_later(day, -months).toordinal() == calendar.add_months(number, -months)
    assert working_day(day).toordinal() == calendar.next_working_day(number)
    assert date_code(day) == calendar.date_code(number)
    assert month_day(day.year, day.month * 100 + day.day) == day
