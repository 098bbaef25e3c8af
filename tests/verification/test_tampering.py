"""Whatever a hand changes in a trace is found, with whose title it concerns, the day and the clause."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.simulation.invented import MOOR, SMALL, ZONE, Cluster, against, portfolio, study
from tests.verification.traces import Row, edited, told, traced, verified, where

WRITTEN_AS = "is no longer as it was written"
EVENTS = [("b", "2027-03-03", "illegality"), ("e", "2027-05-20", "no_renewal_application")]
CLUSTERS = (
    Cluster("a", certified="2024-05-20"),
    Cluster("b", certified="2024-05-20"),
    Cluster("c", certified="2024-05-20", figures=SMALL),
    Cluster("d"),
    Cluster("e", certified="2024-05-20"),
    Cluster("m", "moor", certified="2020-01-01"),
)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the trace of two scenarios in two replications, untouched."""
    one = study(portfolio(*CLUSTERS, events=EVENTS), scenarios=against("zone.output_min=25@2030-01-01"), replications=2)
    return traced(one, tmp_path_factory.mktemp("sound") / "trace")


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    """Return a copy of it to be tampered with."""
    return Path(shutil.copytree(sound, tmp_path / "trace"))


def found(folder: Path) -> list[str]:
    return told(verified(folder, ZONE, MOOR))


def test_an_untouched_trace_agrees(folder: Path) -> None:
    one = verified(folder, ZONE, MOOR)
    assert (told(one), one.altered, one.verdict) == ([], (), "agrees")


# What the engine says ------------------------------------------------------------------------------


def test_a_renamed_cause_is_found(folder: Path) -> None:
    wrong = where({"cause": "incident"}, scenario="baseline", replication="1", cluster_id="b", event="lost")
    assert edited(folder, "history.csv", wrong) == 1
    assert found(folder) == [
        "baseline 1 zone b 2027-03-03 history.csv: law lost illegality 第一条; trace lost incident 第一条"
    ]
    (one,) = verified(folder, ZONE, MOOR).differences
    assert (one.clause, one.law[0]["cause"], one.trace[0]["cause"]) == ("第一条", "illegality", "incident")


def test_a_shifted_date_is_found_on_both_days(folder: Path) -> None:
    later = where({"date": "2027-05-21"}, scenario="what-if", replication="0", cluster_id="a", date="2027-05-20")
    assert edited(folder, "history.csv", later) == 1
    assert found(folder) == [
        "what-if 0 zone a 2027-05-20 history.csv: law renewed 第一条; trace nothing",
        "what-if 0 zone a 2027-05-21 history.csv: law nothing; trace renewed 第一条",
    ]


def test_a_missing_row_of_the_history_is_found(folder: Path) -> None:
    gone = where(None, scenario="baseline", replication="0", cluster_id="d", event="admitted")
    assert edited(folder, "history.csv", gone) == 1
    one = verified(folder, ZONE, MOOR)
    assert told(one) == ["baseline 0 zone d 2026-06-30 history.csv: law admitted 第一条; trace nothing"]
    assert [text.en for text in one.altered] == ["history.csv has 61 rows and was written with 62"]


def test_a_row_too_many_is_found(folder: Path) -> None:
    path = folder / "history.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    again = next(line for line in lines if line.startswith("baseline,0,moor,m,2028-06-30,kept"))
    path.write_text("".join([*lines, again]), "utf-8")
    assert found(folder) == ["baseline 0 moor m 2028-06-30 history.csv: law nothing; trace kept 第一条"]


@pytest.mark.parametrize(
    "column, value, says",
    [
        ("figure", "6", "zone.output_min 第一条 6 10"),
        ("bound", "11", "zone.output_min 第一条 5 11"),
        ("figure", "", "zone.output_min 第一条 10"),
        ("criterion", "zone.co2", "zone.co2 第一条 5 10"),
        ("citation", "第二条", "zone.output_min 第二条 5 10"),
    ],
)
def test_a_criterion_with_another_figure_bound_name_or_clause_is_found(
    folder: Path, column: str, value: str, says: str
) -> None:
    wrong = where({column: value}, scenario="baseline", replication="0", cluster_id="c", criterion="zone.output_min")
    assert edited(folder, "history.csv", wrong) == 1
    (line,) = found(folder)
    failed = "criterion_failed re_review"
    assert line == (
        f"baseline 0 zone c 2027-05-20 history.csv: law {failed} zone.output_min 第一条 5 10; trace {failed} {says}"
    )


def test_a_figure_that_is_the_same_within_the_tolerance_is_no_difference(folder: Path) -> None:
    close = where({"figure": "5.000000001"}, cluster_id="c", criterion="zone.output_min")
    assert edited(folder, "history.csv", close, sealed=True) == 4
    assert found(folder) == []


def test_criteria_in_another_order_are_found(tmp_path: Path) -> None:
    small = Cluster("c", certified="2024-05-20", figures={**SMALL, "co2_intensity": 3.0})
    folder = traced(study(small), tmp_path / "trace", 1)
    path = folder / "history.csv"
    header, first, second, lost = path.read_text("utf-8").splitlines()
    path.write_text(f"{header}\n{second}\n{first}\n{lost}\n", "utf-8")
    output, co2 = (f"criterion_failed re_review zone.{name}" for name in ("output_min 第一条 5 10", "co2 第一条 3 2"))
    (line,) = found(folder)
    assert line.startswith("baseline 0 zone c 2027-05-20 history.csv: ")
    assert line.endswith(
        f"law {output} / {co2} / lost re_review 第一条; trace {co2} / {output} / lost re_review 第一条"
    )


def test_a_status_at_a_years_end_is_compared_with_cause_and_day(folder: Path) -> None:
    at = {"scenario": "baseline", "replication": "0", "cluster_id": "b"}
    assert edited(folder, "status.csv", where({"lost_on": "2027-03-04"}, **at, year="2030")) == 1
    assert edited(folder, "status.csv", where({"status": "certified", "cause": ""}, **at, year="2031")) == 1
    assert edited(folder, "status.csv", where(None, **at, year="2032")) == 1
    lost = "law lost illegality 2027-03-03"
    assert found(folder) == [
        f"baseline 0 zone b 2030-12-31 status.csv: {lost}; trace lost illegality 2027-03-04",
        f"baseline 0 zone b 2031-12-31 status.csv: {lost}; trace certified 2027-03-03",
        f"baseline 0 zone b 2032-12-31 status.csv: {lost}; trace nothing",
    ]


def test_a_title_that_no_measure_can_grant_is_found(folder: Path) -> None:
    to_moor = where({"policy": "moor"}, scenario="baseline", replication="0", cluster_id="d", event="admitted")
    assert edited(folder, "history.csv", to_moor) == 1
    assert found(folder) == [
        "baseline 0 moor d 2026-06-30 history.csv: law nothing; trace admitted 第一条",
        "baseline 0 zone d 2026-06-30 history.csv: law admitted 第一条; trace nothing",
    ]


# What the law is asked on --------------------------------------------------------------------------


def test_a_changed_figure_is_found_where_it_decides(folder: Path) -> None:
    smaller = where({"output_value": "9.9"}, scenario="baseline", replication="1", cluster_id="a", year="2025")
    assert edited(folder, "trajectories.csv", smaller) == 1
    first, *_ = found(folder)
    assert first == (
        "baseline 1 zone a 2027-05-20 history.csv: law criterion_failed re_review zone.output_min 第一条 9.9 10 / "
        "lost re_review 第一条; trace renewed 第一条"
    )
    assert {line.split(" zone a ")[0] for line in found(folder)} == {"baseline 1"}


def test_a_changed_figure_that_decides_nothing_leaves_an_altered_file(folder: Path) -> None:
    assert edited(folder, "trajectories.csv", where({"output_value": "21"}, cluster_id="a", year="2024")) == 4
    one = verified(folder, ZONE, MOOR)
    assert (told(one), one.verdict) == ([], "altered")
    assert [text.en for text in one.altered] == [f"trajectories.csv {WRITTEN_AS}"]
    assert [text.zh for text in one.altered] == ["trajectories.csv 的内容已与写出时不同"]


def test_a_removed_event_is_found(folder: Path) -> None:
    gone = where(None, scenario="what-if", replication="1", cluster_id="b", kind="illegality")
    assert edited(folder, "events.csv", gone) == 1
    first, second, *statuses = found(folder)
    assert first == "what-if 1 zone b 2027-03-03 history.csv: law nothing; trace lost illegality 第一条"
    assert second == "what-if 1 zone b 2027-05-20 history.csv: law renewed 第一条; trace nothing"
    assert len(statuses) == 8 + 1  # the end of every year from 2027 on, and the next review


def test_an_event_on_another_day_is_found(folder: Path) -> None:
    before = where({"date": "2027-03-02"}, scenario="baseline", replication="0", kind="illegality")
    assert edited(folder, "events.csv", before) == 1
    assert found(folder)[:2] == [
        "baseline 0 zone b 2027-03-02 history.csv: law lost illegality 第一条; trace nothing",
        "baseline 0 zone b 2027-03-03 history.csv: law nothing; trace lost illegality 第一条",
    ]


def test_an_application_that_was_not_made_belongs_to_its_expiry(folder: Path) -> None:
    earlier = where({"date": "2027-05-19"}, scenario="baseline", replication="0", kind="no_renewal_application")
    assert edited(folder, "events.csv", earlier) == 1
    assert found(folder)[0] == (
        "baseline 0 zone e 2027-05-20 history.csv: law renewed 第一条; trace lost no_renewal_application 第一条"
    )


def test_a_report_that_is_made_late_is_found(folder: Path) -> None:
    late = where({"date": "2028-04-01"}, scenario="baseline", replication="0", cluster_id="a", year="2027")
    assert edited(folder, "events.csv", late) == 1
    assert found(folder)[0] == "baseline 0 zone a 2028-04-01 history.csv: law lost late_report 第一条; trace nothing"


def test_a_changed_answer_or_fact_is_found(folder: Path) -> None:
    assert edited(folder, "trajectories.csv", where({"q_zone_sound": "no"}, cluster_id="a", year="2026")) == 4
    first = "baseline 0 zone a 2027-05-20 history.csv: law criterion_failed re_review zone.sound 第一条"
    assert found(folder)[0].startswith(first)
    assert edited(folder, "clusters.csv", where({"area_km2": "101"}, cluster_id="a")) == 1
    assert "zone.area 第一条 101 100" in found(folder)[0]


def test_a_year_without_a_row_is_found_and_its_path_is_not_guessed(folder: Path) -> None:
    gone = where(None, scenario="baseline", replication="0", cluster_id="a", year="2030")
    assert edited(folder, "trajectories.csv", gone) == 1
    one = verified(folder, ZONE, MOOR)
    assert told(one) == ["baseline 0  a 2030-12-31 trajectories.csv: law 2030; trace nothing"]
    assert [(count.policy, count.differ) for count in one.counts] == [("moor", 0), ("zone", 1)]


# The law that is said to have been in force ---------------------------------------------------------


def test_another_value_of_a_lever_in_the_law_file_makes_other_paths(folder: Path) -> None:
    path = folder / "law.json"
    written = path.read_text("utf-8")
    assert written.count('"value": 25') == 1
    path.write_text(written.replace('"value": 25', '"value": 15'), "utf-8")
    lines = found(folder)
    assert lines[0].startswith("what-if 0 zone a 2030-05-20 history.csv: law renewed 第一条; trace criterion_failed")
    assert {line.partition(" ")[0] for line in lines} == {"what-if"}


def test_every_difference_comes_in_the_order_of_scenarios_replications_clusters_and_days(folder: Path) -> None:
    def renamed(row: Row) -> Row:
        return row | {"cause": "moved"} if row["event"] == "lost" else row

    edited(folder, "history.csv", renamed)
    keys = [
        (one.scenario, one.replication, one.cluster_id, one.day) for one in verified(folder, ZONE, MOOR).differences
    ]
    assert keys == sorted(keys)
    assert len(keys) > 8
