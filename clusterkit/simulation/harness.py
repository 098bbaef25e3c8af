"""The harness: cuts a run into tiles, runs them one after another, and joins what comes out.

The unit of work is a tile: some clusters of one jurisdiction and some blocks of replications,
all years. Where a decision looks across clusters, the clusters of its policy stay in one tile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from clusterkit.errors import ClusterkitError, RunError
from clusterkit.law.decision import Decision
from clusterkit.law.policy import Policy
from clusterkit.law.provisions import Provisions
from clusterkit.plugin_faults import told_with_place
from clusterkit.portfolio.model import Portfolio
from clusterkit.simulation.bench import Record
from clusterkit.simulation.cohort import Tables
from clusterkit.simulation.critical import CriticalValues
from clusterkit.simulation.outcome import Outcome, joined
from clusterkit.simulation.streams import BLOCK, Streams
from clusterkit.simulation.tile import Plan, YearClosed, run_tile
from clusterkit.simulation.workspace import Workspace

TILE_CLUSTERS = 500
Progress = Callable[[int, int], None]


@frozen(eq=False)
class TileKey:
    """Which clusters (indices into the portfolio, in the tile's order) and which blocks of replications."""

    clusters: NDArray[np.intp]
    blocks: range
    replications: int

    @property
    def span(self) -> slice:
        """The replications of the run that the tile holds."""
        first = self.blocks.start * BLOCK
        return slice(first, first + self.replications)


def tiles(
    plan: Plan, portfolio: Portfolio, replications: int, size: int = TILE_CLUSTERS, first: int = 0
) -> Iterator[TileKey]:
    """Yield the tiles of a run in a fixed order: group of clusters by group, blocks after blocks.

    A small group takes several whole blocks side by side; a last, partial block is a tile of its own.
    Replications before the `first`, a whole number of blocks, are left out.
    """
    whole = replications // BLOCK
    for group in _groups(plan, portfolio, size):
        wide = max(1, size // max(len(group), 1))
        for block in range(first // BLOCK, whole, wide):
            blocks = range(block, min(block + wide, whole))
            yield TileKey(group, blocks, len(blocks) * BLOCK)
        if replications % BLOCK:
            yield TileKey(group, range(whole, whole + 1), replications % BLOCK)


def run(
    plan: Plan,
    portfolio: Portfolio,
    scenarios: Sequence[str],
    replications: int,
    manifest: Mapping[str, Any],
    *,
    size: int = TILE_CLUSTERS,
    progress: Progress | None = None,
    observed: Callable[[TileKey], tuple[Record | None, YearClosed | None]] | None = None,
    last_figures: bool = True,
    critical: CriticalValues | None = None,
    first: int = 0,
) -> Outcome:
    """Run every tile and join the results: of the replications from the `first` on, a whole number of blocks.

    `observed` returns, for a tile, what records its strokes and its years (the trace). Unless
    `last_figures` says no, the figures of the last year are drawn for it too; no decision reads them.
    With `critical`, one bound is taken as met at every review and the fates under its values go there.
    Raises RunError where something breaks down in the middle, in a plugin's code say.
    """
    streams, workspace = Streams(plan.seed), Workspace()
    keys = list(tiles(plan, portfolio, replications, size, first))
    policies = [policy.key for policy in plan.policies]
    blocks = []
    for done, key in enumerate(keys):
        tables = Tables.of(portfolio, key.clusters, policies)
        record, year_closed = (None, None) if observed is None else observed(key)
        probe = None if critical is None else critical.probe()
        with _breaking_down():
            results = run_tile(
                plan, tables, key.blocks, key.replications, streams=streams, workspace=workspace,
                record=record, year_closed=year_closed, trace=observed is not None and last_figures,
                probe=probe,
            )  # fmt: skip
        if critical is not None and probe is not None:
            critical.take(probe, key.span)
        blocks.append((tables.cluster_id, slice(key.span.start - first, key.span.stop - first), results))
        if progress is not None:
            progress(done + 1, len(keys))
    outcomes = joined(
        plan.policies,
        blocks,
        {policy.key: ("", *policy.causes) for policy in plan.policies},
        {policy.key: policy.decisive for policy in plan.policies},
        replications - first,
    )
    return Outcome(tuple(scenarios), plan.years, replications - first, outcomes, manifest)


@contextmanager
def _breaking_down() -> Iterator[None]:
    """Say in one line what breaks a run down."""
    try:
        yield
    except ClusterkitError:
        raise
    except Exception as error:
        raise RunError(f"the run broke down: {told_with_place(error)}") from error


def _groups(plan: Plan, portfolio: Portfolio, size: int) -> Iterator[NDArray[np.intp]]:
    places = portfolio.clusters["jurisdiction"].astype(str)
    in_scope = {place for policy in plan.policies for place in policy.scope}
    whole: list[set[str]] = []
    for policy in plan.policies:
        if looks_across(policy, plan.provisions):
            joint = set(policy.scope)
            for other in [one for one in whole if one & joint]:
                joint |= other
                whole.remove(other)
            whole.append(joint)
    for place in sorted(in_scope & set(places)):
        home = next((one for one in whole if place in one), None)
        if home is None:
            rows = np.flatnonzero(places == place)
            for first in range(0, len(rows), size):
                yield rows[first : first + size]
        elif place == min(home & set(places)):
            yield np.concatenate([np.flatnonzero(places == one) for one in sorted(home)])


def looks_across(policy: Policy, provisions: Provisions) -> bool:
    """Say whether a decision of a policy depends on other clusters, under the levers of this run."""
    return any(_across(decision, provisions) for decision in policy.decisions)


def _across(decision: Decision, provisions: Provisions) -> bool:
    if any(criterion.across for criterion in decision.criteria) or any(one.bar_group for one in decision.effects):
        return True
    days = (1, *provisions.change_days)
    for rule in decision.rules:
        if rule.condition.across:
            quotas = [lever for lever in rule.condition.levers if lever.optional]
            if any(
                value is not None for lever in quotas for day in days for value in provisions.values(lever.key, day)
            ):
                return True
    return False
