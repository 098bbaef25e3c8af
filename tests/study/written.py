"""Study files as tests write them, read with the invented places as plugins."""

from __future__ import annotations

from pathlib import Path

import pytest

from clusterkit import hookimpl
from clusterkit.errors import StudyFileError
from clusterkit.law import Indicator, Policy
from clusterkit.plugins import Plugins
from clusterkit.portfolio.model import Portfolio
from clusterkit.simulation.dynamics import Dynamics
from clusterkit.simulation.enforcement import Calibration
from clusterkit.study.study_file import StudyFile, read_study
from tests.simulation.invented import LAWS, LIVELY, SOUND, Cluster, portfolio

LENIENT = Calibration(
    policy="zone", pardon=0.7, low=0.1, high=0.9, confidence=0.95, observed=16, reviewed=20, fitted=0.79, strict=0.48,
    fit=1.0, data_points=1, source="invented",
)  # fmt: skip


class Place:
    """An invented place as a plugin brings it: its law, and two illustrative clusters."""

    def __init__(self, key: str) -> None:
        self._key = key

    @hookimpl
    def clusterkit_policies(self) -> tuple[Policy, ...]:
        """Return the law."""
        return (LAWS[self._key],)

    @hookimpl
    def clusterkit_indicators(self) -> tuple[Indicator, ...]:
        """Return what the law asks for in words."""
        return SOUND[self._key]

    @hookimpl
    def clusterkit_sample_portfolio(self) -> Portfolio:
        """Return one cluster that holds the title and one that does not."""
        held = Cluster(f"{self._key}-1", place=self._key, certified="2024-05-20")
        return portfolio(held, Cluster(f"{self._key}-2", place=self._key))


class Modelled(Place):
    """A place that brings a model of its own."""

    @hookimpl
    def clusterkit_dynamics(self) -> tuple[Dynamics, ...]:
        """Return the model."""
        return (LIVELY[self._key],)


class Lenient(Modelled):
    """A place that brings a calibration too."""

    @hookimpl
    def clusterkit_enforcement(self) -> tuple[Calibration, ...]:
        """Return the calibration."""
        return (LENIENT,)


_ALL = {"zone": Modelled("zone"), "far": Modelled("far"), "moor": Place("moor")}
PLACES = Plugins(_ALL)
"""Three places, of which moor moves as the standard model says."""
WITH_CALIBRATION = Plugins({**_ALL, "zone": Lenient("zone")})


def read(folder: Path, text: str, plugins: Plugins = PLACES) -> StudyFile:
    """Write a study file into a folder and read it."""
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    return read_study(path, plugins)


def faults(folder: Path, text: str, plugins: Plugins = PLACES) -> list[tuple[int | None, str]]:
    """Write a study file that must be refused, and return its faults: line and what is wrong."""
    with pytest.raises(StudyFileError) as told:
        read(folder, text, plugins)
    assert {fault.file for fault in told.value.faults} == {str(folder / "study.toml")}
    return [(fault.line, fault.what) for fault in told.value.faults]
