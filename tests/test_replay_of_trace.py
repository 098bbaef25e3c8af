"""The scalar replay judges small trace folders written by hand, each with the path that the law gives it."""

from datetime import date
from pathlib import Path

import pytest

from tests.replay.folder import Folder
from tests.replay.levers import Dated, UnsupportedLeverError
from tests.replay.trace import TraceFault


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def lost(day: str, cause: str, *criteria: str) -> list[tuple[str, str, str]]:
    return [*(("criterion_failed", day, criterion) for criterion in criteria), ("lost", day, cause)]


def renewed(*days: str) -> list[tuple[str, str, str]]:
    return [("renewed", day, "") for day in days]


# Terms and re-reviews.


@pytest.mark.parametrize(
    "certified, days",
    [
        ("2024-02-29", ["2027-02-28", "2030-02-28", "2033-02-28"]),  # 29 February falls back and stays back
        ("2020-02-29", ["2026-02-28", "2029-02-28", "2032-02-28"]),  # renewed on time before the start
        ("2023-01-01", ["2026-01-01", "2029-01-01", "2032-01-01"]),  # a term that ends on the first day
        ("2025-12-31", ["2028-12-31", "2031-12-31", "2034-12-31"]),  # a review on the run's last day
    ],
)
@pytest.mark.parametrize("place", ["zhuhai", "beijing", "shanghai"])
def test_a_sound_cluster_is_renewed_from_the_old_expiry(
    folder: Folder, place: str, certified: str, days: list[str]
) -> None:
    folder.last = 2034
    assert folder.add(place, certified=certified, story=renewed(*days)).check() == []


def test_a_review_on_the_last_day_of_the_run_costs_the_title_in_that_year(folder: Folder) -> None:
    story = lost("2029-12-31", "re_review", "zhuhai.output_min")
    folder.add("zhuhai", certified="2023-12-31", facts={"expires_on": "2029-12-31"}, story=story)
    for row in folder.tables["trajectories"]:
        row["output_value"] = 31.9 if row["year"] == 2026 else row["output_value"]
    assert folder.check() == folder.check(zhuhai__term_years=5) == []
    assert folder.tables["status"][-1]["status"] == "lost"


@pytest.mark.parametrize("bound, kept", [(0.08, False), (0.0799, True), ("7.99%", True), ("8%", False)])
def test_growth_of_exactly_eight_per_cent_is_not_above_it(folder: Folder, bound: object, kept: bool) -> None:
    exact = {2024: 100, 2025: 108, 2026: 116.64, 2027: 125.9712}
    cells = {("output_value", year): figure for year, figure in exact.items()}
    cells |= {(name, 2027): 100 for name in ("sme_output_value", "dominant_output_value")}
    story = renewed("2028-05-20") if kept else lost("2028-05-20", "re_review", "zhuhai.output_growth")
    folder.add("zhuhai", certified="2025-05-20", cells=cells, story=story)
    assert folder.check(zhuhai__output_growth=bound) == []


def test_a_failed_review_names_every_criterion_that_is_not_met(folder: Folder) -> None:
    cells = {("q_beijing_characteristic", 2027): "no", ("platform_adoption_rate", 2027): 0.1499}
    failing = ("beijing.characteristic", "beijing.platform_adoption")
    story = lost("2028-05-20", "re_review", *failing)
    folder.add("beijing", certified="2025-05-20", cells=cells, story=story)
    assert folder.check() == []
    del folder.tables["history"][0]
    (line,) = folder.check()
    assert "names beijing.platform_adoption, the law gives beijing.characteristic, " in line


@pytest.mark.parametrize("named", [(), ("zhuhai.park.one_county",)])
def test_an_incomplete_review_costs_the_title_unless_a_lever_lets_it_pass(
    folder: Folder, named: tuple[str, ...]
) -> None:
    cells = {("q_zhuhai_park.one_county", 2027): ""}
    folder.add("zhuhai", certified="2025-05-20", cells=cells, story=lost("2028-05-20", "incomplete_review", *named))
    assert folder.check() == []
    assert any("renewed on 2028-05-20" in line for line in folder.check(zhuhai__incomplete_passes="yes"))


def test_retention_follows_admission_until_it_is_set(folder: Folder) -> None:
    story = lost("2028-05-20", "re_review", "zhuhai.output_min")
    folder.add("zhuhai", certified="2025-05-20", story=story)
    assert folder.check(zhuhai__output_min=120) == folder.check(zhuhai__retention__output_min=120) == []
    assert folder.check(zhuhai__output_min=120, zhuhai__retention__output_min=32) != []
    assert folder.check_scenarios({"baseline": {"zhuhai.output_min": [(date(2028, 5, 20), 120)]}}) == []
    assert folder.check_scenarios({"baseline": {"zhuhai.output_min": [(date(2028, 5, 21), 120)]}}) != []
    later: Dated = [(date(2028, 5, 1), 32), (None, 120)]
    assert folder.check_scenarios({"baseline": {"zhuhai.retention.output_min": later}}) != []


def test_the_plan_decides_only_by_lever_and_after_the_standard(folder: Folder) -> None:
    cells = {("plan_attainment", 2027): 0.7, ("plan_attainment", 2025): ""}
    story = lost("2028-05-20", "plan_attainment", "shanghai.plan_attainment")
    folder.add("shanghai", certified="2025-05-20", cells=cells, story=story)
    folder.add("shanghai", certified="2023-05-20", cells=cells, key="A2", story=renewed("2026-05-20", "2029-05-20"))
    assert folder.check_scenarios({"baseline": {"shanghai.plan_attainment_min": [(date(2027, 1, 1), 0.8)]}}) == []
    assert folder.check(shanghai__plan_attainment_min="none") != []


def test_no_application_is_reported_before_the_review(folder: Folder) -> None:
    story = lost("2028-05-20", "no_renewal_application")
    events = [("no_renewal_application", "2028-05-20")]
    folder.add("zhuhai", certified="2025-05-20", events=events, cells={("champions", 2027): 0}, story=story)
    assert folder.check() == []


def test_a_lag_moves_the_review_but_not_the_next_expiry(folder: Folder) -> None:
    folder.last = 2031
    story = renewed("2029-01-29", "2031-12-31")
    folder.add("zhuhai", certified="2025-12-30", story=story)
    changes: Dated = [(None, 30), (date(2030, 1, 1), 1)]
    assert folder.check_scenarios({"baseline": {"zhuhai.review_lag_days": changes}}) == []


# Duties.


def test_a_late_report_costs_the_title_the_day_after_the_deadline(folder: Folder) -> None:
    reports = {2025: "2026-03-31", 2026: "2027-04-01"}
    story = lost("2027-04-01", "late_report")
    folder.add("zhuhai", certified="2024-07-01", reports=reports, story=story)
    folder.add("beijing", certified="2024-07-01", reports={2026: ""}, story=story, key="B1")
    assert folder.check() == []
    assert len(folder.check(zhuhai__report_deadline="04-01")) > 1
    story = [("admitted", "2026-12-31", ""), *renewed("2029-12-31")]
    folder.add("beijing", certified="2026-12-31", reports={2025: ""}, story=story, key="B2")
    assert folder.check() == []


def test_a_report_never_sent_may_be_ignored(folder: Folder) -> None:
    folder.add("zhuhai", certified="2024-07-01", reports={2026: ""}, story=renewed("2027-07-01"))
    assert folder.check(zhuhai__never_sent="ignored") == []


def test_the_year_before_certification_is_owed_by_lever_only(folder: Folder) -> None:
    events = [("monitoring_refused", "2026-11-02")]
    story = [("admitted", "2026-02-01", ""), *lost("2026-04-01", "late_report")]
    folder.add("zhuhai", certified="2026-02-01", reports={2025: "2026-05-05"}, events=events, story=story)
    assert folder.check(zhuhai__first_report="year_before") == []
    story[1] = ("lost", "2026-11-02", "monitoring_refused")
    other = Folder(folder.path).add("zhuhai", certified="2026-02-01", events=events, story=story)
    assert other.check() == []


def test_a_breach_of_both_halves_needs_both_in_one_year(folder: Folder) -> None:
    events = [("monitoring_refused", "2026-02-01"), ("monitoring_refused", "2027-05-01")]
    folder.add(
        "beijing",
        certified="2025-07-01",
        reports={2026: "2027-04-20"},
        events=events,
        story=lost("2027-05-01", "monitoring_refused"),
    )
    assert folder.check(beijing__report_breach="both") == []


# Shanghai: standing for re-review.


def test_shanghai_keeps_the_title_without_standing_until_the_term_ends(folder: Folder) -> None:
    story = [
        ("standing_lost", "2027-04-11", "late_report"),
        *lost("2028-05-20", "term_ended_without_standing"),
    ]
    events = [("incident", "2027-09-09"), ("no_renewal_application", "2028-05-20")]
    folder.add("shanghai", certified="2025-05-20", forms={2026: "2027-04-11"}, events=events, story=story)
    assert folder.check() == []
    assert [row["status"] for row in folder.tables["status"]] == ["certified", "certified", "lost", "lost"]


@pytest.mark.parametrize(
    "report, form, binding_from",
    [
        ("2027-04-05", "2027-04-10", "2027-04-01"),  # the form came in time: the report only advises
        ("2027-04-10", "", "2027-04-01"),  # no form: the report's date stands for it
        ("", "2027-04-10", "2027-04-01"),
    ],
)
def test_the_district_report_advises_unless_a_lever_binds_it(
    folder: Folder, report: str, form: str, binding_from: str
) -> None:
    sent = {"reports": {2026: report}, "forms": {2026: form}}
    folder.add("shanghai", certified="2025-05-20", story=renewed("2028-05-20"), **sent)  # type: ignore[arg-type]
    assert folder.check() == []
    lines = folder.check(shanghai__district_report_late="standing")
    assert any(f"standing_lost on {binding_from} for late_report" in line for line in lines)


def test_immediate_revocation_takes_the_title_at_once(folder: Folder) -> None:
    events = [("unreported_change", "2026-08-08"), ("illegality", "2026-08-08")]
    folder.add("shanghai", certified="2025-05-20", events=events, story=lost("2026-08-08", "illegality"))
    assert folder.check(shanghai__immediate_revocation=True) == []
    assert any("standing_lost on 2026-08-08 for illegality" in line for line in folder.check())


# Henan: the biennial review of everybody.


def test_henan_delists_on_30_june_of_even_years_and_at_no_other_time(folder: Folder) -> None:
    story = [("kept", "2026-06-30", ""), *lost("2028-06-30", "delisted", "henan.revenue_min")]
    cells = {("operating_revenue", 2026): 1, ("operating_revenue", 2027): 19.9}
    events = [("incident", "2026-03-03"), ("false_declaration", "2026-03-03")]
    folder.add("henan", certified="2015-01-01", cells=cells, events=events, story=story)
    assert folder.check() == []
    assert any("2027-06-30" in line for line in folder.check(henan__first_review=2017))


def test_henan_reviews_nobody_on_the_day_of_admission(folder: Folder) -> None:
    story = [("admitted", "2026-06-30", ""), *lost("2028-06-30", "incomplete_review")]
    cells = {("clean_audit_rate", 2027): ""}
    folder.add("henan", cells=cells, story=story)
    assert folder.check() == []
    assert folder.check(henan__retention__revenue_min=31) != []  # reviewed in 2028, not in 2026
    assert not [line for line in folder.check(henan__retention__revenue_min=31) if "2026" in line]


# Causes on one day, and the order of a day.


@pytest.mark.parametrize(
    "events, day, cause",
    [
        (["incident", "false_declaration", "illegality"], "2026-08-08", "false_declaration"),
        (["incident", "unreported_change", "monitoring_refused"], "2026-08-08", "monitoring_refused"),
        (["incident", "unreported_change"], "2026-04-01", "unreported_change"),  # before the late report
        (["incident"], "2028-05-20", "incident"),  # before the review
    ],
)
def test_the_first_cause_of_a_day_is_reported(folder: Folder, events: list[str], day: str, cause: str) -> None:
    late = {2025: "2026-04-02"} if day == "2026-04-01" else {}
    pairs = [(kind, day) for kind in events]
    folder.add("zhuhai", certified="2025-05-20", reports=late, events=pairs, story=lost(day, cause))
    assert folder.check() == []


def test_nothing_of_the_day_touches_a_title_granted_on_it(folder: Folder) -> None:
    admitted = [("admitted", "2026-06-30", "")]
    folder.add("beijing", events=[("illegality", "2026-06-30")], story=[*admitted, *renewed("2029-06-30")])
    assert folder.check() == []


def test_events_before_the_start_cost_nothing_but_stay_in_the_window(folder: Folder) -> None:
    events = [("incident", "2025-06-01"), ("illegality", "2025-06-01")]
    story = lost("2026-05-20", "re_review", "zhuhai.incidents")
    folder.add("zhuhai", certified="2023-05-20", events=events, cells={("incidents", 2025): 1}, story=story)
    assert folder.check() == []


def test_a_rolling_window_forgets_what_is_older_than_36_months(folder: Folder) -> None:
    old = {("incidents", 2023): 1}
    story = renewed("2026-05-20", "2029-05-20")
    folder.add("zhuhai", certified="2023-05-20", events=[("incident", "2023-05-19")], cells=old, story=story)
    assert folder.check(zhuhai__incident_window="rolling_36_months") == []
    assert folder.check() != []
    folder.tables["events"][-1]["date"] = "2023-05-20"
    assert folder.check(zhuhai__incident_window="rolling_36_months") != []


# Admission.


def test_a_candidate_is_admitted_in_the_first_round_that_it_passes(folder: Folder) -> None:
    folder.add("zhuhai", cells={("output_value", 2024): 31}, story=[("admitted", "2028-06-30", "")])
    folder.add(
        "shanghai",
        cells={("software_adoption_rate", 2022): ""},
        key="S1",
        story=[("admitted", "2027-06-30", "")],
    )
    folder.add("henan", cells={("q_henan_characteristic", year): "" for year in range(2025, 2029)}, key="H1")
    assert folder.check() == []
    assert any("admitted on 2028-03-15" in line for line in folder.check(zhuhai__round_on="03-15"))


@pytest.mark.parametrize(
    "place, recognised_by, admitted",
    [
        ("zhuhai", "province", True),
        ("zhuhai", "henan; national:3", True),
        ("beijing", "national:1", True),
        ("beijing", "national;province", False),
        ("shanghai", "national:1", False),
    ],
)
def test_recognition_from_above_admits_but_does_not_renew(
    folder: Folder, place: str, recognised_by: str, admitted: bool
) -> None:
    cells = {("champions", year): 0 for year in range(2022, 2030)}
    story = [("admitted", "2026-06-30", ""), *lost("2029-06-30", "re_review", f"{place}.gradient")]
    facts = {"recognised_by": recognised_by}
    folder.add(place, facts=facts, cells=cells, story=story if admitted else [])
    assert folder.check() == []
    if admitted:
        assert any("renewed" in line for line in folder.check(**{f"{place}.automatic_at_review": "yes"}))


def test_a_cluster_certified_inside_the_run_is_a_candidate_until_then(folder: Folder) -> None:
    story = [("admitted", "2027-09-01", ""), *lost("2029-03-01", "re_review", "zhuhai.area")]
    facts = {"area_km2": 100.1, "expires_on": "2029-03-01"}
    folder.add("zhuhai", certified="2027-09-01", facts=facts, story=story)
    assert folder.check() == []
    assert any("renewed on 2029-03-01" in line for line in folder.check(zhuhai__area_binding="no"))


def test_a_lost_title_comes_back_only_where_the_lever_allows_it(folder: Folder) -> None:
    story = [
        *lost("2026-06-30", "no_renewal_application"),
        ("admitted", "2026-06-30", ""),
        *renewed("2029-06-30"),
    ]
    events = [("no_renewal_application", "2026-06-30")]
    folder.add("beijing", certified="2023-06-30", events=events, story=story)
    assert folder.check(beijing__readmission="yes") == []
    assert any("admitted on 2026-06-30, the law does not" in line for line in folder.check())


# What the replay says of a folder that is not right.


def test_a_tampered_row_is_reported(folder: Folder) -> None:
    folder.add("zhuhai", certified="2024-02-29", story=renewed("2027-02-28"))
    folder.add("zhuhai", certified="2024-02-29", story=renewed("2027-02-28"), scenario="what-if")
    changes: dict[str, dict[str, Dated]] = {"baseline": {}, "what-if": {"zhuhai.area": [(None, 100)]}}
    assert folder.check_scenarios(changes) == []
    folder.tables["status"][1] |= {"status": "lost", "cause": "incident", "lost_on": "2027-02-02"}
    folder.tables["history"][1]["date"] = "2027-03-01"
    del folder.tables["trajectories"][0]
    del folder.tables["status"][-1]
    first, second = (f"{name}, replication 0, zhuhai, A1:" for name in changes)
    said = "status at the end of 2027: the trace says lost incident 2027-02-02, the law gives certified"
    assert folder.check_scenarios(changes) == [
        f"{first} trajectories.csv has no row for 2022",
        f"{first} {said}",
        f"{second} status at the end of 2029: the trace says no row, the law gives certified",
        f"{second} history: the trace has renewed on 2027-03-01, the law does not",
        f"{second} history: the law gives renewed on 2027-02-28, the trace does not",
    ]


def test_what_the_replay_does_not_follow_is_said(folder: Folder) -> None:
    folder.add("zhuhai", certified="2024-02-29", story=renewed("2027-02-28"))
    for lever, one in {"zhuhai.ranking": "output", "zhuhai.colour": 1, "henan.term_years": 3}.items():
        with pytest.raises(UnsupportedLeverError, match=lever):
            folder.check(**{lever: one})
    with pytest.raises(ValueError, match="scenarios without changes"):
        folder.check_scenarios({"another": {}})
    folder.add("guangzhou", key="G1")
    assert any("does not know the policy 'guangzhou'" in line for line in folder.check())
    folder.tables["status"].append(folder.tables["status"][0])
    with pytest.raises(TraceFault, match=r"status\.csv, line 10: a second row for zhuhai A1 in 2026"):
        folder.check()
