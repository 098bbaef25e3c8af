"""Long tables: CSV that spreadsheets open without harm, Parquet whose columns have the types that are documented."""

from __future__ import annotations

import builtins
import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from clusterkit.cli import ambiguity, assess, compare, sensitivity, simulate, solve, survival, sweep
from clusterkit.errors import InputError
from clusterkit.portfolio.formulas import released
from clusterkit.report.long_table import MANIFEST, TYPES, write_csv, write_parquet

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r"))


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def types_of(path: Path) -> dict[str, str]:
    return {field.name: str(field.type) for field in parquet.read_schema(path)}


def test_every_column_of_every_command_has_a_type() -> None:
    commands = (simulate, compare, sweep, assess, solve, ambiguity, survival)
    columns = {name for command in commands for name in command.CSV_COLUMNS}
    columns |= {*sensitivity.TORNADO_COLUMNS, *sensitivity.SCREENING_COLUMNS}
    assert columns == set(TYPES)


# CSV ----------------------------------------------------------------------------------------------


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(TEXT))
def test_no_text_in_csv_begins_like_a_formula_and_all_is_read_back(tmp_path: Path, names: list[str]) -> None:
    path = write_csv(tmp_path / "t.csv", [{"group": name, "mean": -1.5} for name in names], ("group", "mean"))
    rows = read_csv(path)[1:]
    assert [released(row[0]) for row in rows] == names
    assert not any(row[0].startswith(("=", "+", "-", "@", "\t", "\n")) for row in rows)
    assert {row[1] for row in rows} <= {"-1.5"}


def test_a_mark_at_the_front_tells_spreadsheets_the_encoding_and_blanks_are_empty(tmp_path: Path) -> None:
    rows = [{"group": "集群", "mean": None, "span": [1.0, 2.5], "few": True}]
    path = write_csv(tmp_path / "t.csv", rows, ("group", "mean", "span", "few", "year"))
    assert path.read_bytes() == b"\xef\xbb\xbf" + "group,mean,span,few,year\n集群,,1.0; 2.5,True,\n".encode()


# Parquet ------------------------------------------------------------------------------------------


def test_columns_have_their_types_also_where_no_row_has_a_value(tmp_path: Path) -> None:
    columns = ("group", "mean", "year", "few", "date", "span")
    wanted = {"group": "string", "mean": "double", "year": "int64", "few": "bool", "date": "date32[day]",
              "span": "string"}  # fmt: skip
    row = {"group": "=x", "mean": 1, "year": 2026, "few": False, "date": "2026-06-30", "span": [1, 2]}
    tables: list[list[dict[str, Any]]] = [[], [{}], [row]]
    for place, rows in enumerate(tables):
        path = write_parquet(tmp_path / f"{place}.parquet", rows, columns, {})
        assert types_of(path) == wanted
    assert parquet.read_table(path).to_pylist() == [{**row, "mean": 1.0, "date": date(2026, 6, 30), "span": "1; 2"}]


@pytest.mark.parametrize(
    "values, type_, told",
    [
        ([1, 2.5, None], "double", [1.0, 2.5, None]),
        ([True, False], "bool", [True, False]),
        (["02-28", None], "string", ["02-28", None]),
        ([True, "x", 1], "string", ["yes", "x", "1"]),
        ([None], "double", [None]),
    ],
)
def test_a_levers_settings_are_of_the_type_that_they_have(
    tmp_path: Path, values: list[Any], type_: str, told: list[Any]
) -> None:
    path = write_parquet(tmp_path / "t.parquet", [{"value": value} for value in values], ("value",), {})
    assert types_of(path) == {"value": type_}
    assert parquet.read_table(path)["value"].to_pylist() == told


def test_the_manifest_is_kept_in_the_file_and_text_that_is_none_does_no_harm(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "t.parquet", [{"group": "half \ud83d"}], ("group",), {"seed": 1, "名": "集群"})
    assert json.loads(parquet.read_schema(path).metadata[MANIFEST]) == {"seed": 1, "名": "集群"}
    assert parquet.read_table(path)["group"].to_pylist() == ["half ?"]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    paths = [
        write_parquet(tmp_path / name, [{"mean": 1.0}], ("mean",), {"seed": 1}) for name in ("a.parquet", "b.parquet")
    ]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_failure_on_the_way_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(parquet, "write_table", full)
    with pytest.raises(InputError, match=r"t\.parquet cannot be written: No space left on device"):
        write_parquet(tmp_path / "t.parquet", [], ("mean",), {})
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_the_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == pa.__name__:
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputError, match=r"writing \.parquet needs: pip install 'clusterkit-sdk\[parquet\]'"):
        write_parquet(tmp_path / "t.parquet", [], ("mean",), {})
