"""The illustrative batch of 2022: sums as published, sound when it applied, chance after that."""

from __future__ import annotations

import csv
from datetime import date

import numpy as np
import pytest

from clusterkit.assessment import assess
from clusterkit.plugins import Plugins
from clusterkit.portfolio import Portfolio
from clusterkit.simulation.dynamics import Dynamics
from clusterkit.study.simulate import prepare
from clusterkit_national.batch import FIGURES, SOURCES, YEARS, batch_2022
from clusterkit_national.dynamics import DYNAMICS
from clusterkit_national.policy import POLICY

APPLIED, REVIEWED = date(2022, 10, 31), date(2025, 12, 31)
FILES = ("cluster_aggregates.csv: ", "calibration.csv: ", "ASSUMED: ")


@pytest.fixture(scope="module")
def batch() -> Portfolio:
    return batch_2022()


def total(batch: Portfolio, key: str) -> dict[int, float]:
    sums = batch.observations[key].sum(axis=1)
    return {int(year): float(one) for year, one in zip(batch.years, sums, strict=True)}


def retained(batch: Portfolio, model: Dynamics = DYNAMICS) -> float:
    study = prepare(
        batch, policies=[POLICY], dynamics=[model], plugins=Plugins({}), years=1, start=date(2025, 1, 1),
        replications=100,
    )  # fmt: skip
    return float(study.run().retention_rows("national")[0]["mean"])


def test_a_hundred_illustrative_clusters_stand_in_one_batch(batch: Portfolio) -> None:
    assert len(batch) == 100
    assert batch.illustrative
    assert list(batch.years) == list(YEARS)
    assert batch.default_start == date(2025, 1, 1)
    assert {(title.policy, title.batch) for title in batch.titles} == {("national", "1")}
    assert len(batch.titles) == 100


def test_the_titles_end_with_2025_as_the_notice_says(batch: Portfolio) -> None:
    held = batch.held("national")
    assert {date.fromordinal(int(day)) for day in held.certified_on} == {date(2023, 1, 11)}
    assert {date.fromordinal(int(day)) for day in held.expires_on} == {REVIEWED}


def test_output_and_its_growth_are_those_published(batch: Portfolio, pytestconfig: pytest.Config) -> None:
    path = pytestconfig.rootpath / "docs" / "data" / "cluster_aggregates.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["scope"]: row for row in csv.DictReader(file)}
    published, later = rows["National clusters, 2022 batch"], rows["National clusters, 2022+2023 batches"]
    output = total(batch, "output_value")
    assert output[2022] == pytest.approx(float(published["output_or_revenue_100M_CNY"].strip(">")), rel=1e-4)
    growth = {year: output[year] / output[year - 1] - 1 for year in YEARS[1:]}
    for year in range(2019, 2023):
        assert growth[year] == pytest.approx(float(published["growth_pct"]) / 100, abs=1e-4)
    assert growth[2024] == pytest.approx(float(later["growth_pct"]) / 100, abs=1e-4)
    assert growth[2024] < growth[2023] < growth[2022]
    assert int(published["n_clusters"]) == len(batch)
    assert total(batch, "champions")[2022] == int(published["n_single_champions"])
    assert total(batch, "little_giants")[2022] == int(published["n_little_giants"])
    research = total(batch, "sme_rd_expenditure")
    assert research[2022] / research[2021] - 1 == pytest.approx(float(published["rd_growth_pct"]) / 100, abs=1e-4)
    quality = sum(total(batch, key)[2022] for key in ("srdi_smes", "innovative_smes", "little_giants"))
    assert quality / int(published["n_firms"].strip("+")) == pytest.approx(0.248, abs=1e-3)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_member_met_the_standard_when_it_applied(seed: int) -> None:
    found = assess(batch_2022(seed), APPLIED, policies=[POLICY], plugins=Plugins({}))
    assert {one.verdict for one in found.results} == {"passes"}


def test_growth_differs_between_members_as_much_as_between_clusters_of_one_city(batch: Portfolio) -> None:
    logs = np.diff(np.log(batch.observations["output_value"]), axis=0)[-2:]
    assert logs.std(axis=1).mean() == pytest.approx(FIGURES["growth.spread"].value, rel=0.2)


def test_without_a_spread_all_grow_alike() -> None:
    logs = np.diff(np.log(batch_2022(growth_spread=0.0).observations["output_value"]), axis=0)
    assert logs.std(axis=1).max() < 1e-3


def test_read_strictly_far_more_are_lost_than_the_three_that_were(batch: Portfolio) -> None:
    share = retained(batch)
    assert 0.6 < share < 0.85
    assert share < retained(batch_2022(growth_spread=0.03)) < retained(batch_2022(growth_spread=0.0)) < 0.97


def test_most_of_the_lost_fail_on_growth(batch: Portfolio) -> None:
    found = assess(batch, REVIEWED, policies=[POLICY], plugins=Plugins({}), standard="retention")
    failing = [criterion.id for one in found.results for criterion in one.failing]
    assert failing.count("national.output_growth") > len(failing) / 2


def test_past_reports_came_by_the_end_of_april_and_the_next_is_open(batch: Portfolio) -> None:
    sent = {int(year): days for year, days in zip(batch.years, batch.observations["report_submitted_on"], strict=True)}
    assert (sent[2023] <= date(2024, 4, 30).toordinal()).all()
    assert all(np.isnan(sent[year]).all() for year in YEARS if year != 2023)


def test_the_same_seed_gives_the_same_batch_and_another_seed_another() -> None:
    assert batch_2022().sha256 == batch_2022().sha256
    assert batch_2022(5).sha256 != batch_2022(6).sha256


def test_every_figure_names_its_row_or_says_that_it_is_assumed() -> None:
    assert all(figure.source.startswith(FILES) for figure in SOURCES)
    assert {"output", "growth.at_admission", "champions", "little_giants", "growth.spread"} <= {
        name for name, figure in FIGURES.items() if not figure.assumed
    }
    assert FIGURES["growth.between"].assumed
