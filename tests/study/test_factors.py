"""What is moved in a sensitivity analysis, and how far."""

from __future__ import annotations

import re
from typing import Any

import pytest

from clusterkit.errors import InputError, UnknownNameError
from clusterkit.law import Policy, above
from clusterkit.law.criterion import Bound
from clusterkit.law.lever import DATE_UNIT
from clusterkit.simulation.dynamics import Counts, Dynamics, Fresh, Walk
from clusterkit.study.factors import Factor, factors_of
from clusterkit.study.scenario import Scenario
from clusterkit.study.simulate import Study
from tests.simulation.invented import LIVELY, ZONE, Cluster, given, portfolio, still, study
from tests.study.wording import STRICT, asking, number

MODEL = still(
    "zone",
    Walk("output_value", given(0.1), given(0.2), given(0.95)),
    Walk("co2_intensity", given(-0.04), given(0.0)),
    Counts("champions", given(0.0), given(0.2)),
    Fresh("plan_attainment", given(1.0), given(0.1)),
    rates={"incident": given(0.02)},
)


def of(law: Policy = ZONE, *settings: str, model: Dynamics = MODEL) -> Study:
    levers = {one.key: one for one in law.levers}
    scenario = Scenario.of("baseline", levers, settings)
    return study(portfolio(Cluster(certified="2024-07-01")), laws=[law], models={"zone": model}, scenarios=[scenario])


def factor(prepared: Study, key: str, **ranges: str) -> Factor:
    found, _ = factors_of(prepared, [key], ranges)
    assert [one.key for one in found] == [key]
    return found[0]


def reason(prepared: Study, key: str) -> str:
    _, still_ = factors_of(prepared)
    return {one.key: one.reason.en for one in still_}[key]


def close(values: tuple[Any, ...]) -> Any:
    return pytest.approx(values)


@pytest.mark.parametrize(
    "key, values, basis",
    [
        ("zone.output_min", (9.0, 11.0), "±10 %"),
        ("zone.output_growth", (-0.55, -0.45), "±10 %"),
        ("zone.second", (9.0, 11.0), "±10 %, at least ±1"),
        ("zone.first", (0.0, 2.0), "±10 %, at least ±1"),
        ("zone.term_years", (2.0, 4.0), "the next values"),
        ("zone.output_years", (2.0,), "the next values"),
        ("zone.review_lag_days", (30.0,), "the next values"),
        ("zone.report_deadline", (229, 430), "the next values"),
        ("zone.in_force_until", (20271019.0, 20271021.0), "the next values"),
        ("zone.area_binding", (False,), "the other choices"),
        ("zone.growth_mean", ("yearly",), "the other choices"),
        ("zone.output_value.mean", (0.09, 0.11), "±10 %"),
        ("zone.output_value.sd", (0.18, 0.22), "±10 %"),
        ("zone.output_value.persistence", (0.855, 1.0), "±10 %"),
        ("zone.co2_intensity.mean", (-0.044, -0.036), "±10 %"),
        ("zone.champions.growth", (-0.01, 0.01), "±1 point a year"),
        ("zone.rate.incident", (0.018, 0.022), "±10 %"),
    ],
)
def test_each_kind_has_its_own_step(key: str, values: tuple[Any, ...], basis: str) -> None:
    found = factor(of(), key)
    assert found.values == close(values) if isinstance(values[0], float) else found.values == values
    assert found.basis.en == basis


def test_a_step_ends_where_the_legal_range_does() -> None:
    law = asking(above_share(0.95))
    assert factor(of(law), "zone.nearly").values == close((0.855, 1.0))


def above_share(default: float) -> Bound:
    return above("sme_share", number("nearly", default, "share", cue="超过"))


def test_steps_are_taken_from_the_scenario_and_not_from_the_default() -> None:
    assert factor(of(ZONE, "zone.output_min=20"), "zone.output_min").values == close((18.0, 22.0))


def test_all_levers_and_inputs_are_factors_or_have_a_reason() -> None:
    prepared = of()
    found, left = factors_of(prepared)
    keys = [*(one.key for one in found), *(one.key for one in left)]
    assert sorted(keys) == sorted({**prepared.levers, **prepared.inputs()})


@pytest.mark.parametrize(
    "key, why",
    [
        ("zone.retention.output_min", "moves with the same bound at admission"),
        ("zone.round_quota", "without a value in the text; state a --range"),
        ("zone.co2_intensity.sd", "without a next value; state a --range"),
        ("zone.macro_sd", "without a next value; state a --range"),
    ],
)
def test_what_cannot_be_moved_is_left_out_with_the_reason(key: str, why: str) -> None:
    assert reason(of(), key) == why


def test_a_bound_of_the_re_review_moves_alone_where_the_scenario_sets_it_or_it_is_named() -> None:
    found, _ = factors_of(of(ZONE, "zone.retention.output_min=5"))
    assert {one.key: one.values for one in found}["zone.retention.output_min"] == close((4.5, 5.5))
    assert factor(of(), "zone.retention.output_min").values == close((9.0, 11.0))


def test_a_lever_that_the_scenario_dates_is_left_out() -> None:
    assert reason(of(ZONE, "zone.output_min=20@2028-01-01"), "zone.output_min") == (
        "changed from stated days on by the scenario"
    )


@pytest.mark.parametrize(
    "key, written, values",
    [
        ("zone.output_min", "5:40亿元", (5.0, 40.0)),
        ("zone.sme_share", "40%:60%", (0.4, 0.6)),
        ("zone.round_quota", "1:5", (1.0, 5.0)),
        ("zone.retention.output_min", "5:40", (5.0, 40.0)),
        ("zone.rate.incident", "0:5%", (0.0, 0.05)),
        ("zone.macro_sd", "0:0.05", (0.0, 0.05)),
    ],
)
def test_a_range_may_be_given(key: str, written: str, values: tuple[float, float]) -> None:
    found, _ = factors_of(of(), (), {key: written})
    (one,) = [one for one in found if one.key == key]
    assert (one.values, one.span, one.basis.en) == (close(values), close(values), "as given")


def test_dates_have_no_range_to_draw_from() -> None:
    found, _ = factors_of(of(), ["zone.in_force_until"], {"zone.in_force_until": "2026-10-20:2029-10-20"})
    assert (found[0].values, found[0].span) == ((20261020.0, 20291020.0), None)
    assert found[0].lever is not None
    assert found[0].lever.unit == DATE_UNIT


@pytest.mark.parametrize(
    "names, ranges, told",
    [
        (["zone.output_mn"], {}, "unknown lever or input: zone.output_mn; did you mean zone.output_min?"),
        ([], {"zone.rate.incidnt": "0:1"}, "did you mean zone.rate.incident?"),
        (["zone.round_quota"], {}, "--factor zone.round_quota: without a value in the text; state a --range"),
        (["zone.area"], {"zone.output_min": "5:9"}, "--range zone.output_min: it is not among the factors named"),
        ([], {"zone.output_min": "5"}, "--range zone.output_min=5: write NAME=LOW:HIGH, such as zone.output_min=10:20"),
        ([], {"zone.output_min": "5:4"}, "--range zone.output_min=5:4: the low end must lie below the high one"),
        ([], {"zone.output_min": "-5:4"}, "lever zone.output_min: -5 is not possible; its legal range is from 0"),
        ([], {"zone.round_quota": "none:4"}, "--range zone.round_quota: 'none' is no number"),
        ([], {"zone.growth_mean": "a:b"}, "only numbers have a range; its alternatives are tried anyway"),
        ([], {"zone.rate.incident": "x:1"}, "--range zone.rate.incident: 'x' is no number"),
        ([], {"zone.rate.incident": "nan:1"}, "--range zone.rate.incident: 'nan' is no number"),
        ([], {"zone.rate.incident": "-1:1"}, "--range zone.rate.incident=-1:1: it lies from 0 to ∞"),
    ],
)
def test_what_cannot_be_is_refused(names: list[str], ranges: dict[str, str], told: str) -> None:
    with pytest.raises(InputError, match=re.escape(told)):
        factors_of(of(), names, ranges)


def test_a_place_of_the_span_becomes_a_value() -> None:
    assert factor(of(), "zone.output_min").at(0.75) == pytest.approx(10.5)
    assert [factor(of(), "zone.term_years").at(place) for place in (0.0, 0.2, 0.5, 1.0)] == [2.0, 2.0, 3.0, 4.0]


def test_every_input_of_a_lively_model_can_be_moved_as_far_as_it_says() -> None:
    prepared = of(model=LIVELY["zone"])
    found, _ = factors_of(prepared)
    for one in found:
        if one.kind == "input":
            for value in one.values:
                assert prepared.with_inputs({one.key: float(str(value))}).inputs()[one.key].value == value


def test_unknown_names_come_before_anything_is_moved() -> None:
    with pytest.raises(UnknownNameError):
        factors_of(of(STRICT), ["zone.output_min", "nowhere.output_min"])
