"""Blocks: the units of work of a run, in a fixed order, each computed alone and added up in that order.

A block is a tile: some clusters, some replications, all years. What comes out of it are totals, whole
numbers, so that their sum is the same whatever the order, the engine and the number of workers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen

from clusterkit.plugin_faults import told_with_place
from clusterkit.runs.environment import Environment, environment, warning_of
from clusterkit.simulation.cohort import Tables
from clusterkit.simulation.harness import TileKey, tiles
from clusterkit.simulation.streams import Streams
from clusterkit.simulation.tile import run_tile
from clusterkit.simulation.totals import Counts, Summary, Totals, totals_of
from clusterkit.simulation.workspace import Workspace
from clusterkit.study.simulate import Study


@frozen(eq=False)
class Block:
    """What one block counts, by policy, and the environment that it was computed in."""

    totals: Mapping[str, Totals]
    environment: Environment


@frozen
class Failure:
    """A block that could not be computed, and why, in one line."""

    block: int
    reason: str


def keys_of(study: Study) -> tuple[TileKey, ...]:
    """Return the blocks' clusters and replications, in the order of the run."""
    return tuple(tiles(study.plan, study.portfolio, study.replications))


class Workshop:
    """Computes the blocks of one study, one after another, in buffers that the next one uses again."""

    def __init__(self, study: Study) -> None:
        self._study, self._keys = study, keys_of(study)
        self._streams, self._workspace = Streams(study.plan.seed), Workspace()
        self._clusters: Any = None
        self._tables: Tables | None = None

    def attempt(self, block: int) -> Block | Failure:
        """Compute a block; what goes wrong in it, in a plugin's code say, is its failure and no other's."""
        try:
            return self.compute(block)
        except Exception as error:  # noqa: BLE001 - whatever a plugin raises, the other blocks stand
            return Failure(block, told_with_place(error))

    def compute(self, block: int) -> Block:
        """Return what one block counts."""
        plan, key = self._study.plan, self._keys[block]
        results = run_tile(
            plan, self._tables_of(key), key.blocks, key.replications, streams=self._streams, workspace=self._workspace
        )
        return Block({one.policy: totals_of(one) for one in results}, environment())

    def _tables_of(self, key: TileKey) -> Tables:
        """Return the tables of a block's clusters: the blocks of the same clusters follow one another."""
        if self._tables is None or self._clusters is not key.clusters:
            policies = [policy.key for policy in self._study.plan.policies]
            self._clusters, self._tables = key.clusters, Tables.of(self._study.portfolio, key.clusters, policies)
        return self._tables


class _Running:
    """The counts of one policy over all replications of a run, as far as they are added up."""

    def __init__(self, like: Totals, replications: int) -> None:
        self.counts = np.zeros((*like.counts.shape[:-1], replications), np.int32)
        self.retained = np.zeros((*like.retained.shape[:-1], replications), np.int32)
        self.losses: dict[str, Counts] = {}
        self.started: dict[int, int] = {}

    def add(self, part: Totals, key: TileKey) -> None:
        """Add a block's counts at the place of its replications."""
        # How many started is the same in every block of the same clusters.
        self.started[int(key.clusters[0])] = part.started
        self.counts[..., key.span] += part.counts
        self.retained[..., key.span] += part.retained
        for kind, losses in part.losses.items():
            if kind not in self.losses:
                self.losses[kind] = np.zeros(self.retained.shape[1:], np.int32)
            self.losses[kind][..., key.span] += losses

    def totals(self, policy: str, failed: Sequence[int]) -> Totals:
        """Return the counts of all replications but those that failed."""
        losses = dict(sorted(self.losses.items()))
        whole = Totals(policy, sum(self.started.values()), self.counts, self.retained, losses)
        return whole.without(failed) if failed else whole


class Sum:
    """Adds blocks up into the totals of a run; they may come in any order."""

    def __init__(self, study: Study) -> None:
        self._study, self._keys = study, keys_of(study)
        self._running: dict[str, _Running] = {}
        self._environments: dict[str, Environment] = {}

    def add(self, block: int, counted: Block) -> None:
        """Add one block's counts."""
        self._environments[repr(sorted(counted.environment.items()))] = counted.environment
        for policy, part in counted.totals.items():
            if policy not in self._running:
                self._running[policy] = _Running(part, self._study.replications)
            self._running[policy].add(part, self._keys[block])

    def summary(self, failures: Sequence[Failure]) -> Summary:
        """Return the result: of the replications that no block failed in, which the manifest names."""
        study = self._study
        failed = sorted({one for failure in failures for one in self._replications_of(failure.block)})
        done = study.replications - len(failed)
        policies = {policy.key: policy for policy in study.plan.policies}
        totals = {key: self._running[key].totals(key, failed) for key in policies if done and key in self._running}
        environments = [self._environments[key] for key in sorted(self._environments)]
        warning = warning_of(environments) if environments else None
        manifest = study.manifest() | {
            "replications_done": done,
            "replications_failed": failed,
            "failures": grouped(failures),
            "environments": environments,
            "warnings": [] if warning is None else [warning.as_dict()],
        }
        names = tuple(scenario.name for scenario in study.scenarios)
        return Summary(names, study.plan.years, done, policies, totals, manifest)

    def _replications_of(self, block: int) -> range:
        span = self._keys[block].span
        return range(span.start, span.stop)


def grouped(failures: Iterable[Failure]) -> list[dict[str, Any]]:
    """Return each reason with the blocks that failed for it, in the order of the blocks."""
    reasons: dict[str, list[int]] = {}
    for failure in sorted(failures, key=lambda one: one.block):
        reasons.setdefault(failure.reason, []).append(failure.block)
    return [{"reason": reason, "blocks": blocks} for reason, blocks in reasons.items()]
