"""A run: its blocks computed by an engine, kept in a folder where there is one, and added up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from attrs import frozen

from clusterkit.errors import InputError
from clusterkit.portfolio.writing import write_folder
from clusterkit.runs.blocks import Failure, Sum, Workshop
from clusterkit.runs.engine import Engine, Serial
from clusterkit.runs.folder import TABLES, RunFolder
from clusterkit.runs.plan import plan_of, recipe_of
from clusterkit.simulation.harness import Progress
from clusterkit.simulation.totals import Summary
from clusterkit.study.simulate import Study

Tell = Callable[[str], None]


@frozen
class Shard:
    """One of several equal parts of a run's blocks, counted from 1."""

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read `3/40`. Raises InputError."""
        number, slash, of = text.partition("/")
        if not (slash and number.isdigit() and of.isdigit() and 1 <= int(number) <= int(of)):
            raise InputError(f"--shard {text}: write the number of this shard and of all, such as 3/40")
        return cls(int(number), int(of))

    def takes(self, block: int) -> bool:
        """Say whether a block is this shard's."""
        return block % self.of == self.number - 1


def compute(
    study: Study,
    folder: Path | None = None,
    *,
    engine: Engine | None = None,
    shard: Shard | None = None,
    progress: Progress | None = None,
    tell: Tell = lambda _text: None,
) -> Summary | None:
    """Compute a study block by block and return its result; None for a shard that leaves blocks to others.

    With a folder, finished blocks are kept there, and those that are there already are not computed
    again. Raises InputError where the folder holds another run or cannot be written.
    """
    keys = Workshop(study).keys
    home = None if folder is None else _opened(study, RunFolder(folder), tell)
    done = set() if home is None else home.done()
    total = Sum(study, keys)
    mine = [block for block in range(len(keys)) if shard is None or shard.takes(block)]
    missing = [block for block in mine if block not in done]
    count = len(mine) - len(missing)
    if done:
        tell(f"{len(done)} of {len(keys)} blocks are finished already")
    failures: list[Failure] = []
    for block, found in (engine or Serial()).compute(study, missing) if missing else ():
        if isinstance(found, Failure):
            failures.append(found)
            if home is not None:
                home.keep_failure(found)
        elif home is None:
            total.add(block, found)
        else:
            home.keep(block, found)
        count += 1
        if progress is not None:
            progress(count, len(mine))
    return total.summary(failures) if home is None else collect(study, home)


def collect(study: Study, home: RunFolder) -> Summary | None:
    """Add up the blocks of a folder in their order; None where some were not even tried yet."""
    keys = Workshop(study).keys
    failures, done = home.failures(), home.done()
    if len(done) + len(failures) < len(keys):
        return None
    total = Sum(study, keys)
    for block in sorted(done):
        total.add(block, home.block(block))
    return total.summary(failures)


def _opened(study: Study, home: RunFolder, tell: Tell) -> RunFolder:
    plan = plan_of(study)
    for told in home.open(plan):
        tell(f"the run was begun elsewhere: {told}; last digits may differ")
    if not (home.path / TABLES).exists():
        write_folder(recipe_of(study).portfolio, home.path / TABLES)
    return home
