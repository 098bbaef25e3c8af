"""Figures: indicators and windows exist, are of the right kind, and are in the units of their bounds."""

from __future__ import annotations

from collections.abc import Iterator

from clusterkit.law import Age, Criterion, EachOfLast, Falling, Growth, IncidentFree, Indicator, Latest, Policy, Rising
from clusterkit.law.combination import Where
from clusterkit.law.criterion import Bound, Fixed, Requirement, walk
from clusterkit.law.decision import OnEvent
from clusterkit.law.distinction import ByGroup
from clusterkit.law.lever import Lever
from clusterkit.law.ranking import AmongLowest
from clusterkit.law.window import Window, keys_of
from clusterkit.portfolio.columns import EVENT_KINDS
from clusterkit.portfolio.record import NUMBERS
from clusterkit.testing.contents import contents
from clusterkit.testing.flaw import Flaw
from clusterkit.testing.subject import Subject
from clusterkit.testing.trial import bounds_in, roots_of_law

_DIMENSIONLESS = {"", "倍"}
_BATCH = ".batch"
_TIMES = {"次", "起"}
_OWN_UNIT = (Latest, EachOfLast, Falling, Rising, IncidentFree)


def check(subject: Subject) -> Iterator[Flaw]:
    """Look at what every criterion, fact and duty reads, and over which years."""
    for policy in subject.policies:
        found = (flaw for _, root in roots_of_law(policy) for part in walk(root) for flaw in _read(part, subject))
        yield from dict.fromkeys(found)
        for duty in policy.duties:
            for key in duty.sent_as:
                if subject.indicators[key].kind != "date":
                    advice = "name the column of the day it was sent"
                    yield Flaw("figures", f"duty {duty.key}", f"{key} is no date; {advice}")
        yield from _windows(policy)
        yield from _decisions(policy, subject)


def units(subject: Subject) -> Iterator[Flaw]:
    """Compare the unit of every bound with that of what it bounds."""
    for policy in subject.policies:
        found = (flaw for _, root in roots_of_law(policy) for part in walk(root) for flaw in _unit(part, subject))
        yield from dict.fromkeys(found)


def _read(part: Criterion, subject: Subject) -> Iterator[Flaw]:
    known = subject.indicators
    numbers = [(one.subject, one.window) for one in (part, *bounds_in(part)) if isinstance(one, Bound | Fixed)]
    for subject_, window in dict.fromkeys(numbers):
        for key in keys_of(subject_):
            wanted = {"date"} if isinstance(window, Age) else NUMBERS
            if known[key].kind not in wanted:
                asked = "a date" if isinstance(window, Age) else "a number"
                yield Flaw("figures", part.id, f"{key} is of kind {known[key].kind}, and its window asks for {asked}")
    for bound in bounds_in(part):
        if bound.lever.kind != "number":
            yield Flaw("figures", part.id, f"its bound {bound.lever.key} is no number")
    if isinstance(part, Requirement) and known[part.key].kind != "yes_no":
        yield Flaw("figures", part.id, f"{part.key} is no yes/no column")
    if isinstance(part, Where) and not _is_fact(known.get(part.fact), "yes_no"):
        yield Flaw("figures", part.id, f"{part.fact} is no yes/no fact of the clusters table")
    groups = {ByGroup: "fact", AmongLowest: "within"}
    group = next((str(getattr(part, name)) for kind, name in groups.items() if isinstance(part, kind)), "")
    if group and not group.endswith(_BATCH) and not _is_fact(known.get(group), "text"):
        yield Flaw("figures", part.id, f"{group} is no text column of the clusters table, and groups none")


def _decisions(policy: Policy, subject: Subject) -> Iterator[Flaw]:
    for decision in policy.decisions:
        where, occasion = f"decision {decision.key}", decision.occasion
        if isinstance(occasion, OnEvent) and occasion.kind not in EVENT_KINDS:
            known = ", ".join(EVENT_KINDS)
            yield Flaw("figures", where, f"{occasion.kind} is no kind of event; known: {known}")
        for group in dict.fromkeys(effect.bar_group for effect in decision.effects if effect.bar_group):
            if not _is_fact(subject.indicators.get(group), "text"):
                yield Flaw("figures", where, f"{group} is no text column of the clusters table, and groups none")


def _is_fact(column: Indicator | None, kind: str) -> bool:
    return column is not None and column.table == "clusters" and column.kind == kind


def _windows(policy: Policy) -> Iterator[Flaw]:
    kinds: tuple[type[EachOfLast | Growth | Falling | Rising | IncidentFree], ...] = (
        EachOfLast, Growth, Falling, Rising, IncidentFree,
    )  # fmt: skip
    found = (window.years for kind in kinds for window in contents(policy, kind))
    for years in dict.fromkeys(found):
        yield from _years(years)


def _years(years: Lever) -> Iterator[Flaw]:
    low, high = years.legal_range
    if not years.whole or low is None or high is None or low < 1:
        yield Flaw(
            "figures",
            f"lever {years.key}",
            "counts the years of a window: make it whole=True with a range from 1 to the longest, such as (1, 3)",
        )


def _unit(part: Criterion, subject: Subject) -> Iterator[Flaw]:
    for bound in bounds_in(part):
        indicators = [subject.indicators[key] for key in keys_of(bound.subject)]
        found = {_unit_of(one, bound.window) for one in indicators}
        if None in found:
            continue
        wanted = sorted(unit for unit in found if unit is not None)
        if len(wanted) > 1:
            yield Flaw("units", part.id, f"adds figures in different units: {', '.join(wanted)}")
        elif not _same(bound.lever.unit, wanted[0]):
            yield Flaw(
                "units", part.id, f"its bound is in {_shown(bound.lever.unit)}, its figure in {_shown(wanted[0])}"
            )


def _unit_of(indicator: Indicator, window: Window) -> str | None:
    """Return the unit of a window's number, None for a window that is not one of the core's."""
    if isinstance(window, Growth):
        return "share"
    if isinstance(window, Age):
        return "年"
    return indicator.unit if isinstance(window, _OWN_UNIT) else None


def _same(one: str, other: str) -> bool:
    return one == other or {one, other} <= _DIMENSIONLESS or {one, other} <= _TIMES


def _shown(unit: str) -> str:
    return unit or "plain numbers"
