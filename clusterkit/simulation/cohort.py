"""Cohorts: the clusters of one jurisdiction in a tile, with what the portfolio says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.portfolio.model import Event, Held, Portfolio, TitleRow
from clusterkit.simulation.dynamics import Dynamics

Floats = NDArray[np.float64]


@frozen(eq=False)
class Tables:
    """The rows of a portfolio that one tile works on, in the tile's own order: by jurisdiction, then id."""

    cluster_id: NDArray[np.object_]
    clusters: Mapping[str, NDArray[Any]]
    years: NDArray[np.int64]
    observations: Mapping[str, NDArray[Any]]
    has_row: NDArray[np.bool_]
    events: tuple[Event, ...]
    titles: tuple[TitleRow, ...]
    held: Mapping[str, Held]

    @classmethod
    def of(cls, portfolio: Portfolio, index: NDArray[np.intp], policies: Sequence[str]) -> Tables:
        """Return some clusters' tables, in the order of `index`."""
        kept = set(portfolio.cluster_id[index])
        held = {policy: portfolio.held(policy) for policy in policies}
        return cls(
            cluster_id=portfolio.cluster_id[index],
            clusters={key: column[index] for key, column in portfolio.clusters.items()},
            years=portfolio.years,
            observations={key: column[:, index] for key, column in portfolio.observations.items()},
            has_row=portfolio.has_row[:, index],
            events=tuple(event for event in portfolio.events if event.cluster_id in kept),
            titles=tuple(title for title in portfolio.titles if title.cluster_id in kept),
            held={
                policy: Held(one.certified_on[index], one.expires_on[index], one.batch[index])
                for policy, one in held.items()
            },
        )

    def __len__(self) -> int:
        return len(self.cluster_id)

    @property
    def latest_year(self) -> NDArray[np.int64]:
        """The latest year with a row of each cluster, shape (cluster,)."""
        return np.asarray(np.where(self.has_row, self.years[:, np.newaxis], 0).max(axis=0))


@frozen(eq=False)
class Cohort:
    """Clusters `rows` of a tile, sorted by id, that share a jurisdiction and a model.

    `latest` is each cluster's latest observed year, shape (cluster,). `columns` are numbers of the
    clusters table that processes name.
    """

    jurisdiction: str
    rows: slice
    ids: tuple[str, ...]
    dynamics: Dynamics
    industries: tuple[str, ...]
    latest: NDArray[np.int64]
    columns: Mapping[str, Floats]

    @property
    def base(self) -> int:
        """The earliest of the latest observed years: the first simulated year is the one after."""
        return int(self.latest.min())

    @property
    def last(self) -> int:
        """The last of the latest observed years: from the year after it on all clusters move."""
        return int(self.latest.max())

    def __len__(self) -> int:
        return len(self.ids)


def cohorts_of(portfolio: Tables, dynamics: Mapping[str, Dynamics]) -> tuple[Cohort, ...]:
    """Return the cohorts of a portfolio whose clusters are sorted by jurisdiction and id."""
    places = portfolio.clusters["jurisdiction"]
    latest = portfolio.latest_year
    found = []
    for place in dict.fromkeys(str(name) for name in places):
        rows = np.flatnonzero(places == place)
        span = slice(int(rows[0]), int(rows[-1]) + 1)
        numbers = {key: column[span] for key, column in portfolio.clusters.items() if column.dtype.kind == "f"}
        found.append(
            Cohort(
                jurisdiction=place,
                rows=span,
                ids=tuple(str(one) for one in portfolio.cluster_id[span]),
                dynamics=dynamics[place],
                industries=tuple(str(one) for one in portfolio.clusters["dominant_industry"][span]),
                latest=latest[span],
                columns=numbers,
            )
        )
    return tuple(found)
