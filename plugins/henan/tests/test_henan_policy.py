"""Henan's policy against the text: operators, bounds, clauses, causes, and what each decision does."""

from __future__ import annotations

from datetime import date

from clusterkit.law.decision import Every
from clusterkit.law.lever import Value
from clusterkit.law.truth import NOT_MET, UNKNOWN
from clusterkit_henan.policy import POLICY
from clusterkit_henan.register import REGISTER
from clusterkit_henan.requirements import REQUIREMENTS
from tests.places.place import Place
from tests.places.text import Registered, Stated

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

PLACE = Place(POLICY, REGISTER, REQUIREMENTS, bounds=BOUNDS, levers=LEVERS, causes=CAUSES)
change, ruled = PLACE.change, PLACE.ruled


class TestText(Stated, Registered):
    place = PLACE


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
