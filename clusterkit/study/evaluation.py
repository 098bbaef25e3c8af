"""Evaluations: a quantity at many settings of levers and inputs, every one on the same draws.

Levers change along the scenario axis, many in one run. Inputs of the dynamics move the figures
themselves and need a run each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, cast

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from clusterkit.errors import InputError
from clusterkit.law.lever import Value
from clusterkit.law.provisions import Change
from clusterkit.simulation.harness import Progress
from clusterkit.study.quantity import Quantity
from clusterkit.study.scenario import Scenario
from clusterkit.study.simulate import Study

Floats = NDArray[np.float64]
Point = Mapping[str, Value]
"""What is set, by lever or input (`PLACE.NAME`, a number); all else is as in the study's first scenario."""

CELLS: Final = 2_000_000
"""How many titles (scenario, cluster, replication) the scenarios of one run may hold: some 100 MB."""


def evaluate(study: Study, quantity: Quantity, points: Sequence[Point], *, progress: Progress | None = None) -> Floats:
    """Return a quantity at every point by replication, shape (point, replication).

    Raises InputError where it has no value, since no cluster is certified at the start.
    """
    inputs, first = study.inputs(), study.scenarios[0]
    runs: list[tuple[Point, list[Scenario], list[list[int]]]] = []
    for moved, laws in _by_inputs(points, inputs).items():
        scenarios = [under(first, dict(law), str(number)) for number, law in enumerate(laws)]
        places, size = list(laws.values()), tranche(study)
        starts = range(0, len(scenarios), size)
        runs += [(dict(moved), scenarios[at : at + size], places[at : at + size]) for at in starts]
    levels = np.empty((len(points), study.replications))
    for number, (moves, scenarios, places) in enumerate(runs):
        part = study.with_inputs({name: cast("float", value) for name, value in moves.items()})
        outcome = part.with_scenarios(scenarios).run(progress=part_of(progress, number, len(runs)))
        for scenario, same in enumerate(places):
            levels[same] = quantity.values(outcome, scenario)
    if np.isnan(levels).any():
        raise InputError(
            f"{quantity}: no cluster is certified at the start, so it has no value; "
            f"choose holders@{study.plan.last_year} or losses"
        )
    return levels


def under(scenario: Scenario, values: Point, name: str) -> Scenario:
    """Return a scenario in which some levers have other values throughout, under a name of its own."""
    kept = (change for change in scenario.changes if change.lever not in values)
    return evolve(scenario, name=name, changes=(*kept, *(Change(key, value) for key, value in values.items())))


def tranche(study: Study) -> int:
    """Return how many scenarios of a study one run may hold."""
    return max(1, CELLS // max(1, len(study.portfolio) * study.replications))


def part_of(progress: Progress | None, number: int, count: int) -> Progress | None:
    """Return what tells the progress of one run among several of the same length."""
    if progress is None:
        return None
    return lambda done, total: progress(number * total + done, count * total)


Setting = tuple[tuple[str, Value], ...]


def _by_inputs(points: Sequence[Point], inputs: Mapping[str, object]) -> dict[Setting, dict[Setting, list[int]]]:
    """Return the places of the points by what they set of the inputs, then of the levers."""
    found: dict[Setting, dict[Setting, list[int]]] = {}
    for place, point in enumerate(points):
        items = sorted(point.items(), key=lambda item: item[0])
        moved = tuple(item for item in items if item[0] in inputs)
        law = tuple(item for item in items if item[0] not in inputs)
        found.setdefault(moved, {}).setdefault(law, []).append(place)
    return found
