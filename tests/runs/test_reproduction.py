"""A run is computed again from its folder, or from its result alone, and every number compared."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clusterkit.errors import InputError
from clusterkit.law.text import Text
from clusterkit.plugin_sources import Selection
from clusterkit.plugins import Plugins
from clusterkit.portfolio.writing import write_folder
from clusterkit.runs import reproduction
from clusterkit.runs.blocks import Failure, Workshop
from clusterkit.runs.environment import environment
from clusterkit.runs.folder import RunFolder
from clusterkit.runs.processes import Processes
from clusterkit.runs.reproduction import (
    first_difference_of_result,
    first_difference_of_run,
    read_result,
    study_of_result,
)
from clusterkit.runs.reproduction import study_of as study_of_run
from clusterkit.runs.result import machine_readable, written
from clusterkit.runs.run import Shard, compute, compute_shard
from clusterkit.simulation.enforcement import Enforcement, supposed
from clusterkit.study.opening import load_portfolio
from clusterkit.study.scenario import Scenario
from clusterkit.study.simulate import Study, prepare
from clusterkit.study.transplant import Transplant
from tests.cli import zone
from tests.runs import many
from tests.runs.conftest import Make


@pytest.fixture
def run(make: Make, tmp_path: Path) -> Path:
    """Have a run in a folder, finished."""
    compute(make(), tmp_path / "run")
    return tmp_path / "run"


@pytest.fixture
def plugins(sound: Path) -> Plugins:
    """Have the zone's plugin."""
    return many.plugins(sound)


def compared(folder: Path, plugins: Plugins) -> str | None:
    found = first_difference_of_run(folder, study_of_run(folder, plugins))
    return None if found is None else str(found)


def refusal(folder: Path, plugins: Plugins) -> str:
    with pytest.raises(InputError) as refused:
        compared(folder, plugins)
    (line,) = str(refused.value).splitlines()
    return line


def alone(of: Study, path: Path) -> Path:
    """Write a result with nothing beside it."""
    path.write_bytes(written(machine_readable(compute(of), of)))
    return path


def again(path: Path, plugins: Plugins, **more: Any) -> str | None:
    result = read_result(path)
    found = first_difference_of_result(result, study_of_result(result, path, plugins, **more))
    return None if found is None else str(found)


# From its folder ------------------------------------------------------------------------------------


def test_a_run_is_the_same_when_it_is_computed_again(run: Path, plugins: Plugins) -> None:
    assert compared(run, plugins) is None


def test_so_it_is_by_other_workers(run: Path, plugins: Plugins) -> None:
    assert first_difference_of_run(run, study_of_run(run, plugins), engine=Processes(2)) is None


def test_nothing_is_written(run: Path, plugins: Plugins) -> None:
    before = {path: path.stat().st_mtime_ns for path in run.rglob("*")}
    compared(run, plugins)
    assert {path: path.stat().st_mtime_ns for path in run.rglob("*")} == before


def test_a_folder_may_be_moved(run: Path, plugins: Plugins, tmp_path: Path) -> None:
    shutil.move(run, tmp_path / "elsewhere")
    assert compared(tmp_path / "elsewhere", plugins) is None


def test_the_first_block_that_differs_is_named_with_the_number(run: Path, plugins: Plugins) -> None:
    for number in (2, 1):
        block = RunFolder(run).block(number)
        block.totals["zone"].retained[1, 0, 17] += 1
        RunFolder(run).keep(number, block)
    told = compared(run, plugins)
    assert told is not None
    before, _, after = told.partition(": ")
    assert before == "block 1, zone, retained[1][0][17]"
    there, now = (int(part.split()[0]) for part in after.split(", "))
    assert there == now + 1


def test_a_result_that_was_changed_is_found_out(run: Path, plugins: Plugins) -> None:
    result = json.loads((run / "result.json").read_text("utf-8"))
    row = result["scenarios"][1]["policies"][0]["retention"][0]
    row["mean"] = np.nextafter(row["mean"], 1.0)
    (run / "result.json").write_text(json.dumps(result), "utf-8")
    told = compared(run, plugins)
    assert told is not None
    assert told.startswith("scenarios[1].policies[0].retention[0].mean: ")


def test_a_block_that_failed_then_and_not_now_differs(
    make: Make, plugins: Plugins, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Workshop, "attempt", lambda self, block: Failure(block, "no") if block else self.compute(block))
        compute(make(), tmp_path / "run")
    assert compared(tmp_path / "run", plugins) == 'block 1: "failed: no" there, "computed" now'


def test_a_run_that_failed_alike_is_the_same(make: Make, tmp_path: Path) -> None:
    compute(make(many.FAILS_AT_THE_END), tmp_path / "run")
    assert compared(tmp_path / "run", many.plugins(tmp_path / "strange")) is None


def test_changed_tables_are_refused(run: Path, plugins: Plugins) -> None:
    path = run / "portfolio" / "observations.csv"
    path.write_text(path.read_text("utf-8-sig").replace("11.58", "11.59", 1), "utf-8-sig")
    assert "the clusters are not those that were run; the content of the portfolio has another hash" in refusal(
        run, plugins
    )


def test_another_law_is_refused_with_what_was_run(run: Path, tmp_path: Path) -> None:
    folder = many.plugin_folder(tmp_path / "other", "    pass\n")
    told = refusal(run, many.plugins(folder))
    assert "run: the policies of zone sha256:" in told
    assert told.endswith("are not those installed here; install what was run")


def test_a_missing_plugin_is_refused_with_what_was_run(run: Path) -> None:
    told = refusal(run, Plugins({}))
    assert "run: unknown policy: zone; no policy is known here; it was run with the plugins zone sha256:" in told


def test_an_unfinished_run_is_refused(make: Make, plugins: Plugins, tmp_path: Path) -> None:
    compute_shard(make(), tmp_path / "run", Shard(1, 3))
    assert refusal(tmp_path / "run", plugins).endswith("2 of 3 blocks are not computed yet; finish the run first")


def test_a_folder_without_a_run_is_refused(plugins: Plugins, tmp_path: Path) -> None:
    assert refusal(tmp_path, plugins).endswith(
        "holds no run: there is no plan.json; name the folder that --run was given"
    )


def test_a_run_without_its_tables_is_refused(run: Path, plugins: Plugins) -> None:
    shutil.rmtree(run / "portfolio")
    assert refusal(run, plugins).endswith("portfolio is missing; the command that began the run writes it again")


def test_a_run_without_its_result_is_refused(run: Path, plugins: Plugins) -> None:
    (run / "result.json").unlink()
    assert "result.json is not there; finish the run, or collect its shards, first" in refusal(run, plugins)


def test_another_environment_is_told(run: Path, plugins: Plugins) -> None:
    plan = json.loads((run / "plan.json").read_text("utf-8"))
    plan["clusterkit"] = "0.0.1"
    plan["environment"] |= {"numpy": "1.0", "python": "3.8"}
    plan["plugins"]["zone"] = "sha256:0"
    (run / "plan.json").write_text(json.dumps(plan), "utf-8")
    told: list[Text] = []
    study_of_run(run, plugins, told.append)
    here = environment()["numpy"]
    assert [one.en.partition(" and is ")[0] for one in told] == [
        "clusterkit was 0.0.1",
        "plugin zone was sha256:0",
        f"the environment is not that of the run: numpy (1.0 ≠ {here}); last digits may differ",
    ]


# From its result alone ------------------------------------------------------------------------------


def test_a_result_of_illustrative_clusters_is_enough(sound: Path, plugins: Plugins, tmp_path: Path) -> None:
    path = alone(many.study(sound, replications=30), tmp_path / "found.json")
    assert again(path, plugins) is None


def test_a_result_of_a_file_is_computed_from_that_file(
    sound: Path, plugins: Plugins, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "there").mkdir()
    write_folder(many.many(20), tmp_path / "there" / "mine")
    monkeypatch.chdir(tmp_path / "there")
    path = alone(many.study(sound, load_portfolio("mine", plugins=plugins), replications=30), tmp_path / "there.json")
    assert again(path, plugins) is None
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"its portfolio mine is not there; name it with --portfolio PATH"):
        again(path, plugins)
    assert again(path, plugins, portfolio=tmp_path / "there" / "mine") is None
    beside = shutil.copy(path, tmp_path / "there" / "beside.json")
    assert again(Path(beside), plugins) is None
    write_folder(many.many(19), tmp_path / "mine")
    with pytest.raises(InputError, match="the clusters are not those that were run"):
        again(path, plugins)


def test_clusters_that_were_in_no_file_must_be_named(make: Make, plugins: Plugins, tmp_path: Path) -> None:
    path = alone(make(replications=20), tmp_path / "found.json")
    with pytest.raises(InputError, match=r"its portfolio was not read from a file; name it with --portfolio PATH"):
        again(path, plugins)


def test_a_result_that_was_changed_differs(sound: Path, plugins: Plugins, tmp_path: Path) -> None:
    path = alone(many.study(sound, replications=30), tmp_path / "found.json")
    result = json.loads(path.read_text("utf-8"))
    result["differences"][0]["mean"] += 1.0
    path.write_text(json.dumps(result), "utf-8")
    assert str(again(path, plugins)).startswith("differences[0].mean: ")


def test_all_that_a_study_can_be_told_comes_back(sound: Path, plugins: Plugins, tmp_path: Path) -> None:
    what_if = (
        "zone.output_min=12", "zone.output_min=13@2027-05-01", "zone.report_deadline=04-15", "zone.never_sent=ignored",
        "zone.area_binding=yes", "zone.round_quota=none", "zone.in_force_until=2030-01-31",
    )  # fmt: skip
    known = {lever.key for lever in plugins.policy("zone").levers}
    of = many.study(
        sound, what_if=[one for one in what_if if one.partition("=")[0] in known], replications=10, years=3, seed=5,
        support=0.02, missing="unknown", inputs={"zone.output_value.mean": 0.01}, title="a title", question="why?",
    )  # fmt: skip
    path = alone(of, tmp_path / "found.json")
    found = study_of_result(read_result(path), path, plugins)
    assert again(path, plugins) is None
    assert found.scenarios == of.scenarios
    assert (found.title, found.question, found.plan.seed, found.plan.support) == ("a title", "why?", 5, 0.02)
    assert found.recipe is not None
    assert of.recipe is not None
    assert found.recipe.settings == of.recipe.settings


def test_a_calibrated_run_and_another_places_law_come_back(tmp_path: Path) -> None:
    folder = many.plugin_folder(tmp_path / "plugins")
    moor = many.source().replace('PLACE = "zone"', 'PLACE = "moor"').replace("zone_park", "moor_park")
    (folder / "moor.py").write_text(moor.replace('"zone.', '"moor.'), "utf-8")
    plugins = Plugins(selection=Selection(folders=(folder,), only=("zone", "moor")))
    of = prepare(
        plugins=plugins, replications=20, years=5, transplant=Transplant(("moor",), ("zone",), numbers_only=True),
        scenarios=[Scenario("baseline"), Scenario("mild", enforcement=Enforcement((supposed("moor", 0.4),)))],
    )  # fmt: skip
    path = alone(of, tmp_path / "found.json")
    assert again(path, plugins) is None
    first, second = read_result(path)["scenarios"]
    assert first["policies"] != second["policies"]


def test_a_study_made_of_objects_cannot_be_made_again_from_a_file(plugins: Plugins, tmp_path: Path) -> None:
    of = prepare(plugins=Plugins({"zone": zone}), replications=5, years=1)
    with pytest.raises(InputError, match="its study was made of objects in Python, and cannot be made again"):
        again(alone(of, tmp_path / "found.json"), plugins)


@pytest.mark.parametrize(
    "content, told",
    [
        ("{", "cannot be read as a result: "),
        ("[1]", "is no result: name the JSON of `clusterkit simulate`, or a run folder"),
        ('{"manifest": {}}', "is no result: name the JSON of `clusterkit simulate`, or a run folder"),
        (
            '{"manifest": {}, "scenarios": [], "differences": [], "flips": []}',
            "is the result of another command than simulate: it also holds flips",
        ),
    ],
)
def test_what_is_no_result_is_refused(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "found.json"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError) as refused:
        reproduction.read_result(path)
    assert told in str(refused.value)
