from __future__ import annotations

from datetime import date
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.errors import LeverError
from clusterkit.law import Lever, LeverNamespace, Text
from clusterkit.law.lever import DATE_UNIT, Value
from tests.law.sittings import CITE, choice, lever, number, unhurried, yes_no

OUTPUT = number("output_min", 32, "亿元")
SHARE = number("sme_share", 0.70, "share", within=(0.0, 1.0))
GROWTH = number("output_growth", 0.08, "share", within=(-1.0, None))
QUOTA = number("round_quota", None, "个", whole=True, optional=True)
FREE = number("free", 1, within=(None, None))
DEADLINE = lever.month_day("report_deadline", "03-31", zh="截止日", en="deadline", cite=CITE)
BINDING = yes_no("area_binding", True)
MEAN = choice("growth_mean", "compound", "yearly")
RANKING = choice("ranking", "none", "output_value")
UNTIL = lever(
    "in_force_until", 20271020, DATE_UNIT, zh="有效至", en="last day", cite=CITE, range=(19000101.0, 99991231.0),
    whole=True, optional=True,
)  # fmt: skip

A_MONTH_AND_A_DAY = "write a month and a day, such as 03-31"
NO_SUCH_DATE = "there is no such day; write it as 2027-10-20"


@pytest.mark.parametrize(
    "one, text, value",
    [
        (OUTPUT, "40", 40.0),
        (OUTPUT, " 40.5 ", 40.5),
        (OUTPUT, "40亿元", 40.0),
        (OUTPUT, "40 亿元", 40.0),
        (OUTPUT, "4e1", 40.0),
        (OUTPUT, "4E1亿元", 40.0),
        (OUTPUT, ".5", 0.5),
        (OUTPUT, "40.", 40.0),
        (OUTPUT, "+40", 40.0),
        (OUTPUT, "0", 0.0),
        (SHARE, "0.7", 0.7),
        (SHARE, "70%", 0.7),
        (SHARE, "70 %", 0.7),
        (SHARE, "70％", 0.7),
        (SHARE, "7e1%", 0.7),
        (SHARE, "0.7share", 0.7),
        (SHARE, "100%", 1.0),
        (GROWTH, "-8%", -0.08),
        (FREE, "-1.5", -1.5),
        (QUOTA, "20个", 20.0),
        (QUOTA, "none", None),
        (QUOTA, " NONE ", None),
        (DEADLINE, "04-10", 410),
        (DEADLINE, "4-10", 410),
        (DEADLINE, "02-29", 229),
        (BINDING, "yes", True),
        (BINDING, "TRUE", True),
        (BINDING, "1", True),
        (BINDING, "是", True),
        (BINDING, "no", False),
        (BINDING, "false", False),
        (BINDING, "0", False),
        (BINDING, "否", False),
        (MEAN, "yearly", "yearly"),
        (RANKING, "none", "none"),
        (UNTIL, "2027-10-20", 20271020.0),
        (UNTIL, " 20280229 ", 20280229.0),
        (UNTIL, "none", None),
    ],
)
def test_a_lever_reads_values_as_users_write_them(one: Lever, text: str, value: Value) -> None:
    read = one.parse(text)
    assert read == value
    assert type(read) is type(value)


def test_a_percentage_is_the_float_nearest_the_decimal() -> None:
    for hundredths in range(10_001):
        assert SHARE.parse(f"{hundredths / 100:.2f}%") == float(f"{hundredths / 10_000:.4f}")


@pytest.mark.parametrize(
    "one, text, message",
    [
        (OUTPUT, "forty", "lever zone.output_min: forty is not possible; write a number in 亿元"),
        (OUTPUT, "", "lever zone.output_min:  is not possible; write a number in 亿元"),
        (OUTPUT, "1,000", "lever zone.output_min: 1,000 is not possible; write a number in 亿元"),
        (OUTPUT, "nan", "lever zone.output_min: nan is not possible; write a number in 亿元"),
        (OUTPUT, "40万元", "lever zone.output_min: 40万元 is not possible; the unit is 亿元, not 万元"),
        (OUTPUT, "40%", "lever zone.output_min: 40% is not possible; the unit is 亿元, not a percentage"),
        (OUTPUT, "-1", "lever zone.output_min: -1 is not possible; its legal range is from 0 to ∞ 亿元"),
        (OUTPUT, "1e999", "lever zone.output_min: inf is not possible; its legal range is from 0 to ∞ 亿元"),
        (OUTPUT, "none", "lever zone.output_min: none is not possible; a value is needed"),
        (SHARE, "70", "lever zone.sme_share: 70 is not possible; its legal range is from 0 to 1 share"),
        (SHARE, "101%", "lever zone.sme_share: 1.01 is not possible; its legal range is from 0 to 1 share"),
        (GROWTH, "-2", "lever zone.output_growth: -2 is not possible; its legal range is from -1 to ∞ share"),
        (FREE, "one", "lever zone.free: one is not possible; write a number in plain units"),
        (FREE, "1e999", "lever zone.free: inf is not possible; its legal range is from -∞ to ∞"),
        (QUOTA, "1.5", "lever zone.round_quota: 1.5 is not possible; it must be a whole number"),
        (UNTIL, "2027-02-29", f"lever zone.in_force_until: 20270229 is not possible; {NO_SUCH_DATE}"),
        (UNTIL, "2027-10", "lever zone.in_force_until: 2027-10 is not possible; write a number in yyyymmdd"),
        (DEADLINE, "soon", f"lever zone.report_deadline: soon is not possible; {A_MONTH_AND_A_DAY}"),
        (DEADLINE, "2026-03-31", f"lever zone.report_deadline: 2026-03-31 is not possible; {A_MONTH_AND_A_DAY}"),
        (DEADLINE, "02-30", "lever zone.report_deadline: 02-30 is not possible; there is no such day"),
        (DEADLINE, "13-01", "lever zone.report_deadline: 13-01 is not possible; there is no such day"),
        (DEADLINE, "0-10", "lever zone.report_deadline: 00-10 is not possible; there is no such day"),
        (DEADLINE, "none", "lever zone.report_deadline: none is not possible; a value is needed"),
        (BINDING, "maybe", "lever zone.area_binding: maybe is not possible; use yes or no"),
        (MEAN, "yearl", "unknown choice for lever zone.growth_mean: yearl; did you mean yearly?"),
        (MEAN, "x", "unknown choice for lever zone.growth_mean: x; known: compound, yearly"),
        (MEAN, "none", "lever zone.growth_mean: none is not possible; a value is needed"),
    ],
)
def test_a_lever_says_what_is_wrong_and_what_would_be_right(one: Lever, text: str, message: str) -> None:
    with pytest.raises(LeverError) as refusal:
        one.parse(text)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    "one, value, checked",
    [
        (OUTPUT, 40, 40.0),
        (OUTPUT, 0.0, 0.0),
        (SHARE, 1.0, 1.0),
        (SHARE, 0, 0.0),
        (QUOTA, 20, 20.0),
        (QUOTA, None, None),
        (DEADLINE, 410, 410),
        (DEADLINE, "04-10", 410),
        (BINDING, False, False),
        (MEAN, "yearly", "yearly"),
    ],
)
def test_a_lever_takes_values_of_its_kind_within_its_legal_range(one: Lever, value: Value, checked: Value) -> None:
    taken = one.check(value)
    assert taken == checked
    assert type(taken) is type(checked)


@pytest.mark.parametrize(
    "one, value, message",
    [
        (OUTPUT, True, "lever zone.output_min: True is not possible; write a number in 亿元"),
        (OUTPUT, "40", "lever zone.output_min: 40 is not possible; write a number in 亿元"),
        (OUTPUT, None, "lever zone.output_min: none is not possible; a value is needed"),
        (OUTPUT, nan, "lever zone.output_min: nan is not possible; its legal range is from 0 to ∞ 亿元"),
        (FREE, "x", "lever zone.free: x is not possible; write a number in plain units"),
        (FREE, inf, "lever zone.free: inf is not possible; its legal range is from -∞ to ∞"),
        (DEADLINE, True, f"lever zone.report_deadline: True is not possible; {A_MONTH_AND_A_DAY}"),
        (DEADLINE, 3.31, f"lever zone.report_deadline: 3.31 is not possible; {A_MONTH_AND_A_DAY}"),
        (DEADLINE, 1301, "lever zone.report_deadline: 13-01 is not possible; there is no such day"),
        (BINDING, 1, "lever zone.area_binding: 1 is not possible; use yes or no"),
        (BINDING, "yes", "lever zone.area_binding: yes is not possible; use yes or no"),
        (MEAN, 3.0, "lever zone.growth_mean: 3.0 is not possible; choose one of compound, yearly"),
        (MEAN, "year", "unknown choice for lever zone.growth_mean: year; did you mean yearly?"),
    ],
)
def test_a_lever_refuses_values_of_another_kind(one: Lever, value: Value, message: str) -> None:
    with pytest.raises(LeverError) as refusal:
        one.check(value)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    "one, value, shown, jsonable",
    [
        (OUTPUT, 32.0, "32 亿元", 32),
        (OUTPUT, 32.5, "32.5 亿元", 32.5),
        (OUTPUT, 32, "32 亿元", 32),
        (FREE, -1.0, "-1", -1),
        (SHARE, 0.7, "70%", 0.7),
        (SHARE, 0.0799, "7.99%", 0.0799),
        (SHARE, 1.0, "100%", 1),
        (QUOTA, None, "none", None),
        (UNTIL, 20271020.0, "2027-10-20", 20271020),
        (DEADLINE, 331, "03-31", "03-31"),
        (BINDING, True, "yes", True),
        (BINDING, False, "no", False),
        (MEAN, "yearly", "yearly", "yearly"),
    ],
)
def test_a_value_is_shown_as_users_write_it_and_handed_over_as_machines_read_it(
    one: Lever, value: Value, shown: str, jsonable: Value
) -> None:
    assert one.shown(value) == shown
    assert one.jsonable(value) == jsonable
    assert type(one.jsonable(value)) is type(jsonable)
    assert one.parse(shown) == value


@unhurried
@given(st.dates(date(2000, 1, 1), date(2000, 12, 31)))
def test_every_day_of_the_year_reads_back(one: date) -> None:
    code = one.month * 100 + one.day
    assert DEADLINE.parse(DEADLINE.shown(code)) == code


@unhurried
@given(st.floats(0, 1e9))
def test_every_number_within_the_range_reads_back(value: float) -> None:
    assert OUTPUT.parse(repr(value)) == value
    assert OUTPUT.parse(f"{value!r}亿元") == value


def test_a_bound_s_twin_at_a_re_review_follows_it() -> None:
    bound = lever("output_min", 32, "亿元", zh="产值", en="output", cite="附件 二", cue="以上")
    twin = bound.for_retention()
    assert twin.key == "zone.retention.output_min"
    assert twin.follows == bound.key == "zone.output_min"
    assert twin.title == Text("产值(复核)", "output (re-review)")
    assert (twin.default, twin.unit, twin.legal_range, twin.citation, twin.cue) == (
        bound.default,
        bound.unit,
        bound.legal_range,
        bound.citation,
        "以上",
    )
    assert twin.place == bound.place == "zone"


def test_a_namespace_makes_levers_of_every_kind() -> None:
    assert OUTPUT.kind == "number"
    assert OUTPUT.default == 32.0
    assert isinstance(OUTPUT.default, float)
    assert QUOTA.default is None
    assert (DEADLINE.kind, DEADLINE.default) == ("month_day", 331)
    assert (BINDING.kind, BINDING.default) == ("yes_no", True)
    assert (MEAN.kind, MEAN.choices) == ("choice", ("compound", "yearly"))
    assert {one.place for one in (OUTPUT, DEADLINE, BINDING, MEAN)} == {"zone"}


def test_an_assumption_and_a_reading_of_the_text_are_marked() -> None:
    assumed = lever.month_day(
        "round_on", "06-30", zh="认定日", en="round", cite=CITE, interpretation=True, assumed=True
    )
    assert assumed.assumed
    assert assumed.interpretation
    assert not OUTPUT.assumed
    assert not OUTPUT.interpretation
    assert BINDING.interpretation
    assert MEAN.interpretation


@pytest.mark.parametrize("cue, reading", [("以上", False), ("高于", True), ("超", True), ("低于", True), (None, False)])
def test_a_word_that_no_statute_defines_makes_the_bound_a_reading(cue: str | None, reading: bool) -> None:
    assert lever("output_min", 32, "亿元", zh="产值", en="output", cite=CITE, cue=cue).interpretation is reading


def test_a_share_lies_between_nothing_and_the_whole_and_a_bare_percentage_is_refused() -> None:
    share = LeverNamespace("zone")("sme_share", 0.7, "share", zh="占比", en="share", cite="1")
    assert share.legal_range == (0.0, 1.0)
    assert share.parse("70%") == 0.7
    with pytest.raises(LeverError) as refused:
        share.parse("70")
    assert str(refused.value) == "lever zone.sme_share: 70 is not possible; its legal range is from 0 to 1 share"


def test_a_day_of_an_amendment_is_a_date_or_none() -> None:
    since = lever.amendment("amended_on", 20280101, zh="修订日", en="day of the amendment", cite=CITE)
    assert (since.key, since.default, since.unit, since.amends) == ("zone.amended_on", 20280101.0, "yyyymmdd", True)
    assert since.parse("2029-03-05") == 20290305
    assert since.parse("none") is None
    with pytest.raises(LeverError, match="there is no such day"):
        since.parse("20290230")
    assert lever.amendment("never", None, zh="修订日", en="day", cite=CITE).default is None
    assert not OUTPUT.amends
