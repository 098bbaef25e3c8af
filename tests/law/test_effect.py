from __future__ import annotations

from typing import get_args

import pytest

from clusterkit.law import Effect, admit, keep, lose, lose_standing, renew, warn
from clusterkit.law.effect import RESULT_OF, RESULTS, EffectKind


@pytest.mark.parametrize(
    "effect, kind, result",
    [
        (keep(), "keep", "kept"),
        (renew(), "renew", "renewed"),
        (warn(cite="第二条"), "warn", "warned"),
        (lose_standing("late_report", cite="第二条"), "lose_standing", "standing_lost"),
        (lose("late_report", cite="第二条"), "lose", "lost"),
        (admit(), "admit", "admitted"),
    ],
)
def test_every_effect_leaves_its_own_result(effect: Effect, kind: EffectKind, result: str) -> None:
    assert effect.kind == kind
    assert RESULTS[RESULT_OF[effect.kind]] == result


def test_a_sitting_that_decided_nothing_has_the_first_code() -> None:
    assert RESULTS[0] == "none"
    assert sorted(RESULT_OF.values()) == list(range(1, len(RESULTS)))
    assert set(RESULT_OF) == set(get_args(EffectKind))


def test_a_loss_has_its_cause_and_its_clause() -> None:
    assert lose("late_report", cite="第二条") == Effect("lose", "late_report", "第二条")
    assert lose_standing("late_report", cite="第二条") == Effect("lose_standing", "late_report", "第二条")
    assert warn(cite="第二条").citation == "第二条"
    assert keep().cause == renew().cause == admit().cause == warn().cause == ""
