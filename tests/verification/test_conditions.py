"""Every condition that the law can make is read as the question it asks, without calling it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve, frozen

from clusterkit.law import (
    Condition,
    LeverNamespace,
    Text,
    all_of,
    always,
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
    says,
    score_below,
    undecided,
    unknown,
    within_quota,
    without_standing,
)
from clusterkit.law.criterion import Criterion
from clusterkit.law.lever import Lever, Value
from clusterkit.verification.conditions import question
from clusterkit.verification.criteria import Finding
from clusterkit.verification.limits import NotReplayed
from clusterkit.verification.ranges import Range, point
from clusterkit.verification.truth import Truth

CITE, WORDS = "第一条", Text("某", "some")
MET, NOT_MET, UNKNOWN, NOTHING = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN, Truth.NOT_APPLICABLE
lever = LeverNamespace("zone")
OTHER = recognised("province", id="zone.other", title=WORDS, cite=CITE)
MARK = lever("mark", 60.0, "", zh="及格", en="mark", cite=CITE)
SHARE = lever("share", 0.1234567891, "share", zh="比例", en="share", cite=CITE)
QUOTA = lever("quota", None, "个", zh="名额", en="quota", cite=CITE, whole=True, optional=True)
RANK = lever.choice("rank", "none", ("none", "output_value"), zh="排序", en="rank", cite=CITE)
SOFT = lever.yes_no("soft", False, zh="从宽", en="soft", cite=CITE)


@frozen
class Asked:
    """A hearing with an answer to everything."""

    truth: Truth = MET
    points: Range | None = None
    other: Truth = MET
    without_standing: bool = False
    not_applied: bool = False
    measure_ended: bool = False
    breached: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    values: tuple[tuple[str, Value], ...] = ()

    @property
    def finding(self) -> Finding | None:
        return Finding("", CITE, self.truth, points=self.points)

    def judge(self, criterion: Criterion) -> Finding:
        assert criterion is OTHER
        return Finding(criterion.id, CITE, self.other)

    def value(self, one: Lever) -> Value:
        return dict(self.values).get(one.key, one.default)

    def late(self, duty: str) -> bool:
        return duty in self.breached

    def happened(self, kind: str) -> bool:
        return kind in self.events

    def earlier(self, back: int) -> str:
        return self.results[back - 1] if back <= len(self.results) else "none"


@pytest.mark.parametrize(
    "condition, hearing, answer",
    [
        (always, Asked(NOT_MET), MET),
        (met, Asked(MET), MET),
        (met, Asked(NOTHING), MET),
        (met, Asked(UNKNOWN), NOT_MET),
        (not_met, Asked(NOT_MET), MET),
        (not_met, Asked(UNKNOWN), NOT_MET),
        (unknown, Asked(UNKNOWN), MET),
        (without_standing, Asked(without_standing=True), MET),
        (not_applied, Asked(not_applied=True), MET),
        (measure_ended, Asked(measure_ended=True), MET),
        (measure_ended, Asked(), NOT_MET),
        (meets(OTHER), Asked(other=MET), MET),
        (meets(OTHER), Asked(other=UNKNOWN), NOT_MET),
        (fails(OTHER), Asked(other=NOT_MET), MET),
        (undecided(OTHER), Asked(other=UNKNOWN), MET),
        (undecided(OTHER), Asked(other=NOTHING), NOT_MET),
        (says(SOFT), Asked(), NOT_MET),
        (says(SOFT), Asked(values=(("zone.soft", True),)), MET),
        (says(RANK, "output_value"), Asked(values=(("zone.rank", "output_value"),)), MET),
        (says(SHARE, 0.1234567891), Asked(), MET),
        (says(SHARE, 0.1234567892), Asked(), NOT_MET),
        (says(QUOTA, None), Asked(), MET),
        (late("report"), Asked(breached=("report",)), MET),
        (late("form"), Asked(breached=("report",)), NOT_MET),
        (happened("incident"), Asked(events=("incident",)), MET),
        (happened("illegality"), Asked(events=("incident",)), NOT_MET),
        (score_below(MARK), Asked(points=point(59.0)), MET),
        (score_below(MARK), Asked(points=point(60.0)), NOT_MET),
        (score_below(MARK), Asked(points=Range(50.0, 70.0)), UNKNOWN),
        (score_below(MARK), Asked(), NOT_MET),
        (earlier("warned", within=2), Asked(results=("kept", "warned")), MET),
        (earlier("warned", within=2), Asked(results=("kept", "kept", "warned")), NOT_MET),
        (earlier("warned", within=3, times=2), Asked(results=("warned", "kept", "warned")), MET),
        (earlier("warned", within=3, times=2), Asked(results=("warned", "kept", "kept")), NOT_MET),
        (within_quota(QUOTA, RANK), Asked(), MET),
        (within_quota(QUOTA, RANK, within="province"), Asked(), MET),
        (within_quota(QUOTA, RANK, within="province", of={"甲": QUOTA, "乙": QUOTA}), Asked(), MET),
        (discretion(SHARE), Asked(values=(("zone.share", 0.0),)), NOT_MET),
        (discretion(SHARE), Asked(values=(("zone.share", 1.0),)), MET),
        (~met, Asked(MET), NOT_MET),
        (~score_below(MARK), Asked(points=Range(50.0, 70.0)), UNKNOWN),
        (met & says(SOFT), Asked(), NOT_MET),
        (not_met | says(SOFT), Asked(NOT_MET), MET),
        (met & score_below(MARK), Asked(points=Range(50.0, 70.0)), UNKNOWN),
        (not_met | score_below(MARK), Asked(points=Range(50.0, 70.0)), UNKNOWN),
        (unknown & ~says(SOFT) & ~(says(SOFT) & meets(OTHER)), Asked(UNKNOWN), MET),
        ((late("report") | happened("incident")) & ~without_standing, Asked(events=("incident",)), MET),
    ],
    ids=lambda one: one.name if isinstance(one, Condition) else "",
)
def test_a_condition_of_the_law_is_answered(condition: Condition, hearing: Asked, answer: Truth) -> None:
    assert question(evolve(condition, ask=condition.ask))(hearing) is answer


def test_a_quota_that_is_set_is_not_answered() -> None:
    with pytest.raises(NotReplayed, match="is set, and who is within it depends on the other candidates"):
        question(within_quota(QUOTA, RANK))(Asked(values=(("zone.quota", 3.0),)))


def test_what_the_first_part_settles_is_not_asked_on() -> None:
    full = Asked(values=(("zone.quota", 3.0),))
    assert question(not_met & within_quota(QUOTA, RANK))(full) is NOT_MET
    assert question(met | within_quota(QUOTA, RANK))(full) is MET


def _code(ask: Any) -> Callable[..., Any]:
    def other(hearing: Any) -> Any:
        return ask(hearing)

    return other


@pytest.mark.parametrize(
    "condition",
    [always, met, meets(OTHER), says(SOFT), late("report"), happened("incident"), score_below(MARK),
     earlier("warned", within=2), within_quota(QUOTA, RANK), ~met, met & not_met, met | not_met],
    ids=lambda one: one.name,
)  # fmt: skip
def test_a_condition_by_another_code_is_not_trusted_whatever_it_is_called(condition: Condition) -> None:
    forged = evolve(condition, ask=_code(condition.ask))
    with pytest.raises(NotReplayed, match="cannot be read as values"):
        question(forged)(Asked())


@pytest.mark.parametrize(
    "condition",
    [
        evolve(meets(OTHER), criteria=(all_of(OTHER),)),
        evolve(says(SOFT), settled=lambda _: True),
        evolve(late("report"), duties=("form",)),
        evolve(happened("incident"), name="happened illegality"),
        evolve(earlier("warned", within=2), name="earlier kept within 2", looks_back=3),
        evolve(met & not_met, parts=(met, met, met)),
    ],
)
def test_a_condition_that_says_one_thing_and_declares_another_is_not_trusted(condition: Condition) -> None:
    with pytest.raises(NotReplayed, match="cannot be read as values"):
        question(condition)(Asked())
