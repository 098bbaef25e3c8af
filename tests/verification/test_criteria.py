"""Criteria worked by hand: what is found, the number that decides, and what soft rules and blanks leave open."""

from __future__ import annotations

from datetime import date

import pytest

from clusterkit.law import (
    Criterion,
    Falling,
    IncidentFree,
    Lever,
    LeverNamespace,
    Text,
    above,
    all_of,
    amended,
    any_of,
    at_least,
    at_most,
    below,
    by_group,
    by_steps,
    either,
    k_of,
    none_in,
    own_title,
    procedure,
    recognised,
    required,
    requirement,
    scored,
    trend,
    where,
)
from clusterkit.law.criterion import walk
from clusterkit.law.lever import Value
from clusterkit.verification.case import Holder
from clusterkit.verification.criteria import Finding, judged
from clusterkit.verification.limits import NotReplayed
from clusterkit.verification.ranges import Range, point
from clusterkit.verification.record import Record, TitleOnFile
from clusterkit.verification.truth import Truth
from tests.verification.cases import case, record, series

CITE, WORDS = "第一条", Text("某", "some")
MET, NOT_MET, UNKNOWN, NOTHING = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN, Truth.NOT_APPLICABLE
lever = LeverNamespace("zone")
YEARS = procedure.years(lever, "years", zh="年", en="years", cite=CITE)
BINDING = procedure.area_binding(lever, True, cite=CITE)
COUNTED = IncidentFree(YEARS, procedure.incident_window(lever, cite=CITE))


def bound(name: str, default: float | None, *, optional: bool = False) -> Lever:
    return lever(name, default, "亿元", zh=name, en=name, cite=CITE, optional=optional)


OUTPUT = at_least("output", bound("output_min", 10.0))
COUNT = at_least("count", bound("count_min", 2.0))
FULL, EMPTY, BLANK = series("output", 10.0), series("output", 9.0), series("output", None)


def of(criterion: Criterion, own: Record, others: dict[str, Holder] | None = None, /, **set_to: Value) -> Finding:
    """Return the finding under levers by their name."""
    levers = [one for part in walk(criterion) for one in part.levers]
    values = {f"zone.{key}": one for key, one in set_to.items()}
    return judged(criterion, case(own, *levers, set_to=values, others=others))


def truth(criterion: Criterion, own: Record, **set_to: Value) -> Truth:
    return of(criterion, own, **set_to).truth


# Numbers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("years, found", [(FULL, MET), (EMPTY, NOT_MET), (BLANK, UNKNOWN)])
def test_a_bound_is_met_at_it_and_unknown_without_a_figure(years: dict[int, dict[str, float]], found: Truth) -> None:
    assert truth(OUTPUT, record(years)) is found


def test_a_finding_bears_id_clause_figure_and_bound_in_force() -> None:
    found = of(OUTPUT, record(EMPTY), output_min=12.0)
    assert (found.id, found.citation, found.figure, found.bound, found.decides) == (
        "zone.output_min", CITE, point(9.0), 12.0, 9.0,
    )  # fmt: skip


def test_a_retention_bound_follows_the_admissions_until_it_is_set() -> None:
    review = OUTPUT.at_review()
    levers = (bound("output_min", 10.0), review.levers[0])
    stated: list[dict[str, Value]] = [{}, {"zone.output_min": 11.0}, {"zone.retention.output_min": 11.0}]
    for set_to, found in zip(stated, (MET, NOT_MET, NOT_MET), strict=True):
        finding = judged(review, case(record(FULL), *levers, set_to=set_to))
        assert (finding.id, finding.truth) == ("zone.output_min", found)


def test_no_bound_asks_nothing_and_a_soft_rule_decides_nothing() -> None:
    plan = at_least("output", bound("plan", None, optional=True), id="zone.plan")
    assert truth(plan, record(EMPTY)) is NOTHING
    assert truth(plan, record(BLANK), plan=5.0) is UNKNOWN
    area = at_most("area", bound("area", 100.0), binding=BINDING)
    assert truth(area, record(facts={"area": "101"})) is NOT_MET
    assert truth(area, record(facts={"area": "101"}), area_binding=False) is NOTHING


def test_of_a_range_what_falls_short_at_its_best_decides() -> None:
    falling = trend("zone.falling", "plain", Falling(YEARS), "<", title=WORDS, unit="", cite=CITE)
    found = of(falling, record(series("plain", 4.0, None, 2.0, 2.5)))
    assert (found.truth, found.figure, found.decides, found.bound) == (NOT_MET, Range(0.5, float("inf")), 0.5, 0.0)
    assert of(falling, record(series("plain", 4.0, None, 2.0, 1.0))).decides is None


def test_none_in_asks_for_a_count_of_nought() -> None:
    free = none_in("zone.free", "incidents", COUNTED, title=WORDS, cite=CITE)
    assert truth(free, record({year: {"incidents": 0.0} for year in range(2022, 2027)})) is MET
    assert truth(free, record({2025: {"incidents": 1.0}})) is NOT_MET
    assert truth(free, record()) is UNKNOWN


# Words and titles ----------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [MET, NOT_MET, UNKNOWN])
def test_a_requirement_is_answered_in_the_latest_year(answer: Truth) -> None:
    asked = required("zone", requirement("zone_sound", zh="健全", en="sound", cite=CITE))
    assert truth(asked, record(series("q_zone_sound", MET, answer))) is answer
    advised = required("zone", requirement("zone_sound", zh="健全", en="sound", cite=CITE, binding=False))
    assert truth(advised, record(series("advisory_zone_sound", answer))) is NOTHING


@pytest.mark.parametrize(
    "facts, titles, found",
    [
        ("province", [], MET),
        ("national:1;province:2", [], MET),
        ("national", [], UNKNOWN),
        ("national:2", [], NOT_MET),
        ("", [TitleOnFile("crown", date(2024, 1, 1), date(2026, 6, 30))], MET),
        ("", [TitleOnFile("crown", date(2026, 7, 1))], NOT_MET),
        ("", [TitleOnFile("crown", None, date(2026, 6, 29))], NOT_MET),
        ("", [TitleOnFile("realm", batch="1")], MET),
        ("", [TitleOnFile("realm", batch="2")], NOT_MET),
        ("", [TitleOnFile("realm")], UNKNOWN),
        ("", [], NOT_MET),
    ],
)
def test_recognition_asks_levels_measures_and_batches(facts: str, titles: list[TitleOnFile], found: Truth) -> None:
    above_ = recognised("province", "national:1", id="zone.above", title=WORDS, cite=CITE)
    levels = {"crown": "province", "realm": "national"}
    assert truth(above_, record(facts={"recognised_by": facts}, titles=titles, levels=levels)) is found


def test_titles_that_the_run_keeps_are_asked_of_it_and_not_of_the_file() -> None:
    above_ = recognised("crown:1", id="zone.above", title=WORDS, cite=CITE)
    own = record(titles=[TitleOnFile("crown", batch="1")], kept=["crown"])
    assert truth(above_, own) is NOT_MET
    asked: list[str] = []

    def holds(batch: str) -> Truth:
        asked.append(batch)
        return UNKNOWN

    assert of(above_, own, {"crown": holds, "far": holds}).truth is UNKNOWN
    assert asked == ["1"]


def test_a_prerequisite_that_is_not_binding_is_not_asked() -> None:
    first = recognised("province", id="zone.first", title=WORDS, cite=CITE, binding=BINDING)
    assert truth(first, record()) is NOT_MET
    assert truth(first, record(), area_binding=False) is NOTHING


@pytest.mark.parametrize(
    "place, titles, found",
    [("zone", [], NOTHING), ("moor", [], NOT_MET), ("moor", [TitleOnFile("moor", date(2024, 1, 1))], MET)],
)
def test_whose_own_place_has_a_measure_climbs_from_its_title(
    place: str, titles: list[TitleOnFile], found: Truth
) -> None:
    climbing = own_title("zone", id="zone.own_title", title=WORDS, cite=CITE, binding=BINDING)
    own = record(facts={"jurisdiction": place}, titles=titles)
    assert truth(climbing, own) is found
    assert truth(climbing, own, area_binding=False) is NOTHING


# Made of others ------------------------------------------------------------------------------------

BOTH = {2025: {"output": 10.0, "count": 1.0}}


def test_groups_join_their_parts() -> None:
    own = record(BOTH)
    assert truth(all_of(OUTPUT, COUNT), own) is NOT_MET
    assert truth(any_of(OUTPUT, COUNT, id="zone.any", title=WORDS, cite=CITE), own) is MET
    assert truth(k_of(2, OUTPUT, COUNT, OUTPUT), own) is MET
    assert truth(k_of(2, OUTPUT, COUNT, COUNT), own) is NOT_MET
    assert [one.id for one in of(all_of(OUTPUT, all_of(COUNT)), own).leaves()] == ["zone.output_min", "zone.count_min"]


@pytest.mark.parametrize("word, figure, found", [
    ("yes", 9.0, NOT_MET), ("no", 9.0, NOTHING), ("", 9.0, UNKNOWN), ("", 10.0, MET), ("", None, UNKNOWN),
    ("no", None, NOTHING),
])  # fmt: skip
def test_a_criterion_that_may_not_apply_can_only_be_met(word: str, figure: float | None, found: Truth) -> None:
    own = record(series("output", figure), {"intensive": word})
    finding = of(where("intensive", OUTPUT), own)
    assert (finding.id, finding.truth) == ("zone.output_min", found)


@pytest.mark.parametrize(
    "since, found", [(20260630, "zone.count_min"), (20260701, "zone.output_min"), (None, "zone.output_min")]
)
def test_the_text_that_applies_is_asked(since: int | None, found: str) -> None:
    text = amended(OUTPUT, COUNT, since=lever.amendment("since", since, zh="自", en="since", cite=CITE))
    finding = of(text, record(BOTH))
    assert [leaf.id for leaf in finding.leaves()] == [found]
    assert finding.truth is (MET if found == "zone.output_min" else NOT_MET)


REGIONS = by_group("region", {"北": OUTPUT, "南": COUNT}, otherwise=at_least("output", bound("rest", 20.0)),
                   id="zone.by_region", title=WORDS, cite=CITE)  # fmt: skip


@pytest.mark.parametrize(
    "region, found, decides", [("北", MET, 10.0), ("南", NOT_MET, 1.0), ("西", NOT_MET, 10.0), ("", UNKNOWN, None)]
)
def test_each_group_is_asked_its_own_question(region: str, found: Truth, decides: float | None) -> None:
    finding = of(REGIONS, record(BOTH, {"region": region}))
    assert (finding.id, finding.truth, finding.decides) == ("zone.by_region", found, decides)


def test_without_a_group_all_parts_must_agree() -> None:
    assert truth(REGIONS, record({2025: {"output": 9.0, "count": 1.0}})) is NOT_MET
    batches = by_group("zone.batch", {"1": OUTPUT}, otherwise=COUNT, id="zone.by_batch", title=WORDS, cite=CITE)
    assert truth(batches, record(BOTH, titles=[TitleOnFile("zone", batch="1")])) is MET
    assert truth(batches, record(BOTH, titles=[TitleOnFile("zone", batch="2")])) is NOT_MET
    assert truth(batches, record(BOTH)) is UNKNOWN


@pytest.mark.parametrize("size, found", [(10.0, NOT_MET), (9.0, MET), (None, UNKNOWN)])
def test_a_test_chooses_between_two_questions(size: float | None, found: Truth) -> None:
    asked = either(OUTPUT, COUNT, below("count", bound("few", 2.0)), id="zone.by_size", title=WORDS, cite=CITE)
    assert truth(asked, record({2025: {"output": size, "count": 1.0}})) is found


# Points --------------------------------------------------------------------------------------------

STEPS = by_steps(
    "output", (bound("few", 5.0), 1.0), (bound("many", 10.0), 3.0), id="zone.steps", title=WORDS, cite=CITE
)


@pytest.mark.parametrize("figure, score", [(4.0, 0.0), (5.0, 1.0), (10.0, 3.0)])
def test_steps_give_the_points_of_the_highest_that_is_met(figure: float, score: float) -> None:
    assert of(STEPS, record(series("output", figure))).points == point(score)


def test_a_score_is_a_range_where_figures_are_missing_and_gates_are_met_besides() -> None:
    table = scored(
        (STEPS, 2.0), (COUNT, 1.0), (where("intensive", COUNT), 0.5), gates=(above("output", bound("least", 4.0)),)
    )
    found = of(table, record(BOTH, {"intensive": "no"}))
    assert (found.points, found.truth) == (point(6.5), MET)
    found = of(table, record(series("count", 2.0), {"intensive": "no"}))
    assert (found.points, found.truth) == (Range(1.5, 7.5), UNKNOWN)
    assert truth(table, record(series("output", 4.0))) is NOT_MET
    assert truth(scored((COUNT, 1.0)), record()) is NOTHING


def test_a_step_without_a_bound_gives_no_points() -> None:
    optional = by_steps("output", (bound("open", None, optional=True), 5.0), id="zone.open", title=WORDS, cite=CITE)
    assert of(optional, record(FULL)).points == point(0.0)


def test_a_column_that_the_trace_does_not_have_is_not_taken_for_blank() -> None:
    asked = required("zone", requirement("zone_unasked", zh="未问", en="unasked", cite=CITE))
    with pytest.raises(NotReplayed, match="has no column q_zone_unasked"):
        truth(asked, record())
