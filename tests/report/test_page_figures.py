"""What can be seen in a chart, in words."""

from __future__ import annotations

import re

import pytest

from clusterkit.law.text import Language
from clusterkit.report.charts import Axis
from clusterkit.report.page import figures
from clusterkit.report.page.content import Figure, Table
from clusterkit.report.page.glossary import Glossary
from clusterkit.report.page.markup import joined

NOTHING = Table((), [])


def words_of(figure: Figure) -> str:
    return re.sub("<[^>]+>", "", joined(figure.words).text)


@pytest.mark.parametrize(
    "lang, told",
    [
        ("en", "law: from 90.0% (2026) to 40.0% (2034); what-if: from 80.0% (2026) to 30.0% (2034)"),
        ("zh", "law:由 90.0%(2026)到 40.0%(2034);what-if:由 80.0%(2026)到 30.0%(2034)"),
    ],
)
def test_of_lines_it_is_said_where_they_begin_and_end(lang: Language, told: str) -> None:
    rows = [
        {"series": name, "x": year, "y": level}
        for name, levels in {"law": (0.9, 0.5, 0.4), "what-if": (0.8, 0.7, 0.3)}.items()
        for year, level in zip(("2026", "2030", "2034"), levels, strict=True)
    ]
    axes = Axis("year", scale="ordinal"), Axis("retention", "share")
    assert words_of(figures.curve(Glossary(lang), "name", "title", rows, *axes, NOTHING)) == told


def test_a_single_line_needs_no_name_and_many_lines_are_not_all_told() -> None:
    one = [{"series": "", "x": x, "y": float(x)} for x in (1.5, 2)]
    axes = Axis("x"), Axis("y")
    assert (
        words_of(figures.curve(Glossary("en"), "name", "title", one, *axes, NOTHING)) == "from 1.50 (1.5) to 2.00 (2)"
    )
    many = [{"series": f"s{place}", "x": 1, "y": 0.0} for place in range(9)]
    told = words_of(figures.curve(Glossary("en"), "name", "title", many, *axes, NOTHING))
    assert told.count(";") == 3
    assert told.endswith(" …")


def test_of_dots_those_farthest_from_zero_are_told() -> None:
    rows = [
        {"series": series, "label": label, "mean": mean, "low": None, "high": None}
        for series, label, mean in (("", "a", 0.0), ("up", "b", 2.0), ("", "c", -3.0))
    ]
    figure = figures.dots(Glossary("en"), "name", "title", rows, Axis("x", "points"), NOTHING)
    assert words_of(figure) == "c -3.00; b (up) +2.00; a 0"


def test_of_a_grid_its_ends_are_told() -> None:
    rows = [{"x": str(x), "y": str(y), "value": x / 10 + y / 100} for x in (1, 2) for y in (3, 4)]
    axes = Axis("x", scale="ordinal"), Axis("y", scale="ordinal"), Axis("value", "share")
    figure = figures.grid(Glossary("en"), "name", "title", rows, axes, NOTHING)
    assert words_of(figure) == "greatest 24.0% (4; 2); least 13.0% (3; 1)"


def test_estimates_change_their_unit_with_their_interval() -> None:
    assert figures.scaled({"mean": 0.5, "low": None, "high": 0.75, "year": 3}, 100) == {
        "mean": 50.0, "low": None, "high": 75.0,
    }  # fmt: skip
