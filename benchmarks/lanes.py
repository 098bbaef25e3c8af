"""W1 without clusterkit: by hand in numpy, and as a SimPy process for every cluster.

Both follow the workload year by year and know no calendar: in year t an incident or a late report
takes the title, and at the end of years 3, 6 and 9 a review does. Where one year has both, the
earlier counts: reports are due after a quarter. Figures are held as logs and shares as log-odds.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Mapping
from random import Random
from typing import Any, Final

import numpy as np
import simpy
from attrs import astuple, frozen
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]

YEARS: Final = 9
CAUSES: Final = ("incident", "late_report", "re_review")
INCIDENT, LATE, QUARTER = 0.01, 0.015, 0.25
OUTPUT_MIN, SHARE, GROWTH, PATENT_GROWTH, DENSITY, ADOPTION = 60.0, 0.70, 0.08, 0.15, 12.0, 0.15


def log_odds(share: Floats) -> Floats:
    """Return log-odds."""
    odds: Floats = np.log(share) - np.log1p(-share)
    return odds


def _log_odds(share: float) -> float:
    return math.log(share) - math.log1p(-share)


# What a review asks: the bound as figures are held, and whether it must be passed or only reached.
BOUNDS: Final = {
    "output_min": (math.log(OUTPUT_MIN), False),
    "sme_share": (_log_odds(SHARE), True),
    "dominant_share": (_log_odds(SHARE), True),
    "output_growth": (3 * math.log1p(GROWTH), True),
    "rd_growth": (3 * math.log1p(GROWTH), True),
    "patent_growth": (3 * math.log1p(PATENT_GROWTH), False),
    "patent_density": (math.log(DENSITY), False),
    "platform_adoption": (_log_odds(ADOPTION), False),
}


@frozen(eq=False)
class State:
    """Year 0 of every cluster, each array of shape (cluster,), in the order in which they are drawn."""

    output: Floats
    drift: Floats
    sme: Floats
    dominant: Floats
    rd: Floats
    employees: Floats
    density: Floats
    adoption: Floats

    @classmethod
    def drawn(cls, clusters: int = 1000, seed: int = 2024) -> State:
        """Return the workload's clusters; employees are whole, and only their ratio to patents counts."""
        rng = np.random.default_rng(seed)
        return cls(
            output=42.0 + 40.0 * np.exp(0.8 * rng.standard_normal(clusters)),
            drift=rng.normal(0.14, 0.02, clusters),
            sme=rng.uniform(0.76, 0.93, clusters),
            dominant=rng.uniform(0.76, 0.95, clusters),
            rd=rng.uniform(0.5, 5.0, clusters),
            employees=np.rint(rng.uniform(2e3, 6e4, clusters)),
            density=rng.uniform(5.0, 40.0, clusters),
            adoption=rng.uniform(0.15, 0.5, clusters),
        )


@frozen(eq=False)
class Result:
    """W1's numbers: `retention` (year, replication), and `losses` by cause and criterion, (replication,)."""

    retention: Floats
    losses: dict[str, Counts]


@frozen(eq=False)
class Year:
    """What is drawn of one year, shape (replication, cluster): who is struck by what, and what a review misses.

    An incident and a late report of one title in one year are told apart by which came first. `lowest`
    is the log of the least output of three years; `missed` are the other criteria that are missed, by
    name. Both are there where the year ends with a review.
    """

    incident: Flags
    late: Flags
    lowest: Floats | None = None
    missed: Mapping[str, Flags] = {}


def drawn_years(state: State, replications: int, seed: int) -> Iterator[Year]:
    """Yield the years of the workload, with one draw call for each kind and year."""
    rng = np.random.default_rng(seed)
    shape = (replications, len(state.output))
    output, rd, density = ([np.log(start)] for start in (state.output, state.rd, state.density))
    sme_start, dominant_start = log_odds(state.sme), log_odds(state.dominant)
    sme, dominant = np.tile(sme_start, (replications, 1)), np.tile(dominant_start, (replications, 1))
    adoption = np.tile(log_odds(state.adoption), (replications, 1))
    shock = np.zeros(shape)
    for year in range(1, YEARS + 1):
        macro = 0.03 * rng.standard_normal((replications, 1))
        shock *= 0.5
        shock += 0.03 * rng.standard_normal(shape)
        output.append(output[-1] + (state.drift + macro) + shock)
        sme *= 0.8
        sme += 0.2 * sme_start + 0.12 * rng.standard_normal(shape)
        dominant *= 0.8
        dominant += 0.2 * dominant_start + 0.12 * rng.standard_normal(shape)
        rd.append(rd[-1] + (0.16 + 0.08 * rng.standard_normal(shape)))
        density.append(density[-1] + (0.23 + 0.10 * rng.standard_normal(shape)))
        adoption += 0.10 + 0.15 * rng.standard_normal(shape)
        waited = rng.exponential(1 / INCIDENT, shape)
        late = (rng.random(shape) < LATE) & (waited >= QUARTER)
        incident = (waited < 1.0) & ~late
        if year % 3:
            yield Year(incident, late)
            continue
        lowest = np.minimum(np.minimum(output[-1], output[-2]), output[-3])
        figures = {
            "sme_share": sme, "dominant_share": dominant, "output_growth": output[-1] - output[-4],
            "rd_growth": rd[-1] - rd[-4], "patent_growth": density[-1] - density[-4],
            "patent_density": density[-1], "platform_adoption": adoption,
        }  # fmt: skip
        yield Year(incident, late, lowest, {name: _misses(figure, name) for name, figure in figures.items()})


def _misses(figure: Floats, name: str) -> Flags:
    bound, strict = BOUNDS[name]
    return figure <= bound if strict else figure < bound


def by_hand(state: State, replications: int, seed: int) -> Result:
    """Return W1 by arrays (replication, cluster)."""
    held = np.ones((replications, len(state.output)), np.bool_)
    retention = np.empty((YEARS, replications))
    losses = {name: np.zeros(replications, np.int64) for name in (*CAUSES, *BOUNDS)}
    for place, year in enumerate(drawn_years(state, replications, seed)):
        for name, struck in (("late_report", year.late), ("incident", year.incident)):
            losses[name] += (held & struck).sum(axis=1)
        held &= ~(year.late | year.incident)
        if year.lowest is not None:
            missed = {"output_min": _misses(year.lowest, "output_min"), **year.missed}
            lost = held & np.logical_or.reduce(list(missed.values()))
            losses["re_review"] += lost.sum(axis=1)
            for name, misses in missed.items():
                losses[name] += (lost & misses).sum(axis=1)
            held &= ~lost
        retention[place] = held.mean(axis=1)
    return Result(retention, losses)


def by_process(state: State, replications: int, seed: int) -> Result:
    """Return W1 by one SimPy process for every cluster and replication, in plain Python numbers."""
    random = Random(seed)
    clusters = [Cluster(*values) for values in zip(*(one.tolist() for one in astuple(state)), strict=True)]
    retention = np.empty((YEARS, replications))
    losses = {name: np.zeros(replications, np.int64) for name in (*CAUSES, *BOUNDS)}
    for replication in range(replications):
        env = simpy.Environment()
        macro = [0.03 * random.gauss(0.0, 1.0) for _ in range(YEARS)]
        held, lost_for = [0] * YEARS, list[str]()
        for cluster in clusters:
            env.process(cluster.life(env, random, macro, held, lost_for))
        env.run()
        retention[:, replication] = np.array(held) / len(clusters)
        for name in lost_for:
            losses[name][replication] += 1
    return Result(retention, losses)


@frozen
class Cluster:
    """One cluster's year 0, and its life as a process."""

    output: float
    drift: float
    sme: float
    dominant: float
    rd: float
    employees: float
    density: float
    adoption: float

    def life(
        self, env: simpy.Environment, random: Random, macro: list[float], held: list[int], lost_for: list[str]
    ) -> Generator[simpy.Event, Any, None]:
        """Live until the title is lost: count the years it is held, and say what it was lost for."""
        normal = random.gauss
        sme_start, dominant_start = _log_odds(self.sme), _log_odds(self.dominant)
        adoption = _log_odds(self.adoption)
        sme, dominant, shock = sme_start, dominant_start, 0.0
        output, rd, density = [math.log(self.output)], [math.log(self.rd)], [math.log(self.density)]
        for year in range(YEARS):
            yield env.timeout(1.0)
            shock = 0.5 * shock + 0.03 * normal(0.0, 1.0)
            output.append(output[-1] + self.drift + macro[year] + shock)
            sme = sme_start + 0.8 * (sme - sme_start) + 0.12 * normal(0.0, 1.0)
            dominant = dominant_start + 0.8 * (dominant - dominant_start) + 0.12 * normal(0.0, 1.0)
            rd.append(rd[-1] + 0.16 + 0.08 * normal(0.0, 1.0))
            density.append(density[-1] + 0.23 + 0.10 * normal(0.0, 1.0))
            adoption += 0.10 + 0.15 * normal(0.0, 1.0)
            waited, late = random.expovariate(INCIDENT), random.random() < LATE
            if waited < 1.0 or late:
                lost_for.append("late_report" if late and waited >= QUARTER else "incident")
                return
            if year % 3 == 2:
                figures = (
                    min(output[-3:]), sme, dominant, output[-1] - output[-4], rd[-1] - rd[-4],
                    density[-1] - density[-4], density[-1], adoption,
                )  # fmt: skip
                missed = [
                    name
                    for figure, (name, (bound, strict)) in zip(figures, BOUNDS.items(), strict=True)
                    if figure < bound or (strict and figure == bound)
                ]
                if missed:
                    lost_for += ["re_review", *missed]
                    return
            held[year] += 1
