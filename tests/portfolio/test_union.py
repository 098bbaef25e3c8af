from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from clusterkit.errors import InputError
from clusterkit.law.indicator import requirement
from clusterkit.law.truth import MET, UNKNOWN
from clusterkit.portfolio import Portfolio, merge

ASKED = requirement("q", zh="甲", en="a", cite="一")
NORTH: dict[str, list[dict[str, Any]]] = {
    "clusters": [
        {"cluster_id": "A1", "jurisdiction": "north"},
        {"cluster_id": "C3", "jurisdiction": "north"},
    ],
    "observations": [{"cluster_id": "A1", "year": 2020, "output_value": 1.0}],
    "events": [{"cluster_id": "A1", "date": "2024-01-01", "kind": "incident"}],
    "titles": [{"cluster_id": "A1", "policy": "national"}],
}
SOUTH: dict[str, list[dict[str, Any]]] = {
    "clusters": [{"cluster_id": "B2", "jurisdiction": "south", "area_km2": 5}],
    "observations": [{"cluster_id": "B2", "year": 2022, "q": True}],
    "events": [{"cluster_id": "B2", "date": "2023-01-01", "kind": "incident"}],
}


@pytest.fixture
def north() -> Portfolio:
    return Portfolio.from_rows(*NORTH.values(), name="north", illustrative=True)


@pytest.fixture
def south() -> Portfolio:
    return Portfolio.from_rows(*SOUTH.values(), name="south", indicators=[ASKED])


def test_a_union_is_what_reading_all_rows_together_gives(north: Portfolio, south: Portfolio) -> None:
    rows = [NORTH[table] + SOUTH.get(table, []) for table in NORTH]
    together = Portfolio.from_rows(*rows, name="all", indicators=[ASKED])
    for parts in ([north, south], [south, north]):
        union = merge(parts)
        assert union.sha256 == together.sha256
        assert list(union.cluster_id) == ["A1", "B2", "C3"]
        assert list(union.years) == [2020, 2021, 2022]
        assert list(union.observations["q"][2]) == [UNKNOWN, MET, UNKNOWN]
        np.testing.assert_array_equal(union.clusters["area_km2"], [np.nan, 5, np.nan])
        assert union.illustrative
        assert union.extras == (ASKED,)
    assert merge([north, south]).name == "north + south"
    assert merge([north, south], name="both").name == "both"


def test_the_union_of_one_is_itself(south: Portfolio) -> None:
    assert merge([south]).sha256 == south.sha256
    assert not merge([south]).illustrative


def test_a_part_without_observations_joins_too(south: Portfolio) -> None:
    bare = Portfolio.from_rows([{"cluster_id": "Z9", "jurisdiction": "north"}], [], name="bare")
    assert merge([south, bare]).has_row.shape == (1, 2)
    assert merge([bare]).years.shape == (0,)


def test_a_cluster_in_two_portfolios_is_refused(north: Portfolio) -> None:
    with pytest.raises(InputError, match="cluster A1 stands in two portfolios: north and twin"):
        merge([north, north.named("twin")])


def test_columns_that_disagree_are_refused(north: Portfolio, south: Portfolio) -> None:
    other = requirement("q", zh="乙", en="b", cite="一")
    one = Portfolio.from_rows([{"cluster_id": "D4", "jurisdiction": "x"}], [], name="one", indicators=[other])
    with pytest.raises(InputError, match="two portfolios have different columns of the key q"):
        merge([north, south, one])


def test_nothing_cannot_be_merged() -> None:
    with pytest.raises(InputError, match="there is no portfolio to merge"):
        merge([])
