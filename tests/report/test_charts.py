"""Charts: every spec compiles and draws, series can be told apart without colour, names are data and no code."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import product
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import vl_convert
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clusterkit.report.charts import COLOURS, DASHES, MARKS, Axis, Level, Spec, curves, described, dots, grid, titled

SVG = "{http://www.w3.org/2000/svg}"
Drawn = Callable[[str], Spec]


def some_curves(name: str) -> Spec:
    rows = [
        {"series": series, "x": x, "y": x / 10, "low": x / 20, "high": x / 5, "p10": 0.0, "p90": 1.0}
        for series in (name, "other")
        for x in range(1, 6)
    ]
    goal = Level(0.2, name)
    return curves(rows, Axis(name), Axis("y", "share"), level=goal, marked=[2, 3], between=(1.5, 2.5))


def some_steps(name: str) -> Spec:
    rows = [{"series": name, "x": f"{name} {x}", "y": x, "low": None, "high": None} for x in range(3)]
    return curves(rows, Axis(name, scale="ordinal"), Axis("y", whole=True), steps=True)


def some_dots(name: str) -> Spec:
    rows = [
        {"series": series, "label": label, "mean": 1.0, "low": 0.5, "high": None if label == "z" else 1.5}
        for series, label in product((name, "other"), (name, "z"))
    ]
    return dots(rows, Axis(name, "points"), y=name, zero=True, stems=True)


def a_grid(name: str) -> Spec:
    rows = [{"x": f"{name} {x}", "y": f"{name} {y}", "value": x / 10 + y} for x in range(3) for y in range(2)]
    return grid(rows, Axis(name, scale="ordinal"), Axis("y", scale="ordinal"), Axis(name, "share"))


ALL: list[Drawn] = [some_curves, some_steps, some_dots, a_grid]


def svg_of(spec: Spec) -> ET.Element:
    svg = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return ET.fromstring(svg)  # noqa: S314 - made here, and expat refuses entity bombs


def marks(drawing: ET.Element, kind: str) -> list[ET.Element]:
    """Return what is drawn as marks of a kind, apart from axes and legends."""
    groups = [one for one in drawing.iter(f"{SVG}g") if f"mark-{kind} role-mark" in one.get("class", "")]
    return [shape for group in groups for shape in group if shape.get("d") or shape.tag in {f"{SVG}line", f"{SVG}text"}]


@pytest.mark.parametrize(
    "drawn, expected",
    [
        (some_curves, {"area": 4, "line": 2, "symbol": 10, "rect": 1, "rule": 3}),
        (some_steps, {"area": 0, "line": 1, "symbol": 3, "rect": 0, "rule": 0}),
        (some_dots, {"rect": 4, "symbol": 4, "rule": 3}),
        (a_grid, {"rect": 6, "text": 6}),
    ],
)
def test_every_form_draws_its_marks(drawn: Drawn, expected: dict[str, int]) -> None:
    drawing = svg_of(drawn("word"))
    found = {kind: len(marks(drawing, kind)) for kind in expected if kind != "rule"}
    assert found == {kind: count for kind, count in expected.items() if kind != "rule"}
    # Of dots two more: an interval without an upper end reaches to zero; the line at zero.
    assert len(marks(drawing, "rule")) >= expected.get("rule", 0)


@pytest.mark.parametrize("drawn", ALL)
def test_charts_become_pictures_too(drawn: Drawn) -> None:
    svg = vl_convert.vegalite_to_svg(titled(drawn("产业集群"), "标题"), allowed_base_urls=[])
    assert "标题" in svg
    assert vl_convert.svg_to_png(svg).startswith(b"\x89PNG")
    assert vl_convert.svg_to_pdf(svg).startswith(b"%PDF")


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=30)


@pytest.mark.parametrize("drawn", ALL)
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("<script>alert(1)</script>")
@example("datum.x; (() => {throw 1})()")
@example('"] || 1 === ["')
@example("\u202egnorts")
@example("\\")
@example("a\\b")
@example('\\" + (() => {throw 1})() + "')
@example("a\nb\u2028c")
@example("=cmd()|'/c calc'!A1" * 20)
@given(NAMES)
def test_names_are_shown_and_never_run(drawn: Drawn, name: str) -> None:
    assert len(list(svg_of(drawn(name)).iter())) > 20


@pytest.mark.parametrize("drawn", ALL)
def test_names_in_data_are_in_no_code_of_the_compiled_chart(drawn: Drawn) -> None:
    spec = json.loads(json.dumps(drawn("☂")).replace('"title": "\\u2602"', '"title": "title"'))
    places = _places(vl_convert.vegalite_to_vega(spec), "☂")
    assert places
    assert all(re.search(r"\.values\.|\.domain\.", place) for place in places), places


def _places(value: Any, name: str, at: str = "") -> list[str]:
    """Return where in a spec a name stands."""
    if isinstance(value, dict):
        return [place for key, one in value.items() for place in _places(one, name, f"{at}.{key}")]
    if isinstance(value, list | tuple):
        return [place for number, one in enumerate(value) for place in _places(one, name, f"{at}.{number}")]
    return [at] if isinstance(value, str) and name in value else []


def test_a_title_that_could_end_a_string_of_code_cannot() -> None:
    axis = Axis('\\" + 1 + "\n\u2028')
    assert axis.title == '＼" + 1 + "  '
    drawing = svg_of(some_dots('\\" + 1 + "'))
    assert '＼" + 1 + "' in "".join(drawing.itertext())


def test_a_chart_says_in_words_what_it_shows() -> None:
    assert described(some_dots("word"), "in words")["description"] == "in words"


def test_a_spec_is_plain_json_and_the_same_each_time() -> None:
    for drawn in ALL:
        assert json.loads(json.dumps(drawn("word"))) == drawn("word")


def _channel(spec: Spec, channel: str) -> list[Any]:
    scales = [layer["encoding"][channel]["scale"] for layer in spec["layer"] if channel in layer["encoding"]]
    assert all(scale == scales[0] for scale in scales)
    found: list[Any] = scales[0]["range"]
    return found


def test_twenty_series_differ_in_colour_dash_or_mark() -> None:
    rows = [{"series": f"s{place}", "x": x, "y": place} for place in range(20) for x in (0, 1)]
    spec = curves(rows, Axis("x"), Axis("y"))
    looks = list(zip(*(map(str, _channel(spec, name)) for name in ("color", "strokeDash", "shape")), strict=True))
    assert len(set(looks)) == 20


def test_neighbouring_series_differ_in_dash_and_mark_for_print_without_colour() -> None:
    assert len(set(DASHES)) == len(DASHES)
    assert len(set(MARKS)) == len(MARKS)
    assert all(one != DASHES[place - 1] for place, one in enumerate(DASHES))


def test_the_first_colours_differ_in_brightness() -> None:
    def brightness(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        return float(0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2)

    levels = [brightness(colour) for colour in COLOURS[:4]]
    assert min(abs(one - other) for one in levels for other in levels if one is not other) > 0.04


def test_a_single_series_needs_no_legend() -> None:
    assert _legends(some_steps("one")) == [None]
    assert all(legend is not None for legend in _legends(some_curves("one")))


def _legends(spec: Spec) -> list[Any]:
    told = [layer["encoding"]["color"]["legend"] for layer in spec["layer"] if "color" in layer["encoding"]]
    return told[:1] if all(one == told[0] for one in told) else told


def test_of_a_long_line_some_values_are_marked_both_ends_among_them() -> None:
    rows = [{"series": "one", "x": x, "y": 0.0} for x in range(100)]
    marked = [row["x"] for row in curves(rows, Axis("x"), Axis("y"))["data"]["values"] if row["marked"]]
    assert (len(marked), marked[0], marked[-1]) == (12, 0, 99)


def test_a_chart_of_many_dots_still_fits_on_a_page() -> None:
    rows = [
        {"series": s, "label": str(one), "mean": 1.0, "low": None, "high": None} for one in range(40) for s in "abc"
    ]
    assert dots(rows, Axis("x"))["height"] <= 700
    assert dots(rows[:3], Axis("x"))["height"] == 45


def test_cells_are_labelled_where_they_are_few() -> None:
    def labelled(count: int) -> bool:
        rows = [{"x": str(x), "y": "y", "value": x} for x in range(count)]
        spec = grid(rows, Axis("x", scale="ordinal"), Axis("y", scale="ordinal"), Axis("value"))
        return any(layer["mark"]["type"] == "text" for layer in spec["layer"])

    assert labelled(150)
    assert not labelled(151)
