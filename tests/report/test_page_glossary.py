"""How a report calls things and writes numbers, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from clusterkit.report.page.glossary import (
    NONE,
    Glossary,
    distinct,
    number_span,
    percent,
    point_span,
    points,
    signed,
    signed_span,
    span,
)
from tests.cli import zone

ZH, EN = (Glossary(lang, {zone.PLACE: zone.POLICY}) for lang in ("zh", "en"))
OUTPUT = f"{zone.PLACE}.output_min"


def test_titles_are_those_of_the_installed_laws() -> None:
    assert EN.policy(zone.PLACE) == f"{zone.TITLE.en} [zone]"
    assert ZH.policy(zone.PLACE) == f"{zone.TITLE.zh} [zone]"
    lever = EN.levers[OUTPUT]
    assert (EN.lever(OUTPUT), EN.unit(OUTPUT), EN.citation(OUTPUT)) == (lever.title.en, lever.unit, lever.citation)
    assert EN.criterion(OUTPUT) == EN.criteria[OUTPUT].title.en
    assert EN.criterion_told(OUTPUT) == f"{EN.criterion(OUTPUT)} ({OUTPUT})"
    assert (ZH.cause("re_review"), EN.cause("re_review")) == ("复核未通过", "re-review not passed")


def test_what_no_installed_law_has_is_called_by_its_key() -> None:
    bare = Glossary("en")
    assert [bare.policy("zone"), bare.criterion("zone.x"), bare.lever("zone.x"), bare.cause("flood")] == [
        "zone", "zone.x", "zone.x", "flood",
    ]  # fmt: skip
    assert (bare.unit("zone.x"), bare.citation("zone.x"), bare.criterion_told(None)) == ("", "", "")


@pytest.mark.parametrize(
    "value, unit, zh, en",
    [
        (None, "", "无", "none"),
        (True, "", "是", "yes"),
        (False, "", "否", "no"),
        ("03-31", "", "03-31", "03-31"),
        (0.7, "share", "70%", "70%"),
        (20271020, "yyyymmdd", "2027-10-20", "2027-10-20"),
        (43.988416399939034, "亿元", "43.988 亿元", "43.988 亿元"),
        (3, "", "3", "3"),
    ],
)
def test_values_are_written_as_people_read_them(value: Any, unit: str, zh: str, en: str) -> None:
    assert (ZH.value(value, unit), EN.value(value, unit)) == (zh, en)


def test_two_values_that_were_asked_for_are_never_called_the_same() -> None:
    assert [EN.label(value, "亿元") for value in (1.000001, 1.000002)] == ["1.000001 亿元", "1.000002 亿元"]
    assert [EN.label(value, "share") for value in (0.7000001, 0.7)] == ["70.00001%", "70%"]
    assert EN.label(20271020, "yyyymmdd") == "2027-10-20"
    assert EN.label(True) == "yes"


def test_margins_of_shares_are_points() -> None:
    assert (EN.margin(-0.0767, "share"), ZH.margin(0.05, "share")) == ("-7.67 points", "+5 个百分点")
    assert (EN.margin(-7.17, "亿元"), EN.margin(None, "")) == ("-7.17 亿元", NONE)


def test_what_is_not_known_is_a_dash_and_only_what_is_exactly_none_is_0() -> None:
    assert (percent(0.2869), percent(None)) == ("28.7%", NONE)
    assert (span(0.2552, 0.3186), span(None, None)) == ("25.5–31.9%", NONE)
    assert (points(-0.0277), points(0.0), points(0.000001), points(None)) == ("-2.77", "0", "+0.00", NONE)
    assert (point_span(-0.1, 0.0), point_span(None, 0.1)) == ("-10.00 … 0", NONE)
    assert (signed(1.98), signed(0), signed(None)) == ("+1.98", "0", NONE)
    assert (signed_span(1, 2), signed_span(1, None)) == ("+1.00 … +2.00", NONE)
    assert (number_span(1, 2), number_span(None, 2)) == ("1.00–2.00", NONE)


def test_names_that_are_shared_are_told_apart_by_their_keys() -> None:
    assert distinct({"a": "growth", "b": "growth", "c": "output", "d": "d"}) == {
        "a": "growth (a)", "b": "growth (b)", "c": "output", "d": "d",
    }  # fmt: skip
