"""Windows: how the years on file become the one number that decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.law import calendar
from clusterkit.law.figure import TOLERANCE, Figure, Floats, Measure, blank_where, point
from clusterkit.law.lever import Lever, Value
from clusterkit.law.sitting import Sitting
from clusterkit.law.text import Text

_MONTHS_IN_YEAR = 12


@frozen
class Sum:
    """Several counts added up. Counts are never below 0, so known ones bound the sum from below."""

    keys: tuple[str, ...]

    def figure(self, sitting: Sitting, year: int) -> Figure:
        """Return the sum in a year: its low end counts the known parts, its high end is open if one is missing."""
        parts = [_in_own_unit(sitting.figure(key, year)) for key in self.keys]
        low = sum((_at_least_zero(part) for part in parts[1:]), start=_at_least_zero(parts[0]))
        if all(part.known for part in parts):
            return point(low)
        high = sum((part.high for part in parts[1:]), start=parts[0].high)
        return Figure(low, np.asarray(high))


Subject = str | Sum


def keys_of(subject: Subject) -> tuple[str, ...]:
    """Return the indicators that a subject reads."""
    return (subject,) if isinstance(subject, str) else subject.keys


def _read(sitting: Sitting, subject: Subject, year: int) -> Figure:
    return sitting.figure(subject, year) if isinstance(subject, str) else subject.figure(sitting, year)


def _in_own_unit(figure: Figure) -> Figure:
    if figure.measure == Measure():
        return figure
    low = figure.measure.plain(figure.low)
    return Figure(low, low if figure.known else figure.measure.plain(figure.high))


def _at_least_zero(figure: Figure) -> Floats:
    return figure.low if figure.known else np.maximum(figure.low, 0.0)


class Window(Protocol):
    """How the years on file become one number: `measure` under the values of `levers` in force."""

    @property
    def levers(self) -> tuple[Lever, ...]:
        """The levers that shape the window, in the order in which `measure` takes their values."""
        ...

    @property
    def depth(self) -> int:
        """How many years before the latest one the window may read."""
        ...

    @property
    def title(self) -> Text:
        """The window in words."""
        ...

    def measure(self, sitting: Sitting, subject: Subject, values: Sequence[Value]) -> Figure:
        """Return the number that decides."""
        ...


@frozen
class Latest:
    """The figure of the latest year L."""

    title: Text = Text("最近一年", "latest year")
    levers: tuple[Lever, ...] = ()
    depth: int = 0

    def measure(self, sitting: Sitting, subject: Subject, values: Sequence[Value]) -> Figure:
        """Return the figure of L."""
        del values
        return _read(sitting, subject, sitting.latest)


@frozen
class EachOfLast:
    """The smallest of the last n years: what must hold in each of them is decided by it.

    Against an upper bound the largest decides (`largest`); `at_most` and `below` see to it.
    """

    years: Lever
    largest: bool = False

    @property
    def title(self) -> Text:
        """Which of the years decides."""
        if self.largest:
            return Text("近几年中最大值", "largest of the last years")
        return Text("近几年中最小值", "smallest of the last years")

    @property
    def levers(self) -> tuple[Lever, ...]:
        """The number of years."""
        return (self.years,)

    @property
    def depth(self) -> int:
        """One year less than the longest window."""
        return _longest(self.years) - 1

    def measure(self, sitting: Sitting, subject: Subject, values: Sequence[Value]) -> Figure:
        """Return the extreme; one known year that fails a bound decides even beside missing years."""
        latest, extreme = sitting.latest, np.maximum if self.largest else np.minimum
        parts = [_read(sitting, subject, latest - back) for back in range(_whole(values[0]))]
        low = parts[0].low
        for part in parts[1:]:
            low = extreme(low, part.low)
        if all(part.known for part in parts):
            return Figure(low, low, parts[0].measure)
        high = parts[0].high
        for part in parts[1:]:
            high = extreme(high, part.high)
        return Figure(low, high, parts[0].measure)


@frozen
class Growth:
    """Mean yearly growth over n years, from n + 1 observations: compound, or the mean of yearly rates.

    A missing or zero base is unknown; zero in the latest year is -100 %.
    """

    years: Lever
    mean: Lever
    title: Text = Text("年均增速", "mean yearly growth")

    @property
    def levers(self) -> tuple[Lever, ...]:
        """The number of years, and which mean is meant."""
        return (self.years, self.mean)

    @property
    def depth(self) -> int:
        """The longest window."""
        return _longest(self.years)

    def measure(self, sitting: Sitting, subject: Subject, values: Sequence[Value]) -> Figure:
        """Return the growth, compound as a sum of logs, the mean of rates plain."""
        years, latest = _whole(values[0]), sitting.latest
        if values[1] == "compound":
            ends = _log(_read(sitting, subject, latest)), _log(_read(sitting, subject, latest - years))
            return _log_change(*ends, Measure(years=years))
        logs = [_log(_read(sitting, subject, latest - back)) for back in range(years + 1)]
        steps = [_log_change(logs[back], logs[back + 1], Measure(years=1)) for back in range(years)]
        with np.errstate(invalid="ignore"):
            mean = (
                sum((step.measure.plain(step.low) for step in steps[1:]), steps[0].measure.plain(steps[0].low)) / years
            )
        missing = np.zeros((1, 1, 1), np.bool_)
        for step in steps:
            if not step.known:
                missing = missing | (step.low != step.high)
        return blank_where(point(np.asarray(mean)), np.asarray(missing))


@frozen
class Falling:
    """Each of the last n years strictly below the year before it: decided by the largest yearly change."""

    years: Lever
    title: Text = Text("逐年最大变化", "largest yearly change")

    @property
    def levers(self) -> tuple[Lever, ...]:
        """The number of years."""
        return (self.years,)

    @property
    def depth(self) -> int:
        """The longest window."""
        return _longest(self.years)

    def measure(self, sitting: Sitting, subject: Subject, values: Sequence[Value]) -> Figure:
        """Return the largest yearly change; a known rise decides even beside missing years."""
        changes = _yearly_changes(sitting, subject, _whole(values[0]))
        low = changes[0].low
        high = changes[0].high
        for change in changes[1:]:
            low = np.maximum(low, change.low)
            high = np.maximum(high, change.high)
        return point(low) if all(change.known for change in changes) else Figure(low, high)


@frozen
class Rising:
    """No year of the last n below the year before, and the latest above the one n years back.

    Decided by the smallest yearly change where there is a fall, else by the largest.
    """

    years: Lever
    title: Text = Text("逐年变化", "yearly change")

    @property
    def levers(self) -> tuple[Lever, ...]:
        """The number of years."""
        return (self.years,)

    @property
    def depth(self) -> int:
        """The longest window."""
        return _longest(self.years)

    def measure(self, sitting: Sitting, subject: Subject, values: Sequence[Value]) -> Figure:
        """Return the change that decides; a known fall decides even beside missing years."""
        years = _whole(values[0])
        changes = _yearly_changes(sitting, subject, years)
        low = _deciding(np.stack(np.broadcast_arrays(*(change.low for change in changes))))
        if all(change.known for change in changes):
            return point(low)
        high = _deciding(np.stack(np.broadcast_arrays(*(change.high for change in changes))))
        overall = _change(_read(sitting, subject, sitting.latest), _read(sitting, subject, sitting.latest - years))
        # Of a figure that is known the smallest yearly change decides, whoever else's is missing.
        falls = (low != high) & (overall.high <= 0.0)
        return Figure(low, np.where(falls, np.minimum(high, overall.high), high))


@frozen
class IncidentFree:
    """Events counted over the last n calendar years and the running year up to the day.

    The calendar years take the yearly column, the running year the dated events; a blank cell is
    missing, no row for the running year is none on file. `scope` chooses a rolling window of as
    many months instead, for the years of which dated events are on file.
    """

    years: Lever
    scope: Lever
    kind: str = "incident"
    title: Text = Text("近几年发生次数", "events in the last years")

    @property
    def levers(self) -> tuple[Lever, ...]:
        """The number of years, and calendar years or rolling months."""
        return (self.years, self.scope)

    @property
    def depth(self) -> int:
        """The longest window, and one year more for rolling months."""
        return _longest(self.years)

    def measure(self, sitting: Sitting, subject: Subject, values: Sequence[Value]) -> Figure:
        """Return the count: known events decide even beside missing years."""
        years, latest = _whole(values[0]), sitting.latest
        parts = [_read(sitting, subject, latest - back) for back in range(years)]
        if values[1] != "calendar":
            # The day that many months ago still counts, as the last day of a term does.
            start = _shifted(sitting.day, -years * _MONTHS_IN_YEAR) - 1
            parts[:years] = [
                self._rolling(sitting, part, latest - back, start) for back, part in enumerate(parts[:years])
            ]
        parts.append(self._running(sitting, subject))
        low = sum((_at_least_zero(part) for part in parts[1:]), start=_at_least_zero(parts[0]))
        if all(part.known for part in parts):
            return point(low)
        return Figure(low, np.asarray(sum((part.high for part in parts[1:]), start=parts[0].high)))

    def _running(self, sitting: Sitting, subject: Subject) -> Figure:
        dated = point(sitting.happened(self.kind))
        has_row = sitting.has_row(sitting.year)
        if has_row is None:
            return dated
        cell = _read(sitting, subject, sitting.year)
        return blank_where_high(dated, has_row & (cell.low != cell.high))

    def _rolling(self, sitting: Sitting, whole: Figure, year: int, start: int | calendar.Days) -> Figure:
        """Of a year with dated events count those after a day; a year without them keeps its column."""
        end = calendar.last_day(year)
        dated = sitting.events.counted(self.kind, year, calendar.first_day(year) - 1, end, sitting.rows) > 0
        if not dated.any():
            return whole
        inside = sitting.events.counted(self.kind, year, start, end, sitting.rows)
        low = np.where(dated, inside, whole.low)
        return point(low) if whole.known else Figure(low, np.where(dated, inside, whole.high))


@frozen
class Age:
    """Whole years since a date, counted to the same calendar day; the subject is a date of the cluster."""

    title: Text = Text("至评定日满年数", "whole years to the day of assessment")
    levers: tuple[Lever, ...] = ()
    depth: int = 0

    def measure(self, sitting: Sitting, subject: Subject, values: Sequence[Value]) -> Figure:
        """Return the completed years; unknown where the date is blank."""
        del values
        dates = sitting.date(keys_of(subject)[0])
        distinct, place = np.unique(dates, return_inverse=True)
        known = [int(start) or 1 for start in distinct]
        turned = np.array([sitting.year - calendar.year_of(start) for start in known], dtype=np.float64)
        days = np.array([calendar.add_years(s, sitting.year - calendar.year_of(s)) for s in known], dtype=np.int64)
        place = place.reshape(dates.shape)
        # In the year of the sitting a whole year more is full from the anniversary on.
        ages = turned[place] - (np.asarray(sitting.day) < days[place])
        return blank_where(point(ages), dates == 0)


LATEST = Latest()


def blank_where_high(figure: Figure, open_ended: NDArray[np.bool_]) -> Figure:
    """Return the figure with its high end open for some titles: there may be more."""
    if not open_ended.any():
        return figure
    return Figure(figure.low, np.where(open_ended, np.inf, figure.high), figure.measure)


def _whole(value: Value) -> int:
    return int(value) if isinstance(value, float | int) else 0


def _longest(years: Lever) -> int:
    return _whole(years.legal_range[1] or years.default)


def _shifted(day: int | calendar.Days, months: int) -> int | calendar.Days:
    if isinstance(day, int):
        return calendar.add_months(day, months)
    distinct, place = np.unique(day, return_inverse=True)
    moved = np.array([calendar.add_months(int(one), months) for one in distinct], dtype=np.int64)
    return np.asarray(moved[place.reshape(-1)].reshape(day.shape))


def _log(figure: Figure) -> Figure:
    """Return a figure on the log scale, whatever its own: counts and shares grow too."""
    if figure.measure.scale == "log":
        return figure
    own = _in_own_unit(figure)
    with np.errstate(divide="ignore"):
        low = np.log(np.maximum(own.low, 0.0))
        return Figure(low, low if own.known else np.log(own.high), Measure("log"))


def _log_change(end: Figure, base: Figure, measure: Measure) -> Figure:
    with np.errstate(invalid="ignore"):
        change = end.low - base.low
    if end.known and base.known and not np.isneginf(base.low.min()):
        return Figure(change, change, measure)
    missing = np.isneginf(base.low) | (end.low != end.high) | (base.low != base.high)
    return blank_where(Figure(change, change, measure), np.asarray(missing))


def _yearly_changes(sitting: Sitting, subject: Subject, years: int) -> list[Figure]:
    latest = sitting.latest
    figures = [_read(sitting, subject, latest - back) for back in range(years + 1)]
    return [_change(figures[back], figures[back + 1]) for back in range(years)]


def _change(end: Figure, base: Figure) -> Figure:
    """Return the change in the indicator's own unit; figures within the tolerance do not differ."""
    end_low, base_low = end.measure.plain(end.low), base.measure.plain(base.low)
    if end.known and base.known:
        return point(_snapped(end_low, base_low))
    end_high, base_high = end.measure.plain(end.high), base.measure.plain(base.high)
    return Figure(_snapped(end_low, base_high), _snapped(end_high, base_low))


def _snapped(end: Floats, base: Floats) -> Floats:
    change = end - base
    near = np.abs(change) <= TOLERANCE * np.maximum(np.abs(end), np.abs(base))
    return np.where(near & np.isfinite(change), 0.0, change)


def _deciding(changes: Floats) -> Floats:
    smallest = changes.min(axis=0)
    return np.asarray(np.where(smallest < 0.0, smallest, changes.max(axis=0)))
