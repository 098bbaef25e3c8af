"""`clusterkit portfolio`: a template that is filled in, and illustrative clusters as files."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

SHORT = ("--years", "3", "--replications", "20")

pytestmark = pytest.mark.usefixtures("site")


def answer(run: Run, *words: object) -> Any:
    said = run(*words, "--format", "json")
    assert said.code == 0, said.err
    return json.loads(said.out)


# The sample ---------------------------------------------------------------------------------------


def test_the_sample_is_written_as_a_folder_that_reads_back(run: Run, here: Path) -> None:
    said = run("portfolio", "sample", "--out", "sample")
    assert (said.code, said.out) == (0, "")
    assert said.err == "written, illustrative clusters, not real ones: sample\n"
    assert sorted(path.name for path in (here / "sample").iterdir()) == ["clusters.csv", "observations.csv"]
    told = answer(run, "portfolio", "check", "sample")
    assert (told["portfolio"]["clusters"], told["remarks"]) == (6, [])


def test_a_run_on_the_sample_is_the_run_without_a_portfolio(run: Run) -> None:
    run("portfolio", "sample", "--out", "sample")
    words = ("--set", "zone.output_min=14")
    without, on_files = answer(run, "simulate", *SHORT, *words), answer(run, "simulate", "sample", *SHORT, *words)
    assert on_files["scenarios"] == without["scenarios"]
    assert on_files["differences"] == without["differences"]
    own, others = on_files["manifest"], without["manifest"]
    assert own["portfolio"].pop("name") == "sample"
    name = others["portfolio"].pop("name")
    assert (own["portfolio"].pop("source"), others["portfolio"].pop("source")) == ("sample", "")
    assert own.pop("command") == others.pop("command").replace("simulate", "simulate sample")
    assert own == json.loads(json.dumps(others, ensure_ascii=False).replace(name, "sample"))
    assert own["portfolio"]["illustrative"] is True


def test_only_some_places_are_written(run: Run) -> None:
    run("portfolio", "sample", "--jurisdiction", "zone", "--out", "sample")
    assert answer(run, "portfolio", "check", "sample")["portfolio"]["clusters"] == 6


# The template -------------------------------------------------------------------------------------


@pytest.fixture
def template(run: Run, here: Path) -> Path:
    pytest.importorskip("xlsxwriter")
    pytest.importorskip("python_calamine")
    said = run("portfolio", "template", "--jurisdiction", "zone", "--out", "zone.xlsx")
    assert (said.code, said.out, said.err) == (0, "", "written: zone.xlsx\n")
    return here / "zone.xlsx"


def headers(workbook: Path) -> dict[str, list[str]]:
    """Return the header row of every sheet."""
    from python_calamine import load_workbook

    with load_workbook(workbook) as book:
        rows = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    return {name: [str(cell) for cell in found[0]] for name, found in rows.items() if found}


def fill(workbook: Path, filled: Path, rows: dict[str, Sequence[dict[str, Any]]]) -> None:
    """Write a workbook with a template's own headers and the given rows below them."""
    import xlsxwriter

    with xlsxwriter.Workbook(filled) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, header in headers(workbook).items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, header)
            for number, row in enumerate(rows.get(name, ()), start=1):
                for title, cell in row.items():
                    style = day if isinstance(cell, date) else None
                    sheet.write(number, header.index(title), cell, style)


def test_a_template_has_the_places_columns_with_units_and_no_others(template: Path) -> None:
    found = headers(template)
    assert list(found) == ["clusters", "observations", "events", "titles", "说明"]
    assert found["clusters"][:3] == ["集群编号", "集群名称", "辖区"]
    assert "占地面积(km²)" in found["clusters"]
    assert found["observations"] == [
        "集群编号", "年份", "总产值(亿元)", "中小企业产值(亿元)", "单项冠军(家)", "专精特新(家)", "年报提交日期",
        "位于园区(zone_park)",
    ]  # fmt: skip


def test_an_empty_template_reads_as_a_workbook_without_clusters(run: Run, template: Path) -> None:
    said = run("portfolio", "check", template.name)
    assert said.code == 1
    assert said.out.splitlines()[0].strip() == "fault zone.xlsx, sheet clusters: there is no cluster row"


@pytest.fixture
def filled(template: Path, here: Path) -> Path:
    """Fill the template in for two clusters, one that meets the standard and one that does not."""
    clusters = [
        {"集群编号": "A1", "集群名称": "甲", "辖区": "zone", "认定日期": date(2023, 7, 1), "占地面积(km²)": 12.5},
        {"集群编号": "B2", "集群名称": "乙", "辖区": "zone", "认定日期": date(2024, 7, 1), "占地面积(km²)": 120},
    ]
    observations = [
        {
            "集群编号": cluster, "年份": year, "总产值(亿元)": output, "中小企业产值(亿元)": 0.6 * output,
            "单项冠军(家)": 1, "专精特新(家)": 12, "年报提交日期": date(year + 1, 3, 20), "位于园区(zone_park)": "是",
        }
        for cluster, output in (("A1", 30.0), ("B2", 8.0)) for year in (2022, 2023, 2024, 2025)
    ]  # fmt: skip
    events = [{"集群编号": "A1", "日期": date(2028, 5, 1), "事件": "incident"}]
    path = here / "filled.xlsx"
    fill(template, path, {"clusters": clusters, "observations": observations, "events": events})
    return path


def test_a_filled_template_is_checked(run: Run, filled: Path) -> None:
    told = answer(run, "portfolio", "check", filled.name)
    assert (told["portfolio"]["name"], told["portfolio"]["clusters"], told["remarks"]) == ("filled", 2, [])


def test_a_filled_template_is_assessed(run: Run, filled: Path) -> None:
    told = answer(run, "assess", filled.name, "--on", "2026-06-30")
    assert [(row["cluster_id"], row["verdict"]) for row in told["results"]] == [("A1", "passes"), ("B2", "fails")]
    by_id = {one["id"]: one for one in told["results"][1]["criteria"]}
    floor = by_id["zone.output_min"]
    assert (floor["figure"], floor["operator"], floor["bound"], floor["margin"]) == (8, ">=", 10, -2)
    assert by_id["zone.area"]["verdict"] == "advisory"


def test_a_filled_template_is_simulated_its_facts_standing(run: Run, filled: Path) -> None:
    told = answer(run, "simulate", filled.name, *SHORT)
    manifest = told["manifest"]
    assert (manifest["start"], manifest["portfolio"]["illustrative"]) == ("2026-01-01", False)
    (policy,) = told["scenarios"][0]["policies"]
    assert policy["clusters"] == 2
    # B2 is far below the floor when its term ends in 2027; the incident on file takes A1's title in 2028.
    assert policy["retention"][-1]["mean"] == 0.0
    causes = {row["cause"] for row in policy["losses"]}
    assert {"re_review", "incident"} <= causes


def test_a_filled_template_leaves_a_trace_beside_its_portfolio(run: Run, filled: Path, here: Path) -> None:
    said = run("simulate", filled.name, *SHORT, "--trace", "trace", "--trace-replications", "2")
    assert said.code == 0
    with (here / "trace" / "history.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["replication"] for row in rows} == {"0", "1"}
    assert {(row["cluster_id"], row["date"]) for row in rows if row["cause"] == "incident"} == {("A1", "2028-05-01")}
