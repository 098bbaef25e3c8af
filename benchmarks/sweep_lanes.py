"""W2 without clusterkit: the workload under many output floors, on the draws of the lane by hand.

`by_axis` carries the floors as one more axis of who holds a title. `by_critical_value` keeps for each
title how many of the sorted floors it is held under, and counts once at the end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from benchmarks.lanes import BOUNDS, CAUSES, YEARS, Floats, State, drawn_years

Index = NDArray[np.intp]


@frozen(eq=False)
class Swept:
    """All of W1's numbers by floor: `retention` (floor, year, replication), `losses` by name (floor, replication)."""

    retention: Floats
    losses: Mapping[str, NDArray[np.integer[Any]]]


def by_axis(state: State, floors: Sequence[float], replications: int, seed: int) -> Swept:
    """Return the sweep with the floors as an array axis: (floor, replication, cluster)."""
    bounds = np.log(floors).reshape(-1, 1, 1)
    held = np.ones((len(floors), replications, len(state.output)), np.bool_)
    retention = np.empty((len(floors), YEARS, replications))
    losses = {name: np.zeros((len(floors), replications), np.int64) for name in (*CAUSES, *BOUNDS)}
    for place, year in enumerate(drawn_years(state, replications, seed)):
        for name, struck in (("late_report", year.late), ("incident", year.incident)):
            losses[name] += (held & struck).sum(axis=2)
        held &= ~(year.late | year.incident)
        if year.lowest is not None:
            short = year.lowest < bounds
            lost = held & (short | np.logical_or.reduce(list(year.missed.values())))
            losses["re_review"] += lost.sum(axis=2)
            for name, misses in {"output_min": short, **year.missed}.items():
                losses[name] += (lost & misses).sum(axis=2)
            held &= ~lost
        retention[:, place] = held.mean(axis=2)
    return Swept(retention, losses)


def by_critical_value(state: State, floors: Sequence[float], replications: int, seed: int) -> Swept:
    """Return the sweep by how many of the floors, which must rise, each title is held under."""
    clusters, count = len(state.output), len(floors)
    bounds = np.log(floors)
    held = np.full((replications, clusters), count)
    replication = np.broadcast_to(np.arange(replications)[:, np.newaxis], held.shape)
    begun: dict[str, list[Index]] = defaultdict(list)
    ended: dict[str, list[Index]] = defaultdict(list)

    def lose(who: NDArray[np.bool_], first: Index, names: Sequence[str]) -> None:
        """Count titles as lost from one of the floors up to the last that they are held under."""
        for name in names:
            begun[name].append(first[who] * replications + replication[who])
            ended[name].append(held[who] * replications + replication[who])

    none = np.zeros_like(held)
    for place, year in enumerate(drawn_years(state, replications, seed)):
        when = f"year {place}"
        for name, struck in (("late_report", year.late), ("incident", year.incident)):
            lose(struck & (held > 0), none, [name, when])
        held[year.late | year.incident] = 0
        if year.lowest is not None:
            met = np.minimum(np.searchsorted(bounds, year.lowest, side="right"), held)
            fails = np.logical_or.reduce(list(year.missed.values()))
            first = np.where(fails, 0, met)
            lose(first < held, first, ["re_review", when])
            lose(met < held, met, ["output_min"])
            for name, misses in year.missed.items():
                lose(misses & (held > 0), none, [name])
            held = first
    size = (count + 1) * replications
    lost = {}
    for name in (*CAUSES, *BOUNDS, *(f"year {place}" for place in range(YEARS))):
        more = np.bincount(np.concatenate(begun[name]), minlength=size)
        more -= np.bincount(np.concatenate(ended[name]), minlength=size)
        lost[name] = more.reshape(count + 1, replications).cumsum(axis=0)[:-1]
    gone = np.stack([lost.pop(f"year {place}") for place in range(YEARS)], axis=1).cumsum(axis=1)
    return Swept(1.0 - gone / clusters, lost)
