"""`clusterkit portfolio check|template|sample`: the tables that a user hands in."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clusterkit.cli.options import (
    DayType,
    console,
    format_option,
    jurisdiction_option,
    lang_option,
    load_plugins,
    note,
    print_csv,
    print_json,
    watching,
)
from clusterkit.cli.out_options import WORKBOOK, Out, overwrite_option

if TYPE_CHECKING:
    from clusterkit.law.text import Language
    from clusterkit.portfolio.faults import Fault, Notice
    from clusterkit.portfolio.reading import Reading

_COLUMNS = ("severity", "file", "sheet", "row", "column", "value", "rule")


@click.group()
def portfolio() -> None:
    """Check a portfolio, write an empty workbook, or write the illustrative clusters."""


@portfolio.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--start", type=DayType(), help="First day of a run: expiries before it are faults.")
@click.option("--on", type=DayType(), help="Day of an assessment: dates after it are warnings.")
@click.option(
    "--annotate", type=click.Path(path_type=Path), metavar="FILE",
    help="Also write a workbook (.xlsx) of the values, with every fault coloured and its rule in a note.",
)  # fmt: skip
@overwrite_option
@format_option
@lang_option
def check(
    path: Path,
    start: date | None,
    on: date | None,
    annotate: Path | None,
    form: str,
    lang: Language,
    *,
    overwrite: bool,
) -> None:
    """Check the folder or workbook PATH: every fault and every odd value with its place. Exits 1 on faults."""
    from clusterkit.study.opening import read

    copy = Out(annotate, overwrite, "--annotate")
    copy.check((WORKBOOK,))
    copy.spare(path)
    reading = read(path, load_plugins(), start=start, on=on)
    rows = [{"severity": "fault", **fault.as_dict()} for fault in reading.faults]
    rows += [{**notice.as_dict(), "severity": notice.severity} for notice in reading.warnings]

    def annotated(place: Path) -> Path:
        from clusterkit.report.workbook.annotated import write_annotated

        return write_annotated(place, path, (*reading.faults, *reading.warnings), lang)

    with copy.written(lambda: rows, _COLUMNS, lang=lang, workbook=annotated):
        _print_check(path, reading, rows, form, lang)
    sys.exit(1 if reading.faults else 0)


def _print_check(path: Path, reading: Reading, rows: Sequence[Mapping[str, Any]], form: str, lang: Language) -> None:
    if form == "json":
        found = reading.portfolio
        summary = None if found is None else {"name": found.name, "sha256": found.sha256, "clusters": len(found)}
        print_json({"path": str(path), "portfolio": summary, "remarks": rows})
    elif form == "csv":
        print_csv(rows, _COLUMNS)
    else:
        _print_remarks(reading.faults, reading.warnings, lang)
        count = 0 if reading.portfolio is None else len(reading.portfolio)
        console(lang).print(
            f"{len(reading.faults)} 处错误, {len(reading.warnings)} 处提示, {count} 个集群" if lang == "zh"
            else f"{len(reading.faults)} faults, {len(reading.warnings)} remarks, {count} clusters read"
        )  # fmt: skip


def _print_remarks(faults: tuple[Fault, ...], warnings: tuple[Notice, ...], lang: Language) -> None:
    from rich.text import Text

    screen = console(lang)
    for fault in faults:
        screen.print(Text.assemble(("错误 " if lang == "zh" else "fault ", "bold red"), str(fault)))
    words = {"warning": "警告 " if lang == "zh" else "warning ", "note": "说明 " if lang == "zh" else "note "}
    for notice in warnings:
        screen.print(Text.assemble((words[notice.severity], "yellow"), str(notice)))


@portfolio.command()
@click.option("--jurisdiction", "-j", required=True, metavar="KEY", help="The place whose columns the workbook has.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The workbook to write (.xlsx).")
@lang_option
def template(jurisdiction: str, out: Path, lang: Language) -> None:
    """Write an empty workbook with titles, units and notes, to be filled in and handed to assess or simulate."""
    from clusterkit.portfolio.template import write_template

    plugins = load_plugins()
    policy = plugins.policy(jurisdiction)
    facts = [one for key, one in plugins.cluster_facts.items() if key in policy.indicators]
    path = write_template(out, jurisdiction, [*facts, *policy.requirements], keys=policy.indicators)
    note(f"已写出 {path}" if lang == "zh" else f"written: {path}")


@portfolio.command()
@jurisdiction_option
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The folder to write.")
@lang_option
def sample(jurisdictions: tuple[str, ...], out: Path, lang: Language) -> None:
    """Write the illustrative clusters of the installed places as a folder of CSV files."""
    from clusterkit.errors import InputError
    from clusterkit.portfolio.union import merge
    from clusterkit.portfolio.writing import write_folder

    plugins = load_plugins()
    for place in jurisdictions:
        plugins.policy(place)
    with watching(plugins):
        samples = plugins.sample_portfolios(jurisdictions or None)
    if not samples:
        raise InputError("no installed plugin brings an illustrative portfolio")
    path = write_folder(merge(samples), out)
    note(
        f"已写出示例集群(非真实): {path}" if lang == "zh" else f"written, illustrative clusters, not real ones: {path}"
    )
