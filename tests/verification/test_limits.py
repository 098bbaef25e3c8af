"""What cannot be read as values is said with its reason, up to there everything is compared, and nothing is trusted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve, frozen

from clusterkit.law import (
    Condition,
    Criterion,
    Lever,
    LeverNamespace,
    Policy,
    Text,
    all_of,
    at_least,
    discretion,
    lose,
    met,
    not_met,
    on_event,
    otherwise,
    renew,
    warn,
    when,
)
from clusterkit.law.criterion import Bound
from clusterkit.law.decision import AtExpiry
from clusterkit.law.effect import Effect
from clusterkit.law.truth import MET
from clusterkit.law.window import Latest
from clusterkit.study.scenario import BASELINE, Scenario
from clusterkit.verification import Verification
from tests.simulation import reformed
from tests.simulation.invented import CITE, SMALL, WORDS, ZONE, Cluster, against, portfolio, study
from tests.verification.rich import BY_HAND, LOWEST, RICH, rich_law
from tests.verification.traces import edited, told, traced, verified, where

HELD = Cluster("a", certified="2024-05-20")


def of(folder: Path, law: Policy, *clusters: Cluster, **more: Any) -> Verification:
    """Return the audit of a run of one law."""
    one = study(portfolio(*(clusters or (HELD,))), laws=[law], replications=1, **more)
    return verified(traced(one, folder / "trace", 1), law)


def stops(found: Verification) -> list[tuple[str, str, str]]:
    """Return which clusters stop when and why."""
    return [(one.cluster_id, str(one.stop.day), one.stop.why.en) for one in found.not_replayed]


def reviewing(*parts: Criterion, law: Policy = ZONE) -> Policy:
    """Return the law with further criteria in its re-review."""
    return _with(law, "re_review", standard=all_of(law.standard.at_review(), *parts))


def _with(law: Policy, key: str, **changes: Any) -> Policy:
    changed = tuple(evolve(one, **changes) if one.key == key else one for one in law.decisions)
    return evolve(law, decisions=changed)


def ruling(condition: Condition, law: Policy = ZONE) -> Policy:
    """Return the law where a re-review asks a further condition first."""
    review = next(one for one in law.decisions if one.key == "re_review")
    return _with(law, "re_review", rules=(when(condition, lose("asked", cite=CITE)), *review.rules))


# What depends on others ----------------------------------------------------------------------------


def test_a_quota_stops_only_those_that_it_decides_on(tmp_path: Path) -> None:
    clusters = (Cluster("a"), Cluster("b", figures=SMALL), Cluster("c", certified="2024-05-20"))
    found = of(tmp_path, ZONE, *clusters, scenarios=against("zone.round_quota=1@2027-01-01"))
    assert (told(found), found.verdict, stops(found)) == ([], "agrees", [])
    found = of(tmp_path / "other", ZONE, *clusters, scenarios=against("zone.round_quota=1"))
    why = "the quota zone.round_quota is set, and who is within it depends on the other candidates"
    assert stops(found) == [("a", "2026-06-30", why)]
    assert (told(found), found.verdict) == ([], "incomplete")
    assert [(one.titles, one.agree, one.not_replayed) for one in found.counts] == [(6, 5, 1)]


def test_a_rank_among_others_stops_the_titles_that_it_decides_on(tmp_path: Path) -> None:
    found = of(tmp_path, reviewing(LOWEST), HELD, Cluster("b"))
    assert stops(found) == [("a", "2027-05-20", "criterion rich.lowest ranks the cluster among others"),
                            ("b", "2029-06-30", "criterion rich.lowest ranks the cluster among others")]  # fmt: skip


def test_a_title_that_rests_on_one_that_is_not_replayed_is_not_either(tmp_path: Path) -> None:
    law = reviewing(BY_HAND)
    one = study(portfolio(Cluster("a", certified="2023-02-03")), laws=[RICH, law], replications=1)
    found = verified(traced(one, tmp_path / "trace", 1), RICH, law)
    assert [(one.policy, *stop) for one, stop in zip(found.not_replayed, stops(found), strict=True)] == [
        ("rich", "a", "2026-06-30", "it rests on the title under zone, which is not replayed"),
        ("zone", "a", "2026-02-03", "criterion rich.by_hand is a function, which cannot be read as values"),
    ]


def test_a_bar_that_falls_on_a_whole_group_stops_who_would_enter_a_round(tmp_path: Path) -> None:
    barred = lose("fraud", cite=CITE, bar=reformed.BAR, bar_group="district")
    fraud = on_event("false_declaration", otherwise(barred), title=WORDS, cite=CITE)
    law = reformed.law(fraud, reformed.review(), reformed.mending_end(), reformed.admission())
    clusters = [evolve(reformed.cluster(name), facts={"district": name.strip("c")}) for name in ("a", "c")]

    def found(setting: str) -> Verification:
        one = reformed.study(clusters, setting, policy=law)
        return verified(traced(one, tmp_path / setting, 1), law)

    why = "a loss of another cluster of its district may bar it"
    assert stops(found("zone.bar_years=2@2028-01-01")) == [("a", "2026-06-30", why)]
    assert found("zone.bar_years=none").verdict == "agrees"


def test_what_is_left_to_the_authority_stops_the_title_unless_it_is_never_or_always_so(tmp_path: Path) -> None:
    spared = reformed.number("spared", 0.3, "share")
    warned = when(not_met & discretion(spared), warn(cite=CITE))
    rest = (when(not_met, lose("re_review", cite=CITE)), otherwise(renew()))
    law = reformed.law(reformed.review(warned, *rest), reformed.mending_end())

    def found(setting: str) -> Verification:
        one = reformed.study([evolve(reformed.cluster("a", "2024-05-20"), figures=SMALL)], setting, policy=law)
        return verified(traced(one, tmp_path / setting, 1), law)

    why = "zone.spared is at the authority's discretion, and its draw is not in the trace"
    assert stops(found("zone.spared=30%")) == [("a", "2026-05-20", why)]
    assert [found(f"zone.spared={chance}").verdict for chance in ("0", "100%")] == ["agrees", "agrees"]


# What is no value ----------------------------------------------------------------------------------


def test_a_function_is_not_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    law = rich_law(all_of(RICH.standard, BY_HAND))
    clusters = portfolio(Cluster("a", certified="2024-05-20", facts={"region": "北"}))
    folder = traced(study(clusters, laws=[law, ZONE], replications=1), tmp_path / "trace", 1)
    monkeypatch.setattr(type(BY_HAND), "judge", _never)
    found = verified(folder, law, ZONE)
    assert stops(found) == [("a", "2026-11-15", "criterion rich.by_hand is a function, which cannot be read as values")]


def _never(*_: object) -> None:
    raise AssertionError("the law's own judging was called")


def test_a_group_joined_by_a_hand_written_function_is_not_read(tmp_path: Path) -> None:
    joined = evolve(all_of(ZONE.standard), join=lambda truths: truths[0], id="zone.joined")
    found = of(tmp_path, reviewing(joined))
    assert stops(found) == [("a", "2027-05-20", "how criterion zone.joined joins its parts cannot be read")]


@pytest.mark.parametrize(
    "forged",
    [
        Condition("by hand", lambda _: np.full((1, 1, 1), MET)),
        Condition("met", not_met.ask),
        Condition("happened incident", lambda _: np.full((1, 1, 1), MET)),
        Condition("earlier nothing within 2", lambda _: np.full((1, 1, 1), MET), looks_back=2),
        Condition("late report", lambda _: np.full((1, 1, 1), MET), duties=("report",)),
        evolve(met & met, parts=(met, not_met)),
        evolve(~met, parts=(not_met,)),
    ],
    ids=lambda one: one.name,
)
def test_a_condition_that_only_looks_like_the_laws_own_is_not_trusted(tmp_path: Path, forged: Condition) -> None:
    found = of(tmp_path, ruling(forged))
    assert stops(found) == [("a", "2027-05-20", f"the rule's condition {forged.name!r} cannot be read as values")]


# Words that came later -----------------------------------------------------------------------------


@frozen
class Stricter(Bound):
    """A criterion of a plugin's own kind."""


@frozen
class Middle(Latest):
    """A window of a plugin's own kind."""


@frozen
class Softened(Effect):
    """An effect that says more."""

    mercy: str = ""


@frozen
class Delayed(AtExpiry):
    """An occasion of a plugin's own kind."""


FLOOR = LeverNamespace("zone")("floor", 1.0, "亿元", zh="下限", en="floor", cite=CITE)
TITLE = Text("某窗口", "some window")


@pytest.mark.parametrize(
    "criterion, why",
    [
        (Stricter("output_value", ">=", FLOOR), "zone.floor is of a kind that is not recomputed (Stricter)"),
        (at_least("output_value", FLOOR, Middle(TITLE)), "some window is of a kind that is not recomputed (Middle)"),
        (at_least("nobody_knows", FLOOR), "no indicator nobody_knows is known"),
    ],
)
def test_a_kind_of_value_that_is_not_known_stops_the_title(tmp_path: Path, criterion: Criterion, why: str) -> None:
    folder = traced(study(HELD, replications=1), tmp_path / "trace", 1)
    law = reviewing(criterion)
    _restated(folder, law)
    found = verified(folder, law)
    assert stops(found) == [("a", "2027-05-20", why)]


def _restated(folder: Path, law: Policy) -> None:
    """Write a law's levers and criteria into a trace, as if it had run under it."""
    path = folder / "law.json"
    written = json.loads(path.read_text("utf-8"))
    levers: dict[str, Lever] = {one.key: one for one in law.levers}
    written["policies"][law.key] |= {
        "criteria": list(law.decisive),
        "levers": {key: one.jsonable(one.default) for key, one in levers.items()},
    }
    path.write_text(json.dumps(written), "utf-8")


def test_an_effect_that_says_more_stops_the_title_where_it_is_given(tmp_path: Path) -> None:
    folder = traced(
        study(portfolio(HELD, events=[("a", "2026-08-08", "illegality")]), replications=1), tmp_path / "t", 1
    )
    mild = _with(ZONE, "illegality", rules=(when(~not_met, Softened("lose", "illegality", CITE, mercy="some")),))
    assert stops(verified(folder, mild)) == [
        ("a", "2026-08-08", "illegality is of a kind that is not recomputed (Softened)")
    ]
    kind: Any = "suspend"
    other = _with(ZONE, "illegality", rules=(when(~not_met, Effect(kind)),))
    assert stops(verified(folder, other)) == [("a", "2026-08-08", "the effect suspend is not one that is recomputed")]


def test_an_occasion_that_is_not_known_stops_every_title_of_its_measure(tmp_path: Path) -> None:
    folder = traced(study(portfolio(HELD, Cluster("b")), replications=1), tmp_path / "trace", 1)
    review = next(one for one in ZONE.decisions if one.key == "re_review")
    assert isinstance(review.occasion, AtExpiry)
    found = verified(folder, _with(ZONE, "re_review", occasion=Delayed(review.occasion.lag)))
    why = "re_review is of a kind that is not recomputed (Delayed)"
    assert stops(found) == [("a", "2026-01-01", why), ("b", "2026-01-01", why)]
    assert (told(found), found.verdict) == ([], "incomplete")


# What the trace does not hold ----------------------------------------------------------------------


def test_the_last_deadline_before_a_run_concerns_a_report_that_its_trace_does_not_hold(tmp_path: Path) -> None:
    clusters = HELD, Cluster("b", certified="2025-05-20"), Cluster("c")
    found = of(tmp_path, ZONE, *clusters, scenarios=[_set("zone.report_deadline=12-31")])
    assert stops(found) == [("a", "2026-01-01", "the trace holds no reports on 2024")]
    assert told(found) == []


def test_reports_that_only_another_column_tells_are_not_made_up(tmp_path: Path) -> None:
    duty = evolve(ZONE.duties[0], sent_as=("letter_submitted_on",))
    folder = traced(study(HELD, replications=1), tmp_path / "trace", 1)
    found = verified(folder, evolve(ZONE, duties=(duty,)))
    assert stops(found) == [("a", "2026-04-01", "the trace holds no dates of letter_submitted_on")]


def _set(setting: str) -> Scenario:
    return Scenario.of(BASELINE, {one.key: one for one in ZONE.levers}, [setting])


# Up to there ---------------------------------------------------------------------------------------


def test_what_lies_before_the_stop_is_compared_and_a_difference_counts_first(tmp_path: Path) -> None:
    law = reviewing(LOWEST)
    events = [("a", "2026-03-03", "illegality")]
    one = study(portfolio(HELD, Cluster("b", certified="2024-08-08"), events=events), "zone.at_once=no", laws=[law],
                replications=1)  # fmt: skip
    folder = traced(one, tmp_path / "trace", 1)
    assert verified(folder, law).verdict == "incomplete"
    assert edited(folder, "history.csv", where({"cause": "incident"}, event="standing_lost")) == 1
    found = verified(folder, law)
    assert told(found) == [
        "set 0 zone a 2026-03-03 history.csv: law standing_lost illegality 第一条; trace standing_lost incident 第一条"
    ]
    assert (found.verdict, [one.cluster_id for one in found.not_replayed]) == ("differs", ["b"])


def test_what_lies_after_the_stop_is_not_compared(tmp_path: Path) -> None:
    law = reviewing(LOWEST)
    folder = traced(study(portfolio(HELD), laws=[law], replications=1), tmp_path / "trace", 1)
    assert edited(folder, "status.csv", where({"status": "candidate"}, year="2030"), sealed=True) == 1
    found = verified(folder, law)
    assert (told(found), found.verdict) == ([], "incomplete")


def test_what_is_never_asked_stops_nobody(tmp_path: Path) -> None:
    asked = on_event(
        "false_declaration", when(Condition("by hand", _ask), lose("x", cite=CITE)), title=WORDS, cite=CITE
    )
    law = evolve(ZONE, decisions=(asked, *ZONE.decisions[1:]))
    found = of(tmp_path, law)
    assert (stops(found), found.verdict) == ([], "agrees")


def _ask(hearing: object) -> Any:
    raise AssertionError(f"asked of {hearing}")
