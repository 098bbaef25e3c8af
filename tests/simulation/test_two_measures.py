"""Two measures over the same clusters: a title under one may be asked for, or suffice, under the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pytest
from attrs import evolve

from clusterkit import hookimpl
from clusterkit.law import (
    InForce,
    LeverNamespace,
    Policy,
    Text,
    admit,
    all_of,
    in_round,
    meets,
    met,
    procedure,
    recognised,
    when,
)
from clusterkit.plugins import Plugins
from clusterkit.simulation.dynamics import Dynamics
from clusterkit.study.simulate import prepare
from tests.simulation.invented import CITE, LIVELY, STILL, WORDS, ZONE, Cluster, Happening, portfolio, study
from tests.simulation.proofs import assert_conserved
from tests.simulation.runs import assert_same, only, stories

LOWER = recognised("zone", id="crown.lower", title=WORDS, cite=CITE)


def crown() -> Policy:
    """Return a measure above the zone's: it admits who holds the zone's title."""
    lever = LeverNamespace("crown")
    standard = all_of(LOWER)
    on = procedure.round_on(lever, cite=CITE)
    return Policy(
        key="crown",
        title=Text("crown", "crown"),
        level="province",
        version="1",
        in_force=InForce(None, CITE),
        standard=standard,
        decisions=(in_round(on, standard, when(met, admit()), title=WORDS, cite=CITE),),
        register=(),
        scope=("zone",),
    )


def recognising(*wanted: str) -> Policy:
    """Return the zone's law where a province's title, or another that is named, admits without review."""
    (own,) = (one for one in ZONE.decisions if one.key == "admission_round")
    above = when(meets(recognised(*(wanted or ("province",)), id="zone.above", title=WORDS, cite=CITE)), admit())
    changed = evolve(own, rules=(above, *own.rules))
    return evolve(ZONE, decisions=tuple(changed if one is own else one for one in ZONE.decisions))


CROWN, RECOGNISING = crown(), recognising()
WEAK = Cluster("e", figures={"output_value": 1.0, "sme_output_value": 0.9})
CLUSTERS = [
    Cluster("a", certified="2024-05-20"),
    Cluster("b"),
    Cluster("c", certified="2024-05-20"),
    Cluster("d", certified="2024-05-20"),
    WEAK,
]
EVENTS: list[Happening] = [("c", "2026-06-29", "illegality"), ("d", "2026-07-01", "illegality")]


@pytest.fixture(scope="module")
def told() -> Mapping[str, list[str]]:
    one = study(portfolio(*CLUSTERS, events=EVENTS), laws=[CROWN, ZONE], years=3)
    return stories(one, policy="crown")


def test_who_holds_the_lower_title_is_admitted_above(told: Mapping[str, list[str]]) -> None:
    assert told["a"] == ["2026-06-30 admit"]
    assert told["e"] == []


def test_a_title_granted_on_the_day_itself_counts_in_the_next_round(told: Mapping[str, list[str]]) -> None:
    assert told["b"] == ["2027-06-30 admit"]


def test_a_lower_title_that_is_lost_before_does_not_count_and_one_lost_later_takes_nothing(
    told: Mapping[str, list[str]],
) -> None:
    assert told["c"] == []
    assert told["d"] == ["2026-06-30 admit"]


def test_recognition_from_above_counts_in_the_next_round_and_opens_a_term_of_its_own() -> None:
    clusters = portfolio(WEAK, titles=[{"cluster_id": "e", "policy": "crown", "certified_on": date(2026, 3, 3)}])
    one = study(clusters, laws=[CROWN, RECOGNISING], years=5)
    assert stories(one, policy="zone")["e"] == ["2026-06-30 admit", "2029-06-30 lose re_review"]
    late = portfolio(WEAK, titles=[{"cluster_id": "e", "policy": "crown", "certified_on": date(2026, 6, 30)}])
    assert stories(study(late, laws=[CROWN, RECOGNISING], years=2), policy="zone")["e"] == ["2027-06-30 admit"]


@pytest.mark.parametrize("batch, told", [("1", ["2026-06-30 admit"]), ("2", []), ("", [])])
@pytest.mark.parametrize("governs", ["zone", "moor"])
def test_the_batch_that_the_file_states_is_known_whoever_keeps_the_title(
    batch: str, told: list[str], governs: str
) -> None:
    titles = [{"cluster_id": "e", "policy": "crown", "certified_on": date(2024, 3, 3), "batch": batch}]
    laws = [evolve(CROWN, scope=(governs,)), recognising("crown:1")]
    assert stories(study(portfolio(WEAK, titles=titles), laws=laws, years=2), policy="zone")["e"] == told


def test_the_batch_of_a_title_granted_within_the_run_is_unknown() -> None:
    titles = [{"cluster_id": "e", "policy": "crown", "certified_on": date(2026, 3, 3), "batch": "1"}]
    laws = [CROWN, recognising("crown:1")]
    assert stories(study(portfolio(WEAK, titles=titles), laws=laws, years=1), policy="zone")["e"] == [
        "2026-06-30 admit"
    ]
    granted = evolve(WEAK, facts={"recognised_by": "zone"})
    found = stories(study(portfolio(granted), laws=[CROWN, recognising("crown:1")], years=3))
    assert found["e"] == ["2026-06-30 admit"]  # the crown's own, and no title of the zone's


@pytest.mark.parametrize("models", [STILL, LIVELY])
def test_neither_the_order_of_measures_nor_the_size_of_tiles_matters(models: Mapping[str, Dynamics]) -> None:
    clusters = portfolio(*CLUSTERS, events=EVENTS)
    one = study(clusters, laws=[CROWN, RECOGNISING], models=models, replications=30).run()
    assert_conserved(one)
    assert_same(one, study(clusters, laws=[RECOGNISING, CROWN], models=models, replications=30).run(size=1))


def test_a_measure_that_only_asks_changes_nothing_below() -> None:
    clusters = portfolio(*CLUSTERS, events=EVENTS)
    beside = study(clusters, laws=[CROWN, ZONE], models=LIVELY, replications=30).run().policy("zone")
    alone = study(clusters, laws=[ZONE], models=LIVELY, replications=30).run().policy("zone")
    first, second = only(beside, 0), only(alone, 0)
    assert [name for name, array in first.items() if not np.array_equal(array, second[name])] == []


class Laws:
    """A plugin that brings some measures."""

    def __init__(self, *laws: Policy) -> None:
        self._laws = laws

    @hookimpl
    def clusterkit_policies(self) -> tuple[Policy, ...]:
        return self._laws


@pytest.mark.parametrize("governs, kept", [("zone", ["crown", "zone"]), ("moor", ["zone"])])
def test_a_title_is_of_the_run_where_its_measure_governs_and_a_fact_on_file_elsewhere(
    governs: str, kept: list[str]
) -> None:
    days = {"certified_on": date(2022, 3, 3), "expires_on": date(2026 if governs == "zone" else 2025, 3, 3)}
    clusters = portfolio(WEAK, titles=[{"cluster_id": "e", "policy": "crown", **days}])
    plugins = Plugins({"laws": Laws(ZONE, evolve(CROWN, scope=(governs,)))})
    found = prepare(clusters, plugins=plugins, years=1, replications=1)
    assert [policy.key for policy in found.plan.policies] == kept
