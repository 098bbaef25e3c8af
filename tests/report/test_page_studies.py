"""Sweeps, thresholds, rankings, readings, a cluster's story, survival and calibration in a report."""

from __future__ import annotations

from typing import Any

import pytest

from clusterkit.report.page.content import Section
from clusterkit.report.page.result import Result
from tests.report import invented
from tests.report.pages import plain, section, tables, told


def of(name: str, key: str, **changes: Any) -> Section:
    kind, make = invented.RESULTS[name]
    return section([Result(kind, f"{name}.json", {**make("word"), **changes})], key)


VALUES = ("04-30", None, True)
BEST = {"value": 3.0, **invented.ESTIMATE}

# Sweeps ------------------------------------------------------------------------------------------


def test_a_sweep_is_the_curve_the_criteria_along_it_and_the_cliff() -> None:
    found = of("sweep", "sweep")
    curve, criteria = found.figures
    assert [(row["x"], round(row["y"], 3)) for row in curve.spec["data"]["values"]] == [(8, 0.4), (10, 0.35), (12, 0.3)]
    assert curve.table.rows[0] == ("8 亿元", "40.0%", "30.0–50.0%", "20.0–60.0%", "2.50")
    assert criteria.table.heads == ("value", "output in each year", "word")
    assert plain(found.leads[0]).endswith(
        "falls fastest between 10 亿元 and 12 亿元 of output in each year; the present figure of 2 clusters lies "
        "within 5 % of it."
    )
    assert "3 values; critical values: exact, in one run (word)." in told(found)[0]


def test_values_without_steps_stand_in_the_order_asked_for() -> None:
    points = [{**point, "value": value} for point, value in zip(invented.sweep()["points"], VALUES, strict=True)]
    found = of("sweep", "sweep", lever="zone.x", points=points, cliff=None)
    axis = found.figures[0].spec["layer"][-1]["encoding"]["x"]
    assert (axis["type"], axis["sort"]) == ("ordinal", None)
    assert [row["x"] for row in found.figures[0].spec["data"]["values"]] == ["04-30", "none", "yes"]
    assert told(found)[-1].startswith("No cliff: ")


def test_a_lever_that_changes_nothing_has_no_curve() -> None:
    points = [{**invented.sweep()["points"][0], "value": value} for value in (1, 2)]
    found = of("sweep", "sweep", points=points, cliff=None)
    assert found.figures == ()
    assert told(found)[1].endswith("the same at every value, 40.0%.")


def test_a_grid_is_told_as_it_is_drawn_and_line_by_line_where_it_is_wide() -> None:
    (grid,) = of("grid", "sweep").figures
    assert grid.table.heads == ("output in each year \\ SMEs' share", "10%", "20%")
    assert grid.table.rows[0] == ("8 亿元", "40.0%", "40.0%")
    points = [
        {**point, "value": [point["value"][0], share / 100]}
        for point in invented.grid()["points"][::2]
        for share in range(12)
    ]
    (wide,) = of("grid", "sweep", points=points).figures
    assert wide.table.heads[2:] == ("retention", "95 % interval")
    assert wide.table.rows[0] == ("8 亿元", "0%", "40.0%", "30.0–50.0%")
    assert len(wide.table.rows) == 36


# Thresholds --------------------------------------------------------------------------------------


def test_a_threshold_is_told_with_its_interval_and_drawn_with_its_goal() -> None:
    found = of("solve", "threshold")
    assert plain(found.leads[0]) == (
        "Goal retention@2028 >= 0.4, lever output in each year [zone.output_min]: the highest value that just meets "
        "it: 6 亿元 – 8 亿元 (95% confidence), estimate 7 亿元"
    )
    (figure,) = found.figures
    assert [row["x"] for row in figure.spec["data"]["values"]] == [3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert len(figure.table.rows) == 12
    own = [layer["data"]["values"][0] for layer in figure.spec["layer"] if "data" in layer]
    assert own == [{"start": 6.0, "end": 8.0}, {"at": 0.4, "title": "retention@2028 >= 0.4"}, {"at": 7.0}]


@pytest.mark.parametrize(
    "changes, answer",
    [
        ({"low": None, "high": None}, "the highest value that just meets it: any value (95% confidence)"),
        ({"low": None}, "the highest value that just meets it: ≤ 8 亿元 (95% confidence)"),
        ({"high": None, "side": "lowest"}, "the lowest value that just meets it: ≥ 6 亿元 (95% confidence)"),
        ({"low": 8.0}, "the highest value that just meets it: 8 亿元 (95% confidence)"),
        ({"status": "not_reachable", "best": BEST}, "no value reaches the goal; nearest is 3 亿元"),
        ({"status": "not_monotone"}, "not monotone: there is no one threshold"),
    ],
)  # fmt: skip
def test_each_end_of_a_search_has_its_answer(changes: dict[str, Any], answer: str) -> None:
    found = of("solve", "threshold", **{"estimate": None, **changes})
    assert plain(found.leads[0]).partition("]: ")[2] == answer


def test_a_goal_of_counts_is_told_in_counts() -> None:
    (figure,) = of("solve", "threshold", goal="losses:re_review <= 14").figures
    assert figure.table.rows[0] == ("0 亿元", "0.90", "0.10–0.90")
    assert figure.spec["layer"][-1]["encoding"]["y"]["axis"]["format"] == ",~r"


def test_a_goal_that_cannot_be_read_is_told_as_it_is_written() -> None:
    (figure,) = of("solve", "threshold", goal="as many as possible", note=None).figures
    assert figure.table.heads[1] == "as many as possible"
    assert of("solve", "threshold", points=[]).figures == ()


def test_a_sweep_in_which_no_criterion_fails_has_no_chart_of_them() -> None:
    points = invented.sweep()["points"]
    bare = [{**point, "policies": [{**point["policies"][0], "losses": []}]} for point in points]
    (curve,) = of("sweep", "sweep", points=bare).figures
    assert curve.name == "sweep-zone"


def test_a_frontier_is_an_interval_for_each_value_that_has_one() -> None:
    found = of("frontier", "threshold")
    assert plain(found.leads[0]) == "Goal retention >= 40%: 1 of 2 values of term of the title have a threshold"
    (figure,) = found.figures
    assert [(row["label"], row["mean"]) for row in figure.spec["data"]["values"]] == [("2 年", 7.0)]
    assert figure.table.rows == (
        ("2 年", "found", "6 亿元 – 8 亿元", "7 亿元", "40.0%"),
        ("3 年", "no value reaches the goal", "—", "—", "40.0%"),
    )
    lost = invented.frontier()["frontier"][1:]
    assert of("frontier", "threshold", frontier=lost).figures == ()


# Rankings and readings ---------------------------------------------------------------------------


def test_a_tornado_shows_both_ways_of_each_factor_and_names_what_it_leaves_out() -> None:
    found = of("tornado", "sensitivity")
    (figure,) = found.figures
    assert [(row["series"], row["mean"]) for row in figure.spec["data"]["values"]] == [
        ("moved down", -4.0), ("moved up", 40.0), ("moved to another choice", -4.0),
    ]  # fmt: skip
    assert figure.table.rows[0] == ("1–2", "word", "word (word)", "50%", "40%", "-4.00", "-6.00 … -2.00")
    assert "No effect in any run: zone.idle" in told(found)
    assert told(found)[-1] == "word | word"
    assert plain(found.leads[0]) == "retention@2028 depends most on word (word)"


def test_a_tornado_in_which_nothing_moves_has_no_chart() -> None:
    still = [{**row, "moves": False} for row in invented.tornado()["factors"]]
    assert of("tornado", "sensitivity", factors=still).figures == ()
    assert of("tornado", "sensitivity", factors=[], left_out=[]).leads == ()


def test_a_quantity_in_clusters_is_told_in_clusters() -> None:
    found = of("tornado", "sensitivity", unit="clusters", quantity="losses")
    assert told(found)[0] == "losses: 0.40 with nothing moved (95 % interval 0.30–0.50)"
    assert found.figures[0].table.rows[0][5:] == ("-0.04", "-0.06 … -0.02")


@pytest.mark.parametrize(
    "name, first", [("morris", "μ*, size of the effect"), ("sobol", "ST, share of variance with interactions")]
)
def test_screenings_are_ranked_by_their_total(name: str, first: str) -> None:
    found = of(name, "sensitivity")
    (figure,) = found.figures
    assert figure.table.heads[4] == first
    assert figure.table.rows[0][3:5] == ("40% – 60%", "20.0% (10.0–30.0%)")
    assert told(found)[-1] == "The design has 60 points, of size 20."


def test_morris_of_a_count_is_told_in_counts() -> None:
    (figure,) = of("morris", "sensitivity", unit="clusters").figures
    assert figure.table.rows[0][4] == "0.20 (+0.10 … +0.30)"


def test_readings_are_told_with_all_that_depends_on_them() -> None:
    found = of("ambiguity", "readings")
    (figure,) = found.figures
    assert figure.table.rows == (
        ("word", "word (zone.output_min)", "no", "word", "1", "0", "-4.00", "-6.00 … -2.00", "2"),
    )  # fmt: skip
    assert told(found)[-1] == "word | word (zone.output_min) | no | word"
    assert plain(found.leads[0]) == (
        "of 6 verdicts on 2026-01-01, 1 depend on a reading; so does, in some run, the fate of 2 titles by the end of "
        "2028"
    )


def test_readings_that_move_no_retention_are_a_table_alone() -> None:
    readings = [{**row, "retention": None} for row in invented.ambiguity()["readings"]]
    found = of("ambiguity", "readings", readings=readings, without_alternative=[])
    assert found.figures == ()
    assert tables(found)[0].rows[0][6:8] == ("—", "—")


# A cluster, survival, calibration ----------------------------------------------------------------


def test_a_clusters_story_goes_from_its_margins_to_its_years() -> None:
    found = of("explain", "story")
    chance = (
        "cluster word, scenario word: holds the title (clusters of the zone [zone]) at the end of 2028 with chance "
        "40.0% (95 % interval 30.0–50.0%)"
    )
    assert told(found) == [
        "2026-01-01, word: word word",
        "clusters of the zone [zone], the standard of re-review: fails",
        "clause | criterion | verdict | figure | asked | margin",
        "word | word (zone.output_min) | not met | 9 亿元 | ≥ 10 亿元 | -1 亿元",
        "smallest change of one figure that turns the verdict | now | becomes | change | verdict",
        "word | 9 亿元 | 10 亿元 | +11.0% | passes",
        "word: clusters of the zone [zone]",
        chance,
        "how it loses the title | clause | chance | 95 % interval | earliest | median day",
        "re-review not passed | word | 40.0% | 30.0–50.0% | 2027-07-01 | 2027-07-01",
        "word (word): chance that a review at the year's end finds each criterion met",
        "One typical replication (no. 1):",
        "day | what | cause | clause | criteria not met",
        "2027-07-01 | title lost | re-review not passed | word | output in each year",
    ]
    (figure,) = found.figures
    assert figure.table.rows == (("output in each year", "50.0%", "50.0%"), ("word", "50.0%", "50.0%"))


def test_a_story_without_doubt_or_loss_is_short() -> None:
    scenario: dict[str, Any] = invented.explain()["scenarios"][0]
    (fate,) = scenario["policies"]
    sure = {
        **fate,
        "losses": [],
        "years": [{**row, "met": 1.0} for row in fate["years"]],
        "typical": {"replication": 0, "path": []},
    }
    verdict = {**invented.explain()["today"][0]["results"][0], "turning_points": []}
    criterion = {**verdict["criteria"][0], "figure": None, "bound": None, "unit": None, "margin": None}
    today = [{**invented.explain()["today"][0], "results": [{**verdict, "criteria": [criterion]}]}]
    found = of("explain", "story", today=today, scenarios=[{**scenario, "policies": [sure]}])
    assert found.figures == ()
    assert told(found)[3] == "word | word (zone.output_min) | not met | — | — | —"
    assert len(told(found)) == 6


def test_survival_is_a_curve_of_steps_for_each_group_and_what_took_the_titles() -> None:
    found = of("survival", "tenure")
    curves, causes = found.figures
    assert {row["series"] for row in curves.spec["data"]["values"]} == {"word", "blank"}
    assert curves.spec["layer"][-2]["mark"]["interpolate"] == "step-after"
    assert curves.table.rows[0] == ("word", "1", "40.0%", "30.0–50.0%", "3.00")
    assert len(causes.spec["data"]["values"]) == 2
    assert len(causes.table.rows) == 6
    assert told(found)[-1].endswith("Intervals: Student's over replications.")
    assert plain(found.leads[1]) == "blank: 40.0% are held after 3 years (95 % interval 30.0–50.0%)"


def test_survival_of_places_calls_them_by_their_law_and_scenarios_by_name() -> None:
    (scenario,) = invented.survival()["scenarios"]
    groups = [{**scenario["groups"][0], "group": "zone"}]
    both = [{**scenario, "name": name, "groups": groups} for name in ("law", "what-if")]
    curves = of("survival", "tenure", by="place", scenarios=both, differences=[]).figures[0]
    names = {row["series"] for row in curves.spec["data"]["values"]}
    assert names == {f"clusters of the zone [zone] — {name}" for name in ("law", "what-if")}


def test_survival_of_nobody_is_said() -> None:
    (scenario,) = invented.survival()["scenarios"]
    empty = {**scenario["groups"][0], "retention": [], "losses": []}
    found = of("survival", "tenure", scenarios=[{**scenario, "groups": [empty]}])
    assert told(found) == ["There is no age at which anything can be estimated."]
    kept = {**scenario["groups"][0], "losses": []}
    assert len(of("survival", "tenure", scenarios=[{**scenario, "groups": [kept]}]).figures) == 1


def test_a_calibration_stands_beside_what_was_observed() -> None:
    found = of("calibrate", "calibration")
    (figure,) = found.figures
    assert [(row["series"], row["mean"]) for row in figure.spec["data"]["values"]] == [
        ("as written", 76.0), ("calibrated", 96.9), ("observed", 97),
    ]  # fmt: skip
    assert figure.table.rows == (("word", "2025", "—", "100", "76.0 (51–90)", "96.9 (93–100)", "97"),)
    assert told(found)[-2:] == ["zone.lapse | 0.1 | 0.900 | 0.600–1.000", "zone.lapse | 0.1 | word | "]
    assert plain(found.leads[0]) == (
        "clusters of the zone [zone]: a review pardons each shortfall with chance 0.900 (95 % interval 0.600–1.000); "
        "of 100 reviewed 97 were kept, 70.0 expected as written, 97.0 calibrated; fit p = 1.00, data points: 1 (word)"
    )
