"""Shanghai's policy against the text: operators, bounds, clauses, causes, and what each decision does."""

from __future__ import annotations

from datetime import date

import pytest

from clusterkit.law.history import History
from clusterkit.law.lever import Value
from clusterkit.law.truth import NOT_APPLICABLE, NOT_MET, UNKNOWN
from clusterkit_shanghai.policy import POLICY
from clusterkit_shanghai.register import REGISTER
from clusterkit_shanghai.requirements import REQUIREMENTS
from tests.places.place import INDICATORS, Place
from tests.places.template import Templated
from tests.places.text import Registered, Stated

# Each number of the standard: what is measured, operator, bound, unit, the text's word, clause.
BOUNDS = {
    "established": ("established_on", ">=", 3.0, "年", "以上", "第六条 1"),
    "area": ("area_km2", "<=", 100.0, "km²", "不超过", "第六条 1"),
    "output_min": ("output_value", ">=", 30.0, "亿元", "以上", "第六条 1"),
    "sme_share": ("sme_share", ">=", 0.5, "share", "以上", "第六条 1"),
    "dominant_share": ("dominant_share", ">", 0.5, "share", "高于", "第六条 1"),
    "output_growth": ("output_value", ">", 0.1, "share", "高于", "第六条 1"),
    "gradient.first": ("champions little_giants", ">=", 1.0, "家", "不少于", "第六条 2"),
    "gradient.second": (
        "srdi_smes innovative_smes high_tech_enterprises", ">=", 10.0, "家", "不少于", "第六条 2",
    ),
    "rd_growth": ("sme_rd_expenditure", ">", 0.05, "share", "高于", "第六条 4"),
    "patent_growth": ("invention_patents", ">=", 0.15, "share", "不低于", "第六条 4"),
    "patent_density": ("patent_density", ">=", 15.0, "件/万人", "不低于", "第六条 4"),
    "platform_adoption": ("platform_adoption_rate", ">=", 0.1, "share", "不低于", "第六条 5"),
    "energy": ("energy_efficiency_ratio", ">", 1.0, "倍", "高于", "第六条 6"),
    "water": ("water_efficiency_ratio", ">", 1.0, "倍", "高于", "第六条 6"),
    "innovation_platforms": ("innovation_platforms", ">=", 1.0, "个", "不少于", "第六条 4"),
    "standards": ("standards_contributions", ">=", 2.0, "项", "不少于", "第六条 4"),
}  # fmt: skip

# Rules whose bound the words themselves fix: nothing happened, no change at all.
FIXED = {
    "incidents": ("incidents", "<=", "第六条"),
    "software_rising": ("software_adoption_rate", ">", "第六条 5"),
    "co2_falling": ("co2_intensity", "<", "第六条 6"),
}

# Every other lever and its default.
LEVERS: dict[str, Value] = {
    "output_years": 3,
    "rd_years": 3,
    "trend_years": 3,
    "incident_years": 3,
    "growth_window": 3,
    "growth_mean": "compound",
    "incident_window": "calendar",
    "area_binding": False,
    "term_years": 3,
    "report_deadline": "03-31",
    "first_report": "certification_year",
    "never_sent": "late",
    "report_breach": "either",
    "holiday_shift": "none",
    "plan_attainment_min": None,
    "review_lag_days": 0,
    "incomplete_passes": False,
    "readmission": False,
    "round_on": "06-30",
    "round_quota": None,
    "ranking": "none",
    "lapse": "renewed",
    "in_force_until": None,
    "new_rules_at_review": True,
    "form_deadline": "04-10",
    "district_report_late": "advisory",
    "immediate_revocation": False,
    "target.clusters": 30,
}  # fmt: skip

# Every cause of losing the title or the standing, and the clause that each rests on.
CAUSES = {
    "false_declaration": "第十七条(二)",
    "illegality": "第十七条(二)",
    "monitoring_refused": "第十七条(三)",
    "late_report": "第十七条(三)",
    "unreported_change": "第十七条(四)",
    "incident": "第十七条(五)",
    "no_renewal_application": "第十七条(一)",
    "incomplete_review": "第十七条(一)",
    "re_review": "第十四条",
    "plan_attainment": "第十四条",
    "measure_ended": "第十九条",
    "term_ended_without_standing": "第十七条",
}  # fmt: skip

PLACE = Place(
    POLICY, REGISTER, REQUIREMENTS, bounds=BOUNDS, levers=LEVERS, causes=CAUSES, fixed=FIXED, groups=("gradient",)
)
change, ruled, sitting = PLACE.change, PLACE.ruled, PLACE.sitting


class TestText(Stated, Registered, Templated):
    place = PLACE


@pytest.mark.parametrize("kind", ["false_declaration", "illegality", "unreported_change", "incident"])
def test_a_cause_takes_the_standing_once_and_the_title_only_by_lever(kind: str) -> None:
    assert ruled(kind) == ("lose_standing", kind)
    assert ruled(kind, standing=False) is None
    for standing in (True, False):
        assert ruled(kind, change("immediate_revocation", True), standing=standing) == ("lose", kind)


def test_a_late_form_costs_the_standing_and_a_late_report_to_the_district_nothing() -> None:
    assert ruled("late_city_form") == ("lose_standing", "late_report")
    assert ruled("late_city_form", standing=False) is None
    assert ruled("late_city_form", change("immediate_revocation", True)) == ("lose", "late_report")
    assert ruled("late_district_report") is None
    assert ruled("late_district_report", change("immediate_revocation", True)) is None
    counts = change("district_report_late", "standing")
    assert ruled("late_district_report", counts) == ("lose_standing", "late_report")
    at_once = change("immediate_revocation", True)
    assert ruled("late_district_report", counts, at_once) == ("lose", "late_report")


def test_lateness_or_refusal_suffices_unless_the_lever_asks_for_both() -> None:
    both, counts = change("report_breach", "both"), change("district_report_late", "standing")
    refused, late = ("lose_standing", "monitoring_refused"), ("lose_standing", "late_report")
    assert ruled("monitoring_refused") == refused
    assert ruled("monitoring_refused", both) is None
    assert ruled("monitoring_refused", both, late=("city_form",)) == refused
    assert ruled("monitoring_refused", both, late=("district_report",)) is None
    assert ruled("monitoring_refused", both, counts, late=("district_report",)) == refused
    assert ruled("late_city_form", both) is None
    assert ruled("late_city_form", both, refused=True) == late
    assert ruled("late_district_report", both, refused=True) is None
    assert ruled("late_district_report", both, counts, refused=True) == late


def test_at_expiry_lost_standing_comes_first_then_the_application_the_review_and_the_plan() -> None:
    assert ruled("re_review", standing=False, applied=False, found=NOT_MET) == (
        "lose", "term_ended_without_standing"
    )  # fmt: skip
    assert ruled("re_review", applied=False, found=NOT_MET) == ("lose", "no_renewal_application")
    least = change("plan_attainment_min", 0.9)
    assert ruled("re_review", least, found=NOT_MET, plan=0.8) == ("lose", "re_review")
    assert ruled("re_review", least, found=UNKNOWN, plan=0.8) == ("lose", "incomplete_review")
    assert ruled("re_review", least, plan=0.8) == ("lose", "plan_attainment")
    assert ruled("re_review", plan=0.0) == ("renew", "")
    assert ruled("re_review", change("incomplete_passes", True), found=UNKNOWN) == ("renew", "")


def test_nothing_but_the_standard_admits() -> None:
    assert POLICY.recognition is None
    assert ruled("admission_round", recognised=("national:1",), found=NOT_MET) is None
    assert ruled("admission_round") == ("admit", "")


def test_there_are_two_duties_and_the_form_s_own_date_comes_first() -> None:
    report, form = POLICY.duties
    assert (report.key, report.sent_as) == ("district_report", ("report_submitted_on",))
    assert (form.key, form.sent_as) == ("city_form", ("form_submitted_on", "report_submitted_on"))
    assert [(duty.citation, duty.deadline.key, duty.deadline.cue) for duty in POLICY.duties] == [
        ("第十五条", "shanghai.report_deadline", "前"),
        ("第十五条", "shanghai.form_deadline", "前"),
    ]


def test_the_draft_has_neither_a_first_nor_a_last_day() -> None:
    assert (POLICY.level, POLICY.in_force.starts, POLICY.in_force.citation) == ("province", None, "第十九条")


def test_about_thirty_clusters_are_a_target_for_the_end_of_2025() -> None:
    (target,) = POLICY.targets
    assert (target.clusters.key, target.clusters.default, target.by) == (
        "shanghai.target.clusters", 30.0, date(2025, 12, 31)
    )  # fmt: skip
    assert (target.indicator, target.above, target.up_to) == (None, None, None)


def test_a_preference_among_industries_is_only_an_advisory() -> None:
    assert {one.key for one in REQUIREMENTS if not one.binding} == {"shanghai_priority_industry"}
    finding = PLACE.criteria["priority_industry"].judge(sitting(History(INDICATORS)))
    assert finding.truth.item() == NOT_APPLICABLE
    assert finding.stated.item() == UNKNOWN
