"""The options of every command that simulates: which study they describe, and which they refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from clusterkit.cli.study_options import StudyOptions, open_study, study_options
from clusterkit.errors import InputError, UnknownNameError
from clusterkit.study.simulate import Study
from tests.cli import zone
from tests.cli.conftest import Run, Site

Refused = Callable[..., str]

pytestmark = pytest.mark.usefixtures("site")

SHORT = ("--years", "3", "--replications", "20")


def opened(*words: object, **how: Any) -> Study:
    """Return the study that a command with these words would run."""
    found: list[Study] = []

    @click.command()
    @study_options
    def command(given: StudyOptions) -> None:
        found.append(open_study(given, **how))

    said = CliRunner().invoke(command, [str(word) for word in words])
    if said.exception is not None and not isinstance(said.exception, SystemExit):
        raise said.exception
    assert said.exit_code == 0, said.output
    return found[0]


def told(run: Run, *words: object) -> Any:
    said = run("simulate", *words, "--format", "json")
    assert said.code == 0, said.err
    return json.loads(said.out)


@pytest.fixture
def two_places(site: Site) -> None:
    """Have a second place beside the zone: the same law and clusters under another name."""
    source = Path(zone.__file__).read_text("utf-8").replace('PLACE = "zone"', 'PLACE = "moor"').replace('"Z{', '"M{')
    site.install("clusterkit-moor", source, plugins={"moor": "clusterkit_moor"})


# Figures that are blank -------------------------------------------------------------------------


@pytest.fixture
def gap(sample: Path) -> Path:
    """Have the sample with the latest output of one cluster left blank."""
    table = sample / "observations.csv"
    head, *rows = table.read_text("utf-8-sig").splitlines()
    place = head.split(",").index("output_value")

    def blanked(row: str) -> str:
        cells = row.split(",")
        cells[place] = "" if cells[:2] == ["Z2", "2025"] else cells[place]
        return ",".join(cells)

    table.write_text("\n".join([head, *map(blanked, rows)]) + "\n", "utf-8-sig")
    return sample


def test_a_blank_figure_is_drawn_and_listed_or_left_unknown(run: Run, gap: Path) -> None:
    drawn = told(run, gap, *SHORT)
    assert drawn["manifest"]["missing"] == "assume"
    (blank,) = [one for one in drawn["manifest"]["assumptions"] if one["key"] == "blank.output_value"]
    assert (blank["assumed"], blank["clusters"]) == (True, 1)
    unknown = told(run, gap, *SHORT, "--missing", "unknown")
    assert unknown["manifest"]["missing"] == "unknown"
    assert "incomplete_review" in causes(unknown)
    assert "incomplete_review" not in causes(drawn)


def causes(held: Any) -> set[str]:
    return {row["cause"] for row in held["scenarios"][0]["policies"][0]["losses"]}


def test_no_other_way_with_blanks_is_known(refused: Refused) -> None:
    assert "'guess' is not one of 'assume', 'unknown'" in refused("simulate", "--missing", "guess")


# Support ----------------------------------------------------------------------------------------


def test_support_is_off_unless_asked_for_and_is_an_assumption(run: Run) -> None:
    words = ("--years", "6", "--replications", "20", "--set", "zone.output_min=19", "--set", "zone.output_years=1")
    without, with_ = told(run, *words), told(run, *words, "--support", "0.2")
    assert (without["manifest"]["support"], with_["manifest"]["support"]) == (0.0, 0.2)
    assert "support" not in {one["key"] for one in without["manifest"]["assumptions"]}
    (support,) = [one for one in with_["manifest"]["assumptions"] if one["key"] == "support"]
    assert (support["value"], support["assumed"]) == (0.2, True)
    assert retained(with_) > retained(without)
    assert "support: a title adds +20.0% to yearly growth" in run("simulate", *SHORT, "--support", "0.2").out


def retained(held: Any) -> float:
    rows = held["scenarios"][-1]["policies"][0]["retention"]
    assert isinstance(rows[-1]["mean"], float)
    return rows[-1]["mean"]


@pytest.mark.parametrize("share", ["0.51", "-0.6", "20"])
def test_support_beyond_reason_is_refused(refused: Refused, share: str) -> None:
    assert refused("simulate", "--support", share) == (
        f"error: --support {float(share)}: a share of output a year, from -0.5 to 0.5\n"
    )


# Whose law --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("two_places")
def test_another_places_law_is_named_with_the_clusters() -> None:
    study = opened("--policy", "moor", "--on-clusters-of", "zone", "--numbers-only")
    assert study.transplant is not None
    assert (study.transplant.policies, study.transplant.places) == (("moor",), ("zone",))
    assert study.transplant.numbers_only
    assert [policy.key for policy in study.plan.policies] == ["moor"]


@pytest.mark.usefixtures("two_places")
def test_what_the_command_line_leaves_open_of_a_transplant_the_file_says(here: Path) -> None:
    text = '[transplant]\npolicy = "moor"\non_clusters_of = "zone"\n'
    (here / "study.toml").write_text(text, encoding="utf-8")
    kept = opened("study.toml", "--numbers-only").transplant
    turned = opened("study.toml", "--policy", "zone", "--on-clusters-of", "moor").transplant
    assert kept is not None
    assert turned is not None
    assert (kept.policies, kept.places, kept.numbers_only) == (("moor",), ("zone",), True)
    assert (turned.policies, turned.places, turned.numbers_only) == (("zone",), ("moor",), False)


@pytest.mark.usefixtures("two_places")
def test_law_and_clusters_are_named_together_and_not_beside_a_jurisdiction(refused: Refused) -> None:
    together = "error: --policy KEY and --on-clusters-of KEY go together: whose law, and whose clusters\n"
    assert refused("simulate", "--policy", "moor") == refused("simulate", "--numbers-only") == together
    assert refused("simulate", "--policy", "moor", "--on-clusters-of", "zone", "-j", "zone") == (
        "error: --jurisdiction: --policy says already whose law counts, --on-clusters-of on whose clusters\n"
    )
    assert refused("simulate", "--policy", "moot", "--on-clusters-of", "zone") == (
        "error: unknown policy: moot; did you mean moor?\n"
    )


@pytest.mark.usefixtures("two_places")
def test_a_lever_of_a_law_outside_the_run_is_told_with_the_line_that_names_it(refused: Refused, here: Path) -> None:
    text = 'portfolio = "sample"\n[[scenario]]\nname = "one"\nset = { "moor.area" = 50 }\n'
    (here / "study.toml").write_text(text, encoding="utf-8")
    from clusterkit.portfolio.writing import write_folder

    write_folder(zone.clusterkit_sample_portfolio(), here / "sample")
    assert refused("simulate", "study.toml") == (
        "error: study.toml, line 4: moor.area: the law of moor is not part of this study\n"
    )
    assert refused("simulate", "study.toml", "--set", "zone.aera=1") == (
        "error: unknown lever: zone.aera; did you mean zone.area?\n"
    )
    (here / "study.toml").write_text('portfolio = "sample"\n', encoding="utf-8")
    assert refused("simulate", "study.toml", "--set", "moor.area=1").startswith("error: --set moor.area: the law of")


# Which scenario ---------------------------------------------------------------------------------

THREE = """
[[scenario]]
name = "baseline"
set = { "zone.output_min" = 9 }
[[scenario]]
name = "one"
set = { "zone.area" = 50 }
"""


@pytest.fixture
def three(here: Path) -> Path:
    """Have a study of a baseline and one more scenario."""
    (here / "study.toml").write_text(THREE, encoding="utf-8")
    return here / "study.toml"


def changed(study: Study) -> list[tuple[str, list[str]]]:
    return [(one.name, sorted({change.lever for change in one.changes})) for one in study.scenarios]


def test_a_command_of_one_law_takes_the_first_scenario_or_the_one_named(three: Path) -> None:
    assert changed(opened(three, one_law=True)) == [("baseline", ["zone.output_min"])]
    assert changed(opened(three, one_law=True, scenario="one")) == [("one", ["zone.area"])]
    with pytest.raises(UnknownNameError, match="unknown scenario: oen; did you mean one"):
        opened(three, scenario="oen")


def test_settings_change_the_one_law_and_make_a_scenario_otherwise(three: Path) -> None:
    setting = ("--set", "zone.output_min=11", "--set", "zone.area=40")
    assert changed(opened(three, *setting, one_law=True)) == [("baseline", ["zone.area", "zone.output_min"])]
    assert changed(opened(three, *setting))[2] == ("what-if", ["zone.area", "zone.output_min"])
    (one,) = opened(three, *setting, one_law=True, scenario="one").scenarios
    assert {change.lever: change.value for change in one.changes} == {"zone.output_min": 11.0, "zone.area": 40.0}
    assert changed(opened(*setting, one_law=True)) == [("baseline", ["zone.area", "zone.output_min"])]


def test_a_calibration_goes_with_a_lenient_enforcement() -> None:
    with pytest.raises(InputError, match="--calibration goes with --enforcement calibrated"):
        opened("--enforcement", "as_written", "--calibration", "fit.json")
