"""The run folder: an immutable plan, and one file for every finished block, whose name is all the bookkeeping.

    DIR/plan.json          what is run: settings, hashes, versions
    DIR/portfolio/         the tables, as they were read
    DIR/blocks/00017.npz   a finished block; 00017.failed.json one that could not be computed, and why
    DIR/result.json        the result, once every block is there

A file is written beside its place, flushed to the disk and renamed: it is there whole or not at all.
"""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import numpy as np
from attrs import frozen

from clusterkit.errors import InputError
from clusterkit.runs.blocks import Block, Failure
from clusterkit.simulation.totals import Totals

PLAN, RESULT, BLOCKS, TABLES = "plan.json", "result.json", "blocks", "portfolio"
FORMAT: Final = 1
ENVIRONMENT, COMMAND = "environment", "command"
"""Parts of a plan that may differ when a run is continued: another machine is told, and nothing is refused."""

_DONE = re.compile(r"(\d+)\.npz")
_FAILED = re.compile(r"(\d+)\.failed\.json")


@frozen
class RunFolder:
    """One run folder."""

    path: Path

    def open(self, plan: Mapping[str, Any]) -> list[str]:
        """Begin a run here, or continue the same one; return what the environment then differs in.

        Raises InputError where the folder holds another plan, something else, or cannot be written.
        """
        if self.path.exists() and not self.path.is_dir():
            raise InputError(f"{self.path} is a file; name a new or an empty folder for the run, or a run to continue")
        held = self.plan()
        if held is None:
            if self.path.exists() and any(one for one in self.path.iterdir() if not one.name.startswith(".")):
                raise InputError(f"{self.path} is not empty and no run: name a new or an empty folder for the run")
            with _told(self.path):
                (self.path / BLOCKS).mkdir(parents=True, exist_ok=True)
            self.write(PLAN, json.dumps(plan, ensure_ascii=False, indent=2).encode())
            return []
        differing = _differences(held, dict(plan))
        if differing:
            raise InputError(f"{self.path} holds another run; it differs in {'; '.join(differing)}")
        return _differences(held[ENVIRONMENT], plan[ENVIRONMENT], within=ENVIRONMENT)

    def plan(self) -> dict[str, Any] | None:
        """Return the plan of the run; None where there is none. Raises InputError for one that cannot be read."""
        path = self.path / PLAN
        if not path.exists():
            return None
        try:
            held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(f"{path} cannot be read as a plan: {error}") from error
        if held.get("format") != FORMAT:
            raise InputError(f"{path} is of format {held.get('format')}; this version reads format {FORMAT}")
        return held

    def done(self) -> set[int]:
        """Return the blocks that are finished."""
        return {int(found[1]) for name in self._names() if (found := _DONE.fullmatch(name))}

    def failures(self) -> list[Failure]:
        """Return the blocks that could not be computed, unless they were since."""
        done, found = self.done(), []
        for name in sorted(self._names()):
            failed = _FAILED.fullmatch(name)
            if failed and int(failed[1]) not in done:
                told = json.loads((self.path / BLOCKS / name).read_text(encoding="utf-8"))
                found.append(Failure(int(failed[1]), str(told["reason"])))
        return found

    def keep(self, block: int, counted: Block) -> None:
        """Write a finished block."""
        arrays: dict[str, Any] = {}
        for key, totals in counted.items():
            arrays[f"{key}/started"] = np.array(totals.started)
            arrays[f"{key}/counts"], arrays[f"{key}/retained"] = totals.counts, totals.retained
            arrays |= {f"{key}/losses/{kind}": one for kind, one in totals.losses.items()}
        held = io.BytesIO()
        np.savez(held, **arrays)
        self.write(f"{BLOCKS}/{block:05d}.npz", held.getvalue())
        with suppress(FileNotFoundError):
            (self.path / BLOCKS / f"{block:05d}.failed.json").unlink()

    def keep_failure(self, failure: Failure) -> None:
        """Write down that a block could not be computed."""
        told = json.dumps({"reason": failure.reason}, ensure_ascii=False).encode()
        self.write(f"{BLOCKS}/{failure.block:05d}.failed.json", told)

    def block(self, block: int) -> Block:
        """Return a finished block. Raises InputError where its file is torn."""
        path = self.path / BLOCKS / f"{block:05d}.npz"
        try:
            with np.load(path, allow_pickle=False) as held:
                arrays = {name: held[name] for name in held.files}
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise InputError(f"{path} cannot be read: {error}; delete it and continue the run") from error
        found: dict[str, Totals] = {}
        for key in dict.fromkeys(name.split("/")[0] for name in arrays):
            prefix = f"{key}/losses/"
            losses = {name.removeprefix(prefix): one for name, one in arrays.items() if name.startswith(prefix)}
            counts, retained = arrays[f"{key}/counts"], arrays[f"{key}/retained"]
            found[key] = Totals(key, int(arrays[f"{key}/started"]), counts, retained, losses)
        return found

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole or not at all. Raises InputError where the folder cannot be written."""
        target = self.path / name
        beside = target.with_name(f".{target.name}.{os.getpid()}")
        with _told(self.path):
            try:
                with beside.open("wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                beside.replace(target)
            except OSError:
                with suppress(OSError):
                    beside.unlink()
                raise

    def _names(self) -> Iterator[str]:
        folder = self.path / BLOCKS
        if folder.is_dir():
            yield from (one.name for one in folder.iterdir())


class _told:  # noqa: N801 - reads as a word where it is used
    """Says in one line why a folder cannot be written; what is finished stays."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        """Begin to write."""

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Tell of a folder that cannot be written."""
        if isinstance(error, OSError):
            told = error.strerror or str(error)
            raise InputError(
                f"{self._path} cannot be written: {told}; what is finished is kept, and the same command continues it"
            ) from error


def _differences(held: Any, plan: Any, within: str = "") -> list[str]:
    """Name what differs between two plans, the environment aside."""
    found = []
    for key in sorted({*held, *plan}):
        if key in {ENVIRONMENT, COMMAND} and not within:
            continue
        before, now = held.get(key), plan.get(key)
        if before == now:
            continue
        name = f"{within}.{key}" if within and within != ENVIRONMENT else key
        if isinstance(before, dict) and isinstance(now, dict):
            found += _differences(before, now, within=name)
        else:
            found.append(f"{name}: {_short(before)} there, {_short(now)} now")
    return found


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


_LONG = 60
