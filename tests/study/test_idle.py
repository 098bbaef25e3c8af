"""Changes that cannot matter: each claim with its reason, and each checked by running with and without the change."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterkit.law import (
    Condition,
    Lever,
    LeverNamespace,
    Policy,
    Target,
    all_of,
    at_least,
    happened,
    lose,
    says,
    when,
)
from clusterkit.law.amendment import amended
from clusterkit.law.provisions import Change
from clusterkit.portfolio.model import Portfolio
from clusterkit.study.idle import Idle, idle_changes
from clusterkit.study.scenario import Scenario, parse_setting
from clusterkit.study.simulate import Study
from tests.simulation.invented import CITE, LAWS, LIVELY, WORDS, ZONE, Cluster, portfolio, study
from tests.simulation.runs import arrays
from tests.study.unheard import unheard

HOLDERS = tuple(
    Cluster(
        f"a{number}", certified=f"{2022 + number % 4}-0{number + 1}-15",
        figures={"output_value": 8.0 + number, "sme_output_value": 0.6 * (8.0 + number)},
    )
    for number in range(8)
)  # fmt: skip
CANDIDATES = tuple(Cluster(f"c{number}", figures={"output_value": 9.0 + number}) for number in range(3))
REVIEWED = tuple(
    Cluster(f"m{number}", place="moor", certified="2020-05-05", figures={"operating_revenue": 9.5 + number})
    for number in range(3)
)
EVERYBODY = portfolio(*HOLDERS, *CANDIDATES, *REVIEWED)
LEVERS = {lever.key: lever for law in LAWS.values() for lever in law.levers}


def of(*written: str, clusters: Portfolio = EVERYBODY, laws: tuple[Policy, ...] | None = None, **more: Any) -> Study:
    """Return a study of one scenario, set as on the command line."""
    levers = LEVERS if laws is None else {lever.key: lever for law in laws for lever in law.levers}
    changes = tuple(parse_setting(levers, one) for one in written)
    given = study(clusters, models=LIVELY, laws=laws, **{"years": 9, "replications": 4, **more})
    return given.with_scenarios([Scenario("one", changes)])


def checked(one: Study) -> tuple[Idle, ...]:
    """Return the claims about a study of one scenario, after each was borne out by a run without the change."""
    claims = idle_changes(one)
    (scenario,) = one.scenarios
    whole = one.run() if claims else None
    for claim in claims:
        assert whole is not None
        kept = tuple(change for change in scenario.changes if (change.lever, change.from_day) != key_of(claim))
        assert len(kept) == len(scenario.changes) - 1
        without = one.with_scenarios([evolve(scenario, changes=kept)]).run()
        for policy, outcome in whole.policies.items():
            rest = without.policies[policy]
            titles = outcome.at_start if claim.touches == "admission" else np.full(len(outcome.at_start), True)
            for name, array in arrays(outcome).items():
                other = arrays(rest)[name]
                if claim.touches == "nothing" or name == "retained":
                    assert np.array_equal(array, other), (claim, policy, name)
                elif name in {"lost_on", "cause", "because"}:
                    assert np.array_equal(array[:, titles], other[:, titles]), (claim, policy, name)
    return claims


def key_of(claim: Idle) -> tuple[str, int | None]:
    return claim.lever, claim.from_day


def told(*written: str, **more: Any) -> list[tuple[str, str | None, str]]:
    """Return what is claimed of a scenario: lever, date, and why."""
    return [(claim.lever, claim.since, claim.why.en) for claim in checked(of(*written, **more))]


# Claims -----------------------------------------------------------------------------------------


def test_a_change_that_changes_nothing_is_told() -> None:
    assert told("zone.output_min=10") == [("zone.output_min", None, "the same value stands without it")]
    assert told("zone.output_min=12", "zone.output_min=12@2028-01-01") == [
        ("zone.output_min", "2028-01-01", "the same value stands without it")
    ]
    assert told("zone.output_min=12", "zone.retention.output_min=12")[1] == (
        "zone.retention.output_min", None, "the same value stands without it",
    )  # fmt: skip


def test_a_change_after_the_last_day_is_told_and_on_the_last_day_it_counts() -> None:
    assert told("zone.output_min=12@2035-01-01") == [
        ("zone.output_min", "2035-01-01", "it comes after the last day of the run")
    ]
    assert told("zone.output_min=12@2034-12-31") == []


def test_a_change_that_another_replaces_before_the_run_begins_is_told() -> None:
    assert told("zone.output_min=12@2025-01-01", "zone.output_min=15@2026-01-01") == [
        ("zone.output_min", "2025-01-01", "a later value stands before the run begins")
    ]
    assert told("zone.output_min=12@2025-01-01", "zone.output_min=15@2026-01-02") == []


def test_a_term_of_before_the_run_counts_and_so_do_old_rules_where_they_stay() -> None:
    assert told("zone.term_years=2@2024-01-01", "zone.term_years=3@2026-01-01") == []
    old = ("zone.output_min=12@2024-01-01", "zone.output_min=15@2026-01-01")
    assert told(*old, "zone.new_rules_at_review=no") == []
    assert len(told(*old)) == 1


def test_a_value_that_stands_on_no_day_of_a_decision_is_told() -> None:
    never = "no decision reads it while it stands"
    between = ("zone.round_quota=1@2027-07-01", "zone.round_quota=none@2028-06-30")
    assert told(*between)[0] == ("zone.round_quota", "2027-07-01", never)
    assert told("zone.round_quota=1@2027-07-01", "zone.round_quota=none@2028-07-01") == []
    assert told("moor.retention.revenue_min=20@2034-07-01") == [("moor.retention.revenue_min", "2034-07-01", never)]
    assert told("moor.retention.revenue_min=20@2034-06-30") == []
    assert told("zone.never_sent=ignored@2034-04-02") == [("zone.never_sent", "2034-04-02", never)]


def test_a_bound_that_only_advises_is_told_with_the_lever_that_says_so() -> None:
    soft = "the criterion only advises (zone.area_binding is no)"
    assert told("zone.area=20", "zone.area_binding=no") == [("zone.area", None, soft)]
    assert told("zone.area=20", "zone.area_binding=no@2027-01-01") == []
    assert told("zone.area=20@2028-01-01", "zone.area_binding=no@2027-01-01") == [("zone.area", "2028-01-01", soft)]


def test_a_ranking_without_a_quota_is_told() -> None:
    assert told("zone.ranking=output_value") == [("zone.ranking", None, "zone.round_quota is none")]
    assert told("zone.ranking=output_value", "zone.round_quota=1") == []


def test_the_last_day_of_a_measure_that_is_renewed_or_that_outlives_the_run_is_told() -> None:
    either_way = "the measure does not end within the run either way"
    assert told("zone.in_force_until=2030-01-01") == [("zone.in_force_until", None, either_way)]
    assert told("zone.lapse=ends") == []
    assert told("zone.lapse=ends", "zone.in_force_until=2028-12-31") == []
    assert told("zone.lapse=ends", "zone.in_force_until=2040-12-31")[0] == ("zone.lapse", None, either_way)
    same_day = "the measure ends on the same day either way"
    assert told("zone.lapse=ends", "zone.lapse=ends@2027-01-01") == [
        ("zone.lapse", None, same_day),
        ("zone.lapse", "2027-01-01", "the same value stands without it"),
    ]
    assert told("zone.lapse=ends@2026-05-01", "zone.in_force_until=2024-12-31@2026-05-01",
                "zone.in_force_until=2025-12-31@2027-01-01") == [
        ("zone.in_force_until", "2027-01-01", same_day)
    ]  # fmt: skip


def test_old_rules_matter_only_where_a_value_changes_on_a_date() -> None:
    same = "no value changes on a date, so old rules and new are the same"
    assert told("zone.new_rules_at_review=no", "zone.output_min=12") == [("zone.new_rules_at_review", None, same)]
    assert told("zone.new_rules_at_review=no", "zone.output_min=12@2028-01-01") == []


def test_old_rules_matter_where_the_text_itself_was_amended() -> None:
    lever = LeverNamespace("zone")
    low, high = (
        at_least("output_value", lever(name, bound, "亿元", zh=name, en=name, cite=CITE), id=f"zone.{name}")
        for name, bound in (("before", 1), ("after", 14))
    )
    text = amended(low, high, since=lever.amendment("amended_on", 20280101, zh="修订日", en="amended on", cite=CITE))
    law = evolve(ZONE, decisions=tuple(
        one if one.standard is None else evolve(one, standard=all_of(one.standard, text)) for one in ZONE.decisions
    ))  # fmt: skip
    assert told("zone.new_rules_at_review=no", laws=(law,), clusters=portfolio(*HOLDERS)) == []


def test_admission_matters_only_where_somebody_can_apply() -> None:
    nobody = "no cluster of the run can apply for admission"
    held = portfolio(*HOLDERS)
    assert told("zone.round_on=09-30", clusters=held) == [("zone.round_on", None, nobody)]
    assert told("zone.output_min=12", "zone.retention.output_min=9", clusters=held)[0] == (
        "zone.output_min", None, nobody,
    )  # fmt: skip
    assert told("zone.output_min=12", clusters=held) == []
    assert told("zone.round_on=09-30", "zone.readmission=yes", clusters=held) == []
    assert told("zone.round_on=09-30") == []


def test_a_law_without_clusters_in_the_run_is_told() -> None:
    law = (ZONE, LAWS["far"])
    told_of = told("far.output_min=12", clusters=portfolio(*HOLDERS), laws=law)
    assert told_of == [("far.output_min", None, "no cluster of the run is under this law")]


def test_a_criterion_for_what_no_cluster_is_is_told() -> None:
    plain = portfolio(*(evolve(one, facts={"energy_intensive": False}) for one in (*HOLDERS, *CANDIDATES)))
    blank = portfolio(evolve(HOLDERS[3], facts={"energy_intensive": None}))
    absent = "it applies where energy_intensive holds, and no cluster in the run is so"
    assert told("zone.energy=2", clusters=plain) == [("zone.energy", None, absent)]
    assert told("zone.energy=2", clusters=blank) == []


def late_report(*conditions: Condition) -> dict[str, Any]:
    """Return the zone's law, in which a late report costs the title under some conditions only."""
    late = next(one for one in ZONE.decisions if one.key == "late_report")
    spared = evolve(late, rules=tuple(when(one, lose("late_report", cite=CITE)) for one in conditions))
    law = evolve(ZONE, decisions=tuple(spared if one is late else one for one in ZONE.decisions))
    return {"laws": (law,), "clusters": portfolio(*HOLDERS)}


LATE = LeverNamespace("zone").choice("late", "advisory", ("advisory", "title"), zh="迟报", en="late", cite=CITE)
HARSH = LeverNamespace("zone").yes_no("harsh", False, zh="从严", en="harsh", cite=CITE)
ADVISORY, MILD = "zone.late is advisory", "zone.harsh is no"


@pytest.mark.parametrize(
    "conditions, why",
    [
        ([says(LATE, "title")], ADVISORY),
        ([says(LATE, "title") & happened("incident")], ADVISORY),
        ([happened("incident") & says(LATE, "title")], ADVISORY),
        ([~(happened("incident") | says(LATE, "advisory"))], ADVISORY),
        ([says(LATE, "title") | says(HARSH)], f"{ADVISORY}; {MILD}"),
        ([says(LATE, "title"), happened("incident") & says(HARSH)], f"{ADVISORY}; {MILD}"),
    ],
)
def test_a_duty_whose_breach_costs_nothing_is_told_with_what_settles_it(conditions: list[Condition], why: str) -> None:
    law = late_report(*conditions)
    assert told("zone.report_deadline=01-31", **law) == [("zone.report_deadline", None, why)]
    assert told("zone.report_deadline=01-31", "zone.late=title", **law) == []


@pytest.mark.parametrize("conditions", [[says(LATE, "title") | says(HARSH)], [says(LATE, "title"), says(HARSH)]])
def test_what_another_lever_settles_already_is_told_with_it(conditions: list[Condition]) -> None:
    law = late_report(*conditions)
    assert told("zone.harsh=yes", "zone.late=title", **law)[0] == ("zone.harsh", None, "zone.late is title")
    assert told("zone.harsh=yes", **law) == []


def test_a_target_decides_nothing() -> None:
    lever = LeverNamespace("zone")
    aim = lever("target", 20, "个", zh="目标", en="target", cite=CITE)
    law = evolve(ZONE, targets=(Target("clusters", WORDS, CITE, clusters=aim, by=date(2025, 12, 31)),))
    assert told("zone.target=30", laws=(law,), clusters=portfolio(*HOLDERS)) == [
        ("zone.target", None, "a planning target decides no title")
    ]


def test_a_bound_that_a_review_keeps_on_its_own_touches_admission_only() -> None:
    (claim,) = checked(of("zone.output_min=12", "zone.retention.output_min=9"))
    assert (claim.lever, claim.touches) == ("zone.output_min", "admission")
    assert claim.why.en == "it touches admission only: a re-review applies zone.retention.output_min = 9 亿元"
    assert claim.as_dict() == {
        "lever": "zone.output_min", "from": None, "touches": "admission", "why": claim.why.as_dict(),
    }  # fmt: skip
    assert checked(of("zone.output_min=12", "zone.retention.output_min=9@2030-01-01")) == ()
    assert checked(of("zone.output_min=12", "zone.retention.output_min=9", "zone.readmission=yes")) == ()


def test_nor_is_it_called_so_where_a_review_asks_for_the_bound_of_the_admission_too() -> None:
    floor = next(one for one in ZONE.standard.parts if one.id == "zone.output_min")
    law = evolve(ZONE, decisions=tuple(
        evolve(one, standard=all_of(one.standard, floor)) if one.key == "re_review" and one.standard else one
        for one in ZONE.decisions
    ))  # fmt: skip
    assert told("zone.output_min=12", "zone.retention.output_min=9", laws=(law,), clusters=portfolio(*HOLDERS)) == []


# No claim where there is none to make -----------------------------------------------------------


def test_of_a_lever_that_is_read_in_an_unknown_way_nothing_is_claimed() -> None:
    lever = LeverNamespace("zone")
    hidden = lever("hidden", 1, zh="某", en="something", unit="", cite=CITE)
    law = evolve(ZONE, further_levers=(hidden,))
    assert told("zone.hidden=2", laws=(law,), clusters=portfolio(*HOLDERS)) == []
    assert told("zone.hidden=1", laws=(law,), clusters=portfolio(*HOLDERS)) != []


def test_of_a_criterion_of_an_unknown_kind_nothing_is_claimed() -> None:
    lever = LeverNamespace("zone")
    inner = at_least("output_value", lever("odd", 1, "亿元", zh="某", en="odd", cite=CITE, optional=True))
    law = evolve(ZONE, decisions=tuple(
        one if one.standard is None else evolve(one, standard=all_of(one.standard, unheard(inner)))
        for one in ZONE.decisions
    ))  # fmt: skip
    assert told("zone.odd=20", laws=(law,), clusters=portfolio(*HOLDERS)) == []


@pytest.mark.parametrize("lever", sorted(key for key in LEVERS if key.startswith("zone.retention.")))
def test_a_bound_of_the_review_that_tightens_is_never_called_idle(lever: str) -> None:
    assert idle_changes(of(f"{lever}={3 if LEVERS[lever].default != 100.0 else 1}")) == ()


# Any scenario -----------------------------------------------------------------------------------

DATES = ("2015-01-01", "2024-03-01", "2026-01-01", "2027-02-01", "2027-06-30", "2027-07-01", "2030-01-01",
         "2034-07-01", "2034-12-31", "2035-01-01")  # fmt: skip
WHEN = st.sampled_from([None, None, *(date.fromisoformat(one).toordinal() for one in DATES)])


def values(lever: Lever) -> st.SearchStrategy[Any]:
    """Return values that a lever may have, its default often among them."""
    if lever.kind == "yes_no":
        return st.booleans()
    if lever.kind == "choice":
        return st.sampled_from(lever.choices)
    if lever.kind == "month_day":
        return st.sampled_from([115, 331, 430, 630, 1231])
    low, high = lever.legal_range
    if lever.unit == "yyyymmdd":
        return st.sampled_from([20271020.0, 20300101.0, 20400101.0, None])
    if lever.whole and low is not None and low < 1000:
        numbers = st.integers(int(low), int(min(high or 5, 5))).map(float)
    else:
        numbers = st.sampled_from([float(lever.default or 1), float(lever.default or 1) * 1.1])
    return numbers | st.none() if lever.optional else numbers


@st.composite
def scenarios(draw: st.DrawFn) -> tuple[Change, ...]:
    keys = draw(st.lists(st.sampled_from(sorted(key for key in LEVERS if not key.startswith("far."))), min_size=1,
                         max_size=6, unique=True))  # fmt: skip
    return tuple(
        Change(key, draw(values(LEVERS[key])), day)
        for key in keys
        for day in draw(st.lists(WHEN, min_size=1, max_size=2, unique=True))
    )


def claims_hold(changes: tuple[Change, ...], seed: int, *, candidates: bool) -> None:
    clusters = EVERYBODY if candidates else portfolio(*HOLDERS, *REVIEWED)
    one = study(clusters, models=LIVELY, years=9, replications=2, seed=seed)
    checked(one.with_scenarios([Scenario("one", changes)]))


@settings(max_examples=10, deadline=None)
@given(changes=scenarios(), seed=st.integers(0, 99), candidates=st.booleans())
def test_whatever_is_claimed_is_so(changes: tuple[Change, ...], seed: int, candidates: bool) -> None:
    claims_hold(changes, seed, candidates=candidates)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(changes=scenarios(), seed=st.integers(0, 99), candidates=st.booleans())
def test_whatever_is_claimed_of_many_scenarios_is_so(changes: tuple[Change, ...], seed: int, candidates: bool) -> None:
    claims_hold(changes, seed, candidates=candidates)
