"""What the law makes of a title beside what the trace says of it: every difference with its day and clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import frozen

from clusterkit.verification.folder import Run, TitleKey
from clusterkit.verification.path import Path
from clusterkit.verification.story import Entry, Standing, Stop

Cells = Mapping[str, str | float | None]


@frozen
class Difference:
    """One day on which law and trace do not tell the same.

    `table` is the file concerned; `law` and `trace` are the rows on which they differ, by column, empty
    where there is none. `clause` is the one that the law's row rests on, else the trace's. `policy` is
    empty for a row of trajectories.csv.
    """

    scenario: str
    replication: int
    policy: str
    cluster_id: str
    day: date
    table: str
    law: tuple[Cells, ...]
    trace: tuple[Cells, ...]
    clause: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it as the machine-readable outputs carry it."""
        return {
            "scenario": self.scenario,
            "replication": self.replication,
            "policy": self.policy,
            "cluster_id": self.cluster_id,
            "date": self.day.isoformat(),
            "table": self.table,
            "law": [dict(one) for one in self.law],
            "trace": [dict(one) for one in self.trace],
            "clause": self.clause,
        }


def differences(
    title: TitleKey, path: Path, history: Sequence[Entry], status: Mapping[int, Standing]
) -> list[Difference]:
    """Return every day on which a path and the trace differ, in order, up to where the path could be replayed."""
    found = [*_of_history(title, path.entries, history), *_of_status(title, path, status)]
    stop = path.stopped
    return sorted((one for one in found if stop is None or one.day < stop.day), key=lambda one: one.day)


def unaccounted(title: TitleKey, history: Sequence[Entry], status: Mapping[int, Standing]) -> list[Difference]:
    """Return what the trace tells of a title that no measure of the run can grant to its cluster."""
    found = [*_of_history(title, [], history)]
    found += [_status(title, year, None, standing) for year, standing in status.items()]
    return sorted(found, key=lambda one: one.day)


def gaps(run: Run, cluster: str, years: Mapping[int, object], wanted: Sequence[int]) -> list[Difference]:
    """Return the years of a cluster for which trajectories.csv has no row: such a path cannot be replayed."""
    return [
        Difference(
            *run, "", cluster, date(year, 12, 31), "trajectories.csv", law=({"year": str(year)},), trace=()
        )
        for year in wanted
        if year not in years
    ]  # fmt: skip


def _of_history(title: TitleKey, law: Sequence[Entry], trace: Sequence[Entry]) -> Iterator[Difference]:
    (run, policy, cluster) = title
    for day in sorted({entry.day for entry in (*law, *trace)}):
        ours, theirs = ([entry for entry in entries if entry.day == day] for entries in (law, trace))
        if len(ours) == len(theirs) and all(one.tells(other) for one, other in zip(ours, theirs, strict=True)):
            continue
        # Rows in another order than they happened in are all shown.
        only_ours, only_theirs = (_beyond(ours, theirs), _beyond(theirs, ours))
        if not only_ours and not only_theirs:
            only_ours, only_theirs = ours, theirs
        clause = next((entry.citation for entry in (*only_ours, *only_theirs) if entry.citation), "")
        yield Difference(*run, policy, cluster, day, "history.csv", _cells(only_ours), _cells(only_theirs), clause)


def _cells(rows: Sequence[Entry | Standing]) -> tuple[Cells, ...]:
    return tuple(row.as_dict() for row in rows)


def _beyond(entries: Sequence[Entry], others: Sequence[Entry]) -> list[Entry]:
    """Return the entries that stand more often than among the others."""
    left, beyond = list(others), []
    for entry in entries:
        match = next((other for other in left if entry.tells(other)), None)
        if match is None:
            beyond.append(entry)
        else:
            left.remove(match)
    return beyond


def _of_status(title: TitleKey, path: Path, trace: Mapping[int, Standing]) -> Iterator[Difference]:
    for year in sorted({*path.status, *trace}):
        ours, theirs = path.status.get(year), trace.get(year)
        if ours != theirs:
            yield _status(title, year, ours, theirs)


def _status(title: TitleKey, year: int, law: Standing | None, trace: Standing | None) -> Difference:
    (run, policy, cluster) = title
    ours, theirs = ([] if one is None else [one] for one in (law, trace))
    return Difference(*run, policy, cluster, date(year, 12, 31), "status.csv", _cells(ours), _cells(theirs))


@frozen
class Unreplayed:
    """A title that could not be replayed from a day on."""

    scenario: str
    replication: int
    policy: str
    cluster_id: str
    stop: Stop

    def as_dict(self) -> dict[str, Any]:
        """Return it as the machine-readable outputs carry it."""
        return {
            "scenario": self.scenario,
            "replication": self.replication,
            "policy": self.policy,
            "cluster_id": self.cluster_id,
            "from": self.stop.day.isoformat(),
            "why": self.stop.why.as_dict(),
        }
