"""`clusterkit ambiguity`, as a user meets it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, Site
from tests.cli.zone import POLICY

FEW = ("--years", "4", "--replications", "10", "--lang", "en")


def found(run: Run, *words: object) -> dict[str, Any]:
    said = run("ambiguity", *words, *FEW, "--format", "json")
    assert (said.code, said.err) == (0, "")
    result: dict[str, Any] = json.loads(said.out)
    return result


def test_every_interpretation_is_told_with_an_alternative_or_the_reason(site: Site, run: Run, sample: Path) -> None:
    result = found(run, sample)
    told = {row["lever"] for row in result["readings"]} | {one["lever"] for one in result["without_alternative"]}
    assert told == {lever.key for lever in POLICY.levers if lever.interpretation}
    assert all(one["reason"]["zh"] and one["reason"]["en"] for one in result["without_alternative"])


def test_the_output_names_clusters_clause_and_both_readings(site: Site, run: Run, sample: Path) -> None:
    result = found(run, sample, "--on", "2026-06-30")
    assert (result["on"], result["standard"], result["year"], result["verdicts"]) == (
        "2026-06-30", "admission", 2029, 6,
    )  # fmt: skip
    (row,) = [row for row in result["readings"] if row["lever"] == "zone.area_binding"]
    assert (row["citation"], row["now"], row["other"]) == ("第二条(一)", "no", "yes")
    # The sixth illustrative cluster covers more than the law allows.
    assert row["verdicts"] == [{"cluster_id": "Z6", "now": "passes", "other": "fails"}]
    assert row["verdicts_turned"] == 1
    (row,) = [row for row in result["readings"] if row["lever"] == "zone.sme_share"]
    assert (row["cue"], row["now"], row["other"]) == ("高于", "> 50%", ">= 50%")


def test_readings_stand_by_effect_and_zero_is_zero(site: Site, run: Run, sample: Path) -> None:
    rows = found(run, sample)["readings"]
    sizes = [abs(row["retention"]["mean"]) for row in rows]
    assert sizes == sorted(sizes, reverse=True)
    idle = [row for row in rows if not row["fates"]]
    assert idle
    assert {row["retention"]["mean"] for row in idle} == {0}


def test_csv_has_a_row_for_each_alternative_and_each_without(site: Site, run: Run, sample: Path) -> None:
    said = run("ambiguity", sample, *FEW, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    result = found(run, sample)
    assert len(rows) == len(result["readings"]) + len(result["without_alternative"])
    (row,) = [row for row in rows if row["lever"] == "zone.area_binding"]
    assert row["verdicts"] == "Z6 passes > fails"
    assert [row["reason"] for row in rows if row["lever"] == "zone.retention.sme_share"] == [
        "the same words as at admission, read with them"
    ]


@pytest.mark.parametrize(
    "lang, words",
    [
        ("en", ("of 6 verdicts on 2026-01-01 (admission), 1 depend on a reading", "otherwise", "Z6 passes→fails",
                "nothing at all depends on these", "readings without an alternative", "assumptions in use")),
        ("zh", ("2026-01-01 按认定标准评定 6 项,其中 1 项取决于读法", "另读作", "Z6 达标→不达标",
                "以下读法毫无影响", "没有另读的解释", "所用假定")),
    ],
)  # fmt: skip
def test_the_terminal_tells_it_in_both_languages(
    lang: str, words: tuple[str, ...], site: Site, run: Run, sample: Path
) -> None:
    said = run("ambiguity", sample, *FEW[:-2], "--lang", lang)
    assert said.code == 0
    for word in (*words, "zone.area_binding", "10"):
        assert word in said.out


def test_a_setting_moves_the_reading_that_is_replaced(site: Site, run: Run, sample: Path) -> None:
    result = found(run, sample, "--set", "zone.area_binding=yes")
    (row,) = [row for row in result["readings"] if row["lever"] == "zone.area_binding"]
    assert (row["now"], row["other"]) == ("yes", "no")
    assert row["verdicts"] == [{"cluster_id": "Z6", "now": "fails", "other": "passes"}]


def test_a_further_reading_may_be_given(site: Site, run: Run, sample: Path) -> None:
    rows = found(run, sample, "--reading", "zone.sme_share=90%")["readings"]
    (row,) = [row for row in rows if row["lever"] == "zone.sme_share" and row["other"] == "90%"]
    # All that pass fall short of it.
    assert row["verdicts_turned"] == 5


def test_the_same_command_gives_the_same_bytes(site: Site, run: Run, sample: Path) -> None:
    words = ("ambiguity", sample, *FEW, "--format", "json")
    assert run(*words).out == run(*words).out


@pytest.mark.parametrize(
    "words, told",
    [
        (("--reading", "zone.area_binding"), "--reading zone.area_binding: write LEVER=VALUE"),
        (("--reading", "zone.area_bindin=yes"), "unknown lever: zone.area_bindin; did you mean zone.area_binding?"),
        (("--reading", "zone.area_binding=no"), "that is how it is read now"),
        (("--reading", "zone.output_min=5"), "the text leaves no doubt about it"),
        (("--reading", "zone.area_binding=maybe"), "use yes or no"),
        (("--on", "1800-01-01"), "--on 1800-01-01: choose a day between"),
        (("--scenario", "tight"), "unknown scenario: tight"),
    ],
)
def test_bad_input_is_one_clear_line(
    words: tuple[str, ...], told: str, site: Site, refused: Callable[..., str], sample: Path
) -> None:
    said = refused("ambiguity", sample, *FEW, *words)
    assert told in said
    assert said.count("\n") == 1
