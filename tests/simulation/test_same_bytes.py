"""One seed gives one result, to the last bit, whatever stands beside it or comes after it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterkit import hookimpl
from clusterkit.plugins import Plugins
from clusterkit.portfolio.model import Portfolio
from clusterkit.simulation.dynamics import Dynamics
from clusterkit.simulation.outcome import Outcome, PolicyOutcome
from clusterkit.study.simulate import Study
from tests.simulation.invented import (
    FAR,
    LAWS,
    LIVELY,
    START,
    ZONE,
    Cluster,
    Happening,
    against,
    portfolio,
    study,
)
from tests.simulation.proofs import assert_all_alike, at_their_defaults
from tests.simulation.runs import arrays, assert_same, differing, of_clusters, only

WHAT_IF = ("zone.output_min=22", "zone.output_growth=0.02@2028-05-05", "moor.revenue_min=14")


def day(number: int) -> str:
    """Return the n-th of days that are spread over three years."""
    return (date(START - 3, 1, 1) + timedelta(days=number * 131 % 1095)).isoformat()


def crowd(place: str, count: int) -> list[Cluster]:
    """Return clusters that differ in all that matters: titles and candidates, latest rows, blanks."""
    found = []
    for number in range(count):
        size = 12.0 + 3 * (number % 7)
        latest = START - 1 - (number % 5 == 3)
        blank = {latest: {"output_value": None, "zone_sound": None}} if place == "zone" and number % 6 == 4 else {}
        found.append(
            Cluster(
                f"{place}{number}",
                place,
                certified="" if number % 4 == 3 else day(number),
                figures={"output_value": size, "sme_output_value": 0.7 * size, "operating_revenue": size},
                years=blank,
                latest=latest,
            )
        )
    return found


CROWD = [*crowd("zone", 9), *crowd("moor", 5)]
EVENTS: list[Happening] = [
    ("zone0", "2027-03-04", "incident"),
    ("zone1", "2028-02-29", "illegality"),
    ("zone1", "2028-02-29", "incident"),
    ("zone2", "2026-12-31", "no_renewal_application"),
    ("zone8", "2025-06-06", "incident"),
]


def crowded(*more: Cluster) -> Portfolio:
    return portfolio(*CROWD, *more, events=EVENTS)


def run(clusters: Portfolio | None = None, *, size: int = 500, **more: Any) -> Outcome:
    """Run the crowd, or some other portfolio, under two scenarios."""
    return ready(clusters, **more).run(size=size)


def ready(clusters: Portfolio | None = None, **more: Any) -> Study:
    stated: dict[str, Any] = {"models": LIVELY, "replications": 40, "scenarios": against(*WHAT_IF), **more}
    return study(crowded() if clusters is None else clusters, **stated)


def digest(outcome: Outcome) -> str:
    """Return one number for every bit of an outcome."""
    found = hashlib.sha256()
    for place, one in outcome.policies.items():
        for name, array in arrays(one).items():
            found.update(f"{place} {name} {array.dtype} {array.shape}".encode())
            found.update(repr(array.tolist()).encode() if array.dtype == np.object_ else array.tobytes())
    return found.hexdigest()


@pytest.fixture(scope="module")
def whole() -> Outcome:
    return run()


def test_the_crowd_lives_through_everything(whole: Outcome) -> None:
    zone, moor = whole.policy("zone"), whole.policy("moor")
    lost = {zone.causes[code] for code in np.unique(zone.cause)} - {""}
    assert {"illegality", "incident", "late_report", "no_renewal_application", "re_review"} <= lost
    assert moor.causes[int(moor.cause.max())] == "delisted"
    assert 0.1 < zone.retention()[-1].mean() < 0.6
    assert 0.1 < moor.retention()[-1].mean() < 0.9
    assert (zone.lost_on[0] != zone.lost_on[1]).any()


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(whole: Outcome) -> None:
    assert digest(run()) == digest(whole)
    assert digest(run(seed=2)) != digest(whole)


def test_the_order_of_rows_in_the_file_does_not_matter(whole: Outcome) -> None:
    turned = Portfolio.from_rows(
        [cluster.row() for cluster in reversed(CROWD)],
        [row for cluster in reversed(CROWD) for row in reversed(cluster.observations())],
        [{"cluster_id": name, "date": date.fromisoformat(day), "kind": kind} for name, day, kind in reversed(EVENTS)],
        name="turned",
        indicators=ZONE.requirements,
    )
    assert_same(whole, run(turned))


@pytest.mark.parametrize("size", [1, 2, 4, 9, 1000])
def test_the_size_of_tiles_does_not_matter(whole: Outcome, size: int) -> None:
    assert_same(whole, run(size=size))


@pytest.mark.parametrize("size", [3, 1000])
def test_nor_does_it_where_a_tile_holds_several_blocks(size: int) -> None:
    assert_same(run(replications=230, years=4), run(replications=230, years=4, size=size))


def test_the_seed_of_pythons_hashes_does_not_matter(whole: Outcome) -> None:
    code = "from tests.simulation.test_same_bytes import digest, run; print(digest(run()))"
    root = Path(__file__).parents[2]
    for seed in ("0", "4242"):
        path = os.pathsep.join([str(root), *sys.path])
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path}
        told = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
        assert told.stdout.strip() == digest(whole), seed


# What stands beside -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        Cluster("aaa", "zone", certified="2023-03-03"),
        Cluster("zone44", "zone", latest=START - 4),
        Cluster("zzz", "moor", certified="2010-01-01", figures={"operating_revenue": 1.0}),
    ],
)
def test_an_unrelated_cluster_changes_nobodys_fate(whole: Outcome, other: Cluster) -> None:
    more = run(crowded(other))
    for place, outcome in whole.policies.items():
        assert differing(outcome, of_clusters(more.policy(place), outcome.cluster_ids.tolist()), counted=False) == []


@settings(deadline=None, max_examples=15)
@given(st.sets(st.sampled_from([cluster.name for cluster in CROWD]), min_size=1), st.integers(1, 20))
def test_any_clusters_alone_fare_as_they_do_among_all(names: set[str], size: int) -> None:
    shared: dict[str, Any] = {"laws": [LAWS["moor"], ZONE], "start": date(START, 1, 1), "replications": 10, "years": 6}
    some = run(crowded().subset(sorted(names)), size=size, **shared)
    all_of_them = run(**shared)
    for place, outcome in some.policies.items():
        among = of_clusters(all_of_them.policy(place), outcome.cluster_ids.tolist())
        assert differing(outcome, among, counted=False) == []


def test_an_unrelated_place_changes_nobodys_fate(whole: Outcome) -> None:
    far = [Cluster(f"far{number}", "far", certified=day(number), latest=START - 2) for number in range(4)]
    assert_same(whole, run(crowded(*far)), whole.policies)
    assert_same(whole, run(crowded(*far), laws=[LAWS["zone"], LAWS["moor"]]))


def test_each_place_alone_fares_as_it_does_beside_the_others(whole: Outcome) -> None:
    for place in whole.policies:
        own = [setting for setting in WHAT_IF if setting.startswith(place)]
        alone = run(
            crowded().subset([cluster.name for cluster in CROWD if cluster.place == place]), scenarios=against(*own)
        )
        assert_same(alone, whole, [place])


class Unrelated:
    """A plugin of a place that has no cluster in the run."""

    @hookimpl
    def clusterkit_policies(self) -> tuple[Any, ...]:
        return (FAR,)

    @hookimpl
    def clusterkit_indicators(self) -> tuple[Any, ...]:
        return FAR.requirements

    @hookimpl
    def clusterkit_dynamics(self) -> tuple[Dynamics, ...]:
        return (LIVELY["far"],)


def test_an_unrelated_plugin_changes_nobodys_fate(whole: Outcome) -> None:
    assert_same(whole, run(plugins=Plugins({"far": Unrelated()})))


def test_writing_down_the_paths_changes_nobodys_fate(whole: Outcome, tmp_path: Path) -> None:
    assert_same(whole, ready().run(trace=tmp_path / "trace"))


# What comes after -------------------------------------------------------------------------------


def cut(outcome: PolicyOutcome, *, last: int) -> dict[str, Any]:
    """Return what an outcome would be if its run had ended in a year."""
    years = last - START + 1
    found = arrays(outcome)
    end = date(last, 12, 31).toordinal()
    later = found["lost_on"] > end
    found["admitted_on"] = np.where(found["admitted_on"] > end, 0, found["admitted_on"]).astype(np.int32)
    for name in ("lost_on", "cause", "because"):
        found[name] = np.where(later, 0, found[name]).astype(found[name].dtype)
    found["failed"] = np.where(later, 0, found["failed"]).astype(np.uint64)
    return found | {"counts": found["counts"][:years], "retained": found["retained"][:years]}


def test_the_first_nine_years_of_twelve_are_those_of_nine(whole: Outcome) -> None:
    longer = run(years=12)
    for place, outcome in whole.policies.items():
        found = cut(longer.policy(place), last=START + 8)
        assert all(np.array_equal(array, found[name]) for name, array in arrays(outcome).items())
    assert (longer.policy("zone").lost_on > date(START + 8, 12, 31).toordinal()).any()


@pytest.mark.parametrize("fewer", [1, 30, 100, 130])
def test_the_first_replications_of_many_are_those_of_few(fewer: int) -> None:
    many, few = run(replications=200), run(replications=fewer)
    for place, outcome in few.policies.items():
        found = arrays(many.policy(place))
        for name in ("admitted_on", "lost_on", "cause", "because", "failed", "counts", "retained"):
            assert np.array_equal(getattr(outcome, name), found[name][..., :fewer]), name


# Changes that change nothing, and changes elsewhere ----------------------------------------------


@pytest.mark.parametrize("since", [None, date(2028, 2, 29), date(2030, 7, 1)])
def test_a_lever_set_to_its_own_default_changes_every_number_by_exactly_nothing(since: date | None) -> None:
    assert_all_alike(run(scenarios=at_their_defaults([ZONE, LAWS["moor"]], since), replications=20))


def test_a_scenario_fares_alike_whatever_other_scenarios_stand_beside_it(whole: Outcome) -> None:
    other = against("zone.term_years=2", "zone.output_min=15@2029-01-01")[1]
    scenarios = [*against(*WHAT_IF), evolve(other, name="shorter terms")]
    several = run(scenarios=scenarios)
    alone = run(scenarios=scenarios[1:2])
    for place, outcome in whole.policies.items():
        for scenario in (0, 1):
            expected = only(outcome, scenario)
            found = only(several.policy(place), scenario)
            assert all(np.array_equal(array, found[name]) for name, array in expected.items())
        first = only(alone.policy(place), 0)
        assert all(np.array_equal(array, first[name]) for name, array in only(outcome, 1).items())


def test_a_change_to_one_place_leaves_the_others_bit_identical() -> None:
    outcome = run(scenarios=against("moor.revenue_min=16", "moor.review_every=1"))
    zone, moor = outcome.policy("zone"), outcome.policy("moor")
    assert all(np.array_equal(array, only(zone, 0)[name]) for name, array in only(zone, 1).items())
    assert not np.array_equal(moor.lost_on[0], moor.lost_on[1])
    rows = [row for row in outcome.difference_rows() if row["policy"] == "zone"]
    assert all(row["mean"] == row["low"] == row["high"] == 0.0 for row in rows)
