from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from clusterkit.errors import LeverError
from clusterkit.law import Change, Sitting, all_of, amended, at_least, required, requirement, scored
from clusterkit.law.criterion import walk
from tests.law.sittings import CITE, lever, names, number, plain, sitting

N, U, M, NA = "not_met", "unknown", "met", "not_applicable"
SINCE = lever.amendment("amended_on", 20260630, zh="修订日", en="day of the amendment", cite=CITE)
OLD, NEW = number("old", 10, "亿元"), number("new", 20, "亿元")
SAFE = required("zone", requirement("safe", zh="安全", en="safe", cite=CITE))
TEXT = amended(all_of(at_least("output", OLD)), all_of(at_least("output", NEW), SAFE), since=SINCE)
DAY = date(2026, 6, 30)


def before(*since: float | None, law_day: date = DAY) -> Sitting:
    """Return a sitting on outputs of 5, 15 and 25 under scenarios that amend on some days."""
    return sitting(
        {"output": {2025: (5.0, 15.0, 25.0)}}, levers=[SINCE, OLD, OLD.for_retention(), NEW, NEW.for_retention()],
        scenarios=[(Change(SINCE.key, day),) for day in since], law_day=law_day,
        answers={2025: {"safe": (True, True, None)}},
    )  # fmt: skip


@pytest.mark.parametrize(
    "law_day, truths, ids",
    [(date(2026, 6, 29), [N, M, M], ["zone.old"]), (DAY, [N, N, U], ["zone.new", "zone.safe"])],
)
def test_the_new_text_applies_from_its_day_on(law_day: date, truths: list[str], ids: list[str]) -> None:
    found = TEXT.judge(before(20260630, law_day=law_day))
    assert names(found.truth) == truths
    assert [leaf.criterion.id for leaf in found.leaves()] == ids
    assert (found.figure, found.bound) == (None, None)


def test_without_a_day_the_old_text_stays() -> None:
    assert names(TEXT.judge(before(None)).truth) == [N, M, M]


def test_where_scenarios_differ_what_does_not_apply_is_found_of_nobody() -> None:
    found = TEXT.judge(before(20260630, 20260701, None))
    assert names(found.truth) == [N, N, U, N, M, M, N, M, M]
    told = {leaf.criterion.id: names(np.broadcast_to(leaf.truth, (3, 3, 1))) for leaf in found.leaves()}
    assert told["zone.old"] == [NA, NA, NA, N, M, M, N, M, M]
    assert told["zone.new"] == [N, N, M, *[NA] * 6]
    assert told["zone.safe"] == [M, M, U, *[NA] * 6]
    assert (np.broadcast_to(found.parts[0].stated, (3, 3, 1))[1:] >= 0).all()
    assert found.points is None


def test_a_points_table_may_take_the_place_of_a_standard() -> None:
    table = scored((at_least("output", NEW), 40.0), (SAFE, 60.0))
    text = amended(all_of(at_least("output", OLD)), table, since=SINCE)
    alone = text.judge(before(20260630)).points
    assert alone is not None
    assert plain(alone) == [(60.0, 60.0), (60.0, 60.0), (40.0, 100.0)]
    mixed = text.judge(before(20260630, None)).points
    assert mixed is not None
    assert plain(mixed) == [*plain(alone), *[(np.inf, np.inf)] * 3]
    assert text.judge(before(None)).points is None
    settled = amended(scored((at_least("output", OLD), 1.0)), all_of(SAFE), since=SINCE)
    known = settled.judge(before(20260630, None)).points
    assert known is not None
    assert known.known


def test_at_a_review_both_texts_ask_the_bounds_of_a_review() -> None:
    keys = [one.key for part in walk(TEXT.at_review()) for one in part.levers]
    assert keys == ["zone.amended_on", "zone.retention.old", "zone.retention.new"]
    assert names(TEXT.at_review().judge(before(None)).truth) == [N, M, M]


def test_only_the_lever_of_an_amendment_sets_its_day() -> None:
    with pytest.raises(LeverError, match=r"^lever zone\.old is no date of an amendment; make it with lever\.amendment"):
        amended(SAFE, SAFE, since=OLD)


def test_it_reads_what_both_texts_read() -> None:
    assert {key for part in walk(TEXT) for key in part.indicators} == {"output", "safe"}
    assert TEXT.levers == (SINCE,)
