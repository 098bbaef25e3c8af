"""Zhuhai's policy against the text: operators, bounds, clauses, causes, and what each decision does."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray

from clusterkit.law import Change, Finding, Provisions, Sitting
from clusterkit.law.citation import same_clause
from clusterkit.law.combination import Where
from clusterkit.law.condition import Hearing
from clusterkit.law.criterion import Bound, Fixed, Requirement, walk
from clusterkit.law.events import EventLog, Pairs
from clusterkit.law.facts import Facts
from clusterkit.law.figure import observed
from clusterkit.law.history import History
from clusterkit.law.lever import Value
from clusterkit.law.truth import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN, Truths
from clusterkit.law.window import Age, EachOfLast, Falling, Growth, IncidentFree, Latest, Rising
from clusterkit.portfolio.columns import CLUSTER_COLUMNS, DERIVED, OBSERVATION_COLUMNS
from clusterkit_zhuhai.policy import POLICY
from clusterkit_zhuhai.register import REGISTER
from clusterkit_zhuhai.requirements import REQUIREMENTS

READS = {
    "以上": ">=", "不低于": ">=", "不少于": ">=", "达到": ">=", "高于": ">", "超过": ">", "超": ">",
    "不超过": "<=", "不高于": "<=", "以下": "<=", "低于": "<", "不满": "<",
}  # fmt: skip

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

INDICATORS = {one.key: one for one in (*CLUSTER_COLUMNS, *OBSERVATION_COLUMNS, *DERIVED)}
LEVER = {lever.key.removeprefix("zhuhai."): lever for lever in POLICY.levers}
CRITERIA = {
    part.id.removeprefix("zhuhai."): part for part in walk(POLICY.standard) if part.id and not isinstance(part, Where)
}
NUMBERS = {name: part for name, part in CRITERIA.items() if isinstance(part, Bound)}
EFFECTS = [effect for decision in POLICY.decisions for effect in decision.effects if effect.cause]
DAY = date(2027, 6, 30).toordinal()


def number(value: float) -> NDArray[np.float64]:
    return np.full((1, 1, 1), value)


def sitting(history: History, *changes: Change, facts: Facts | None = None, refused: bool = False) -> Sitting:
    log = EventLog(1, 1)
    if refused:
        log.add("monitoring_refused", 2027, Pairs(np.array([0]), np.array([0]), np.array([DAY])))
    return Sitting(
        year=2027,
        day=DAY,
        law_day=DAY,
        who=np.ones((1, 1, 1), np.bool_),
        history=history,
        provisions=Provisions(POLICY.levers, [changes]),
        facts=facts or Facts(1),
        events=log,
    )


def ruled(
    key: str,
    *changes: Change,
    found: np.int8 = MET,
    plan: float = 1.0,
    standing: bool = True,
    applied: bool = True,
    late: tuple[str, ...] = (),
    refused: bool = False,
    recognised: tuple[str, ...] = (),
) -> tuple[str, str] | None:
    """Return the effect and the cause that a decision gives one title, None where no rule holds."""
    decision = next(one for one in POLICY.decisions if one.key == key)
    history = History(INDICATORS)
    history.put("plan_attainment", 2026, observed(number(plan), "plain"))
    flag = np.ones((1, 1, 1), np.bool_)
    hearing = Hearing(
        sitting=sitting(history, *changes, facts=Facts(1, recognised_by=(recognised,)), refused=refused),
        finding=Finding(POLICY.standard, np.full((1, 1, 1), found), np.full((1, 1, 1), found)),
        standing=flag & standing,
        not_applied=flag & (not applied),
        ended=flag & False,
        late=lambda duty: flag & (duty in late),
        results=lambda _: np.zeros((1, 1, 1), np.int8),
        pending=flag,
    )
    for rule in decision.rules:
        if rule.condition.ask(hearing).item() >= MET:
            return rule.effect.kind, rule.effect.cause
    return None


def change(name: str, value: Value) -> Change:
    return Change(f"zhuhai.{name}", value)


def cited() -> list[tuple[str, str]]:
    """Return every name of the policy with the clause that it cites."""
    names = [(part.id, part.citation) for part in POLICY.criteria]
    names += [(lever.key, lever.citation) for lever in POLICY.levers if ".retention." not in lever.key]
    names += [(f"zhuhai.{duty.key}", duty.citation) for duty in POLICY.duties]
    names += [(f"zhuhai.target.{target.key}", target.citation) for target in POLICY.targets]
    names += [(f"zhuhai.cause.{effect.cause}", effect.citation) for effect in EFFECTS]
    return names


def test_every_number_stands_as_the_text_has_it() -> None:
    found = {}
    for name, part in NUMBERS.items():
        bound, cue = part.lever.default, part.lever.cue
        found[name] = (" ".join(part.indicators), part.operator, bound, part.unit, cue, part.citation)
    assert found == BOUNDS


@pytest.mark.parametrize("name", BOUNDS)
def test_the_operator_is_the_one_that_the_word_means(name: str) -> None:
    assert NUMBERS[name].operator == READS[NUMBERS[name].lever.cue or ""]


def at_its_bound(part: Bound) -> Truths:
    """Judge a criterion where what it measures stands exactly at its bound."""
    history, dates, bound = History(INDICATORS), {}, float(part.lever.default or 0.0)
    key, *others = part.indicators
    for year in range(2023, 2027):
        value = 100.0 * (1.0 + bound) ** (year - 2023) if isinstance(part.window, Growth) else bound
        history.put(key, year, observed(number(value), INDICATORS[key].scale))
        for other in others:
            history.put(other, year, observed(number(0.0), INDICATORS[other].scale))
    if part.window == Age():
        dates[key] = np.array([date(2024, 6, 30).toordinal()])
    return part.judge(sitting(history, facts=Facts(1, dates=dates))).stated


@pytest.mark.parametrize("name", BOUNDS)
def test_a_figure_at_its_bound_meets_it_unless_the_operator_is_strict(name: str) -> None:
    strict = NUMBERS[name].operator in {">", "<"}
    assert at_its_bound(NUMBERS[name]).item() == (NOT_MET if strict else MET)


def test_trends_and_incidents_are_read_as_the_text_has_them() -> None:
    fixed = {name: part for name, part in CRITERIA.items() if isinstance(part, Fixed)}
    assert {name: (part.subject, part.operator, part.citation) for name, part in fixed.items()} == FIXED
    assert isinstance(fixed["software_rising"].window, Rising)
    assert isinstance(fixed["co2_falling"].window, Falling)
    assert isinstance(fixed["incidents"].window, IncidentFree)


def test_output_is_read_in_each_of_three_years_and_growth_over_three() -> None:
    windows = {name: part.window for name, part in NUMBERS.items() if part.window != Latest()}
    years = {name: window.levers[0].key for name, window in windows.items() if window.levers}
    assert years == {
        "output_min": "zhuhai.output_years",
        "output_growth": "zhuhai.growth_window",
        "rd_growth": "zhuhai.rd_years",
        "patent_growth": "zhuhai.growth_window",
    }
    assert isinstance(windows["output_min"], EachOfLast)


def test_efficiency_binds_where_the_industry_is_intensive() -> None:
    found = {part.fact: part.id for part in walk(POLICY.standard) if isinstance(part, Where)}
    assert found == {"energy_intensive": "zhuhai.energy", "water_intensive": "zhuhai.water"}


def test_either_arm_of_the_gradient_suffices() -> None:
    group = next(part for part in walk(POLICY.standard) if part.id == "zhuhai.gradient")
    assert [arm.id for arm in group.parts] == ["zhuhai.gradient.first", "zhuhai.gradient.second"]
    history = History(INDICATORS)
    history.put("champions", 2026, observed(number(1.0), "plain"))
    assert group.judge(sitting(history)).truth.item() == MET


def test_every_requirement_is_a_criterion_of_its_own() -> None:
    wanted = {part.key: part for part in walk(POLICY.standard) if isinstance(part, Requirement)}
    assert list(wanted) == [one.key for one in REQUIREMENTS]
    assert all(wanted[one.key].citation == one.citation[0] for one in REQUIREMENTS)
    assert CRITERIA.keys() == {
        *BOUNDS,
        *FIXED,
        "gradient",
        *(one.key.removeprefix("zhuhai_") for one in REQUIREMENTS),
    }


def test_every_lever_has_its_name_and_default() -> None:
    others = {name for name in LEVER if not name.startswith("retention.")} - BOUNDS.keys()
    assert {name: LEVER[name].jsonable(LEVER[name].default) for name in others} == LEVERS


@pytest.mark.parametrize("name", BOUNDS)
def test_the_bound_at_a_re_review_follows_the_one_at_admission(name: str) -> None:
    assert LEVER[f"retention.{name}"].follows == f"zhuhai.{name}"


def test_the_limit_on_area_binds() -> None:
    history = History(INDICATORS)
    history.put_lasting("area_km2", observed(number(101.0), INDICATORS["area_km2"].scale))
    finding = CRITERIA["area"].judge(sitting(history))
    assert finding.truth.item() == NOT_MET
    assert finding.stated.item() == NOT_MET
    other = CRITERIA["area"].judge(sitting(history, change("area_binding", False)))
    assert other.truth.item() == NOT_APPLICABLE
    assert [name for name, part in NUMBERS.items() if part.binding is not None] == ["area"]


def test_every_cause_cites_its_clause() -> None:
    assert {(effect.cause, effect.citation) for effect in EFFECTS} == set(CAUSES.items())


def test_every_clause_that_is_cited_is_in_the_register() -> None:
    for name, citation in cited():
        assert any(same_clause(citation, clause.clause) for clause in REGISTER), (name, citation)


def test_every_name_in_the_register_is_one_of_the_policy() -> None:
    known = {name for name, _ in cited()} | {f"{place}.scope" for place in POLICY.scope}
    names = {name for clause in REGISTER for name in clause.ids}
    assert {name for name in names if not name.startswith("zhuhai.recognition.")} <= known


@pytest.mark.parametrize("kind", ["false_declaration", "illegality", "unreported_change", "incident"])
def test_a_cause_takes_the_title_on_its_day(kind: str) -> None:
    assert ruled(kind) == ("lose", kind)


def test_lateness_or_refusal_suffices_unless_the_lever_asks_for_both() -> None:
    both = change("report_breach", "both")
    assert ruled("monitoring_refused") == ("lose", "monitoring_refused")
    assert ruled("late_yearly_report") == ("lose", "late_report")
    assert ruled("monitoring_refused", both) is None
    assert ruled("late_yearly_report", both) is None
    assert ruled("monitoring_refused", both, late=("yearly_report",)) == ("lose", "monitoring_refused")
    assert ruled("late_yearly_report", both, refused=True) == ("lose", "late_report")


def test_a_re_review_asks_for_an_application_then_the_standard_then_the_plan() -> None:
    assert ruled("re_review") == ("renew", "")
    assert ruled("re_review", applied=False, found=NOT_MET) == ("lose", "no_renewal_application")
    assert ruled("re_review", found=NOT_MET) == ("lose", "re_review")
    assert ruled("re_review", found=UNKNOWN) == ("lose", "incomplete_review")
    assert ruled("re_review", change("incomplete_passes", True), found=UNKNOWN) == ("renew", "")
    assert ruled("re_review", change("plan_attainment_min", 0.9), plan=0.8) == ("lose", "plan_attainment")
    assert ruled("re_review", plan=0.0) == ("renew", "")


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
