"""Calibration files: a fitted leniency with its fit, as `calibrate` writes it and studies read it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from attrs import fields

from clusterkit.errors import InputError, UnknownNameError
from clusterkit.plugins import Plugins
from clusterkit.simulation.enforcement import AS_WRITTEN, Calibration, Enforcement


def read_calibrations(path: Path) -> tuple[Calibration, ...]:
    """Return the calibrations of a file. Raises InputError that says what is wrong with it."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        found = tuple(_calibration(one, path) for one in held["calibrations"])
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError) as error:
        raise InputError(f"{path} is no calibration; `clusterkit calibrate` writes one") from error
    if not found:
        raise InputError(f"{path} holds no calibration; `clusterkit calibrate` writes one")
    policies = [one.policy for one in found]
    for policy in policies:
        if policies.count(policy) > 1:
            raise InputError(f"{path} calibrates the reviews of {policy} twice; keep one of the two")
    return found


def calibrations_text(calibrations: Iterable[Calibration]) -> str:
    """Return the file of some calibrations."""
    held = {"calibrations": [one.as_dict() for one in calibrations]}
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def check_new(path: Path) -> None:
    """Refuse to write over what is there, or where nothing can be written. Raises InputError."""
    if path.exists():
        raise InputError(f"{path} exists already: name a new file for the calibration")
    if not path.parent.is_dir():
        raise InputError(f"{path} cannot be written: there is no folder {path.parent}")


def write_calibrations(calibrations: Iterable[Calibration], path: Path) -> None:
    """Write a new file of calibrations, whole or not at all. Raises InputError where it cannot be written."""
    check_new(path)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.write_text(calibrations_text(calibrations), encoding="utf-8", newline="\n")
        unfinished.rename(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _calibration(held: dict[str, Any], path: Path) -> Calibration:
    values = {one.name: held[one.name] for one in fields(Calibration)}
    words = {"policy", "source"}
    if not all(isinstance(values[key], str) and values[key] for key in words):
        raise InputError(f"{path}: policy and source of a calibration are texts")
    numbers = {key: value for key, value in values.items() if key not in words}
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in numbers.values()):
        raise InputError(f"{path}: every value of a calibration but policy and source is a number")
    if not 0 <= values["low"] <= values["pardon"] <= values["high"] <= 1:
        raise InputError(f"{path}: a pardon is a chance from 0 to 1 inside its own interval")
    shares = ("confidence", "fitted", "strict", "fit")
    if not all(0 <= values[key] <= 1 for key in shares) or not 0 <= values["observed"] <= values["reviewed"]:
        raise InputError(f"{path}: {', '.join(shares)} lie from 0 to 1, and observed within reviewed")
    return Calibration(**values)


def enforcement_of(name: str, path: Path | None, plugins: Plugins) -> Enforcement:
    """Return an enforcement by its name; a calibrated one is that of a file, else the plugins' own.

    Raises InputError where nothing is calibrated.
    """
    if name == AS_WRITTEN.name:
        return AS_WRITTEN
    if name != "calibrated":
        raise UnknownNameError("enforcement", name, ["as_written", "calibrated"])
    calibrations = plugins.calibrations if path is None else read_calibrations(path)
    if not calibrations:
        raise InputError(
            "--enforcement calibrated: no plugin brings a calibration; fit one with `clusterkit calibrate` "
            "and name its file with --calibration"
        )
    return Enforcement(calibrations)
