"""Turning points: the smallest change of one figure that turns a verdict, against cases worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterkit.assessment import verdict_codes
from clusterkit.errors import UnknownNameError
from clusterkit.law.provisions import Change
from clusterkit.law.truth import NOT_MET
from clusterkit.plugins import Plugins
from clusterkit.study.turning_point import TurningPoint, turning_points
from tests.simulation.invented import LAWS, Cluster, Row, portfolio

ON = date(2026, 6, 30)
LATEST = 2025
ZONE = LAWS["zone"]


def points(cluster: Cluster, **more: Any) -> dict[str, list[TurningPoint]]:
    found: dict[str, list[TurningPoint]] = {}
    for one in turning_points(portfolio(cluster), cluster.name, ZONE, ON, plugins=Plugins({}), **more):
        found.setdefault(one.indicator.key, []).append(one)
    return found


def test_a_passing_cluster_is_told_how_little_would_make_it_fail() -> None:
    # Output of at least 10 in each year, the SMEs' share of output above 50 %; it has 20 and 16.
    found = points(Cluster())
    down, up = sorted(found["output_value"], key=lambda one: one.then)
    assert (down.now, down.passes) == (20.0, False)
    assert 9.9 <= down.then < 10.0
    assert up.then == 32.0  # 16 of 32 is 50 %, which is not above 50 %
    (shrinking,) = [one for one in found["sme_output_value"] if one.then < one.now]
    assert shrinking.then == 10.0
    assert shrinking.change == pytest.approx(-0.375)


def test_a_count_turns_at_the_whole_number_that_decides() -> None:
    few: Row = {"champions": 3, "little_giants": 0, "srdi_smes": 2}
    (champions,) = points(Cluster(figures=few))["champions"]
    assert (champions.now, champions.then) == (3.0, 0.0)
    none: Row = {"champions": 0, "little_giants": 0, "srdi_smes": 7}
    found = points(Cluster(figures=none))
    assert [(one.then, one.passes) for one in found["champions"]] == [(1.0, True)]
    assert [(one.then, one.passes) for one in found["little_giants"]] == [(1.0, True)]
    assert [(one.then, one.passes) for one in found["srdi_smes"]] == [(10.0, True)]


def test_a_fact_of_the_cluster_may_turn_it_too() -> None:
    (area,) = points(Cluster(facts={"area_km2": 120.0}))["area_km2"]
    assert (area.now, area.then, area.passes) == (120.0, 100.0, True)


def test_an_answer_that_is_no_is_mended_by_yes() -> None:
    unsound: Row = {"zone_sound": False}
    found = points(Cluster(years={LATEST: unsound}))
    assert list(found) == ["zone_sound"]
    assert found["zone_sound"][0].passes


def test_what_fails_on_two_counts_is_mended_by_no_single_figure() -> None:
    figures: Row = {"champions": 0, "srdi_smes": 0}
    assert points(Cluster(facts={"area_km2": 120.0}, figures=figures)) == {}


def test_a_year_that_is_past_cannot_be_mended() -> None:
    assert points(Cluster(years={2023: {"output_value": 5.0, "sme_output_value": 4.0}})) == {}


def test_while_data_are_missing_nothing_is_said() -> None:
    assert points(Cluster(years={LATEST: {"sme_output_value": None}})) == {}
    assert points(Cluster(latest=2023)) == {}


def test_levers_that_are_set_move_the_turning_point() -> None:
    found = points(Cluster(), changes=(Change("zone.output_min", 19.0),))
    (down,) = [one for one in found["output_value"] if one.then < one.now]
    assert down.then == pytest.approx(19.0, rel=0.01)


def test_the_smallest_change_stands_first() -> None:
    found = turning_points(portfolio(Cluster()), "a", ZONE, ON, plugins=Plugins({}))
    changes = [abs(one.change) for one in found]
    assert changes == sorted(changes)


@settings(max_examples=10, deadline=None)
@given(output=st.floats(10.5, 60.0), share=st.floats(0.52, 0.99))
def test_just_before_its_turning_point_a_verdict_still_stands(output: float, share: float) -> None:
    figures: Row = {"output_value": round(output, 3), "sme_output_value": round(output * share, 3)}
    cluster = Cluster(figures=figures)
    for one in points(cluster).get("sme_output_value", []):
        nearer = one.now + (one.then - one.now) * 0.97
        for value, fails in ((one.then, True), (nearer, False)):
            changed = Cluster(figures=figures, years={LATEST: {"sme_output_value": value}})
            (code,) = verdict_codes(portfolio(changed), ON, ZONE, plugins=Plugins({}))
            assert (code == NOT_MET) == fails


def test_a_cluster_that_is_not_there_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="unknown cluster: A1"):
        turning_points(portfolio(Cluster("A2")), "A1", ZONE, ON, plugins=Plugins({}))
