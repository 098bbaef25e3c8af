"""Whether an outcome is monotone and memoryless in a lever, derived from the values of the law.

Where it is, all values of the lever can be followed in one run (`simulation.critical`). It is so for a
bound that a review asks of every title beside others, and that nothing else reads: until the review at
which a figure lies between two of its values nothing differs between them, and from then on only that
the title is lost under one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from clusterkit.law.combination import all_of
from clusterkit.law.decision import AtExpiry, Decision, Every, Round
from clusterkit.law.lever import Lever
from clusterkit.law.policy import Policy
from clusterkit.law.text import Text
from clusterkit.simulation.threshold import Place, place_of
from clusterkit.simulation.tile import Plan

SUPPORTED = Text("称号反过来影响数据", "titles act back on the figures")
READ_TWICE = Text("几个办法都用到它", "several measures read it")
DATED = Text("它的取值随日期变化", "its value changes on a date")
OWN_BOUND = Text("复核的界限另有设定", "the review's own bound is set apart from it")
READMITTED = Text("失去的称号可再次授予", "a title that was lost can be granted again")
ASKED_ABOUT = Text("别的办法要看这一称号", "another measure asks who holds this title")
READ_ELSEWHERE = Text("复核条件之外也用到它", "more than the conditions of a review reads it")
NOT_A_BOUND = Text("复核条件中没有它", "no condition of a review reads it")
ACROSS = Text("复核要与其他集群比较", "a review compares clusters with one another")
LOOKS_BACK = Text("复核要看以往的结果", "a review looks back on earlier ones")
MORE_EFFECTS = Text("复核不只是保留、续期或取消", "a review does more than keep, renew or take a title")
WINDOW = Text("各情景的考察年数或算法不同", "the scenarios read its figure in different ways")
NOT_ALONE = Text("它不是每个集群都须满足的单项界限", "it is no single bound that a review asks of every cluster")
NOT_MONOTONE = Text("取值更严反而可能保住称号", "a stricter value can save a title that a more lenient one costs")

_PLAIN = {"keep", "renew", "lose"}


def why_not(plan: Plan, lever: str) -> Text | None:
    """Return why the values of a lever cannot be followed in one run; None where they can."""
    readers = _readers(plan.provisions.levers, lever)
    policies = [policy for policy in plan.policies if any(one.key in readers for one in policy.levers)]
    if len(policies) > 1:
        return READ_TWICE
    (policy,) = policies
    changes = [change for own in plan.provisions.scenarios for change in own if change.lever in readers]
    reviews = list(reviews_of(policy))
    concerned = [one for one in reviews if any(asked.key in readers for asked in one.levers)]
    places = places_of(policy, lever).values()
    checks = (
        (bool(plan.support), SUPPORTED),
        (any(change.from_day is not None for change in changes), DATED),
        (any(change.lever != lever for change in changes), OWN_BOUND),
        (_may_return(plan, policy), READMITTED),
        (_asked_about(plan, policy), ASKED_ABOUT),
        (any(one.key in readers for one in _read_elsewhere(policy)), READ_ELSEWHERE),
        (not concerned, NOT_A_BOUND),
        (any(_looks_across(one) for one in concerned), ACROSS),
        (any(one.looks_back for one in concerned), LOOKS_BACK),
        (any(effect.kind not in _PLAIN for one in concerned for effect in one.effects), MORE_EFFECTS),
        (len(places) < len(concerned) or len({place.upwards for place in places}) > 1, NOT_ALONE),
        (any(_read_differently(plan, place) for place in places), WINDOW),
    )
    return next((reason for holds, reason in checks if holds), None)


def places_of(policy: Policy, lever: str) -> Mapping[str, Place]:
    """Return where the reviews of a policy ask a bound, by the decision's key."""
    readers = _readers({one.key: one for one in policy.levers}, lever)
    found = {one.key: place_of(one.standard, readers) for one in reviews_of(policy) if one.standard is not None}
    return {key: place for key, place in found.items() if place is not None}


def _readers(levers: Mapping[str, Lever], lever: str) -> set[str]:
    """Return a lever and those that follow it."""
    return {lever, *(key for key, one in levers.items() if one.follows == lever)}


def reviews_of(policy: Policy) -> Iterator[Decision]:
    """Yield the reviews of a policy: at expiry, or at fixed intervals."""
    yield from (one for one in policy.decisions if isinstance(one.occasion, AtExpiry | Every))


def _looks_across(decision: Decision) -> bool:
    across = [criterion.across for criterion in decision.criteria]
    return any(across) or any(rule.condition.across for rule in decision.rules)


def _read_elsewhere(policy: Policy) -> tuple[Lever, ...]:
    """Return the levers that matter to a title held, beside those of the reviews' standards.

    What only a round reads is no matter: it concerns those that hold no title. Targets decide nothing.
    """
    decisions = tuple(
        evolve(one, standard=None) if isinstance(one.occasion, AtExpiry | Every) else one
        for one in policy.decisions
        if not isinstance(one.occasion, Round)
    )
    return evolve(policy, standard=all_of(), decisions=decisions, targets=()).levers


def _may_return(plan: Plan, policy: Policy) -> bool:
    """Say whether a title that was lost may be granted again, in any scenario on any day."""
    lever = policy.readmission
    days = (1, *plan.provisions.change_days)
    return lever is not None and any(bool(plan.provisions.flags(lever.key, day).any()) for day in days)


def _read_differently(plan: Plan, place: Place) -> bool:
    """Say whether a bound's window differs between the scenarios of a run."""
    keys, days = [one.key for one in place.bound.window.levers], (1, *plan.provisions.change_days)
    return any(len(plan.provisions.options(keys, day)) > 1 for day in days)


def _asked_about(plan: Plan, policy: Policy) -> bool:
    """Say whether another policy of the run asks who holds this one's title."""
    names = {policy.key, plan.level_of.get(policy.key)}
    others = [one for one in plan.policies if one is not policy and set(one.scope) & set(policy.scope)]
    asked = (criterion for one in others for decision in one.decisions for criterion in decision.criteria)
    return any(wanted.partition(":")[0] in names for criterion in asked for wanted in criterion.recognition)
