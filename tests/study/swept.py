"""A sweep beside runs of their own: every point must equal the run with the lever set to its value, to a count.

The clusters stand near every bound of the invented laws, and some of their cells are blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any

import numpy as np
from attrs import evolve

from clusterkit.law.lever import Value
from clusterkit.law.provisions import Change, Changes
from clusterkit.simulation.enforcement import AS_WRITTEN, Enforcement
from clusterkit.simulation.tally import Tally
from clusterkit.study.scenario import BASELINE, Scenario
from clusterkit.study.simulate import Study
from clusterkit.study.sweep import Sweep, sweep
from tests.simulation.invented import LIVELY, Cluster, portfolio, scenario, study

Axis = tuple[str, Sequence[Value]]


def clusters(place: str) -> list[Cluster]:
    """Return clusters near every bound, with terms that end on many days; some of their cells are blank."""
    found = []
    for number in range(8):
        size = 8.0 + 2 * number
        certified = date(2023, 1, 1) + timedelta(days=number * 137)
        figures = {
            "output_value": size, "sme_output_value": size * (0.55 + 0.05 * number), "champions": number % 3,
            "srdi_smes": 6 + number, "co2_intensity": 1.2 + 0.1 * (number % 4), "operating_revenue": size,
        }  # fmt: skip
        blank = ("output_value", "co2_intensity", "energy_efficiency_ratio", "operating_revenue")[number % 4]
        found.append(
            Cluster(
                f"{place}{number}", place, certified="" if number == 7 else certified.isoformat(), figures=figures,
                facts={"energy_intensive": (True, False, None)[number % 3]},
                years={2025: {blank: None}} if number > 3 else {},
            )
        )  # fmt: skip
    return found


CLUSTERS = {place: portfolio(*clusters(place)) for place in ("zone", "moor")}


def lively(place: str, *given: str, enforcement: Enforcement = AS_WRITTEN, **more: Any) -> Study:
    """Return a study in which everything moves and can happen, under one scenario of settings."""
    base = evolve(scenario(BASELINE, *given), enforcement=enforcement)
    return study(CLUSTERS[place], models=LIVELY, scenarios=[base], **{"replications": 12, **more})


def assert_exact(one: Study, *axes: Axis) -> Sweep:
    """Sweep one lever or two, and ask that every point is what `simulate --set LEVER=VALUE` gives."""
    (lever, values), *second = axes
    found = sweep(one, lever, values, second=second[0] if second else None)
    points = list(product(*(given for _, given in axes)))
    assert list(found.points) == points
    changes = [tuple(Change(key, one) for (key, _), one in zip(axes, point, strict=True)) for point in points]
    assert_equal([dict(tallies) for tallies in found.tallies], tallies_of(one, changes))
    return found


def tallies_of(one: Study, changes: Sequence[Changes]) -> list[dict[str, Tally]]:
    """Return the tallies of a run with one scenario for each set of changes."""
    base = one.scenarios[0]
    scenarios = []
    for index, own in enumerate(changes):
        keys = {change.lever for change in own}
        kept = tuple(change for change in base.changes if change.lever not in keys or change.from_day is not None)
        scenarios.append(Scenario(f"point {index}", (*kept, *own), base.enforcement))
    outcomes = one.with_scenarios(scenarios).run().policies
    return [{key: found.tally(index) for key, found in outcomes.items()} for index in range(len(scenarios))]


def assert_equal(found: Sequence[dict[str, Tally]], wanted: Sequence[dict[str, Tally]]) -> None:
    """Ask that tallies by point and policy agree in every count, and in the order in which they are told."""
    assert len(found) == len(wanted)
    for point, (one, other) in enumerate(zip(found, wanted, strict=True)):
        assert list(one) == list(other)
        for policy, tally in one.items():
            assert differing(tally, other[policy]) == [], (point, policy)


def differing(one: Tally, other: Tally) -> list[str]:
    """Return in what two tallies differ."""
    found = [] if one.started == other.started else ["started"]
    if not np.array_equal(one.retained, other.retained):
        found.append("retained")
    for name in ("losses", "failed", "because"):
        left, right = getattr(one, name), getattr(other, name)
        if list(left) != list(right) or any(not np.array_equal(left[key], right[key]) for key in left):
            found.append(name)
    return found
