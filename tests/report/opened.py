"""A workbook opened by another reader, and the XML of its parts: what tests of workbooks look at."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from attrs import field, frozen
from python_calamine import load_workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@frozen
class Opened:
    """A workbook's sheets as rows of values, and its XML parts, every one of which parses."""

    sheets: dict[str, list[list[Any]]]
    parts: dict[str, ET.Element] = field(repr=False)

    @property
    def names(self) -> list[str]:
        """The names of its sheets."""
        return list(self.sheets)

    def table(self, sheet: str, first: str) -> list[dict[str, Any]]:
        """Return the rows under the header that begins with a title, up to the first that is empty."""
        rows = self.sheets[sheet]
        header = next(place for place, row in enumerate(rows) if row[0] == first)
        found = []
        for row in rows[header + 1 :]:
            if not any(cell != "" for cell in row):
                break
            found.append(dict(zip(rows[header], row, strict=True)))
        return found

    def lines(self, sheet: str) -> list[str]:
        """Return the first column of a sheet as text."""
        return [str(row[0]) for row in self.sheets[sheet]]

    def xml(self, sheet: str) -> ET.Element:
        """Return the XML of a sheet."""
        return self.parts[f"xl/worksheets/sheet{self.names.index(sheet) + 1}.xml"]

    def frozen_at(self, sheet: str) -> str | None:
        """Return the first cell that scrolls."""
        pane = self.xml(sheet).find(f".//{MAIN}pane")
        return None if pane is None or pane.get("state") != "frozen" else pane.get("topLeftCell")

    def cell(self, sheet: str, place: str) -> ET.Element:
        """Return the XML of one cell."""
        return next(cell for cell in self.xml(sheet).iter(f"{MAIN}c") if cell.get("r") == place)

    def fill(self, sheet: str, place: str) -> str | None:
        """Return the colour behind a cell, None where it has none of its own."""
        styles = self.parts["xl/styles.xml"]
        style = styles.findall(f"{MAIN}cellXfs/{MAIN}xf")[int(self.cell(sheet, place).get("s", "0"))]
        fill = styles.findall(f"{MAIN}fills/{MAIN}fill")[int(style.get("fillId", "0"))]
        colour = fill.find(f".//{MAIN}fgColor")
        return None if colour is None else colour.get("rgb")

    def notes(self, sheet: str) -> dict[str, str]:
        """Return the notes of a sheet by cell."""
        number = self.names.index(sheet) + 1
        relations = self.parts.get(f"xl/worksheets/_rels/sheet{number}.xml.rels")
        targets = [] if relations is None else [one.get("Target", "") for one in relations]
        name = next((target for target in targets if "comments" in target), None)
        if name is None:
            return {}
        return {
            str(one.get("ref")): "".join(text.text or "" for text in one.iter(f"{MAIN}t"))
            for one in self.parts[name.replace("../", "xl/")].iter(f"{MAIN}comment")
        }

    def links(self, sheet: str) -> dict[str, str]:
        """Return the cells that lead somewhere in the workbook, and where to."""
        found = self.xml(sheet).iter(f"{MAIN}hyperlink")
        return {str(one.get("ref")): str(one.get("location")) for one in found}

    @property
    def charts(self) -> list[ET.Element]:
        """The charts of the workbook."""
        return [part for name, part in sorted(self.parts.items()) if name.startswith("xl/charts/chart")]

    @property
    def formulas(self) -> list[str]:
        """The names of the sheets in which there is a formula."""
        return [name for name in self.names if self.xml(name).find(f".//{MAIN}f") is not None]


def opened(path: Path) -> Opened:
    """Read a workbook by calamine, and all its XML."""
    with load_workbook(path) as book:
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    with zipfile.ZipFile(path) as archive:
        xml = {name: archive.read(name) for name in archive.namelist() if re.search(r"\.(xml|rels|vml)$", name)}
    return Opened(sheets, {name: ET.fromstring(text) for name, text in xml.items()})  # noqa: S314 - a file of the test's own


def points_of(chart: ET.Element) -> list[int]:
    """Return how many values each series of a chart has."""
    return [
        int(count.get("val", "0"))
        for series in chart.iter(f"{CHART}ser")
        for tag in ("val", "yVal")
        for count in series.findall(f"{CHART}{tag}/{CHART}numRef/{CHART}numCache/{CHART}ptCount")
    ]


def names_in(chart: ET.Element) -> list[str]:
    """Return what the series of a chart are called."""
    found = [one.findtext(f"{CHART}tx//{CHART}pt/{CHART}v", "") for one in chart.iter(f"{CHART}ser")]
    return [text.replace("_x005F_", "_") for text in found]
