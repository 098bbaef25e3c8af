"""A run: its blocks computed by an engine, kept in a folder where there is one, and added up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from attrs import evolve, frozen

from clusterkit.errors import InputError
from clusterkit.law.text import Text
from clusterkit.portfolio.writing import write_folder
from clusterkit.runs.blocks import Block, Failure, Sum, keys_of
from clusterkit.runs.engine import Engine, Serial
from clusterkit.runs.folder import RESULT, TABLES, RunFolder
from clusterkit.runs.plan import COMMAND, plan_of, recipe_of
from clusterkit.runs.result import machine_readable, written
from clusterkit.simulation.harness import Progress
from clusterkit.simulation.totals import Summary
from clusterkit.study.simulate import Study

Tell = Callable[[Text], None]
Seen = Callable[[int, Block | Failure], None]


@frozen
class Shard:
    """One of several equal parts of a run's blocks, counted from 1."""

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read `3/40`. Raises InputError."""
        number, slash, of = text.partition("/")
        if not (slash and number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
            raise InputError(f"--shard {text}: write the number of this shard and of all, such as 3/40")
        return cls(int(number), int(of))

    def takes(self, block: int) -> bool:
        """Say whether a block is this shard's."""
        return block % self.of == self.number - 1


def compute(
    study: Study,
    folder: str | Path | None = None,
    *,
    engine: Engine | None = None,
    progress: Progress | None = None,
    tell: Tell | None = None,
) -> Summary:
    """Compute a study block by block and return its result.

    With a folder, finished blocks are kept there, those that are there already are not computed again,
    and the result is written beside them. A block that fails leaves out its replications, which the manifest names.
    Raises InputError where the folder holds another run or cannot be written.

    >>> compute(prepare(replications=20_000), "big", engine=Processes(4))  # doctest: +SKIP
    """
    if folder is None:
        total, failures = Sum(study), list[Failure]()

        def add(block: int, found: Block | Failure) -> None:
            if isinstance(found, Failure):
                failures.append(found)
            else:
                total.add(block, found)

        every = range(len(keys_of(study)))
        compute_blocks(study, every, engine=engine, seen=add, progress=progress)
        return total.summary(failures)
    home = RunFolder(Path(folder))
    _compute_into(study, home, None, engine, progress, tell)
    return collect(study, home)


def compute_shard(
    study: Study,
    folder: str | Path,
    shard: Shard,
    *,
    engine: Engine | None = None,
    progress: Progress | None = None,
    tell: Tell | None = None,
) -> tuple[Failure, ...]:
    """Compute one part of a run's blocks into its folder, and return those that failed. Raises as `compute` does."""
    return _compute_into(study, RunFolder(Path(folder)), shard, engine, progress, tell)


def collect(study: Study, home: RunFolder) -> Summary:
    """Add up the blocks of a folder in their order, and write the result beside them.

    Raises InputError where some were not even tried yet.
    """
    plan = home.plan()
    assert plan is not None
    study = evolve(study, command=plan[COMMAND])
    failures, done, count = home.failures(), home.done(), len(keys_of(study))
    missing = count - len(done) - len(failures)
    if missing:
        raise InputError(
            f"{home.path}: {missing} of {count} blocks are not computed yet; "
            "run the command that began it again, or the shards that are missing"
        )
    total = Sum(study)
    for block in sorted(done):
        total.add(block, home.block(block))
    found = total.summary(failures)
    home.write(RESULT, written(machine_readable(found, study)))
    home.tidy()
    return found


def compute_blocks(
    study: Study,
    blocks: Sequence[int],
    *,
    seen: Seen,
    engine: Engine | None = None,
    progress: Progress | None = None,
    already: int = 0,
) -> None:
    """Compute some blocks; `seen` takes each as it is finished. `already` of them were finished before."""
    whole = already + len(blocks)
    if not blocks:
        return
    with (engine or Serial()).crew(study) as crew:
        if progress is not None:
            # The clock of the time left starts here.
            progress(already, whole)
        for count, (block, found) in enumerate(crew.compute(blocks), start=already + 1):
            seen(block, found)
            if progress is not None:
                progress(count, whole)


def _compute_into(
    study: Study, home: RunFolder, shard: Shard | None, engine: Engine | None, progress: Progress | None,
    tell: Tell | None,
) -> tuple[Failure, ...]:  # fmt: skip
    """Compute the blocks of a shard, or all, that a folder lacks."""
    home.open(plan_of(study))
    if not (home.path / TABLES).exists():
        _write_tables(study, home)
    done, count = home.done(), len(keys_of(study))
    if done and tell is not None:
        tell(Text(f"{count} 个块中已有 {len(done)} 个算完", f"{len(done)} of {count} blocks are finished already"))
    mine = [block for block in range(count) if shard is None or shard.takes(block)]
    missing = [block for block in mine if block not in done]
    failures: list[Failure] = []

    def keep(block: int, found: Block | Failure) -> None:
        if isinstance(found, Failure):
            home.keep_failure(found)
            failures.append(found)
        else:
            home.keep(block, found)

    compute_blocks(
        study, missing, seen=keep, engine=engine, progress=progress, already=len(mine) - len(missing)
    )  # fmt: skip
    return tuple(failures)


def _write_tables(study: Study, home: RunFolder) -> None:
    try:
        write_folder(recipe_of(study).portfolio, home.path / TABLES)
    except InputError:
        # Another shard may have been first.
        if not (home.path / TABLES).exists():
            raise
