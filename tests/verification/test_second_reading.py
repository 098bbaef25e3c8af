"""Three readings of one trace: the engine's, the generic replay, and the laws written by hand in `tests.replay`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from random import Random

import pytest

from clusterkit.law import Policy
from clusterkit.plugins import Plugins
from clusterkit.simulation.dynamics import Missing
from clusterkit.study.simulate import Study
from clusterkit.verification import Difference, verify
from tests.replay.levers import PLACES, Dated
from tests.replay.ordeal import CITY, studied
from tests.replay.replay import disagreements
from tests.verification.traces import Row, edited, told, traced

INSTALLED = {entry.name for entry in entry_points(group="clusterkit")}
SETTINGS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "henan": {"baseline": (), "other": ("review_every=1", "readmission=yes", "revenue_min=40@2030-01-01")},
    "national": {"baseline": (), "other": ("report_late=title", "output_min=60", "prerequisite_binding=no@2029-01-01")},
}
"""What is tried beside the law as it is; of the cities, what `tests.replay.ordeal` tries."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not set(PLACES) <= INSTALLED, reason="the laws written by hand are of five places"),
]


def by_hand(folder: Path, study: Study) -> list[str]:
    """Return what the laws written by hand say of a trace."""
    changes: dict[str, Mapping[str, Dated]] = {
        scenario.name: {
            lever: [(None if one["from"] is None else date.fromisoformat(one["from"]), one["value"]) for one in dated]
            for lever, dated in own.items()
        }
        for scenario, own in zip(study.scenarios, study.changes(), strict=True)
    }
    return disagreements(folder, changes, date(study.plan.first_year, 1, 1), date(study.plan.last_year, 12, 31))


def ordeal(place: str, seed: int, missing: Missing) -> tuple[Policy, Study]:
    policy = Plugins().policy(place)
    model = import_module(f"clusterkit_{place}.dynamics").DYNAMICS
    settings = SETTINGS.get(place, CITY)
    return policy, studied(policy, model, settings, clusters=24, seed=seed, missing=missing, replications=2)


@pytest.mark.parametrize("seed, missing", [(31, "assume"), (32, "unknown"), (33, "assume")])
@pytest.mark.parametrize("place", PLACES)
def test_all_three_agree_on_random_paths(place: str, seed: int, missing: Missing, tmp_path: Path) -> None:
    policy, study = ordeal(place, seed, missing)
    folder = traced(study, tmp_path / "trace")
    assert by_hand(folder, study) == []
    assert told(verify(folder, policies=[policy])) == []


def _blamed(lines: list[str]) -> set[str]:
    """Return whose titles the laws written by hand find fault with."""
    return {line.partition(": ")[0] for line in lines}


def _loss(row: Row) -> Row:
    return row | {"cause": "moved"} if row["event"] == "lost" else row


def _status(row: Row) -> Row:
    return row | {"status": "candidate", "cause": "", "lost_on": ""}


def _sent(row: Row) -> Row:
    return row | {"date": f"{row['date'][:4]}-12-30"} if row["kind"] in {"report", "form"} else row


def _figures(row: Row) -> Row:
    return row | {key: "1" for key in ("output_value", "operating_revenue") if row.get(key)}


TAMPERED = {"history.csv": _loss, "status.csv": _status, "events.csv": _sent, "trajectories.csv": _figures}


# Henan's text knows no reports.
PAIRS = [(place, name) for place in PLACES for name in TAMPERED if (place, name) != ("henan", "events.csv")]


@pytest.mark.parametrize("place, name", PAIRS)
def test_both_blame_the_same_titles_of_a_trace_that_was_tampered_with(place: str, name: str, tmp_path: Path) -> None:
    policy, study = ordeal(place, 41, "assume")
    folder = traced(study, tmp_path / "trace")
    random = Random(place)  # noqa: S311 - which rows are tampered with is no secret
    assert edited(folder, name, lambda row: TAMPERED[name](row) if random.random() < 0.1 else row) > 0
    found = [one for one in verify(folder, policies=[policy]).differences if not _of_figures_alone(one)]
    blamed = {f"{one.scenario}, replication {one.replication}, {place}, {one.cluster_id}" for one in found}
    assert blamed
    assert blamed == _blamed(by_hand(folder, study))


def _of_figures_alone(one: Difference) -> bool:
    """Say whether two sides differ in nothing but the numbers beside a criterion, which the laws by hand do not ask."""
    law, trace = ([{**row, "figure": None, "bound": None} for row in rows] for rows in (one.law, one.trace))
    return law == trace
