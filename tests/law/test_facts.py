from __future__ import annotations

import pytest

from clusterkit.law.facts import Facts, RecognisedTitle
from tests.law.sittings import codes, day, names

TODAY = day(2026, 6, 30)
LEVELS = {"hill": "city", "shire": "province", "realm": "national"}
N, U, M = "not_met", "unknown", "met"


def test_an_answer_that_nobody_gave_is_unknown() -> None:
    facts = Facts(2, answers={"intensive": codes([True, None]).ravel()})
    assert names(facts.answer("intensive")) == [M, U]
    assert names(facts.answer("thirsty")) == [U, U]
    assert facts.answer("intensive").shape == facts.answer("thirsty").shape == (1, 2, 1)


def test_the_file_says_who_is_recognised() -> None:
    facts = Facts(4, recognised_by=[("province",), ("national", "hill"), (), ("city",)], level_of=LEVELS)
    assert names(facts.recognised(["province", "national"], TODAY)) == [M, M, N, N]
    assert facts.recognised(["province"], TODAY).shape == (1, 4, 1)


def test_a_measure_stands_for_its_level() -> None:
    facts = Facts(3, recognised_by=[("shire",), ("realm",), ("hill",)], level_of=LEVELS)
    assert names(facts.recognised(["province"], TODAY)) == [M, N, N]
    assert names(facts.recognised(["realm"], TODAY)) == [N, M, N]


@pytest.mark.parametrize("entry, found", [("national:1", M), ("national:2", N), ("national", U), ("city:1", N)])
def test_a_batch_that_is_asked_for_must_be_stated(entry: str, found: str) -> None:
    assert names(Facts(1, recognised_by=[(entry,)]).recognised(["national:1"], TODAY)) == [found]


def test_any_batch_will_do_where_none_is_asked_for() -> None:
    assert names(Facts(1, recognised_by=[("national:7",)]).recognised(["national"], TODAY)) == [M]


def test_the_best_entry_counts() -> None:
    facts = Facts(2, recognised_by=[("national", "national:1"), ("national:2", "national")])
    assert names(facts.recognised(["national:1"], TODAY)) == [M, U]
    assert names(Facts(1, recognised_by=[("national",)]).recognised(["national:1", "national"], TODAY)) == [M]


@pytest.mark.parametrize(
    "since, until, found",
    [
        (None, None, M),
        (TODAY, None, M),
        (TODAY + 1, None, N),
        (None, TODAY, M),
        (None, TODAY - 1, N),
    ],
)
def test_a_title_elsewhere_counts_from_its_first_to_its_last_day(
    since: int | None, until: int | None, found: str
) -> None:
    facts = Facts(2, titles=[RecognisedTitle(1, "shire", since, until)], level_of=LEVELS)
    assert names(facts.recognised(["province"], TODAY)) == [N, found]


@pytest.mark.parametrize("batch, found", [("1", M), ("2", N), ("", U)])
def test_a_title_elsewhere_has_its_batch(batch: str, found: str) -> None:
    facts = Facts(1, titles=[RecognisedTitle(0, "realm", batch=batch)], level_of=LEVELS)
    assert names(facts.recognised(["national:1"], TODAY)) == [found]
