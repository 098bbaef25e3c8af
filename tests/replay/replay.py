"""The law's paths beside what the tool wrote: every difference as one readable line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path as Folder

from tests.replay.law import requirements
from tests.replay.levers import PLACES, Dated, Levers
from tests.replay.path import Agenda, Course, Path, Span
from tests.replay.trace import Entry, Run, Standing, Trace, day_of, read_trace

COMPARED = ("admitted", "renewed", "standing_lost", "lost")
WITH_CAUSE = ("standing_lost", "lost")
HISTORY_YEARS = 4  # years before the start that a trace repeats for every path


def disagreements(trace_dir: Folder, changes: Mapping[str, Mapping[str, Dated]], start: date, end: date) -> list[str]:
    """Every difference between a trace folder and the paths that the law gives; empty where all agree.

    `changes` holds each scenario's levers with their dated values, `start` and `end` the run's first and
    last day.

    Raises:
        TraceFault: the folder cannot be read.
        UnsupportedLeverError: a scenario sets a lever that the replay does not follow.
        ValueError: the trace holds a scenario that `changes` does not describe.
    """
    trace = read_trace(trace_dir)
    runs = trace.runs()
    span = Span(start, end)
    traced = {run.scenario for run in runs}
    if traced - changes.keys():
        raise ValueError(f"the trace holds scenarios without changes: {sorted(traced - changes.keys())}")
    levers = {name: Levers(own) for name, own in changes.items()}
    lines = [f"{name}: the trace holds no such scenario" for name in changes if name not in traced]
    lines += _strangers(trace)
    lines += _unplaced(trace)
    agendas = {
        (name, place): Agenda.of(place, own, span)
        for name, own in levers.items()
        for place in {facts["jurisdiction"] for facts in trace.clusters.values()} & set(PLACES)
    }
    for run in runs:
        for key, facts in trace.clusters.items():
            place = facts["jurisdiction"]
            if place in PLACES:
                own, agenda = levers[run.scenario], agendas[run.scenario, place]
                lines += _of_path(trace, run, key, levers=own, agenda=agenda, span=span)
    return lines


def _name(run: Run, policy: str, cluster: str) -> str:
    return f"{run.scenario}, replication {run.replication}, {policy}, {cluster}"


def _strangers(trace: Trace) -> Iterator[str]:
    """Titles and clusters that the replay has no path for."""
    for key, facts in trace.clusters.items():
        if facts["jurisdiction"] not in PLACES:
            yield f"{key}: the replay does not know the policy {facts['jurisdiction']!r}"
    for run, policy, cluster in dict.fromkeys([*trace.status, *trace.history]):
        if cluster not in trace.clusters or trace.clusters[cluster]["jurisdiction"] != policy:
            yield f"{_name(run, policy, cluster)}: a title that no cluster of clusters.csv accounts for"
    for run, cluster in dict.fromkeys([*trace.rows, *trace.events]):
        if cluster not in trace.clusters:
            yield f"{run.scenario}, replication {run.replication}, {cluster}: not in clusters.csv"


def _unplaced(trace: Trace) -> Iterator[str]:
    """Requirements of no known place, and places without any requirement."""
    columns = {place: set(requirements(place, trace.columns).values()) for place in PLACES}
    for column in trace.columns:
        if column.startswith("q_") and not any(column in own for own in columns.values()):
            yield f"trajectories.csv: the column {column} bears no place's name, so its place is not known"
    for place in dict.fromkeys(facts["jurisdiction"] for facts in trace.clusters.values()):
        if place in PLACES and not columns[place]:
            yield f"trajectories.csv: no column holds a qualitative requirement of {place}"


def _of_path(trace: Trace, run: Run, cluster: str, *, levers: Levers, agenda: Agenda, span: Span) -> list[str]:
    """One path walked and compared."""
    facts = trace.clusters[cluster]
    place = facts["jurisdiction"]
    rows = trace.rows.get((run, cluster), {})
    path = Path(
        place,
        facts,
        rows=rows,
        events=trace.events.get((run, cluster), []),
        requirements=requirements(place, trace.columns),
        levers=levers,
        agenda=agenda,
        span=span,
    )
    course = path.walk()
    title = (run, place, cluster)
    needed = range(span.first.year - HISTORY_YEARS, span.last.year + 1)
    absent = [str(year) for year in needed if year not in rows]
    lines = [f"trajectories.csv has no row for {', '.join(absent)}"] if absent else []
    lines += _statuses(trace.status.get(title, {}), course, span)
    written = [entry for entry in trace.history.get(title, []) if entry.day >= span.first]
    lines += _histories(written, course, day_of(facts["certified_on"]), span)
    lines += _criteria(written, course)
    return [f"{_name(run, place, cluster)}: {line}" for line in lines]


def _said(standing: Standing | None) -> str:
    if standing is None:
        return "no row"
    return " ".join(str(part) for part in standing if part) or "a blank status"


def _statuses(written: Mapping[int, Standing], course: Course, span: Span) -> Iterator[str]:
    """Status, cause and day of loss at every year's end."""
    for year in sorted({*span.years(), *written}):
        found, given = written.get(year), course.status.get(year)
        if found != given:
            law = _said(given) if given is not None else "no such year"
            yield f"status at the end of {year}: the trace says {_said(found)}, the law gives {law}"


def _histories(written: Sequence[Entry], course: Course, certified_on: date | None, span: Span) -> Iterator[str]:
    """Admissions, renewals, lost standings and losses with their days and causes, as often as they stand."""
    found = [_comparable(entry) for entry in written]
    given = [_comparable(entry) for entry in course.entries]
    if certified_on == span.first:  # whether the first day's title gets a row of its own is left open
        found = [entry for entry in found if (entry.event, entry.day) != ("admitted", certified_on)]
    found = [entry for entry in found if entry.event in COMPARED]
    for entry in _beyond(found, given):
        yield f"history: the trace has {_told(entry)}, the law does not"
    for entry in _beyond(given, found):
        yield f"history: the law gives {_told(entry)}, the trace does not"


def _comparable(entry: Entry) -> Entry:
    """What of an entry is compared; certification on a stated day is an admission."""
    event = "admitted" if entry.event == "certified" else entry.event
    return Entry(event, entry.day, entry.cause if event in WITH_CAUSE else "", "")


def _told(entry: Entry) -> str:
    return f"{entry.event} on {entry.day}" + (f" for {entry.cause}" if entry.cause else "")


def _beyond(entries: Iterable[Entry], others: Iterable[Entry]) -> list[Entry]:
    """The entries that stand more often than among the others."""
    left = list(others)
    beyond = []
    for entry in entries:
        if entry in left:
            left.remove(entry)
        else:
            beyond.append(entry)
    return beyond


def _criteria(written: Sequence[Entry], course: Course) -> Iterator[str]:
    """The criteria on which each failed review failed, as a set."""
    found: dict[date, set[str]] = {}
    for entry in written:
        if entry.event == "criterion_failed":
            found.setdefault(entry.day, set()).add(entry.criterion)
    for day in sorted({*found, *course.failed}):
        named, given = found.get(day, set()), course.failed.get(day)
        if given is None:
            yield f"criterion_failed on {day}: {_listed(named)}, but the law fails no review on that day"
        elif named not in given:
            ways = " or ".join(dict.fromkeys(_listed(way) for way in given))
            yield f"criterion_failed on {day}: the trace names {_listed(named)}, the law gives {ways}"


def _listed(criteria: Iterable[str]) -> str:
    return ", ".join(sorted(criteria)) or "none"
