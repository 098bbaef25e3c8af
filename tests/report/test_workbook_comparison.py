"""The workbook of a comparison: what differs, who bears it, whose fate flips, with a curve for each scenario."""

from __future__ import annotations

from pathlib import Path

import pytest

from clusterkit.law.text import Language
from clusterkit.plugins import Plugins
from clusterkit.report.workbook.comparison import write_comparison
from clusterkit.study.comparison import Comparison, compare
from clusterkit.study.first_day import positions
from tests.report.opened import Opened, names_in, opened, points_of
from tests.simulation.invented import LIVELY, Cluster, against, portfolio, study

SHEETS = {
    "en": ["summary", "differences", "holders", "change of losses", "who bears it", "flips", "common draws",
           "retention", "losses", "losses by criterion", "clusters", "figures zone", "levers in force",
           "assumptions", "manifest"],
    "zh": ["概要", "留存率之差", "持有数之差", "失去原因之差", "谁受影响", "结果改变的集群", "共同随机数", "逐年留存",
           "失去原因", "未达标项", "集群结论", "数值 zone", "现行参数", "假定与出处", "运行记录"],
}  # fmt: skip


def compared(*settings: str) -> Comparison:
    clusters = [
        Cluster(f"z{place}", certified=f"{2023 + place % 3}-03-10",
                figures={"output_value": 12.0 + 2 * place}, facts={"district": "=east" if place < 4 else ""})
        for place in range(6)
    ]  # fmt: skip
    scenarios = against(*(settings or ("zone.output_min=18",)))
    return compare(study(portfolio(*clusters), scenarios=scenarios, models=LIVELY, replications=30, years=4))


def written(found: Comparison, folder: Path, lang: Language = "en") -> Opened:
    return opened(write_comparison(folder / "c.xlsx", found, positions(found.study, Plugins({})), lang))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_sheet_is_there_under_a_header_that_stays_in_view_and_without_a_formula(
    tmp_path: Path, lang: Language
) -> None:
    found = written(compared(), tmp_path, lang)
    assert found.names == SHEETS[lang]
    assert all(found.frozen_at(name) for name in found.names)
    assert found.formulas == []


@pytest.mark.parametrize(
    "sheet, column, key, rows",
    [
        ("differences", "difference, points", "mean", Comparison.difference_rows),
        ("holders", "mean difference", "mean", Comparison.holder_difference_rows),
        ("change of losses", "mean difference", "mean", Comparison.loss_difference_rows),
        ("who bears it", "difference, points", "mean", Comparison.burden_rows),
        ("flips", "flips in", "share", Comparison.flip_rows),
        ("common draws", "independent ones needed", "independent", Comparison.saved_rows),
    ],
)
def test_the_tables_hold_the_comparisons_own_numbers(
    tmp_path: Path, sheet: str, column: str, key: str, rows: object
) -> None:
    found = compared()
    assert callable(rows)
    wanted = [row[key] for row in rows(found)]
    assert wanted
    told = [row[column] for row in written(found, tmp_path).table(sheet, "scenario")]
    assert told == pytest.approx(["" if value is None else value for value in wanted], rel=1e-14)


def test_a_flip_says_the_criterion_its_clause_and_the_margin_in_its_unit(tmp_path: Path) -> None:
    rows = written(compared(), tmp_path).table("flips", "scenario")
    row = next(row for row in rows if row["cluster"] == "z0")
    assert (row["criterion key"], row["clause"], row["unit"]) == ("zone.output_min", "第一条", "亿元")
    assert row["mean margin"] < 0


def test_groups_are_named_and_small_ones_are_noted(tmp_path: Path) -> None:
    rows = written(compared(), tmp_path).table("who bears it", "scenario")
    told = {(row["by"], row["group"]): row["note"] for row in rows}
    assert told["district", "=east"] == ""
    assert told["district", "blank"] == "fewer than three clusters"
    assert ("energy-intensive", "yes") in told


def test_the_change_of_retention_is_drawn(tmp_path: Path) -> None:
    charts = written(compared(), tmp_path).charts
    assert [names_in(chart) for chart in charts] == [["what-if"], ["baseline", "what-if"], ["baseline", "what-if"]]
    assert points_of(charts[0]) == [4]


def test_where_nothing_differs_the_tables_say_zero_and_no_fate_flips(tmp_path: Path) -> None:
    found = written(compared("zone.output_min=10"), tmp_path)
    assert {row["difference, points"] for row in found.table("differences", "scenario")} == {0}
    assert found.table("flips", "scenario") == []
