"""The edges of a path: first and last days, deadlines at a year's end, two causes that must meet."""

from datetime import date
from pathlib import Path

import pytest

from tests.replay.folder import Folder
from tests.replay.levers import Dated


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_a_title_of_the_first_day_is_not_touched_on_it(folder: Folder) -> None:
    """Nothing else of a day touches a title granted on it, the run's first day included."""
    renewed = [("renewed", "2029-01-01", "")]
    folder.add("zhuhai", certified="2026-01-01", events=[("illegality", "2026-01-01")], story=renewed)
    lost = [("lost", "2026-01-01", "illegality")]
    folder.add("zhuhai", certified="2025-12-31", events=[("illegality", "2026-01-01")], story=lost, key="A2")
    # A row for the first day's admission may stand or not.
    assert folder.check() == []
    title = {"scenario": "baseline", "replication": 0, "policy": "zhuhai", "cluster_id": "A1"}
    folder.tables["history"].append(title | {"date": "2026-01-01", "event": "admitted"})
    assert folder.check() == []


def test_a_deadline_before_the_first_day_is_not_decided_in_the_run(folder: Folder) -> None:
    story = [("renewed", "2026-07-01", ""), ("lost", "2028-01-01", "late_report")]
    folder.add("beijing", certified="2023-07-01", reports={2026: ""}, story=story)
    assert folder.check(beijing__report_deadline="12-31") == []


def test_a_title_granted_on_the_deadline_is_held_at_it(folder: Folder) -> None:
    story = [("admitted", "2026-03-31", ""), ("lost", "2026-04-01", "late_report")]
    folder.add("beijing", reports={2025: ""}, story=story)
    assert folder.check(beijing__round_on="03-31", beijing__first_report="year_before") == []
    assert folder.check(beijing__round_on="03-31") != []


def test_a_deadline_moved_by_a_dated_lever_holds_from_its_date(folder: Folder) -> None:
    reports = {2025: "2026-04-30", 2026: "2027-04-30"}
    lost = [("lost", "2027-04-01", "late_report")]
    folder.add("zhuhai", certified="2025-02-28", reports=reports, story=lost)
    moved: Dated = [(None, "04-30"), (date(2027, 1, 1), "03-31")]
    assert folder.check_scenarios({"baseline": {"zhuhai.report_deadline": moved}}) == []


@pytest.mark.parametrize("refused, cause_on", [("2027-12-31", "2027-12-31"), ("2026-02-01", "")])
def test_lateness_and_refusal_meet_only_in_one_year(folder: Folder, refused: str, cause_on: str) -> None:
    story = [("lost", cause_on, "monitoring_refused")] if cause_on else [("renewed", "2028-05-20", "")]
    late = {2026: "2027-04-01"}
    folder.add("zhuhai", certified="2025-05-20", reports=late, events=[("monitoring_refused", refused)], story=story)
    assert folder.check(zhuhai__report_breach="both") == []


def test_refusal_after_an_earlier_year_s_lateness_is_no_breach_of_both(folder: Folder) -> None:
    folder.add(
        "beijing",
        certified="2025-05-20",
        reports={2025: ""},
        events=[("monitoring_refused", "2027-02-02")],
        story=[("renewed", "2028-05-20", "")],
    )
    assert folder.check(beijing__report_breach="both") == []


def test_an_announcement_before_the_start_does_nothing(folder: Folder) -> None:
    story = [("renewed", "2026-05-20", ""), ("lost", "2029-05-20", "no_renewal_application")]
    events = [("no_renewal_application", "2025-12-31"), ("no_renewal_application", "2026-05-21")]
    folder.add("shanghai", certified="2023-05-20", events=events, story=story)
    assert folder.check() == []


def test_an_unknown_criterion_beside_a_failed_one_is_no_reason(folder: Folder) -> None:
    cells = {("champions", 2027): 0, ("platform_adoption_rate", 2027): ""}
    story = [("criterion_failed", "2028-05-20", "beijing.gradient"), ("lost", "2028-05-20", "re_review")]
    folder.add("beijing", certified="2025-05-20", cells=cells, story=story)
    assert folder.check() == []
    title = {"scenario": "baseline", "replication": 0, "policy": "beijing", "cluster_id": "A1"}
    row = title | {
        "date": "2028-05-20",
        "event": "criterion_failed",
        "criterion": "beijing.platform_adoption",
    }
    folder.tables["history"].append(row)
    assert len(folder.check()) == 1
    row["date"] = "2027-05-20"
    assert ["no review on that day" in line for line in folder.check()] == [True]
    folder.tables["history"] = folder.tables["history"][1:2]
    assert ["the trace names none" in line for line in folder.check()] == [True]


def test_henan_begins_with_its_first_review(folder: Folder) -> None:
    cells = {("related_smes", year): 19 for year in range(2025, 2030)}
    failed = ("criterion_failed", "2028-06-30", "henan.related_smes")
    folder.add("henan", certified="2015-01-01", cells=cells, story=[failed, ("lost", "2028-06-30", "delisted")])
    assert folder.check(henan__first_review=2028) == []
    assert folder.check(henan__first_review=2016, henan__review_every=3) == []  # 2025, then 2028
    assert any("2026-06-30" in line for line in folder.check())


def test_the_window_lever_leaves_the_research_clause_at_three_years(folder: Folder) -> None:
    """Research falls in the last year and still grows by more than 8 % a year over three."""
    cells = {("sme_rd_expenditure", 2026): 4, ("sme_rd_expenditure", 2027): 3.9}
    folder.add("zhuhai", certified="2025-05-20", cells=cells, story=[("renewed", "2028-05-20", "")])
    assert folder.check(zhuhai__growth_window=1) == []


def test_a_cluster_outside_the_tables_is_named(folder: Folder) -> None:
    folder.add("zhuhai", certified="2025-05-20", story=[("renewed", "2028-05-20", "")])
    folder.tables["clusters"][0]["jurisdiction"] = "beijing"
    assert "a title that no cluster of clusters.csv accounts for" in folder.check()[0]
    folder.tables["clusters"][0] |= {"jurisdiction": "zhuhai", "cluster_id": "A9"}
    lines = folder.check()
    assert any("A1: not in clusters.csv" in line for line in lines)
    assert any("A9: trajectories.csv has no row for 2022, " in line for line in lines)


def test_a_requirement_without_a_place_and_a_place_without_requirements_are_named(folder: Folder) -> None:
    folder.add("henan", certified="2025-05-20")
    for row in folder.tables["trajectories"]:
        row["q_park"] = row.pop("q_henan_park.one_county")
        del row["q_henan_characteristic"]
    assert folder.check() == [
        "trajectories.csv: the column q_park bears no place's name, so its place is not known",
        "trajectories.csv: no column holds a qualitative requirement of henan",
    ]
