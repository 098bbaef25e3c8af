from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.law.truth import (
    MET,
    NAMES,
    NOT_APPLICABLE,
    NOT_MET,
    UNKNOWN,
    Truths,
    all_true,
    any_true,
    from_bool,
    from_bounds,
    k_true,
    negation,
)
from tests.law.sittings import names, unhurried

CODES = (NOT_MET, UNKNOWN, MET, NOT_APPLICABLE)
N, U, M, NA = NAMES

parts_of_a_finding = st.lists(st.sampled_from(CODES), min_size=1, max_size=5)


def arrays(codes: Sequence[np.int8]) -> list[Truths]:
    return [np.full((1, 1, 1), code) for code in codes]


def one(truths: Truths) -> str:
    return names(truths)[0]


def completions(codes: Sequence[np.int8]) -> Iterator[tuple[np.int8, ...]]:
    """Yield what the codes may turn out to be once everything is known."""
    yield from product(*((NOT_MET, MET) if code == UNKNOWN else (code,) for code in codes))


def of_completions(codes: Sequence[np.int8], holds: Callable[[Sequence[np.int8]], bool]) -> str:
    """Return met or not met where every completion says so, else unknown."""
    found = {holds(completed) for completed in completions(codes)}
    return U if len(found) == 2 else M if found.pop() else N


def test_the_names_stand_in_the_order_of_the_codes() -> None:
    assert [NAMES[code] for code in CODES] == [N, U, M, NA] == ["not_met", "unknown", "met", "not_applicable"]


@pytest.mark.parametrize(
    "left, right, both, either",
    [
        (M, M, M, M),
        (M, U, U, M),
        (M, N, N, M),
        (U, U, U, U),
        (U, N, N, U),
        (N, N, N, N),
        (NA, M, M, M),
        (NA, U, U, U),
        (NA, N, N, N),
        (NA, NA, NA, NA),
    ],
)
def test_all_and_any_follow_kleene_and_what_does_not_apply_counts_as_neither(
    left: str, right: str, both: str, either: str
) -> None:
    parts = arrays([CODES[NAMES.index(left)], CODES[NAMES.index(right)]])
    assert one(all_true(parts)) == one(all_true(parts[::-1])) == both
    assert one(any_true(parts)) == one(any_true(parts[::-1])) == either


@unhurried
@given(parts_of_a_finding)
def test_all_are_true_is_the_conjunction_over_every_completion(codes: list[np.int8]) -> None:
    applicable = [code for code in codes if code != NOT_APPLICABLE]
    expected = of_completions(applicable, lambda each: all(code == MET for code in each)) if applicable else NA
    assert one(all_true(arrays(codes))) == expected


@unhurried
@given(parts_of_a_finding)
def test_any_is_true_is_the_disjunction_over_every_completion(codes: list[np.int8]) -> None:
    applicable = [code for code in codes if code != NOT_APPLICABLE]
    expected = of_completions(applicable, lambda each: any(code == MET for code in each)) if applicable else NA
    assert one(any_true(arrays(codes))) == expected


@unhurried
@given(parts_of_a_finding, st.integers(0, 6))
def test_k_are_true_is_the_count_over_every_completion(codes: list[np.int8], k: int) -> None:
    expected = of_completions(codes, lambda each: sum(code == MET for code in each) >= k)
    assert one(k_true(arrays(codes), k)) == expected


@unhurried
@given(parts_of_a_finding, st.data())
def test_more_knowledge_never_overturns_what_was_known(codes: list[np.int8], data: st.DataObject) -> None:
    known = data.draw(st.sampled_from(list(completions(codes))))
    k = data.draw(st.integers(1, len(codes)))
    for join in (all_true, any_true, lambda parts: k_true(parts, k)):
        before, after = one(join(arrays(codes))), one(join(arrays(known)))
        assert before in {U, after}


@unhurried
@given(parts_of_a_finding)
def test_the_negation_of_all_is_any_of_the_negations(codes: list[np.int8]) -> None:
    parts = arrays(codes)
    assert one(negation(all_true(parts))) == one(any_true([negation(part) for part in parts]))
    assert one(negation(negation(parts[0]))) == NAMES[codes[0]]


def test_the_parts_may_have_different_shapes() -> None:
    by_scenario = np.array([MET, NOT_MET]).reshape(2, 1, 1)
    by_cluster = np.array([MET, UNKNOWN, NOT_APPLICABLE]).reshape(1, 3, 1)
    assert names(all_true([by_scenario, by_cluster])) == [M, U, M, N, N, N]
    assert names(any_true([by_scenario, by_cluster])) == [M, M, M, M, U, N]
    assert names(k_true([by_scenario, by_cluster], 2)) == [M, U, N, N, N, N]


def test_certain_is_met_and_possible_alone_is_unknown() -> None:
    certain, possible = np.array([True, False, False]), np.array([True, True, False])
    assert names(from_bounds(certain, possible)) == [M, U, N]
    assert names(from_bool(certain)) == [M, N, N]


def test_truths_stay_one_byte_wide() -> None:
    part = np.array([NOT_MET, UNKNOWN, MET, NOT_APPLICABLE])
    found = [all_true([part, part]), any_true([part]), k_true([part], 1), negation(part), from_bool(part > 0)]
    assert {truths.dtype for truths in found} == {np.dtype(np.int8)}
