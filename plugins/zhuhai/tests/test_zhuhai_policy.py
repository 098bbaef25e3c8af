"""Zhuhai's policy against the text: operators, bounds, clauses, causes, and what each decision does."""

from __future__ import annotations

from datetime import date

import pytest

from clusterkit.law.citation import same_clause
from clusterkit.law.lever import Value
from clusterkit.law.truth import NOT_MET
from clusterkit_zhuhai.policy import POLICY
from clusterkit_zhuhai.register import REGISTER
from clusterkit_zhuhai.requirements import REQUIREMENTS
from tests.places.place import Place
from tests.places.template import Immediate, Templated
from tests.places.text import Stated

# Each number of the standard: what is measured, operator, bound, unit, the text's word, clause.
BOUNDS = {
    "area": ("area_km2", "<=", 100.0, "km²", "不超过", "附件 二"),
    "output_min": ("output_value", ">=", 32.0, "亿元", "以上", "附件 二"),
    "sme_share": ("sme_share", ">", 0.7, "share", "高于", "附件 二"),
    "dominant_share": ("dominant_share", ">", 0.7, "share", "高于", "附件 二"),
    "output_growth": ("output_value", ">", 0.08, "share", "高于", "附件 二"),
    "gradient.first": ("champions little_giants", ">=", 1.0, "家", "不少于", "附件 三"),
    "gradient.second": (
        "high_tech_enterprises srdi_smes innovative_smes chain_leaders champions other_champions",
        ">=", 10.0, "家", "不少于", "附件 三",
    ),
    "rd_growth": ("sme_rd_expenditure", ">", 0.08, "share", "高于", "附件 五"),
    "patent_growth": ("invention_patents", ">=", 0.15, "share", "不低于", "附件 五"),
    "patent_density": ("patent_density", ">=", 12.0, "件/万人", "不低于", "附件 五"),
    "platform_adoption": ("platform_adoption_rate", ">=", 0.15, "share", "不低于", "附件 六"),
    "energy": ("energy_efficiency_ratio", ">", 1.0, "倍", "高于", "附件 七"),
    "water": ("water_efficiency_ratio", ">", 1.0, "倍", "高于", "附件 七"),
}  # fmt: skip

# Rules whose bound the words themselves fix: nothing happened, no change at all.
FIXED = {
    "incidents": ("incidents", "<=", "附件 一"),
    "software_rising": ("software_adoption_rate", ">", "附件 六"),
    "co2_falling": ("co2_intensity", "<", "附件 七"),
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
    "area_binding": True,
    "term_years": 3,
    "report_deadline": "03-31",
    "first_report": "certification_year",
    "never_sent": "late",
    "report_breach": "either",
    "holiday_shift": "none",
    "plan_attainment_min": None,
    "review_lag_days": 0,
    "incomplete_passes": False,
    "automatic_at_review": False,
    "readmission": False,
    "round_on": "06-30",
    "round_quota": None,
    "ranking": "none",
    "lapse": "renewed",
    "in_force_until": 20271020,
    "new_rules_at_review": True,
}  # fmt: skip

# Every cause of losing the title, and the clause that each rests on.
CAUSES = {
    "false_declaration": "第十五条(二)",
    "illegality": "第十五条(五)",
    "monitoring_refused": "第十五条(三)",
    "late_report": "第十五条(三)",
    "unreported_change": "第十五条(四)",
    "incident": "第十五条(五)",
    "no_renewal_application": "第十五条(一)",
    "incomplete_review": "第十五条(一)",
    "re_review": "第十三条",
    "plan_attainment": "第十三条",
    "measure_ended": "第十七条",
}  # fmt: skip

PLACE = Place(
    POLICY, REGISTER, REQUIREMENTS, bounds=BOUNDS, levers=LEVERS, causes=CAUSES, fixed=FIXED, groups=("gradient",)
)
change, ruled = PLACE.change, PLACE.ruled


class TestText(Stated, Templated, Immediate):
    place = PLACE


def test_every_clause_that_is_cited_is_in_the_register() -> None:
    for name, citation in PLACE.cited():
        assert any(same_clause(citation, clause.clause) for clause in REGISTER), (name, citation)


def test_every_name_in_the_register_is_one_of_the_policy() -> None:
    known = {name for name, _ in PLACE.cited()} | {f"{place}.scope" for place in POLICY.scope}
    names = {name for clause in REGISTER for name in clause.ids}
    assert {name for name in names if not name.startswith("zhuhai.recognition.")} <= known


@pytest.mark.parametrize("entry", ["province", "national", "national:1", "national:3"])
def test_recognition_from_above_admits_without_review(entry: str) -> None:
    assert ruled("admission_round", found=NOT_MET, recognised=(entry,)) == ("admit", "")
    assert ruled("admission_round", found=NOT_MET) is None
    assert ruled("re_review", found=NOT_MET, recognised=(entry,)) == ("lose", "re_review")
    automatic = change("automatic_at_review", True)
    assert ruled("re_review", automatic, found=NOT_MET, recognised=(entry,)) == ("renew", "")


def test_the_duty_has_no_date_of_its_own() -> None:
    (duty,) = POLICY.duties
    assert (duty.key, duty.citation, duty.sent_as) == ("yearly_report", "第十四条", ("report_submitted_on",))
    assert duty.deadline.assumed


def test_the_measure_is_the_city_s_and_in_force_for_three_years() -> None:
    assert (POLICY.level, POLICY.in_force.starts) == ("city", date(2024, 10, 21))
    assert POLICY.in_force.citation == "第十七条"
    assert POLICY.targets == ()
