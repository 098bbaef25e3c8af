"""What the engine writes is what the law gives, read a second time: on invented places, under every kind of change."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterkit.law import (
    Change,
    Lever,
    Members,
    Policy,
    admit,
    all_of,
    amended,
    at_least,
    earlier,
    in_round,
    keep,
    lose,
    lose_standing,
    meets,
    not_applied,
    not_met,
    on_deadline,
    on_event,
    otherwise,
    procedure,
    recognised,
    renew,
    unknown,
    warn,
    when,
)
from clusterkit.study.scenario import BASELINE, Scenario
from clusterkit.study.simulate import Study
from tests.simulation import reformed
from tests.simulation.invented import (
    CITE,
    LIVELY,
    MOOR,
    SMALL,
    WORDS,
    ZONE,
    Cluster,
    Row,
    against,
    portfolio,
    scenario,
    study,
)
from tests.simulation.invented import given as given_number
from tests.simulation.invented import lively as lively_dynamics
from tests.verification.rich import RICH, lever, with_terms
from tests.verification.traces import told, traced, verified

EVENTS = [
    ("z00", "2024-05-05", "incident"),
    ("z01", "2027-03-03", "illegality"),
    ("z02", "2027-03-03", "monitoring_refused"),
    ("z02", "2027-03-03", "false_declaration"),
    ("z04", "2026-02-01", "no_renewal_application"),
]
SETTINGS = (
    "zone.at_once=no",
    "zone.output_min=18",
    "zone.output_min=12@2029-05-05",
    "zone.report_deadline=05-15@2028-01-01",
    "zone.review_lag_days=40@2027-06-01",
    "zone.term_years=2@2029-01-01",
    "zone.readmission=yes",
    "zone.incident_window=rolling_36_months",
    "zone.new_rules_at_review=no",
    "moor.review_on=12-31",
    "moor.readmission=yes",
)


def lively(*names: str, **more: Any) -> Study:
    """Return a study of two places in which everything happens, under the law as it is and under another."""
    zone = [
        Cluster(f"z{i:02}", certified=f"202{2 + i % 4}-0{1 + i % 9}-15" if i % 5 else "", years=_years(i))
        for i in range(15)
    ]
    moor = [Cluster(f"m{i:02}", "moor", certified="2020-01-01" if i % 2 else "") for i in range(6)]
    given_ = {"models": LIVELY, "scenarios": against(*(names or SETTINGS)), "replications": 3, **more}
    return study(portfolio(*zone, *moor, events=EVENTS), **given_)


def _years(number: int) -> dict[int, Row | None]:
    """Return what is amiss in some clusters' tables: a blank, small figures, a year without a row."""
    amiss: dict[int, dict[int, Row | None]] = {
        0: {2024: {"output_value": None}},
        1: {2025: SMALL},
        2: {2024: None},
    }
    return amiss.get(number % 7, {})


@pytest.mark.parametrize("missing", ["assume", "unknown"])
@pytest.mark.parametrize("start", [None, date(2024, 1, 1)])
def test_every_path_agrees_row_by_row(tmp_path: Path, missing: str, start: date | None) -> None:
    found = verified(traced(lively(missing=missing, start=start), tmp_path / "trace", 3), ZONE, MOOR)
    assert told(found) == []
    assert (found.verdict, found.not_replayed, found.altered) == ("agrees", (), ())
    assert [(one.policy, one.titles, one.agree) for one in found.counts] == [("moor", 36, 36), ("zone", 90, 90)]


def test_every_way_of_losing_a_title_occurs_on_these_paths(tmp_path: Path) -> None:
    folder = traced(lively(missing="unknown", replications=12), tmp_path / "trace", 12)
    with (folder / "history.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lost = {row["cause"] for row in rows if row["event"] in {"lost", "standing_lost"}}
    assert lost == {*ZONE.causes, *MOOR.causes} - {"measure_ended", "plan_attainment"}
    assert {row["event"] for row in rows} == {
        "admitted", "renewed", "kept", "standing_lost", "criterion_failed", "criterion_unknown", "lost",
    }  # fmt: skip


@pytest.mark.parametrize(
    "names",
    [
        ("zone.lapse=ends", "zone.plan_attainment_min=95%"),
        ("zone.holiday_shift=next_working_day", "zone.first_report=year_before", "zone.never_sent=ignored"),
        ("zone.incomplete_passes=yes", "zone.growth_mean=yearly", "zone.growth_window=2", "zone.area_binding=no"),
        ("moor.review_every=3@2027-01-01", "moor.first_review=2017", "moor.revenue_min=30@2031-01-01"),
        ("zone.round_on=02-29", "zone.retention.output_min=25", "zone.retention.output_min=1@2031-03-01"),
    ],
)
def test_other_readings_of_the_law_are_followed(tmp_path: Path, names: tuple[str, ...]) -> None:
    assert told(verified(traced(lively(*names), tmp_path / "trace"), ZONE, MOOR)) == []


def test_a_law_with_a_shorter_first_term_to_the_end_of_a_month_is_followed(tmp_path: Path) -> None:
    law = with_terms(ZONE)
    levers = {one.key: one for one in law.levers}
    other = Scenario.of("other", levers, ["zone.counted_to=year_end", "zone.first_term=1@2027-01-01"])
    found = verified(traced(lively(laws=[law, MOOR], scenarios=[Scenario(BASELINE), other]), tmp_path / "t"), law, MOOR)
    assert (told(found), found.verdict) == ([], "agrees")


# Time to mend, time to apply, bars, amendments ------------------------------------------------------

SHORT = not_met & ~earlier("mending", within=1)
LOST = lose("no_renewal_application", cite=CITE)
CAUSE = on_event("incident", otherwise(lose("incident", cite=CITE, bar=reformed.BAR)), title=WORDS, cite=CITE)
TIME = on_event("incident", otherwise(reformed.MEND), title=WORDS, cite=CITE)
DAY = reformed.lever.amendment("amended_on", 20290101, zh="修订日", en="day of the amendment", cite=CITE)
TEXT = amended(
    reformed.STANDARD, all_of(at_least("output_value", reformed.number("later_min", 16.0, "亿元"))), since=DAY
)
REFORMS = {
    "mend": reformed.law(CAUSE, reformed.review(), reformed.mending_end(), reformed.admission()),
    "mend again": reformed.law(
        TIME,
        reformed.review(),
        reformed.mending_end(when(SHORT, reformed.MEND), when(not_met, reformed.NOT_MENDED), otherwise(renew())),
        reformed.admission(),
    ),
    "keep": reformed.law(
        TIME,
        reformed.cycle(years=2),
        reformed.review(when(not_applied, LOST), when(not_met, warn(cite=CITE)), otherwise(keep())),
        reformed.mending_end(when(not_met, lose_standing("not_mended", cite=CITE)), otherwise(warn(cite=CITE))),
    ),
    "no rule": reformed.law(
        TIME, reformed.review(when(not_applied, LOST)), reformed.mending_end(when(unknown, reformed.NOT_MENDED))
    ),
    "amended": reformed.law(
        CAUSE, reformed.review(standard=TEXT), reformed.mending_end(), reformed.admission(standard=TEXT), standard=TEXT
    ),
}


@pytest.mark.parametrize("law", REFORMS.values(), ids=REFORMS)
def test_time_to_mend_and_to_apply_bars_and_amended_texts_are_followed(tmp_path: Path, law: Policy) -> None:
    often = {"incident": given_number(0.08)}
    model = evolve(
        lively_dynamics("zone"), no_application=given_number(0.4), late_application=given_number(0.4), rates=often
    )
    clusters = [
        Cluster(f"c{i:02}", certified=f"202{2 + i % 4}-0{1 + i % 9}-28" if i % 4 else "",
                figures={"output_value": 8.0 + i, "sme_output_value": 7.0 + i}) for i in range(12)
    ]  # fmt: skip
    levers = {one.key: one for one in law.levers}
    known = [
        name
        for name in ("zone.renewal_window=3", "zone.mending_months=14@2028-01-01", "zone.bar_years=2",
                     "zone.amended_on=2027-07-01", "zone.new_rules_at_review=no")
        if name.partition("=")[0] in levers
    ]  # fmt: skip
    scenarios = [Scenario(BASELINE), Scenario.of("other", levers, known)]
    one = reformed.study(clusters, policy=law, dynamics=model, scenarios=scenarios, replications=3)
    found = verified(traced(one, tmp_path / "trace", 3), law)
    assert (told(found), found.verdict) == ([], "agrees")
    with (tmp_path / "trace" / "history.csv").open(encoding="utf-8", newline="") as file:
        events = {row["event"] for row in csv.DictReader(file)}
    assert {"mending", "put_off"} <= events


# Two measures over the same clusters ---------------------------------------------------------------


def _rich(**more: Any) -> Study:
    places = ("北", "南", "西")
    clusters = [
        Cluster(
            f"c{i:02}",
            certified=f"202{1 + i % 5}-0{1 + i % 9}-28" if i % 3 else "",
            facts={"region": places[i % 3], "established_on": date(2010 + i % 2 * 14, 2, 28)},
            figures={"output_value": 12.0 + 3 * (i % 5), "sme_output_value": 11.0},
        )
        for i in range(12)
    ]
    titles = [
        {"cluster_id": f"c{i:02}", "policy": "rich", "certified_on": date(2020 + i, 3, 3)} for i in range(0, 9, 2)
    ]
    levers = {one.key: one for law in (RICH, ZONE) for one in law.levers}
    other = Scenario.of("other", levers, ["rich.mark=6", "rich.report_breach=both", "zone.at_once=no", "rich.age=12"])
    settings = {"models": LIVELY, "laws": [RICH, ZONE], "scenarios": [Scenario(BASELINE), other], "replications": 3}
    return study(portfolio(*clusters, titles=titles), **{**settings, **more})


@pytest.mark.parametrize("missing", ["assume", "unknown"])
def test_distinctions_points_warnings_and_titles_under_another_measure_are_followed(
    tmp_path: Path, missing: str
) -> None:
    found = verified(traced(_rich(missing=missing), tmp_path / "trace", 3), RICH, ZONE)
    assert told(found) == []
    assert found.verdict == "agrees"
    with (tmp_path / "trace" / "history.csv").open(encoding="utf-8", newline="") as file:
        events = {(row["event"], row["cause"]) for row in csv.DictReader(file) if row["policy"] == "rich"}
    assert {("warned", ""), ("kept", ""), ("admitted", ""), ("lost", "re_review"), ("lost", "delisted")} <= events


@pytest.mark.parametrize("batch", ["1", "2", ""])
@pytest.mark.parametrize("governs", ["zone", "moor"])
def test_recognition_by_a_batch_is_followed_whoever_keeps_the_title(tmp_path: Path, batch: str, governs: str) -> None:
    above = when(meets(recognised("crown:1", id="zone.above", title=WORDS, cite=CITE)), admit())
    own = next(one for one in ZONE.decisions if one.key == "admission_round")
    changed = evolve(own, rules=(above, *own.rules))
    law = evolve(ZONE, decisions=tuple(changed if one is own else one for one in ZONE.decisions))
    crown = evolve(
        MOOR, key="crown", scope=(governs,),
        decisions=(in_round(procedure.round_on(lever, cite=CITE), MOOR.standard, title=WORDS, cite=CITE),),
    )  # fmt: skip
    weak = Cluster("e", figures=SMALL, facts={"recognised_by": "crown"} if not batch else {})
    titles = [{"cluster_id": "e", "policy": "crown", "certified_on": date(2024, 3, 3), "batch": batch}]
    one = study(portfolio(weak, titles=titles), laws=[crown, law], years=4, replications=1)
    found = verified(traced(one, tmp_path / "trace", 1), crown, law)
    assert (told(found), found.verdict) == ([], "agrees")


# Whatever is set -----------------------------------------------------------------------------------

CODES = (101, 228, 229, 331, 401, 630, 1230)
LEFT = ("round_quota", "ranking", "holiday_shift")
"""Levers that are left alone: a quota is not replayed; a shift that changes within a year is read otherwise."""


def _values(one: Lever) -> st.SearchStrategy[Any]:
    """Return values that a lever may have."""
    if one.kind == "yes_no":
        return st.booleans()
    if one.kind == "choice":
        return st.sampled_from(one.choices)
    if one.kind == "month_day":
        return st.sampled_from(CODES)
    if one.unit == "yyyymmdd":
        return st.sampled_from([20251231.0, 20270630.0, 20300101.0])
    low, high = one.legal_range
    if one.whole:
        least = max(int(low or 0), 2016 if "first" in one.key else 0)
        return st.integers(least, min(int(high or least + 6), least + 6)).map(float)
    near = float(one.default) if isinstance(one.default, float) else 1.0
    numbers = st.sampled_from([0.5, 0.9, 1.0, 1.1, 1.5]).map(lambda share: max(near * share, low or 0.0))
    return st.none() | numbers if one.optional else numbers


def _changes(laws: tuple[Policy, ...]) -> st.SearchStrategy[tuple[Change, ...]]:
    levers = [one for law in laws for one in law.levers if not one.key.endswith(LEFT)]
    days = st.none() | st.dates(date(2025, 6, 1), date(2033, 12, 31)).map(date.toordinal)

    def change(one: Lever) -> st.SearchStrategy[Change]:
        return st.builds(Change, st.just(one.key), _values(one), days)

    made = st.lists(
        st.sampled_from(levers).flatmap(change), max_size=8, unique_by=lambda one: (one.lever, one.from_day)
    )
    return made.map(tuple)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_changes((ZONE, MOOR)), st.integers(0, 10_000), st.sampled_from(["assume", "unknown"]))
def test_whatever_the_levers_say_and_when_the_paths_agree(changes: tuple[Change, ...], seed: int, missing: str) -> None:
    other = [Scenario(BASELINE), Scenario("other", changes)]
    with TemporaryDirectory() as folder:
        one = lively(scenarios=other, seed=seed, missing=missing, replications=1)
        found = verified(traced(one, Path(folder) / "trace", 1), ZONE, MOOR)
    assert told(found) == []
    assert found.verdict in {"agrees", "incomplete"}
    # The last deadline before a run concerns a report that its trace does not hold.
    assert {str(title.stop.day) for title in found.not_replayed} <= {"2026-01-01", "2026-06-30"}


def test_a_duty_of_some_clusters_alone_is_asked_of_them(tmp_path: Path) -> None:
    (duty,) = ZONE.duties
    first = evolve(duty, of=Members("zone.batch", ("1",)))
    sooner = reformed.lever.month_day("sooner", "01-31", zh="日", en="day", cite=CITE)
    other = evolve(duty, key="other", deadline=sooner, of=Members("zone.batch", ("1",), others=True))
    missed = on_deadline("other", otherwise(lose("late_report", cite=CITE)), title=WORDS, cite=CITE)
    law = evolve(ZONE, duties=(first, other), decisions=(*ZONE.decisions, missed))
    titles = [{"cluster_id": name, "policy": "zone", "batch": batch} for name, batch in (("a", "1"), ("b", "2"))]
    clusters = portfolio(*(Cluster(name, certified="2025-05-20") for name in "abc"), titles=titles)
    folder = traced(study(clusters, laws=[law], replications=1), tmp_path / "trace", 1)
    assert told(verified(folder, law)) == []
    with (folder / "history.csv").open(encoding="utf-8", newline="") as file:
        late = {row["cluster_id"] for row in csv.DictReader(file) if row["date"] == "2026-02-01"}
    assert late == {"b", "c"}


def test_scenario_names_and_cluster_ids_that_a_spreadsheet_would_take_for_formulas_are_followed(tmp_path: Path) -> None:
    cluster = Cluster("=a", certified="2024-05-20", figures=SMALL)
    one = study(cluster, scenarios=[Scenario(BASELINE), evolve(scenario("x", "zone.output_min=1"), name="=1+1")])
    found = verified(traced(one, tmp_path / "trace", 1), ZONE)
    assert (told(found), found.scenarios, found.verdict) == ([], ("baseline", "'=1+1"), "agrees")
