"""Study files: what each key asks for, every way to write a change, and every fault at once with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterkit import hookimpl
from clusterkit.errors import InputError, PluginError, StudyFileError, UnknownNameError
from clusterkit.law.provisions import Change
from clusterkit.plugins import Plugins
from clusterkit.portfolio.writing import write_folder
from clusterkit.simulation.dynamics import Dynamics
from clusterkit.simulation.enforcement import AS_WRITTEN, Enforcement
from clusterkit.study.calibration import calibrations_text
from clusterkit.study.opening import load_study
from clusterkit.study.scenario import Scenario
from clusterkit.study.study_file import read_study
from clusterkit.study.transplant import Transplant
from tests.simulation.invented import Cluster, portfolio, still
from tests.study.written import LENIENT, PLACES, WITH_CALIBRATION, Place, faults, read


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def changes(folder: Path, written: str) -> tuple[Change, ...]:
    """Return the changes of a scenario whose table `set` is written so."""
    file = read(folder, f'[[scenario]]\nname = "one"\n[scenario.set]\n{written}\n')
    return tuple(file.settings["scenarios"][1].changes)


def write_study(folder: Path, text: str) -> None:
    (folder / "study.toml").write_text(text, encoding="utf-8")


# What a study names -----------------------------------------------------------------------------


def test_every_key_becomes_a_setting(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        """
        title = "Floors"
        question = "What if?"
        portfolio = "tables/mine"
        years = 5
        start = 2027-01-01
        seed = 7
        replications = 20
        jurisdictions = ["zone", "moor"]
        missing = "unknown"
        support = 0.02
        """,
    )
    assert file.portfolio == tmp_path / "tables" / "mine"
    assert file.calibration is None
    assert file.settings == {
        "title": "Floors", "question": "What if?", "years": 5, "start": date(2027, 1, 1), "seed": 7,
        "replications": 20, "jurisdictions": ("zone", "moor"), "missing": "unknown", "support": 0.02,
        "inputs": {}, "scenarios": [Scenario("baseline")],
    }  # fmt: skip


def test_a_file_that_says_nothing_asks_for_the_law_as_it_is(tmp_path: Path) -> None:
    file = read(tmp_path, "")
    assert file.portfolio is None
    assert file.settings == {"inputs": {}, "scenarios": [Scenario("baseline")]}


def test_one_place_needs_no_list_a_start_may_be_text_and_a_share_a_percentage(tmp_path: Path) -> None:
    settings = read(tmp_path, 'jurisdictions = "zone"\nstart = "2027-01-01"\nsupport = "-1.5%"').settings
    assert (settings["jurisdictions"], settings["start"]) == (("zone",), date(2027, 1, 1))
    assert settings["support"] == -0.015


def test_the_mark_at_the_beginning_that_some_editors_write_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_bytes("years = 3".encode("utf-8-sig"))
    assert read_study(path, PLACES).settings["years"] == 3


def test_another_places_law_is_named_in_a_table(tmp_path: Path) -> None:
    file = read(tmp_path, '[transplant]\npolicy = "far"\non_clusters_of = ["zone"]\nnumbers_only = true')
    assert file.settings["transplant"] == Transplant(("far",), ("zone",), numbers_only=True)


def test_the_study_runs_with_everything_that_the_file_says(tmp_path: Path) -> None:
    write_folder(portfolio(Cluster("a", certified="2024-05-20"), Cluster("b")), tmp_path / "tables")
    text = """
    title = "Floors"
    question = "What if?"
    portfolio = "tables"
    years = 2
    replications = 3
    seed = 5
    dynamics = { zone.rate.incident = 0.5 }
    [[scenario]]
    name = "floor"
    set = { "zone.output_min" = 40 }
    """
    write_study(tmp_path, text)
    study = load_study(tmp_path / "study.toml", plugins=PLACES)
    assert (study.title, study.question, study.replications, study.plan.seed) == ("Floors", "What if?", 3, 5)
    assert study.plan.years == range(2026, 2028)
    assert list(study.portfolio.cluster_id) == ["a", "b"]
    assert study.inputs()["zone.rate.incident"].value == 0.5
    assert study.manifest()["title"] == "Floors"
    assert study.run().scenarios == ("baseline", "floor")
    assert load_study(tmp_path / "study.toml", plugins=PLACES, years=4, seed=6).plan.years == range(2026, 2030)


# Dynamics ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        '[dynamics]\n"moor.operating_revenue.mean" = 0.1\n"moor.rate.incident" = "1%"',
        "[dynamics]\nmoor.operating_revenue.mean = 0.1\nmoor.rate.incident = 0.01",
        '[dynamics.moor]\noperating_revenue = { mean = 0.1 }\n"rate.incident" = "1 %"',
        'dynamics = { "moor.operating_revenue.mean" = 0.1, moor.rate = { incident = 0.01 } }',
    ],
)
def test_inputs_are_named_in_quotation_marks_or_by_nested_tables(tmp_path: Path, written: str) -> None:
    assert read(tmp_path, written).settings["inputs"] == {
        "moor.operating_revenue.mean": 0.1,
        "moor.rate.incident": 0.01,
    }


def test_an_input_that_only_another_places_law_brings_may_be_named(tmp_path: Path) -> None:
    class Bare(Place):
        @hookimpl
        def clusterkit_dynamics(self) -> tuple[Dynamics, ...]:
            return (still("zone"),)

    plugins = Plugins({"zone": Bare("zone"), "moor": Place("moor")})
    moved = '[dynamics]\n"zone.operating_revenue.mean" = 0.1\n'
    ((line, what),) = faults(tmp_path, moved, plugins)
    assert (line, what.split(";")[0]) == (2, "unknown input: zone.operating_revenue.mean")
    file = read(tmp_path, moved + '[transplant]\npolicy = "moor"\non_clusters_of = "zone"', plugins)
    assert file.prepare(None, plugins).inputs()["zone.operating_revenue.mean"].value == 0.1


# Scenarios --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written, lever, value",
    [
        ('"zone.output_min" = 40', "zone.output_min", 40.0),
        ('"zone.output_min" = "40亿元"', "zone.output_min", 40.0),
        ('"zone.sme_share" = "70%"', "zone.sme_share", 0.7),
        ("zone.sme_share = 0.7", "zone.sme_share", 0.7),
        ("zone.retention.output_min = 8", "zone.retention.output_min", 8.0),
        ('"zone.report_deadline" = "04-30"', "zone.report_deadline", 430),
        ('"zone.readmission" = "yes"', "zone.readmission", True),
        ('"zone.readmission" = false', "zone.readmission", False),
        ('"zone.lapse" = "ends"', "zone.lapse", "ends"),
        ('"zone.ranking" = "none"', "zone.ranking", "none"),
        ('"zone.round_quota" = "none"', "zone.round_quota", None),
        ("zone.in_force_until = 2030-10-20", "zone.in_force_until", 20301020.0),
        ('zone.in_force_until = "2030-10-20"', "zone.in_force_until", 20301020.0),
    ],
)
def test_values_are_written_as_in_set(tmp_path: Path, written: str, lever: str, value: object) -> None:
    assert changes(tmp_path, written) == (Change(lever, value, None),)  # type: ignore[arg-type]  # any kind of value


@pytest.mark.parametrize(
    "written",
    [
        '"zone.output_min" = [{ value = 9 }, { from = 2028-01-01, value = "11亿元" }]',
        'zone.output_min = [9, { from = "2028-01-01", value = 11 }]',
        "[[scenario.set.zone.output_min]]\nvalue = 9\n[[scenario.set.zone.output_min]]\nfrom = 2028-01-01\nvalue = 11",
    ],
)
def test_a_list_of_dated_values_is_a_phase_in(tmp_path: Path, written: str) -> None:
    since = Change("zone.output_min", 9.0, None)
    assert changes(tmp_path, written) == (since, Change("zone.output_min", 11.0, day("2028-01-01")))


def test_one_dated_value_needs_no_list(tmp_path: Path) -> None:
    written = 'zone.output_min = { from = 2028-01-01, value = "12" }'
    assert changes(tmp_path, written) == (Change("zone.output_min", 12.0, day("2028-01-01")),)


STACKED = """
[[scenario]]
name = "both"
built_on = "later"
set = { "zone.sme_share" = 0.6 }

[[scenario]]
name = "later"
title = "Later and higher"
built_on = "floor"
set = { "zone.output_min" = [{ from = 2028-01-01, value = 40 }] }

[[scenario]]
name = "floor"
set = { "zone.output_min" = 30, "zone.area" = 90 }
"""


def test_a_scenario_adds_to_the_one_it_is_built_on_and_replaces_what_it_sets_itself(tmp_path: Path) -> None:
    baseline, both, later, floor = read(tmp_path, STACKED).settings["scenarios"]
    area, output = Change("zone.area", 90.0), Change("zone.output_min", 40.0, day("2028-01-01"))
    assert baseline == Scenario("baseline")
    assert floor.changes == (Change("zone.output_min", 30.0), area)
    assert set(later.changes) == {output, area}
    assert set(both.changes) == {output, area, Change("zone.sme_share", 0.6)}
    assert (later.title, both.title) == ("Later and higher", "")


def test_a_scenario_called_baseline_is_the_one_others_are_compared_with(tmp_path: Path) -> None:
    text = '[[scenario]]\nname = "a"\nbuilt_on = "baseline"\n[[scenario]]\nname = "baseline"\nset.zone.area = 90\n'
    first, second = read(tmp_path, text).settings["scenarios"]
    assert (first.name, second.name) == ("baseline", "a")
    assert first.changes == second.changes == (Change("zone.area", 90.0),)


def test_enforcement_is_said_for_all_for_one_and_for_what_is_built_on_it(tmp_path: Path) -> None:
    text = """
    enforcement = "calibrated"
    [[scenario]]
    name = "strict"
    enforcement = "as_written"
    [[scenario]]
    name = "strict too"
    built_on = "strict"
    [[scenario]]
    name = "lenient"
    """
    found = read(tmp_path, text, WITH_CALIBRATION).settings["scenarios"]
    lenient = Enforcement((LENIENT,))
    assert [one.enforcement for one in found] == [lenient, AS_WRITTEN, AS_WRITTEN, lenient]


def test_a_calibration_file_counts_from_the_folder_of_the_study(tmp_path: Path) -> None:
    (tmp_path / "fit.json").write_text(calibrations_text([LENIENT]), encoding="utf-8")
    file = read(tmp_path, 'enforcement = "calibrated"\ncalibration = "fit.json"')
    assert file.calibration == tmp_path / "fit.json"
    assert file.settings["scenarios"][0].enforcement == Enforcement((LENIENT,))


LEVERS = {"zone.output_min": st.integers(0, 99), "zone.sme_share": st.sampled_from([0.25, 0.5]),
          "zone.first": st.integers(0, 9), "far.area": st.integers(1, 200)}  # fmt: skip
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=st.dictionaries(st.sampled_from(sorted(LEVERS)), st.none(), min_size=1),
    quoted=st.booleans(),
    data=st.data(),
)
def test_whatever_is_written_reads_back(
    tmp_path: Path, table: dict[str, None], quoted: bool, data: st.DataObject
) -> None:
    expected, lines = [], []
    for lever in table:
        dated = data.draw(st.dictionaries(st.none() | DAYS, LEVERS[lever], min_size=1, max_size=3))
        days = {since: None if since is None else since.toordinal() for since in dated}
        expected += [Change(lever, float(value), days[since]) for since, value in dated.items()]
        entries = [f"{{{f'from = {since}, ' if since else ''}value = {value}}}" for since, value in dated.items()]
        lines.append(f"{f'{lever!r}' if quoted else lever} = [{', '.join(entries)}]")
    found = changes(tmp_path, "\n".join(lines))
    assert (len(found), set(found)) == (len(expected), set(expected))


MONTH_AND_DAY = 'write a month and a day in quotation marks, such as "03-31"'
ON_ONE_LINE = "a table in { } stands on one line, else it has a heading of its own such as [scenario.set]"


# What is refused --------------------------------------------------------------------------------


def test_every_fault_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    text = """\
yeers = 5
replications = 0
jurisdictions = ["zoone"]
[dynamics]
"zone.output_value.maen" = 0.1
[[scenario]]
name = "floor"
bilt_on = "baseline"
[scenario.set]
"zone.output_mn" = 40
"zone.output_min" = "30万元"
"""
    assert faults(tmp_path, text) == [
        (1, "unknown key: yeers; did you mean years?"),
        (2, "replications = 0: write a whole number from 1 on"),
        (3, "unknown policy: zoone; did you mean zone?"),
        (5, "unknown input: zone.output_value.maen; did you mean zone.output_value.mean?"),
        (8, "unknown key: bilt_on; did you mean built_on?"),
        (10, "unknown lever: zone.output_mn; did you mean zone.output_min?"),
        (11, "lever zone.output_min: 30万元 is not possible; the unit is 亿元, not 万元"),
    ]


def test_the_message_has_one_line_for_each_fault_and_no_more_for_one(tmp_path: Path) -> None:
    with pytest.raises(StudyFileError) as told:
        read(tmp_path, "yeers = 5\nseed = -1")
    path = tmp_path / "study.toml"
    assert str(told.value) == (
        f"2 faults in the study:\n{path}, line 1: unknown key: yeers; did you mean years?\n"
        f"{path}, line 2: seed = -1: write a whole number from 0 on"
    )
    with pytest.raises(StudyFileError) as told:
        read(tmp_path, "years = 0")
    assert str(told.value) == f"{path}, line 1: years = 0: write a whole number from 1 to 500"
    assert told.value.faults[0].as_dict() == {
        "file": str(path), "line": 1, "what": "years = 0: write a whole number from 1 to 500",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text, line, what",
    [
        ("years = 501", 1, "years = 501: write a whole number from 1 to 500"),
        ("years = true", 1, "years = True: write a whole number from 1 to 500"),
        ('seed = "1"', 1, "seed = 1: write a whole number from 0 on"),
        ("start = 2026-03-01", 1, "start = 2026-03-01: a run starts on a 1 January, such as 2026-01-01"),
        ('start = "soon"', 1, "soon is no date; write it as 2028-01-01"),
        ("start = 2026-01-01T00:00:00", 1, "2026-01-01 00:00:00 is no date; write it as 2028-01-01"),
        ('missing = "assumed"', 1, "unknown choice for missing: assumed; did you mean assume?"),
        ("support = 0.6", 1, "support = 0.6: a share of output a year, from -0.5 to 0.5"),
        ("support = true", 1, "support: True is no number (share)"),
        ('support = "x%"', 1, "support: 'x%' is no percentage; write it as 2%"),
        ("title = 3", 1, "3 is no text; write it in quotation marks"),
        ('portfolio = ""', 1, "portfolio is empty; name a file or folder, or leave the line out"),
        ("jurisdictions = []", 1, "jurisdictions is an empty list; name some, or leave the line out"),
        ('enforcement = "strict"', 1, "unknown enforcement: strict; did you mean as_written?"),
        ("dynamics = 1", 1, "dynamics is a table, not 1"),
        ('[dynamics]\n"moon.macro_sd" = 1', 2, "unknown place: moon; did you mean moor?"),
        ('[dynamics]\nzone.macro_sd = "x"', 2, "input zone.macro_sd: 'x' is no number"),
        ("[dynamics]\nzone.macro_sd = -1", 2, "input macro_sd: -1 is not possible; from 0 on"),
        ("[dynamics]\nzone.lapse = 2", 2, "input lapse: 2 is not possible; from 0 to 1"),
        ("[dynamics]\nzone.macro_sd = 1\n'zone.macro_sd' = 2", 3, "input zone.macro_sd is set above already"),
        ("scenario = 1", 1, "write each scenario under a heading [[scenario]]"),
        ("[[scenario]]\nset = {}", 1, "a scenario needs a name"),
        ('[[scenario]]\nname = " "', 2, "a name is empty"),
        ('[[scenario]]\nname = "a"\nset = 1', 3, "set is a table, not 1"),
        ("[transplant]\npolicy = 'far'", 1,
         "[transplant] needs on_clusters_of: policy says whose law, on_clusters_of whose clusters"),
        ("[transplant]\npolicy = 'fair'\non_clusters_of = 'zone'", 2, "unknown policy: fair; did you mean far?"),
        ("[transplant]\npolicy = 'far'\non_clusters_of = 'zoo'", 3, "unknown policy: zoo; did you mean zone?"),
        ("[transplant]\npolicy = 'far'\non_clusters_of = 'zone'\nnumbers_only = 'yes'", 4,
         "'yes': write true or false"),
        ("jurisdictions = 'far'\n[transplant]\npolicy = 'far'\non_clusters_of = 'zone'", 1,
         "[transplant] says already whose law counts, and on whose clusters"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_named_with_what_would_be_right(
    tmp_path: Path, text: str, line: int, what: str
) -> None:
    assert faults(tmp_path, text) == [(line, what)]


@pytest.mark.parametrize(
    "written, line, what",
    [
        ('zone.readmission = "perhaps"', 4, "lever zone.readmission: perhaps is not possible; use yes or no"),
        ("zone.readmission = 1", 4, "lever zone.readmission: 1 is not possible; use yes or no"),
        ("zone.output_min = -1", 4, "lever zone.output_min: -1 is not possible; its legal range is from 0 to ∞ 亿元"),
        ("zone.output_min = true", 4, "lever zone.output_min: True is not possible; write a number in 亿元"),
        ('zone.output_min = "none"', 4, "lever zone.output_min: none is not possible; a value is needed"),
        ("zone.area = 2028-01-01", 4, "lever zone.area: 2028-01-01 is not possible; write a number in km²"),
        ("zone.term_years = 2.5", 4, "lever zone.term_years: 2.5 is not possible; it must be a whole number"),
        ("zone.term_years = 0", 4, "lever zone.term_years: 0 is not possible; its legal range is from 1 to 30 年"),
        ("zone.report_deadline = 430", 4,
         f"lever zone.report_deadline: 430 is not possible; {MONTH_AND_DAY}"),
        ('zone.round_on = "02-30"', 4, "lever zone.round_on: 02-30 is not possible; there is no such day"),
        ("zone.lapse = 1", 4, "lever zone.lapse: 1 is not possible; choose one of renewed, ends"),
        ('zone.lapse = "ended"', 4, "unknown choice for lever zone.lapse: ended; did you mean renewed?"),
        ('zone.area = "70%"', 4, "lever zone.area: 70% is not possible; the unit is km², not a percentage"),
        ("zone.area = []", 4, "lever zone.area: the list of values is empty"),
        ("zone.area = [\n1,\n2]", 6, "lever zone.area is set twice from the same day; keep one of the two"),
        ("zone.area = [{from = 2028-01-01, value = 1},\n{from = 2028-01-01, value = 2}]", 5,
         "lever zone.area is set twice from the same day; keep one of the two"),
        ("zone.area = [{from = 2028-01-01}]", 4,
         "lever zone.area: a value is missing; write {from = 2028-01-01, value = ...}"),
        ("zone.area = [{form = 2028-01-01, value = 1}]", 4, "unknown key: form; did you mean from?"),
        ('zone.area = [{from = "later", value = 1}]', 4, "later is no date; write it as 2028-01-01"),
        ('zone.area = 1\n"zone.area" = 2', 5, "lever zone.area is set above already (line 4)"),
        ("zone.aera.value = 1", 4, "unknown lever: zone.aera.value; did you mean zone.area?"),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_is_named_with_its_line(tmp_path: Path, written: str, line: int, what: str) -> None:
    assert faults(tmp_path, f'[[scenario]]\nname = "one"\n[scenario.set]\n{written}\n') == [(line, what)]


@pytest.mark.parametrize(
    "stated", ['jurisdictions = ["moor"]', '[transplant]\npolicy = "far"\non_clusters_of = "zone"']
)
def test_a_lever_of_a_law_that_is_not_in_the_run_is_refused(tmp_path: Path, stated: str) -> None:
    text = f'{stated}\n[[scenario]]\nname = "one"\nset = {{ "zone.area" = 1 }}'
    line = text.count("\n") + 1
    assert faults(tmp_path, text) == [(line, "zone.area: the law of zone is not part of this study")]


def test_scenarios_have_names_of_their_own_and_stand_on_others(tmp_path: Path) -> None:
    text = """\
[[scenario]]
name = "first"
built_on = "fist"
[[scenario]]
name = "second"
built_on = "third"
[[scenario]]
name = "third"
built_on = "second"
[[scenario]]
name = "fourth"
built_on = "third"
[[scenario]]
name = "first"
[[scenario]]
name = "itself"
built_on = "itself"
[[scenario]]
name = "last"
built_on = "first"
"""
    assert faults(tmp_path, text) == [
        (3, "unknown scenario: fist; did you mean first?"),
        (6, "scenario second → third → second: it is built on itself"),
        (9, "scenario third → second → third: it is built on itself"),
        (14, "a scenario above (line 1) is called first too"),
        (17, "scenario itself → itself: it is built on itself"),
    ]


def test_calibrated_needs_a_calibration_and_a_calibration_needs_to_be_used(tmp_path: Path) -> None:
    ((line, what),) = faults(tmp_path, '\nenforcement = "calibrated"')
    assert (line, what.split(";")[0]) == (2, "--enforcement calibrated: no plugin brings a calibration")
    (tmp_path / "fit.json").write_text(calibrations_text([LENIENT]), encoding="utf-8")
    assert faults(tmp_path, 'calibration = "fit.json"') == [
        (1, 'nothing uses the calibration; add enforcement = "calibrated"')
    ]
    ((line, what),) = faults(tmp_path, 'calibration = "none.json"\nenforcement = "calibrated"')
    assert (line, what.endswith("cannot be read: No such file or directory")) == (2, True)


@pytest.mark.parametrize(
    "text, line, what",
    [
        ("years = 1\nseed 2\n", 2, "this is no TOML: Expected '=' after a key in a key/value pair"),
        ("years = 1\nyears = 2\n", 2, "this is no TOML: Cannot overwrite a value"),
        ('title = "open\n', 1, "this is no TOML: Illegal character '\\n'"),
        (
            "set = { a = 1,\n b = 2 }",
            1,
            f"this is no TOML: Invalid initial character for a key part; {ON_ONE_LINE}",
        ),
        ('years = 1\ntitle = """open\n', 3, "this is no TOML: Unterminated string"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    ((found, told),) = faults(tmp_path, text)
    assert (found, told) == (line, what)


@pytest.mark.parametrize("coding", ["gb18030", "utf-16"])
def test_another_encoding_is_told(tmp_path: Path, coding: str) -> None:
    path = tmp_path / "study.toml"
    path.write_bytes('years = 3\ntitle = "中文"\n'.encode(coding))
    with pytest.raises(StudyFileError, match="not UTF-8, which TOML files are; save the file as UTF-8") as told:
        read_study(path, PLACES)
    assert told.value.faults[0].line == (2 if coding == "gb18030" else 1)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"study\.toml cannot be read: No such file or directory"):
        read_study(tmp_path / "study.toml", PLACES)


def test_a_run_that_needs_a_broken_plugin_stops(tmp_path: Path) -> None:
    class Broken:
        @hookimpl
        def clusterkit_policies(self) -> str:
            return "no law"

    with pytest.raises(PluginError, match=r"plugin zone .* returned str, not Policy"):
        read(tmp_path, 'jurisdictions = ["zone"]', Plugins({"zone": Broken()}))


# What only the run knows ------------------------------------------------------------------------


def test_a_name_that_only_the_run_knows_to_be_foreign_is_told_with_its_line(tmp_path: Path) -> None:
    write_folder(portfolio(Cluster("a", certified="2024-05-20")), tmp_path / "tables")
    text = """\
portfolio = "tables"
[dynamics]
moor.rate.incident = 1
[[scenario]]
name = "one"
set = { "zone.area" = 1 }
[[scenario]]
name = "two"
set = { "far.area" = 1 }
"""
    write_study(tmp_path, text)
    with pytest.raises(StudyFileError) as told:
        load_study(tmp_path / "study.toml", plugins=PLACES)
    path = tmp_path / "study.toml"
    assert str(told.value) == f"{path}, line 9: far.area: the law of far is not part of this study"
    write_study(tmp_path, text.replace("far.area", "zone.first"))
    with pytest.raises(StudyFileError) as told:
        load_study(path, plugins=PLACES)
    assert str(told.value) == f"{path}, line 3: moor.rate.incident: no cluster of the run is there"


def test_what_the_file_does_not_name_is_told_without_a_line(tmp_path: Path) -> None:
    file = read(tmp_path, "years = 2")
    with pytest.raises(UnknownNameError, match=r"unknown lever: far\.area"):
        file.prepare(portfolio(Cluster()), PLACES, scenarios=[Scenario("one", (Change("far.area", 1.0),))])
    with pytest.raises(UnknownNameError, match="unknown place of the run: moor"):
        file.prepare(portfolio(Cluster()), PLACES, inputs={"moor.macro_sd": 1.0})
    with pytest.raises(UnknownNameError, match="unknown policy: zoo"):
        file.prepare(portfolio(Cluster()), PLACES, jurisdictions=["zoo"])
