"""Study files on the command line: what is run, what is printed, what options override, what is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

Refused = Callable[..., str]

pytestmark = pytest.mark.usefixtures("site")

STUDY = """\
title = "A higher floor"
question = "What if the floor were 12?"
years = 3
replications = 5
seed = 4

[[scenario]]
name = "floor"
title = "At once"
set = { "zone.output_min" = 12, "zone.area" = 50 }

[[scenario]]
name = "phased in"
built_on = "floor"
set = { "zone.output_min" = [{ from = 2027-01-01, value = 11 }, { from = 2028-01-01, value = "12亿元" }] }
"""


@pytest.fixture
def study(here: Path) -> Path:
    """Have a study file in the working folder."""
    (here / "study.toml").write_text(STUDY, encoding="utf-8")
    return Path("study.toml")


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def told(run: Run, *words: object) -> Any:
    said = run("simulate", *words, "--format", "json")
    assert said.code == 0, said.err
    return json.loads(said.out)


# What is printed --------------------------------------------------------------------------------


def test_title_question_redline_and_idle_changes_stand_above_the_result(run: Run, study: Path) -> None:
    said = run("simulate", study)
    assert (said.code, said.err) == (0, "")
    found = lines(said.out)
    assert found[:4] == [
        "A higher floor",
        "What if the floor were 12?",
        "示例集群 (illustrative clusters): zone (illustrative data)",
        "2026-01-01 → 2028-12-31, 6 clusters, 5 replications, seed 4, bounds applied as written",
    ]
    assert found[4:7] == [
        "scenario floor: At once",
        "第二条(一) area [zone.area] ≤ 100 km² → ≤ 50 km² (at re-review too)",
        "第二条(二) output in each year [zone.output_min] ≥ 10 亿元 → ≥ 12 亿元 (at re-review too)",
    ]
    soft = "area [zone.area] changes nothing: the criterion only advises (zone.area_binding is no)"
    assert found.count(soft) == 2
    assert (
        "第二条(二) output in each year [zone.output_min] ≥ 11 亿元 → ≥ 12 亿元 (from 2028-01-01, at re-review too)"
        in found
    )
    assert any(line.startswith("clusters of the zone [zone] — phased in: retention") for line in found)


def test_it_reads_in_chinese_too(run: Run, study: Path) -> None:
    found = lines(run("simulate", study, "--lang", "zh").out)
    assert "情景 floor: At once" in found
    assert "第二条(二) 每年产值 [zone.output_min] ≥ 11 亿元 → ≥ 12 亿元 (自 2028-01-01, 复核同)" in found
    assert "占地面积 [zone.area] 不起作用: 只作提示,不作条件(zone.area_binding 为 no)" in found


def test_programs_read_redline_and_idle_changes_under_each_scenario(run: Run, study: Path) -> None:
    held = told(run, study)
    assert (held["manifest"]["title"], held["manifest"]["question"]) == ("A higher floor", "What if the floor were 12?")
    assert held["manifest"]["notes"] == []
    baseline, floor, phased = held["scenarios"]
    assert [one["name"] for one in held["scenarios"]] == ["baseline", "floor", "phased in"]
    assert (baseline["changes"], baseline["redline"], baseline["idle"]) == ({}, [], [])
    assert [(row["lever"], row["old"], row["new"], row["from"]) for row in floor["redline"]][2] == (
        "zone.output_min", 10, 12, None,
    )  # fmt: skip
    assert [(row["lever"], row["touches"]) for row in floor["idle"]] == [("zone.area", "nothing")]
    assert phased["changes"]["zone.output_min"] == [
        {"from": "2027-01-01", "value": 11}, {"from": "2028-01-01", "value": 12},
    ]  # fmt: skip
    assert {row["scenario"] for row in held["differences"]} == {"floor", "phased in"}


def test_what_is_odd_is_a_note_beside_the_result_and_in_the_manifest(run: Run, here: Path) -> None:
    text = 'years = 1\nreplications = 2\n[[scenario]]\nname = "odd"\nset = { "zone.retention.output_min" = 12 }\n'
    (here / "odd.toml").write_text(text, encoding="utf-8")
    said = run("simulate", "odd.toml", "--format", "json")
    both = "zone.retention.output_min = 12 亿元, but zone.output_min = 10 亿元"
    assert said.err == f"note: odd: stricter at re-review than at admission: {both} (from 2026-01-01)\n"
    (note,) = json.loads(said.out)["manifest"]["notes"]
    assert (note["scenario"], note["from"]) == ("odd", "2026-01-01")
    chinese = run("simulate", "odd.toml", "--format", "csv", "--lang", "zh").err
    assert chinese.startswith("note: odd: 复核严于认定:")


def test_the_same_file_gives_the_same_bytes_and_the_same_as_the_options(run: Run, here: Path) -> None:
    text = 'years = 3\nseed = 4\nreplications = 5\n[[scenario]]\nname = "what-if"\nset.zone.output_min = 12\n'
    (here / "study.toml").write_text(text, encoding="utf-8")
    options = ("--years", 3, "--seed", 4, "--replications", 5, "--set", "zone.output_min=12", "--format", "csv")
    once, again = (run("simulate", "study.toml", "--format", "csv").out for _ in range(2))
    assert once == again == run("simulate", *options).out


def test_a_portfolio_counts_from_the_folder_of_the_file(run: Run, here: Path, sample: Path) -> None:
    (here / "mine").mkdir()
    shutil.move(sample, here / "mine" / "tables")
    (here / "mine" / "study.toml").write_text('portfolio = "tables"\nyears = 1\nreplications = 2', encoding="utf-8")
    manifest = told(run, Path("mine") / "study.toml")["manifest"]
    assert manifest["portfolio"] == told(run, Path("mine") / "tables", "--years", 1)["manifest"]["portfolio"]


# What options override --------------------------------------------------------------------------


def test_an_option_that_is_given_stands_before_the_file_and_no_other(run: Run, study: Path) -> None:
    manifest = told(run, study, "--years", 2, "--support", "0.01")["manifest"]
    assert manifest["end"] == "2027-12-31"
    assert (manifest["seed"], manifest["replications"], manifest["support"]) == (4, 5, 0.01)
    # Also where it says what is the option's default.
    assert told(run, study, "--seed", 1)["manifest"]["seed"] == 1


def test_a_setting_makes_a_scenario_beside_those_of_the_file(run: Run, study: Path) -> None:
    scenarios = told(run, study, "--set", "zone.sme_share=60%")["scenarios"]
    assert [one["name"] for one in scenarios] == ["baseline", "floor", "phased in", "what-if"]
    assert scenarios[-1]["changes"] == {"zone.sme_share": [{"from": None, "value": 0.6}]}


def test_a_setting_builds_on_the_baseline_of_the_file(run: Run, here: Path) -> None:
    text = 'years = 1\nreplications = 2\n[[scenario]]\nname = "baseline"\ntitle = "Today"\nset.zone.output_min = 9\n'
    (here / "study.toml").write_text(text, encoding="utf-8")
    scenarios = told(run, "study.toml", "--set", "zone.sme_share=60%")["scenarios"]
    assert [(one["name"], sorted(one["changes"])) for one in scenarios] == [
        ("baseline", ["zone.output_min"]), ("what-if", ["zone.output_min", "zone.sme_share"]),
    ]  # fmt: skip


def test_an_enforcement_that_is_given_holds_for_every_scenario(run: Run, here: Path) -> None:
    fit = {
        "policy": "zone", "pardon": 0.5, "low": 0.4, "high": 0.6, "confidence": 0.95, "observed": 9, "reviewed": 10,
        "fitted": 0.9, "strict": 0.5, "fit": 1.0, "data_points": 1, "source": "invented",
    }  # fmt: skip
    (here / "fit.json").write_text(json.dumps({"calibrations": [fit]}), encoding="utf-8")
    text = """
    years = 1
    replications = 2
    calibration = "fit.json"
    [[scenario]]
    name = "lenient"
    enforcement = "calibrated"
    """
    (here / "study.toml").write_text(text, encoding="utf-8")
    assert told(run, "study.toml")["manifest"]["enforcement"] == "as_written; calibrated"
    assert told(run, "study.toml", "--enforcement", "calibrated")["manifest"]["enforcement"] == "calibrated"
    assert told(run, "study.toml", "--enforcement", "as_written")["manifest"]["enforcement"] == "as_written"


# What is refused --------------------------------------------------------------------------------


def test_every_fault_has_its_line(refused: Refused, here: Path) -> None:
    (here / "study.toml").write_text(STUDY.replace("years", "yaers").replace("zone.area", "zone.aera"), "utf-8")
    assert refused("simulate", "study.toml") == (
        "error: 2 faults in the study:\n"
        "study.toml, line 3: unknown key: yaers; did you mean years?\n"
        "study.toml, line 10: unknown lever: zone.aera; did you mean zone.area?\n"
    )


def test_what_is_no_toml_and_what_is_not_there_is_one_line(refused: Refused, here: Path) -> None:
    (here / "study.toml").write_text("years 3\n", "utf-8")
    assert refused("simulate", "study.toml") == (
        "error: study.toml, line 1: this is no TOML: Expected '=' after a key in a key/value pair\n"
    )
    assert refused("simulate", "nowhere.toml") == "error: nowhere.toml cannot be read: No such file or directory\n"


def test_a_file_in_another_encoding_says_so(refused: Refused, here: Path) -> None:
    (here / "study.toml").write_bytes('title = "更高"'.encode("gb18030"))
    assert refused("simulate", "study.toml") == (
        "error: study.toml, line 1: these bytes are not UTF-8, which TOML files are; save the file as UTF-8\n"
    )


def test_a_portfolio_that_is_not_there_is_named(refused: Refused, here: Path) -> None:
    (here / "study.toml").write_text('portfolio = "nowhere.xlsx"', "utf-8")
    assert refused("simulate", "study.toml").endswith("nowhere.xlsx: there is no such file or folder\n")


def test_two_scenarios_of_one_name_are_refused_also_with_a_setting(refused: Refused, here: Path) -> None:
    (here / "study.toml").write_text('[[scenario]]\nname = "what-if"\n', "utf-8")
    assert refused("simulate", "study.toml", "--set", "zone.area=50") == (
        "error: two scenarios are called what-if; give each a name of its own\n"
    )
