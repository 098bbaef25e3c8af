"""A folder that is torn or edited so that it cannot be read is refused, with every fault, its file and its line."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from clusterkit import hookimpl
from clusterkit.errors import InputError
from clusterkit.law import LeverNamespace, Policy
from clusterkit.plugins import Plugins
from clusterkit.study.simulate import prepare
from clusterkit.study.transplant import Transplant
from clusterkit.verification import verify
from tests.simulation.invented import CITE, MOOR, STILL, ZONE, Cluster, against, portfolio, study
from tests.verification.traces import edited, told, traced, verified, where

CLUSTERS = Cluster("a", certified="2024-05-20"), Cluster("m", "moor", certified="2020-01-01")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a trace of two scenarios, untouched."""
    titles = [{"cluster_id": "a", "policy": "zone", "batch": "1"}]
    one = study(portfolio(*CLUSTERS, titles=titles), scenarios=against("zone.output_min=12@2030-01-01"))
    return traced(one, tmp_path_factory.mktemp("sound") / "trace", 1)


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    """Return a copy of it."""
    return Path(shutil.copytree(sound, tmp_path / "trace"))


def refused(folder: Path, *laws: Policy) -> str:
    """Return why a folder is refused."""
    with pytest.raises(InputError) as error:
        verified(folder, *(laws or (ZONE, MOOR)))
    return str(error.value)


# The files -----------------------------------------------------------------------------------------


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "none") == (
        f"{tmp_path / 'none'} is no folder; name the one that `clusterkit simulate --trace` wrote"
    )


def test_a_folder_without_its_law_cannot_be_replayed(folder: Path) -> None:
    (folder / "law.json").unlink()
    assert refused(folder) == (
        f"{folder} holds no law.json, so it is not known under which law its paths ran; "
        "write the trace again with `clusterkit simulate --trace`"
    )


@pytest.mark.parametrize("name", ["clusters.csv", "trajectories.csv", "events.csv", "history.csv", "status.csv"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert f"{name} is missing" in refused(folder)


def test_a_file_torn_in_the_middle_of_a_row_is_told_with_its_line(folder: Path) -> None:
    path = folder / "status.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:5]) + lines[5][:20], "utf-8")
    assert refused(folder) == (
        f"{folder}: 1 fault(s) in the trace\nstatus.csv, line 6: the row does not have as many cells as the header"
    )


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b'scenario,"replication\n'])
def test_a_file_that_is_no_csv_is_told(folder: Path, content: bytes) -> None:
    (folder / "events.csv").write_bytes(content)
    assert "events.csv cannot be read: " in refused(folder)


@pytest.mark.parametrize(
    "name, old, new, says",
    [
        ("events.csv", "kind", "sort", "events.csv has a column 'sort' that does not belong there"),
        ("history.csv", "event,", "event,event,", "history.csv has a column 'event' that does not belong there"),
        ("clusters.csv", "jurisdiction", "place", "clusters.csv has no column jurisdiction"),
        ("trajectories.csv", "output_value", "output", "a column 'output' that no measure here knows"),
        ("trajectories.csv", "q_zone_sound", "q_zone_round", "a column 'q_zone_round' that no measure here knows"),
    ],
)
def test_a_column_that_does_not_belong_there_is_named(folder: Path, name: str, old: str, new: str, says: str) -> None:
    path = folder / name
    header, rest = path.read_text("utf-8").split("\n", 1)
    path.write_text(header.replace(old, new, 1) + "\n" + rest, "utf-8")
    assert says in refused(folder)


@pytest.mark.parametrize(
    "name, cells, says",
    [
        ("clusters.csv", {"cluster_id": "a"}, "clusters.csv, line 4: a second row for a"),
        ("titles.csv", {}, "titles.csv, line 3: a second row for a under zone"),
        ("trajectories.csv", {"year": "2026"}, "trajectories.csv, line 54: a second row for a in 2026"),
        ("status.csv", {"year": "2026"}, "status.csv, line 38: a second row for m under moor in 2026"),
    ],
)
def test_a_row_that_stands_twice_is_told(folder: Path, name: str, cells: dict[str, str], says: str) -> None:
    path = folder / name
    header, *rows = path.read_text("utf-8").splitlines()
    columns = header.split(",")
    again = next(row for row in rows if all(row.split(",")[columns.index(key)] == one for key, one in cells.items()))
    path.write_text("\n".join([header, *rows, again, ""]), "utf-8")
    assert says in refused(folder)


@pytest.mark.parametrize(
    "name, cells, says",
    [
        ("trajectories.csv", {"output_value": "many"}, "line 2: output_value: 'many' is no number"),
        ("trajectories.csv", {"output_value": "nan"}, "line 2: output_value: 'nan' is no finite number"),
        ("trajectories.csv", {"q_zone_sound": "maybe"}, "line 2: q_zone_sound: 'maybe' is not one of yes, no, "),
        ("trajectories.csv", {"year": "2026.5"}, "line 2: '2026.5' is no whole number"),
        ("trajectories.csv", {"year": "2035"}, "line 2: 2035 lies after the run's last day, 2034-12-31"),
        ("trajectories.csv", {"cluster_id": "x"}, "line 2: clusters.csv has no cluster 'x'"),
        ("events.csv", {"kind": "party"}, "line 2: 'party' is not one of incident, false_declaration"),
        ("events.csv", {"date": "2026-02-30"}, "line 2: '2026-02-30' is no date"),
        ("events.csv", {"date": ""}, "line 2: a date is missing"),
        ("events.csv", {"date": "2035-01-01"}, "line 2: 2035-01-01 lies after the run's last day"),
        ("events.csv", {"year": ""}, "line 2: '' is no whole number"),
        ("events.csv", {"scenario": "x"}, "line 2: 'x' is not one of baseline, what-if"),
        ("history.csv", {"policy": "far"}, "line 2: 'far' is not one of moor, zone"),
        ("history.csv", {"replication": "1"}, "line 2: replication 1: the trace was written with 1"),
        ("history.csv", {"figure": "x"}, "line 2: 'x' is no number"),
        ("status.csv", {"status": "gone"}, "line 2: 'gone' is not one of candidate, certified, lost"),
        ("titles.csv", {"certified_on": "soon"}, "titles.csv, line 2: 'soon' is no date"),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_with_its_place(
    folder: Path, name: str, cells: dict[str, str], says: str
) -> None:
    first = iter([cells])
    edited(folder, name, lambda row: row | next(first, {}))
    assert says in refused(folder)


@pytest.mark.parametrize(
    "column, cell, says",
    [
        ("area_km2", "wide", "'wide' is no number"),
        ("energy_intensive", "often", "'often' is neither yes nor no"),
        ("certified_on", "long ago", "'long ago' is no date"),
    ],
)
def test_a_fact_of_a_cluster_that_cannot_be_read_is_told(folder: Path, column: str, cell: str, says: str) -> None:
    edited(folder, "clusters.csv", where({column: cell}, cluster_id="a"))
    assert refused(folder) == f"clusters.csv, cluster a, column {column}: {says}"


def test_all_faults_are_told_at_once_and_the_rest_counted(folder: Path) -> None:
    edited(folder, "status.csv", lambda row: row | {"status": "?"})
    said = refused(folder).splitlines()
    assert said[0] == f"{folder}: 36 fault(s) in the trace"
    assert len(said) == 1 + 20 + 1
    assert said[-1] == "and 16 more"


def test_a_file_that_was_not_written_or_is_gone_makes_the_folder_altered(folder: Path, sound: Path) -> None:
    edited(folder, "titles.csv", where(None, policy="zone"))
    assert [text.en for text in verified(folder, ZONE, MOOR).altered] == [
        "titles.csv has 0 rows and was written with 1"
    ]
    (folder / "titles.csv").unlink()
    found = verified(folder, ZONE, MOOR)
    assert ([text.en for text in found.altered], found.verdict) == (["titles.csv is missing"], "altered")
    law = json.loads((sound / "law.json").read_text("utf-8"))
    del law["files"]["titles.csv"]
    (folder / "law.json").write_text(json.dumps(law), "utf-8")
    shutil.copy(sound / "titles.csv", folder)
    found = verified(folder, ZONE, MOOR)
    assert [text.en for text in found.altered] == ["titles.csv is not among the files that law.json names"]


# The law of the run --------------------------------------------------------------------------------


def changed(folder: Path, change: Callable[[Any], object]) -> None:
    """Change what the law file holds."""
    path = folder / "law.json"
    law = json.loads(path.read_text("utf-8"))
    change(law)
    path.write_text(json.dumps(law), "utf-8")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 1}', "null"])
def test_a_torn_law_file_is_refused(folder: Path, content: str) -> None:
    (folder / "law.json").write_text(content, "utf-8")
    assert f"{folder / 'law.json'} is torn or edited: " in refused(folder)


def test_another_format_is_named(folder: Path) -> None:
    changed(folder, lambda law: law.update(format=2))
    assert refused(folder) == f"{folder / 'law.json'}: format 2 is not known here; this clusterkit reads 1"


@pytest.mark.parametrize(
    "dated, says",
    [
        ({"zone.output_mim": []}, "scenario what-if sets zone.output_mim, a lever that no measure of the run has"),
        ({"zone.output_min": [{"from": None, "value": "much"}]}, "lever zone.output_min: "),
        ({"zone.output_min": [{"from": "soon", "value": 3}]}, "lever zone.output_min: Invalid isoformat"),
        ({"zone.output_min": [{"value": 3}]}, "lever zone.output_min: 'from'"),
    ],
)
def test_a_scenario_that_sets_what_cannot_be_is_refused(folder: Path, dated: dict[str, Any], says: str) -> None:
    changed(folder, lambda law: law["scenarios"].update({"what-if": dated}))
    assert says in refused(folder)


def test_a_measure_that_is_not_installed_is_named(folder: Path) -> None:
    assert refused(folder, ZONE) == "the trace was written under the measure moor, and no installed plugin brings it"


def test_another_value_of_the_law_is_named(folder: Path) -> None:
    changed(folder, lambda law: law["policies"]["zone"]["levers"].update({"zone.output_min": 32, "zone.area": 100}))
    assert refused(folder) == (
        "the law of zone (version 1) is another one here (version 1): zone.output_min is 10 here and was 32 in the run"
    )


def test_another_lever_or_criterion_of_the_law_is_named(folder: Path) -> None:
    lever = LeverNamespace("zone")("mercy", 1.0, "", zh="宽限", en="mercy", cite=CITE)
    assert "the run knew no lever zone.mercy" in refused(folder, evolve(ZONE, further_levers=(lever,)), MOOR)
    changed(folder, lambda law: law["policies"]["zone"]["criteria"].extend(["zone.kindness", "zone.order"]))
    assert "the criteria zone.kindness, zone.order are not the same" in refused(folder)
    changed(folder, lambda law: law["policies"]["zone"]["criteria"].remove("zone.area"))
    assert "the criteria zone.area, zone.kindness, zone.order are not the same" in refused(folder)


class Places:
    """A plugin that brings the two invented measures."""

    @hookimpl
    def clusterkit_policies(self) -> tuple[Policy, ...]:
        return ZONE, MOOR


@pytest.mark.parametrize("numbers_only", [True, False])
def test_another_places_law_is_replayed_on_the_clusters_it_was_asked_of(tmp_path: Path, numbers_only: bool) -> None:
    plugins = Plugins({"places": Places()})
    clusters = portfolio(*(Cluster(f"m{i}", "moor", certified=f"202{i}-05-20") for i in range(5)))
    one = prepare(
        clusters, transplant=Transplant(("zone",), ("moor",), numbers_only), plugins=plugins,
        dynamics=list(STILL.values()), replications=1,
    )  # fmt: skip
    found = verify(traced(one, tmp_path / "trace", 1), plugins=plugins)
    assert (told(found), found.verdict) == ([], "agrees")
    assert [(count.policy, count.titles) for count in found.counts] == [("zone", 5)]


def test_the_law_file_is_the_same_for_the_same_run(sound: Path, tmp_path: Path) -> None:
    titles = [{"cluster_id": "a", "policy": "zone", "batch": "1"}]
    one = study(portfolio(*CLUSTERS, titles=titles), scenarios=against("zone.output_min=12@2030-01-01"))
    again = traced(one, tmp_path / "again", 1)
    written = (again / "law.json").read_text("utf-8")
    assert written == (sound / "law.json").read_text("utf-8")
    law = json.loads(written)
    assert (law["start"], law["end"], law["replications"]) == ("2026-01-01", "2034-12-31", 1)
    assert law["scenarios"] == {
        "baseline": {},
        "what-if": {"zone.output_min": [{"from": "2030-01-01", "value": 12}]},
    }
    assert law["policies"]["zone"]["levers"]["zone.report_deadline"] == "03-31"
    assert law["levels"] == {"moor": "province", "zone": "city"}
    assert sorted(law["files"]) == sorted(path.name for path in again.glob("*.csv"))
    assert all(re.fullmatch("[0-9a-f]{64}", one["sha256"]) for one in law["files"].values())
