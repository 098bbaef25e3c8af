"""Sweeps of the national bounds."""

from __future__ import annotations

from typing import ClassVar

from clusterkit_national.dynamics import DYNAMICS
from clusterkit_national.policy import POLICY
from clusterkit_national.sample import sample_portfolio
from tests.places.sweeps import Swept
from tests.simulation.proofs import Place


class TestSweeps(Swept):
    place: ClassVar[Place] = Place(POLICY, sample_portfolio(), DYNAMICS)
