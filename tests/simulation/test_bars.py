"""Who loses a title may be barred from applying again for some years, and so may all of its group."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from clusterkit.law import lose, on_event, otherwise
from clusterkit.law.decision import Decision
from clusterkit.simulation.harness import looks_across
from tests.simulation.invented import CITE, WORDS, Cluster, given, still
from tests.simulation.reformed import BAR, admission, cluster, law, mending_end, review, story, study
from tests.simulation.runs import stories

HELD = "2024-09-09"
FRAUD = [("a", "2027-06-30", "false_declaration")]


def fraud(group: str = "") -> Decision:
    """Return the loss that a false declaration brings, with a bar."""
    effect = lose("false_declaration", cite=CITE, bar=BAR, bar_group=group)
    return on_event("false_declaration", otherwise(effect), title=WORDS, cite=CITE)


ALONE = law(fraud(), review(), mending_end(), admission())
TOGETHER = law(fraud("district"), review(), mending_end(), admission())


@pytest.mark.parametrize(
    "bar, again", [("none", "2027-06-30"), ("1", "2029-06-30"), ("2", "2030-06-30"), ("3", "2031-06-30")]
)
def test_the_same_day_so_many_years_on_is_the_last_day_of_a_bar(bar: str, again: str) -> None:
    found = story(cluster(certified=HELD), f"zone.bar_years={bar}", policy=ALONE, events=FRAUD)
    assert found[1:3] == ["2027-06-30 lose false_declaration", f"{again} admit"]


def test_the_day_after_the_bar_is_free() -> None:
    earlier = [("a", "2027-06-29", "false_declaration")]
    found = story(cluster(certified=HELD), "zone.bar_years=3", policy=ALONE, events=earlier)
    assert found[2] == "2030-06-30 admit"


def test_without_readmission_a_bar_that_is_over_helps_nobody() -> None:
    barred = ("zone.bar_years=1", "zone.readmission=no")
    assert len(story(cluster(certified=HELD), *barred, policy=ALONE, events=FRAUD)) == 2


def test_a_bar_is_as_long_as_on_the_day_of_the_loss() -> None:
    changes = ("zone.bar_years=2@2027-06-30", "zone.bar_years=5@2027-07-01")
    found = story(cluster(certified=HELD), *changes, policy=ALONE, events=FRAUD)
    assert found[2] == "2030-06-30 admit"


def test_of_two_bars_the_longer_stands() -> None:
    twice = [*FRAUD, ("a", "2028-09-09", "false_declaration")]
    found = story(cluster(certified=HELD), "zone.bar_years=5", "zone.bar_years=1@2028-01-01", policy=ALONE,
                  events=twice)  # fmt: skip
    assert found[1:] == ["2027-06-30 lose false_declaration", "2033-06-30 admit"]


def placed(name: str, district: str, certified: str = "") -> Cluster:
    return evolve(cluster(name, certified), facts={"district": district})


def test_a_bar_may_fall_on_a_whole_group_and_spares_the_titles_that_it_holds() -> None:
    clusters = [
        placed("a", "north", HELD), placed("b", "north"), placed("c", "south"), placed("d", ""),
        placed("e", "north", "2025-09-09"), placed("f", "north"),
    ]  # fmt: skip
    small = ("zone.output_min=50", "zone.output_min=1@2027-06-01", "zone.retention.output_min=1")
    told = stories(study(clusters, "zone.bar_years=2", *small, policy=TOGETHER, events=FRAUD))
    assert told["a"][1:3] == ["2027-06-30 lose false_declaration", "2030-06-30 admit"]
    # The round is the last thing of its day: the bar of that day keeps the group out already.
    assert told["b"][0] == told["f"][0] == "2030-06-30 admit"
    assert told["c"][0] == told["d"][0] == "2027-06-30 admit"
    assert told["e"] == ["2027-09-09 renew", "2029-09-09 renew", "2031-09-09 renew", "2033-09-09 renew"]


def test_a_cluster_without_a_group_is_barred_alone() -> None:
    clusters = [placed("a", "", HELD), placed("b", "")]
    small = ("zone.output_min=50", "zone.output_min=1@2027-06-01", "zone.retention.output_min=1")
    told = stories(study(clusters, "zone.bar_years=2", *small, policy=TOGETHER, events=FRAUD))
    assert told["a"][2] == "2030-06-30 admit"
    assert told["b"][0] == "2027-06-30 admit"


def test_a_group_is_barred_in_the_scenario_and_replication_of_the_loss_alone() -> None:
    often = still("zone", rates={"false_declaration": given(0.3)})
    clusters = [evolve(placed(name, "north", HELD), latest=2025) for name in "abcdef"]
    both = study(clusters, "zone.bar_years=30", policy=TOGETHER, dynamics=often, replications=50)
    apart = both.run(size=2).policy("zone")
    joint = both.run().policy("zone")
    assert np.array_equal(apart.lost_on, joint.lost_on)
    assert np.array_equal(apart.counts, joint.counts)
    # Once barred, nobody of the group returns: the held only fall.
    assert (np.diff(joint.counts[:, 1], axis=0) <= 0).all()
    free = study(clusters, policy=TOGETHER, dynamics=often, replications=50).run().policy("zone")
    assert (np.diff(free.counts[:, 1], axis=0) > 0).any()


def test_a_measure_that_bars_groups_keeps_its_clusters_together() -> None:
    provisions = study([cluster(certified=HELD)], policy=TOGETHER).plan.provisions
    assert looks_across(TOGETHER, provisions)
    assert not looks_across(ALONE, provisions)


def test_a_title_certified_on_file_stands_whatever_the_bar() -> None:
    clusters = [placed("a", "north", HELD), placed("b", "north", "2028-02-02")]
    told = stories(study(clusters, "zone.bar_years=9", policy=TOGETHER, events=FRAUD))
    assert told["b"][0] == "2028-02-02 admit"
