from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clusterkit.portfolio import load_portfolio
from tests.portfolio.told import faults

Folder = Callable[..., Path]
Workbook = Callable[..., Path]

PLACES = ("north", "south")


def test_a_sign_of_percent_under_percent_is_read_once(folder: Folder) -> None:
    path = folder(observations="集群编号,年份,工业软件应用率(%)\nA1,2023,15%\nB2,2023,15\n")
    assert list(load_portfolio(path).observations["software_adoption_rate"][0]) == [0.15, 0.15]


def test_percentages_that_may_be_shares_are_refused(folder: Folder) -> None:
    path = folder(observations="集群编号,年份,工业软件应用率(%)\nA1,2023,0.45\nB2,2023,1\n")
    assert faults(path) == [
        (
            "observations.csv, column 工业软件应用率(%): no figure under this percent sign is above 1, so "
            "percentages cannot be told from shares: write each cell with its own percent sign, or shares "
            "without one in the title"
        )
    ]


def test_text_in_a_number(folder: Folder) -> None:
    assert faults(folder(observations="cluster_id,year,output_value\nA1,2023,32亿\n")) == [
        (
            'observations.csv, row 2, column output_value, "32亿": not a number: write it like 32.5, without '
            "words or unit, and leave a missing figure blank"
        )
    ]


@pytest.mark.parametrize(
    "cell, rule",
    [
        ("15", "must lie between 0 and 1: write 15% or 0.15"),
        ("1.5", "must lie between 0 and 1: write 1.5% or 0.015"),
        ("150%", "must lie between 0 and 1"),
        ("-0.1", "must lie between 0 and 1"),
    ],
)
def test_a_share_of_15(folder: Folder, cell: str, rule: str) -> None:
    path = folder(observations=f"cluster_id,year,platform_adoption_rate\nA1,2023,{cell}\n")
    assert faults(path) == [f'observations.csv, row 2, column platform_adoption_rate, "{cell}": {rule}']


def test_a_share_of_15_in_plan_attainment(folder: Folder) -> None:
    path = folder(observations="cluster_id,year,plan_attainment\nA1,2023,95\nB2,2023,1.05\n")
    assert faults(path) == [
        'observations.csv, row 2, column plan_attainment, "95": must lie between 0 and 10: write 95% or 0.95'
    ]


@pytest.mark.parametrize(
    "column, cell, rule",
    [
        ("output_value", "-1", "must not be negative"),
        ("output_value", "15%", "a percent sign does not belong here: the unit is 亿元"),
        ("incidents", "1.5", "a whole number is needed"),
        ("incidents", "-1", "must not be negative"),
        (
            "report_submitted_on",
            "2024-03",
            "a month alone is not a date: write the day too, such as 2024-03-31",
        ),
        ("report_submitted_on", "2024-02-30", "there is no such day"),
    ],
)
def test_cells_that_are_not_of_their_column(folder: Folder, column: str, cell: str, rule: str) -> None:
    path = folder(observations=f"cluster_id,year,{column}\nA1,2023,{cell}\n")
    assert faults(path) == [f'observations.csv, row 2, column {column}, "{cell}": {rule}']


@pytest.mark.parametrize(
    "cell, rule",
    [
        ("-2023", "a year lies between 1950 and 2100"),
        ("2023.5", "a year is a whole number, such as 2023"),
        ("", "year is missing"),
    ],
)
def test_a_year_that_is_none(folder: Folder, cell: str, rule: str) -> None:
    path = folder(observations=f"cluster_id,year,output_value\nA1,{cell},1\n")
    (fault,) = faults(path)
    assert fault.startswith("observations.csv, row 2, column year")
    assert fault.endswith(f": {rule}")


@pytest.mark.parametrize("cell", ["1-2", "1e999", "--1", "1.2.3"])
def test_what_looks_like_a_number_and_is_none(folder: Folder, cell: str) -> None:
    (fault,) = faults(folder(observations=f"cluster_id,year,output_value\nA1,2023,{cell}\nB2,2023,7\n"))
    assert fault.startswith(f'observations.csv, row 2, column output_value, "{cell}": ')
