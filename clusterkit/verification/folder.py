"""A trace folder: the paths of a run as its files hold them, each fault told with file and line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from attrs import evolve, field, frozen

from clusterkit.errors import InputError
from clusterkit.law.indicator import Indicator
from clusterkit.law.text import Text
from clusterkit.verification.law_file import NAME, LawFile
from clusterkit.verification.record import KIND_OF, LATE_APPLICATION, NO_APPLICATION, WORDS, Cell, Event, TitleOnFile
from clusterkit.verification.story import Entry, Standing
from clusterkit.verification.tables import (
    COLUMNS,
    CellFault,
    Cells,
    Faults,
    Table,
    cells_of,
    day,
    needed_day,
    number,
    one_of,
    open_table,
    rows_of,
    whole,
)

REPORTS: Final = tuple(KIND_OF.values())
KINDS: Final = (
    "incident", "false_declaration", "illegality", "unreported_change", "monitoring_refused",
    NO_APPLICATION, LATE_APPLICATION, *REPORTS,
)  # fmt: skip
"""The kinds of events that a trace may hold."""
STATUSES: Final = ("candidate", "certified", "lost")
ANSWERS: Final = ("q_", "advisory_")
"""How the columns of requirements in words begin."""
MOST_FAULTS: Final = 20


class Run(NamedTuple):
    """One scenario in one replication."""

    scenario: str
    replication: int


ClusterKey = tuple[Run, str]
TitleKey = tuple[Run, str, str]
"""A run, a measure, and a cluster."""


@frozen(eq=False)
class Trace:
    """Everything that a folder holds: what happened to each cluster, and what the engine made of it.

    `altered` says which files are no longer as they were written.
    """

    folder: Path
    law: LawFile
    columns: Mapping[str, int]
    altered: tuple[Text, ...] = ()
    clusters: dict[str, dict[str, str]] = field(factory=dict)
    titles: dict[str, list[TitleOnFile]] = field(factory=dict)
    years: dict[ClusterKey, dict[int, Sequence[Cell]]] = field(factory=dict)
    events: dict[ClusterKey, list[Event]] = field(factory=dict)
    history: dict[TitleKey, list[Entry]] = field(factory=dict)
    status: dict[TitleKey, dict[int, Standing]] = field(factory=dict)

    @classmethod
    def read(cls, folder: Path, indicators: Mapping[str, Indicator]) -> Trace:
        """Read a folder whose figures are columns of some indicators.

        Raises InputError with every fault: no such folder, a missing or torn file, an unknown column, a
        row that stands twice, a cell that cannot be read.
        """
        if not folder.is_dir():
            raise InputError(f"{folder} is no folder; name the one that `clusterkit simulate --trace` wrote")
        law, faults = LawFile.read(folder), Faults()
        tables = {name: open_table(folder, name, faults) for name in COLUMNS}
        paths = tables["trajectories.csv"]
        own = [column for column in paths.columns if column not in COLUMNS[paths.name]]
        faults.lines += [
            f"{paths.name} has a column {column!r} that no measure here knows"
            for column in own
            if column not in indicators and not _asks(column, indicators)
        ]
        columns = {column: place for place, column in enumerate(own)}
        trace, counted = cls(folder, law, columns), dict.fromkeys(COLUMNS, 0)
        for name, take in _TAKERS.items():
            for line, row in rows_of(tables[name], faults):
                counted[name] += 1
                with faults.at(name, line):
                    take(trace, tables[name], row)
        if faults.lines:
            more = len(faults.lines) - MOST_FAULTS
            lines = [*faults.lines[:MOST_FAULTS], *([f"and {more} more"] if more > 0 else [])]
            raise InputError(f"{folder}: {len(faults.lines)} fault(s) in the trace\n" + "\n".join(lines))
        return evolve(trace, altered=tuple(_altered(folder, law, counted)))

    def runs(self) -> Iterator[Run]:
        """Yield every scenario with every replication, in order."""
        for scenario in self.law.scenarios:
            for replication in range(self.law.replications):
                yield Run(scenario, replication)

    def run_of(self, cell: Cells) -> Run:
        """Return the run of a row."""
        scenario, replication = one_of(cell("scenario"), [*self.law.scenarios]), whole(cell("replication"))
        if replication >= self.law.replications:
            raise CellFault(f"replication {replication}: the trace was written with {self.law.replications}")
        return Run(scenario, replication)

    def cluster_of(self, cell: Cells) -> str:
        """Return the cluster of a row."""
        if cell("cluster_id") not in self.clusters:
            raise CellFault(f"clusters.csv has no cluster {cell('cluster_id')!r}")
        return cell("cluster_id")

    def title_of(self, cell: Cells) -> TitleKey:
        """Return whose title a row tells of."""
        return self.run_of(cell), one_of(cell("policy"), [*self.law.policies]), self.cluster_of(cell)

    def year_of(self, cell: Cells) -> int:
        """Return the year of a row, one that the run has reached."""
        year = whole(cell("year"))
        if year > self.law.span.last.year:
            raise CellFault(f"{year} lies after the run's last day, {self.law.span.last}")
        return year


def _asks(column: str, indicators: Mapping[str, Indicator]) -> bool:
    """Say whether a column holds the answers to a requirement in words."""
    return any(column.startswith(prefix) and column.removeprefix(prefix) in indicators for prefix in ANSWERS)


def _altered(folder: Path, law: LawFile, counted: Mapping[str, int]) -> Iterator[Text]:
    """Yield what is not as it was written, one line for each file."""
    for name, now in counted.items():
        path = folder / name
        if not path.is_file():
            continue
        if name not in law.written:
            yield Text(f"{NAME} 未列出 {name}", f"{name} is not among the files that {NAME} names")
            continue
        rows, digest = law.written[name]
        if now != rows:
            yield Text(f"{name} 现有 {now} 行,写出时 {rows} 行", f"{name} has {now} rows and was written with {rows}")
        elif _digest(path) != digest:
            yield Text(f"{name} 的内容已与写出时不同", f"{name} is no longer as it was written")
    gone = [name for name in law.written if not (folder / name).is_file()]
    yield from (Text(f"{name} 缺失", f"{name} is missing") for name in gone)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _once(known: bool, what: str) -> None:
    if known:
        raise CellFault(f"a second row for {what}")


def _take_cluster(trace: Trace, table: Table, row: Sequence[str]) -> None:
    found = {column: row[place] for column, place in table.columns.items()}
    _once(found["cluster_id"] in trace.clusters, found["cluster_id"])
    trace.clusters[found["cluster_id"]] = found


def _take_title(trace: Trace, table: Table, row: Sequence[str]) -> None:
    cell = cells_of(table, row)
    name, policy = trace.cluster_of(cell), cell("policy")
    own = trace.titles.setdefault(name, [])
    _once(any(one.policy == policy for one in own), f"{name} under {policy}")
    own.append(TitleOnFile(policy, day(cell("certified_on")), day(cell("expires_on")), cell("batch")))


def _take_year(trace: Trace, table: Table, row: Sequence[str]) -> None:
    cell = cells_of(table, row)
    key, year = (trace.run_of(cell), trace.cluster_of(cell)), trace.year_of(cell)
    years = trace.years.setdefault(key, {})
    _once(year in years, f"{key[1]} in {year}")
    years[year] = tuple(_cell(column, row[table.columns[column]]) for column in trace.columns)


def _cell(column: str, text: str) -> Cell:
    try:
        return WORDS[one_of(text, [*WORDS])] if column.startswith(ANSWERS) else number(text)
    except CellFault as fault:
        raise CellFault(f"{column}: {fault}") from None


def _take_event(trace: Trace, table: Table, row: Sequence[str]) -> None:
    cell = cells_of(table, row)
    key, kind, when = (
        (trace.run_of(cell), trace.cluster_of(cell)),
        one_of(cell("kind"), KINDS),
        needed_day(cell("date")),
    )
    # A review that is put off may wait beyond the run.
    if when > trace.law.span.last and kind != LATE_APPLICATION:
        raise CellFault(f"{when} lies after the run's last day, {trace.law.span.last}")
    year = whole(cell("year")) if kind in REPORTS else None
    trace.events.setdefault(key, []).append(Event(kind, when, year))


def _take_history(trace: Trace, table: Table, row: Sequence[str]) -> None:
    cell = cells_of(table, row)
    words = (cell("event"), cell("cause"), cell("criterion"), cell("citation"))
    entry = Entry(needed_day(cell("date")), *words, number(cell("figure")), number(cell("bound")))
    trace.history.setdefault(trace.title_of(cell), []).append(entry)


def _take_status(trace: Trace, table: Table, row: Sequence[str]) -> None:
    cell = cells_of(table, row)
    title, year = trace.title_of(cell), trace.year_of(cell)
    years = trace.status.setdefault(title, {})
    _once(year in years, f"{title[2]} under {title[1]} in {year}")
    years[year] = Standing(one_of(cell("status"), STATUSES), cell("cause"), day(cell("lost_on")))


_TAKERS: Final[Mapping[str, Callable[[Trace, Table, Sequence[str]], None]]] = {
    "clusters.csv": _take_cluster,
    "titles.csv": _take_title,
    "trajectories.csv": _take_year,
    "events.csv": _take_event,
    "history.csv": _take_history,
    "status.csv": _take_status,
}
