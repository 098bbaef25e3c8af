"""A workbook being written: sheets of columns with formats, headers that stay in view, native charts.

Text that came from a user is written as text, whatever it begins with; a number is written as a number.
The file is written beside its place and renamed, so that it is there whole or not at all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from math import isfinite
from pathlib import Path
from typing import Any, Final, Literal

from attrs import frozen

from clusterkit.errors import InputError

Kind = Literal["text", "share", "points", "count", "number", "year", "whole"]

_FORMATS: Final[Mapping[Kind, dict[str, Any]]] = {
    "text": {"text_wrap": True, "valign": "top"},
    "share": {"num_format": "0.0%"},
    "points": {"num_format": "+0.0%;-0.0%;0.0%"},
    "count": {"num_format": "0.00"},
    "number": {"num_format": "#,##0.####"},
    "year": {"num_format": "0"},
    "whole": {"num_format": "#,##0"},
}
_WIDTH: Final[Mapping[Kind, int]] = {
    "text": 28,
    "share": 11,
    "points": 11,
    "count": 11,
    "number": 14,
    "year": 8,
    "whole": 11,
}
_LONGEST_CELL = 32_000
_LONGEST_SHEET = 31
_FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")
_ROWS = 1_048_576


@frozen
class Column:
    """One column: the key of its values in the rows, its title, what it holds, and how wide it is."""

    key: str
    title: str
    kind: Kind = "text"
    width: int | None = None


class Sheet:
    """One sheet: an optional heading, a table whose header stays in view, and charts beside it."""

    def __init__(self, book: Any, sheet: Any, formats: Mapping[str, Any]) -> None:
        self._book, self.raw, self.formats = book, sheet, formats
        self._row = 0

    def heading(self, text: str) -> None:
        """Write a line above the table."""
        self.raw.write_string(self._row, 0, _cut(text), self.formats["heading"])
        self._row += 1

    def line(self, text: str) -> None:
        """Write a plain line above the table."""
        self.raw.write_string(self._row, 0, _cut(text))
        self._row += 1

    def table(
        self, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], *, marks: Sequence[str | None] = ()
    ) -> tuple[int, int]:
        """Write a table and return its first and last row of values; `marks` name a format for whole rows."""
        if self._row:
            self._row += 1
        if len(rows) + self._row >= _ROWS:
            raise InputError(
                f"a sheet holds at most {_ROWS:,} rows; write --out results.parquet or results.csv instead"
            )
        for place, column in enumerate(columns):
            self.raw.write_string(self._row, place, column.title, self.formats["header"])
            self.raw.set_column(place, place, column.width or _WIDTH[column.kind])
        self.raw.freeze_panes(self._row + 1, 1)
        first = self._row + 1
        for number, row in enumerate(rows):
            mark = marks[number] if number < len(marks) else None
            for place, column in enumerate(columns):
                self.cell(first + number, place, row.get(column.key), column.kind, mark)
        last = first + max(len(rows), 1) - 1
        self.raw.autofilter(self._row, 0, last, len(columns) - 1)
        self._row = last + 1
        return first, last

    def cell(self, row: int, place: int, value: Any, kind: Kind, mark: str | None = None) -> None:
        """Write one cell: what does not exist is blank, a number is a number, all else is text."""
        form = self.formats[kind if mark is None else f"{kind} {mark}"]
        if isinstance(value, bool) or not isinstance(value, int | float):
            if value is None:
                self.raw.write_blank(row, place, None, form)
            else:
                self.raw.write_string(row, place, _cut(str(value)), form)
        elif isfinite(value):
            self.raw.write_number(row, place, value, form)
        else:
            self.raw.write_blank(row, place, None, form)

    def note(self, row: int, place: int, text: str) -> None:
        """Put a note on a cell."""
        self.raw.write_comment(row, place, _cut(text), {"x_scale": 2.0})

    def chart(
        self, kind: Mapping[str, Any], series: Sequence[Mapping[str, Any]], *, at: str, title: str, y: str
    ) -> None:
        """Draw a native chart of cells of this book."""
        chart = self._book.add_chart(dict(kind))
        for one in series:
            chart.add_series(dict(one))
        chart.set_title({"name": title, "name_font": {"size": 12}})
        chart.set_y_axis({"name": y, "num_format": "0%", "min": 0})
        chart.set_size({"width": 640, "height": 360})
        self.raw.insert_chart(at, chart)


class Book:
    """A workbook that is being written."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self.formats: dict[str, Any] = {
            "heading": book.add_format({"bold": True, "font_size": 13}),
            "header": book.add_format(
                {"bold": True, "bottom": 1, "bg_color": "#E7E6E6", "text_wrap": True, "valign": "top"}
            ),
        }
        for kind, form in _FORMATS.items():
            self.formats[kind] = book.add_format(form)
            for mark, colour in _COLOURS.items():
                self.formats[f"{kind} {mark}"] = book.add_format({**form, **colour})
        self._names: set[str] = set()

    def sheet(self, name: str) -> Sheet:
        """Add a sheet; its name is shortened to what a workbook takes."""
        short = name.translate(_FORBIDDEN)[:_LONGEST_SHEET] or "-"
        number = 2
        while short.lower() in self._names:
            tail = f" {number}"
            short = short[: _LONGEST_SHEET - len(tail)] + tail
            number += 1
        self._names.add(short.lower())
        return Sheet(self._book, self._book.add_worksheet(short), self.formats)


_COLOURS: Final[Mapping[str, dict[str, Any]]] = {
    "fails": {"bg_color": "#F8CBAD", "bold": True},
    "unknown": {"bg_color": "#FFE699", "italic": True},
    "advisory": {"bg_color": "#DDEBF7"},
}
"""Fill and weight both tell them apart, on the screen and in black and white."""


@contextmanager
def written(path: Path) -> Iterator[Book]:
    """Give a workbook to write to, and put it in its place once it is whole.

    Raises InputError without the extra, and where the file cannot be written.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise InputError("writing .xlsx needs the extra excel: pip install 'clusterkit-sdk[excel]'") from None
    beside = path.with_name(f".{path.name}.{os.getpid()}.xlsx")
    options = {
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": False,
    }
    try:
        book = xlsxwriter.Workbook(str(beside), options)
        yield Book(book)
        book.close()
        beside.replace(path)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        told = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{path} cannot be written: {told}; close it if it is open, or name another file") from error
    finally:
        with suppress(OSError):
            beside.unlink()


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…"
