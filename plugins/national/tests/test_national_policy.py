"""The national policy against its sources: operators, bounds, clauses, causes, and what each decision does."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from clusterkit.law.facts import Facts
from clusterkit.law.figure import observed
from clusterkit.law.history import History
from clusterkit.law.lever import Value
from clusterkit.law.truth import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN
from clusterkit.law.window import EachOfLast, IncidentFree, Latest
from clusterkit_national.policy import POLICY, PREREQUISITE
from clusterkit_national.register import REGISTER
from clusterkit_national.requirements import REQUIREMENTS
from tests.places.place import INDICATORS, Place, number
from tests.places.text import Registered, Stated

# Each number of the standard: what is measured, operator, bound, unit, the text's word, clause.
BOUNDS = {
    "area": ("area_km2", "<=", 100.0, "km²", "不超过", "标准 1"),
    "output_min": ("output_value", ">=", 40.0, "亿元", "以上", "标准 1"),
    "sme_share": ("sme_share", ">=", 0.7, "share", "以上", "标准 1"),
    "dominant_share": ("dominant_share", ">", 0.7, "share", "高于", "标准 1"),
    "output_growth": ("output_value", ">", 0.1, "share", "高于", "标准 1"),
    "gradient.first": ("champions little_giants", ">=", 1.0, "家", "不少于", "标准 2"),
    "gradient.second": (
        "srdi_smes innovative_smes high_tech_enterprises", ">=", 10.0, "家", "不少于", "标准 2",
    ),
    "energy": ("energy_efficiency_ratio", ">", 1.0, "倍", "高于", "四"),
    "water": ("water_efficiency_ratio", ">", 1.0, "倍", "高于", "四"),
}  # fmt: skip

FIXED = {"incidents": ("incidents", "<=", "四")}

# Every other lever and its default.
LEVERS: dict[str, Value] = {
    "output_years": 3,
    "incident_years": 3,
    "growth_window": 3,
    "growth_mean": "compound",
    "incident_window": "calendar",
    "area_binding": False,
    "prerequisite_binding": True,
    "own_title_binding": True,
    "province_quota": None,
    "planned_city_quota": None,
    "term_years": 3,
    "report_deadline": "03-31",
    "report_deadline_2022": "04-30",
    "report_late": "advisory",
    "first_report": "certification_year",
    "never_sent": "late",
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
    "target.clusters": 200,
}

# Every cause of losing the title, and the clause that each rests on.
CAUSES = {
    "illegality": "六",
    "unreported_change": "办法 撤销",
    "incident": "六",
    "late_report": "六",
    "no_renewal_application": "办法 撤销",
    "incomplete_review": "办法 撤销",
    "re_review": "六",
    "plan_attainment": "办法 复核",
    "measure_ended": "题首",
}

PLACE = Place(
    POLICY, REGISTER, REQUIREMENTS, bounds=BOUNDS, levers=LEVERS, causes=CAUSES, fixed=FIXED, groups=("gradient",)
)
change, ruled = PLACE.change, PLACE.ruled


class TestText(Stated, Registered):
    place = PLACE


def test_output_is_read_in_each_of_three_years_growth_over_three_and_incidents_over_three() -> None:
    windows = {name: part.window for name, part in PLACE.numbers.items() if part.window != Latest()}
    assert {name: window.levers[0].key for name, window in windows.items()} == {
        "output_min": "national.output_years",
        "output_growth": "national.growth_window",
    }
    assert isinstance(windows["output_min"], EachOfLast)
    incidents = PLACE.trends["incidents"]
    assert (incidents.subject, incidents.operator, incidents.citation) == FIXED["incidents"]
    assert isinstance(incidents.window, IncidentFree)


def test_the_limit_on_area_advises_unless_its_lever_binds_it() -> None:
    history = History(INDICATORS)
    history.put_lasting("area_km2", observed(number(101.0), INDICATORS["area_km2"].scale))
    area = PLACE.criteria["area"]
    assert area.judge(PLACE.sitting(history)).truth.item() == NOT_APPLICABLE
    assert area.judge(PLACE.sitting(history, change("area_binding", True))).truth.item() == NOT_MET


def test_efficiency_is_asked_of_every_cluster_whatever_its_industry() -> None:
    history = History(INDICATORS)
    history.put("energy_efficiency_ratio", 2026, observed(number(0.99), "log"))
    for name, truth in (("energy", NOT_MET), ("water", UNKNOWN)):
        assert PLACE.criteria[name].judge(PLACE.sitting(history)).truth.item() == truth


def test_either_arm_of_the_gradient_suffices() -> None:
    group = PLACE.criteria["gradient"]
    assert [arm.id for arm in group.parts] == ["national.gradient.first", "national.gradient.second"]
    history = History(INDICATORS)
    history.put("champions", 2026, observed(number(1.0), "plain"))
    assert group.judge(PLACE.sitting(history)).truth.item() == MET


def test_every_requirement_has_short_titles_of_its_own_in_both_languages() -> None:
    for titles in ([one.title.zh for one in REQUIREMENTS], [one.title.en for one in REQUIREMENTS]):
        assert len(set(titles)) == len(titles)
        assert all(titles)
    assert max(len(one.title.zh) for one in REQUIREMENTS) <= 20


def test_what_is_not_known_of_the_standard_has_neither_number_nor_trend() -> None:
    numbers = {clause.clause: clause.ids for clause in REGISTER if clause.clause.startswith("标准")}
    bounds = {f"national.{name}" for name in BOUNDS}
    for item in range(3, 9):
        assert set(numbers[f"标准 {item}"]) & bounds == ({"national.energy", "national.water"} if item == 6 else set())


# What each decision does --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["illegality", "unreported_change", "incident"])
def test_a_cause_takes_the_title_on_its_day(kind: str) -> None:
    assert ruled(kind) == ("lose", kind)


def test_no_known_text_names_false_declaration_or_refused_monitoring() -> None:
    assert POLICY.event_kinds == ("illegality", "unreported_change", "incident")


def test_a_late_report_costs_nothing_unless_the_lever_says_so() -> None:
    assert ruled("late_yearly_report") is None
    assert ruled("late_yearly_report", change("report_late", "title")) == ("lose", "late_report")


def test_a_re_review_asks_for_an_application_then_the_standard_then_the_plan() -> None:
    assert ruled("re_review") == ("renew", "")
    assert ruled("re_review", applied=False, found=NOT_MET) == ("lose", "no_renewal_application")
    assert ruled("re_review", found=NOT_MET) == ("lose", "re_review")
    assert ruled("re_review", found=UNKNOWN) == ("lose", "incomplete_review")
    assert ruled("re_review", change("incomplete_passes", True), found=UNKNOWN) == ("renew", "")
    assert ruled("re_review", change("plan_attainment_min", 0.9), plan=0.8) == ("lose", "plan_attainment")
    assert ruled("re_review", plan=0.0) == ("renew", "")


def test_the_round_asks_for_the_provinces_recognition_and_the_re_review_does_not() -> None:
    assert POLICY.recognition is None
    round_, review = POLICY.round, POLICY.review
    assert round_ is not None
    assert review is not None
    assert [part.id for part in round_.criteria if part.recognition] == [
        "national.prerequisite", "national.own_title",
    ]  # fmt: skip
    assert [part.id for part in review.criteria if part.recognition] == []


@pytest.mark.parametrize(
    "entry, truth",
    [("province", MET), ("beijing", MET), ("shanghai", MET), ("henan", MET), ("zhuhai", NOT_MET), ("", NOT_MET)],
)
def test_beijing_shanghai_and_henan_recognise_at_province_level_and_zhuhai_does_not(entry: str, truth: int) -> None:
    levels = {**dict.fromkeys(("beijing", "shanghai", "henan"), "province"), "zhuhai": "city"}
    facts = Facts(1, recognised_by=[(entry,) if entry else ()], level_of=levels)
    assert PREREQUISITE.judge(PLACE.sitting(History(INDICATORS), facts=facts)).truth.item() == truth
    waived = PLACE.sitting(History(INDICATORS), change("prerequisite_binding", False), facts=facts)
    assert PREREQUISITE.judge(waived).truth.item() == NOT_APPLICABLE


def test_the_report_s_deadline_goes_with_the_batch() -> None:
    usual, first = POLICY.duties
    assert (usual.key, first.key) == ("yearly_report", "yearly_report_2022")
    assert [duty.deadline.shown(duty.deadline.default) for duty in (usual, first)] == ["03-31", "04-30"]
    for duty in (usual, first):
        assert (duty.citation, duty.sent_as) == ("六", ("report_submitted_on",))
        assert (duty.deadline.citation, duty.deadline.cue, duty.deadline.assumed) == ("通知 年报", "前", False)
        assert duty.of is not None
    batches = np.array(["1", "2022", "2", "2024", ""])
    assert [duty.of.has(batches).tolist() for duty in (usual, first) if duty.of is not None] == [
        [False, False, True, True, True], [True, True, False, False, False],
    ]  # fmt: skip


def test_the_measure_is_of_september_2022_and_has_no_known_end() -> None:
    assert (POLICY.level, POLICY.in_force.starts, POLICY.in_force.citation) == ("national", date(2022, 9, 13), "题首")


def test_about_two_hundred_clusters_are_a_target_for_the_end_of_2025() -> None:
    (target,) = POLICY.targets
    assert (target.clusters.key, target.clusters.default, target.by) == (
        "national.target.clusters", 200.0, date(2025, 12, 31)
    )  # fmt: skip
    assert (target.indicator, target.above, target.up_to) == (None, None, None)


def test_the_register_holds_every_section_of_the_interpretation_in_order() -> None:
    clauses = [clause.clause for clause in REGISTER]
    assert clauses[:9] == ["题首", "前言", "一", "二", "三", "四", "五", "六", "七"]
    assert {f"标准 {item}" for item in range(1, 9)} < set(clauses)
    assert len(set(clauses)) == len(clauses)
