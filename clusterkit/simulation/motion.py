"""Figures in motion: from the portfolio's latest year on, year by year, into the history.

Figures live on their indicator's scale, shape (cluster, replication), in buffers that the next
tile reuses. The years before a cluster's latest row are the portfolio's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from attrs import define
from numpy.typing import NDArray

from clusterkit.law.figure import Figure, Measure
from clusterkit.law.indicator import Indicator, to_scale
from clusterkit.portfolio.record import history_of
from clusterkit.simulation.cohort import Cohort, Tables
from clusterkit.simulation.dynamics import Counts, Input, Missing, Process, Reverting, Walk
from clusterkit.simulation.streams import BLOCK, Streams
from clusterkit.simulation.workspace import Workspace

Floats = NDArray[np.float64]

_IN_CACHE = 16_384
"""Figures of one kind that are moved at a time: 128 KiB."""

SHOCK_ORIGIN = 1990
"""The year from which shared shocks are counted, whatever year a run starts in."""


@define(eq=False)
class _Track:
    """One figure of one cohort on its way: its present level, start, persistent shock and who is unknown."""

    process: Process | None
    slot: int
    level: Floats
    start: Floats
    shock: Floats | None
    unknown: NDArray[np.bool_]


class Motion:
    """The figures of one tile and block.

    `needed` are the indicators that some policy reads; only these move, but every process keeps
    its place in the draws, so that what is read never changes what is drawn.
    """

    def __init__(
        self,
        portfolio: Tables,
        cohorts: Sequence[Cohort],
        indicators: Mapping[str, Indicator],
        needed: Iterable[str],
        *,
        streams: Streams,
        workspace: Workspace,
        blocks: range,
        replications: int,
        last_year: int,
        missing: Missing,
        depths: Mapping[str, int],
    ) -> None:
        self.history = history_of(portfolio, indicators, needed)
        self._indicators = indicators
        self._cohorts = cohorts
        self._streams = streams
        self._workspace = workspace
        self._blocks = blocks
        self._replications = replications
        self._last_year = last_year
        self._missing = missing
        # Beside the years that windows read, the year that is being written.
        self._keep = {key: depth + 2 for key, depth in depths.items()}
        self._count = len(portfolio.cluster_id)
        moving = _moving(indicators, needed, cohorts)
        self._tracks = [{key: self._track(cohort, key) for key in moving} for cohort in cohorts]
        self._draws = [self._drawn(cohort, index) for index, cohort in enumerate(cohorts)]
        self._shared = [self._shocks(cohort) for cohort in cohorts]
        self.year = min((cohort.base for cohort in cohorts), default=last_year)
        for index, cohort in enumerate(cohorts):
            for key in moving:
                self._fill_latest(index, cohort, key)
        self._moving = moving

    def advance(self, year: int) -> None:
        """Move every figure up to and including a year."""
        while self.year < year:
            self.year += 1
            for key in self._moving:
                self._step(key)
                self.history.forget(key, self.year - self._keep.get(key, 2))

    def _track(self, cohort: Cohort, key: str) -> _Track:
        slot, process = next(
            ((index, one) for index, one in enumerate(cohort.dynamics.processes) if one.key == key),
            (-1, None),
        )
        level = np.zeros((len(cohort), 1))
        unknown = np.zeros(len(cohort), np.bool_)
        for year in np.unique(cohort.latest):
            figure = self.history.figure(key, int(year), cohort.rows)
            low = np.broadcast_to(figure.low, (1, len(cohort), 1))[0, :, 0]
            high = np.broadcast_to(figure.high, (1, len(cohort), 1))[0, :, 0]
            here = cohort.latest == year
            blank = low != high
            unknown |= here & blank
            level[here, 0] = np.where(blank, 0.0, low)[here]
        if unknown.any() and self._missing == "assume" and key in cohort.dynamics.blanks:
            level = self._blanks(cohort, key, level, unknown)
            unknown = np.zeros(len(cohort), np.bool_)
        shock = None
        if isinstance(process, Walk) and process.persistence is not None:
            shock = np.zeros((len(cohort), self._replications))
        return _Track(process, slot, level, level, shock, unknown)

    def _blanks(self, cohort: Cohort, key: str, level: Floats, unknown: NDArray[np.bool_]) -> Floats:
        """Draw the latest figures that the portfolio leaves blank."""
        names = sorted(cohort.dynamics.blanks)
        rows = np.flatnonzero(unknown)
        ids = [cohort.ids[row] for row in rows]
        drawn = self._side_by_side(cohort.dynamics.key, "blanks", ids, (1, len(names)))
        blank, scale = cohort.dynamics.blanks[key], self._indicators[key].scale
        middle = float(to_scale(scale, np.array(blank.median.value)))
        filled = np.broadcast_to(level, (len(cohort), self._replications)).copy()
        held = middle + blank.spread.value * drawn[:, 0, names.index(key)]
        if self._indicators[key].whole:
            held = to_scale(scale, np.rint(_plain(scale, held)))
        filled[rows] = held
        return filled

    def _fill_latest(self, index: int, cohort: Cohort, key: str) -> None:
        """File the drawn levels beside the portfolio's own in the clusters' latest year."""
        track = self._tracks[index][key]
        if track.level.shape[1] == 1:
            return
        for year in np.unique(cohort.latest):
            here = np.flatnonzero(cohort.latest == year)
            on_file = self.history.figure(key, int(year))
            shape = (1, self._count, self._replications)
            low, high = (
                np.broadcast_to(on_file.low, shape).copy(),
                np.broadcast_to(on_file.high, shape).copy(),
            )
            low[0, cohort.rows.start + here] = high[0, cohort.rows.start + here] = track.level[here]
            known = bool((low == high).all())
            self.history.put(key, int(year), Figure(low, low if known else high, on_file.measure))

    def _drawn(self, cohort: Cohort, index: int) -> Floats:
        """Return a cohort's normals, shape (cluster, block, year, process, BLOCK), from its own base year on."""
        years = max(self._last_year - cohort.base, 0)
        shape = (len(cohort), len(self._blocks), years, len(cohort.dynamics.processes), BLOCK)
        drawn: Floats = self._workspace.array(f"normals {index}", shape)
        for latest in np.unique(cohort.latest):
            rows = np.flatnonzero(cohort.latest == latest)
            skipped = int(latest) - cohort.base
            ids = [cohort.ids[row] for row in rows]
            for place, block in enumerate(self._blocks):
                targets = [drawn[row, place, skipped:] for row in rows]
                self._streams.normals(cohort.dynamics.key, "figures", ids, block, targets)
            drawn[rows, :, :skipped] = 0.0
        return drawn

    def _shocks(self, cohort: Cohort) -> Floats:
        """Return the place's and the industries' shocks from the year after the base on.

        Shape (year, cluster or 1, replication).
        """
        years = max(self._last_year - SHOCK_ORIGIN + 1, 1)
        first = cohort.base + 1 - SHOCK_ORIGIN
        model = cohort.dynamics
        shocks = self._side_by_side(model.key, "macro", [cohort.jurisdiction], (years, 1))[0, first:]
        shocks = shocks * model.macro_sd.value
        if model.industry_sd.value == 0.0:
            return np.asarray(shocks)
        names = sorted(set(cohort.industries))
        own = self._side_by_side(model.key, "industry", names, (years, 1))[:, first:, 0].transpose(1, 0, 2)
        codes = np.array([names.index(name) for name in cohort.industries])
        return np.asarray(shocks + own[:, codes] * model.industry_sd.value)

    def _side_by_side(self, model: str, stream: str, subjects: Sequence[str], shape: tuple[int, int]) -> Floats:
        """Return the tile's blocks of some streams, shape (subject, year, draw, replication)."""
        parts = []
        for block in self._blocks:
            drawn = np.empty((len(subjects), *shape, BLOCK))
            self._streams.normals(model, stream, subjects, block, drawn)
            parts.append(drawn)
        return np.concatenate(parts, axis=3)[..., : self._replications]

    def _step(self, key: str) -> None:
        year = self.year
        shape = (self._count, self._replications)
        target: Floats = self._workspace.array(f"figures {key} {year % self._keep.get(key, 2)}", shape)
        unknown = np.zeros(self._count, np.bool_)
        for index, cohort in enumerate(self._cohorts):
            track = self._tracks[index][key]
            new = target[cohort.rows]
            if year > cohort.base:
                offset = year - cohort.base - 1
                for part in _parts(new.shape):
                    _moved(track, cohort, self._draws[index], offset, self._shared[index][offset], new, part)
            track.level = new
            unknown[cohort.rows] = track.unknown
            self._keep_facts(cohort, track, key, new, unknown)
        self.history.put(key, year, self._figure(key, target, unknown))

    def _keep_facts(self, cohort: Cohort, track: _Track, key: str, new: Floats, unknown: NDArray[np.bool_]) -> None:
        """Where a cluster's own rows reach this year, they stand; its motion starts after them."""
        if self.year > cohort.last:
            return
        rows = np.flatnonzero(cohort.latest >= self.year)
        figure = self.history.figure(key, self.year, cohort.rows)
        low = np.broadcast_to(figure.low, (1, *new.shape))[0, rows]
        high = np.broadcast_to(figure.high, (1, *new.shape))[0, rows]
        blank = (low != high)[:, 0]
        new[rows] = np.where(blank[:, None], 0.0, low)
        at_latest = cohort.latest[rows] == self.year
        start = np.broadcast_to(track.start, new.shape)[rows]
        new[rows[at_latest]] = start[at_latest]
        unknown[cohort.rows.start + rows] = np.where(at_latest, track.unknown[rows], blank)
        if track.shock is not None:
            track.shock[rows] = 0.0

    def _figure(self, key: str, level: Floats, unknown: NDArray[np.bool_]) -> Figure:
        measure = Measure(self._indicators[key].scale)
        whole = level[np.newaxis]
        if not unknown.any():
            return Figure(whole, whole, measure)
        blank = unknown.reshape(1, -1, 1)
        return Figure(np.where(blank, -np.inf, whole), np.where(blank, np.inf, whole), measure)


def _parts(shape: tuple[int, ...]) -> Iterator[slice]:
    """Yield stretches of clusters that are small enough to stay in cache while they are moved."""
    step = max(1, _IN_CACHE // max(shape[1], 1))
    for first in range(0, shape[0], step):
        yield slice(first, first + step)


def _moved(
    track: _Track, cohort: Cohort, draws: Floats, offset: int, shared: Floats, into: Floats, part: slice
) -> None:
    """Write the next year's level of some clusters into `into`."""
    process, level, new = track.process, track.level[part], into[part]
    if process is None:
        new[...] = level
        return
    draws, shock = draws[part], None if track.shock is None else track.shock[part]
    whole = new.reshape(*draws.shape[:2], -1)
    z = draws[:, :, offset, track.slot, : whole.shape[2]]
    if isinstance(process, Walk):
        np.multiply(z, process.sd.value, out=whole)
        if shock is not None and process.persistence is not None:
            shock *= process.persistence.value
            shock += new
            np.add(level, shock, out=new)
        else:
            new += level
        new += process.mean.value if isinstance(process.mean, Input) else cohort.columns[process.mean][part, np.newaxis]
        if process.shared:
            new += shared[part] if len(shared) > 1 else shared
        if process.whole:
            np.exp(new, out=new)
            np.rint(new, out=new)
            with np.errstate(divide="ignore"):
                np.log(new, out=new)
    elif isinstance(process, Reverting):
        np.multiply(z, process.sd.value, out=whole)
        new += process.persistence.value * level
        new += (1.0 - process.persistence.value) * track.start[part]
    elif isinstance(process, Counts):
        np.maximum(level, 1.0, out=new)
        new *= process.turnover.value
        np.sqrt(new, out=new)
        whole *= z
        new += (1.0 + process.growth.value) * level
        np.rint(new, out=new)
        np.maximum(new, 0.0, out=new)
    else:
        np.multiply(z, process.sd.value, out=whole)
        new += process.mean.value
        np.maximum(new, 0.0, out=new)


def _plain(scale: str, held: Floats) -> Floats:
    return np.exp(held) if scale == "log" else held


def _moving(indicators: Mapping[str, Indicator], needed: Iterable[str], cohorts: Sequence[Cohort]) -> tuple[str, ...]:
    """Return the figures that move: a ratio itself where a model has it, else its parts."""
    modelled = {process.key for cohort in cohorts for process in cohort.dynamics.processes}
    found: dict[str, None] = {}
    for key in needed:
        indicator = indicators.get(key)
        if indicator is None or indicator.kind in {"yes_no", "date", "text"} or indicator.table == "clusters":
            continue
        if indicator.numerator is None or key in modelled:
            found[key] = None
            if key in modelled and indicator.denominator is not None:
                found[indicator.denominator] = None
        else:
            found.update({part: None for part in (indicator.numerator, indicator.denominator) if part})
    return tuple(key for key in found if key != "incidents")
