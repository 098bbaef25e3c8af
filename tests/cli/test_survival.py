"""`clusterkit survival`: what programs read, what people see, and what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("site")

SHORT = ("survival", "--years", "4", "--replications", "20")
ESTIMATE = {"mean", "low", "high"}
AGE = {"age", "days"}
GROUP = {
    "group", "titles", "entrants", "lost", "apart", "followed_from", "followed_to", "retention", "losses",
}  # fmt: skip


def asked(run: Run, *words: object) -> Any:
    said = run(*words, "--format", "json")
    assert said.code == 0
    return json.loads(said.out)


def test_the_json_says_what_was_run_and_who_was_followed_from_when_to_when(run: Run) -> None:
    told = asked(run, *SHORT)
    assert set(told) == {"manifest", "by", "interval", "scenarios", "differences"}
    assert told["manifest"]["command"] == "clusterkit survival --years 4 --replications 20 --format json"
    assert (told["by"], told["interval"]) == ("place", "student")
    (scenario,) = told["scenarios"]
    assert (scenario["name"], scenario["changes"]) == ("baseline", {})
    (group,) = scenario["groups"]
    assert set(group) == GROUP
    # Certified on 1 July 2022 to 2024 and followed from the eve of 2026 on; the last may be admitted in it.
    assert group["group"] == "zone"
    assert group["titles"] == 5 + group["entrants"]
    assert (group["followed_from"] == 0) == (group["entrants"] > 0)


def test_what_is_held_and_what_was_lost_add_up(run: Run) -> None:
    (group,) = asked(run, *SHORT)["scenarios"][0]["groups"]
    assert all(set(row) == AGE | ESTIMATE | {"at_risk"} for row in group["retention"])
    assert all(set(row) == AGE | ESTIMATE | {"cause", "citation"} for row in group["losses"])
    for row in group["retention"]:
        lost = sum(one["mean"] for one in group["losses"] if one["age"] == row["age"])
        assert row["mean"] + lost == pytest.approx(1.0)
        assert row["low"] <= row["mean"] <= row["high"]
    ages = [row["age"] for row in group["retention"]]
    assert ages == list(range(ages[0], ages[-1] + 1))


@pytest.mark.parametrize(
    "by, groups",
    [("place", ["zone"]), ("industry", ["轴承"]), ("cohort", ["2022", "2023", "2024"]), ("district", [None])],
)
def test_titles_are_told_by_what_is_asked_for(run: Run, by: str, groups: list[str | None]) -> None:
    told = asked(run, *SHORT, "--by", by)
    assert told["by"] == by
    found = [one["group"] for one in told["scenarios"][0]["groups"]]
    assert found[: len(groups)] == groups


def test_a_what_if_stands_beside_the_law_with_a_paired_difference(run: Run) -> None:
    told = asked(run, *SHORT, "--set", "zone.output_min=14")
    assert [one["name"] for one in told["scenarios"]] == ["baseline", "what-if"]
    assert told["scenarios"][1]["changes"] == {"zone.output_min": [{"from": None, "value": 14}]}
    assert all(set(row) == {"scenario", "against", "group"} | AGE | ESTIMATE for row in told["differences"])
    last = told["differences"][-1]
    ends = [
        {row["age"]: row["mean"] for row in one["groups"][0]["retention"]}[last["age"]] for one in told["scenarios"]
    ]
    assert last["mean"] == pytest.approx(ends[1] - ends[0])
    assert last["mean"] < 0


def test_one_replication_has_the_interval_of_a_single_history(run: Run) -> None:
    told = asked(run, "survival", "--years", "4", "--replications", "1", "--set", "zone.output_min=14")
    assert told["interval"] == "greenwood"
    assert {row["low"] for row in told["differences"]} == {None}
    said = run("survival", "--years", "4", "--replications", "1")
    assert "Greenwood's variance" in said.out


def test_the_csv_has_every_row_of_the_json(run: Run) -> None:
    words = (*SHORT, "--by", "cohort", "--set", "zone.output_min=14")
    told = asked(run, *words)
    said = run(*words, "--format", "csv")
    rows = list(csv.DictReader(said.out.splitlines()))
    groups = [group for one in told["scenarios"] for group in one["groups"]]
    for table in ("retention", "losses"):
        assert len([row for row in rows if row["table"] == table]) == sum(len(group[table]) for group in groups)
    assert len([row for row in rows if row["table"] == "difference"]) == len(told["differences"])
    first = next(row for row in rows if row["table"] == "retention")
    assert (first["group"], float(first["mean"])) == (groups[0]["group"], groups[0]["retention"][0]["mean"])


@pytest.mark.parametrize(
    "lang, heads", [("zh", ["留存率", "在险", "失去原因"]), ("en", ["held", "at risk", "by cause"])]
)
def test_the_table_shows_the_curve_as_bars_a_chinese_console_can_print(run: Run, lang: str, heads: list[str]) -> None:
    said = run(*SHORT, "--by", "cohort", "--lang", lang)
    assert said.code == 0
    assert all(head in said.out for head in heads)
    assert "█" * 24 in said.out
    assert "\x1b" not in said.out
    pictures = "".join(letter for letter in said.out if "▀" <= letter <= "▟")
    assert pictures.encode("gbk")


def test_a_group_observed_only_from_some_age_on_says_so(run: Run) -> None:
    said = run(*SHORT, "--by", "cohort", "--lang", "en")
    assert "year of certification 2022: 1.0 titles a run" in said.out
    assert "nothing is observed before 3.5 years; retention is of titles held that long" in said.out


def test_a_blank_district_is_named_as_blank(run: Run) -> None:
    assert "district (blank): " in run(*SHORT, "--by", "district", "--lang", "en").out
    assert "区县 (未填): " in run(*SHORT, "--by", "district", "--lang", "zh").out


def test_groups_that_a_what_if_leaves_alone_are_named_in_one_line(run: Run) -> None:
    said = run(*SHORT, "--set", "zone.output_min=10", "--lang", "en")
    assert "\nno difference: zone\n" in said.out
    assert "scenario  place" not in said.out


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_the_same_command_twice_prints_the_same_bytes(run: Run, form: str) -> None:
    words = (*SHORT, "--by", "industry", "--set", "zone.output_min=14", "--format", form)
    assert run(*words) == run(*words)


def written(folder: Path, **certified: str) -> str:
    """Write a folder of clusters, each with its day of certification, and return its name."""
    folder.mkdir()
    clusters = [f"{name},zone,{day}" for name, day in certified.items()]
    figures = [f"{name},2025,40" for name in certified]
    for table, head, rows in (
        ("clusters", "cluster_id,jurisdiction,certified_on", clusters),
        ("observations", "cluster_id,year,output_value", figures),
    ):
        (folder / f"{table}.csv").write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return folder.name


def test_without_titles_there_is_nothing_to_follow(run: Run, here: Path) -> None:
    words = ("survival", written(here / "mine", A1=""), "--years", "2", "--replications", "2", "--missing", "unknown")
    said = run(*words, "--lang", "en")
    assert said.code == 0
    assert "no cluster holds a title" in said.out
    assert asked(run, *words)["scenarios"][0]["groups"] == []


def test_titles_followed_at_other_ages_than_the_rest_are_said_to_be_left_out(run: Run, here: Path) -> None:
    folder = written(here / "mine", A1="2005-05-20", A2="2005-06-20", A3="2025-05-20")
    said = run("survival", folder, "--years", "2", "--replications", "2", "--lang", "en")
    assert "1.0 further titles are followed only at ages apart from these, and left out" in said.out
    assert "nothing is observed before 20.5 years" in said.out


def test_titles_followed_for_less_than_a_year_have_no_row(run: Run, here: Path) -> None:
    folder = written(here / "mine", A1="2026-05-20")
    said = run("survival", folder, "--years", "1", "--replications", "2", "--lang", "en")
    assert "1.0 titles a run, 1.0 of them admitted in it, 0.0 lost" in said.out
    assert "no whole year of age falls within what is observed" in said.out


def test_an_unknown_grouping_is_refused(run: Run) -> None:
    said = run("survival", "--by", "colour")
    assert said.code == 2
    assert "'colour' is not one of 'place', 'industry', 'cohort', 'district'" in said.err


def test_the_command_has_help_of_its_own(run: Run) -> None:
    said = run("survival", "--help")
    assert said.out.startswith("Usage: clusterkit survival")
    assert "survival" in run("--help").out
