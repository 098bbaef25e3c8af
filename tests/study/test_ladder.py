"""The ladder: clusters climb within one run, lower titles first, and nothing changes for those below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from attrs import evolve

from clusterkit.errors import InputError
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
    met,
    own_title,
    procedure,
    when,
)
from clusterkit.plugins import Plugins
from clusterkit.study.ladder import with_ladder
from clusterkit.study.scenario import Scenario
from clusterkit.study.simulate import Study, prepare
from tests.simulation.invented import CITE, LAWS, LIVELY, STILL, WORDS, Cluster, Row, portfolio
from tests.simulation.runs import assert_same, stories

lever = LeverNamespace("crown")
BINDING = lever.yes_no("own_title_binding", True, zh="须先获本地称号", en="the own title comes first", cite=CITE)
OWN = own_title("crown", id="crown.own_title", title=WORDS, cite=CITE, binding=BINDING)
GREAT = at_least("output_value", lever("output_min", 15.0, "亿元", zh="产值", en="output", cite=CITE))


def crown(*asked: Criterion) -> Policy:
    """Return a nation's measure that takes in the clusters of cities, on 30 September of every year."""
    standard = all_of(*(asked or (OWN, GREAT)))
    on = lever.month_day("round_on", "09-30", zh="认定日", en="day of the round", cite=CITE)
    return Policy(
        key="crown", title=Text("国家", "crown"), level="national", version="1", in_force=InForce(None, CITE),
        standard=standard, decisions=(in_round(on, standard, when(met, admit()), title=WORDS, cite=CITE),), register=(),
        readmission=procedure.readmission(lever, cite=CITE), climbs_from=("city",),
    )  # fmt: skip


def run(clusters: Sequence[Cluster], *settings: str, laws: Sequence[Policy] | None = None, **more: Any) -> Study:
    measures = with_ladder([crown(), LAWS["zone"]]) if laws is None else laws
    levers = {one.key: one for law in measures for one in law.levers}
    usual = {"dynamics": list(STILL.values()), "replications": 1}
    scenarios = [Scenario.of("set", levers, settings)]
    return prepare(
        portfolio(*clusters), policies=measures, plugins=Plugins({}), scenarios=scenarios, **{**usual, **more}
    )


def test_a_candidate_climbs_from_its_own_title_to_the_next() -> None:
    told = run([Cluster()])
    assert stories(told, policy="zone")["a"][0] == "2026-06-30 admit"
    assert stories(told, policy="crown")["a"] == ["2026-09-30 admit"]


def test_the_lower_title_must_be_held_on_the_day_of_the_round() -> None:
    small: Row = {"output_value": 9.0, "sme_output_value": 8.0}
    without = Cluster(figures=small)
    settings = ("crown.output_min=5",)
    assert stories(run([without], *settings), policy="crown")["a"] == []
    assert stories(run([without], *settings, "crown.own_title_binding=no"), policy="crown")["a"] == ["2026-09-30 admit"]


def test_a_title_that_is_lost_below_takes_nothing_above() -> None:
    held = Cluster(certified="2024-05-20")
    told = run([held], "zone.output_min=10", "zone.output_min=50@2027-01-01")
    assert stories(told, policy="zone")["a"][0] == "2027-05-20 lose re_review"
    assert stories(told, policy="crown")["a"] == ["2026-09-30 admit"]


def test_the_measures_own_clusters_are_asked_for_no_other_title() -> None:
    own = Cluster("b", place="crown")
    measures = with_ladder([crown(), LAWS["zone"]])
    models = [*STILL.values(), evolve(STILL["zone"], key="crown", jurisdictions=("crown",))]
    told = run([Cluster(), own], laws=measures, dynamics=models)
    assert stories(told, policy="crown")["b"] == ["2026-09-30 admit"]


def test_without_a_ladder_each_measure_keeps_to_its_own_clusters() -> None:
    assert list(run([Cluster()], laws=[crown(), LAWS["zone"]]).run().policies) == ["zone"]


def test_a_ladder_changes_nobodys_fate_below() -> None:
    clusters = [Cluster(f"c{number}", certified="2024-03-01" if number % 2 else "") for number in range(8)]
    models = list(LIVELY.values())
    alone = run(clusters, laws=[LAWS["zone"]], dynamics=models, replications=100).run()
    both = run(clusters, dynamics=models, replications=100).run()
    assert_same(alone, both, places=["zone"])
    assert both.policy("crown").counts[-1, 1].sum() > 0


def test_measures_of_which_none_takes_in_another_are_refused() -> None:
    with pytest.raises(InputError, match="none of moor, zone takes in the clusters of another"):
        with_ladder([LAWS["moor"], LAWS["zone"]])


def test_only_the_levels_that_it_names_climb() -> None:
    (high, *_) = with_ladder([crown(), LAWS["zone"], LAWS["moor"]])
    assert high.scope == ("crown", "zone")


def test_a_title_granted_on_the_day_of_the_round_counts_in_the_next() -> None:
    told = run([Cluster()], "crown.round_on=06-30")
    # Admission is the last thing of its day: the title granted on it counts in the next round.
    assert stories(told, policy="crown")["a"] == ["2027-06-30 admit"]
