"""A law in several versions: which one a command uses, and what one strikes of another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import zone
from tests.cli.conftest import Run, Site

LAW = """
from datetime import date
from attrs import evolve
from clusterkit.law import InForce, LeverNamespace, procedure

lever = LeverNamespace("zone")
until = procedure.in_force_until(lever, 20251231, cite="第一条")
EARLIER = evolve(POLICY, in_force=InForce(date(2024, 1, 1), "第一条", until, procedure.lapse(lever, cite="第一条")))
FLOOR = lever("output_min", 15, "亿元", zh="产值下限", en="least output", cite="第九条")
HIGHER = all_of(at_least("output_value", FLOOR))
LATER = evolve(POLICY, version="2026", standard=HIGHER, decisions=(), in_force=InForce(date(2026, 1, 1), "第一条"))
DRAFT = evolve(LATER, version="draft", in_force=InForce(None, "第一条"))


@hookimpl
def clusterkit_policies():
    return LATER, DRAFT, EARLIER
"""


@pytest.fixture
def successive(bare: Site) -> Site:
    """Have the zone's law installed in three versions."""
    source = Path(zone.__file__).read_text("utf-8").replace("def clusterkit_policies", "def of_one_version", 1)
    bare.install("clusterkit-zone", source.replace("@hookimpl\ndef of_one", "def of_one") + LAW,
                 plugins={"zone": "clusterkit_zone"})  # fmt: skip
    return bare


def used(run: Run, *words: str) -> str:
    """Return the version that a command uses."""
    said = run(*words, "policies", "--format", "json")
    assert (said.code, said.err) == (0, "")
    (policy,) = json.loads(said.out)["policies"]
    assert policy["versions"] == ["draft", "2024", "2026"]
    return str(policy["version"])


@pytest.mark.usefixtures("successive")
def test_the_newest_version_is_used_unless_a_day_or_a_version_is_named(run: Run) -> None:
    assert used(run) == "2026"
    assert used(run, "--as-of", "2025-12-31") == "2024"
    assert used(run, "--as-of", "2026-01-01") == "2026"
    assert used(run, "--as-of", "2020-01-01") == "2024"
    assert used(run, "--law", "zone=draft") == "draft"
    assert used(run, "--as-of", "2025-12-31", "--law", "zone=draft") == "draft"


@pytest.mark.usefixtures("successive")
def test_the_options_may_stand_after_the_command(run: Run) -> None:
    said = run("levers", "--jurisdiction", "zone", "--format", "json", "--as-of", "2025-06-30")
    early = {row["key"]: row["default"] for row in json.loads(said.out)["levers"]}
    said = run("levers", "--jurisdiction", "zone", "--format", "json")
    late = {row["key"]: row["default"] for row in json.loads(said.out)["levers"]}
    assert (early["zone.output_min"], late["zone.output_min"]) == (10, 15)


@pytest.mark.usefixtures("successive")
def test_a_result_says_which_version_it_rests_on(run: Run, here: Path) -> None:
    assert run("portfolio", "sample", "--out", "sample").code == 0
    said = run("simulate", "sample", "--years", "1", "--replications", "1", "--law", "zone=2024", "--format", "json")
    manifest = json.loads(said.out)["manifest"]
    assert manifest["laws"] == {"zone": "2024"}


@pytest.mark.usefixtures("successive")
@pytest.mark.parametrize(
    "words, message",
    [
        (["--law", "zone=2025", "policies"], "error: unknown version of zone: 2025; did you mean 2026?\n"),
        (["--law", "zon=2024", "policies"], "error: unknown policy: zon; did you mean zone?\n"),
        (["--law", "zone", "policies"], "error: --law zone: write KEY=VERSION, such as zone=2024\n"),
        (["redline", "zone", "2024"], "error: redline zone: name two versions, or none; known: draft, 2024, 2026\n"),
        (["redline", "zone", "2024", "2027"], "error: unknown version of zone: 2027; did you mean 2026?\n"),
    ],
)
def test_a_version_that_there_is_not_is_refused(run: Run, words: list[str], message: str) -> None:
    said = run(*words)
    assert (said.code, said.out) == (2, "")
    assert said.err == message


@pytest.mark.usefixtures("successive")
def test_a_redline_compares_the_newest_with_the_one_before_or_two_that_are_named(run: Run) -> None:
    said = run("redline", "zone", "--format", "json")
    told = json.loads(said.out)
    assert (told["policy"], told["old"], told["new"]) == ("zone", "2024", "2026")
    rows = {(row["what"], row["key"]): (row["change"], row["citation"]) for row in told["redline"]}
    assert rows["lever", "zone.output_min"] == ("changed", "第九条")
    assert {change for (what, _), (change, _) in rows.items() if what == "decision"} == {"struck"}
    said = run("redline", "zone", "draft", "2026")
    assert (said.code, said.err) == (0, "the two versions do not differ\n")
    table = run("redline", "zone", "--lang", "zh").out
    assert "10 亿元" in table
    assert "15 亿元" in table


@pytest.mark.usefixtures("site")
def test_a_law_in_one_version_has_no_redline(run: Run) -> None:
    said = run("redline", "zone")
    assert (said.code, said.out) == (2, "")
    assert said.err == "error: policy zone has one version, 2024; there is nothing to compare it with\n"
