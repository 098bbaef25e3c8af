"""Calibration files: written whole and never over another, read back as written, every fault one clear line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from clusterkit import hookimpl
from clusterkit.errors import InputError, UnknownNameError
from clusterkit.plugins import Plugins
from clusterkit.simulation.enforcement import AS_WRITTEN, Calibration
from clusterkit.study.calibration import (
    calibrations_text,
    check_new,
    enforcement_of,
    read_calibrations,
    write_calibrations,
)

ZONE = Calibration(
    policy="zone", pardon=0.7, low=0.1, high=0.9, confidence=0.95, observed=16, reviewed=20, fitted=0.79, strict=0.48,
    fit=1.0, data_points=1, source="公报",
)  # fmt: skip
MOOR = evolve(ZONE, policy="moor", pardon=0.5)


class Lenient:
    """A plugin that brings a calibration."""

    @hookimpl
    def clusterkit_enforcement(self) -> tuple[Calibration, ...]:
        return (ZONE,)


def refused(folder: Path, text: str) -> str:
    path = folder / "calibration.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as told:
        read_calibrations(path)
    assert str(told.value).startswith(str(path))
    return str(told.value).removeprefix(str(path))


def changed(**values: Any) -> str:
    return json.dumps({"calibrations": [{**ZONE.as_dict(), **values}]})


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    write_calibrations([ZONE, MOOR], path)
    assert read_calibrations(path) == (ZONE, MOOR)
    assert path.read_text(encoding="utf-8") == calibrations_text([ZONE, MOOR])
    assert "公报" in calibrations_text([ZONE])
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_written_over_another_file_or_into_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    path.write_text("mine", encoding="utf-8")
    for place, fault in ((path, "exists already"), (tmp_path, "exists already"), (path / "a.json", "cannot be written"),
                         (tmp_path / "none" / "a.json", "there is no folder")):  # fmt: skip
        with pytest.raises(InputError, match=fault):
            check_new(place)
        with pytest.raises(InputError, match=fault):
            write_calibrations([ZONE], place)
    assert path.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"calibrations": 3}', '{"calibrations": [3]}', '{"calibrations": [{"policy": "zone"}]}'],
)
def test_a_file_of_something_else_is_no_calibration(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, text) == " is no calibration; `clusterkit calibrate` writes one"


def test_a_file_without_a_calibration_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, '{"calibrations": []}') == " holds no calibration; `clusterkit calibrate` writes one"


@pytest.mark.parametrize(
    "values, fault",
    [
        ({"pardon": 0.95}, "inside its own interval"),
        ({"low": -0.1}, "a pardon is a chance from 0 to 1"),
        ({"high": 1.1}, "a pardon is a chance from 0 to 1"),
        ({"pardon": float("nan")}, "inside its own interval"),
        ({"pardon": "0.7"}, "is a number"),
        ({"data_points": True}, "is a number"),
        ({"strict": 48.0}, "lie from 0 to 1"),
        ({"fit": -1.0}, "lie from 0 to 1"),
        ({"observed": 21}, "observed within reviewed"),
        ({"policy": 3}, "policy and source of a calibration are texts"),
        ({"source": ""}, "policy and source of a calibration are texts"),
    ],
)
def test_a_value_out_of_place_is_refused(tmp_path: Path, values: dict[str, Any], fault: str) -> None:
    assert fault in refused(tmp_path, changed(**values))


def test_one_measure_is_calibrated_once(tmp_path: Path) -> None:
    assert "calibrates the reviews of zone twice" in refused(tmp_path, calibrations_text([ZONE, evolve(ZONE, low=0.2)]))


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_calibrations(tmp_path / "none.json")
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="is no calibration"):
        read_calibrations(tmp_path / "binary.json")


# Which enforcement holds --------------------------------------------------------------------------


def test_a_file_stands_before_what_plugins_bring(tmp_path: Path) -> None:
    plugins = Plugins({"zone": Lenient()})
    path = tmp_path / "calibration.json"
    write_calibrations([MOOR], path)
    assert enforcement_of("as_written", None, plugins) == AS_WRITTEN
    assert enforcement_of("calibrated", None, plugins).calibrations == (ZONE,)
    assert enforcement_of("calibrated", path, plugins).calibrations == (MOOR,)


def test_without_a_calibration_nothing_is_calibrated() -> None:
    with pytest.raises(InputError, match="no plugin brings a calibration"):
        enforcement_of("calibrated", None, Plugins({}))
    with pytest.raises(UnknownNameError, match="did you mean calibrated"):
        enforcement_of("calibratd", None, Plugins({}))
