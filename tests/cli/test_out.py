"""`--out`: the name decides the form, what is there is spared, and neither table nor file is lost for the other."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from clusterkit.report.long_table import MANIFEST, TYPES
from tests.cli.conftest import Console, Run, Said
from tests.report.opened import opened

pytestmark = pytest.mark.usefixtures("site")

Refused = Callable[..., str]

SHORT = ("--years", "2", "--replications", "4", "--lang", "en")
FLOOR = ("--lever", "zone.output_min", "--from", "9", "--to", "15", "--steps", "3")
SET = ("--set", "zone.output_min=14")
TABLES: dict[str, tuple[str, ...]] = {
    "simulate": ("simulate", *SHORT, *SET),
    "compare": ("compare", *SHORT, *SET),
    "sweep": ("sweep", *FLOOR, *SHORT),
    "assess": ("assess", "sample", "--on", "2026-06-30", "--lang", "en"),
    "solve": ("solve", "retention >= 0.5", "--lever", "zone.output_min", *SHORT, "--replications", "10"),
    "sensitivity": ("sensitivity", "--factor", "zone.output_min", "--factor", "zone.sme_share", *SHORT),
    "ambiguity": ("ambiguity", *SHORT),
    "survival": ("survival", *SHORT, *SET),
}
WORKBOOKS = ("simulate", "compare", "sweep", "assess")
DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "outputs.md"


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def done(said: Said) -> Said:
    assert said.code == 0, said.err
    return said


# What is written ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("command", TABLES)
def test_csv_and_parquet_hold_the_rows_that_format_csv_prints(run: Run, here: Path, command: str) -> None:
    words = TABLES[command]
    printed = done(run(*words, "--format", "csv", "--out", "result.csv"))
    assert printed.out == done(run(*words, "--format", "csv")).out
    wanted = list(csv.reader(printed.out.splitlines()))
    assert rows_of(here / "result.csv") == wanted
    assert done(run(*words, "--out", "result.parquet")).err.endswith("written: result.parquet\n")
    table = parquet.read_table(here / "result.parquet")
    assert table.column_names == wanted[0]
    assert table.num_rows == len(wanted) - 1 > 0


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("command", WORKBOOKS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_workbook_is_written_in_the_language_asked_for_and_the_table_is_printed_too(
    run: Run, here: Path, command: str, lang: str
) -> None:
    words = (*TABLES[command], "--lang", lang)
    said = done(run(*words, "--out", "result.XLSX"))
    assert said.out == done(run(*words)).out
    assert ("已写出 result.XLSX" if lang == "zh" else "written: result.XLSX") in said.err.splitlines()
    found = opened(here / "result.XLSX")
    assert ("clusters" if lang == "en" else "集群结论") in found.names
    assert found.formulas == []


def test_a_parquet_file_says_how_it_was_made(run: Run, here: Path) -> None:
    done(run(*TABLES["simulate"], "--out", "result.parquet"))
    manifest = json.loads(parquet.read_schema(here / "result.parquet").metadata[MANIFEST])
    assert (manifest["seed"], manifest["replications"]) == (1, 4)
    assert manifest["command"].startswith("clusterkit simulate")


def test_a_run_in_a_folder_and_its_continuation_write_the_same_table_as_a_plain_run(run: Run, here: Path) -> None:
    words = TABLES["simulate"]
    done(run(*words, "--out", "plain.csv"))
    done(run(*words, "--run", "big", "--out", "first.csv"))
    done(run(*words, "--run", "big", "--out", "again.csv"))
    done(run("collect", "big", "--out", "collected.csv"))
    done(run(*words, "--run", "big", "--out", "big.xlsx"))
    files = {name: (here / f"{name}.csv").read_bytes() for name in ("plain", "first", "again", "collected")}
    assert len(set(files.values())) == 1
    assert opened(here / "big.xlsx").names[0] == "summary"


def test_json_stands_alone_on_standard_output(run: Run) -> None:
    told = json.loads(done(run(*TABLES["compare"], "--format", "json", "--out", "result.xlsx")).out)
    assert {"manifest", "scenarios", "differences", "flips"} <= set(told)


def test_the_same_command_writes_the_same_bytes(run: Run, here: Path) -> None:
    for form in ("xlsx", "parquet", "csv"):
        done(run(*TABLES["simulate"], "--out", f"result.{form}"))
        first = (here / f"result.{form}").read_bytes()
        (here / f"result.{form}").unlink()
        done(run(*TABLES["simulate"], "--out", f"result.{form}"))
        assert (here / f"result.{form}").read_bytes() == first


# What is refused before the run -------------------------------------------------------------------


@pytest.fixture
def unstarted(refused: Refused, monkeypatch: pytest.MonkeyPatch, here: Path) -> Refused:
    """Run a command that must be refused before the law is asked for."""
    monkeypatch.setenv("ZONE_ASKED", str(here.parent / "asked"))

    def called(*words: object) -> str:
        told = refused(*words)
        assert not (here.parent / "asked").exists()
        assert len(told.splitlines()) == 1
        return told

    return called


@pytest.mark.parametrize("name", ["result.xls", "result", "result.csv.gz"])
def test_another_ending_is_refused_and_the_three_are_named(unstarted: Refused, name: str) -> None:
    told = unstarted(*TABLES["simulate"], "--out", name)
    assert told == f"error: --out {name}: the name says the form; it must end with .xlsx, .parquet or .csv\n"


def test_a_command_without_a_workbook_names_the_two(unstarted: Refused) -> None:
    assert "it must end with .parquet or .csv" in unstarted(*TABLES["survival"], "--out", "result.xlsx")


def test_a_file_that_is_there_is_spared_unless_it_may_be_overwritten(
    unstarted: Refused, run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "result.csv").write_text("mine")
    told = unstarted(*TABLES["simulate"], "--out", "result.csv")
    assert told == "error: --out result.csv exists already: name a new file, or add --overwrite\n"
    monkeypatch.delenv("ZONE_ASKED")
    done(run(*TABLES["simulate"], "--out", "result.csv", "--overwrite"))
    assert rows_of(here / "result.csv")[0][0] == "scenario"


def test_places_that_cannot_be_written_are_named(unstarted: Refused, here: Path) -> None:
    (here / "folder.csv").mkdir()
    words = TABLES["simulate"]
    assert "--out none/result.csv: there is no folder none; make it first" in unstarted(
        *words, "--out", "none/result.csv"
    )
    assert "--out folder.csv: this is a folder; name a file" in unstarted(*words, "--out", "folder.csv")
    assert "it cannot be written (File name too long)" in unstarted(*words, "--out", f"{'x' * 300}.csv")
    assert unstarted(*words, "--overwrite") == "error: --overwrite goes with --out FILE\n"


def test_a_file_that_another_program_holds_is_told_before_the_run(
    unstarted: Refused, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "result.csv").write_text("mine")
    real = Path.open

    def held(self: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if self.name == "result.csv" and mode == "r+b":
            raise PermissionError(13, "Permission denied")
        return real(self, mode, *rest, **more)

    monkeypatch.setattr(Path, "open", held)
    told = unstarted(*TABLES["simulate"], "--out", "result.csv", "--overwrite")
    assert "it cannot be written (Permission denied); close it, or name another file" in told


@pytest.mark.parametrize("form, extra", [("xlsx", "excel"), ("parquet", "parquet")])
def test_a_missing_extra_is_told_before_the_run(
    unstarted: Refused, monkeypatch: pytest.MonkeyPatch, form: str, extra: str
) -> None:
    real = importlib.util.find_spec
    gone = {"xlsxwriter", "pyarrow"}
    monkeypatch.setattr(
        "clusterkit.cli.out_options.find_spec", lambda name: None if name in gone else real(name)
    )  # fmt: skip
    told = unstarted(*TABLES["simulate"], "--out", f"result.{form}")
    assert f"writing .{form} needs: pip install 'clusterkit-sdk[{extra}]'" in told


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    "words",
    [
        ("simulate", "sample", *SHORT, "--out", "sample/clusters.csv"),
        ("assess", "sample", "--on", "2026-06-30", "--out", "sample/clusters.csv"),
        ("sweep", "sample", *FLOOR, *SHORT, "--out", "sample/../sample/observations.csv"),
        ("portfolio", "check", "sample.xlsx", "--annotate", "sample.xlsx"),
    ],
)
def test_the_portfolio_itself_is_never_overwritten(refused: Refused, here: Path, words: tuple[str, ...]) -> None:
    (here / "sample.xlsx").write_bytes(b"mine")
    assert "the portfolio itself is read from there; name another file" in refused(*words, "--overwrite")


def test_a_shard_is_told_what_writes_the_whole(refused: Refused) -> None:
    told = refused(*TABLES["simulate"], "--run", "big", "--shard", "1/2", "--out", "result.csv")
    assert "`clusterkit collect big --out result.csv` writes it" in told


# What goes wrong after the run --------------------------------------------------------------------


def test_where_the_name_is_held_after_the_run_the_result_is_beside_it_and_the_exit_code_says_so(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "result.xlsx").write_bytes(b"open elsewhere")
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target.name == "result.xlsx":
            raise PermissionError(13, "Permission denied")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    said = run(*TABLES["simulate"], "--out", "result.xlsx", "--overwrite")
    assert said.code == 3
    assert said.err.splitlines()[-2:] == [
        "written: result-2.xlsx",
        "warning: result.xlsx is open in another program or there already; the result is in result-2.xlsx",
    ]
    assert "retention" in said.out
    assert (here / "result.xlsx").read_bytes() == b"open elsewhere"
    assert opened(here / "result-2.xlsx").names[0] == "summary"


def test_a_file_that_came_there_during_the_run_is_spared(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from clusterkit.cli.out_options import Out

    real = Out.spare

    def meanwhile(self: Out, source: str | Path) -> None:
        real(self, source)
        (here / "result.csv").write_text("another's")

    monkeypatch.setattr(Out, "spare", meanwhile)
    assert run(*TABLES["simulate"], "--out", "result.csv").code == 3
    assert (here / "result.csv").read_text() == "another's"
    assert rows_of(here / "result-2.csv")[0][0] == "scenario"


def test_a_disk_that_is_full_costs_the_file_and_not_the_table(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = done(run(*TABLES["simulate"])).out

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    said = run(*TABLES["simulate"], "--out", "result.csv")
    assert (said.code, said.out) == (2, wanted)
    assert said.err.endswith("error: result.csv cannot be written: No space left on device\n")
    assert list(here.iterdir()) == []


def test_a_fault_of_the_writing_comes_after_the_table(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> Path:
        raise ZeroDivisionError

    monkeypatch.setattr("clusterkit.report.long_table.write_csv", broken)
    with pytest.raises(ZeroDivisionError):
        run(*TABLES["simulate"], "--out", "result.csv")


def test_a_reader_that_has_seen_enough_does_not_cost_the_file(console: Console) -> None:
    words = ("simulate", "-j", "zone", *SHORT, "--out", "result.csv", "--format", "csv")
    script = f"import subprocess, sys; p = subprocess.Popen({console.arguments(*words)!r}, stdout=subprocess.PIPE)\n"
    script += "p.stdout.close(); sys.exit(p.wait())"
    subprocess.run(
        [sys.executable, "-c", script], cwd=console.folder, env=console.environment(), check=False, timeout=60
    )
    assert rows_of(console.folder / "result.csv")[0][0] == "scenario"


# Checking a portfolio -----------------------------------------------------------------------------


@pytest.mark.usefixtures("sample")
def test_check_writes_an_annotated_copy_prints_its_table_and_exits_as_ever(run: Run, here: Path) -> None:
    path = here / "sample" / "clusters.csv"
    path.write_text(path.read_text("utf-8-sig").replace("zone", "zona", 1), "utf-8")
    said = run("portfolio", "check", "sample", "--annotate", "copy.xlsx", "--lang", "en")
    assert said.code == 1
    assert said.out == run("portfolio", "check", "sample", "--lang", "en").out
    assert said.err == "written: copy.xlsx\n"
    found = opened(here / "copy.xlsx")
    assert found.names == ["_faults", "clusters", "observations"]
    ((cell, note),) = found.notes("clusters").items()
    assert "did you mean zone?" in note
    assert found.fill("clusters", cell) == "FFF8CBAD"


@pytest.mark.usefixtures("sample")
def test_a_portfolio_without_a_fault_has_its_copy_too(run: Run, here: Path) -> None:
    done(run("portfolio", "check", "sample", "--annotate", "copy.xlsx", "--lang", "zh"))
    assert opened(here / "copy.xlsx").names[0] == "_错误清单"


def test_the_copy_is_a_workbook_and_spares_what_is_there(refused: Refused, here: Path) -> None:
    (here / "copy.xlsx").write_bytes(b"mine")
    assert "--annotate copy.csv: the name says the form; it must end with .xlsx" in refused(
        "portfolio", "check", "sample", "--annotate", "copy.csv"
    )
    assert "--annotate copy.xlsx exists already" in refused("portfolio", "check", "sample", "--annotate", "copy.xlsx")


# The document -------------------------------------------------------------------------------------


def test_the_document_lists_every_column_with_its_type() -> None:
    told = dict(
        re.findall(r"^\| `(\w+)` \| (\w+) \|", DOCUMENT.read_text("utf-8").partition("## Long tables")[2], re.MULTILINE)
    )
    assert told == dict(TYPES)
