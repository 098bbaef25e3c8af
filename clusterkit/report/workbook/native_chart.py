"""Native charts: curves and bars drawn by the spreadsheet program from the cells of a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from attrs import frozen

from clusterkit.law.text import Language, Text

Form = Literal["line", "scatter", "bar"]

_FORMS: Final[Mapping[Form, dict[str, str]]] = {
    "line": {"type": "line"},
    "scatter": {"type": "scatter", "subtype": "straight"},
    "bar": {"type": "bar"},
}
_SIZE: Final = {"width": 720, "height": 380}
_GRID: Final = {"visible": True, "line": {"color": "#D9D9D9"}}
_COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe's and Ito's palette, which colour-blind readers tell apart; dashes do so in black and white."""
_DASHES: Final = ("solid", "dash", "round_dot", "long_dash", "dash_dot", "square_dot")
_NO_REFERENCE: Final = str.maketrans({"!": "！"})
"""The library takes a title like x!A1 for a reference to a cell."""


@frozen
class Curve:
    """One curve, or the bars of one kind: the cell of its name, its rows (first, after the last), columns of x and y.

    `like` is the place of the curve whose colour it takes, as a thin line: the end of an interval.
    """

    named: tuple[int, int]
    rows: tuple[int, int]
    x: int
    y: int
    like: int | None = None


@frozen
class Chart:
    """A chart of some curves: its title, what its axes show, and whether y is a share. `floor` is where y begins."""

    form: Form
    title: Text
    x: Text
    y: Text
    curves: Sequence[Curve]
    shares: bool = True
    floor: int | None = 0

    def drawn(self, book: Any, sheet: str, lang: Language) -> Any:
        """Return the chart of the library, of cells of a sheet."""
        chart = book.add_chart(_FORMS[self.form])
        for place, curve in enumerate(self.curves):
            first, last = curve.rows[0], curve.rows[1] - 1
            chart.add_series(
                {
                    # A name is a cell: text would be taken for a reference where it looks like one.
                    "name": [sheet, *curve.named],
                    "categories": [sheet, first, curve.x, last, curve.x],
                    "values": [sheet, first, curve.y, last, curve.y],
                    **self._style(place, curve),
                }
            )
        title, x, y = (text.in_(lang).translate(_NO_REFERENCE) for text in (self.title, self.x, self.y))
        chart.set_title({"name": title, "name_font": {"size": 12}})
        numbers: dict[str, Any] = {"num_format": "0%" if self.shares else "General", "major_gridlines": _GRID}
        numbers |= {} if self.floor is None else {"min": self.floor}
        chart.set_x_axis({"name": x, "label_position": "low", **({"reverse": True} if self.form == "bar" else {})})
        chart.set_y_axis({"name": y, **numbers})
        chart.set_legend({"position": "bottom"})
        chart.set_size(_SIZE)
        return chart

    def _style(self, place: int, curve: Curve) -> dict[str, Any]:
        colour = _COLOURS[(place if curve.like is None else curve.like) % len(_COLOURS)]
        if self.form == "bar":
            return {"fill": {"color": colour}}
        if curve.like is not None:
            return {"line": {"color": colour, "width": 1.0, "dash_type": "square_dot"}}
        return {"line": {"color": colour, "width": 2.25, "dash_type": _DASHES[place % len(_DASHES)]}}
