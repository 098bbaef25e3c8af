"""What is odd between levers: derived from the law's values, told once, and only of what a scenario changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.law import Duty, LeverNamespace, Policy, Target, all_of, at_least
from clusterkit.portfolio.model import Portfolio
from clusterkit.study.relations import relations_of
from clusterkit.study.scenario import Scenario, parse_setting
from clusterkit.study.simulate import Study
from tests.simulation.invented import CITE, LAWS, WORDS, ZONE, Cluster, portfolio, scenario, study

CLUSTERS = portfolio(Cluster("a", certified="2023-05-20"), Cluster("m", place="moor", certified="2020-05-05"))
ZONE_ALONE = portfolio(Cluster("a", certified="2023-05-20"))
BOUNDS = [lever.key for lever in ZONE.levers if lever.follows is not None]


def of(*written: str, laws: list[Policy] | None = None, clusters: Portfolio = CLUSTERS, **more: Any) -> Study:
    levers = {lever.key: lever for law in laws or LAWS.values() for lever in law.levers}
    one = Scenario("one", tuple(parse_setting(levers, setting) for setting in written))
    return study(clusters, laws=laws, **{"years": 9, **more}).with_scenarios([Scenario("baseline"), one])


def notes(*written: str, **more: Any) -> list[tuple[str, str]]:
    """Return what is odd in a scenario, with the day from which it is."""
    found = of(*written, **more).notes()
    assert {note.scenario for note in found} <= {"one"}
    return [(note.as_dict()["from"], note.text.en) for note in found]


# Admission and re-review ------------------------------------------------------------------------


def test_a_review_that_asks_for_more_than_admission_is_told_with_both_values() -> None:
    both = "zone.retention.output_min = 12 亿元, but zone.output_min = 10 亿元"
    stricter = f"stricter at re-review than at admission: {both}"
    assert notes("zone.retention.output_min=12") == [("2026-01-01", stricter)]
    assert notes("zone.output_min=12", "zone.retention.output_min=12") == []
    assert notes("zone.retention.output_min=9") == []


def test_of_an_upper_bound_the_lower_one_is_the_stricter() -> None:
    assert notes("zone.retention.area=90")[0][1].startswith("stricter at re-review")
    assert notes("zone.retention.area=110") == notes("zone.retention.co2=2.5") == []
    assert notes("zone.area=110", "zone.retention.area=100") != []


def test_it_is_told_from_the_first_day_of_the_run_on_which_it_is_so() -> None:
    phased = ("zone.retention.output_min=9", "zone.retention.output_min=15@2029-01-01", "zone.output_min=12@2031-01-01")
    assert [day for day, _ in notes(*phased)] == ["2029-01-01"]
    assert [day for day, _ in notes("zone.retention.output_min=15@2020-01-01")] == ["2026-01-01"]
    assert notes("zone.retention.output_min=15@2036-01-01") == []


def test_a_review_with_a_bound_where_admission_has_none_is_stricter() -> None:
    lever = LeverNamespace("zone")
    optional = at_least("output_value", lever("floor", 10, "亿元", zh="某", en="floor", cite=CITE, optional=True))
    standard = all_of(*ZONE.standard.parts, optional)
    law = evolve(ZONE, standard=standard, decisions=tuple(
        one if one.standard is None else evolve(one, standard=standard if one.key == "admission_round"
                                                else standard.at_review())
        for one in ZONE.decisions
    ))  # fmt: skip
    more: Any = {"laws": [law], "clusters": ZONE_ALONE}
    assert notes("zone.floor=none", "zone.retention.floor=5", **more)[0][1].endswith("but zone.floor = none")
    assert notes("zone.retention.floor=none", **more) == []


@given(
    st.sampled_from(BOUNDS),
    st.integers(1, 9),
    st.integers(1, 9),
)
def test_every_bound_of_a_review_is_compared_with_its_own_of_the_admission(twin: str, own: int, lead: int) -> None:
    key = twin.replace(".retention.", ".")
    upper = key in {"zone.area", "zone.co2"}
    stricter = own < lead if upper else own > lead
    scale = 0.1 if key.endswith(("share", "growth")) else 1
    found = of(f"{key}={lead * scale:g}", f"{twin}={own * scale:g}").notes()
    assert [note.levers for note in found] == ([(key, twin)] if stricter else [])


# Reports, bands, the measure's end, reviews -----------------------------------------------------


def with_a_form() -> Policy:
    (report,) = ZONE.duties
    lever = LeverNamespace("zone")
    due = lever.month_day("form_deadline", "04-10", zh="信息表截止日", en="deadline of the form", cite=CITE)
    form = evolve(report, key="form", deadline=due, sent_as=("form_submitted_on", "report_submitted_on"))
    return evolve(ZONE, duties=(report, form))


def test_a_form_that_is_due_before_the_report_that_stands_in_for_it_is_told() -> None:
    more: Any = {"laws": [with_a_form()], "clusters": ZONE_ALONE}
    text = "something is due 03-01, before something (03-31), which stands in for it"
    assert notes("zone.form_deadline=03-01", **more) == [("2026-01-01", text)]
    assert [day for day, _ in notes("zone.report_deadline=05-31@2028-01-01", **more)] == ["2028-01-01"]
    assert notes("zone.form_deadline=03-31", **more) == []


def test_a_band_without_room_is_told() -> None:
    lever = LeverNamespace("zone")
    edges = [lever(name, number, "亿元", zh=name, en=name, cite=CITE) for name, number in (("low", 20), ("high", 50))]
    aim = lever("aim", 5, "个", zh="目标", en="aim", cite=CITE)
    target = Target("band", WORDS, CITE, clusters=aim, by=date(2030, 12, 31), above=edges[0], up_to=edges[1])
    more: Any = {"laws": [evolve(ZONE, targets=(target,))], "clusters": ZONE_ALONE}
    empty = "something: no figure lies in the band, zone.low = 50 亿元, zone.high = 50 亿元"
    assert notes("zone.low=50", **more) == [("2026-01-01", empty)]
    assert notes("zone.low=49", **more) == []


def test_a_measure_that_ended_before_the_run_or_before_it_began_is_told() -> None:
    over = "the measure ended on 2025-12-31, before the run begins"
    assert notes("zone.in_force_until=2025-12-31", "zone.lapse=ends") == [("2026-01-01", over)]
    assert notes("zone.in_force_until=2026-01-01", "zone.lapse=ends") == notes("zone.in_force_until=2025-12-31") == []
    assert notes("zone.in_force_until=none", "zone.lapse=ends") == []
    assert notes("zone.in_force_until=2024-10-20") == [
        ("2026-01-01", "the measure ends on 2024-10-20, before it begins on 2024-10-21")
    ]


def test_a_run_without_a_review_is_told() -> None:
    text = "no something falls in the run: moor.first_review = 2040 年, moor.review_every = 2 年"
    assert notes("moor.first_review=2040") == [("2026-01-01", text)]
    assert notes("moor.first_review=2034") == []
    assert notes("moor.first_review=2025", "moor.review_every=30") != []
    assert notes("moor.first_review=2040", years=15) == []


# What is told, and what is not ------------------------------------------------------------------


def test_what_the_law_contains_already_is_not_told_of_a_scenario() -> None:
    more: Any = {"laws": [evolve(with_a_form(), duties=late_form(with_a_form()))], "clusters": ZONE_ALONE}
    assert notes("zone.form_deadline=03-15", **more) == []
    assert notes("zone.report_deadline=02-15", **more) == []


def late_form(law: Policy) -> tuple[Duty, ...]:
    report, form = law.duties
    return report, evolve(form, deadline=evolve(form.deadline, default=301))


def test_a_note_reads_in_either_language_and_stands_in_the_manifest() -> None:
    one = of("zone.retention.output_min=12@2028-01-01")
    (note,) = one.notes()
    assert note.in_("en").startswith("one: stricter at re-review than at admission: ")
    assert note.in_("zh") == (
        "one: 复核严于认定:zone.retention.output_min = 12 亿元,而 zone.output_min = 10 亿元 (自 2028-01-01)"
    )
    assert one.manifest()["notes"] == [
        {
            "scenario": "one", "levers": ["zone.output_min", "zone.retention.output_min"], "from": "2028-01-01",
            "text": note.text.as_dict(),
        }
    ]  # fmt: skip


def test_each_scenario_has_its_own_notes() -> None:
    odd, even = scenario("odd", "zone.retention.area=90"), scenario("even", "zone.retention.area=110")
    found = study(CLUSTERS, years=9).with_scenarios([odd, even, evolve(odd, name="odd too")]).notes()
    assert [note.scenario for note in found] == ["odd", "odd too"]


@pytest.mark.parametrize("law", sorted(LAWS))
def test_relations_name_levers_of_the_law(law: str) -> None:
    keys = {lever.key for lever in LAWS[law].levers}
    found = relations_of(LAWS[law])
    assert found
    assert all({lever.key for lever in relation.levers} <= keys for relation in found)
