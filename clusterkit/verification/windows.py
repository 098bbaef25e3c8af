"""Windows, one title at a time: how the years on the record become the number that decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, Final

from clusterkit.law import window as law
from clusterkit.law.window import Subject, Sum, Window
from clusterkit.verification.case import Case
from clusterkit.verification.dates import months_later, whole_years
from clusterkit.verification.ranges import Range, change, missing, point, summed
from clusterkit.verification.words import known

_MONTHS_OF_A_YEAR: Final = 12


def measured(window: Window, subject: Subject, case: Case) -> Range:
    """Return the number that decides. Raises NotReplayed for a window that is not one of the law's own."""
    known(window, window.title.en)
    return _MEASURES[type(window)](window, subject, case)


def read(subject: Subject, year: int, case: Case) -> Range:
    """Return a figure, or the sum of several counts, in a year."""
    if isinstance(subject, Sum):
        return summed([case.record.figure(key, year) for key in subject.keys])
    return case.record.figure(subject, year)


def _latest(window: law.Latest, subject: Subject, case: Case) -> Range:
    del window
    return read(subject, case.latest, case)


def _each_of_last(window: law.EachOfLast, subject: Subject, case: Case) -> Range:
    """Return the smallest of the years, or the largest against an upper bound."""
    years = [read(subject, case.latest - back, case) for back in range(case.whole(window.years))]
    extreme = max if window.largest else min
    return Range(extreme(one.low for one in years), extreme(one.high for one in years))


def _growth(window: law.Growth, subject: Subject, case: Case) -> Range:
    """Return (x[L] / x[L - n]) ** (1 / n) - 1, or the mean of the yearly rates; unknown over a base of zero."""
    count = case.whole(window.years)
    figures = [read(subject, case.latest - count + step, case) for step in range(count + 1)]
    if case.value(window.mean) == "compound":
        first, last = figures[0], figures[-1]
        if not first.known or not last.known or first.low <= 0.0:
            return missing(-1.0)
        return point((max(last.low, 0.0) / first.low) ** (1.0 / count) - 1.0)
    if not all(one.known for one in figures) or any(one.low <= 0.0 for one in figures[:-1]):
        return missing()
    rates = [max(end.low, 0.0) / base.low - 1.0 for base, end in pairwise(figures)]
    return point(sum(rates) / count)


def _changes(years: int, subject: Subject, case: Case) -> list[Range]:
    figures = [read(subject, case.latest - back, case) for back in range(years + 1)]
    return [change(end, base) for end, base in pairwise(figures)]


def _falling(window: law.Falling, subject: Subject, case: Case) -> Range:
    """Return the largest yearly change: below zero only where every year lies below the one before."""
    changes = _changes(case.whole(window.years), subject, case)
    return Range(max(one.low for one in changes), max(one.high for one in changes))


def _rising(window: law.Rising, subject: Subject, case: Case) -> Range:
    """Return the largest yearly fall, or where there is none the largest rise."""
    years = case.whole(window.years)
    changes = _changes(years, subject, case)

    def deciding(ends: list[float]) -> float:
        return min(ends) if min(ends) < 0.0 else max(ends)

    low, high = deciding([one.low for one in changes]), deciding([one.high for one in changes])
    if all(one.known for one in changes):
        return point(low)
    # Between the ends of the window the figure may be known to have risen by nothing.
    overall = change(read(subject, case.latest, case), read(subject, case.latest - years, case))
    return Range(low, min(high, overall.high) if overall.high <= 0.0 else high)


def _incident_free(window: law.IncidentFree, subject: Subject, case: Case) -> Range:
    """Return the yearly counts, and the dated events of the running year up to the day."""
    years = [case.latest - back for back in range(case.whole(window.years))]
    counts = [read(subject, year, case) for year in years]
    if case.value(window.scope) != "calendar":
        since = months_later(case.day, -len(years) * _MONTHS_OF_A_YEAR)
        counts = [_rolling(window.kind, year, count, since, case) for year, count in zip(years, counts, strict=True)]
    dated = float(case.happened(window.kind))
    # A blank cell of the running year leaves open whether there were more than the dated ones.
    blank = isinstance(subject, str) and case.record.blank(subject, case.day.year)
    return summed([*counts, missing(dated) if blank else point(dated)])


def _rolling(kind: str, year: int, counted: Range, since: date, case: Case) -> Range:
    """Return a year's dated events from a day on; a year without dated events keeps its count."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    if not case.record.counted(kind, first, last):
        return counted
    return point(float(case.record.counted(kind, max(first, since), last)))


def _age(window: law.Age, subject: Subject, case: Case) -> Range:
    """Return the whole years since a date of the cluster; unknown where it is blank."""
    del window
    start = case.record.day(subject.keys[0] if isinstance(subject, Sum) else subject)
    return missing() if start is None else point(float(whole_years(start, case.day)))


_MEASURES: Final[Mapping[type, Callable[[Any, Subject, Case], Range]]] = {
    law.Latest: _latest,
    law.EachOfLast: _each_of_last,
    law.Growth: _growth,
    law.Falling: _falling,
    law.Rising: _rising,
    law.IncidentFree: _incident_free,
    law.Age: _age,
}
