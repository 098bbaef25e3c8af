"""Time to mend, windows, bars, discretion and amendments in a crowd: however a run is cut, the same fates."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from attrs import evolve

from clusterkit.law import (
    Criterion,
    Decision,
    Policy,
    all_of,
    amended,
    at_least,
    discretion,
    earlier,
    keep,
    lose,
    lose_standing,
    not_applied,
    not_met,
    on_event,
    otherwise,
    renew,
    unknown,
    warn,
    when,
    without_standing,
)
from clusterkit.law.decision import AtExpiry
from clusterkit.simulation.authority import Authority
from clusterkit.simulation.dynamics import Dynamics
from clusterkit.simulation.outcome import Outcome
from clusterkit.study.scenario import BASELINE, Scenario
from clusterkit.study.simulate import Study
from clusterkit.study.sweep import sweep
from tests.simulation.invented import CITE, WORDS, Cluster, given, lively
from tests.simulation.proofs import assert_conserved
from tests.simulation.reformed import (
    BAR,
    LAG,
    MEND,
    NOT_MENDED,
    OUTPUT,
    admission,
    cluster,
    cycle,
    law,
    lever,
    mending_end,
    number,
    review,
    study,
)
from tests.simulation.runs import assert_same, only

SPARED = number("spared", 0.4, "share")
SINCE = lever.amendment("amended_on", 20290301, zh="修订日", en="day of the amendment", cite=CITE)
CHAMPIONS = at_least("champions", number("champions_min", 1.0, "家"))
TEXT = amended(all_of(OUTPUT), all_of(OUTPUT, CHAMPIONS), since=SINCE)
MISSED = when(not_applied, lose("no_renewal_application", cite=CITE))
SHORT = lose("re_review", cite=CITE)


def cause(kind: str, *rules: Any) -> Decision:
    return on_event(kind, *rules, title=WORDS, cite=CITE)


FULL = law(
    cause("false_declaration", otherwise(lose("fraud", cite=CITE, bar=BAR, bar_group="district"))),
    cause("illegality", otherwise(lose_standing("illegality", cite=CITE))),
    cause("incident", when(earlier("mending", within=1), lose("second_incident", cite=CITE)), otherwise(MEND)),
    cycle(when(not_met & discretion(SPARED), warn()), when(not_met & earlier("warned", within=2), MEND),
          otherwise(keep()), years=3),
    review(when(without_standing, lose("term_ended_without_standing", cite=CITE)), MISSED, when(unknown, keep()),
           when(not_met & discretion(SPARED), MEND), when(not_met, SHORT), otherwise(renew()), standard=TEXT),
    mending_end(when(not_met & ~earlier("mending", within=1), MEND), when(not_met, NOT_MENDED), otherwise(keep())),
    admission(standard=TEXT),
    standard=TEXT,
)  # fmt: skip
"""A law with everything in it."""

SETTINGS = ("zone.renewal_window=5", "zone.bar_years=2", "zone.mending_months=3")
MODEL: Dynamics = evolve(
    lively("zone"), no_application=given(0.3), late_application=given(0.5),
    rates={kind: given(0.1) for kind in ("incident", "illegality", "false_declaration")},
)  # fmt: skip


def crowd(count: int = 30) -> list[Cluster]:
    """Return clusters in four districts, some without a title, whose output lies near the floor."""
    return [
        evolve(
            cluster(f"a{n:02d}", "" if n % 5 == 4 else f"2024-{1 + n % 12:02d}-{1 + 5 * n % 28:02d}", latest=2025),
            facts={"district": "nsew"[n % 4]},
            figures={"output_value": 9.0 + n % 6, "sme_output_value": 8.0},
        )
        for n in range(count)
    ]


def crowded(*settings: str, policy: Policy = FULL, replications: int = 130, **more: Any) -> Study:
    return study(crowd(), *SETTINGS, *settings, policy=policy, dynamics=MODEL, replications=replications, **more)


@pytest.fixture(scope="module")
def whole() -> Outcome:
    return crowded().run()


def test_everything_in_the_law_happens(whole: Outcome) -> None:
    zone = whole.policy("zone")
    assert_conserved(whole, readmission=True)
    happened = {zone.causes[code] for code in np.unique(zone.cause)}
    assert happened == {"", *FULL.causes} - {"illegality"}
    assert {zone.causes[code] for code in np.unique(zone.because)} == {"", "illegality"}


def test_taking_the_days_one_by_one_changes_nothing(whole: Outcome, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one sitting for all days or day by day: the order within each title is the same."""
    monkeypatch.setattr(Authority, "_day_by_day", True)
    assert_same(crowded().run(), whole)


def test_more_replications_and_other_scenarios_beside_it_change_nothing(whole: Outcome) -> None:
    zone = whole.policy("zone")
    fewer = crowded(replications=100).run().policy("zone")
    assert np.array_equal(zone.lost_on[:, :, :100], fewer.lost_on)
    levers = {one.key: one for one in FULL.levers}
    other = Scenario.of("other", levers, ["zone.output_min=12@2028-05-05", "zone.amended_on=2027-02-02"])
    same = Scenario.of(BASELINE, levers, SETTINGS)
    beside = study(crowd(), policy=FULL, dynamics=MODEL, replications=130, scenarios=[same, other]).run().policy("zone")
    alone = only(zone, 0)
    assert [name for name, array in only(beside, 0).items() if not np.array_equal(array, alone[name])] == []
    apart = study(crowd(), policy=FULL, dynamics=MODEL, replications=130, scenarios=[other]).run().policy("zone")
    alone = only(apart, 0)
    assert [name for name, array in only(beside, 1).items() if not np.array_equal(array, alone[name])] == []


def test_without_group_bars_titles_are_taken_in_any_parts() -> None:
    decisions = tuple(
        evolve(one, rules=(otherwise(lose("fraud", cite=CITE, bar=BAR)),)) if one.key == "false_declaration" else one
        for one in FULL.decisions
    )
    policy = evolve(FULL, decisions=decisions)
    assert_same(crowded(policy=policy).run(size=7), crowded(policy=policy).run())


def fates(policy: Policy, *settings: str) -> list[Any]:
    """Return what becomes of the crowd under a simpler law, but for the names of criteria."""
    zone = study(crowd(), *settings, policy=policy, dynamics=MODEL, replications=50).run().policy("zone")
    return [zone.lost_on.tolist(), zone.admitted_on.tolist(), zone.counts.tolist(), zone.retained.tolist()]


def test_a_window_of_none_is_no_window() -> None:
    with_window = review(MISSED, when(not_met, SHORT), otherwise(renew()))
    without = evolve(with_window, occasion=AtExpiry(LAG))
    plain = fates(law(without, admission()))
    assert fates(law(with_window, admission()), "zone.renewal_window=none") == plain
    assert fates(law(with_window, admission()), "zone.renewal_window=5") != plain


def test_a_bar_of_none_is_no_bar() -> None:
    def barring(**more: Any) -> Policy:
        fraud = cause("false_declaration", otherwise(lose("fraud", cite=CITE, **more)))
        return law(fraud, review(MISSED, when(not_met, SHORT), otherwise(renew())), admission())

    barred = barring(bar=BAR, bar_group="district")
    assert fates(barred, "zone.bar_years=none") == fates(barring())
    assert fates(barred, "zone.bar_years=9") != fates(barring())


def test_a_chance_of_nothing_spares_nobody_and_a_sure_one_everybody() -> None:
    spared = law(review(MISSED, when(not_met & discretion(SPARED), keep()), when(not_met, SHORT), otherwise(renew())))
    assert fates(spared, "zone.spared=0") == fates(law(review(MISSED, when(not_met, SHORT), otherwise(renew()))))
    assert fates(spared, "zone.spared=1") == fates(law(review(MISSED, when(not_met, keep()), otherwise(renew()))))


def test_an_amendment_that_never_comes_leaves_the_old_text() -> None:
    def under(text: Criterion) -> Policy:
        rules = (MISSED, when(not_met, SHORT), otherwise(renew()))
        return law(review(*rules, standard=text), admission(standard=text), standard=text)

    assert fates(under(TEXT), "zone.amended_on=none") == fates(under(all_of(OUTPUT)))
    assert fates(under(TEXT), "zone.amended_on=2020-01-01") == fates(under(all_of(OUTPUT, CHAMPIONS)))
    assert fates(under(TEXT)) not in (fates(under(all_of(OUTPUT))), fates(under(all_of(OUTPUT, CHAMPIONS))))


SWEPT = {
    "a review that keeps": law(review(MISSED, when(not_met, SHORT), otherwise(keep())), readmission=None),
    "discretion": law(review(MISSED, when(not_met & ~discretion(SPARED), SHORT), otherwise(renew())), readmission=None),
    "mending by cause": law(
        cause("incident", otherwise(MEND)), review(MISSED, when(not_met, SHORT), otherwise(renew())),
        evolve(mending_end(otherwise(keep())), standard=all_of(CHAMPIONS)), readmission=None,
    ),
    "a bar on groups": law(
        cause("false_declaration", otherwise(lose("fraud", cite=CITE, bar=BAR, bar_group="district"))),
        review(MISSED, when(not_met, SHORT), otherwise(renew())), admission(), readmission=None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SWEPT)
def test_a_sweep_in_one_run_is_exact_beside_them(name: str) -> None:
    policy = SWEPT[name]
    known = {one.key for one in policy.levers}
    settings = [one for one in SETTINGS if one.partition("=")[0] in known]
    one = study(crowd(), *settings, policy=policy, dynamics=MODEL, replications=40)
    values = [8.0, 10.0, 12.0, 15.0]
    found = sweep(one, "zone.output_min", values)
    assert found.method == "critical_value"
    levers = {two.key: two for two in policy.levers}
    for place, value in enumerate(values):
        alone = Scenario.of(BASELINE, levers, [*settings, f"zone.output_min={value}"])
        tally = one.with_scenarios([alone]).run().policy("zone").tally(0)
        swept = found.tallies[place]["zone"]
        assert np.array_equal(tally.retained, swept.retained)
        assert {key: count.tolist() for key, count in tally.losses.items() if count.any()} == {
            key: count.tolist() for key, count in swept.losses.items() if count.any()
        }
