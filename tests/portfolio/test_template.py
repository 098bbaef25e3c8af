from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from clusterkit.errors import InputError
from clusterkit.law.indicator import Indicator, requirement
from clusterkit.law.text import Text
from clusterkit.law.truth import MET
from clusterkit.portfolio import OBSERVATION_COLUMNS, load_portfolio, read_portfolio, write_template

xlsxwriter = pytest.importorskip("xlsxwriter")
calamine = pytest.importorskip("python_calamine")

ASKED = requirement("asked", zh="制度较完善(含台账)", en="rules", cite="附件 一")
TWIN = requirement("twin", zh="制度较完善(含台账)", en="rules", cite="附件 二")
ZONE = Indicator(key="zone", title=Text("功能区", "zone"), unit="", kind="text", table="clusters")


def titles(path: Path, sheet: str) -> list[str]:
    rows = calamine.load_workbook(path).get_sheet_by_name(sheet).to_python()
    return list(rows[0])


def test_an_empty_template_lacks_nothing_but_clusters(tmp_path: Path) -> None:
    path = write_template(tmp_path / "template.xlsx", "north", [ASKED, ZONE])
    reading = read_portfolio(path, indicators=[ASKED, TWIN, ZONE], jurisdictions=["north"])
    assert [str(fault) for fault in reading.faults] == ["template.xlsx, sheet clusters: there is no cluster row"]
    assert reading.warnings == ()
    book = calamine.load_workbook(path)
    assert book.sheet_names == ["clusters", "observations", "events", "titles", "说明"]


def test_titles_bear_units_and_own_columns_their_keys(tmp_path: Path) -> None:
    path = write_template(tmp_path / "template.xlsx", "north", [ASKED, ZONE])
    assert titles(path, "clusters")[:3] == ["集群编号", "集群名称", "辖区"]
    assert titles(path, "clusters")[-1] == "功能区(zone)"
    assert titles(path, "observations")[:3] == ["集群编号", "年份", "总产值(亿元)"]
    assert titles(path, "observations")[-1] == "制度较完善(含台账)(asked)"
    assert titles(path, "events") == ["集群编号", "日期", "事件", "说明"]
    assert titles(path, "titles") == ["集群编号", "政策", "认定日期", "有效期至", "批次"]


def test_only_what_the_place_uses_is_asked_for(tmp_path: Path) -> None:
    path = write_template(tmp_path / "template.xlsx", "north", [ASKED], keys={"sme_share", "incidents", "area_km2"})
    assert titles(path, "observations") == [
        "集群编号",
        "年份",
        "总产值(亿元)",
        "中小企业产值(亿元)",
        "重大事件(起)",
        "制度较完善(含台账)(asked)",
    ]
    assert "占地面积(km²)" in titles(path, "clusters")
    assert "高耗能行业" not in titles(path, "clusters")


def test_a_template_that_is_filled_in_reads_back(tmp_path: Path) -> None:
    template = write_template(tmp_path / "template.xlsx", "north", [ASKED, ZONE])
    filled = {
        "clusters": {"集群编号": "A1", "辖区": "north", "认定日期": date(2024, 3, 31), "功能区(zone)": "东"},
        "observations": {
            "集群编号": "A1",
            "年份": 2023,
            "总产值(亿元)": 33.5,
            "工业互联网平台普及率": 0.45,
            "制度较完善(含台账)(asked)": "是",
        },
        "events": {"集群编号": "A1", "日期": date(2024, 4, 1), "事件": "incident"},
        "titles": {"集群编号": "A1", "政策": "national", "批次": 1},
    }
    path = tmp_path / "filled.xlsx"
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet, cells in filled.items():
            page = book.add_worksheet(sheet)
            for column, title in enumerate(titles(template, sheet)):
                page.write(0, column, title)
                cell = cells.get(title)
                if cell is not None:
                    page.write(1, column, cell, day if isinstance(cell, date) else None)
    read = load_portfolio(path, indicators=[ASKED, TWIN, ZONE], jurisdictions=["north"])
    assert read.clusters["zone"][0] == "东"
    assert read.clusters["certified_on"][0] == date(2024, 3, 31).toordinal()
    assert read.observations["output_value"][0, 0] == 33.5
    assert read.observations["platform_adoption_rate"][0, 0] == 0.45
    assert read.observations["asked"][0, 0] == MET
    assert (len(read.events), read.titles[0].batch) == (1, "1")


def test_every_column_is_explained(tmp_path: Path) -> None:
    path = write_template(tmp_path / "template.xlsx", "north", [ASKED])
    rows = calamine.load_workbook(path).get_sheet_by_name("说明").to_python()
    explained = {row[2]: row for row in rows}
    assert all(column.key in explained for column in OBSERVATION_COLUMNS)
    assert explained["asked"][7] == "附件 一"
    assert explained["output_value"][3] == "亿元"


def test_text_is_never_a_formula(tmp_path: Path) -> None:
    odd = requirement("odd", zh="=1+1", en="=1+1", cite="@x")
    path = write_template(tmp_path / "template.xlsx", "=north", [odd])
    assert titles(path, "observations")[-1] == "=1+1(odd)"


def test_a_file_that_holds_something_is_not_written_over(tmp_path: Path) -> None:
    path = write_template(tmp_path / "new" / "template.xlsx", "north")
    with pytest.raises(InputError, match="exists already: name a new file"):
        write_template(path, "north")
    (tmp_path / "empty.xlsx").touch()
    write_template(tmp_path / "empty.xlsx", "north")
    with pytest.raises(InputError, match=r"must end with \.xlsx"):
        write_template(tmp_path / "template.csv", "north")
    with pytest.raises(InputError, match="cannot be written"):
        write_template(path / "below.xlsx", "north")


def test_a_missing_extra_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)  # as if it were not installed
    with pytest.raises(InputError) as caught:
        write_template(tmp_path / "template.xlsx", "north")
    assert str(caught.value) == 'writing a workbook needs: pip install "clusterkit-sdk[excel]"'
    assert list(tmp_path.iterdir()) == []
