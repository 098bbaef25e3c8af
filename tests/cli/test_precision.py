"""`--precision`: what programs read, what people see, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("site")

SHORT = ("simulate", "--years", "4")


def asked(run: Run, *words: object) -> Any:
    said = run(*words, "--format", "json")
    assert said.code == 0, said.err
    return json.loads(said.out)


def test_the_manifest_says_how_precise_the_run_became(run: Run) -> None:
    manifest = asked(run, *SHORT, "--precision", "2pp")["manifest"]
    told = manifest["precision"]
    assert (told["reached"], told["confidence"], told["simultaneous"]) == (True, 0.95, "bonferroni")
    assert told["replications"] == manifest["replications"] == manifest["replications_done"] >= 200
    (outcome,) = told["outcomes"]
    assert set(outcome) == {"quantity", "unit", "scenario", "against", "mean", "half_width", "asked", "reached"}
    assert (outcome["quantity"], outcome["asked"], outcome["reached"]) == ("zone.retention@2029", 0.02, True)
    assert outcome["half_width"] <= 0.02


def test_all_else_is_that_of_the_run_of_so_many_replications(run: Run) -> None:
    found = asked(run, *SHORT, "--precision", "2pp")
    count = found["manifest"]["replications"]
    whole = asked(run, *SHORT, "--replications", count)
    assert (found["scenarios"], found["differences"]) == (whole["scenarios"], whole["differences"])


def test_a_limit_that_is_not_enough_is_said_so(run: Run) -> None:
    words = (*SHORT, "--precision", "0.1pp", "--max-replications", "300", "--confidence", "90")
    told = asked(run, *words)["manifest"]["precision"]
    assert (told["reached"], told["replications"], told["max_replications"]) == (False, 300, 300)
    assert told["confidence"] == 0.9
    assert told["more"]["for"] == "the precision"
    assert told["more"]["replications"] > 1000


def test_a_change_is_precise_too_and_outcomes_are_chosen(run: Run) -> None:
    words = (*SHORT, "--set", "zone.output_min=12", "--precision", "5pp", "--precision", "0.5")
    told = asked(run, *words, "--on", "retention@2028", "--on", "losses:re_review")["manifest"]["precision"]
    assert [(row["quantity"], row["scenario"], row["against"]) for row in told["outcomes"]] == [
        (quantity, scenario, against)
        for quantity in ("retention@2028", "losses:re_review")
        for scenario, against in (("baseline", None), ("what-if", None), ("what-if", "baseline"))
    ]


def test_the_same_command_prints_the_same_bytes(run: Run) -> None:
    words = (*SHORT, "--precision", "2pp")
    for form in ("json", "table", "csv"):
        assert run(*words, "--format", form).out == run(*words, "--format", form).out


def test_people_see_each_outcome_and_what_more_would_cost(run: Run) -> None:
    said = run(*SHORT, "--precision", "2pp")
    assert said.code == 0
    assert "precision: all together at 95 % confidence" in said.out
    assert "zone.retention@2029" in said.out
    assert "2 pp" in said.out
    assert "twice the precision would take about" in said.out
    assert "precision: reached after" in said.err
    assert " s here" in said.err
    assert " s here" not in said.out


def test_people_see_that_it_was_not_reached(run: Run) -> None:
    said = run(*SHORT, "--precision", "0.1pp", "--max-replications", "200")
    assert said.code == 0
    assert "not reached after 200 replications (limit 200); it would take about" in said.out
    assert "precision: not reached (limit 200)" in said.err


def test_what_never_differed_is_named_as_such(run: Run) -> None:
    out = run("simulate", "--years", "1", "--set", "zone.output_min=0", "--precision", "50pp").out
    assert "what came out the same in every replication counts as precise" in out


def test_chinese_is_told_in_chinese(run: Run) -> None:
    said = run(*SHORT, "--precision", "2pp", "--lang", "zh")
    assert "精度:各项同时成立,95% 置信" in said.out
    assert "个百分点" in said.out
    assert "达到;提高一倍约需再重复" in said.err
    said = run(*SHORT, "--precision", "0.1pp", "--max-replications", "200", "--lang", "zh")
    assert "重复 200 次未达到 (上限 200);达到约需再重复" in said.out
    assert "未达到 (上限 200 次)" in said.err


def test_compare_goes_on_until_its_differences_are_precise(run: Run) -> None:
    words = ("compare", "--years", "4", "--set", "zone.output_min=12", "--precision", "2pp")
    told = asked(run, *words)["manifest"]["precision"]
    assert told["reached"]
    assert [row["against"] for row in told["outcomes"]] == [None, None, "baseline"]
    said = run(*words)
    assert "precision: all together at 95 % confidence" in said.out
    assert "precision: reached after" in said.err
    assert run("compare", "--years", "4", "--set", "zone.output_min=12", "--on", "holders").code == 2


def test_csv_stays_the_tables_and_the_rest_is_on_standard_error(run: Run) -> None:
    said = run(*SHORT, "--precision", "2pp", "--format", "csv")
    assert said.out.startswith("scenario,policy,table,")
    assert "precision" not in said.out
    assert "precision: reached after" in said.err


@pytest.mark.parametrize(
    "words, told",
    [
        (("--precision", "0.5%"), "--precision 0.5%: a percentage of what? write percentage points"),
        (("--precision", "0"), "--precision 0: write percentage points of a share such as 0.5pp"),
        (("--precision", "0.5"), "zone.retention@2029 is a share"),
        (("--precision", "1pp", "--on", "holders"), "holders@2029 is counted in clusters"),
        (("--precision", "1pp", "--on", "profit"), "'profit' is no quantity"),
        (("--precision", "1pp", "--max-replications", "100"), "the run takes at least 200, two blocks"),
        (("--precision", "1pp", "--max-replications", "1000000000"), "MB, more than 4,000"),
        (("--precision", "1pp", "--confidence", "3"), "choose a percentage from 50 to 99.99"),
        (("--precision", "1pp", "--trace", "trace"), "--trace and --precision do not go together"),
        (("--max-replications", "500"), "--max-replications goes with --precision"),
        (("--on", "holders"), "--on goes with --precision"),
        (("--confidence", "90"), "--confidence goes with --precision"),
    ],
)
def test_bad_input_is_one_clear_line(refused: Callable[..., str], words: tuple[str, ...], told: str) -> None:
    message = refused(*SHORT, *words)
    assert told in message
    assert message.count("\n") == 1


def test_a_portfolio_without_titles_needs_other_outcomes(refused: Callable[..., str], sample: Path, run: Run) -> None:
    path = sample / "clusters.csv"
    header, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    column = header.split(",").index("certified_on")
    cells = [row.split(",") for row in rows]
    blank = [",".join([*row[:column], "", *row[column + 1 :]]) for row in cells]
    path.write_text("\n".join([header, *blank]) + "\n", encoding="utf-8")
    assert "no cluster is certified at the start: name other outcomes with --on" in refused(
        "simulate", sample, "--years", "2", "--precision", "1pp"
    )
    assert run("simulate", sample, "--years", "2", "--precision", "3", "--on", "holders").code == 0
