"""The trace: a folder of CSV files from which an outsider can replay every path of a run by hand."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
from attrs import evolve

import clusterkit
from clusterkit.errors import InputError
from clusterkit.law.policy import Policy
from clusterkit.law.provisions import Changes
from clusterkit.portfolio.formulas import guarded
from clusterkit.portfolio.model import Portfolio
from clusterkit.portfolio.writing import write_folder
from clusterkit.simulation.bench import Record
from clusterkit.simulation.harness import TileKey
from clusterkit.simulation.paths import Columns, Paths, Row, day_text
from clusterkit.simulation.tile import Plan, YearClosed

PATH: Final = ("scenario", "replication", "cluster_id")
TITLE: Final = ("scenario", "replication", "policy", "cluster_id")
HISTORY: Final = (*TITLE, "date", "event", "cause", "criterion", "citation", "figure", "bound")
STATUS: Final = (*TITLE, "year", "status", "cause", "lost_on")
LAW_FORMAT: Final = 1


class Trace:
    """The paths of a run's first replications, watched and written."""

    def __init__(self, plan: Plan, portfolio: Portfolio, scenarios: Sequence[str], replications: int) -> None:
        self._plan, self._portfolio = plan, portfolio
        self._scenarios, self._replications = [guarded(name) for name in scenarios], replications
        self._columns = Columns(plan)
        self._tiles: list[Paths] = []

    def observe(self, key: TileKey) -> tuple[Record | None, YearClosed | None]:
        """Return what records a tile's strokes and years; nothing where no replication is wanted."""
        count = min(self._replications - key.span.start, key.replications)
        if count < 1:
            return None, None
        paths = Paths(self._plan, self._portfolio, self._columns, key, count)
        self._tiles.append(paths)
        return paths.record, paths.close

    def write(self, folder: Path) -> None:
        """Write the five tables, `titles.csv` where the portfolio has further titles, and the law; whole or not at all.

        Raises InputError if the folder exists and is not empty, or cannot be written.
        """
        columns = (*self._columns.figures, *self._columns.answers.values())
        with _whole(folder) as unfinished:
            _write_clusters(unfinished, self._portfolio)
            _write(unfinished / "trajectories.csv", (*PATH, "year", *columns), self._trajectories())
            _write(unfinished / "events.csv", (*PATH, "date", "kind", "year"), self._events())
            _write(unfinished / "history.csv", HISTORY, self._history())
            _write(unfinished / "status.csv", STATUS, self._statuses())
            law = json.dumps(self._law(unfinished), ensure_ascii=False, indent=1)
            (unfinished / "law.json").write_text(f"{law}\n", encoding="utf-8", newline="\n")

    def _law(self, folder: Path) -> dict[str, Any]:
        """Return the law that the paths ran under, and each table as it was written."""
        plan = self._plan
        return {
            "format": LAW_FORMAT,
            "clusterkit": clusterkit.__version__,
            "start": date(plan.first_year, 1, 1).isoformat(),
            "end": date(plan.last_year, 12, 31).isoformat(),
            "replications": self._replications,
            "scenarios": {
                name: _changed(plan, changes)
                for name, changes in zip(self._scenarios, plan.provisions.scenarios, strict=True)
            },
            "policies": {policy.key: _values(policy) for policy in plan.policies},
            "levels": dict(sorted(plan.level_of.items())),
            "files": {path.name: _written(path) for path in sorted(folder.glob("*.csv"))},
        }

    def _trajectories(self) -> Iterator[Row]:
        homes = sorted(
            (number, name, tile, row)
            for tile, paths in enumerate(self._tiles)
            for number in paths.numbers
            for row, name in enumerate(paths.names)
        )
        for scenario in self._scenarios:
            for number, name, tile, row in homes:
                for year, cells in self._tiles[tile].cells(number, row):
                    yield scenario, number, name, year, *cells

    def _events(self) -> Iterator[Row]:
        everywhere = [event for paths in self._tiles for event in paths.events]
        own = [event for paths in self._tiles for event in paths.not_applied]
        for position, scenario in enumerate(self._scenarios):
            here = [*everywhere, *(event for at, event in own if at == position)]
            for number, name, day, kind, year in sorted(here):
                yield scenario, number, name, day_text(day), kind, year

    def _history(self) -> Iterator[Row]:
        rows = [row for paths in self._tiles for row in paths.history]
        # The sort is stable: on one day the order of happening stays.
        for position, number, policy, name, day, *told in sorted(rows, key=lambda row: row[:5]):
            yield self._scenarios[position], number, policy, name, day_text(day), *told

    def _statuses(self) -> Iterator[Row]:
        for position, *told in sorted(row for paths in self._tiles for row in paths.statuses):
            yield self._scenarios[position], *told


def _changed(plan: Plan, changes: Changes) -> dict[str, list[dict[str, Any]]]:
    """Return a scenario's changes by lever, in the order of their days."""
    found: dict[str, list[dict[str, Any]]] = {}
    for change in sorted(changes, key=lambda one: one.from_day or 0):
        since = None if change.from_day is None else day_text(change.from_day)
        value = plan.provisions.levers[change.lever].jsonable(change.value)
        found.setdefault(change.lever, []).append({"from": since, "value": value})
    return found


def _values(policy: Policy) -> dict[str, Any]:
    """Return what tells a measure's law from another's: its version, scope, criteria and levers as they stand."""
    return {
        "version": policy.version,
        "scope": list(policy.scope),
        "criteria": list(policy.decisive),
        "levers": {lever.key: lever.jsonable(lever.default) for lever in policy.levers},
    }


def _written(path: Path) -> dict[str, Any]:
    """Return a table's number of rows and its digest."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = sum(1 for _ in csv.reader(file)) - 1
    with path.open("rb") as written:
        return {"rows": rows, "sha256": hashlib.file_digest(written, "sha256").hexdigest()}


def _write_clusters(folder: Path, portfolio: Portfolio) -> None:
    """Write clusters and further titles as a portfolio's folder has them; own titles stand in both."""
    clusters = dict(portfolio.clusters)
    for place in np.unique(clusters["jurisdiction"].astype(str)):
        held, own = portfolio.held(place), clusters["jurisdiction"] == place
        for key, days in (("certified_on", held.certified_on), ("expires_on", held.expires_on)):
            clusters[key] = np.where(own, days, clusters[key])
    bare = evolve(portfolio, clusters=clusters, has_row=np.zeros_like(portfolio.has_row), events=())
    written = write_folder(bare, folder / "portfolio")
    for name in ("clusters.csv", "titles.csv"):
        if (written / name).exists():
            with (written / name).open(encoding="utf-8-sig", newline="") as file:
                header, *rows = csv.reader(file)
            _write(folder / name, header, rows)
    shutil.rmtree(written)


def _write(path: Path, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """Give a folder beside the target to write into, and put it in its place once it is complete."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError(f"{target} exists already: name a new or an empty folder for the trace")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise InputError(f"{target} cannot be written: {error.strerror}") from error
    try:
        # A folder made for one user alone would stay so in its place.
        unfinished = temporary / "trace"
        unfinished.mkdir()
        yield unfinished
        if target.exists():
            target.rmdir()
        unfinished.rename(target)
    except OSError as error:
        raise InputError(f"{target} cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
