"""Turning points: the smallest change of one figure of the latest year that would turn a cluster's verdict.

Found by judging copies of the cluster, so that whatever the law makes of a figure counts: output also
moves growth and every share of it. A cluster that fails on two counts which no one figure mends has none.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from clusterkit.assessment import Standard, verdict_codes
from clusterkit.law.indicator import Indicator
from clusterkit.law.policy import Policy
from clusterkit.law.provisions import Changes
from clusterkit.law.truth import MET, NOT_MET, UNKNOWN
from clusterkit.plugins import Plugins
from clusterkit.portfolio.model import Portfolio

WIDEST: Final = 16.0
"""How far figures are moved: to a sixteenth and to sixteen times what they are."""
FURTHEST: Final = 400
"""How far counts are moved, in enterprises or events."""

_STEPS = 120
_PARTS, _ROUNDS = 32, 8
_DIGITS, _OVERSHOOT = range(3, 13), 0.02

Cell = tuple[Indicator, float]
Judge = Callable[[Sequence[Cell]], NDArray[np.bool_]]


@frozen
class TurningPoint:
    """One figure of one year that turns the verdict: from `now` to at least (or at most) `then`, in its unit."""

    indicator: Indicator
    year: int
    now: float
    then: float
    passes: bool

    @property
    def change(self) -> float:
        """The change as a share of what the figure is now; of 1 where it is 0."""
        return (self.then - self.now) / (abs(self.now) or 1.0)

    def as_dict(self) -> dict[str, Any]:
        """Return the entry of the machine-readable output."""
        return {
            "indicator": self.indicator.key,
            "title": self.indicator.title.as_dict(),
            "unit": self.indicator.unit,
            "year": self.year,
            "now": self.now,
            "then": self.then,
            "change": self.change,
            "verdict": "passes" if self.passes else "fails",
        }


def turning_points(
    portfolio: Portfolio,
    cluster: str,
    policy: Policy,
    on: date,
    *,
    standard: Standard = "admission",
    changes: Changes = (),
    plugins: Plugins | None = None,
) -> tuple[TurningPoint, ...]:
    """Return which figures of the latest year, changed alone, turn the verdict; the smallest change first.

    A passing cluster's are those that make it fail, a failing one's those that make it pass. There is none
    while data are missing. Raises UnknownNameError for a cluster that the portfolio has not.
    """
    (index,) = portfolio.index_of([cluster])
    one = portfolio.subset(np.arange(len(portfolio)) == index)
    year = on.year - 1
    if year not in one.years:
        return ()
    at = int(year - one.years[0])
    indicators = {} if plugins is None else plugins.indicators

    def codes(cells: Sequence[Cell | None]) -> NDArray[np.int8]:
        copies = _copies(one, at, cells)
        return verdict_codes(copies, on, policy, standard=standard, plugins=plugins, changes=changes)

    code = codes([None])[0]
    if code == UNKNOWN:
        return ()
    passing = bool(code >= MET)

    def turned(cells: Sequence[Cell]) -> NDArray[np.bool_]:
        found = codes(cells)
        return np.asarray(found == NOT_MET if passing else found >= MET)

    found = []
    for column in _columns(one, policy, indicators):
        now = _value(one, column, at)
        if math.isfinite(now):
            ways = _by_counting(column, now, turned) if column.whole else _by_halving(column, now, turned)
            found += [TurningPoint(column, year, now, then, not passing) for then in ways]
    if not passing:
        unmet = [(asked, 1.0) for asked in policy.requirements if _answer(one, asked, at) == NOT_MET]
        mended = turned(unmet) if unmet else ()
        found += [
            TurningPoint(asked, year, 0.0, 1.0, True) for (asked, _), met in zip(unmet, mended, strict=True) if met
        ]
    return tuple(sorted(found, key=lambda each: (abs(each.change), each.indicator.key)))


def _columns(one: Portfolio, policy: Policy, indicators: dict[str, Indicator]) -> Iterator[Indicator]:
    """Yield the observed numbers behind what a policy reads."""
    seen: dict[str, Indicator] = {}
    for key in policy.indicators:
        indicator = indicators.get(key)
        for part in () if indicator is None else (indicator.numerator or key, indicator.denominator or key):
            column = indicators.get(part)
            if column is not None and column.kind in {"amount", "share", "ratio", "count"}:
                seen[part] = column
    tables = {**one.clusters, **one.observations}
    yield from (column for key, column in seen.items() if key in tables and tables[key].dtype.kind == "f")


def _value(one: Portfolio, column: Indicator, at: int) -> float:
    held = one.clusters.get(column.key)
    return float(one.observations[column.key][at, 0] if held is None else held[0])


def _answer(one: Portfolio, asked: Indicator, at: int) -> np.int8:
    held = one.observations.get(asked.key)
    return UNKNOWN if held is None else np.int8(held[at, 0])


def _by_counting(column: Indicator, now: float, turned: Judge) -> list[float]:
    """Return the nearest whole number below and above that turns the verdict."""
    found = []
    for step in (-1.0, 1.0):
        count = min(FURTHEST, int(now)) if step < 0 else FURTHEST
        values = [now + step * (place + 1) for place in range(count)]
        hit = np.flatnonzero(turned([(column, value) for value in values])) if values else np.empty(0, np.intp)
        found += [values[int(place)] for place in hit[:1]]
    return found


def _by_halving(column: Indicator, now: float, turned: Judge) -> list[float]:
    """Return the nearest number below and above that turns the verdict, with as few digits as will do."""
    low, high = column.legal_range
    found = []
    for widest in (1.0 / WIDEST, WIDEST):
        values = np.geomspace(1.0, widest, _STEPS + 1)[1:] * now
        values = np.clip(values, -np.inf if low is None else low, np.inf if high is None else high)
        hit = np.flatnonzero(turned([(column, float(value)) for value in values]))
        if not len(hit):
            continue
        near = now if hit[0] == 0 else float(values[hit[0] - 1])
        far = float(values[hit[0]])
        for _ in range(_ROUNDS):
            parts = np.linspace(near, far, _PARTS + 1)
            first = int(np.flatnonzero(turned([(column, float(value)) for value in parts[1:]]))[0])
            near, far = float(parts[first]), float(parts[first + 1])
        rounded = [_outward(far, digits, up=far > now) for digits in _DIGITS]
        rounded = [value for value in rounded if abs(value - far) <= _OVERSHOOT * abs(far - now)]
        good = np.flatnonzero(turned([(column, value) for value in rounded])) if rounded else np.empty(0, np.intp)
        found.append(rounded[int(good[0])] if len(good) else far)
    return found


def _outward(value: float, digits: int, *, up: bool) -> float:
    """Round to some significant digits, away from where the figure comes from."""
    if value == 0.0:
        return value
    scale = 10.0 ** (digits - 1 - math.floor(math.log10(abs(value))))
    return (math.ceil(value * scale - 1e-6) if up else math.floor(value * scale + 1e-6)) / scale


def _copies(one: Portfolio, at: int, cells: Sequence[Cell | None]) -> Portfolio:
    """Return as many copies of a single cluster as there are cells, each with its own cell changed."""
    count = len(cells)
    names = np.array([f"{place:06d}" for place in range(count)], dtype=np.object_)
    clusters = {key: np.repeat(column, count, axis=0) for key, column in one.clusters.items()}
    observations = {key: np.repeat(column, count, axis=1) for key, column in one.observations.items()}
    for place, cell in enumerate(cells):
        if cell is not None:
            column, value = cell
            if column.key in clusters:
                clusters[column.key][place] = value
            else:
                observations[column.key][at, place] = MET if column.kind == "yes_no" else value
    return evolve(
        one,
        cluster_id=names,
        clusters=clusters,
        observations=observations,
        has_row=np.repeat(one.has_row, count, axis=1),
        events=tuple(evolve(event, cluster_id=str(name)) for name in names for event in one.events),
        titles=tuple(evolve(title, cluster_id=str(name)) for name in names for title in one.titles),
    )
