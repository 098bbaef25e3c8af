"""What a run assumes: every number of the model with its source, blanks that are drawn, readings of the law."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import numpy as np
from attrs import frozen

from clusterkit.law.decision import AtExpiry
from clusterkit.law.indicator import Indicator
from clusterkit.law.lever import Lever, Value
from clusterkit.law.policy import Policy
from clusterkit.law.text import Text
from clusterkit.portfolio.model import Portfolio
from clusterkit.simulation.dynamics import ASSUMED
from clusterkit.simulation.enforcement import Calibration
from clusterkit.simulation.tile import Plan
from clusterkit.study.transplant import Transplant


@frozen
class Assumption:
    """One thing that a run takes for granted; `source` is a data row, or ASSUMED and why."""

    key: str
    text: Text
    value: float | None
    unit: str
    source: str
    clusters: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return it as the manifest carries it."""
        return {
            "key": self.key,
            "text": self.text.as_dict(),
            "value": self.value,
            "unit": self.unit,
            "source": self.source,
            "assumed": self.source.startswith(ASSUMED),
            "clusters": self.clusters,
        }


def assumptions_of(plan: Plan, portfolio: Portfolio, transplant: Transplant | None = None) -> tuple[Assumption, ...]:
    """Return everything that a run assumes."""
    found = [*_portfolio_itself(portfolio), *_choices(plan, transplant)]
    found += [*_blanks(plan, portfolio), *_held(plan, portfolio)]
    for policy in plan.policies:
        found += [*_calendar(plan, portfolio, policy), *_readings(plan, policy), *_windows(plan, policy)]
    for place, dynamics in plan.dynamics.items():
        found += [
            Assumption(f"{place}.{name}", one.title, one.value, one.unit, one.source) for name, one in dynamics.inputs()
        ]
    return tuple(found)


def _portfolio_itself(portfolio: Portfolio) -> Iterator[Assumption]:
    if portfolio.illustrative:
        text = Text("示例集群,不是真实集群", "illustrative clusters, not real ones")
        yield Assumption("portfolio", text, None, "", f"{ASSUMED}: {portfolio.name}", len(portfolio))


def _choices(plan: Plan, transplant: Transplant | None) -> Iterator[Assumption]:
    """Tell of what the study itself supposes: enforcement, support, another place's law."""
    if transplant is not None:
        yield Assumption("transplant", transplant.text, None, "", f"{ASSUMED}: asked for by the study")
    if plan.support:
        text = Text("持有称号使产值年增速提高", "holding a title adds to the yearly growth of output")
        yield Assumption("support", text, plan.support, "share a year", f"{ASSUMED}: asked for by the study")
    for policy in plan.policies:
        found = {one.calibration(policy.key): None for one in plan.enforcements}
        for calibration in found:
            if calibration is not None:
                yield _leniency(policy, calibration)


def _leniency(policy: Policy, calibration: Calibration) -> Assumption:
    """Tell of one measure's pardon; how it was fitted stands in the source."""
    title, borrowed = policy.title, "" if calibration.policy == policy.key else "borrowed: "
    text = Text(f"{title.zh}:复核时每项未达标被宽限的概率", f"{title.en}: chance that a review pardons a shortfall")
    return Assumption(
        f"{policy.key}.pardon", text, calibration.pardon, "share", f"{ASSUMED}: {borrowed}{calibration.told}"
    )


def _read_keys(plan: Plan) -> dict[str, Indicator]:
    """Return the observed yearly figures behind what the policies read."""
    found: dict[str, Indicator] = {}
    for policy in plan.policies:
        for key in policy.indicators:
            indicator = plan.indicators.get(key)
            if indicator is None or indicator.kind in {"date", "text"} or indicator.table == "clusters":
                continue
            parts = (indicator.numerator, indicator.denominator) if indicator.numerator else (key,)
            found.update({part: plan.indicators[part] for part in parts if part is not None})
    return found


def _blanks(plan: Plan, portfolio: Portfolio) -> Iterator[Assumption]:
    """Tell what is blank in the latest year, by figure and number of clusters."""
    latest = portfolio.latest_year
    places = portfolio.clusters["jurisdiction"].astype(str)
    readers = _readers(plan)
    for key, indicator in _read_keys(plan).items():
        concerned = np.isin(places, [place for policy in readers[key] for place in policy.scope])
        column = portfolio.observations.get(key)
        blank = concerned.copy()
        if column is not None:
            missing = np.isnan(column) if indicator.kind != "yes_no" else column == 1
            at_latest = portfolio.years[:, np.newaxis] == latest[np.newaxis]
            blank &= (missing & at_latest).any(axis=0) | (latest == 0)
        count = int(blank.sum())
        if not count:
            continue
        if plan.missing == "unknown":
            yield Assumption(
                f"blank.{key}",
                Text(f"{indicator.title.zh}空缺,保持未知", f"{indicator.title.en}: blank, left unknown"),
                None, indicator.unit, "portfolio", count,
            )  # fmt: skip
            continue
        modelled = (
            indicator.kind == "yes_no"
            or key == "incidents"
            or any(key in model.blanks for model in plan.dynamics.values())
        )
        text = (
            Text(
                f"{indicator.title.zh}空缺,按设定分布抽取",
                f"{indicator.title.en}: blank, drawn from the stated distribution",
            )
            if modelled
            else Text(
                f"{indicator.title.zh}空缺且无分布,保持未知",
                f"{indicator.title.en}: blank and no distribution is stated, left unknown",
            )
        )
        yield Assumption(
            f"blank.{key}",
            text,
            None,
            indicator.unit,
            f"{ASSUMED}: blank in the portfolio's latest year",
            count,
        )


def _readers(plan: Plan) -> dict[str, list[Policy]]:
    """Return which policies read a figure, by its key, also as a part of a share."""
    found: dict[str, list[Policy]] = {}
    for policy in plan.policies:
        asked = [(name, plan.indicators.get(name)) for name in policy.indicators]
        parts = {part for _, one in asked if one is not None for part in (one.numerator, one.denominator) if part}
        for key in {name for name, _ in asked} | parts:
            found.setdefault(key, []).append(policy)
    return found


def _held(plan: Plan, portfolio: Portfolio) -> Iterator[Assumption]:
    """Tell which figures no model moves: they stay at their latest value."""
    places = portfolio.clusters["jurisdiction"].astype(str)
    readers, figures = _readers(plan), _read_keys(plan)
    for place, model in plan.dynamics.items():
        moved = {process.key for process in model.processes}
        for key, indicator in figures.items():
            reads = any(place in policy.scope for policy in readers[key])
            ratio = {one.key for one in plan.indicators.values() if one.numerator == key}
            if reads and indicator.kind != "yes_no" and key != "incidents" and not ({key} | ratio) & moved:
                text = Text(f"{indicator.title.zh}保持最近值不变", f"{indicator.title.en}: held at its latest value")
                yield Assumption(
                    f"{place}.held.{key}",
                    text,
                    None,
                    indicator.unit,
                    f"{ASSUMED}: no model moves it",
                    int((places == place).sum()),
                )


def _calendar(plan: Plan, portfolio: Portfolio, policy: Policy) -> Iterator[Assumption]:
    """Tell of measures that begin or end within or around the run, and of terms that ended before it."""
    first, last = date(plan.first_year, 1, 1), date(plan.last_year, 12, 31)
    force = policy.in_force
    title = policy.title
    if force.starts is None or first < force.starts:
        since = "" if force.starts is None else force.starts.isoformat()
        text = Text(
            f"{title.zh}:视同全程有效 {since}".rstrip(),
            f"{title.en}: taken as in force throughout {since}".rstrip(),
        )
        yield Assumption(f"{policy.key}.in_force", text, None, "", f"{ASSUMED}: {force.citation}")
    until = plan.provisions.values(force.until.key, first.toordinal())[0] if force.until is not None else None
    if isinstance(until, float | int) and force.lapse is not None:
        ends = date(int(until) // 10000, int(until) // 100 % 100, int(until) % 100)
        renewed = plan.provisions.values(force.lapse.key, first.toordinal())[0] == "renewed"
        if ends < last:
            text = (
                Text(
                    f"{title.zh}:{ends}到期后视同原样延续",
                    f"{title.en}: ends on {ends}, taken as renewed unchanged",
                )
                if renewed
                else Text(f"{title.zh}:{ends}到期后终止", f"{title.en}: ends on {ends} and lapses")
            )
            yield Assumption(f"{policy.key}.lapse", text, None, "", f"{ASSUMED}: {force.citation}")
    if policy.term is not None:
        held = portfolio.held(policy.key)
        term, opening = policy.term, first.toordinal()

        def value_on(lever: Lever, day: int) -> Value:
            return plan.provisions.value(lever.key, day, 0)

        @cache
        def over(certified: int, expires: int) -> bool:
            unstated = certified > 0 and not expires
            return unstated and term.end(certified, certified, value_on, first=True) < opening

        ended = np.array(
            [over(*days) for days in zip(held.certified_on.tolist(), held.expires_on.tolist(), strict=True)]
        )
        if ended.any():
            text = Text(
                "起始日前已满的有效期视同按时延续",
                "terms that ended before the start count as renewed on time",
            )
            yield Assumption(
                f"{policy.key}.renewed_before_start",
                text,
                None,
                "",
                f"{ASSUMED}: {policy.term.citation}",
                int(ended.sum()),
            )


def _readings(plan: Plan, policy: Policy) -> Iterator[Assumption]:
    """Tell of levers on which the text is silent."""
    first = date(plan.first_year, 1, 1).toordinal()
    for lever in policy.levers:
        if lever.assumed:
            value = plan.provisions.values(lever.key, first)[0]
            text = Text(f"{lever.title.zh}:{lever.shown(value)}", f"{lever.title.en}: {lever.shown(value)}")
            yield Assumption(lever.key, text, None, lever.unit, f"{ASSUMED}: {lever.citation}")


def _windows(plan: Plan, policy: Policy) -> Iterator[Assumption]:
    """Tell where renewal may be sought after expiry, and no model says how often it is: then it never is."""
    first = date(plan.first_year, 1, 1).toordinal()
    review = policy.review
    window = review.occasion.window if review is not None and isinstance(review.occasion, AtExpiry) else None
    if window is None:
        return
    if not any(
        value is not None
        for day in (first, *plan.provisions.change_days)
        for value in plan.provisions.values(window.key, day)
    ):
        return
    for place in policy.scope:
        if place in plan.dynamics and plan.dynamics[place].late_application is None:
            text = Text("期满后不补申请复核", "who misses the expiry does not apply within the window after it")
            yield Assumption(f"{place}.late_application", text, 0.0, "share", f"{ASSUMED}: the model does not say")
