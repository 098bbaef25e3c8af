"""Bad input: one clear message on standard error, exit code 2, no traceback, nothing written."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from clusterkit.cli import main
from tests.cli.conftest import Console, Run, Site

Refused = Callable[..., str]

UNKNOWN_PLACE = (
    'clusters.csv, row 2, column jurisdiction, "zome": no plugin is known for this jurisdiction; did you mean zone?'
)
NO_TRACE = "a trace holds at least one replication"
CORE = ", ".join(main._CORE)

pytestmark = pytest.mark.usefixtures("site")


# Portfolios ---------------------------------------------------------------------------------------


def change(table: str, row: int, column: str, value: str) -> None:
    """Write another value into a cell of the sample; `row` counts from 2, the first below the header."""
    path = Path("sample") / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    rows[row - 2][header.index(column)] = value
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([header, *rows])


@pytest.fixture(params=["simulate", "assess"])
def used(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Use a portfolio in either of the two ways."""
    return ("simulate",) if request.param == "simulate" else ("assess", "--on", "2026-06-30")


def test_a_missing_file_is_named(refused: Refused, used: tuple[str, ...]) -> None:
    assert refused(*used, "nowhere.xlsx") == (
        "error: 1 fault(s) in the portfolio:\nnowhere.xlsx: there is no such file or folder\n"
    )


def test_a_workbook_without_the_needed_sheet_names_its_sheets(refused: Refused, here: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    pytest.importorskip("python_calamine")
    with xlsxwriter.Workbook(here / "book.xlsx") as book:
        book.add_worksheet("clusters").write_row(0, 0, ["cluster_id", "jurisdiction"])
        book.get_worksheet_by_name("clusters").write_row(1, 0, ["A1", "zone"])
        book.add_worksheet("Tabelle1").write_row(0, 0, ["cluster_id", "year"])
    assert refused("simulate", "book.xlsx") == (
        "error: 1 fault(s) in the portfolio:\n"
        "book.xlsx: the workbook has no sheet observations (年度数据); its sheets are clusters, Tabelle1\n"
    )


@pytest.mark.usefixtures("sample")
def test_an_unknown_column_is_named_with_the_nearest(refused: Refused, used: tuple[str, ...]) -> None:
    path = Path("sample/observations.csv")
    path.write_text(path.read_text("utf-8-sig").replace("output_value", "outptu_value", 1), "utf-8")
    assert refused(*used, "sample") == (
        "error: 1 fault(s) in the portfolio:\n"
        "observations.csv, row 1, column outptu_value: observations has no such column; "
        "did you mean output_value (总产值)?\n"
    )


@pytest.mark.usefixtures("sample")
def test_text_in_a_number_is_shown_with_its_place(refused: Refused, used: tuple[str, ...]) -> None:
    change("observations", 3, "output_value", "about 12")
    assert refused(*used, "sample") == (
        "error: 1 fault(s) in the portfolio:\n"
        'observations.csv, row 3, column output_value, "about 12": not a number: write it like 32.5, '
        "without words or unit, and leave a missing figure blank\n"
    )


@pytest.mark.usefixtures("sample")
def test_a_share_of_fifteen_is_refused_and_told_how_to_write(refused: Refused, used: tuple[str, ...]) -> None:
    path = Path("sample/observations.csv")
    header, *rows = path.read_text("utf-8-sig").splitlines()
    path.write_text("\n".join([f"{header},platform_adoption_rate", *(f"{row},15" for row in rows[:1])]), "utf-8")
    assert refused(*used, "sample") == (
        "error: 1 fault(s) in the portfolio:\n"
        'observations.csv, row 2, column platform_adoption_rate, "15": must lie between 0 and 1: write 15% or 0.15\n'
    )


@pytest.mark.usefixtures("sample")
def test_a_year_that_stands_twice_is_shown_with_both_rows(refused: Refused, used: tuple[str, ...]) -> None:
    change("observations", 4, "year", "2022")
    assert refused(*used, "sample") == (
        "error: 1 fault(s) in the portfolio:\n"
        'observations.csv, row 4, column year, "2022": cluster Z1 and year 2022 stand twice: also in row 2\n'
    )


@pytest.mark.usefixtures("sample")
def test_an_unknown_jurisdiction_is_named_with_the_nearest(refused: Refused, used: tuple[str, ...]) -> None:
    change("clusters", 2, "jurisdiction", "zome")
    assert refused(*used, "sample") == (f"error: 1 fault(s) in the portfolio:\n{UNKNOWN_PLACE}\n")


@pytest.mark.usefixtures("sample")
def test_every_fault_is_told_at_once(refused: Refused) -> None:
    change("clusters", 2, "jurisdiction", "zome")
    change("clusters", 3, "certified_on", "2024-13-01")
    change("observations", 3, "output_value", "-1")
    assert refused("simulate", "sample").splitlines() == [
        "error: 3 fault(s) in the portfolio:",
        UNKNOWN_PLACE,
        'clusters.csv, row 3, column certified_on, "2024-13-01": there is no such day',
        'observations.csv, row 3, column output_value, "-1": must not be negative',
    ]


@pytest.mark.usefixtures("sample")
def test_the_check_lists_the_same_faults_and_exits_one(run: Run) -> None:
    change("observations", 3, "output_value", "about 12")
    said = run("portfolio", "check", "sample", "--format", "csv")
    assert said.code == 1
    assert said.err == ""
    (row,) = csv.DictReader(said.out.splitlines())
    assert (row["severity"], row["file"], row["row"]) == ("fault", "observations.csv", "3")
    assert (row["column"], row["value"]) == ("output_value", "about 12")


@pytest.mark.usefixtures("sample")
def test_an_expiry_before_the_run_is_a_fault_of_the_file(refused: Refused) -> None:
    path = Path("sample/clusters.csv")
    header, first, *rows = path.read_text("utf-8-sig").splitlines()
    path.write_text("\n".join([f"{header},expires_on", f"{first},2025-06-30", *(f"{row}," for row in rows)]), "utf-8")
    assert refused("simulate", "sample") == (
        "error: 1 fault(s) in the portfolio:\n"
        'clusters.csv, row 2, column expires_on, "2025-06-30": expires_on lies before the start of the run, '
        "2026-01-01\n"
    )


# Settings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "setting, message",
    [
        ("zone.output_min=-3", "lever zone.output_min: -3 is not possible; its legal range is from 0 to ∞ 亿元"),
        ("zone.output_mim=3", "unknown lever: zone.output_mim; did you mean zone.output_min?"),
        (
            "zone.output_min",
            "--set zone.output_min: write LEVER=VALUE, such as zone.output_min=40, or LEVER=VALUE@2028-01-01",
        ),
        ("zone.output_min=40@2028-13-01", "lever zone.output_min: '2028-13-01' is no date; write it as 2028-01-01"),
        ("zone.output_min=40@", "lever zone.output_min: '' is no date; write it as 2028-01-01"),
        ("zone.output_min=40万元", "lever zone.output_min: 40万元 is not possible; the unit is 亿元, not 万元"),
        ("zone.never_sent=lat", "unknown choice for lever zone.never_sent: lat; did you mean late?"),
        ("zone.area_binding=maybe", "lever zone.area_binding: maybe is not possible; use yes or no"),
        ("zone.report_deadline=02-30", "lever zone.report_deadline: 02-30 is not possible; there is no such day"),
        ("zone.term_years=2.5", "lever zone.term_years: 2.5 is not possible; it must be a whole number"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(refused: Refused, setting: str, message: str) -> None:
    assert refused("simulate", "--set", setting) == f"error: {message}\n"


@pytest.mark.usefixtures("sample")
def test_a_setting_is_checked_the_same_in_an_assessment(refused: Refused) -> None:
    assert refused("assess", "sample", "--on", "2026-06-30", "--set", "zone.output_mim=3") == (
        "error: unknown lever: zone.output_mim; did you mean zone.output_min?\n"
    )


def test_one_lever_set_twice_from_one_day_is_refused(refused: Refused) -> None:
    assert refused("simulate", "--set", "zone.output_min=20", "--set", "zone.output_min=30") == (
        "error: lever zone.output_min is set twice from the same day; keep one of the two\n"
    )


@pytest.mark.parametrize(
    "words, message",
    [
        (("--years", "-3"), "--years -3: a run needs at least one year"),
        (("--years", "0"), "--years 0: a run needs at least one year"),
        (("--years", "9999999999"), "--years 9999999999: a run has at most 500 years"),
        (("--replications", "0"), "--replications 0: a run needs at least one replication"),
        (("--seed", "-1"), "--seed -1: a seed is a whole number from 0 on"),
        (("--start", "2026-02-01"), "--start 2026-02-01: a run starts on a 1 January, such as 2026-01-01"),
        (("--start", "1980-01-01"), "--start 1980-01-01: choose a year between 1990 and 2200"),
        (("--start", "2022-01-01"), "--start 2022-01-01: the portfolio's figures begin in 2022, after it"),
        (("-j", "zome"), "unknown policy: zome; did you mean zone?"),
        (("--trace", "t", "--trace-replications", "0"), f"--trace-replications 0: {NO_TRACE}"),
    ],
)  # fmt: skip
def test_a_run_that_cannot_be_is_refused(refused: Refused, words: tuple[str, ...], message: str) -> None:
    assert refused("simulate", *words) == f"error: {message}\n"


@pytest.mark.usefixtures("sample")
def test_a_trace_never_overwrites_a_folder_and_says_so_before_the_run(refused: Refused) -> None:
    assert refused("simulate", "--replications", "1000000", "--trace", "sample") == (
        "error: sample exists already: name a new or an empty folder for the trace\n"
    )


@pytest.mark.usefixtures("sample")
def test_what_is_written_never_overwrites_what_is_there(refused: Refused) -> None:
    assert refused("portfolio", "sample", "--out", "sample") == (
        "error: sample exists already: name a new or an empty folder\n"
    )
    Path("mine.xlsx").write_text("precious", "utf-8")
    assert refused("portfolio", "template", "-j", "zone", "--out", "mine.xlsx") == (
        "error: mine.xlsx exists already: name a new file\n"
    )


def test_a_template_is_a_workbook(refused: Refused) -> None:
    assert refused("portfolio", "template", "-j", "zone", "--out", "mine.csv") == (
        "error: mine.csv is not the name of a workbook: it must end with .xlsx\n"
    )


@pytest.mark.parametrize(
    "words, message",
    [
        (("--years", "-1"), "--years -1: choose from 1 to 500 years"),
        (("--years", "9999"), "--years 9999: choose from 1 to 500 years"),
        (("--start", "0"), "--start 0: choose a year from 1900 to 2200"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(refused: Refused, words: tuple[str, ...], message: str) -> None:
    assert refused("calendar", "zone", *words) == f"error: {message}\n"


@pytest.mark.parametrize("command", ["calendar", "coverage"])
def test_an_unknown_place_is_answered_with_the_nearest(refused: Refused, command: str) -> None:
    assert refused(command, "zonne") == "error: unknown policy: zonne; did you mean zone?\n"


# Usage --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words, message",
    [
        (("simulat",), "no command simulat; did you mean simulate?"),
        (("xyzzy",), f"no command xyzzy; known: {CORE}"),
        (("assess", "sample"), "the day of the assessment is needed: --on 2026-06-30"),
    ],
)
def test_a_command_that_cannot_be_understood_says_why(refused: Refused, words: tuple[str, ...], message: str) -> None:
    last = refused(*words).splitlines()[-1]
    assert last == f"Error: {message}"


@pytest.mark.parametrize(
    "words",
    [
        ("simulate", "--year", "3"),
        ("simulate", "--years", "many"),
        ("simulate", "--start", "2026-02"),
        ("levers", "--format", "xml"),
    ],
)
def test_what_an_option_does_not_take_is_named(refused: Refused, words: tuple[str, ...]) -> None:
    last = refused(*words).splitlines()[-1]
    assert last.startswith("Error: ")
    assert words[1] in last


# Plugins ------------------------------------------------------------------------------------------

BROKEN = "raise RuntimeError('out of order')\n"
BROKEN_LINE = "plugin broken (clusterkit-broken 1.0): cannot be loaded: RuntimeError: out of order"


def test_a_broken_plugin_is_one_line_of_warning_and_the_run_goes_on(run: Run, site: Site) -> None:
    site.install("clusterkit-broken", BROKEN, plugins={"broken": "clusterkit_broken"})
    said = run("simulate", "-j", "zone", "--years", "1", "--replications", "2", "--format", "json")
    assert said.code == 0
    assert said.err == f"warning: {BROKEN_LINE}\n"


def test_a_run_that_needs_a_broken_plugin_stops(refused: Refused, site: Site) -> None:
    site.install("clusterkit-broken", BROKEN, plugins={"broken": "clusterkit_broken"})
    assert refused("simulate", "-j", "broken").splitlines() == [
        f"warning: {BROKEN_LINE}",
        f"error: {BROKEN_LINE}; repair or remove it, its policy is needed here",
    ]


def test_a_plugin_that_is_no_longer_there_is_a_broken_one(run: Run, site: Site) -> None:
    site.install("clusterkit-gone", plugins={"gone": "clusterkit_gone.plugin"})
    said = run("policies")
    assert said.code == 0
    assert said.err == (
        "warning: plugin gone (clusterkit-gone 1.0): cannot be loaded: ModuleNotFoundError: "
        "No module named 'clusterkit_gone.plugin'; 'clusterkit_gone' is not a package\n"
    )


MISSPELT = """
from clusterkit import hookimpl

@hookimpl
def clusterkit_polices():
    return ()
"""


def test_a_misspelt_hook_is_answered_with_the_nearest(run: Run, site: Site) -> None:
    site.install("clusterkit-misspelt", MISSPELT, plugins={"misspelt": "clusterkit_misspelt"})
    said = run("policies")
    assert said.code == 0
    assert said.err == (
        "warning: plugin misspelt (clusterkit-misspelt 1.0): has no hook clusterkit_polices; "
        "did you mean clusterkit_policies?\n"
    )


FAILING = """
from clusterkit import hookimpl

@hookimpl
def clusterkit_policies():
    raise KeyError("standard")
"""


def test_a_hook_that_fails_names_its_plugin(run: Run, site: Site) -> None:
    site.install("clusterkit-failing", FAILING, plugins={"failing": "clusterkit_failing"})
    said = run("policies")
    assert said.code == 0
    assert said.err == (
        "warning: plugin failing (clusterkit-failing 1.0): clusterkit_policies failed: KeyError: 'standard'\n"
    )


def failing(site: Site, hook: str) -> str:
    """Let a hook of the zone's plugin fail, and return what is told of it."""
    path = site.folder / "clusterkit_zone.py"
    source = path.read_text("utf-8").replace(f"@hookimpl\ndef {hook}(", f"def {hook}_before(")
    path.write_text(f"{source}\n\n@hookimpl\ndef {hook}():\n    raise ValueError('no numbers')\n", "utf-8")
    return f"plugin zone (clusterkit-zone 1.0): {hook} failed: ValueError: no numbers"


def test_a_model_that_fails_is_never_replaced_in_silence(refused: Refused, site: Site) -> None:
    line = failing(site, "clusterkit_dynamics")
    assert refused("simulate", "--years", "1").splitlines() == [
        f"warning: {line}",
        f"error: {line}; repair or remove it, its policy is needed here",
    ]


def test_a_sample_that_fails_is_told(refused: Refused, site: Site) -> None:
    line = failing(site, "clusterkit_sample_portfolio")
    assert refused("simulate", "--years", "1").splitlines() == [
        f"warning: {line}",
        "error: no portfolio is given and no plugin brings an illustrative one; name a portfolio",
    ]
    assert refused("portfolio", "sample", "--out", "sample").splitlines() == [
        f"warning: {line}",
        "error: no installed plugin brings an illustrative portfolio",
    ]


TWIN = """
from attrs import evolve
from clusterkit import hookimpl
from clusterkit_zone import POLICY

@hookimpl
def clusterkit_policies():
    return (evolve(POLICY, version="another"),)
"""


def test_two_plugins_that_define_one_policy_are_both_named_and_neither_is_used(refused: Refused, site: Site) -> None:
    site.install("clusterkit-twin", TWIN, plugins={"twin": "clusterkit_twin"})
    told = "defines policy zone, and so does plugin {}; neither is used, remove or rename one"
    twin, zone = (f"plugin {one} (clusterkit-{one} 1.0): " for one in ("twin", "zone"))
    assert refused("simulate", "-j", "zone").splitlines() == [
        f"warning: {twin}{told.format('zone')}",
        f"warning: {zone}{told.format('twin')}",
        f"error: {twin}{told.format('zone')}; repair or remove it, its policy is needed here",
    ]


def test_a_process_of_its_own_leaves_no_traceback(console: Console) -> None:
    left = console.run("simulate", "-j", "zone", "--set", "zone.output_min=-3")
    assert (left.returncode, left.stdout) == (2, b"")
    assert left.stderr.decode() == (
        "error: lever zone.output_min: -3 is not possible; its legal range is from 0 to ∞ 亿元\n"
    )
