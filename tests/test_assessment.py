"""Assessing hand-built clusters under an invented measure, one rule at a time."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from clusterkit.assessment import Assessment, Case, assess
from clusterkit.errors import InputError, LeverError, UnknownNameError
from clusterkit.law import (
    Change,
    Duty,
    EachOfLast,
    Falling,
    Growth,
    IncidentFree,
    InForce,
    LeverNamespace,
    Policy,
    Rising,
    Sum,
    Term,
    Text,
    above,
    admit,
    all_of,
    any_of,
    at_expiry,
    at_least,
    at_most,
    happened,
    in_round,
    late,
    lose,
    lose_standing,
    met,
    none_in,
    not_met,
    on_deadline,
    on_event,
    otherwise,
    procedure,
    recognised,
    renew,
    required,
    requirement,
    says,
    score_below,
    scored,
    trend,
    when,
    where,
    without_standing,
)
from clusterkit.plugins import Plugins
from clusterkit.portfolio import Portfolio
from clusterkit.verdict import ClusterVerdict

ON = date(2026, 6, 30)
WORD = requirement("harbour_plan", zh="有规划", en="has a plan", cite="3")
SOFT_WORD = requirement("harbour_brand", zh="有品牌", en="has a brand", cite="3", binding=False)
lever = LeverNamespace("harbour")
YEARS = procedure.years(lever, "years", zh="年数", en="years", cite="2")
MEAN = procedure.growth_mean(lever, cite="2")
WINDOW = procedure.incident_window(lever, cite="1")


def bound(name: str, value: float | None, unit: str = "亿元", **more: Any) -> Any:
    return lever(name, value, unit, zh=name, en=name, cite="2", **more)


OUTPUT = at_least("output_value", bound("output_min", 32), EachOfLast(YEARS))
SHARE = above("sme_share", bound("sme_share", 0.7, "share"))
GROWTH = above("output_value", bound("output_growth", 0.08, "share", range=(-1.0, None)), Growth(YEARS, MEAN))
AREA = at_most("area_km2", bound("area", 100, "km²"), binding=procedure.area_binding(lever, False, cite="2"))
GRADIENT = any_of(
    at_least(Sum(("champions", "little_giants")), bound("gradient.first", 1, "家")),
    at_least(Sum(("srdi_smes", "innovative_smes")), bound("gradient.second", 10, "家")),
    id="harbour.gradient",
    title=Text("梯度", "gradient"),
    cite="2",
)
CO2 = trend("harbour.co2_falling", "co2_intensity", Falling(YEARS), "<", title=Text("降", "falls"), unit="t", cite="2")
SOFTWARE = trend(
    "harbour.software_rising", "software_adoption_rate", Rising(YEARS), ">", title=Text("升", "rises"),
    unit="share", cite="2",
)  # fmt: skip
ENERGY = where("energy_intensive", above("energy_efficiency_ratio", bound("energy", 1, "倍")))
INCIDENTS = none_in(
    "harbour.incidents", "incidents", IncidentFree(YEARS, WINDOW), title=Text("事件", "incidents"), cite="1"
)
ALL = all_of(
    INCIDENTS, OUTPUT, SHARE, GROWTH, AREA, GRADIENT, CO2, SOFTWARE, ENERGY,
    required("harbour", WORD), required("harbour", SOFT_WORD),
)  # fmt: skip
PLAN = at_least("plan_attainment", procedure.plan_attainment_min(lever, cite="4"))
REPORT = Duty(
    "report",
    Text("年报", "report"),
    "5",
    deadline=procedure.report_deadline(lever, "03-31", cite="5"),
    first=procedure.first_report(lever, cite="5"),
    never_sent=procedure.never_sent(lever, cite="5"),
    holiday=procedure.holiday_shift(lever, cite="5"),
    sent_as=("form_submitted_on", "report_submitted_on"),
)
BREACH = procedure.report_breach(lever, cite="6")
TITLE = Text("港", "harbour")
CAUSES = (
    on_event("false_declaration", otherwise(lose("false_declaration", cite="6(1)")), title=TITLE, cite="6(1)"),
    on_event(
        "monitoring_refused",
        when(says(BREACH, "either") | late("report"), lose("monitoring_refused", cite="6(2)")),
        title=TITLE,
        cite="6(2)",
    ),
    on_event("incident", otherwise(lose("incident", cite="6(3)")), title=TITLE, cite="6(3)"),
    on_deadline(
        "report",
        when(says(BREACH, "either") | happened("monitoring_refused"), lose("late_report", cite="6(2)")),
        title=TITLE,
        cite="6(2)",
    ),
)
STANDING = (
    on_event(
        "incident",
        when(~without_standing, lose_standing("incident", cite="6(3)")),
        title=TITLE,
        cite="6(3)",
    ),
    on_deadline("report", when(~without_standing, lose_standing("late_report", cite="6(2)")), title=TITLE, cite="6(2)"),
)


def policy(
    standard: Any = ALL, causes: Any = CAUSES, recognition: Any = None, key: str = "harbour", **more: Any
) -> Policy:
    return Policy(
        **{
            "key": key,
            "title": TITLE,
            "level": "city",
            "version": "1",
            "in_force": InForce(None, "9"),
            "standard": standard,
            "decisions": (
                *causes,
                at_expiry(
                    standard.at_review(),
                    when(not_met, lose("re_review", cite="4")),
                    otherwise(renew()),
                    lag=procedure.review_lag_days(lever, cite="4"),
                    title=TITLE,
                    cite="4",
                ),
                in_round(procedure.round_on(lever, cite="7"), standard, when(met, admit()), title=TITLE, cite="7"),
            ),
            "register": (),
            "requirements": (WORD, SOFT_WORD),
            "term": Term(procedure.term_years(lever, 3, cite="4"), "4"),
            "duties": (REPORT,),
            "plan": PLAN,
            "recognition": recognition,
            **more,
        }
    )


def rows(first: int = 2022, last: int = 2025, cluster: str = "A", **figures: Any) -> list[dict[str, Any]]:
    """Yearly rows; a figure is one for all years or a list from the first year on."""
    return [
        {
            "cluster_id": cluster,
            "year": year,
            **{key: value[year - first] if isinstance(value, list) else value for key, value in figures.items()},
        }
        for year in range(first, last + 1)
    ]


def tables(
    observations: list[dict[str, Any]], *, events: Any = (), titles: Any = (), more: Any = (), **facts: Any
) -> Portfolio:
    return Portfolio.from_rows(
        [{"cluster_id": "A", "jurisdiction": "harbour", **facts}, *more],
        observations,
        events,
        titles,
        name="docks",
        indicators=(WORD, SOFT_WORD),
    )


def judged(portfolio: Portfolio, standard: Any = ALL, on: date = ON, **more: Any) -> ClusterVerdict:
    wanted = {key: more.pop(key) for key in ("standard_of", "changes") if key in more}
    found = assess(
        portfolio,
        on,
        policies=[policy(standard, **more)],
        plugins=Plugins({}),
        standard=wanted.get("standard_of", "admission"),
        changes=wanted.get("changes", ()),
    )
    return found.of("A")


def test_output_of_exactly_the_bound_in_the_smallest_year_is_met() -> None:
    one = judged(tables(rows(output_value=[1, 40, 32, 50])), OUTPUT)
    assert one.verdict == "passes"
    assert one.criteria[0].as_dict() == {
        "id": "harbour.output_min",
        "title": {"zh": "output_min", "en": "output_min"},
        "verdict": "met",
        "figure": 32.0,
        "operator": ">=",
        "bound": 32.0,
        "unit": "亿元",
        "margin": 0.0,
        "citation": "2",
        "binding": True,
    }


@pytest.mark.parametrize("part, verdict, margin", [(70, "not_met", 0.0), (70.7, "met", 0.007), (63, "not_met", -0.07)])
def test_a_share_of_exactly_a_strict_bound_is_not_met(part: float, verdict: str, margin: float) -> None:
    one = judged(tables(rows(output_value=100, sme_output_value=part)), SHARE).criteria[0]
    assert (one.verdict, one.figure, one.margin) == (verdict, round(part / 100, 3), margin)


def test_growth_of_exactly_eight_percent_is_not_above_it() -> None:
    one = judged(tables(rows(output_value=[100, 1, 1, 125.9712])), GROWTH).criteria[0]
    assert (one.verdict, one.figure, one.margin) == ("not_met", 0.08, 0.0)


def test_growth_to_zero_is_minus_one_and_from_zero_is_unknown_and_says_so() -> None:
    assert judged(tables(rows(output_value=[100, 1, 1, 0])), GROWTH).criteria[0].figure == -1.0
    one = judged(tables(rows(output_value=[0, 1, 1, 5])), GROWTH).criteria[0]
    assert one.verdict == "unknown"
    assert one.as_dict()["missing"] == [
        {"indicator": "output_value", "title": {"zh": "总产值", "en": "output value"}, "years": [2022], "zero": True}
    ]


def test_one_known_year_below_the_bound_fails_beside_a_blank_one() -> None:
    one = judged(tables(rows(output_value=[50, None, 20, 50])), OUTPUT)
    assert one.verdict == "fails"
    assert one.failing == one.criteria
    assert (one.criteria[0].figure, one.criteria[0].margin) == (None, None)
    assert one.criteria[0].as_dict()["range"] == [None, 20.0]


def test_a_blank_year_beside_good_ones_is_unknown_and_named() -> None:
    one = judged(tables(rows(output_value=[50, None, 40, 50])), OUTPUT)
    assert one.verdict == "incomplete"
    assert one.unknown == one.criteria
    assert [(gap.indicator, gap.years) for gap in one.criteria[0].missing] == [("output_value", (2023,))]


def test_a_missing_row_of_the_latest_year_never_slides_the_window_back() -> None:
    one = judged(tables(rows(last=2024, output_value=50)), OUTPUT)
    assert one.verdict == "incomplete"
    assert [gap.years for gap in one.criteria[0].missing] == [(2025,)]


def test_rows_of_the_running_year_and_later_are_ignored() -> None:
    short, long = rows(output_value=50), rows(last=2027, output_value=[50, 50, 50, 50, 1, 1])
    assert judged(tables(short), OUTPUT).criteria == judged(tables(long), OUTPUT).criteria


def test_the_missing_parts_of_a_derived_share_are_named() -> None:
    one = judged(tables(rows(output_value=100, sme_output_value=[80, 80, 80, None])), SHARE).criteria[0]
    assert [(gap.indicator, gap.years) for gap in one.missing] == [("sme_output_value", (2025,))]
    none = judged(tables(rows(output_value=None, sme_output_value=None)), SHARE).criteria[0]
    assert {gap.indicator for gap in none.missing} == {"output_value", "sme_output_value"}


def test_known_counts_decide_the_second_arm_beside_blank_ones() -> None:
    one = judged(tables(rows(champions=0, little_giants=0, srdi_smes=10)), GRADIENT).criteria[0]
    assert (one.verdict, one.figure, one.bound, one.operator) == ("met", None, None, None)
    first, second = one.as_dict()["arms"]
    assert (first["id"], first["verdict"], first["figure"], first["margin"]) == (
        "harbour.gradient.first", "not_met", 0.0, -1.0,
    )  # fmt: skip
    assert (second["id"], second["verdict"], second["range"]) == ("harbour.gradient.second", "met", [10.0, None])


def test_an_any_of_with_no_arm_met_and_one_unknown_is_unknown_and_names_the_blanks() -> None:
    one = judged(tables(rows(champions=0, little_giants=0, srdi_smes=9)), GRADIENT).criteria[0]
    assert one.verdict == "unknown"
    assert [gap.indicator for gap in one.missing] == ["innovative_smes"]
    assert [arm.verdict for arm in one.arms] == ["not_met", "unknown"]
    assert [gap.indicator for gap in one.arms[1].missing] == ["innovative_smes"]


@pytest.mark.parametrize(
    "intensive, ratio, verdict",
    [
        ("yes", 1.2, "met"), ("yes", 1.0, "not_met"), ("yes", None, "unknown"),
        ("no", 0.5, "not_applicable"), ("no", None, "not_applicable"),
        (None, 1.2, "met"), (None, 1.0, "unknown"), (None, None, "unknown"),
    ],
)  # fmt: skip
def test_energy_applies_to_intensive_clusters_and_a_blank_can_only_be_met(
    intensive: str | None, ratio: float | None, verdict: str
) -> None:
    one = judged(tables(rows(energy_efficiency_ratio=ratio), energy_intensive=intensive), ENERGY)
    assert one.criteria[0].verdict == verdict
    assert one.verdict == {"not_met": "fails", "unknown": "incomplete"}.get(verdict, "passes")


def test_a_blank_applicability_is_named_as_missing() -> None:
    one = judged(tables(rows(energy_efficiency_ratio=0.9)), ENERGY).criteria[0]
    assert [(gap.indicator, gap.years) for gap in one.missing] == [("energy_intensive", ())]


@pytest.mark.parametrize(
    "area, verdict, margin", [(100, "met", 0.0), (101, "advisory", -1.0), (99, "met", 1.0), (None, "unknown", None)]
)
def test_a_soft_rule_advises_and_never_decides(area: float | None, verdict: str, margin: float | None) -> None:
    one = judged(tables(rows(), area_km2=area), AREA)
    assert one.verdict == "passes"
    assert (one.criteria[0].verdict, one.criteria[0].margin, one.criteria[0].binding) == (verdict, margin, False)
    assert one.failing == one.unknown == ()


def test_a_soft_rule_binds_by_its_lever() -> None:
    change = (Change("harbour.area_binding", True),)
    one = judged(tables(rows(), area_km2=101), AREA, changes=change)
    assert (one.verdict, one.criteria[0].verdict) == ("fails", "not_met")


def test_trends_report_the_change_that_decides() -> None:
    fell = judged(tables(rows(co2_intensity=[4, 3, 2.5, 2])), CO2).criteria[0]
    assert (fell.verdict, fell.figure, fell.bound, fell.margin) == ("met", -0.5, 0.0, 0.5)
    flat = judged(tables(rows(co2_intensity=[4, 3, 3, 2])), CO2).criteria[0]
    assert (flat.verdict, flat.figure, flat.margin) == ("not_met", 0.0, 0.0)
    rose = judged(tables(rows(software_adoption_rate=[0.1, 0.1, 0.1, 0.2])), SOFTWARE).criteria[0]
    assert (rose.verdict, rose.figure) == ("met", 0.1)


def test_requirements_have_no_figure_and_take_yes_no_and_blank_of_the_latest_year() -> None:
    standard = all_of(required("harbour", WORD), required("harbour", SOFT_WORD))
    one = judged(tables(rows(harbour_plan=["yes", "yes", "yes", "no"], harbour_brand="no")), standard)
    assert (one.verdict, [found.verdict for found in one.criteria]) == ("fails", ["not_met", "advisory"])
    assert (one.criteria[0].figure, one.criteria[0].unit) == (None, None)
    blank = judged(tables(rows(harbour_plan=["yes", "yes", "yes", None])), standard)
    assert blank.verdict == "incomplete"
    assert [(gap.indicator, gap.years) for gap in blank.criteria[0].missing] == [("harbour_plan", (2025,))]
    assert [found.verdict for found in blank.criteria] == ["unknown", "unknown"]


@pytest.mark.parametrize(
    "counts, day, verdict, count",
    [
        ([1, 0, 0, 0], None, "met", 0.0),  # before the window
        ([0, 1, 0, 0], None, "not_met", 1.0),  # its first year
        ([0, 0, 0, 2], None, "not_met", 2.0),
        ([0, 0, 0, 0], date(2026, 1, 1), "not_met", 1.0),
        ([0, 0, 0, 0], date(2026, 6, 30), "not_met", 1.0),  # the day itself
        ([0, 0, 0, 0], date(2026, 7, 1), "met", 0.0),
        ([0, 0, 0, 0], date(2025, 12, 31), "met", 0.0),  # the row's count stands
        ([0, None, 0, 0], None, "unknown", None),
        ([0, None, 0, 1], None, "not_met", None),
    ],
)
def test_incidents_are_counted_in_the_window_and_the_running_year_up_to_the_day(
    counts: list[Any], day: date | None, verdict: str, count: float | None
) -> None:
    events = [] if day is None else [{"cluster_id": "A", "date": day, "kind": "incident"}]
    one = judged(tables(rows(incidents=counts), events=events), INCIDENTS).criteria[0]
    assert (one.verdict, one.figure, one.operator, one.bound) == (verdict, count, "<=", 0.0)


def test_a_blank_incident_cell_in_a_row_of_the_running_year_is_unknown_and_no_row_is_none_on_file() -> None:
    other = {"cluster_id": "B", "jurisdiction": "harbour"}
    observed = [*rows(last=2026, incidents=[0, 0, 0, 0, None]), *rows(cluster="B", incidents=0)]
    found = assess(tables(observed, more=[other]), ON, policies=[policy(INCIDENTS)], plugins=Plugins({}))
    assert [one.verdict for one in found.results] == ["incomplete", "passes"]
    assert [gap.years for gap in found.of("A").criteria[0].missing] == [(2026,)]


def test_one_row_below_decides_only_its_own_cluster() -> None:
    other = {"cluster_id": "B", "jurisdiction": "harbour"}
    elsewhere = {"cluster_id": "C", "jurisdiction": "inland"}
    observed = [*rows(output_value=50), *rows(cluster="B", output_value=10), *rows(cluster="C", output_value=1)]
    found = assess(tables(observed, more=[other, elsewhere]), ON, policies=[policy(OUTPUT)], plugins=Plugins({}))
    assert [(one.cluster_id, one.policy, one.verdict) for one in found.results] == [
        ("A", "harbour", "passes"), ("B", "harbour", "fails"),
    ]  # fmt: skip
    assert found.as_dict()["portfolio"]["clusters"] == 3


# Admission ------------------------------------------------------------------------------------


FROM_ABOVE = recognised("province", "national:1", id="harbour.recognition", title=TITLE, cite="8")


@pytest.mark.parametrize(
    "by, output, verdict, automatic",
    [
        ("province", 50, "passes", True),
        ("province", 1, "passes", True),
        ("province", None, "passes", True),
        ("national:1", 1, "passes", True),
        ("national:2", 1, "fails", False),
        ("national", 1, "incomplete", False),  # the batch decides and is not stated
        ("national", 50, "passes", False),
        (None, 1, "fails", False),
        (None, None, "incomplete", False),
    ],
)
def test_recognition_from_above_serves_admission_and_not_the_verdict(
    by: str | None, output: float | None, verdict: str, automatic: bool
) -> None:
    one = judged(tables(rows(output_value=output), recognised_by=by), OUTPUT, recognition=FROM_ABOVE)
    assert (one.admission.verdict, one.admission.recognised_automatically) == (verdict, automatic)
    assert one.admission.citation == "8"
    assert one.verdict == ("incomplete" if output is None else "passes" if output == 50 else "fails")
    assert [gap.indicator for gap in one.admission.missing] == (["batch"] if by == "national" else [])


@pytest.mark.parametrize("batch, verdict", [("1", "passes"), ("2", "fails"), (None, "incomplete")])
def test_a_title_row_states_the_batch(batch: str | None, verdict: str) -> None:
    titles = [{"cluster_id": "A", "policy": "national", "certified_on": date(2023, 1, 1), "batch": batch}]
    one = judged(tables(rows(output_value=1), titles=titles), OUTPUT, recognition=FROM_ABOVE)
    assert one.admission.verdict == verdict


def test_a_title_that_begins_after_the_day_or_ended_before_it_recognises_nobody() -> None:
    later = [{"cluster_id": "A", "policy": "national", "certified_on": date(2026, 7, 1), "batch": "1"}]
    dates = {"certified_on": date(2020, 1, 1), "expires_on": date(2026, 6, 29)}
    ended = [{"cluster_id": "A", "policy": "national", "batch": "1", **dates}]
    for titles in (later, ended):
        one = judged(tables(rows(output_value=1), titles=titles), OUTPUT, recognition=FROM_ABOVE)
        assert one.admission.verdict == "fails"


def test_a_title_of_another_measure_counts_by_its_level_and_the_own_title_does_not() -> None:
    inland = policy(OUTPUT, key="inland", level="province", scope=("harbour",))
    harbour = policy(
        OUTPUT, recognition=recognised("province", "harbour", id="harbour.recognition", title=TITLE, cite="8")
    )
    titles = [{"cluster_id": "A", "policy": "inland", "certified_on": date(2023, 1, 1)}]
    for rows_of_titles, automatic in ((titles, True), ((), False)):
        portfolio = tables(rows(output_value=1), titles=rows_of_titles, certified_on=date(2024, 1, 1))
        found = assess(portfolio, ON, policies=[harbour, inland], plugins=Plugins({}))
        assert [one.policy for one in found.results] == ["harbour", "inland"]
        assert found.of("A", "harbour").admission.recognised_automatically is automatic


def test_without_recognition_the_round_is_cited() -> None:
    assert judged(tables(rows(output_value=50)), OUTPUT).admission.as_dict() == {
        "verdict": "passes", "recognised_automatically": False, "citation": "7",
    }  # fmt: skip


@pytest.mark.parametrize(
    "by, output, verdict, asked",
    [("province", 50, "passes", "met"), (None, 50, "fails", "not_met"), ("province", 1, "fails", "met")],
)
def test_what_the_round_asks_besides_the_standard_is_told_beside_the_admission(
    by: str | None, output: float, verdict: str, asked: str
) -> None:
    lower = recognised("province", id="harbour.lower", title=Text("省级认定", "recognised below"), cite="7")
    round_ = in_round(
        procedure.round_on(lever, cite="7"), all_of(lower, OUTPUT), when(met, admit()), title=TITLE, cite="7"
    )
    law = policy(OUTPUT, decisions=(round_,))
    portfolio = tables(rows(output_value=output), recognised_by=by)
    one = assess(portfolio, ON, policies=[law], plugins=Plugins({})).of("A")
    assert one.verdict == ("passes" if output == 50 else "fails")
    assert one.admission.verdict == verdict
    assert [(told.id, told.verdict) for told in one.admission.prerequisites] == [("harbour.lower", asked)]
    assert [told["id"] for told in one.admission.as_dict()["prerequisites"]] == ["harbour.lower"]
    assert "harbour.lower" not in {told.id for told in one.criteria}


# The standard of a re-review --------------------------------------------------------------------


def test_retention_bounds_apply_to_the_retention_standard_alone() -> None:
    change = (Change("harbour.retention.output_min", 60.0),)
    portfolio = tables(rows(output_value=50))
    assert judged(portfolio, OUTPUT, changes=change).verdict == "passes"
    one = judged(portfolio, OUTPUT, changes=change, standard_of="retention")
    assert (one.verdict, one.admission.verdict) == ("fails", "passes")
    assert (one.criteria[0].id, one.criteria[0].bound) == ("harbour.output_min", 60.0)


@pytest.mark.parametrize(
    "attained, least, plan, verdict",
    [
        (0.9, None, "advisory", "passes"), (None, None, "unknown", "passes"),
        (0.9, 0.8, "met", "passes"), (0.7, 0.8, "not_met", "fails"), (None, 0.8, "unknown", "incomplete"),
    ],
)  # fmt: skip
def test_the_plans_attainment_advises_until_its_minimum_is_set(
    attained: float | None, least: float | None, plan: str, verdict: str
) -> None:
    changes = () if least is None else (Change("harbour.plan_attainment_min", least),)
    portfolio = tables(rows(output_value=50, plan_attainment=attained))
    one = judged(portfolio, OUTPUT, changes=changes, standard_of="retention")
    assert one.verdict == verdict
    assert (one.criteria[-1].verdict, one.criteria[-1].bound) == (plan, least)
    assert len(judged(portfolio, OUTPUT, changes=changes).criteria) == 1


def test_a_dated_change_counts_from_its_day() -> None:
    change = (Change("harbour.output_min", 60.0, ON.toordinal()),)
    portfolio = tables(rows(output_value=50))
    assert judged(portfolio, OUTPUT, on=date(2026, 6, 29), changes=change).verdict == "passes"
    assert judged(portfolio, OUTPUT, changes=change).verdict == "fails"


@pytest.mark.parametrize(
    "champions, giants, verdict", [(1, 1, "passes"), (1, 0, "fails"), (1, None, "incomplete"), (None, 0, "fails")]
)
def test_a_score_is_decided_by_the_rules_and_an_open_one_is_incomplete(
    champions: int | None, giants: int | None, verdict: str
) -> None:
    mark = bound("mark", 60, "分")
    table = scored(
        (at_least("champions", bound("a", 1, "家")), 40.0), (at_least("little_giants", bound("b", 1, "家")), 40.0)
    )
    review = at_expiry(
        table, when(score_below(mark), lose("score", cite="4")), otherwise(renew()),
        lag=procedure.review_lag_days(lever, cite="4"), title=TITLE, cite="4",
    )  # fmt: skip
    round_ = in_round(
        procedure.round_on(lever, cite="7"), table, when(~score_below(mark), admit()), title=TITLE, cite="7"
    )
    portfolio = tables(rows(champions=champions, little_giants=giants))
    for standard in ("admission", "retention"):
        one = judged(portfolio, table, decisions=(review, round_), standard_of=standard, plan=None)
        assert one.verdict == verdict


# Duties and causes ------------------------------------------------------------------------------


def duties(reports: Any, on: date = ON, certified: Any = date(2023, 5, 1), changes: Any = ()) -> list[tuple[Any, ...]]:
    portfolio = tables(rows(output_value=50, report_submitted_on=reports), certified_on=certified)
    found = judged(portfolio, OUTPUT, on=on, changes=changes).duties
    return [(one.year, one.verdict, one.sent_on) for one in found]


def test_reports_are_due_from_the_year_of_certification_and_a_blank_date_is_unknown() -> None:
    sent = [None, date(2024, 3, 31), date(2025, 4, 1), None]
    assert duties(sent) == [(2023, "met", sent[1]), (2024, "not_met", sent[2]), (2025, "unknown", None)]


def test_a_duty_row_has_the_keys_of_the_output() -> None:
    portfolio = tables(rows(report_submitted_on=[None, None, date(2025, 3, 20), None]), certified_on=date(2024, 5, 1))
    assert judged(portfolio, OUTPUT).as_dict()["duties"][0] == {
        "id": "harbour.report", "title": {"zh": "年报", "en": "report"}, "year": 2024, "deadline": "2025-03-31",
        "sent_on": "2025-03-20", "verdict": "met", "citation": "5",
    }  # fmt: skip


def test_a_deadline_that_has_not_passed_asks_nothing_yet() -> None:
    assert [year for year, _, _ in duties([None] * 4, on=date(2026, 3, 30))] == [2023, 2024]
    assert [year for year, _, _ in duties([None] * 4, on=date(2026, 3, 31))] == [2023, 2024, 2025]


def test_the_first_report_may_be_on_the_year_before_where_the_title_was_held_at_the_deadline() -> None:
    change = (Change("harbour.first_report", "year_before"),)
    for certified, first in ((date(2023, 3, 31), 2022), (date(2023, 4, 1), 2023)):
        assert duties([None] * 4, certified=certified, changes=change)[0][0] == first


def test_candidates_and_titles_yet_to_come_owe_no_report() -> None:
    assert duties([None] * 4, certified=None) == duties([None] * 4, certified=date(2026, 7, 1)) == []


def test_a_title_that_the_file_ends_owes_no_later_report() -> None:
    portfolio = tables(rows(output_value=50), certified_on=date(2022, 5, 1), expires_on=date(2025, 3, 30))
    assert [one.year for one in judged(portfolio, OUTPUT).duties] == [2022, 2023]


def test_a_changed_deadline_counts_where_it_is_in_force_on_its_own_day() -> None:
    change = (Change("harbour.report_deadline", 430, date(2025, 1, 1).toordinal()),)
    sent = [None, date(2024, 4, 15), date(2025, 4, 15), None]
    assert [verdict for _, verdict, _ in duties(sent, changes=change)] == ["not_met", "met", "unknown"]


def test_of_two_columns_the_first_that_is_filled_in_decides() -> None:
    observed = rows(
        form_submitted_on=[None, date(2024, 4, 2), None, None],
        report_submitted_on=[None, date(2024, 3, 1), date(2025, 3, 1), None],
    )
    found = judged(tables(observed, certified_on=date(2023, 5, 1)), OUTPUT).duties
    assert [one.verdict for one in found] == ["not_met", "met", "unknown"]


def causes(
    *events: tuple[date, str],
    reports: Any = None,
    certified: Any = date(2023, 5, 1),
    decisions: Any = CAUSES,
    **more: Any,
) -> list[tuple[Any, ...]]:
    listed = [{"cluster_id": "A", "date": day, "kind": kind} for day, kind in events]
    facts = {"certified_on": certified, "expires_on": more.pop("expires_on", None)}
    portfolio = tables(rows(report_submitted_on=reports), events=listed, **facts)
    found = judged(portfolio, OUTPUT, causes=decisions, **more).causes
    return [(one.cause, one.date, one.effect, one.takes_effect, one.reason) for one in found]


def test_of_several_causes_on_one_day_the_first_of_the_law_is_reported() -> None:
    day = date(2025, 5, 5)
    assert causes((day, "incident"), (day, "false_declaration")) == [("false_declaration", day, "lose", day, None)]


def test_a_late_report_costs_the_title_on_the_day_after_the_deadline_and_later_causes_find_none() -> None:
    sent, day = [None, date(2024, 4, 1), None, None], date(2025, 5, 5)
    assert causes((day, "incident"), reports=sent) == [
        ("late_report", date(2024, 4, 1), "lose", date(2024, 4, 1), None),
        ("incident", day, None, None, "title_lost"),
    ]


def test_a_late_report_costs_nothing_until_the_day_after_the_deadline() -> None:
    sent = [None, None, None, date(2026, 4, 2)]
    assert causes(reports=sent, on=date(2026, 3, 31)) == []
    assert [name for name, *_ in causes(reports=sent, on=date(2026, 4, 1))] == ["late_report"]


def test_events_before_the_title_on_its_day_and_after_the_assessment_touch_nothing() -> None:
    before, after = date(2023, 5, 1), date(2026, 7, 1)
    assert causes((before, "incident"), (before, "false_declaration"))[0][0] == "false_declaration"
    assert len(causes((before, "incident"), (before, "false_declaration"))) == 1
    assert causes((before, "incident"), (after, "incident")) == [("incident", before, None, None, "no_title")]
    assert causes((date(2025, 1, 1), "incident"), certified=None)[0][4] == "no_title"
    assert causes((date(2025, 1, 1), "illegality")) == []  # the invented measure does not know it


def test_refusal_alone_costs_nothing_where_both_are_needed() -> None:
    both = (Change("harbour.report_breach", "both"),)
    refused, sent = date(2025, 5, 5), [None, None, date(2025, 4, 2), None]
    assert causes((refused, "monitoring_refused"), changes=both)[0][2:] == (None, None, "no_rule")
    assert causes((refused, "monitoring_refused"), changes=both, reports=sent)[0][2] == "lose"
    early = date(2025, 2, 2)
    found = causes((early, "monitoring_refused"), changes=both, reports=sent)
    assert [(name, effect) for name, _, effect, _, _ in found] == [
        ("monitoring_refused", None),
        ("late_report", "lose"),
    ]


def test_lost_standing_ends_the_title_with_its_term_and_the_first_cause_is_kept() -> None:
    first, second, third = date(2024, 6, 1), date(2025, 6, 1), date(2026, 5, 2)
    found = causes((first, "incident"), (second, "incident"), (third, "incident"), decisions=STANDING)
    assert found == [
        ("incident", first, "lose_standing", date(2026, 5, 1), None),
        ("incident", second, None, None, "standing_lost"),
        ("incident", third, None, None, "title_lost"),
    ]


def test_no_renewal_application_costs_the_title_on_the_first_expiry_on_or_after_its_day() -> None:
    kind = "no_renewal_application"
    assert causes((date(2026, 5, 1), kind)) == [(kind, date(2026, 5, 1), "lose", date(2026, 5, 1), None)]
    assert causes((date(2026, 5, 2), kind))[0][3] == date(2029, 5, 1)
    assert causes((date(2024, 5, 2), kind), expires_on=date(2025, 1, 31))[0][3] == date(2025, 1, 31)
    assert causes((date(2024, 5, 2), kind), certified=None)[0][4] == "no_title"
    assert causes((date(2024, 5, 2), "incident"), (date(2025, 5, 2), kind))[1][4] == "title_lost"
    assert causes((date(2024, 5, 2), "incident"), (date(2025, 5, 2), kind), decisions=STANDING)[1][4] == "standing_lost"
    assert causes((date(2024, 5, 2), kind), term=None) == []


def test_duties_and_causes_never_touch_the_verdict() -> None:
    events = [{"cluster_id": "A", "date": date(2025, 5, 5), "kind": "false_declaration"}]
    portfolio = tables(rows(output_value=50), events=events, certified_on=date(2023, 5, 1))
    one = judged(portfolio, OUTPUT)
    assert (one.verdict, len(one.causes), len(one.duties)) == ("passes", 1, 3)


def test_a_measure_that_has_ended_takes_nothing_and_the_notes_tell_how_it_was_taken() -> None:
    until = procedure.in_force_until(lever, 20251231, cite="9")
    force = InForce(date(2025, 7, 1), "9", until, procedure.lapse(lever, cite="9"))
    events = [{"cluster_id": "A", "date": date(2026, 5, 5), "kind": "incident"}]
    portfolio = tables(rows(output_value=50), events=events, certified_on=date(2023, 5, 1))

    def told(on: date, *changes: Change) -> tuple[str, int]:
        law = policy(OUTPUT, in_force=force)
        found = assess(portfolio, on, policies=[law], plugins=Plugins({}), changes=changes)
        lost = sum(one.effect == "lose" for one in found.of("A").causes)
        return " ".join(note.en for note in found.notes), lost

    assert told(ON) == ("harbour: the measure ran out on 20251231; taken as renewed", 1)
    assert told(ON, Change("harbour.lapse", "ends")) == ("harbour: the measure ended on 20251231", 0)
    assert told(date(2025, 6, 30)) == ("harbour: the measure starts on 2025-07-01; taken as in force", 0)
    assert told(date(2025, 12, 31)) == ("", 0)


# The whole --------------------------------------------------------------------------------------


def whole(**more: Any) -> Assessment:
    observed = rows(
        output_value=[40, 44, 48, 53], sme_output_value=[30, 35, 40, 45], champions=1, little_giants=0,
        srdi_smes=3, innovative_smes=1, co2_intensity=[4, 3, 2, 1], software_adoption_rate=[0.1, 0.2, 0.3, 0.4],
        incidents=0, harbour_plan="yes", harbour_brand="no",
    )  # fmt: skip
    return assess(
        tables(observed, area_km2=120, energy_intensive="no", name="甲"), ON, policies=[policy()],
        plugins=Plugins({}), **more,
    )  # fmt: skip


def test_the_machine_readable_output_has_the_keys_of_the_contract() -> None:
    found = whole().as_dict()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert {"on", "portfolio", "results"} <= set(found)
    assert found["on"] == "2026-06-30"
    assert set(found["portfolio"]) >= {"name", "sha256", "clusters"}
    (one,) = found["results"]
    assert set(one) == {
        "cluster_id", "name", "policy", "verdict", "admission", "criteria", "duties", "causes",
    }  # fmt: skip
    assert (one["cluster_id"], one["policy"], one["verdict"]) == ("A", "harbour", "passes")
    keys = {"id", "title", "verdict", "figure", "operator", "bound", "unit", "margin", "citation", "binding"}
    for criterion in one["criteria"]:
        assert set(criterion) - {"arms", "missing", "range"} == keys
    assert [criterion["verdict"] for criterion in one["criteria"]] == [
        "met", "met", "met", "met", "advisory", "met", "met", "met", "not_applicable", "met", "advisory",
    ]  # fmt: skip


def test_changes_stand_in_the_output() -> None:
    day = date(2025, 1, 1).toordinal()
    found = whole(changes=(Change("harbour.output_min", 60.0), Change("harbour.output_min", 40.0, day)))
    assert found.as_dict()["changes"] == {
        "harbour.output_min": [{"from": None, "value": 60}, {"from": "2025-01-01", "value": 40}]
    }


def test_illustrative_figures_are_named_as_such() -> None:
    portfolio = tables(rows(output_value=50)).named("drawn", illustrative=True)
    found = assess(portfolio, ON, policies=[policy(OUTPUT)], plugins=Plugins({}))
    assert [note.en for note in found.notes] == ["illustrative figures, not real clusters"]


def test_what_cannot_be_assessed_is_refused_with_a_reason() -> None:
    portfolio, none = tables(rows(output_value=50)), Plugins({})
    with pytest.raises(InputError, match="no cluster of the portfolio docks lies in the scope of inland"):
        assess(portfolio, ON, policies=[policy(OUTPUT, key="inland")], plugins=none)
    with pytest.raises(UnknownNameError, match="policy: harbor; did you mean harbour"):
        assess(portfolio, ON, policies=[policy()], plugins=none, jurisdictions=["harbor"])
    with pytest.raises(UnknownNameError, match="policy: harbour"):
        assess(portfolio, ON, plugins=none)
    with pytest.raises(InputError, match="choose a day between"):
        assess(portfolio, date(1800, 1, 1), policies=[policy()], plugins=none)
    with pytest.raises(UnknownNameError, match=r"did you mean harbour\.output_min"):
        assess(portfolio, ON, policies=[policy()], plugins=none, changes=(Change("harbour.output_mn", 1.0),))
    with pytest.raises(LeverError, match="legal range"):
        assess(portfolio, ON, policies=[policy()], plugins=none, changes=(Change("harbour.output_min", -1.0),))
    found = whole()
    with pytest.raises(UnknownNameError, match="cluster: Z"):
        found.only(["Z"])
    with pytest.raises(UnknownNameError, match=r"criterion: harbour\.gradient\.frst; did you mean"):
        found.of("A").criterion("harbour.gradient.frst")
    assert found.only(["A"]) == found


def test_policies_come_from_plugins_by_their_scope() -> None:
    from clusterkit import hookimpl

    class Place:
        @hookimpl
        def clusterkit_policies(self) -> tuple[Policy, ...]:
            return (policy(OUTPUT), policy(OUTPUT, key="coast", scope=("harbour", "inland")))

        @hookimpl
        def clusterkit_cases(self) -> tuple[Case, ...]:
            return (Case("example", tables(rows(output_value=50)), ON, {("A", "harbour"): "passes"}),)

    plugins = Plugins({"harbour": Place()})
    portfolio = tables(rows(output_value=50))
    assert [one.policy for one in assess(portfolio, ON, plugins=plugins).results] == ["coast", "harbour"]
    named = assess(portfolio, ON, plugins=plugins, jurisdictions=["harbour"])
    assert [one.policy for one in named.results] == ["harbour"]
    assert [case.check(plugins=plugins) for case in plugins.cases] == [[]]


def test_a_worked_example_says_what_differs() -> None:
    case = Case(
        "dock", lambda: tables(rows(output_value=30)), ON, {("A", "harbour"): "passes"},
        {("A", "harbour", "harbour.output_min"): "met"},
    )  # fmt: skip
    differences = case.check(policies=[policy(OUTPUT)], plugins=Plugins({}))
    assert [str(one) for one in differences] == [
        "dock: A under harbour, verdict: expected passes, found fails",
        "dock: A under harbour, harbour.output_min: expected met, found not_met",
    ]
