"""Fits under other assumptions: how a calibration moves with an input of the dynamics that nothing supports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from clusterkit.errors import InputError, UnknownNameError
from clusterkit.simulation.dynamics import Input
from clusterkit.simulation.harness import Progress
from clusterkit.simulation.interval import CONFIDENCE
from clusterkit.study.fit import Fit, calibrate
from clusterkit.study.published import PublishedOutcome
from clusterkit.study.simulate import Study


@frozen
class Variation:
    """An input of the dynamics (`PLACE.NAME`) and the values that it is to take in turn."""

    input: str
    values: tuple[float, ...]

    @classmethod
    def parse(cls, text: str, inputs: Mapping[str, Input]) -> Variation:
        """Read `PLACE.NAME=0.01:0.03`. Raises InputError that says what is wrong with it, UnknownNameError."""
        name, equals, values = (part.strip() for part in text.partition("="))
        if not equals:
            raise InputError(f"--vary {text}: write INPUT=LOW:HIGH, such as PLACE.no_application=0:0.02")
        if name not in inputs:
            raise UnknownNameError("input of the dynamics", name, inputs)
        try:
            return cls(name, tuple(_number(value) for value in values.split(":")))
        except ValueError:
            unit = inputs[name].unit
            raise InputError(f"--vary {text}: values are numbers{f' ({unit})' if unit else ''}, as 0.01:0.03") from None


@frozen
class Variant:
    """The same outcomes fitted under another value of an input; `refused` says why there is no fit."""

    input: str
    value: float
    fits: tuple[Fit, ...] = ()
    refused: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it as the machine-readable output of `calibrate`."""
        held = [one.calibration.as_dict() for one in self.fits]
        return {"input": self.input, "value": self.value, "calibrations": held, "refused": self.refused or None}


def variants(
    study: Study,
    outcomes: Sequence[PublishedOutcome],
    variations: Sequence[Variation],
    *,
    confidence: float = CONFIDENCE,
    progress: Progress | None = None,
) -> tuple[Variant, ...]:
    """Fit again with each input at its other values, one at a time, on the same draws."""
    return tuple(
        _variant(study, outcomes, one.input, value, confidence, progress) for one in variations for value in one.values
    )


def _variant(
    study: Study,
    outcomes: Sequence[PublishedOutcome],
    name: str,
    value: float,
    confidence: float,
    progress: Progress | None,
) -> Variant:
    changed = study.with_inputs({name: value})
    try:
        fits = calibrate(changed, outcomes, confidence=confidence, progress=progress)
    except InputError as error:
        return Variant(name, value, refused=str(error))
    return Variant(name, value, fits)


def _number(text: str) -> float:
    """Return a finite number, or a percentage of one. Raises ValueError."""
    text = text.strip()
    number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    if number - number != 0:
        raise ValueError(text)
    return number
