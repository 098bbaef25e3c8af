"""The redline: every step of a scenario against the law as it stands, and what moves because it follows."""

from __future__ import annotations

import io
from typing import Any

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from clusterkit.law import Policy
from clusterkit.law.text import Language
from clusterkit.report.redline import print_redlines
from clusterkit.study.redline import Strike, redline, told_by_scenario
from clusterkit.study.scenario import Scenario
from clusterkit.study.simulate import Study
from tests.simulation.invented import LAWS, Cluster, portfolio, scenario, study
from tests.study.planted import law as planted_law

CLUSTERS = portfolio(
    Cluster("a", certified="2023-05-20"), Cluster("b"), Cluster("m", place="moor", certified="2020-05-05")
)


def of(*scenarios: Scenario, laws: list[Policy] | None = None) -> Study:
    return study(CLUSTERS, laws=laws, years=9).with_scenarios(scenarios)


def steps(*written: str) -> list[tuple[str, str, str, str | None]]:
    """Return the redline of one scenario: lever, what is struck, what is written, since when."""
    shown = [(one.lever, one) for one in redline(of(scenario("one", *written)))]
    return [(lever.key, lever.shown(one.old), lever.shown(one.new), one.since) for lever, one in shown]


def test_a_bound_takes_its_twin_at_the_review_along() -> None:
    assert steps("zone.output_min=40") == [
        ("zone.output_min", "10 亿元", "40 亿元", None),
        ("zone.retention.output_min", "10 亿元", "40 亿元", None),
    ]
    first, twin = redline(of(scenario("one", "zone.output_min=40")))
    assert (first.operator, first.follows, twin.follows, twin.operator) == (">=", False, True, ">=")


def test_a_twin_that_is_set_itself_follows_no_more() -> None:
    assert steps("zone.output_min=40", "zone.retention.output_min=12") == [
        ("zone.output_min", "10 亿元", "40 亿元", None),
        ("zone.retention.output_min", "10 亿元", "12 亿元", None),
    ]
    assert steps("zone.retention.output_min=12") == [("zone.retention.output_min", "10 亿元", "12 亿元", None)]
    assert steps("zone.output_min=40", "zone.retention.output_min=12@2028-01-01")[1:] == [
        ("zone.retention.output_min", "10 亿元", "40 亿元", None),
        ("zone.retention.output_min", "40 亿元", "12 亿元", "2028-01-01"),
    ]


def test_a_phase_in_is_a_step_after_the_other() -> None:
    written = ("zone.area=90@2030-01-01", "zone.area=95@2028-01-01", "zone.area=95@2029-01-01")
    assert steps(*written)[:2] == [
        ("zone.area", "100 km²", "95 km²", "2028-01-01"),
        ("zone.area", "95 km²", "90 km²", "2030-01-01"),
    ]


def test_what_changes_nothing_is_not_there() -> None:
    assert steps("zone.output_min=10") == []
    assert steps("zone.output_min=40", "zone.output_min=10@2028-01-01")[:2] == [
        ("zone.output_min", "10 亿元", "40 亿元", None),
        ("zone.output_min", "40 亿元", "10 亿元", "2028-01-01"),
    ]
    assert steps() == []


def test_it_stands_in_the_order_of_the_law_whatever_the_order_of_the_changes() -> None:
    written = ("zone.round_on=09-30", "moor.review_every=3", "zone.sme_share=60%", "zone.area=90")
    keys = [key for key, *_ in steps(*written)]
    assert keys == [
        "moor.review_every", "zone.area", "zone.retention.area", "zone.sme_share", "zone.retention.sme_share",
        "zone.round_on",
    ]  # fmt: skip
    assert [key for key, *_ in steps(*reversed(written))] == keys


def test_every_scenario_has_its_own() -> None:
    found = redline(of(scenario("one", "zone.area=90"), scenario("two"), scenario("three", "zone.area=80")))
    assert [(one.scenario, one.new) for one in found if not one.follows] == [("one", 90.0), ("three", 80.0)]


def test_a_lever_that_bounds_both_ways_has_no_sign() -> None:
    one = of(scenario("one", "moor.revenue_min=12"), laws=[LAWS["zone"], planted_law(ceiling=True)])
    first, *_ = redline(one)
    assert (first.lever.key, first.operator) == ("moor.revenue_min", None)


def test_programs_read_clause_sign_word_and_both_values() -> None:
    one = of(scenario("one", "zone.output_min=40@2028-01-01", "zone.area=100"))
    told = told_by_scenario({"scenarios": [{"name": "one", "changes": {}}], "manifest": {}}, one)
    (held,) = told["scenarios"]
    assert set(held) == {"name", "changes", "redline", "idle"}
    assert held["redline"][1] == {
        "policy": "zone", "citation": "第一条", "lever": "zone.retention.output_min",
        "title": {"zh": "output_min(复核)", "en": "output_min (re-review)"}, "unit": "亿元", "operator": ">=",
        "cue": None, "old": 10, "new": 40, "from": "2028-01-01", "follows": "zone.output_min",
    }  # fmt: skip
    assert [row["lever"] for row in held["idle"]] == ["zone.area"]


# On the terminal --------------------------------------------------------------------------------


def printed(one: Study, lang: Language) -> list[str]:
    paper = io.StringIO()
    print_redlines(Console(width=140, file=paper, highlight=False), one, lang)
    return [" ".join(line.split()) for line in paper.getvalue().splitlines() if line.strip()]


def told(lang: Language, *written: str, **more: Any) -> list[str]:
    return printed(of(evolve(scenario("one", *written), **more)), lang)


def test_each_step_is_a_line_with_clause_old_and_new_and_its_day() -> None:
    lines = told("zh", "zone.area=90", "zone.output_min=40@2028-01-01", title="更高")
    assert lines == [
        "情景 one: 更高",
        "第一条 area [zone.area] ≤ 100 km² → ≤ 90 km² (复核同)",
        "第一条 output_min [zone.output_min] ≥ 10 亿元 → ≥ 40 亿元 (自 2028-01-01, 复核同)",
    ]


def test_a_bound_of_the_review_that_is_set_itself_has_its_own_line() -> None:
    assert told("en", "zone.area=90", "zone.retention.area=95@2028-01-01")[1:4] == [
        "第一条 area [zone.area] ≤ 100 km² → ≤ 90 km²",
        "第一条 area (re-review) [zone.retention.area] ≤ 100 km² → ≤ 90 km²",
        "第一条 area (re-review) [zone.retention.area] ≤ 90 km² → ≤ 95 km² (from 2028-01-01)",
    ]


def test_choices_and_no_bound_have_no_sign() -> None:
    lines = told("en", "zone.lapse=ends", "zone.round_quota=3")
    assert [line.split("] ")[1] for line in lines[1:]] == ["renewed → ends", "none → 3 个"]


def test_what_does_nothing_is_said_below() -> None:
    lines = told("en", "zone.output_min=10", "zone.area=90", "zone.retention.area=95")
    assert lines[0] == "scenario one"
    assert lines[-2:] == [
        "output_min [zone.output_min] changes nothing: the same value stands without it",
        "area [zone.area]: it touches admission only: a re-review applies zone.retention.area = 95 km²",
    ]
    assert told("en", "zone.output_min=10@2028-01-01")[1:] == [
        "the law stays as it is",
        "output_min [zone.output_min] (from 2028-01-01) changes nothing: the same value stands without it",
    ]
    assert told("zh", "zone.output_min=10@2028-01-01")[1:] == [
        "条文不变", "output_min [zone.output_min] (自 2028-01-01) 不起作用: 与不作此改动时的数值相同",
    ]  # fmt: skip


def test_a_scenario_that_changes_nothing_is_there_only_if_it_has_a_title() -> None:
    assert printed(of(Scenario("baseline")), "en") == []
    assert printed(of(Scenario("baseline", title="As it is")), "en") == ["scenario baseline: As it is"]


# Any scenario -----------------------------------------------------------------------------------


@given(
    st.lists(
        st.tuples(st.sampled_from(["zone.area", "zone.retention.area"]), st.integers(1, 3),
                  st.sampled_from(["", "@2027-01-01", "@2029-05-05", "@2040-01-01"])),
        max_size=5, unique_by=lambda one: (one[0], one[2]),
    )
)  # fmt: skip
def test_following_the_steps_gives_the_values_in_force(written: list[tuple[str, int, str]]) -> None:
    one = of(scenario("one", *(f"{key}={value}{since}" for key, value, since in written)))
    strikes: tuple[Strike, ...] = redline(one)
    for key in ("zone.area", "zone.retention.area"):
        own = [strike for strike in strikes if strike.lever.key == key]
        value: Any = 100.0
        for strike in own:
            assert strike.old == value != strike.new
            value = strike.new
            day = 1 if strike.from_day is None else strike.from_day
            assert one.plan.provisions.value(key, day, 0) == value
        assert one.plan.provisions.value(key, 900_000, 0) == value
