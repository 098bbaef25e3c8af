from __future__ import annotations

from itertools import count

import numpy as np
import pytest

from clusterkit.errors import LeverError, UnknownNameError
from clusterkit.law import Change, Provisions
from clusterkit.law.provisions import Changes
from tests.law.sittings import CITE, choice, day, lever, number, yes_no

OUTPUT = number("output_min", 32, "亿元")
RETENTION = OUTPUT.for_retention()
QUOTA = number("round_quota", None, "个", whole=True, optional=True)
BINDING = yes_no("area_binding", True)
MEAN = choice("growth_mean", "compound", "yearly")
LEVERS = (OUTPUT, RETENTION, QUOTA, BINDING, MEAN)

TODAY, CHANGE_DAY, LATER = day(2026, 1, 1), day(2028, 1, 1), day(2030, 1, 1)


def provisions(*scenarios: Changes) -> Provisions:
    return Provisions(LEVERS, scenarios or [()])


def test_without_changes_the_default_is_in_force() -> None:
    law = provisions()
    assert len(law) == 1
    assert law.values("zone.output_min", TODAY) == (32.0,)
    assert law.numbers("zone.output_min", TODAY).tolist() == [[[32.0]]]
    assert law.flags("zone.area_binding", TODAY).tolist() == [[[True]]]


def test_a_change_without_a_date_holds_on_every_day() -> None:
    law = provisions((), (Change("zone.output_min", 40),))
    assert [law.values("zone.output_min", one) for one in (1, TODAY)] == [(32.0, 40.0)] * 2
    assert law.numbers("zone.output_min", TODAY).shape == (2, 1, 1)


def test_a_dated_change_holds_from_its_day_on() -> None:
    law = provisions(
        (
            Change("zone.output_min", 40, CHANGE_DAY),
            Change("zone.output_min", 35),
            Change("zone.output_min", 45, LATER),
        )
    )
    days = (TODAY, CHANGE_DAY - 1, CHANGE_DAY, LATER - 1, LATER)
    assert [law.value("zone.output_min", one, 0) for one in days] == [35, 35, 40, 40, 45]
    assert law.change_days == (CHANGE_DAY, LATER)
    assert [law.epoch(one) for one in days] == [0, 0, 1, 1, 2]
    assert [law.numbers("zone.output_min", one).item() for one in days] == [35, 35, 40, 40, 45]


def test_before_its_first_dated_change_a_lever_has_its_default() -> None:
    law = provisions((Change("zone.growth_mean", "yearly", CHANGE_DAY),))
    assert law.value("zone.growth_mean", CHANGE_DAY - 1, 0) == "compound"
    assert law.value("zone.growth_mean", CHANGE_DAY, 0) == "yearly"


def test_the_bound_of_a_re_review_follows_the_bound_of_admission_until_it_is_set() -> None:
    moved = Change("zone.output_min", 40)
    own = Change("zone.retention.output_min", 30, CHANGE_DAY)
    law = provisions((), (moved,), (own,), (moved, own))
    assert law.values("zone.retention.output_min", CHANGE_DAY - 1) == (32, 40, 32, 40)
    assert law.values("zone.retention.output_min", CHANGE_DAY) == (32, 40, 30, 30)
    assert law.values("zone.output_min", CHANGE_DAY) == (32, 40, 32, 40)


def test_scenarios_that_agree_share_one_value() -> None:
    law = provisions((Change("zone.output_min", 40),), (Change("zone.output_min", 40.0),))
    assert law.numbers("zone.output_min", TODAY).shape == (1, 1, 1)
    assert law.numbers("zone.round_quota", TODAY).shape == (1, 1, 1)


def test_none_is_a_number_that_is_not_there() -> None:
    law = provisions((), (Change("zone.round_quota", 5),))
    assert np.isnan(law.numbers("zone.round_quota", TODAY)).ravel().tolist() == [True, False]


def test_a_yes_or_no_differs_between_scenarios() -> None:
    law = provisions((), (Change("zone.area_binding", False),))
    assert law.flags("zone.area_binding", TODAY).ravel().tolist() == [True, False]


def test_the_combinations_in_force_name_their_scenarios() -> None:
    yearly, strict = Change("zone.growth_mean", "yearly"), Change("zone.output_min", 40)
    law = provisions((), (yearly,), (strict,), (yearly,))
    keys = ("zone.growth_mean", "zone.output_min")
    found = [(values, np.asarray(who).tolist()) for values, who in law.options(keys, TODAY)]
    assert found == [(("compound", 32.0), [0]), (("yearly", 32.0), [1, 3]), (("compound", 40.0), [2])]


def test_one_combination_for_all_names_no_scenario() -> None:
    assert provisions((), ()).options(("zone.growth_mean",), TODAY) == [(("compound",), None)]
    assert provisions((), ()).options((), TODAY) == [((), None)]


def test_what_is_derived_from_the_levers_is_made_once_an_epoch() -> None:
    law, makings = provisions((Change("zone.output_min", 40, CHANGE_DAY),)), count(1)
    days = (TODAY, TODAY + 1, CHANGE_DAY, TODAY)
    assert [law.cached(("edge",), one, lambda: next(makings)) for one in days] == [1, 1, 2, 1]


def test_an_unknown_lever_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError) as refusal:
        provisions((Change("zone.output_mn", 40),))
    assert str(refusal.value) == "unknown lever: zone.output_mn; did you mean zone.output_min?"


def test_a_lever_like_no_other_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UnknownNameError, match=r"^unknown lever: x; known: zone\.area_binding, zone\.growth"):
        provisions((Change("x", 40),))


@pytest.mark.parametrize("since", [None, CHANGE_DAY])
def test_a_lever_is_not_set_twice_from_one_day(since: int | None) -> None:
    message = r"^lever zone\.output_min is set twice from the same day; keep one of the two$"
    with pytest.raises(LeverError, match=message):
        provisions((Change("zone.output_min", 40, since), Change("zone.output_min", 41, since)))


def test_a_value_outside_its_legal_range_is_refused() -> None:
    message = r"^lever zone\.output_min: -1 is not possible; its legal range is from 0 to ∞ 亿元$"
    with pytest.raises(LeverError, match=message):
        provisions((), (Change("zone.output_min", -1),))


def test_the_day_of_an_amendment_is_one_on_which_the_law_changes() -> None:
    since = lever.amendment("amended_on", 20280101, zh="修订日", en="day", cite=CITE)
    never = lever.amendment("never", None, zh="修订日", en="day", cite=CITE)
    moved = Change(since.key, 20290305, CHANGE_DAY)
    days = [day(2028, 1, 1), day(2029, 3, 5)]
    assert Provisions([since, never], [()]).change_days == (days[0],)
    assert Provisions([since, never], [(), (moved,)]).change_days == tuple(sorted({*days, CHANGE_DAY}))
    assert Provisions([since], [(Change(since.key, None),)]).change_days == (days[0],)


def test_a_bound_that_only_a_review_asks_follows_nothing() -> None:
    alone = Provisions([RETENTION], [(), (Change(RETENTION.key, 20),)])
    assert alone.values(RETENTION.key, TODAY) == (32.0, 20.0)
