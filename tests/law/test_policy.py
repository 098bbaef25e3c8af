from __future__ import annotations

from datetime import date

from attrs import evolve

from clusterkit.law import (
    InForce,
    Target,
    Text,
    all_of,
    at_expiry,
    at_least,
    at_mending_end,
    keep,
    mend,
    on_event,
    otherwise,
    renew,
)
from clusterkit.law.decision import AtExpiry, OnEvent, Round
from tests.law.measures import (
    ARMS,
    BIENNIAL,
    ILLEGALITY,
    INCIDENT,
    LATE,
    OUTPUT,
    PLAN,
    RECOGNITION,
    REVIEW,
    ROUND,
    STANDARD,
    TARGET,
    measure,
)
from tests.law.sittings import CITE, WORDS, number

BOUNDS = ["output_min", "sme_share", "output_growth", "gradient.first", "gradient.second", "energy"]
MEASURE = measure()
BARE = measure(
    in_force=InForce(None, CITE),
    decisions=(),
    term=None,
    duties=(),
    plan=None,
    recognition=None,
    readmission=None,
    new_rules_at_review=None,
    targets=(),
)


def test_a_measure_is_for_its_own_clusters_unless_it_says_otherwise() -> None:
    assert MEASURE.scope == ("zone",)
    assert measure(scope=("east", "west")).scope == ("east", "west")


def test_every_lever_stands_once_in_the_order_of_the_law() -> None:
    keys = [one.key.removeprefix("zone.") for one in MEASURE.levers]
    assert keys == [
        "output_min",
        "output_years",
        "sme_share",
        "output_growth",
        "years",
        "growth_mean",
        "gradient.first",
        "gradient.second",
        "energy",
        "plan_attainment_min",
        "term_years",
        "report_deadline",
        "first_report",
        "never_sent",
        "holiday_shift",
        "in_force_until",
        "lapse",
        "readmission",
        "new_rules_at_review",
        "target",
        "target_above",
        "review_lag_days",
        "incomplete_passes",
        *(f"retention.{name}" for name in BOUNDS),
        "round_on",
        "round_quota",
        "ranking",
    ]


def test_a_bare_measure_has_the_levers_of_its_standard() -> None:
    assert BARE.levers[0].key == "zone.output_min"
    assert len(BARE.levers) == 9
    further = measure(further_levers=(number("extra", 1),))
    assert "zone.extra" in [one.key for one in further.levers]


def test_every_named_criterion_stands_once_as_admission_asks_it() -> None:
    ids = [one.id for one in MEASURE.criteria]
    assert ids == [
        "zone.output_min",
        "zone.sme_share",
        "zone.output_growth",
        "zone.gradient",
        "zone.gradient.first",
        "zone.gradient.second",
        "zone.energy",
        "zone.safe",
        "zone.plan_attainment_min",
        "zone.recognition",
    ]
    for decisions in ((REVIEW, ROUND), (ROUND, REVIEW)):
        titles = {one.id: one.title for one in measure(decisions=decisions).criteria}
        assert titles["zone.output_min"] == Text("产值", "output")
        assert titles["zone.gradient"] == ARMS.title


def test_a_criterion_of_a_rule_alone_is_one_of_the_measure_s() -> None:
    assert [one.id for one in BARE.criteria][-1] == "zone.safe"
    assert [one.id for one in measure(plan=None, recognition=None).criteria][-2:] == [PLAN.id, RECOGNITION.id]


def test_a_measure_names_all_that_it_reads() -> None:
    assert MEASURE.indicators == (
        "output",
        "part_share",
        "champions",
        "giants",
        "intensive",
        "density",
        "zone_safe",
        "plan",
        "report_submitted_on",
    )
    assert "plan" not in BARE.indicators
    assert "report_submitted_on" not in BARE.indicators


def test_a_measure_says_how_far_back_its_windows_read_each_figure() -> None:
    depths = MEASURE.depths
    assert depths["output"] == 3
    assert depths["part_share"] == depths["plan"] == 0
    assert BARE.depths == {}
    early = measure(standard=all_of(at_least("output", OUTPUT)), decisions=(ROUND,))
    assert early.depths["output"] == 3


def test_every_cause_of_loss_has_its_clause() -> None:
    assert MEASURE.causes == {
        "illegality": "第五条",
        "incident": "第五条",
        "late_report": "第四条",
        "incomplete_review": "第三条",
        "re_review": "第三条",
        "plan_attainment": "第三条",
    }
    assert set(measure(decisions=(BIENNIAL,)).causes) == {"second_warning", "incomplete_review"}
    assert BARE.causes == {}


def test_decisions_are_found_by_their_occasion() -> None:
    assert MEASURE.decisions_on(OnEvent) == (ILLEGALITY, INCIDENT)
    assert MEASURE.decisions_on(AtExpiry) == (REVIEW,)
    assert MEASURE.decisions_on(Round) == (ROUND,)
    assert MEASURE.event_kinds == ("illegality", "incident")
    assert measure(decisions=(LATE,)).event_kinds == ()


def test_the_review_is_at_expiry_or_else_at_fixed_intervals() -> None:
    assert MEASURE.review is REVIEW
    assert measure(decisions=(BIENNIAL, REVIEW)).review is REVIEW
    assert measure(decisions=(BIENNIAL,)).review is BIENNIAL
    assert BARE.review is None


def test_the_round_admits() -> None:
    assert MEASURE.round is ROUND
    assert BARE.round is None


def test_a_re_review_applies_the_standard_under_its_own_bounds() -> None:
    kept = MEASURE.retention_standard
    assert kept.parts[0].levers[0].key == "zone.retention.output_min"


def test_a_target_names_the_levers_it_has() -> None:
    assert [one.key for one in TARGET.levers] == ["zone.target", "zone.target_above"]
    plain = Target("all", WORDS, CITE, clusters=number("target", 20, "个"), by=date(2025, 12, 31))
    assert [one.key for one in plain.levers] == ["zone.target"]


def test_a_renewal_is_no_cause() -> None:
    kept = on_event("incident", otherwise(renew()), title=WORDS, cite=CITE)
    assert measure(decisions=(kept,)).causes == {}


def test_the_standard_of_a_re_review_is_its_own() -> None:
    own = all_of(at_least("output", OUTPUT))
    review = at_expiry(own, otherwise(renew()), lag=number("lag", 0), title=WORDS, cite=CITE)
    assert measure(decisions=(review,)).retention_standard is own
    assert MEASURE.retention_standard is REVIEW.standard
    assert BARE.retention_standard == BARE.standard.at_review()
    assert measure(decisions=(evolve(review, standard=None),)).retention_standard == MEASURE.standard.at_review()


def test_time_to_mend_needs_one_decision_at_its_end() -> None:
    given = on_event("incident", otherwise(mend(within=number("months", 6), cite=CITE)), title=WORDS, cite=CITE)
    end = at_mending_end(STANDARD, otherwise(keep()), title=WORDS, cite=CITE)
    assert measure(decisions=(given, end)).mending_fault == ""
    assert measure(decisions=(end,)).mending_fault == ""
    for decisions, count in (((given,), 0), ((given, end, end), 2)):
        fault = f"policy zone: a title that is to mend needs one decision at_mending_end, not {count}"
        assert measure(decisions=decisions).mending_fault == fault
