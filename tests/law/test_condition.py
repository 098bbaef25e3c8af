from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from attrs import evolve
from numpy.typing import NDArray

from clusterkit.errors import LeverError
from clusterkit.law import (
    Change,
    Condition,
    Criterion,
    Finding,
    Lever,
    Sitting,
    always,
    at_least,
    discretion,
    earlier,
    fails,
    happened,
    late,
    measure_ended,
    meets,
    met,
    not_applied,
    not_met,
    recognised,
    required,
    requirement,
    says,
    score_below,
    scored,
    undecided,
    unknown,
    within_quota,
    without_standing,
)
from clusterkit.law.condition import Hearing
from clusterkit.law.effect import RESULTS
from clusterkit.law.facts import Facts
from clusterkit.law.figure import Figure
from clusterkit.law.truth import Truths
from tests.law.sittings import CITE, ON, Answers, choice, names, number, plain, sitting, yes_no

N, U, M = "not_met", "unknown", "met"

SAFE = required("zone", requirement("safe", zh="安全", en="safe", cite=CITE))
GREEN = required("zone", requirement("green", zh="绿色", en="green", cite=CITE))
QUOTA = number("round_quota", None, "个", whole=True, optional=True)
RANKING = choice("ranking", "none", "output", "patents")
BREACH = choice("report_breach", "either", "both")
PASSES = yes_no("incomplete_passes", False)
MARK = number("mark", 60, "分")


def flags(*each: bool) -> NDArray[np.bool_]:
    return np.array(each).reshape(1, -1, 1)


def hearing(
    one: Sitting | None = None,
    standard: Criterion | None = None,
    *,
    standing: Sequence[bool] = (True,),
    not_applied: Sequence[bool] = (False,),
    ended: bool = False,
    breached: dict[str, Sequence[bool]] | None = None,
    results: Sequence[Sequence[str]] = (),
    pending: Sequence[bool] | None = None,
) -> Hearing:
    """Return a hearing of titles of which nothing is known but what is said."""
    one = sitting() if one is None else one
    memory = [np.array([RESULTS.index(word) for word in page], np.int8).reshape(1, -1, 1) for page in results]
    return Hearing(
        sitting=one,
        finding=None if standard is None else standard.judge(one),
        standing=flags(*standing),
        not_applied=flags(*not_applied),
        ended=flags(ended),
        late=lambda duty: flags(*(breached or {})[duty]),
        results=lambda back: memory[back - 1],
        pending=one.who if pending is None else flags(*pending),
    )


def answered(safe: Answers, green: Answers = ()) -> Sitting:
    return sitting(clusters=len(safe), answers={2025: {"safe": safe, "green": green or safe}})


def asked(condition: Condition, before: Hearing) -> list[str]:
    return names(condition.ask(before))


def test_otherwise_always_holds() -> None:
    assert asked(always, hearing()) == [M]


@pytest.mark.parametrize("condition, truths", [(met, [M, N, N]), (not_met, [N, M, N]), (unknown, [N, N, M])], ids=str)
def test_a_rule_may_ask_for_one_truth_of_the_standard(condition: Condition, truths: list[str]) -> None:
    assert asked(condition, hearing(answered([True, False, None]), SAFE)) == truths


def test_a_standard_that_does_not_apply_counts_as_met() -> None:
    advice = required("zone", requirement("safe", zh="安全", en="safe", cite=CITE, binding=False))
    before = hearing(answered([True, False, None]), advice)
    assert [asked(condition, before) for condition in (met, not_met, unknown)] == [[M] * 3, [N] * 3, [N] * 3]


def test_a_decision_without_a_standard_finds_neither_breach_nor_blank() -> None:
    assert [asked(condition, hearing()) for condition in (met, not_met, unknown)] == [[M], [N], [N]]


@pytest.mark.parametrize(
    "condition, truths", [(meets(SAFE), [M, N, N]), (fails(SAFE), [N, M, N]), (undecided(SAFE), [N, N, M])]
)
def test_a_rule_may_ask_a_further_criterion(condition: Condition, truths: list[str]) -> None:
    assert asked(condition, hearing(answered([True, False, None]), GREEN)) == truths
    assert condition.criteria == (SAFE,)


def test_a_rule_may_ask_for_standing_and_application() -> None:
    before = hearing(standing=[True, False], not_applied=[True, False])
    assert asked(without_standing, before) == [N, M]
    assert asked(not_applied, before) == [M, N]


def test_a_rule_may_ask_whether_the_measure_has_ended() -> None:
    assert asked(measure_ended, hearing(ended=True)) == [M]
    assert asked(measure_ended, hearing()) == [N]


def test_a_rule_may_ask_whether_a_duty_was_breached() -> None:
    before = hearing(breached={"report": [True, False], "form": [False, False]})
    assert asked(late("report"), before) == [M, N]
    assert asked(late("form"), before) == [N, N]


def test_a_rule_may_ask_whether_something_happened_in_the_running_year() -> None:
    events = [("incident", 0, ON), ("incident", 1, date(2026, 7, 1)), ("illegality", 1, ON)]
    before = hearing(sitting(clusters=2, events=events))
    assert asked(happened("incident"), before) == [M, N]
    assert asked(happened("illegality"), before) == [N, M]


def test_a_rule_may_ask_what_a_lever_says() -> None:
    scenarios = [(), (Change(BREACH.key, "both"), Change(PASSES.key, True))]
    before = hearing(sitting(levers=[BREACH, PASSES], scenarios=scenarios))
    assert asked(says(BREACH, "either"), before) == [M, N]
    assert asked(says(BREACH, "both"), before) == [N, M]
    assert asked(says(PASSES), before) == [N, M]
    assert asked(says(PASSES, False), before) == [M, N]
    assert says(PASSES).levers == (PASSES,)


def test_where_all_scenarios_agree_one_answer_stands_for_all() -> None:
    before = hearing(sitting(levers=[BREACH], scenarios=[(), ()]))
    assert says(BREACH, "either").ask(before).shape == (1, 1, 1)


def test_what_a_lever_can_never_say_is_refused_at_once() -> None:
    with pytest.raises(LeverError, match=r"report_breach: eiter; did you mean either\?$"):
        says(BREACH, "eiter")
    with pytest.raises(LeverError, match=r"^lever zone\.report_breach: True is not possible; choose one of"):
        says(BREACH)


# Scores.


def scores(*rows: tuple[Answers, ...], mark: Lever = MARK, points: tuple[float, ...] = (40.0, 60.0)) -> Hearing:
    answers = {"safe": [row[0][0] for row in rows], "green": [row[1][0] for row in rows]}
    one = sitting(clusters=len(rows), answers={2025: answers}, levers=[mark])
    return hearing(one, scored(*zip((SAFE, GREEN), points, strict=True)))


@pytest.mark.parametrize("mark, truths", [(60, [N, M, N, M]), (61, [N, M, M, M]), (100, [N, M, M, M]), (0, [N] * 4)])
def test_a_score_at_the_mark_is_not_below_it(mark: float, truths: list[str]) -> None:
    rows = (([True], [True]), ([True], [False]), ([False], [True]), ([False], [False]))
    own = number("mark", mark, "分")
    assert asked(score_below(own), scores(*rows, mark=own)) == truths


@pytest.mark.parametrize(
    "safe, green, truth",
    [
        (None, True, N),  # 60 to 100
        (None, False, M),  # 0 to 40
        (True, None, U),  # 40 to 100
        (None, None, U),  # 0 to 100
    ],
)
def test_a_score_that_straddles_the_mark_is_unknown(safe: bool | None, green: bool | None, truth: str) -> None:
    assert asked(score_below(MARK), scores(([safe], [green]))) == [truth]


def test_points_that_add_up_to_the_mark_in_decimals_reach_it() -> None:
    own = number("mark", 0.8)
    assert 0.1 + 0.7 < 0.8
    assert asked(score_below(own), scores(([True], [True]), mark=own, points=(0.1, 0.7))) == [N]


def test_what_is_not_scored_is_below_no_mark() -> None:
    assert asked(score_below(MARK), hearing(answered([False]), SAFE)) == [N]
    assert asked(score_below(MARK), hearing()) == [N]


# Earlier results.


def test_a_rule_may_look_back_on_earlier_results() -> None:
    before = hearing(results=[("warned", "kept", "none", "kept"), ("none", "warned", "kept", "renewed")])
    assert asked(earlier("warned", within=1), before) == [M, N, N, N]
    assert asked(earlier("warned", within=2), before) == [M, M, N, N]
    assert asked(earlier("renewed", within=2), before) == [N, N, N, M]
    assert earlier("warned", within=2).looks_back == 2
    assert earlier("warned", within=1).name == "earlier warned within 1"


def test_a_rule_may_count_earlier_results() -> None:
    pages = [("warned", "warned", "kept"), ("none", "warned", "warned"), ("warned", "kept", "kept")]
    twice = earlier("warned", within=3, times=2)
    assert asked(twice, hearing(results=pages)) == [M, M, N]
    assert (twice.looks_back, twice.name) == (3, "earlier warned 2 times within 3")


def test_a_result_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        earlier("warning", within=1)


# Joined.


def test_conditions_join_as_truths_do() -> None:
    each = (True, None, False)
    rows = [(first, second) for first in each for second in each]
    half = number("half", 0.5)
    one = sitting(
        clusters=len(rows),
        levers=[half],
        answers={2025: {"safe": [row[0] for row in rows], "green": [row[1] for row in rows]}},
    )
    before = hearing(one, scored((SAFE, 1.0)))
    unsafe, ungreen = score_below(half), fails(GREEN)
    order = (N, U, M)
    pairs = [(order[each.index(first)], M if second is False else N) for first, second in rows]
    assert list(zip(asked(unsafe, before), asked(ungreen, before), strict=True)) == pairs
    assert asked(unsafe & ungreen, before) == [min(pair, key=order.index) for pair in pairs]
    assert asked(unsafe | ungreen, before) == [max(pair, key=order.index) for pair in pairs]
    assert asked(~unsafe, before) == [order[2 - order.index(first)] for first, _ in pairs]


def test_what_the_first_part_settles_for_everybody_is_asked_no_further() -> None:
    def refuse(hearing: Hearing) -> Truths:
        raise AssertionError

    never = Condition("never asked", refuse)
    before = hearing(sitting(levers=[PASSES]))
    assert asked(says(PASSES, False) | never, before) == [M]
    assert asked(says(PASSES) & never, before) == [N]
    assert asked(says(PASSES) | says(PASSES) | says(PASSES, False), before) == [M]
    for joined in (says(PASSES) | never, says(PASSES, False) & never):
        with pytest.raises(AssertionError):
            joined.ask(before)


def test_a_joined_condition_declares_all_that_its_parts_read() -> None:
    quota = within_quota(QUOTA, RANKING)
    joined = (says(PASSES) | meets(SAFE) & quota) & ~earlier("warned", within=3)
    assert joined.levers == (PASSES, QUOTA, RANKING)
    assert joined.criteria == (SAFE,)
    assert joined.looks_back == 3
    assert joined.across
    assert not (met & unknown).across
    assert (met | unknown).looks_back == 0
    assert (met & unknown).name == "met and unknown"
    assert (met | ~unknown).name == "met or not unknown"
    assert (~quota).across
    assert (~quota).levers == (QUOTA, RANKING)


# What the levers settle.


def test_levers_settle_what_they_alone_decide_and_leave_the_rest_open() -> None:
    def settled(condition: Condition, *, passes: bool, quota: float | None = None) -> bool | None:
        values = {PASSES.key: passes, QUOTA.key: quota, RANKING.key: "none"}
        return condition.settled(lambda lever: values[lever.key])

    quota = within_quota(QUOTA, RANKING)
    assert settled(says(PASSES), passes=True) is True
    assert settled(says(PASSES), passes=False) is False
    assert settled(~says(PASSES), passes=False) is True
    assert settled(always, passes=False) is True
    assert settled(quota, passes=True) is True
    assert settled(quota, passes=True, quota=3) is None
    for open_ in (met, not_met, unknown, meets(SAFE), late("yearly_report"), earlier("warned", within=2)):
        assert settled(open_, passes=True) is settled(~open_, passes=True) is None
        assert settled(says(PASSES) & open_, passes=True) is None
        assert settled(says(PASSES) & open_, passes=False) is False
        assert settled(open_ & says(PASSES), passes=False) is False
        assert settled(says(PASSES) | open_, passes=True) is True
        assert settled(says(PASSES) | open_, passes=False) is None
    assert settled(says(PASSES) & quota, passes=True) is True
    assert settled(~(says(PASSES) | ~quota), passes=False) is True


def test_a_condition_declares_the_duties_whose_breach_it_asks_about() -> None:
    joined = ~(late("form") | met) & (late("report") | late("form"))
    assert joined.duties == ("form", "report")
    assert (joined.join, [part.join for part in joined.parts]) == ("and", ["not", "or"])
    assert (met.duties, met.parts) == ((), ())


# Quotas.


def ranked(
    *,
    quota: float | None,
    by: str = "output",
    output: Sequence[float | None] = (3.0, 1.0, 2.0, 2.0),
    passes: Answers = (True, True, True, True),
    pending: Sequence[bool] | None = None,
) -> list[str]:
    one = sitting(
        {"output": {2025: output}, "patents": {2025: output}},
        levers=[QUOTA, RANKING],
        scenarios=[(Change(QUOTA.key, quota), Change(RANKING.key, by))],
        answers={2025: {"safe": passes}},
    )
    return asked(within_quota(QUOTA, RANKING), hearing(one, SAFE, pending=pending))


def test_a_quota_of_none_admits_all() -> None:
    assert ranked(quota=None) == [M]


def test_the_best_are_within_the_quota() -> None:
    assert ranked(quota=1) == [M, N, N, N]
    assert ranked(quota=4) == [M, M, M, M]
    assert ranked(quota=0) == [N, N, N, N]


def test_ties_go_to_the_earlier_row() -> None:
    assert ranked(quota=2) == [M, N, M, N]


def test_without_a_ranking_the_order_of_the_rows_decides() -> None:
    assert ranked(quota=2, by="none") == [M, M, N, N]
    assert ranked(quota=2, by="none", passes=[False, True, True, True]) == [N, M, M, N]


def test_only_those_that_pass_take_a_place() -> None:
    assert ranked(quota=1, passes=[False, True, True, None]) == [N, N, M, N]
    assert ranked(quota=1, pending=[False, True, True, True]) == [N, N, M, N]


@pytest.mark.parametrize("by", ["output", "patents"])
def test_without_a_figure_a_cluster_ranks_last_of_those_that_pass(by: str) -> None:
    assert ranked(quota=1, by=by, output=[None, 1.0, None, 2.0]) == [N, N, N, M]
    assert ranked(quota=3, by=by, output=[None, 1.0, None, 2.0]) == [M, M, N, M]
    assert ranked(quota=1, by=by, output=[5.0, 5.0, None, 5.0], passes=[False, False, True, False])[2] == M


def test_a_zero_ranks_before_those_that_do_not_pass() -> None:
    assert ranked(quota=1, output=[5.0, 5.0, 5.0, 0.0], passes=[False, None, False, True])[3] == M


def test_each_scenario_may_have_its_own_quota_and_ranking() -> None:
    scenarios = [
        (),
        (Change(QUOTA.key, 1), Change(RANKING.key, "output")),
        (Change(QUOTA.key, 1), Change(RANKING.key, "patents")),
        (Change(QUOTA.key, 1),),
    ]
    one = sitting(
        {"output": {2025: [1.0, 2.0, 3.0]}, "patents": {2025: [1.0, 3.0, 2.0]}},
        levers=[QUOTA, RANKING],
        scenarios=scenarios,
        answers={2025: {"safe": [True, True, True]}},
    )
    found = within_quota(QUOTA, RANKING).ask(hearing(one, SAFE))
    assert names(found) == [M, M, M, N, N, M, N, M, N, M, N, N]


def test_each_group_may_have_the_quota_for_itself() -> None:
    facts = Facts(5, groups={"province": np.array(["甲", "甲", "乙", "", ""])})
    one = sitting(
        {"output": {2025: [1.0, 2.0, 3.0, 5.0, 4.0]}}, levers=[QUOTA, RANKING], facts=facts,
        scenarios=[(Change(QUOTA.key, 1), Change(RANKING.key, "output"))],
        answers={2025: {"safe": [True] * 5}},
    )  # fmt: skip
    found = within_quota(QUOTA, RANKING, within="province").ask(hearing(one, SAFE))
    assert names(found) == [N, M, M, M, N]


def test_some_groups_may_have_a_quota_of_their_own() -> None:
    own = number("city_quota", None, "个", whole=True, optional=True)
    facts = Facts(4, groups={"province": np.array(["甲", "甲", "市", "市"])})
    one = sitting(
        {"output": {2025: [1.0, 2.0, 3.0, 4.0]}}, levers=[QUOTA, RANKING, own], facts=facts,
        scenarios=[(Change(QUOTA.key, 2), Change(own.key, 1), Change(RANKING.key, "output"))],
        answers={2025: {"safe": [True] * 4}},
    )  # fmt: skip
    condition = within_quota(QUOTA, RANKING, within="province", of={"市": own})
    assert names(condition.ask(hearing(one, SAFE))) == [M, M, N, M]
    assert condition.levers == (QUOTA, RANKING, own)


def test_recognition_may_stand_beside_a_quota() -> None:
    above = recognised("province", id="zone.recognition")
    condition = meets(above) | (met & within_quota(QUOTA, RANKING))
    assert condition.criteria == (above,)


def test_a_hearing_reads_points_as_the_finding_has_them() -> None:
    before = scores(([True], [None]))
    finding: Finding | None = before.finding
    assert finding is not None
    points: Figure | None = finding.points
    assert points is not None
    assert plain(points) == [(40.0, 100.0)]
    assert at_least("output", MARK).judge(sitting(levers=[MARK])).points is None


# Discretion.

CHANCE = number("chance", 0.4, "share", within=(0.0, 1.0))


def sparing(*chances: float | None, draw: bool = True) -> Hearing:
    """Return a hearing of three titles for which 0, 0.3999 and 0.4 are drawn, under some chances."""
    own = number("chance", 0.4, "share", within=(0.0, 1.0), optional=True)
    one = sitting(clusters=3, levers=[own], scenarios=[(Change(own.key, chance),) for chance in chances])
    numbers = np.array([[0.0], [0.3999], [0.4]])
    return evolve(hearing(one), drawn=(lambda lever: numbers) if draw else None)


def test_discretion_holds_with_its_chance_the_same_draw_in_every_scenario() -> None:
    found = discretion(CHANCE).ask(sparing(0.4, 0.0, 1.0, None))
    assert names(found) == [M, M, N, *[N] * 3, *[M] * 3, *[N] * 3]
    assert asked(~discretion(CHANCE), sparing(0.4)) == [N, N, M]


def test_where_nothing_is_drawn_discretion_is_unknown_but_for_never_and_always() -> None:
    assert names(discretion(CHANCE).ask(sparing(0.4, 0.0, 1.0, draw=False))) == [U, N, M]


@pytest.mark.parametrize("chance, settled", [(0.0, False), (None, False), (1.0, True), (0.4, None)])
def test_a_chance_of_none_or_all_settles_it(chance: float | None, settled: bool | None) -> None:
    assert discretion(CHANCE).settled(lambda lever: chance) is settled


def test_what_rests_on_discretion_says_so() -> None:
    assert discretion(CHANCE).levers == (CHANCE,)
    assert (met & ~discretion(CHANCE)).discretionary
    assert (met | discretion(CHANCE)).discretionary
    assert not (met & unknown).discretionary
