"""The ladder: a cluster climbs from its city to its province to the nation, and quotas choose the best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from clusterkit import hookimpl
from clusterkit.law import (
    Criterion,
    InForce,
    LeverNamespace,
    Policy,
    Text,
    admit,
    all_of,
    at_least,
    in_round,
    meets,
    met,
    procedure,
    recognised,
    when,
)
from clusterkit.law.policy import Level
from clusterkit.plugins import Plugins
from clusterkit.portfolio.model import Portfolio
from clusterkit.study.ladder import with_ladder
from clusterkit.study.scenario import Scenario
from clusterkit.study.simulate import Study, prepare
from clusterkit_national.policy import PLANNED_CITIES, POLICY
from clusterkit_national.requirements import REQUIREMENTS
from tests.simulation.runs import stories
from tests.simulation.steady import LEVELS, model

WORDS = Text("某", "something")
YEARS = range(2021, 2026)


class Nation:
    """The national plugin's requirements, for portfolios of other places."""

    @hookimpl
    def clusterkit_indicators(self) -> Any:
        return REQUIREMENTS


def below(key: str, level: Level, day: str, *asked: Criterion, climbs_from: tuple[Level, ...] = ()) -> Policy:
    """Return a lower measure that admits who has an output of at least 10 and whatever else is asked."""
    lever = LeverNamespace(key)
    floor = at_least("output_value", lever("output_min", 10.0, "亿元", zh="产值", en="output", cite="1"))
    standard = all_of(*asked, floor)
    above = meets(recognised("national", id=f"{key}.recognition", title=WORDS, cite="1"))
    on = lever.month_day("round_on", day, zh="认定日", en="day of the round", cite="1")
    round_ = in_round(on, standard, when(above, admit()), when(met, admit()), title=WORDS, cite="1")
    return Policy(
        key=key, title=Text(key, key), level=level, version="1", in_force=InForce(None, "1"), standard=standard,
        decisions=(round_,), register=(), readmission=procedure.readmission(lever, cite="1"), climbs_from=climbs_from,
    )  # fmt: skip


CITY = below("town", "city", "03-31")
PROVINCE = below(
    "shire", "province", "05-31",
    recognised("town", id="shire.town", title=WORDS, cite="1"), climbs_from=("city",),
)  # fmt: skip


def clusters(names: Sequence[str], **facts: Any) -> Portfolio:
    rows, observations = [], []
    for place, name in enumerate(names):
        rows.append(
            {"cluster_id": name, "name": name, "jurisdiction": "town", "dominant_industry": "轴承", "area_km2": 20.0,
             **{key: value[place] if isinstance(value, list) else value for key, value in facts.items()}}
        )  # fmt: skip
        for year in YEARS:
            output = 100.0 * (1 + place) * 1.12 ** (year - 2021)
            figures = {**LEVELS, "output_value": output, "sme_output_value": 0.8 * output,
                       "dominant_output_value": 0.8 * output}  # fmt: skip
            words = {one.key: True for one in REQUIREMENTS}
            observations.append({"cluster_id": name, "year": year, **figures, **words})
    return Portfolio.from_rows(rows, observations, name="ladder", indicators=REQUIREMENTS)


def run(portfolio: Portfolio, *settings: str, laws: Sequence[Policy] = (CITY, PROVINCE, POLICY)) -> Study:
    measures = with_ladder(laws)
    levers = {one.key: one for law in measures for one in law.levers}
    return prepare(
        portfolio, policies=measures, dynamics=[model("town")], plugins=Plugins({"national": Nation()}),
        replications=1, years=4, scenarios=[Scenario.of("set", levers, settings)],
    )  # fmt: skip


def admitted(study: Study, policy: str) -> dict[str, str]:
    return {name: told[0].split()[0] for name, told in stories(study, policy=policy).items() if told}


def test_a_cluster_climbs_from_its_city_to_its_province_to_the_nation() -> None:
    study = run(clusters(["a"]))
    days = [admitted(study, policy)["a"] for policy in ("town", "shire", "national")]
    assert days == ["2026-03-31", "2026-05-31", "2026-06-30"]


def test_without_the_provinces_title_the_nation_does_not_admit() -> None:
    study = run(clusters(["a"]), "shire.output_min=1000000")
    assert "a" in admitted(study, "town")
    assert admitted(study, "national") == {}


def test_without_the_citys_title_there_is_no_climbing_at_all() -> None:
    study = run(clusters(["a"], recognised_by="province"), "town.output_min=1000000")
    assert admitted(study, "national") == {}
    freed = run(clusters(["a"], recognised_by="province"), "town.output_min=1000000", "national.own_title_binding=no")
    assert admitted(freed, "national") == {"a": "2026-06-30"}
    # Recognised from above, the city then recognises it without review.
    assert admitted(freed, "town") == {"a": "2027-03-31"}


@pytest.mark.parametrize(
    "quota, expected", [("8", {"a", "b", "c", "d"}), ("1", {"b", "d"}), ("none", {"a", "b", "c", "d"})]
)
def test_a_province_recommends_its_best(quota: str, expected: set[str]) -> None:
    portfolio = clusters(["a", "b", "c", "d"], province=["东省", "东省", "西省", "西省"])
    study = run(portfolio, f"national.province_quota={quota}", "national.ranking=output_value")
    first = {name for name, day in admitted(study, "national").items() if day == "2026-06-30"}
    assert first == expected


def test_a_separately_planned_city_has_a_quota_of_its_own() -> None:
    portfolio = clusters(["a", "b", "c"], province=["东省", PLANNED_CITIES[0], PLANNED_CITIES[0]])
    settings = ("national.province_quota=8", "national.planned_city_quota=1", "national.ranking=output_value")
    days = admitted(run(portfolio, *settings), "national")
    assert [days[name] for name in ("a", "b", "c")] == ["2026-06-30", "2027-06-30", "2026-06-30"]


def test_the_quota_leaves_those_already_admitted_out() -> None:
    portfolio = clusters([f"c{number}" for number in range(5)], province="东省")
    days = admitted(run(portfolio, "national.province_quota=2", "national.ranking=output_value"), "national")
    years = np.array([int(day[:4]) for day in days.values()])
    assert [int((years == year).sum()) for year in (2026, 2027, 2028)] == [2, 2, 1]
