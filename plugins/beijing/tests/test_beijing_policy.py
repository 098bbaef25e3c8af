"""Beijing's policy against the text: operators, bounds, clauses, causes, and what each decision does."""

from __future__ import annotations

from datetime import date

from clusterkit.law.lever import Value
from clusterkit.law.truth import NOT_MET
from clusterkit_beijing.policy import POLICY
from clusterkit_beijing.register import REGISTER
from clusterkit_beijing.requirements import REQUIREMENTS
from tests.places.place import Place
from tests.places.template import Immediate, Templated
from tests.places.text import Registered, Stated

# Each number of the standard: what is measured, operator, bound, unit, the text's word, clause.
BOUNDS = {
    "area": ("area_km2", "<=", 100.0, "km²", "不超过", "附件 二"),
    "output_min": ("output_value", ">=", 40.0, "亿元", "以上", "附件 二"),
    "sme_share": ("sme_share", ">", 0.7, "share", "高于", "附件 二"),
    "dominant_share": ("dominant_share", ">", 0.7, "share", "高于", "附件 二"),
    "output_growth": ("output_value", ">", 0.1, "share", "高于", "附件 二"),
    "gradient.first": ("champions little_giants", ">=", 1.0, "家", "不少于", "附件 三"),
    "gradient.second": (
        "srdi_smes innovative_smes high_tech_enterprises", ">=", 10.0, "家", "不少于", "附件 三",
    ),
    "rd_growth": ("sme_rd_expenditure", ">", 0.1, "share", "高于", "附件 五"),
    "patent_growth": ("invention_patents", ">=", 0.15, "share", "不低于", "附件 五"),
    "patent_density": ("patent_density", ">=", 15.0, "件/万人", "不低于", "附件 五"),
    "platform_adoption": ("platform_adoption_rate", ">=", 0.15, "share", "不低于", "附件 六"),
    "energy": ("energy_efficiency_ratio", ">", 1.0, "倍", "高于", "附件 七"),
    "water": ("water_efficiency_ratio", ">", 1.0, "倍", "高于", "附件 七"),
}  # fmt: skip

# Rules whose bound the words themselves fix: nothing happened, no change at all.
FIXED = {
    "incidents": ("incidents", "<=", "附件 一.2"),
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
    "automatic_at_review": False,
    "readmission": False,
    "round_on": "06-30",
    "round_quota": None,
    "ranking": "none",
    "lapse": "renewed",
    "in_force_until": None,
    "new_rules_at_review": True,
    "target.clusters": 20,
}  # fmt: skip

# Every cause of losing the title, and the clause that each rests on.
CAUSES = {
    "false_declaration": "第十七条(二)",
    "illegality": "第十七条(二)",
    "monitoring_refused": "第十七条(三)",
    "late_report": "第十七条(三)",
    "unreported_change": "第十七条(四)",
    "incident": "第十七条(五)",
    "no_renewal_application": "第十七条(一)",
    "incomplete_review": "第十七条(一)",
    "re_review": "第十五条",
    "plan_attainment": "第十五条",
    "measure_ended": "第十九条",
}  # fmt: skip

PLACE = Place(
    POLICY, REGISTER, REQUIREMENTS, bounds=BOUNDS, levers=LEVERS, causes=CAUSES, fixed=FIXED, groups=("gradient",)
)
change, ruled = PLACE.change, PLACE.ruled


class TestText(Stated, Registered, Templated, Immediate):
    place = PLACE


def test_only_the_first_national_batch_is_recognised_without_review() -> None:
    assert ruled("admission_round", found=NOT_MET, recognised=("national:1",)) == ("admit", "")
    for entry in ("national:2", "national", "province"):
        assert ruled("admission_round", found=NOT_MET, recognised=(entry,)) is None
    assert ruled("re_review", found=NOT_MET, recognised=("national:1",)) == ("lose", "re_review")
    automatic = change("automatic_at_review", True)
    assert ruled("re_review", automatic, found=NOT_MET, recognised=("national:1",)) == ("renew", "")


def test_the_report_is_due_before_the_end_of_march() -> None:
    (duty,) = POLICY.duties
    assert (duty.key, duty.citation, duty.sent_as) == ("yearly_report", "第十六条", ("report_submitted_on",))
    assert (duty.deadline.citation, duty.deadline.cue, duty.deadline.assumed) == ("第十六条", "前", False)


def test_the_draft_has_neither_a_first_nor_a_last_day() -> None:
    assert (POLICY.level, POLICY.in_force.starts, POLICY.in_force.citation) == ("province", None, "第十九条")


def test_about_twenty_clusters_are_a_target_for_the_end_of_2025() -> None:
    (target,) = POLICY.targets
    assert (target.clusters.key, target.clusters.default, target.by) == (
        "beijing.target.clusters", 20.0, date(2025, 12, 31)
    )  # fmt: skip
    assert (target.indicator, target.above, target.up_to) == (None, None, None)
