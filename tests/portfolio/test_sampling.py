"""Illustrative clusters: stated, repeatable, and where their quirks put them."""

from __future__ import annotations

import importlib
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve, frozen

from clusterkit.law.events import EventLog
from clusterkit.law.facts import Facts
from clusterkit.law.figure import observed
from clusterkit.law.history import History
from clusterkit.law.indicator import requirement
from clusterkit.law.provisions import Provisions
from clusterkit.law.sitting import Sitting
from clusterkit.law.text import Text
from clusterkit.law.truth import MET, NOT_MET, UNKNOWN, Truths
from clusterkit.portfolio import Portfolio, merge, read_portfolio, write_folder
from clusterkit.portfolio.columns import CLUSTER_COLUMNS, DERIVED, OBSERVATION_COLUMNS
from clusterkit.portfolio.sampling import (
    YEARS,
    Dice,
    Illustration,
    Industry,
    Location,
    Setting,
    above,
    counts,
    illustrative_portfolio,
    path,
    rising,
)

PLACES = ("zhuhai", "beijing", "shanghai", "henan", "national")
CITIES = PLACES[:3]
START = date(2026, 1, 1)
FILES = ("cluster_aggregates.csv: ", "calibration.csv: ", "ASSUMED: ")


def module(place: str, name: str) -> Any:
    package = pytest.importorskip(f"clusterkit_{place}").__name__
    return importlib.import_module(f"{package}.{name}")


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def sample(place: str) -> Portfolio:
    portfolio: Portfolio = module(place, "sample").sample_portfolio()
    return portfolio


# Drawing, without any place.


@frozen
class Stated:
    value: float
    source: str = "ASSUMED: a test"


SETTING = Setting(
    place="north",
    prefix="N",
    title=Text("北城", "North"),
    seed=5,
    locations=(Location("甲区"), Location("乙区", "丙市")),
    industries=(Industry("灯具"), Industry("陶瓷", energy_intensive=True)),
    requirements=(requirement("north_a", zh="甲", en="a", cite="一"),),
    quirks={2: "unmet", 3: "blank_answer", 5: "unready"},
    reports=("report_submitted_on",),
    members=6,
    certified=4,
)


def drawn(setting: Setting = SETTING) -> Portfolio:
    return illustrative_portfolio(
        setting, lambda member, dice: [{"output_value": round(dice.between(10, 20), 2)} for _ in YEARS]
    )


def test_a_portfolio_says_in_both_languages_that_it_is_illustrative() -> None:
    portfolio = drawn()
    assert portfolio.illustrative
    assert portfolio.name == "北城示例集群 (illustrative clusters of North)"
    assert all(str(name).startswith("示例") for name in portfolio.clusters["name"])


def test_quirks_set_what_is_particular_about_a_member() -> None:
    answers = drawn().observations["north_a"]
    assert list(answers[-1]) == [MET, NOT_MET, UNKNOWN, MET, NOT_MET, MET]
    assert list(answers[0]) == [MET, MET, MET, MET, NOT_MET, MET]


def test_the_first_members_are_certified_in_turn_and_the_others_are_candidates() -> None:
    days = drawn().clusters["certified_on"]
    assert list(days[4:]) == [0, 0]
    assert list(days[:4]) == sorted(set(days[:4]))


def test_another_member_or_quirk_leaves_the_other_members_as_they_were() -> None:
    more = drawn(evolve(SETTING, members=7, quirks={}))
    np.testing.assert_array_equal(more.observations["output_value"][:, :6], drawn().observations["output_value"])


def test_another_seed_gives_other_clusters() -> None:
    assert drawn(evolve(SETTING, seed=6)).sha256 != drawn().sha256


def test_draws_are_the_same_on_every_machine() -> None:
    dice = Dice(5, 1)
    assert [round(dice.between(0, 1), 9) for _ in range(3)] == [0.77420418, 0.470722683, 0.695880344]
    assert dice.day(START, START) == START
    assert dice.pick(["only"]) == "only"


def test_normals_have_mean_0_and_spread_1() -> None:
    dice = Dice(1, 1)
    normals = [dice.normal() for _ in range(4000)]
    assert abs(np.mean(normals)) < 0.05
    assert abs(np.std(normals) - 1) < 0.05


def test_a_path_ends_at_1_and_grows_by_exactly_its_mean_over_the_last_three_years() -> None:
    levels = path(Dice(1, 1), 0.1, 0.05)
    assert levels[-1] == 1.0
    assert len(levels) == len(YEARS)
    assert np.log(levels[-1] / levels[-4]) / 3 == pytest.approx(0.1)


def test_helpers_keep_their_promises() -> None:
    assert above(10.0, 30.0, by=0.1) == pytest.approx(30.0)
    assert above(10.0, 5.0, by=0.1) == pytest.approx(11.0 * 2.2)
    assert counts(20) == [16, 17, 18, 19, 20]
    assert (np.diff(rising(Dice(1, 1), 0.4, 0.01, 0.02)) > 0).all()
    stated = Illustration({"x.median": Stated(0.5), "x.spread": Stated(0.0), "y.spread": Stated(0.0)})
    assert stated.share(Dice(1, 1), "x") == 0.5
    assert stated.lognormal(Dice(1, 1), "x") == 0.5
    assert stated.count(Dice(1, 1), "x") == 0
    assert stated.beside(Dice(1, 1), "x", "y") > 0


# The places' samples.


def test_a_sample_is_the_same_every_time(place: str, sample: Portfolio) -> None:
    assert module(place, "sample").sample_portfolio().sha256 == sample.sha256


def test_a_sample_has_thirty_clusters_most_of_them_certified_and_five_years(place: str, sample: Portfolio) -> None:
    assert len(sample) == 30
    assert sample.illustrative
    assert sample.default_start == START
    assert list(sample.years) == list(YEARS)
    assert sample.has_row.all()
    assert set(sample.clusters["jurisdiction"]) == {place}
    assert (sample.clusters["certified_on"] == 0).sum() == 4
    assert not sample.events


def test_every_figure_behind_a_sample_names_its_row_or_says_that_it_is_assumed(place: str) -> None:
    sources = module(place, "sample").SOURCES
    assert all(figure.source.startswith(FILES) for figure in sources)
    assert any(not figure.assumed for figure in sources)


def test_a_written_sample_reads_back_without_a_fault_or_a_warning(
    place: str, sample: Portfolio, tmp_path: Path
) -> None:
    asked = module(place, "requirements").REQUIREMENTS
    folder = write_folder(sample, tmp_path / "sample", asked)
    reading = read_portfolio(folder, indicators=asked, jurisdictions=PLACES, start=START)
    assert reading.faults == ()
    assert [notice for notice in reading.warnings if notice.severity == "warning"] == []
    assert reading.portfolio is not None
    assert reading.portfolio.sha256 == sample.sha256


def test_the_samples_of_all_places_can_be_united() -> None:
    portfolios = [module(one, "sample").sample_portfolio() for one in PLACES]
    assert len(merge(portfolios)) == sum(map(len, portfolios))


@pytest.mark.parametrize("city", CITIES)
def test_titles_of_the_cities_begin_in_the_three_years_before_the_start(city: str) -> None:
    days = module(city, "sample").sample_portfolio().clusters["certified_on"]
    held = days[days > 0]
    assert len(set(held)) == len(held) == 26
    assert held.min() >= date(2023, 1, 1).toordinal()
    assert held.max() < START.toordinal()


@pytest.mark.parametrize("city", CITIES)
def test_past_reports_of_the_cities_came_in_time_and_the_next_one_is_open(city: str) -> None:
    sample = module(city, "sample").sample_portfolio()
    certified = sample.clusters["certified_on"]
    deadlines = {"report_submitted_on": (3, 31), "form_submitted_on": (4, 10)}
    for column in deadlines if city == "shanghai" else ["report_submitted_on"]:
        for index, year in enumerate(YEARS):
            sent = sample.observations[column][index]
            due = (certified > 0) & (certified <= date(year, 12, 31).toordinal()) & (year < YEARS[-1])
            assert (np.isnan(sent) == ~due).all()
            assert (sent[due] <= date(year + 1, *deadlines[column]).toordinal()).all()
            assert (sent[due] > date(year, 12, 31).toordinal()).all()


@pytest.mark.parametrize("city", CITIES)
def test_software_rises_and_emissions_fall_every_year_in_the_cities(city: str) -> None:
    figures = module(city, "sample").sample_portfolio().observations
    software, emissions = figures["software_adoption_rate"], figures["co2_intensity"]
    assert ((np.diff(software, axis=0) > 0) | np.isnan(np.diff(software, axis=0))).all()
    assert (np.diff(emissions, axis=0) < 0).all()


def answer(sample: Portfolio, index: int, key: str) -> Truths:
    return np.asarray(sample.observations[key][index].reshape(1, -1, 1))


def verdicts(place: str, sample: Portfolio) -> Truths:
    """Judge each cluster by its place's own standard on the first day of a run, shape (cluster,)."""
    policy = module(place, "policy").POLICY
    columns = {one.key: one for one in (*CLUSTER_COLUMNS, *OBSERVATION_COLUMNS, *DERIVED, *sample.extras)}
    history = History(columns)
    for key, years in sample.observations.items():
        if columns[key].kind not in {"yes_no", "date", "text"}:
            for year, figures in zip(YEARS, years, strict=True):
                history.put(key, year, observed(figures.reshape(1, -1, 1), columns[key].scale))
    for index, year in enumerate(YEARS):
        history.put_rows(year, sample.has_row[index].reshape(1, -1, 1))
        history.put_answers(year, partial(answer, sample, index))
    area = sample.clusters["area_km2"].reshape(1, -1, 1)
    history.put_lasting("area_km2", observed(area, columns["area_km2"].scale))
    facts = Facts(
        count=len(sample),
        answers={key: column for key, column in sample.clusters.items() if column.dtype == np.int8},
        dates={key: column for key, column in sample.clusters.items() if column.dtype == np.int64},
    )
    sitting = Sitting(
        year=START.year,
        day=START.toordinal(),
        law_day=START.toordinal(),
        who=np.ones((1, len(sample), 1), np.bool_),
        history=history,
        provisions=Provisions(policy.levers, [()]),
        facts=facts,
        events=EventLog(len(sample), 1),
    )
    truth: Truths = np.broadcast_to(policy.standard.judge(sitting).truth, (1, len(sample), 1))[0, :, 0]
    return truth


def test_clusters_stand_where_their_quirks_put_them(place: str, sample: Portfolio) -> None:
    quirks = module(place, "sample").SETTING.quirks
    for number, truth in enumerate(verdicts(place, sample), start=1):
        quirk = quirks.get(number, "")
        expected = NOT_MET if quirk in {"unmet", "small", "slow", "unready", "accident", "young"} else MET
        assert truth == (UNKNOWN if quirk.startswith("blank") else expected), (number, quirk)
