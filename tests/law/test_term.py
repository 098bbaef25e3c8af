from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.law import Lever, Term, calendar
from clusterkit.law.lever import Value
from clusterkit.law.term import ends_of
from tests.law.sittings import CITE, choice, day, number

THREE, FIVE = number("term_years", 3, "年", whole=True), number("first_term_years", 5, "年", whole=True)
TO = choice("term_counted_to", "year_end", "month_end", "day")


def value_on(lever: Lever, granted: int) -> Value:
    del granted
    return lever.default


def test_a_term_runs_to_the_same_day() -> None:
    term = Term(THREE, CITE)
    assert term.end(day(2024, 5, 20), day(2024, 5, 20), value_on, first=True) == day(2027, 5, 20)
    assert term.levers == (THREE,)


def test_a_first_term_may_be_of_another_length() -> None:
    term = Term(THREE, CITE, first=FIVE)
    assert term.end(day(2024, 5, 20), day(2024, 5, 20), value_on, first=True) == day(2029, 5, 20)
    assert term.end(day(2029, 5, 20), day(2029, 5, 20), value_on, first=False) == day(2032, 5, 20)
    assert term.levers == (THREE, FIVE)


def test_a_term_may_be_counted_to_the_end_of_a_month_or_a_year() -> None:
    term = Term(THREE, CITE, counted_to=TO)
    assert term.end(day(2024, 5, 20), day(2024, 5, 20), value_on, first=True) == day(2027, 12, 31)
    assert ends_of(np.array([day(2024, 2, 10), day(2025, 2, 10)]), 3, "month_end").tolist() == [
        day(2027, 2, 28), day(2028, 2, 29),
    ]  # fmt: skip


def test_the_length_is_the_one_in_force_on_the_day_of_the_grant() -> None:
    def longer_from_2030(lever: Lever, granted: int) -> Value:
        return 4.0 if granted >= day(2030, 1, 1) else lever.default

    term = Term(THREE, CITE)
    assert term.length(day(2029, 12, 31), longer_from_2030, first=True) == (3, "day")
    assert term.length(day(2030, 1, 1), longer_from_2030, first=True) == (4, "day")
    assert term.length(day(2030, 1, 1), lambda lever, granted: None, first=True) == (0, "day")


@pytest.mark.parametrize("of", ["month_end", "year_end"])
@given(st.dates(date(1900, 1, 1), date(2400, 12, 31)))
def test_the_last_day_is_the_one_before_the_next_month_or_year_begins(of: str, some: date) -> None:
    last = date.fromordinal(int(calendar.last_days(np.array([some.toordinal()]), of)[0]))
    after = date.fromordinal(last.toordinal() + 1)
    assert some <= last
    assert (last.year, after.day) == (some.year, 1)
    assert (last.month == some.month) if of == "month_end" else (after.month == 1)
