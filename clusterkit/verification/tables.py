"""The tables of a trace folder: CSV files read row by row, every fault told with its file and line."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Final

from attrs import frozen

RUN: Final = ("scenario", "replication")
COLUMNS: Final = {
    "clusters.csv": ("cluster_id", "jurisdiction"),
    "titles.csv": ("cluster_id", "policy", "certified_on", "expires_on", "batch"),
    "trajectories.csv": (*RUN, "cluster_id", "year"),
    "events.csv": (*RUN, "cluster_id", "date", "kind", "year"),
    "history.csv": (
        *RUN, "policy", "cluster_id", "date", "event", "cause", "criterion", "citation", "figure", "bound",
    ),
    "status.csv": (*RUN, "policy", "cluster_id", "year", "status", "cause", "lost_on"),
}  # fmt: skip
"""The columns that each file has; clusters and trajectories have further ones."""
OPEN: Final = frozenset({"clusters.csv", "trajectories.csv"})
OPTIONAL: Final = frozenset({"titles.csv"})


class CellFault(ValueError):  # noqa: N818 - a fault of the folder, told with all others at once
    """A cell is not what its column asks for."""


@frozen
class Table:
    """One file: its columns by position."""

    path: Path
    columns: Mapping[str, int]

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name


class Faults:
    """What is wrong with a folder, gathered so that all of it is told at once."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    @contextmanager
    def at(self, name: str, line: int) -> Iterator[None]:
        """Take down a fault of a cell with its place."""
        try:
            yield
        except CellFault as fault:
            self.lines.append(f"{name}, line {line}: {fault}")


def open_table(folder: Path, name: str, faults: Faults) -> Table:
    """Return a file with its columns; where it is missing, torn or has others, that is a fault."""
    path, nothing = folder / name, Table(folder / name, {})
    if not path.is_file():
        if name not in OPTIONAL:
            faults.lines.append(f"{name} is missing")
        return nothing
    header = next((row for _, row in _records(path, faults)), [])
    for column in header:
        if header.count(column) > 1 or (name not in OPEN and column not in COLUMNS[name]):
            faults.lines.append(f"{name} has a column {column!r} that does not belong there")
            return nothing
    missing = [column for column in COLUMNS[name] if column not in header]
    if missing:
        faults.lines.append(f"{name} has no column {', '.join(missing)}")
        return nothing
    return Table(path, {column: place for place, column in enumerate(header)})


def rows_of(table: Table, faults: Faults) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield a file's rows of text with their line numbers; a torn row is a fault and is left out."""
    records = _records(table.path, faults) if table.columns else iter(())
    next(records, None)
    for line, row in records:
        if len(row) == len(table.columns):
            yield line, row
        else:
            faults.lines.append(f"{table.name}, line {line}: the row does not have as many cells as the header")


def _records(path: Path, faults: Faults) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield a file's rows, the header first; where it cannot be read on, that is a fault."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            for row in reader:
                yield reader.line_num, row
    except (csv.Error, UnicodeDecodeError, OSError) as error:
        faults.lines.append(f"{path.name} cannot be read: {error}")


def day(text: str) -> date | None:
    """Read a date, None where the cell is blank."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CellFault(f"{text!r} is no date") from None


def needed_day(text: str) -> date:
    """Read a date in a cell that must hold one."""
    found = day(text)
    if found is None:
        raise CellFault("a date is missing")
    return found


def number(text: str) -> float | None:
    """Read a number, None where the cell is blank."""
    try:
        found = float(text) if text else None
    except ValueError:
        raise CellFault(f"{text!r} is no number") from None
    if found is not None and not isfinite(found):
        raise CellFault(f"{text!r} is no finite number")
    return found


def whole(text: str) -> int:
    """Read a whole number such as a year."""
    if not text.isascii() or not text.isdigit():
        raise CellFault(f"{text!r} is no whole number")
    return int(text)


def one_of(text: str, known: Sequence[str]) -> str:
    """Read a word that must be one of some."""
    if text not in known:
        raise CellFault(f"{text!r} is not one of {', '.join(known)}")
    return text


Cells = Callable[[str], str]


def cells_of(table: Table, row: Sequence[str]) -> Cells:
    """Return what gives a row's cell by column; a column that the file does not have is blank."""
    return lambda column: row[table.columns[column]] if column in table.columns else ""
