"""One table: its header found, rows that are no records passed over, every column read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from clusterkit.portfolio.cells import Cell, blank, shown
from clusterkit.portfolio.columns import REQUIRED, TableName
from clusterkit.portfolio.faults import Fault, Notice, Remark
from clusterkit.portfolio.headers import ILLUSTRATIVE, ColumnIndex
from clusterkit.portfolio.layout import layout_of
from clusterkit.portfolio.series import Values, series
from clusterkit.portfolio.sheets import Sheet


@frozen
class Table:
    """The records of one table as typed columns, each with the row it stands on.

    `rows` is an int64 array of row numbers as the user's program shows them; `columns` maps keys to
    arrays of the same length (see `Series`); `written` maps keys to the titles in the file.
    """

    name: TableName
    file: str = ""
    sheet: str | None = None
    rows: NDArray[np.int64] = field(factory=lambda: np.zeros(0, dtype=np.int64))
    columns: Mapping[str, Values] = field(factory=dict)
    written: Mapping[str, str] = field(factory=dict)
    illustrative: bool = False

    def fault(self, index: int | None, key: str | None, value: str | None, rule: str) -> Fault:
        """Return a fault in the record `index`, in the column `key`."""
        return Fault(*self._place(index, key), value, rule)

    def warning(self, index: int | None, key: str | None, value: str | None, rule: str) -> Notice:
        """Return a warning about the record `index`, in the column `key`."""
        return Notice(*self._place(index, key), value, rule)

    def row(self, index: int) -> int:
        """Return the number of the row on which the record `index` stands."""
        return int(self.rows[index])

    def _place(self, index: int | None, key: str | None) -> tuple[str, str | None, int | None, str | None]:
        row = None if index is None else self.row(index)
        return self.file, self.sheet, row, None if key is None else self.written.get(key, key)


def read_table(sheet: Sheet, index: ColumnIndex) -> tuple[Table, list[Remark]]:
    """Return a sheet's records in typed columns, and everything that is wrong or odd in its cells."""
    layout, remarks = layout_of(sheet, index)
    records = [sheet.rows[position] for position in layout.positions]
    cells: Sequence[Sequence[Any]] = list(zip(*records, strict=False)) if records else ()
    columns: dict[str, Values] = {}
    for heading in layout.headings:
        column = cells[heading.position] if records else ()
        result = series(heading, column)
        columns[heading.column.key] = result.values
        if result.rule:
            remarks.append(Fault(*sheet.place(None), heading.written, None, result.rule))
        wrong: list[tuple[int, str | None, str]] = [(place, shown(column[place]), rule) for place, rule in result.wrong]
        if heading.column.key in REQUIRED[sheet.table]:
            rule = f"{heading.column.key} is missing"
            wrong += [(place, None, rule) for place, cell in enumerate(column) if blank(cell)]
        for place, value, rule in wrong:
            position = layout.positions[place]
            remarks.append(Fault(*sheet.place(position), heading.written, value, rule))
    return Table(
        name=sheet.table,
        file=sheet.file,
        sheet=sheet.sheet,
        rows=np.array(layout.positions, dtype=np.int64) + sheet.first_row,
        columns=columns,
        written={heading.column.key: heading.written for heading in layout.headings},
        illustrative=bool(records) and _is_illustrative(sheet, records[0]),
    ), remarks


def _is_illustrative(sheet: Sheet, record: Sequence[Cell]) -> bool:
    header = next((list(row) for row in sheet.rows if ILLUSTRATIVE in row), None)
    return header is not None and shown(record[header.index(ILLUSTRATIVE)]) == "yes"
