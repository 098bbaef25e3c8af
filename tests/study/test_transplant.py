"""One place's law on another place's clusters: dates, figures, requirements, and what the output says of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from clusterkit import hookimpl
from clusterkit.assessment import assess
from clusterkit.errors import InputError, UnknownNameError
from clusterkit.law import Policy
from clusterkit.law.criterion import Requirement, walk
from clusterkit.plugins import Plugins
from clusterkit.simulation.dynamics import Dynamics
from clusterkit.study.simulate import Study, prepare
from clusterkit.study.transplant import Transplant
from tests.simulation.invented import LAWS, LIVELY, STILL, Cluster, Row, portfolio
from tests.simulation.runs import assert_same, stories


def plugin(law: Policy, model: Dynamics) -> Any:
    class Door:
        @hookimpl
        def clusterkit_policies(self) -> tuple[Policy, ...]:
            return (law,)

        @hookimpl
        def clusterkit_dynamics(self) -> tuple[Dynamics, ...]:
            return (model,)

    return Door()


def doors(models: dict[str, Dynamics]) -> Plugins:
    return Plugins({key: plugin(law, models[key]) for key, law in LAWS.items()})


HOLDER = Cluster(certified="2023-05-20")


def of(
    *clusters: Cluster, policies: tuple[str, ...] = ("far",), models: dict[str, Dynamics] = STILL, **more: Any
) -> Study:
    numbers_only = bool(more.pop("numbers_only", False))
    places = tuple(dict.fromkeys(cluster.place for cluster in clusters))
    return prepare(
        portfolio(*clusters), plugins=doors(models), transplant=Transplant(policies, places, numbers_only),
        **{"replications": 1, **more},
    )  # fmt: skip


def test_the_home_title_counts_as_one_granted_under_the_other_law_on_the_same_day() -> None:
    assert stories(of(HOLDER))["a"] == ["2026-05-20 renew", "2029-05-20 renew", "2032-05-20 renew"]


def test_a_stated_expiry_goes_along() -> None:
    held = Cluster(certified="2023-05-20", expires="2027-02-01")
    assert stories(of(held))["a"][0] == "2027-02-01 renew"


def test_the_other_law_judges_by_its_own_bounds() -> None:
    small: Row = {"operating_revenue": 5.0}
    poor = Cluster(certified="2023-05-20", figures=small)
    assert stories(of(poor, policies=("moor",)))["a"] == ["2026-06-30 lose delisted"]
    assert stories(of(poor, policies=("zone",)))["a"][0] == "2026-05-20 renew"


def test_both_laws_may_judge_the_same_clusters_in_one_run() -> None:
    outcome = of(HOLDER, policies=("far", "zone"), replications=20).run()
    assert set(outcome.policies) == {"far", "zone"}
    assert [one.started for one in outcome.policies.values()] == [1, 1]


def test_a_law_beside_it_changes_nobodys_fate_at_home() -> None:
    clusters = [Cluster(f"c{number}", certified="2024-03-01") for number in range(6)]
    both = of(*clusters, policies=("far", "zone"), models=LIVELY, replications=100).run()
    alone = prepare(portfolio(*clusters), plugins=doors(LIVELY), replications=100).run()
    assert_same(alone, both, places=["zone"])


def test_requirements_that_were_never_asked_are_blank_and_drawn() -> None:
    one = of(*[Cluster(f"c{number}", certified="2024-03-01") for number in range(3)], models=LIVELY)
    (blank,) = [each for each in one.assumptions if each.key == "blank.far_sound"]
    assert blank.clusters == 3
    assert blank.source.startswith("ASSUMED")
    unknown = of(HOLDER, missing="unknown")
    assert stories(unknown)["a"] == ["2026-05-20 lose incomplete_review"]


def test_numbers_only_leaves_requirements_in_words_out() -> None:
    one = of(HOLDER, numbers_only=True, missing="unknown")
    assert stories(one)["a"][0] == "2026-05-20 renew"
    (law,) = one.plan.policies
    roots = [law.standard, *(decision.standard for decision in law.decisions if decision.standard is not None)]
    assert not any(isinstance(part, Requirement) for root in roots for part in walk(root))
    kept = {part.id for part in walk(law.standard) if part.id}
    assert kept == {part.id for part in walk(LAWS["far"].standard) if part.id} - {"far.sound"}


def test_what_only_the_other_law_reads_moves_as_in_its_own_place_and_is_assumed() -> None:
    outside = STILL | {"zone": Dynamics("zone", ("zone",), (), STILL["zone"].macro_sd, STILL["zone"].industry_sd)}
    one = of(HOLDER, policies=("far",), models={**LIVELY, "zone": outside["zone"]})
    moved = {process.key for process in one.plan.dynamics["zone"].processes}
    assert "output_value" in moved
    assert "operating_revenue" not in moved  # the law of far does not read it
    told = [each for each in one.assumptions if each.key == "zone.output_value.sd"]
    assert [each.source for each in told] == ["ASSUMED: as in the model far (ASSUMED: invented)"]


def test_a_model_that_has_all_that_is_asked_for_stays_as_it_is() -> None:
    one = of(HOLDER, models=LIVELY)
    assert one.plan.dynamics["zone"] == LIVELY["zone"]


def test_the_output_says_whose_law_is_put_on_whose_clusters() -> None:
    told = {each.key: each for each in of(HOLDER, numbers_only=True).assumptions}["transplant"]
    assert "far" in told.text.en
    assert "zone" in told.text.en
    assert "left out" in told.text.en
    assert "不计" in told.text.zh


def test_an_assessment_judges_by_the_other_law_too() -> None:
    plugins = doors(STILL)
    laws, tables = Transplant(("far",), ("zone",), numbers_only=True).of(plugins, portfolio(HOLDER))
    (found,) = assess(tables, date(2026, 6, 30), policies=laws, plugins=plugins).results
    assert (found.policy, found.verdict) == ("far", "passes")


def test_a_law_that_does_not_exist_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean moor"):
        of(HOLDER, policies=("mooor",))


def test_a_portfolio_without_such_clusters_is_refused() -> None:
    with pytest.raises(InputError, match="no cluster of them"):
        prepare(portfolio(HOLDER), plugins=doors(STILL), transplant=Transplant(("far",), ("moor",)))
