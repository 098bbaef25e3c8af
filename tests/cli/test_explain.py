"""`clusterkit explain` as a user meets it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("site")
SHORT = ("--years", "4", "--replications", "20")
Refused = Callable[..., str]


def test_the_story_says_today_the_turning_point_the_chance_and_the_years(run: Run) -> None:
    said = run("explain", "Z1", *SHORT)
    assert said.code == 0
    for told in (
        "the standard of re-review: ", "smallest change of one figure of 2025", "holds the title at the end of 2029",
        "what a review at each year's end would find", "every deadline", "one typical replication", "(ASSUMED)",
    ):  # fmt: skip
        assert told in said.out, told


def test_it_is_told_in_chinese_too(run: Run) -> None:
    said = run("explain", "Z1", *SHORT, "--lang", "zh")
    for told in ("改变结论的最小单项改动", "年末持有称号的概率", "各期限", "典型的一次"):
        assert told in said.out, told


def test_a_what_if_stands_beside_the_baseline(run: Run) -> None:
    said = run("explain", "Z1", *SHORT, "--set", "zone.output_min=15", "--format", "json")
    found = json.loads(said.out)
    assert [one["name"] for one in found["scenarios"]] == ["baseline", "what-if"]
    assert [one["scenario"] for one in found["today"]] == ["baseline", "what-if"]
    chances = [one["policies"][0]["keeps"]["mean"] for one in found["scenarios"]]
    assert chances[1] <= chances[0]
    assert found["scenarios"][1]["policies"][0]["binding"] == "zone.output_min"


def test_csv_holds_every_table(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("explain", "Z1", *SHORT, "--format", "csv").out)))
    assert {row["table"] for row in rows} >= {"keeps", "years", "deadlines", "typical"}


def test_the_same_words_give_the_same_bytes(run: Run) -> None:
    assert run("explain", "Z2", *SHORT, "--format", "json").out == run("explain", "Z2", *SHORT, "--format", "json").out


def test_a_cluster_that_is_not_there_is_answered_with_the_nearest(refused: Refused) -> None:
    assert "unknown cluster: Z9" in refused("explain", "Z9", *SHORT)
    assert "did you mean Z1" in refused("explain", "Z11", *SHORT)


def test_a_missing_file_is_one_line(refused: Refused) -> None:
    assert "no such file" in refused("explain", "Z1", "nowhere.xlsx")
