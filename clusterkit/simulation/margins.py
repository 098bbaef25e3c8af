"""Margins: who holds the title on the last day, and by how much the others fell short when they lost it.

An outcome holds days and causes, no figures. Here figures and bounds are noted at the losses themselves
while a run goes on, and kept for the titles whose fate is not the same in every scenario.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import astuple, field, frozen
from numpy.typing import NDArray

from clusterkit.law.decision import Decision
from clusterkit.law.figure import Floats
from clusterkit.law.finding import Finding
from clusterkit.law.sitting import Sitting
from clusterkit.law.title import LOST
from clusterkit.law.truth import NOT_MET
from clusterkit.portfolio.model import Portfolio
from clusterkit.simulation.bench import Record, Ruling
from clusterkit.simulation.docket import Docket, Flags, Index, Stroke, unpacked
from clusterkit.simulation.harness import TileKey
from clusterkit.simulation.outcome import Outcome
from clusterkit.simulation.tile import Plan, World, YearClosed

Codes = NDArray[np.int8]


@frozen(eq=False)
class Shortfalls:
    """Criteria that titles failed at the losses that stand on the last day, one entry for each, all (n,).

    `scenario`, `cluster` and `replication` say whose title, `criterion` which (its place among the
    policy's decisive ones). `margin` is in the criterion's own unit, positive on the met side; NaN
    where no number decides.
    """

    scenario: Index
    cluster: Index
    replication: Index
    criterion: Index
    margin: Floats


@frozen(eq=False)
class Margins:
    """One policy's titles on the last day of a run.

    `lost_to` is the cause (its place among the outcome's `causes`) of the loss that stands, 0 for a
    title that is held, shape (scenario, cluster, replication), clusters as in the outcome; it tells of
    clusters that once held the title. `shortfalls` are those of the titles whose fate differs between
    scenarios.
    """

    lost_to: Codes
    shortfalls: Shortfalls

    @property
    def held(self) -> Flags:
        """Who of those certified at the start holds the title, shape (scenario, cluster, replication)."""
        return np.asarray(self.lost_to == 0)


class Ledger:
    """What is noted of a run: `observe` gives each tile's notes to the harness, `margins` joins them."""

    def __init__(self, plan: Plan, portfolio: Portfolio) -> None:
        self._last_year, self._portfolio = plan.last_year, portfolio
        self._pages: list[_Page] = []

    def observe(self, key: TileKey) -> tuple[Record, YearClosed]:
        """Return what notes a tile's losses, and closes them at the end of its last year."""
        page = _Page(self._last_year, self._portfolio.cluster_id[key.clusters], key.span)
        self._pages.append(page)
        return page.record, page.close

    def margins(self, outcome: Outcome) -> Mapping[str, Margins]:
        """Return what was noted of the run that gave an outcome, policy by policy."""
        found = {}
        for key, one in outcome.policies.items():
            place = {name: row for row, name in enumerate(one.cluster_ids)}
            lost_to, parts = np.zeros(one.lost_on.shape, np.int8), []
            for page in self._pages:
                if key not in page.closed:
                    continue
                own, rows = page.closed[key], np.array([place.get(name, -1) for name in page.names], np.intp)
                lost_to[:, rows[rows >= 0], page.span] = own.lost_to[:, rows >= 0]
                parts.append((own.shortfalls, rows, page.span.start))
            found[key] = Margins(lost_to, _joined(parts))
        return found


@frozen(eq=False)
class _Page:
    """The notes of one tile. A title that is lost, granted again and lost once more has entries of both days."""

    last_year: int
    names: NDArray[np.object_]
    span: slice
    closed: dict[str, Margins] = field(factory=dict)
    _entries: dict[str, list[_Entries]] = field(factory=dict)

    def record(self, docket: Docket, decision: Decision | None, stroke: Stroke, ruling: Ruling | None) -> None:
        """Note the criteria that cost some titles, with their margins, before the titles are lost."""
        del decision
        if stroke.effect.kind != "lose" or stroke.failed is None or ruling is None or ruling.finding is None:
            return
        _, clusters, replications = docket.shape
        started = docket.certified_at_start[stroke.index // replications % clusters]
        leaves = {leaf.criterion.id: leaf for leaf in ruling.finding.leaves()}
        for criterion, (name, flags) in enumerate(unpacked(stroke.failed, tuple(docket.position)).items()):
            here = np.flatnonzero(flags & started)
            if not len(here):
                continue
            if name not in leaves and docket.policy.plan is not None:
                leaves[name] = docket.policy.plan.judge(ruling.sitting)
            index, leaf = stroke.index[here], leaves[name]
            figure, bound = decided(leaf, docket.shape, ruling.sitting, index)
            margin = figure - bound if leaf.criterion.operator in {">=", ">"} else bound - figure
            entries = _Entries(index, stroke.day[here], np.full(len(here), criterion), margin)
            self._entries.setdefault(docket.policy.key, []).append(entries)

    def close(self, year: int, world: World) -> None:
        """Keep, at the end of the last year, what stands and is not the same in every scenario."""
        if year != self.last_year:
            return
        for authority in world.authorities:
            docket = authority.docket
            lost = docket.status == LOST
            lost_to = np.where(lost, docket.cause, 0).reshape(docket.shape)
            differs = ((lost_to == 0) != (lost_to[:1] == 0)).any(axis=0)
            kept = [_nothing()]
            for one in self._entries.pop(docket.policy.key, []):
                scenario, cluster, replication = np.unravel_index(one.title, docket.shape)
                at = lost[one.title] & (docket.lost_on[one.title] == one.day) & differs[cluster, replication]
                kept.append(Shortfalls(scenario[at], cluster[at], replication[at], one.criterion[at], one.margin[at]))
            self.closed[docket.policy.key] = Margins(lost_to, _concatenated(kept))


@frozen(eq=False)
class _Entries:
    """Criteria failed at losses: flat index of the title, day, criterion, margin, all (n,)."""

    title: Index
    day: NDArray[np.int64]
    criterion: Index
    margin: Floats


def decided(finding: Finding, shape: tuple[int, int, int], sitting: Sitting, index: Index) -> tuple[Floats, Floats]:
    """Return figure and bound of a criterion for some titles, NaN where no number decides.

    `index` are flat indices of a docket of that shape; both results are (len(index),), in the criterion's unit.
    """
    scenario, cluster, replication = np.unravel_index(index, shape)
    at = scenario, np.searchsorted(np.arange(shape[1])[sitting.rows], cluster), replication
    nothing = np.full(len(index), np.nan)
    figure = nothing
    if finding.figure is not None:
        low, high = (np.broadcast_to(end, sitting.who.shape)[at] for end in (finding.figure.low, finding.figure.high))
        # Of an interval, what falls short even at its best decides.
        best = high if finding.criterion.operator in {">=", ">"} else low
        short = (np.broadcast_to(finding.truth, sitting.who.shape)[at] == NOT_MET) & np.isfinite(best)
        decides = (low == high) | short
        figure = np.where(decides, finding.figure.measure.plain(best), np.nan)
    bound = nothing if finding.bound is None else np.broadcast_to(finding.bound, sitting.who.shape)[at]
    return figure, np.asarray(bound)


def _nothing() -> Shortfalls:
    none = np.empty(0, np.intp)
    return Shortfalls(none, none, none, none, np.empty(0))


def _concatenated(parts: list[Shortfalls]) -> Shortfalls:
    columns = zip(*(astuple(one, recurse=False) for one in parts), strict=True)
    return Shortfalls(*(np.concatenate(column) for column in columns))


def _joined(parts: list[tuple[Shortfalls, Index, int]]) -> Shortfalls:
    """Join the shortfalls of tiles, each with its clusters' rows in the outcome and its first replication."""
    moved = [
        Shortfalls(one.scenario, rows[one.cluster], one.replication + first, one.criterion, one.margin)
        for one, rows, first in parts
    ]
    return _concatenated([_nothing(), *moved])
