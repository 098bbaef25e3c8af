"""Days of the law in plain calendar dates."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

ONE_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
_DAYS_OF_A_WEEK: Final = 7
_MONTHS_OF_A_YEAR: Final = 12


def in_month(year: int, month: int, day: int) -> date:
    """Return a day of a month, or the month's last day where it has no such day."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def month_day(year: int, code: int) -> date:
    """Return the day `code` (month * 100 + day) of a year; 29 February falls back to the 28th."""
    return in_month(year, *divmod(code, 100))


def years_later(day: date, years: int) -> date:
    """Return the same calendar day some years on; 29 February falls back to the 28th."""
    return in_month(day.year + years, day.month, day.day)


def months_later(day: date, months: int) -> date:
    """Return the same day of the month some months on (before, if negative), or that month's last day."""
    year, month = divmod(day.year * _MONTHS_OF_A_YEAR + day.month - 1 + months, _MONTHS_OF_A_YEAR)
    return in_month(year, month + 1, day.day)


def counted_to(day: date, end: str) -> date:
    """Return the day itself, or the last day of its month (`month_end`) or year (`year_end`)."""
    month = in_month(day.year, day.month, 31)
    return {"month_end": month, "year_end": date(day.year, 12, 31)}.get(end, day)


def working_day(day: date) -> date:
    """Return the day, or the Monday after it where it falls on a weekend."""
    weekday = day.weekday()
    return day if weekday < _SATURDAY else day + ONE_DAY * (_DAYS_OF_A_WEEK - weekday)


def whole_years(start: date, day: date) -> int:
    """Return how many whole years have passed, counted to the same calendar day."""
    years = day.year - start.year
    return years if years_later(start, years) <= day else years - 1


def date_code(day: date) -> int:
    """Return a day as the number yyyymmdd."""
    return day.year * 10000 + day.month * 100 + day.day
