"""The run folder: an immutable plan, and one file for every finished block, whose name is all the bookkeeping.

    DIR/plan.json          what is run: settings, digests, versions
    DIR/portfolio/         the tables, as they were read
    DIR/blocks/00017.npz   a finished block; 00017.failed.json one that could not be computed, and why
    DIR/result.json        the result, once every block is there

A file is written beside its place, flushed to the disk and renamed: it is there whole or not at all.
Several processes may work in one folder at a time, also on several machines.
"""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from attrs import frozen

from clusterkit.errors import InputError
from clusterkit.runs.blocks import Block, Failure
from clusterkit.runs.plan import FORMAT, Plan, differing
from clusterkit.simulation.totals import Totals

PLAN, RESULT, BLOCKS, TABLES = "plan.json", "result.json", "blocks", "portfolio"

_DONE = re.compile(r"(\d+)\.npz")
_FAILED = re.compile(r"(\d+)\.failed\.json")
_UNFINISHED = re.compile(r"\..+\.[0-9a-f]{16}")
_MOST_TOLD = 5


@frozen
class RunFolder:
    """One run folder."""

    path: Path

    def open(self, plan: Plan) -> dict[str, Any]:
        """Begin a run here, or continue the same one; return the plan of whoever began it.

        Raises InputError where the folder holds another plan, something else, or cannot be written.
        """
        if self.path.exists() and not self.path.is_dir():
            raise InputError(f"{self.path} is a file; name a new or an empty folder for the run, or a run to continue")
        held = self.plan()
        if held is None:
            if self.path.exists() and any(not one.name.startswith(".") for one in self.path.iterdir()):
                raise InputError(f"{self.path} is not empty and no run: name a new or an empty folder for the run")
            with self._writing():
                self.path.mkdir(parents=True, exist_ok=True)
            self.write(PLAN, json.dumps(plan, ensure_ascii=False, indent=2).encode(), keep=True)
            # Another process may have been first; its plan stands then.
            held = self.plan()
            assert held is not None
        found = [str(one) for one in differing(held, plan)]
        if found:
            more = f"; and {len(found) - _MOST_TOLD} more" if len(found) > _MOST_TOLD else ""
            raise InputError(f"{self.path} holds another run; it differs in {'; '.join(found[:_MOST_TOLD])}{more}")
        with self._writing():
            (self.path / BLOCKS).mkdir(exist_ok=True)
        return held

    def plan(self) -> dict[str, Any] | None:
        """Return the plan of the run; None where there is none. Raises InputError for one that cannot be read."""
        path = self.path / PLAN
        if not path.exists():
            return None
        try:
            held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            version = held["format"]
        except (OSError, ValueError, TypeError, LookupError) as error:
            raise InputError(f"{path} cannot be read as a plan: {error}") from error
        if version != FORMAT:
            raise InputError(f"{path} is of format {version}; this version reads format {FORMAT}")
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
        arrays: dict[str, Any] = {"environment": np.array(json.dumps(dict(counted.environment)))}
        for key, totals in counted.totals.items():
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
        """Return a finished block. Raises InputError where its file was damaged."""
        path = self.path / BLOCKS / f"{block:05d}.npz"
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
                arrays = {name: held[name] for name in held.files}
            environment = json.loads(str(arrays.pop("environment")))
            keys = dict.fromkeys(name.partition("/")[0] for name in arrays)
            return Block({key: _totals(key, arrays) for key in keys}, environment)
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise InputError(f"{path} cannot be read: {error}; delete it and continue the run") from error

    def write(self, name: str, content: bytes, *, keep: bool = False) -> None:
        """Write a file whole or not at all; with `keep`, one that is there already stays as it is.

        Raises InputError where the folder cannot be written.
        """
        target = self.path / name
        beside = target.with_name(f".{target.name}.{os.urandom(8).hex()}")
        with self._writing():
            try:
                with beside.open("wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                if not (keep and _linked(beside, target)):
                    beside.replace(target)
            finally:
                with suppress(OSError):
                    beside.unlink()

    def tidy(self) -> None:
        """Remove what processes that were killed left half written; for when nobody works here any more."""
        for folder in (self.path, self.path / BLOCKS):
            for one in folder.iterdir() if folder.is_dir() else ():
                if _UNFINISHED.fullmatch(one.name):
                    with suppress(OSError):
                        one.unlink()

    def _names(self) -> Iterator[str]:
        folder = self.path / BLOCKS
        if folder.is_dir():
            yield from (one.name for one in folder.iterdir())

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Say in one line why the folder cannot be written; what is finished stays."""
        try:
            yield
        except OSError as error:
            raise InputError(
                f"{self.path} cannot be written: {error.strerror or error}; "
                f"what is finished is kept, and the same command continues it"
            ) from error


def _totals(key: str, arrays: Mapping[str, Any]) -> Totals:
    prefix = f"{key}/losses/"
    losses = {name.removeprefix(prefix): one for name, one in arrays.items() if name.startswith(prefix)}
    return Totals(key, int(arrays[f"{key}/started"]), arrays[f"{key}/counts"], arrays[f"{key}/retained"], losses)


def _linked(beside: Path, target: Path) -> bool:
    """Put a file in its place unless one is there; False where the file system knows no such way."""
    try:
        target.hardlink_to(beside)
    except FileExistsError:
        return True
    except OSError:
        return target.exists()
    return True
