"""A policy's contents as plain rows: indicators, levers, and the calendar of its deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from clusterkit.law import calendar
from clusterkit.law.decision import AtExpiry, Decision, Every, OnDeadline, Round
from clusterkit.law.duty import due_day
from clusterkit.law.indicator import Indicator
from clusterkit.law.lever import Lever
from clusterkit.law.policy import Policy
from clusterkit.law.provisions import Changes, Provisions
from clusterkit.law.text import Text

Row = dict[str, Any]


def indicator_rows(policies: Sequence[Policy], indicators: Mapping[str, Indicator], *, all_columns: bool) -> list[Row]:
    """Return indicators with the places that read them; `all_columns` also lists what nobody reads."""
    readers: dict[str, list[str]] = {}
    for policy in policies:
        for key in policy.indicators:
            for name in (key, *_parts(indicators.get(key))):
                readers.setdefault(name, [])
                if policy.key not in readers[name]:
                    readers[name].append(policy.key)
    clauses = _clauses(policies)
    return [
        {
            "key": key,
            "title": indicator.title.as_dict(),
            "unit": indicator.unit,
            "kind": indicator.kind,
            "table": indicator.table,
            "places": readers.get(key, []),
            "qualitative": indicator.qualitative,
            "binding": indicator.binding,
            "citation": list(indicator.citation) or clauses.get(key, []),
        }
        for key, indicator in indicators.items()
        if key in readers or all_columns
    ]


def lever_rows(policies: Iterable[Policy]) -> list[Row]:
    """Return the levers of some policies."""
    return [_lever_row(lever) for policy in policies for lever in policy.levers]


def calendar_rows(policy: Policy, years: range, changes: Changes = (), certified_on: date | None = None) -> list[Row]:
    """Return every fixed date of a policy in some years, and a title's own where its day is given."""
    provisions = Provisions(policy.levers, [changes])
    rows: list[Row] = []
    for year in years:
        for decision in policy.decisions:
            row = _fixed_date(policy, provisions, decision.key, year)
            if row is not None:
                rows.append({"title": decision.title.as_dict(), "citation": decision.citation, **row})
    if certified_on is not None and policy.term is not None:
        rows += _expiries(policy, provisions, certified_on.toordinal(), years)
    return sorted(rows, key=lambda row: (row["date"], row["title"]["en"]))


def _fixed_date(policy: Policy, provisions: Provisions, key: str, year: int) -> Row | None:
    decision = next(one for one in policy.decisions if one.key == key)
    occasion, opening = decision.occasion, calendar.first_day(year)
    if isinstance(occasion, OnDeadline):
        duty = next(one for one in policy.duties if one.key == occasion.duty)
        day = due_day(
            year,
            provisions.value(duty.deadline.key, opening, 0),
            provisions.value(duty.holiday.key, opening, 0),
        )
        title = Text(f"{duty.title.zh}({year - 1}年度)", f"{duty.title.en} on {year - 1}")
        missed = f"→ {decision.citation}" + ("; ASSUMED" if duty.deadline.assumed else "")
        return {"date": _iso(day), "title": title.as_dict(), "citation": duty.citation, "note": missed}
    if isinstance(occasion, Round):
        day = due_day(year, provisions.value(occasion.on.key, opening, 0), None)
        return {"date": _iso(day), "note": "ASSUMED" if occasion.on.assumed else ""}
    if isinstance(occasion, Every):
        day = due_day(year, provisions.value(occasion.on.key, opening, 0), None)
        every, first = (
            int(float(provisions.value(lever.key, day, 0) or 0)) for lever in (occasion.years, occasion.first)
        )
        return (
            {"date": _iso(day), "note": "ASSUMED" if occasion.on.assumed else ""}
            if year >= first and (year - first) % every == 0
            else None
        )
    return None


def _expiries(policy: Policy, provisions: Provisions, certified: int, years: range) -> list[Row]:
    assert policy.term is not None
    review = next((one for one in policy.decisions if isinstance(one.occasion, AtExpiry)), None)
    if review is None:
        return []
    rows: list[Row] = []
    day, first = certified, True
    while calendar.year_of(day) <= years[-1]:
        day = policy.term.end(day, day, lambda lever, granted: provisions.value(lever.key, granted, 0), first=first)
        first = False
        if calendar.year_of(day) in years:
            row = {
                "date": _iso(day),
                "note": "",
                "title": review.title.as_dict(),
                "citation": review.citation,
            }
            rows += [row, *_window(review, provisions, day)]
    return rows


def _window(review: Decision, provisions: Provisions, expiry: int) -> list[Row]:
    """Return the last day on which renewal may still be applied for after an expiry, where there is such a window."""
    window = review.occasion.window if isinstance(review.occasion, AtExpiry) else None
    months = None if window is None else provisions.value(window.key, expiry, 0)
    if window is None or not isinstance(months, float | int):
        return []
    title = Text("补申请复核的最后一日", "last day to apply for renewal")
    day = calendar.add_months(expiry, int(months))
    return [{"date": _iso(day), "note": "", "title": title.as_dict(), "citation": window.citation}]


def _lever_row(lever: Lever) -> Row:
    return {
        "key": lever.key,
        "default": lever.jsonable(lever.default),
        "shown": lever.shown(lever.default),
        "unit": lever.unit,
        "range": list(lever.legal_range) if lever.kind == "number" else None,
        "kind": lever.kind,
        "title": lever.title.as_dict(),
        "citation": lever.citation,
        "interpretation": lever.interpretation,
        "choices": list(lever.choices),
        "follows": lever.follows,
        "assumed": lever.assumed,
    }


def _parts(indicator: Indicator | None) -> tuple[str, ...]:
    if indicator is None or indicator.numerator is None or indicator.denominator is None:
        return ()
    return (indicator.numerator, indicator.denominator)


def _clauses(policies: Sequence[Policy]) -> dict[str, list[str]]:
    """Return the clauses of the criteria that read an indicator."""
    found: dict[str, list[str]] = {}
    for policy in policies:
        for criterion in policy.criteria:
            for key in criterion.indicators:
                cited = found.setdefault(key, [])
                if criterion.citation and criterion.citation not in cited:
                    cited.append(criterion.citation)
    return found


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
