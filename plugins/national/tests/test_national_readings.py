"""How the national measure can be read otherwise, and what hangs on one of its words."""

from __future__ import annotations

from clusterkit.study.ambiguity import Fate, Turn
from clusterkit_national.policy import POLICY
from tests.places.readings import (
    EVERYWHERE,
    OF_TERMS,
    WITH_ADMISSION,
    dependence,
    interpretations,
    read_otherwise,
    silent,
    without_alternative,
)
from tests.simulation.steady import cluster

OTHERWISE = {
    **EVERYWHERE,
    **OF_TERMS,
    "area_binding": ("no", ["yes"]),
    "dominant_share": ("> 70%", [">= 70%"]),
    "output_growth": ("> 10%", [">= 10%"]),
    "report_late": ("advisory", ["title"]),
    "own_title_binding": ("yes", ["no"]),
}
SILENT = ("plan_attainment_min", "in_force_until", "round_quota")
STRICT = ("dominant_share", "output_growth", "energy", "water")


def test_every_interpretation_has_another_reading_or_a_reason_why_not() -> None:
    assert read_otherwise(POLICY) == OTHERWISE
    assert without_alternative(POLICY) == {
        **{name: silent(POLICY, name) for name in SILENT},
        **{f"retention.{name}": WITH_ADMISSION for name in STRICT},
    }
    assert set(OTHERWISE) | set(without_alternative(POLICY)) == interpretations(POLICY)


def test_a_share_of_exactly_70_per_cent_passes_only_if_the_word_includes_it() -> None:
    at_the_bound = cluster(POLICY, "2024-05-20", years={2025: {"dominant_output_value": 70.0}})
    one = dependence(POLICY, at_the_bound, "dominant_share", ">= 70%", years=2)
    assert one.verdicts == (Turn("a", "fails", "passes"),)
    assert one.fates == (Fate("national", "a", 0.0, 1.0),)
    assert (one.reading.lever.citation, one.reading.lever.cue) == ("标准 1", "高于")


def test_away_from_the_bound_the_word_decides_exactly_nothing() -> None:
    one = dependence(POLICY, cluster(POLICY, "2024-05-20"), "dominant_share", ">= 70%", years=2)
    assert not one.matters
    assert one.retention is not None
    assert one.retention.mean == 0.0
