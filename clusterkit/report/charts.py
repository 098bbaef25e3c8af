"""Every chart as a Vega-Lite spec: curves with bands, dots with intervals, grids; one look for all.

Series are told apart three times over: by colours of Okabe and Ito's palette, which colour-blind readers
can tell apart, by dashes, and by the marks on lines and at values, which black-and-white print keeps.
Grids go from light to dark.

Data are plain rows with fixed names of fields; whatever a cluster or a scenario is called stands among the
data and in lists of names, never in an expression. Titles do, so they are freed of what could end a string.

Okabe, M., Ito, K. (2008): Color Universal Design, https://jfly.uni-koeln.de/color/.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from attrs import field, frozen

Spec = dict[str, Any]
Row = Mapping[str, Any]
Measure = Literal["share", "points", "plain"]
"""How a number is written: a share in percent, a difference in points or counts with its sign, or as it is."""
Scale = Literal["quantitative", "ordinal"]

SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTH: Final = 640
"""Pixels, labels included: what fits on a page of A4."""
HEIGHT: Final = 260
LEAST_HEIGHT: Final = 150
MOST_HEIGHT: Final = 700
"""Of dots, unless there are very many: with its legend and words, what fits on one page of paper."""
LONG_NAME: Final = 20
"""Characters of a series' name, beyond which a legend has one column."""
MOST_MARKS: Final = 12
"""Marks on a line; of more values, as many are marked, evenly."""
MOST_LABELLED: Final = 150
"""Cells of a grid, up to which each is labelled with its value."""

COLOURS: Final = ("#000000", "#d55e00", "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9")
DASHES: Final = ((1, 0), (7, 3), (2, 2), (10, 3, 2, 3), (14, 4))
MARKS: Final = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
FONTS: Final = (
    "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, Hiragino Sans GB, "
    "WenQuanYi Micro Hei, SimHei, Arial, Liberation Sans, sans-serif"
)

_GREY: Final = "#777777"
_FORMATS: Final[Mapping[Measure, str]] = {"share": ".1%", "points": "+.2f", "plain": ",.6~r"}
_AXES: Final[Mapping[Measure, str]] = {"share": "~%", "points": "~r", "plain": ",~r"}
_CONFIG: Final[Spec] = {
    "font": FONTS,
    "background": "white",
    "view": {"stroke": "#bbbbbb"},
    "axis": {"gridColor": "#e4e4e4", "labelFontSize": 11, "titleFontSize": 12, "titleFontWeight": "normal"},
    "axisY": {"labelLimit": 270},
    "legend": {
        "orient": "bottom", "labelLimit": 560, "labelFontSize": 11, "symbolSize": 90, "symbolStrokeWidth": 1.8,
        "symbolOpacity": 1,
    },
    "title": {"fontSize": 13, "anchor": "start", "limit": WIDTH},
}  # fmt: skip

# Vega-Lite writes titles into expressions, and escapes the quotation marks in them alone.
_ENDS_A_STRING: Final = re.compile("[\\\\\x00-\x1f\x7f-\x9f\u2028\u2029]")


def _title(text: str) -> str:
    """Return a title with what could end a string of code, or stand for something else in it, replaced."""
    return _ENDS_A_STRING.sub(lambda found: "＼" if found[0] == "\\" else " ", text)


@frozen
class Axis:
    """What an axis shows: its title, how its numbers are written, whether its values are numbers or just an order.

    It reaches down to 0 with `zero`; `whole` numbers are not divided further.
    """

    title: str = field(converter=_title)
    measure: Measure = "plain"
    scale: Scale = "quantitative"
    zero: bool = False
    whole: bool = False

    def encoding(self, name: str) -> Spec:
        """Return the encoding of a field on this axis."""
        told: Spec = {"field": name, "type": self.scale, "title": self.title}
        if self.scale == "ordinal":
            return {**told, "sort": None, "axis": {"labelAngle": 0, "labelOverlap": "greedy"}}
        steps = {"tickMinStep": 1} if self.whole else {}
        return {**told, "axis": {"format": _AXES[self.measure], **steps}, "scale": {"zero": self.zero}}

    def told(self, name: str, title: str = "") -> Spec:
        """Return the entry of a field in the box that opens over a mark."""
        shown = {} if self.scale == "ordinal" else {"format": _FORMATS[self.measure]}
        return {"field": name, "type": self.scale, "title": title or self.title, **shown}


@frozen
class Level:
    """A level of y to be reached, such as a goal or none at all."""

    value: float
    title: str = ""


def curves(
    rows: Sequence[Row],
    x: Axis,
    y: Axis,
    *,
    steps: bool = False,
    level: Level | None = None,
    marked: Sequence[Any] = (),
    between: tuple[float, float] | None = None,
) -> Spec:
    """Return lines of `y` over `x` by `series`, with a band from `low` to `high` and a faint one `p10` to `p90`.

    `marked` are values of x at which a rule stands, `between` two values of x with a shade between them.
    """
    shape = "step-after" if steps else "linear"
    across, up, series = x.encoding("x"), y.encoding("y"), _names(rows)
    colour = _by_series("color", series)
    bands = [
        _layer(
            {"type": "area", "opacity": opacity, "interpolate": shape},
            {"x": across, "y": {**up, "field": low}, "y2": {"field": high}, "color": colour},
            transform=[{"filter": {"field": low, "valid": True}}],
        )
        for low, high, opacity in (("p10", "p90", 0.1), ("low", "high", 0.25))
        if any(row.get(low) is not None for row in rows)
    ]
    ends = [name for name in ("low", "high", "p10", "p90") if any(row.get(name) is not None for row in rows)]
    box = [_name_of_series(), x.told("x"), y.told("y"), *(y.told(name, name) for name in ends)]
    line = _layer(
        {"type": "line", "strokeWidth": 1.8, "interpolate": shape},
        {"x": across, "y": up, "color": colour, "strokeDash": _by_series("strokeDash", series)},
    )
    points = _layer(
        {"type": "point", "filled": True, "size": 50, "opacity": 1},
        {"x": across, "y": up, "color": colour, "shape": _by_series("shape", series), "tooltip": box},
        transform=[{"filter": {"field": "marked", "equal": True}}],
    )
    shade = [] if between is None else [_shade(across, between)]
    levels = [] if level is None else [_level("y", up, level)]
    rules = [_rules(across, marked)] if marked else []
    return _whole(_marked(rows), [*shade, *bands, *levels, *rules, line, points], HEIGHT)


def dots(rows: Sequence[Row], x: Axis, *, y: str = "", zero: bool = False, stems: bool = False) -> Spec:
    """Return a dot at `mean` for each `label`, from top to bottom, with its interval, side by side by `series`.

    With `zero` a rule stands at zero; with `stems` a bar leads from there to each dot. `y` is what the labels are.
    """
    series, y = _names(rows), _title(y)
    along = x.encoding("mean")
    down = {"field": "label", "type": "nominal", "sort": None, "title": y or None, "axis": {"grid": True}}
    # By number, with an order of its own: else Vega-Lite writes the names into an expression that orders them.
    beside = {"field": "place", "type": "ordinal", "sort": "ascending"}
    place = {"y": down, "yOffset": beside} if len(series) > 1 else {"y": down}
    colour = _by_series("color", series)
    box = [
        {"field": "label", "type": "nominal", "title": y or " "}, _name_of_series(),
        x.told("mean"), x.told("low", "low"), x.told("high", "high"),
    ]  # fmt: skip
    interval = _layer(
        {"type": "rule", "strokeWidth": 1.6},
        {**place, "x": {**along, "field": "low"}, "x2": {"field": "high"}, "color": colour},
        transform=[{"filter": {"field": "low", "valid": True}}],
    )
    dot = _layer(
        {"type": "point", "filled": True, "size": 60, "opacity": 1},
        {**place, "x": along, "color": colour, "shape": _by_series("shape", series), "tooltip": box},
    )
    bars = _layer(
        {"type": "bar", "opacity": 0.3, "height": {"band": 0.8}},
        {**place, "x": {**along, "stack": None}, "color": colour},
    )
    origin = [_level("x", along, Level(0.0))] if zero else []
    layers = [*origin, *([bars] if stems else []), interval, dot]
    lines = max(1, len({row["label"] for row in rows}))
    step = min(max(20, 13 * len(series) + 6), max(12, MOST_HEIGHT // lines))
    return _whole([{**row, "place": series.index(row["series"])} for row in rows], layers, lines * step)


def grid(rows: Sequence[Row], x: Axis, y: Axis, value: Axis, *, ends: tuple[float, float] | None = None) -> Spec:
    """Return a field of cells, `x` across and `y` down, the darker the greater `value` is between two ends."""
    across, down = x.encoding("x"), y.encoding("y")
    domain = {} if ends is None else {"domain": list(ends)}
    shade = {
        **value.encoding("value"),
        "scale": {"scheme": "blues", "zero": False, **domain},
        "legend": {"format": _AXES[value.measure], "gradientLength": 240, "orient": "bottom"},
    }
    del shade["axis"]
    box = [x.told("x"), y.told("y"), value.told("value")]
    cells = _layer({"type": "rect", "stroke": "white"}, {"x": across, "y": down, "color": shade, "tooltip": box})
    layers = [cells]
    if len(rows) <= MOST_LABELLED:
        numbers = [row["value"] for row in rows]
        low, high = ends or (min(numbers), max(numbers))
        dark = {"test": {"field": "value", "gt": low + 0.6 * (high - low)}, "value": "white"}
        label = {"field": "value", "type": "quantitative", "format": ".0%" if value.measure == "share" else ",.3~r"}
        colours = {"condition": dark, "value": "black"}
        layers.append(
            _layer({"type": "text", "fontSize": 10}, {"x": across, "y": down, "text": label, "color": colours})
        )
    return _whole(list(rows), layers, max(LEAST_HEIGHT, 22 * len({row["y"] for row in rows})))


def titled(spec: Spec, title: str) -> Spec:
    """Return a chart under its title, for where it stands alone."""
    return {**spec, "title": {"text": title}}


def described(spec: Spec, description: str) -> Spec:
    """Return a chart with what can be seen in it in words, for those who cannot see it."""
    return {**spec, "description": description}


# Parts -------------------------------------------------------------------------------------------


def _whole(rows: Sequence[Row], layers: Sequence[Spec], height: int) -> Spec:
    return {
        "$schema": SCHEMA, "width": WIDTH, "height": height, "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": [dict(row) for row in rows]}, "layer": list(layers), "config": _CONFIG,
    }  # fmt: skip


def _layer(mark: Spec, encoding: Spec, *, transform: Sequence[Spec] = (), values: Sequence[Row] | None = None) -> Spec:
    own = {} if values is None else {"data": {"values": list(values)}}
    return {**own, **({"transform": list(transform)} if transform else {}), "mark": mark, "encoding": encoding}


def _names(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(row["series"] for row in rows))


def _by_series(channel: Literal["color", "strokeDash", "shape"], names: Sequence[str]) -> Spec:
    """Return what tells the series apart in a channel; alone it needs no legend."""
    ranges: Mapping[str, Sequence[Any]] = {"color": COLOURS, "strokeDash": DASHES, "shape": MARKS}
    values = ranges[channel]
    shown = [values[place % len(values)] for place in range(len(names))]
    columns = 1 if max(map(len, names), default=0) > LONG_NAME else 2
    legend = {"title": None, "columns": columns} if len(names) > 1 else None
    scale = {"domain": list(names), "range": [list(one) if isinstance(one, tuple) else one for one in shown]}
    return {"field": "series", "type": "nominal", "scale": scale, "legend": legend}


def _name_of_series() -> Spec:
    return {"field": "series", "type": "nominal", "title": " "}


def _marked(rows: Sequence[Row]) -> list[Row]:
    """Return the rows, of each series as many as can be told apart marked, both ends among them."""
    places: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(row["series"], []).append(place)
    chosen: set[int] = set()
    for own in places.values():
        count = min(MOST_MARKS, len(own))
        chosen |= {own[round(step * (len(own) - 1) / max(1, count - 1))] for step in range(count)}
    return [{**row, "marked": place in chosen} for place, row in enumerate(rows)]


def _shade(across: Spec, between: tuple[float, float]) -> Spec:
    start, end = between
    return _layer(
        {"type": "rect", "color": _GREY, "opacity": 0.18},
        {"x": {**across, "field": "start"}, "x2": {"field": "end"}},
        values=[{"start": start, "end": end}],
    )


def _rules(across: Spec, marked: Sequence[Any]) -> Spec:
    return _layer(
        {"type": "rule", "color": _GREY, "strokeDash": [3, 3]},
        {"x": {**across, "field": "at"}},
        values=[{"at": value} for value in marked],
    )


def _level(channel: Literal["x", "y"], position: Spec, level: Level) -> Spec:
    told = {"tooltip": {"field": "title", "type": "nominal", "title": " "}} if level.title else {}
    return _layer(
        {"type": "rule", "color": "#444444", "strokeWidth": 1.2, **({"strokeDash": [6, 2]} if level.title else {})},
        {channel: {**position, "field": "at"}, **told},
        values=[{"at": level.value, "title": level.title}],
    )
