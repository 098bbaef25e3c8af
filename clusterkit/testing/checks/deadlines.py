"""Calendars: from any day the next deadline can be told; terms end after they begin; versions do not overlap."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from attrs import evolve

from clusterkit.law import Lever, Policy, Provisions, calendar
from clusterkit.law.decision import AtExpiry, Every, OnDeadline, Round
from clusterkit.law.lever import Value
from clusterkit.law.look import calendar_rows
from clusterkit.testing.flaw import Flaw
from clusterkit.testing.subject import Subject

_FIRST_YEAR, _SPAN = 2023, 8
"""Years enough for leap days, and for deadlines on every day of the week."""
_LONG_YEAR = 366 + 6
"""A leap year, and a shift from the weekend at most."""
_FIRST, _LAST = date(1950, 1, 1), date(2200, 12, 31)


def check(subject: Subject) -> Iterator[Flaw]:
    """Ask every policy for its next deadline, day by day, and for the end of terms that begin on any day."""
    for policy in subject.policies:
        yield from _fixed(policy)
        yield from _terms(policy)
        if policy.term is None and policy.decisions_on(AtExpiry):
            yield Flaw("calendars", policy.key, "has a re-review at expiry and no term; add term=Term(...)")
        if policy.term is not None and not policy.decisions_on(AtExpiry):
            yield Flaw("calendars", policy.key, "has a term and no re-review at expiry; add at_expiry(...)")


def versions(subject: Subject) -> Iterator[Flaw]:
    """Find versions of one policy that are in force on the same day."""
    spans: dict[str, list[tuple[date, date, str]]] = {}
    for policy in subject.policies:
        force = policy.in_force
        until = None if force.until is None else force.until.default
        last = date.fromordinal(calendar.day_of_code(int(until))) if isinstance(until, float | int) else _LAST
        spans.setdefault(policy.key, []).append((force.starts or _FIRST, last, policy.version))
        if force.starts is not None and last < force.starts:
            yield Flaw(
                "versions", f"{policy.key} {policy.version}", f"ends on {last}, before it starts on {force.starts}"
            )
    for key, found in spans.items():
        found.sort()
        for (_, ends, one), (starts, _, other) in pairwise(found):
            if starts <= ends:
                yield Flaw("versions", key, f"versions {one} and {other} are both in force on {starts}; end the first")


def _fixed(policy: Policy) -> Iterator[Flaw]:
    """Look for gaps between the fixed dates of each decision."""
    for decision in policy.decisions:
        occasion = decision.occasion
        if not isinstance(occasion, OnDeadline | Round | Every):
            continue
        interval, first = _interval(occasion)
        if interval < 1:
            yield Flaw("calendars", f"decision {decision.key}", f"comes every {interval} years; make it 1 or more")
            continue
        span = range(first, first + _SPAN + interval)
        rows = calendar_rows(evolve(policy, decisions=(decision,)), span)
        days = [date.fromisoformat(row["date"]).toordinal() for row in rows]
        for day in range(calendar.first_day(first), calendar.first_day(first + _SPAN)):
            following = bisect_right(days, day)
            if following == len(days) or days[following] - day > _LONG_YEAR * interval:
                since = date.fromordinal(day).isoformat()
                yield Flaw("calendars", f"decision {decision.key}", f"no deadline follows {since}; correct its levers")
                break


def _interval(occasion: OnDeadline | Round | Every) -> tuple[int, int]:
    """Return the years between two dates of an occasion, and the first year to look at."""
    if not isinstance(occasion, Every):
        return 1, _FIRST_YEAR
    years, first = occasion.years.default, occasion.first.default
    found = [int(one) if isinstance(one, float | int) else 1 for one in (years, first)]
    return found[0], max(found[1], _FIRST_YEAR)


def _terms(policy: Policy) -> Iterator[Flaw]:
    """Let a term begin on every day of four years, a leap day among them."""
    if policy.term is None:
        return
    provisions = Provisions(policy.term.levers, [()])

    def value_on(lever: Lever, day: int) -> Value:
        return provisions.value(lever.key, day, 0)

    for day in range(calendar.first_day(_FIRST_YEAR), calendar.first_day(_FIRST_YEAR + 4)):
        for first in (True, False):
            if policy.term.end(day, day, value_on, first=first) <= day:
                since = date.fromordinal(day).isoformat()
                yield Flaw(
                    "calendars", f"{policy.key} term", f"a term of {since} ends before it begins; correct its length"
                )
                return
