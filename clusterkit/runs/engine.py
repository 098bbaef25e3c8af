"""Engines: what computes the blocks of a run, here one after another in this process.

An engine brings a crew together for one study. The crew takes the numbers of the blocks that are wanted
and yields each with what it counts, or with why it could not be computed, as they are finished. Neither
ever changes what a block counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Final, Protocol

from attrs import frozen

from clusterkit.errors import ClusterkitError, InputError
from clusterkit.runs.blocks import Block, Failure, Workshop
from clusterkit.runs.plan import Plan, differing, plan_of, recipe_of
from clusterkit.study.recipe import Recipe
from clusterkit.study.simulate import Study

Finished = tuple[int, Block | Failure]

ATTEMPTS: Final = 3
"""How often a block is tried whose worker is killed, before it is given up and named."""
ONE_THREAD: Final = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
"""Workers stand side by side: each keeps to one thread. Read when numpy is imported, so set before a worker starts."""


class Crew(Protocol):
    """Computes blocks of one study."""

    def compute(self, blocks: Sequence[int]) -> Iterator[Finished]:
        """Yield the blocks as they are finished, each once, in any order."""
        ...


class Engine(Protocol):
    """Brings a crew together, and sends it home."""

    def crew(self, study: Study) -> AbstractContextManager[Crew]:
        """Have a crew ready to compute. Raises InputError where it cannot be had."""
        ...


@frozen
class Serial:
    """Computes the blocks one after another in this process."""

    @contextmanager
    def crew(self, study: Study) -> Iterator[Crew]:
        """Have this process ready."""
        yield _Alone(Workshop(study))


@frozen
class _Alone:
    workshop: Workshop

    def compute(self, blocks: Sequence[int]) -> Iterator[Finished]:
        """Yield the blocks in their order."""
        for block in blocks:
            yield block, self.workshop.attempt(block)


@frozen(eq=False)
class Assignment:
    """What a worker is given: how to prepare the study, and the plan that it must come to.

    The portfolio, the settings and the selection of plugins are sent, never the law: a worker needs the
    same plugins installed.
    """

    recipe: Recipe
    plan: Plan

    @classmethod
    def of(cls, study: Study) -> Assignment:
        """Return the assignment of a study. Raises InputError for one that is not made of plain values."""
        return cls(recipe_of(study), plan_of(study))

    def prepared(self) -> Study:
        """Prepare the study in a worker. Raises InputError where it is not the same there, or cannot be prepared."""
        try:
            study = self.recipe.prepare()
        except ClusterkitError as error:
            # Some errors are made of more than their message, and do not travel.
            raise InputError(f"a worker cannot prepare the study: {error}") from None
        difference = next(differing(self.plan, plan_of(study)), None)
        if difference is not None:
            raise InputError(f"a worker prepares another study: {difference}; it needs the same versions installed")
        return study
