"""Where a table stands in its sheet: the header row, what lies above it, and which rows are records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from clusterkit.portfolio.cells import Cell, blank, shown
from clusterkit.portfolio.columns import CLUSTER_ID, REQUIRED, YEAR
from clusterkit.portfolio.faults import Fault, Notice, Remark
from clusterkit.portfolio.headers import ColumnIndex, Heading, under_units_above
from clusterkit.portfolio.sheets import NEEDED, Sheet, is_empty
from clusterkit.portfolio.units import looks_like_money, plain, units_above

_TOTALS: Final = ("合计", "总计", "小计")
_SEARCHED_ROWS = 50
_OTHER_SEPARATORS = ("\t", ";", "|")


@frozen
class Layout:
    """The understood columns of a sheet and the positions of its records in `Sheet.rows`."""

    headings: tuple[Heading, ...] = ()
    positions: tuple[int, ...] = ()


def layout_of(sheet: Sheet, index: ColumnIndex) -> tuple[Layout, list[Remark]]:
    """Return where a sheet's table stands, and what is wrong with its shape, header and rows."""
    found = _Layout(sheet, index, [])
    if sheet.header is None and is_empty(sheet):
        if sheet.table in NEEDED:
            found.fault(None, None, None, "the table is empty: it has no header row")
        return Layout(), found.remarks
    header = found.header()
    if header is None:
        return Layout(), found.remarks
    headings = found.headings(header)
    return Layout(tuple(headings), tuple(found.records(header, headings))), found.remarks


@frozen
class _Layout:
    sheet: Sheet
    index: ColumnIndex
    remarks: list[Remark]

    def fault(self, position: int | None, column: str | None, value: str | None, rule: str) -> None:
        """Fault a place in the sheet."""
        self.remarks.append(Fault(*self.sheet.place(position), column, value, rule))

    def note(self, position: int, value: str | None, rule: str, *, column: str | None = None) -> None:
        """Tell what was done in reading."""
        self.remarks.append(Notice(*self.sheet.place(position), column, value, rule, "note"))

    def header(self) -> int | None:
        """Return the position of the header row: the first that names the cluster id, or most columns."""
        if self.sheet.header is not None:
            return self.sheet.header
        best, most = None, 1
        first: int | None = None
        for position, row in enumerate(self.sheet.rows[:_SEARCHED_ROWS]):
            titles = [shown(cell) for cell in row if not blank(cell)]
            if titles and first is None:
                first = position
            known = [title for title in titles if self.index.recognises(title)]
            if any(self.index.means(title, CLUSTER_ID) for title in known):
                return position
            if len(known) > most:
                best, most = position, len(known)
        if best is None:
            cell = next((shown(cell) for cell in self.sheet.rows[first or 0] if not blank(cell)), "")
            rule = "no header row is found: none names the column cluster_id (集群编号)"
            if any(separator in cell for separator in _OTHER_SEPARATORS):
                rule += "; cells are separated by commas"
            self.fault(first, None, cell, rule)
        return best

    def headings(self, header: int) -> list[Heading]:
        """Return the understood header cells, with the units that stand above them."""
        lines = self._above(header)
        own = self._distinct(header)
        headings: list[Heading] = []
        for heading, result in zip(own, under_units_above(own, lines), strict=True):
            if isinstance(result, str):
                self.fault(header, heading.written, None, result)
                continue
            headings.append(result)
            if result.factor != 1:
                unit = result.column.unit.replace("share", "shares") or "ratios"
                told = f"figures are converted from {result.unit} to {unit}"
                self.note(header, None, told, column=result.written)
        return headings

    def _above(self, header: int) -> list[str]:
        """Return the lines above the header row, each told to be passed over."""
        lines: list[str] = []
        for position, row in enumerate(self.sheet.rows[:header]):
            line = " ".join(shown(cell) for cell in row if not blank(cell))
            if line:
                lines.append(line)
                self.note(position, line, "passed over: a line above the header row")
            for unit in filter(looks_like_money, units_above(line)):
                rule = f"the unit {unit} is not understood: write each column's unit in its title"
                self.fault(position, None, line, rule)
        return lines

    def _distinct(self, header: int) -> list[Heading]:
        """Return one heading for each column; says which stand twice, and which are missing."""
        found: dict[str, Heading] = {}
        for heading in self._understood(header):
            other = found.setdefault(heading.column.key, heading)
            if other is not heading:
                rule = f"the column {heading.column.key} stands twice: also under the title {other.written}"
                self.fault(header, heading.written, None, rule)
        for key in REQUIRED[self.sheet.table]:
            if key not in found:
                self.fault(header, None, None, f"the column {key} ({self.index.title(key)}) is missing")
        return list(found.values())

    def _understood(self, header: int) -> list[Heading]:
        headings: list[Heading] = []
        width = max((len(row) for row in self.sheet.rows[header:]), default=0)
        titles = [shown(cell) for cell in self.sheet.rows[header]]
        for column in range(width):
            title = titles[column] if column < len(titles) else ""
            if not title:
                # A row of a CSV file that is longer than its header has a fault of its own.
                if column < len(titles):
                    self._untitled(header, column)
                continue
            result = self.index.heading(column, title)
            if isinstance(result, Heading):
                headings.append(result)
            elif result is not None:
                self.fault(header, title, None, result)
        return headings

    def _untitled(self, header: int, column: int) -> None:
        for position in range(header + 1, len(self.sheet.rows)):
            row = self.sheet.rows[position]
            if column < len(row) and not blank(row[column]):
                rule = f"the cell stands in column {column + 1}, which has no title"
                self.fault(position, None, shown(row[column]), rule)
                return

    def records(self, header: int, headings: Sequence[Heading]) -> list[int]:
        """Return the positions of the rows that are records."""
        width = len(self.sheet.rows[header])
        at = {heading.column.key: heading.position for heading in headings}
        labels = [at[key] for key in (CLUSTER_ID.key, YEAR.key, "name") if key in at]
        positions: list[int] = []
        for position in range(header + 1, len(self.sheet.rows)):
            row = self.sheet.rows[position]
            first = next((cell for cell in row if not blank(cell)), None)
            if first is None:
                continue
            words = [first, *(row[label] for label in labels if label < len(row))]
            total = _total(words, row, at.get(CLUSTER_ID.key))
            if total is not None:
                self._pass_over(position, total)
                continue
            if len(row) != width and self._ragged(position, row, width):
                continue
            positions.append(position)
        return positions

    def _pass_over(self, position: int, total: str) -> None:
        if self.sheet.file:
            told = Notice(*self.sheet.place(position), None, total, "passed over: a row of totals")
            self.remarks.append(told)
        else:
            self.fault(position, None, total, "a row of totals is no record")

    def _ragged(self, position: int, row: Sequence[Cell], width: int) -> bool:
        """Return whether a row's cells cannot be told apart: it is shorter or longer than the header."""
        if len(row) > width and all(blank(cell) for cell in row[width:]):
            return False
        rule = f"the row has {len(row)} cells, the header row {width}: a comma is missing or too many"
        self.fault(position, None, None, rule)
        return True


def _total(words: Sequence[Cell], row: Sequence[Cell], id_position: int | None) -> str | None:
    """Return the words that make a row one of totals, None if it is a record."""
    if not any("计" in word for word in words if isinstance(word, str)):
        return None
    for word in words:
        label = plain(shown(word)).rstrip(":")
        if label in _TOTALS or label.startswith(tuple(f"{total}(" for total in _TOTALS)):
            return shown(word)
    # 全市合计 is a total where no cluster's id stands.
    has_id = id_position is not None and id_position < len(row) and not blank(row[id_position])
    label = plain(shown(words[0]))
    if label.endswith(_TOTALS) and (not has_id or row[id_position or 0] == words[0]):
        return shown(words[0])
    return None
