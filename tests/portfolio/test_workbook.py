from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clusterkit.portfolio import load_portfolio, read_portfolio
from tests.portfolio.told import faults

Workbook = Callable[..., Path]

HEAD = ["cluster_id", "jurisdiction", "certified_on", "area_km2"]
MONTHS = ['yyyy"年"m"月"', "yyyy/mm", "mmm-yy", 17, 27, 57]
DAYS = ['yyyy"年"m"月"d"日"', "yyyy/m/d", "[$-804]yyyy-mm-dd", 14, 31]


@pytest.mark.parametrize("code", MONTHS)
def test_a_date_cell_that_shows_its_month_alone_is_a_fault(workbook: Workbook, code: str | int) -> None:
    rows = [HEAD, ["A1", "north", date(2024, 3, 1), 5], ["B2", "south"]]
    path = workbook(clusters=rows, formats={("clusters", 1, 2): code})
    assert faults(path) == [
        (
            'book.xlsx, sheet clusters, row 2, column certified_on, "2024年3月": a month alone '
            "is not a date: "
            "write the day too, such as 2024-03-31"
        )
    ]


@pytest.mark.parametrize("code", DAYS)
def test_a_date_cell_is_read_in_every_format_of_a_day(workbook: Workbook, code: str | int) -> None:
    rows = [HEAD, ["A1", "north", date(2024, 3, 31), 5], ["B2", "south"]]
    path = workbook(clusters=rows, formats={("clusters", 1, 2): code})
    assert load_portfolio(path).clusters["certified_on"][0] == date(2024, 3, 31).toordinal()


def test_a_number_without_a_date_format_is_no_date(workbook: Workbook) -> None:
    rows = [HEAD, ["A1", "north", 45382, 5], ["B2", "south"]]
    assert faults(workbook(clusters=rows)) == [
        'book.xlsx, sheet clusters, row 2, column certified_on, "45382": not a date: write it like 2024-03-31'
    ]


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!"])
def test_an_error_in_a_cell_is_not_a_blank(workbook: Workbook, error: str) -> None:
    rows: list[list[Any]] = [HEAD, ["A1", "north", None, ("=1/0", None, error)], ["B2", "south"]]
    assert faults(workbook(clusters=rows)) == [
        (
            f'book.xlsx, sheet clusters, row 2, column area_km2, "{error}": the cell holds an '
            f"error: mend its "
            "formula, or leave the cell blank"
        )
    ]


def test_the_stored_value_of_a_formula_is_read(workbook: Workbook) -> None:
    rows: list[list[Any]] = [HEAD, ["A1", "north", None, ("=2+3", None, 5)], ["B2", "south"]]
    assert load_portfolio(workbook(clusters=rows)).clusters["area_km2"][0] == 5


def rewritten(path: Path, old: bytes, new: bytes) -> Path:
    """Return a copy of a workbook in which some XML is other than xlsxwriter writes it."""
    target = path.with_name("other.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        content = {item: source.read(item) for item in source.namelist()}
        assert any(old in part for part in content.values())
        for item, part in content.items():
            copy.writestr(item, part.replace(old, new))
    return target


@pytest.mark.parametrize("value", [b"<v></v>", b"<v/>", b"<v />", b""])
def test_a_formula_without_a_stored_value_is_not_a_blank(workbook: Workbook, value: bytes) -> None:
    rows: list[list[Any]] = [HEAD, ["A1", "north", None, ("=2+3", None, 5)], ["B2", "south"]]
    path = rewritten(workbook(clusters=rows), b"<f>2+3</f><v>5</v>", b"<f>2+3</f>" + value)
    assert faults(path) == [
        (
            'other.xlsx, sheet clusters, row 2, column area_km2, "": the formula has no stored '
            "value: open the "
            "workbook in Excel, save it, and hand it in again"
        )
    ]


def test_a_formula_whose_stored_value_is_no_text_is_a_blank(workbook: Workbook) -> None:
    rows: list[list[Any]] = [HEAD, ["A1", "north", None, ("=2+3", None, 5)], ["B2", "south"]]
    stored = b'<c r="D2" t="str"><f>""</f><v></v></c>'
    path = rewritten(workbook(clusters=rows), b'<c r="D2"><f>2+3</f><v>5</v></c>', stored)
    assert np.isnan(load_portfolio(path).clusters["area_km2"][0])


def test_cells_without_a_reference_are_read_by_their_values_alone(workbook: Workbook) -> None:
    rows: list[list[Any]] = [HEAD, ["A1", "north", date(2024, 3, 31), 0.5], ["B2", "south"]]
    path = rewritten(workbook(clusters=rows, formats={("clusters", 1, 3): 9}), b'<c r="D2" ', b"<c ")
    assert load_portfolio(path).clusters["area_km2"][0] == 0.5


@pytest.mark.parametrize("part", [b"workbook.xml.rels", b"styles.xml"])
def test_a_workbook_that_lacks_a_part_is_one_fault_or_none(workbook: Workbook, part: bytes) -> None:
    path = workbook()
    target = path.with_name("lacking.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        for item in source.namelist():
            if not item.endswith(part.decode()):
                copy.writestr(item, source.read(item))
    assert all("not a readable" in fault for fault in faults(target))


def test_a_flaw_in_a_column_that_is_passed_over_is_none(workbook: Workbook) -> None:
    rows: list[list[Any]] = [
        [*HEAD, "#own"],
        ["A1", "north", None, 5, ("=1/0", None, "#N/A")],
        ["B2", "south"],
    ]
    assert faults(workbook(clusters=rows)) == []


def test_a_number_and_a_word_may_be_an_id(workbook: Workbook) -> None:
    path = workbook(
        clusters=[HEAD, [1001, "north"], ["B2", "south"]],
        observations=[["cluster_id", "year"], ["1001", 2023], ["B2", "2023年"]],
    )
    assert list(load_portfolio(path).cluster_id) == ["1001", "B2"]


def test_an_empty_sheet_beside_the_tables_is_nothing_to_tell(workbook: Workbook) -> None:
    assert read_portfolio(workbook(Sheet1=[], 说明=[["x"]], _own=[["y"]])).warnings == ()
