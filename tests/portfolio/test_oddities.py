from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from clusterkit.portfolio import load_portfolio, read_portfolio
from tests.portfolio.told import warnings

Folder = Callable[..., Path]
Workbook = Callable[..., Path]

PLACES = ("north", "south")


def test_a_part_above_its_whole(folder: Folder) -> None:
    path = folder(observations="cluster_id,year,output_value,中小企业产值\nA1,2023,30,31\nB2,2023,30,30\n")
    assert warnings(path) == [
        'observations.csv, row 2, column 中小企业产值, "31": a part above its whole: output_value is 30'
    ]


def test_zero_output(folder: Folder) -> None:
    path = folder(observations="cluster_id,year,output_value\nA1,2023,0\nB2,2023,1\n")
    assert warnings(path) == [
        'observations.csv, row 2, column output_value, "0": zero: a figure that is missing is left blank'
    ]


def test_a_tenfold_jump(folder: Folder) -> None:
    rows = ["A1,2021,3", "A1,2022,", "A1,2023,30", "B2,2021,30", "B2,2022,3", "B2,2023,29"]
    path = folder(observations="\n".join(["cluster_id,year,output_value", *rows, ""]))
    assert warnings(path) == [
        'observations.csv, row 4, column output_value, "30": a tenfold jump: 3 before',
        'observations.csv, row 6, column output_value, "3": a tenfold jump: 30 before',
    ]


def test_gaps_between_years_and_clusters_without_rows(folder: Folder) -> None:
    path = folder(observations="cluster_id,year\nA1,2019\nA1,2022\nA1,2023\n")
    assert warnings(path) == [
        'clusters.csv, row 3, column cluster_id, "B2": the cluster has no row in observations',
        "observations.csv, row 4, column year: cluster A1 has no row for 2020, 2021",
    ]


def test_dates_after_the_assessment(folder: Folder) -> None:
    path = folder(
        clusters="cluster_id,jurisdiction,certified_on,expires_on\nA1,north,2024-07-01,2027-07-01\n",
        observations="cluster_id,year,report_submitted_on\nA1,2023,2024-07-02\nA1,2024,\nA1,2025,\n",
        events="cluster_id,date,kind\nA1,2024-06-30,incident\nA1,2024-07-01,incident\n",
        titles="cluster_id,policy,certified_on\nA1,south,2025-01-01\n",
    )
    assert warnings(path) == []
    assert warnings(path, on=date(2024, 6, 30)) == [
        'clusters.csv, row 2, column certified_on, "2024-07-01": lies after the assessment, 2024-06-30',
        ('observations.csv, row 2, column report_submitted_on, "2024-07-02": lies after the assessment, 2024-06-30'),
        'observations.csv, row 4, column year, "2025": lies after the assessment, 2024-06-30',
        'events.csv, row 3, column date, "2024-07-01": lies after the assessment, 2024-06-30',
        'titles.csv, row 2, column certified_on, "2025-01-01": lies after the assessment, 2024-06-30',
    ]


def test_a_report_in_the_wrong_row(folder: Folder) -> None:
    path = folder(observations="cluster_id,year,report_submitted_on\nA1,2023,2023-03-20\nB2,2023,2024-03-20\n")
    assert warnings(path) == [
        (
            'observations.csv, row 2, column report_submitted_on, "2023-03-20": sent before the '
            "year 2023 was "
            "over, which it is on"
        )
    ]


def test_much_more_than_was_planned(folder: Folder) -> None:
    path = folder(observations="cluster_id,year,plan_attainment\nA1,2023,5\nB2,2023,1.2\n")
    assert warnings(path) == [
        ('observations.csv, row 2, column plan_attainment, "5": more than twice what was planned: 1 stands for 100%')
    ]


def test_dates_in_an_odd_order(folder: Folder) -> None:
    path = folder(
        clusters="cluster_id,jurisdiction,established_on,certified_on,expires_on\n"
        "A1,north,2023-06-01,2023-05-01,\nB2,south,,,2026-01-01\n"
    )
    assert warnings(path) == [
        ('clusters.csv, row 2, column certified_on, "2023-05-01": certified before it was established, 2023-06-01'),
        (
            'clusters.csv, row 3, column expires_on, "2026-01-01": an expiry without '
            "certified_on: the cluster is "
            "a candidate"
        ),
    ]


def test_an_event_twice(folder: Folder) -> None:
    path = folder(events="cluster_id,date,kind\nA1,2024-01-01,incident\nA1,2024/1/1,incident\n")
    assert len(load_portfolio(path).events) == 2
    assert warnings(path) == ['events.csv, row 3, column kind, "incident": the same event of A1 stands twice']


def test_no_warning_stops_anything(folder: Folder) -> None:
    path = folder(observations="cluster_id,year,output_value\nA1,2023,0\n合计,,0\n")
    reading = read_portfolio(path)
    assert reading.portfolio is not None
    assert len(reading.warnings) == 3
