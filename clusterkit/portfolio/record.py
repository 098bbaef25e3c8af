"""What a portfolio puts before an authority: its figures, facts and dated events, as the law reads them.

Assessing and simulating start from the same three: `history_of`, `facts_of` and `events_of`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from clusterkit.law import calendar
from clusterkit.law.events import EventLog, Pairs
from clusterkit.law.facts import Facts, RecognisedTitle
from clusterkit.law.figure import observed
from clusterkit.law.history import History
from clusterkit.law.indicator import Indicator
from clusterkit.law.truth import UNKNOWN, Truths
from clusterkit.portfolio.columns import LIST_COLUMNS
from clusterkit.portfolio.model import Event, TitleRow

NUMBERS = frozenset({"amount", "share", "ratio", "count"})
"""The kinds of indicators that are figures; the others are dates, texts and yes/no."""


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


def facts_of(columns: Columns, level_of: Mapping[str, str], *, without: Collection[str] = ()) -> Facts:
    """Return what the tables say of each cluster besides its figures.

    `level_of` names the level of a measure. Titles under the measures in `without` are left out:
    those that a run keeps itself, or that the authority in question grants.
    """
    return Facts(
        count=len(columns.cluster_id),
        answers={key: column for key, column in columns.clusters.items() if column.dtype == np.int8},
        dates={key: column for key, column in columns.clusters.items() if column.dtype == np.int64},
        groups={
            key: column.astype(str)
            for key, column in columns.clusters.items()
            if column.dtype == np.object_ and key not in LIST_COLUMNS
        },
        recognised_by=tuple(columns.clusters["recognised_by"]),
        titles=tuple(title for title in _titles(columns) if title.policy not in without),
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
            parts = (indicator.numerator, indicator.denominator) if indicator.numerator else (key,)
            found.update({part: None for part in parts if part is not None})
    return tuple(found)


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
    for place in np.flatnonzero(certified > 0):
        if (int(place), str(own[place])) not in told:
            since, until = int(certified[place]), int(expires[place])
            yield RecognisedTitle(int(place), str(own[place]), since, until or None)


def _positions(columns: Columns) -> dict[str, int]:
    return {str(cluster): place for place, cluster in enumerate(columns.cluster_id)}
