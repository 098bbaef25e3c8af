"""Tables put together: keys checked across them, figures laid out by year and cluster."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.law.indicator import Indicator
from clusterkit.portfolio.columns import (
    CLUSTER_COLUMNS,
    CLUSTER_ID,
    OBSERVATION_COLUMNS,
    TABLE_TITLES,
    TableName,
)
from clusterkit.portfolio.faults import Remark
from clusterkit.portfolio.keys import Keys
from clusterkit.portfolio.model import Portfolio, blank_years
from clusterkit.portfolio.series import Values, missing
from clusterkit.portfolio.table import Table

_NONE: Final = -1


@frozen
class Assembled:
    """A portfolio with the record that each of its rows came from.

    `cluster_record` (C,) and `observation_record` (Y, C) are indices into the tables, -1 for no
    row; `event_records` and `title_records` go with the portfolio's events and titles.
    """

    portfolio: Portfolio
    tables: Mapping[TableName, Table]
    cluster_record: NDArray[np.int64]
    observation_record: NDArray[np.int64]
    event_records: tuple[int, ...]
    title_records: tuple[int, ...]


def assemble(
    tables: Mapping[TableName, Table],
    *,
    name: str,
    source: str = "",
    illustrative: bool = False,
    extras: Sequence[Indicator] = (),
    jurisdictions: Collection[str] | None = None,
) -> tuple[Assembled | None, list[Remark]]:
    """Return the portfolio of typed tables, None if it has no cluster, and the faults across its rows.

    Where keys are at fault the first row counts, so that the rest can be checked too.
    """
    whole = {table: tables.get(table, Table(table)) for table in TABLE_TITLES}
    remarks: list[Remark] = []
    clusters = whole["clusters"]
    if CLUSTER_ID.key in clusters.columns and not len(clusters.rows):
        remarks.append(clusters.fault(None, None, None, "there is no cluster row"))
    keys = Keys(whole, jurisdictions, remarks)
    places = keys.clusters()
    observed = keys.observations(places)
    events = sorted(keys.events(places))
    titles = sorted(keys.titles(places))
    if not places:
        return None, remarks
    ids = np.empty(len(places), dtype=np.object_)
    ids[:] = sorted(places)
    record = np.array([places[cluster] for cluster in ids], dtype=np.int64)
    years, grid = _grid(ids, observed)
    columns = (*CLUSTER_COLUMNS, *OBSERVATION_COLUMNS, *extras)
    portfolio = Portfolio(
        name=name,
        source=source,
        illustrative=illustrative or clusters.illustrative,
        cluster_id=ids,
        clusters={
            column.key: clusters.columns[column.key][record]
            if column.key in clusters.columns
            else missing(column, len(ids))
            for column in columns
            if column.table == "clusters"
        },
        years=years,
        observations={
            column.key: _laid_out(column, whole["observations"], grid)
            for column in columns
            if column.table == "observations"
        },
        has_row=grid != _NONE,
        events=tuple(event for event, _ in events),
        titles=tuple(title for title, _ in titles),
        extras=tuple(extras),
    )
    event_records = tuple(index for _, index in events)
    title_records = tuple(index for _, index in titles)
    return Assembled(portfolio, whole, record, grid, event_records, title_records), remarks


def _grid(ids: Values, observed: Mapping[tuple[str, int], int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the years without gaps, and the record of each year and cluster."""
    seen = {year for _, year in observed}
    years = np.arange(min(seen), max(seen) + 1, dtype=np.int64) if seen else np.zeros(0, dtype=np.int64)
    grid = np.full((len(years), len(ids)), _NONE, dtype=np.int64)
    column = {cluster: index for index, cluster in enumerate(ids)}
    for (cluster, year), record in observed.items():
        grid[year - years[0], column[cluster]] = record
    return years, grid


def _laid_out(column: Indicator, table: Table, grid: NDArray[np.int64]) -> Values:
    values = table.columns.get(column.key)
    none = blank_years(column, 1)
    if values is None:
        return np.full(grid.shape, none.item(), dtype=none.dtype)
    if column.kind == "date":
        values = np.where(values == 0, np.nan, values)
    # The record -1 of an empty place picks the blank at the end.
    return np.concatenate([values, none])[grid]
