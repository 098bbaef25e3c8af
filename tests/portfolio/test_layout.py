from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clusterkit.portfolio import load_portfolio, read_portfolio
from tests.portfolio.told import faults, warnings

Folder = Callable[..., Path]
Workbook = Callable[..., Path]

PLACES = ("north", "south")


def test_lines_above_the_header_are_passed_over(folder: Folder) -> None:
    text = "2023年集群统计表,,\n,,\n集群编号,年份,总产值\nA1,2023,33.5\n"
    path = folder(observations=text)
    assert load_portfolio(path).observations["output_value"][0, 0] == 33.5
    assert warnings(path, "note") == [
        'observations.csv, row 1, "2023年集群统计表": passed over: a line above the header row'
    ]


def test_rows_are_numbered_as_the_user_sees_them(folder: Folder, workbook: Workbook) -> None:
    text = "2023年集群统计表,,\n,,\n集群编号,年份,总产值\n,,\nA1,2023,abc\n"
    (fault,) = read_portfolio(folder(observations=text)).faults
    assert (fault.row, fault.column, fault.value) == (5, "总产值", "abc")
    rows = [["2023年集群统计表"], [], ["集群编号", "年份", "总产值"], [], ["A1", 2023, "abc"]]
    (fault,) = read_portfolio(workbook(observations=rows)).faults
    assert (fault.file, fault.sheet, fault.row) == ("book.xlsx", "observations", 5)


@pytest.mark.parametrize("word", ["合计", "总计", "小计", "合 计", "合计\uff1a", "全市合计", "小计(north)"])
def test_rows_of_totals_are_passed_over_with_a_warning(folder: Folder, word: str) -> None:
    path = folder(observations=f"cluster_id,year,output_value\nA1,2023,33\nB2,2023,2\n{word},,35\n")
    assert warnings(path) == [f'observations.csv, row 4, "{word}": passed over: a row of totals']
    path = folder(clusters=f"cluster_id,name,jurisdiction\nA1,,north\nB2,,south\n,{word},\n")
    assert list(load_portfolio(path).cluster_id) == ["A1", "B2"]


def test_a_total_of_one_cluster_is_passed_over(folder: Folder) -> None:
    path = folder(observations="cluster_id,year,output_value\nA1,2022,33\nA1,2023,2\nA1,合计,35\nB2,2023,1\n")
    assert 'observations.csv, row 4, "合计": passed over: a row of totals' in warnings(path)


def test_a_cluster_named_like_a_total_is_a_cluster(folder: Folder) -> None:
    path = folder(clusters="cluster_id,name,jurisdiction\nA1,珠江合计,north\nB2,会计集群,south\n")
    assert list(load_portfolio(path).clusters["name"]) == ["珠江合计", "会计集群"]
    assert warnings(path) == []


def test_a_unit_in_the_header_is_converted_and_told(folder: Folder) -> None:
    money = "总产值(万元),中小企业产值(千元),营业收入(亿元)"
    head = f"集群编号,年份,{money},工业软件应用率(%),中小企业从业人员(万人)"
    path = folder(observations=f'{head}\nA1,2023,"325,000",3000000,7,45,1.2345\nB2,2023,10000,100000,,7%,0.0013\n')
    read = load_portfolio(path)
    assert list(read.observations["output_value"][0]) == [32.5, 1.0]
    assert list(read.observations["sme_output_value"][0]) == [30.0, 1.0]
    assert list(read.observations["software_adoption_rate"][0]) == [0.45, 0.07]
    assert list(read.observations["sme_employees"][0]) == [12345.0, 13.0]
    assert read.observations["operating_revenue"][0, 0] == 7.0
    assert warnings(path, "note") == [
        "observations.csv, row 1, column 总产值(万元): figures are converted from 万元 to 亿元",
        "observations.csv, row 1, column 中小企业产值(千元): figures are converted from 千元 to 亿元",
        "observations.csv, row 1, column 工业软件应用率(%): figures are converted from % to shares",
        "observations.csv, row 1, column 中小企业从业人员(万人): figures are converted from 万人 to 人",
    ]


def test_a_unit_above_the_table_is_converted_and_told(folder: Folder) -> None:
    text = "统计表,,单位:万元\n集群编号,年份,总产值,投资强度,营业收入(亿元)\nA1,2023,325000,1000,7\n"
    path = folder(observations=text)
    read = load_portfolio(path)
    assert read.observations["output_value"][0, 0] == 32.5
    assert read.observations["investment_intensity"][0, 0] == 1000
    assert read.observations["operating_revenue"][0, 0] == 7
    assert "observations.csv, row 2, column 总产值: figures are converted from 万元 to 亿元" in warnings(path, "note")


def test_units_above_the_table_must_be_plain(folder: Folder) -> None:
    text = "单位:万元、亿元\n集群编号,年份,总产值\nA1,2023,325000\n"
    assert faults(folder(observations=text)) == [
        (
            "observations.csv, row 2, column 总产值: the lines above name several units (万元, 亿元): "
            "write one in this title"
        )
    ]
    text = "单位:万美元\n集群编号,年份,总产值\nA1,2023,325000\n"
    assert faults(folder(observations=text)) == [
        (
            'observations.csv, row 1, "单位:万美元": the unit 万美元 is not understood: '
            "write each column's unit in its title"
        )
    ]


def test_a_cell_that_its_workbook_shows_in_percent_is_read_as_shown(workbook: Workbook) -> None:
    rows = [
        ["集群编号", "年份", "工业软件应用率(%)", "建筑密度"],
        ["A1", 2023, 0.45, 0.5],
        ["B2", 2023, 45, 0.25],
    ]
    shown = {("observations", 1, 2): "0.0%", ("observations", 1, 3): 9}
    read = load_portfolio(workbook(observations=rows, formats=shown))
    assert list(read.observations["software_adoption_rate"][0]) == [0.45, 0.45]
    assert list(read.observations["building_density"][0]) == [0.5, 0.25]


def test_an_empty_table(folder: Folder) -> None:
    assert faults(folder(clusters="", observations="\n\n")) == [
        "clusters.csv: the table is empty: it has no header row",
        "observations.csv: the table is empty: it has no header row",
    ]
    assert load_portfolio(folder(events="", titles="")).events == ()


def test_a_table_without_rows(folder: Folder) -> None:
    path = folder(clusters="cluster_id,jurisdiction\n", observations="cluster_id,year\n")
    assert faults(path) == ["clusters.csv: there is no cluster row"]


def test_no_header_row(folder: Folder) -> None:
    assert faults(folder(clusters="A1,north\nB2,south\n")) == [
        'clusters.csv, row 1, "A1": no header row is found: none names the column cluster_id (集群编号)'
    ]
    assert faults(folder(clusters="cluster_id;jurisdiction\nA1;north\n")) == [
        (
            'clusters.csv, row 1, "cluster_id;jurisdiction": no header row is found: none names the column '
            "cluster_id (集群编号); cells are separated by commas"
        )
    ]


def test_a_missing_column(folder: Folder) -> None:
    assert faults(folder(clusters="集群编码,集群名称,辖区\nA1,Alpha,north\n")) == [
        ("clusters.csv, row 1, column 集群编码: clusters has no such column; did you mean cluster_id (集群编号)?"),
        "clusters.csv, row 1: the column cluster_id (集群编号) is missing",
    ]
    assert faults(folder(observations="cluster_id,output_value\nA1,1\n")) == [
        "observations.csv, row 1: the column year (年份) is missing"
    ]


def test_an_unknown_column(folder: Folder) -> None:
    path = folder(observations="cluster_id,year,outptu_value,备注,note,#own,_own\nA1,2023,1,a,b,c,d\n")
    assert faults(path) == [
        (
            "observations.csv, row 1, column outptu_value: observations has no such column; "
            "did you mean output_value (总产值)?"
        )
    ]


def test_a_column_twice(folder: Folder) -> None:
    path = folder(observations="cluster_id,year,output_value,总产值(万元)\nA1,2023,1,2\n")
    assert faults(path) == [
        (
            "observations.csv, row 1, column 总产值(万元): the column output_value stands twice: "
            "also under the title output_value"
        )
    ]


def test_a_column_without_a_title(folder: Folder) -> None:
    path = folder(observations="cluster_id,year,,output_value\nA1,2023,,1\nA1,2022,7,1\n")
    assert faults(path) == ['observations.csv, row 3, "7": the cell stands in column 3, which has no title']


def test_rows_longer_or_shorter_than_the_header(folder: Folder) -> None:
    path = folder(observations="cluster_id,year,output_value\nA1,2022,1,234.5\nA1,2023\nB2,2023,1,,\n")
    assert faults(path) == [
        "observations.csv, row 2: the row has 4 cells, the header row 3: a comma is missing or too many",
        "observations.csv, row 3: the row has 2 cells, the header row 3: a comma is missing or too many",
    ]
