"""Keys across the tables: each cluster, year and title once, and no word that nothing answers to."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any, Final

import numpy as np
from attrs import frozen

from clusterkit.portfolio.columns import CLUSTER_ID, EVENT_KINDS, YEAR, TableName
from clusterkit.portfolio.faults import Remark
from clusterkit.portfolio.model import Event, TitleRow
from clusterkit.portfolio.table import Table

# Recognition by a level of government, whatever places have a plugin.
LEVELS: Final = ("province", "national")

_CLOSE_ENOUGH = 0.5
_MOST_GUESSES = 20  # looking for the nearest of 10,000 ids takes a while


@frozen
class Keys:
    """Who the rows are about; says so where they are about nobody, or about the same one twice."""

    tables: Mapping[TableName, Table]
    jurisdictions: Collection[str] | None
    remarks: list[Remark]

    def clusters(self) -> dict[str, int]:
        """Return the record of each cluster."""
        table = self.tables["clusters"]
        places: dict[str, int] = {}
        for index, cluster in enumerate(table.columns.get(CLUSTER_ID.key, ())):
            if not cluster:
                continue
            first = places.setdefault(cluster, index)
            if first != index:
                rule = f"the cluster stands twice: also in row {table.row(first)}"
                self.remarks.append(table.fault(index, CLUSTER_ID.key, cluster, rule))
        known = self.jurisdictions
        if known is not None:
            self._words(table, "jurisdiction", known, "no plugin is known for this jurisdiction")
            self._recognition(table, [*LEVELS, *known])
        self._dates(table)
        return places

    def observations(self, places: Mapping[str, int]) -> dict[tuple[str, int], int]:
        """Return the record of each cluster and year."""
        table = self.tables["observations"]
        found: dict[tuple[str, int], int] = {}
        years = table.columns.get(YEAR.key, ())
        for index, cluster in self._of_known_clusters(table, places):
            year = years[index] if len(years) else np.nan
            if np.isnan(year):
                continue
            key = (cluster, int(year))
            first = found.setdefault(key, index)
            if first != index:
                rule = f"cluster {cluster} and year {key[1]} stand twice: also in row {table.row(first)}"
                self.remarks.append(table.fault(index, YEAR.key, str(key[1]), rule))
        return found

    def events(self, places: Mapping[str, int]) -> Iterator[tuple[Event, int]]:
        """Return every event with its record."""
        table = self.tables["events"]
        kinds = {title.zh: kind for kind, title in EVENT_KINDS.items()} | {kind: kind for kind in EVENT_KINDS}
        self._words(table, "kind", kinds, "no such kind of event")
        at = _cells(table)
        for index, cluster in self._of_known_clusters(table, places):
            day, kind = at("date", index, 0), at("kind", index, "")
            if day and kind in kinds:
                yield Event(cluster, int(day), kinds[kind], at("note", index, "")), index

    def titles(self, places: Mapping[str, int]) -> Iterator[tuple[TitleRow, int]]:
        """Return every further title with its record."""
        table = self.tables["titles"]
        if self.jurisdictions is not None:
            # A national title counts as recognition, also where no plugin models its law.
            known = {*self.jurisdictions, LEVELS[1]}
            self._words(table, "policy", known, "no plugin is known for this policy")
        self._dates(table)
        at = _cells(table)
        seen: dict[tuple[str, str], int] = {}
        for index, cluster in self._of_known_clusters(table, places):
            policy = at("policy", index, "")
            if not policy:
                continue
            first = seen.setdefault((cluster, policy), index)
            if first != index:
                rule = f"cluster {cluster} and policy {policy} stand twice: also in row {table.row(first)}"
                self.remarks.append(table.fault(index, "policy", policy, rule))
                continue
            dates = [int(at(key, index, 0)) for key in ("certified_on", "expires_on")]
            self._agrees(index, policy, places[cluster])
            yield TitleRow(cluster, policy, dates[0], dates[1], at("batch", index, "")), index

    def _agrees(self, index: int, policy: str, record: int) -> None:
        """Fault a title of the cluster's own jurisdiction whose date is not that of the clusters table."""
        own, other = self.tables["clusters"], self.tables["titles"]
        there, here = _cells(own), _cells(other)
        if there("jurisdiction", record, "") != policy:
            return
        for key in ("certified_on", "expires_on"):
            first, second = int(there(key, record, 0)), int(here(key, index, 0))
            if first and second and first != second:
                rule = f"clusters, row {own.row(record)} has another {key} for the same title: {iso(first)}"
                self.remarks.append(other.fault(index, key, iso(second), rule))

    def _of_known_clusters(self, table: Table, places: Mapping[str, int]) -> Iterator[tuple[int, str]]:
        guesses: dict[str, str] = {}
        for index, cluster in enumerate(table.columns.get(CLUSTER_ID.key, ())):
            if cluster in places:
                yield index, cluster
            elif cluster and CLUSTER_ID.key in self.tables["clusters"].columns:
                if cluster not in guesses:
                    near = _hint(cluster, places) if len(guesses) < _MOST_GUESSES else ""
                    guesses[cluster] = f"clusters has no such cluster{near}"
                self.remarks.append(table.fault(index, CLUSTER_ID.key, cluster, guesses[cluster]))

    def _words(self, table: Table, key: str, known: Collection[str], rule: str) -> None:
        for index, word in enumerate(table.columns.get(key, ())):
            if word and word not in known:
                self.remarks.append(table.fault(index, key, word, rule + _hint(word, known)))

    def _recognition(self, table: Table, known: Collection[str]) -> None:
        for index, words in enumerate(table.columns.get("recognised_by", ())):
            for word in words:
                level, colon, batch = word.partition(":")
                rule = "not known: write province, national, national:BATCH or another jurisdiction's key"
                if level not in known:
                    rule += _hint(level, known)
                elif not colon or (level == LEVELS[1] and batch.strip()):
                    continue
                self.remarks.append(table.fault(index, "recognised_by", word, rule))

    def _dates(self, table: Table) -> None:
        certified, expires = (table.columns.get(key) for key in ("certified_on", "expires_on"))
        if certified is None or expires is None:
            return
        for index in np.flatnonzero((expires != 0) & (expires < certified)):
            rule = f"expires_on lies before certified_on, {iso(certified[index])}"
            self.remarks.append(table.fault(int(index), "expires_on", iso(expires[index]), rule))


def iso(day: float) -> str:
    """Return a day in ISO notation."""
    return date.fromordinal(int(day)).isoformat()


def _cells(table: Table) -> Callable[[str, int, Any], Any]:
    def at(key: str, index: int, none: object) -> Any:
        column = table.columns.get(key)
        return none if column is None else column[index]

    return at


def _hint(word: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=_CLOSE_ENOUGH)
    if near:
        return f"; did you mean {near[0]}?"
    return f"; known are {', '.join(sorted(known))}" if 0 < len(known) <= _MOST_GUESSES else ""
