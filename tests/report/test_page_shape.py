"""Shapes: what is wrong with a value, and where."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.report.page.shape import (
    Shape,
    by_name,
    faults,
    maybe,
    number,
    pair,
    scalar,
    some,
    text,
    texts,
    yes_no,
)

RUN: Shape = {"name": text, "rows": [{"mean": number, "note?": text}]}


@pytest.mark.parametrize(
    "value, told",
    [
        ({"name": "a", "rows": []}, []),
        ({"name": "a", "rows": [{"mean": 1, "note": "b", "more": None}]}, []),
        ({"name": 1, "rows": {}}, ["name is no text", "rows is no list"]),
        (
            {"rows": [{"mean": 1}, {"mean": "1"}, 3]},
            ["name is missing", "rows[1].mean is no number", "rows[2] is no object"],
        ),
        ({"name": "a", "rows": [{"mean": 1, "note": 2}]}, ["rows[0].note is no text"]),
        ([], ["the whole is no object"]),
    ],
)  # fmt: skip
def test_every_fault_is_told_with_its_place(value: Any, told: list[str]) -> None:
    assert list(faults(RUN, value)) == told


@pytest.mark.parametrize(
    "shape, right, wrong, told",
    [
        (number, -1.5, True, "at is no number"),
        (number, 0, float("nan"), "at is no number"),
        (number, 1e299, 10**400, "at is no number"),
        (text, "", None, "at is no text"),
        (yes_no, False, 0, "at is neither true nor false"),
        (scalar, None, [], "at is no number"),
        (scalar, "03-31", {}, "at is no number"),
        (maybe(number), None, "1", "at is no number"),
        (some(number), [1], [], "at is empty"),
        (some(number), [1], ["1"], "at[0] is no number"),
        (pair(text), ["a", "b"], ["a"], "at is no pair"),
        (pair(text), ["a", "b"], "ab", "at is no list"),
        (by_name(number), {"any": 1}, {"any": "1"}, "at.any is no number"),
        (by_name(number), {}, [], "at is no object"),
        (texts, {"zh": "产值", "en": "output"}, {"zh": "产值"}, "at.en is missing"),
    ],
)
def test_each_shape_takes_what_fits_and_names_what_does_not(shape: Shape, right: Any, wrong: Any, told: str) -> None:
    assert list(faults(shape, right, "at")) == []
    assert list(faults(shape, wrong, "at")) == [told]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "rows", "mean"]), inner),
)


@given(JSON)
def test_no_value_makes_the_question_itself_fail(value: Any) -> None:
    assert all(isinstance(fault, str) for fault in faults(RUN, value))
