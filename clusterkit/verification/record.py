"""The record: what the trace holds of one cluster in one run, read cell by cell."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from math import inf
from typing import Final

from attrs import frozen

from clusterkit.errors import InputError
from clusterkit.law.indicator import Indicator
from clusterkit.verification.limits import NotReplayed
from clusterkit.verification.ranges import Range, missing, point
from clusterkit.verification.truth import Truth, any_met
from clusterkit.verification.words import known

KIND_OF: Final = {"report_submitted_on": "report", "form_submitted_on": "form"}
"""The kind of event that shows when what stands in a column was sent."""
NO_APPLICATION: Final = "no_renewal_application"
LATE_APPLICATION: Final = "late_renewal_application"
WORDS: Final = {"yes": Truth.MET, "no": Truth.NOT_MET, "": Truth.UNKNOWN}

Cell = float | Truth | None
"""A figure (None: blank), or the answer to a requirement in words."""


@frozen
class Event:
    """A dated event, or a report or form with the year that it reports on."""

    kind: str
    day: date
    year: int | None = None


@frozen
class TitleOnFile:
    """A title as the tables state it; days and batch may be blank."""

    policy: str
    since: date | None = None
    until: date | None = None
    batch: str = ""


@frozen(eq=False)
class Record:
    """One cluster in one run.

    `facts` is its row of clusters.csv, `titles` are its rows of titles.csv, `years` its rows of
    trajectories.csv with the cells in the order of `columns`. `kept` are the measures whose titles the
    run itself keeps: what the tables state of them is not asked. `levels` is the level of each measure,
    `first_report` the first year on which reports are traced.
    """

    facts: Mapping[str, str]
    titles: Sequence[TitleOnFile]
    kept: Collection[str]
    columns: Mapping[str, int]
    years: Mapping[int, Sequence[Cell]]
    events: Sequence[Event]
    indicators: Mapping[str, Indicator]
    levels: Mapping[str, str]
    first_report: int

    def figure(self, key: str, year: int) -> Range:
        """Return a figure in a year; a ratio from its two columns, unknown over nothing or over a base of 0."""
        indicator = self.indicators.get(key)
        if indicator is None:
            raise NotReplayed(f"指标 {key} 未知", f"no indicator {key} is known")
        known(indicator, key)
        if indicator.table == "clusters":
            found = self._stated(indicator)
        elif indicator.numerator is not None and indicator.denominator is not None:
            top, base = self._number(indicator.numerator, year), self._number(indicator.denominator, year)
            found = None if top is None or not base else indicator.factor * top / base
        else:
            found = self._number(key, year)
        # What is held as a logarithm or as log-odds cannot lie below zero, known or not.
        return missing(-inf if indicator.scale == "plain" else 0.0) if found is None else point(found)

    def blank(self, key: str, year: int) -> bool:
        """Say whether a year has a row on file in which a column's cell is blank.

        The trace has a row for every year; where nothing at all was on file, every cell of it is blank.
        """
        on_file = any(cell not in {None, Truth.UNKNOWN} for cell in self.years[year])
        return on_file and self._number(key, year) is None

    def answer(self, key: str, year: int) -> Truth:
        """Return the answer to a requirement in words in a year."""
        column = next((name for name in (f"q_{key}", f"advisory_{key}") if name in self.columns), f"q_{key}")
        cell = self._cell(column, year)
        return cell if isinstance(cell, Truth) else Truth.UNKNOWN

    def fact(self, key: str) -> Truth:
        """Return a yes-or-no fact of the cluster."""
        word = self.facts.get(key, "")
        if word not in WORDS:
            raise self._fault(key, "neither yes nor no")
        return WORDS[word]

    def day(self, key: str) -> date | None:
        """Return a date of the cluster, None where it is blank."""
        try:
            return date.fromisoformat(self.facts[key]) if self.facts.get(key) else None
        except ValueError:
            raise self._fault(key, "no date") from None

    def group(self, key: str) -> str:
        """Return a text fact of the cluster, or the batch of its title (`PLACE.batch`); empty where it is blank."""
        place, _, name = key.rpartition(".")
        if name == "batch" and place:
            return self.title(place).batch
        return self.facts.get(key, "")

    def title(self, policy: str) -> TitleOnFile:
        """Return what the tables state of the title under a measure."""
        row = next((one for one in self.titles if one.policy == policy), TitleOnFile(policy))
        if self.facts["jurisdiction"] != policy:
            return row
        since, until = row.since or self.day("certified_on"), row.until or self.day("expires_on")
        return TitleOnFile(policy, since, until, row.batch)

    def counted(self, kind: str, first: date, last: date) -> int:
        """Return how many events of a kind fell between two days, both included."""
        return sum(1 for event in self.events if event.kind == kind and first <= event.day <= last)

    def sent(self, columns: Sequence[str], year: int) -> date | None:
        """Return when what is due on a year was sent: the first of its forms that was sent at all decides."""
        if year < self.first_report:
            raise NotReplayed(f"轨迹不含{year}年度的报送", f"the trace holds no reports on {year}")
        for column in columns:
            if column not in KIND_OF:
                raise NotReplayed(f"轨迹不含 {column} 的日期", f"the trace holds no dates of {column}")
            days = [event.day for event in self.events if (event.kind, event.year) == (KIND_OF[column], year)]
            if days:
                return min(days)
        return None

    def recognised(self, wanted: Sequence[str], day: date) -> Truth:
        """Say whether the tables show the cluster recognised by one of some levels or measures on a day."""
        named = [entry.partition(":") for entry in self.facts.get("recognised_by", "").split(";")]
        found = [self.matches(name.strip(), batch.strip(), wanted) for name, _, batch in named if name.strip()]
        found += [
            self.matches(title.policy, title.batch, wanted)
            for title in self._elsewhere()
            if (title.since or date.min) <= day <= (title.until or date.max)
        ]
        return any_met([*found, Truth.NOT_MET])

    def matches(self, policy: str, batch: str, wanted: Sequence[str]) -> Truth:
        """Say whether a title is one of those wanted; unknown where its batch decides and is not stated."""
        found = [Truth.NOT_MET]
        for name, _, asked in (entry.partition(":") for entry in wanted):
            if name in {policy, self.levels.get(policy)}:
                decided = Truth.MET if asked in {"", batch} else Truth.NOT_MET
                found.append(Truth.UNKNOWN if asked and not batch else decided)
        return any_met(found)

    def _elsewhere(self) -> list[TitleOnFile]:
        """Return the titles on file under measures that the run does not keep."""
        own = self.title(self.facts["jurisdiction"])
        named = {one.policy for one in self.titles} | ({own.policy} if own.since is not None else set())
        return [self.title(policy) for policy in named if policy not in self.kept]

    def _stated(self, indicator: Indicator) -> float | None:
        """Return a number of clusters.csv."""
        try:
            return float(self.facts[indicator.key]) if self.facts.get(indicator.key) else None
        except ValueError:
            raise self._fault(indicator.key, "no number") from None

    def _number(self, column: str, year: int) -> float | None:
        cell = self._cell(column, year)
        return cell if isinstance(cell, float) else None

    def _cell(self, column: str, year: int) -> Cell:
        if column not in self.columns:
            raise NotReplayed(f"trajectories.csv 没有 {column} 列", f"trajectories.csv has no column {column}")
        if year not in self.years:
            raise NotReplayed(
                f"{column} 需{year}年的数据,轨迹始于{min(self.years)}年",
                f"{column} is read in {year}, and the trace begins in {min(self.years)}",
            )
        return self.years[year][self.columns[column]]

    def _fault(self, key: str, what: str) -> InputError:
        name = self.facts["cluster_id"]
        return InputError(f"clusters.csv, cluster {name}, column {key}: {self.facts[key]!r} is {what}")
