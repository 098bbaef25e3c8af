"""W2: W1 under 50 output floors on common random numbers, beside the same by hand and in OpenFisca.

`python -m benchmarks.w2` prints CPU seconds to those of W1 by hand as medians of alternating pairs,
checks that the lanes agree at every floor, and exits 1 where a target is missed. OpenFisca's lane runs
where `openfisca-core` is installed, and it is said where it is not.

Years and calendar line up so that a year's review falls within it: year 0 is 2024, titles are
certified on 2025-12-31 for three years and reviewed on 31 December of 2028, 2031 and 2034, on the
figures of 2025 to 2027, and so on. Year t is the calendar year 2025 + t, and the figures of year t
are those of 2024 + t. The results are those of W1 at the end of each year.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from statistics import median
from typing import Final

import numpy as np

from benchmarks import reforms
from benchmarks.lanes import BOUNDS, CAUSES, YEARS, State, by_hand
from benchmarks.measure import Target, apart, peak_mb, report, timed, timed_each
from benchmarks.sweep_lanes import Swept, by_axis, by_critical_value
from benchmarks.w1 import BASE, CLUSTERS, PLACE, REPLICATIONS, SEED, START, Plugin, portfolio
from clusterkit.law.provisions import Change
from clusterkit.plugins import Plugins
from clusterkit.simulation.tally import Tally
from clusterkit.study.scenario import Scenario
from clusterkit.study.simulate import Study, prepare
from clusterkit.study.sweep import sweep

FLOORS: Final = tuple(np.linspace(20.0, 118.0, 50).tolist())
MANY_FLOORS: Final = tuple(np.linspace(20.0, 118.0, 1000).tolist())
PAIRS = 9
RATIO, RATIO_OF_MANY, PEAK_MB, SPREAD = 1.5, 2.0, 300.0, 4.5
W1 = "W1 by hand"
OWN, OWN_MANY = f"clusterkit, {len(FLOORS)}", f"clusterkit, {len(MANY_FLOORS)}"
CRITICAL, CRITICAL_MANY = f"critical value by hand, {len(FLOORS)}", f"critical value by hand, {len(MANY_FLOORS)}"
SCENARIOS = f"clusterkit, {len(FLOORS)} scenarios"
AXIS, OPENFISCA = f"array axis by hand, {len(FLOORS)}", f"OpenFisca, {len(FLOORS)} reforms"


def study(state: State, replications: int = REPLICATIONS, seed: int = SEED) -> Study:
    """Return the workload ready to sweep."""
    tables = portfolio(state, BASE - 1, date(BASE, 12, 31))
    return prepare(
        tables, years=YEARS, start=START, replications=replications, seed=seed, plugins=Plugins({PLACE: Plugin()})
    )


def by_clusterkit(ready: Study, floors: Sequence[float]) -> Swept:
    """Return the sweep by clusterkit: `sweep`, and reading the workload's arrays out of its tallies."""
    return _read([one[PLACE] for one in sweep(ready, f"{PLACE}.output_min", floors).tallies])


def by_scenarios(ready: Study, floors: Sequence[float]) -> Swept:
    """Return the sweep by clusterkit with every floor as a scenario of one run, as `simulate --set` takes them."""
    scenarios = [Scenario(str(floor), (Change(f"{PLACE}.output_min", floor),)) for floor in floors]
    outcome = ready.with_scenarios(scenarios).run().policy(PLACE)
    return _read([outcome.tally(place) for place in range(len(floors))])


def _read(tallies: Sequence[Tally]) -> Swept:
    nobody = np.zeros(tallies[0].retained.shape[1], np.int64)
    losses = {name: np.stack([one.losses.get(name, nobody) for one in tallies]) for name in CAUSES}
    for name in BOUNDS:
        key = ("re_review", f"{PLACE}.{name}")
        losses[name] = np.stack([one.failed.get(key, nobody) for one in tallies])
    return Swept(np.stack([one.retained for one in tallies]) / tallies[0].started, losses)


def farthest(one: Swept, other: Swept) -> float:
    """Return the most combined standard errors that lie between two lanes, over all floors and numbers."""
    numbers = [(one.retention[place, -1], other.retention[place, -1]) for place in range(len(one.retention))]
    for name, counts in one.losses.items():
        numbers += list(zip(counts, other.losses[name], strict=True))
    return max(apart(left, right) for left, right in numbers)


def same(one: Swept, other: Swept) -> bool:
    """Say whether two lanes on the same draws agree in every number."""
    losses = all(np.array_equal(counts, other.losses[name]) for name, counts in one.losses.items())
    return losses and np.allclose(one.retention, other.retention, rtol=0, atol=1e-12)


def from_nothing() -> Swept:
    """Return the longer sweep from clusterkit, its portfolio included: what the peak of memory is taken over."""
    return by_clusterkit(study(State.drawn(CLUSTERS)), MANY_FLOORS)


def main() -> int:
    peak = peak_mb(from_nothing)  # first, while this process is small
    state = State.drawn(CLUSTERS)
    ready = study(state)
    lanes: dict[str, Callable[[], object]] = {
        W1: partial(by_hand, state, REPLICATIONS, SEED),
        CRITICAL: partial(by_critical_value, state, FLOORS, REPLICATIONS, SEED),
        CRITICAL_MANY: partial(by_critical_value, state, MANY_FLOORS, REPLICATIONS, SEED),
        AXIS: partial(by_axis, state, FLOORS, REPLICATIONS, SEED),
        OWN: partial(by_clusterkit, ready, FLOORS),
        OWN_MANY: partial(by_clusterkit, ready, MANY_FLOORS),
        SCENARIOS: partial(by_scenarios, ready, FLOORS),
    }
    for lane in lanes.values():  # not measured: the first run is the slowest
        lane()
    pairs = [timed_each(lanes, turned=bool(index % 2)) for index in range(PAIRS)]
    seconds = {name: median(pair[name] for pair in pairs) for name in lanes}
    ratios = {name: median(pair[name] / pair[W1] for pair in pairs) for name in lanes}
    critical, own = by_critical_value(state, FLOORS, REPLICATIONS, SEED), by_clusterkit(ready, FLOORS)
    agree = [
        ("array axis and critical value by hand", same(by_axis(state, FLOORS, REPLICATIONS, SEED), critical)),
        ("clusterkit's sweep and its scenarios", same(by_scenarios(ready, FLOORS), own)),
    ]
    if reforms.installed():
        seconds[OPENFISCA], reformed = timed(partial(reforms.by_reform, state, FLOORS, REPLICATIONS, SEED))
        ratios[OPENFISCA] = seconds[OPENFISCA] / seconds[W1]
        agree.append(("OpenFisca and critical value by hand", same(reformed, critical)))
    _print_speed(seconds, ratios)
    for name, alike in agree:
        print(f"{name}, number by number: {'the same' if alike else 'DIFFERENT'}")
    other_seed = by_critical_value(state, FLOORS, REPLICATIONS, SEED + 1)
    print(
        f"retention in year {YEARS}, at {FLOORS[0]:g}, {FLOORS[20]:g} and {FLOORS[-1]:g}:"
        + "".join(f"\n  {name:<28}" + _ends(lane) for name, lane in ((OWN, own), (CRITICAL, critical)))
        + "\n"
    )
    return report(
        [
            Target(f"CPU, {OWN} floors / {W1}", ratios[OWN], RATIO),
            Target(f"CPU, {OWN_MANY} floors / {W1}", ratios[OWN_MANY], RATIO_OF_MANY),
            Target(f"peak memory of clusterkit's lane, {len(MANY_FLOORS)} floors", peak, PEAK_MB, unit="MB"),
            Target("farthest of all numbers from by hand, clusterkit", farthest(own, critical), SPREAD, unit="SE"),
            Target("the same between two seeds by hand", farthest(other_seed, critical), SPREAD, unit="SE"),
            Target("lanes on the same draws that differ", sum(not alike for _, alike in agree), 0),
        ]
    )


def _print_speed(seconds: Mapping[str, float], ratios: Mapping[str, float]) -> None:
    size = f"{CLUSTERS} clusters, {YEARS} years, {REPLICATIONS} replications"
    print(f"W2: {size}; floors from {FLOORS[0]:g} to {FLOORS[-1]:g}; medians of {PAIRS} alternating pairs\n")
    print(f"{'lane':<32} {'CPU seconds':>12} {'to W1 by hand':>14}")
    for name, spent in seconds.items():
        print(f"{name:<32} {spent:>12.3f} {ratios[name]:>14.2f}")
    if OPENFISCA not in seconds:
        print(f"{OPENFISCA}: not run, openfisca-core is not installed")
    print()


def _ends(lane: Swept) -> str:
    return "".join(f" {lane.retention[place, -1].mean():>8.4f}" for place in (0, 20, -1))


if __name__ == "__main__":
    sys.exit(main())
