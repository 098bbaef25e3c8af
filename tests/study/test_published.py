"""Published outcomes are read from a small table, and every fault in it is told at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from clusterkit.errors import InputError
from clusterkit.study.published import PublishedOutcome, read_outcomes

HEADER = "policy,certified_in,reviewed_in,reviewed,kept,source"
ROW = "zone,2024,2027,20,16,gazette"


def written(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / "outcome.csv"
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def faults(folder: Path, *lines: str) -> list[str]:
    with pytest.raises(InputError) as refused:
        read_outcomes(written(folder, *lines), ["zone", "moor"])
    head, *told = str(refused.value).splitlines()
    assert head == f"{len(told)} fault(s) in the published outcomes:"
    return told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("header", [HEADER, "办法,认定年份,复核年份,复核个数,保留个数,来源"])
def test_one_row_is_one_outcome(tmp_path: Path, header: str, encoding: str) -> None:
    path = written(tmp_path, header, "zone,2024,2027,20,16,公报", "moor,,2026,9,9,公报", encoding=encoding)
    assert read_outcomes(path, ["zone", "moor"]) == (
        PublishedOutcome("zone", 2024, 2027, 20, 16, "公报"),
        PublishedOutcome("moor", None, 2026, 9, 9, "公报"),
    )


def test_the_year_of_certification_may_be_left_out_and_columns_stand_in_any_order(tmp_path: Path) -> None:
    path = written(
        tmp_path, "source,kept,reviewed,Reviewed in,policy,#remark", "gazette,16,20,2027,zone,as told", "", ",,"
    )
    assert read_outcomes(path, ["zone"]) == (PublishedOutcome("zone", None, 2027, 20, 16, "gazette"),)


@pytest.mark.parametrize(
    "row, fault",
    [
        ("zone,2024,2027,20,21,gazette", 'column kept, "21": more than the 20 reviewed cannot be kept'),
        ("zone,2024,2027,0,0,gazette", 'column reviewed, "0": an outcome speaks of at least one title'),
        ("zone,2027,2027,20,16,gazette", 'column certified_in, "2027": a title is reviewed after the year'),
        ("zone,2024,27,20,16,gazette", 'column reviewed_in, "27": a whole number is needed, from 1990 to 2199'),
        ("zone,2024,2027,20,97%,gazette", 'column kept, "97%": a whole number is needed, from 0 to 999999'),
        ("zone,2024,2027,20,,gazette", "column kept: kept is missing"),
        ("zone,2024,2027,20,16", "column source: source is missing"),
        (
            "zonne,2024,2027,20,16,gazette",
            'column policy, "zonne": unknown policy of the run: zonne; did you mean zone?',
        ),
    ],
)
def test_a_fault_names_its_row_and_column(tmp_path: Path, row: str, fault: str) -> None:
    (told,) = faults(tmp_path, HEADER, row)
    assert told.startswith(f"outcome.csv, row 2, {fault}")


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    assert len(faults(tmp_path, HEADER, "zone,x,2027,20,21,gazette", ROW, "moor,,,9,9,")) == 4


def test_a_title_that_means_no_column_is_answered_with_the_nearest(tmp_path: Path) -> None:
    assert faults(tmp_path, HEADER.replace("kept", "keept"), ROW) == [
        "outcome.csv, row 1, column keept: there is no such column; did you mean kept?",
        "outcome.csv, row 1: the column kept (保留个数) is missing",
    ]
    assert faults(tmp_path, f"{HEADER},kept,xyzzy", f"{ROW},16,")[0].endswith("the column kept stands twice")


def test_one_outcome_stands_once(tmp_path: Path) -> None:
    assert faults(tmp_path, HEADER, ROW, ROW.replace("16", "17")) == [
        'outcome.csv, row 3, column reviewed_in, "2027": row 2 speaks of the same titles; keep one of the two'
    ]


@pytest.mark.parametrize("lines", [[""], [HEADER], [HEADER, ",,,,,"]])
def test_a_file_without_an_outcome_is_refused(tmp_path: Path, lines: list[str]) -> None:
    assert faults(tmp_path, *lines)


def test_a_file_that_cannot_be_read_is_one_clear_line(tmp_path: Path) -> None:
    assert faults(tmp_path, HEADER, 'zone,"2024')[0].startswith("outcome.csv, row 2: the row cannot be read")
    with pytest.raises(InputError, match=r"none\.csv: the file cannot be read"):
        read_outcomes(tmp_path / "none.csv", ["zone"])
    with pytest.raises(InputError, match="is a folder; name the CSV file"):
        read_outcomes(tmp_path, ["zone"])
    with pytest.raises(InputError, match=r"outcome\.csv: the file is UTF-16"):
        read_outcomes(written(tmp_path, HEADER, encoding="utf-16"), ["zone"])
