"""Engines: what computes the blocks of a run, here one after another or in processes of this machine.

An engine takes the numbers of the blocks that are wanted and yields each with what it counts, or with why
it could not be computed, as they are finished. It never changes what a block counts.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Final, Protocol

from attrs import frozen

from clusterkit.errors import InputError
from clusterkit.runs.blocks import Block, Failure, Workshop
from clusterkit.study.recipe import Recipe
from clusterkit.study.simulate import Study

Finished = tuple[int, Block | Failure]

ATTEMPTS: Final = 3
"""How often a block is tried in company before it is tried alone: a killed worker does not name its block."""

ONE_THREAD: Final = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
"""Workers stand side by side: each keeps to one thread."""


class Engine(Protocol):
    """Computes blocks."""

    def compute(self, study: Study, blocks: Sequence[int]) -> Iterator[Finished]:
        """Yield the blocks as they are finished, each once, in any order."""
        ...


@frozen
class Serial:
    """Computes the blocks one after another in this process."""

    def compute(self, study: Study, blocks: Sequence[int]) -> Iterator[Finished]:
        """Yield the blocks in their order."""
        workshop = Workshop(study)
        for block in blocks:
            yield block, attempted(workshop, block)


@frozen
class Processes:
    """Computes the blocks in processes of this machine; those of a worker that is killed are tried again."""

    workers: int

    def compute(self, study: Study, blocks: Sequence[int]) -> Iterator[Finished]:
        """Yield the blocks as they are finished. Raises InputError for a study that no process can prepare."""
        if study.recipe is None:
            raise InputError(
                "--workers: policies or dynamics handed over as objects cannot be sent to another process; "
                "bring them in a plugin, or leave --workers out"
            )
        waiting = list(blocks)
        attempts = dict.fromkeys(blocks, 0)
        while waiting:
            company = [block for block in waiting if attempts[block] < ATTEMPTS]
            if company:
                done, suspects = yield from self._in_company(study.recipe, company)
                for block in suspects:
                    attempts[block] += 1
            else:
                done = {waiting[0]}
                yield waiting[0], self._alone(study.recipe, waiting[0])
            waiting = [block for block in waiting if block not in done]

    def _in_company(
        self, recipe: Recipe, blocks: Sequence[int]
    ) -> Generator[Finished, None, tuple[set[int], list[int]]]:
        """Compute blocks until all are done or a worker is killed; return those done, and those then under way."""
        done: set[int] = set()
        queue, under_way = list(reversed(blocks)), dict[Future[Block | Failure], int]()
        with self._pool(recipe) as pool:
            try:
                while queue or under_way:
                    while queue and len(under_way) < 2 * self.workers:
                        block = queue.pop()
                        under_way[pool.submit(_computed, block)] = block
                    for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                        found = future.result()
                        block = under_way.pop(future)
                        done.add(block)
                        yield block, found
            except BrokenProcessPool:
                return done, [*under_way.values()]
            except GeneratorExit:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return done, []

    def _alone(self, recipe: Recipe, block: int) -> Block | Failure:
        with self._pool(recipe, 1) as pool:
            try:
                return pool.submit(_computed, block).result()
            except BrokenProcessPool:
                return Failure(block, f"its worker was killed {ATTEMPTS + 1} times; there may not be enough memory")

    def _pool(self, recipe: Recipe, workers: int | None = None) -> ProcessPoolExecutor:
        methods = multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        return ProcessPoolExecutor(workers or self.workers, context, _begin, (recipe,))


def attempted(workshop: Workshop, block: int) -> Block | Failure:
    """Compute a block; what goes wrong in it, in a plugin's code say, is its failure and no other's."""
    try:
        return workshop.compute(block)
    except Exception as error:  # noqa: BLE001 - whatever a plugin raises, the other blocks stand
        return Failure(block, f"{type(error).__name__}: {error}")


_workshop: list[Workshop] = []
"""The workshop of a worker, made once when it begins."""


def _begin(recipe: Recipe) -> None:
    os.environ.update(ONE_THREAD)
    _workshop[:] = [Workshop(recipe.prepare())]


def _computed(block: int) -> Block | Failure:
    return attempted(_workshop[0], block)
