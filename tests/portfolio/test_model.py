from __future__ import annotations

import pickle
from datetime import date
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from clusterkit.errors import InputError, PortfolioError, UnknownNameError
from clusterkit.law.indicator import requirement
from clusterkit.law.truth import MET, UNKNOWN
from clusterkit.portfolio import Event, Portfolio, TitleRow

CLUSTERS: list[dict[str, Any]] = [
    {"cluster_id": "B2", "jurisdiction": "south", "certified_on": date(2022, 1, 1)},
    {
        "cluster_id": "A1", "jurisdiction": "north", "certified_on": "2023-05-01", "energy_intensive": True,
        "recognised_by": ["province", "national:1"], "area_km2": 12,
    },
    {"cluster_id": "C3", "jurisdiction": "north"},
]  # fmt: skip
OBSERVATIONS: list[dict[str, Any]] = [
    {"cluster_id": "A1", "year": 2023, "output_value": 33.5, "report_submitted_on": date(2024, 3, 31)},
    {"cluster_id": "A1", "year": 2021, "output_value": 30},
    {"cluster_id": "B2", "year": 2024, "output_value": None, "champions": 2},
]
EVENTS: list[dict[str, Any]] = [
    {"cluster_id": "B2", "date": "2024-02-01", "kind": "incident"},
    {"cluster_id": "A1", "date": date(2024, 1, 1), "kind": "illegality", "note": "seen"},
]
TITLES: list[dict[str, Any]] = [
    {"cluster_id": "A1", "policy": "national", "batch": 1},
    {"cluster_id": "A1", "policy": "south", "certified_on": "2024-06-01", "expires_on": "2027-06-01"},
]


@pytest.fixture
def portfolio() -> Portfolio:
    return Portfolio.from_rows(CLUSTERS, OBSERVATIONS, EVENTS, TITLES, name="rows")


def test_rows_become_columns_sorted_by_cluster_and_year(portfolio: Portfolio) -> None:
    assert list(portfolio.cluster_id) == ["A1", "B2", "C3"]
    assert list(portfolio.years) == [2021, 2022, 2023, 2024]
    output = portfolio.observations["output_value"]
    assert output.shape == (4, 3)
    assert output.dtype == np.float64
    assert [output[0, 0], output[2, 0]] == [30.0, 33.5]
    assert np.isnan(output[3, 1])
    assert list(portfolio.has_row.sum(axis=0)) == [2, 1, 0]
    assert portfolio.observations["report_submitted_on"][2, 0] == date(2024, 3, 31).toordinal()
    assert list(portfolio.clusters["energy_intensive"]) == [MET, UNKNOWN, UNKNOWN]
    assert portfolio.clusters["energy_intensive"].dtype == np.int8
    assert list(portfolio.clusters["recognised_by"]) == [("national:1", "province"), (), ()]
    assert portfolio.clusters["certified_on"].dtype == np.int64
    assert portfolio.clusters["district"][0] == ""
    assert portfolio.events == (
        Event("A1", date(2024, 1, 1).toordinal(), "illegality", "seen"),
        Event("B2", date(2024, 2, 1).toordinal(), "incident"),
    )
    assert portfolio.titles == (
        TitleRow("A1", "national", batch="1"),
        TitleRow("A1", "south", date(2024, 6, 1).toordinal(), date(2027, 6, 1).toordinal()),
    )


def test_the_latest_year_is_each_clusters_own(portfolio: Portfolio) -> None:
    assert list(portfolio.latest_year) == [2023, 2024, 0]
    assert portfolio.default_start == date(2025, 1, 1)


def test_a_portfolio_may_have_no_observation() -> None:
    bare = Portfolio.from_rows(CLUSTERS, [], name="bare")
    assert bare.observations["output_value"].shape == (0, 3)
    assert list(bare.latest_year) == [0, 0, 0]
    with pytest.raises(InputError, match="portfolio bare has no observations: say when the run starts"):
        _ = bare.default_start


def test_what_the_tables_say_of_a_title(portfolio: Portfolio) -> None:
    south = portfolio.held("south")
    assert list(south.certified_on) == [date(2024, 6, 1).toordinal(), date(2022, 1, 1).toordinal(), 0]
    assert list(south.expires_on) == [date(2027, 6, 1).toordinal(), 0, 0]
    assert list(portfolio.held("national").batch) == ["1", "", ""]


def test_arrays_cannot_be_changed(portfolio: Portfolio) -> None:
    with pytest.raises(ValueError, match="read-only"):
        portfolio.observations["output_value"][0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        portfolio.cluster_id[0] = "Z"


def test_rows_are_checked_as_files_are() -> None:
    rows = [{"cluster_id": "A1", "jurisdiction": "nroth", "area_km2": "big"}, {"cluster_id": "A1"}]
    with pytest.raises(PortfolioError) as caught:
        Portfolio.from_rows(rows, [{"cluster_id": "A1", "year": True}], name="x", jurisdictions=["north"])
    assert [str(fault) for fault in caught.value.faults] == [
        (
            'clusters, row 1, column area_km2, "big": not a number: write it like 32.5, without '
            "words or unit, and "
            "leave a missing figure blank"
        ),
        (
            'clusters, row 1, column jurisdiction, "nroth": no plugin is known for this jurisdiction; '
            "did you mean north?"
        ),
        "clusters, row 2, column jurisdiction: jurisdiction is missing",
        'clusters, row 2, column cluster_id, "A1": the cluster stands twice: also in row 1',
        'observations, row 1, column year, "true": a number is needed, not a yes or no',
    ]
    with pytest.raises(PortfolioError, match="there is no cluster row"):
        Portfolio.from_rows([], [], name="x")


def test_a_total_is_no_cluster_in_rows_either() -> None:
    with pytest.raises(PortfolioError, match='clusters, row 1, "合计": a row of totals is no record'):
        Portfolio.from_rows([{"cluster_id": "合计", "jurisdiction": "north"}], [], name="x")


def test_the_fingerprint_is_that_of_the_content(portfolio: Portfolio) -> None:
    asked = requirement("q", zh="甲", en="a", cite="一")
    same = Portfolio.from_rows(
        CLUSTERS[::-1], OBSERVATIONS[::-1], EVENTS[::-1], TITLES[::-1], name="other", indicators=[asked]
    )
    assert same.sha256 == portfolio.sha256
    assert portfolio.named("third", illustrative=True).sha256 == portfolio.sha256
    changes = [
        (CLUSTERS, [{**OBSERVATIONS[0], "output_value": 33.50000001}, *OBSERVATIONS[1:]], EVENTS, TITLES),
        ([{**CLUSTERS[0], "name": "x"}, *CLUSTERS[1:]], OBSERVATIONS, EVENTS, TITLES),
        (CLUSTERS, [*OBSERVATIONS, {"cluster_id": "C3", "year": 2024}], EVENTS, TITLES),
        (CLUSTERS, OBSERVATIONS, EVENTS[1:], TITLES),
        (CLUSTERS, OBSERVATIONS, EVENTS, TITLES[1:]),
    ]
    prints = {Portfolio.from_rows(*tables, name="x").sha256 for tables in changes}
    assert len(prints | {portfolio.sha256}) == len(changes) + 1


def test_a_subset_is_what_reading_its_rows_alone_gives(portfolio: Portfolio) -> None:
    own = [row for row in OBSERVATIONS if row["cluster_id"] == "A1"]
    alone = Portfolio.from_rows(CLUSTERS[1:2], own, EVENTS[1:], TITLES, name="alone")
    for part in (portfolio.subset(["A1"]), portfolio.subset(np.array([True, False, False]))):
        assert part.sha256 == alone.sha256
        assert list(part.years) == [2021, 2022, 2023]
    assert portfolio.subset(["C3", "A1", "A1"]).cluster_id.tolist() == ["A1", "C3"]
    assert portfolio.subset(["C3"]).years.shape == (0,)
    with pytest.raises(UnknownNameError, match="unknown cluster: A11; did you mean A1"):
        portfolio.subset(["A11"])
    with pytest.raises(InputError, match="a mask of 3 clusters is needed"):
        portfolio.subset(np.array([True]))


def test_columns_are_found_by_key(portfolio: Portfolio) -> None:
    assert portfolio.column("output_value").unit == "亿元"
    with pytest.raises(UnknownNameError, match="did you mean output_value"):
        portfolio.column("output_valu")


def test_a_portfolio_travels_to_another_process(portfolio: Portfolio) -> None:
    twin = pickle.loads(pickle.dumps(portfolio))  # noqa: S301 - its own bytes
    assert twin.sha256 == portfolio.sha256
    assert evolve(twin, name="x").sha256 == portfolio.sha256
