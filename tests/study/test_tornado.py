"""The tornado, against effects that are known."""

from __future__ import annotations

from math import sqrt

import pytest

from clusterkit.errors import InputError
from clusterkit.study.factors import Factor, factors_of
from clusterkit.study.quantity import Quantity
from clusterkit.study.simulate import Study
from clusterkit.study.tornado import Bar, Tornado, tornado
from tests.study.planned import IDLE, kept, places, rate_of


def swept(prepared: Study, factors: list[Factor], on: str = "retention") -> Tornado:
    return tornado(prepared, Quantity.parse(on, prepared), factors)


def bar(found: Tornado, key: str) -> Bar:
    (one,) = [one for one in found.bars if one.factor.key == key]
    return one


def test_the_effect_of_a_rate_is_what_the_closed_form_says() -> None:
    prepared = places("zone", replications=400)
    one = bar(swept(prepared, [rate_of("zone", 0.1, 0.4)]), "zone.rate.incident")
    room = 4 * sqrt(0.25 / (400 * 10))
    for difference, rate in zip(one.differences, (0.1, 0.4), strict=True):
        assert difference.low is not None
        assert difference.high is not None
        assert difference.low <= difference.mean <= difference.high
        assert difference.mean == pytest.approx(kept(rate) - kept(0.2), abs=room)
    assert one.differences[0].mean > 0 > one.differences[1].mean
    assert one.width.mean == pytest.approx(one.differences[0].mean - one.differences[1].mean)
    assert one.width.mean == pytest.approx(kept(0.1) - kept(0.4), abs=room)


def test_the_interval_covers_the_known_effect_as_often_as_it_says() -> None:
    inside = 0
    for seed in range(100):
        one = swept(places("zone", seed=seed, replications=60, clusters=4), [rate_of("zone", 0.1, 0.4)]).bars[0]
        low, high = one.width.low, one.width.high
        assert low is not None
        assert high is not None
        inside += low <= kept(0.1) - kept(0.4) <= high
    assert 88 <= inside <= 100


def test_what_no_decision_reads_has_exactly_no_effect() -> None:
    prepared = places("zone")
    factors, _ = factors_of(prepared, [f"zone.{IDLE}.mean", f"zone.{IDLE}.sd", "zone.rate.incident"])
    found = swept(prepared, list(factors))
    for name in ("mean", "sd"):
        one = bar(found, f"zone.{IDLE}.{name}")
        assert not one.moves
        assert {(part.mean, part.low, part.high) for part in (*one.differences, one.width)} == {(0.0, 0.0, 0.0)}
        assert str(one.rank) == "2–3"
    assert str(bar(found, "zone.rate.incident").rank) == "1"
    assert found.bars[0].factor.key == "zone.rate.incident"


@pytest.mark.parametrize("seed", range(8))
def test_two_places_that_are_alike_are_not_ranked_apart(seed: int) -> None:
    factors = [rate_of("far", 0.1, 0.4), rate_of("zone", 0.1, 0.4)]
    found = swept(places("far", "zone", seed=seed), factors)
    assert [str(one.rank) for one in found.bars] == ["1–2", "1–2"]


def test_effects_that_differ_are_ranked() -> None:
    found = swept(places("far", "zone"), [rate_of("far", 0.19, 0.21), rate_of("zone", 0.05, 0.8)])
    assert [(one.factor.key, str(one.rank)) for one in found.bars] == [
        ("zone.rate.incident", "1"),
        ("far.rate.incident", "2"),
    ]


def test_one_replication_ranks_nothing() -> None:
    found = swept(places("far", "zone", replications=1), [rate_of("far", 0.19, 0.21), rate_of("zone", 0.0, 3.0)])
    assert [str(one.rank) for one in found.bars] == ["1–2", "1–2"]
    assert found.bars[0].width.low is None


def test_the_width_reaches_from_the_lowest_to_the_highest_with_the_base_among_them() -> None:
    prepared = places("zone")
    one = swept(prepared, [rate_of("zone", 0.3, 0.4)]).bars[0]
    assert one.width.mean == pytest.approx(-one.differences[1].mean)


def test_choices_are_moved_to_every_other_one() -> None:
    prepared = places("zone")
    factors, _ = factors_of(prepared, ["zone.ranking", "zone.at_once"])
    rows = swept(prepared, list(factors)).rows()
    assert {row["factor"]: 0 for row in rows} == {"zone.at_once": 0, "zone.ranking": 0}
    assert [row["value"] for row in rows if row["factor"] == "zone.ranking"] == [
        "output_value", "patent_density", "invention_patents", "operating_revenue",
    ]  # fmt: skip


def test_losses_are_moved_in_clusters() -> None:
    prepared = places("zone")
    share, count = (swept(prepared, [rate_of("zone", 0.1, 0.4)], on).bars[0] for on in ("retention", "losses:incident"))
    assert count.differences[0].mean == pytest.approx(-10 * share.differences[0].mean)


def test_the_same_seed_gives_the_same_output_and_another_gives_another() -> None:
    one, same, other = (
        swept(places("zone", seed=seed), [rate_of("zone", 0.1, 0.4)]).as_dict()["factors"] for seed in (5, 5, 6)
    )
    assert one == same
    assert one != other


def test_nothing_to_move_is_refused() -> None:
    with pytest.raises(InputError, match="there is nothing to move"):
        swept(places("zone"), [])
