"""What a workbook tells of its cells beyond their values: errors, unstored formulas, formats."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Final
from xml.etree import ElementTree as ET

from clusterkit.portfolio.cells import Cell, Flaw, Percent

_PERCENT_IDS: Final = {9, 10}
_MONTH_IDS: Final = {17, 27, 36, 50, 52, 57}  # mmm-yy, and year and month as Chinese Excel numbers them
_LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_CELL = rb"<(?:\w+:)?c\b"
_CELL_TAG = re.compile(_CELL)
_REFERENCE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_ERROR = re.compile(_CELL + rb'([^>]*\bt="e"[^>]*)>.*?<(?:\w+:)?v>([^<]*)<', re.DOTALL)
_UNSTORED = re.compile(
    _CELL + rb"([^>]*)><(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_FORMULA_TAGS: Final = (b"<f>", b"<f ", b":f>", b":f ")
_ERROR_RULE = "the cell holds an error: mend its formula, or leave the cell blank"
_UNSTORED_RULE = "the formula has no stored value: open the workbook in Excel, save it, and hand it in again"
_MONTH_RULE = "a month alone is not a date: write the day too, such as 2024-03-31"


def marked(path: Path, sheet: str, rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Return a sheet's rows with what their values do not tell.

    Errors, formulas without a stored value and dates shown as a month become `Flaw`, numbers shown
    with a percent sign `Percent`. `rows` starts at the sheet's first row and column.
    """
    found = [list(row) for row in rows]
    with zipfile.ZipFile(path) as book:
        part = _part_of(book, sheet)
        if part is None:
            return found
        xml = book.read(part)
        percent, month = _styles(book)
    _mark_formats(found, xml, percent, month)
    _mark_formulas(found, xml)
    # Values end with the last cell that has one; a flaw may stand beyond it.
    width = max((len(row) for row in found), default=0)
    return [row + [""] * (width - len(row)) for row in found]


def _mark_formats(rows: list[list[Cell]], xml: bytes, percent: set[int], month: set[int]) -> None:
    for row, column in _styled(xml, percent):
        value = _at(rows, row, column)
        if isinstance(value, float):
            rows[row][column] = Percent(value)
    for row, column in _styled(xml, month):
        value = _at(rows, row, column)
        if isinstance(value, date):
            rows[row][column] = Flaw(f"{value.year}年{value.month}月", _MONTH_RULE)


def _mark_formulas(rows: list[list[Cell]], xml: bytes) -> None:
    if b't="e"' in xml:
        for match in _ERROR.finditer(xml):
            _mark(rows, match[1], Flaw(match[2].decode(), _ERROR_RULE))
    if any(tag in xml for tag in _FORMULA_TAGS):
        for match in _UNSTORED.finditer(xml):
            if b't="str"' not in match[1]:
                _mark(rows, match[1], Flaw("", _UNSTORED_RULE))


def _styled(xml: bytes, styles: set[int]) -> Iterator[tuple[int, int]]:
    if not styles:
        return
    ids = b"|".join(b"%d" % style for style in sorted(styles))
    # Looking for the style and then for its tag is several times faster than a pattern of the tag.
    for match in re.finditer(rb'\ss="(?:' + ids + rb')"', xml):
        tag = xml[xml.rfind(b"<", 0, match.start()) : xml.find(b">", match.end())]
        place = _place(tag) if _CELL_TAG.match(tag) else None
        if place is not None:
            yield place


def _place(attributes: bytes) -> tuple[int, int] | None:
    reference = _REFERENCE.search(attributes)
    if reference is None:
        return None
    column = 0
    for letter in reference[1]:
        column = column * 26 + letter - 64
    return int(reference[2]) - 1, column - 1


def _mark(rows: list[list[Cell]], attributes: bytes, flaw: Flaw) -> None:
    place = _place(attributes)
    if place is None:
        return
    row, column = place
    rows.extend([] for _ in range(row + 1 - len(rows)))
    rows[row].extend([""] * (column + 1 - len(rows[row])))
    rows[row][column] = flaw


def _at(rows: list[list[Cell]], row: int, column: int) -> Cell:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def _part_of(book: zipfile.ZipFile, sheet: str) -> str | None:
    workbook = ET.fromstring(book.read("xl/workbook.xml"))  # noqa: S314 - expat refuses entity bombs
    relations = ET.fromstring(book.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - as above
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for element in workbook.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            relation = next((value for key, value in element.items() if key.endswith("}id")), None)
            part = str(PurePosixPath("/xl", targets.get(relation, ""))).lstrip("/")
            return part if part in book.namelist() else None
    return None


def _styles(book: zipfile.ZipFile) -> tuple[set[int], set[int]]:
    """Return the style numbers that show a percentage, and those that show a year and month alone."""
    if "xl/styles.xml" not in book.namelist():
        return set(), set()
    root = ET.fromstring(book.read("xl/styles.xml"))  # noqa: S314 - as above
    codes: dict[int, str] = {}
    formats: list[int] = []
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        if name == "numFmt":
            codes[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
        elif name == "cellXfs":
            formats = [int(style.get("numFmtId", "0")) for style in element]
    percent = _PERCENT_IDS | {number for number, code in codes.items() if _is_percent(code)}
    month = _MONTH_IDS | {number for number, code in codes.items() if _is_month(code)}
    styles = list(enumerate(formats))
    return {style for style, number in styles if number in percent}, {
        style for style, number in styles if number in month
    }


def _is_percent(code: str) -> bool:
    return "%" in _LITERALS.sub("", code)


def _is_month(code: str) -> bool:
    letters = _LITERALS.sub("", code).lower().partition(";")[0]
    return "y" in letters and "m" in letters and "d" not in letters
