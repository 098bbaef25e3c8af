"""Every installed place, whichever they are: its register, its sample, its template filled in."""

from __future__ import annotations

import csv
import json
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

PLACES = sorted(entry.name for entry in entry_points(group="clusterkit"))
SHORT = ("--years", "3", "--replications", "10")

pytestmark = pytest.mark.parametrize("place", PLACES or [pytest.param("", marks=pytest.mark.skip("no place"))])


def answer(run: Run, *words: object) -> Any:
    said = run(*words, "--format", "json")
    assert said.code == 0, said.err
    return json.loads(said.out)


def filled(template: Path, folder: Path, target: Path) -> None:
    """Fill a template in with the tables of a folder; its sheet 说明 says which title stands for which key."""
    import xlsxwriter
    from python_calamine import load_workbook

    with load_workbook(template) as book:
        told = [row for row in book.get_sheet_by_name("说明").to_python() if len(row) > 2 and row[2]]
        titles = {name: book.get_sheet_by_name(name).to_python()[0] for name in ("clusters", "observations")}
    key_of = {(row[0], row[1]): row[2] for row in told}
    with xlsxwriter.Workbook(target) as book:
        for table, header in titles.items():
            sheet = book.add_worksheet(table)
            sheet.write_row(0, 0, header)
            with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
                for number, row in enumerate(csv.DictReader(file), start=1):
                    for column, title in enumerate(header):
                        sheet.write(number, column, _cell(row.pop(str(key_of[table, title]), "")))


def _cell(written: str) -> str | float:
    try:
        return float(written)
    except ValueError:
        return written


def test_the_register_has_no_findings(run: Run, place: str) -> None:
    told = answer(run, "coverage", place)
    assert told["place"] == place
    assert told.get("findings", []) == []
    assert "unclassified" not in {row["status"] for row in told["clauses"]}


def test_every_lever_can_be_set_to_its_own_value(run: Run, place: str) -> None:
    settings = []
    for row in answer(run, "levers", "--jurisdiction", place)["levers"]:
        value = {"None": "none", "True": "yes", "False": "no"}.get(str(row["default"]), row["default"])
        settings += ["--set", f"{row['key']}={value}"] if row["follows"] is None else []
    told = answer(run, "simulate", "-j", place, *SHORT, *settings)
    assert {row["mean"] for row in told["differences"]} == {0.0}


def test_the_sample_holds_no_odd_value(run: Run, place: str) -> None:
    run("portfolio", "sample", "-j", place, "--out", "sample")
    told = answer(run, "portfolio", "check", "sample")
    assert told["remarks"] == []
    assert told["portfolio"]["clusters"] >= 25


def test_a_run_on_the_sample_is_the_run_without_a_portfolio(run: Run, place: str) -> None:
    run("portfolio", "sample", "-j", place, "--out", "sample")
    without, on_files = (answer(run, "simulate", *words, "-j", place, *SHORT) for words in ((), ("sample",)))
    assert on_files["scenarios"] == without["scenarios"]
    digests = {told["manifest"]["portfolio"]["sha256"] for told in (without, on_files)}
    assert len(digests) == 1
    assert on_files["manifest"]["portfolio"]["illustrative"] is True


def test_a_template_filled_in_with_the_sample_decides_as_the_sample(run: Run, here: Path, place: str) -> None:
    pytest.importorskip("xlsxwriter")
    pytest.importorskip("python_calamine")
    run("portfolio", "sample", "-j", place, "--out", "sample")
    assert run("portfolio", "template", "-j", place, "--out", "empty.xlsx").code == 0
    filled(here / "empty.xlsx", here / "sample", here / "filled.xlsx")
    assert answer(run, "portfolio", "check", "filled.xlsx")["remarks"] == []
    # The sample may hold columns that the place does not ask for; they change nothing.
    by_form = [answer(run, "simulate", name, *SHORT)["scenarios"] for name in ("sample", "filled.xlsx")]
    assert by_form[0] == by_form[1]
    by_form = [answer(run, "assess", name, "--on", "2026-06-30")["results"] for name in ("sample", "filled.xlsx")]
    assert by_form[0] == by_form[1]
