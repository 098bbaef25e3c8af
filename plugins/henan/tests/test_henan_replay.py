"""What a run does to Henan's titles is what the law gives them, read a second time from the trace alone."""

from pathlib import Path

import pytest

from clusterkit.simulation.dynamics import Missing
from clusterkit_henan.dynamics import DYNAMICS
from clusterkit_henan.policy import POLICY
from tests.replay.ordeal import happened, replayed, studied

SCENARIOS = {
    "baseline": (),
    "yearly": ("review_every=1", "review_on=12-31", "readmission=yes", "round_on=01-01"),
    "revenue": ("first_review=2017", "revenue_min=40", "revenue_min=10@2030-01-01", "incomplete_passes=yes"),
    "third": (
        "review_every=3", "readmission=yes", "retention.revenue_min=5", "retention.clean_audit=0.9",
        "review_on=02-28@2029-01-01",
    ),
}  # fmt: skip


@pytest.mark.parametrize("seed, missing", [(1, "assume"), (2, "unknown")])
def test_every_path_is_the_laws(tmp_path: Path, seed: int, missing: Missing) -> None:
    study = studied(POLICY, DYNAMICS, SCENARIOS, seed=seed, missing=missing, replications=2)
    assert replayed(study, tmp_path / "trace") == []


def test_every_cause_occurs_on_these_paths() -> None:
    found = happened(studied(POLICY, DYNAMICS, SCENARIOS, seed=2, missing="unknown", replications=20).run(), "henan")
    assert found == set(POLICY.causes) - {"measure_ended"}


@pytest.mark.slow
@pytest.mark.parametrize("first", [2024, 2026, 2028])
def test_every_one_of_thousands_of_paths_is_the_laws(tmp_path: Path, first: int) -> None:
    for seed in range(20, 24):
        study = studied(POLICY, DYNAMICS, SCENARIOS, seed=seed, first=first)
        assert replayed(study, tmp_path / str(seed)) == []
