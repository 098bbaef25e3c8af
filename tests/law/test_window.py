from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.law import (
    LATEST,
    Age,
    Change,
    EachOfLast,
    Falling,
    Growth,
    IncidentFree,
    Lever,
    Rising,
    Sitting,
    Sum,
    at_most,
    below,
)
from clusterkit.law.criterion import Bound
from clusterkit.law.facts import Facts
from clusterkit.law.figure import Figure, Operator, edge
from clusterkit.law.lever import Value
from clusterkit.law.window import Subject, Window, keys_of
from tests.law.sittings import (
    LATEST_YEAR,
    ON,
    Cells,
    choice,
    day,
    names,
    number,
    plain,
    sitting,
    unhurried,
    years,
)

N, U, M = "not_met", "unknown", "met"
ORDER = (N, U, M)
MEAN = choice("growth_mean", "compound", "yearly")
SCOPE = choice("incident_window", "calendar", "rolling_36_months")

# Few figures, so that equal ones are common; quarters are exact.
figures = st.integers(0, 12).map(lambda quarters: quarters / 4)
cells = st.one_of(st.none(), figures)
operators: st.SearchStrategy[Operator] = st.sampled_from((">=", ">", "<=", "<"))


# A scalar reference: the law over plain numbers, a blank being whatever it may turn out to be.


def agreed(truths: Iterable[bool]) -> str:
    """Return met or not met where every completion says so, else unknown."""
    found = set(truths)
    return U if len(found) == 2 else M if found.pop() else N


def completed(row: Sequence[float | None], blanks: Sequence[float]) -> list[tuple[float, ...]]:
    """Return a row with its blanks filled in every possible way."""
    return list(product(*(blanks if cell is None else (cell,) for cell in row)))


def compare(value: float, operator: Operator, bound: float) -> bool:
    """Compare as the law reads it: within a relative 1e-9 figures are equal."""
    if abs(value - bound) <= max(1e-9 * abs(bound), 1e-12):
        return operator in {">=", "<="}
    return (value > bound) == (operator in {">=", ">"})


def each(row: Sequence[float | None], blanks: Sequence[float], holds: Callable[[float, float], bool]) -> list[str]:
    """Return the truth of a comparison of every year with the year before it."""
    return [agreed(holds(*pair) for pair in completed(pair, blanks)) for pair in pairwise(row)]


def falls(early: float, late: float) -> bool:
    return late < early


def does_not_fall(early: float, late: float) -> bool:
    return late >= early


def falling(row: Sequence[float]) -> bool:
    return all(falls(*pair) for pair in pairwise(row))


def rising(row: Sequence[float]) -> bool:
    return all(does_not_fall(*pair) for pair in pairwise(row)) and row[-1] > row[0]


# What the windows say.


def over(row: Sequence[float | None], key: str = "output", *, levers: Sequence[Lever] = ()) -> Sitting:
    """Return a sitting on one cluster whose figures end with the latest year."""
    first = LATEST_YEAR - len(row) + 1
    return sitting({key: {first + place: [cell] for place, cell in enumerate(row)}}, clusters=1, levers=levers)


def measured(window: Window, one: Sitting, subject: Subject = "output", *values: Value) -> Figure:
    return window.measure(one, subject, values or [lever.default for lever in window.levers])


def decided(found: Figure, operator: Operator, bound: float) -> str:
    return names(found.compare(operator, edge(found.measure, operator, np.full((1, 1, 1), bound))))[0]


def known(found: Figure) -> float:
    assert found.known
    return plain(found)[0][0]


def test_the_latest_year_does_not_slide_back() -> None:
    one = sitting({"output": {2024: [30.0], 2025: [32.0], 2026: [99.0]}})
    assert known(measured(LATEST, one)) == pytest.approx(32.0)
    assert not measured(LATEST, sitting({"output": {2024: [30.0]}})).known


@pytest.mark.parametrize("key, unknown_down_to", [("output", 0.0), ("share", 0.0), ("patents", -1000.0)])
@unhurried
@given(row=st.lists(cells, min_size=3, max_size=3), n=st.integers(1, 3), bound=figures)
def test_each_of_the_last_years_is_unknown_exactly_when_the_blanks_decide(
    key: str, unknown_down_to: float, row: list[float | None], n: int, bound: float
) -> None:
    found = measured(EachOfLast(years(3)), over(row, key), key, float(n))
    for operator in (">=", ">"):
        expected = agreed(
            all(compare(value, operator, bound) for value in filled)
            for filled in completed(row[-n:], (unknown_down_to, 1000.0))
        )
        assert decided(found, operator, bound) == expected


@pytest.mark.parametrize("key, least", [("output", 0.0), ("share", 0.0), ("patents", -1000.0)])
@pytest.mark.parametrize("rule", [at_most, below])
@unhurried
@given(row=st.lists(cells, min_size=3, max_size=3), n=st.integers(1, 3), bound=figures)
def test_at_most_in_each_of_the_last_years_asks_every_year(
    rule: Callable[..., Bound], key: str, least: float, row: list[float | None], n: int, bound: float
) -> None:
    most = number("most", bound)
    asked = rule(key, most, EachOfLast(years(n)))
    expected = agreed(
        all(compare(value, asked.operator, bound) for value in filled)
        for filled in completed(row[-n:], (least, 1000.0))
    )
    assert names(asked.judge(over(row, key, levers=asked.levers)).truth) == [expected]
    assert asked.window.title.en == "largest of the last years"


def test_the_smallest_year_is_the_figure_that_decides() -> None:
    assert known(measured(EachOfLast(years(3)), over([40.0, 33.5, 36.0]))) == pytest.approx(33.5)
    assert known(measured(EachOfLast(years(2)), over([1.0, 40.0, 36.0]))) == pytest.approx(36.0)


@unhurried
@given(row=st.lists(cells, min_size=3, max_size=3), operator=operators, bound=st.integers(0, 8))
def test_a_sum_of_counts_is_unknown_exactly_when_the_blanks_decide(
    row: list[float | None], operator: Operator, bound: int
) -> None:
    keys = ("champions", "giants", "patents")
    one = sitting({key: {LATEST_YEAR: [cell]} for key, cell in zip(keys, row, strict=True)})
    found = measured(LATEST, one, Sum(keys))
    expected = agreed(compare(sum(filled), operator, bound) for filled in completed(row, (0.0, 1000.0)))
    assert decided(found, operator, bound) == expected


def test_known_counts_reach_a_bound_beside_blank_ones() -> None:
    one = sitting({"champions": {LATEST_YEAR: [10.0]}})
    found = measured(LATEST, one, Sum(("champions", "giants")))
    assert plain(found) == [(10.0, np.inf)]
    assert decided(found, ">=", 10) == M


def test_counts_on_a_log_scale_are_added_in_their_own_unit() -> None:
    table: dict[str, dict[int, Cells]] = {"patents": {2025: [3.0, None]}, "staff": {2025: [1000.0, 0.0]}}
    one = sitting(table)
    found = measured(LATEST, one, Sum(("staff", "patents")))
    assert plain(found) == [(pytest.approx(1003.0), pytest.approx(1003.0)), (0.0, np.inf)]
    both = sitting({"staff": {LATEST_YEAR: [1000.0]}})
    assert known(measured(LATEST, both, Sum(("staff", "staff")))) == pytest.approx(2000.0)


def test_a_sum_can_be_asked_in_each_of_the_last_years() -> None:
    table: dict[str, dict[int, Cells]] = {
        "champions": {2024: [1.0, 1.0], 2025: [2.0, None]},
        "giants": {2024: [1.0, 3.0], 2025: [3.0, 1.0]},
    }
    found = measured(EachOfLast(years(2)), sitting(table), Sum(("champions", "giants")))
    assert plain(found) == [(2.0, 2.0), (1.0, 4.0)]


@unhurried
@given(
    row=st.lists(cells, min_size=4, max_size=4),
    n=st.integers(1, 3),
    operator=operators,
    bound=st.sampled_from((-1.0, -0.5, 0.0, 0.08, 0.5, 1.0)),
)
def test_growth_is_unknown_without_a_base_and_else_exactly_when_the_blank_decides(
    row: list[float | None], n: int, operator: Operator, bound: float
) -> None:
    found = measured(Growth(years(3), MEAN), over(row), "output", float(n), "compound")
    base, end = row[-n - 1], row[-1]
    expected = U
    if base:
        rates = [(filled[0] / base) ** (1 / n) - 1 for filled in completed([end], (0.0, 1e9))]
        expected = agreed(compare(rate, operator, bound) for rate in rates)
    assert base or not found.known
    if base:
        assert decided(found, operator, bound) == expected


@unhurried
@given(base=st.sampled_from((None, 0.0)), end=cells, operator=operators, bound=st.sampled_from((-0.5, 0.0, 0.08)))
def test_growth_from_nothing_is_unknown(
    base: float | None, end: float | None, operator: Operator, bound: float
) -> None:
    for mean in MEAN.choices:
        found = measured(Growth(years(3), MEAN), over([base, end]), "output", 1.0, mean)
        assert decided(found, operator, bound) == U


@unhurried
@given(
    row=st.lists(cells, min_size=4, max_size=4),
    n=st.integers(1, 3),
    operator=operators,
    bound=st.sampled_from((-0.5, 0.0, 0.08, 0.5, 1.0)),
)
def test_the_mean_of_yearly_rates_is_unknown_where_a_year_is_missing_or_a_base_is_zero(
    row: list[float | None], n: int, operator: Operator, bound: float
) -> None:
    found = measured(Growth(years(3), MEAN), over(row), "output", float(n), "yearly")
    window = row[-n - 1 :]
    whole = [cell for cell in window if cell is not None]
    if len(whole) < len(window) or 0.0 in whole[:-1]:
        assert decided(found, operator, bound) == U
        return
    mean = sum(late / early - 1 for early, late in pairwise(whole)) / n
    assert known(found) == pytest.approx(mean, rel=1e-9, abs=1e-12)
    assert decided(found, operator, bound) == (M if compare(mean, operator, bound) else N)


@pytest.mark.parametrize("mean", MEAN.choices)
@pytest.mark.parametrize("operator, truth", [(">", N), (">=", M), ("<=", M), ("<", N)])
def test_growth_of_exactly_eight_per_cent_is_not_above_eight_per_cent(
    mean: str, operator: Operator, truth: str
) -> None:
    found = measured(Growth(years(3), MEAN), over([100.0, 108.0, 116.64, 125.9712]), "output", 3.0, mean)
    assert decided(found, operator, 0.08) == truth


@pytest.mark.parametrize("key", ["output", "share", "patents", "staff"])
@pytest.mark.parametrize("mean", MEAN.choices)
def test_figures_grow_alike_on_every_scale(key: str, mean: str) -> None:
    found = measured(Growth(years(2), MEAN), over([0.5, 0.55, 0.605], key), key, 2.0, mean)
    assert known(found) == pytest.approx(0.1)
    assert decided(found, ">", 0.1) == N
    for row in ([0.0, 0.5, 0.6], [None, 0.5, 0.6], [0.5, 0.6, None]):
        assert decided(measured(Growth(years(2), MEAN), over(row, key), key, 2.0, mean), ">", 0.1) == U
    assert known(measured(Growth(years(1), MEAN), over([0.5, 0.0], key), key, 1.0, mean)) == -1.0


def test_a_sum_of_counts_grows_where_all_of_them_are_known() -> None:
    table: dict[str, dict[int, Cells]] = {
        "champions": {2024: [2.0, 2.0], 2025: [2.0, 9.0]},
        "giants": {2024: [2.0, 2.0], 2025: [3.0, None]},
    }
    found = measured(Growth(years(1), MEAN), sitting(table), Sum(("champions", "giants")), 1.0, "compound")
    assert plain(found)[0] == pytest.approx((0.25, 0.25))
    assert plain(found)[1] == (-1.0, np.inf)


def test_compound_growth_reads_both_ends_alone() -> None:
    found = measured(Growth(years(3), MEAN), over([100.0, None, None, 133.1]), "output", 3.0, "compound")
    assert known(found) == pytest.approx(0.1)


def test_a_fall_to_nothing_is_minus_a_hundred_per_cent() -> None:
    for mean in MEAN.choices:
        assert known(measured(Growth(years(1), MEAN), over([100.0, 0.0]), "output", 1.0, mean)) == -1.0


@pytest.mark.parametrize("key, low", [("output", 0.0), ("share", 0.0), ("patents", -1000.0)])
@unhurried
@given(row=st.lists(cells, min_size=4, max_size=4), n=st.integers(1, 3))
def test_a_fall_in_each_year_is_decided_year_by_year(key: str, low: float, row: list[float | None], n: int) -> None:
    found = measured(Falling(years(3)), over(row, key), key, float(n))
    expected = min(each(row[-n - 1 :], (low, 1000.0), falls), key=ORDER.index)
    assert decided(found, "<", 0.0) == expected


@pytest.mark.parametrize("key, low", [("output", 0.0), ("share", 0.0), ("patents", -1000.0)])
@unhurried
@given(row=st.lists(cells, min_size=4, max_size=4), n=st.integers(1, 3))
def test_a_steady_rise_is_decided_year_by_year_and_over_all(
    key: str, low: float, row: list[float | None], n: int
) -> None:
    window = row[-n - 1 :]
    overall = agreed(late > early for early, late in completed([window[0], window[-1]], (low, 1000.0)))
    expected = min([*each(window, (low, 1000.0), does_not_fall), overall], key=ORDER.index)
    assert decided(measured(Rising(years(3)), over(row, key), key, float(n)), ">", 0.0) == expected


@pytest.mark.parametrize(
    "window, operator, holds", [(Falling(years(3)), "<", falling), (Rising(years(3)), ">", rising)]
)
@unhurried
@given(row=st.lists(cells, min_size=4, max_size=4))
def test_a_trend_that_is_known_stays_so_however_the_blanks_turn_out(
    window: Window, operator: Operator, holds: Callable[[Sequence[float]], bool], row: list[float | None]
) -> None:
    found = decided(measured(window, over(row)), operator, 0.0)
    if found != U:
        stated = [cell for cell in row if cell is not None]
        blanks = (0.0, 1000.0, *stated, *(cell / 2 for cell in stated))
        assert agreed(holds(filled) for filled in completed(row, sorted(set(blanks)))) == found


@pytest.mark.parametrize(
    "window, operator, holds", [(Falling(years(3)), "<", falling), (Rising(years(3)), ">", rising)]
)
@pytest.mark.parametrize("blank_first", [True, False])
@unhurried
@given(row=st.lists(figures, min_size=1, max_size=4))
def test_a_trend_with_blanks_at_one_end_is_unknown_exactly_when_they_decide(
    window: Window,
    operator: Operator,
    holds: Callable[[Sequence[float]], bool],
    blank_first: bool,
    row: list[float],
) -> None:
    blanks: list[float | None] = [None] * (4 - len(row))
    whole = [*blanks, *row] if blank_first else [*row, *blanks]
    edge_of_blanks = row[0] if blank_first else row[-1]
    tried = (0.0, *(edge_of_blanks / 2**back for back in range(4)), 1000.0, 2000.0, 3000.0)
    expected = agreed(holds(filled) for filled in completed(whole, sorted(set(tried))))
    assert decided(measured(window, over(whole)), operator, 0.0) == expected


def test_a_trend_shows_its_largest_yearly_change() -> None:
    assert known(measured(Falling(years(3)), over([4.0, 3.0, 2.5, 1.0]))) == pytest.approx(-0.5)
    assert known(measured(Rising(years(3)), over([1.0, 1.0, 3.0, 3.5]))) == pytest.approx(2.0)
    assert known(measured(Rising(years(3)), over([1.0, 2.0, 1.5, 3.5]))) == pytest.approx(-0.5)


@pytest.mark.parametrize("apart, fell", [(0.5e-9, N), (1.5e-9, M)])
def test_figures_a_billionth_apart_do_not_differ(apart: float, fell: str) -> None:
    row = [3.0, 3.0 * (1 - apart)]
    assert decided(measured(Falling(years(1)), over(row)), "<", 0.0) == fell
    assert decided(measured(Rising(years(1)), over(row[::-1])), ">", 0.0) == fell


def incidents(
    row: Sequence[float | None],
    *events: date,
    running: tuple[float | None] | None = None,
    on: date = ON,
    scope: str = "calendar",
) -> Figure:
    """Count the incidents of a cluster: the calendar years' column, the running year's row if any, events."""
    table: dict[int, Cells] = {LATEST_YEAR - back: [cell] for back, cell in enumerate(reversed(row))}
    if running is not None:
        table[LATEST_YEAR + 1] = running
    one = sitting(
        {"incidents": table},
        on=on,
        events=[("incident", 0, event) for event in events],
        has_row=None if running is None else {LATEST_YEAR + 1: [True]},
    )
    return measured(IncidentFree(years(3), SCOPE), one, "incidents", float(len(row)), scope)


@unhurried
@given(
    row=st.lists(st.one_of(st.none(), st.integers(0, 2)), min_size=1, max_size=3),
    running=st.one_of(st.none(), st.tuples(st.one_of(st.none(), st.integers(0, 1)))),
    dated=st.booleans(),
    bound=st.integers(0, 2),
)
def test_incidents_are_unknown_exactly_when_the_blanks_decide(
    row: list[float | None], running: tuple[float | None] | None, dated: bool, bound: int
) -> None:
    found = incidents(row, *([date(2026, 2, 1)] if dated else []), running=running)
    blank = [None] if running == (None,) else []
    expected = agreed(compare(sum(filled) + dated, "<=", bound) for filled in completed([*row, *blank], (0.0, 1000.0)))
    assert decided(found, "<=", bound) == expected


@pytest.mark.parametrize(
    "on, running, count",
    [
        (ON, None, 1.0),
        (date(2026, 2, 1), None, 1.0),  # the day itself
        (date(2026, 1, 31), None, 0.0),  # not yet
        (ON, (4.0,), 1.0),  # the running year counts dated events alone
    ],
)
def test_the_running_year_counts_its_dated_events_up_to_the_day(
    on: date, running: tuple[float] | None, count: float
) -> None:
    assert known(incidents([0.0, 0.0, 0.0], date(2026, 2, 1), on=on, running=running)) == count


def test_a_year_within_the_window_takes_its_column_whatever_is_dated() -> None:
    assert known(incidents([2.0, 0.0, 0.0], date(2023, 5, 1), date(2022, 5, 1))) == 2.0


@pytest.mark.parametrize(
    "on, count",
    [
        (date(2026, 6, 15), 1.0),  # the day thirty-six months on still counts
        (date(2026, 6, 16), 0.0),
        (date(2026, 12, 31), 0.0),
        (date(2026, 1, 1), 1.0),
    ],
)
def test_rolling_months_reach_back_to_the_same_day(on: date, count: float) -> None:
    assert known(incidents([1.0, 0.0, 0.0], date(2023, 6, 15), on=on, scope="rolling_36_months")) == count


@pytest.mark.parametrize(
    "row, events, span",
    [
        ([1.0, 0.0, 0.0], [], (1.0, 1.0)),  # no dated event: the column stands
        ([2.0, 0.0, 0.0], [date(2023, 9, 1)], (1.0, 1.0)),  # where there are, they decide
        ([2.0, 0.0, 0.0], [date(2023, 2, 1)], (0.0, 0.0)),
        ([None, 0.0, 0.0], [date(2023, 9, 1)], (1.0, 1.0)),
        ([None, 0.0, 0.0], [], (0.0, np.inf)),
        ([0.0, 0.0, 0.0], [date(2023, 9, 1)], (1.0, 1.0)),  # the dated event stands
        ([0.0, 1.0, 2.0], [], (3.0, 3.0)),  # later years lie inside whole
    ],
)
def test_rolling_months_know_only_where_dated_events_lie(
    row: list[float | None], events: list[date], span: tuple[float, float]
) -> None:
    assert plain(incidents(row, *events, scope="rolling_36_months")) == [span]


def test_fewer_years_roll_fewer_months() -> None:
    assert known(incidents([1.0], date(2025, 6, 30), scope="rolling_36_months")) == 1.0
    assert known(incidents([1.0], date(2025, 6, 29), scope="rolling_36_months")) == 0.0


def test_each_title_rolls_from_its_own_day() -> None:
    own = np.array([day(2026, 6, 15), day(2026, 6, 16)]).reshape(1, 2, 1)
    one = sitting(
        {"incidents": {2023: [1.0, 1.0], 2024: [0.0, 0.0], 2025: [0.0, 0.0]}},
        on=own,
        events=[("incident", cluster, date(2023, 6, 15)) for cluster in (0, 1)],
    )
    found = measured(IncidentFree(years(3), SCOPE), one, "incidents", 3.0, "rolling_36_months")
    assert plain(found) == [(1.0, 1.0), (0.0, 0.0)]


def test_another_kind_of_event_has_its_own_count() -> None:
    one = sitting({"incidents": {2025: [0.0]}}, events=[("illegality", 0, ON), ("incident", 0, ON)])
    window = IncidentFree(years(1), SCOPE, kind="illegality")
    assert known(measured(window, one, "incidents", 1.0, "calendar")) == 1.0


@pytest.mark.parametrize(
    "established, on, truth",
    [
        (date(2023, 6, 30), ON, M),  # three years on the day itself
        (date(2023, 7, 1), ON, N),
        (date(2024, 2, 29), date(2027, 2, 28), M),
        (date(2024, 2, 29), date(2027, 2, 27), N),
        (date(2020, 1, 1), ON, M),
        (None, ON, U),
    ],
)
def test_an_age_is_full_on_its_calendar_day(established: date | None, on: date, truth: str) -> None:
    dates = np.array([0 if established is None else established.toordinal()])
    one = sitting(clusters=1, facts=Facts(1, dates={"established_on": dates}), on=on)
    assert decided(measured(Age(), one, "established_on"), ">=", 3.0) == truth


def test_titles_of_one_sitting_have_their_age_on_their_own_day() -> None:
    own = np.array([[day(2026, 6, 29), day(2026, 6, 30), day(2026, 6, 30)]]).reshape(1, 3, 1)
    dates = np.array([day(2023, 6, 30), day(2023, 6, 30), 0])
    one = sitting(clusters=3, facts=Facts(3, dates={"established_on": dates}), on=own)
    assert plain(measured(Age(), one, "established_on")) == [(2.0, 2.0), (3.0, 3.0), (-np.inf, np.inf)]


def test_a_date_that_is_no_column_is_blank_for_all() -> None:
    assert not measured(Age(), sitting(clusters=2), "opened_on").known


@pytest.mark.parametrize(
    "window, levers, depth",
    [
        (LATEST, [], 0),
        (Age(), [], 0),
        (EachOfLast(years(3)), ["zone.years"], 2),
        (Growth(years(3), MEAN), ["zone.years", "zone.growth_mean"], 3),
        (Falling(years(2)), ["zone.years"], 3),  # as deep as the lever can be set
        (Rising(years(2)), ["zone.years"], 3),
        (IncidentFree(years(3), SCOPE), ["zone.years", "zone.incident_window"], 3),
        (Falling(number("span", 5, whole=True)), ["zone.span"], 5),  # a lever without an upper limit
    ],
)
def test_a_window_names_its_levers_and_how_far_back_it_reads(window: Window, levers: list[str], depth: int) -> None:
    assert [one.key for one in window.levers] == levers
    assert window.depth == depth
    assert window.title.zh
    assert window.title.en


def test_a_subject_names_what_it_reads() -> None:
    assert keys_of("output") == ("output",)
    assert keys_of(Sum(("champions", "giants"))) == ("champions", "giants")


def test_a_window_may_have_another_length_from_a_day_on() -> None:
    window = EachOfLast(years(3))
    changes = (Change("zone.years", 1, ON.toordinal()),)
    one = sitting({"output": {2024: [1.0], 2025: [40.0]}}, levers=window.levers, scenarios=[changes])
    ((values, who),) = one.options(window.levers)
    assert who is None
    assert known(window.measure(one, "output", values)) == pytest.approx(40.0)
