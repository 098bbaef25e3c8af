"""A quantity at many points: each as a run of its own would have it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from clusterkit.errors import InputError
from clusterkit.simulation.enforcement import Enforcement, supposed
from clusterkit.study import evaluation
from clusterkit.study.evaluation import Point, evaluate, tranche, under
from clusterkit.study.quantity import Quantity
from clusterkit.study.scenario import Scenario
from clusterkit.study.simulate import Study
from tests.simulation.invented import LIVELY, Cluster, portfolio, scenario, study

POINTS: list[Point] = [
    {},
    {"zone.output_min": 15.0},
    {"zone.output_value.mean": 0.0},
    {"zone.output_min": 15.0, "zone.output_value.mean": 0.0, "zone.area_binding": False},
    {"zone.output_min": 25.0},
    {"zone.output_value.mean": 0.0},
    {"zone.rate.incident": 0.2, "zone.output_value.mean": 0.0},
]


def lively(*settings: str, **more: Any) -> Study:
    clusters = [Cluster(f"c{number}", certified="2024-07-01") for number in range(4)]
    return study(portfolio(*clusters), *settings, models=LIVELY, **{"replications": 12, "years": 5, **more})


def alone(prepared: Study, quantity: Quantity, point: Point) -> np.typing.NDArray[np.float64]:
    inputs = {key: float(str(value)) for key, value in point.items() if key in prepared.inputs()}
    levers = {key: value for key, value in point.items() if key not in inputs}
    one = prepared.with_inputs(inputs).with_scenarios([under(prepared.scenarios[0], levers, "one")])
    return quantity.values(one.run())


@pytest.mark.parametrize("written", ["retention", "holders@2028", "losses", "losses:re_review"])
def test_every_point_is_what_a_run_of_its_own_gives(written: str) -> None:
    prepared = lively()
    quantity = Quantity.parse(written, prepared)
    levels = evaluate(prepared, quantity, POINTS)
    assert levels.shape == (len(POINTS), 12)
    for point, level in zip(POINTS, levels, strict=True):
        assert np.array_equal(level, alone(prepared, quantity, point))


def test_cutting_the_points_into_several_runs_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = lively()
    quantity = Quantity.parse("retention", prepared)
    whole = evaluate(prepared, quantity, POINTS)
    monkeypatch.setattr(evaluation, "CELLS", 4 * 12 * 2)
    assert tranche(prepared) == 2
    assert np.array_equal(evaluate(prepared, quantity, POINTS), whole)


def test_a_run_holds_at_least_one_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation, "CELLS", 1)
    assert tranche(lively()) == 1


def test_a_point_stands_beside_what_the_scenario_sets() -> None:
    prepared = lively("zone.output_min=15", "zone.first=3@2027-01-01")
    quantity = Quantity.parse("retention", prepared)
    (found,) = evaluate(prepared, quantity, [{"zone.second": 8.0}])
    whole = prepared.with_scenarios([scenario("all", "zone.output_min=15", "zone.first=3@2027-01-01", "zone.second=8")])
    assert np.array_equal(found, quantity.values(whole.run()))


def test_a_lever_that_a_point_sets_is_set_throughout() -> None:
    first = scenario("baseline", "zone.output_min=15", "zone.output_min=20@2028-01-01")
    assert under(first, {"zone.output_min": 30.0}, "other") == scenario("other", "zone.output_min=30")
    assert under(first, {}, "same") == Scenario("same", first.changes)


def test_a_point_is_as_lenient_as_its_scenario() -> None:
    lenient = Enforcement((supposed("zone", 0.5),))
    assert under(Scenario("one", (), lenient), {"zone.output_min": 30.0}, "other").enforcement == lenient


def test_retention_without_a_title_at_the_start_is_refused() -> None:
    prepared = study(portfolio(Cluster()), years=3)
    with pytest.raises(InputError, match="no cluster is certified at the start, so it has no value; choose holders"):
        evaluate(prepared, Quantity.parse("retention", prepared), [{}])
    assert evaluate(prepared, Quantity.parse("holders", prepared), [{}]).tolist() == [[1.0]]


def test_progress_runs_through_all_runs_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    prepared = lively()
    evaluate(prepared, Quantity.parse("losses", prepared), POINTS, progress=lambda *one: told.append(one))
    assert told == [(1, 3), (2, 3), (3, 3)]
