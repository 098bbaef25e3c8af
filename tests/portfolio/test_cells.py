from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pytest

from clusterkit.law.truth import MET, NOT_MET, UNKNOWN
from clusterkit.portfolio import cells
from clusterkit.portfolio.cells import CellError, Flaw, Percent

A_DAY = date(2024, 3, 31)


@pytest.mark.parametrize(
    "cell, value",
    [
        ("32.5", 32.5),
        (" 32.5 ", 32.5),
        ("1,234.5", 1234.5),
        ("1,234,567", 1234567.0),
        ("\uff11\uff0c\uff12\uff13\uff14", 1234.0),
        ("\uff11\uff12\uff0e\uff15", 12.5),
        ("-3", -3.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1.2E+05", 120000.0),
        (7, 7.0),
        (Decimal("7.25"), 7.25),
        (np.float64(7.5), 7.5),
        (np.int64(7), 7.0),
    ],
)
def test_numbers_are_read_as_offices_write_them(cell: object, value: float) -> None:
    assert cells.number(cell) == (value, False)


@pytest.mark.parametrize("cell", ["", "  ", None, "\u3000", "\u200b", float("nan"), np.nan])
def test_a_blank_cell_is_missing_never_zero(cell: object) -> None:
    assert cells.blank(cell)
    assert math.isnan(cells.number(cell)[0])
    assert cells.day(cell) == 0
    assert cells.yes_no(cell) == UNKNOWN
    assert cells.text(cell) == ""
    assert cells.texts(cell) == ()
    assert math.isnan(cells.year(cell))


@pytest.mark.parametrize(
    "cell, value",
    [
        ("15%", 0.15),
        ("15\uff05", 0.15),
        ("15 %", 0.15),
        ("70%", 0.7),
        ("125.9712%", 1.259712),
        (Percent(0.15), 0.15),
    ],
)
def test_a_percent_sign_moves_the_decimal_point_exactly(cell: object, value: float) -> None:
    assert cells.number(cell) == (value, True)


@pytest.mark.parametrize(
    "cell",
    [
        "abc",
        "32亿元",
        "1,23",
        "12,34,567",
        "1_000",
        "nan",
        "inf",
        "N/A",
        "-",
        "—",
        "无",
        "=1+1",
        "1 234",
        "(5)",
        "٣",
    ],
)
def test_text_in_a_number_is_refused(cell: str) -> None:
    with pytest.raises(CellError, match="not a number"):
        cells.number(cell)


@pytest.mark.parametrize(
    "cell, rule",
    [
        (True, "not a yes or no"),
        (A_DAY, "not a date"),
        (float("inf"), "infinity"),
        ("1e999", "infinity"),
        (10**400, "infinity"),
        (Flaw("#N/A", "the cell holds an error"), "holds an error"),
    ],
)
def test_what_is_no_figure_is_refused(cell: object, rule: str) -> None:
    with pytest.raises(CellError, match=rule):
        cells.number(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "2024-03-31",
        "2024-3-31",
        "2024/3/31",
        "2024/03/31",
        "2024.3.31",
        "2024年3月31日",
        "2024年03月31日",
        "2024 年 3 月 31 日",
        "\uff12\uff10\uff12\uff14-3-31",
        "2024-03-31 17:30",
        "2024-03-31T00:00:00",
        A_DAY,
        datetime(2024, 3, 31, 17, 30),  # noqa: DTZ001 - as a workbook hands it over
        np.datetime64("2024-03-31"),
        np.datetime64("2024-03-31T17:30:00.000000000"),
    ],
)
def test_days_are_read_as_offices_write_them(cell: object) -> None:
    assert cells.day(cell) == A_DAY.toordinal()


@pytest.mark.parametrize("cell", ["2024-03", "2024/3", "2024年3月", "2024年12月", "2024.3"])
def test_a_month_alone_is_no_date(cell: str) -> None:
    with pytest.raises(CellError, match="a month alone is not a date"):
        cells.day(cell)


@pytest.mark.parametrize(
    "cell, rule",
    [
        ("2023-02-29", "no such day"),
        ("2023-13-01", "no such day"),
        ("31/3/2024", "not a date"),
        ("24-3-31", "not a date"),
        ("2024-3/31", "not a date"),
        ("20240331", "not a date"),
        (45382.0, "not a date"),
        (2024.03, "not a date"),
        ("soon", "not a date"),
        ("0204-03-31", "between the years 1950 and 2100"),
        (np.datetime64("NaT"), None),
    ],
)
def test_other_dates_are_refused(cell: object, rule: str | None) -> None:
    if rule is None:
        assert cells.day(cell) == 0
        return
    with pytest.raises(CellError, match=rule):
        cells.day(cell)


@pytest.mark.parametrize("cell", ["yes", "YES", "true", "TRUE", "是", "1", "1.0", 1, 1.0, True, np.True_])
def test_yes_is_read(cell: object) -> None:
    assert cells.yes_no(cell) == MET


@pytest.mark.parametrize("cell", ["no", "No", "false", "否", "0", 0, 0.0, False, np.False_])
def test_no_is_read(cell: object) -> None:
    assert cells.yes_no(cell) == NOT_MET


@pytest.mark.parametrize("cell", ["maybe", "2", 2, "√", "不是", "有"])
def test_what_is_neither_yes_nor_no_is_refused(cell: object) -> None:
    with pytest.raises(CellError, match=r"write yes or no \(是 or 否\)"):
        cells.yes_no(cell)


@pytest.mark.parametrize("cell, year", [("2023", 2023), (2023.0, 2023), ("2023年", 2023), ("2023年度", 2023)])
def test_a_year_is_a_whole_number(cell: object, year: int) -> None:
    assert cells.year(cell) == year


@pytest.mark.parametrize(
    "cell, rule",
    [
        ("2023.5", "whole number"),
        (2023.5, "whole number"),
        ("-2023", "between 1950 and 2100"),
        (-5, "between 1950 and 2100"),
        ("20233", "between 1950 and 2100"),
        ("2023%", "whole number"),
        ("last", "not a number"),
    ],
)
def test_other_years_are_refused(cell: object, rule: str) -> None:
    with pytest.raises(CellError, match=rule):
        cells.year(cell)


def test_text_is_kept_as_it_is_written() -> None:
    assert cells.text(" 001 ") == "001"
    assert cells.text(1001.0) == "1001"
    assert cells.text(1.5) == "1.5"
    assert cells.text("A1\ufeff") == "A1"
    assert cells.text(A_DAY) == "2024-03-31"
    assert cells.text(True) == "true"


def test_a_list_of_words_is_sorted_and_has_each_word_once() -> None:
    assert cells.texts("province; national:1;province;") == ("national:1", "province")
    assert cells.texts("province\uff1bnational\uff1a 1") == ("national:1", "province")
    assert cells.texts(["province", "north"]) == ("north", "province")


def test_a_cell_is_shown_as_its_reader_sees_it() -> None:
    assert cells.shown(Percent(15.0)) == "1500%"
    assert cells.shown(15.0) == "15"
    assert cells.shown(Flaw("#N/A", "")) == "#N/A"
