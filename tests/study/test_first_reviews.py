"""What two runs on the same draws say of each title's first review: kept, short of so many criteria, or lost."""

from __future__ import annotations

from itertools import product
from math import prod

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from clusterkit.errors import InputError
from clusterkit.law import lose, otherwise, renew, when
from clusterkit.law.condition import met, within_quota
from clusterkit.law.decision import AtExpiry
from clusterkit.study.first_reviews import LOST, FirstReviews, first_reviews
from tests.simulation.invented import ZONE, Cluster, against, portfolio, scenario, study
from tests.study.reviewed import TITLES, before_review, clusters, kept_in, reviewed

SHORT = {"champions": 0, "co2_intensity": 3.0}


def of(*rows: list[int]) -> FirstReviews:
    return FirstReviews(np.array(rows, dtype=np.int64))


# The distribution of the number kept --------------------------------------------------------------


@settings(deadline=None, max_examples=40)
@drawn(st.lists(st.lists(st.integers(LOST, 4), min_size=2, max_size=2), min_size=1, max_size=7), st.floats(0.0, 1.0))
def test_the_number_kept_is_the_sum_of_unequal_draws(rows: list[list[int]], pardon: float) -> None:
    reviews = of(*rows)
    for replication in (0, 1):
        chances = [0.0 if row[replication] == LOST else pardon ** row[replication] for row in rows]
        expected = np.zeros(len(rows) + 1)
        for fates in product((0, 1), repeat=len(rows)):
            each = zip(chances, fates, strict=True)
            expected[sum(fates)] += prod(chance if fate else 1.0 - chance for chance, fate in each)
        assert reviews.distributions(pardon)[replication] == pytest.approx(expected, abs=1e-12)
    assert reviews.distribution(pardon) == pytest.approx(reviews.distributions(pardon).mean(axis=0), abs=1e-12)
    assert reviews.distribution(pardon) @ np.arange(len(rows) + 1) == pytest.approx(reviews.expected(pardon), abs=1e-9)


def test_more_pardon_never_makes_fewer_kept_more_likely() -> None:
    reviews = first_reviews(before_review(), [reviewed()])[0]
    cumulative = np.array([np.cumsum(reviews.distribution(pardon)) for pardon in np.linspace(0, 1, 11)])
    assert (np.diff(cumulative, axis=0) <= 1e-12).all()


# What the runs say --------------------------------------------------------------------------------


def test_every_title_is_kept_short_of_something_or_lost_for_good() -> None:
    (reviews,) = first_reviews(before_review(), [reviewed()])
    assert reviews.shortfalls.shape == (TITLES, 200)
    assert set(np.unique(reviews.shortfalls)) == {LOST, 0, 1, 2, 3}


@pytest.mark.parametrize("pardon", [0.0, 0.3, 0.8, 1.0])
def test_the_distribution_is_that_of_lenient_runs(pardon: float) -> None:
    (reviews,) = first_reviews(before_review(), [reviewed()])
    (kept,) = kept_in([pardon], replications=200)
    mean = reviews.distributions(pardon) @ np.arange(TITLES + 1)
    # On the same draws only the pardons are chance; they are none at the two ends.
    spread = np.sqrt(mean.sum()) if 0.0 < pardon < 1.0 else 1e-6
    assert kept.sum() == pytest.approx(mean.sum(), abs=3 * spread)


def test_a_title_that_also_lacks_an_answer_is_never_kept_for_leniency() -> None:
    blank = {**SHORT, "zone_sound": None}
    titles = [
        Cluster("blank", certified="2023-06-01", figures=blank),
        Cluster("short", certified="2023-06-01", figures=SHORT),
        Cluster("sound", certified="2023-06-01"),
    ]
    one = study(portfolio(*titles), years=1, missing="unknown")
    outcome = reviewed(count=3, kept=2, certified_in=2023, reviewed_in=2026)
    assert first_reviews(one, [outcome])[0].shortfalls[:, 0].tolist() == [LOST, 2, 0]


def test_a_plan_that_is_not_reached_is_never_kept_for_leniency() -> None:
    idle = Cluster("idle", certified="2023-06-01", figures={**SHORT, "plan_attainment": 0.5})
    one = study(idle, "zone.plan_attainment_min=0.8", years=1)
    outcome = reviewed(count=1, kept=0, certified_in=2023, reviewed_in=2026)
    assert first_reviews(one, [outcome])[0].shortfalls.tolist() == [[LOST]]


def test_a_cause_counts_up_to_the_day_of_the_review_and_not_after() -> None:
    titles = [Cluster(name, certified="2023-06-01") for name in ("after", "before", "on_the_day")]
    events = [("after", "2026-06-02", "incident"), ("before", "2026-01-31", "incident"),
              ("on_the_day", "2026-06-01", "incident")]  # fmt: skip
    one = study(portfolio(*titles, events=events), years=1)
    outcome = reviewed(count=3, kept=1, certified_in=2023, reviewed_in=2026)
    assert first_reviews(one, [outcome])[0].shortfalls[:, 0].tolist() == [0, LOST, LOST]


def test_a_review_that_lags_is_read_on_its_own_day() -> None:
    title = Cluster(certified="2023-06-01")
    one = study(portfolio(title, events=[("a", "2026-06-20", "incident")]), "zone.review_lag_days=30", years=1)
    outcome = reviewed(count=1, kept=1, certified_in=2023, reviewed_in=2026)
    assert first_reviews(one, [outcome])[0].shortfalls.tolist() == [[LOST]]


def test_a_stated_expiry_and_the_year_of_certification_say_whose_review_it_is() -> None:
    titles = [
        Cluster("early", certified="2022-06-01"),
        Cluster("moved", certified="2024-06-01", expires="2026-09-30", figures=SHORT),
        Cluster("usual", certified="2023-06-01"),
        Cluster("young", certified="2026-02-01"),
    ]
    one = study(portfolio(*titles), years=3)
    assert len(first_reviews(one, [reviewed(2, 2, certified_in=None, reviewed_in=2026)])[0].shortfalls) == 2
    moved = reviewed(0, 1, certified_in=2024, reviewed_in=2026)
    assert first_reviews(one, [moved])[0].shortfalls.tolist() == [[2]]
    # The title of 2022 was renewed before the run; its first review in the run is that of 2028.
    assert first_reviews(one, [reviewed(1, 1, certified_in=2022, reviewed_in=2028)])[0].titles == 1


def test_a_measure_without_terms_is_read_at_its_first_fixed_review() -> None:
    titles = [
        Cluster(f"a{n}", "moor", certified="2015-05-05", figures={"operating_revenue": 5.0 + 4 * n}) for n in (1, 2)
    ]
    one = study(portfolio(*titles), years=4)
    outcome = reviewed(1, 2, policy="moor", certified_in=None, reviewed_in=2026)
    assert first_reviews(one, [outcome])[0].shortfalls[:, 0].tolist() == [1, 0]
    with pytest.raises(InputError, match="the portfolio has 0 whose first review"):
        first_reviews(one, [evolve(outcome, reviewed_in=2028)])


def test_several_outcomes_come_from_one_run() -> None:
    titles = [*clusters(5), *(evolve(one, name=f"b{one.name}") for one in clusters(5, "2023-06-01"))]
    rows = [reviewed(3, 5), reviewed(3, 5, certified_in=2023, reviewed_in=2026)]
    later, earlier = first_reviews(before_review(portfolio(*titles)), rows)
    assert (later.titles, earlier.titles) == (5, 5)
    assert not np.array_equal(later.shortfalls, earlier.shortfalls)
    assert later.together(earlier).titles == 10


# What is refused ----------------------------------------------------------------------------------


def test_a_portfolio_of_another_size_cannot_stand_for_what_was_reviewed() -> None:
    with pytest.raises(InputError, match="zone, certified in 2024, reviewed in 2027: 100 titles were reviewed, and the"
                       " portfolio has 20 whose first review falls in that year"):  # fmt: skip
        first_reviews(before_review(), [reviewed(97, 100)])


def test_the_year_of_review_must_lie_in_the_run() -> None:
    with pytest.raises(InputError, match="the run covers 2026 to 2027; state --start and --years"):
        first_reviews(before_review(), [reviewed(reviewed_in=2030)])


def test_two_outcomes_of_the_same_titles_are_refused() -> None:
    with pytest.raises(InputError, match="speak of the same titles"):
        first_reviews(before_review(), [reviewed(), reviewed(certified_in=None)])


def test_a_calibration_rests_on_one_law() -> None:
    with pytest.raises(InputError, match="leave one scenario in the study"):
        first_reviews(before_review(scenarios=against("zone.output_min=12")), [reviewed()])
    with pytest.raises(InputError, match="leave its date out"):
        first_reviews(before_review(scenarios=[scenario("lag", "zone.review_lag_days=30@2027-01-01")]), [reviewed()])


def test_a_review_that_weighs_titles_against_each_other_is_refused() -> None:
    review = next(one for one in ZONE.decisions if isinstance(one.occasion, AtExpiry))
    quota = next(lever for lever in ZONE.levers if lever.key == "zone.round_quota")
    ranking = next(lever for lever in ZONE.levers if lever.key == "zone.ranking")
    best = evolve(
        review, rules=(when(met & within_quota(quota, ranking), renew()), otherwise(lose("re_review", cite="第一条")))
    )
    law = evolve(ZONE, decisions=tuple(best if one is review else one for one in ZONE.decisions))
    titles = [Cluster("a", certified="2023-06-01", figures=SHORT), Cluster("b", certified="2023-06-01")]
    one = study(portfolio(*titles), "zone.round_quota=1", "zone.ranking=output_value", laws=[law], years=1)
    with pytest.raises(InputError, match="weigh titles against each other"):
        first_reviews(one, [reviewed(2, 2, certified_in=2023, reviewed_in=2026)])


def test_a_measure_without_a_review_has_nothing_to_calibrate() -> None:
    law = evolve(ZONE, decisions=tuple(one for one in ZONE.decisions if not isinstance(one.occasion, AtExpiry)))
    with pytest.raises(InputError, match="zone knows no review"):
        first_reviews(study(portfolio(*clusters()), laws=[law], years=2), [reviewed()])
