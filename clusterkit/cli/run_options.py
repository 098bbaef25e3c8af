"""The options by which a run is kept in a folder, continued, and spread over workers."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import fields, frozen

from clusterkit.cli.options import note
from clusterkit.errors import InputError

if TYPE_CHECKING:
    from clusterkit.law.text import Language, Text
    from clusterkit.runs.engine import Engine
    from clusterkit.runs.run import Shard

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
        return any(getattr(self, one.name) is not None for one in fields(RunOptions))

    def checked_engine(self) -> Engine:
        """Return what computes the blocks. Raises InputError for options that do not go together."""
        from clusterkit.runs.engine import Serial

        if self.scheduler is not None and self.engine != "dask":
            raise InputError("--scheduler goes with --engine dask")
        if self.engine == "dask":
            from clusterkit.runs.dask_engine import Dask

            if self.scheduler is not None and self.workers is not None:
                raise InputError("--workers: the scheduler has workers of its own; leave --workers out")
            return Dask(self.scheduler, checked_workers(self.workers))
        if self.engine == "serial" and self.workers is not None:
            raise InputError("--engine serial computes in this process; leave --workers out")
        if self.engine == "processes" or self.workers is not None:
            return engine_of(1 if self.workers is None else self.workers)
        return Serial()

    def checked_shard(self) -> Shard | None:
        """Return which part of the blocks is asked for. Raises InputError."""
        from clusterkit.runs.run import Shard

        if self.shard is None:
            return None
        if self.folder is None:
            raise InputError("--shard needs --run DIR, a folder that all shards share")
        return Shard.parse(self.shard)


def run_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a run; it receives them as `durable`, a `RunOptions`."""

    @functools.wraps(command)
    def gathered(*args: Any, **options: Any) -> Any:
        own = {one.name: options.pop(one.name) for one in fields(RunOptions)}
        return command(*args, durable=RunOptions(**own), **options)

    wrapped: Callable[..., Any] = gathered
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


def engine_of(workers: int | None) -> Engine:
    """Return the engine of so many processes, or this process alone. Raises InputError."""
    from clusterkit.runs.engine import Serial
    from clusterkit.runs.processes import Processes

    checked = checked_workers(workers)
    return Serial() if checked is None else Processes(checked)


def checked_workers(workers: int | None) -> int | None:
    """Return how many workers are asked for. Raises InputError for none at all."""
    if workers is not None and workers < 1:
        raise InputError(f"--workers {workers}: at least one worker is needed")
    return workers


def telling(lang: Language) -> Callable[[Text], None]:
    """Return what tells notes on standard error."""
    mark = "说明:" if lang == "zh" else "note: "
    return lambda text: note(f"{mark}{text.in_(lang)}")


def tell_kept(folder: Path, lang: Language) -> None:
    """Tell a user who stopped a run what is kept of it."""
    from clusterkit.runs.folder import RunFolder

    kept = len(RunFolder(folder).done())
    note(
        f"{folder}:已算完的 {kept} 个块已保留;再次执行同一命令即可继续" if lang == "zh"
        else f"{folder}: {kept} finished block{'' if kept == 1 else 's'} kept; the same command continues the run"
    )  # fmt: skip
