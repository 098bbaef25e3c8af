"""What programs read: the keys of every JSON output, CSV that parses, the same bytes twice."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Console, Run

pytestmark = pytest.mark.usefixtures("site")

SHORT = ("--years", "4", "--replications", "20")
TEXT = {"zh", "en"}
ESTIMATE = {"mean", "low", "high"}

INDICATOR = {"key", "title", "unit", "kind", "table", "places", "qualitative", "binding", "citation"}
KINDS = {"amount", "share", "ratio", "count", "date", "yes_no", "text"}
LEVER = {"key", "default", "unit", "range", "kind", "title", "citation", "interpretation"}
CLAUSE = {"clause", "status", "ids", "summary", "reason"}
STATUSES = {
    "criterion", "duty", "cause", "procedure", "recognition", "target", "definition", "not_modelled", "unclassified",
}  # fmt: skip
POLICY = {"key", "title", "level", "version", "in_force_from", "term_years", "criteria", "requirements", "levers"}
REMARK = {"severity", "file", "sheet", "row", "column", "value", "rule"}
PLUGIN = {"name", "distribution", "version", "hooks", "policies", "fault"}

RESULT = {"cluster_id", "policy", "verdict", "admission", "criteria", "duties", "causes"}
ADMISSION = {"verdict", "recognised_automatically", "citation"}
CRITERION = {"id", "verdict", "figure", "operator", "bound", "unit", "margin", "citation"}
VERDICTS = {"passes", "fails", "incomplete"}
FINDINGS = {"met", "not_met", "unknown", "not_applicable", "advisory"}

MANIFEST = {
    "clusterkit", "plugins", "seed", "replications", "start", "end", "portfolio", "assumptions", "command",
    "replications_done", "replications_failed",
}  # fmt: skip
RETENTION = {"year", *ESTIMATE, "p10", "p90"}
HOLDERS = {"year", "certified", "lost", "never"}
LOSS = {"cause", "criterion", "citation", *ESTIMATE}
DIFFERENCE = {"scenario", "against", "policy", "year", *ESTIMATE}


def asked(run: Run, *words: object) -> Any:
    """Return what a command prints as JSON, after nothing but it stood on standard output."""
    said = run(*words, "--format", "json")
    assert said.code == 0
    return json.loads(said.out)


def have(rows: Iterable[Mapping[str, Any]], keys: set[str]) -> bool:
    """Say whether there are rows and all have some keys, perhaps among more."""
    found = list(rows)
    return bool(found) and all(keys <= set(row) for row in found)


# Looking around -----------------------------------------------------------------------------------


def test_indicators(run: Run) -> None:
    told = asked(run, "indicators", "--jurisdiction", "zone")
    assert set(told) == {"indicators"}
    assert have(told["indicators"], INDICATOR)
    assert {row["kind"] for row in told["indicators"]} <= KINDS
    assert {row["table"] for row in told["indicators"]} <= {"clusters", "observations", "derived"}
    assert have((row["title"] for row in told["indicators"]), TEXT)
    by_key = {row["key"]: row for row in told["indicators"]}
    assert by_key["output_value"] | {"title": None} == {
        "key": "output_value", "title": None, "unit": "亿元", "kind": "amount", "table": "observations",
        "places": ["zone"], "qualitative": False, "binding": True, "citation": ["第二条(二)"],
    }  # fmt: skip
    assert (by_key["zone_park"]["qualitative"], by_key["zone_park"]["citation"]) == (True, ["第二条(四)"])
    assert by_key["sme_output_value"]["places"] == ["zone"]
    assert "operating_revenue" not in by_key


def test_without_a_place_the_indicators_nobody_reads_are_listed_too(run: Run) -> None:
    keys = {row["key"]: row["places"] for row in asked(run, "indicators")["indicators"]}
    assert keys["operating_revenue"] == []


def test_levers(run: Run) -> None:
    told = asked(run, "levers", "-j", "zone")
    assert set(told) == {"levers"}
    assert have(told["levers"], LEVER)
    assert {row["kind"] for row in told["levers"]} == {"number", "month_day", "yes_no", "choice"}
    by_key = {row["key"]: row for row in told["levers"]}
    floor = by_key["zone.output_min"]
    assert (floor["default"], floor["unit"], floor["range"], floor["kind"]) == (10, "亿元", [0, None], "number")
    assert by_key["zone.report_deadline"]["default"] == "03-31"
    assert by_key["zone.area_binding"]["default"] is False
    assert by_key["zone.retention.output_min"]["follows"] == "zone.output_min"
    # 高于 has no fixed meaning in law: that it is strict is a reading.
    assert by_key["zone.sme_share"]["interpretation"] is True


def test_coverage(run: Run) -> None:
    told = asked(run, "coverage", "zone")
    assert {"place", "clauses"} <= set(told)
    assert told["place"] == "zone"
    assert have(told["clauses"], CLAUSE)
    assert {row["status"] for row in told["clauses"]} <= STATUSES
    left_out = [row for row in told["clauses"] if row["status"] == "not_modelled"]
    assert have((row["reason"] for row in left_out), TEXT)


def test_policies(run: Run) -> None:
    told = asked(run, "policies")
    assert set(told) == {"policies"}
    assert have(told["policies"], POLICY)
    assert [row["key"] for row in told["policies"]] == ["zone"]


def test_calendar(run: Run) -> None:
    told = asked(run, "calendar", "zone", "--start", "2026", "--years", "2", "--certified-on", "2023-07-01")
    assert set(told) == {"calendar"}
    assert have(told["calendar"], {"date", "title", "citation", "note"})
    assert [(row["date"], row["citation"]) for row in told["calendar"]] == [
        ("2026-03-31", "第三条"),
        ("2026-06-30", "第二条"),
        ("2026-07-01", "第五条"),
        ("2027-03-31", "第三条"),
        ("2027-06-30", "第二条"),
    ]


def test_a_calendar_follows_its_levers(run: Run) -> None:
    words = ("calendar", "zone", "--start", "2026", "--years", "1", "--set", "zone.report_deadline=04-30")
    assert asked(run, *words)["calendar"][0]["date"] == "2026-04-30"


def test_a_calendar_starts_with_this_year(run: Run) -> None:
    assert asked(run, "calendar", "zone", "--years", "1")["calendar"][0]["date"].startswith(f"{date.today().year}-")  # noqa: DTZ011 - as the command


def test_plugins_list(run: Run) -> None:
    (plugin,) = asked(run, "plugins", "list")["plugins"]
    assert set(plugin) == PLUGIN
    assert (plugin["name"], plugin["distribution"], plugin["version"]) == ("zone", "clusterkit-zone", "1.0")
    assert (plugin["policies"], plugin["fault"]) == (["zone"], "")


@pytest.mark.usefixtures("sample")
def test_portfolio_check(run: Run) -> None:
    path = Path("sample/observations.csv")
    path.write_text(path.read_text("utf-8-sig").replace(",10.0,", ",0,").replace(",10,", ",0,"), "utf-8")
    told = asked(run, "portfolio", "check", "sample")
    assert set(told) == {"path", "portfolio", "remarks"}
    assert (told["portfolio"]["name"], told["portfolio"]["clusters"]) == ("sample", 6)
    assert have(told["remarks"], REMARK)
    assert {row["severity"] for row in told["remarks"]} == {"warning"}


# Assessing ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("sample")
def test_assess(run: Run) -> None:
    told = asked(run, "assess", "sample", "--on", "2026-06-30")
    assert told["on"] == "2026-06-30"
    assert {"name", "sha256", "clusters"} <= set(told["portfolio"])
    assert told["portfolio"]["clusters"] == 6
    assert have(told["results"], RESULT)
    assert {row["verdict"] for row in told["results"]} <= VERDICTS
    assert have((row["admission"] for row in told["results"]), ADMISSION)
    criteria = [one for row in told["results"] for one in row["criteria"]]
    assert have(criteria, CRITERION)
    assert {one["verdict"] for one in criteria} <= FINDINGS
    arms = [arm for one in criteria if one["id"] == "zone.gradient" for arm in one["arms"]]
    assert have(arms, CRITERION)
    assert {arm["id"] for arm in arms} == {"zone.gradient.first", "zone.gradient.second"}
    assert have((duty for row in told["results"] for duty in row["duties"]), {"id", "year", "deadline", "verdict"})


@pytest.mark.usefixtures("sample")
def test_an_assessment_by_the_standard_of_the_review_with_a_lever_changed(run: Run) -> None:
    words = ("assess", "sample", "--on", "2026-06-30", "--standard", "retention")
    before = {row["cluster_id"]: row["verdict"] for row in asked(run, *words)["results"]}
    told = asked(run, *words, "--set", "zone.output_min=1000")
    assert told["changes"] == {"zone.output_min": [{"from": None, "value": 1000}]}
    assert set(before.values()) == {"passes", "fails"}
    assert {row["verdict"] for row in told["results"]} == {"fails"}


# Simulating ---------------------------------------------------------------------------------------


def test_simulate(run: Run) -> None:
    told = asked(run, "simulate", *SHORT)
    assert set(told) == {"manifest", "scenarios", "differences"}
    manifest = told["manifest"]
    assert set(manifest) >= MANIFEST
    assert (manifest["start"], manifest["end"], manifest["seed"]) == ("2026-01-01", "2029-12-31", 1)
    assert manifest["plugins"] == {"zone": "1.0"}
    assert manifest["command"] == "clusterkit simulate --years 4 --replications 20 --format json"
    assert (manifest["replications"], manifest["replications_done"]) == (20, 20)
    assert manifest["replications_failed"] == []
    assert have(manifest["assumptions"], {"key", "text", "value", "unit", "source", "assumed"})
    (scenario,) = told["scenarios"]
    assert (scenario["name"], scenario["changes"]) == ("baseline", {})
    (policy,) = scenario["policies"]
    assert set(policy) >= {"policy", "clusters", "retention", "holders", "losses"}
    assert (policy["policy"], policy["clusters"]) == ("zone", 5)
    for name, keys in (("retention", RETENTION), ("holders", HOLDERS)):
        assert [row["year"] for row in policy[name]] == [2026, 2027, 2028, 2029]
        assert all(set(row) == keys for row in policy[name])
    assert have(policy["losses"], LOSS)
    assert told["differences"] == []


def test_losses_by_cause_add_up_to_what_was_lost(run: Run) -> None:
    (policy,) = asked(run, "simulate", *SHORT)["scenarios"][0]["policies"]
    lost = sum(row["mean"] for row in policy["losses"] if row["criterion"] is None)
    assert lost / policy["clusters"] == pytest.approx(1 - policy["retention"][-1]["mean"])
    for row in policy["holders"]:
        assert row["certified"] + row["lost"] + row["never"] == pytest.approx(6)


def test_a_what_if_stands_beside_the_law_as_it_is(run: Run) -> None:
    words = ("--set", "zone.output_min=14", "--set", "zone.output_min=20亿元@2028-01-01", "--set", "zone.sme_share=70%")
    told = asked(run, "simulate", *SHORT, *words)
    assert [one["name"] for one in told["scenarios"]] == ["baseline", "what-if"]
    assert told["scenarios"][1]["changes"] == {
        "zone.output_min": [{"from": None, "value": 14}, {"from": "2028-01-01", "value": 20}],
        "zone.sme_share": [{"from": None, "value": 0.7}],
    }
    assert have(told["differences"], DIFFERENCE)
    last = told["differences"][-1]
    assert (last["scenario"], last["against"], last["policy"], last["year"]) == ("what-if", "baseline", "zone", 2029)
    ends = [one["policies"][0]["retention"][-1]["mean"] for one in told["scenarios"]]
    assert last["mean"] == pytest.approx(ends[1] - ends[0])
    assert last["mean"] < 0


def test_a_setting_to_the_default_changes_nothing(run: Run) -> None:
    told = asked(run, "simulate", *SHORT, "--set", "zone.output_min=10")
    baseline, what_if = told["scenarios"]
    assert what_if["policies"] == baseline["policies"]
    assert {row["mean"] for row in told["differences"]} == {0.0}


def test_a_single_replication_has_no_interval(run: Run) -> None:
    told = asked(run, "simulate", "--years", "1", "--replications", "1")
    (row,) = told["scenarios"][0]["policies"][0]["retention"]
    assert (row["low"], row["high"]) == (None, None)


# Forms --------------------------------------------------------------------------------------------

EVERY = (
    ("policies",),
    ("indicators",),
    ("levers",),
    ("calendar", "zone", "--start", "2026"),
    ("coverage", "zone"),
    ("plugins", "list"),
    ("portfolio", "check", "sample"),
    ("assess", "sample", "--on", "2026-06-30"),
    ("simulate", *SHORT, "--set", "zone.output_min=14"),
)


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("words", EVERY, ids=lambda words: words[0])
def test_csv_parses_into_rows_as_wide_as_their_header(run: Run, words: tuple[str, ...]) -> None:
    said = run(*words, "--format", "csv")
    assert said.code == 0
    header, *rows = csv.reader(said.out.splitlines())
    assert len(set(header)) == len(header)
    assert {len(row) for row in rows} <= {len(header)}
    assert rows or words[:2] == ("portfolio", "check")


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("words", EVERY, ids=lambda words: words[0])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tables_are_printed_in_both_languages(run: Run, words: tuple[str, ...], lang: str) -> None:
    said = run(*words, "--lang", lang)
    assert said.code == 0
    assert said.out.strip()
    assert "\x1b" not in said.out


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("words", EVERY, ids=lambda words: words[0])
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_the_same_command_twice_prints_the_same_bytes(run: Run, words: tuple[str, ...], form: str) -> None:
    first = run(*words, "--format", form)
    assert run(*words, "--format", form) == first


def test_processes_with_other_hash_seeds_print_the_same_bytes(console: Console) -> None:
    words = ("simulate", "-j", "zone", *SHORT, "--format", "json")
    first, second = (console.run(*words, PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert first.returncode == 0
    assert first.stdout == second.stdout


def test_rows_of_the_csv_say_which_table_they_belong_to(run: Run) -> None:
    said = run("simulate", *SHORT, "--set", "zone.output_min=14", "--format", "csv")
    rows = list(csv.DictReader(said.out.splitlines()))
    assert {row["table"] for row in rows} == {"retention", "holders", "losses", "difference"}
    assert len([row for row in rows if row["table"] == "retention"]) == 8


def test_notes_stand_on_standard_error_and_json_alone_on_standard_output(run: Run, here: Path) -> None:
    folder = here / "mine"
    folder.mkdir()
    (folder / "clusters.csv").write_text("cluster_id,jurisdiction\nA1,zone\n", "utf-8")
    (folder / "observations.csv").write_text("集群编号,年份,总产值(万元)\nA1,2025,400000\n", "gb18030")
    said = run("simulate", "mine", "--years", "1", "--replications", "2", "--format", "json")
    assert said.code == 0
    assert json.loads(said.out)["manifest"]["portfolio"]["clusters"] == 1
    assert said.err.splitlines() == [
        "note: observations.csv: read as GB18030",
        "note: observations.csv, row 1, column 总产值(万元): figures are converted from 万元 to 亿元",
    ]
