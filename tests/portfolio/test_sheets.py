from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from clusterkit.portfolio import read_portfolio
from tests.portfolio.told import faults

Folder = Callable[..., Path]
Workbook = Callable[..., Path]

PLACES = ("north", "south")


def test_a_missing_path(tmp_path: Path) -> None:
    path = tmp_path / "none"
    assert faults(path) == [f"{path}: there is no such file or folder"]


def test_a_missing_file(folder: Folder) -> None:
    path = folder(observations=None)
    assert faults(path) == [f"{path}: the folder has no observations.csv or .parquet; it holds clusters.csv"]


def test_an_empty_folder(tmp_path: Path) -> None:
    assert faults(tmp_path) == [
        f"{tmp_path}: the folder has no clusters.csv or .parquet; it holds nothing",
        f"{tmp_path}: the folder has no observations.csv or .parquet; it holds nothing",
    ]


def test_a_wrong_sheet(workbook: Workbook) -> None:
    path = workbook({"clusters": [["cluster_id", "jurisdiction"], ["A1", "north"]], "Sheet2": [["x"]]})
    reading = read_portfolio(path)
    assert [str(fault) for fault in reading.faults] == [
        "book.xlsx: the workbook has no sheet observations (年度数据); its sheets are clusters, Sheet2"
    ]
    assert "book.xlsx, sheet Sheet2: not read: no table has this name" in map(str, reading.warnings)


def test_a_sheet_that_is_almost_named_right(workbook: Workbook, folder: Folder) -> None:
    path = workbook(event=[["cluster_id", "date", "kind"]])
    assert faults(path) == ["book.xlsx, sheet event: no table has this name; did you mean events?"]
    assert faults(folder(event="cluster_id,date,kind\n")) == ["event.csv: no table has this name; did you mean events?"]


def test_a_table_that_stands_twice(folder: Folder) -> None:
    path = folder(集群="cluster_id,jurisdiction\nA1,north\n")
    assert faults(path) == ["集群.csv: clusters stands twice: also in clusters.csv"]


def test_other_files(tmp_path: Path, folder: Folder) -> None:
    file = folder() / "clusters.csv"
    assert faults(file) == [
        (
            "clusters.csv: a portfolio is a folder of .csv or .parquet files, or one .xlsx "
            "workbook: hand in the "
            "folder that holds this file"
        )
    ]
    old = tmp_path / "book.xls"
    old.touch()
    assert faults(old) == ["book.xls: a workbook is read as .xlsx: save this .xls as .xlsx"]
    odd = tmp_path / "book.doc"
    odd.touch()
    assert faults(odd) == ["book.doc: a portfolio is a folder of .csv or .parquet files, or one .xlsx workbook"]


def test_files_that_are_not_what_their_names_say(tmp_path: Path, folder: Folder) -> None:
    broken = tmp_path / "book.xlsx"
    broken.write_text("no workbook", encoding="utf-8")
    (fault,) = faults(broken)
    assert fault.startswith("book.xlsx: not a readable .xlsx workbook (")
    path = folder(clusters=None)
    (path / "clusters.parquet").write_text("no parquet", encoding="utf-8")
    assert faults(path)[0].startswith("clusters.parquet: not a readable Parquet file (")


def test_files_in_other_encodings(folder: Folder) -> None:
    path = folder()
    (path / "clusters.csv").write_bytes("cluster_id\nA1\n".encode("utf-16"))
    (path / "observations.csv").write_bytes(b"cluster_id,year\nA\xff\xff1,2023\n")
    assert faults(path) == [
        "clusters.csv: the file is UTF-16: save it as CSV UTF-8",
        "observations.csv: the file is neither UTF-8 nor GB18030: save it as CSV UTF-8",
    ]


def test_broken_quotation_marks(folder: Folder) -> None:
    path = folder(clusters='cluster_id,jurisdiction\nA1,north\n"B2,south\n')
    assert faults(path) == [
        "clusters.csv, row 3: the row cannot be read (unexpected end of data): mend its quotation marks"
    ]


@pytest.mark.parametrize(
    "module, name, line",
    [
        ("python_calamine", "book.xlsx", 'reading a workbook needs: pip install "clusterkit-sdk[excel]"'),
        ("pyarrow", "clusters.parquet", 'reading Parquet needs: pip install "clusterkit-sdk[parquet]"'),
    ],
)
def test_a_missing_extra(folder: Folder, monkeypatch: pytest.MonkeyPatch, module: str, name: str, line: str) -> None:
    path = folder(clusters=None if name.endswith("parquet") else "")
    (path / name).touch()
    monkeypatch.setitem(sys.modules, module, None)  # as if it were not installed
    assert f"{name}: {line}" in faults(path if name.endswith("parquet") else path / name)


def test_a_file_that_cannot_be_opened(folder: Folder) -> None:
    path = folder(clusters=None)
    (path / "clusters.csv").mkdir()
    (fault,) = faults(path)
    assert fault.startswith("clusters.csv: the file cannot be read (")
