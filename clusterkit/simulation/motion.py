"""Figures in motion: from the portfolio's latest year on, year by year, into the history.

Figures live on their indicator's scale, shape (cluster, replication). The years before a
cluster's latest row are the portfolio's own. Clusters are drawn and moved a strip at a time, all
years of it, so that what was drawn is still in cache when it is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.law.figure import Figure, Measure
from clusterkit.law.indicator import Indicator, to_scale
from clusterkit.portfolio.record import history_of
from clusterkit.simulation.cohort import Cohort, Tables
from clusterkit.simulation.dynamics import Input, Missing, Process, Walk
from clusterkit.simulation.processes import Hold, move, stay
from clusterkit.simulation.streams import BLOCK, States, Streams
from clusterkit.simulation.workspace import Workspace

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SHOCK_ORIGIN = 1990
"""The year from which shared shocks are counted, whatever year a run starts in."""

_STRIP = 540_000
"""Draws of a strip: about four megabytes."""


@frozen(eq=False)
class _Track:
    """One figure of one cohort: its process and place in the draws, where it starts, and who is unknown."""

    process: Process | None
    slot: int
    start: Floats
    unknown: Flags
    drawn: bool


class Motion:
    """The figures of one tile, filed in `history` for every year up to the last.

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
    ) -> None:
        self.history = history_of(portfolio, indicators, needed)
        self._indicators = indicators
        self._cohorts = cohorts
        self._streams = streams
        self._workspace = workspace
        self._blocks = blocks
        self._replications = replications
        self._missing = missing
        self._count = len(portfolio.cluster_id)
        moving = _moving(indicators, needed, cohorts)
        first = min((cohort.base for cohort in cohorts), default=last_year) + 1
        self._years = range(first, last_year + 1)
        tracks = [{key: self._track(cohort, key) for key in moving} for cohort in cohorts]
        for cohort, own in zip(cohorts, tracks, strict=True):
            for key, track in own.items():
                self._fill_latest(cohort, key, track)
        # One buffer for all: large enough for the system to hand it over in large pages.
        whole = workspace.array("figures", (len(moving), len(self._years), self._count, replications))
        figures = dict(zip(moving, whole, strict=True))
        for cohort, own in zip(cohorts, tracks, strict=True):
            self._move(cohort, own, figures)
        for key in moving:
            self._file(key, figures[key], [own[key] for own in tracks])

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
        drawn = bool(unknown.any()) and self._missing == "assume" and key in cohort.dynamics.blanks
        if drawn:
            level = self._blanks(cohort, key, level, unknown)
            unknown = np.zeros(len(cohort), np.bool_)
        return _Track(process, slot, level, unknown, drawn)

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

    def _fill_latest(self, cohort: Cohort, key: str, track: _Track) -> None:
        """File the drawn levels beside the portfolio's own in the clusters' latest year."""
        if not track.drawn:
            return
        for year in np.unique(cohort.latest):
            here = np.flatnonzero(cohort.latest == year)
            on_file = self.history.figure(key, int(year))
            shape = (1, self._count, self._replications)
            low, high = (
                np.broadcast_to(on_file.low, shape).copy(),
                np.broadcast_to(on_file.high, shape).copy(),
            )
            low[0, cohort.rows.start + here] = high[0, cohort.rows.start + here] = track.start[here]
            known = bool((low == high).all())
            self.history.put(key, int(year), Figure(low, low if known else high, on_file.measure))

    def _move(self, cohort: Cohort, tracks: Mapping[str, _Track], figures: Mapping[str, Floats]) -> None:
        """Draw a cohort's normals strip by strip and move its figures through all years."""
        years = len(self._years) - (cohort.base + 1 - self._years.start)
        if years <= 0:
            return
        first = len(self._years) - years
        shared = self._shocks(cohort)
        states = [self._streams.states(cohort.dynamics.key, "figures", cohort.ids, block) for block in self._blocks]
        each = len(self._blocks) * years * len(cohort.dynamics.processes) * BLOCK
        step = max(1, _STRIP // max(each, 1))
        for start in range(0, len(cohort), step):
            strip = slice(start, min(start + step, len(cohort)))
            drawn = self._drawn(cohort, states, strip, years)
            rows = slice(cohort.rows.start + strip.start, cohort.rows.start + strip.stop)
            for key, track in tracks.items():
                out, start_at = figures[key][first:, rows], track.start[strip]
                hold = self._hold(cohort, strip, key, track)
                if track.process is None:
                    stay(start_at, out, hold)
                    continue
                z = drawn[:, :, :, track.slot].transpose(2, 0, 1, 3)[..., : self._width]
                move(track.process, z, start_at, _drift(track.process, cohort, strip, shared), out, hold)

    @property
    def _width(self) -> int:
        """How many replications of a block are used."""
        return self._replications // len(self._blocks)

    def _drawn(self, cohort: Cohort, states: Sequence[States], strip: slice, years: int) -> Floats:
        """Return a strip's normals, shape (cluster, block, year, process, BLOCK), from the year after the base on."""
        count = strip.stop - strip.start
        shape = (count, len(self._blocks), years, len(cohort.dynamics.processes), BLOCK)
        drawn: Floats = self._workspace.array("normals", shape)
        latest = cohort.latest[strip]
        for year in np.unique(latest):
            rows = np.flatnonzero(latest == year)
            skipped = int(year) - cohort.base
            for place in range(len(self._blocks)):
                targets = [drawn[row, place, skipped:] for row in rows]
                self._streams.normals(states[place][strip][rows], targets)
            if skipped:
                drawn[rows, :, :skipped] = 0.0
        return drawn

    def _hold(self, cohort: Cohort, strip: slice, key: str, track: _Track) -> Hold | None:
        """Where clusters' own rows reach beyond the base, they stand; their motion starts after them."""
        latest = cohort.latest[strip]
        if int(latest.max()) == cohort.base:
            return None
        inside = slice(cohort.rows.start + strip.start, cohort.rows.start + strip.stop)

        def hold(place: int, new: Floats, shock: Floats | None) -> None:
            year = cohort.base + 1 + place
            rows = np.flatnonzero(latest >= year)
            if not len(rows):
                return
            figure = self.history.figure(key, year, inside)
            low = np.broadcast_to(figure.low, (1, *new.shape))[0, rows]
            high = np.broadcast_to(figure.high, (1, *new.shape))[0, rows]
            new[rows] = np.where(low != high, 0.0, low)
            latest_now = latest[rows] == year
            new[rows[latest_now]] = np.broadcast_to(track.start[strip], new.shape)[rows[latest_now]]
            if shock is not None:
                shock[rows] = 0.0

        return hold

    def _file(self, key: str, figures: Floats, tracks: Sequence[_Track]) -> None:
        """File a figure's years; what the portfolio says stands, and what it leaves blank stays unknown."""
        measure = Measure(self._indicators[key].scale)
        for year, level in zip(self._years, figures, strict=True):
            whole = level[np.newaxis]
            on_file = [cohort for cohort in self._cohorts if cohort.last >= year]
            unknown = any(track.unknown.any() for track in tracks)
            if not on_file and not unknown:
                self.history.put(key, year, Figure(whole, whole, measure))
                continue
            low, high = whole.copy(), whole.copy()
            for cohort, track in zip(self._cohorts, tracks, strict=True):
                span = np.arange(len(cohort)) + cohort.rows.start
                moving = cohort.latest < year
                blank = span[moving & track.unknown]
                low[:, blank], high[:, blank] = -np.inf, np.inf
                kept = span[~moving]
                if len(kept):
                    stated = self.history.figure(key, year, kept)
                    low[:, kept], high[:, kept] = stated.low, stated.high
            known = bool((low == high).all())
            self.history.put(key, year, Figure(low, low if known else high, measure))

    def _shocks(self, cohort: Cohort) -> Floats:
        """Return the place's and the industries' shocks from the year after the base on.

        Shape (year, cluster or 1, replication).
        """
        years = max(self._years.stop - SHOCK_ORIGIN, 1)
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
            self._streams.normals(self._streams.states(model, stream, subjects, block), drawn)
            parts.append(drawn)
        return np.concatenate(parts, axis=3)[..., : self._replications]


def _drift(process: Process, cohort: Cohort, strip: slice, shared: Floats) -> Floats:
    """Return what a walk adds each year beside its own shock, shape (year or 1, cluster or 1, replication or 1)."""
    if not isinstance(process, Walk):
        return np.zeros((1, 1, 1))
    named = process.mean
    mean = np.array([[named.value]]) if isinstance(named, Input) else cohort.columns[named][strip, np.newaxis]
    if not process.shared:
        return np.asarray(mean[np.newaxis])
    return np.asarray(mean + (shared[:, strip] if shared.shape[1] > 1 else shared))


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
