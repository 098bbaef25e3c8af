from __future__ import annotations

from typing import get_args

import pytest

from clusterkit.law import Effect, admit, keep, lose, lose_standing, mend, renew, warn
from clusterkit.law.effect import PUT_OFF, RESULT_OF, RESULTS, EffectKind
from tests.law.sittings import number


@pytest.mark.parametrize(
    "effect, kind, result",
    [
        (keep(), "keep", "kept"),
        (renew(), "renew", "renewed"),
        (warn(cite="第二条"), "warn", "warned"),
        (lose_standing("late_report", cite="第二条"), "lose_standing", "standing_lost"),
        (lose("late_report", cite="第二条"), "lose", "lost"),
        (admit(), "admit", "admitted"),
        (mend(within=number("months", 6), cite="第二条"), "mend", "mending"),
    ],
)
def test_every_effect_leaves_its_own_result(effect: Effect, kind: EffectKind, result: str) -> None:
    assert effect.kind == kind
    assert RESULTS[RESULT_OF[effect.kind]] == result


def test_a_sitting_that_decided_nothing_has_the_first_code() -> None:
    assert RESULTS[0] == "none"
    assert sorted(RESULT_OF.values()) == list(range(1, len(RESULTS)))
    assert set(RESULT_OF) == set(get_args(EffectKind)) - {PUT_OFF.kind}


def test_a_loss_has_its_cause_and_its_clause() -> None:
    assert lose("late_report", cite="第二条") == Effect("lose", "late_report", "第二条")
    assert lose_standing("late_report", cite="第二条") == Effect("lose_standing", "late_report", "第二条")
    assert warn(cite="第二条").citation == "第二条"
    assert keep().cause == renew().cause == admit().cause == warn().cause == ""


def test_a_period_to_mend_and_a_bar_are_levers_of_their_effects() -> None:
    months, years = number("months", 6), number("bar", 3)
    assert mend(within=months, cite="第二条").levers == (months,)
    barred = lose("fraud", cite="第二条", bar=years, bar_group="province")
    assert barred.levers == (years,)
    assert (barred.bar, barred.bar_group) == (years, "province")
    assert lose("fraud", cite="第二条").levers == keep().levers == ()
