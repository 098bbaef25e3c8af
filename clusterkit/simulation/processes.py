"""The formulas by which figures move, over arrays of (year, cluster, replication) on the figure's scale."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from clusterkit.simulation.dynamics import Counts, Fresh, Process, Reverting, Walk

Floats = NDArray[np.float64]
Hold = Callable[[int, Floats, Floats | None], None]
"""Told the year's place, the year's figures and the persistent shock, where facts on file stand; may write both."""


def stay(start: Floats, out: Floats, hold: Hold | None) -> None:
    """Write a figure that nothing moves: every year is as the start."""
    out[...] = start
    _hold_only(out, hold)


def move(process: Process, z: Floats, start: Floats, drift: Floats, out: Floats, hold: Hold | None) -> None:
    """Write the figures of every year into `out`, shape (year, cluster, replication).

    `z` are standard normals of that shape with the replications split into blocks, `start` the
    figures of the year before, shape (cluster, 1 or replication), `drift` what a walk adds beside
    its own shock, broadcastable to `out`.
    """
    spread = np.sqrt(process.turnover.value) if isinstance(process, Counts) else process.sd.value
    np.multiply(z, spread, out=out.reshape(z.shape))
    if isinstance(process, Walk):
        _walk(process, start, drift, out, hold)
    elif isinstance(process, Reverting):
        _revert(process, start, out, hold)
    elif isinstance(process, Counts):
        _count(process, start, out, hold)
    else:
        _draw_anew(process, out, hold)


def _walk(process: Walk, level: Floats, drift: Floats, out: Floats, hold: Hold | None) -> None:
    shock = None if process.persistence is None else np.zeros(out.shape[1:])
    if shock is None:
        out += drift
    for year, new in enumerate(out):
        if shock is not None and process.persistence is not None:
            shock *= process.persistence.value
            shock += new
            np.add(shock, drift[year] if len(drift) > 1 else drift[0], out=new)
        np.add(new, level, out=new)
        if process.whole:
            np.exp(new, out=new)
            np.rint(new, out=new)
            with np.errstate(divide="ignore"):
                np.log(new, out=new)
        if hold is not None:
            hold(year, new, shock)
        level = new


def _revert(process: Reverting, start: Floats, out: Floats, hold: Hold | None) -> None:
    pull = process.persistence.value
    out += (1.0 - pull) * start
    level, scratch = start, np.empty(out.shape[1:])
    for year, new in enumerate(out):
        np.multiply(level, pull, out=scratch)
        np.add(new, scratch, out=new)
        if hold is not None:
            hold(year, new, None)
        level = new


def _count(process: Counts, level: Floats, out: Floats, hold: Hold | None) -> None:
    scratch = np.empty(out.shape[1:])
    for year, new in enumerate(out):
        np.maximum(level, 1.0, out=scratch)
        np.sqrt(scratch, out=scratch)
        np.multiply(new, scratch, out=new)
        np.multiply(level, 1.0 + process.growth.value, out=scratch)
        np.add(new, scratch, out=new)
        np.rint(new, out=new)
        np.maximum(new, 0.0, out=new)
        if hold is not None:
            hold(year, new, None)
        level = new


def _draw_anew(process: Fresh, out: Floats, hold: Hold | None) -> None:
    out += process.mean.value
    np.maximum(out, 0.0, out=out)
    _hold_only(out, hold)


def _hold_only(out: Floats, hold: Hold | None) -> None:
    if hold is not None:
        for year, new in enumerate(out):
            hold(year, new, None)
