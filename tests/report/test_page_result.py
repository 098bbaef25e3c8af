"""Results as they are read from files: which command made them, and every way in which a file is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clusterkit.errors import InputError
from clusterkit.report.page.result import read_result
from tests.report import invented


def written(folder: Path, told: Any, name: str = "result.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def refused(path: Path) -> str:
    with pytest.raises(InputError) as told:
        read_result(path)
    return str(told.value)


@pytest.mark.parametrize("name", invented.RESULTS)
def test_a_result_is_known_by_what_it_holds(name: str, tmp_path: Path) -> None:
    kind, told = invented.RESULTS[name]
    read = read_result(written(tmp_path, told("word"), f"{name}.json"))
    assert (read.kind, read.name, read.told) == (kind, f"{name}.json", told("word"))


def test_a_run_is_read_by_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    assert refused(folder) == (f"{folder} holds no result.json: name the folder of a finished run, or a result's file")
    written(folder, invented.simulate())
    assert (read_result(folder).kind, read_result(folder).name) == ("simulate", "run")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_consoles_write_is_read_in_their_encodings(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text(json.dumps(invented.simulate("产业集群"), ensure_ascii=False), encoding=encoding)
    assert read_result(path).manifest["question"] == "产业集群"


def test_what_no_page_can_show_is_replaced_by_the_sign_for_that(tmp_path: Path) -> None:
    told = invented.simulate("a\x00b\ud800c\ufffed\u202ee")
    assert read_result(written(tmp_path, told)).manifest["question"] == "a\ufffdb\ufffdc\ufffdd\u202ee"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    assert refused(path) == f"{path} cannot be read: No such file or directory"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\xfa", b'{"mean": NaN}', b"[" * 100_000])
def test_a_file_that_is_no_json_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_bytes(content)
    message = refused(path)
    assert message.startswith(f"{path} is no JSON: ")
    assert message.endswith("; write a result with --format json > result.json")


@pytest.mark.parametrize("told", [{}, [], 3, {"manifest": {}}, {"on": "2026-06-30", "results": []}])
def test_json_of_something_else_is_told_with_what_a_report_knows(told: Any, tmp_path: Path) -> None:
    path = written(tmp_path, told)
    assert refused(path) == (
        f"{path} is no result that a report knows; write one with --format json "
        "(compare, sweep, solve, sensitivity, ambiguity, explain, survival, calibrate, simulate)"
    )


def test_a_result_that_was_cut_is_told_with_the_places(tmp_path: Path) -> None:
    told = invented.simulate()
    del told["scenarios"][1]["policies"][0]["losses"][2]["mean"]
    del told["manifest"]["seed"]
    told["differences"][0]["year"] = "2026"
    path = written(tmp_path, told)
    assert refused(path) == (
        f"{path} is no whole result of simulate: manifest.seed is missing; "
        "scenarios[1].policies[0].losses[2].mean is missing; differences[0].year is no number"
    )


def test_of_many_faults_the_first_are_told(tmp_path: Path) -> None:
    path = written(tmp_path, {**invented.simulate(), "manifest": {}})
    assert refused(path).endswith("manifest.end is missing; …")


def test_a_screening_of_an_unknown_method_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, {**invented.morris(), "method": "guess"})
    assert refused(path) == f"{path} is no whole result of sensitivity: method is none of morris, sobol"
