"""Precision: runs go on until they are precise, repeat nothing, and say what more would cost."""

from __future__ import annotations

from itertools import pairwise
from math import sqrt
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from clusterkit.errors import InputError, UnknownNameError
from clusterkit.law.provisions import Change
from clusterkit.simulation import harness
from clusterkit.simulation.harness import TileKey
from clusterkit.simulation.interval import t_quantile
from clusterkit.simulation.outcome import Outcome
from clusterkit.study.comparison import compare
from clusterkit.study.precision import LEAST, MOST, MOST_MEGABYTES, Stopped, Stopping, bytes_of_replication, run_until
from clusterkit.study.scenario import BASELINE, Scenario
from clusterkit.study.simulate import Study
from tests.simulation.invented import FAR, LIVELY, ZONE, Cluster, portfolio
from tests.simulation.invented import study as invented
from tests.simulation.runs import assert_same
from tests.study.planted import FLOOR, kept, study

AT = Scenario(BASELINE, (Change(FLOOR, 16.0),))
STUDY = study(scenarios=[AT])
WHAT_IF = STUDY.with_scenarios([AT, Scenario("what-if", (Change(FLOOR, 18.0),))])


def until(precision: str | tuple[str, ...], *, of: Study = STUDY, **more: Any) -> Stopped:
    return run_until(of, Stopping(precision, **more))


def stretch(of: Study, first: int, last: int, size: int = 500) -> Outcome:
    names = [one.name for one in of.scenarios]
    return harness.run(of.plan, of.portfolio, names, last, {}, size=size, first=first)


# Stretches of a run -----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [3, 500])
@pytest.mark.parametrize("cuts", [(100, 250), (200, 300, 370), (100, 200, 300, 400)])
def test_stretches_of_a_run_joined_are_the_run(cuts: tuple[int, ...], size: int) -> None:
    clusters = [
        Cluster(f"{place}{number}", place, "2023-05-20") for place in ("zone", "far") for number in range(4)
    ] + [Cluster("new", "zone")]
    both = invented(
        portfolio(*clusters), models=LIVELY, laws=[FAR, ZONE], years=4, replications=cuts[-1],
        scenarios=[Scenario(BASELINE), Scenario("strict", (Change("zone.output_min", 20.0),))],
    )  # fmt: skip
    joined = stretch(both, 0, cuts[0], size)
    for first, last in pairwise(cuts):
        joined = joined.followed_by(stretch(both, first, last))
    whole = both.run()
    assert_same(joined, whole)
    assert (joined.replications, joined.scenarios, joined.years) == (whole.replications, whole.scenarios, whole.years)


def test_a_run_that_stops_is_the_run_of_its_replications() -> None:
    stopped = until("0.4pp", of=WHAT_IF)
    assert stopped.precision.replications > LEAST
    whole = WHAT_IF.with_replications(stopped.precision.replications).run()
    assert_same(stopped.outcome, whole)
    manifest = dict(stopped.outcome.manifest)
    assert manifest.pop("precision") == stopped.precision.as_dict()
    assert manifest == whole.manifest
    assert stopped.study.manifest() == whole.manifest


def test_no_replication_is_run_twice() -> None:
    seen: list[tuple[str, int]] = []

    def observed(key: TileKey) -> tuple[None, None]:
        seen.extend(
            (str(cluster), replication)
            for cluster in STUDY.portfolio.cluster_id[key.clusters]
            for replication in range(key.span.start, key.span.stop)
        )
        return None, None

    stopped = run_until(STUDY, Stopping("0.3pp"), observed=observed, last_figures=False)
    assert stopped.precision.replications > LEAST
    assert len(seen) == len(set(seen)) == stopped.precision.replications * len(STUDY.portfolio)


def test_a_comparison_that_stops_is_the_comparison_of_its_replications() -> None:
    found = compare(WHAT_IF, stopping=Stopping("0.5pp"))
    assert found.precision is not None
    count = found.precision.replications
    assert found.study.replications == count > LEAST
    whole = compare(WHAT_IF.with_replications(count))
    told, known = found.as_dict(), whole.as_dict()
    assert told["manifest"].pop("precision") == found.precision.as_dict()
    assert told == known
    assert told["flips"]


# When it stops ----------------------------------------------------------------------------------


def test_it_stops_when_every_half_width_is_as_asked_for_and_not_before() -> None:
    found = until("0.4pp").precision
    (reading,) = found.readings
    assert found.reached
    assert reading.half_width <= 0.004 == reading.asked
    values = STUDY.with_replications(found.replications).run().policy("moor").retention()[-1]
    half = t_quantile(found.replications - 1) * float(values.std(ddof=1)) / sqrt(found.replications)
    assert reading.half_width == pytest.approx(half)
    assert reading.mean == pytest.approx(float(values.mean()))
    fewer = values[: int(0.9 * found.replications)]
    assert t_quantile(len(fewer) - 1) * float(fewer.std(ddof=1)) / sqrt(len(fewer)) > 0.004


def test_it_takes_at_least_two_blocks_and_the_studys_own_replications() -> None:
    assert until("50pp").precision.replications == LEAST
    assert until("50pp", of=STUDY.with_replications(410)).precision.replications == 500
    assert until("50pp", of=STUDY.with_replications(10)).precision.replications == LEAST


def test_a_limit_that_is_met_first_is_said_with_what_it_would_take() -> None:
    found = until("0.1pp", most=350).precision
    assert not found.reached
    assert (found.replications, found.most) == (350, 350)
    (reading,) = found.readings
    needed = 350 * (reading.half_width / reading.asked) ** 2
    assert needed <= found.needed <= needed + 100
    assert found.more == found.needed - 350


def test_once_it_is_reached_more_would_be_twice_the_precision() -> None:
    found = until("0.4pp").precision
    reading = found.readings[0]
    assert found.needed == pytest.approx(4 * found.replications * (reading.half_width / 0.004) ** 2, abs=100)
    assert found.as_dict()["more"] == {"for": "twice the precision", "replications": found.more}
    assert found.seconds > 0


def test_the_clock_is_in_no_output_that_is_to_be_the_same_twice() -> None:
    one, other = until("0.4pp"), until("0.4pp")
    assert one.precision.as_dict() == other.precision.as_dict()
    assert one.outcome.as_dict(one.study.changes()) == other.outcome.as_dict(other.study.changes())


# Which outcomes ---------------------------------------------------------------------------------


def test_without_a_choice_it_is_every_policys_retention_at_the_end_and_each_change() -> None:
    rows = until("2pp", of=WHAT_IF).precision.rows()
    assert [(row["quantity"], row["scenario"], row["against"]) for row in rows] == [
        ("moor.retention@2027", BASELINE, None),
        ("moor.retention@2027", "what-if", None),
        ("moor.retention@2027", "what-if", BASELINE),
    ]
    assert rows[2]["mean"] == pytest.approx(rows[1]["mean"] - rows[0]["mean"])


def test_other_outcomes_are_chosen_by_name_each_in_its_unit() -> None:
    found = until(("2pp", "0.2 clusters"), on=("retention@2027", "losses:delisted", "holders"))
    assert found.precision.reached
    rows = found.precision.rows()
    assert [row["quantity"] for row in rows] == ["retention@2027", "losses:delisted", "holders@2027"]
    assert [row["asked"] for row in rows] == [0.02, 0.2, 0.2]
    assert rows[1]["half_width"] == pytest.approx(rows[2]["half_width"]) == pytest.approx(20 * rows[0]["half_width"])


def test_all_outcomes_hold_together() -> None:
    """With three outcomes each has a third of the error: its own interval is at 98.33 %."""
    stopped = until("2pp", of=WHAT_IF)
    count = stopped.precision.replications
    for place, reading in enumerate(stopped.precision.readings[:2]):
        values = stopped.outcome.policy("moor").retention(place)[-1]
        half = t_quantile(count - 1, 1 - 0.05 / 3) * float(values.std(ddof=1)) / sqrt(count)
        assert reading.half_width == pytest.approx(half)


def test_a_choice_of_pairs_stands_in_place_of_the_first_scenario() -> None:
    three = STUDY.with_scenarios([AT, evolve(AT, name="b"), evolve(AT, name="c")])
    rows = run_until(three, Stopping("5pp"), pairs=[(2, 1)]).precision.rows()
    assert [(row["scenario"], row["against"]) for row in rows if row["against"]] == [("c", "b")]


def test_more_confidence_takes_more_replications() -> None:
    assert (
        until("0.4pp", confidence=0.99).precision.replications > until("0.4pp", confidence=0.8).precision.replications
    )


def test_what_never_differs_is_precise() -> None:
    found = until("0.001pp", of=study(spread=0.0, scenarios=[AT])).precision
    assert (found.reached, found.replications, found.readings[0].half_width) == (True, LEAST, 0.0)
    assert found.more == 0


def test_a_policy_without_titles_is_no_outcome_to_be_precise_about() -> None:
    clusters = portfolio(Cluster("a", "zone", "2023-05-20"), Cluster("b", "far"))
    rows = until("20pp", of=invented(clusters, models=LIVELY, years=3)).precision.rows()
    assert [row["quantity"] for row in rows] == ["zone.retention@2028"]


# Refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "precision, told",
    [
        ("0.5%", "--precision 0.5%: a percentage of what? write percentage points of a share such as 0.5pp"),
        ("half", "--precision half: write percentage points"),
        ("0pp", "--precision 0pp: write percentage points"),
        ("-1pp", "--precision -1pp"),
        ("0.2", "moor.retention@2027 is a share; write percentage points of a share such as 0.5pp"),
        (("1pp", "2个百分点"), "--precision 2个百分点: there is one for share already"),
        (("1", "2"), "--precision 2: there is one for clusters already"),
    ],
)
def test_a_precision_is_in_points_or_in_clusters(precision: str | tuple[str, ...], told: str) -> None:
    with pytest.raises(InputError) as refused:
        until(precision)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_outcome_needs_a_precision_in_its_unit() -> None:
    with pytest.raises(InputError, match="losses is counted in clusters; write"):
        until("1pp", on="losses")
    with pytest.raises(InputError, match="'profit' is no quantity"):
        until("1pp", on="profit")
    with pytest.raises(UnknownNameError, match="unknown cause: flood"):
        until("1", on="losses:flood")


def test_retention_of_no_titles_cannot_be_precise() -> None:
    nobody = study(certified="", scenarios=[AT])
    with pytest.raises(InputError, match="no cluster is certified at the start: name other outcomes with --on"):
        until("1pp", of=nobody)
    with pytest.raises(InputError, match="no cluster is certified at the start"):
        until("1pp", of=nobody, on="retention")
    assert until("1", of=nobody, on="holders").precision.reached


@pytest.mark.parametrize(
    "most, told",
    [
        (100, "--max-replications 100: the run takes at least 200, two blocks"),
        (300, "--max-replications 300: the run takes --replications 400 alone"),
        (10**9, "MB, more than 4,000; at most"),
    ],
)
def test_a_limit_is_within_what_is_run_and_what_fits(most: int, told: str) -> None:
    with pytest.raises(InputError) as refused:
        until("1pp", of=STUDY.with_replications(400), most=most)
    assert told in str(refused.value)


def test_the_memory_of_a_replication_is_what_its_arrays_take() -> None:
    outcome = WHAT_IF.run()
    taken = 0
    for one in outcome.policies.values():
        arrays = (one.admitted_on, one.lost_on, one.cause, one.because, one.failed, one.counts, one.retained)
        taken += sum(array.nbytes for array in arrays)
    assert bytes_of_replication(WHAT_IF) * outcome.replications == taken


def test_without_a_limit_it_is_the_usual_one_or_what_fits() -> None:
    assert Stopping("1pp").limit(STUDY) == MOST
    assert Stopping("1pp").limit(STUDY.with_replications(20_000)) == 20_000
    many = STUDY.with_scenarios([evolve(AT, name=str(number)) for number in range(1200)])
    fitting = int(MOST_MEGABYTES * 1e6 / bytes_of_replication(many))
    assert Stopping("1pp").limit(many) == fitting < MOST


# Coverage ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_interval_at_which_it_stopped_holds_the_truth_about_as_often_as_stated() -> None:
    """A thousand seeds, none chosen: stopping by the spread itself costs less than two points of the 95."""
    truth, held, runs = kept(16.0), 0, []
    small = study(clusters=5, scenarios=[AT])
    for seed in range(1000):
        found = run_until(evolve(small, plan=evolve(small.plan, seed=seed)), Stopping("2pp", most=1000)).precision
        (reading,) = found.readings
        assert found.reached
        held += abs(reading.mean - truth) <= reading.half_width
        runs.append(found.replications)
    assert np.ptp(runs) > 0
    assert 930 <= held <= 970
