"""What a run does to Beijing's titles is what the law gives them, read a second time from the trace alone."""

from pathlib import Path

import pytest

from clusterkit.simulation.dynamics import Missing
from clusterkit_beijing.dynamics import DYNAMICS
from clusterkit_beijing.policy import POLICY
from tests.replay.ordeal import CITY, happened, replayed, studied

SCENARIOS = {**CITY, "excused": ("automatic_at_review=yes", "plan_attainment_min=1")}


@pytest.mark.parametrize("seed, missing", [(4, "assume"), (8, "unknown")])
def test_every_path_is_the_laws(tmp_path: Path, seed: int, missing: Missing) -> None:
    study = studied(POLICY, DYNAMICS, SCENARIOS, seed=seed, missing=missing, replications=2)
    assert replayed(study, tmp_path / "trace") == []


def test_every_cause_occurs_on_these_paths() -> None:
    found = happened(studied(POLICY, DYNAMICS, SCENARIOS, seed=8, missing="unknown", replications=20).run(), "beijing")
    assert found == set(POLICY.causes) - {"measure_ended"}


@pytest.mark.slow
@pytest.mark.parametrize("first", [2024, 2026, 2028])
def test_every_one_of_thousands_of_paths_is_the_laws(tmp_path: Path, first: int) -> None:
    for seed in range(20, 24):
        study = studied(POLICY, DYNAMICS, SCENARIOS, seed=seed, first=first)
        assert replayed(study, tmp_path / str(seed)) == []
