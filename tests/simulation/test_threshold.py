"""Thresholds count as a comparison with each of them would, and a bound is found where a standard asks it alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clusterkit.law import (
    Criterion,
    EachOfLast,
    LeverNamespace,
    Text,
    above,
    all_of,
    any_of,
    at_least,
    at_most,
    below,
    where,
)
from clusterkit.law.figure import Figure, Measure, Operator, edge
from clusterkit.law.truth import MET, UNKNOWN
from clusterkit.simulation.threshold import Thresholds, place_of

CITE = "第一条"
SCALES = (Measure(), Measure("log"), Measure("logit"), Measure("log", years=3))
lever = LeverNamespace("zone")
FLOOR, OTHER = (lever(name, 10.0, "亿元", zh=name, en=name, cite=CITE) for name in ("floor", "other"))
YEARS = lever("years", 3, "年", zh="年数", en="years", cite=CITE, range=(1.0, 3.0), whole=True)
BINDS = lever.yes_no("binds", True, zh="硬性", en="binds", cite=CITE)
BOUND, BESIDE = at_least("output_value", FLOOR), at_least("operating_revenue", OTHER)

numbers = st.floats(-2.0, 50.0) | st.sampled_from([-1.0, 0.0, 0.5, 1.0, 10.0])


@given(
    values=st.lists(st.none() | numbers, min_size=1, max_size=8),
    figures=st.lists(st.tuples(numbers, numbers) | st.just((-np.inf, np.inf)), min_size=1, max_size=6),
    measure=st.sampled_from(SCALES),
    operator=st.sampled_from([">=", ">", "<=", "<"]),
    known=st.booleans(),
)
def test_as_many_thresholds_hold_as_a_comparison_with_each_finds(
    values: list[float | None],
    figures: list[tuple[float, float]],
    measure: Measure,
    operator: Operator,
    known: bool,
) -> None:
    low = measure.of(np.array([min(pair) for pair in figures])).reshape(1, -1, 1)
    high = measure.of(np.array([max(pair) for pair in figures])).reshape(1, -1, 1)
    # What has no place on its scale has none at either end.
    assume(known or not np.isnan(low).any())
    figure = Figure(low, low if known else high, measure)
    thresholds = Thresholds.of(values, upwards=operator in {">=", ">"})
    certain, possible = thresholds.held(figure, operator, low.shape, np.arange(low.size))
    truths = []
    for value in values:
        bound = np.array([[[0.0 if value is None else value]]])
        found = figure.compare(operator, edge(measure, operator, bound))
        truths.append(np.full(low.shape, MET) if value is None else found)
    ordered = np.array([truths[place] for place in thresholds.order]).reshape(len(values), -1)
    assert certain.tolist() == (ordered >= MET).sum(axis=0).tolist()
    assert possible.tolist() == (ordered >= UNKNOWN).sum(axis=0).tolist()
    # Lenient first: what holds under one holds under all before it.
    assert (np.diff(ordered, axis=0) <= 0).all()


@pytest.mark.parametrize(
    "bound", [BOUND, above("output_value", FLOOR), at_least("output_value", FLOOR, EachOfLast(YEARS))]
)
def test_a_bound_is_found_among_all_that_a_standard_asks(bound: Criterion) -> None:
    for standard in (bound, all_of(bound), all_of(BESIDE, all_of(bound, BESIDE))):
        found = place_of(standard, {"zone.floor"})
        assert found is not None
        assert (found.criterion, found.bound, found.facts, found.upwards) == (bound, bound, (), True)


def test_a_bound_for_some_clusters_is_found_with_its_facts() -> None:
    inner = where("energy_intensive", where("water_intensive", below("co2_intensity", FLOOR)))
    found = place_of(all_of(BESIDE, inner), {"zone.floor"})
    assert found is not None
    assert found.criterion is inner
    assert found.facts == ("energy_intensive", "water_intensive")
    assert not found.upwards


WORDS = Text("某", "something")


@pytest.mark.parametrize(
    "standard",
    [
        all_of(BESIDE),
        any_of(BOUND, BESIDE, id="zone.either", title=WORDS, cite=CITE),
        all_of(BESIDE, any_of(BOUND, BESIDE, id="zone.either", title=WORDS, cite=CITE)),
        all_of(BOUND, at_most("area_km2", FLOOR)),
        where("energy_intensive", all_of(BOUND, BESIDE)),
    ],
    ids=["not at all", "any of", "any of beside others", "twice", "for some, beside another"],
)
def test_a_bound_that_is_read_in_any_other_way_is_not_found(standard: Criterion) -> None:
    assert place_of(standard, {"zone.floor"}) is None


def test_what_shapes_a_window_or_makes_a_rule_bind_is_no_bound() -> None:
    standard = all_of(at_least("output_value", FLOOR, EachOfLast(YEARS), binding=BINDS))
    assert place_of(standard, {"zone.years"}) is None
    assert place_of(standard, {"zone.binds"}) is None
    assert place_of(standard, {"zone.floor", "zone.years"}) is None
