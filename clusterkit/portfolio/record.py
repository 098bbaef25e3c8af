"""What a portfolio puts before an authority: its figures, facts and dated events, as the law reads them.

Assessing and simulating start from the same three: `history_of`, `facts_of` and `events_of`. What a
criterion reads is told by a `ReadingRoom`, and what of it is not filled in by `unfilled`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from clusterkit.law import calendar
from clusterkit.law.events import EventLog, Pairs
from clusterkit.law.facts import Facts, RecognisedTitle
from clusterkit.law.figure import Figure, observed
from clusterkit.law.history import History, Rows
from clusterkit.law.indicator import Indicator
from clusterkit.law.truth import UNKNOWN, Truths
from clusterkit.portfolio.columns import LIST_COLUMNS
from clusterkit.portfolio.model import Event, TitleRow

NUMBERS = frozenset({"amount", "share", "ratio", "count"})
"""The kinds of indicators that are figures; the others are dates, texts and yes/no."""
_ALL = slice(None)


class Columns(Protocol):
    """A portfolio, or a part of one in an order of its own."""

    @property
    def cluster_id(self) -> NDArray[np.object_]:
        """The clusters' ids, shape (cluster,)."""
        ...

    @property
    def clusters(self) -> Mapping[str, NDArray[Any]]:
        """The clusters table by column, each of shape (cluster,)."""
        ...

    @property
    def years(self) -> NDArray[np.int64]:
        """The observed years, without gaps."""
        ...

    @property
    def observations(self) -> Mapping[str, NDArray[Any]]:
        """The observations by column, each of shape (year, cluster)."""
        ...

    @property
    def has_row(self) -> NDArray[np.bool_]:
        """Where the tables hold a row, shape (year, cluster)."""
        ...

    @property
    def events(self) -> tuple[Event, ...]:
        """The dated events."""
        ...

    @property
    def titles(self) -> tuple[TitleRow, ...]:
        """The further titles."""
        ...


def history_of(columns: Columns, indicators: Mapping[str, Indicator], keys: Iterable[str] | None = None) -> History:
    """File the figures and answers on record, shape (1, cluster, 1), and who has a row in which year.

    `keys` are the indicators to file, a derived one by its parts; all by default.
    """
    history = History(indicators)
    for key in _observed(indicators, indicators if keys is None else keys):
        scale = indicators[key].scale
        if key in columns.observations:
            for year, plain in zip(columns.years, columns.observations[key], strict=True):
                history.put(key, int(year), observed(plain.reshape(1, -1, 1), scale))
        elif key in columns.clusters:
            plain = np.asarray(columns.clusters[key], dtype=np.float64)
            history.put_lasting(key, observed(plain.reshape(1, -1, 1), scale))
    for index, year in enumerate(columns.years):
        history.put_rows(int(year), columns.has_row[index].reshape(1, -1, 1))
        history.put_answers(int(year), _OnFile(columns, index))
    return history


def facts_of(
    columns: Columns, level_of: Mapping[str, str], *, without: Mapping[str, Collection[str]] | None = None
) -> Facts:
    """Return what the tables say of each cluster besides its figures.

    `level_of` names the level of a measure. `without` names measures with the jurisdictions whose
    clusters' titles are left out: those that a run keeps itself, or that the authority in question
    grants.
    """
    kept_elsewhere = without or {}
    own = columns.clusters["jurisdiction"]
    return Facts(
        count=len(columns.cluster_id),
        answers={key: column for key, column in columns.clusters.items() if column.dtype == np.int8},
        dates={key: column for key, column in columns.clusters.items() if column.dtype == np.int64},
        groups={
            key: column.astype(str)
            for key, column in columns.clusters.items()
            if column.dtype == np.object_ and key not in LIST_COLUMNS
        }
        | _batches(columns),
        recognised_by=tuple(columns.clusters["recognised_by"]),
        titles=tuple(
            title for title in _titles(columns) if str(own[title.cluster]) not in kept_elsewhere.get(title.policy, ())
        ),
        level_of=level_of,
    )


def events_of(columns: Columns) -> EventLog:
    """Return the dated events of the tables, in one replication."""
    position = _positions(columns)
    log = EventLog(len(columns.cluster_id), 1)
    for event in columns.events:
        pair = Pairs(np.array([position[event.cluster_id]]), np.zeros(1, np.intp), np.array([event.day]))
        log.add(event.kind, calendar.year_of(event.day), pair)
    return log


class ReadingRoom(History):
    """A history that keeps in mind what is read from it: `read`, indicators with their years, in order."""

    def __init__(self, history: History) -> None:
        super().__init__(history.indicators)
        self.read: dict[tuple[str, int], None] = {}
        self._history = history

    def figure(self, key: str, year: int, rows: Rows = _ALL) -> Figure:
        """Return a figure as the history has it."""
        self.read[key, year] = None
        return self._history.figure(key, year, rows)

    def answer(self, key: str, year: int, rows: Rows = _ALL) -> Truths:
        """Return the answers as the history has them."""
        self.read[key, year] = None
        return self._history.answer(key, year, rows)

    def rows_of(self, year: int, rows: Rows = _ALL) -> NDArray[np.bool_] | None:
        """Return which clusters have a row for a year."""
        return self._history.rows_of(year, rows)


def unfilled(
    columns: Columns,
    cluster: int,
    read: Iterable[tuple[str, int]],
    indicators: Mapping[str, Indicator],
    latest: int,
    *,
    zero: bool = False,
) -> dict[str, tuple[int, ...]]:
    """Return what is blank of a cluster (by index) among what was read: observed columns with their years.

    Columns of the clusters table have no years. A year after the `latest` is asked for only where
    the cluster has a row for it. With `zero`, zeros are looked for in place of blanks.
    """
    found: dict[str, set[int]] = {}
    for key, year in read:
        for part in _parts(key, indicators):
            if part in columns.clusters:
                if _is(columns.clusters[part][cluster], zero=zero):
                    found.setdefault(part, set())
                continue
            place = year - int(columns.years[0]) if len(columns.years) else -1
            inside = 0 <= place < len(columns.years)
            if year > latest and not (inside and columns.has_row[place, cluster]):
                continue
            column = columns.observations.get(part)
            if not zero if column is None or not inside else _is(column[place, cluster], zero=zero):
                found.setdefault(part, set()).add(year)
    return {key: tuple(sorted(years)) for key, years in found.items()}


def _is(cell: object, *, zero: bool) -> bool:
    """Say whether a cell is blank, or zero."""
    if zero:
        return isinstance(cell, np.float64) and bool(cell == 0.0)
    if isinstance(cell, np.float64):
        return bool(np.isnan(cell))
    return bool(cell == UNKNOWN) if isinstance(cell, np.int8) else not cell


class _OnFile:
    """The answers on file in one year."""

    def __init__(self, columns: Columns, year: int) -> None:
        self._columns, self._year = columns, year

    def __call__(self, key: str) -> Truths:
        column = self._columns.observations.get(key)
        if column is None or column.dtype != np.int8:
            return np.full((1, 1, 1), UNKNOWN)
        return np.asarray(column[self._year].reshape(1, -1, 1))


def _observed(indicators: Mapping[str, Indicator], keys: Iterable[str]) -> tuple[str, ...]:
    """Return the columns with figures behind some indicators."""
    found: dict[str, None] = {}
    for key in keys:
        indicator = indicators.get(key)
        if indicator is not None and indicator.kind in NUMBERS:
            found.update(dict.fromkeys(_parts(key, indicators)))
    return tuple(found)


def _parts(key: str, indicators: Mapping[str, Indicator]) -> tuple[str, ...]:
    """Return the columns that an indicator is observed in."""
    indicator = indicators.get(key)
    if indicator is None or indicator.numerator is None or indicator.denominator is None:
        return (key,)
    return indicator.numerator, indicator.denominator


def _titles(columns: Columns) -> Iterator[RecognisedTitle]:
    """Yield the titles that clusters hold: under their own jurisdiction's measure, and further ones."""
    position = _positions(columns)
    own = columns.clusters["jurisdiction"]
    certified, expires = columns.clusters["certified_on"], columns.clusters["expires_on"]
    told = set()
    for title in columns.titles:
        place = position[title.cluster_id]
        since, until = title.certified_on, title.expires_on
        if title.policy == own[place]:
            since, until = since or int(certified[place]), until or int(expires[place])
        told.add((place, title.policy))
        yield RecognisedTitle(place, title.policy, since or None, until or None, title.batch)
    for place in map(int, np.flatnonzero(certified > 0)):
        if (place, own[place]) not in told:
            yield RecognisedTitle(place, str(own[place]), int(certified[place]), int(expires[place]) or None)


def _batches(columns: Columns) -> dict[str, NDArray[np.str_]]:
    """Return the batch of each cluster's title by measure, `PLACE.batch`, blank where it is not stated."""
    position, batches = _positions(columns), dict[str, NDArray[np.object_]]()
    for title in columns.titles:
        batch = batches.setdefault(f"{title.policy}.batch", np.full(len(columns.cluster_id), "", dtype=np.object_))
        batch[position[title.cluster_id]] = title.batch
    return {key: batch.astype(str) for key, batch in batches.items()}


def _positions(columns: Columns) -> dict[str, int]:
    return {str(cluster): place for place, cluster in enumerate(columns.cluster_id)}
