"""Other values for the model's inputs: by name, within what is possible, on the same draws, and said to be assumed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from clusterkit.errors import InputError, UnknownNameError
from clusterkit.simulation.dynamics import Dynamics, Reporting, Reverting, Walk
from clusterkit.simulation.standard import standard_dynamics
from clusterkit.study.simulate import Study
from tests.simulation.invented import LIVELY, Cluster, given, portfolio, still, study
from tests.simulation.runs import assert_same, figures

ZONE = LIVELY["zone"]
NAMES = sorted(dict(ZONE.inputs()))
CLUSTERS = portfolio(
    *(Cluster(f"a{number}", certified="2024-05-20") for number in range(6)),
    *(Cluster(f"m{number}", place="moor", certified="2020-05-05") for number in range(3)),
)


def of(**more: Any) -> Study:
    return study(CLUSTERS, **{"models": LIVELY, "years": 5, "replications": 20, **more})


# Names and values -------------------------------------------------------------------------------


def test_every_kind_of_number_has_a_name() -> None:
    assert {
        "output_value.mean", "output_value.persistence", "sme_share.sd", "champions.growth", "champions.turnover",
        "plan_attainment.mean", "macro_sd", "industry_sd", "no_application", "lapse", "mending", "rate.incident",
        "report_submitted_on.late", "report_submitted_on.never", "report_submitted_on.late_days",
        "report_submitted_on.early_days",
    } <= set(NAMES)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_one_input_changes_and_no_other(name: str) -> None:
    before = dict(ZONE.inputs())
    after = dict(ZONE.changed({name: before[name].value / 2}).inputs())
    assert list(after) == list(before)
    assert {key for key in after if after[key] != before[key]} == {name}
    assert after[name].value == before[name].value / 2
    assert (after[name].title, after[name].unit) == (before[name].title, before[name].unit)


def test_what_is_set_for_a_study_is_assumed_whatever_it_rested_on_before() -> None:
    standard = standard_dynamics("zone", ("zone",))
    assert not dict(standard.inputs())["output_value.mean"].assumed
    moved = dict(standard.changed({"output_value.mean": 0.1}).inputs())["output_value.mean"]
    assert moved.assumed
    assert moved.source == "ASSUMED: set for this study, 0.129097 before"


def test_a_model_with_nothing_changed_is_the_same() -> None:
    assert ZONE.changed({}) == ZONE


def test_an_unknown_name_answers_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match=r"input of the model zone: output_value\.maen; did you mean output_v"):
        ZONE.changed({"output_value.maen": 0.1})
    with pytest.raises(UnknownNameError, match="place of the run: zoen; did you mean zone"):
        of().with_inputs({"zoen.macro_sd": 0.1})


@pytest.mark.parametrize(
    "name, value, span",
    [
        ("output_value.sd", -0.1, "from 0 on"),
        ("macro_sd", -1.0, "from 0 on"),
        ("champions.turnover", -0.1, "from 0 on"),
        ("champions.growth", -1.5, "from -1 on"),
        ("output_value.persistence", 1.1, "from 0 to 1"),
        ("rate.incident", -0.1, "from 0 on"),
        ("no_application", 1.5, "from 0 to 1"),
        ("lapse", -0.1, "from 0 to 1"),
        ("report_submitted_on.never", 1.1, "from 0 to 1"),
        ("report_submitted_on.late_days", -1.0, "from 0 on"),
        ("output_value.mean", float("nan"), "a number"),
        ("rate.incident", float("inf"), "from 0 on"),
    ],
)
def test_a_value_that_cannot_be_is_refused(name: str, value: float, span: str) -> None:
    with pytest.raises(InputError) as told:
        ZONE.changed({name: value})
    assert str(told.value) == f"input {name}: {value:g} is not possible; {span}"


def test_a_report_is_late_or_never_sent_with_chance_one_at_most() -> None:
    with pytest.raises(InputError, match=r"inputs report_submitted_on\.late and report_submitted_on\.never: together"):
        ZONE.changed({"report_submitted_on.late": 0.6, "report_submitted_on.never": 0.5})
    ZONE.changed({"report_submitted_on.late": 0.5, "report_submitted_on.never": 0.5})


def test_the_bounds_themselves_are_possible() -> None:
    ends = {"output_value.sd": 0.0, "champions.growth": -1.0, "lapse": 1.0, "no_application": 0.0}
    assert {name: dict(ZONE.changed(ends).inputs())[name].value for name in ends} == ends


# The same draws ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["output_value.mean", "rate.incident", "report_submitted_on.late", "lapse"])
def test_an_unchanged_value_leaves_every_byte_alone(name: str) -> None:
    one = of()
    same = one.with_inputs({f"zone.{name}": one.inputs()[f"zone.{name}"].value})
    assert_same(one.run(), same.run())


def test_inputs_given_when_preparing_and_afterwards_are_the_same() -> None:
    values = {"zone.output_value.mean": -0.1, "zone.rate.incident": 0.2, "moor.operating_revenue.sd": 0.5}
    assert_same(of(inputs=values).run(), of().with_inputs(values).run())


def test_what_is_changed_for_one_place_leaves_another_alone() -> None:
    one = of()
    moved = one.with_inputs({"zone.output_value.mean": -0.3, "zone.rate.incident": 0.5, "zone.macro_sd": 0.5})
    before, after = one.run(), moved.run()
    assert_same(before, after, ["moor"])
    assert after.retention_rows("zone")[-1]["mean"] < before.retention_rows("zone")[-1]["mean"]


def test_what_is_changed_for_one_figure_leaves_the_others_alone() -> None:
    keys = ("output_value", "sme_share", "champions", "co2_intensity")
    one = of(replications=3)
    before, after = figures(one, *keys), figures(one.with_inputs({"zone.sme_share.sd": 1.0}), *keys)
    zone = [row for row, name in enumerate(one.portfolio.cluster_id) if str(name).startswith("a")]
    for (key, year), values in before.items():
        same = np.array_equal(values[zone], after[key, year][zone], equal_nan=True)
        assert same == (key != "sme_share" or year <= 2025), (key, year)


def test_a_greater_shock_moves_each_path_further_along_its_own_draw() -> None:
    walk = {"zone": still("zone", Walk("output_value", given(0.02), given(0.1)))}
    one = study(CLUSTERS.subset(CLUSTERS.clusters["jurisdiction"] == "zone"), models=walk, years=3, replications=5)
    greater = one.with_inputs({"zone.output_value.sd": 0.3})
    small, large = figures(one, "output_value"), figures(greater, "output_value")
    for year in (2026, 2027, 2028):
        middle = np.log(20.0) + 0.02 * (year - 2025)
        moved = np.log(small["output_value", year]) - middle
        assert np.abs(moved).max() > 0.01
        np.testing.assert_allclose(np.log(large["output_value", year]) - middle, 3 * moved, atol=1e-12)


def rare(rate: float) -> dict[str, Dynamics]:
    return {"zone": still("zone", rates={"incident": given(rate)})}


@settings(max_examples=30, deadline=None)
@drawn(st.floats(0.0, 0.6), st.floats(0.0, 0.6))
def test_a_greater_rate_only_adds_events_and_brings_them_forward(one: float, other: float) -> None:
    low, high = sorted((one, other))
    given_once = study(
        CLUSTERS.subset(CLUSTERS.clusters["jurisdiction"] == "zone"), models=rare(0.1), years=3, replications=3
    )
    few, many = (given_once.with_inputs({"zone.rate.incident": rate}).run().policies["zone"] for rate in (low, high))
    lost, also = few.lost_on[0], many.lost_on[0]
    assert ((lost == 0) | ((also > 0) & (also <= lost))).all()


def test_without_a_rate_there_is_no_event() -> None:
    one = study(CLUSTERS, models={**LIVELY, **rare(0.5)}, years=3, replications=5)
    causes = [row["cause"] for row in one.run().loss_rows("zone")]
    assert "incident" in causes
    spared = one.with_inputs({"zone.rate.incident": 0.0}).run()
    assert "incident" not in [row["cause"] for row in spared.loss_rows("zone")]


def test_reports_that_all_come_late_cost_every_title() -> None:
    late = Reporting("report_submitted_on", 331, given(0.0), given(0.0), given(30.0), given(0.0))
    one = study(CLUSTERS, models={**LIVELY, "zone": still("zone", reporting=(late,))}, years=2, replications=3)
    assert [row["cause"] for row in one.run().loss_rows("zone")] == []
    all_late = one.with_inputs({"zone.report_submitted_on.late": 1.0}).run()
    assert all_late.retention_rows("zone")[0]["mean"] == 0.0
    assert {row["cause"] for row in all_late.loss_rows("zone")} == {"late_report"}


def test_persistence_of_all_keeps_a_share_where_a_shock_has_put_it() -> None:
    model = {"zone": still("zone", Reverting("sme_share", given(0.0), given(0.2)))}
    one = study(CLUSTERS.subset(CLUSTERS.clusters["jurisdiction"] == "zone"), models=model, years=3, replications=4)
    kept = one.with_inputs({"zone.sme_share.persistence": 1.0})

    def logit(study: Study, year: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        share = figures(study, "sme_share")["sme_share", year]
        return np.asarray(np.log(share / (1 - share)) - np.log(0.8 / 0.2))

    for year in (2026, 2027, 2028):
        steps = sum(logit(one, past) for past in range(2026, year + 1))
        np.testing.assert_allclose(logit(kept, year), steps, atol=1e-9)


# What the output says ---------------------------------------------------------------------------


def test_the_assumptions_list_what_was_set() -> None:
    told = {one.key: one for one in of().with_inputs({"zone.rate.incident": 0.2}).assumptions}
    assert (told["zone.rate.incident"].value, told["zone.rate.incident"].as_dict()["assumed"]) == (0.2, True)
    assert told["zone.rate.incident"].source == "ASSUMED: set for this study, 0.02 before"
