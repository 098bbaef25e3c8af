"""The options by which a run is kept in a folder, continued, and spread over workers."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from clusterkit.cli.options import note
from clusterkit.errors import InputError

if TYPE_CHECKING:
    from clusterkit.runs.engine import Engine
    from clusterkit.runs.run import Shard
    from clusterkit.simulation.harness import Progress
    from clusterkit.simulation.totals import Summary
    from clusterkit.study.simulate import Study

SOME_FAILED = 3
"""The exit code of a run that finished while some of its blocks failed."""

_OPTIONS: tuple[Callable[[Callable[..., Any]], Callable[..., Any]], ...] = (
    click.option(
        "--run", "folder", type=click.Path(path_type=Path), metavar="DIR",
        help="Keep the run in a folder, block by block; the same command continues it.",
    ),
    click.option("--workers", type=int, help="Compute in so many processes of this machine."),
    click.option(
        "--engine", type=click.Choice(["serial", "processes", "dask"]),
        help="What computes the blocks; processes with --workers, else serial.",
    ),
    click.option("--scheduler", metavar="ADDRESS", help="With --engine dask: the scheduler, such as tcp://host:8786."),
    click.option(
        "--shard", metavar="I/N",
        help="With --run: compute only the I-th of N parts of the blocks; `clusterkit collect DIR` adds them up.",
    ),
)  # fmt: skip


@frozen
class RunOptions:
    """How a run is kept and computed."""

    folder: Path | None
    workers: int | None
    engine: str | None
    scheduler: str | None
    shard: str | None

    @property
    def asked(self) -> bool:
        """True where anything but a plain run in this process is asked for."""
        return any(one is not None for one in (self.folder, self.workers, self.engine, self.scheduler, self.shard))

    def checked_engine(self) -> Engine:
        """Return what computes the blocks. Raises InputError for options that do not go together."""
        from clusterkit.runs.engine import Processes, Serial

        if self.workers is not None and self.workers < 1:
            raise InputError(f"--workers {self.workers}: at least one worker is needed")
        if self.scheduler is not None and self.engine != "dask":
            raise InputError("--scheduler goes with --engine dask")
        if self.engine == "dask":
            from clusterkit.runs.dask_engine import Dask

            return Dask(self.scheduler, self.workers)
        if self.engine == "serial" and self.workers is not None:
            raise InputError("--engine serial computes in this process; leave --workers out")
        if self.engine == "processes" or self.workers is not None:
            return Processes(self.workers or 1)
        return Serial()

    def checked_shard(self) -> Shard | None:
        """Return which part of the blocks is asked for. Raises InputError."""
        from clusterkit.runs.run import Shard

        if self.shard is None:
            return None
        if self.folder is None:
            raise InputError("--shard needs --run DIR, a folder that all shards share")
        return Shard.parse(self.shard)

    def compute(self, study: Study, progress: Progress) -> Summary | None:
        """Compute a study as asked for; None where a shard leaves blocks to others."""
        from clusterkit.runs.run import compute

        engine, shard = self.checked_engine(), self.checked_shard()
        return compute(study, self.folder, engine=engine, shard=shard, progress=progress, tell=_told)


def run_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a run; it receives them as `durable`, a `RunOptions`."""

    @functools.wraps(command)
    def gathered(*args: Any, **options: Any) -> Any:
        names = ("folder", "workers", "engine", "scheduler", "shard")
        return command(*args, durable=RunOptions(**{name: options.pop(name) for name in names}), **options)

    wrapped: Callable[..., Any] = gathered
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


def tell_failures(summary: Summary) -> None:
    """Tell of replications that failed, and why; what is shown is of the others alone."""
    manifest = summary.manifest
    for failure in manifest["failures"]:
        note(f"error: block {failure['block']} failed: {failure['reason']}")
    if manifest["replications_failed"]:
        lost = len(manifest["replications_failed"])
        note(
            f"error: {lost} of {manifest['replications']} replications failed and are left out; "
            f"the result is of the other {manifest['replications_done']}"
        )


def _told(text: str) -> None:
    note(f"note: {text}")
