"""One cluster before its authority, made up cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from clusterkit.law import Indicator, Lever, Text, ratio
from clusterkit.law.lever import Value
from clusterkit.verification.case import Case, Holder
from clusterkit.verification.levers import LeversInForce
from clusterkit.verification.record import Cell, Event, Record, TitleOnFile

DAY = date(2026, 6, 30)
NAME = Text("某", "some")
INDICATORS = {
    one.key: one
    for one in (
        Indicator("output", NAME, "亿元", "amount"),
        Indicator("part", NAME, "亿元", "amount"),
        Indicator("count", NAME, "家", "count"),
        Indicator("more", NAME, "家", "count"),
        Indicator("incidents", NAME, "起", "count"),
        Indicator("area", NAME, "km²", "amount", "clusters"),
        Indicator("plain", NAME, "", "ratio", scale="plain"),
        ratio("share", "part", "output", title=NAME, unit="share", kind="share"),
        ratio("density", "count", "more", title=NAME, unit="", kind="ratio", factor=100.0),
    )
}


def record(
    years: Mapping[int, Mapping[str, Cell]] | None = None,
    facts: Mapping[str, str] | None = None,
    *,
    events: Sequence[Event] = (),
    titles: Sequence[TitleOnFile] = (),
    kept: Sequence[str] = (),
    levels: Mapping[str, str] | None = None,
) -> Record:
    """Return a record with rows for 2022 to 2026; what is not stated is blank."""
    stated = years or {}
    columns = sorted(
        {"output", "part", "count", "more", "incidents", "plain", *(key for row in stated.values() for key in row)}
    )
    return Record(
        facts={"cluster_id": "a", "jurisdiction": "zone", **(facts or {})},
        titles=titles,
        kept=kept,
        columns={column: place for place, column in enumerate(columns)},
        years={year: [stated.get(year, {}).get(column) for column in columns] for year in range(2022, 2027)},
        events=events,
        indicators=INDICATORS,
        levels=levels or {},
        first_report=2025,
    )


def case(
    own: Record,
    *levers: Lever,
    day: date = DAY,
    set_to: Mapping[str, Value] | None = None,
    others: Mapping[str, Holder] | None = None,
) -> Case:
    """Return a record before its authority, under some levers."""
    in_force = LeversInForce(
        {one.key: one for one in levers}, {key: [(None, one)] for key, one in (set_to or {}).items()}
    )
    return Case(own, in_force, day, day, others or {})


def series(key: str, *figures: Cell, last: int = 2025) -> dict[int, dict[str, Cell]]:
    """Return the figures of a column in the years up to a last one."""
    first = last - len(figures) + 1
    return {first + place: {key: figure} for place, figure in enumerate(figures)}
