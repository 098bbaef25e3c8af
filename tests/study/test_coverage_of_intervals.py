"""Intervals hold the truth as often as they say: 1,000 repeats of cases whose truth is known, seeds as they come."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from attrs import evolve

from clusterkit.plugins import Plugins
from clusterkit.simulation.dynamics import Walk
from clusterkit.simulation.streams import normal_quantiles
from clusterkit.simulation.tally import Row
from clusterkit.study.comparison import compare
from clusterkit.study.simulate import Study, prepare
from tests.simulation.invented import MOOR, NOTHING, Cluster, given, portfolio, scenario, still

SEEDS = range(1000)
REPLICATIONS = 100
FLOORS = (10.0, 11.0)
OWN = 0.2
"""The spread of each cluster's own yearly step, in logs."""
REVENUES = (8.5, 9.0, 9.5, 10.0, 10.5, 11.0, 11.5, 12.5)
"""What the clusters' one drawn step begins from."""

# A common shock makes the clusters of a replication alike: only replications are independent then.
apart_and_together = pytest.mark.parametrize("shared", [0.0, 0.1], ids=["own shocks alone", "a shock in common"])


def moor(shared: float) -> Study:
    """Return clusters that are reviewed once, on the revenue of the one year that is drawn, under two floors."""
    clusters = [
        Cluster(f"m{place}", "moor", certified="2022-01-01", figures={"operating_revenue": revenue})
        for place, revenue in enumerate(REVENUES)
    ]
    walk = Walk("operating_revenue", NOTHING, given(OWN), shared=True)
    floors = [scenario(f"{floor:g}", "moor.first_review=2027", f"moor.revenue_min={floor:g}") for floor in FLOORS]
    return prepare(
        portfolio(*clusters), policies=[MOOR], dynamics=[still("moor", walk, macro_sd=given(shared))],
        years=2, replications=REPLICATIONS, scenarios=floors, plugins=Plugins({}),
    )  # fmt: skip


def truth(floor: float, shared: float) -> float:
    """Return the share of the clusters that keep the title on average, from the table of normals that is drawn from.

    A cluster keeps it where revenue · exp(shared · a + own · b) reaches the floor, for independent a and b.
    """
    table = normal_quantiles()
    lost = [np.searchsorted(table, (math.log(floor / one) - shared * table) / OWN).mean() for one in REVENUES]
    return 1.0 - float(np.mean(lost)) / len(table)


@cache
def repeats(shared: float) -> list[tuple[Row, Row, Row]]:
    """Return retention under both floors and the paired difference, at the end, seed by seed."""
    one = moor(shared)
    found = []
    for seed in SEEDS:
        run = compare(evolve(one, plan=evolve(one.plan, seed=seed)))
        retention = [run.outcome.retention_rows("moor", scenario)[-1] for scenario in (0, 1)]
        found.append((retention[0], retention[1], run.difference_rows()[-1]))
    return found


def covered(rows: list[Row], true: float) -> float:
    """Return how often an interval holds the truth, in percent."""
    return 100 * sum(bool(row["low"] <= true <= row["high"]) for row in rows) / len(rows)


@pytest.mark.slow
@apart_and_together
def test_the_interval_of_retention_holds_it_in_95_percent(shared: float) -> None:
    low, high, _ = zip(*repeats(shared), strict=True)
    for floor, rows in zip(FLOORS, (low, high), strict=True):
        assert 93.0 <= covered(list(rows), truth(floor, shared)) <= 97.0


@pytest.mark.slow
@apart_and_together
def test_the_interval_of_the_paired_difference_holds_it_in_95_percent(shared: float) -> None:
    _, _, difference = zip(*repeats(shared), strict=True)
    assert 93.0 <= covered(list(difference), truth(FLOORS[1], shared) - truth(FLOORS[0], shared)) <= 97.0


@apart_and_together
def test_the_truth_is_what_many_replications_come_to(shared: float) -> None:
    outcome = moor(shared).with_replications(10_000).run()
    for scenario_, floor in enumerate(FLOORS):
        row = outcome.retention_rows("moor", scenario_)[-1]
        spread = (row["high"] - row["low"]) / 2
        assert row["mean"] == pytest.approx(truth(floor, shared), abs=2 * spread)
        assert spread < 0.005
