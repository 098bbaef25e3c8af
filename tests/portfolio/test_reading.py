from __future__ import annotations

import builtins
import sys
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
from clusterkit.portfolio import Portfolio, Reading, load_portfolio, read_portfolio

Folder = Callable[..., Path]
Workbook = Callable[..., Path]

PLACES = ("north", "south")


def faults(path: Path, **options: Any) -> list[str]:
    return [str(fault) for fault in read_portfolio(path, **options).faults]


def warnings(path: Path, severity: str = "warning", **options: Any) -> list[str]:
    reading = read_portfolio(path, **options)
    assert not reading.faults
    return [str(notice) for notice in reading.warnings if notice.severity == severity]


def portfolio(path: Path, **options: Any) -> Portfolio:
    return load_portfolio(path, **options)


class TestWhatIsRead:
    def test_a_folder_of_csv_files(self, folder: Folder) -> None:
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

    def test_a_workbook(self, workbook: Workbook, folder: Folder) -> None:
        read = portfolio(workbook(), jurisdictions=PLACES)
        assert read.name == "book"
        assert read.sha256 == portfolio(folder()).sha256

    def test_a_folder_of_parquet_files(self, tmp_path: Path, folder: Folder) -> None:
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
        years = {"cluster_id": ["A1", "A1", "B2"], "年份": [2023, 2022, 2023], "总产值": [33.5, 30, 12]}
        parquet.write_table(pa.table(clusters), path / "clusters.parquet")
        parquet.write_table(pa.table(years), path / "observations.parquet")
        assert portfolio(path).sha256 == portfolio(folder()).sha256
        years["总产值"][1] = -1
        parquet.write_table(pa.table(years), path / "observations.parquet")
        assert faults(path) == ['observations.parquet, row 2, column 总产值, "-1": must not be negative']

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_chinese_headers_in_every_encoding(self, folder: Folder, encoding: str) -> None:
        clusters = "集群编号,集群名称,辖区,认定日期,高耗能行业\nA1,甲集群,north,2023年5月1日,是\n"
        observations = "集群编号,年份,总产值\nA1,2023,33.5\n"
        reading = read_portfolio(folder(clusters=clusters, observations=observations, encoding=encoding))
        assert reading.portfolio is not None
        assert reading.portfolio.clusters["name"][0] == "甲集群"
        assert reading.portfolio.clusters["energy_intensive"][0] == MET
        told = ["clusters.csv: read as GB18030", "observations.csv: read as GB18030"]
        assert [str(notice) for notice in reading.warnings] == (told if encoding == "gb18030" else [])

    def test_chinese_names_of_files_and_sheets(self, tmp_path: Path, workbook: Workbook) -> None:
        clusters = [["集群编号", "辖区"], ["A1", "north"]]
        observations = [["集群编号", "年份", "总产值"], ["A1", 2023, 33.5]]
        events = [["集群编号", "日期", "事件", "说明"], ["A1", date(2024, 3, 31), "incident", "火灾"]]
        titles = [["集群编号", "政策", "认定日期", "批次"], ["A1", "south", "2024/3/31", 1]]
        path = workbook(
            {"集群": clusters, "年度数据": observations, "事件": events, "认定": titles, "说明": [["x"]]}
        )
        read = portfolio(path, jurisdictions=PLACES)
        assert read.events[0].note == "火灾"
        assert (read.titles[0].policy, read.titles[0].batch) == ("south", "1")
        assert read.held("south").certified_on[0] == date(2024, 3, 31).toordinal()
        names = tmp_path / "names"
        names.mkdir()
        (names / "集群.csv").write_text("集群编号,辖区\nA1,north\n", encoding="utf-8")
        (names / "年度数据.CSV").write_text("集群编号,年份,总产值\nA1,2023,33.5\n", encoding="utf-8")
        assert portfolio(names).observations["output_value"][0, 0] == 33.5

    def test_blank_cells_are_missing_never_zero(self, folder: Folder) -> None:
        clusters = "cluster_id,jurisdiction,certified_on,area_km2,energy_intensive\nA1,north,,,\n"
        observations = "cluster_id,year,output_value,incidents,report_submitted_on\nA1,2023,,,\n"
        read = portfolio(folder(clusters=clusters, observations=observations))
        assert np.isnan(read.clusters["area_km2"][0])
        assert read.clusters["energy_intensive"][0] == UNKNOWN
        for key in ("output_value", "incidents", "report_submitted_on", "champions"):
            assert np.isnan(read.observations[key][0, 0])

    def test_columns_of_plugins(self, folder: Folder) -> None:
        asked = requirement("q7", zh="信用良好", en="good credit", cite="附件 一")
        zone = Indicator(key="zone", title=Text("功能区", "zone"), unit="", kind="text", table="clusters")
        clusters = "cluster_id,jurisdiction,功能区\nA1,north,东\n"
        observations = "cluster_id,year,q7\nA1,2021,是\nA1,2022,0\nA1,2023,\n"
        path = folder(clusters=clusters, observations=observations)
        read = portfolio(path, indicators=[asked], extra_cluster_columns=[zone])
        assert read.clusters["zone"][0] == "东"
        assert list(read.observations["q7"][:, 0]) == [MET, NOT_MET, UNKNOWN]
        assert read.extras == (zone, asked)
        assert faults(path) == [
            "clusters.csv, row 1, column 功能区: clusters has no such column; start its title with # to have it "
            "passed over",
            "observations.csv, row 1, column q7: observations has no such column; start its title with # to "
            "have it passed over",
        ]

    def test_dates_out_of_a_workbook(self, workbook: Workbook) -> None:
        clusters = [
            ["集群编号", "辖区", "认定日期", "设立日期"],
            ["A1", "north", date(2024, 3, 31), "2015年3月1日"],
        ]
        read = portfolio(workbook(clusters=clusters, observations=[["集群编号", "年份"], ["A1", 2023]]))
        assert read.clusters["certified_on"][0] == date(2024, 3, 31).toordinal()
        assert read.clusters["established_on"][0] == date(2015, 3, 1).toordinal()


class TestSheetsAsOfficesWriteThem:
    def test_lines_above_the_header_are_passed_over(self, folder: Folder) -> None:
        text = "2023年集群统计表,,\n,,\n集群编号,年份,总产值\nA1,2023,33.5\n"
        path = folder(observations=text)
        assert portfolio(path).observations["output_value"][0, 0] == 33.5
        assert warnings(path, "note") == [
            'observations.csv, row 1, "2023年集群统计表": passed over: a line above the header row'
        ]

    def test_rows_are_numbered_as_the_user_sees_them(self, folder: Folder, workbook: Workbook) -> None:
        text = "2023年集群统计表,,\n,,\n集群编号,年份,总产值\n,,\nA1,2023,abc\n"
        (fault,) = read_portfolio(folder(observations=text)).faults
        assert (fault.row, fault.column, fault.value) == (5, "总产值", "abc")
        rows = [["2023年集群统计表"], [], ["集群编号", "年份", "总产值"], [], ["A1", 2023, "abc"]]
        (fault,) = read_portfolio(workbook(observations=rows)).faults
        assert (fault.file, fault.sheet, fault.row) == ("book.xlsx", "observations", 5)

    @pytest.mark.parametrize(
        "word", ["合计", "总计", "小计", "合 计", "合计\uff1a", "全市合计", "小计(north)"]
    )
    def test_rows_of_totals_are_passed_over_with_a_warning(self, folder: Folder, word: str) -> None:
        path = folder(observations=f"cluster_id,year,output_value\nA1,2023,33\nB2,2023,2\n{word},,35\n")
        assert warnings(path) == [f'observations.csv, row 4, "{word}": passed over: a row of totals']
        path = folder(clusters=f"cluster_id,name,jurisdiction\nA1,,north\nB2,,south\n,{word},\n")
        assert list(portfolio(path).cluster_id) == ["A1", "B2"]

    def test_a_total_of_one_cluster_is_passed_over(self, folder: Folder) -> None:
        path = folder(
            observations="cluster_id,year,output_value\nA1,2022,33\nA1,2023,2\nA1,合计,35\nB2,2023,1\n"
        )
        assert 'observations.csv, row 4, "合计": passed over: a row of totals' in warnings(path)

    def test_a_cluster_named_like_a_total_is_a_cluster(self, folder: Folder) -> None:
        path = folder(clusters="cluster_id,name,jurisdiction\nA1,珠江合计,north\nB2,会计集群,south\n")
        assert list(portfolio(path).clusters["name"]) == ["珠江合计", "会计集群"]
        assert warnings(path) == []

    def test_a_unit_in_the_header_is_converted_and_told(self, folder: Folder) -> None:
        head = "集群编号,年份,总产值(万元),中小企业产值(千元),工业软件应用率(%),中小企业从业人员(万人),营业收入(亿元)"
        path = folder(
            observations=f'{head}\nA1,2023,"325,000",3000000,45,1.2345,7\nB2,2023,10000,100000,7%,0.0013,\n'
        )
        read = portfolio(path)
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

    def test_a_unit_above_the_table_is_converted_and_told(self, folder: Folder) -> None:
        text = "统计表,,单位:万元\n集群编号,年份,总产值,投资强度,营业收入(亿元)\nA1,2023,325000,1000,7\n"
        path = folder(observations=text)
        read = portfolio(path)
        assert read.observations["output_value"][0, 0] == 32.5
        assert read.observations["investment_intensity"][0, 0] == 1000
        assert read.observations["operating_revenue"][0, 0] == 7
        assert "observations.csv, row 2, column 总产值: figures are converted from 万元 to 亿元" in warnings(
            path, "note"
        )

    def test_units_above_the_table_must_be_plain(self, folder: Folder) -> None:
        text = "单位:万元、亿元\n集群编号,年份,总产值\nA1,2023,325000\n"
        assert faults(folder(observations=text)) == [
            "observations.csv, row 2, column 总产值: the lines above name several units (万元, 亿元): "
            "write one in this title"
        ]
        text = "单位:万美元\n集群编号,年份,总产值\nA1,2023,325000\n"
        assert faults(folder(observations=text)) == [
            'observations.csv, row 1, "单位:万美元": the unit 万美元 is not understood: '
            "write each column's unit in its title"
        ]

    def test_a_sign_of_percent_under_percent_is_read_once(self, folder: Folder) -> None:
        path = folder(observations="集群编号,年份,工业软件应用率(%)\nA1,2023,15%\nB2,2023,15\n")
        assert list(portfolio(path).observations["software_adoption_rate"][0]) == [0.15, 0.15]

    def test_percentages_that_may_be_shares_are_refused(self, folder: Folder) -> None:
        path = folder(observations="集群编号,年份,工业软件应用率(%)\nA1,2023,0.45\nB2,2023,1\n")
        assert faults(path) == [
            "observations.csv, column 工业软件应用率(%): no figure under this percent sign is above 1, so "
            "percentages cannot be told from shares: write each cell with its own percent sign, or shares "
            "without one in the title"
        ]

    def test_a_cell_that_its_workbook_shows_in_percent_is_read_as_shown(self, workbook: Workbook) -> None:
        rows = [
            ["集群编号", "年份", "工业软件应用率(%)", "建筑密度"],
            ["A1", 2023, 0.45, 0.5],
            ["B2", 2023, 45, 0.25],
        ]
        shown = {("observations", 1, 2): "0.0%", ("observations", 1, 3): 9}
        read = portfolio(workbook(observations=rows, formats=shown))
        assert list(read.observations["software_adoption_rate"][0]) == [0.45, 0.45]
        assert list(read.observations["building_density"][0]) == [0.5, 0.25]


class TestFaults:
    def test_a_missing_path(self, tmp_path: Path) -> None:
        path = tmp_path / "none"
        assert faults(path) == [f"{path}: there is no such file or folder"]

    def test_a_missing_file(self, folder: Folder) -> None:
        path = folder(observations=None)
        assert faults(path) == [
            f"{path}: the folder has no observations.csv or .parquet; it holds clusters.csv"
        ]

    def test_an_empty_folder(self, tmp_path: Path) -> None:
        assert faults(tmp_path) == [
            f"{tmp_path}: the folder has no clusters.csv or .parquet; it holds nothing",
            f"{tmp_path}: the folder has no observations.csv or .parquet; it holds nothing",
        ]

    def test_a_wrong_sheet(self, workbook: Workbook) -> None:
        path = workbook({"clusters": [["cluster_id", "jurisdiction"], ["A1", "north"]], "Sheet2": [["x"]]})
        reading = read_portfolio(path)
        assert [str(fault) for fault in reading.faults] == [
            "book.xlsx: the workbook has no sheet observations (年度数据); its sheets are clusters, Sheet2"
        ]
        assert "book.xlsx, sheet Sheet2: not read: no table has this name" in map(str, reading.warnings)

    def test_a_sheet_that_is_almost_named_right(self, workbook: Workbook, folder: Folder) -> None:
        path = workbook(event=[["cluster_id", "date", "kind"]])
        assert faults(path) == ["book.xlsx, sheet event: no table has this name; did you mean events?"]
        assert faults(folder(event="cluster_id,date,kind\n")) == [
            "event.csv: no table has this name; did you mean events?"
        ]

    def test_a_table_that_stands_twice(self, folder: Folder) -> None:
        path = folder(集群="cluster_id,jurisdiction\nA1,north\n")
        assert faults(path) == ["集群.csv: clusters stands twice: also in clusters.csv"]

    def test_other_files(self, tmp_path: Path, folder: Folder) -> None:
        file = folder() / "clusters.csv"
        assert faults(file) == [
            "clusters.csv: a portfolio is a folder of .csv or .parquet files, or one .xlsx workbook: hand in the "
            "folder that holds this file"
        ]
        old = tmp_path / "book.xls"
        old.touch()
        assert faults(old) == ["book.xls: a workbook is read as .xlsx: save this .xls as .xlsx"]
        odd = tmp_path / "book.doc"
        odd.touch()
        assert faults(odd) == [
            "book.doc: a portfolio is a folder of .csv or .parquet files, or one .xlsx workbook"
        ]

    def test_files_that_are_not_what_their_names_say(self, tmp_path: Path, folder: Folder) -> None:
        broken = tmp_path / "book.xlsx"
        broken.write_text("no workbook", encoding="utf-8")
        (fault,) = faults(broken)
        assert fault.startswith("book.xlsx: not a readable .xlsx workbook (")
        path = folder(clusters=None)
        (path / "clusters.parquet").write_text("no parquet", encoding="utf-8")
        assert faults(path)[0].startswith("clusters.parquet: not a readable Parquet file (")

    def test_files_in_other_encodings(self, folder: Folder) -> None:
        path = folder()
        (path / "clusters.csv").write_bytes("cluster_id\nA1\n".encode("utf-16"))
        (path / "observations.csv").write_bytes(b"cluster_id,year\nA\xff\xff1,2023\n")
        assert faults(path) == [
            "clusters.csv: the file is UTF-16: save it as CSV UTF-8",
            "observations.csv: the file is neither UTF-8 nor GB18030: save it as CSV UTF-8",
        ]

    def test_broken_quotation_marks(self, folder: Folder) -> None:
        path = folder(clusters='cluster_id,jurisdiction\nA1,north\n"B2,south\n')
        assert faults(path) == [
            "clusters.csv, row 3: the row cannot be read (unexpected end of data): mend its quotation marks"
        ]

    def test_an_empty_table(self, folder: Folder) -> None:
        assert faults(folder(clusters="", observations="\n\n")) == [
            "clusters.csv: the table is empty: it has no header row",
            "observations.csv: the table is empty: it has no header row",
        ]
        assert portfolio(folder(events="", titles="")).events == ()

    def test_a_table_without_rows(self, folder: Folder) -> None:
        path = folder(clusters="cluster_id,jurisdiction\n", observations="cluster_id,year\n")
        assert faults(path) == ["clusters.csv: there is no cluster row"]

    def test_no_header_row(self, folder: Folder) -> None:
        assert faults(folder(clusters="A1,north\nB2,south\n")) == [
            'clusters.csv, row 1, "A1": no header row is found: none names the column cluster_id (集群编号)'
        ]
        assert faults(folder(clusters="cluster_id;jurisdiction\nA1;north\n")) == [
            'clusters.csv, row 1, "cluster_id;jurisdiction": no header row is found: none names the column '
            "cluster_id (集群编号); cells are separated by commas"
        ]

    def test_a_missing_column(self, folder: Folder) -> None:
        assert faults(folder(clusters="集群编码,集群名称,辖区\nA1,Alpha,north\n")) == [
            "clusters.csv, row 1, column 集群编码: clusters has no such column; did you mean cluster_id (集群编号)?",
            "clusters.csv, row 1: the column cluster_id (集群编号) is missing",
        ]
        assert faults(folder(observations="cluster_id,output_value\nA1,1\n")) == [
            "observations.csv, row 1: the column year (年份) is missing"
        ]

    def test_an_unknown_column(self, folder: Folder) -> None:
        path = folder(observations="cluster_id,year,outptu_value,备注,note,#own,_own\nA1,2023,1,a,b,c,d\n")
        assert faults(path) == [
            "observations.csv, row 1, column outptu_value: observations has no such column; "
            "did you mean output_value (总产值)?"
        ]

    def test_a_column_twice(self, folder: Folder) -> None:
        path = folder(observations="cluster_id,year,output_value,总产值(万元)\nA1,2023,1,2\n")
        assert faults(path) == [
            "observations.csv, row 1, column 总产值(万元): the column output_value stands twice: "
            "also under the title output_value"
        ]

    def test_a_column_without_a_title(self, folder: Folder) -> None:
        path = folder(observations="cluster_id,year,,output_value\nA1,2023,,1\nA1,2022,7,1\n")
        assert faults(path) == [
            'observations.csv, row 3, "7": the cell stands in column 3, which has no title'
        ]

    def test_rows_longer_or_shorter_than_the_header(self, folder: Folder) -> None:
        path = folder(observations="cluster_id,year,output_value\nA1,2022,1,234.5\nA1,2023\nB2,2023,1,,\n")
        assert faults(path) == [
            "observations.csv, row 2: the row has 4 cells, the header row 3: a comma is missing or too many",
            "observations.csv, row 3: the row has 2 cells, the header row 3: a comma is missing or too many",
        ]

    def test_text_in_a_number(self, folder: Folder) -> None:
        assert faults(folder(observations="cluster_id,year,output_value\nA1,2023,32亿\n")) == [
            'observations.csv, row 2, column output_value, "32亿": not a number: write it like 32.5, without '
            "words or unit, and leave a missing figure blank"
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
    def test_a_share_of_15(self, folder: Folder, cell: str, rule: str) -> None:
        path = folder(observations=f"cluster_id,year,platform_adoption_rate\nA1,2023,{cell}\n")
        assert faults(path) == [f'observations.csv, row 2, column platform_adoption_rate, "{cell}": {rule}']

    def test_a_share_of_15_in_plan_attainment(self, folder: Folder) -> None:
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
    def test_cells_that_are_not_of_their_column(
        self, folder: Folder, column: str, cell: str, rule: str
    ) -> None:
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
    def test_a_year_that_is_none(self, folder: Folder, cell: str, rule: str) -> None:
        path = folder(observations=f"cluster_id,year,output_value\nA1,{cell},1\n")
        (fault,) = faults(path)
        assert fault.startswith("observations.csv, row 2, column year")
        assert fault.endswith(f": {rule}")

    def test_keys_that_are_blank(self, folder: Folder) -> None:
        path = folder(
            clusters="cluster_id,name,jurisdiction\nA1,Alpha,\n,Beta,south\n",
            events="cluster_id,date,kind\nA1,,incident\nA1,2024-01-01,\n",
            titles="cluster_id,policy\nA1,\n",
        )
        assert faults(path) == [
            "clusters.csv, row 2, column jurisdiction: jurisdiction is missing",
            "clusters.csv, row 3, column cluster_id: cluster_id is missing",
            'observations.csv, row 4, column cluster_id, "B2": clusters has no such cluster; known are A1',
            "events.csv, row 2, column date: date is missing",
            "events.csv, row 3, column kind: kind is missing",
            "titles.csv, row 2, column policy: policy is missing",
        ]

    def test_a_cluster_twice(self, folder: Folder) -> None:
        path = folder(clusters="cluster_id,jurisdiction\nA1,north\nB2,south\nA1,south\n")
        assert faults(path) == [
            'clusters.csv, row 4, column cluster_id, "A1": the cluster stands twice: also in row 2'
        ]

    def test_a_cluster_year_twice(self, folder: Folder) -> None:
        path = folder(observations="cluster_id,year,output_value\nA1,2023,1\nB2,2023,1\nA1,2023,2\n")
        assert faults(path) == [
            'observations.csv, row 4, column year, "2023": cluster A1 and year 2023 stand twice: also in row 2'
        ]

    def test_clusters_that_do_not_exist(self, folder: Folder) -> None:
        path = folder(
            observations="cluster_id,year\nA1,2023\nA11,2023\n",
            events="cluster_id,date,kind\nX,2024-01-01,incident\n",
            titles="cluster_id,policy\nB3,north\n",
        )
        assert faults(path) == [
            'observations.csv, row 3, column cluster_id, "A11": clusters has no such cluster; did you mean A1?',
            'events.csv, row 2, column cluster_id, "X": clusters has no such cluster; known are A1, B2',
            'titles.csv, row 2, column cluster_id, "B3": clusters has no such cluster; did you mean B2?',
        ]

    def test_unknown_jurisdictions_policies_and_kinds(self, folder: Folder) -> None:
        path = folder(
            clusters="cluster_id,jurisdiction\nA1,nroth\nB2,south\n",
            events="cluster_id,date,kind\nA1,2024-01-01,incidents\nA1,2024-01-01,重大事件\n",
            titles="cluster_id,policy\nA1,suoth\nA1,national\n",
        )
        assert faults(path, jurisdictions=PLACES) == [
            'clusters.csv, row 2, column jurisdiction, "nroth": no plugin is known for this jurisdiction; '
            "did you mean north?",
            'events.csv, row 2, column kind, "incidents": no such kind of event; did you mean incident?',
            'titles.csv, row 2, column policy, "suoth": no plugin is known for this policy; did you mean south?',
        ]
        assert faults(path)[0].startswith("events.csv")

    def test_unknown_recognition(self, folder: Folder) -> None:
        rows = [
            "A1,north,province;national:2;south",
            "B2,south,provinz",
            "C3,south,province:1",
            "D4,south,national:",
        ]
        path = folder(clusters="\n".join(["cluster_id,jurisdiction,recognised_by", *rows, ""]))
        known = "not known: write province, national, national:BATCH or another jurisdiction's key"
        assert faults(path, jurisdictions=PLACES) == [
            f'clusters.csv, row 3, column recognised_by, "provinz": {known}; did you mean province?',
            f'clusters.csv, row 4, column recognised_by, "province:1": {known}',
            f'clusters.csv, row 5, column recognised_by, "national:": {known}',
        ]

    def test_a_policy_twice(self, folder: Folder) -> None:
        path = folder(titles="cluster_id,policy\nA1,south\nA1,south\n")
        assert faults(path) == [
            'titles.csv, row 3, column policy, "south": cluster A1 and policy south stand twice: also in row 2'
        ]

    def test_two_dates_for_one_title(self, folder: Folder) -> None:
        path = folder(titles="cluster_id,policy,certified_on,batch\nA1,north,2023-05-02,1\n")
        assert faults(path) == [
            'titles.csv, row 2, column certified_on, "2023-05-02": clusters, row 2 has another certified_on for '
            "the same title: 2023-05-01"
        ]
        agreeing = folder(titles="cluster_id,policy,certified_on,batch\nA1,north,2023-05-01,1\n")
        assert list(portfolio(agreeing).held("north").batch) == ["1", ""]

    def test_an_expiry_before_the_certification(self, folder: Folder) -> None:
        path = folder(
            clusters="cluster_id,jurisdiction,certified_on,expires_on\nA1,north,2023-05-01,2023-04-30\n",
            observations="cluster_id,year\nA1,2023\n",
            titles="cluster_id,policy,certified_on,expires_on\nA1,south,2023-05-01,2022-01-01\n",
        )
        assert faults(path) == [
            'clusters.csv, row 2, column expires_on, "2023-04-30": expires_on lies before certified_on, 2023-05-01',
            'titles.csv, row 2, column expires_on, "2022-01-01": expires_on lies before certified_on, 2023-05-01',
        ]

    def test_an_expiry_before_the_start_of_a_run(self, folder: Folder) -> None:
        path = folder(
            clusters="cluster_id,jurisdiction,certified_on,expires_on\n"
            "A1,north,2020-05-01,2023-12-31\nB2,south,2020-05-01,2024-01-01\n",
            titles="cluster_id,policy,certified_on,expires_on\nB2,north,2020-05-01,2023-01-01\n",
        )
        start = date(2024, 1, 1)
        late = [
            'clusters.csv, row 2, column expires_on, "2023-12-31": expires_on lies before the start of the run, '
            "2024-01-01",
            'titles.csv, row 2, column expires_on, "2023-01-01": expires_on lies before the start of the run, '
            "2024-01-01",
        ]
        assert faults(path, start=start) == late
        assert faults(path, start=start, without_term=["north"]) == []
        reading = read_portfolio(path)
        assert reading.faults == ()
        assert [str(fault) for fault in reading.expired_before(start)] == late
        assert read_portfolio(path / "none").expired_before(start) == ()

    def test_every_fault_at_once(self, folder: Folder) -> None:
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

    @pytest.mark.parametrize(
        "module, name, line",
        [
            ("python_calamine", "book.xlsx", 'reading a workbook needs: pip install "clusterkit-sdk[excel]"'),
            ("pyarrow", "clusters.parquet", 'reading Parquet needs: pip install "clusterkit-sdk[parquet]"'),
        ],
    )
    def test_a_missing_extra(
        self, folder: Folder, monkeypatch: pytest.MonkeyPatch, module: str, name: str, line: str
    ) -> None:
        path = folder(clusters=None if name.endswith("parquet") else "")
        (path / name).touch()
        real = builtins.__import__

        def without(wanted: str, *rest: Any) -> Any:
            if wanted.partition(".")[0] == module:
                raise ImportError(wanted)
            return real(wanted, *rest)

        monkeypatch.delitem(sys.modules, module, raising=False)
        monkeypatch.setattr(builtins, "__import__", without)
        assert f"{name}: {line}" in faults(path if name.endswith("parquet") else path / name)


class TestWarnings:
    def test_a_part_above_its_whole(self, folder: Folder) -> None:
        path = folder(
            observations="cluster_id,year,output_value,中小企业产值\nA1,2023,30,31\nB2,2023,30,30\n"
        )
        assert warnings(path) == [
            'observations.csv, row 2, column 中小企业产值, "31": a part above its whole: output_value is 30'
        ]

    def test_zero_output(self, folder: Folder) -> None:
        path = folder(observations="cluster_id,year,output_value\nA1,2023,0\nB2,2023,1\n")
        assert warnings(path) == [
            'observations.csv, row 2, column output_value, "0": zero: a figure that is missing is left blank'
        ]

    def test_a_tenfold_jump(self, folder: Folder) -> None:
        rows = ["A1,2021,3", "A1,2022,", "A1,2023,30", "B2,2021,30", "B2,2022,3", "B2,2023,29"]
        path = folder(observations="\n".join(["cluster_id,year,output_value", *rows, ""]))
        assert warnings(path) == [
            'observations.csv, row 4, column output_value, "30": a tenfold jump: 3 before',
            'observations.csv, row 6, column output_value, "3": a tenfold jump: 30 before',
        ]

    def test_gaps_between_years_and_clusters_without_rows(self, folder: Folder) -> None:
        path = folder(observations="cluster_id,year\nA1,2019\nA1,2022\nA1,2023\n")
        assert warnings(path) == [
            'clusters.csv, row 3, column cluster_id, "B2": the cluster has no row in observations',
            "observations.csv, row 4, column year: cluster A1 has no row for 2020, 2021",
        ]

    def test_dates_after_the_assessment(self, folder: Folder) -> None:
        path = folder(
            clusters="cluster_id,jurisdiction,certified_on,expires_on\nA1,north,2024-07-01,2027-07-01\n",
            observations="cluster_id,year,report_submitted_on\nA1,2023,2024-07-02\nA1,2024,\nA1,2025,\n",
            events="cluster_id,date,kind\nA1,2024-06-30,incident\nA1,2024-07-01,incident\n",
            titles="cluster_id,policy,certified_on\nA1,south,2025-01-01\n",
        )
        assert warnings(path) == []
        assert warnings(path, on=date(2024, 6, 30)) == [
            'clusters.csv, row 2, column certified_on, "2024-07-01": lies after the assessment, 2024-06-30',
            'observations.csv, row 2, column report_submitted_on, "2024-07-02": lies after the assessment, '
            "2024-06-30",
            'observations.csv, row 4, column year, "2025": lies after the assessment, 2024-06-30',
            'events.csv, row 3, column date, "2024-07-01": lies after the assessment, 2024-06-30',
            'titles.csv, row 2, column certified_on, "2025-01-01": lies after the assessment, 2024-06-30',
        ]

    def test_a_report_in_the_wrong_row(self, folder: Folder) -> None:
        path = folder(
            observations="cluster_id,year,report_submitted_on\nA1,2023,2023-03-20\nB2,2023,2024-03-20\n"
        )
        assert warnings(path) == [
            'observations.csv, row 2, column report_submitted_on, "2023-03-20": sent before the year 2023 was '
            "over, which it is on"
        ]

    def test_much_more_than_was_planned(self, folder: Folder) -> None:
        path = folder(observations="cluster_id,year,plan_attainment\nA1,2023,5\nB2,2023,1.2\n")
        assert warnings(path) == [
            'observations.csv, row 2, column plan_attainment, "5": more than twice what was planned: 1 stands '
            "for 100%"
        ]

    def test_dates_in_an_odd_order(self, folder: Folder) -> None:
        path = folder(
            clusters="cluster_id,jurisdiction,established_on,certified_on,expires_on\n"
            "A1,north,2023-06-01,2023-05-01,\nB2,south,,,2026-01-01\n"
        )
        assert warnings(path) == [
            'clusters.csv, row 2, column certified_on, "2023-05-01": certified before it was established, '
            "2023-06-01",
            'clusters.csv, row 3, column expires_on, "2026-01-01": an expiry without certified_on: the cluster is '
            "a candidate",
        ]

    def test_an_event_twice(self, folder: Folder) -> None:
        path = folder(events="cluster_id,date,kind\nA1,2024-01-01,incident\nA1,2024/1/1,incident\n")
        assert len(portfolio(path).events) == 2
        assert warnings(path) == [
            'events.csv, row 3, column kind, "incident": the same event of A1 stands twice'
        ]

    def test_no_warning_stops_anything(self, folder: Folder) -> None:
        path = folder(observations="cluster_id,year,output_value\nA1,2023,0\n合计,,0\n")
        reading: Reading = read_portfolio(path)
        assert reading.portfolio is not None
        assert len(reading.warnings) == 3
