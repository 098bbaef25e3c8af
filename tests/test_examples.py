"""The example plugins of the documentation: each loads, passes the conformance kit, is assessed and simulated.

What becomes of their clusters is told in advance, where nothing moves and nothing is left to chance but an
authority's discretion.
"""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from clusterkit import law
from clusterkit.assessment import Standard, assess
from clusterkit.law.redline import redline
from clusterkit.plugin_sources import Selection
from clusterkit.plugins import Plugins
from clusterkit.portfolio.model import Portfolio
from clusterkit.simulation.dynamics import Walk
from clusterkit.study.simulate import prepare
from clusterkit.testing import check
from tests.simulation.invented import NOTHING, given, still
from tests.simulation.runs import stories

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"
NAMES = ("amber", "fern", "lantern", "larch", "quill", "tide")
AS_IT_STANDS = Selection()
OF_2021 = Selection(laws=(("fern", "2021"),))
LONGEST = 150

WORDS = {
    # Thresholds by region, size and batch; output or revenue; points; renewal by another standard.
    "by_group", "either", "any_of", "scored", "by_steps", "score_below", "k_of",
    # Between kept and lost; terms; the whole portfolio; after the award; discretion; versions.
    "warn", "mend", "at_mending_end", "earlier", "Term", "among_lowest", "within_quota", "ratio", "discretion",
    "amended", "lose_standing", "from_function",
}  # fmt: skip
KEYWORDS = {"gates", "first", "counted_to", "window", "within", "bar", "bar_group", "undecided"}


def module(name: str) -> ModuleType:
    """Import an example by itself."""
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def opened(name: str, selection: Selection = AS_IT_STANDS) -> tuple[Plugins, Portfolio]:
    """Return an example as the only plugin, with its illustrative clusters."""
    plugins = Plugins({name: module(name)}, selection=selection)
    assert plugins.faults == ()
    (sample,) = plugins.sample_portfolios()
    return plugins, sample


def verdicts(name: str, standard: Standard, selection: Selection = AS_IT_STANDS) -> dict[str, str]:
    plugins, sample = opened(name, selection)
    found = assess(sample, date(2026, 6, 30), standard=standard, plugins=plugins)
    return {one.cluster_id: one.verdict for one in found.results}


def told(name: str, selection: Selection = AS_IT_STANDS, **growth: float) -> Mapping[str, list[str]]:
    """Return what becomes of an example's clusters within six years, if nothing moves but what is said to grow."""
    plugins, sample = opened(name, selection)
    walks = (Walk(key, given(rate), NOTHING) for key, rate in growth.items())
    one = prepare(sample, years=6, replications=1, plugins=plugins, dynamics=[still(name, *walks)])
    return stories(one)


# All of them --------------------------------------------------------------------------------------


def test_every_example_is_tested() -> None:
    assert tuple(sorted(path.stem for path in EXAMPLES.glob("*.py"))) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_one_file_of_a_page_or_two_and_passes_the_conformance_kit(name: str) -> None:
    assert len((EXAMPLES / f"{name}.py").read_text("utf-8").splitlines()) < LONGEST
    assert [str(flaw) for flaw in check(module(name))] == []


@pytest.mark.parametrize("name", NAMES)
def test_an_example_can_be_assessed_and_simulated(name: str) -> None:
    plugins, sample = opened(name)
    for standard in ("admission", "retention"):
        assert len(assess(sample, date(2026, 6, 30), standard=standard, plugins=plugins).results) == len(sample)
    outcome = prepare(sample, years=6, replications=20, plugins=plugins).run().policy(name)
    assert (outcome.counts.sum(axis=1) == len(sample)).all()
    assert 0 < outcome.retained[-1].sum() < outcome.started * 20


def test_between_them_they_use_every_construct_that_real_measures_need() -> None:
    names, keywords, functions = set[str](), set[str](), 0
    for name in NAMES:
        for node in ast.walk(ast.parse((EXAMPLES / f"{name}.py").read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                names.add(node.func.id)
                functions += node.func.id == "from_function"
                keywords |= {keyword.arg for keyword in node.keywords if keyword.arg is not None}
    assert WORDS - names == set()
    assert KEYWORDS - keywords == set()
    assert set(law.__all__) >= WORDS
    assert functions == 1  # the way out is needed once


# One by one ---------------------------------------------------------------------------------------


def test_amber_by_region_size_and_batch_with_terms_to_the_years_end() -> None:
    assert verdicts("amber", "admission") == {"A4": "fails", **dict.fromkeys(("A1", "A2", "A3", "A5", "A6"), "passes")}
    assert verdicts("amber", "retention")["A3"] == "fails"
    assert told("amber") == {
        "A1": ["2026-12-31 renew", "2030-12-31 renew"],
        "A2": ["2026-12-31 renew", "2030-12-31 renew"],
        "A3": ["2027-12-31 lose re_review"],  # of the second batch, which is asked for more patents
        "A4": ["2027-12-31 lose re_review"],  # below the floor of the coast
        "A5": ["2026-06-30 admit", "2028-12-31 renew"],  # the larger of two in the plain takes the one place
        "A6": ["2027-06-30 admit", "2029-12-31 renew"],
    }


def test_fern_in_its_versions() -> None:
    assert told("fern", OF_2021) == {
        "F1": ["2026-06-01 renew", "2029-06-01 renew"],
        "F2": ["2026-06-01 renew", "2029-06-01 renew"],
        # Its term began before the amendment, and ends under the old text; the next one does not.
        "F3": ["2026-06-01 renew", "2029-06-01 lose re_review"],
        "F4": ["2026-06-01 lose re_review"],
    }
    passing = {
        version: [key for key, verdict in verdicts("fern", "admission", Selection(laws=(("fern", version),))).items()
                  if verdict == "passes"]
        for version in ("2020 draft", "2021", "2028")
    }  # fmt: skip
    assert passing == {"2020 draft": [], "2021": ["F1", "F2"], "2028": ["F1"]}
    for day, version in ((date(2025, 1, 1), "2021"), (date(2027, 12, 31), "2021"), (date(2028, 1, 1), "2028")):
        assert opened("fern", Selection(as_of=day))[0].policy("fern").version == version


def test_fern_s_redline_tells_what_the_successor_changes() -> None:
    versions = opened("fern")[0].policy_versions("fern")
    assert [one.version for one in versions] == ["2020 draft", "2021", "2028"]
    changes = {row.key: (row.change, row.old and row.old.en, row.new and row.new.en) for row in redline(*versions[1:])}
    assert changes["fern.output_min"] == ("changed", "12 亿元", "18 亿元")
    assert changes["fern.term_years"] == ("changed", "3 年", "4 年")
    assert changes["fern.amended_on"] == ("struck", "2026-03-01", None)


def test_lantern_by_a_function_with_warnings_for_late_reports() -> None:
    assert verdicts("lantern", "admission")["N3"] == "fails"
    assert told("lantern", sme_rd_expenditure=0.1, output_value=0.05, sme_output_value=0.05) == {
        "N1": ["2027-06-01 renew", "2030-06-01 renew"],
        "N2": ["2027-06-01 renew", "2030-06-01 renew"],
        "N3": ["2027-06-01 renew", "2030-06-01 renew"],  # from 2026 on its R&D outgrows its output
        "N4": ["2026-05-01 warn", "2027-06-01 renew", "2030-06-01 renew"],
        "N5": ["2026-09-09 lose_standing unreported_change", "2027-06-01 lose term_ended_without_standing"],
    }
    assert told("lantern")["N2"] == ["2027-06-01 lose re_review"]


def test_lantern_s_function_does_not_know_what_is_not_on_file() -> None:
    plugins, sample = opened("lantern")
    later = assess(sample, date(2028, 6, 30), plugins=plugins)
    assert {one.criterion("lantern.faster").verdict for one in later.results} == {"unknown"}


def test_larch_by_points_with_grades() -> None:
    assert verdicts("larch", "retention") == {
        "L1": "passes", "L2": "passes", "L3": "fails", "L4": "fails", "L5": "passes", "L6": "passes",
    }  # fmt: skip
    assert told("larch") == {
        "L1": ["2026-06-30 keep", "2028-06-30 keep", "2030-06-30 keep"],
        "L2": ["2026-06-30 keep", "2028-06-30 keep", "2030-06-30 keep"],
        "L3": ["2026-06-30 mend", "2027-06-30 lose not_mended"],
        "L4": ["2026-06-30 lose score"],
        "L5": ["2026-06-30 admit", "2028-06-30 keep", "2030-06-30 keep"],
        "L6": ["2026-06-30 warn", "2028-06-30 lose second_warning"],
    }
    mended = told("larch", output_value=0.6, sme_output_value=0.6)
    assert mended["L3"] == ["2026-06-30 mend", "2027-06-30 keep", "2028-06-30 warn", "2030-06-30 keep"]


def test_quill_on_targets_of_its_own_with_a_window_and_discretion() -> None:
    assert verdicts("quill", "admission") == dict.fromkeys(("Q1", "Q2", "Q3", "Q4", "Q5"), "passes")
    assert verdicts("quill", "retention") == {
        "Q1": "passes", "Q2": "fails", "Q3": "fails", "Q4": "incomplete", "Q5": "passes",
    }  # fmt: skip
    found = told("quill")
    assert found == {
        "Q1": ["2026-04-30 renew", "2028-04-30 renew", "2030-04-30 renew"],
        "Q2": ["2026-04-30 mend", "2026-10-30 lose not_mended"],  # given time
        "Q3": ["2026-04-30 lose re_review"],  # not given any
        "Q4": ["2026-04-30 warn", "2028-04-30 warn", "2030-04-30 warn"],  # states no target
        "Q5": ["2026-04-30 put_off", "2026-07-30 lose no_renewal_application"],
    }


def test_tide_by_standing_last_with_bars() -> None:
    found = told("tide")
    assert found["N1"][:3] == ["2026-05-31 warn", "2027-05-31 lose two_of_three", "2030-06-30 admit"]
    assert found["N6"][:4] == ["2026-05-31 keep", "2027-05-31 keep", "2028-05-31 warn", "2029-05-31 lose two_of_three"]
    assert found["N3"] == ["2026-05-31 warn", "2027-05-31 lose two_of_three"]
    # False figures of one cluster keep its whole street from applying until 1 March 2029.
    assert found["S6"][:2] == ["2026-03-01 lose false_declaration", "2029-06-30 admit"]
    assert found["S8"][0] == "2029-06-30 admit"
    assert found["S7"][:5] == [
        "2026-02-03 mend", "2026-05-03 keep", "2026-05-31 keep", "2027-02-03 lose second_incident", "2030-06-30 admit",
    ]  # fmt: skip
