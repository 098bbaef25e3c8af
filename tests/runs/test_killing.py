"""A run that is killed at any moment and continued ends as one that nobody disturbed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from attrs import field, frozen

from clusterkit.portfolio.writing import write_folder
from clusterkit.runs.folder import RunFolder
from tests.runs import many

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL"),
]
KILLS = 20
BLOCKS = 120
COMMAND = (
    "-m", "clusterkit.cli.main", "--plugins-dir", "plugins", "--only-plugins", "zone", "simulate", "tables",
    "--years", "6", "--replications", str(many.OF_BLOCK * BLOCKS), "--run", "run", "--format", "csv",
)  # fmt: skip


@frozen
class Place:
    """A folder with tables and a plugin, in which the same command means the same."""

    folder: Path
    finished: dict[str, tuple[int, bytes]] = field(factory=dict)

    @classmethod
    def made(cls, folder: Path) -> Place:
        many.plugin_folder(folder / "plugins")
        write_folder(many.many(), folder / "tables")
        return cls(folder)

    @property
    def blocks(self) -> dict[str, Path]:
        found = self.folder.glob("run/blocks/*.npz")
        return {path.name: path for path in found if not path.name.startswith(".")}

    def start(self, *more: str) -> subprocess.Popen[bytes]:
        """Start the command, in a session of its own."""
        return subprocess.Popen(
            [sys.executable, *COMMAND, *more], cwd=self.folder, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def look(self) -> None:
        """Ask that every finished block can be read, and that none was written a second time."""
        for name, path in self.blocks.items():
            told = (path.stat().st_mtime_ns, path.read_bytes())
            if name not in self.finished:
                RunFolder(self.folder / "run").block(int(path.stem))
            assert self.finished.setdefault(name, told) == told

    def contents(self) -> dict[str, bytes]:
        run = self.folder / "run"
        return {str(path.relative_to(run)): path.read_bytes() for path in sorted(run.rglob("*")) if path.is_file()}


def wait_for(place: Place, process: subprocess.Popen[bytes], more: int) -> None:
    """Wait until a process has finished some more blocks."""
    before, until = len(place.blocks), time.monotonic() + 60
    while len(place.blocks) < before + more and process.poll() is None:
        assert time.monotonic() < until, "no block came in a minute"
        time.sleep(0.005)


def killed(place: Place, process: subprocess.Popen[bytes], *, all_of_it: bool) -> None:
    """Kill a process, with its workers or without them; these must then end by themselves."""
    assert process.poll() is None, "the run was finished before it could be killed"
    if all_of_it:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()
    until = time.monotonic() + 60
    while True:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        assert time.monotonic() < until, "a worker outlives its run"
        time.sleep(0.02)


def test_killed_at_twenty_random_moments_and_continued_it_ends_the_same(tmp_path: Path) -> None:
    chance = random.Random(20)  # noqa: S311 - the moments of a test
    undisturbed, disturbed = (Place.made(tmp_path / name) for name in ("undisturbed", "disturbed"))
    whole, _ = undisturbed.start().communicate()
    for kill in range(KILLS):
        begun = (disturbed.folder / "run" / "plan.json").exists()
        process = disturbed.start(*(("--workers", "2") if begun and kill % 2 else ()))
        if kill % 4 == 0:
            # From its first breath on: while it reads, plans, or writes its tables.
            time.sleep(chance.uniform(0.0, 1.5))
        else:
            wait_for(disturbed, process, chance.randint(1, 3))
            time.sleep(chance.uniform(0.0, 0.08))
        killed(disturbed, process, all_of_it=kill % 4 != 1)
        disturbed.look()
    assert 0 < len(disturbed.finished) < BLOCKS
    last = disturbed.start()
    continued, told = last.communicate()
    assert (last.returncode, continued) == (0, whole)
    assert told.decode() == f"note: {len(disturbed.finished)} of {BLOCKS} blocks are finished already\n"
    disturbed.look()
    assert disturbed.contents() == undisturbed.contents()


def test_three_shards_with_one_killed_and_continued_end_the_same(tmp_path: Path) -> None:
    undisturbed, disturbed = (Place.made(tmp_path / name) for name in ("undisturbed", "disturbed"))
    whole, _ = undisturbed.start().communicate()
    shards = [disturbed.start("--shard", f"{number}/3") for number in (1, 2, 3)]
    wait_for(disturbed, shards[1], 6)
    killed(disturbed, shards[1], all_of_it=True)
    for shard in (shards[0], shards[2]):
        shard.communicate()
        assert shard.returncode == 0
    disturbed.look()
    assert len(disturbed.finished) < BLOCKS
    again = disturbed.start("--shard", "2/3")
    again.communicate()
    assert again.returncode == 0
    disturbed.look()
    collected = subprocess.run(
        [sys.executable, *COMMAND[:6], "collect", "run", "--format", "csv"],
        cwd=disturbed.folder, capture_output=True, check=True,
    )  # fmt: skip
    assert collected.stdout == whole
    mine, theirs = disturbed.contents(), undisturbed.contents()
    # Only the command that began it tells them apart.
    assert {name for name in theirs if mine[name] != theirs[name]} == {"plan.json", "result.json"}
    assert set(mine) == set(theirs)
