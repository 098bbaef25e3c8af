"""W3: the own policies of four places over many clusters, each with its own certification date.

`python -m benchmarks.places` needs the four plugins installed. It prints the speed beside that of
W1 by hand in the same run, where the time goes, how cost grows, and exits 1 where a target is
missed. The clusters are the plugins' illustrative ones, repeated under other names and in other
sizes, certified on days of the three years before the start; none of them is real.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from statistics import median
from typing import Final

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from benchmarks.lanes import State, by_hand
from benchmarks.measure import Target, breakdown, peak_mb, report, timed_each
from clusterkit.errors import InputError
from clusterkit.plugins import Plugins
from clusterkit.portfolio import OBSERVATION_COLUMNS, Portfolio, merge
from clusterkit.study.simulate import Study, prepare

PLACES: Final = ("beijing", "henan", "shanghai", "zhuhai")
CLUSTERS, YEARS, REPLICATIONS, SEED = 1000, 9, 200, 1
HAND_CLUSTERS, HAND_YEARS, HAND_REPLICATIONS = 1000, 9, 100
ROUNDS = 5
START: Final = date(2026, 1, 1)
DATES, FEW_DATES = 1000, 3
SHARE_OF_HAND, PEAK_MB, MANY_DATES = 0.2, 300.0, 1.1
# Linear, with room for noise. Nine years move figures eight times (the first year judges what is on file),
# eighteen years seventeen times: 2.1 is exact for years.
LINEAR = 2.3

HAND, BASE = "W1 by hand", "four places"
CLUSTERS_TWICE, REPLICATIONS_TWICE, YEARS_TWICE = "clusters twice", "replications twice", "years twice"
FEW = f"{FEW_DATES} dates"

# Where time goes: the modules of clusterkit by what they do.
PARTS: Final = {
    "draws": ("simulation/streams",),
    "figures": ("simulation/motion", "simulation/processes", "law/history", "law/indicator"),
    "events, reports, answers": (
        "simulation/occurrences", "simulation/reports", "simulation/requirements", "law/events",
    ),
    "criteria": (
        "law/combination", "law/criterion", "law/facts", "law/figure", "law/finding", "law/provisions",
        "law/ranking", "law/sitting", "law/truth", "law/window",
    ),
    "decisions": (
        "simulation/authority", "simulation/bench", "simulation/causes", "simulation/clock", "simulation/discretion",
        "simulation/docket", "simulation/legal_calendar", "simulation/own_days", "simulation/proceedings",
        "law/calendar", "law/condition", "law/duty", "law/effect",
    ),
    "counting": ("simulation/cohort", "simulation/harness", "simulation/outcome", "simulation/tile"),
}  # fmt: skip


def certification_days(dates: int) -> NDArray[np.int64]:
    """Return different days in the three years before the start, in no order."""
    first = date(START.year - 3, 1, 1).toordinal()
    days = np.linspace(first, START.toordinal() - 1, dates).astype(np.int64)
    return np.random.default_rng(SEED).permutation(days)


def resampled(sample: Portfolio, count: int, days: NDArray[np.int64]) -> Portfolio:
    """Return a place's certified clusters repeated `count` times in other sizes, certified on given days."""
    held = np.flatnonzero(sample.clusters["certified_on"])
    rows = held[np.arange(count) % len(held)]
    size = np.exp(0.2 * np.random.default_rng(SEED).standard_normal(count))
    amounts = {column.key for column in OBSERVATION_COLUMNS if column.unit == "亿元"}
    clusters = {key: column[rows] for key, column in sample.clusters.items()}
    figures = {key: column[:, rows] for key, column in sample.observations.items()}
    return evolve(
        sample,
        cluster_id=np.array([f"{sample.cluster_id[held[0]]}-{index:06d}" for index in range(count)], object),
        clusters={**clusters, "certified_on": days, "expires_on": np.zeros_like(days)},
        observations={key: column * size if key in amounts else column for key, column in figures.items()},
        has_row=sample.has_row[:, rows],
        events=(),
        titles=(),
    )


def study(
    plugins: Plugins,
    clusters: int = CLUSTERS,
    years: int = YEARS,
    replications: int = REPLICATIONS,
    dates: int = DATES,
) -> Study:
    """Return the four places' clusters ready to run."""
    samples = {str(one.clusters["jurisdiction"][0]): one for one in plugins.sample_portfolios(PLACES)}
    missing = sorted(set(PLACES) - set(samples))
    if missing:
        raise InputError(f"W3 needs the plugins and illustrative clusters of {', '.join(missing)}; install them")
    count = clusters // len(PLACES)
    days = np.resize(certification_days(dates), (count, len(PLACES)))
    parts = [resampled(samples[place], count, days[:, index]) for index, place in enumerate(PLACES)]
    return prepare(merge(parts), years=years, start=START, replications=replications, seed=SEED, plugins=plugins)


def from_nothing() -> object:
    """Return the outcome of W3, its portfolio included: what the peak of memory is taken over."""
    return study(Plugins()).run()


def main() -> int:
    plugins = Plugins()
    try:
        base = study(plugins)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    peak = peak_mb(from_nothing)  # before any run, while this process is small
    lanes: dict[str, Callable[[], object]] = {
        HAND: partial(by_hand, State.drawn(HAND_CLUSTERS), HAND_REPLICATIONS, SEED),
        BASE: base.run,
        FEW: study(plugins, dates=FEW_DATES).run,
        CLUSTERS_TWICE: study(plugins, clusters=2 * CLUSTERS).run,
        REPLICATIONS_TWICE: study(plugins, replications=2 * REPLICATIONS).run,
        YEARS_TWICE: study(plugins, years=2 * YEARS).run,
    }
    lanes[HAND]()  # not measured: the first run is the slowest
    outcome = base.run()
    rounds = [timed_each(lanes, turned=bool(index % 2)) for index in range(ROUNDS)]

    def to(one: str, other: str) -> float:
        return median(each[one] / each[other] for each in rounds)

    work, hand_work = CLUSTERS * YEARS * REPLICATIONS, HAND_CLUSTERS * HAND_YEARS * HAND_REPLICATIONS
    print(f"W3: {CLUSTERS} clusters in {len(PLACES)} places, {YEARS} years, {REPLICATIONS} replications;")
    print(f"medians of {ROUNDS} rounds over all lanes in turn\n")
    print(f"{'lane':<28} {'CPU seconds':>12} {'to W3':>8} {'million cluster-years/s':>24}")
    for name in lanes:
        spent = median(each[name] for each in rounds)
        done = hand_work if name == HAND else work * (1 if name in {BASE, FEW} else 2)
        print(f"{name:<28} {spent:>12.3f} {to(name, BASE):>8.2f} {done / spent / 1e6:>24.2f}")
    held = ", ".join(f"{place} {outcome.retention_rows(place)[-1]['mean']:.2f}" for place in PLACES)
    print(f"\nretention after {YEARS} years: {held}")
    print("\nwhere the CPU time of W3 goes")
    for name, share in breakdown(base.run, PARTS).items():
        print(f"{name:<28} {share:>12.0%}")
    print()
    return report(
        [
            Target("speed, W3 / W1 by hand", to(HAND, BASE) * work / hand_work, SHARE_OF_HAND, at_least=True),
            Target("peak memory of W3", peak, PEAK_MB, unit="MB"),
            Target("cost of twice the clusters", to(CLUSTERS_TWICE, BASE), LINEAR),
            Target("cost of twice the replications", to(REPLICATIONS_TWICE, BASE), LINEAR),
            Target("cost of twice the years", to(YEARS_TWICE, BASE), LINEAR),
            Target(f"cost of {DATES} dates of expiry / {FEW_DATES}", to(BASE, FEW), MANY_DATES),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
