"""Clusters around a bound: their figures stand just below, at and just above it, in every window."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.law import (
    Age,
    EachOfLast,
    Falling,
    Growth,
    IncidentFree,
    LeverNamespace,
    Sum,
    above,
    all_of,
    at_least,
    at_most,
    procedure,
)
from clusterkit.law.criterion import Bound
from clusterkit.law.lever import Lever
from clusterkit.law.truth import MET, NOT_MET
from clusterkit.plugins import Plugins
from clusterkit.testing.threshold import LATEST_YEAR, ON, stands
from clusterkit.testing.trial import Trial, portfolio_of
from tests.law.measures import measure

INDICATORS = Plugins({}).indicators
lever = LeverNamespace("spot")
MEAN = procedure.growth_mean(lever, cite="第一条")


def bound(number: float, **more: Any) -> Lever:
    return lever("bound", number, "", zh="界限", en="bound", cite="第一条", range=(None, None), **more)


def years(number: int) -> Lever:
    return lever("years", number, "年", zh="年数", en="years", cite="第一条", range=(1.0, 9.0), whole=True)


def figures(criterion: Bound, key: str) -> dict[str, dict[int, Any]]:
    """Return a column's values by place and year."""
    return {
        one.place: {year: row[key] for year, row in one.years.items() if key in row}
        for one in stands(criterion, INDICATORS)
    }


def verdicts(criterion: Bound) -> list[tuple[str, bool]]:
    """Judge a bound on the clusters around it: which of them meet it."""
    found = list(stands(criterion, INDICATORS))
    policy = measure(key="spot", standard=all_of(criterion))
    trial = Trial(policy, INDICATORS, portfolio_of(policy, found, ()))
    truths = criterion.judge(trial.sitting()).truth[0, :, 0]
    assert set(truths) <= {MET, NOT_MET}
    return [(one.place, bool(truth == MET)) for one, truth in zip(found, truths, strict=True)]


AT_LEAST = [("below", False), ("at", True), ("above", True)]
ABOVE = [("below", False), ("at", False), ("above", True)]
AT_MOST = [("below", True), ("at", True), ("above", False)]


def test_a_figure_of_the_latest_year_stands_around_its_bound() -> None:
    assert figures(at_least("output_value", bound(10)), "output_value") == {
        "below": {LATEST_YEAR: pytest.approx(10, rel=2e-6)},
        "at": {LATEST_YEAR: 10.0},
        "above": {LATEST_YEAR: pytest.approx(10, rel=2e-6)},
    }
    assert verdicts(at_least("output_value", bound(10))) == AT_LEAST
    assert verdicts(above("output_value", bound(10))) == ABOVE
    assert verdicts(at_most("area_km2", bound(100))) == AT_MOST


def test_one_year_in_the_middle_decides_what_must_hold_in_each() -> None:
    found = figures(at_least("output_value", bound(10), EachOfLast(years(3))), "output_value")
    below, *others = (found["below"][year] for year in (LATEST_YEAR - 1, LATEST_YEAR, LATEST_YEAR - 2))
    assert below < 10 < min(others)
    assert set(found["at"].values()) == {10.0}
    assert verdicts(at_least("output_value", bound(10), EachOfLast(years(3)))) == AT_LEAST


def test_the_largest_year_decides_below_an_upper_bound() -> None:
    found = figures(at_most("co2_intensity", bound(2), EachOfLast(years(3))), "co2_intensity")
    above_it, *others = (found["above"][year] for year in (LATEST_YEAR - 1, LATEST_YEAR, LATEST_YEAR - 2))
    assert above_it > 2 > max(others)
    assert verdicts(at_most("co2_intensity", bound(2), EachOfLast(years(3)))) == AT_MOST


def test_counts_are_whole_also_where_they_grow() -> None:
    window = Growth(years(3), MEAN)
    found = figures(at_least("invention_patents", bound(0.15), window), "invention_patents")
    assert [found["at"][LATEST_YEAR - back] for back in (3, 2, 1, 0)] == [8000, 9200, 10580, 12167]
    assert found["below"][LATEST_YEAR] == 12166
    assert verdicts(at_least("invention_patents", bound(0.15), window)) == AT_LEAST


def test_a_sum_stands_in_its_first_part() -> None:
    either = at_least(Sum(("champions", "little_giants")), bound(1))
    assert figures(either, "champions") == {place: {LATEST_YEAR: n} for n, place in enumerate(("below", "at", "above"))}
    assert figures(either, "little_giants")["above"] == {LATEST_YEAR: 0}
    assert verdicts(either) == AT_LEAST


def test_a_ratio_is_written_as_its_two_columns() -> None:
    found = next(one for one in stands(above("sme_share", bound(0.7)), INDICATORS) if one.place == "at")
    assert found.years == {LATEST_YEAR: {"sme_output_value": 700.0, "output_value": 1000.0}}
    assert verdicts(above("sme_share", bound(0.7))) == ABOVE
    assert verdicts(at_least("patent_density", bound(12.5))) == AT_LEAST


def test_whole_years_since_a_date_turn_on_the_anniversary() -> None:
    found = {one.place: one.facts["established_on"] for one in stands(at_least("established_on", bound(3), Age()), {
        "established_on": INDICATORS["established_on"]})}  # fmt: skip
    assert found == {"below": date(2024, 7, 1), "at": date(2024, 6, 30), "above": date(2023, 6, 30)}
    assert date(2027, 6, 30) == ON
    assert verdicts(at_least("established_on", bound(3), Age())) == AT_LEAST


def test_events_are_counted_in_the_latest_year() -> None:
    window = IncidentFree(years(3), procedure.incident_window(lever, cite="第一条"))
    assert verdicts(at_most("incidents", bound(2), window)) == AT_MOST


def test_what_cannot_be_is_left_out() -> None:
    assert [place for place, _ in verdicts(at_least("clean_audit_rate", bound(1)))] == ["below", "at"]
    assert [place for place, _ in verdicts(at_most("champions", bound(0)))] == ["at", "above"]
    assert list(stands(at_least("champions", bound(1.5)), INDICATORS)) == []
    assert list(stands(at_least("output_value", bound(10), Falling(years(3))), INDICATORS)) == []
    assert list(stands(at_least("plan_attainment", lever("none", None, "share", zh="无", en="none", cite="一",
                                                        optional=True)), INDICATORS)) == []  # fmt: skip


@given(
    st.decimals("0.001", "90000", places=3),
    st.sampled_from(["output_value", "co2_intensity", "investment_intensity", "patent_density"]),
)
def test_any_bound_parts_what_lies_below_from_what_lies_above(number: Any, key: str) -> None:
    assert verdicts(at_least(key, bound(float(number)))) == AT_LEAST
    assert verdicts(above(key, bound(float(number)))) == ABOVE


@given(st.decimals("-0.5", "0.9", places=2), st.integers(1, 4), st.sampled_from(["output_value", "invention_patents"]))
def test_any_growth_parts_what_lies_below_from_what_lies_above(rate: Any, length: int, key: str) -> None:
    window = Growth(years(length), MEAN)
    assert verdicts(at_least(key, bound(float(rate)), window)) == AT_LEAST
    assert verdicts(above(key, bound(float(rate)), window)) == ABOVE
