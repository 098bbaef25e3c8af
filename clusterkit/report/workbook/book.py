"""A workbook being written: sheets of columns with formats, headers that stay in view, notes, native charts.

Text is written as text, whatever it begins with; a number is written as a number; what does not exist is
blank. The file is there whole or not at all, and the same content gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from math import isfinite
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from attrs import frozen

from clusterkit.errors import InputError
from clusterkit.law.text import Language, Text
from clusterkit.report.whole_file import write_whole
from clusterkit.report.workbook.native_chart import Chart
from clusterkit.report.workbook.stored_text import sheet_name, stored

Kind = Literal["text", "share", "points", "count", "number", "year", "whole", "date", "moment"]
Mark = Literal["fails", "unknown", "advisory"]
Row = Mapping[str, Any]

_FORMATS: Final[Mapping[Kind, dict[str, Any]]] = {
    "text": {"text_wrap": True},
    "share": {"num_format": "0.0%"},
    "points": {"num_format": "+0.00%;-0.00%;0.00%"},
    "count": {"num_format": "0.00"},
    "number": {"num_format": "General"},
    "year": {"num_format": "0"},
    "whole": {"num_format": "#,##0"},
    "date": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm:ss"},
}
_WIDTHS: Final[Mapping[Kind, int]] = {
    "text": 28,
    "share": 11,
    "points": 12,
    "count": 11,
    "number": 14,
    "year": 8,
    "whole": 11,
    "date": 12,
    "moment": 20,
}
_MARKS: Final[Mapping[Mark, dict[str, Any]]] = {
    "fails": {"bg_color": "#F8CBAD", "bold": True},
    "unknown": {"bg_color": "#FFE699", "italic": True},
    "advisory": {"bg_color": "#DDEBF7"},
}
"""Fill and letters both tell them apart, on the screen and in black and white."""

MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384
MOST_NOTES: Final = 5_000
"""Notes on a sheet: each is a drawing of its own, and programs open many of them slowly."""
_MOST_LINKS: Final = 65_000
_MOST_DIGITS: Final = 10**15
"""Whole numbers from here on lose digits as numbers of a workbook: they are written as text."""
_OPTIONS: Final = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
_CREATED: Final = datetime(1980, 1, 1)  # noqa: DTZ001 - as in the archive's own entries, so that bytes are the same
_CHART_ROWS: Final = 20


@frozen
class Column:
    """One column: the key of its values in the rows, its title, what it holds, and how wide it is."""

    key: str
    title: Text | str
    kind: Kind = "text"
    width: int | None = None


@frozen
class Cell:
    """A value with what its column does not say of it: another kind, a mark, a note, a cell to which it leads."""

    value: Any
    kind: Kind | None = None
    mark: Mark | None = None
    note: str | None = None
    link: tuple[str, int, int] | None = None


@frozen
class Span:
    """Where a table stands in its sheet: the row of its header, its first row and the one after its last."""

    header: int
    first: int
    end: int


class Sheet:
    """One sheet: headings, tables one under the other, charts beside them. The first table's header stays in view."""

    def __init__(self, book: Any, sheet: Any, formats: Mapping[Any, Any], lang: Language) -> None:
        self._book, self._sheet, self._formats, self._lang = book, sheet, formats, lang
        self._row = self._tables = self._charts = self._notes = self._links = 0
        self._apart = True  # nothing stands in the row above
        self.name: str = sheet.get_name()

    def heading(self, text: Text | str) -> None:
        """Write a bold line."""
        self._sheet.write_string(self._row, 0, self._told(text), self._formats["heading"])
        self._row, self._apart = self._row + 1, False

    def line(self, text: Text | str) -> None:
        """Write a plain line."""
        self._sheet.write_string(self._row, 0, self._told(text), self._formats["line"])
        self._row, self._apart = self._row + 1, False

    def table(self, columns: Sequence[Column], rows: Sequence[Row], frozen: int = 1) -> Span:
        """Write a table under what is there; of the first one the header and some columns stay in view.

        Raises InputError for more rows than a sheet holds.
        """
        header = self._row if self._apart else self._row + 1
        span = Span(header, header + 1, header + 1 + len(rows))
        self._fits(span.end, len(columns))
        for place, column in enumerate(columns):
            self._sheet.write_string(header, place, self._told(column.title), self._formats["header"])
            if not self._tables:
                self._sheet.set_column(place, place, column.width or _WIDTHS[column.kind])
        for number, row in enumerate(rows, start=span.first):
            for place, column in enumerate(columns):
                self.cell(number, place, row.get(column.key), column.kind)
        if not self._tables:
            self.freeze(span.first, frozen)
            self._sheet.autofilter(header, 0, max(span.first, span.end - 1), len(columns) - 1)
        self._tables, self._row, self._apart = self._tables + 1, span.end + 1, True
        return span

    def grid(self, rows: Sequence[Sequence[Any]], widths: Sequence[int]) -> None:
        """Write rows of values as they are, from the first cell on. Raises InputError for more than a sheet holds."""
        self._fits(len(rows), max(map(len, rows), default=0))
        for place, width in enumerate(widths):
            self._sheet.set_column(place, place, width)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                self.cell(number, place, value)

    def freeze(self, row: int, column: int) -> None:
        """Keep what stands above a row and left of a column in view."""
        self._sheet.freeze_panes(row, column)

    def cell(self, row: int, place: int, value: Any, kind: Kind = "text") -> None:
        """Write one cell: what does not exist is blank, a number is a number, all else is text."""
        if not isinstance(value, Cell):
            self._write(row, place, value, self._formats[kind])
            return
        form = self._formats[value.kind or kind, value.mark] if value.mark else self._formats[value.kind or kind]
        if value.link is not None and self._links < _MOST_LINKS:
            self._links += 1
            self._sheet.write_url(row, place, _reference(*value.link), self._formats["link"], stored(str(value.value)))
        else:
            self._write(row, place, value.value, form)
        if value.note is not None and self._notes < MOST_NOTES:
            self._notes += 1
            lines = sum(1 + len(line) // 40 for line in value.note.splitlines())
            size = {"width": 320, "height": 24 + 18 * min(lines, 20)}
            self._sheet.write_comment(row, place, stored(value.note), size)

    def chart(self, chart: Chart, right_of: int) -> None:
        """Draw a native chart of this sheet's cells, right of a column, under the charts that are there."""
        if chart.curves:
            drawn = chart.drawn(self._book, self.name, self._lang)
            self._sheet.insert_chart(1 + _CHART_ROWS * self._charts, right_of + 1, drawn)
            self._charts += 1

    def _write(self, row: int, place: int, value: Any, form: Any) -> None:
        if isinstance(value, np.generic):
            value = value.item()
        if value is None or value == "":
            self._sheet.write_blank(row, place, None, form)
        elif isinstance(value, bool):
            self._sheet.write_boolean(row, place, value, form)
        elif isinstance(value, date | time | timedelta):
            self._sheet.write_datetime(row, place, value, form)
        elif not isinstance(value, float | int):
            self._sheet.write_string(row, place, stored(str(value)), form)
        elif not isfinite(value):
            self._sheet.write_blank(row, place, None, form)
        elif isinstance(value, int) and abs(value) >= _MOST_DIGITS:
            self._sheet.write_string(row, place, str(value), form)
        else:
            self._sheet.write_number(row, place, value, form)

    def _fits(self, rows: int, columns: int) -> None:
        if rows > MOST_ROWS or columns > MOST_COLUMNS:
            raise InputError(
                f"the sheet {self.name} would have {rows:,} rows and {columns:,} columns, and a workbook holds "
                f"{MOST_ROWS:,} and {MOST_COLUMNS:,}: a .csv or .parquet file has no such limit"
            )

    def _told(self, text: Text | str) -> str:
        return stored(text if isinstance(text, str) else text.in_(self._lang))


class Book:
    """A workbook that is being written, in one language."""

    def __init__(self, book: Any, lang: Language) -> None:
        self._book, self.lang, self._names = book, lang, set[str]()
        header = {"bold": True, "bottom": 1, "bg_color": "#E7E6E6", "text_wrap": True, "valign": "top"}
        self._formats: dict[Any, Any] = {
            "heading": book.add_format({"bold": True, "font_size": 13}),
            "line": book.add_format({"text_wrap": False}),
            "header": book.add_format(header),
            "link": book.add_format({"font_color": "#0563C1", "underline": 1, "valign": "top"}),
        }
        for kind, form in _FORMATS.items():
            self._formats[kind] = book.add_format({**form, "valign": "top"})
            for mark, colours in _MARKS.items():
                self._formats[kind, mark] = book.add_format({**form, **colours, "valign": "top"})

    def sheet(self, name: Text | str) -> Sheet:
        """Add a sheet; its name becomes one that a workbook takes."""
        short = sheet_name(name if isinstance(name, str) else name.in_(self.lang), self._names)
        self._names.add(short)
        return Sheet(self._book, self._book.add_worksheet(short), self._formats, self.lang)


def write_book(path: Path, lang: Language, fill: Callable[[Book], None]) -> Path:
    """Write a workbook as `fill` fills it, whole or not at all, and return where it is.

    Raises InputError without the extra, and where the file cannot be written.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise InputError("writing .xlsx needs: pip install 'clusterkit-sdk[excel]'") from None

    def write(unfinished: Path) -> None:
        book = xlsxwriter.Workbook(str(unfinished), _OPTIONS)
        book.set_properties({"created": _CREATED})
        fill(Book(book, lang))
        try:
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(*error.args[0].args) from error
        except xlsxwriter.exceptions.XlsxFileError as error:
            raise InputError(f"{path} cannot be written: {error}") from error

    return write_whole(path, write)


def _reference(sheet: str, row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return "internal:'{}'!{}".format(sheet.replace("'", "''"), xl_rowcol_to_cell(row, column))
