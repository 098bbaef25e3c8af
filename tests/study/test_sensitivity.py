"""Sensitivity from a study to its ranking: which factors each method takes."""

from __future__ import annotations

import re

import pytest

from clusterkit.errors import InputError, UnknownNameError
from clusterkit.study.screening import Screening
from clusterkit.study.sensitivity import sensitivity
from clusterkit.study.tornado import Tornado
from tests.study.planned import IDLE, places

RATES = {"far.rate.incident": "0.1:0.4", "zone.rate.incident": "0.1:0.4"}


def test_the_tornado_takes_every_factor_that_can_be_moved() -> None:
    prepared = places("zone", replications=10)
    found = sensitivity(prepared)
    assert isinstance(found, Tornado)
    keys = {bar.factor.key for bar in found.bars} | {one.key for one in found.still}
    assert keys == {*prepared.levers, *prepared.inputs()}
    assert str(found.quantity) == "retention@2026"


def test_names_choose_the_factors() -> None:
    found = sensitivity(places("zone", replications=10), names=["zone.rate.incident", f"zone.{IDLE}.sd"])
    assert {row["factor"] for row in found.rows()} == {"zone.rate.incident", f"zone.{IDLE}.sd"}


def test_a_screening_takes_the_widest_bars_that_move_anything() -> None:
    prepared = places("far", "zone", replications=20)
    found = sensitivity(prepared, method="morris", ranges=RATES, size=4)
    assert isinstance(found, Screening)
    assert {one.factor.key for one in found.effects} == set(RATES)
    assert found.picked
    named = sensitivity(prepared, method="morris", names=list(RATES), ranges=RATES, size=4)
    assert isinstance(named, Screening)
    assert not named.picked


def test_a_screening_takes_no_more_than_asked_for() -> None:
    prepared = places("far", "zone", replications=20, years=4)
    found = sensitivity(prepared, method="morris", ranges=RATES, widest=3, size=4)
    assert len(found.rows()) == 3


def test_a_screening_of_less_than_two_factors_that_matter_is_refused() -> None:
    with pytest.raises(InputError, match=re.escape("retention@2026: only 1 factor(s) move it at all")):
        sensitivity(places("zone", replications=20), method="sobol", ranges={"zone.rate.incident": "0.1:0.4"})


def test_what_no_screening_can_be_made_of_is_refused_before_the_tornado(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clusterkit.study.sensitivity.tornado", None)
    for settings, size in (({"replications": 1}, 8), ({}, 7)):
        with pytest.raises(InputError):
            sensitivity(places("zone", **settings), method="sobol", size=size)


@pytest.mark.parametrize("widest", [1, 0, -3])
def test_fewer_than_two_factors_are_no_screening(widest: int) -> None:
    with pytest.raises(InputError, match=f"--widest {widest}: morris moves several factors together, at least 2"):
        sensitivity(places("zone"), method="morris", widest=widest)


def test_a_quantity_that_the_study_has_not_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="unknown policy of the run: moor"):
        sensitivity(places("zone"), on="moor.retention")
