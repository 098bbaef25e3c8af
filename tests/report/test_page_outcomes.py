"""Retention, losses and comparisons in a report."""

from __future__ import annotations

from typing import Any

from clusterkit.report.page.result import Result
from tests.report import invented
from tests.report.pages import lines, plain, section, told


def simulated(**changes: Any) -> Result:
    return Result("simulate", "a.json", {**invented.simulate(), **changes})


def test_retention_is_a_curve_with_both_bands_for_every_scenario_and_its_difference() -> None:
    found = section([simulated()], "retention")
    curve, difference = found.figures
    rows = curve.spec["data"]["values"]
    assert [(row["series"], row["x"]) for row in rows[::3]] == [("baseline", "2026"), ("word", "2026")]
    assert {"y", "low", "high", "p10", "p90"} <= set(rows[0])
    assert curve.table.rows[0] == ("baseline", "2026", "40.0%", "30.0–50.0%", "20.0–60.0%", "3.0", "2.0", "1.0")
    assert [row["y"] for row in difference.spec["data"]["values"]] == [-4.0] * 3
    assert difference.table.rows[0] == ("word", "baseline", "2026", "-4.00", "-6.00 … -2.00")
    assert plain(found.leads[0]).endswith(
        "scenario baseline: of 5 titles held at the start, 40.0% are held at the end of 2028 (95 % interval 30.0–50.0%)"
    )
    assert told(found)[-1].startswith("The dark band is the 95 % interval")


def test_where_nobody_held_a_title_there_is_no_curve() -> None:
    result: dict[str, Any] = invented.simulate()
    for scenario in result["scenarios"]:
        for row in scenario["policies"][0]["retention"]:
            row.update(mean=None, low=None, high=None, p10=None, p90=None)
    result["differences"] = []
    found = section([Result("simulate", "a.json", result)], "retention")
    assert (found.figures, found.leads) == ((), ())
    assert told(found)[0].endswith("no cluster is certified at the start")


def test_one_replication_has_no_interval_and_still_a_curve() -> None:
    result: dict[str, Any] = invented.simulate()
    for scenario in result["scenarios"]:
        for row in scenario["policies"][0]["retention"]:
            row.update(low=None, high=None)
    (curve, _) = section([Result("simulate", "a.json", result)], "retention").figures
    assert curve.table.rows[0][3] == "—"


def test_losses_are_told_by_cause_and_by_criterion_with_their_clauses() -> None:
    found = section([simulated()], "losses")
    causes, criteria = found.figures
    assert {row["label"] for row in causes.spec["data"]["values"]} == {"re-review not passed"}
    assert {row["label"] for row in criteria.spec["data"]["values"]} == {"output in each year", "word"}
    assert len(causes.table.rows) == 6
    assert [row[2] for row in criteria.table.rows[:2]] == ["output in each year (zone.output_min)", "word (word)"]
    assert "most titles are lost to re-review not passed (word), 2.50 on average" in plain(found.leads[0])


def test_what_one_scenario_does_not_lose_is_none_there() -> None:
    result: dict[str, Any] = invented.simulate()
    result["scenarios"][1]["policies"][0]["losses"] = []
    causes = section([Result("simulate", "a.json", result)], "losses").figures[0]
    assert [(row["series"], row["mean"]) for row in causes.spec["data"]["values"]] == [("baseline", 2.5), ("word", 0.0)]


def test_a_criterion_behind_two_causes_is_told_with_each() -> None:
    result: dict[str, Any] = invented.simulate()
    losses = result["scenarios"][0]["policies"][0]["losses"]
    losses += [{**row, "cause": "delisted"} for row in losses]
    criteria = section([Result("simulate", "a.json", result)], "losses").figures[1]
    labels = {row["label"] for row in criteria.spec["data"]["values"]}
    assert labels == {
        f"{name} — {cause}"
        for name in ("output in each year", "word")
        for cause in ("re-review not passed", "delisted at review")
    }


def test_what_took_the_standing_is_told_under_the_end_of_the_term() -> None:
    result: dict[str, Any] = invented.simulate()
    whole = result["scenarios"][0]["policies"][0]["losses"][0]
    whole["because"] = [{"cause": "late_report", "citation": "第三条", **invented.COUNT}]
    table = section([Result("simulate", "a.json", result)], "losses").figures[0].table
    assert table.rows[1][1:4] == ("of these because of late report", "", "第三条")


def test_nobody_lost_is_said() -> None:
    result: dict[str, Any] = invented.simulate()
    for scenario in result["scenarios"]:
        scenario["policies"][0]["losses"] = []
    found = section([Result("simulate", "a.json", result)], "losses")
    assert [line.partition(":")[2] for line in told(found)] == [" no cluster loses its title"]


def test_a_comparison_says_what_changes_who_bears_it_and_whose_fate_flips() -> None:
    found = section([invented.result("compare")], "changes")
    losses, burden, flips = found.figures
    assert losses.table.rows == (
        ("re-review not passed", "output in each year (zone.output_min)", "word", "+2.50", "+2.00 … +3.00"),
    )
    assert [row[:3] for row in burden.table.rows] == [("district", "word", "2 *"), ("district", "blank", "2 *")]
    assert flips.table.rows == (
        (
            "word",
            "output in each year (zone.output_min)",
            "word",
            "40.0%",
            "30.0–50.0%",
            "40.0%",
            "0.0%",
            "-2 亿元",
        ),
    )
    assert {row["series"] for row in flips.spec["data"]["values"]} == {"now lost"}
    said = told(found)
    assert said[0].startswith("word − baseline: ")
    assert "* fewer than three clusters" in said
    assert said[-1].startswith(
        "Both laws meet the same good and bad years: 50 paired replications are as precise as 2,444"
    )
    assert "retention at the end of 2028 -4.00 points (95 % interval -6.00 … -2.00); the fate of 1 clusters flips" in (
        plain(found.leads[0])
    )


def test_a_change_that_moves_nothing_is_said_to() -> None:
    result: dict[str, Any] = invented.compare()
    none = {"mean": 0.0, "low": 0.0, "high": 0.0}
    for name in ("differences", "loss_differences"):
        result[name] = [{**row, **none} for row in result[name]]
    result["flips"] = []
    found = section([Result("compare", "a.json", result)], "changes")
    assert [line for block in found.blocks[1:] for line in lines(block)] == [
        "Nothing differs: every replication ends the same."
    ]


def test_sizes_are_told_with_their_span_and_many_flips_are_cut_in_the_chart_alone() -> None:
    result: dict[str, Any] = invented.compare()
    size = {"by": "size", "group": "small", "measure": "output_value", "span": [43.82, 78.37], "few": False}
    result["burden"] = [{**result["burden"][0], **size}]
    result["flips"] = [{**result["flips"][0], "cluster_id": f"C{number}"} for number in range(30)]
    found = section([Result("compare", "a.json", result)], "changes")
    _, burden, flips = found.figures
    assert burden.table.rows[0][:3] == ("size, in thirds", "small (output value 43.82–78.37)", "2")
    assert (len(flips.table.rows), len(flips.spec["data"]["values"])) == (30, 25)
    assert "The chart shows the first 25." in told(found)


def test_a_flip_without_a_criterion_is_told_by_its_cause() -> None:
    result: dict[str, Any] = invented.compare()
    bare = {"criterion": None, "citation": None, "margin": None, "unit": None}
    result["flips"] = [
        {**result["flips"][0], **bare, "cause": cause, "lost": 0.0, "kept": 0.4} for cause in ("incident", None)
    ]
    flips = section([Result("compare", "a.json", result)], "changes").figures[2]
    assert [row[1:3] for row in flips.table.rows] == [("disqualifying incident", ""), ("", "")]
    assert {row["series"] for row in flips.spec["data"]["values"]} == {"now kept"}


def test_a_comparison_that_differs_on_the_way_alone_says_that_nobody_flips() -> None:
    result: dict[str, Any] = invented.compare()
    none = {"mean": 0.0, "low": 0.0, "high": 0.0}
    for name in ("loss_differences", "burden"):
        result[name] = [{**row, **none} for row in result[name]]
    result["saved"] = [{**row, "independent": None} for row in result["saved"]]
    result["flips"] = []
    found = section([Result("compare", "a.json", result)], "changes")
    assert [line for block in found.blocks[1:] for line in lines(block)] == ["No cluster's fate at the end flips."]
    assert len(found.leads) == 1
