"""`clusterkit verify`: what programs read, what people see, the exit codes, and what is refused."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.verification.traces import edited, where

pytestmark = pytest.mark.usefixtures("site")

SHORT = ("simulate", "--years", "4", "--replications", "3", "--set", "zone.output_min=14", "--trace", "trace")


@pytest.fixture
def trace(run: Run, here: Path) -> Path:
    """Return the trace of a short run of two scenarios."""
    assert run(*SHORT, "--format", "json").code == 0
    return here / "trace"


@pytest.fixture
def tampered(trace: Path) -> Path:
    """Return the trace with one loss blamed on something else."""
    losses = iter([{"cause": "incident"}])
    assert edited(trace, "history.csv", lambda row: row | (next(losses, {}) if row["event"] == "lost" else {})) == 1
    return trace


def test_a_trace_agrees(run: Run, trace: Path) -> None:
    said = run("verify", trace, "--format", "json")
    assert (said.code, said.err) == (0, "")
    told = json.loads(said.out)
    assert set(told) == {
        "trace", "verdict", "start", "end", "scenarios", "replications", "clusters", "policies", "different",
        "differences", "not_replayed", "altered",
    }  # fmt: skip
    assert (told["trace"], told["verdict"], told["different"]) == (str(trace), "agrees", 0)
    assert (told["start"], told["end"], told["scenarios"]) == ("2026-01-01", "2029-12-31", ["baseline", "what-if"])
    assert told["policies"] == [{"policy": "zone", "titles": 36, "agree": 36, "differ": 0, "not_replayed": 0}]
    assert told["differences"] == told["not_replayed"] == told["altered"] == []


@pytest.mark.parametrize(
    "lang, verdict, head",
    [("zh", "全部路径与办法一致", "未全程重算"), ("en", "every path agrees with the law", "not replayed")],
)
def test_people_read_what_was_replayed(run: Run, trace: Path, lang: str, verdict: str, head: str) -> None:
    said = run("verify", trace, "--lang", lang)
    assert said.code == 0
    assert verdict in said.out
    assert head in said.out
    assert "2026-01-01 → 2029-12-31" in said.out
    assert "zone" in said.out
    assert "\x1b" not in said.out


def test_the_first_difference_is_told_with_its_clause(run: Run, tampered: Path) -> None:
    said = run("verify", tampered, "--format", "json")
    assert said.code == 1
    told = json.loads(said.out)
    assert (told["verdict"], told["different"]) == ("differs", 1)
    (one,) = told["differences"]
    assert set(one) == {
        "scenario", "replication", "policy", "cluster_id", "date", "table", "law", "trace", "clause",
    }  # fmt: skip
    assert (one["policy"], one["table"]) == ("zone", "history.csv")
    assert [row["cause"] for row in one["trace"]] == ["incident"]
    assert [set(row) for row in one["law"]] == [{"event", "cause", "criterion", "citation", "figure", "bound"}]
    assert one["clause"] == one["law"][0]["citation"] != ""
    assert told["altered"] == [
        {"zh": "history.csv 的内容已与写出时不同", "en": "history.csv is no longer as it was written"}
    ]


def test_people_read_both_sides(run: Run, tampered: Path) -> None:
    told = json.loads(run("verify", tampered, "--format", "json").out)["differences"][0]
    said = run("verify", tampered, "--lang", "en")
    assert said.code == 1
    lines = said.out.splitlines()
    assert "the trace differs from the law" in lines[0]
    place = lines.index("the first difference")
    assert lines[place + 1] == (
        f"scenario {told['scenario']}, replication {told['replication']}, {told['cluster_id']}, zone, {told['date']}: "
        "history.csv"
    )
    assert lines[place + 2].startswith("  the law    title lost: ")
    assert lines[place + 3].startswith("  the trace  title lost: disqualifying incident (incident)")
    assert lines[place + 4] == f"  clause: {told['clause']}"
    chinese = run("verify", tampered, "--lang", "zh").out
    assert all(word in chinese for word in ("与办法不一致", "第一处不一致", "失去称号", "重大事件", "已改动", "条款"))


def test_every_difference_is_listed_when_asked_for(run: Run, trace: Path) -> None:
    gone = edited(trace, "status.csv", where({"status": "candidate"}, year="2029", scenario="baseline"))
    assert gone > 1
    first = run("verify", trace, "--lang", "en")
    assert f"{gone - 1} more; --all lists every one" in first.out
    every = run("verify", trace, "--all", "--lang", "en")
    assert f"differences: {gone}" in every.out
    assert every.out.count("the trace  at the year's end a candidate") == gone
    assert len(json.loads(run("verify", trace, "--format", "json").out)["differences"]) == 1
    told = json.loads(run("verify", trace, "--all", "--format", "json").out)
    assert (told["different"], len(told["differences"])) == (gone, gone)


def test_the_csv_has_a_row_for_each_side(run: Run, tampered: Path) -> None:
    said = run("verify", tampered, "--format", "csv")
    assert said.code == 1
    rows = list(csv.DictReader(said.out.splitlines()))
    assert [(row["side"], row["event"], row["table"]) for row in rows] == [
        ("law", "lost", "history.csv"),
        ("trace", "lost", "history.csv"),
    ]
    assert rows[1]["cause"] == "incident"


def test_a_missing_row_shows_nothing_on_its_side(run: Run, trace: Path) -> None:
    gone = iter([None])
    assert edited(trace, "history.csv", lambda row: next(gone, row)) == 1
    said = run("verify", trace, "--lang", "en")
    assert said.code == 1
    assert "  the trace  nothing" in said.out
    rows = list(csv.DictReader(run("verify", trace, "--format", "csv").out.splitlines()))
    assert [row["event"] for row in rows if row["side"] == "trace"] == [""]
    gap = iter([None])
    assert edited(trace, "trajectories.csv", lambda row: next(gap, row)) == 1
    assert "  the law    a row for 2022" in run("verify", trace, "--lang", "en").out


def test_a_file_that_was_altered_without_consequence_is_told(run: Run, trace: Path) -> None:
    assert edited(trace, "clusters.csv", lambda row: row | {"name": "another"}) == 6
    said = run("verify", trace, "--lang", "en")
    assert said.code == 2
    assert "no path differs, but files are no longer as they were written" in said.out
    assert "altered: clusters.csv is no longer as it was written" in said.out
    assert "已改动: clusters.csv" in run("verify", trace, "--lang", "zh").out


def test_what_was_not_replayed_is_told_and_the_exit_code_says_so(run: Run, here: Path) -> None:
    words = ("--set", "zone.report_deadline=12-31", "--trace", "other")
    assert run("simulate", "--years", "4", "--replications", "2", *words, "--format", "json").code == 0
    said = run("verify", "other", "--lang", "en")
    assert said.code == 3
    assert "what was replayed agrees, but not every title was to the end" in said.out
    assert "not replayed to the end" in said.out
    assert "the trace holds no reports on 2024" in said.out
    assert "轨迹不含2024年度的报送" in run("verify", "other", "--lang", "zh").out
    told: dict[str, Any] = json.loads(run("verify", "other", "--format", "json").out)
    assert told["verdict"] == "incomplete"
    assert {one["why"]["en"] for one in told["not_replayed"]} == {"the trace holds no reports on 2024"}
    rows = list(csv.DictReader(run("verify", "other", "--format", "csv").out.splitlines()))
    assert {row["table"] for row in rows} == {"not replayed"}
    assert len(rows) == len(told["not_replayed"])


def test_what_cannot_be_read_is_refused(refused: Callable[..., str], trace: Path) -> None:
    assert "is no folder; name the one that `clusterkit simulate --trace` wrote" in refused("verify", "nowhere")
    shutil.copytree(trace, "torn")
    (Path("torn") / "status.csv").write_text("scenario,year\n", "utf-8")
    assert "status.csv has no column replication, policy, cluster_id, status" in refused("verify", "torn")
    shutil.copytree(trace, "lawless")
    (Path("lawless") / "law.json").unlink()
    assert "holds no law.json" in refused("verify", "lawless")


def test_the_help_says_what_each_exit_code_means(run: Run) -> None:
    said = run("verify", "--help")
    assert said.code == 0
    assert all(f"{code}" in said.out for code in ("Exits 0", "1 with a difference", "clusterkit verify trace"))
