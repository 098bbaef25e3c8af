"""Sweeps of Henan's bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from clusterkit.law.text import Text
from clusterkit_henan.dynamics import DYNAMICS
from clusterkit_henan.policy import POLICY
from clusterkit_henan.sample import sample_portfolio
from tests.places.sweeps import Swept
from tests.simulation.proofs import Place


class TestSweeps(Swept):
    place: ClassVar[Place] = Place(POLICY, sample_portfolio(), DYNAMICS)
    apart: ClassVar[Mapping[str, Text]] = {}
