"""The tables of a trace folder: CSV files read row by row, every fault told with its file and line."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
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


@frozen(eq=False)
class Table:
    """One file: its columns by position, and its rows of text with their line numbers."""

    name: str
    columns: dict[str, int]
    rows: Sequence[tuple[int, Sequence[str]]]


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


def read_table(folder: Path, name: str, faults: Faults) -> Table:
    """Read a file; what is missing, torn or not in its columns is a fault."""
    path, nothing = folder / name, Table(name, {}, [])
    if not path.is_file():
        if name not in OPTIONAL:
            faults.lines.append(f"{name} is missing")
        return nothing
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            rows = [(reader.line_num, row) for row in reader]
    except (csv.Error, UnicodeDecodeError, OSError) as error:
        faults.lines.append(f"{name} cannot be read: {error}")
        return nothing
    for column in header:
        if header.count(column) > 1 or (name not in OPEN and column not in COLUMNS[name]):
            faults.lines.append(f"{name} has a column {column!r} that does not belong there")
            return nothing
    missing = [column for column in COLUMNS[name] if column not in header]
    if missing:
        faults.lines.append(f"{name} has no column {', '.join(missing)}")
        return nothing
    torn = [line for line, row in rows if len(row) != len(header)]
    faults.lines += [f"{name}, line {line}: the row does not have as many cells as the header" for line in torn]
    return Table(name, {column: place for place, column in enumerate(header)}, [] if torn else rows)


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
