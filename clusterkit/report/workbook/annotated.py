"""The reader's faults as an annotated copy of what was handed in: faulty cells coloured, the rule in a note.

A first sheet lists every remark with a link to its cell. The copy holds values alone: a user's formats,
formulas and drawings stay in the user's own file.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from attrs import evolve, frozen

from clusterkit.errors import InputError
from clusterkit.law.text import Language, Text
from clusterkit.portfolio.cells import Flaw, Percent, blank, shown
from clusterkit.portfolio.faults import Notice, Remark
from clusterkit.portfolio.sheets import sheets_of
from clusterkit.portfolio.workbook import marked
from clusterkit.report.workbook.book import Book, Cell, Column, Mark, Row, Sheet, write_book

LIST: Final = Text("_错误清单", "_faults")
"""The name of the first sheet; a reader of portfolios passes over names that begin with a line."""

_WORDS: Final[Mapping[str, Text]] = {
    "fault": Text("错误", "fault"),
    "warning": Text("警告", "warning"),
    "note": Text("说明", "note"),
}
_MARKS: Final[Mapping[str, Mark]] = {"fault": "fails", "warning": "unknown", "note": "advisory"}
_GRAVEST: Final = tuple(_MARKS)
_COPY: Final = Text(
    "本文件只含数值,不含原文件的格式和公式:请在原文件中改正",
    "this copy holds values, not your formats and formulas: mend your own file",
)
_COLOURS: Final = Text(
    "颜色:红 错误,须改正;黄 警告;蓝 说明。批注写明规则",
    "colours: red faults, to be mended; yellow warnings; blue notes. A note on the cell says the rule",
)
_COLUMNS: Final = (
    Column("severity", Text("级别", "severity"), width=10),
    Column("table", Text("工作表", "sheet"), width=24),
    Column("cell", Text("单元格", "cell"), width=10),
    Column("row", Text("行", "row"), "year"),
    Column("column", Text("列", "column"), width=28),
    Column("value", Text("原值", "value"), width=24),
    Column("rule", Text("规则", "rule"), width=80),
)
_WIDTH: Final = 14
_SEARCHED_ROWS: Final = 50
_FIRST_YEAR: Final = 1900
"""Dates of a workbook begin with this year."""

Place = tuple[int, int]


@frozen(eq=False, slots=False)
class Table:
    """One sheet or file of what was handed in, by the name that remarks give it.

    `first_row` is the number that the user's program gives to `rows[0]`.
    """

    name: str
    rows: Sequence[Sequence[Any]]
    first_row: int = 1

    @cached_property
    def titles(self) -> Mapping[str, list[Place]]:
        """The cells that bear a title, of the first row that has it, counted from 0."""
        found: dict[str, list[Place]] = {}
        for row, cells in enumerate(self.rows[:_SEARCHED_ROWS]):
            for column, cell in enumerate(cells):
                known = found.setdefault(shown(cell), [])
                if not known or known[0][0] == row:
                    known.append((row, column))
        return found

    def places(self, remark: Remark) -> list[Place]:
        """Return the cells that a remark is about: one, those of a title, a whole row, or none."""
        titles = [] if remark.column is None else self.titles.get(remark.column, [])
        position = None if remark.row is None else remark.row - self.first_row
        if position is None or not 0 <= position < len(self.rows):
            return titles[:1]
        if titles and position == titles[0][0]:
            return titles
        if titles:
            return [(position, titles[0][1])]
        row = self.rows[position]
        return [(position, column) for column, cell in enumerate(row) if not blank(cell)] or [(position, 0)]


@frozen
class _Placed:
    """A remark, its table (None where it is about the whole), the table's sheet in the copy, and the cells there."""

    remark: Remark
    table: Table | None = None
    sheet: str = ""
    places: Sequence[Place] = ()

    @property
    def severity(self) -> str:
        """How grave it is: fault, warning or note."""
        return self.remark.severity if isinstance(self.remark, Notice) else "fault"


def write_annotated(path: Path, source: Path, remarks: Sequence[Remark], lang: Language) -> Path:
    """Write the annotated copy of a workbook or folder and return where it is.

    Raises InputError where there is nothing to copy, or the copy cannot be written.
    """
    tables = tables_of(source)
    if not tables:
        raise InputError(f"no copy of {source} was written: no table in it can be read")

    def fill(book: Book) -> None:
        first = book.sheet(LIST)
        sheets = {table.name: book.sheet(_named(table)) for table in tables}
        placed = [_placed(remark, tables, sheets) for remark in remarks]
        _list(first, source, placed, lang)
        for table in tables:
            own = [one for one in placed if one.table is table]
            _copy(sheets[table.name], table, own, lang)

    return write_book(path, lang, fill)


def tables_of(source: Path) -> list[Table]:
    """Return every sheet of a workbook, also those that are not read as a table, or the tables of a folder."""
    if source.is_dir():
        sheets, _ = sheets_of(source)
        return [Table(one.file, one.rows, one.first_row) for one in sheets.values()]
    try:
        from python_calamine import CalamineError, SheetTypeEnum, load_workbook
    except ImportError:
        return []
    try:
        with load_workbook(source) as book:
            names = [one.name for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
            rows = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}
        return [Table(name, marked(source, name, rows[name])) for name in names if name not in {LIST.zh, LIST.en}]
    except (CalamineError, zipfile.BadZipFile, ParseError, OSError, KeyError):
        return []


def _named(table: Table) -> str:
    return table.name.removesuffix(".csv").removesuffix(".parquet")


def _placed(remark: Remark, tables: Sequence[Table], sheets: Mapping[str, Sheet]) -> _Placed:
    table = next((table for table in tables if table.name == (remark.sheet or remark.file)), None)
    if table is None:
        return _Placed(remark)
    return _Placed(remark, table, sheets[table.name].name, table.places(remark))


def _list(sheet: Sheet, source: Path, placed: Sequence[_Placed], lang: Language) -> None:
    """Write every remark, with a link to its cell."""
    counts = Counter(one.severity for one in placed)
    sheet.heading(source.name)
    sheet.line(", ".join(f"{word.in_(lang)} {counts[severity]}" for severity, word in _WORDS.items()))
    for told in (_COPY, _COLOURS):
        sheet.line(told)
    sheet.table(_COLUMNS, [_listed(one, lang) for one in placed])


def _listed(one: _Placed, lang: Language) -> Row:
    remark = one.remark
    row, column = one.places[0] if one.places else (0, 0)
    cell = Cell(f"{_letters(column)}{row + 1}", link=(one.sheet, row, column)) if one.places else None
    return {
        "severity": Cell(_WORDS[one.severity].in_(lang), mark=_MARKS[one.severity]),
        "table": one.sheet or remark.sheet or remark.file,
        "cell": cell,
        "row": remark.row,
        "column": remark.column,
        "value": remark.value,
        "rule": remark.rule,
    }


def _copy(sheet: Sheet, table: Table, placed: Sequence[_Placed], lang: Language) -> None:
    """Write the values of a table as they are, those that a remark is about coloured and noted."""
    remarks: dict[Place, list[_Placed]] = {}
    for one in placed:
        for place in one.places:
            remarks.setdefault(place, []).append(one)
    rows = [[_value(cell) for cell in row] for row in table.rows]
    for (row, column), own in remarks.items():
        gravest = min(own, key=lambda one: _GRAVEST.index(one.severity))
        # Of a whole row, the first cell bears the note.
        told = [f"{_WORDS[one.severity].in_(lang)}: {one.remark.rule}" for one in own if one.places[0] == (row, column)]
        rows[row] += [Cell(None)] * (column + 1 - len(rows[row]))
        note = "\n".join(dict.fromkeys(told)) or None
        rows[row][column] = evolve(rows[row][column], mark=_MARKS[gravest.severity], note=note)
    sheet.grid(rows, [_WIDTH] * max(map(len, rows), default=0))
    headers = [table.titles[one.remark.column or ""][0][0] for one in placed if one.remark.column in table.titles]
    if headers:
        sheet.freeze(min(headers) + 1, 1)


def _value(cell: Any) -> Cell:
    """Return a cell's value as it stands in the user's file; of a flaw, what its reader sees there."""
    if isinstance(cell, Flaw):
        return Cell(cell.seen)
    if isinstance(cell, Percent):
        return Cell(float(cell), "share")
    if isinstance(cell, datetime):
        fits = cell.tzinfo is None and cell.year >= _FIRST_YEAR
        return Cell(cell, "moment") if fits else Cell(cell.isoformat(sep=" "))
    if isinstance(cell, date):
        return Cell(cell, "date") if cell.year >= _FIRST_YEAR else Cell(cell.isoformat())
    if isinstance(cell, bool | float | int):
        return Cell(cell, "number")
    return Cell(cell if cell is None or isinstance(cell, str) else shown(cell))


def _letters(column: int) -> str:
    """Return a column's letters: A for 0."""
    found = ""
    while column >= 0:
        found, column = chr(ord("A") + column % 26) + found, column // 26 - 1
    return found
