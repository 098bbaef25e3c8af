"""Thresholds on the terminal: the sentence for each status, the rise and the fall, the rows that are shown."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from clusterkit.law.provisions import Change
from clusterkit.law.text import Language
from clusterkit.report.solve import POINTS, print_found
from clusterkit.study.frontier import frontier
from clusterkit.study.scenario import Scenario
from clusterkit.study.simulate import Study
from clusterkit.study.solve import solve
from tests.study.planted import CHAMPIONS, FLOOR, study


def printed(of: Study, goal: str, lever: str = FLOOR, lang: Language = "en", *, to: float | None = None) -> str:
    screen = Console(file=io.StringIO(), width=140)
    print_found(screen, solve(of, goal, lever, end=to), of, lang)
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


@pytest.mark.parametrize("lang, told", [
    ("en", ("the response is not monotone: there is no one threshold", "rises: 0 亿元 → 15 亿元: +82.45% (",
            "falls: 15 亿元 → ", "of the values tried, these meet the goal: 15 亿元 – ", "narrow the range with")),
    ("zh", ("响应不是单调的:没有唯一的临界值", "上升: 0 亿元 → 15 亿元", "下降: 15 亿元 → ",
            "所试取值中满足目标的: 15 亿元 – ", "用 --from 和 --to")),
])  # fmt: skip
def test_what_is_not_monotone_is_told_with_its_rise_and_its_fall(lang: Language, told: tuple[str, ...]) -> None:
    out = printed(study(ceiling=True), "retention >= 0.5", lang=lang)
    for part in told:
        assert part in out


def test_where_nothing_tried_meets_the_goal_there_is_no_list_of_what_does() -> None:
    out = printed(study(ceiling=True), "retention >= 0.999")
    assert "no value in the range reaches the goal; nearest is 15 亿元: 82.45% (" in out
    assert "the response rises and falls" in out
    assert "these meet the goal" not in out


@pytest.mark.parametrize("lang, told", [("en", "≥ 0 亿元 (95% confidence)"), ("zh", "0 亿元 – 1 亿元 (95% 置信)")])
def test_a_lever_without_effect_may_have_any_value(lang: Language, told: str) -> None:
    late = study(scenarios=[Scenario("late", (Change("moor.first_review", 2050.0),))])
    out = printed(late, "retention >= 0.5", lang=lang, to=1.0 if lang == "zh" else None)
    assert told in out


def test_an_open_end_is_told_as_one() -> None:
    out = printed(study(), "retention >= 0")
    assert "the highest value that meets the goal: ≥ " in out
    assert "every value of the range meets the goal" in out


def test_few_rows_are_shown_and_the_ends_among_them() -> None:
    lines = printed(study(), "losses <= 4").splitlines()
    rows = [line for line in lines if " – " in line and "亿元" in line and "highest" not in line]
    assert POINTS <= len(rows) <= POINTS + 3
    assert [line.split()[-1] for line in rows if not line.rstrip()[-1].isdigit()] == ["low", "estimate", "high"]


@pytest.mark.parametrize("lang, told", [("en", "each row: the moor.revenue_min that just meets the goal at that"),
                                        ("zh", "每行是在该 moor.champions 下恰好满足目标的")])  # fmt: skip
def test_a_frontier_has_a_row_for_each_value_also_without_a_threshold(lang: Language, told: str) -> None:
    screen, of = Console(file=io.StringIO(), width=140), study()
    print_found(screen, frontier(of, "retention >= 0.5", CHAMPIONS, [0, 15], FLOOR), of, lang)
    assert isinstance(screen.file, io.StringIO)
    out = screen.file.getvalue()
    assert told in out
    assert "not_reachable  " in out
    assert out.count("found") == 1
