"""The files of a trace folder, read as they stand: every cell is text until the law asks for it."""

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

YES = frozenset({"yes", "true", "1", "是"})
NO = frozenset({"no", "false", "0", "否"})

COLUMNS = {
    "clusters": ("cluster_id", "jurisdiction", "certified_on"),
    "trajectories": ("scenario", "replication", "cluster_id", "year"),
    "events": ("scenario", "replication", "cluster_id", "date", "kind", "year"),
    "history": ("scenario", "replication", "policy", "cluster_id", "date", "event", "cause", "criterion"),
    "status": ("scenario", "replication", "policy", "cluster_id", "year", "status", "cause", "lost_on"),
}


class TraceFault(ValueError):  # noqa: N818 - a fault of the folder, not a disagreement about the law
    """A trace folder that cannot be read as the contract says."""


class Run(NamedTuple):
    """One scenario in one replication."""

    scenario: str
    replication: str


class Event(NamedTuple):
    """A dated event, or a report or form with the year it reports on."""

    kind: str
    day: date
    year: int | None


class Entry(NamedTuple):
    """One row of a title's history."""

    event: str
    day: date
    cause: str
    criterion: str


class Standing(NamedTuple):
    """How a title stands at a year's end."""

    status: str
    cause: str
    lost_on: date | None


Rows = Mapping[int, Mapping[str, str]]


@dataclass
class Trace:
    """Everything that a folder holds: clusters, what happened to them, and what the tool made of it."""

    clusters: dict[str, dict[str, str]] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    rows: dict[tuple[Run, str], dict[int, dict[str, str]]] = field(default_factory=dict)
    events: dict[tuple[Run, str], list[Event]] = field(default_factory=dict)
    history: dict[tuple[Run, str, str], list[Entry]] = field(default_factory=dict)
    status: dict[tuple[Run, str, str], dict[int, Standing]] = field(default_factory=dict)

    def runs(self) -> list[Run]:
        """Every scenario with every replication that any file names, in a stable order."""
        named = [key[0] for table in (self.rows, self.events, self.history, self.status) for key in table]
        scenarios = dict.fromkeys(run.scenario for run in named)
        replications = sorted({run.replication for run in named}, key=lambda text: (len(text), text))
        return [Run(scenario, replication) for scenario in scenarios for replication in replications]


def number(text: str) -> Decimal | None:
    """A cell's number, exactly as written; None where the cell is blank."""
    if not text.strip():
        return None
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise TraceFault(f"{text!r} is not a number") from None
    if not value.is_finite():
        raise TraceFault(f"{text!r} is not a finite number")
    return value


def yes_no(text: str) -> bool | None:
    """A cell's yes or no; None where the cell is blank."""
    word = text.strip().lower()
    if word in YES:
        return True
    if word in NO:
        return False
    if word:
        raise TraceFault(f"{text!r} is neither yes nor no")
    return None


def day_of(text: str) -> date | None:
    """A cell's ISO date; None where the cell is blank."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise TraceFault(f"{text!r} is not an ISO date") from None


def needed_day(text: str) -> date:
    """A date in a cell that must hold one."""
    day = day_of(text)
    if day is None:
        raise TraceFault("a date is missing")
    return day


def _table(folder: Path, name: str) -> tuple[tuple[str, ...], list[tuple[int, dict[str, str]]]]:
    """A file's header and its rows with their line numbers; missing cells are blank."""
    path = folder / f"{name}.csv"
    if not path.is_file():
        raise TraceFault(f"{path.name} is missing in {folder}")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restval="", strict=True)
        header = tuple(reader.fieldnames or ())
        missing = [column for column in COLUMNS[name] if column not in header]
        if missing:
            raise TraceFault(f"{path.name} has no column {', '.join(missing)}")
        rows = [(reader.line_num, row) for row in reader]
    for line, row in rows:
        if None in row:
            raise TraceFault(f"{path.name}, line {line}: more cells than columns")
    return header, rows


@contextmanager
def _at(name: str, line: int) -> Iterator[None]:
    """Names the file and line of a fault found while a row is read."""
    try:
        yield
    except (TraceFault, ValueError) as fault:
        raise TraceFault(f"{name}.csv, line {line}: {fault}") from fault


def _path_of(row: Mapping[str, str]) -> tuple[Run, str]:
    return Run(row["scenario"], row["replication"]), row["cluster_id"]


def _title_of(row: Mapping[str, str]) -> tuple[Run, str, str]:
    return Run(row["scenario"], row["replication"]), row["policy"], row["cluster_id"]


def _once(known: bool, what: str) -> None:
    if known:
        raise TraceFault(f"a second row for {what}")


def _read_clusters(trace: Trace, folder: Path) -> None:
    for line, row in _table(folder, "clusters")[1]:
        with _at("clusters", line):
            key = row["cluster_id"]
            _once(key in trace.clusters, key)
            trace.clusters[key] = row


def _read_rows(trace: Trace, folder: Path) -> None:
    trace.columns, rows = _table(folder, "trajectories")
    for line, row in rows:
        with _at("trajectories", line):
            years, year = trace.rows.setdefault(_path_of(row), {}), int(row["year"])
            _once(year in years, f"{row['cluster_id']} in {year}")
            years[year] = row


def _read_events(trace: Trace, folder: Path) -> None:
    for line, row in _table(folder, "events")[1]:
        with _at("events", line):
            kind = row["kind"]
            year = int(row["year"]) if kind in {"report", "form"} else None
            trace.events.setdefault(_path_of(row), []).append(Event(kind, needed_day(row["date"]), year))


def _read_history(trace: Trace, folder: Path) -> None:
    for line, row in _table(folder, "history")[1]:
        with _at("history", line):
            entry = Entry(row["event"], needed_day(row["date"]), row["cause"], row["criterion"])
            trace.history.setdefault(_title_of(row), []).append(entry)


def _read_status(trace: Trace, folder: Path) -> None:
    for line, row in _table(folder, "status")[1]:
        with _at("status", line):
            years, year = trace.status.setdefault(_title_of(row), {}), int(row["year"])
            _once(year in years, f"{row['policy']} {row['cluster_id']} in {year}")
            years[year] = Standing(row["status"], row["cause"], day_of(row["lost_on"]))


def read_trace(folder: Path) -> Trace:
    """Reads the five files of `folder`.

    Raises:
        TraceFault: a file or column is missing, a row stands twice, or a cell cannot be read.
    """
    trace = Trace()
    for read in (_read_clusters, _read_rows, _read_events, _read_history, _read_status):
        read(trace, folder)
    return trace
