"""Days of the law: month-days, terms to the same calendar day, working days. A day is `date.toordinal()`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int64]
_DAYS_IN_WEEK = 7
_EPOCH = date(1970, 1, 1).toordinal()


def month_day(year: int, code: int) -> int:
    """Return the day `code` (month * 100 + day) in `year`; 29 February falls back to 28 February."""
    month, day = divmod(code, 100)
    return _day_in_month(year, month, day)


def add_years(day: int, years: int) -> int:
    """Return the same calendar day `years` later; 29 February falls back to the last day of the month."""
    start = date.fromordinal(day)
    return _day_in_month(start.year + years, start.month, start.day)


def add_months(day: int, months: int) -> int:
    """Return the same day of the month `months` later, or the month's last day where there is none."""
    start = date.fromordinal(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return _day_in_month(year, month + 1, start.day)


def add_years_each(days: Days, years: int) -> Days:
    """Return `add_years` of every day in an array of any shape."""
    return _each(days, lambda day: add_years(day, years))


def add_months_each(days: Days, months: int) -> Days:
    """Return `add_months` of every day in an array of any shape."""
    return _each(days, lambda day: add_months(day, months))


def last_days(days: Days, of: str) -> Days:
    """Return the last day of each day's month (`month_end`) or calendar year (`year_end`), an array of any shape."""
    dates = np.asarray(days - _EPOCH).astype("datetime64[D]")
    unit = "datetime64[M]" if of == "month_end" else "datetime64[Y]"
    after = (dates.astype(unit) + 1).astype("datetime64[D]")
    return np.asarray(after.astype(np.int64) + _EPOCH - 1)


def next_working_day(day: int) -> int:
    """Return the day itself, or the Monday after it when it falls on a weekend (no public holidays)."""
    weekday = day % _DAYS_IN_WEEK  # ordinal 1 was a Monday
    return day + {6: 2, 0: 1}.get(weekday, 0)


def whole_years(start: int, day: int) -> int:
    """Return how many whole years lie between two days, counted to the same calendar day."""
    years = date.fromordinal(day).year - date.fromordinal(start).year
    return years if add_years(start, years) <= day else years - 1


def year_of(day: int) -> int:
    """Return the calendar year of a day."""
    return date.fromordinal(day).year


def first_day(year: int) -> int:
    """Return 1 January."""
    return date(year, 1, 1).toordinal()


def last_day(year: int) -> int:
    """Return 31 December."""
    return date(year, 12, 31).toordinal()


def date_code(day: int) -> int:
    """Return a day as the number yyyymmdd."""
    found = date.fromordinal(day)
    return found.year * 10000 + found.month * 100 + found.day


def day_of_code(code: int) -> int:
    """Return the day of a number yyyymmdd."""
    return date(code // 10000, code // 100 % 100, code % 100).toordinal()


def _day_in_month(year: int, month: int, day: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1).toordinal()
    return min(date(year, month, 1).toordinal() + day - 1, following - 1)


def _each(days: Days, moved: Callable[[int], int]) -> Days:
    """Move every day of an array, each distinct day once."""
    if not days.size:
        return days.astype(np.int64)
    first = int(days.min())
    place = days - first
    found = np.zeros(int(place.max()) + 1, dtype=np.int64)
    found[place.ravel()] = 1
    for offset in np.flatnonzero(found):
        found[offset] = moved(first + int(offset))
    return np.asarray(found[place])
