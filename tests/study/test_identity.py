"""The digest of a law changes with whatever decides anything, and with nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import attrs
import pytest
from attrs import evolve, frozen

from clusterkit.law import (
    EachOfLast,
    Growth,
    IncidentFree,
    Indicator,
    LeverNamespace,
    Policy,
    Text,
    at_least,
    earlier,
    k_of,
    lose,
    met,
    none_in,
    not_met,
    otherwise,
    renew,
    when,
    within_quota,
)
from clusterkit.law.criterion import Bound, Criterion
from clusterkit.law.decision import Decision
from clusterkit.simulation.standard import standard_dynamics
from clusterkit.study.identity import digest, law_of, policy_digest
from clusterkit.study.simulate import prepare
from tests.cli import zone

lever = LeverNamespace("zone")
FIRST = zone.STANDARD.parts[0]
OUTPUT = zone.STANDARD.parts[1]
GRADIENT: Any = zone.STANDARD.parts[3]
WINDOW: Any = getattr(OUTPUT, "window", None)
TERM: Any = zone.POLICY.term
YEARS = lever("years", 3, "年", zh="年数", en="years", cite="一", range=(1, 5), whole=True)
MEAN = lever.choice("mean", "compound", ("compound", "yearly"), zh="均", en="mean", cite="一")


def with_standard(*parts: Criterion) -> Policy:
    return evolve(zone.POLICY, standard=evolve(zone.STANDARD, parts=parts))


def with_bound(**changes: Any) -> Policy:
    assert isinstance(OUTPUT, Bound)
    return with_standard(FIRST, evolve(OUTPUT, **changes), *zone.STANDARD.parts[2:])


def with_lever(**changes: Any) -> Policy:
    assert isinstance(OUTPUT, Bound)
    return with_bound(lever=evolve(OUTPUT.lever, **changes))


def with_review(change: Callable[[Decision], Decision]) -> Policy:
    review = zone.POLICY.review
    return evolve(
        zone.POLICY, decisions=tuple(change(one) if one is review else one for one in zone.POLICY.decisions)
    )  # fmt: skip


def with_rules(*rules: Any) -> Policy:
    return with_review(lambda review: evolve(review, rules=rules))


DECISIVE = {
    "a bound": with_lever(default=11),
    "a legal range": with_lever(legal_range=(0.0, 90.0)),
    "a citation": with_lever(citation="第九条"),
    "the cue of an inequality": with_lever(cue="超过"),
    "an operator": with_bound(operator=">"),
    "the figure that is asked": with_bound(subject="operating_revenue"),
    "a window": with_bound(window=Growth(YEARS, MEAN)),
    "the years of a window": with_bound(window=EachOfLast(YEARS)),
    "which of the years decides": with_bound(window=evolve(WINDOW, largest=True)),
    "a bound that only advises": with_bound(binding=lever.yes_no("b", False, zh="b", en="b", cite="一")),
    "a criterion more": with_standard(*zone.STANDARD.parts, at_least("patents", YEARS)),
    "a criterion less": with_standard(*zone.STANDARD.parts[1:]),
    "one of, or all of": with_standard(*zone.STANDARD.parts[:3], evolve(GRADIENT, join=zone.STANDARD.join)),
    "how many of": with_standard(*zone.STANDARD.parts[:3], k_of(2, *GRADIENT.parts, id="zone.gradient")),
    "the kind of an event": with_standard(
        none_in("zone.e", "incidents", IncidentFree(YEARS, MEAN, kind="illegality"), title=Text("", ""), cite="一")
    ),
    "the order of rules": with_review(lambda review: evolve(review, rules=review.rules[::-1])),
    "the cause of a loss": with_rules(when(not_met, lose("delisted", cite="第五条")), otherwise(renew())),
    "the clause of a loss": with_rules(when(not_met, lose("re_review", cite="第六条")), otherwise(renew())),
    "a condition": with_rules(when(met, lose("re_review", cite="第五条")), otherwise(renew())),
    "a condition turned round": with_rules(when(~not_met, lose("re_review", cite="第五条")), otherwise(renew())),
    "how far a rule looks back": with_rules(when(earlier("warned", within=2), renew())),
    "how often": with_rules(when(earlier("warned", within=2, times=2), renew())),
    "a term": evolve(zone.POLICY, term=evolve(TERM, years=YEARS)),
    "whose clusters": evolve(zone.POLICY, scope=("moor",)),
    "the level": evolve(zone.POLICY, level="province"),
    "a duty": evolve(zone.POLICY, duties=(evolve(zone.REPORT, deadline=evolve(zone.REPORT.deadline, default=401)),)),
    "a requirement that binds": evolve(zone.POLICY, requirements=(evolve(zone.PARK, binding=False),)),
}


def test_whatever_decides_anything_has_a_digest_of_its_own() -> None:
    digests = {name: policy_digest(policy) for name, policy in DECISIVE.items()} | {"": policy_digest(zone.POLICY)}
    assert len(set(digests.values())) == len(digests)


@pytest.mark.parametrize(
    "policy",
    [
        with_lever(title=Text("另一名称", "another title")),
        evolve(zone.POLICY, title=Text("另一名称", "another title")),
        evolve(zone.POLICY, register=zone.POLICY.register[:1]),
        with_lever(default=10.0),
    ],
    ids=["a lever's title", "the measure's title", "the register", "a whole number with a point"],
)
def test_what_decides_nothing_has_none(policy: Policy) -> None:
    assert policy_digest(policy) == policy_digest(zone.POLICY)


def test_the_group_that_a_quota_is_of_decides() -> None:
    quota = lever("quota", 3, "个", zh="名额", en="quota", cite="一", whole=True, optional=True)
    ranking = lever.choice("ranking", "none", ("none", "output_value"), zh="排序", en="ranking", cite="一")
    assert digest(within_quota(quota, ranking)) != digest(within_quota(quota, ranking, within="province"))


def test_it_is_the_same_in_every_process() -> None:
    told = (
        "from tests.cli import zone; from clusterkit.study.identity import *; "
        "from clusterkit.simulation.standard import standard_dynamics; "
        "print(policy_digest(zone.POLICY), digest(standard_dynamics('standard', ('zone',))))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", told], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout.decode()
        for seed in ("1", "2")
    }
    assert found == {f"{policy_digest(zone.POLICY)} {digest(standard_dynamics('standard', ('zone',)))}\n"}


def test_a_field_that_a_later_version_adds_changes_no_digest_of_what_does_not_use_it() -> None:
    @frozen
    class Rule:
        bound: float

    older = Rule(3.0)

    later = attrs.make_class(
        "Rule",
        {
            "bound": attrs.field(),
            "spared": attrs.field(default=()),
            "twice": attrs.field(default=attrs.Factory(lambda self: self.bound * 2, takes_self=True)),
            "notes": attrs.field(factory=dict),
        },
        frozen=True,
    )
    assert digest(later(3.0)) == digest(older)
    assert digest(later(3.0, spared=("x",))) != digest(older)
    assert digest(later(3.0, twice=5.0)) != digest(older)


def test_a_function_is_told_by_its_name_and_what_it_was_given() -> None:
    def asked(k: int) -> int:
        return k

    assert digest([asked]) == digest([asked])
    assert digest([partial(asked, k=1)]) != digest([partial(asked, k=2)])
    assert digest([asked]) != digest([test_it_is_the_same_in_every_process])


def test_a_window_of_a_plugin_that_is_no_attrs_class_is_told_by_what_it_holds() -> None:
    class Window:
        def __init__(self, years: int) -> None:
            self.years = years

    assert digest(Window(2)) == digest(Window(2))
    assert digest(Window(2)) != digest(Window(3))


def test_the_models_and_the_indicators_that_a_law_reads_count_too() -> None:
    from clusterkit.plugins import Plugins

    study = prepare(plugins=Plugins({"zone": zone}), replications=1, years=1)
    told = law_of(study.plan)
    assert json.loads(json.dumps(told)) == told
    assert set(told) == {"policies", "indicators", "dynamics"}
    other = study.with_inputs({"zone.output_value.mean": 0.2})
    assert law_of(other.plan)["dynamics"] != told["dynamics"]
    assert law_of(other.plan)["policies"] == told["policies"]
    park: Indicator = evolve(zone.PARK, scale="log")
    redefined = evolve(study.plan, indicators={**study.plan.indicators, "zone_park": park})
    assert law_of(redefined)["indicators"] != told["indicators"]
