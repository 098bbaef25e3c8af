"""The scenarios of a study file: what each sets, from when, and what it is built on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from attrs import frozen

from clusterkit.errors import InputError, LeverError, UnknownNameError
from clusterkit.law.lever import DATE_UNIT, Lever, Value
from clusterkit.law.provisions import Change
from clusterkit.simulation.enforcement import Enforcement
from clusterkit.study.key_lines import Place
from clusterkit.study.scenario import BASELINE, Scenario
from clusterkit.study.study_document import StudyDocument

KEYS = ("name", "title", "built_on", "enforcement", "set")
DATED = ("from", "value")


@frozen
class Entry:
    """One `[[scenario]]` as it stands: its own changes, before those of the scenario that it is built on."""

    name: str
    title: str
    built_on: str | None
    enforcement: Enforcement | None
    changes: tuple[Change, ...]
    at: Place


@frozen
class Laws:
    """What scenarios may speak of: every lever, whose law is in the run (None: not said), and ways to enforce it."""

    levers: Mapping[str, Lever]
    places: Collection[str] | None
    enforcement: Callable[[Any], Enforcement]


def scenarios_of(document: StudyDocument, laws: Laws, base: Enforcement) -> list[Scenario]:
    """Return the scenarios of a study file, the baseline first; faults go to the document."""
    held = document.tables.get("scenario", [])
    if not isinstance(held, list):
        document.fault(("scenario",), "write each scenario under a heading [[scenario]]")
        held = []
    entries: dict[str, Entry] = {}
    for position, table in enumerate(held):
        entry = _entry(document, table, ("scenario", position), laws)
        if entry.name in entries:
            first = document.line(entries[entry.name].at)
            document.fault((*entry.at, "name"), f"a scenario above (line {first}) is called {entry.name} too")
        elif entry.name:
            entries[entry.name] = entry
    entries = {BASELINE: Entry(BASELINE, "", None, None, (), ("scenario",))} | entries
    sound = [entry for entry in entries.values() if _is_founded(document, entry, entries)]
    return [_scenario(entry, entries, base) for entry in sound]


def _entry(document: StudyDocument, held: Any, at: Place, laws: Laws) -> Entry:
    table = document.table(held, at, KEYS)
    if "name" not in table:
        document.fault(at, "a scenario needs a name")
    return Entry(
        name=document.take(table, (*at, "name"), name_of) or "",
        title=document.take(table, (*at, "title"), text_of) or "",
        built_on=document.take(table, (*at, "built_on"), name_of),
        enforcement=document.take(table, (*at, "enforcement"), laws.enforcement),
        changes=tuple(_changes(document, table.get("set", {}), (*at, "set"), laws)),
        at=at,
    )


def text_of(value: Any) -> str:
    """Return a text. Raises InputError for anything else."""
    if not isinstance(value, str):
        raise InputError(f"{value!r} is no text; write it in quotation marks")
    return value


def name_of(value: Any) -> str:
    """Return a text that is not empty. Raises InputError for anything else."""
    name = text_of(value).strip()
    if not name:
        raise InputError("a name is empty")
    return name


def flat(held: Mapping[str, Any], at: Place, known: Collection[str] = ()) -> Iterator[tuple[str, Any, Place]]:
    """Yield dotted names with their values, from quoted keys or nested tables alike."""
    start = len(at)

    def below(table: Mapping[str, Any], here: Place) -> Iterator[tuple[str, Any, Place]]:
        for key, value in table.items():
            place = (*here, key)
            name = ".".join(map(str, place[start:]))
            if isinstance(value, Mapping) and not (name in known and set(value) <= set(DATED)):
                yield from below(value, place)
            else:
                yield name, value, place

    return below(held, at)


def _changes(document: StudyDocument, held: Any, at: Place, laws: Laws) -> Iterator[Change]:
    done: dict[str, Place] = {}
    for name, value, place in flat(document.table(held, at), at, laws.levers):
        lever = laws.levers.get(name)
        if lever is None:
            document.fault(place, str(UnknownNameError("lever", name, laws.levers)))
        elif laws.places is not None and lever.place not in laws.places:
            document.fault(place, f"{name}: the law of {lever.place} is not part of this study")
        elif name in done:
            document.fault(place, f"lever {name} is set above already (line {document.line(done[name])})")
        else:
            done[name] = place
            yield from _dated(document, lever, value, place)


def _dated(document: StudyDocument, lever: Lever, held: Any, at: Place) -> Iterator[Change]:
    """Yield the changes of one lever: one value, or a list of values each from its own day."""
    several = isinstance(held, list)
    if several and not held:
        document.fault(at, f"lever {lever.key}: the list of values is empty")
    days: set[int | None] = set()
    for position, one in enumerate(held if several else [held]):
        here = (*at, position) if several else at
        day: int | None = None
        value = one
        if isinstance(one, Mapping):
            document.table(one, here, DATED)
            if "value" not in one:
                document.fault(here, f"lever {lever.key}: a value is missing; write {{from = 2028-01-01, value = ...}}")
                continue
            day, value = document.take(one, (*here, "from"), _day), one["value"]
        if day in days:
            document.fault(here, f"lever {lever.key} is set twice from the same day; keep one of the two")
            continue
        days.add(day)
        try:
            yield Change(lever.key, value_of(lever, value), day)
        except InputError as error:
            document.fault(here, str(error))


def value_of(lever: Lever, held: Any) -> Value:
    """Return a lever's value from a TOML value. Raises LeverError that says what would be right."""
    if isinstance(held, str):
        return lever.parse(held)
    if isinstance(held, date) and not isinstance(held, datetime) and lever.unit == DATE_UNIT:
        return lever.parse(held.isoformat())
    if lever.kind == "yes_no" and isinstance(held, bool):
        return held
    if lever.kind == "number" and isinstance(held, int | float) and not isinstance(held, bool):
        return lever.check(held)
    advice = {
        "number": f"write a number in {lever.unit or 'plain units'}",
        "month_day": 'write a month and a day in quotation marks, such as "03-31"',
        "yes_no": "use yes or no",
        "choice": f"choose one of {', '.join(lever.choices)}",
    }
    raise lever.refused(held, advice[lever.kind])


def _day(held: Any) -> int:
    return day_of(held).toordinal()


def day_of(held: Any) -> date:
    """Return a date from a TOML date or a text. Raises InputError."""
    if isinstance(held, date) and not isinstance(held, datetime):
        return held
    try:
        return date.fromisoformat(str(held))
    except ValueError:
        raise LeverError(f"{held!s} is no date; write it as 2028-01-01") from None


def _is_founded(document: StudyDocument, entry: Entry, entries: Mapping[str, Entry]) -> bool:
    """Say whether what a scenario is built on exists and does not come back to it; a fault says if not."""
    seen = [entry.name]
    while (base := entries[seen[-1]].built_on) is not None:
        at = (*entry.at, "built_on")
        if base not in entries:
            if seen == [entry.name]:
                document.fault(at, str(UnknownNameError("scenario", base, entries)))
            return False
        if base in seen:
            if base == entry.name:
                document.fault(at, f"scenario {' → '.join([*seen, base])}: it is built on itself")
            return False
        seen.append(base)
    return True


def _scenario(entry: Entry, entries: Mapping[str, Entry], base: Enforcement) -> Scenario:
    """Return a scenario with what it is built on: of a lever set in both, only its own changes count."""
    line: Sequence[Entry] = [entry]
    while line[-1].built_on is not None:
        line = [*line, entries[line[-1].built_on]]
    changes: dict[str, list[Change]] = {}
    for one in reversed(line):
        own: dict[str, list[Change]] = {}
        for change in one.changes:
            own.setdefault(change.lever, []).append(change)
        changes |= own
    enforced = next((one.enforcement for one in line if one.enforcement is not None), base)
    return Scenario(entry.name, tuple(change for own in changes.values() for change in own), enforced, entry.title)
