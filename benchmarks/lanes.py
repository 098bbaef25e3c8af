"""W1 without clusterkit: by hand in numpy as an expert would, and as a SimPy process for every cluster.

Both follow the workload year by year, not a legal calendar: in year t an incident or a late report
takes the title, and at the end of years 3, 6 and 9 a review does. Where a cluster has both an
incident and a late report in one year, the earlier one counts; reports are due after a quarter.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from random import Random
from typing import Any, Final

import numpy as np
import simpy
from attrs import fields, frozen
from numpy.typing import NDArray

Floats = NDArray[np.float64]

YEARS: Final = 9
CAUSES: Final = ("incident", "late_report", "re_review")
CRITERIA: Final = (
    "output_min", "sme_share", "dominant_share", "output_growth", "rd_growth", "patent_growth",
    "patent_density", "platform_adoption",
)  # fmt: skip
OUTPUT_MIN, SHARE, GROWTH, PATENT_GROWTH, DENSITY, ADOPTION = 60.0, 0.70, 0.08, 0.15, 12.0, 0.15
INCIDENT, LATE, QUARTER = 0.01, 0.015, 0.25


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
        """Return the workload's clusters."""
        rng = np.random.default_rng(seed)
        return cls(
            42.0 + 40.0 * np.exp(0.8 * rng.standard_normal(clusters)),
            rng.normal(0.14, 0.02, clusters),
            rng.uniform(0.76, 0.93, clusters),
            rng.uniform(0.76, 0.95, clusters),
            rng.uniform(0.5, 5.0, clusters),
            np.rint(rng.uniform(2e3, 6e4, clusters)),
            rng.uniform(5.0, 40.0, clusters),
            rng.uniform(0.15, 0.5, clusters),
        )


@frozen(eq=False)
class Result:
    """What W1 asks for: `retention`, shape (year, replication), and `losses` by cause and criterion, (replication,)."""

    retention: Floats
    losses: dict[str, NDArray[np.int64]]


def log_odds(share: Floats | float) -> Any:
    """Return log-odds."""
    return np.log(share) - np.log1p(-share)


def by_hand(state: State, replications: int, seed: int) -> Result:
    """Return W1 by arrays (replication, cluster), one draw call for each kind and year."""
    rng = np.random.default_rng(seed)
    shape = (replications, len(state.output))
    bounds = [np.log(OUTPUT_MIN), *(log_odds(SHARE),) * 2, *(3 * np.log1p(GROWTH),) * 2, 3 * np.log1p(PATENT_GROWTH),
              np.log(DENSITY), log_odds(ADOPTION)]  # fmt: skip
    output, rd, patents = ([np.broadcast_to(np.log(start), shape)] for start in (state.output, state.rd, state.density))
    sme_start, dominant_start = log_odds(state.sme), log_odds(state.dominant)
    sme, dominant, adoption = (np.tile(log_odds(start), (replications, 1)) for start in (state.sme, state.dominant, state.adoption))
    shock = np.zeros(shape)
    held = np.ones(shape, np.bool_)
    retention = np.empty((YEARS, replications))
    losses = {name: np.zeros(replications, np.int64) for name in (*CAUSES, *CRITERIA)}
    for year in range(1, YEARS + 1):
        macro = 0.03 * rng.standard_normal((replications, 1))
        shock *= 0.5
        shock += 0.03 * rng.standard_normal(shape)
        output.append(output[-1] + (state.drift + macro) + shock)
        for share, start in ((sme, sme_start), (dominant, dominant_start)):
            share *= 0.8
            share += 0.2 * start
            share += 0.12 * rng.standard_normal(shape)
        rd.append(rd[-1] + (0.16 + 0.08 * rng.standard_normal(shape)))
        patents.append(patents[-1] + (0.23 + 0.10 * rng.standard_normal(shape)))
        adoption += 0.10 + 0.15 * rng.standard_normal(shape)
        waited = rng.exponential(1 / INCIDENT, shape)
        late = held & (rng.random(shape) < LATE) & (waited >= QUARTER)
        incident = held & (waited < 1.0) & ~late
        losses["late_report"] += late.sum(axis=1)
        losses["incident"] += incident.sum(axis=1)
        held &= ~(late | incident)
        if year % 3 == 0:
            lowest = np.minimum(np.minimum(output[-1], output[-2]), output[-3])
            figures = (lowest, sme, dominant, output[-1] - output[-4], rd[-1] - rd[-4], patents[-1] - patents[-4],
                       patents[-1], adoption)  # fmt: skip
            strict = (False, True, True, True, True, False, False, False)
            misses = [
                figure <= bound if above else figure < bound
                for figure, bound, above in zip(figures, bounds, strict, strict=True)
            ]
            lost = held & np.logical_or.reduce(misses)
            losses["re_review"] += lost.sum(axis=1)
            for name, missed in zip(CRITERIA, misses, strict=True):
                losses[name] += (lost & missed).sum(axis=1)
            held &= ~lost
        retention[year - 1] = held.mean(axis=1)
    return Result(retention, losses)


def by_process(state: State, replications: int, seed: int) -> Result:
    """Return W1 by one SimPy process for every cluster and replication, with plain Python numbers."""
    random = Random(seed)
    clusters = [Cluster(*values) for values in zip(*(getattr(state, one.name).tolist() for one in fields(State)), strict=True)]
    retention = np.zeros((YEARS, replications))
    losses = {name: np.zeros(replications, np.int64) for name in (*CAUSES, *CRITERIA)}
    for replication in range(replications):
        macro = [0.03 * random.gauss(0.0, 1.0) for _ in range(YEARS)]
        found: list[list[str]] = []
        held = [0] * YEARS
        env = simpy.Environment()
        for cluster in clusters:
            env.process(cluster.life(env, random, macro, held, found))
        env.run()
        retention[:, replication] = np.array(held) / len(clusters)
        for names in found:
            for name in names:
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
        self, env: simpy.Environment, random: Random, macro: list[float], held: list[int], found: list[list[str]]
    ) -> Generator[simpy.Event, Any, None]:
        """Live until the title is lost: count the years it is held, and leave what it was lost for."""
        normal = random.gauss
        sme_start, dominant_start = (math.log(one / (1 - one)) for one in (self.sme, self.dominant))
        sme, dominant, adoption = sme_start, dominant_start, math.log(self.adoption / (1 - self.adoption))
        output, rd, patents, shock = [math.log(self.output)], [math.log(self.rd)], [math.log(self.density)], 0.0
        for year in range(YEARS):
            yield env.timeout(1.0)
            shock = 0.5 * shock + 0.03 * normal(0.0, 1.0)
            output.append(output[-1] + self.drift + macro[year] + shock)
            sme = sme_start + 0.8 * (sme - sme_start) + 0.12 * normal(0.0, 1.0)
            dominant = dominant_start + 0.8 * (dominant - dominant_start) + 0.12 * normal(0.0, 1.0)
            rd.append(rd[-1] + 0.16 + 0.08 * normal(0.0, 1.0))
            patents.append(patents[-1] + 0.23 + 0.10 * normal(0.0, 1.0))
            adoption += 0.10 + 0.15 * normal(0.0, 1.0)
            waited, late = random.expovariate(INCIDENT), random.random() < LATE
            if waited < 1.0 or late:
                found.append(["late_report" if late and waited >= QUARTER else "incident"])
                return
            if year % 3 == 2:
                met = (
                    min(output[-3:]) >= math.log(OUTPUT_MIN),
                    sme > log_odds(SHARE),
                    dominant > log_odds(SHARE),
                    output[-1] - output[-4] > 3 * math.log1p(GROWTH),
                    rd[-1] - rd[-4] > 3 * math.log1p(GROWTH),
                    patents[-1] - patents[-4] >= 3 * math.log1p(PATENT_GROWTH),
                    patents[-1] >= math.log(DENSITY),
                    adoption >= log_odds(ADOPTION),
                )
                if not all(met):
                    found.append(["re_review", *(name for name, holds in zip(CRITERIA, met, strict=True) if not holds)])
                    return
            held[year] += 1
