"""Where clusters stand on the first day: by the standard that awaits each, under each scenario's law."""

from __future__ import annotations

import pytest

from clusterkit.plugins import Plugins
from clusterkit.study import first_day
from clusterkit.study.first_day import Position, positions
from tests.simulation.invented import Cluster, portfolio, scenario, study

HELD, CANDIDATE = Cluster("a", certified="2024-03-10", figures={"plan_attainment": 0.1}), Cluster("b")
LAWS = [scenario("law"), scenario("strict", "zone.output_min=25"), scenario("later", "zone.output_min=25@2027-01-01")]


def found() -> tuple[Position, ...]:
    told = positions(study(portfolio(HELD, CANDIDATE), scenarios=LAWS), Plugins({}))
    assert told is not None
    return told


def test_a_title_held_is_measured_by_the_review_and_a_candidate_by_admission() -> None:
    assert [(one.verdict.cluster_id, one.standard) for one in found()[:2]] == [("a", "retention"), ("b", "admission")]


def test_each_scenarios_law_counts_as_it_stands_on_that_day() -> None:
    verdicts = {(one.scenario, one.verdict.cluster_id): one.verdict for one in found()}
    assert [verdicts[name, "b"].verdict for name in ("law", "strict", "later")] == ["passes", "fails", "passes"]
    assert verdicts["strict", "b"].criterion("zone.output_min").margin == -5.0


def test_a_law_without_clusters_has_no_verdicts() -> None:
    both = study(portfolio(HELD, Cluster("m", "moor")))
    told = positions(both, Plugins({})) or ()
    assert [(one.verdict.policy, one.verdict.cluster_id) for one in told] == [("moor", "m"), ("zone", "a")]


def test_more_verdicts_than_people_read_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_day, "MOST_POSITIONS", 5)
    assert positions(study(portfolio(HELD, CANDIDATE), scenarios=LAWS), Plugins({})) is None
