"""What is possible but odd in a portfolio: told as warnings, and nothing stops for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from clusterkit.law.indicator import Indicator
from clusterkit.portfolio.assembly import Assembled
from clusterkit.portfolio.columns import DERIVED, OBSERVATION_COLUMNS, YEAR
from clusterkit.portfolio.faults import Notice
from clusterkit.portfolio.keys import iso

_JUMP: Final = 10.0
_MUCH_ATTAINED: Final = 2.0
_ZERO_IS_ODD: Final = ("output_value", "operating_revenue")
_REPORTS: Final = ("report_submitted_on", "form_submitted_on")
_RELATIVE: Final = 1e-9

Mask = NDArray[np.bool_]


def oddities(assembled: Assembled, on: date | None) -> list[Notice]:
    """Return every warning about an assembled portfolio; `on` is the day of the assessment, if any."""
    checks = (
        _parts_above_wholes,
        _zeros,
        _jumps,
        _gaps,
        _attainment,
        _early_reports,
        _order_of_dates,
        _repeated,
    )
    found = [notice for check in checks for notice in check(assembled)]
    return found if on is None else [*found, *_after(assembled, on.toordinal())]


def _parts_above_wholes(assembled: Assembled) -> Iterator[Notice]:
    figures = assembled.portfolio.observations
    for share in DERIVED:
        if share.kind == "share" and share.numerator and share.denominator:
            part, whole = figures[share.numerator], figures[share.denominator]
            rule = f"a part above its whole: {share.denominator} is {{}}"
            for place in _places(part * (1 - _RELATIVE) > whole):
                yield _observed(assembled, share.numerator, place, rule.format(f"{whole[place]:.12g}"))


def _zeros(assembled: Assembled) -> Iterator[Notice]:
    for key in _ZERO_IS_ODD:
        for place in _places(assembled.portfolio.observations[key] == 0):
            yield _observed(assembled, key, place, "zero: a figure that is missing is left blank")


def _jumps(assembled: Assembled) -> Iterator[Notice]:
    """Compare each figure with the cluster's last one before it."""
    for column in OBSERVATION_COLUMNS:
        if column.scale != "log":
            continue
        figures = assembled.portfolio.observations[column.key]
        last = np.full(figures.shape[1:], np.nan)
        for index, now in enumerate(figures):
            # Ratios of huge or tiny figures may leave the range of float64: that is a jump too.
            with np.errstate(all="ignore"):
                ratio = now / last
                high, low = ratio >= _JUMP * (1 - _RELATIVE), ratio <= (1 + _RELATIVE) / _JUMP
                jump = (high | low) & (now > 0) & (last > 0)
            for cluster in np.flatnonzero(jump):
                yield _observed(
                    assembled,
                    column.key,
                    (index, int(cluster)),
                    f"a tenfold jump: {last[cluster]:.12g} before",
                )
            last = np.where(np.isnan(now), last, now)


def _gaps(assembled: Assembled) -> Iterator[Notice]:
    portfolio = assembled.portfolio
    table = assembled.tables["observations"]
    for cluster, rows in enumerate(portfolio.has_row.T):
        name = portfolio.cluster_id[cluster]
        observed = np.flatnonzero(rows)
        if not len(observed):
            record = int(assembled.cluster_record[cluster])
            rule = "the cluster has no row in observations"
            yield assembled.tables["clusters"].warning(record, "cluster_id", name, rule)
        elif len(observed) <= observed[-1] - observed[0]:
            years = portfolio.years[observed[0] : observed[-1]][~rows[observed[0] : observed[-1]]]
            record = int(assembled.observation_record[observed[-1], cluster])
            rule = f"cluster {name} has no row for {', '.join(map(str, years))}"
            yield table.warning(record, YEAR.key, None, rule)


def _attainment(assembled: Assembled) -> Iterator[Notice]:
    for place in _places(assembled.portfolio.observations["plan_attainment"] > _MUCH_ATTAINED):
        yield _observed(assembled, "plan_attainment", place, "more than twice what was planned: 1 stands for 100%")


def _early_reports(assembled: Assembled) -> Iterator[Notice]:
    """A report stands in the row of the year that it is on, not of the year in which it was sent."""
    ends = [date(int(year), 12, 31).toordinal() for year in assembled.portfolio.years]
    for key in _REPORTS:
        days = assembled.portfolio.observations[key]
        for place in _places(days <= np.array(ends, dtype=np.float64).reshape(-1, 1)):
            rule = f"sent before the year {assembled.portfolio.years[place[0]]} was over, which it is on"
            yield _observed(assembled, key, place, rule)


def _order_of_dates(assembled: Assembled) -> Iterator[Notice]:
    clusters = assembled.portfolio.clusters
    table = assembled.tables["clusters"]
    certified, established, expires = (clusters[key] for key in ("certified_on", "established_on", "expires_on"))
    for cluster in np.flatnonzero((certified != 0) & (certified < established)):
        rule = f"certified before it was established, {iso(established[cluster])}"
        record = int(assembled.cluster_record[cluster])
        yield table.warning(record, "certified_on", iso(certified[cluster]), rule)
    # The titles table may hold the date of the same title.
    dated = {(title.cluster_id, title.policy) for title in assembled.portfolio.titles if title.certified_on}
    ids, places = assembled.portfolio.cluster_id, clusters["jurisdiction"]
    for cluster in np.flatnonzero((expires != 0) & (certified == 0)):
        if (ids[cluster], places[cluster]) not in dated:
            rule = "an expiry without certified_on: the cluster is a candidate"
            record = int(assembled.cluster_record[cluster])
            yield table.warning(record, "expires_on", iso(expires[cluster]), rule)


def _repeated(assembled: Assembled) -> Iterator[Notice]:
    events = assembled.portfolio.events
    table = assembled.tables["events"]
    for before, event, record in zip(events, events[1:], assembled.event_records[1:], strict=False):
        if before == event:
            yield table.warning(record, "kind", event.kind, f"the same event of {event.cluster_id} stands twice")


def _after(assembled: Assembled, on: int) -> Iterator[Notice]:
    """Dates that lie after the assessment; an expiry may."""
    rule = f"lies after the assessment, {iso(on)}"
    yield from _facts_after(assembled, on, rule)
    yield from _observations_after(assembled, on, rule)
    portfolio, tables = assembled.portfolio, assembled.tables
    for event, record in zip(portfolio.events, assembled.event_records, strict=True):
        if event.day > on:
            yield tables["events"].warning(record, "date", iso(event.day), rule)
    for title, record in zip(portfolio.titles, assembled.title_records, strict=True):
        if title.certified_on > on:
            yield tables["titles"].warning(record, "certified_on", iso(title.certified_on), rule)


def _facts_after(assembled: Assembled, on: int, rule: str) -> Iterator[Notice]:
    for key, days in assembled.portfolio.clusters.items():
        if days.dtype == np.int64 and key != "expires_on":
            for cluster in np.flatnonzero(days > on):
                record = int(assembled.cluster_record[cluster])
                yield assembled.tables["clusters"].warning(record, key, iso(days[cluster]), rule)


def _observations_after(assembled: Assembled, on: int, rule: str) -> Iterator[Notice]:
    portfolio = assembled.portfolio
    for column in (*OBSERVATION_COLUMNS, *portfolio.extras):
        if _is_yearly_date(column):
            for place in _places(portfolio.observations[column.key] > on):
                yield _observed(assembled, column.key, place, rule)
    late = portfolio.years > date.fromordinal(on).year
    for place in _places(portfolio.has_row & late[:, None]):
        record = int(assembled.observation_record[place])
        yield assembled.tables["observations"].warning(record, YEAR.key, str(portfolio.years[place[0]]), rule)


def _is_yearly_date(column: Indicator) -> bool:
    return column.kind == "date" and column.table == "observations"


def _places(mask: Mask) -> Iterator[tuple[int, int]]:
    for year, cluster in np.argwhere(mask):
        yield int(year), int(cluster)


def _observed(assembled: Assembled, key: str, place: tuple[int, int], rule: str) -> Notice:
    figure = assembled.portfolio.observations[key][place]
    dates = assembled.portfolio.column(key).kind == "date"
    shown = iso(figure) if dates else f"{figure:.12g}"
    record = int(assembled.observation_record[place])
    return assembled.tables["observations"].warning(record, key, shown, rule)
