"""The redline in a report: what is struck, what is written, once for all results."""

from __future__ import annotations

from typing import Any

import pytest

from clusterkit.report.page.markup import joined
from clusterkit.report.page.result import Result
from tests.report import invented
from tests.report.pages import section, tables, told

HEADS = "clause | what | struck → written | from"


def test_the_redline_strikes_the_old_value_and_writes_the_new_one() -> None:
    law = section([invented.result("simulate")], "law")
    assert told(law) == [
        "scenario word", HEADS, "word | word [zone.output_min] | ≥ 10 亿元 → ≥ 12 亿元 | the start",
    ]  # fmt: skip
    (table,) = tables(law)
    assert joined(table.rows[0][2]).text == "<del>≥ 10 亿元</del> → <ins>≥ 12 亿元</ins>"


def test_a_change_that_follows_another_is_told_beside_it_and_an_idle_one_with_its_reason() -> None:
    result: dict[str, Any] = invented.simulate()
    (_, changed) = result["scenarios"]
    (strike,) = changed["redline"]
    changed["redline"] = [
        {**strike, "from": "2028-01-01"},
        {**strike, "lever": "zone.retention.output_min", "follows": invented.LEVER},
    ]
    changed["idle"] = [{"lever": "zone.round_on", "from": None, "touches": "nothing", "why": invented.texts("because")}]
    assert told(section([Result("simulate", "a.json", result)], "law"))[2:] == [
        "word | word [zone.output_min] | ≥ 10 亿元 → ≥ 12 亿元 | 2028-01-01, at re-review too",
        "the change of zone.round_on makes no difference: because",
    ]


def test_without_a_redline_what_is_struck_comes_from_the_installed_law() -> None:
    result: dict[str, Any] = invented.sweep()
    result["changes"] = {
        invented.LEVER: [{"from": None, "value": 12}, {"from": "2028-01-01", "value": 14}],
        "far.lever": [{"from": None, "value": True}],
    }
    found = told(section([Result("sweep", "a.json", result)], "law"))
    assert found[:2] == ["in every run", HEADS]
    assert [line.split(" | ")[2:] for line in found[2:]] == [
        ["10 亿元 → 12 亿元", "the start"],
        ["12 亿元 → 14 亿元", "2028-01-01"],
        ["yes", "the start"],
    ]


@pytest.mark.parametrize("name", ["sweep", "calibrate"])
def test_a_law_that_stays_as_it_is_is_said_to(name: str) -> None:
    assert told(section([invented.result(name)], "law")) == ["The law as it stands; nothing is changed."]


def test_the_same_change_in_several_results_is_told_once() -> None:
    results = [invented.result(name) for name in ("simulate", "compare", "sweep", "solve")]
    found = told(section(results, "law"))
    assert found[0] == "scenario word (simulate.json, compare.json)"
    assert found[-1] == "The law as it stands, unchanged: sweep.json, solve.json."
    assert found.count(HEADS) == 1
