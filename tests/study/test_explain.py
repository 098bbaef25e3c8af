"""One cluster's story: the same fates as in a run of all, and every number of it accounted for."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from clusterkit.errors import UnknownNameError
from clusterkit.plugins import Plugins
from clusterkit.simulation.interval import share_interval
from clusterkit.study.explain import Explanation, explain
from clusterkit.study.simulate import Study
from tests.simulation.invented import LIVELY, STILL, Cluster, Row, against, portfolio, study

NONE = Plugins({})
CLUSTERS = [Cluster(f"c{number}", certified=f"{2023 + number % 3}-05-20") for number in range(5)]
TIGHTER = against("zone.output_min=18")


def lively(**more: Any) -> Study:
    return study(portfolio(*CLUSTERS), models=LIVELY, replications=250, **more)


def still(cluster: Cluster, *settings: str, **more: Any) -> Explanation:
    return explain(study(cluster, *settings, models=STILL, **more), cluster.name, plugins=NONE)


@pytest.mark.parametrize("scenarios", [(), TIGHTER])
def test_a_clusters_story_alone_is_its_story_among_all(scenarios: Any) -> None:
    whole = lively(scenarios=scenarios)
    outcome = whole.run().policy("zone")
    row = outcome.cluster_ids.tolist().index("c3")
    found = explain(whole, "c3", plugins=NONE)
    for scenario in range(len(whole.scenarios)):
        lost = outcome.lost_on[scenario, row]
        assert found.keeps("zone", scenario)["mean"] == pytest.approx(float((lost == 0).mean()))
        shares = {one["cause"]: one["mean"] for one in found.fates("zone", scenario)}
        codes = outcome.cause[scenario, row]
        for code, cause in enumerate(outcome.causes):
            if cause:
                assert shares.get(cause, 0.0) == pytest.approx(float((codes == code).mean()))


def test_where_decisions_look_at_others_the_cluster_is_watched_among_all() -> None:
    waiting = [Cluster("a"), Cluster("b", figures={"output_value": 90.0, "sme_output_value": 80.0})]
    settings = ("zone.round_quota=1", "zone.ranking=output_value")
    one = study(portfolio(*waiting), *settings, models=STILL)
    first, second = explain(one, "b", plugins=NONE), explain(one, "a", plugins=NONE)
    assert first.path("zone", 0, 0)[0]["date"] == "2026-06-30"
    assert second.path("zone", 0, 0)[0]["date"] == "2027-06-30"


def test_the_figures_of_each_year_stand_against_their_bound() -> None:
    shrinking: dict[int, Row | None] = {2025: {"output_value": 12.0, "sme_output_value": 9.0}}
    found = still(Cluster(certified="2023-05-20", years=shrinking))
    rows = {(row["year"], row["criterion"]): row for row in found.year_rows("zone")}
    floor = rows[2026, "zone.output_min"]
    assert (floor["p10"], floor["p50"], floor["p90"]) == pytest.approx((12.0, 12.0, 12.0))
    assert (floor["operator"], floor["bound"], floor["unit"], floor["met"]) == (">=", 10.0, "亿元", 1.0)
    assert rows[2026, "zone.incidents"]["met"] == 1.0
    assert set(range(2026, 2035)) == {year for year, _ in rows}


def test_what_a_review_finds_is_what_the_year_says() -> None:
    found = explain(lively(), "c0", plugins=NONE)
    chronicle = found.chronicles["zone"]
    lost = [one for one in chronicle.happenings if one.effect == "lose" and one.cause == "re_review"]
    assert lost
    for one in lost:
        year = date.fromordinal(one.day).year
        said = {each.criterion: each.truth[0, one.replication] for each in chronicle.standings[year]}
        # Incidents of the rest of the year may still come; every other criterion reads the same figures.
        assert {name for name, truth in said.items() if truth == 0} - {"zone.incidents"} == set(one.failed) - {
            "zone.incidents"
        }


def test_the_binding_criterion_is_the_one_that_costs_it_most_often() -> None:
    assert still(Cluster(certified="2023-05-20"), "zone.output_min=25").binding("zone") == "zone.output_min"
    assert still(Cluster(certified="2023-05-20")).binding("zone") is None


def test_the_day_and_the_clause_of_a_loss_are_told() -> None:
    found = still(Cluster(certified="2023-05-20"), "zone.output_min=25")
    (fate,) = found.fates("zone")
    assert (fate["cause"], fate["citation"], fate["first"], fate["mean"]) == ("re_review", "第一条", "2026-05-20", 1.0)
    assert [(one["criterion"], one["share"]) for one in fate["criteria"]] == [("zone.output_min", 1.0)]
    (event,) = found.path("zone", 0, 0)
    assert (event["event"], event["criteria"]) == ("lose", ["zone.output_min"])


def test_every_deadline_of_the_run_is_told_met_or_missed() -> None:
    rows = still(Cluster(certified="2023-05-20"), "zone.report_deadline=03-30").deadline_rows("zone")
    assert [row["deadline"] for row in rows] == [f"{year}-03-30" for year in range(2026, 2035)]
    late = {row["year"]: row["late"] for row in rows}
    # Reports come on 31 March; the one on 2025 is on file without a date and counts as drawn like the others.
    assert set(late.values()) == {1.0}
    assert {row["late"] for row in still(Cluster(certified="2023-05-20")).deadline_rows("zone")} == {0.0}


def test_today_a_holder_is_measured_by_the_re_review_and_a_candidate_by_admission() -> None:
    assert still(Cluster(certified="2023-05-20")).today[0].standard == "retention"
    assert still(Cluster()).today[0].standard == "admission"


def test_today_stands_once_for_each_scenarios_law() -> None:
    one = study(CLUSTERS[0], models=STILL, scenarios=against("zone.output_min=25"))
    now, then = explain(one, "c0", plugins=NONE).today
    assert now.assessment.of("c0").verdict == "passes"
    assert then.assessment.of("c0").verdict == "fails"
    assert {point.passes for point in now.turning["zone"]} == {False}


def test_the_typical_replication_ends_as_most_do() -> None:
    found = explain(lively(), "c1", plugins=NONE)
    replication = found.typical("zone")
    path = found.path("zone", 0, replication)
    likeliest = max([("", found.keeps("zone")["mean"]), *((one["cause"], one["mean"]) for one in found.fates("zone"))],
                    key=lambda one: one[1])  # fmt: skip
    ended = [one["cause"] for one in path if one["event"] == "lose"]
    assert ended[:1] in ([], [likeliest[0]]) or likeliest[0] == ""


def test_the_same_study_tells_the_same_story() -> None:
    assert explain(lively(), "c2", plugins=NONE).as_dict() == explain(lively(), "c2", plugins=NONE).as_dict()


def test_a_chance_has_wilsons_interval() -> None:
    found = share_interval(0, 200)
    assert (found.mean, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(0.01884, abs=1e-5)
    half = share_interval(50, 100)
    assert (half.low, half.high) == pytest.approx((0.40383, 0.59617), abs=1e-5)
    for hits in range(11):
        one = share_interval(hits, 10)
        assert one.low is not None
        assert one.high is not None
        assert 0.0 <= one.low <= one.mean <= one.high <= 1.0


def test_a_cluster_that_is_not_there_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean c1"):
        explain(lively(), "c11", plugins=NONE)


def test_watching_changes_nothing() -> None:
    whole = lively()
    before = whole.run().policy("zone").lost_on.copy()
    explain(whole, "c4", plugins=NONE)
    assert np.array_equal(before, whole.run().policy("zone").lost_on)
