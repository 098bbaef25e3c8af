from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from clusterkit.law import Change, procedure
from clusterkit.law.decision import AtExpiry
from clusterkit.law.look import calendar_rows, indicator_rows, lever_rows
from tests.law.measures import BIENNIAL, LATE, REPORT, REVIEW, measure
from tests.law.sittings import BY_KEY, CITE, day, lever, number

MEASURE = measure()
YEARS = range(2026, 2029)


def dates(rows: list[dict[str, Any]], title: str) -> list[str]:
    return [row["date"] for row in rows if row["title"]["en"] == title]


def test_indicators_are_listed_with_the_places_that_read_them() -> None:
    rows = {row["key"]: row for row in indicator_rows([MEASURE], BY_KEY, all_columns=False)}
    assert "incidents" not in rows
    assert "share" not in rows
    assert rows["output"]["places"] == ["zone"]
    assert rows["output"]["citation"] == ["附件 一"]
    assert rows["density"]["citation"] == ["附件 一"]
    assert rows["part"]["places"] == ["zone"]  # read as a part of a share
    assert rows["plan"] == {
        "key": "plan",
        "title": {"zh": "某", "en": "something"},
        "unit": "share",
        "kind": "share",
        "table": "observations",
        "places": ["zone"],
        "qualitative": False,
        "binding": True,
        "citation": ["第三条"],
    }


def test_all_columns_are_listed_where_all_are_wanted() -> None:
    rows = {row["key"]: row for row in indicator_rows([MEASURE], BY_KEY, all_columns=True)}
    assert list(rows) == list(BY_KEY)
    assert rows["incidents"]["places"] == []
    assert rows["safe"]["qualitative"]
    assert rows["safe"]["citation"] == ["第二条"]


def test_two_places_that_read_one_figure_are_both_named() -> None:
    other = measure(key="east")
    rows = {row["key"]: row for row in indicator_rows([MEASURE, other], BY_KEY, all_columns=False)}
    assert rows["output"]["places"] == ["zone", "east"]
    assert rows["output"]["citation"] == ["附件 一"]


def test_levers_are_listed_as_machines_read_them() -> None:
    rows = {row["key"]: row for row in lever_rows([MEASURE])}
    assert list(rows) == [one.key for one in MEASURE.levers]
    assert rows["zone.output_min"] == {
        "key": "zone.output_min",
        "default": 32,
        "shown": "32 亿元",
        "unit": "亿元",
        "range": [0.0, None],
        "kind": "number",
        "title": {"zh": "产值", "en": "output"},
        "citation": "附件 一",
        "interpretation": False,
        "choices": [],
        "follows": None,
        "assumed": False,
    }
    assert rows["zone.retention.output_min"]["follows"] == "zone.output_min"
    assert rows["zone.report_deadline"]["default"] == "03-31"
    assert rows["zone.report_deadline"]["range"] is None
    assert rows["zone.growth_mean"]["choices"] == ["compound", "yearly"]
    assert rows["zone.round_on"]["assumed"]


def test_the_calendar_has_every_fixed_date_of_every_year_in_order() -> None:
    rows = calendar_rows(MEASURE, YEARS)
    assert dates(rows, "yearly report on 2025") == ["2026-03-31"]
    assert dates(rows, "yearly report on 2027") == ["2028-03-31"]
    assert dates(rows, "admission round") == ["2026-06-30", "2027-06-30", "2028-06-30"]
    assert dates(rows, "re-review") == []
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)
    assert len(rows) == 6


def test_a_deadline_says_what_missing_it_costs_and_whether_it_is_assumed() -> None:
    first, second = calendar_rows(MEASURE, range(2026, 2027))
    assert (first["citation"], first["note"], second["note"]) == ("第四条", "→ 第四条", "ASSUMED")
    deadline = lever.month_day("report_deadline", "03-31", zh="日", en="day", cite=CITE, assumed=True)
    duty = type(REPORT)(REPORT.key, REPORT.title, CITE, deadline, REPORT.first, REPORT.never_sent, REPORT.holiday, ())
    (row,) = calendar_rows(measure(duties=(duty,), decisions=(LATE,)), range(2026, 2027))
    assert row["note"] == "→ 第四条; ASSUMED"


def test_a_changed_deadline_is_that_of_the_scenario() -> None:
    changes = (Change("zone.report_deadline", 410), Change("zone.holiday_shift", "next_working_day"))
    rows = calendar_rows(MEASURE, range(2027, 2028), changes)
    assert dates(rows, "yearly report on 2026") == ["2027-04-12"]


def test_a_periodic_review_stands_in_its_years_alone() -> None:
    rows = calendar_rows(measure(decisions=(BIENNIAL,)), range(2024, 2031))
    assert dates(rows, "periodic review") == ["2026-06-30", "2028-06-30", "2030-06-30"]
    assert rows[0]["note"] == ""
    yearly = (Change("zone.review_every", 1, day(2028, 1, 1)),)
    later = calendar_rows(measure(decisions=(BIENNIAL,)), range(2026, 2031), yearly)
    assert dates(later, "periodic review") == ["2026-06-30", "2028-06-30", "2029-06-30", "2030-06-30"]


def test_a_title_s_own_expiries_are_counted_from_the_last_one() -> None:
    rows = calendar_rows(MEASURE, range(2026, 2034), certified_on=date(2024, 2, 29))
    assert dates(rows, "re-review") == ["2027-02-28", "2030-02-28", "2033-02-28"]
    longer = (Change("zone.term_years", 5, day(2026, 1, 1)),)
    changed = calendar_rows(MEASURE, range(2026, 2034), longer, certified_on=date(2024, 2, 29))
    assert dates(changed, "re-review") == ["2027-02-28", "2032-02-28"]


@pytest.mark.parametrize("without", [{"term": None}, {"decisions": (LATE,)}])
def test_without_a_term_or_a_review_a_title_has_no_day_of_its_own(without: dict[str, Any]) -> None:
    rows = calendar_rows(measure(**without), YEARS, certified_on=date(2024, 2, 29))
    assert dates(rows, "re-review") == []


def test_decisions_on_events_have_no_fixed_date() -> None:
    assert calendar_rows(measure(decisions=(MEASURE.decisions[0], REVIEW)), YEARS) == []


def test_a_measure_may_have_further_levers() -> None:
    rows = lever_rows([measure(further_levers=(number("extra", None, optional=True),))])
    extra = next(row for row in rows if row["key"] == "zone.extra")
    assert (extra["default"], extra["shown"]) == (None, "none")


def test_a_window_to_apply_ends_so_many_months_after_the_expiry() -> None:
    window = procedure.renewal_window(lever, None, cite="第三条")
    lag = procedure.review_lag_days(lever, cite="第三条")
    policy = measure(decisions=(evolve(REVIEW, occasion=AtExpiry(lag, window)),))
    open_window = (Change(window.key, 3),)
    rows = calendar_rows(policy, range(2027, 2028), open_window, certified_on=date(2024, 11, 30))
    assert [(row["date"], row["title"]["en"], row["citation"]) for row in rows] == [
        ("2027-11-30", "re-review", "第三条"),
        ("2028-02-29", "last day to apply for renewal", "第三条"),
    ]
    assert len(calendar_rows(policy, range(2027, 2028), certified_on=date(2024, 11, 30))) == 1
