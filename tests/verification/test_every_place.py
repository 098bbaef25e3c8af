"""The installed places: traces of their illustrative clusters agree, and so do those of an ordeal (slow)."""

from __future__ import annotations

from datetime import date
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from clusterkit.plugins import Plugins
from clusterkit.study.scenario import BASELINE, Scenario
from clusterkit.study.simulate import prepare
from clusterkit.verification import verify
from tests.verification.traces import edited, told, traced

PLACES = sorted(entry.name for entry in entry_points(group="clusterkit"))

pytestmark = pytest.mark.parametrize("place", PLACES or [pytest.param("", marks=pytest.mark.skip("no place"))])


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return Plugins()


def test_a_trace_of_its_illustrative_clusters_agrees(place: str, plugins: Plugins, tmp_path: Path) -> None:
    levers = {one.key: one for one in plugins.policy(place).levers}
    other = Scenario.of("other", levers, [f"{place}.readmission=yes", f"{place}.round_on=03-15@2028-01-01"])
    one = prepare(
        jurisdictions=[place], plugins=plugins, scenarios=[Scenario(BASELINE), other], replications=2, years=6
    )
    found = verify(traced(one, tmp_path / "trace"), plugins=plugins)
    assert (told(found), found.verdict, found.not_replayed) == ([], "agrees", ())
    assert found.counts[0].titles == found.counts[0].agree == 4 * found.clusters


def test_a_loss_that_is_taken_out_is_found(place: str, plugins: Plugins, tmp_path: Path) -> None:
    one = prepare(jurisdictions=[place], plugins=plugins, replications=2, years=6, start=date(2026, 1, 1))
    folder = traced(one, tmp_path / "trace")
    gone: list[tuple[str, str]] = []

    def without_losses(row: dict[str, str]) -> dict[str, str] | None:
        if row["event"] not in {"lost", "standing_lost"}:
            return row
        gone.append((row["cluster_id"], row["date"]))
        return None

    assert edited(folder, "history.csv", without_losses) > 0
    found = verify(folder, plugins=plugins)
    assert {(row.cluster_id, str(row.day)) for row in found.differences} == set(gone)
    assert all(row.clause for row in found.differences)
