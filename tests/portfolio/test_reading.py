from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clusterkit.errors import PortfolioError
from clusterkit.law.indicator import Indicator, requirement
from clusterkit.law.text import Text
from clusterkit.law.truth import MET, NOT_MET, UNKNOWN
from clusterkit.portfolio import load_portfolio, read_portfolio
from tests.portfolio.told import faults

Folder = Callable[..., Path]
Workbook = Callable[..., Path]

PLACES = ("north", "south")


def test_a_folder_of_csv_files(folder: Folder) -> None:
    reading = read_portfolio(folder(), jurisdictions=PLACES)
    assert (reading.faults, reading.warnings) == ((), ())
    read = reading.portfolio
    assert read is not None
    assert (read.name, read.illustrative, len(read)) == ("portfolio", False, 2)
    assert list(read.cluster_id) == ["A1", "B2"]
    assert list(read.clusters["certified_on"]) == [date(2023, 5, 1).toordinal(), 0]
    assert list(read.years) == [2022, 2023]
    np.testing.assert_array_equal(read.observations["output_value"], [[30, np.nan], [33.5, 12]])
    np.testing.assert_array_equal(read.has_row, [[True, False], [True, True]])
    assert list(read.latest_year) == [2023, 2023]
    assert read.default_start == date(2024, 1, 1)


def test_a_workbook(workbook: Workbook, folder: Folder) -> None:
    read = load_portfolio(workbook(), jurisdictions=PLACES)
    assert read.name == "book"
    assert read.sha256 == load_portfolio(folder()).sha256


def test_a_folder_of_parquet_files(tmp_path: Path, folder: Folder) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "arrow"
    path.mkdir()
    clusters = {
        "cluster_id": ["B2", "A1"],
        "name": ["Beta", "Alpha"],
        "jurisdiction": ["south", "north"],
        "certified_on": [None, date(2023, 5, 1)],
    }
    years: dict[str, list[Any]] = {
        "cluster_id": ["A1", "A1", "B2"],
        "年份": [2023, 2022, 2023],
        "总产值": [33.5, 30, 12],
    }
    parquet.write_table(pa.table(clusters), path / "clusters.parquet")
    parquet.write_table(pa.table(years), path / "observations.parquet")
    assert load_portfolio(path).sha256 == load_portfolio(folder()).sha256
    years["总产值"][1] = -1
    parquet.write_table(pa.table(years), path / "observations.parquet")
    assert faults(path) == ['observations.parquet, row 2, column 总产值, "-1": must not be negative']


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_headers_in_every_encoding(folder: Folder, encoding: str) -> None:
    clusters = "集群编号,集群名称,辖区,认定日期,高耗能行业\nA1,甲集群,north,2023年5月1日,是\n"
    observations = "集群编号,年份,总产值\nA1,2023,33.5\n"
    reading = read_portfolio(folder(clusters=clusters, observations=observations, encoding=encoding))
    assert reading.portfolio is not None
    assert reading.portfolio.clusters["name"][0] == "甲集群"
    assert reading.portfolio.clusters["energy_intensive"][0] == MET
    told = ["clusters.csv: read as GB18030", "observations.csv: read as GB18030"]
    assert [str(notice) for notice in reading.warnings] == (told if encoding == "gb18030" else [])


def test_chinese_names_of_files_and_sheets(tmp_path: Path, workbook: Workbook) -> None:
    clusters = [["集群编号", "辖区"], ["A1", "north"]]
    observations = [["集群编号", "年份", "总产值"], ["A1", 2023, 33.5]]
    events = [["集群编号", "日期", "事件", "说明"], ["A1", date(2024, 3, 31), "incident", "火灾"]]
    titles = [["集群编号", "政策", "认定日期", "批次"], ["A1", "south", "2024/3/31", 1]]
    path = workbook({"集群": clusters, "年度数据": observations, "事件": events, "认定": titles, "说明": [["x"]]})
    read = load_portfolio(path, jurisdictions=PLACES)
    assert read.events[0].note == "火灾"
    assert (read.titles[0].policy, read.titles[0].batch) == ("south", "1")
    assert read.held("south").certified_on[0] == date(2024, 3, 31).toordinal()
    names = tmp_path / "names"
    names.mkdir()
    (names / "集群.csv").write_text("集群编号,辖区\nA1,north\n", encoding="utf-8")
    (names / "年度数据.CSV").write_text("集群编号,年份,总产值\nA1,2023,33.5\n", encoding="utf-8")
    assert load_portfolio(names).observations["output_value"][0, 0] == 33.5


def test_blank_cells_are_missing_never_zero(folder: Folder) -> None:
    clusters = "cluster_id,jurisdiction,certified_on,area_km2,energy_intensive\nA1,north,,,\n"
    observations = "cluster_id,year,output_value,incidents,report_submitted_on\nA1,2023,,,\n"
    read = load_portfolio(folder(clusters=clusters, observations=observations))
    assert np.isnan(read.clusters["area_km2"][0])
    assert read.clusters["energy_intensive"][0] == UNKNOWN
    for key in ("output_value", "incidents", "report_submitted_on", "champions"):
        assert np.isnan(read.observations[key][0, 0])


def test_columns_of_plugins(folder: Folder) -> None:
    asked = requirement("q7", zh="信用良好", en="good credit", cite="附件 一")
    zone = Indicator(key="zone", title=Text("功能区", "zone"), unit="", kind="text", table="clusters")
    clusters = "cluster_id,jurisdiction,功能区\nA1,north,东\n"
    observations = "cluster_id,year,q7\nA1,2021,是\nA1,2022,0\nA1,2023,\n"
    path = folder(clusters=clusters, observations=observations)
    read = load_portfolio(path, indicators=[asked], extra_cluster_columns=[zone])
    assert read.clusters["zone"][0] == "东"
    assert list(read.observations["q7"][:, 0]) == [MET, NOT_MET, UNKNOWN]
    assert read.extras == (zone, asked)
    assert faults(path) == [
        (
            "clusters.csv, row 1, column 功能区: clusters has no such column; start its title "
            "with # to have it "
            "passed over"
        ),
        (
            "observations.csv, row 1, column q7: observations has no such column; start its title with # to "
            "have it passed over"
        ),
    ]


def test_dates_out_of_a_workbook(workbook: Workbook) -> None:
    clusters = [
        ["集群编号", "辖区", "认定日期", "设立日期"],
        ["A1", "north", date(2024, 3, 31), "2015年3月1日"],
    ]
    read = load_portfolio(workbook(clusters=clusters, observations=[["集群编号", "年份"], ["A1", 2023]]))
    assert read.clusters["certified_on"][0] == date(2024, 3, 31).toordinal()
    assert read.clusters["established_on"][0] == date(2015, 3, 1).toordinal()


def test_an_expiry_before_the_start_of_a_run(folder: Folder) -> None:
    path = folder(
        clusters="cluster_id,jurisdiction,certified_on,expires_on\n"
        "A1,north,2020-05-01,2023-12-31\nB2,south,2020-05-01,2024-01-01\n",
        titles="cluster_id,policy,certified_on,expires_on\nB2,north,2020-05-01,2023-01-01\n",
    )
    start = date(2024, 1, 1)
    late = [
        (
            'clusters.csv, row 2, column expires_on, "2023-12-31": expires_on lies before the '
            "start of the run, "
            "2024-01-01"
        ),
        ('titles.csv, row 2, column expires_on, "2023-01-01": expires_on lies before the start of the run, 2024-01-01'),
    ]
    assert faults(path, start=start) == late
    assert faults(path, start=start, without_term=["north"]) == []
    reading = read_portfolio(path)
    assert reading.faults == ()
    assert [str(fault) for fault in reading.expired_before(start)] == late
    assert read_portfolio(path / "none").expired_before(start) == ()


def test_every_fault_at_once(folder: Folder) -> None:
    path = folder(
        clusters="cluster_id,jurisdiction,area_km2\nA1,north,big\nB2,souht,-1\n",
        observations="cluster_id,year,output_value,platform_adoption_rate\nB2,2023,abc,15\nA1,x,-1,0.5\n",
    )
    with pytest.raises(PortfolioError) as caught:
        load_portfolio(path, jurisdictions=PLACES)
    found = [(fault.file, fault.row, fault.column, fault.value) for fault in caught.value.faults]
    assert found == [
        ("clusters.csv", 2, "area_km2", "big"),
        ("clusters.csv", 3, "area_km2", "-1"),
        ("clusters.csv", 3, "jurisdiction", "souht"),
        ("observations.csv", 2, "output_value", "abc"),
        ("observations.csv", 2, "platform_adoption_rate", "15"),
        ("observations.csv", 3, "year", "x"),
        ("observations.csv", 3, "output_value", "-1"),
    ]
    assert read_portfolio(path).portfolio is None
