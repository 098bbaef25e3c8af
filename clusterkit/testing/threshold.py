"""Clusters just below, at and just above a bound: the least that a portfolio needs for one criterion to be judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal

from attrs import field, frozen

from clusterkit.law import Age, EachOfLast, Growth, IncidentFree, Indicator, Latest, calendar
from clusterkit.law.criterion import Bound
from clusterkit.law.window import Subject, Window, keys_of

Place = Literal["below", "at", "above"]
PLACES: Final[tuple[Place, ...]] = ("below", "at", "above")

ON: Final = date(2027, 6, 30)
"""The day on which the clusters are judged."""
LATEST_YEAR: Final = ON.year - 1

_STEP = Fraction(1, 1_000_000)
_SIZE = 1_000
_FINEST = 1_000


@frozen
class Stand:
    """A cluster whose figure stands at a place beside a bound: columns of its row, and yearly columns by year."""

    place: Place
    facts: Mapping[str, Any] = field(factory=dict)
    years: Mapping[int, Mapping[str, Any]] = field(factory=dict)


def stands(bound: Bound, indicators: Mapping[str, Indicator]) -> Iterator[Stand]:
    """Yield the clusters around a bound, where there can be such a figure: none around a bound of none.

    A window that is not one of the core's has none either.
    """
    number, first = bound.lever.default, indicators.get(keys_of(bound.subject)[0])
    if number is None or isinstance(number, bool | str) or first is None:
        return
    exact = Fraction(str(number))
    for place in PLACES:
        found = _stand(bound, exact, place, first, indicators)
        if found is not None:
            yield found


def _stand(
    bound: Bound, number: Fraction, place: Place, first: Indicator, indicators: Mapping[str, Indicator]
) -> Stand | None:
    window, subject = bound.window, bound.subject
    if isinstance(window, Age):
        return _aged(first.key, number, place)
    series = _series(window, number, place, first)
    if series is None or not all(_legal(first, value) for value in series.values()):
        return None
    years = {year: _written(subject, value, indicators) for year, value in series.items()}
    if first.table == "clusters":
        return Stand(place, facts=years[LATEST_YEAR])
    return Stand(place, years=years)


def _series(window: Window, number: Fraction, place: Place, first: Indicator) -> dict[int, Fraction] | None:
    """Return the figures by year for which a window's number stands at a place beside a bound."""
    if isinstance(window, Latest):
        return _level({LATEST_YEAR: place}, number, first)
    if isinstance(window, EachOfLast):
        years = range(LATEST_YEAR - _length(window) + 1, LATEST_YEAR + 1)
        other: Place = "below" if window.largest else "above"
        where = dict.fromkeys(years, place if place == "at" else other)
        where[years[len(years) // 2]] = place
        return _level(where, number, first)
    if isinstance(window, IncidentFree):
        span = range(LATEST_YEAR - _length(window) + 1, LATEST_YEAR)
        counted = _level({LATEST_YEAR: place}, number, first)
        return None if counted is None else {**dict.fromkeys(span, Fraction(0)), **counted}
    if isinstance(window, Growth):
        return _grown(window, number, place, first)
    return None


def _level(where: Mapping[int, Place], number: Fraction, first: Indicator) -> dict[int, Fraction] | None:
    if first.whole and number.denominator != 1:
        return None
    step = Fraction(1) if first.whole else max(abs(number), Fraction(1)) * _STEP
    moved = {"below": number - step, "at": number, "above": number + step}
    return {year: moved[place] for year, place in where.items()}


def _grown(window: Growth, rate: Fraction, place: Place, first: Indicator) -> dict[int, Fraction] | None:
    """Return a path that grows by a rate every year; whole counts grow by it exactly."""
    length, ratio = _length(window), 1 + rate
    if ratio <= 0 or ratio.denominator > _FINEST:
        return None
    base = Fraction(ratio.denominator) ** length
    base *= -(-_SIZE // base)
    if not first.whole and first.legal_range[1] is not None:
        base = Fraction(str(first.legal_range[1])) / 2 / max(ratio**length, Fraction(1))
    path = {LATEST_YEAR - length + back: base * ratio**back for back in range(length + 1)}
    step = path[LATEST_YEAR] * _STEP
    step = Fraction(-(-step // 1)) if first.whole else step
    path[LATEST_YEAR] += {"below": -step, "at": Fraction(0), "above": step}[place]
    return path


def _aged(key: str, number: Fraction, place: Place) -> Stand | None:
    """Return a cluster on its anniversary, the day before it, or a year older."""
    if number.denominator != 1 or number < 1:
        return None
    day = calendar.add_years(ON.toordinal(), -int(number))
    moved = {"below": day + 1, "at": day, "above": calendar.add_years(day, -1)}
    return Stand(place, facts={key: date.fromordinal(moved[place])})


def _written(subject: Subject, value: Fraction, indicators: Mapping[str, Indicator]) -> dict[str, Any]:
    """Return the columns in which a subject's value is observed; of a sum the first holds it all."""
    first, *others = keys_of(subject)
    found: dict[str, Any] = dict.fromkeys(others, 0)
    indicator = indicators[first]
    if indicator.numerator is None or indicator.denominator is None:
        return {**found, first: _plain(value, indicator)}
    part, whole = indicators[indicator.numerator], indicators[indicator.denominator]
    ratio = value / Fraction(str(indicator.factor))
    base = Fraction(_SIZE)
    if part.whole or whole.whole:
        base = Fraction(ratio.denominator) * -(-_SIZE // ratio.denominator)
    return {**found, part.key: _plain(ratio * base, part), whole.key: _plain(base, whole)}


def _plain(value: Fraction, indicator: Indicator) -> float | int:
    return int(value) if indicator.whole and value.denominator == 1 else float(value)


def _legal(indicator: Indicator, value: Fraction) -> bool:
    low, high = indicator.legal_range
    return (low is None or value >= Fraction(str(low))) and (high is None or value <= Fraction(str(high)))


def _length(window: EachOfLast | Growth | IncidentFree) -> int:
    years = window.years.default
    return int(years) if isinstance(years, float | int) else 1
