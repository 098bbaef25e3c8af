"""Figures move by the formula of their process on the normals that are drawn for it, and by nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from clusterkit.simulation.dynamics import Counts, Dynamics, Fresh, Process, Reverting, Walk
from clusterkit.simulation.streams import BLOCK, Streams
from tests.simulation.invented import (
    FIGURES,
    NOTHING,
    START,
    Cluster,
    given,
    lively,
    portfolio,
    still,
    study,
)
from tests.simulation.runs import figures

Floats = NDArray[np.float64]
YEARS = 6
MANY = 200
SEED = 11
SHOCK_ORIGIN = 1990

IDLE = Walk("energy_efficiency_ratio", given(0.01), given(0.1))
"""A process beside the one that is looked at, so that places in the draws matter."""


def normals(name: str, processes: int, *, seed: int = SEED, stream: str = "figures", years: int = YEARS) -> Floats:
    """Return the normals of one subject of the zone, shape (year, process, replication)."""
    parts = []
    for block in range(MANY // BLOCK):
        out = np.empty((1, years, processes, BLOCK))
        Streams(seed).normals(Streams(seed).states("zone", stream, [name], block), out)
        parts.append(out[0])
    return np.concatenate(parts, axis=2)


def moved(process: Process, key: str, *clusters: Cluster, **more: Any) -> tuple[dict[int, Floats], Floats]:
    """Return the first cluster's figures of each year, shape (replication,), and the normals of the process."""
    models = {"zone": still("zone", IDLE, process, **more)}
    run = study(portfolio(*(clusters or [Cluster()])), models=models, years=YEARS, replications=MANY, seed=SEED)
    found = {year: figure[0] for (name, year), figure in figures(run, key).items() if name == key}
    return found, normals("a", 2)[:, 1]


def near(found: Floats, expected: Floats) -> bool:
    return np.allclose(found, expected, rtol=1e-11, atol=0.0)


def check_mean_and_spread(found: Floats, mean: float, spread: float) -> None:
    """Ask that draws have a mean and a spread, each within four of its standard errors."""
    assert abs(found.mean() - mean) < 4 * spread / math.sqrt(len(found))
    assert abs(found.std(ddof=1) - spread) < 4 * spread / math.sqrt(2 * len(found))


def test_a_walk_adds_its_mean_and_its_own_shock_on_the_log_scale() -> None:
    found, z = moved(Walk("output_value", given(0.05), given(0.2)), "output_value")
    level = np.full(MANY, math.log(20.0))
    for year in range(YEARS):
        level = level + 0.05 + 0.2 * z[year]
        assert near(found[START + year], np.exp(level))
    check_mean_and_spread(np.log(found[START + YEARS - 1] / 20.0), 0.05 * YEARS, 0.2 * math.sqrt(YEARS))


def test_a_shock_persists_as_far_as_the_walk_says() -> None:
    found, z = moved(Walk("output_value", given(0.05), given(0.2), given(0.6)), "output_value")
    level, shock = np.full(MANY, math.log(20.0)), np.zeros(MANY)
    for year in range(YEARS):
        shock = 0.6 * shock + 0.2 * z[year]
        level = level + 0.05 + shock
        assert near(found[START + year], np.exp(level))


@pytest.mark.parametrize("persistence", [None, given(0.5)])
def test_shocks_of_the_place_and_the_industry_are_shared_by_its_clusters(persistence: Any) -> None:
    process = Walk("output_value", given(0.05), NOTHING, persistence, shared=True)
    clusters = [
        Cluster("a", facts={"dominant_industry": "mills"}),
        Cluster("b", facts={"dominant_industry": "mills"}),
        Cluster("c", facts={"dominant_industry": "docks"}),
    ]
    models = {"zone": still("zone", process, macro_sd=given(0.1), industry_sd=given(0.07))}
    run = study(portfolio(*clusters), models=models, years=YEARS, replications=MANY, seed=SEED)
    found = figures(run, "output_value")
    years = START + YEARS - SHOCK_ORIGIN
    macro = normals("zone", 1, stream="macro", years=years)[:, 0]
    industry = {name: normals(name, 1, stream="industry", years=years)[:, 0] for name in ("mills", "docks")}
    level = {name: np.full(MANY, math.log(20.0)) for name in industry}
    for year in range(START, START + YEARS):
        for row, name in ((0, "mills"), (2, "docks")):
            shared = 0.1 * macro[year - SHOCK_ORIGIN] + 0.07 * industry[name][year - SHOCK_ORIGIN]
            level[name] = level[name] + 0.05 + shared
            assert near(found["output_value", year][row], np.exp(level[name]))
        assert np.array_equal(found["output_value", year][0], found["output_value", year][1])


def test_shared_shocks_of_a_year_are_the_same_whatever_the_start() -> None:
    process = Walk("output_value", NOTHING, NOTHING, shared=True)
    models = {"zone": still("zone", process, macro_sd=given(0.1), industry_sd=given(0.07))}
    growth = []
    for latest in (START - 1, START - 3):
        run = study(
            Cluster(latest=latest),
            models=models,
            start=date(latest + 1, 1, 1),
            years=START + 2 - latest,
            replications=5,
        )
        found = figures(run, "output_value")
        growth.append(np.log(found["output_value", START + 2] / found["output_value", START + 1]))
    assert np.allclose(growth[0], growth[1], atol=1e-12)


def test_what_does_not_share_shocks_is_not_moved_by_them() -> None:
    process = Walk("output_value", given(0.05), NOTHING)
    found, _ = moved(process, "output_value", macro_sd=given(0.5), industry_sd=given(0.5))
    assert near(found[START], np.full(MANY, 20.0 * math.exp(0.05)))


def test_a_walk_may_take_its_mean_from_a_column_of_the_cluster() -> None:
    clusters = [Cluster("a", facts={"area_km2": 0.02}), Cluster("b", facts={"area_km2": 0.5})]
    models = {"zone": still("zone", Walk("output_value", "area_km2", NOTHING))}
    found = figures(study(portfolio(*clusters), models=models, years=2), "output_value")
    assert near(found["output_value", START + 1][:, 0], 20.0 * np.exp([0.04, 1.0]))


def test_a_walk_of_counts_keeps_to_whole_numbers() -> None:
    found, z = moved(Walk("sme_employees", given(0.01), given(0.3), whole=True), "sme_employees")
    level = np.full(MANY, 5000.0)
    for year in range(YEARS):
        level = np.rint(level * np.exp(0.01 + 0.3 * z[year]))
        assert near(found[START + year], level)


def test_a_walk_of_counts_that_reaches_nothing_stays_there() -> None:
    few = Cluster(figures={"invention_patents": 1})
    found, _ = moved(Walk("invention_patents", given(-0.5), given(0.5), whole=True), "invention_patents", few)
    last = found[START + YEARS - 1]
    assert near(last, np.rint(last))
    assert (last >= 0).all()
    gone = found[START] == 0
    assert gone.any()
    assert (last[gone] == 0).all()


def test_a_reverting_share_returns_to_the_clusters_own_level_in_log_odds() -> None:
    found, z = moved(Reverting("sme_share", given(0.8), given(0.4)), "sme_share")
    start = math.log(0.8 / 0.2)
    level = np.full(MANY, start)
    for year in range(YEARS):
        level = start + 0.8 * (level - start) + 0.4 * z[year]
        assert near(found[START + year], 1 / (1 + np.exp(-level)))
    spread = 0.4 * math.sqrt((1 - 0.8 ** (2 * YEARS)) / (1 - 0.8**2))
    last = found[START + YEARS - 1]
    check_mean_and_spread(np.log(last / (1 - last)), start, spread)


def test_counts_grow_turn_over_and_are_whole_and_never_negative() -> None:
    found, z = moved(Counts("champions", given(0.05), given(0.5)), "champions", Cluster(figures={"champions": 2}))
    level = np.full(MANY, 2.0)
    for year in range(YEARS):
        level = np.maximum(np.rint(1.05 * level + np.sqrt(0.5 * np.maximum(level, 1.0)) * z[year]), 0.0)
        assert near(found[START + year], level)
        assert np.array_equal(found[START + year], np.rint(found[START + year]))
        assert (found[START + year] >= 0).all()
    assert (found[START + YEARS - 1] == 0).any()


def test_many_counts_have_the_mean_and_spread_of_their_turnover() -> None:
    found, _ = moved(Counts("champions", given(0.1), given(0.2)), "champions", Cluster(figures={"champions": 1000}))
    check_mean_and_spread(found[START], 1100.0, math.sqrt(200.0))


def test_a_fresh_figure_is_drawn_anew_each_year_and_never_below_nothing() -> None:
    found, z = moved(Fresh("plan_attainment", given(0.3), given(0.4)), "plan_attainment")
    for year in range(YEARS):
        assert near(found[START + year], np.maximum(0.3 + 0.4 * z[year], 0.0))
    assert (found[START] == 0.0).any()


def test_what_no_process_moves_is_held_at_its_latest_value() -> None:
    run = study(Cluster(years={START - 1: {"co2_intensity": 0.7}}), years=YEARS)
    found = figures(run, "co2_intensity", "champions")
    for year in range(START, START + YEARS):
        assert found["co2_intensity", year].item() == pytest.approx(0.7, rel=1e-12)
        assert found["champions", year].item() == FIGURES["champions"]


def test_the_parts_of_a_ratio_move_where_the_ratio_itself_does_not() -> None:
    process = Walk("sme_employees", given(0.1), NOTHING)
    found = figures(study(Cluster(), models={"zone": still("zone", process)}, years=2), "patent_density")
    assert found["patent_density", START + 1].item() == pytest.approx(50 / (5000 * math.exp(0.2)) * 10_000)


def test_a_figure_moves_alike_whatever_else_is_read() -> None:
    models = {"zone": lively("zone")}
    whole = figures(study(Cluster(), models=models, replications=20), "output_value")
    settings = ("zone.round_quota=5", "zone.ranking=operating_revenue")
    more = figures(study(Cluster(), *settings, models=models, replications=20), "output_value")
    assert all(np.array_equal(figure, more[key]) for key, figure in whole.items())


def test_a_clusters_motion_starts_in_the_year_after_its_own_latest_row() -> None:
    process = Walk("output_value", given(0.05), given(0.2), given(0.6))
    older, newer = Cluster("a", latest=START - 3), Cluster("b")
    models: Mapping[str, Dynamics] = {"zone": still("zone", IDLE, process)}
    run = study(portfolio(older, newer), models=models, years=3, replications=MANY, seed=SEED)
    found = figures(run, "output_value")
    for row, cluster in enumerate((older, newer)):
        z = normals(cluster.name, 2)[:, 1]
        level, shock = np.full(MANY, math.log(20.0)), np.zeros(MANY)
        for year in range(cluster.latest + 1, START + 2):
            shock = 0.6 * shock + 0.2 * z[year - cluster.latest - 1]
            level = level + 0.05 + shock
            if year >= START - 1:
                assert near(found["output_value", year][row], np.exp(level))


def test_rows_between_the_start_of_the_file_and_the_latest_need_not_be_whole() -> None:
    rows = {START - 2: None, START - 4: {"output_value": None}}
    run = study(Cluster(years=rows), models={"zone": lively("zone")}, start=date(START - 4, 1, 1), replications=3)
    found = figures(run, "output_value")
    assert np.isnan(found["output_value", START - 2]).all()
    assert np.isnan(found["output_value", START - 4]).all()
    assert np.allclose(found["output_value", START - 1], 20.0)
    assert not np.isnan(found["output_value", START]).any()
