"""`clusterkit sweep`: the curve on the terminal, the keys that programs read, what it refuses."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Console, Run

pytestmark = pytest.mark.usefixtures("site")

Refused = Callable[..., str]

SHORT = ("--years", "4", "--replications", "20")
FLOOR = ("--lever", "zone.output_min")
RANGE = (*FLOOR, "--from", "9", "--to", "15", "--steps", "4")


def printed(run: Run, *words: str) -> Any:
    said = run("sweep", *words, *SHORT, "--format", "json")
    assert (said.code, said.err) == (0, "")
    return json.loads(said.out)


def test_the_curve_is_drawn_in_characters_that_every_console_has(run: Run) -> None:
    said = run("sweep", *RANGE, *SHORT, "--lang", "en")
    assert said.code == 0
    assert "output in each year [zone.output_min], 第二条(二): 9 亿元, 11 亿元, 13 亿元, 15 亿元" in said.out
    assert "method: critical values: exact, in one run" in said.out
    assert "retention at the end of 2029 (5 certified at the start)" in said.out
    assert "cliff [zone]: retention falls fastest between" in said.out
    assert "clusters certified at the start have a present figure within 5%" in said.out
    assert "zone.output_min: output in each year (第二条(二))" in said.out
    picture = [line for line in said.out.splitlines() if line.rstrip().endswith("|")]
    assert [line.split()[0] for line in picture] == ["9", "11", "13", "15"]
    assert all("*" in line for line in picture)
    for lang in ("en", "zh"):
        run("sweep", *RANGE, *SHORT, "--lang", lang).out.encode("gbk")


def test_chinese_says_the_same(run: Run) -> None:
    said = run("sweep", *RANGE, *SHORT, "--lang", "zh")
    for words in ("方法:临界值法:一次运行,精确", "年末留存率", "断崖 [zone]", "以内", "所用假定(ASSUMED)"):
        assert words in said.out


def test_which_way_was_taken_and_why_is_said(run: Run) -> None:
    said = run("sweep", "--lever", "zone.term_years", "--values", "2,3,5", *SHORT, "--lang", "en")
    assert "method: each value simulated; more than the conditions of a review reads it" in said.out
    flat = run("sweep", "--lever", "zone.round_on", "--values", "05-31,06-30", *SHORT, "--lang", "en")
    assert "the same at every value: " in flat.out
    assert "no cliff: retention does not change, or values have no order" in flat.out


def test_many_values_are_thinned_on_the_terminal_and_the_cliff_stays(run: Run) -> None:
    said = run("sweep", *FLOOR, "--from", "5", "--to", "25", "--steps", "201", *SHORT, "--lang", "en")
    assert "5 亿元 … 25 亿元 (201 values)" in said.out
    lines = [line for line in said.out.splitlines() if line.rstrip().endswith("|")]
    assert 41 <= len(lines) <= 43
    assert f"{201 - len(lines)} values are left out here; --format csv or json lists all" in said.out


def test_json_has_the_keys_that_programs_read_and_every_figure_is_simulates(run: Run) -> None:
    found = printed(run, *RANGE)
    assert set(found) == {"manifest", "changes", "lever", "method", "reason", "points", "slopes", "cliff"}
    assert (found["lever"], found["method"], found["reason"]) == ("zone.output_min", "critical_value", None)
    assert [point["value"] for point in found["points"]] == [9, 11, 13, 15]
    for point in found["points"]:
        said = run("simulate", *SHORT, "--set", f"zone.output_min={point['value']}", "--format", "json")
        (policy,) = json.loads(said.out)["scenarios"][1]["policies"]
        del policy["holders"]
        assert point["policies"] == [policy]
    cliff = found["cliff"]
    assert set(cliff) == {"value", "between", "policy", "slope", "low", "high", "clusters_within_5_percent"}
    assert cliff["policy"] == "zone"
    assert cliff["value"] in cliff["between"]
    means = [row["mean"] for row in found["slopes"]]
    assert cliff["slope"] == max(means, key=abs)


def test_csv_has_one_row_for_every_number(run: Run) -> None:
    said = run("sweep", *RANGE, *SHORT, "--format", "csv")
    rows = list(csv.DictReader(said.out.splitlines()))
    assert {row["table"] for row in rows} == {"retention", "losses", "slope"}
    retention = [row for row in rows if row["table"] == "retention"]
    assert [(row["value"], row["year"]) for row in retention[:5]] == [
        ("9", "2026"), ("9", "2027"), ("9", "2028"), ("9", "2029"), ("11", "2026"),
    ]  # fmt: skip
    assert len(retention) == 4 * 4


@pytest.mark.parametrize(
    "lever, values, told",
    [
        ("zone.report_deadline", "02-28,03-31,04-30", ["02-28", "03-31", "04-30"]),
        ("zone.area_binding", "yes,no", [True, False]),
        ("zone.never_sent", "late,ignored", ["late", "ignored"]),
        ("zone.sme_share", "55%，0.6", [0.55, 0.6]),
        ("zone.output_min", "30,12亿元", [30, 12]),
    ],
)
def test_values_may_be_of_any_kind_as_users_write_them(run: Run, lever: str, values: str, told: list[Any]) -> None:
    found = printed(run, "--lever", lever, "--values", values)
    assert [point["value"] for point in found["points"]] == told


def test_steps_are_round_numbers(run: Run) -> None:
    found = printed(run, "--lever", "zone.sme_share", "--from", "60%", "--to", "0.9", "--steps", "4")
    assert [point["value"] for point in found["points"]] == [0.6, 0.7, 0.8, 0.9]


def test_two_levers_are_a_grid_and_what_follows_a_lever_is_said_of_it(run: Run) -> None:
    deadline = ("--lever", "zone.report_deadline", "--values", "03-31,06-30")
    found = printed(run, *RANGE, *deadline)
    assert found["lever"] == ["zone.output_min", "zone.report_deadline"]
    assert [point["value"] for point in found["points"]] == [
        [floor, day] for floor in (9, 11, 13, 15) for day in ("03-31", "06-30")
    ]
    turned = printed(run, *deadline, *RANGE)
    policies = {tuple(point["value"]): point["policies"] for point in found["points"]}
    assert {tuple(point["value"][::-1]): point["policies"] for point in turned["points"]} == policies
    said = run("sweep", *RANGE, *deadline, *SHORT, "--lang", "en")
    (head,) = (line for line in said.out.splitlines() if line.startswith("zone.output_min \\ zone.report_deadline"))
    assert head.split()[-2:] == ["03-31", "06-30"]
    rows = list(csv.DictReader(run("sweep", *RANGE, *deadline, *SHORT, "--format", "csv").out.splitlines()))
    assert {(row["value"], row["second"]) for row in rows} >= {("9", "03-31"), ("15", "06-30")}


def test_what_is_said_before_the_only_lever_is_said_of_it(run: Run) -> None:
    assert printed(run, "--values", "9,15", *FLOOR)["points"] == printed(run, *FLOOR, "--values", "9,15")["points"]


def test_a_sweep_starts_from_the_law_that_is_set(run: Run) -> None:
    strict = printed(run, *RANGE, "--set", "zone.sme_share=0.9")
    assert strict["changes"] == {"zone.sme_share": [{"from": None, "value": 0.9}]}
    plain = printed(run, *RANGE)
    ends = [found["points"][0]["policies"][0]["retention"][-1]["mean"] for found in (strict, plain)]
    assert ends[0] < ends[1]
    assert "> 50% → > 90%" in run("sweep", *RANGE, *SHORT, "--set", "zone.sme_share=0.9").out


def test_a_study_file_names_the_scenario_to_start_from(run: Run, here: Path) -> None:
    (here / "study.toml").write_text(
        'years = 4\nreplications = 20\n[[scenario]]\nname = "wide"\nset = { "zone.sme_share" = 0.4 }\n'
        '[[scenario]]\nname = "tight"\nset = { "zone.sme_share" = 0.9 }\n',
        encoding="utf-8",
    )
    words = ("study.toml", *RANGE, "--format", "json")
    assert json.loads(run("sweep", *words).out)["changes"] == {}
    wide = json.loads(run("sweep", *words, "--scenario", "wide").out)
    assert wide["changes"] == {"zone.sme_share": [{"from": None, "value": 0.4}]}
    tight = json.loads(run("sweep", *words, "--scenario", "tight").out)
    assert tight["changes"] == {"zone.sme_share": [{"from": None, "value": 0.9}]}
    assert "did you mean tight?" in run("sweep", *words, "--scenario", "tigth").err


def test_the_result_goes_to_standard_output_alone(console: Console) -> None:
    done = console.run("sweep", "--jurisdiction", "zone", *RANGE, *SHORT, "--format", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["lever"] == "zone.output_min"
    assert done.stderr == b""


# Refused ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words, told",
    [
        ((), "Missing option '--lever'"),
        (("--lever", "zone.output_mim", "--values", "1,2"), "unknown lever: zone.output_mim; did you mean zone."),
        (FLOOR, "lever zone.output_min: say --from A --to B --steps N, or --values A,B,C"),
        ((*FLOOR, "--from", "9", "--to", "15"), "say --from A --to B --steps N"),
        ((*RANGE, "--values", "1,2"), "give either --values, or --from, --to and --steps"),
        ((*FLOOR, "--from", "9", "--to", "15", "--steps", "0"), "--steps 0: a sweep takes from 2 to 10000 values"),
        ((*FLOOR, "--from", "9", "--to", "15", "--steps", "1"), "--steps 1: a sweep takes from 2 to 10000 values"),
        ((*FLOOR, "--from", "9", "--to", "15", "--steps", "99999"), "--steps 99999: a sweep takes from 2 to 10000"),
        ((*FLOOR, "--from", "9", "--to", "9", "--steps", "3"), "--from 9 --to 9: the range is empty"),
        ((*FLOOR, "--from", "15", "--to", "9", "--steps", "3"), "give the lower end first"),
        ((*FLOOR, "--from", "none", "--to", "9", "--steps", "3"), "none is not possible"),
        ((*FLOOR, "--from", "-5", "--to", "9", "--steps", "3"), "its legal range is from 0 to ∞ 亿元"),
        ((*FLOOR, "--values", "5,-1"), "its legal range is from 0 to ∞ 亿元"),
        ((*FLOOR, "--values", "5"), "--values 5 is one value; a sweep needs at least two"),
        ((*FLOOR, "--values", "5,six"), "lever zone.output_min: six is not possible"),
        (("--lever", "zone.term_years", "--from", "1", "--to", "4", "--steps", "3"), "2.5 is not possible; it must be"),
        (("--lever", "zone.round_on", "--from", "01-01", "--to", "06-30", "--steps", "3"), "list them with --values"),
        ((*RANGE, *RANGE), "lever zone.output_min is swept twice"),
        ((*RANGE, "--steps", "5"), "--steps is given twice for one lever; each --lever has its own after it"),
        ((*RANGE, *FLOOR, *FLOOR), "--lever is given 3 times; sweep one lever, or two as a grid"),
    ],
)  # fmt: skip
def test_what_cannot_be_swept_is_refused_in_one_line(refused: Refused, words: tuple[str, ...], told: str) -> None:
    err = refused("sweep", *words, *SHORT)
    assert told in err
    assert "Traceback" not in err


def test_a_lever_of_a_law_outside_the_run_is_told_from_an_unknown_one(run: Run, site: Any) -> None:
    source = Path(__file__).with_name("zone.py").read_text("utf-8").replace('PLACE = "zone"', 'PLACE = "moor"')
    site.install("clusterkit-moor", source.replace("zone", "moor"), plugins={"moor": "clusterkit_moor"})
    said = run("sweep", "--lever", "moor.output_min", "--values", "9,15", "--jurisdiction", "zone", *SHORT)
    assert said.code == 2
    assert "lever moor.output_min: the law of moor is not part of this run; add --jurisdiction moor" in said.err
