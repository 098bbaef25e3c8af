"""Where the keys of a TOML document stand: every line, whatever the way of writing."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.study.key_lines import Place, line_at, lines_of

WRITTEN = '''\
# a "comment" = 1
title = "a # no comment, [no table]"
told = """
"fake" = 3
[fake]
"""
plain = \'\'\'
x = "1
\'\'\'

[dynamics]
"zone.output.mean" = 0.1  # why
zone.rate.incident = 1
  [dynamics.'odd "name"']
  there = true

[[scenario]]
name = 'one'
set = { "zone.a" = 40, "zone.b" = [
    { from = 2026-01-01, value = "8%" },  # first
    { from = 2028-01-01,
      value = "10%" },
] }

[[scenario]]
[scenario.set]
zone.a = 3
[[scenario.set.zone.dated]]
value = 1
[[scenario.set.zone.dated]]
value = 2
'''


def test_each_key_has_its_line_however_it_is_written() -> None:
    lines = lines_of(WRITTEN)
    assert {place: line for place, line in lines.items() if len(place) == 1} == {
        ("title",): 2, ("told",): 3, ("plain",): 7, ("dynamics",): 11,
    }  # fmt: skip
    below = {place[1:]: line for place, line in lines.items() if place[0] == "dynamics"}
    assert below == {
        (): 11, ("zone.output.mean",): 12, ("zone",): 13, ("zone", "rate"): 13, ("zone", "rate", "incident"): 13,
        ('odd "name"',): 14, ('odd "name"', "there"): 15,
    }  # fmt: skip
    first = {place[2:]: line for place, line in lines.items() if place[:2] == ("scenario", 0)}
    assert first == {
        (): 17, ("name",): 18, ("set",): 19, ("set", "zone.a"): 19, ("set", "zone.b"): 19,
        ("set", "zone.b", 0): 20, ("set", "zone.b", 0, "from"): 20, ("set", "zone.b", 0, "value"): 20,
        ("set", "zone.b", 1): 21, ("set", "zone.b", 1, "from"): 21, ("set", "zone.b", 1, "value"): 22,
    }  # fmt: skip
    second = {place[2:]: line for place, line in lines.items() if place[:2] == ("scenario", 1)}
    assert second == {
        (): 25, ("set",): 26, ("set", "zone"): 27, ("set", "zone", "a"): 27, ("set", "zone", "dated", 0): 28,
        ("set", "zone", "dated", 0, "value"): 29, ("set", "zone", "dated", 1): 30,
        ("set", "zone", "dated", 1, "value"): 31,
    }  # fmt: skip


def test_what_is_not_written_has_the_line_of_what_is_around_it() -> None:
    lines = lines_of(WRITTEN)
    assert line_at(lines, ("scenario", 0, "set", "zone.c")) == 19
    assert line_at(lines, ("scenario", 1, "name")) == 25
    assert line_at(lines, ("years",)) is None


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "# only a comment", "a = 1", 'a = """x"""""', "a = ''''y'''", "a = []", "a = {}", 'a = "\\""\nb = 1'],
)
def test_any_document_is_read_to_its_end(text: str) -> None:
    assert {place[0] for place in lines_of(text)} == set(tomllib.loads(text))


def test_line_ends_of_either_kind_count_alike() -> None:
    assert lines_of(WRITTEN.replace("\n", "\r\n")) == lines_of(WRITTEN)


# Any document -----------------------------------------------------------------------------------

KEYS = st.text("abz-_ .\"'#=[]{}中", min_size=1, max_size=4)
SCALARS = st.one_of(st.integers(-9, 9), st.booleans(), st.text("ab\"'#=[]{},中", max_size=5), st.dates())
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def written(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{quoted(key)} = {written(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",\n  ".join(written(one) for one in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return quoted(value) if isinstance(value, str) else str(value)


def places(value: Any, at: Place) -> Iterator[Place]:
    yield at
    pairs = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, one in pairs:
        yield from places(one, (*at, key))


@given(st.dictionaries(KEYS, VALUES, max_size=4), st.dictionaries(KEYS, VALUES, min_size=1, max_size=3))
def test_every_key_of_any_document_is_found_at_or_after_the_line_it_begins_on(
    top: dict[str, Any], table: dict[str, Any]
) -> None:
    text = ""
    begins: dict[Place, int] = {}
    for key, value in top.items():
        begins[(key,)] = text.count("\n") + 1
        text += f"{quoted(key)} = {written(value)}  # note\n\n"
    text += "[['x table']]\n"
    for key, value in table.items():
        begins[("x table", 0, key)] = text.count("\n") + 1
        text += f"{quoted(key)} = {written(value)}\n"
    assert tomllib.loads(text) == {**top, "x table": [table]}
    lines = lines_of(text)
    assert {place: lines[place] for place in begins} == begins
    expected = {place for key, value in top.items() for place in places(value, (key,))}
    expected |= {place for key, value in table.items() for place in places(value, ("x table", 0, key))}
    assert set(lines) == expected | {("x table", 0)}
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())
