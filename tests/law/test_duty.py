from __future__ import annotations

import numpy as np
import pytest

from clusterkit.law import Duty, Members, procedure
from clusterkit.law.duty import due_day
from clusterkit.law.lever import Value
from tests.law.sittings import CITE, WORDS, day, lever


@pytest.mark.parametrize(
    "year, code, shift, expected",
    [
        (2026, 331, "none", (2026, 3, 31)),
        (2026, 331, "next_working_day", (2026, 3, 31)),  # a Tuesday
        (2027, 410, "none", (2027, 4, 10)),
        (2027, 410, "next_working_day", (2027, 4, 12)),  # a Saturday
        (2029, 331, None, (2029, 3, 31)),
        (2030, 331, "next_working_day", (2030, 4, 1)),  # a Sunday
        (2027, 229, "none", (2027, 2, 28)),
    ],
)
def test_a_duty_is_due_on_its_day_and_moves_from_a_weekend_only_where_the_law_says_so(
    year: int, code: Value, shift: Value, expected: tuple[int, int, int]
) -> None:
    assert due_day(year, code, shift) == day(*expected)


def test_a_duty_names_every_setting_it_rests_on() -> None:
    report = Duty(
        "yearly_report",
        WORDS,
        CITE,
        deadline=procedure.report_deadline(lever, "03-31", cite=CITE),
        first=procedure.first_report(lever, cite=CITE),
        never_sent=procedure.never_sent(lever, cite=CITE),
        holiday=procedure.holiday_shift(lever, cite=CITE),
        sent_as=("form_submitted_on", "report_submitted_on"),
    )
    keys = [one.key for one in report.levers]
    assert keys == ["zone.report_deadline", "zone.first_report", "zone.never_sent", "zone.holiday_shift"]


def test_a_duty_may_be_that_of_some_groups_or_of_all_others() -> None:
    groups = np.array(["1", "2", ""])
    assert Members("zone.batch", ("1",)).has(groups).tolist() == [True, False, False]
    assert Members("zone.batch", ("1",), others=True).has(groups).tolist() == [False, True, True]
