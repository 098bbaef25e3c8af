"""The workbook of an assessment: what fails is coloured, and the note names the clause."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from clusterkit.assessment import Assessment, assess
from clusterkit.law.text import Language
from clusterkit.plugins import Plugins
from clusterkit.report.workbook.verdicts import tightest, write_verdicts
from tests.report.opened import Opened, opened
from tests.simulation.invented import SMALL, ZONE, Cluster, portfolio

CLUSTERS = (
    Cluster("fails", figures=SMALL),
    Cluster("lacks", figures={"co2_intensity": None}),
    Cluster("passes", facts={"name": "=1+1"}),
)


def assessed() -> Assessment:
    return assess(portfolio(*CLUSTERS), date(2026, 6, 30), policies=[ZONE], plugins=Plugins({}))


def written(folder: Path, lang: Language = "en") -> Opened:
    return opened(write_verdicts(folder / "a.xlsx", assessed(), lang))


@pytest.mark.parametrize(
    "lang, names",
    [
        ("en", ["clusters", "figures zone", "criteria", "manifest"]),
        ("zh", ["集群结论", "数值 zone", "逐条", "运行记录"]),
    ],
)
def test_the_sheets_and_their_headers(tmp_path: Path, lang: Language, names: list[str]) -> None:
    found = written(tmp_path, lang)
    assert found.names == names
    assert all(found.frozen_at(name) for name in names)
    assert found.formulas == []


def test_each_cluster_has_its_verdict_what_is_not_met_and_the_tightest_margin(tmp_path: Path) -> None:
    rows = {row["cluster"]: row for row in written(tmp_path).table("clusters", "cluster")}
    told = {name: (row["verdict"], row["criteria not met"], row["criteria unknown"]) for name, row in rows.items()}
    assert told == {"fails": ("fails", 1, 0), "lacks": ("incomplete", 0, 1), "passes": ("passes", 0, 0)}
    assert rows["fails"]["what is not met"] == "output_min (第一条)"
    assert (rows["fails"]["margin"], rows["fails"]["margin as a share of what is asked"]) == (-5, -0.5)
    assert rows["lacks"]["what waits for data"] == "co2 (第一条)"
    assert rows["passes"]["name"] == "=1+1"


def test_failing_figures_are_coloured_and_the_note_has_the_clause_and_the_bound(tmp_path: Path) -> None:
    found = written(tmp_path)
    notes = found.notes("figures zone")
    fails = next(place for place, note in notes.items() if note.startswith("第一条 output_min: not met"))
    assert found.fill("figures zone", fails) == "FFF8CBAD"
    assert notes[fails].splitlines()[1:] == ["asked: >= 10 亿元", "margin: -5 亿元"]
    lacks = next(place for place, note in notes.items() if "unknown" in note)
    assert found.fill("figures zone", lacks) == "FFFFE699"
    assert "missing: CO2 intensity 2025" in notes[lacks]
    row = next(row for row in found.table("figures zone", "cluster") if row["cluster"] == "fails")
    assert row["output_min [亿元] (第一条)"] == 5


def test_criteria_have_a_row_each_with_figure_bound_and_margin_as_numbers(tmp_path: Path) -> None:
    rows = written(tmp_path).table("criteria", "cluster")
    row = next(row for row in rows if (row["cluster"], row["key"]) == ("fails", "zone.output_min"))
    assert (row["verdict"], row["figure"], row["is to be"], row["asked"], row["margin"], row["unit"]) == (
        "not met", 5, ">=", 10, -5, "亿元",
    )  # fmt: skip
    found = assessed().of("fails")
    assert sum(row["cluster"] == "fails" for row in rows) == sum(1 + len(one.arms) for one in found.criteria)


def test_the_terms_of_the_assessment_stand_on_a_sheet(tmp_path: Path) -> None:
    told = {row["item"]: row["value"] for row in written(tmp_path).table("manifest", "item")}
    assert (told["on"], told["standard"], told["portfolio.name"]) == ("2026-06-30", "admission", "invented")


def test_the_tightest_margin_is_the_smallest_as_a_share_of_its_bound_and_may_be_none() -> None:
    found = tightest(assessed().of("passes"))
    assert found is not None
    criterion, share = found
    assert criterion.id == "zone.energy"
    assert share == pytest.approx(0.2)
