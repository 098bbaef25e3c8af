"""The engine of several machines: blocks as tasks of dask.distributed (extra `distributed`).

Every worker prepares the study once, from its recipe: the tables, the settings and the selection of
plugins are pickled, never the law itself, so each machine needs the same plugins installed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from clusterkit.errors import InputError
from clusterkit.runs.blocks import Block, Failure, Workshop
from clusterkit.runs.engine import ONE_THREAD, Finished, attempted
from clusterkit.study.recipe import Recipe
from clusterkit.study.simulate import Study

if TYPE_CHECKING:
    from distributed import Client

ENVIRONMENT: Final = {**ONE_THREAD, "MALLOC_TRIM_THRESHOLD_": "-1"}
"""What a worker starts with. The library's own trimming of memory after every task would halve the speed."""
_AHEAD = 4
"""How many blocks for each worker are with the scheduler at a time."""


@frozen
class Dask:
    """Computes the blocks on a dask scheduler, or on a cluster of this machine's own without an address."""

    address: str | None
    workers: int | None

    def compute(self, study: Study, blocks: Sequence[int]) -> Iterator[Finished]:
        """Yield the blocks as they are finished; those of a worker that is killed go to another.

        Raises InputError without the library, without the scheduler, and for a study made of objects.
        """
        if study.recipe is None:
            raise InputError("--engine dask: policies or dynamics handed over as objects cannot be sent to workers")
        with self._client() as client:
            from distributed import as_completed

            count = max(1, len(client.scheduler_info()["workers"]))
            recipe = client.scatter(study.recipe, broadcast=True, hash=False)
            queue = iter(blocks)
            numbers: dict[str, int] = {}
            running = as_completed()

            def submit() -> None:
                for block in queue:
                    future = client.submit(_computed, recipe, block, key=f"block-{block:05d}", pure=False)
                    numbers[future.key] = block
                    running.add(future)
                    return

            for _ in range(count * _AHEAD):
                submit()
            for future in running:
                yield numbers[future.key], _taken(future, numbers[future.key])
                future.release()
                submit()

    def _client(self) -> Client:
        try:
            import dask
            from distributed import Client
        except ImportError:
            raise InputError(
                "--engine dask needs the extra distributed: pip install 'clusterkit-sdk[distributed]'"
            ) from None
        if self.address is None:
            dask.config.set({"distributed.nanny.pre-spawn-environ": ENVIRONMENT})
            return Client(n_workers=self.workers or 2, threads_per_worker=1, dashboard_address=None)
        try:
            return Client(self.address, timeout="10s")
        except OSError as error:
            raise InputError(f"--scheduler {self.address}: no scheduler answers there ({error})") from error


def _taken(future: Any, block: int) -> Block | Failure:
    error = future.exception()
    if error is not None:
        return Failure(block, f"its worker was lost each time it was tried: {type(error).__name__}")
    found: Block | Failure = future.result()
    return found


_workshops: dict[int, Workshop] = {}
"""The workshop of a worker by its recipe; a worker keeps the last one."""


def _computed(recipe: Recipe, block: int) -> Block | Failure:
    if id(recipe) not in _workshops:
        _workshops.clear()
        _workshops[id(recipe)] = Workshop(recipe.prepare())
    return attempted(_workshops[id(recipe)], block)
