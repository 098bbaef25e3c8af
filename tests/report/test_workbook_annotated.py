"""The annotated copy: every remark at its cell, with its rule; values as they were, and nothing of them taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from clusterkit.errors import InputError
from clusterkit.law.text import Language
from clusterkit.portfolio.faults import Fault
from clusterkit.portfolio.reading import Reading, read_portfolio
from clusterkit.report.workbook.annotated import LIST, write_annotated
from clusterkit.report.workbook.stored_text import stored
from tests.report.opened import Opened, opened
from tests.report.test_workbook_book import HOSTILE

Rows = Sequence[Sequence[Any]]
CLUSTERS = ("cluster_id", "name", "jurisdiction", "area_km2", "certified_on")
OBSERVATIONS = ("cluster_id", "year", "output_value")


def workbook(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """Write a user's workbook; dates are dates, a cell that begins with = is a formula, a pair has a format."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        percent = book.add_format({"num_format": "0%"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(row, column, cell, day)
                    elif isinstance(cell, tuple):
                        sheet.write_number(row, column, cell[0], percent)
                    elif isinstance(cell, str) and cell.startswith("="):
                        sheet.write_formula(row, column, cell, None, "#DIV/0!")
                    else:
                        sheet.write(row, column, cell)
    return path


def annotated(source: Path, lang: Language = "en") -> tuple[Opened, Reading]:
    reading = read_portfolio(source)
    path = write_annotated(source.parent / "copy.xlsx", source, (*reading.faults, *reading.warnings), lang)
    return opened(path), reading


def book_with_faults(folder: Path) -> Path:
    return workbook(
        folder / "mine.xlsx",
        {
            "clusters": [["Unit: none"], CLUSTERS, ["A1", "x", "zone", "large", date(2024, 7, 1)],
                         ["A1", "y", "zone", 12.5, "2024-13-01"]],
            "observations": [OBSERVATIONS, ["A1", 2024, -5], ["A9", 2024, "=1/0"]],
            "Bob's": [["mine", True, (0.25,), 3]],
        },
    )  # fmt: skip


# A workbook ---------------------------------------------------------------------------------------


def test_every_remark_stands_at_its_cell_with_its_rule_and_links_to_it(tmp_path: Path) -> None:
    found, reading = annotated(book_with_faults(tmp_path))
    assert found.names == ["_faults", "clusters", "observations", "Bob's"]
    listed = found.table("_faults", "severity")
    assert [row["rule"] for row in listed] == [one.rule for one in (*reading.faults, *reading.warnings)]
    cells = {(row["sheet"], row["cell"]) for row in listed if row["severity"] == "fault"}
    assert cells == {("clusters", "D3"), ("clusters", "E4"), ("clusters", "A4"), ("observations", "C2"),
                     ("observations", "C3"), ("observations", "A3")}  # fmt: skip
    for sheet, cell in cells:
        assert found.fill(sheet, cell) == "FFF8CBAD"
        assert found.notes(sheet)[cell].startswith("fault: ")
    assert f"'{listed[0]['sheet']}'!{listed[0]['cell']}" in found.links("_faults").values()
    assert found.fill("clusters", "D4") is None


def test_values_are_copied_as_they_are_from_every_sheet_and_formulas_are_not(tmp_path: Path) -> None:
    found, _ = annotated(book_with_faults(tmp_path))
    assert found.sheets["clusters"][2] == ["A1", "x", "zone", "large", date(2024, 7, 1)]
    assert found.sheets["observations"][2] == ["A9", 2024, "#DIV/0!"]
    assert found.sheets["Bob's"] == [["mine", True, 0.25, 3]]
    assert found.formulas == []
    assert found.frozen_at("clusters") == "B3"


@pytest.mark.parametrize("lang, told", [("en", "this copy holds values"), ("zh", "本文件只含数值")])
def test_the_first_sheet_says_that_it_is_a_copy_of_values_and_counts(tmp_path: Path, lang: Language, told: str) -> None:
    found, reading = annotated(book_with_faults(tmp_path), lang)
    lines = found.lines(LIST.in_(lang))
    assert lines[0] == "mine.xlsx"
    assert str(len(reading.faults)) in lines[1]
    assert lines[2].startswith(told)


def test_a_copy_is_read_like_the_original_and_annotated_again_without_its_old_list(tmp_path: Path) -> None:
    _, reading = annotated(book_with_faults(tmp_path))
    copy = tmp_path / "copy.xlsx"
    again = read_portfolio(copy)
    # An error is text in the copy: it is faulted all the same, as what it is there.
    places = [{(one.sheet, one.row, one.column) for one in told.faults} for told in (reading, again)]
    assert places[0] == places[1]
    path = write_annotated(tmp_path / "second.xlsx", copy, again.faults, "zh")
    assert opened(path).names == ["_错误清单", "clusters", "observations", "Bob's"]


def test_several_remarks_on_a_cell_share_its_note_and_the_gravest_gives_the_colour(tmp_path: Path) -> None:
    source = workbook(tmp_path / "mine.xlsx", {"clusters": [CLUSTERS, ["A1", "x", "zone", 1, None]]})
    remarks = [Fault("mine.xlsx", "clusters", 2, "name", "x", rule) for rule in ("one", "two", "one")]
    found = opened(write_annotated(tmp_path / "copy.xlsx", source, remarks, "en"))
    assert found.notes("clusters") == {"B2": "fault: one\nfault: two"}


def test_a_remark_on_a_row_colours_it_and_one_on_a_sheet_or_the_whole_is_listed_alone(tmp_path: Path) -> None:
    source = workbook(tmp_path / "mine.xlsx", {"clusters": [CLUSTERS, ["A1", "x", "zone", None, None]]})
    places = (("clusters", 2, "the row"), ("clusters", None, "the sheet"), (None, None, "all"), ("clusters", 99, "far"))
    remarks = [Fault("mine.xlsx", sheet, row, None, None, rule) for sheet, row, rule in places]
    found = opened(write_annotated(tmp_path / "copy.xlsx", source, remarks, "en"))
    assert [found.fill("clusters", place) for place in ("A2", "B2", "C2")] == ["FFF8CBAD"] * 3
    assert found.notes("clusters") == {"A2": "fault: the row"}
    assert [row["cell"] for row in found.table("_faults", "severity")] == ["A2", "", "", ""]


def test_a_column_that_stands_twice_is_coloured_at_both_titles(tmp_path: Path) -> None:
    header = ["cluster_id", "jurisdiction", "name", "name"]
    found, _ = annotated(workbook(tmp_path / "mine.xlsx", {"clusters": [header, ["A1", "zone", "x", "y"]]}))
    assert {place for place in ("C1", "D1") if found.fill("clusters", place) == "FFF8CBAD"} == {"C1", "D1"}


# A folder -----------------------------------------------------------------------------------------


def test_each_table_of_a_folder_becomes_a_sheet(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "clusters.csv").write_text("cluster_id,jurisdiction,area_km2\n007,zone,large\n'=1+1,zone,1\n", "utf-8")
    columns = {"cluster_id": ["007", "A9"], "year": [2024, 2024], "certified_on": [date(1850, 1, 1), date(2024, 1, 1)]}
    parquet.write_table(pa.table(columns), folder / "observations.parquet")
    found, _ = annotated(folder)
    assert found.names == ["_faults", "clusters", "observations"]
    assert found.sheets["clusters"][1:] == [["007", "zone", "large"], ["=1+1", "zone", "1"]]
    assert [row[2] for row in found.sheets["observations"][1:]] == ["1850-01-01", date(2024, 1, 1)]
    assert found.notes("clusters")["C2"].startswith("fault: not a number")
    assert found.notes("observations")["A3"].startswith("fault: clusters has no such cluster")
    assert found.formulas == []


# Whatever a cell holds ----------------------------------------------------------------------------


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=()), min_size=1)), min_size=1)
)
def test_any_text_in_cells_titles_names_and_rules_does_no_harm(tmp_path: Path, texts: list[str]) -> None:
    folder = tmp_path / "mine"
    folder.mkdir(exist_ok=True)
    columns = {"cluster_id": [stored(text) for text in texts]}
    parquet.write_table(pa.table(columns), folder / "clusters.parquet")
    remarks = [Fault("clusters.parquet", None, 1, text, text, text) for text in texts]
    found = opened(write_annotated(tmp_path / "copy.xlsx", folder, remarks, "en"))
    assert found.formulas == []
    assert [row[0] for row in found.sheets["clusters"][1:]] == [stored(text) for text in texts]


def test_cells_of_other_kinds_keep_what_a_reader_sees(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    moments = [datetime(2024, 1, 1, 8), datetime(1850, 1, 1, 8)]  # noqa: DTZ001 - as tables hold them
    columns = {"moment": moments, "time": [time(8), None], "words": [["a", "b"], []], "nan": [float("nan"), 1.5]}
    parquet.write_table(pa.table(columns), folder / "clusters.parquet")
    found = opened(write_annotated(tmp_path / "copy.xlsx", folder, [], "en"))
    assert found.sheets["clusters"][1:] == [
        [moments[0], "08:00:00", "a;b", ""], ["1850-01-01 08:00:00", "", "", 1.5],
    ]  # fmt: skip


@pytest.mark.parametrize("content", [None, b"", b"no workbook"])
def test_what_cannot_be_read_has_no_copy(tmp_path: Path, content: bytes | None) -> None:
    source = tmp_path / "mine.xlsx"
    if content is not None:
        source.write_bytes(content)
    with pytest.raises(InputError, match=r"no copy of .*mine\.xlsx was written: no table in it can be read"):
        write_annotated(tmp_path / "copy.xlsx", source, [], "en")
    assert not (tmp_path / "copy.xlsx").exists()
