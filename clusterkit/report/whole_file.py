"""A result file that is there whole or not at all, and that no other program's hold on the name can lose."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

from clusterkit.errors import InputError


def write_whole(path: Path, write: Callable[[Path], None]) -> Path:
    """Let `write` fill a file beside the place, put it there once it is whole, and return where it is.

    That is `path`, or the next free name where another program holds it (an open workbook on Windows).
    Raises InputError where it cannot be written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=path.parent) as folder:
            unfinished = Path(folder) / f"result{path.suffix}"
            write(unfinished)
            return _placed(unfinished, path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}") from error


def free_name(path: Path) -> Path:
    """Return the next name beside a file that nothing has: result-2.xlsx after result.xlsx."""
    return next(
        name for number in count(2) if not (name := path.with_name(f"{path.stem}-{number}{path.suffix}")).exists()
    )


def _placed(unfinished: Path, path: Path) -> Path:
    try:
        return unfinished.replace(path)
    except PermissionError:
        return unfinished.replace(free_name(path))
