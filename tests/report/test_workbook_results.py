"""The workbook of a run: every sheet, its numbers those of the run, its charts native, hostile names harmless."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from clusterkit.law.text import Language
from clusterkit.plugins import Plugins
from clusterkit.report.workbook.results import write_results
from clusterkit.report.workbook.stored_text import stored
from clusterkit.study.first_day import positions
from clusterkit.study.simulate import Study
from tests.report.opened import MAIN, Opened, names_in, opened, points_of
from tests.report.test_workbook_book import HOSTILE
from tests.simulation.invented import LIVELY, Cluster, portfolio, scenario, study

SHEETS = {
    "en": ["summary", "retention", "losses", "losses by criterion", "differences", "clusters", "figures moor",
           "figures zone", "levers in force", "assumptions", "manifest"],
    "zh": ["概要", "逐年留存", "失去原因", "未达标项", "与基准之差", "集群结论", "数值 moor", "数值 zone", "现行参数",
           "假定与出处", "运行记录"],
}  # fmt: skip


def lively(*names: str, settings: tuple[str, ...] = ("zone.output_min=18",)) -> Study:
    """Return clusters of two places to which everything happens, under the law and under another."""
    first, second = names or ("baseline", "what-if")
    zone = [
        Cluster(f"z{place}", certified=f"{2023 + place % 3}-03-10", figures={"output_value": 12.0 + 2 * place})
        for place in range(6)
    ]
    moor = [Cluster(f"m{place}", "moor", certified="2020-01-01") for place in range(3)]
    scenarios = [scenario(first), scenario(second, *settings)]
    return study(portfolio(*zone, *moor), scenarios=scenarios, models=LIVELY, replications=40, years=4)


def written(of: Study, folder: Path, lang: Language = "en") -> Opened:
    return opened(write_results(folder / "r.xlsx", of.run(), of, positions(of, Plugins({})), lang))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_sheet_is_there_under_a_header_that_stays_in_view_and_without_a_formula(
    tmp_path: Path, lang: Language
) -> None:
    found = written(lively(), tmp_path, lang)
    assert found.names == SHEETS[lang]
    assert all(found.frozen_at(name) for name in found.names)
    assert found.formulas == []


def test_retention_holders_and_differences_are_the_runs_own_numbers(tmp_path: Path) -> None:
    of = lively()
    run, found = of.run(), written(of, tmp_path)
    rows = found.table("retention", "scenario")
    for key in run.keys:
        for place, name in enumerate(run.scenarios):
            own = [row for row in rows if (row["scenario"], row["policy"]) == (name, key)]
            told = run.retention_rows(key, place)
            assert [row["retention"] for row in own] == pytest.approx([row["mean"] for row in told], rel=1e-14)
            assert [row["95 % low"] for row in own] == pytest.approx([row["low"] for row in told], rel=1e-14)
            assert [row["year's end"] for row in own] == [2026, 2027, 2028, 2029]
            assert [row["lost it"] for row in own] == pytest.approx([r["lost"] for r in run.holder_rows(key, place)])
    wanted = [row["mean"] for row in run.difference_rows()]
    differences = found.table("differences", "scenario")
    assert [row["difference, points"] for row in differences] == pytest.approx(wanted, rel=1e-14)
    assert any(wanted)
    assert found.cell("retention", "D2").find(f"{MAIN}v") is not None
    assert found.cell("retention", "D2").get("t") is None


def test_losses_by_cause_add_up_and_every_scenario_has_the_same_causes(tmp_path: Path) -> None:
    of = lively()
    run, found = of.run(), written(of, tmp_path)
    rows = found.table("losses", "scenario")
    for key in run.keys:
        own = [[row for row in rows if (row["scenario"], row["policy"]) == (name, key)] for name in run.scenarios]
        assert [row["cause key"] for row in own[0]] == [row["cause key"] for row in own[1]]
        for place, causes in enumerate(own):
            whole = sum(row["mean"] for row in run.loss_rows(key, place) if row["criterion"] is None)
            assert sum(row["mean clusters"] for row in causes) == pytest.approx(whole)
    failed = found.table("losses by criterion", "scenario")
    assert {row["criterion key"] for row in failed} >= {"zone.output_min", "moor.revenue_min"}


def test_there_is_a_chart_of_retention_and_one_of_losses_for_each_policy_with_a_series_for_each_scenario(
    tmp_path: Path,
) -> None:
    charts = written(lively(), tmp_path).charts
    assert len(charts) == 4
    assert all(names_in(chart) == ["baseline", "what-if"] for chart in charts)
    assert [points_of(chart) for chart in charts[:2]] == [[4, 4], [4, 4]]
    assert all(len(set(points_of(chart))) == 1 for chart in charts[2:])


def test_clusters_have_the_verdict_of_each_scenarios_law_by_the_standard_that_awaits_them(tmp_path: Path) -> None:
    of = lively()
    found = written(of, tmp_path)
    rows = {(row["scenario"], row["cluster"]): row for row in found.table("clusters", "scenario")}
    assert len(rows) == 18
    assert rows["baseline", "z0"]["verdict"] == "passes"
    failing = rows["what-if", "z0"]
    assert (failing["verdict"], failing["margin"], failing["unit"]) == ("fails", -6.0, "亿元")
    assert failing["margin as a share of what is asked"] == pytest.approx(-6 / 18)
    assert {row["standard"] for row in rows.values()} == {"the standard of re-review"}
    notes = found.notes("figures zone")
    assert any("margin: -6 亿元" in note and "第一条" in note for note in notes.values())
    # An arm that another stands in for costs nothing, and the plan is no binding part of the standard.
    reds = {place for place in notes if found.fill("figures zone", place) == "FFF8CBAD"}
    assert {notes[place].partition(" (")[0] for place in reds} == {"第一条 output_min"}
    assert {found.fill("figures zone", place) for place in set(notes) - reds} == {"FFDDEBF7"}


def test_levers_stand_as_in_force_on_the_first_day_and_on_each_day_on_which_they_change(tmp_path: Path) -> None:
    found = written(lively(settings=("zone.output_min=18", "zone.output_min=20@2028-01-01")), tmp_path)
    rows = [row for row in found.table("levers in force", "lever") if row["lever"] == "zone.output_min"]
    told = [(row["from"], row["as written"], row["baseline"], row["what-if"]) for row in rows]
    assert told == [(date(2026, 1, 1), 10, 10, 18), (date(2028, 1, 1), 10, 10, 20)]
    follows = [row["what-if"] for row in found.table("levers in force", "lever")
               if row["lever"] == "zone.retention.output_min"]  # fmt: skip
    assert follows == [18, 20]
    texts = {row["lever"]: row["baseline"] for row in found.table("levers in force", "lever")}
    assert (texts["zone.report_deadline"], texts["zone.area_binding"]) == ("03-31", "yes")


def test_assumptions_and_manifest_are_whole_and_the_summary_says_what_was_run(tmp_path: Path) -> None:
    of = lively()
    found = written(of, tmp_path)
    assert len(found.table("assumptions", "key")) == len(of.assumptions)
    manifest = {row["item"]: row["value"] for row in found.table("manifest", "item")}
    assert (manifest["seed"], manifest["replications_done"], manifest["portfolio.name"]) == (1, 40, "invented")
    lines = found.lines("summary")
    assumed = sum(one.source.startswith("ASSUMED") for one in of.assumptions)
    for line in ("clusters: 9, invented", "2026-01-01 → 2029-12-31", "replications: 40 of 40, seed 1",
                 "enforcement: bounds applied as written",
                 f"assumptions without a source (ASSUMED): {assumed}"):  # fmt: skip
        assert line in lines


def test_a_title_and_a_question_stand_at_the_head(tmp_path: Path) -> None:
    of = evolve(lively(), title="=A floor", question="What if?")
    assert written(of, tmp_path).lines("summary")[:2] == ["=A floor", "What if?"]


def test_too_many_clusters_for_their_verdicts_are_said_to_be_left_out(tmp_path: Path) -> None:
    of = lively()
    found = opened(write_results(tmp_path / "r.xlsx", of.run(), of, None, "en"))
    assert "too many clusters for their verdicts to stand here; `clusterkit assess` gives them" in found.lines(
        "summary"
    )
    assert "clusters" not in found.names


def test_one_replication_has_no_interval_and_its_cells_are_blank(tmp_path: Path) -> None:
    of = lively().with_replications(1)
    row = written(of, tmp_path).table("retention", "scenario")[0]
    assert (row["95 % low"], row["95 % high"]) == ("", "")
    assert isinstance(row["retention"], float)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_of_scenarios_and_clusters_are_text_and_nothing_else(tmp_path: Path, name: str) -> None:
    of = lively(name, "what-if")
    hostile = study(
        portfolio(Cluster("z1", certified="2024-03-10", facts={"name": name, "district": name}), Cluster("z2")),
        scenarios=of.scenarios, models=LIVELY, replications=3, years=2,
    )  # fmt: skip
    found = written(evolve(hostile, title=name, question=name), tmp_path)
    assert found.formulas == []
    assert found.table("retention", "scenario")[0]["scenario"] == stored(name)
    assert stored(name) in found.sheets["levers in force"][2]
    assert all(names_in(chart)[0] == stored(name) for chart in found.charts)
