"""What a run does to Shanghai's titles is what the law gives them, read a second time from the trace alone."""

from pathlib import Path

import pytest

from clusterkit.simulation.dynamics import Missing
from clusterkit_shanghai.dynamics import DYNAMICS
from clusterkit_shanghai.policy import POLICY
from tests.replay.ordeal import CITY, happened, replayed, studied

SCENARIOS = {
    **CITY,
    "at once": ("immediate_revocation=yes", "district_report_late=standing", "form_deadline=03-20"),
    "district": (
        "district_report_late=standing@2028-01-01", "immediate_revocation=yes@2031-02-03", "established=5",
        "retention.established=1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("seed, missing", [(5, "assume"), (10, "unknown")])
def test_every_path_is_the_laws(tmp_path: Path, seed: int, missing: Missing) -> None:
    study = studied(POLICY, DYNAMICS, SCENARIOS, seed=seed, missing=missing, replications=2)
    assert replayed(study, tmp_path / "trace") == []


def test_every_cause_occurs_on_these_paths() -> None:
    found = happened(
        studied(POLICY, DYNAMICS, SCENARIOS, seed=10, missing="unknown", replications=20).run(), "shanghai"
    )
    assert found == set(POLICY.causes) - {"measure_ended"}


@pytest.mark.slow
@pytest.mark.parametrize("first", [2024, 2026, 2028])
def test_every_one_of_thousands_of_paths_is_the_laws(tmp_path: Path, first: int) -> None:
    for seed in range(20, 24):
        study = studied(POLICY, DYNAMICS, SCENARIOS, seed=seed, first=first)
        assert replayed(study, tmp_path / str(seed)) == []
