"""A workbook: text as text, numbers as numbers, headers in view, notes, links, charts; whole or not at all."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterkit.errors import InputError
from clusterkit.law.text import Language, Text
from clusterkit.report.workbook import book as book_module
from clusterkit.report.workbook.book import Book, Cell, Column, write_book
from clusterkit.report.workbook.native_chart import Chart, Curve
from clusterkit.report.workbook.stored_text import stored
from tests.report.opened import MAIN, Opened, names_in, opened, points_of

NAME, NUMBER = Column("name", Text("名称", "name")), Column("number", Text("数", "number"), "number")
HOSTILE = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "<script>", "<r>x</r>", "<r><</r>",
    "{=1}", "http://x/y", "mailto:x", "internal:a!A1", "1e5", "007", "a\x00b", "\u202eabc", "_x0041_", "'=1", " x ",
    "x" * 40_000, "שלום", "😀", "]]>", "&amp;", "Sheet!A1",
)  # fmt: skip
"""Names that would do harm if they were taken for anything but text."""


def written(folder: Path, fill: Callable[[Book], None], lang: Language = "en") -> Opened:
    return opened(write_book(folder / "book.xlsx", lang, fill))


def one_table(rows: Sequence[dict[str, Any]], columns: Sequence[Column] = (NAME, NUMBER)) -> Callable[[Book], None]:
    def fill(book: Book) -> None:
        book.sheet("s").table(columns, rows)

    return fill


# Text and numbers ---------------------------------------------------------------------------------


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=()))), max_size=20))
def test_any_text_is_text_to_another_reader_and_no_formula_is_in_the_file(tmp_path: Path, names: list[str]) -> None:
    found = written(tmp_path, one_table([{"name": name, "number": 1} for name in names]))
    assert [row[0] for row in found.sheets["s"][1:]] == [stored(name) for name in names]
    assert found.formulas == []
    for place, name in enumerate(names, start=2):
        cell = found.cell("s", f"A{place}")
        assert (cell.get("t"), cell.find(f"{MAIN}f")) == ("s" if name else None, None)


def test_numbers_are_cells_with_a_value_and_what_does_not_exist_is_blank(tmp_path: Path) -> None:
    values = [1, 2.5, np.int64(3), np.float64(0.25), None, float("nan"), float("inf"), True, 10**15 - 1, 10**20]
    found = written(tmp_path, one_table([{"name": "x", "number": value} for value in values]))
    cells = [found.cell("s", f"B{place}") for place in range(2, 12)]
    assert [cell.findtext(f"{MAIN}v") for cell in cells[:9]] == [
        "1", "2.5", "3", "0.25", None, None, None, "1", "999999999999999",
    ]  # fmt: skip
    assert [cell.get("t") for cell in cells] == [None] * 7 + ["b", None, "s"]
    assert found.sheets["s"][10][1] == str(10**20)


def test_shares_are_numbers_shown_in_percent_and_days_are_days(tmp_path: Path) -> None:
    columns = (Column("share", "share", "share"), Column("day", "day", "date"), Column("moment", "moment", "moment"))
    row = {"share": 0.25, "day": date(2026, 6, 30), "moment": datetime(2026, 6, 30, 8, 15)}  # noqa: DTZ001 - cells have no zone
    found = written(tmp_path, one_table([row], columns))
    assert found.sheets["s"][1] == [0.25, date(2026, 6, 30), datetime(2026, 6, 30, 8, 15)]  # noqa: DTZ001 - as above
    formats = {one.get("formatCode") for one in found.parts["xl/styles.xml"].iter(f"{MAIN}numFmt")}
    assert {"0.0%", "yyyy-mm-dd"} <= formats


# Sheets -------------------------------------------------------------------------------------------


def test_the_header_of_the_first_table_stays_in_view_and_can_be_filtered(tmp_path: Path) -> None:
    def fill(book: Book) -> None:
        book.sheet("bare").table((NAME,), [{"name": "a"}])
        sheet = book.sheet("headed")
        sheet.heading("title")
        sheet.line("line")
        sheet.table((NAME, NUMBER), [{"name": "a", "number": 1}], 2)
        sheet.table((NAME,), [{"name": "b"}])
        book.sheet("empty").table((NAME,), [])

    found = written(tmp_path, fill)
    assert [found.frozen_at(name) for name in found.names] == ["B2", "C5", "B2"]
    filters = [next(found.xml(name).iter(f"{MAIN}autoFilter")).get("ref") for name in found.names]
    assert filters == ["A1:A2", "A4:B5", "A1:A2"]
    assert found.lines("headed") == ["title", "line", "", "name", "a", "", "name", "b"]
    assert found.sheets["empty"] == [["name"]]


@pytest.mark.parametrize("lang, title", [("zh", "名称"), ("en", "name")])
def test_titles_are_in_the_language_of_the_book(tmp_path: Path, lang: Language, title: str) -> None:
    assert written(tmp_path, one_table([]), lang).sheets["s"][0][0] == title


def test_a_cell_is_marked_noted_and_leads_to_another(tmp_path: Path) -> None:
    def fill(book: Book) -> None:
        for name in ("a", "it's"):
            book.sheet(name).table((NAME, NUMBER), [
                {"name": Cell("=x", mark="fails", note="=why\n\x01"), "number": Cell(0.5, "share", "unknown")},
                {"name": Cell("B2", link=("it's", 1, 1)), "number": 1},
            ])  # fmt: skip

    found = written(tmp_path, fill)
    assert [found.fill("a", place) for place in ("A2", "B2", "B3")] == ["FFF8CBAD", "FFFFE699", None]
    assert found.notes("a") == {"A2": "=why\n\ufffd"}
    assert found.links("a") == {"A3": "'it''s'!B2"}
    assert found.sheets["a"][2][0] == "B2"


def test_notes_beyond_what_programs_open_quickly_are_left_out_and_their_colour_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book_module, "MOST_NOTES", 2)
    rows = [{"name": Cell("x", mark="fails", note="why")} for _ in range(4)]
    found = written(tmp_path, one_table(rows, (NAME,)))
    assert list(found.notes("s")) == ["A2", "A3"]
    assert found.fill("s", "A5") == "FFF8CBAD"


def test_more_rows_than_a_sheet_holds_are_refused_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book_module, "MOST_ROWS", 3)
    with pytest.raises(InputError, match=r"the sheet s would have 4 rows and 1 columns.*\.csv or \.parquet"):
        written(tmp_path, one_table([{"name": "x"}] * 3, (NAME,)))
    assert list(tmp_path.iterdir()) == []


# Charts -------------------------------------------------------------------------------------------


def test_a_chart_draws_cells_and_takes_no_name_for_a_reference(tmp_path: Path) -> None:
    names = ["=s!$A$1", "s!A1", "<x>"]

    def fill(book: Book) -> None:
        sheet = book.sheet("s")
        span = sheet.table((NAME, NUMBER), [{"name": name, "number": place} for place, name in enumerate(names)])
        curves = [Curve((span.first + place, 0), (span.first, span.end), 0, 1) for place in range(len(names))]
        title = Text("s!A1", "s!A1")
        for form in ("line", "bar"):
            sheet.chart(Chart(form, title, title, title, curves, floor=None), right_of=2)
        sheet.chart(Chart("scatter", title, title, title, []), right_of=2)

    line, bar = written(tmp_path, fill).charts
    for chart in (line, bar):
        assert names_in(chart) == names
        assert points_of(chart) == [3, 3, 3]
        assert [text for text in chart.itertext() if "！" in text] == ["s！A1"] * 3


# The file -----------------------------------------------------------------------------------------


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    fill = one_table([{"name": "x", "number": 1}])
    first, second = (write_book(tmp_path / name, "en", fill) for name in ("a.xlsx", "b.xlsx"))
    assert first.read_bytes() == second.read_bytes()


def test_what_goes_wrong_on_the_way_leaves_nothing_and_the_old_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "book.xlsx").write_bytes(b"old")

    def fill(book: Book) -> None:
        book.sheet("s")
        raise InputError("no more")

    with pytest.raises(InputError, match="no more"):
        written(tmp_path, fill)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"book.xlsx": b"old"}


def test_a_place_that_is_not_there_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"book\.xlsx cannot be written: No such file or directory"):
        write_book(tmp_path / "none" / "book.xlsx", "en", one_table([]))


def test_without_the_extra_the_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "xlsxwriter":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputError, match=r"writing \.xlsx needs: pip install 'clusterkit-sdk\[excel\]'"):
        write_book(tmp_path / "book.xlsx", "en", one_table([]))
