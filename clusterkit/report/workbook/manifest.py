"""The sheet of a workbook that says how it was made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from clusterkit.law.text import Text
from clusterkit.report.workbook.book import Book, Column

Manifest = Mapping[str, Any]

_COLUMNS: Final = (Column("key", Text("项目", "item"), width=28), Column("value", Text("值", "value"), width=90))


def manifest_sheet(book: Book, manifest: Manifest) -> None:
    """Write what is needed to make it again; the assumptions have a sheet of their own."""
    sheet = book.sheet(Text("运行记录", "manifest"))
    told = {key: value for key, value in manifest.items() if key != "assumptions"}
    sheet.table(_COLUMNS, [{"key": key, "value": value} for key, value in _flat(told)])


def _flat(told: Mapping[str, Any], head: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in told.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{head}{key}.")
        elif value is None or isinstance(value, str | int | float):
            yield f"{head}{key}", value
        else:
            yield f"{head}{key}", json.dumps(value, ensure_ascii=False)
