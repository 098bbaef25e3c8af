"""What depends on a reading: verdicts on the day, retention and fates in a run."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from clusterkit.law import Policy
from clusterkit.plugins import Plugins
from clusterkit.simulation.interval import Estimate
from clusterkit.study import evaluation
from clusterkit.study.ambiguity import Ambiguity, Dependence, Fate, Turn, ambiguity
from clusterkit.study.readings import parse_reading
from clusterkit.study.scenario import Scenario
from clusterkit.study.simulate import Study
from tests.simulation.invented import FAR, LIVELY, SMALL, ZONE, Cluster, portfolio, study
from tests.study.wording import STRICT

EDGE = Cluster("edge", certified="2024-07-01")
"""Its share lies exactly at the bound: whether it passes is a matter of reading."""
ABOVE = Cluster("above", certified="2024-07-01", figures={"sme_output_value": 18.0})
BELOW = Cluster("below", certified="2024-07-01", figures={"sme_output_value": 15.0})
NOTHING = Estimate(0.0, 0.0, 0.0)
SURE = Estimate(1 / 3, 1 / 3, 1 / 3)


def of(law: Policy, *clusters: Cluster, settings: tuple[str, ...] = (), **more: Any) -> Study:
    levers = {one.key: one for one in law.levers}
    scenario = Scenario.of("baseline", levers, settings)
    return study(portfolio(*clusters), laws=[law], scenarios=[scenario], **{"replications": 3, "years": 4, **more})


def read(prepared: Study, **more: Any) -> Ambiguity:
    return ambiguity(prepared, plugins=Plugins({}), **more)


def on(found: Ambiguity, key: str, other: str) -> Dependence:
    (one,) = [one for one in found.dependences if (one.reading.lever.key, one.alternative.shown) == (key, other)]
    return one


def test_a_cluster_exactly_at_the_bound_depends_on_how_the_word_is_read() -> None:
    one = on(read(of(STRICT, EDGE, ABOVE, BELOW)), "zone.higher", ">= 80%")
    assert one.verdicts == (Turn("edge", "fails", "passes"),)
    assert one.fates == (Fate("zone", "edge", 0.0, 1.0),)
    assert one.retention == SURE


def test_a_reading_on_which_nothing_depends_differs_by_exactly_nothing() -> None:
    found = read(of(STRICT, EDGE, ABOVE, BELOW))
    for key, other in (("zone.incident_window", "rolling_36_months"), ("zone.ranking", "output_value")):
        one = on(found, key, other)
        assert (one.verdicts, one.duties, one.retention, one.fates) == ((), (), NOTHING, ())
        assert not one.matters


def test_it_is_exactly_nothing_also_where_everything_moves_by_chance() -> None:
    clusters = [Cluster(f"c{number}", certified="2024-07-01") for number in range(6)]
    found = read(of(ZONE, *clusters, models=LIVELY, replications=40, years=6))
    assert on(found, "zone.ranking", "output_value").retention == NOTHING
    moved = on(found, "zone.readmission", "yes")
    assert moved.retention is not None
    assert moved.retention.mean > 0.02


def test_what_the_run_finds_is_what_two_runs_find() -> None:
    clusters = [Cluster(f"c{number}", certified="2024-07-01") for number in range(5)]
    prepared = of(ZONE, *clusters, models=LIVELY, replications=30, years=6)
    one = on(read(prepared), "zone.growth_window", "2 年")
    levers = prepared.levers
    both = prepared.with_scenarios(
        [Scenario.of("now", levers, ()), Scenario.of("other", levers, ["zone.growth_window=2"])]
    )
    outcome = both.run().policies["zone"]
    change = outcome.retention(1)[-1] - outcome.retention(0)[-1]
    assert one.retention is not None
    assert one.retention.mean == pytest.approx(change.mean(), abs=1e-12)
    assert sum(fate.kept - fate.lost for fate in one.fates) / 5 == pytest.approx(change.mean(), abs=1e-12)


def test_a_reading_of_duties_turns_duties_and_not_verdicts() -> None:
    fresh = Cluster("fresh", certified="2025-02-01")
    prepared = of(ZONE, fresh, ABOVE)
    one = on(read(prepared, on=date(2025, 12, 31)), "zone.first_report", "year_before")
    assert (one.verdicts, one.duties, one.retention, one.fates) == ((), ("fresh",), NOTHING, ())
    assert one.matters


def test_verdicts_are_those_of_the_day_and_the_standard_asked_for() -> None:
    planned = Cluster("planned", certified="2024-07-01", figures={"plan_attainment": 0.9})
    prepared = of(ZONE, planned)
    given = [parse_reading(prepared.levers, "zone.plan_attainment_min=95%")]
    admission, retention = (
        on(read(prepared, standard=standard, given=given), "zone.plan_attainment_min", "95%")
        for standard in ("admission", "retention")
    )
    assert admission.verdicts == ()
    assert retention.verdicts == (Turn("planned", "passes", "fails"),)
    assert retention.retention == Estimate(-1.0, -1.0, -1.0)


def test_readings_stand_by_the_size_of_their_effect() -> None:
    found = read(of(STRICT, EDGE, ABOVE, BELOW))
    sizes = [0.0 if one.retention is None else abs(one.retention.mean) for one in found.dependences]
    assert sizes == sorted(sizes, reverse=True)
    assert found.dependences[0].retention == SURE


def test_the_whole_says_how_many_verdicts_and_titles_depend_on_any_reading() -> None:
    found = read(of(STRICT, EDGE, ABOVE, BELOW))
    assert (found.assessed, found.verdicts) == (3, 1)
    assert found.fates >= 1
    assert found.as_dict()["verdicts_turned"] == 1


def test_alternatives_are_read_against_the_law_that_the_scenario_sets() -> None:
    found = read(of(STRICT, EDGE, ABOVE, BELOW, settings=("zone.higher=0.9",)))
    one = on(found, "zone.higher", ">= 90%")
    assert one.reading.shown == "> 90%"
    assert one.verdicts == (Turn("above", "fails", "passes"),)
    assert one.fates == (Fate("zone", "above", 0.0, 1.0),)


def test_without_a_title_at_the_start_there_is_no_retention_to_depend_on_anything() -> None:
    one = on(read(of(STRICT, Cluster("candidate"))), "zone.higher", ">= 80%")
    assert (one.retention, one.fates) == (None, ())
    assert one.verdicts == (Turn("candidate", "fails", "passes"),)


def test_two_laws_are_read_apart() -> None:
    far = Cluster("far", "far", certified="2024-07-01", figures=SMALL)
    prepared = study(portfolio(EDGE, far), laws=[STRICT, FAR], replications=2, years=4)
    one = on(read(prepared), "zone.higher", ">= 80%")
    assert {fate.policy for fate in one.fates} == {"zone"}
    assert one.retention == Estimate(1.0, 1.0, 1.0)


def test_cutting_the_scenarios_into_several_runs_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    clusters = [Cluster(f"c{number}", certified="2024-07-01") for number in range(4)]
    prepared = of(STRICT, *clusters, models=LIVELY, replications=10)
    whole = read(prepared).as_dict()
    monkeypatch.setattr(evaluation, "CELLS", 4 * 10 * 3)
    assert evaluation.tranche(prepared) == 3
    assert read(prepared).as_dict() == whole


def test_progress_reaches_the_end() -> None:
    told: list[tuple[int, int]] = []
    read(of(STRICT, EDGE), progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_each_interpretation_is_in_the_output_once() -> None:
    found = read(of(STRICT, EDGE)).as_dict()
    keys = {row["lever"] for row in found["readings"]} | {row["lever"] for row in found["without_alternative"]}
    assert keys == {one.key for one in STRICT.levers if one.interpretation}
    assert {row["lever"] for row in found["readings"]}.isdisjoint(row["lever"] for row in found["without_alternative"])
