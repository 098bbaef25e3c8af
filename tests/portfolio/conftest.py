"""Portfolios written as users write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

CLUSTERS = "cluster_id,name,jurisdiction,certified_on\nA1,Alpha,north,2023-05-01\nB2,Beta,south,\n"
OBSERVATIONS = "cluster_id,year,output_value\nA1,2022,30\nA1,2023,33.5\nB2,2023,12\n"

Folder = Callable[..., Path]
Workbook = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Write a folder of CSV files; tables that are not named are small and right, None leaves one out."""

    def write(*, encoding: str = "utf-8", **tables: str | None) -> Path:
        path = tmp_path / "portfolio"
        path.mkdir(exist_ok=True)
        for name, content in ({"clusters": CLUSTERS, "observations": OBSERVATIONS} | tables).items():
            if content is not None:
                (path / f"{name}.csv").write_bytes(content.encode(encoding))
        return path

    return write


@pytest.fixture
def workbook(tmp_path: Path) -> Workbook:
    """Write a workbook: rows by sheet, number formats by (sheet, row, column) from 0."""
    xlsxwriter = pytest.importorskip("xlsxwriter")

    def write(
        sheets: Mapping[str, Sequence[Sequence[Any]]] | None = None,
        *,
        formats: Mapping[tuple[str, int, int], str | int] | None = None,
        name: str = "book.xlsx",
        **more: Sequence[Sequence[Any]] | None,
    ) -> Path:
        standard = {name: _cells(text) for name, text in (("clusters", CLUSTERS), ("observations", OBSERVATIONS))}
        path = tmp_path / name
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
            plain = book.add_format({"num_format": "yyyy-mm-dd"})
            for sheet, rows in (sheets if sheets is not None else standard | more).items():
                if rows is None:
                    continue
                page = book.add_worksheet(sheet)
                for r, row in enumerate(rows):
                    for c, cell in enumerate(row):
                        code = (formats or {}).get((sheet, r, c))
                        style = book.add_format({"num_format": code}) if code is not None else None
                        if isinstance(cell, date):
                            page.write_datetime(r, c, cell, style or plain)
                        elif isinstance(cell, tuple):
                            page.write_formula(r, c, *cell)
                        elif cell is not None:
                            page.write(r, c, cell, style)
        return path

    return write


def _cells(text: str) -> list[list[Any]]:
    def cell(word: str) -> float | str | None:
        try:
            return float(word)
        except ValueError:
            return word or None

    return [[cell(word) for word in line.split(",")] for line in text.splitlines()]
