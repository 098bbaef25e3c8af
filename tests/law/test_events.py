from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from clusterkit.law.calendar import Days
from clusterkit.law.events import NO_PAIRS, EventLog, Pairs
from tests.law.sittings import day, log_of

ALL = slice(None)
YEAR = (day(2025, 12, 31), day(2026, 12, 31))


def log() -> EventLog:
    return log_of(
        3,
        ("incident", 0, date(2026, 3, 1)),
        ("incident", 0, date(2026, 6, 30)),
        ("incident", 2, date(2026, 7, 1)),
        ("incident", 1, date(2025, 3, 1)),
        ("illegality", 1, date(2026, 3, 1)),
        replications=2,
    )


def test_events_are_filed_by_kind_and_year() -> None:
    assert len(log().pairs("incident", 2026)) == 6
    assert log().pairs("incident", 2026).cluster.tolist() == [0, 0, 0, 0, 2, 2]
    assert len(log().pairs("illegality", 2026)) == 2
    assert log().pairs("incident", 2024) is NO_PAIRS


def test_two_lists_of_events_are_joined_in_order() -> None:
    one = Pairs(np.array([1]), np.array([0]), np.array([day(2026, 1, 1)]))
    both = one.joined(NO_PAIRS).joined(one)
    assert both.cluster.tolist() == [1, 1]
    assert both.day.tolist() == [day(2026, 1, 1)] * 2


def test_the_events_of_a_year_are_counted_by_cluster_and_replication() -> None:
    count = log().counted("incident", 2026, *YEAR, ALL)
    assert count.shape == (1, 3, 2)
    assert count[0].tolist() == [[2, 2], [0, 0], [1, 1]]


def test_a_year_without_events_counts_none_for_all() -> None:
    assert log().counted("incident", 2024, *YEAR, ALL).tolist() == [[[0.0]]]


@pytest.mark.parametrize(
    "after, until, expected",
    [
        (YEAR[0], day(2026, 6, 29), [1, 0, 0]),
        (YEAR[0], day(2026, 6, 30), [2, 0, 0]),  # the last day counts
        (day(2026, 3, 1), day(2026, 6, 30), [1, 0, 0]),  # the first does not
        (day(2026, 6, 30), YEAR[1], [0, 0, 1]),
    ],
)
def test_events_count_after_one_day_and_up_to_another(after: int, until: int, expected: list[int]) -> None:
    assert log().counted("incident", 2026, after, until, ALL)[0, :, 0].tolist() == expected


def test_a_sitting_counts_the_rows_before_it_in_their_order() -> None:
    assert log().counted("incident", 2026, *YEAR, np.array([2, 0]))[0, :, 0].tolist() == [1, 2]
    assert log().counted("incident", 2026, *YEAR, np.array([1]))[0].tolist() == [[0, 0]]


def test_each_title_may_have_its_own_day() -> None:
    own: Days = np.array([day(2026, 3, 1), day(2026, 3, 1), day(2026, 7, 1)]).reshape(1, 3, 1)
    assert log().counted("incident", 2026, YEAR[0], own, ALL)[0, :, 0].tolist() == [1, 0, 1]


def test_each_scenario_may_have_its_own_day() -> None:
    own: Days = np.array([day(2026, 1, 1), YEAR[1]]).reshape(2, 1, 1)
    count = log().counted("incident", 2026, YEAR[0], own, ALL)
    assert count[:, :, 0].tolist() == [[0, 0, 0], [2, 0, 1]]
    assert log().counted("incident", 2026, own - 1, YEAR[1], ALL)[:, :, 1].tolist() == [[2, 0, 1], [0, 0, 0]]


def test_each_replication_may_have_its_own_day() -> None:
    own: Days = np.array([day(2026, 1, 1), YEAR[1]]).reshape(1, 1, 2)
    assert log().counted("incident", 2026, YEAR[0], own, ALL)[0].tolist() == [[0, 2], [0, 0], [0, 1]]
