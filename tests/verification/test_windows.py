"""Windows worked by hand: which number decides, and what a missing year leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import inf

import pytest

from clusterkit.law import (
    LATEST,
    Age,
    EachOfLast,
    Falling,
    Growth,
    IncidentFree,
    LeverNamespace,
    Rising,
    Sum,
    procedure,
)
from clusterkit.law.window import Subject, Window
from clusterkit.verification.limits import NotReplayed
from clusterkit.verification.ranges import Range, missing, point
from clusterkit.verification.record import Cell, Event
from clusterkit.verification.windows import measured
from tests.verification.cases import case, record, series

lever = LeverNamespace("zone")
YEARS = procedure.years(lever, "years", zh="年", en="years", cite="第一条")
MEAN = procedure.growth_mean(lever, cite="第一条")
SCOPE = procedure.incident_window(lever, cite="第一条")
NONE = None
GROWN = (100.0, 110.0, 90.0, 133.1)


def number(window: Window, key: Subject, *figures: Cell, **set_to: str | float) -> Range:
    """Return what decides of the figures of the years up to 2025, asked in 2026."""
    name = key if isinstance(key, str) else key.keys[0]
    values = {f"zone.{one}": value for one, value in set_to.items()}
    return measured(window, key, case(record(series(name, *figures)), *window.levers, set_to=values))


def test_the_latest_year_is_the_last_whole_one_before_the_day() -> None:
    assert number(LATEST, "output", 5.0, 7.0) == point(7.0)
    assert number(LATEST, "output", 5.0, None) == missing(0.0)
    assert number(LATEST, "count", 5.0, None) == missing()


def test_what_holds_in_each_year_is_decided_by_the_smallest_or_the_largest() -> None:
    assert number(EachOfLast(YEARS), "output", 1.0, 30.0, 40.0, 35.0) == point(30.0)
    assert number(EachOfLast(YEARS, largest=True), "output", 99.0, 30.0, 40.0, 35.0) == point(40.0)
    assert number(EachOfLast(YEARS), "output", 30.0, 40.0, 35.0, years=2.0) == point(35.0)
    # One known year below a bound decides, whatever the missing one was.
    assert number(EachOfLast(YEARS), "output", 30.0, None, 35.0) == Range(0.0, 30.0)


@pytest.mark.parametrize(
    "figures, mean, expected",
    [
        (GROWN, "compound", point(0.1)),
        (GROWN, "yearly", point((0.1 + (90 / 110 - 1) + (133.1 / 90 - 1)) / 3)),
        ((100.0, NONE, NONE, 133.1), "compound", point(0.1)),
        ((100.0, NONE, 90.0, 133.1), "yearly", missing()),
        ((0.0, 1.0, 1.0, 1.0), "compound", missing(-1.0)),
        ((1.0, 0.0, 1.0, 1.0), "yearly", missing()),
        ((1.0, 1.0, 1.0, 0.0), "compound", point(-1.0)),
        ((1.0, 1.0, 1.0, 0.0), "yearly", point(-1 / 3)),
        ((NONE, 1.0, 1.0, 1.0), "compound", missing(-1.0)),
    ],
)
def test_growth_over_three_years(figures: tuple[Cell, ...], mean: str, expected: Range) -> None:
    found = number(Growth(YEARS, MEAN), "output", *figures, growth_mean=mean)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


@pytest.mark.parametrize(
    "figures, expected",
    [
        ((4.0, 3.0, 2.0, 1.0), point(-1.0)),
        ((4.0, 3.0, 3.0, 1.0), point(0.0)),
        ((4.0, 3.0, 3.5, 1.0), point(0.5)),
        ((4.0, NONE, 2.0, 1.0), Range(-1.0, inf)),
        ((4.0, NONE, 2.0, 2.5), Range(0.5, inf)),
    ],
)
def test_falling_is_decided_by_the_largest_yearly_change(figures: tuple[Cell, ...], expected: Range) -> None:
    assert number(Falling(YEARS), "plain", *figures) == expected


@pytest.mark.parametrize(
    "figures, expected",
    [
        ((1.0, 2.0, 2.0, 4.0), point(2.0)),
        ((1.0, 1.0, 1.0, 1.0), point(0.0)),
        ((1.0, 2.0, 1.5, 4.0), point(-0.5)),
        ((3.0, 2.5, 1.0, 4.0), point(-1.5)),
        ((1.0, NONE, 2.0, 1.5), Range(-inf, -0.5)),
        ((2.0, NONE, 1.0, 2.0), Range(-inf, 0.0)),
    ],
)
def test_rising_is_decided_by_the_largest_fall_else_by_the_largest_rise(
    figures: tuple[Cell, ...], expected: Range
) -> None:
    assert number(Rising(YEARS), "plain", *figures) == expected


def test_a_sum_adds_counts_and_a_ratio_divides_columns() -> None:
    years = {2025: {"count": 3.0, "more": 150.0, "part": 7.0, "output": 10.0}}
    here = case(record(years))
    assert measured(LATEST, Sum(("count", "more")), here) == point(153.0)
    assert measured(LATEST, "share", here) == point(0.7)
    assert measured(LATEST, "density", here) == point(2.0)
    blank = case(record({2025: {"count": 3.0, "part": 7.0, "output": 0.0}}))
    assert measured(LATEST, Sum(("count", "more")), blank) == Range(3.0, inf)
    assert measured(LATEST, "share", blank) == measured(LATEST, "density", blank) == missing(0.0)


def test_a_fact_in_figures_holds_in_every_year() -> None:
    assert measured(LATEST, "area", case(record(facts={"area": "50.5"}))) == point(50.5)
    assert measured(LATEST, "area", case(record())) == missing(0.0)


# Events --------------------------------------------------------------------------------------------

COUNTS = {year: {"incidents": 0.0, "output": 1.0} for year in range(2022, 2027)}
FREE = IncidentFree(YEARS, SCOPE)


def counted(*days: str, scope: str = "calendar", counts: Mapping[int, Mapping[str, Cell]] | None = None) -> Range:
    years: dict[int, dict[str, Cell]] = {year: {**row} for year, row in COUNTS.items()}
    for year, row in (counts or {}).items():
        years[year] |= row
    events = [Event("incident", date.fromisoformat(day)) for day in days]
    here = case(record(years, events=events), YEARS, SCOPE, set_to={"zone.incident_window": scope})
    return measured(FREE, "incidents", here)


def test_calendar_years_take_their_counts_and_the_running_year_its_dated_events_up_to_the_day() -> None:
    assert counted() == point(0.0)
    assert counted("2024-05-05") == point(0.0)  # the count of 2024 says none
    assert counted(counts={2023: {"incidents": 1.0}}) == point(1.0)
    assert counted(counts={2022: {"incidents": 1.0}}) == point(0.0)
    assert counted("2026-06-30", "2026-07-01") == point(1.0)


def test_a_blank_count_leaves_open_whether_there_were_more() -> None:
    assert counted(counts={2024: {"incidents": None}}) == Range(0.0, inf)
    assert counted("2026-01-01", counts={2026: {"incidents": None}}) == Range(1.0, inf)
    # No row at all for the running year is none on file.
    assert counted("2026-01-01", counts={2026: {"incidents": None, "output": None}}) == point(1.0)


def test_rolling_months_count_dated_events_from_the_day_back() -> None:
    at_edge: dict[int, dict[str, Cell]] = {2023: {"incidents": 2.0}}
    assert counted("2023-06-30", "2023-06-29", scope="rolling_36_months", counts=at_edge) == point(1.0)
    assert counted("2023-06-29", scope="rolling_36_months", counts=at_edge) == point(0.0)
    # A year without dated events keeps its count.
    assert counted(scope="rolling_36_months", counts=at_edge) == point(2.0)


# Dates ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "since, years", [("2023-06-30", 3.0), ("2023-07-01", 2.0), ("2024-02-29", 2.0), ("2026-12-31", -1.0)]
)
def test_age_is_in_whole_years(since: str, years: float) -> None:
    assert measured(Age(), "founded", case(record(facts={"founded": since}))) == point(years)


def test_the_age_of_what_has_no_date_is_unknown() -> None:
    assert measured(Age(), "founded", case(record())) == missing()


def test_a_year_before_the_trace_is_not_made_up() -> None:
    with pytest.raises(NotReplayed, match="output is read in 2021, and the trace begins in 2022"):
        measured(LATEST, "output", case(record(), day=date(2022, 6, 30)))
