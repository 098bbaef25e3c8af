from __future__ import annotations

from clusterkit.errors import PortfolioError
from clusterkit.portfolio.faults import Fault, Notice


def test_a_fault_is_one_line_that_names_its_place() -> None:
    fault = Fault("book.xlsx", "observations", 5, "总产值\n(亿元)", "abc", "not a number")
    assert str(fault) == 'book.xlsx, sheet observations, row 5, column 总产值 (亿元), "abc": not a number'
    assert str(Fault("clusters.csv", None, None, None, None, "no header")) == "clusters.csv: no header"
    assert str(Fault("", "clusters", 2, "name", None, "odd")) == "clusters, row 2, column name: odd"


def test_a_long_value_is_shortened() -> None:
    assert str(Fault("f", None, 1, None, "x" * 99, "long")) == f'f, row 1, "{"x" * 39}…": long'


def test_a_fault_is_a_plain_row_too() -> None:
    assert Fault("f", None, 1, "c", "v", "r").as_dict() == {
        "file": "f", "sheet": None, "row": 1, "column": "c", "value": "v", "rule": "r",
    }  # fmt: skip
    assert Notice("f", None, 1, "c", "v", "r").as_dict()["severity"] == "warning"


def test_an_error_lists_every_fault() -> None:
    error = PortfolioError([Fault("f", None, 1, None, None, "a"), Fault("f", None, 2, None, None, "b")])
    assert str(error) == "2 fault(s) in the portfolio:\nf, row 1: a\nf, row 2: b"
