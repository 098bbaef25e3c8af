"""The workbook of a sweep: the curve or the grid with its chart, losses along it, slopes, the cliff."""

from __future__ import annotations

from pathlib import Path

import pytest

from clusterkit.law.lever import Value
from clusterkit.law.text import Language
from clusterkit.plugins import Plugins
from clusterkit.report.workbook.sweep import write_sweep
from clusterkit.study.first_day import positions
from clusterkit.study.sweep import Sweep, sweep
from tests.report.opened import CHART, Opened, names_in, opened, points_of
from tests.study.swept import lively

FLOORS = (8.0, 12.0, 16.0, 20.0)
SHEETS = {
    "en": ["summary", "curve zone", "retention", "losses", "slopes", "clusters", "figures zone", "levers in force",
           "assumptions", "manifest"],
    "zh": ["概要", "曲线 zone", "逐年留存", "失去原因", "每单位变化", "集群结论", "数值 zone", "现行参数",
           "假定与出处", "运行记录"],
}  # fmt: skip


def written(found: Sweep, folder: Path, lang: Language = "en") -> Opened:
    return opened(write_sweep(folder / "s.xlsx", found, positions(found.study, Plugins({})), lang))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_sheet_is_there_under_a_header_that_stays_in_view_and_without_a_formula(
    tmp_path: Path, lang: Language
) -> None:
    found = written(sweep(lively("zone"), "zone.output_min", FLOORS), tmp_path, lang)
    assert found.names == SHEETS[lang]
    assert all(found.frozen_at(name) for name in found.names)
    assert found.formulas == []


def test_the_curve_is_retention_at_the_end_and_is_drawn_to_scale_with_its_interval(tmp_path: Path) -> None:
    swept = sweep(lively("zone"), "zone.output_min", FLOORS)
    found = written(swept, tmp_path)
    rows = found.table("curve zone", "zone.output_min [亿元]")
    assert [row["zone.output_min [亿元]"] for row in rows] == list(FLOORS)
    wanted = [float(one["zone"].retention[-1].mean()) for one in swept.tallies]
    assert [row["retention"] for row in rows] == pytest.approx(wanted, rel=1e-14)
    (chart,) = found.charts
    assert chart.find(f".//{CHART}scatterChart") is not None
    assert names_in(chart) == ["retention", "95 % low", "95 % high"]
    assert points_of(chart) == [4, 4, 4]


def test_losses_years_and_slopes_are_the_sweeps_own_rows(tmp_path: Path) -> None:
    swept = sweep(lively("zone"), "zone.output_min", FLOORS)
    found, rows = written(swept, tmp_path), swept.rows()
    lever = "zone.output_min [亿元]"
    for sheet, first, table, column in (
        ("retention", lever, "retention", "retention"),
        ("losses", lever, "losses", "mean clusters"),
        ("slopes", "policy", "slope", "change"),
    ):
        wanted = [row["mean"] for row in rows if row["table"] == table]
        assert [row[column] for row in found.table(sheet, first)] == pytest.approx(wanted, rel=1e-14)


def test_the_summary_says_what_was_swept_how_and_where_the_cliff_is(tmp_path: Path) -> None:
    lines = written(sweep(lively("zone"), "zone.output_min", FLOORS), tmp_path).lines("summary")
    assert "method: critical values: exact, in one run" in lines
    assert any(line.startswith("cliff [zone]: retention changes fastest between ") for line in lines)
    assert any("have a present figure within 5 % of" in line for line in lines)


@pytest.mark.parametrize(
    "lever, values, shown",
    [
        ("zone.report_deadline", (228, 331), ["02-28", "03-31"]),
        ("zone.area_binding", (True, False), ["yes", "no"]),
        ("zone.in_force_until", (20271020.0, None), ["2027-10-20", "none"]),
    ],
)
def test_values_that_are_no_numbers_stand_as_users_write_them_and_are_drawn_in_their_order(
    tmp_path: Path, lever: str, values: tuple[Value, ...], shown: list[str]
) -> None:
    found = written(sweep(lively("zone"), lever, values), tmp_path)
    assert [row[lever] for row in found.table("curve zone", lever)] == shown
    assert found.charts[0].find(f".//{CHART}lineChart") is not None


def test_a_grid_has_a_row_for_each_value_of_the_first_lever_and_a_curve_for_each_of_the_second(tmp_path: Path) -> None:
    swept = sweep(lively("zone"), "zone.output_min", FLOORS, second=("zone.sme_share", (0.5, 0.7)))
    found = written(swept, tmp_path)
    assert found.names[:4] == ["summary", "grid zone", "retention", "losses"]
    assert "slopes" not in found.names
    rows = found.table("grid zone", "zone.output_min [亿元]")
    told = [row[share] for row in rows for share in ("50%", "70%")]
    assert told == pytest.approx([float(one["zone"].retention[-1].mean()) for one in swept.tallies], rel=1e-14)
    (chart,) = found.charts
    assert (names_in(chart), points_of(chart)) == (["50%", "70%"], [4, 4])


def test_one_replication_is_drawn_without_an_interval(tmp_path: Path) -> None:
    found = written(sweep(lively("zone").with_replications(1), "zone.output_min", FLOORS), tmp_path)
    assert names_in(found.charts[0]) == ["retention"]
