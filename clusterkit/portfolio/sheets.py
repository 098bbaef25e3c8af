"""Raw rows out of a folder of CSV and Parquet files, or out of a workbook."""

from __future__ import annotations

import csv
import difflib
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import ParseError

from attrs import frozen

from clusterkit.portfolio.cells import Cell, blank
from clusterkit.portfolio.columns import TABLE_TITLES, TableName
from clusterkit.portfolio.faults import Fault, Notice, Remark
from clusterkit.portfolio.formulas import released
from clusterkit.portfolio.units import plain
from clusterkit.portfolio.workbook import marked

NEEDED: Final[tuple[TableName, ...]] = ("clusters", "observations")

_TABLES: Final[dict[str, TableName]] = {
    plain(name): table for table, title in TABLE_TITLES.items() for name in (title.zh, title.en)
}
_TABLE_FILES = frozenset({".csv", ".parquet"})
_WORKBOOKS = frozenset({".xlsx", ".xlsm"})
_OTHER_WORKBOOKS = frozenset({".xls", ".xlsb", ".et", ".ods", ".numbers"})
_README_SHEETS = frozenset({"说明", "填表说明", "readme"})
_UNREAD_STARTS = ("#", "_", ".", "~$")
_CLOSE_ENOUGH = 0.75
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@frozen
class Sheet:
    """The rows of one table as they stand in the file.

    `first_row` is the number that the user's program gives to `rows[0]`; `header` the index of the
    header row where the format fixes it, None where it must be looked for.
    """

    table: TableName
    file: str
    sheet: str | None
    rows: Sequence[Sequence[Cell]]
    first_row: int = 1
    header: int | None = None

    def place(self, position: int | None) -> tuple[str, str | None, int | None]:
        """Return the file, sheet and row number of `rows[position]`, as a remark names them."""
        return self.file, self.sheet, None if position is None else position + self.first_row


def sheets_of(path: Path) -> tuple[dict[TableName, Sheet], list[Remark]]:
    """Return the tables of a folder or workbook, and what is to be said about its files and sheets."""
    if path.is_dir():
        return _of_folder(path)
    if not path.exists():
        return {}, [_about(str(path), None, "there is no such file or folder")]
    suffix = path.suffix.lower()
    if suffix in _WORKBOOKS:
        return _of_workbook(path)
    if suffix in _OTHER_WORKBOOKS:
        return {}, [_about(path.name, None, f"a workbook is read as .xlsx: save this {suffix} as .xlsx")]
    rule = "a portfolio is a folder of .csv or .parquet files, or one .xlsx workbook"
    if suffix in _TABLE_FILES:
        rule += ": hand in the folder that holds this file"
    return {}, [_about(path.name, None, rule)]


def _of_folder(folder: Path) -> tuple[dict[TableName, Sheet], list[Remark]]:
    files = [file for file in sorted(folder.iterdir()) if not file.name.startswith(_UNREAD_STARTS)]
    tables = [file for file in files if file.suffix.lower() in _TABLE_FILES]
    chosen, remarks = _chosen([(file.name, file.stem) for file in tables], None)
    missing = [table for table in NEEDED if table not in chosen]
    names = ", ".join(file.name for file in files) or "nothing"
    remarks += [
        _about(str(folder), None, f"the folder has no {table}.csv or .parquet; it holds {names}") for table in missing
    ]
    found: dict[TableName, Sheet] = {}
    for table, name in chosen.items():
        read = _of_csv if name.lower().endswith(".csv") else _of_parquet
        sheet = read(table, folder / name, remarks)
        if sheet is not None:
            found[table] = sheet
    return found, remarks


def _of_workbook(path: Path) -> tuple[dict[TableName, Sheet], list[Remark]]:
    try:
        from python_calamine import CalamineError, PasswordError, SheetTypeEnum, load_workbook
    except ImportError:
        return {}, [_about(path.name, None, 'reading a workbook needs: pip install "clusterkit-sdk[excel]"')]
    broken = (CalamineError, zipfile.BadZipFile, ParseError, OSError, KeyError)
    try:
        with load_workbook(path) as book:
            cells = {
                sheet.name: book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                for sheet in book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet
                and plain(sheet.name) not in _README_SHEETS
                and not sheet.name.startswith(_UNREAD_STARTS)
            }
    except PasswordError:
        return {}, [_about(path.name, None, "the workbook is protected by a password: save it without one")]
    except broken as error:
        return {}, [_about(path.name, None, f"not a readable .xlsx workbook ({error})")]
    filled = [name for name, rows in cells.items() if plain(name) in _TABLES or rows]
    chosen, remarks = _chosen([(name, name) for name in filled], path.name)
    names = ", ".join(cells) or "nothing"
    remarks += [
        _about(
            path.name,
            None,
            f"the workbook has no sheet {table} ({TABLE_TITLES[table].zh}); its sheets are {names}",
        )
        for table in NEEDED
        if table not in chosen
    ]
    found: dict[TableName, Sheet] = {}
    for table, name in chosen.items():
        try:
            found[table] = Sheet(table, path.name, name, marked(path, name, cells[name]))
        except broken as error:
            remarks.append(_about(path.name, name, f"not a readable sheet ({error})"))
    return found, remarks


def _chosen(named: Iterable[tuple[str, str]], book: str | None) -> tuple[dict[TableName, str], list[Remark]]:
    """Return which file or sheet holds which table, by its name; `book` is None for a folder."""
    chosen: dict[TableName, str] = {}
    remarks: list[Remark] = []
    strangers: list[tuple[str, str]] = []
    for name, word in named:
        table = _TABLES.get(plain(word))
        if table is None:
            strangers.append((name, word))
        elif table in chosen:
            remarks.append(_about(book or name, book and name, f"{table} stands twice: also in {chosen[table]}"))
        else:
            chosen[table] = name
    for name, word in strangers:
        near = difflib.get_close_matches(plain(word), list(_TABLES), n=1, cutoff=_CLOSE_ENOUGH)
        place = (book or name, book and name)
        if near and _TABLES[near[0]] not in chosen:
            remarks.append(_about(*place, f"no table has this name; did you mean {_TABLES[near[0]]}?"))
        else:
            remarks.append(Notice(*place, None, None, None, "not read: no table has this name"))
    return chosen, remarks


def csv_rows(path: Path, remarks: list[Remark]) -> list[list[str]] | None:
    """Return the rows of a CSV file, UTF-8 or GB18030; None, and the fault among the remarks, if it cannot be read."""
    try:
        content = path.read_bytes()
    except OSError as error:
        remarks.append(_about(path.name, None, f"the file cannot be read ({error.strerror})"))
        return None
    if content.startswith(_UTF16):
        remarks.append(_about(path.name, None, "the file is UTF-16: save it as CSV UTF-8"))
        return None
    try:
        written = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            written = content.decode("gb18030")
        except UnicodeDecodeError:
            remarks.append(_about(path.name, None, "the file is neither UTF-8 nor GB18030: save it as CSV UTF-8"))
            return None
        remarks.append(Notice(path.name, None, None, None, None, "read as GB18030", "note"))
    reader = csv.reader(io.StringIO(written, newline=""), strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error as error:
        rule = f"the row cannot be read ({error}): mend its quotation marks"
        remarks.append(Fault(path.name, None, len(rows) + 1, None, None, rule))
        return None
    return [[released(cell) for cell in row] for row in rows] if "'" in written else rows


def _of_csv(table: TableName, path: Path, remarks: list[Remark]) -> Sheet | None:
    rows = csv_rows(path, remarks)
    return None if rows is None else Sheet(table, path.name, None, rows)


def _of_parquet(table: TableName, path: Path, remarks: list[Remark]) -> Sheet | None:
    try:
        from pyarrow import ArrowException, parquet
    except ImportError:
        remarks.append(_about(path.name, None, 'reading Parquet needs: pip install "clusterkit-sdk[parquet]"'))
        return None
    try:
        data = parquet.ParquetFile(path).read()
        columns = [column.to_pylist() for column in data.columns]
    except (ArrowException, OSError, ValueError) as error:
        remarks.append(_about(path.name, None, f"not a readable Parquet file ({error})"))
        return None
    rows: list[Sequence[Cell]] = [data.column_names, *zip(*columns, strict=True)]
    return Sheet(table, path.name, None, rows, first_row=0, header=0)


def is_empty(sheet: Sheet) -> bool:
    """Return whether a sheet has no filled cell at all."""
    return all(blank(cell) for row in sheet.rows for cell in row)


def _about(file: str, sheet: str | None, rule: str) -> Fault:
    return Fault(file, sheet, None, None, None, rule)
