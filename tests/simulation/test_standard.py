"""The standard model: every number has a source, and nine years of it stay plausible."""

from __future__ import annotations

import csv
import importlib
import math
from itertools import chain
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from clusterkit.law.indicator import from_scale, to_scale
from clusterkit.law.text import Text
from clusterkit.portfolio.columns import CLUSTER_COLUMNS, DERIVED, OBSERVATION_COLUMNS
from clusterkit.simulation.dynamics import Blank, Counts, Dynamics, Input, Process, Reverting, Walk
from clusterkit.simulation.standard import (
    given,
    standard_dynamics,
    standard_rates,
    starting_figures,
    yearly_report,
)

PLACES = ("zhuhai", "beijing", "shanghai", "henan")
FILES = (
    "cluster_aggregates.csv: ",
    "calibration.csv: ",
    "retention_outcomes.csv: ",
    "national_standard.md: ",
)
INDICATORS = {one.key: one for one in (*CLUSTER_COLUMNS, *OBSERVATION_COLUMNS, *DERIVED)}
DEFAULT = standard_dynamics("standard", ("north",))


def model(place: str) -> Dynamics:
    found = pytest.importorskip(f"clusterkit_{place}").__name__
    dynamics: Dynamics = importlib.import_module(f"{found}.dynamics").DYNAMICS
    return dynamics


def numbers(dynamics: Dynamics) -> dict[str, Input]:
    blanks = ((f"blank.{key}.{part}", getattr(blank, part)) for key, blank in dynamics.blanks.items()
              for part in ("median", "spread"))  # fmt: skip
    return dict(chain(dynamics.inputs(), blanks))


def check_sources(dynamics: Dynamics) -> None:
    for name, number in numbers(dynamics).items():
        assert number.source.startswith((*FILES, "ASSUMED: ")), (name, number.source)
        assert number.title.zh, name
        assert number.title.en, name
        assert "/" not in number.source, (name, number.source)  # a file's name, not a place on a disk


def test_the_rows_it_names_are_among_the_published_figures(pytestconfig: pytest.Config) -> None:
    for number in numbers(DEFAULT).values():
        file, _, row = number.source.partition(": ")
        if number.assumed:
            continue
        with (pytestconfig.rootpath / "docs" / "data" / file).open(encoding="utf-8", newline="") as table:
            scopes = {line[0].split()[0] for line in csv.reader(table) if line}
        assert row.split()[0].strip(",") in scopes, number.source


def test_every_number_of_the_standard_model_names_its_row_or_says_that_it_is_assumed() -> None:
    check_sources(DEFAULT)
    assert not all(number.assumed for _, number in DEFAULT.inputs())


@pytest.mark.parametrize("place", PLACES)
def test_so_does_every_number_of_a_place(place: str) -> None:
    dynamics = model(place)
    check_sources(dynamics)
    assert dynamics.key == place
    assert dynamics.jurisdictions == (place,)


def test_each_column_has_one_process_or_is_held_and_each_moving_figure_can_be_blank() -> None:
    moving = [process.key for process in DEFAULT.processes]
    assert len(set(moving)) == len(moving)
    assert set(moving) <= set(INDICATORS)
    assert set(moving) <= set(DEFAULT.blanks)
    ratios = {one.numerator for one in DERIVED if one.key in moving}
    still = {one.key for one in OBSERVATION_COLUMNS if one.kind != "date" and one.key not in {*moving, *ratios}}
    assert still == {"incidents", "clean_audit_rate"}  # events of their own, and a rate that is held
    observed = {one.key for one in OBSERVATION_COLUMNS if one.kind != "date"} - {"incidents"}
    assert observed <= set(DEFAULT.blanks)


@pytest.mark.parametrize(
    "place, columns",
    [
        ("zhuhai", ["report_submitted_on"]),
        ("beijing", ["report_submitted_on"]),
        ("shanghai", ["report_submitted_on", "form_submitted_on"]),
        ("henan", []),
    ],
)
def test_a_place_reports_as_its_text_asks(place: str, columns: list[str]) -> None:
    reporting = model(place).reporting
    assert [one.column for one in reporting] == columns
    assert [one.usual for one in reporting] == [331, 410][: len(columns)]


def test_a_place_draws_only_the_columns_that_standards_like_its_own_read() -> None:
    output = {process.key for process in standard_dynamics("a", ("a",), families=("output",)).processes}
    revenue = {process.key for process in standard_dynamics("a", ("a",), families=("revenue",)).processes}
    assert not output & revenue
    assert output | revenue == {process.key for process in DEFAULT.processes}
    assert "operating_revenue" in revenue
    assert {process.key for process in model("henan").processes} == revenue
    assert {process.key for process in model("beijing").processes} == output


def test_growth_is_given_as_a_share_and_held_as_a_logarithm() -> None:
    growth = Input(0.1287, "share a year", Text("增速", "growth"), "cluster_aggregates.csv: a row")
    dynamics = standard_dynamics("a", ("a",), output_growth=growth)
    walk = next(process for process in dynamics.processes if process.key == "output_value")
    assert isinstance(walk, Walk)
    assert isinstance(walk.mean, Input)
    assert walk.mean.value == pytest.approx(math.log(1.1287))
    assert walk.mean.source.startswith("cluster_aggregates.csv: a row")
    assert walk.mean.title == growth.title


def test_own_processes_and_blanks_replace_the_standard_ones_of_their_key_or_stand_beside_them() -> None:
    small = given(0.01, "log a year", "小", "small", "ASSUMED: a test")
    own = (Reverting("co2_intensity", small, small), Counts("shops", small, small))
    blank = Blank(small, small)
    dynamics = standard_dynamics("a", ("a",), processes=own, blanks={"output_value": blank})
    keys = [process.key for process in dynamics.processes]
    assert keys == [*(process.key for process in DEFAULT.processes), "shops"]
    assert dynamics.processes[keys.index("co2_intensity")] == own[0]
    assert dynamics.blanks["output_value"] == blank
    assert dynamics.blanks["co2_intensity"] == DEFAULT.blanks["co2_intensity"]


def test_causes_of_revocation_are_rarer_than_all_losses_that_were_observed() -> None:
    hazards = [rate.value for rate in standard_rates().values()]
    assert 1 - math.exp(-3 * sum(hazards)) < 0.03
    report = yearly_report()
    assert 0.009 <= report.never.value + report.late.value <= 0.016 + 1e-12


@pytest.mark.parametrize("key, rises", [("software_adoption_rate", True), ("co2_intensity", False)])
def test_a_trend_that_no_year_may_break_mostly_holds_but_not_always(key: str, *, rises: bool) -> None:
    walk = next(process for process in DEFAULT.processes if process.key == key)
    assert isinstance(walk, Walk)
    assert isinstance(walk.mean, Input)
    drift = walk.mean.value if rises else -walk.mean.value
    kept = NormalDist(drift, walk.sd.value)
    three_years = (1 - kept.cdf(0.0)) ** 3
    assert 0.93 < three_years < 0.99


def test_illustrative_clusters_start_from_the_models_means_medians_and_spreads() -> None:
    figures = starting_figures(DEFAULT)
    assert figures["output_value.median"] == DEFAULT.blanks["output_value"].median
    assert figures["output_value.spread"] == DEFAULT.blanks["output_value"].spread
    assert figures["output_value.mean"].value == pytest.approx(math.log(1.1378))
    assert all(number.source for number in figures.values())


START: dict[str, Any] = {
    "output_value": 100.0, "sme_output_value": 82.0, "dominant_output_value": 85.0, "sme_rd_expenditure": 5.0,
    "sme_employees": 9000, "invention_patents": 250, "platform_adoption_rate": 0.35,
    "software_adoption_rate": 0.45, "co2_intensity": 0.5, "energy_efficiency_ratio": 1.1,
    "water_efficiency_ratio": 1.1, "champions": 0, "other_champions": 0, "little_giants": 4,
    "high_tech_enterprises": 20, "srdi_smes": 24, "innovative_smes": 26, "chain_leaders": 1,
    "innovation_platforms": 13, "standards_contributions": 23, "plan_attainment": 1.0,
    "operating_revenue": 60.0, "dominant_revenue": 48.0, "rd_expenditure": 1.5, "leading_enterprises": 6,
    "related_smes": 76, "building_density": 0.6, "clean_audit_rate": 1.0, "investment_intensity": 1800.0,
}  # fmt: skip
START |= {"sme_share": 0.82, "dominant_share": 0.85, "dominant_revenue_share": 0.8, "rd_revenue_share": 0.025}


def nine_years(process: Process, count: int = 4000) -> NDArray[np.float64]:
    """Return a figure in its own unit after nine years of its process's formula, shape (count,)."""
    rng = np.random.default_rng(7)
    scale = INDICATORS[process.key].scale
    start = to_scale(scale, np.full(count, float(START[process.key])))
    level, shock = start, np.zeros(count)
    for _ in range(9):
        z = rng.standard_normal(count)
        if isinstance(process, Walk):
            assert isinstance(process.mean, Input)
            shock = shock * (process.persistence.value if process.persistence else 0.0) + process.sd.value * z
            sd = math.hypot(DEFAULT.macro_sd.value, DEFAULT.industry_sd.value) if process.shared else 0.0
            level = level + process.mean.value + shock + sd * rng.standard_normal(count)
            level = np.log(np.rint(np.exp(level))) if process.whole else level
        elif isinstance(process, Reverting):
            level = start + process.persistence.value * (level - start) + process.sd.value * z
        elif isinstance(process, Counts):
            drawn = np.sqrt(process.turnover.value * np.maximum(level, 1.0)) * z
            level = np.maximum(np.rint((1.0 + process.growth.value) * level + drawn), 0.0)
        else:
            level = np.maximum(process.mean.value + process.sd.value * z, 0.0)
    return from_scale(scale, level)


def test_nine_years_of_the_standard_model_stay_plausible() -> None:
    after = {process.key: nine_years(process) for process in DEFAULT.processes}
    median = {key: float(np.median(figures)) for key, figures in after.items()}
    assert 100 * 1.12**9 < median["output_value"] < 100 * 1.16**9
    assert 60 * 1.08**9 < median["operating_revenue"] < 60 * 1.12**9
    assert 0.7 < median["sme_rd_expenditure"] / median["output_value"] / 0.05 < 2.0
    assert 9000 < median["sme_employees"] < 9000 * 1.06**9
    assert median["co2_intensity"] == pytest.approx(0.5 * math.exp(-0.36), rel=0.05)
    for key in ("platform_adoption_rate", "software_adoption_rate"):
        assert START[key] < median[key] < 0.9
    for key in ("sme_share", "dominant_share", "dominant_revenue_share"):
        assert abs(median[key] - START[key]) < 0.02
        low, high = np.quantile(after[key], [0.01, 0.99])
        assert START[key] - 0.12 < low < high < START[key] + 0.1
    for key in ("energy_efficiency_ratio", "water_efficiency_ratio", "plan_attainment", "building_density"):
        assert median[key] == pytest.approx(START[key], abs=0.03)
    for key in ("little_giants", "srdi_smes", "innovation_platforms", "standards_contributions"):
        assert START[key] < median[key] < 3 * START[key]
    for key in ("high_tech_enterprises", "innovative_smes", "related_smes", "leading_enterprises"):
        assert median[key] == pytest.approx(START[key], rel=0.1)
        assert (after[key] >= 0).all()


def test_blank_counts_are_hardly_ever_drawn_below_nothing() -> None:
    for key, blank in DEFAULT.blanks.items():
        if INDICATORS[key].scale == "plain":
            assert blank.median.value + 0.5 > 3 * blank.spread.value, key


def test_blank_figures_lie_near_the_means_of_the_published_aggregates() -> None:
    def mean(key: str) -> float:
        blank = DEFAULT.blanks[key]
        return blank.median.value * math.exp(blank.spread.value**2 / 2)

    assert mean("output_value") == pytest.approx(9973.18 / 76, rel=0.02)
    above_100 = 1 - NormalDist(math.log(108.5), 0.61).cdf(math.log(100))
    assert above_100 == pytest.approx(42 / 76, abs=0.01)
    assert mean("sme_rd_expenditure") == pytest.approx(503.84 / 76, rel=0.02)
    assert mean("sme_employees") == pytest.approx(892_000 / 76, rel=0.02)
    assert mean("invention_patents") == pytest.approx(28930 / 76, rel=0.02)
    assert mean("operating_revenue") == pytest.approx(19885.02 / 269, rel=0.03)


def test_the_place_and_the_industry_shake_growth_as_much_as_the_published_series_do() -> None:
    hebei = np.log1p([0.1485, 0.0916, 0.119, 0.093, 0.051])
    assert DEFAULT.macro_sd.value == pytest.approx(np.std(hebei, ddof=1), abs=0.001)
    clusters = np.log1p([0.09, 0.178, 0.257])
    assert DEFAULT.industry_sd.value == pytest.approx(np.std(clusters, ddof=1) / math.sqrt(2), abs=0.001)
