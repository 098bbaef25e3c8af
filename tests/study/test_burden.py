"""Who bears a change: groups that add up to the whole, thirds that are stated, small groups that are marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from clusterkit.simulation.interval import estimate
from clusterkit.simulation.tally import Row
from clusterkit.study.comparison import compare
from clusterkit.study.simulate import Study
from tests.simulation.invented import LIVELY, Cluster, against, portfolio, study

CERTIFIED = "2023-05-20"
ATTRIBUTES = {"district", "dominant_industry", "size", "energy_intensive", "water_intensive"}


def groups(*clusters: Cluster, **more: Any) -> dict[tuple[str, str | None], Row]:
    """Return the groups of clusters of which nothing moves, under a floor of output of 25 in place of 10."""
    one = study(portfolio(*clusters), scenarios=against("zone.output_min=25"), **{"years": 3, **more})
    return {(row["by"], row["group"]): row for row in compare(one).burden_rows()}


def held(name: str, output: float | None = 20.0, **facts: Any) -> Cluster:
    """Return a cluster with a title, the same output in every year, and facts of its own."""
    figures: Mapping[str, Any] = {"output_value": output, "sme_output_value": None if output is None else 0.8 * output}
    return Cluster(name, certified=CERTIFIED, figures=figures, facts=facts)


def test_a_group_loses_what_its_clusters_lose() -> None:
    found = groups(
        held("a", 20.0, district="north"), held("b", 30.0, district="north"),
        held("c", 30.0, district="south"), held("d", 40.0),
    )  # fmt: skip
    north, south, blank = (found["district", name] for name in ("north", "south", None))
    assert (north["clusters"], north["mean"]) == (2, -0.5)
    assert (south["clusters"], south["mean"]) == (1, 0.0)
    assert (blank["clusters"], blank["mean"]) == (1, 0.0)


def test_groups_of_fewer_than_three_clusters_are_marked() -> None:
    found = groups(*(held(name, district="north") for name in "abc"), *(held(name, district="south") for name in "de"))
    assert (found["district", "north"]["few"], found["district", "south"]["few"]) == (False, True)


def test_only_clusters_that_held_the_title_at_the_start_count() -> None:
    found = groups(held("a", district="north"), Cluster("b", facts={"district": "north"}))
    assert found["district", "north"]["clusters"] == 1


def test_sizes_are_thirds_by_the_latest_output_and_say_from_what_to_what() -> None:
    found = groups(*(held(name, 10.0 * (1 + place)) for place, name in enumerate("abcdef")))
    sizes = {group: row for (by, group), row in found.items() if by == "size"}
    assert list(sizes) == ["small", "medium", "large"]
    assert [row["span"] for row in sizes.values()] == [[10.0, 20.0], [30.0, 40.0], [50.0, 60.0]]
    assert {row["measure"] for row in sizes.values()} == {"output_value"}
    assert [row["mean"] for row in sizes.values()] == [-1.0, 0.0, 0.0]


def test_equal_figures_share_a_third() -> None:
    found = groups(*(held(name, 20.0) for name in "abc"), held("d", 30.0))
    sizes = {group: row["clusters"] for (by, group), row in found.items() if by == "size"}
    assert sizes == {"small": 3, "large": 1}


def test_a_cluster_without_any_figure_has_no_size() -> None:
    found = groups(held("a", 20.0), held("b", 30.0), held("c", None), missing="unknown")
    blank = found["size", None]
    assert (blank["clusters"], blank["measure"], blank["span"]) == (1, "output_value", None)


def test_the_latest_figure_on_file_is_taken() -> None:
    late = Cluster("a", certified=CERTIFIED, years={2025: {"output_value": None}, 2024: {"output_value": 50.0}})
    found = groups(late, held("b", 30.0))
    assert found["size", "large"]["span"] == [50.0, 50.0]


def test_where_no_output_is_stated_revenue_measures_size() -> None:
    clusters = [
        Cluster(name, "moor", certified="2020-01-01",
                figures={"output_value": None, "sme_output_value": None, "operating_revenue": 11.0 + place})
        for place, name in enumerate("abc")
    ]  # fmt: skip
    one = study(portfolio(*clusters), scenarios=against("moor.revenue_min=12"), years=3)
    sizes = {row["group"]: row for row in compare(one).burden_rows() if row["by"] == "size"}
    assert [row["mean"] for row in sizes.values()] == [-1.0, 0.0, 0.0]
    assert {row["measure"] for row in sizes.values()} == {"operating_revenue"}


def test_a_place_without_either_figure_has_one_group_of_no_size() -> None:
    blank = {"output_value": None, "sme_output_value": None, "operating_revenue": None}
    cluster = Cluster("a", "moor", certified="2020-01-01", figures=blank)
    one = study(portfolio(cluster), scenarios=against("moor.revenue_min=12"), years=3, missing="unknown")
    sizes = [row for row in compare(one).burden_rows() if row["by"] == "size"]
    assert [(row["group"], row["clusters"], row["measure"]) for row in sizes] == [(None, 1, None)]


@pytest.mark.parametrize("by", ["energy_intensive", "water_intensive"])
def test_intensity_is_yes_no_or_blank(by: str) -> None:
    found = groups(held("a", **{by: True}), held("b", **{by: False}), held("c", **{by: None}), held("d", **{by: None}))
    assert {group: row["clusters"] for (one, group), row in found.items() if one == by} == {"yes": 1, "no": 1, None: 2}


def lively() -> Study:
    clusters = [
        Cluster(
            f"z{place}", certified=f"{2022 + place % 3}-03-10", figures={"output_value": 12.0 + place},
            facts={"district": ("north", "south", "")[place % 3], "water_intensive": (True, None)[place % 2]},
        )
        for place in range(8)
    ]  # fmt: skip
    return study(portfolio(*clusters), models=LIVELY, scenarios=against("zone.output_min=14"), replications=50)


def test_the_groups_of_an_attribute_add_up_to_the_whole() -> None:
    found = compare(lively())
    whole = found.difference_rows()[-1]["mean"]
    rows = found.burden_rows()
    assert {row["by"] for row in rows} == ATTRIBUTES
    for by in ATTRIBUTES:
        own = [row for row in rows if row["by"] == by]
        assert sum(row["clusters"] for row in own) == 8
        assert sum(row["clusters"] * row["mean"] for row in own) / 8 == pytest.approx(whole)


def test_the_interval_is_that_of_the_paired_differences() -> None:
    one = lively()
    found, outcome = compare(one), one.run().policies["zone"]
    # Nobody is granted a title again here: who has no day of loss holds it at the end.
    kept = outcome.lost_on == 0
    for row in found.burden_rows():
        if row["by"] == "district":
            district = one.portfolio.clusters["district"].astype(str) == (row["group"] or "")
            change = kept[1][district].mean(axis=0) - kept[0][district].mean(axis=0)
            expected = estimate(np.asarray(change), bounds=(-1.0, 1.0))
            assert (row["mean"], row["low"], row["high"]) == pytest.approx((expected.mean, expected.low, expected.high))
