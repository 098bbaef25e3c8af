"""Portfolios read from folders, workbooks and plain rows, with every fault at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from attrs import field, frozen

from clusterkit.errors import PortfolioError
from clusterkit.law.indicator import Indicator
from clusterkit.portfolio.assembly import Assembled, assemble
from clusterkit.portfolio.columns import REQUIRED, TABLE_TITLES, TableName
from clusterkit.portfolio.faults import Fault, Notice, Remark
from clusterkit.portfolio.headers import column_indexes
from clusterkit.portfolio.keys import iso
from clusterkit.portfolio.model import Portfolio
from clusterkit.portfolio.oddities import oddities
from clusterkit.portfolio.sheets import Sheet, sheets_of
from clusterkit.portfolio.table import Table, read_table


@frozen
class Reading:
    """What reading a portfolio gave: the portfolio (None if there is a fault), faults and warnings.

    Faults and warnings stand in the order of the files, their rows and columns. `warnings` holds
    notes too (`severity`): what was converted or passed over.
    """

    portfolio: Portfolio | None
    faults: tuple[Fault, ...]
    warnings: tuple[Notice, ...]
    _assembled: Assembled | None = field(default=None, repr=False, eq=False)

    def expired_before(self, start: date, *, without_term: Collection[str] = ()) -> tuple[Fault, ...]:
        """Return a fault for each `expires_on` before the first day of a run.

        For a start that is known only after reading. Policies in `without_term` know no expiry:
        theirs are passed over.
        """
        return () if self._assembled is None else tuple(_expired(self._assembled, start, without_term))


def read_portfolio(
    path: str | Path,
    *,
    indicators: Sequence[Indicator] = (),
    jurisdictions: Collection[str] | None = None,
    extra_cluster_columns: Sequence[Indicator] = (),
    start: date | None = None,
    on: date | None = None,
    without_term: Collection[str] = (),
) -> Reading:
    """Read a folder of CSV or Parquet files, or a workbook; never raises for what the files hold.

    `indicators` are further columns of observations (or, by their `table`, of clusters), such as
    the plugins' qualitative ones. Jurisdictions and policies are checked where `jurisdictions` are
    given, expiries where the `start` of a run is, later dates where the day of an assessment (`on`)
    is. `without_term`: policies that know no expiry.
    """
    place = Path(path)
    extras = (*indicators, *extra_cluster_columns)
    sheets, remarks = sheets_of(place)
    return _read(
        sheets,
        remarks,
        extras=extras,
        jurisdictions=jurisdictions,
        start=start,
        on=on,
        without_term=without_term,
        name=place.resolve().name if place.is_dir() else place.stem,
        source=str(path),
    )


def load_portfolio(
    path: str | Path,
    *,
    indicators: Sequence[Indicator] = (),
    jurisdictions: Collection[str] | None = None,
    extra_cluster_columns: Sequence[Indicator] = (),
    start: date | None = None,
    on: date | None = None,
    without_term: Collection[str] = (),
) -> Portfolio:
    """Read a portfolio as `read_portfolio` does. Raises PortfolioError with every fault."""
    reading = read_portfolio(
        path,
        indicators=indicators,
        jurisdictions=jurisdictions,
        extra_cluster_columns=extra_cluster_columns,
        start=start,
        on=on,
        without_term=without_term,
    )
    return _portfolio_of(reading)


def portfolio_of_rows(
    tables: Mapping[TableName, Sequence[Mapping[str, Any]]],
    *,
    name: str,
    illustrative: bool = False,
    indicators: Sequence[Indicator] = (),
    jurisdictions: Iterable[str] | None = None,
) -> Portfolio:
    """Return the portfolio of plain rows by table. Raises PortfolioError with every fault."""
    sheets = {table: _sheet_of_rows(table, rows) for table, rows in tables.items()}
    reading = _read(
        sheets,
        [],
        extras=indicators,
        jurisdictions=None if jurisdictions is None else tuple(jurisdictions),
        name=name,
        illustrative=illustrative,
    )
    return _portfolio_of(reading)


def _read(
    sheets: Mapping[TableName, Sheet],
    remarks: list[Remark],
    *,
    extras: Sequence[Indicator],
    jurisdictions: Collection[str] | None,
    name: str,
    source: str = "",
    illustrative: bool = False,
    start: date | None = None,
    on: date | None = None,
    without_term: Collection[str] = (),
) -> Reading:
    indexes = column_indexes(extras)
    tables: dict[TableName, Table] = {}
    for table, sheet in sheets.items():
        tables[table], found = read_table(sheet, indexes[table])
        remarks += found
    assembled, found = assemble(
        tables,
        name=name,
        source=source,
        illustrative=illustrative,
        extras=(*indexes["clusters"].further, *indexes["observations"].further),
        jurisdictions=jurisdictions,
    )
    remarks += found
    if assembled is not None:
        remarks += oddities(assembled, on)
        if start is not None:
            remarks += _expired(assembled, start, without_term)
    ordered = _in_order(remarks, sheets)
    faults = tuple(remark for remark in ordered if isinstance(remark, Fault))
    warnings = tuple(remark for remark in ordered if isinstance(remark, Notice))
    portfolio = None if faults or assembled is None else assembled.portfolio
    return Reading(portfolio, faults, warnings, assembled)


def _sheet_of_rows(table: TableName, rows: Sequence[Mapping[str, Any]]) -> Sheet:
    header = list(dict.fromkeys(key for row in rows for key in row)) or list(REQUIRED[table])
    cells = [[row.get(key) for key in header] for row in rows]
    return Sheet(table, "", table, [header, *cells], first_row=0, header=0)


def _portfolio_of(reading: Reading) -> Portfolio:
    if reading.portfolio is None:
        raise PortfolioError(reading.faults)
    return reading.portfolio


def _expired(assembled: Assembled, start: date, without_term: Collection[str]) -> list[Fault]:
    first = start.toordinal()
    faults: list[Fault] = []
    clusters = assembled.portfolio.clusters
    expires = clusters["expires_on"]
    rule = f"expires_on lies before the start of the run, {start.isoformat()}"
    for cluster in np.flatnonzero((expires != 0) & (expires < first)):
        if clusters["jurisdiction"][cluster] not in without_term:
            record = int(assembled.cluster_record[cluster])
            faults.append(assembled.tables["clusters"].fault(record, "expires_on", iso(expires[cluster]), rule))
    for title, record in zip(assembled.portfolio.titles, assembled.title_records, strict=True):
        if 0 < title.expires_on < first and title.policy not in without_term:
            faults.append(assembled.tables["titles"].fault(record, "expires_on", iso(title.expires_on), rule))
    return faults


def _in_order(remarks: Sequence[Remark], sheets: Mapping[TableName, Sheet]) -> list[Remark]:
    """Sort by table, then by row; what concerns a whole file comes first, columns keep their order."""
    read = [sheets[table] for table in TABLE_TITLES if table in sheets]
    order = {(sheet.file, sheet.sheet): place for place, sheet in enumerate(read)}
    return sorted(remarks, key=lambda remark: (order.get((remark.file, remark.sheet), -1), remark.row or 0))
