"""Which levers can be followed in one run is derived from the values of the law, and why the others cannot is said."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from clusterkit.law import (
    InForce,
    LeverNamespace,
    Policy,
    Text,
    admit,
    all_of,
    among_lowest,
    earlier,
    in_round,
    keep,
    lose,
    met,
    not_met,
    otherwise,
    procedure,
    recognised,
    renew,
    warn,
    when,
)
from clusterkit.law.decision import AtExpiry
from clusterkit.simulation.enforcement import Enforcement, supposed
from clusterkit.study import monotone
from clusterkit.study.scenario import BASELINE, Scenario
from tests.simulation.invented import CITE, LIVELY, WORDS, ZONE, Cluster, portfolio, study
from tests.study.swept import CLUSTERS, assert_exact, lively

FLOOR = "zone.output_min"
ALWAYS = Enforcement((supposed("zone", 1.0),))


@pytest.mark.parametrize(
    "given, lever, reason",
    [
        ((), "zone.first", monotone.NOT_ALONE),
        ((), "zone.term_years", monotone.READ_ELSEWHERE),
        ((), "zone.area_binding", monotone.NOT_ALONE),
        ((), "zone.round_on", monotone.NOT_A_BOUND),
        ((f"{FLOOR}=30@2028-06-01",), FLOOR, monotone.DATED),
        (("zone.retention.output_min=30@2028-06-01",), FLOOR, monotone.DATED),
        ((f"{FLOOR}=30@2028-06-01",), "zone.retention.output_min", None),
        (("zone.retention.output_min=12",), FLOOR, monotone.OWN_BOUND),
        (("zone.readmission=yes",), FLOOR, monotone.READMITTED),
        (("zone.readmission=yes@2031-01-01",), FLOOR, monotone.READMITTED),
        ((), FLOOR, None),
        (("zone.retention.output_min=12",), "zone.retention.output_min", None),
    ],
)
def test_the_reason_is_derived_from_the_values_of_the_law(
    given: tuple[str, ...], lever: str, reason: Text | None
) -> None:
    assert monotone.why_not(lively("zone", *given).plan, lever) == reason


def test_a_title_that_another_measure_asks_about_is_run_value_by_value() -> None:
    holds = all_of(recognised("zone", id="crown.lower", title=WORDS, cite=CITE))
    on = procedure.round_on(LeverNamespace("crown"), cite=CITE)
    crown = Policy(
        key="crown", title=WORDS, level="province", version="1", in_force=InForce(None, CITE), standard=holds,
        decisions=(in_round(on, holds, when(met, admit()), title=WORDS, cite=CITE),), register=(), scope=("zone",),
    )  # fmt: skip
    one = study(CLUSTERS["zone"], laws=[ZONE, crown], models=LIVELY, replications=5)
    found = assert_exact(one, (FLOOR, [5.0, 10.0, 30.0]))
    assert (found.method, found.reason) == ("scenario_axis", monotone.ASKED_ABOUT)
    elsewhere = evolve(crown, scope=("moor",))
    apart = study(CLUSTERS["zone"], laws=[ZONE, elsewhere], models=LIVELY, replications=5)
    assert monotone.why_not(apart.plan, FLOOR) is None


def test_a_review_that_compares_clusters_is_run_value_by_value() -> None:
    assert ZONE.review is not None
    assert ZONE.review.standard is not None
    lever = LeverNamespace("zone")
    count = lever("lowest", 3, "个", zh="末位", en="the last", cite=CITE)
    lowest = among_lowest(count, "output_value", "dominant_industry", id="zone.last", title=WORDS, cite=CITE)
    compared = evolve(ZONE.review, standard=all_of(ZONE.review.standard, lowest))
    law = evolve(ZONE, decisions=tuple(compared if one is ZONE.review else one for one in ZONE.decisions))
    found = assert_exact(study(CLUSTERS["zone"], laws=[law], models=LIVELY, replications=5), (FLOOR, [5.0, 10.0]))
    assert (found.method, found.reason) == ("scenario_axis", monotone.ACROSS)


def test_a_lever_of_two_measures_is_run_value_by_value() -> None:
    twice = evolve(lively("zone").plan, policies=(ZONE, evolve(ZONE, key="twin")))
    assert monotone.why_not(twice, FLOOR) == monotone.READ_TWICE


def test_titles_that_act_back_on_the_figures_are_run_value_by_value() -> None:
    found = assert_exact(lively("zone", support=0.02), (FLOOR, [5.0, 12.0]))
    assert (found.method, found.reason) == ("scenario_axis", monotone.SUPPORTED)


def test_a_figure_that_is_not_known_may_cost_a_title_that_a_worse_one_does_not() -> None:
    blank = Cluster("a", certified="2024-05-20", years={2026 - 2: {"output_value": None}})
    one = study(portfolio(blank), scenarios=[Scenario(BASELINE, (), ALWAYS)], missing="unknown", years=2)
    found = assert_exact(one, (FLOOR, [10.0, 30.0]))
    assert (found.method, found.reason) == ("scenario_axis", monotone.NOT_MONOTONE)
    assert [float(tallies["zone"].retention[-1].mean()) for tallies in found.tallies] == [0.0, 1.0]


def reviewing(law: Policy, *rules: Any) -> Policy:
    """Return a law whose review at expiry has other rules."""
    (own,) = (one for one in law.decisions if isinstance(one.occasion, AtExpiry))
    changed = evolve(own, rules=rules)
    return evolve(law, decisions=tuple(changed if one is own else one for one in law.decisions))


def test_a_title_that_falls_short_and_is_kept_in_another_way_is_run_value_by_value() -> None:
    law = reviewing(ZONE, when(not_met, keep()), otherwise(renew()))
    one = study(CLUSTERS["zone"], laws=[law], models=LIVELY, replications=5)
    found = assert_exact(one, (FLOOR, [5.0, 10.0, 30.0]))
    assert (found.method, found.reason) == ("scenario_axis", monotone.NOT_MONOTONE)


def test_a_review_that_warns_or_looks_back_is_run_value_by_value() -> None:
    twice = when(not_met & earlier("warned", within=1), lose("re_review", cite=CITE))
    for rules, reason in (
        ((twice, when(not_met, warn()), otherwise(renew())), monotone.LOOKS_BACK),
        ((when(not_met, warn()), otherwise(renew())), monotone.MORE_EFFECTS),
    ):
        one = study(CLUSTERS["zone"], laws=[reviewing(ZONE, *rules)], models=LIVELY, replications=5)
        found = assert_exact(one, (FLOOR, [5.0, 10.0, 30.0]))
        assert (found.method, found.reason) == ("scenario_axis", reason)
