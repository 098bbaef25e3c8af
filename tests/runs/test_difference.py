"""Differences between JSON values: each named by the way to it, in the order of the first."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.runs.difference import differences

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "there, now, told",
    [
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, ["b: 2 there, 3 now"]),
        ({"a": {"b": [0, {"c": 1.5}]}}, {"a": {"b": [0, {"c": 2.5}]}}, ["a.b[1].c: 1.5 there, 2.5 now"]),
        ({"a": 1}, {}, ["a: 1 there, nothing now"]),
        ({}, {"a": None}, ["a: nothing there, null now"]),
        ([1], [1, 2], ["[1]: nothing there, 2 now"]),
        ({"z": 1, "a": 1}, {"z": 2, "a": 2}, ["z: 1 there, 2 now", "a: 1 there, 2 now"]),
        ({"a": 1}, {"a": 1.0}, ["a: 1 there, 1.0 now"]),
        ({"a": 0.1}, {"a": 0.1 + 2**-56}, ["a: 0.1 there, 0.10000000000000002 now"]),
        ({"a": "字" * 90}, {"a": ""}, [f'a: "{"字" * 79}… there, "" now']),
    ],
)
def test_each_difference_is_named_by_the_way_to_it(there: Any, now: Any, told: list[str]) -> None:
    assert [str(one) for one in differences(there, now)] == told


@given(JSON)
def test_a_value_does_not_differ_from_itself(value: Any) -> None:
    assert list(differences(value, value)) == []


@given(JSON, JSON)
def test_what_differs_one_way_differs_the_other(one: Any, other: Any) -> None:
    assert {found.where for found in differences(one, other)} == {found.where for found in differences(other, one)}
