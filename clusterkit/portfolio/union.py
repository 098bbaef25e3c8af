"""The union of portfolios."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from clusterkit.errors import InputError
from clusterkit.law.indicator import Indicator
from clusterkit.portfolio.columns import CLUSTER_COLUMNS, OBSERVATION_COLUMNS
from clusterkit.portfolio.model import Ints, Portfolio, blank_years
from clusterkit.portfolio.series import Values, missing


def merge(portfolios: Iterable[Portfolio], *, name: str | None = None) -> Portfolio:
    """Return the union of portfolios; it is illustrative if any of them is.

    Raises InputError for a cluster that two of them hold, and for a key that means two different
    columns.
    """
    parts = list(portfolios)
    if not parts:
        raise InputError("there is no portfolio to merge")
    _refuse_shared_clusters(parts)
    ids = np.concatenate([part.cluster_id for part in parts])
    order = np.argsort(ids, kind="stable")
    observed = [part.years for part in parts if len(part.years)]
    years = (
        np.arange(min(year[0] for year in observed), max(year[-1] for year in observed) + 1)
        if observed
        else parts[0].years
    )
    extras = _shared_extras(parts)
    columns = (*CLUSTER_COLUMNS, *OBSERVATION_COLUMNS, *extras)

    def cluster_values(column: Indicator) -> Values:
        found = [part.clusters.get(column.key, missing(column, len(part))) for part in parts]
        return np.concatenate(found)[order]

    def yearly_values(column: Indicator) -> Values:
        found = [_in_years(part, part.observations.get(column.key), blank_years(column, 1), years) for part in parts]
        return np.concatenate(found, axis=1)[:, order]

    rows = [_in_years(part, part.has_row, np.zeros((1, 1), dtype=np.bool_), years) for part in parts]
    return Portfolio(
        name=name if name is not None else " + ".join(part.name for part in parts),
        source="; ".join(part.source for part in parts if part.source),
        illustrative=any(part.illustrative for part in parts),
        cluster_id=ids[order],
        clusters={column.key: cluster_values(column) for column in columns if column.table == "clusters"},
        years=years,
        observations={column.key: yearly_values(column) for column in columns if column.table == "observations"},
        has_row=np.concatenate(rows, axis=1)[:, order],
        events=tuple(sorted(event for part in parts for event in part.events)),
        titles=tuple(sorted(title for part in parts for title in part.titles)),
        extras=extras,
    )


def _in_years(part: Portfolio, values: Values | None, none: Values, years: Ints) -> Values:
    whole = np.full((len(years), len(part)), none.item(), dtype=none.dtype)
    if values is not None and len(part.years):
        first = int(part.years[0] - years[0])
        whole[first : first + len(part.years)] = values
    return whole


def _refuse_shared_clusters(parts: Sequence[Portfolio]) -> None:
    homes: dict[str, str] = {}
    for part in parts:
        for cluster in part.cluster_id:
            if cluster in homes:
                raise InputError(f"cluster {cluster} stands in two portfolios: {homes[cluster]} and {part.name}")
            homes[cluster] = part.name


def _shared_extras(parts: Sequence[Portfolio]) -> tuple[Indicator, ...]:
    found: dict[str, Indicator] = {}
    for extra in (extra for part in parts for extra in part.extras):
        if found.setdefault(extra.key, extra) != extra:
            raise InputError(f"two portfolios have different columns of the key {extra.key}")
    return tuple(found.values())
