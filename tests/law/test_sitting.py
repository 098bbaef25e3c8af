from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from clusterkit.law import Change
from clusterkit.law.calendar import Days
from clusterkit.law.facts import Facts, RecognisedTitle
from clusterkit.law.truth import negation
from tests.law.sittings import ON, choice, codes, day, names, number, plain, sitting, yes_no

OUTPUT = number("output_min", 32, "亿元")
BINDING = yes_no("area_binding", True)
MEAN = choice("growth_mean", "compound", "yearly")
ROWS = np.array([2, 0])

FACTS = Facts(
    3,
    answers={"intensive": codes([True, False, None]).ravel()},
    dates={"established_on": np.array([day(2020, 2, 29), 0, day(2022, 1, 1)])},
    groups={"region": np.array(["north", "north", "south"])},
)


@pytest.mark.parametrize("on", [date(2026, 1, 1), date(2026, 12, 31)])
def test_the_latest_year_is_the_last_complete_one(on: date) -> None:
    assert sitting(on=on).latest == 2025
    assert sitting(on=on).first_day == on.toordinal()


def test_titles_of_one_sitting_may_each_have_their_own_day() -> None:
    own: Days = np.array([day(2026, 9, 1), day(2026, 3, 1)]).reshape(1, 2, 1)
    assert sitting(on=own, clusters=2).first_day == day(2026, 3, 1)


def test_a_sitting_reads_the_figures_and_answers_of_its_rows() -> None:
    one = sitting(
        {"output": {2025: [1.0, 2.0, 3.0]}},
        rows=ROWS,
        answers={2025: {"safe": [True, None, False]}},
        has_row={2026: [True, False, False]},
    )
    assert [low for low, _ in plain(one.figure("output", 2025))] == pytest.approx([3.0, 1.0])
    assert names(one.answer("safe")) == ["not_met", "met"]
    rows = one.has_row(2026)
    assert rows is not None
    assert rows.ravel().tolist() == [False, True]
    assert one.has_row(2025) is None


def test_a_sitting_knows_the_facts_of_its_rows() -> None:
    one = sitting(clusters=3, facts=FACTS, rows=ROWS)
    assert names(one.fact("intensive")) == ["unknown", "met"]
    assert names(one.fact("thirsty")) == ["unknown", "unknown"]
    assert one.date("established_on").ravel().tolist() == [day(2022, 1, 1), day(2020, 2, 29)]
    assert one.date("opened_on").ravel().tolist() == [0, 0]
    assert one.group("region").tolist() == ["south", "north"]
    assert one.group("district").tolist() == ["", ""]


def test_the_levers_are_those_in_force_on_the_day_of_the_law() -> None:
    changes = (
        Change("zone.output_min", 40, ON.toordinal()),
        Change("zone.area_binding", False, ON.toordinal()),
        Change("zone.growth_mean", "yearly", ON.toordinal()),
    )
    levers = (OUTPUT, BINDING, MEAN)
    old = sitting(levers=levers, scenarios=[changes], law_day=date(2026, 6, 29))
    new = sitting(levers=levers, scenarios=[changes])
    assert (old.value(OUTPUT).item(), new.value(OUTPUT).item()) == (32.0, 40.0)
    assert (old.flag(BINDING).item(), new.flag(BINDING).item()) == (True, False)
    assert old.options([MEAN, BINDING]) == [(("compound", True), None)]
    assert new.options([MEAN, BINDING]) == [(("yearly", False), None)]


def test_events_happened_in_the_running_year_up_to_and_on_the_day() -> None:
    events = [
        ("incident", 0, date(2025, 12, 31)),
        ("incident", 0, date(2026, 1, 1)),
        ("incident", 1, ON),
        ("incident", 2, date(2026, 7, 1)),
        ("illegality", 2, ON),
    ]
    assert sitting(clusters=3, events=events).happened("incident").ravel().tolist() == [1, 1, 0]
    assert sitting(clusters=3, events=events, rows=ROWS).happened("incident").ravel().tolist() == [0, 1]
    assert sitting(clusters=3).happened("incident").ravel().tolist() == [0]


def test_recognition_is_read_from_the_file_on_the_first_day_of_the_sitting() -> None:
    facts = Facts(
        3,
        recognised_by=[("province",), (), ()],
        titles=[RecognisedTitle(2, "shire", since=ON.toordinal())],
        level_of={"shire": "province"},
    )
    asked = ["province"]
    assert names(sitting(clusters=3, facts=facts).recognised(asked)) == ["met", "not_met", "met"]
    assert names(sitting(clusters=3, facts=facts, rows=ROWS).recognised(asked)) == ["met", "met"]
    before = sitting(clusters=3, facts=facts, on=date(2026, 6, 29))
    assert names(before.recognised(asked)) == ["met", "not_met", "not_met"]


@pytest.mark.parametrize(
    "asked, found",
    [
        (["province"], ["met", "not_met", "met"]),
        (["shire"], ["not_met", "not_met", "met"]),
        (["national"], ["not_met"] * 3),
    ],
)
def test_titles_held_within_the_run_count_by_their_measure_or_its_level(asked: list[str], found: list[str]) -> None:
    facts = Facts(3, recognised_by=[("province",), (), ()], level_of={"shire": "province", "hill": "city"})
    held = codes([False, False, True])
    others = {"shire": lambda _: held, "hill": lambda _: negation(held)}
    assert names(sitting(clusters=3, facts=facts, others=others).recognised(asked)) == found


def test_a_batch_is_asked_of_who_keeps_the_titles_of_the_run() -> None:
    of_batch = {"": codes([True, True, False]), "1": codes([None, True, False]), "2": codes([None, False, False])}
    one = sitting(clusters=3, facts=Facts(3, recognised_by=[(), (), ()]), others={"shire": of_batch.__getitem__})
    assert names(one.recognised(["shire:1"])) == ["unknown", "met", "not_met"]
    assert names(one.recognised(["shire:1", "shire:2"])) == ["unknown", "met", "not_met"]
    assert names(one.recognised(["shire:2", "shire"])) == ["met", "met", "not_met"]
