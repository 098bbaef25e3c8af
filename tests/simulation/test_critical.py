"""Critical values: under each threshold a title is lost on the day, for the cause and the criteria that it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from clusterkit.simulation import harness
from clusterkit.simulation.critical import CriticalValues
from clusterkit.simulation.dynamics import Walk
from clusterkit.simulation.tally import Tally
from clusterkit.simulation.threshold import Thresholds, place_of
from tests.simulation.invented import NOTHING, ZONE, Cluster, Happening, given, portfolio, still, study

FLOOR = [40.0, 10.0, 25.0, 15.0]
"""Thresholds of the output floor, in no order."""


def output(value: float) -> dict[str, float]:
    return {"output_value": value, "sme_output_value": value * 0.8}


def followed(
    *clusters: Cluster, settings: Sequence[str] = (), events: Sequence[Happening] = (), size: int = 500, **more: Any
) -> dict[float, Tally]:
    """Return the tallies of the zone by threshold of the output floor, from one run."""
    one = study(portfolio(*clusters, events=events), *settings, **{"years": 6, **more})
    assert ZONE.review is not None
    assert ZONE.review.standard is not None
    place = place_of(ZONE.review.standard, {"zone.retention.output_min"})
    assert place is not None
    critical = CriticalValues(
        ZONE, {ZONE.review.key: place}, Thresholds.of(FLOOR, upwards=True), scenarios=1, replications=one.replications
    )
    names = [scenario.name for scenario in one.scenarios]
    outcome = harness.run(one.plan, one.portfolio, names, one.replications, {}, size=size, critical=critical)
    (tallies,) = critical.tallies(one.plan.years, outcome.policy("zone").started)
    return dict(zip(FLOOR, tallies, strict=True))


def told(tally: Tally) -> dict[str, list[int]]:
    """Return retention by year and losses, of one replication."""
    found = {"retained": tally.retained[:, 0].tolist()}
    found |= {cause: lost.tolist() for cause, lost in tally.losses.items()}
    return found | {f"{cause} {name}": lost.tolist() for (cause, name), lost in tally.failed.items()}


def test_a_title_is_lost_at_the_review_at_which_its_figure_misses_the_threshold() -> None:
    # Reviewed in 2027 and in 2030, on the three years before.
    growing = Cluster("a", certified="2024-05-20", figures=output(20.0), years={2025: output(12.0)})
    found = followed(growing, Cluster("b", certified="2024-05-20", figures=output(30.0)))
    short = {"re_review": [1], "re_review zone.output_min": [1]}
    assert told(found[10.0]) == {"retained": [2] * 6}
    assert told(found[15.0]) == {"retained": [2, 1, 1, 1, 1, 1], **short}
    assert told(found[25.0]) == told(found[15.0])
    both = {"re_review": [2], "re_review zone.output_min": [2]}
    assert told(found[40.0]) == {"retained": [2, 0, 0, 0, 0, 0], **both}


def test_a_title_kept_at_one_review_may_miss_the_same_threshold_at_the_next() -> None:
    # 30 in 2025, and a fifth less each year: 16 in 2028 and 9 in 2031.
    shrinking = {"zone": still("zone", Walk("output_value", given(-0.2), NOTHING))}
    found = followed(
        Cluster("a", certified="2023-05-20", figures=output(30.0)), models=shrinking, years=7,
        settings=["zone.output_years=1", "zone.output_growth=-0.9"],
    )  # fmt: skip
    lost = {"re_review": [1], "re_review zone.output_min": [1]}
    assert told(found[10.0]) == {"retained": [1, 1, 1, 1, 1, 1, 0], **lost}
    assert told(found[15.0]) == told(found[10.0])
    assert told(found[25.0]) == {"retained": [1, 1, 1, 0, 0, 0, 0], **lost}
    assert told(found[40.0]) == {"retained": [0] * 7, **lost}


def test_a_review_that_fails_on_several_criteria_counts_under_each() -> None:
    weak = Cluster("a", certified="2024-05-20", figures={**output(20.0), "co2_intensity": 5.0})
    found = followed(weak)
    beside = {"retained": [1, 0, 0, 0, 0, 0], "re_review": [1]}
    assert told(found[15.0]) == {**beside, "re_review zone.co2": [1]}
    assert told(found[25.0]) == {**beside, "re_review zone.output_min": [1], "re_review zone.co2": [1]}


def test_what_takes_a_title_besides_takes_it_under_every_threshold_that_is_left() -> None:
    events = [("a", "2026-02-03", "incident"), ("b", "2028-02-03", "incident"), ("c", "2028-02-03", "incident")]
    clusters = (Cluster(name, certified="2024-05-20", figures=output(20.0)) for name in "abc")
    found = followed(*clusters, events=events)
    assert told(found[15.0]) == {"retained": [2, 2, 0, 0, 0, 0], "incident": [3]}
    gone = {"retained": [2, 0, 0, 0, 0, 0], "incident": [1], "re_review": [2], "re_review zone.output_min": [2]}
    assert told(found[25.0]) == gone


def test_missing_data_cost_the_titles_that_known_years_do_not_fail() -> None:
    blank = Cluster("a", certified="2024-05-20", figures=output(20.0), years={2024: {"output_value": None}})
    found = followed(blank, missing="unknown", settings=["zone.incident_years=1"])
    names = set(told(found[15.0]))
    assert {"incomplete_review", "incomplete_review zone.output_min"} <= names
    assert "re_review" not in names
    assert {"re_review", "re_review zone.output_min"} <= set(told(found[25.0]))


def test_a_title_without_standing_ends_with_its_term_and_says_what_had_cost_it() -> None:
    events = [("a", "2026-02-03", "illegality"), ("b", "2026-02-03", "monitoring_refused")]
    clusters = (Cluster(name, certified="2024-05-20", figures=output(20.0)) for name in "abc")
    found = followed(*clusters, events=events, settings=["zone.at_once=no"])
    for threshold, kept in ((10.0, 1), (40.0, 0)):
        tally = found[threshold]
        assert tally.losses["term_ended_without_standing"].tolist() == [2]
        assert {name: count.tolist() for name, count in tally.because.items()} == {
            "illegality": [1], "monitoring_refused": [1],
        }  # fmt: skip
        assert tally.retained[-1].tolist() == [kept]


@pytest.mark.parametrize("size", [1, 2, 500])
def test_tiles_add_up(size: int) -> None:
    clusters = [Cluster(f"c{place}", certified="2024-05-20", figures=output(8.0 + 6 * place)) for place in range(6)]
    found = followed(*clusters, size=size, replications=130)
    retained = {threshold: np.unique(tally.retained[-1]).tolist() for threshold, tally in found.items()}
    assert retained == {10.0: [5], 15.0: [4], 25.0: [3], 40.0: [0]}
