"""Published outcomes of reviews: how many titles were reviewed in a year and how many were kept.

A file is a CSV table (UTF-8 or GB18030), one published outcome a row; `certified_in` may be blank, for
all titles whose review fell in that year. Columns are named by key or by title.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import asdict, frozen

from clusterkit.errors import InputError, UnknownNameError
from clusterkit.law.text import Text
from clusterkit.portfolio.faults import Fault, Remark
from clusterkit.portfolio.sheets import csv_rows
from clusterkit.portfolio.units import plain

COLUMNS: Final[Mapping[str, Text]] = {
    "policy": Text("办法", "policy"),
    "certified_in": Text("认定年份", "certified in"),
    "reviewed_in": Text("复核年份", "reviewed in"),
    "reviewed": Text("复核个数", "reviewed"),
    "kept": Text("保留个数", "kept"),
    "source": Text("来源", "source"),
}
_OPTIONAL: Final = "certified_in"
_YEARS: Final = range(1990, 2200)
_COUNTS: Final = range(1_000_000)
_PASSED_OVER: Final = ("#", "_", "备注", "note")
_CLOSE_ENOUGH: Final = 0.5
_TITLES: Final = {plain(name): key for key, title in COLUMNS.items() for name in (key, title.zh, title.en)}


@frozen
class PublishedOutcome:
    """`kept` of `reviewed` titles of one measure passed their review in a year; `source` says where it stands."""

    policy: str
    certified_in: int | None
    reviewed_in: int
    reviewed: int
    kept: int
    source: str

    @property
    def cohort(self) -> tuple[str, int | None, int]:
        """Which titles it speaks of: those of a measure, of a year of certification, under review in a year."""
        return self.policy, self.certified_in, self.reviewed_in

    def as_dict(self) -> dict[str, Any]:
        """Return it as the machine-readable outputs carry it."""
        return asdict(self)


def read_outcomes(path: Path, policies: Collection[str]) -> tuple[PublishedOutcome, ...]:
    """Return the published outcomes of a file, of some measures. Raises InputError with every fault at once."""
    if path.is_dir():
        raise InputError(f"{path} is a folder; name the CSV file of the published outcomes")
    remarks: list[Remark] = []
    rows = csv_rows(path, remarks)
    found = [] if rows is None else _outcomes(path.name, rows, policies, remarks)
    faults = [one for one in remarks if isinstance(one, Fault)]
    if faults:
        raise InputError("\n".join([f"{len(faults)} fault(s) in the published outcomes:", *map(str, faults)]))
    return tuple(found)


@frozen
class _Record:
    """One row: its cells by key, under the titles that stand in the file."""

    file: str
    row: int
    titles: Mapping[str, str]
    cells: Mapping[str, str]
    remarks: list[Remark]

    def outcome(self, policies: Collection[str]) -> PublishedOutcome | None:
        """Return the outcome; None, and the faults among the remarks, where a cell is wrong."""
        before = len(self.remarks)
        policy, source = self._words("policy"), self._words("source")
        certified_in, reviewed_in = self._whole(_OPTIONAL, _YEARS), self._whole("reviewed_in", _YEARS)
        reviewed, kept = self._whole("reviewed", _COUNTS), self._whole("kept", _COUNTS)
        if policy and policy not in policies:
            self.fault("policy", str(UnknownNameError("policy of the run", policy, policies)))
        if certified_in is not None and reviewed_in is not None and certified_in >= reviewed_in:
            self.fault(_OPTIONAL, f"a title is reviewed after the year of its certification, not in {reviewed_in}")
        if reviewed == 0:
            self.fault("reviewed", "an outcome speaks of at least one title")
        if reviewed is not None and kept is not None and kept > reviewed:
            self.fault("kept", f"more than the {reviewed} reviewed cannot be kept")
        if len(self.remarks) > before or reviewed_in is None or reviewed is None or kept is None:
            return None
        return PublishedOutcome(policy, certified_in, reviewed_in, reviewed, kept, source)

    def fault(self, key: str, rule: str) -> None:
        """Add what is wrong with a cell."""
        self.remarks.append(Fault(self.file, None, self.row, self.titles[key], self.cells[key] or None, rule))

    def _words(self, key: str) -> str:
        if not self.cells[key]:
            self.fault(key, f"{key} is missing")
        return self.cells[key]

    def _whole(self, key: str, possible: range) -> int | None:
        cell = self.cells[key]
        if not cell:
            if key != _OPTIONAL:
                self.fault(key, f"{key} is missing")
            return None
        if not (cell.isascii() and cell.isdigit() and int(cell) in possible):
            self.fault(key, f"a whole number is needed, from {possible[0]} to {possible[-1]}")
            return None
        return int(cell)


def _outcomes(
    file: str, rows: Sequence[Sequence[str]], policies: Collection[str], remarks: list[Remark]
) -> list[PublishedOutcome]:
    header = rows[0] if rows else ()
    places = _places(file, header, remarks)
    missing = [key for key in COLUMNS if key not in places and key != _OPTIONAL]
    remarks += [Fault(file, None, 1, None, None, f"the column {key} ({COLUMNS[key].zh}) is missing") for key in missing]
    if missing:
        return []
    titles = {key: header[places[key]] if key in places else key for key in COLUMNS}
    found: dict[tuple[str, int | None, int], tuple[int, PublishedOutcome]] = {}
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        cells = {key: row[places[key]].strip() if places.get(key, len(row)) < len(row) else "" for key in COLUMNS}
        record = _Record(file, number, titles, cells, remarks)
        outcome = record.outcome(policies)
        if outcome is None:
            continue
        if outcome.cohort in found:
            record.fault(
                "reviewed_in", f"row {found[outcome.cohort][0]} speaks of the same titles; keep one of the two"
            )
        found.setdefault(outcome.cohort, (number, outcome))
    if not found and not any(isinstance(one, Fault) for one in remarks):
        remarks.append(Fault(file, None, None, None, None, "there is no outcome in it"))
    return [outcome for _, outcome in found.values()]


def _places(file: str, header: Sequence[str], remarks: list[Remark]) -> dict[str, int]:
    """Return where each column stands; titles that mean none, or one a second time, are faults."""
    places: dict[str, int] = {}
    for place, title in enumerate(header):
        word = plain(title)
        key = _TITLES.get(word)
        if key is None:
            if word and not word.startswith(_PASSED_OVER):
                near = difflib.get_close_matches(word, list(_TITLES), n=1, cutoff=_CLOSE_ENOUGH)
                hint = f"did you mean {_TITLES[near[0]]}?" if near else f"known are {', '.join(COLUMNS)}"
                remarks.append(Fault(file, None, 1, title, None, f"there is no such column; {hint}"))
        elif key in places:
            remarks.append(Fault(file, None, 1, title, None, f"the column {key} stands twice"))
        else:
            places[key] = place
    return places
