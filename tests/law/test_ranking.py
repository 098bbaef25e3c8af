from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.law import Change, among_lowest
from clusterkit.law.facts import Facts
from tests.law.sittings import CITE, WORDS, names, number, sitting, unhurried

COUNT = number("bottom", 2, "个", whole=True)
LOWEST = among_lowest(COUNT, "output", "region", id="zone.bottom", title=WORDS, cite=CITE)
N, U, M = "not_met", "unknown", "met"

cells = st.one_of(st.none(), st.integers(1, 4).map(float))


def truths(
    row: Sequence[float | None],
    regions: Sequence[str] | None = None,
    *,
    who: Sequence[bool] | None = None,
    count: float = 2,
    key: str = "output",
) -> list[str]:
    places = np.array(["north"] * len(row) if regions is None else regions)
    one = sitting(
        {key: {2025: row}},
        levers=[COUNT],
        scenarios=[(Change(COUNT.key, count),)],
        facts=Facts(len(row), groups={"region": places}),
        who=None if who is None else np.array(who).reshape(1, -1, 1),
    )
    criterion = among_lowest(COUNT, key, "region", id="zone.bottom", title=WORDS, cite=CITE)
    return names(criterion.judge(one).truth)


def test_the_lowest_two_are_among_the_lowest_two() -> None:
    assert truths([3.0, 1.0, 4.0, 2.0]) == [N, M, N, M]


def test_ties_at_the_edge_all_count() -> None:
    assert truths([3.0, 1.0, 2.0, 2.0]) == [N, M, M, M]
    assert truths([1.0, 1.0, 1.0, 2.0]) == [M, M, M, N]
    assert truths([1.0, 2.0, 3.0, 3.0]) == [M, M, N, N]


def test_figures_a_billionth_apart_are_tied() -> None:
    assert truths([1.0, 2.0, 2.0 * (1 + 5e-10), 3.0]) == [M, M, M, N]
    assert truths([1.0, 2.0, 2.0 * (1 + 5e-9), 3.0]) == [M, M, N, N]
    assert truths([0.0, 0.0, 0.0, 3.0], count=1) == [M, M, M, N]


def test_each_group_has_its_own_lowest() -> None:
    assert truths([1.0, 2.0, 3.0, 9.0, 8.0, 7.0], ["north"] * 3 + ["south"] * 3) == [M, M, N, N, M, M]


def test_only_those_before_the_authority_are_ranked() -> None:
    assert truths([1.0, 2.0, 3.0, 4.0], who=[False, True, True, True]) == [N, M, M, N]


@pytest.mark.parametrize("row", [[1.0, 2.0], [1.0, None], [None, None]])
@pytest.mark.parametrize("others", [0, 3])
def test_a_group_that_is_no_larger_is_among_its_lowest_whole(row: list[float | None], others: int) -> None:
    who = [True, True] + [False] * others
    assert truths([*row, *[0.5] * others], who=who) == [M, M] + [N] * others


def test_a_title_alone_in_its_group_is_among_its_lowest() -> None:
    assert truths([1.0, 2.0, 3.0, 9.0], ["north", "north", "north", "south"], count=1) == [M, N, N, M]


def test_a_count_of_none_takes_nobody() -> None:
    assert truths([1.0, None], count=0) == [N, N]


def test_a_count_that_is_not_set_takes_nobody() -> None:
    bottom = number("bottom", None, optional=True)
    rank = among_lowest(bottom, "output", "", id="zone.bottom", title=WORDS, cite=CITE)
    assert names(rank.judge(sitting({"output": {2025: [1.0, 2.0]}}, levers=[bottom])).truth) == [N, N]


def test_a_missing_figure_may_stand_anywhere() -> None:
    assert truths([1.0, 2.0, 3.0, None]) == [M, U, N, U]
    assert truths([1.0, 2.0, 3.0, 4.0, None]) == [M, U, N, N, U]
    assert truths([1.0, 2.0, 3.0, None, None]) == [U, U, N, U, U]


def test_a_title_whose_group_is_blank_may_stand_anywhere() -> None:
    assert truths([1.0, 2.0, 3.0, 0.5], ["north", "north", "north", ""]) == [M, M, N, U]


def test_without_a_group_all_are_ranked_together() -> None:
    rank = among_lowest(COUNT, "output", "", id="zone.bottom", title=WORDS, cite=CITE)
    one = sitting(
        {"output": {2025: [1.0, 2.0, 3.0]}},
        levers=[COUNT],
        facts=Facts(3, groups={"region": np.array(["north", "south", ""])}),
    )
    assert names(rank.judge(one).truth) == [M, M, N]


@pytest.mark.parametrize("key", ["output", "share", "patents"])
@unhurried
@given(row=st.lists(cells, min_size=1, max_size=5), count=st.integers(1, 5), regions=st.integers(1, 2))
def test_standing_is_unknown_exactly_when_the_missing_figures_decide(
    key: str, row: list[float | None], count: int, regions: int
) -> None:
    groups = [f"region {place % regions}" for place in range(len(row))]
    completions: list[list[float]] = [[]]
    for cell in row:
        blanks = (0.5, 9.0) if cell is None else (cell,)
        completions = [[*done, value] for done in completions for value in blanks]
    expected = []
    for place, group in enumerate(groups):
        standing = set()
        for done in completions:
            lower = [v for v, other in zip(done, groups, strict=True) if other == group and v < done[place]]
            standing.add(len(lower) < count)
        expected.append(U if len(standing) == 2 else M if standing.pop() else N)
    assert truths(row, groups, count=count, key=key) == expected


def test_each_scenario_may_take_another_count() -> None:
    one = sitting({"output": {2025: [1.0, 2.0, 3.0]}}, levers=[COUNT], scenarios=[(), (Change(COUNT.key, 1),)])
    rank = among_lowest(COUNT, "output", "", id="zone.bottom", title=WORDS, cite=CITE)
    assert names(rank.judge(one).truth) == [M, M, N, M, N, N]


def test_a_ranking_looks_across_titles_and_says_so() -> None:
    assert LOWEST.across
    assert (LOWEST.id, LOWEST.title, LOWEST.citation) == ("zone.bottom", WORDS, CITE)
    assert (LOWEST.levers, LOWEST.indicators) == ((COUNT,), ("output",))
    assert LOWEST.at_review() is LOWEST
