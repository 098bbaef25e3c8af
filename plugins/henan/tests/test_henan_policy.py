"""Henan's policy against the text: operators, bounds, clauses, causes, and what each decision does."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray

from clusterkit.law import Change, Finding, Provisions, Sitting
from clusterkit.law.citation import same_clause
from clusterkit.law.condition import Hearing
from clusterkit.law.criterion import Bound, Requirement, walk
from clusterkit.law.decision import Every
from clusterkit.law.events import EventLog, Pairs
from clusterkit.law.facts import Facts
from clusterkit.law.figure import observed
from clusterkit.law.history import History
from clusterkit.law.lever import Value
from clusterkit.law.truth import MET, NOT_MET, UNKNOWN, Truths
from clusterkit.portfolio.columns import CLUSTER_COLUMNS, DERIVED, OBSERVATION_COLUMNS
from clusterkit_henan.policy import POLICY
from clusterkit_henan.register import REGISTER
from clusterkit_henan.requirements import REQUIREMENTS

READS = {
    "以上": ">=", "不低于": ">=", "不少于": ">=", "达到": ">=", "高于": ">", "超过": ">", "超": ">",
    "不超过": "<=", "不高于": "<=", "以下": "<=", "低于": "<", "不满": "<",
}  # fmt: skip

# Each number of the standard: what is measured, operator, bound, unit, the text's word, clause.
BOUNDS = {
    "leading_enterprises": ("leading_enterprises", ">=", 2.0, "家", "不少于", "三(二)"),
    "related_smes": ("related_smes", ">=", 20.0, "家", "不低于", "三(二)"),
    "building_density": ("building_density", ">=", 0.5, "share", "不低于", "三(二)"),
    "investment_intensity": ("investment_intensity", ">=", 1000.0, "万元/公顷", "以上", "三(二)"),
    "revenue_min": ("operating_revenue", ">=", 20.0, "亿元", "以上", "三(三)"),
    "dominant_share": ("dominant_revenue_share", ">=", 0.65, "share", "不低于", "三(三)"),
    "rd_share": ("rd_revenue_share", ">=", 0.01, "share", "不低于", "三(四)"),
    "clean_audit": ("clean_audit_rate", ">=", 1.0, "share", "达到", "三(五)"),
}  # fmt: skip

# Every other lever and its default.
LEVERS: dict[str, Value] = {
    "review_every": 2,
    "first_review": 2016,
    "review_on": "06-30",
    "incomplete_passes": False,
    "readmission": False,
    "round_on": "06-30",
    "round_quota": None,
    "ranking": "none",
    "lapse": "renewed",
    "in_force_until": None,
    "new_rules_at_review": True,
    "target.clusters": 80,
    "target.revenue_above_100": 10,
    "target.revenue_50_to_100": 20,
    "target.revenue_20_to_50": 50,
    "target.edge_100": 100,
    "target.edge_50": 50,
    "target.edge_20": 20,
}  # fmt: skip

# Every cause of losing the title, and the clause that each rests on.
CAUSES = {
    "delisted": "五(六)",
    "incomplete_review": "五(六)",
}  # fmt: skip

INDICATORS = {one.key: one for one in (*CLUSTER_COLUMNS, *OBSERVATION_COLUMNS, *DERIVED)}
LEVER = {lever.key.removeprefix("henan."): lever for lever in POLICY.levers}
CRITERIA = {part.id.removeprefix("henan."): part for part in walk(POLICY.standard) if part.id}
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
    return Change(f"henan.{name}", value)


def cited() -> list[tuple[str, str]]:
    """Return every name of the policy with the clause that it cites."""
    names = [(part.id, part.citation) for part in POLICY.criteria]
    names += [(lever.key, lever.citation) for lever in POLICY.levers if ".retention." not in lever.key]
    names += [(f"henan.{duty.key}", duty.citation) for duty in POLICY.duties]
    names += [(f"henan.target.{target.key}", target.citation) for target in POLICY.targets]
    names += [(f"henan.cause.{effect.cause}", effect.citation) for effect in EFFECTS]
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
    history, (key,) = History(INDICATORS), part.indicators
    history.put(key, 2026, observed(number(float(part.lever.default or 0.0)), INDICATORS[key].scale))
    return part.judge(sitting(history)).stated


@pytest.mark.parametrize("name", BOUNDS)
def test_a_figure_at_its_bound_meets_it_unless_the_operator_is_strict(name: str) -> None:
    strict = NUMBERS[name].operator in {">", "<"}
    assert at_its_bound(NUMBERS[name]).item() == (NOT_MET if strict else MET)


def test_every_requirement_is_a_criterion_of_its_own() -> None:
    wanted = {part.key: part for part in walk(POLICY.standard) if isinstance(part, Requirement)}
    assert list(wanted) == [one.key for one in REQUIREMENTS]
    assert all(wanted[one.key].citation == one.citation[0] for one in REQUIREMENTS)
    assert CRITERIA.keys() == {
        *BOUNDS,
        *(one.key.removeprefix("henan_") for one in REQUIREMENTS),
    }


def test_every_lever_has_its_name_and_default() -> None:
    others = {name for name in LEVER if not name.startswith("retention.")} - BOUNDS.keys()
    assert {name: LEVER[name].jsonable(LEVER[name].default) for name in others} == LEVERS


@pytest.mark.parametrize("name", BOUNDS)
def test_the_bound_at_a_re_review_follows_the_one_at_admission(name: str) -> None:
    assert LEVER[f"retention.{name}"].follows == f"henan.{name}"


def test_every_cause_cites_its_clause() -> None:
    assert {(effect.cause, effect.citation) for effect in EFFECTS} == set(CAUSES.items())


def test_the_register_lists_every_name_under_the_clause_that_it_cites() -> None:
    listed = [(name, clause.clause) for clause in REGISTER for name in clause.ids]
    for name, citation in cited():
        assert any(name == one and same_clause(citation, clause) for one, clause in listed), (name, citation)


def test_every_name_in_the_register_is_one_of_the_policy() -> None:
    known = {name for name, _ in cited()} | {f"{place}.scope" for place in POLICY.scope}
    assert {name for clause in REGISTER for name in clause.ids} <= known


def test_a_re_review_delists_and_does_nothing_else() -> None:
    assert ruled("periodic_review") == ("keep", "")
    assert ruled("periodic_review", found=NOT_MET) == ("lose", "delisted")
    assert ruled("periodic_review", found=UNKNOWN) == ("lose", "incomplete_review")
    assert ruled("periodic_review", change("incomplete_passes", True), found=UNKNOWN) == ("keep", "")


def test_the_re_review_falls_in_every_second_year_from_2016() -> None:
    review = POLICY.review
    assert review is not None
    assert isinstance(review.occasion, Every)
    occasion = review.occasion
    assert [lever.key for lever in (occasion.years, occasion.first, occasion.on)] == [
        "henan.review_every", "henan.first_review", "henan.review_on"
    ]  # fmt: skip
    assert review.citation == "五(六)"


def test_nothing_but_the_standard_admits() -> None:
    assert POLICY.recognition is None
    assert ruled("admission_round") == ("admit", "")
    assert ruled("admission_round", recognised=("national:1",), found=NOT_MET) is None


def test_there_is_no_term_no_duty_no_plan_and_no_event() -> None:
    assert (POLICY.term, POLICY.duties, POLICY.plan, POLICY.event_kinds) == (None, (), None, ())
    assert [decision.key for decision in POLICY.decisions] == ["periodic_review", "admission_round"]


def test_the_opinions_are_the_province_s_and_in_force_from_their_date() -> None:
    assert (POLICY.level, POLICY.in_force.starts) == ("province", date(2014, 3, 22))
    assert POLICY.in_force.citation == "落款"


def test_the_targets_for_the_end_of_2016_are_disjoint_bands_with_strict_lower_edges() -> None:
    assert [
        (
            target.key,
            target.clusters.default,
            target.indicator,
            None if target.above is None else (target.above.default, target.above.cue),
            None if target.up_to is None else target.up_to.default,
        )
        for target in POLICY.targets
    ] == [
        ("clusters", 80.0, None, None, None),
        ("revenue_above_100", 10.0, "operating_revenue", (100.0, "超"), None),
        ("revenue_50_to_100", 20.0, "operating_revenue", (50.0, "超"), 100.0),
        ("revenue_20_to_50", 50.0, "operating_revenue", (20.0, "超"), 50.0),
    ]
    assert {target.by for target in POLICY.targets} == {date(2016, 12, 31)}
