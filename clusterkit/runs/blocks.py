"""Blocks: the units of work of a run, in a fixed order, each computed alone and added up in that order.

A block is a tile: some clusters, some replications, all years. What comes out of it are totals, whole
numbers, so that their sum is the same whatever the order, the engine and the number of workers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from attrs import frozen

from clusterkit.law import calendar
from clusterkit.simulation.cohort import Tables
from clusterkit.simulation.harness import TileKey, tiles
from clusterkit.simulation.streams import Streams
from clusterkit.simulation.tile import run_tile
from clusterkit.simulation.totals import Summary, Totals, totals_of
from clusterkit.simulation.workspace import Workspace
from clusterkit.study.simulate import Study

Block = Mapping[str, Totals]
"""What one block counts, by policy."""


@frozen
class Failure:
    """A block that could not be computed, and why, in one line."""

    block: int
    reason: str


class Workshop:
    """Computes the blocks of one study, one after another, in buffers that the next one uses again."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self._streams, self._workspace = Streams(study.plan.seed), Workspace()

    @cached_property
    def keys(self) -> tuple[TileKey, ...]:
        """The blocks' clusters and replications, in the order of the run."""
        return tuple(tiles(self.study.plan, self.study.portfolio, self.study.replications))

    def compute(self, block: int) -> Block:
        """Return what one block counts, by policy."""
        plan, key = self.study.plan, self.keys[block]
        tables = Tables.of(self.study.portfolio, key.clusters, [policy.key for policy in plan.policies])
        results = run_tile(plan, tables, key.blocks, key.replications, streams=self._streams, workspace=self._workspace)
        return {one.policy: totals_of(one) for one in results}


class Sum:
    """Adds blocks up into the totals of a run; they may come in any order."""

    def __init__(self, study: Study, keys: Sequence[TileKey]) -> None:
        self._study, self._keys = study, keys
        self._whole: dict[str, Totals] = {}

    def add(self, block: int, counted: Block) -> None:
        """Add one block's counts at the place of its replications."""
        span = self._keys[block].span
        for key, part in counted.items():
            whole = self._whole.get(key)
            if whole is None:
                whole = self._whole[key] = self._empty(key, part)
            whole.counts[..., span] += part.counts
            whole.retained[..., span] += part.retained
            for kind, losses in part.losses.items():
                if kind not in whole.losses:
                    assert isinstance(whole.losses, dict)
                    whole.losses[kind] = np.zeros(whole.retained.shape[1:], np.int32)
                whole.losses[kind][..., span] += losses

    def summary(self, failures: Iterable[Failure]) -> Summary:
        """Return the result: of the replications that no block failed in, which the manifest names."""
        study = self._study
        failed = sorted({one for failure in failures for one in self.replications_of(failure.block)})
        done = study.replications - len(failed)
        manifest = study.manifest() | {
            "replications_done": done,
            "replications_failed": failed,
            "failures": [{"block": one.block, "reason": one.reason} for one in sorted(failures, key=_place)],
        }
        policies = {policy.key: policy for policy in study.plan.policies}
        started = self._started()
        totals = {
            key: Totals(key, started[key], whole.counts, whole.retained, dict(sorted(whole.losses.items())))
            for key, whole in self._whole.items()
        }
        ordered = {key: totals[key].without(failed) for key in policies if key in totals}
        names = tuple(scenario.name for scenario in study.scenarios)
        return Summary(names, study.plan.years, done, policies, ordered, manifest)

    def replications_of(self, block: int) -> range:
        """Return the replications of one block."""
        span = self._keys[block].span
        return range(span.start, span.stop)

    def _empty(self, key: str, part: Totals) -> Totals:
        replications = self._study.replications
        counts = np.zeros((*part.counts.shape[:-1], replications), np.int32)
        retained = np.zeros((*part.retained.shape[:-1], replications), np.int32)
        return Totals(key, 0, counts, retained, {})

    def _started(self) -> dict[str, int]:
        """Return how many clusters of each policy are certified at the start."""
        portfolio, plan = self._study.portfolio, self._study.plan
        places = portfolio.clusters["jurisdiction"].astype(str)
        opening = calendar.first_day(plan.first_year)
        found = {}
        for policy in plan.policies:
            certified = portfolio.held(policy.key).certified_on
            found[policy.key] = int((np.isin(places, policy.scope) & (certified > 0) & (certified <= opening)).sum())
        return found


def _place(failure: Failure) -> int:
    return failure.block
