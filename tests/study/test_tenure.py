"""Tenures on real days: who enters when, what ends them, whose are told together, what a what-if changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from clusterkit.simulation.interval import estimate
from clusterkit.study.simulate import Study
from clusterkit.study.tenure import GROUPINGS, By, Tenures, TenureTable, days_of
from tests.simulation.invented import LIVELY, SMALL, START, Cluster, against, portfolio, study

EVE = date(START - 1, 12, 31)


def table(one: Study, by: By = "place") -> TenureTable:
    return TenureTable.of(one.run(), one.portfolio, by)


def groups(one: Study, by: By = "place", scenario: str | None = None) -> dict[str | None, Tenures]:
    """Return the groups of the only scenario, or of one by name."""
    found = table(one, by).scenarios
    return {group.group: group for group in found[scenario or next(iter(found))]}


def shares(found: Tenures) -> dict[int, float]:
    """Return the share still held by whole years of age."""
    return {row["age"]: row["mean"] for row in found.retention}


def after(since: str, until: str) -> int:
    """Return the days from one date to another."""
    return (date.fromisoformat(until) - date.fromisoformat(since)).days


def lively(*clusters: Cluster, **more: Any) -> Study:
    return study(portfolio(*clusters), models=LIVELY, **{"replications": 60, **more})


# From certification to the loss -------------------------------------------------------------------


def test_a_title_held_at_the_start_is_followed_from_the_start_on() -> None:
    found = groups(study(Cluster(certified="2023-05-20")))["zone"]
    assert (found.curve.first, found.curve.last) == (
        after("2023-05-20", "2025-12-31"),
        after("2023-05-20", "2034-12-31"),
    )
    assert found.curve.first == (EVE - date(2023, 5, 20)).days
    assert found.years == tuple(range(3, 12))
    assert (found.titles, found.entrants, found.lost) == (1.0, 0.0, 0.0)
    assert set(shares(found).values()) == {1.0}


def test_a_title_admitted_in_a_round_is_followed_from_its_first_day_on() -> None:
    one = study(Cluster())
    assert date.fromordinal(int(one.run().policy("zone").admitted_on[0, 0, 0])) == date(2026, 6, 30)
    found = groups(one)["zone"]
    assert (found.curve.first, found.curve.last) == (0, after("2026-06-30", "2034-12-31"))
    assert (found.titles, found.entrants) == (1.0, 1.0)


def test_a_candidate_that_is_never_admitted_has_no_tenure() -> None:
    one = study(portfolio(Cluster("a", certified="2023-05-20"), Cluster("b", years={2025: SMALL}, figures=SMALL)))
    assert one.run().policy("zone").admitted_on[0, :, 0].tolist() == [date(2023, 5, 20).toordinal(), 0]
    assert groups(one)["zone"].titles == 1.0


def test_a_run_without_titles_has_no_groups() -> None:
    assert table(study(Cluster(figures=SMALL))).scenarios == {"baseline": ()}


def test_a_title_admitted_on_the_last_day_was_never_at_risk() -> None:
    assert groups(study(Cluster(), "zone.round_on=12-31", years=1)) == {}


def test_a_loss_counts_on_its_day_and_by_its_cause() -> None:
    events = [("a", "2028-03-03", "incident")]
    found = groups(study(portfolio(Cluster("a", certified="2026-01-01"), events=events)))["zone"]
    assert found.curve.last == after("2026-01-01", "2028-03-03")
    assert dict(found.citations) == {"incident": "第一条"}
    assert shares(found) == {1: 1.0, 2: 1.0, 3: 0.0}
    both = [Cluster("a", certified="2026-01-01"), Cluster("b", certified="2026-01-01")]
    found = groups(study(portfolio(*both, events=events)))["zone"]
    assert shares(found) == {1: 1.0, 2: 1.0, 3: 0.5, 4: 0.5, 5: 0.5, 6: 0.5, 7: 0.5, 8: 0.5}
    assert [row["mean"] for row in found.losses] == [0.0, 0.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]


def test_a_loss_on_the_first_day_of_the_run_finds_the_title_at_risk() -> None:
    events = [("a", "2026-01-01", "incident")]
    found = groups(study(portfolio(Cluster("a", certified="2023-05-20"), events=events)))["zone"]
    assert (found.lost, found.curve.last - found.curve.first) == (1.0, 1)


def test_a_loss_on_the_last_day_is_a_loss_and_not_the_end_of_observation() -> None:
    events = [("a", "2026-12-31", "incident")]
    clusters = portfolio(Cluster("a", certified="2023-05-20"), events=events)
    assert groups(study(clusters, years=1))["zone"].lost == 1.0
    assert groups(study(Cluster(certified="2023-05-20"), years=1))["zone"].lost == 0.0


def test_only_the_first_title_of_a_cluster_counts() -> None:
    clusters = portfolio(Cluster("a", certified="2023-05-20"), events=[("a", "2027-02-02", "incident")])
    one = study(clusters, "zone.readmission=yes")
    assert one.run().policy("zone").counts[-1, 1, 0, 0] == 1
    assert one.run().policy("zone").admitted_on[0, 0, 0] == date(2023, 5, 20).toordinal()
    found = groups(one)["zone"]
    assert (found.titles, found.entrants, found.lost) == (1.0, 0.0, 1.0)


@pytest.mark.parametrize("since", [date(2023, 5, 20), date(2024, 2, 29), date(2025, 1, 1), date(2027, 12, 31)])
@pytest.mark.parametrize("years", [1, 2, 3, 4, 5, 8, 9, 20])
def test_every_anniversary_has_come_by_the_days_of_an_age(since: date, years: int) -> None:
    day = min(since.day, 28) if since.month == 2 else since.day
    days = (date(since.year + years, since.month, day) - since).days
    assert 0 <= days_of(years) - days <= 2


def test_reviews_of_one_age_stand_in_one_row_whether_or_not_a_leap_year_lies_between() -> None:
    # Both terms end on the third anniversary, after 1,096 and after 1,095 days.
    clusters = [Cluster(name, certified=day, figures=SMALL) for name, day in (("a", "2023-06-01"), ("b", "2025-06-01"))]
    found = groups(study(portfolio(*clusters)))["zone"]
    assert {row["days"]: row["mean"] for row in found.retention} == {366: 1.0, 731: 1.0, 1096: 0.0}


def test_where_nobody_is_left_retention_is_nothing_at_the_next_anniversary() -> None:
    events = [("a", "2026-10-10", "incident")]
    assert shares(groups(study(portfolio(Cluster("a", certified="2026-01-01"), events=events)))["zone"]) == {1: 0.0}


def test_observation_that_ends_on_an_anniversary_reaches_it() -> None:
    clusters = [Cluster("a", certified="2023-12-31", figures=SMALL), Cluster("b", certified="2023-12-31")]
    found = groups(study(portfolio(*clusters), years=1))["zone"]
    assert found.retention[-1]["age"] == 3
    assert shares(found) == {3: 0.5}


# Together and apart -------------------------------------------------------------------------------


def placed(name: str, place: str, certified: str, **facts: Any) -> Cluster:
    return Cluster(name, place, certified, facts=facts)


def told(by: By) -> dict[str | None, float]:
    clusters = portfolio(
        placed("a1", "zone", "2023-05-20", district="north"),
        placed("b2", "zone", "2023-11-20", district="south"),
        placed("c2", "moor", "2024-05-20", district="south"),
        placed("d3", "moor", "", district=None),
    )
    return {name: group.titles for name, group in groups(study(clusters), by).items()}


def test_titles_are_told_by_place() -> None:
    assert told("place") == {"moor": 2.0, "zone": 2.0}


def test_titles_are_told_by_industry_over_all_places() -> None:
    assert told("industry") == {"industry 1": 1.0, "industry 2": 2.0, "industry 3": 1.0}


def test_titles_are_told_by_the_year_of_their_certification() -> None:
    assert told("cohort") == {"2023": 2.0, "2024": 1.0, "2026": 1.0}


def test_titles_are_told_by_district_and_a_blank_one_comes_last() -> None:
    assert told("district") == {"north": 1.0, "south": 2.0, None: 1.0}
    assert list(told("district"))[-1] is None


def test_where_two_places_punish_one_cause_both_clauses_are_cited() -> None:
    events = [("a1", "2027-02-02", "incident"), ("b1", "2028-02-02", "incident")]
    clusters = portfolio(placed("a1", "zone", "2023-05-20"), placed("b1", "far", "2023-05-20"), events=events)
    found = groups(study(clusters), "industry")["industry 1"]
    assert dict(found.citations) == {"incident": "far 第一条; zone 第一条"}
    assert found.lost == 2.0


def test_causes_of_two_places_with_other_lists_of_them_are_not_confused() -> None:
    clusters = portfolio(
        Cluster("a1", "moor", "2024-05-20", figures={"operating_revenue": 1.0}),
        Cluster("b1", "zone", "2024-05-20", figures=SMALL),
    )
    found = groups(study(clusters), "industry")["industry 1"]
    last = {row["cause"]: row["mean"] for row in found.losses}
    assert last == {"delisted": pytest.approx(0.5), "re_review": pytest.approx(0.5)}
    assert groups(study(clusters), "place")["zone"].citations == {"re_review": "第一条"}


def test_titles_whose_ages_do_not_meet_those_of_the_others_are_left_out_and_counted() -> None:
    old = [Cluster(name, certified="2005-05-20") for name in ("a", "b")]
    found = groups(study(portfolio(*old, Cluster("c", certified="2025-05-20"))))["zone"]
    assert (found.titles, found.apart) == (3.0, 1.0)
    assert found.curve.first == after("2005-05-20", "2025-12-31")


@pytest.mark.parametrize("by", GROUPINGS)
def test_every_title_is_in_one_group(by: By) -> None:
    one = lively(*(Cluster(f"c{n}", "zone", f"{2021 + n}-05-20" if n < 5 else "") for n in range(8)))
    outcome = one.run().policy("zone")
    held = (outcome.admitted_on[0] > 0).sum() / one.replications
    found = table(one, by).scenarios["baseline"]
    assert sum(group.titles for group in found) == pytest.approx(held)
    assert sum(group.lost for group in found) == pytest.approx((outcome.lost_on[0] > 0).sum() / one.replications)
    assert sum(group.entrants for group in found) == pytest.approx(
        (outcome.admitted_on[0] > EVE.toordinal()).sum() / one.replications
    )


# Replications -------------------------------------------------------------------------------------


def test_where_all_titles_begin_on_one_eve_retention_is_that_of_each_run_with_students_interval() -> None:
    one = lively(*(Cluster(f"c{n}", certified=EVE.isoformat()) for n in range(6)))
    lost_on = one.run().policy("zone").lost_on[0]
    for row in groups(one)["zone"].retention:
        held = ((lost_on == 0) | (lost_on - EVE.toordinal() > row["days"])).mean(axis=0)
        plain = estimate(held, bounds=(0.0, 1.0))
        assert (row["mean"], row["low"], row["high"]) == pytest.approx((plain.mean, plain.low, plain.high))
        assert row["at_risk"] >= 6 * row["mean"] - 1e-9


def test_one_replication_alone_has_greenwoods_interval_and_its_difference_none() -> None:
    clusters = portfolio(*(Cluster(f"c{n}", certified="2023-05-20", figures=SMALL if n < 2 else {}) for n in range(6)))
    found = table(study(clusters, scenarios=against("zone.output_min=21")))
    last = found.scenarios["baseline"][0].retention[-1]
    assert last["mean"] == pytest.approx(4 / 6)
    assert last["low"] == pytest.approx((4 / 6) ** np.exp(1.95996 * np.sqrt(2 / 24) / -np.log(4 / 6)), abs=1e-4)
    assert found.differences[-1] == {
        "scenario": "what-if", "against": "baseline", "group": "zone", "age": 3, "days": 1096,
        "mean": pytest.approx(-4 / 6), "low": None, "high": None,
    }  # fmt: skip
    told = found.as_dict({}, [{}, {}])
    assert told["interval"] == "greenwood"


def test_a_difference_is_paired_by_replication() -> None:
    clusters = [Cluster(f"c{n}", certified=EVE.isoformat()) for n in range(6)]
    one = lively(*clusters, scenarios=against("zone.output_min=15"))
    lost_on = one.run().policy("zone").lost_on
    for row in table(one).differences:
        held = (lost_on == 0) | (lost_on - EVE.toordinal() > row["days"])
        plain = estimate(held[1].mean(axis=0) - held[0].mean(axis=0), bounds=(-1.0, 1.0))
        assert (row["mean"], row["low"], row["high"]) == pytest.approx((plain.mean, plain.low, plain.high))


def test_a_difference_is_told_at_the_ages_that_both_scenarios_know() -> None:
    one = study(Cluster(certified="2023-05-20", figures=SMALL), scenarios=against("zone.output_min=1"))
    found = table(one)
    assert [group.years[-1] for groups in found.scenarios.values() for group in groups] == [3, 11]
    assert [(row["age"], row["mean"]) for row in found.differences] == [(3, 1.0)]


def test_a_change_that_changes_nothing_changes_every_number_by_exactly_nothing() -> None:
    clusters = [Cluster(f"c{n}", certified=f"{2021 + n}-05-20" if n < 4 else "") for n in range(6)]
    found = table(lively(*clusters, scenarios=against("zone.output_min=10")), "cohort")
    assert found.differences
    assert {row[name] for row in found.differences for name in ("mean", "low", "high")} == {0.0}
    baseline, what_if = ([group.as_dict() for group in groups] for groups in found.scenarios.values())
    assert baseline == what_if


def test_the_first_replications_of_many_give_the_same_titles_as_few() -> None:
    clusters = [Cluster(f"c{n}", certified="2023-05-20") for n in range(3)]
    many, few = (lively(*clusters, replications=count).run().policy("zone") for count in (120, 40))
    assert np.array_equal(many.admitted_on[..., :40], few.admitted_on)
