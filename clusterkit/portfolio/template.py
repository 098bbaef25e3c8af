"""An empty workbook to be filled in: titles, units, notes and lists to choose from."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from clusterkit.errors import InputError
from clusterkit.law.indicator import Indicator
from clusterkit.portfolio.columns import (
    CLUSTER_COLUMNS,
    DERIVED,
    EVENT_COLUMNS,
    EVENT_KINDS,
    KEY_COLUMNS,
    OBSERVATION_COLUMNS,
    OTHER_COLUMNS,
    TABLE_TITLES,
    TITLE_COLUMNS,
    TableName,
)
from clusterkit.portfolio.notes import READ_ME, note

README_SHEET: Final = "说明"

_LAST_ROW = 1_048_575
_NEEDS: Final = 'writing a workbook needs: pip install "clusterkit-sdk[excel]"'
_FORMATS: Final = {"date": "yyyy-mm-dd", "share": "0.0%", "text": "@"}
_READ_ME_COLUMNS: Final = ("表", "列", "键", "单位", "说明", "title", "note", "条款")
_READ_ME_WIDTHS: Final = (14, 40, 28, 12, 60, 40, 60, 20)


def write_template(
    path: str | Path,
    jurisdiction: str,
    indicators: Sequence[Indicator] = (),
    *,
    keys: Collection[str] | None = None,
) -> Path:
    """Write an empty workbook for one jurisdiction, which reads back.

    `indicators` are the place's own columns: qualitative ones, and facts of a cluster. `keys` are
    the figures and facts that the place uses (of a derived one both its columns); None for all.
    Returns the path; raises InputError if the file exists and is not empty, or if xlsxwriter is not
    installed. The file is written whole or not at all.
    """
    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        raise InputError(f"{target} is not the name of a workbook: it must end with .xlsx")
    if target.exists() and (target.is_dir() or target.stat().st_size):
        raise InputError(f"{target} exists already: name a new file")
    try:
        import xlsxwriter
    except ImportError:
        raise InputError(_NEEDS) from None
    columns = _columns(indicators, keys)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.stem}-", dir=target.parent) as folder:
            unfinished = Path(folder) / target.name
            options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
            with xlsxwriter.Workbook(unfinished, options) as book:
                for table in TABLE_TITLES:
                    _sheet(book, table, columns[table], jurisdiction)
                _read_me(book, columns)
            unfinished.replace(target)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise InputError(f"{target} cannot be written: {error}") from error
    return target


def header_title(column: Indicator, *, own: bool) -> str:
    """Return the header cell of a column: its Chinese title with its unit.

    A place's own column (`own`) bears its key instead: two places may use one title for two columns.
    """
    if own:
        return f"{column.title.zh}({column.key})"
    return f"{column.title.zh}({column.unit})" if column.unit not in {"", "share"} else column.title.zh


def _columns(
    indicators: Iterable[Indicator], keys: Collection[str] | None
) -> dict[TableName, list[tuple[Indicator, str]]]:
    own = {indicator.key: indicator for indicator in indicators if indicator.table != "derived"}
    used = None if keys is None else _with_parts(keys)
    known = {column.key for column in (*CLUSTER_COLUMNS, *OBSERVATION_COLUMNS)}
    further = [column for key, column in own.items() if key not in known]
    found: dict[TableName, list[tuple[Indicator, str]]] = {}
    for table in TABLE_TITLES:
        columns = (*KEY_COLUMNS[table], *OTHER_COLUMNS[table])
        kept = [column for column in columns if _is_kept(column, table, used)]
        found[table] = [(column, header_title(column, own=False)) for column in kept]
        own_here = [column for column in further if column.table == table]
        found[table] += [(column, header_title(column, own=True)) for column in own_here]
    return found


def _with_parts(keys: Collection[str]) -> set[str]:
    parts = {
        part
        for share in DERIVED
        if share.key in keys
        for part in (share.numerator, share.denominator)
        if part is not None
    }
    return {*keys, *parts}


def _is_kept(column: Indicator, table: TableName, used: set[str] | None) -> bool:
    if used is None or column.key in used or column in (*KEY_COLUMNS[table], *EVENT_COLUMNS, *TITLE_COLUMNS):
        return True
    # Names, places and dates say who a cluster is, whatever its law asks for.
    return table == "clusters" and column.kind in {"text", "date"}


def _sheet(book: Any, table: TableName, columns: Sequence[tuple[Indicator, str]], jurisdiction: str) -> None:
    sheet = book.add_worksheet(table)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    formats = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
    sheet.freeze_panes(1, len(KEY_COLUMNS[table]))
    for place, (column, title) in enumerate(columns):
        sheet.set_column(place, place, max(12, 2 * min(len(title), 16)), formats.get(column.kind))
        sheet.write_string(0, place, title, bold)
        sheet.write_comment(0, place, _comment(column), {"x_scale": 2})
        choices = _choices(column, jurisdiction)
        if choices:
            # A list may hold more than these: the choice helps, the reading checks.
            strict = "stop" if column.kind == "yes_no" else "information"
            rule = {"validate": "list", "source": choices, "error_type": strict}
            sheet.data_validation(1, place, _LAST_ROW, place, rule)


def _choices(column: Indicator, jurisdiction: str) -> list[str]:
    if column.kind == "yes_no":
        return ["是", "否"]
    if column.key in {"jurisdiction", "policy"}:
        return [jurisdiction]
    return list(EVENT_KINDS) if column.key == "kind" else []


def _comment(column: Indicator) -> str:
    words = note(column)
    lines = [column.key, f"{column.title.zh} / {column.title.en}"]
    if column.unit:
        lines.append(f"单位 / unit: {column.unit}")
    if column.citation:
        lines.append(f"条款 / clause: {'、'.join(column.citation)}")
    return "\n".join([*lines, *(line for line in (words.zh, words.en) if line)])


def _read_me(book: Any, columns: Mapping[TableName, Sequence[tuple[Indicator, str]]]) -> None:
    sheet = book.add_worksheet(README_SHEET)
    bold = book.add_format({"bold": True, "bottom": 1})
    for place, width in enumerate(_READ_ME_WIDTHS):
        sheet.set_column(place, place, width)
    row = 0
    for line in READ_ME:
        sheet.write_string(row, 0, line.zh)
        sheet.write_string(row + 1, 0, line.en)
        row += 2
    row += 1
    for place, title in enumerate(_READ_ME_COLUMNS):
        sheet.write_string(row, place, title, bold)
    for table, described in columns.items():
        for column, title in described:
            row += 1
            words = note(column)
            cells = (
                table,
                title,
                column.key,
                column.unit,
                words.zh,
                column.title.en,
                words.en,
                "、".join(column.citation),
            )
            for place, cell in enumerate(cells):
                sheet.write_string(row, place, cell)
