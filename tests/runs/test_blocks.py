"""Blocks add up to the run: the same rows, bit by bit; a block that fails leaves out its replications and says why."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from clusterkit.law.text import Text
from clusterkit.runs.blocks import Block, Failure, Sum, Workshop, keys_of
from clusterkit.runs.environment import environment, warning_of
from clusterkit.runs.result import digest_of, machine_readable
from clusterkit.runs.run import compute
from clusterkit.simulation.results import Results
from clusterkit.study.simulate import Study
from tests.runs import many
from tests.runs.conftest import Make
from tests.simulation.invented import LIVELY, Cluster, portfolio, study


def rows(found: Results, of: Study) -> Any:
    """Return everything that a result says but for its manifest."""
    told = machine_readable(found, of)
    return {key: told[key] for key in ("scenarios", "differences")}


def added(of: Study, order: list[int]) -> dict[str, Any]:
    """Return the rows of the blocks added up in some order."""
    workshop, total = Workshop(of), Sum(of)
    for block in order:
        total.add(block, workshop.compute(block))
    return dict(rows(total.summary([]), of))


def test_a_run_by_blocks_is_the_plain_run(make: Make) -> None:
    of = make()
    assert len(keys_of(of)) == 3
    assert rows(compute(of), of) == rows(of.run(), of)


def test_a_run_by_blocks_is_the_plain_run_where_titles_are_lost_by_many_causes() -> None:
    clusters = [Cluster(f"zone{number}", "zone", certified="2024-05-01") for number in range(7)]
    of = study(portfolio(*clusters), models=LIVELY, years=4, replications=230)
    found = compute(of)
    assert rows(found, of) == rows(of.run(), of)
    assert len({row["cause"] for row in found.loss_rows("zone")}) > 2
    assert any(row["criterion"] for row in found.loss_rows("zone"))


def test_blocks_may_be_added_in_any_order(make: Make) -> None:
    of = make(replications=450)
    blocks = list(range(len(keys_of(of))))
    assert added(of, blocks[2:] + blocks[:2]) == added(of, blocks[::-1]) == added(of, blocks)


def test_the_digest_is_that_of_the_numbers_and_of_nothing_else(make: Make) -> None:
    of = make()
    told = machine_readable(compute(of), of)
    assert told["manifest"]["digest"] == digest_of(told)
    renamed = json.loads(json.dumps(told))
    renamed["manifest"] |= {"command": "another", "environments": []}
    assert digest_of(renamed) == digest_of(told)
    last = told["scenarios"][1]["policies"][0]["retention"][1]
    last["mean"] = math.nextafter(last["mean"], 1.0)
    assert digest_of(told) != digest_of(renamed)


# Failures -------------------------------------------------------------------------------------------


def test_a_block_that_fails_leaves_out_its_replications_and_no_others(make: Make) -> None:
    of = make(many.FAILS_AT_THE_END)
    found = compute(of)
    manifest = found.manifest
    assert (manifest["replications"], manifest["replications_done"], found.replications) == (250, 200, 200)
    assert manifest["replications_failed"] == list(range(200, 250))
    (failure,) = manifest["failures"]
    assert failure["blocks"] == [2]
    assert failure["reason"].startswith("ValueError: no figures for the rest (zone.py, line ")
    whole = of.with_replications(200)
    assert rows(found, of) == rows(whole.run(), whole)


def test_where_all_fails_there_is_a_result_without_numbers(make: Make) -> None:
    of = make(many.FAILS_ALWAYS)
    found = compute(of)
    told = json.loads(json.dumps(machine_readable(found, of), allow_nan=False))
    assert told["manifest"]["replications_done"] == 0
    assert told["manifest"]["replications_failed"] == list(range(250))
    assert [one["policies"] for one in told["scenarios"]] == [[], []]
    assert told["differences"] == []
    (failure,) = told["manifest"]["failures"]
    assert failure["blocks"] == [0, 1, 2]
    assert failure["reason"].startswith("ValueError: no figures at all (zone.py, line ")


def test_a_replication_that_fails_for_some_clusters_is_left_out_for_all(sound: Path) -> None:
    of = many.study(sound, many.many(600), replications=150)
    workshop, total = Workshop(of), Sum(of)
    assert [(len(key.clusters), key.span) for key in keys_of(of)] == [
        (500, slice(0, 100)), (500, slice(100, 150)), (100, slice(0, 100)), (100, slice(100, 150)),
    ]  # fmt: skip
    for block in (0, 1, 2):
        total.add(block, workshop.compute(block))
    found = total.summary([Failure(3, "out of memory")])
    assert found.manifest["replications_failed"] == list(range(100, 150))
    whole = of.with_replications(100)
    assert rows(found, of) == rows(whole.run(), whole)


# Environments ---------------------------------------------------------------------------------------


def test_a_result_of_one_environment_names_it_and_warns_of_nothing(make: Make) -> None:
    manifest = compute(make()).manifest
    assert manifest["environments"] == [environment()]
    assert manifest["warnings"] == []


@pytest.mark.parametrize(
    "changed, told",
    [
        ({"numpy": "1.0"}, "numpy ("),
        ({"cpu": ["OLD"]}, "the processor's features ("),
        ({"libc": "another"}, "the C library ("),
    ],
)
def test_a_result_of_two_environments_warns_of_it(make: Make, changed: dict[str, Any], told: str) -> None:
    of = make(replications=150)
    workshop, total = Workshop(of), Sum(of)
    total.add(0, workshop.compute(0))
    total.add(1, evolve(workshop.compute(1), environment={**environment(), **changed}))
    manifest = total.summary([]).manifest
    assert len(manifest["environments"]) == 2
    (warning,) = manifest["warnings"]
    assert "parts of this result were computed in different environments: " + told in warning["en"]
    assert "末位数字可能不同" in warning["zh"]


def test_another_python_alone_is_no_reason_to_warn() -> None:
    assert warning_of([environment(), {**environment(), "python": "3.99"}]) is None
    assert isinstance(warning_of([environment(), {**environment(), "machine": "abacus"}]), Text)


def test_what_a_block_holds_is_said_with_the_place_it_was_computed(make: Make) -> None:
    found = Workshop(make()).attempt(0)
    assert isinstance(found, Block)
    assert found.environment == environment()
    assert found.totals["zone"].started == 417
