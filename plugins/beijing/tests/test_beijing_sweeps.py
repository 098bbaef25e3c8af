"""Sweeps of Beijing's bounds."""

from __future__ import annotations

from typing import ClassVar

from clusterkit_beijing.dynamics import DYNAMICS
from clusterkit_beijing.policy import POLICY
from clusterkit_beijing.sample import sample_portfolio
from tests.places.sweeps import Swept
from tests.simulation.proofs import Place


class TestSweeps(Swept):
    place: ClassVar[Place] = Place(POLICY, sample_portfolio(), DYNAMICS)
