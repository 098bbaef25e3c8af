from __future__ import annotations

from collections.abc import Callable

import pytest

from clusterkit.errors import LeverError
from clusterkit.law import Lever, procedure
from clusterkit.law.lever import Value
from tests.law.sittings import CITE, lever

Maker = Callable[[], Lever]


@pytest.mark.parametrize(
    "made, key, default",
    [
        (lambda: procedure.growth_window(lever, cite=CITE), "zone.growth_window", 3.0),
        (lambda: procedure.growth_mean(lever, cite=CITE), "zone.growth_mean", "compound"),
        (lambda: procedure.incident_window(lever, cite=CITE), "zone.incident_window", "calendar"),
        (lambda: procedure.area_binding(lever, True, cite=CITE), "zone.area_binding", True),
        (lambda: procedure.area_binding(lever, False, cite=CITE), "zone.area_binding", False),
        (lambda: procedure.plan_attainment_min(lever, cite=CITE), "zone.plan_attainment_min", None),
        (lambda: procedure.term_years(lever, 3, cite=CITE), "zone.term_years", 3.0),
        (lambda: procedure.review_lag_days(lever, cite=CITE), "zone.review_lag_days", 0.0),
        (lambda: procedure.renewal_window(lever, None, cite=CITE), "zone.renewal_window", None),
        (lambda: procedure.renewal_window(lever, 3, cite=CITE), "zone.renewal_window", 3.0),
        (lambda: procedure.mending_months(lever, 12, cite=CITE), "zone.mending_months", 12.0),
        (lambda: procedure.bar_years(lever, 3, cite=CITE), "zone.bar_years", 3.0),
        (lambda: procedure.bar_years(lever, None, cite=CITE), "zone.bar_years", None),
        (lambda: procedure.report_deadline(lever, "03-31", cite=CITE), "zone.report_deadline", 331),
        (lambda: procedure.first_report(lever, cite=CITE), "zone.first_report", "certification_year"),
        (lambda: procedure.never_sent(lever, cite=CITE), "zone.never_sent", "late"),
        (lambda: procedure.report_breach(lever, cite=CITE), "zone.report_breach", "either"),
        (lambda: procedure.holiday_shift(lever, cite=CITE), "zone.holiday_shift", "none"),
        (lambda: procedure.incomplete_passes(lever, cite=CITE), "zone.incomplete_passes", False),
        (lambda: procedure.automatic_at_review(lever, cite=CITE), "zone.automatic_at_review", False),
        (lambda: procedure.readmission(lever, cite=CITE), "zone.readmission", False),
        (lambda: procedure.readmission(lever, True, cite=CITE), "zone.readmission", True),
        (lambda: procedure.round_on(lever, cite=CITE), "zone.round_on", 630),
        (lambda: procedure.round_quota(lever, cite=CITE), "zone.round_quota", None),
        (lambda: procedure.ranking(lever, cite=CITE), "zone.ranking", "none"),
        (lambda: procedure.lapse(lever, cite=CITE), "zone.lapse", "renewed"),
        (lambda: procedure.in_force_until(lever, 20271020, cite=CITE), "zone.in_force_until", 20271020.0),
        (lambda: procedure.in_force_until(lever, None, cite=CITE), "zone.in_force_until", None),
        (lambda: procedure.new_rules_at_review(lever, cite=CITE), "zone.new_rules_at_review", True),
        (lambda: procedure.new_rules_at_review(lever, False, cite=CITE), "zone.new_rules_at_review", False),
    ],
)
def test_a_lever_of_the_procedure_has_its_fixed_name_and_its_stated_default(
    made: Maker, key: str, default: Value
) -> None:
    one = made()
    assert one.key == key
    assert one.default == default
    assert one.check(one.default) == default
    assert one.citation == CITE
    assert one.title.zh
    assert one.title.en


@pytest.mark.parametrize(
    "made",
    [
        lambda: procedure.growth_window(lever, cite=CITE),
        lambda: procedure.years(lever, "output_years", zh="年数", en="years", cite=CITE),
    ],
)
def test_a_window_looks_back_one_to_three_whole_years(made: Maker) -> None:
    window = made()
    assert [window.parse(text) for text in ("1", "3", "2年")] == [1, 3, 2]
    for text in ("0", "4", "1.5"):
        with pytest.raises(LeverError):
            window.parse(text)


def test_a_deadline_that_no_text_names_is_an_assumption_without_a_cue() -> None:
    stated = procedure.report_deadline(lever, "03-31", cite=CITE)
    silent = procedure.report_deadline(lever, "03-31", cite=CITE, assumed=True)
    assert (stated.assumed, stated.interpretation, stated.cue) == (False, False, "前")
    assert (silent.assumed, silent.interpretation, silent.cue) == (True, True, None)
    assert procedure.round_on(lever, cite=CITE).assumed


def test_a_window_s_years_are_a_reading_only_where_the_text_leaves_them_open() -> None:
    assert not procedure.years(lever, "rd_years", zh="年数", en="years", cite=CITE).interpretation
    assert procedure.years(lever, "trend_years", zh="年数", en="years", cite=CITE, interpretation=True).interpretation
