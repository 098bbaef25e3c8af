"""What a run does to national titles is what the law gives them, read a second time from the trace alone."""

from pathlib import Path

import pytest

from clusterkit.simulation.dynamics import Missing
from clusterkit_national.dynamics import DYNAMICS
from clusterkit_national.policy import POLICY
from tests.replay.ordeal import happened, replayed, studied

SCENARIOS = {
    "baseline": (),
    "floors": (
        "output_min=60", "output_min=80@2028-07-01", "output_growth=9%@2029-01-01",
        "retention.output_min=20@2030-05-05", "term_years=2", "growth_mean=yearly",
    ),
    "reports": (
        "report_late=title", "report_deadline=02-28", "report_deadline=05-15@2029-03-01", "first_report=year_before",
        "never_sent=ignored", "round_on=03-15", "readmission=yes",
    ),
    "lenient": (
        "incomplete_passes=yes", "plan_attainment_min=none", "plan_attainment_min=1@2027-06-01",
        "term_years=4@2028-01-01", "growth_window=2", "area=85", "area_binding=yes", "round_on=12-31",
        "prerequisite_binding=no", "readmission=yes@2028-01-01",
    ),
    "retention": (
        "retention.output_growth=2%", "retention.sme_share=60%", "retention.gradient.first=3",
        "retention.gradient.second=5", "review_lag_days=300@2028-01-01", "incident_window=rolling_36_months",
        "round_on=01-01", "report_late=title@2028-06-01", "readmission=yes", "prerequisite_binding=no@2029-01-01",
    ),
}  # fmt: skip


@pytest.mark.parametrize("seed, missing", [(4, "assume"), (8, "unknown")])
def test_every_path_is_the_laws(tmp_path: Path, seed: int, missing: Missing) -> None:
    study = studied(POLICY, DYNAMICS, SCENARIOS, seed=seed, missing=missing, replications=2)
    assert replayed(study, tmp_path / "trace") == []


def test_every_cause_occurs_on_these_paths() -> None:
    found = happened(studied(POLICY, DYNAMICS, SCENARIOS, seed=8, missing="unknown", replications=20).run(), "national")
    assert found == set(POLICY.causes) - {"measure_ended"}


@pytest.mark.slow
@pytest.mark.parametrize("first", [2024, 2026, 2028])
def test_every_one_of_thousands_of_paths_is_the_laws(tmp_path: Path, first: int) -> None:
    for seed in range(20, 24):
        study = studied(POLICY, DYNAMICS, SCENARIOS, seed=seed, first=first)
        assert replayed(study, tmp_path / str(seed)) == []
