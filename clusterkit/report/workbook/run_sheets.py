"""The sheets that every workbook of a run ends with: where clusters stood, levers, assumptions, manifest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from clusterkit.law.lever import DATE_UNIT, Lever, Value
from clusterkit.law.text import Language, Text
from clusterkit.report.enforcement import strictness, suppositions
from clusterkit.report.failures import failure_lines
from clusterkit.report.redline import idle_line
from clusterkit.report.workbook.book import Book, Cell, Column, Mark, Row, Sheet
from clusterkit.report.workbook.manifest import Manifest, manifest_sheet
from clusterkit.report.workbook.verdicts import clusters_sheet, figures_sheets
from clusterkit.simulation.dynamics import ASSUMED
from clusterkit.study.first_day import Position
from clusterkit.study.idle import idle_changes
from clusterkit.study.simulate import Study

Today = Sequence[Position] | None

_ASSUMPTION: Final = (
    Column("key", Text("代码", "key"), width=32),
    Column("text", Text("内容", "what"), width=48),
    Column("value", Text("数值", "value"), "number"),
    Column("unit", Text("单位", "unit"), width=14),
    Column("clusters", Text("集群数", "clusters"), "whole"),
    Column("source", Text("出处", "source"), width=70),
)


def tell_run(sheet: Sheet, study: Study, manifest: Manifest, today: Today, lang: Language) -> None:
    """Write, line by line under a table, what was run: clusters, years, draws, enforcement, what does nothing.

    `today` is where the clusters stood on the first day, None where there are too many to write down.
    """
    zh, portfolio = lang == "zh", manifest["portfolio"]
    assumed = sum(one.source.startswith(ASSUMED) for one in study.assumptions)
    done, asked = manifest["replications_done"], manifest["replications"]
    sheet.line(("集群: " if zh else "clusters: ") + f"{portfolio['clusters']}, {portfolio['name']}")
    if portfolio["illustrative"]:
        sheet.line("示例数据,非真实集群" if zh else "illustrative figures, not real clusters")
    for told in (
        f"{manifest['start']} → {manifest['end']}",
        (f"重复次数: {done} / {asked}" if zh else f"replications: {done} of {asked}")
        + (f", 种子 {manifest['seed']}" if zh else f", seed {manifest['seed']}"),
        ("执行: " if zh else "enforcement: ") + strictness(study, lang),
        *suppositions(study, lang),
        f"没有出处的假定 ({ASSUMED}): {assumed} 项" if zh else f"assumptions without a source ({ASSUMED}): {assumed}",
        "区间: 均值的 95% 区间;p10–p90 为单次运行的散布"
        if zh
        else "intervals are those of the mean, at 95 %; p10 to p90 is the spread of a single run",
        *(one.in_(lang) for one in study.notes()),
        *(f"{one.scenario}: {idle_line(one, study.levers[one.lever], lang)}" for one in idle_changes(study)),
    ):
        sheet.line(told)
    for told in failure_lines(manifest, lang):
        sheet.line(told)
    if today is None:
        sheet.line(
            "集群太多,未列各集群结论;可用 clusterkit assess" if zh
            else "too many clusters for their verdicts to stand here; `clusterkit assess` gives them"
        )  # fmt: skip


def closing_sheets(book: Book, study: Study, manifest: Manifest, today: Today) -> None:
    """Write where the clusters stood on the first day, the levers in force, the assumptions, the manifest."""
    if today is not None:
        first = date(study.plan.first_year, 1, 1).isoformat()
        heading = Text(f"{first}: 按在册数据,以待用标准衡量", f"{first}: by the figures on file")
        held = Text(
            "持有称号者按复核标准,其余按认定标准",
            "titles held are measured by the standard of the re-review, candidates by that of admission",
        )
        clusters_sheet(book, today, heading, [held])
        figures_sheets(book, today)
    _levers(book, study)
    _assumptions(book, study)
    manifest_sheet(book, manifest)


def _levers(book: Book, study: Study) -> None:
    """Write every lever's value in force on the first day, and on each later day on which one changes."""
    sheet = book.sheet(Text("现行参数", "levers in force"))
    sheet.line(Text("颜色: 与条文不同的取值", "coloured: another value than the text's"))
    columns: tuple[Column, ...] = (
        Column("key", Text("参数", "lever"), width=32),
        Column("title", Text("名称", "title"), width=36),
        Column("citation", Text("条款", "clause"), width=14),
        Column("since", Text("起始日", "from"), "date"),
        Column("unit", Text("单位", "unit"), width=10),
        Column("default", Text("条文", "as written"), "number", 14),
    )
    columns += tuple(Column(f"scenario {place}", one.name, "number", 14) for place, one in enumerate(study.scenarios))
    sheet.table(columns, [row for lever in study.levers.values() for row in _in_force(study, lever, book.lang)])


def _in_force(study: Study, lever: Lever, lang: Language) -> Iterator[Row]:
    provisions = study.plan.provisions
    opening, end = date(study.plan.first_year, 1, 1).toordinal(), date(study.plan.last_year, 12, 31).toordinal()
    before: tuple[Value, ...] | None = None
    for day in (opening, *(day for day in provisions.change_days if opening < day <= end)):
        values = provisions.values(lever.key, day)
        if values != before:
            cells = {
                f"scenario {place}": lever_cell(lever, value, None if value == lever.default else "advisory")
                for place, value in enumerate(values)
            }
            yield {
                "key": lever.key,
                "title": lever.title.in_(lang),
                "citation": lever.citation,
                "since": date.fromordinal(day),
                "unit": "" if lever.unit in {DATE_UNIT, "share"} else lever.unit,
                "default": lever_cell(lever, lever.default),
                **cells,
            }
        before = values


def lever_cell(lever: Lever, value: Value, mark: Mark | None = None) -> Cell:
    """Return a lever's value: a number as one, all else as users write it."""
    if is_number(lever, value):
        return Cell(value, "share" if lever.unit == "share" else "number", mark)
    return Cell(lever.shown(value), "text", mark)


def is_number(lever: Lever, value: Value) -> bool:
    """Return whether a lever's value is a number to readers, not a date, a word or none."""
    return lever.kind == "number" and lever.unit != DATE_UNIT and value is not None


def _assumptions(book: Book, study: Study) -> None:
    sheet = book.sheet(Text("假定与出处", "assumptions"))
    sheet.line(Text(f"颜色: 没有出处的假定 ({ASSUMED})", f"coloured: {ASSUMED}, without a source"))
    rows = [
        {
            "key": one.key,
            "text": one.text.in_(book.lang),
            "value": one.value,
            "unit": one.unit,
            "clusters": one.clusters,
            "source": Cell(one.source, mark="unknown" if one.source.startswith(ASSUMED) else None),
        }
        for one in study.assumptions
    ]
    sheet.table(_ASSUMPTION, rows)
