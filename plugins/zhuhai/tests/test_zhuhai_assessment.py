"""Clusters assessed under Zhuhai's measure, each one step from a bound."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import clusterkit_zhuhai.plugin
from clusterkit.assessment import assess
from clusterkit.law import Change
from clusterkit.plugins import Plugins
from clusterkit.portfolio import Portfolio
from clusterkit.verdict import ClusterVerdict
from clusterkit_zhuhai.policy import POLICY
from clusterkit_zhuhai.requirements import REQUIREMENTS

ON = date(2026, 6, 30)
YEARS = (2022, 2023, 2024, 2025)
GOOD: dict[str, Any] = {
    "output_value": (32, 36, 40, 45),
    "sme_output_value": 31.6,
    "dominant_output_value": 31.6,
    "sme_rd_expenditure": (1.0, 1.1, 1.2, 1.3),
    "sme_employees": 10_000,
    "invention_patents": (10, 12, 15, 18),
    "platform_adoption_rate": 0.15,
    "software_adoption_rate": (0.3, 0.3, 0.3, 0.31),
    "co2_intensity": (0.9, 0.8, 0.7, 0.6),
    "champions": 0,
    "little_giants": 1,
    "incidents": 0,
} | {one.key: "yes" for one in REQUIREMENTS}


def one(
    *,
    on: date = ON,
    changes: tuple[Change, ...] = (),
    standard: Any = "admission",
    facts: dict[str, Any] | None = None,
    events: tuple[tuple[date, str], ...] = (),
    titles: tuple[dict[str, Any], ...] = (),
    **figures: Any,
) -> ClusterVerdict:
    told = GOOD | figures
    observed = [
        {"cluster_id": "Z1", "year": year}
        | {key: value[place] if isinstance(value, tuple) else value for key, value in told.items()}
        for place, year in enumerate(YEARS)
    ]
    cluster = {
        "cluster_id": "Z1", "jurisdiction": "zhuhai", "area_km2": 100, "energy_intensive": "no",
        "water_intensive": "no", "certified_on": date(2024, 11, 1),
    }  # fmt: skip
    portfolio = Portfolio.from_rows(
        [cluster | (facts or {})],
        observed,
        [{"cluster_id": "Z1", "date": day, "kind": kind} for day, kind in events],
        [{"cluster_id": "Z1", **title} for title in titles],
        name="by hand",
        indicators=REQUIREMENTS,
        jurisdictions=("zhuhai", "beijing"),
    )
    plugins = Plugins({"zhuhai": clusterkit_zhuhai.plugin})
    return assess(portfolio, on, plugins=plugins, standard=standard, changes=changes).of("Z1")


def test_a_cluster_on_every_inclusive_bound_passes() -> None:
    found = one()
    assert (found.verdict, found.admission.verdict) == ("passes", "passes")
    assert [criterion.id for criterion in found.criteria] == [part.id for part in POLICY.standard.parts]
    assert {criterion.verdict for criterion in found.criteria} == {"met", "not_applicable"}


@pytest.mark.parametrize(
    "criterion, figures",
    [
        ("output_min", {"output_value": (20, 31.99, 40, 45)}),
        ("sme_share", {"sme_output_value": 31.5}),  # 70 % exactly
        ("dominant_share", {"dominant_output_value": 31.5}),
        ("output_growth", {"output_value": (100, 110, 120, 125.9712), "sme_output_value": 90,
                           "dominant_output_value": 90}),
        ("gradient", {"little_giants": 0, "high_tech_enterprises": 9, "srdi_smes": 0, "innovative_smes": 0,
                      "chain_leaders": 0, "other_champions": 0}),
        ("rd_growth", {"sme_rd_expenditure": (1.0, 1.1, 1.2, 1.259712)}),
        ("patent_growth", {"invention_patents": (16, 18, 20, 24)}),
        ("patent_density", {"invention_patents": (7, 8, 9, 11)}),
        ("platform_adoption", {"platform_adoption_rate": 0.1499}),
        ("software_rising", {"software_adoption_rate": 0.3}),
        ("software_rising", {"software_adoption_rate": (0.3, 0.5, 0.4, 0.6)}),
        ("co2_falling", {"co2_intensity": (0.9, 0.8, 0.8, 0.6)}),
        ("energy", {"facts": {"energy_intensive": "yes"}, "energy_efficiency_ratio": 1}),
        ("water", {"facts": {"water_intensive": "yes"}, "water_efficiency_ratio": 1}),
        ("area", {"facts": {"area_km2": 100.01}}),
        ("incidents", {"incidents": (0, 1, 0, 0)}),
        ("brand", {"zhuhai_brand": "no"}),
    ],
)  # fmt: skip
def test_one_step_short_of_a_bound_fails_on_that_criterion_alone(criterion: str, figures: dict[str, Any]) -> None:
    found = one(**figures)
    assert [failing.id for failing in found.failing] == [f"zhuhai.{criterion}"]
    assert found.verdict == "fails"
    margin = found.failing[0].margin
    assert margin is None or margin <= 0.0


@pytest.mark.parametrize(
    "figures",
    [
        {"invention_patents": (8000, 9000, 10_000, 12_167)},  # exactly 15 % a year
        {"invention_patents": (5, 6, 8, 12)},  # exactly 12 per 10,000
        {"little_giants": 0, "high_tech_enterprises": 10},  # the second arm, others blank
        {"little_giants": 0, "champions": 1},
        {"facts": {"energy_intensive": None}, "energy_efficiency_ratio": 1.01},
    ],
)
def test_on_the_met_side_of_a_bound_it_passes(figures: dict[str, Any]) -> None:
    assert one(**figures).verdict == "passes"


def test_a_blank_requirement_leaves_the_cluster_incomplete_and_is_named() -> None:
    found = one(zhuhai_brand=("yes", "yes", "yes", None))
    assert found.verdict == "incomplete"
    assert [(gap.indicator, gap.years) for gap in found.unknown[0].missing] == [("zhuhai_brand", (2025,))]


@pytest.mark.parametrize(
    "by, automatic", [("province", True), ("national", True), ("national:4", True), ("beijing", False)]
)
def test_recognition_by_province_or_nation_admits_without_review(by: str, automatic: bool) -> None:
    found = one(facts={"recognised_by": by}, platform_adoption_rate=0.01)
    assert found.verdict == "fails"
    assert found.admission.as_dict() == {
        "verdict": "passes" if automatic else "fails",
        "recognised_automatically": automatic,
        "citation": "第十二条(三)",
    }


def test_the_yearly_report_is_due_from_the_year_of_certification() -> None:
    sent = (None, None, date(2025, 3, 31), date(2026, 4, 1))
    found = one(report_submitted_on=sent)
    assert [(duty.id, duty.year, duty.verdict, duty.citation) for duty in found.duties] == [
        ("zhuhai.yearly_report", 2024, "met", "第十四条"),
        ("zhuhai.yearly_report", 2025, "not_met", "第十四条"),
    ]
    assert [(cause.cause, cause.date, cause.effect, cause.citation) for cause in found.causes] == [
        ("late_report", date(2026, 4, 1), "lose", "第十五条(三)")
    ]
    assert found.verdict == "passes"


def test_causes_of_one_day_are_reported_in_the_law_s_order() -> None:
    day = date(2025, 9, 1)
    found = one(events=((day, "incident"), (day, "unreported_change"), (day, "illegality")))
    assert [(cause.cause, cause.citation) for cause in found.causes] == [("illegality", "第十五条(五)")]


def test_an_incident_of_the_running_year_enters_the_window_up_to_the_day() -> None:
    event = ((date(2026, 6, 30), "incident"),)
    assert [failing.figure for failing in one(events=event).failing] == [1.0]
    assert one(events=event, on=date(2026, 6, 29)).verdict == "passes"


def test_the_plans_attainment_is_asked_at_a_re_review_alone() -> None:
    found = one(standard="retention", plan_attainment=0.9)
    assert (found.verdict, found.criteria[-1].verdict, found.criteria[-1].bound) == ("passes", "advisory", None)
    least = (Change("zhuhai.plan_attainment_min", 1.0),)
    assert one(standard="retention", plan_attainment=0.9, changes=least).verdict == "fails"
    assert one(plan_attainment=0.9, changes=least).verdict == "passes"
