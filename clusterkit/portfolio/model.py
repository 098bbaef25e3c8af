"""Clusters and their yearly figures in numpy columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from clusterkit.errors import InputError, UnknownNameError
from clusterkit.law.indicator import Indicator
from clusterkit.portfolio.columns import CLUSTER_COLUMNS, OBSERVATION_COLUMNS
from clusterkit.portfolio.digest import content_digest
from clusterkit.portfolio.series import Values, missing

Row = Mapping[str, Any]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Words = NDArray[np.object_]

NO_YEAR: Final = 0


@frozen(order=True)
class Event:
    """One dated event of a cluster; `day` is `date.toordinal()`, `kind` a key of `EVENT_KINDS`."""

    cluster_id: str
    day: int
    kind: str
    note: str = ""


@frozen(order=True)
class TitleRow:
    """A further title of a cluster, or its batch; days are `date.toordinal()`, 0 if blank."""

    cluster_id: str
    policy: str
    certified_on: int = 0
    expires_on: int = 0
    batch: str = ""


@frozen
class Held:
    """What the tables say of one policy's title, cluster by cluster (C,): days (0 if none) and batch ("")."""

    certified_on: Ints
    expires_on: Ints
    batch: Words


@frozen(eq=False)
class Portfolio:
    """C clusters, sorted by id, and their figures in Y years.

    `clusters` maps a column's key to an array (C,): text as str ("" if blank), a number as float64
    (NaN), a date as int64 ordinals (0), yes/no as int8 truth codes (unknown), `recognised_by` as
    tuples of str. `years` runs without gaps from the first to the last observed year.
    `observations` maps keys to arrays (Y, C): numbers and dates (as ordinals) float64, NaN if
    missing; yes/no int8. `has_row` (Y, C) tells where the tables hold a row. Every column of the
    contract and of `extras` is there, also where no cell is filled. Arrays are read-only.
    `sha256` is that of the content, whatever its file format, row order, name and blank columns.
    """

    name: str
    source: str
    illustrative: bool
    cluster_id: Words
    clusters: Mapping[str, Values]
    years: Ints
    observations: Mapping[str, Values]
    has_row: Mask
    events: tuple[Event, ...] = ()
    titles: tuple[TitleRow, ...] = ()
    extras: tuple[Indicator, ...] = ()
    sha256: str = field(init=False)

    @sha256.default
    def _digest(self) -> str:
        return content_digest(
            cluster_id=self.cluster_id,
            clusters=self.clusters,
            years=self.years,
            observations=self.observations,
            has_row=self.has_row,
            events=self.events,
            titles=self.titles,
        )

    def __attrs_post_init__(self) -> None:
        arrays = (
            self.cluster_id,
            self.years,
            self.has_row,
            *self.clusters.values(),
            *self.observations.values(),
        )
        for array in arrays:
            array.setflags(write=False)

    def __len__(self) -> int:
        """Return the number of clusters."""
        return len(self.cluster_id)

    @classmethod
    def from_rows(
        cls,
        clusters: Sequence[Row],
        observations: Sequence[Row],
        events: Sequence[Row] = (),
        titles: Sequence[Row] = (),
        *,
        name: str,
        illustrative: bool = False,
        indicators: Sequence[Indicator] = (),
        jurisdictions: Iterable[str] | None = None,
    ) -> Portfolio:
        """Return the portfolio of plain rows, checked as files are.

        A row maps keys (or titles) to float, int, str, bool, date or None. Raises PortfolioError
        with all faults; rows are numbered from 1.
        """
        from clusterkit.portfolio.reading import portfolio_of_rows  # the checks build on this module

        return portfolio_of_rows(
            {"clusters": clusters, "observations": observations, "events": events, "titles": titles},
            name=name,
            illustrative=illustrative,
            indicators=indicators,
            jurisdictions=jurisdictions,
        )

    @property
    def latest_year(self) -> Ints:
        """The latest year with a row of each cluster (C,), 0 if it has none."""
        if not len(self.years):
            return np.zeros(len(self), dtype=np.int64)
        latest: Ints = np.where(self.has_row, self.years[:, None], NO_YEAR).max(axis=0)
        return latest

    @property
    def default_start(self) -> date:
        """The 1 January after the latest year observed. Raises InputError if none is."""
        if not len(self.years):
            raise InputError(f"portfolio {self.name} has no observations: say when the run starts")
        return date(int(self.years[-1]) + 1, 1, 1)

    def index_of(self, ids: Iterable[str]) -> Ints:
        """Return where clusters stand. Raises UnknownNameError that names the nearest id."""
        places = {cluster: index for index, cluster in enumerate(self.cluster_id)}
        wanted = list(ids)
        for cluster in wanted:
            if cluster not in places:
                raise UnknownNameError("cluster", cluster, places)
        return np.array([places[cluster] for cluster in wanted], dtype=np.int64)

    def column(self, key: str) -> Indicator:
        """Return the column of a key. Raises UnknownNameError."""
        columns = {column.key: column for column in (*CLUSTER_COLUMNS, *OBSERVATION_COLUMNS, *self.extras)}
        if key not in columns:
            raise UnknownNameError("column", key, columns)
        return columns[key]

    def held(self, policy: str) -> Held:
        """Return what the tables say of one policy's titles.

        The clusters table speaks for the policy named in `jurisdiction`, the titles table for every
        policy; where both do, they agree (or the portfolio would not have been read).
        """
        own = self.clusters["jurisdiction"] == policy
        certified = np.where(own, self.clusters["certified_on"], 0)
        expires = np.where(own, self.clusters["expires_on"], 0)
        batch = np.full(len(self), "", dtype=np.object_)
        rows = [row for row in self.titles if row.policy == policy]
        for index, row in zip(self.index_of(row.cluster_id for row in rows), rows, strict=True):
            certified[index] = row.certified_on or certified[index]
            expires[index] = row.expires_on or expires[index]
            batch[index] = row.batch
        return Held(certified, expires, batch)

    def subset(self, which: Iterable[str] | Mask) -> Portfolio:
        """Return the portfolio of some clusters, given by id or as a mask (C,), with the years they have."""
        if isinstance(which, np.ndarray) and which.dtype == np.bool_:
            if which.shape != (len(self),):
                raise InputError(f"a mask of {len(self)} clusters is needed, not of shape {which.shape}")
            index = np.flatnonzero(which)
        else:
            index = np.unique(self.index_of(which))
        observed = np.flatnonzero(self.has_row[:, index].any(axis=1))
        span = slice(observed[0], observed[-1] + 1) if len(observed) else slice(0, 0)
        kept = set(self.cluster_id[index])
        return evolve(
            self,
            cluster_id=self.cluster_id[index],
            clusters={key: values[index] for key, values in self.clusters.items()},
            years=self.years[span],
            observations={key: values[span][:, index] for key, values in self.observations.items()},
            has_row=self.has_row[span][:, index],
            events=tuple(event for event in self.events if event.cluster_id in kept),
            titles=tuple(title for title in self.titles if title.cluster_id in kept),
        )

    def named(self, name: str, *, illustrative: bool | None = None) -> Portfolio:
        """Return the same clusters under another name."""
        return evolve(self, name=name, illustrative=self.illustrative if illustrative is None else illustrative)


def blank_years(column: Indicator, count: int) -> Values:
    """Return `count` missing values of a yearly column: dates are float64 there, as numbers are."""
    return np.full(count, np.nan) if column.kind == "date" else missing(column, count)
