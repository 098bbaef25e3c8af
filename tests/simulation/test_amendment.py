"""A law that is amended: from a day on another text applies, to all titles or to the terms that begin after it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from attrs import evolve

from clusterkit.law import Criterion, Policy, all_of, amended, any_of, at_least, lose, otherwise, renew, scored, when
from clusterkit.law.condition import met, score_below
from clusterkit.simulation.docket import unpacked
from clusterkit.study.scenario import BASELINE, Scenario
from tests.simulation.invented import CITE, WORDS, Cluster
from tests.simulation.reformed import OUTPUT, admission, cluster, law, lever, number, review, story, study
from tests.simulation.runs import stories

SINCE = lever.amendment("amended_on", 20280521, zh="修订日", en="day of the amendment", cite=CITE)
PATENTS = at_least("invention_patents", number("patents_min", 60.0, "件"))
TEXT = amended(all_of(OUTPUT), all_of(OUTPUT, PATENTS), since=SINCE)
LOST = when(~met, lose("re_review", cite=CITE))


def reformed(text: Criterion = TEXT) -> Policy:
    return law(review(LOST, otherwise(renew()), standard=text), admission(standard=text), standard=text)


def inventive(patents: float, certified: str = "", name: str = "a") -> Cluster:
    return evolve(cluster(name, certified), figures={"invention_patents": patents})


def test_the_text_of_the_day_decides() -> None:
    # 50 patents suffice as long as nobody asks for them.
    for certified, found in (("2024-05-20", ["2026-05-20 renew", "2028-05-20 renew", "2030-05-20 lose re_review"]),
                             ("2024-05-21", ["2026-05-21 renew", "2028-05-21 lose re_review"])):  # fmt: skip
        assert story(inventive(50, certified), policy=reformed(), years=5) == found
    assert story(inventive(60, "2024-05-21"), policy=reformed(), years=3)[-1] == "2028-05-21 renew"
    assert story(inventive(50), policy=reformed(), years=5) == ["2026-06-30 admit", "2028-06-30 lose re_review"]


def test_a_term_that_runs_already_may_stay_under_the_old_text() -> None:
    spared = "zone.new_rules_at_review=no"
    found = story(inventive(50, "2024-05-21"), spared, policy=reformed())
    assert found == ["2026-05-21 renew", "2028-05-21 renew", "2030-05-21 lose re_review"]


def test_its_day_is_a_lever() -> None:
    for day, lost in (("2026-05-20", "2026-05-20"), ("2026-05-21", "2028-05-20"), ("2031-01-01", "2032-05-20")):
        found = story(inventive(50, "2024-05-20"), f"zone.amended_on={day}", policy=reformed())
        assert found[-1] == f"{lost} lose re_review"
    assert "lose" not in story(inventive(50, "2024-05-20"), "zone.amended_on=none", policy=reformed())[-1]


def test_titles_on_both_sides_of_the_day_are_judged_apart() -> None:
    clusters = [inventive(50, "2024-05-20", "a"), inventive(50, "2024-05-22", "b"), inventive(70, "2024-09-09", "c")]
    told = stories(study(clusters, policy=reformed(), years=3))
    assert told["a"][-1] == "2028-05-20 renew"
    assert told["b"][-1] == "2028-05-22 lose re_review"
    assert told["c"][-1] == "2028-09-09 renew"


def test_scenarios_of_one_run_may_amend_on_different_days_and_fare_as_they_would_alone() -> None:
    clusters = [inventive(40.0 + n, f"2024-{1 + n % 12:02d}-15", f"a{n}") for n in range(24)]
    policy = reformed()
    levers = {one.key: one for one in policy.levers}
    days = ("2026-03-03", "2027-07-07", "2030-01-01", "none")
    each = [Scenario.of(BASELINE if not place else day, levers, [f"zone.amended_on={day}"])
            for place, day in enumerate(days)]  # fmt: skip
    joint = study(clusters, policy=policy, scenarios=each).run().policy("zone")
    for place, scenario in enumerate(each):
        alone = study(clusters, policy=policy, scenarios=[scenario]).run().policy("zone")
        assert np.array_equal(joint.lost_on[place], alone.lost_on[0])
        assert np.array_equal(joint.failed[:, place], alone.failed[:, 0])
    assert (joint.lost_on[3] == 0).all()


def test_only_what_the_text_asks_costs_a_title() -> None:
    text = amended(
        all_of(at_least("operating_revenue", number("revenue_min", 99.0, "亿元"))), all_of(PATENTS), since=SINCE
    )
    policy = reformed(text)
    levers = {one.key: one for one in policy.levers}
    each = [Scenario(BASELINE), Scenario.of("now", levers, ["zone.amended_on=2026-01-01"])]
    outcome = study([inventive(50, "2024-05-20")], policy=policy, scenarios=each, years=1).run().policy("zone")
    failed = unpacked(outcome.failed[:, :, 0, 0], outcome.criteria)
    assert {name: flags.tolist() for name, flags in failed.items()} == {
        "zone.revenue_min": [True, False],
        "zone.patents_min": [False, True],
    }


def test_a_points_table_may_replace_a_standard() -> None:
    table = scored((OUTPUT, 40.0), (PATENTS, 60.0))
    mark = number("mark", 60.0, "分")
    text = amended(all_of(OUTPUT), table, since=SINCE)
    rules = (when(score_below(mark), lose("score", cite=CITE)), LOST, otherwise(renew()))
    policy = law(review(*rules, standard=text), standard=text)
    assert story(inventive(50, "2024-05-20"), policy=policy, years=5)[-1] == "2030-05-20 lose score"
    assert story(inventive(60, "2024-05-20"), policy=policy, years=5)[-1] == "2030-05-20 renew"
    levers = {one.key: one for one in policy.levers}
    each = [Scenario(BASELINE), Scenario.of("now", levers, ["zone.amended_on=2026-01-01"])]
    outcome = study([inventive(50, "2024-05-20")], policy=policy, scenarios=each, years=1).run().policy("zone")
    assert outcome.lost_on[:, 0, 0].tolist() == [0, date(2026, 5, 20).toordinal()]


def test_an_amendment_may_stand_deep_within_a_standard() -> None:
    either = any_of(amended(OUTPUT, PATENTS, since=SINCE), id="zone.either", title=WORDS, cite=CITE)
    found = story(inventive(50, "2024-05-21"), policy=reformed(all_of(either)), years=3)
    assert found == ["2026-05-21 renew", "2028-05-21 lose re_review"]


@pytest.mark.parametrize("other", [f"zone.output_min=1@{year}-03-03" for year in (2026, 2029)])
def test_beside_other_dated_changes_it_applies_from_the_same_day(other: str) -> None:
    assert story(inventive(50, "2024-05-20"), other, policy=reformed(), years=5)[-1] == "2030-05-20 lose re_review"
    assert story(inventive(50, "2024-05-21"), other, policy=reformed(), years=5)[-1] == "2028-05-21 lose re_review"
