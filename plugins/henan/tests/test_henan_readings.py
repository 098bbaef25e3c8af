"""How Henan's measure can be read otherwise, and what hangs on one of its words."""

from __future__ import annotations

import pytest

from clusterkit.study.ambiguity import Fate
from clusterkit_henan.policy import POLICY
from tests.places.readings import (
    DECIDES_NOTHING,
    EVERYWHERE,
    dependence,
    interpretations,
    read_otherwise,
    silent,
    without_alternative,
)
from tests.simulation.steady import SMALL, cluster

OTHERWISE = {
    **EVERYWHERE,
    "first_review": ("2016 年", ["2015 年", "2017 年"]),
    "review_on": ("06-30", ["05-31", "07-31"]),
}
SILENT = ("in_force_until", "round_quota")
TARGETS = ("target.edge_100", "target.edge_50", "target.edge_20")


def test_every_interpretation_has_another_reading_or_a_reason_why_not() -> None:
    assert read_otherwise(POLICY) == OTHERWISE
    assert without_alternative(POLICY) == {
        **{name: silent(POLICY, name) for name in SILENT},
        **dict.fromkeys(TARGETS, DECIDES_NOTHING),
    }
    assert set(OTHERWISE) | set(without_alternative(POLICY)) == interpretations(POLICY)


@pytest.mark.parametrize("year", ["2015 年", "2017 年"])
def test_with_reviews_in_odd_years_a_cluster_that_fails_in_an_even_one_keeps_its_title(year: str) -> None:
    failing = cluster(POLICY, "2024-05-20", years={2025: SMALL})
    one = dependence(POLICY, failing, "first_review", year, years=1)
    assert one.fates == (Fate("henan", "a", 0.0, 1.0),)
    assert one.reading.lever.citation == "五(六)"


def test_the_day_of_the_review_decides_nothing_where_the_figures_stay() -> None:
    one = dependence(POLICY, cluster(POLICY, "2024-05-20"), "review_on", "07-31", years=2)
    assert not one.matters
