"""A report as a whole: its sections, the question, how it was computed, assumptions, the checklist."""

from __future__ import annotations

from typing import Any

import pytest

from clusterkit.report.page.checklist import ITEMS
from clusterkit.report.page.content import Heading, Prose, Section
from clusterkit.report.page.result import Result
from tests.report import invented
from tests.report.pages import made, plain, section, tables, told


def simulated(**changes: Any) -> Result:
    return Result("simulate", "a.json", invented.simulate("word", **changes))


def warnings(section: Section) -> list[str]:
    return [plain(one.text) for one in section.blocks if isinstance(one, Prose) and one.kind == "warning"]


def test_a_report_opens_with_the_question_and_closes_with_the_checklist() -> None:
    keys = [one.key for one in made(invented.all_of_them()).sections]
    assert keys == [
        "question", "law", "retention", "losses", "changes", "sweep", "threshold", "sensitivity", "readings", "story",
        "tenure", "calibration", "assumptions", "checklist",
    ]  # fmt: skip
    assert [one.key for one in made([invented.result("solve")]).sections] == [
        "question", "law", "threshold", "assumptions", "checklist",
    ]  # fmt: skip


def test_parts_of_several_results_stand_under_their_names() -> None:
    assert "sweep.json" in told(section([invented.result("sweep"), invented.result("grid")], "sweep"))
    assert "sweep.json" not in told(section([invented.result("sweep")], "sweep"))


def test_a_report_is_called_as_its_study_is() -> None:
    assert made([simulated(title="Floors")]).title == "Floors"
    assert made([simulated(title="Floors"), simulated(title="Terms")]).title == "Floors; Terms"
    assert made([simulated(title="")]).title == "Simulation of the law of industrial clusters"


def test_the_question_is_shown_once_or_said_to_be_missing() -> None:
    asked = section(
        [simulated(title="Floors", question="How high?"), simulated(title="Floors", question="Who?")], "question"
    )
    assert told(asked)[:3] == ["Floors", "How high?", "Who?"]
    assert told(section([simulated(title="", question="")], "question"))[0].startswith("No question is stated")


def test_what_must_not_be_overlooked_is_a_warning() -> None:
    manifest = invented.manifest()
    real = {**manifest["portfolio"], "illustrative": False}
    fine = section([simulated(portfolio=real)], "question")
    assert warnings(fine) == []
    odd = section(
        [
            simulated(
                enforcement="as_written; calibrated", replications_failed=[3, 4], replications_done=48,
                calibrations=[invented.CALIBRATION], notes=[{"text": invented.texts("odd")}],
                failures=[{"reason": "a plugin failed"}], warnings=[invented.texts("two machines")],
            ),
            simulated(portfolio={**real, "sha256": "1" * 64}),
        ],
        "question",
    )  # fmt: skip
    few = (
        "Levels under calibrated enforcement rest on very few published outcomes; differences between two laws are far "
        "less sensitive to it."
    )
    assert warnings(odd) == [
        "The clusters are illustrative, not real ones.",
        "The results rest on different portfolios.",
        few,
        "word: 2 replications failed and are left out",
        "a plugin failed",
        "two machines",
        "odd",
    ]
    run = [row[1] for row in tables(odd)[0].rows]
    assert run[4:] == ["as written; reviews pardon shortfalls as calibrated", "6", "48 / 50", "1", "none", "1"]
    assert any("a review pardons each shortfall with chance 0.900" in line for line in told(odd))


def test_how_it_was_computed_is_told_of_every_result() -> None:
    results = [simulated(support=0.02), invented.result("sweep")]
    runs, commands = tables(section(results, "question"))
    assert (runs.heads, runs.rows[0]) == (("result", "a.json", "sweep.json"), ("what", "simulation", "sweep"))
    first = (
        "a.json", "simulation", "word", "clusters of the zone [zone]", "2026-01-01 – 2028-12-31", "as written", "6",
        "50", "1", "+2.0%", "1",
    )  # fmt: skip
    assert tuple(row[1] for row in runs.rows) == first[1:]
    many = tables(section(results * 2, "question"))[0]
    assert (many.heads[:2], many.rows[0], len(many.rows)) == (("result", "what"), first, 4)
    assert commands.rows[0] == ("a.json", "clusterkit simulate word", "0" * 64, "clusterkit 0.1.0, zone 1.0")


def test_a_result_of_an_older_version_may_say_less() -> None:
    newer = {"plugins", "calibrations", "support", "missing", "title", "question", "notes", "command"}
    bare = {key: value for key, value in invented.manifest().items() if key not in newer | {"replications_done"}}
    report = made([Result("simulate", "a.json", {**invented.simulate(), "manifest": bare})])
    assert tables(report.sections[0])[1].rows[0] == ("a.json", "", "0" * 64, "clusterkit 0.1.0")


def test_assumptions_are_told_once_those_without_a_source_first() -> None:
    found = section([simulated(), simulated()], "assumptions")
    assert [plain(block.text) for block in found.blocks if isinstance(block, Heading | Prose)] == [
        "1 assumptions rest on no source (ASSUMED), 1 inputs on a published one.",
        "without a source (ASSUMED)",
        "with a published source",
    ]
    assumed, sourced = tables(found)
    assert assumed.rows == (("word", "zone.growth", "ASSUMED: word", "0.1 log a year"),)
    assert sourced.rows[0][2] == "a table, row 3"


def test_an_assumption_without_a_value_tells_of_how_many_clusters_it_is() -> None:
    row = {**invented.manifest()["assumptions"][0], "value": None}
    found = section([simulated(assumptions=[row, {**row, "clusters": 3}])], "assumptions")
    assert [cells[3] for cells in tables(found)[0].rows] == ["", "3 clusters"]


# The checklist -----------------------------------------------------------------------------------


def answers(*results: Result) -> dict[str, tuple[str, str]]:
    """Return the state and the answer of every item by its number."""
    (table,) = tables(section(list(results), "checklist"))
    return {plain(number): (plain(state), plain(answer)) for number, _, state, answer in table.rows}


def test_all_items_of_the_checklist_are_there() -> None:
    numbers = [item.number for item in ITEMS]
    assert numbers == [
        "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4", "2.5.5", "3.1", "3.2",
        "3.3", "3.4", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1",
    ]  # fmt: skip
    assert list(answers(simulated())) == numbers


def test_what_the_results_cannot_know_is_marked_and_counted() -> None:
    found = answers(simulated(title="", question=""))
    assert found["1.1"] == ("○ blank", "[to be filled in: background and aims (the question of a study file)]")
    assert found["5.4"] == ("○ blank", "[to be filled in: run time and the hardware used]")
    partly = {number for number, (state, _) in found.items() if state == "◐ in part"}
    assert partly == {"1.3", "3.1", "3.2", "4.3", "5.1", "6.1"}
    assert all(("[to be filled in: " in answer) == (state != "● filled") for state, answer in found.values())
    lead = told(section([simulated(title="", question="")], "checklist"))[0]
    assert lead.startswith("Of the 24 items of STRESS-DES, the results fill 16, 6 in part, 2 are blank")


def test_the_run_fills_the_rest() -> None:
    machine = {"python": "3.11.2", "numpy": "2.3.0", "system": "Linux", "machine": "x86_64"}
    found = answers(simulated(environments=[machine], precision={"reached": True}, seed=7))
    assert found["1.1"] == ("● filled", "word")
    assert found["4.2"] == ("● filled", "2026-01-01 – 2028-12-31; the unit of time is the day.")
    assert found["4.3"][0] == "● filled"
    assert found["5.1"] == ("● filled", "clusterkit 0.1.0, zone 1.0; Python 3.11.2, numpy 2.3.0, Linux")
    assert found["5.2"][1].endswith("seed 7. Scenarios are no part of the key: all of them meet the same draws.")
    assert found["5.4"] == ("◐ in part", "x86_64 [to be filled in: run time and the hardware used]")


def test_aims_name_what_was_tried() -> None:
    told = answers(*invented.all_of_them())["1.3"][1]
    for part in (
        "simulation (baseline, word)", "sweep (zone.output_min, zone.sme_share)",
        "threshold (retention@2028 >= 0.4; zone.output_min)", "sensitivity (retention@2028, morris)",
        "one cluster's story (word)", "readings of the law", "calibration",
    ):  # fmt: skip
        assert part in told


@pytest.mark.parametrize("missing, told", [("assume", "drawn from stated distributions"), ("unknown", "left unknown")])
def test_what_is_done_about_blanks_is_told(missing: str, told: str) -> None:
    blank = {**invented.manifest()["assumptions"][0], "key": "blank.output_value"}
    answer = answers(simulated(missing=missing, assumptions=[blank]))["3.2"][1]
    assert answer.startswith(f"Figures blank in the latest year (1): {told};")
