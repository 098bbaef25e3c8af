"""`clusterkit assess` as a user runs it, with an invented place as the only plugin."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from clusterkit import hookimpl
from clusterkit.cli.assess import assess
from clusterkit.errors import InputError, LeverError, PortfolioError, UnknownNameError
from clusterkit.law import (
    Duty,
    EachOfLast,
    InForce,
    LeverNamespace,
    Policy,
    Sum,
    Text,
    all_of,
    any_of,
    at_least,
    lose,
    on_event,
    otherwise,
    procedure,
)
from clusterkit.plugins import Plugins

lever = LeverNamespace("harbour")
TITLE = Text("港", "harbour")
YEARS = procedure.years(lever, "years", zh="年数", en="years", cite="2")
POLICY = Policy(
    key="harbour",
    title=TITLE,
    level="city",
    version="1",
    in_force=InForce(None, "9"),
    standard=all_of(
        at_least(
            "output_value", lever("output_min", 32, "亿元", zh="产值", en="output", cite="第二条"), EachOfLast(YEARS)
        ),
        any_of(
            at_least(Sum(("champions",)), lever("gradient.first", 1, "家", zh="冠军", en="champions", cite="第三条")),
            at_least("plan_attainment", lever("gradient.second", 0.5, "share", zh="规划", en="plan", cite="第三条")),
            id="harbour.gradient",
            title=Text("梯度", "gradient"),
            cite="第三条",
        ),
    ),
    decisions=(on_event("incident", otherwise(lose("incident", cite="第六条")), title=TITLE, cite="第六条"),),
    register=(),
    duties=(
        Duty(
            "report",
            Text("年报", "report"),
            "第五条",
            deadline=procedure.report_deadline(lever, "03-31", cite="第五条", assumed=True),
            first=procedure.first_report(lever, cite="第五条"),
            never_sent=procedure.never_sent(lever, cite="第五条"),
            holiday=procedure.holiday_shift(lever, cite="第五条"),
            sent_as=("report_submitted_on",),
        ),
    ),
)


class Place:
    @hookimpl
    def clusterkit_policies(self) -> tuple[Policy, ...]:
        return (POLICY,)


def folder(path: Path, clusters: int = 2) -> Path:
    names = [f"A{number}" for number in range(1, clusters + 1)]
    certified = [f"{name},甲{name},harbour,2024-05-01\n" for name in names]
    (path / "clusters.csv").write_text("cluster_id,name,jurisdiction,certified_on\n" + "".join(certified), "utf-8")
    observed = [
        f"{name},{year},{40 if name == 'A1' else 20},{1 if name == 'A1' else ''},0.6,\n"
        for name in names
        for year in (2023, 2024, 2025)
    ]
    head = "cluster_id,year,output_value,champions,plan_attainment,report_submitted_on\n"
    (path / "observations.csv").write_text(head + "".join(observed), "utf-8")
    (path / "events.csv").write_text("cluster_id,date,kind\nA1,2025-05-05,incident\n", "utf-8")
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("clusterkit.cli.assess.load_plugins", lambda: Plugins({"harbour": Place()}))
    monkeypatch.setenv("COLUMNS", "160")

    def call(*arguments: str | Path, on: str | None = "2026-06-30") -> Result:
        words = [str(word) for word in arguments] + ([] if on is None else ["--on", on])
        return CliRunner().invoke(assess, words)

    return call


def test_json_stands_alone_on_standard_output_and_notes_on_standard_error(run: Any, tmp_path: Path) -> None:
    result = run(folder(tmp_path), "--format", "json", "--lang", "en")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert [(one["cluster_id"], one["verdict"]) for one in found["results"]] == [("A1", "passes"), ("A2", "fails")]
    assert found["results"][0]["causes"][0]["effect"] == "lose"
    assert "is an assumption (harbour.report_deadline)" in result.stderr


def test_csv_has_a_row_for_each_cluster_criterion_arm_duty_and_cause(run: Any, tmp_path: Path) -> None:
    result = run(folder(tmp_path), "--format", "csv", "--cluster", "A1")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["kind"] for row in rows] == [
        "cluster", "criterion", "criterion", "arm", "arm", "duty", "duty", "cause",
    ]  # fmt: skip
    assert rows[1]["id"] == "harbour.output_min"
    assert (rows[1]["verdict"], rows[1]["result"], rows[1]["margin"]) == ("passes", "met", "8.0")
    assert (rows[5]["id"], rows[5]["year"], rows[5]["result"]) == ("harbour.report", "2024", "unknown")
    assert (rows[7]["id"], rows[7]["result"], rows[7]["date"]) == ("incident", "lose", "2025-05-05")


@pytest.mark.parametrize(
    "lang, words",
    [
        ("en", ["passes 1", "fails 1", "not met", "20 亿元", ">= 32 亿元", "-12 亿元", "title lost", "第二条"]),
        (
            "zh",
            ["通过 1", "不通过 1", "不符合", "缺: 单项冠军 champions (2025)", "失去称号", "2025-03-31", "+10 个百分点"],
        ),
    ],
)
def test_a_few_clusters_are_printed_in_full(run: Any, tmp_path: Path, lang: str, words: list[str]) -> None:
    result = run(folder(tmp_path), "--lang", lang)
    assert result.exit_code == 0, result.output
    for word in words:
        assert word in result.stdout


def test_failing_criteria_come_first_and_then_the_unknown_ones(run: Any, tmp_path: Path) -> None:
    found = run(folder(tmp_path), "--cluster", "A2", "--set", "harbour.gradient.second=70%", "--lang", "en").stdout
    assert found.index("harbour.output_min") < found.index("harbour.gradient") < found.index("harbour.gradient.first")


def test_many_clusters_are_a_summary_that_says_how_to_see_one(run: Any, tmp_path: Path) -> None:
    result = run(folder(tmp_path, clusters=5), "--lang", "en")
    assert "fails 4" in result.stdout
    assert "criteria most often not met" in result.stdout
    assert "--cluster A2" in result.stdout
    assert "--cluster A2" in run(folder(tmp_path, clusters=5), "--lang", "zh").stdout


def test_a_lever_is_set_and_stands_in_the_output(run: Any, tmp_path: Path) -> None:
    result = run(folder(tmp_path), "--set", "harbour.output_min=20亿元", "--format", "json")
    found = json.loads(result.stdout)
    assert found["changes"] == {"harbour.output_min": [{"from": None, "value": 20}]}
    assert [one["verdict"] for one in found["results"]] == ["passes", "passes"]


def test_the_day_is_asked_for_with_exit_code_2(run: Any, tmp_path: Path) -> None:
    result = run(folder(tmp_path), on=None)
    assert result.exit_code == 2
    assert "the day of the assessment is needed: --on 2026-06-30" in result.stderr
    assert run(folder(tmp_path), on="2026-02-30").exit_code == 2


@pytest.mark.parametrize(
    "arguments, error, message",
    [
        (("--jurisdiction", "harbor"), UnknownNameError, "did you mean harbour"),
        (("--cluster", "A9"), UnknownNameError, "unknown cluster: A9"),
        (("--set", "harbour.output_mn=40"), UnknownNameError, "did you mean harbour.output_min"),
        (("--set", "harbour.output_min=-1"), LeverError, "legal range"),
        (("--set", "harbour.output_min"), InputError, "write LEVER=VALUE"),
    ],
)
def test_wrong_names_and_values_are_refused(
    run: Any, tmp_path: Path, arguments: tuple[str, ...], error: type[Exception], message: str
) -> None:
    result = run(folder(tmp_path), *arguments)
    assert isinstance(result.exception, error)
    assert message in str(result.exception)
    assert result.stdout == ""


def test_a_file_with_faults_is_refused_whole(run: Any, tmp_path: Path) -> None:
    path = folder(tmp_path)
    (path / "observations.csv").write_text("cluster_id,year,output_value\nA1,2025,many\n", "utf-8")
    assert isinstance(run(path).exception, PortfolioError)


def test_retention_is_assessed_on_request(run: Any, tmp_path: Path) -> None:
    found = json.loads(run(folder(tmp_path), "--standard", "retention", "--format", "json").stdout)
    assert (found["standard"], found["on"]) == ("retention", date(2026, 6, 30).isoformat())
