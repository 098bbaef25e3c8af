"""A sweep as a workbook: the curve or the grid with its chart, losses along it, slopes, the cliff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from clusterkit.law.lever import DATE_UNIT, Lever
from clusterkit.law.policy import Policy
from clusterkit.law.text import Language, Text
from clusterkit.report.workbook.book import Book, Column, Row, Sheet, write_book
from clusterkit.report.workbook.native_chart import Chart, Curve, Form
from clusterkit.report.workbook.results import CAUSE, CAUSE_KEYS, COUNTS, POLICY, SHARES, YEAR, LossTitles, titled
from clusterkit.report.workbook.run_sheets import Today, closing_sheets, is_number, lever_cell, tell_run
from clusterkit.study.sweep import Axis, Method, Sweep

_RETENTION: Final = Text("留存率", "retention")
_METHODS: Final[Mapping[Method, Text]] = {
    "critical_value": Text("临界值法:一次运行,精确", "critical values: exact, in one run"),
    "scenario_axis": Text("逐值模拟", "each value simulated"),
}
_SLOPES: Final = (
    POLICY,
    Column("value", Text("自", "from"), width=14),
    Column("to", Text("至", "to"), width=14),
    Column("mean", Text("变化", "change"), "number"),
    Column("low", Text("95%下限", "95 % low"), "number"),
    Column("high", Text("95%上限", "95 % high"), "number"),
)
_MOST_CURVES: Final = 12
"""Curves of a grid that can be told apart in one chart."""


def write_sweep(path: Path, found: Sweep, today: Today, lang: Language) -> Path:
    """Write the workbook of a sweep and return where it is. Raises InputError where it cannot be written."""
    manifest = found.study.manifest()

    def fill(book: Book) -> None:
        sheet, rows = book.sheet(Text("概要", "summary")), _rows(found)
        _tell_sweep(sheet, found, lang)
        tell_run(sheet, found.study, manifest, today, lang)
        for policy in _policies(found):
            ends = [row for row in rows if (row["policy"], row.get("year")) == (policy.key, found.study.plan.last_year)]
            if len(found.axes) == 1:
                _curve(book, found, policy, ends)
            else:
                _grid(book, found, policy, ends)
        _by_year(book, found, [row for row in rows if row["table"] == "retention"])
        _losses(book, found, [row for row in rows if row["table"] == "losses"])
        if len(found.axes) == 1:
            _slopes(book, found.lever, [row for row in rows if row["table"] == "slope"])
        closing_sheets(book, found.study, manifest, today)

    return write_book(path, lang, fill)


def _rows(found: Sweep) -> list[Row]:
    """Return the sweep's rows with the levers' values as cells."""
    axes = {"value": found.axes[0], "second": found.axes[-1], "to": found.axes[0]}
    cells = {
        key: {axis.lever.jsonable(value): lever_cell(axis.lever, value) for value in axis.values}
        for key, axis in axes.items()
    }
    return [{**row, **{key: cells[key][row[key]] for key in axes if key in row}} for row in found.rows()]


def _tell_sweep(sheet: Sheet, found: Sweep, lang: Language) -> None:
    """Write what was swept, by which method, and where the cliff is."""
    zh, cliff = lang == "zh", found.cliff()
    sheet.heading(found.study.title or ("参数逐值变化" if zh else "a lever through its values"))
    if found.study.question:
        sheet.line(found.study.question)
    why = "" if found.reason is None else f"; {found.reason.in_(lang)}"
    sheet.line(("方法: " if zh else "method: ") + _METHODS[found.method].in_(lang) + why)
    rows: list[Row] = [
        {
            "key": axis.lever.key, "title": axis.lever.title.in_(lang), "citation": axis.lever.citation,
            "unit": axis.lever.unit, "values": len(axis.values), "first": lever_cell(axis.lever, axis.values[0]),
            "last": lever_cell(axis.lever, axis.values[-1]),
        }
        for axis in found.axes
    ]  # fmt: skip
    sheet.table(
        (
            Column("key", Text("参数", "lever"), width=32),
            Column("title", Text("名称", "title"), width=36),
            Column("citation", Text("条款", "clause"), width=14),
            Column("unit", Text("单位", "unit"), width=10),
            Column("values", Text("取值个数", "values"), "whole"),
            Column("first", Text("第一个值", "first"), width=12),
            Column("last", Text("最后一个值", "last"), width=12),
        ),
        rows,
    )
    if cliff is not None:
        low, high, value = (found.lever.shown(one) for one in (cliff.slope.low, cliff.slope.high, cliff.value))
        sheet.line(
            f"断崖 [{cliff.slope.policy}]: {low} 与 {high} 之间留存率变化最快" if zh
            else f"cliff [{cliff.slope.policy}]: retention changes fastest between {low} and {high}"
        )  # fmt: skip
        if cliff.near is not None:
            sheet.line(
                f"起始时持有称号的集群中, {cliff.near} 个的现值在 {value} 上下 5% 以内" if zh
                else f"{cliff.near} of the clusters certified at the start have a present figure within 5 % of {value}"
            )  # fmt: skip


def _curve(book: Book, found: Sweep, policy: Policy, rows: Sequence[Row]) -> None:
    """Write retention at the end value by value, and draw it with its interval."""
    (axis,) = found.axes
    sheet = book.sheet(Text(f"曲线 {policy.key}", f"curve {policy.key}"))
    sheet.heading(_at_the_end(found, policy))
    sheet.line(_called(axis, book.lang))
    columns = (_along("value", axis), *SHARES)
    span = sheet.table(columns, rows)
    if any(row["mean"] is None for row in rows):
        return
    # One replication has no interval.
    ends = () if any(row["low"] is None for row in rows) else (2, 3)
    curves = [Curve((span.header, 1), (span.first, span.end), 0, 1)]
    curves += [Curve((span.header, place), (span.first, span.end), 0, place, like=0) for place in ends]
    sheet.chart(_chart(found, policy, axis, curves), right_of=len(columns))


def _grid(book: Book, found: Sweep, policy: Policy, ends: Sequence[Row]) -> None:
    """Write retention at the end at every point, the first lever down and the second across, and draw its columns."""
    first, second = found.axes
    sheet = book.sheet(Text(f"网格 {policy.key}", f"grid {policy.key}"))
    sheet.heading(_at_the_end(found, policy))
    sheet.line(Text("向下: ", "down: ").in_(book.lang) + _called(first, book.lang))
    sheet.line(Text("向右: ", "across: ").in_(book.lang) + _called(second, book.lang))
    across = [Column(f"{place}", second.lever.shown(value), "share", 12) for place, value in enumerate(second.values)]
    columns = (_along("value", first), *across)
    width = len(second.values)
    rows = [
        {"value": line[0]["value"], **{f"{place}": row["mean"] for place, row in enumerate(line)}}
        for line in (ends[begin : begin + width] for begin in range(0, len(ends), width))
    ]
    span = sheet.table(columns, rows)
    drawn = range(1, min(len(columns), _MOST_CURVES + 1))
    curves = [Curve((span.header, place), (span.first, span.end), 0, place) for place in drawn]
    sheet.chart(_chart(found, policy, first, curves), right_of=len(columns))


def _chart(found: Sweep, policy: Policy, axis: Axis, curves: Sequence[Curve]) -> Chart:
    """Return a chart of retention along an axis: to scale where its values are numbers."""
    lever = axis.lever
    form: Form = "scatter" if all(is_number(lever, value) for value in axis.values) else "line"
    along = Text(f"{lever.title.zh} {_unit(lever)}", f"{lever.title.en} {_unit(lever)}")
    return Chart(form, _at_the_end(found, policy), along, _RETENTION, curves)


def _at_the_end(found: Sweep, policy: Policy) -> Text:
    year = found.study.plan.last_year
    return titled(policy, Text(f"{year} 年末留存率", f"retention at the end of {year}"))


def _by_year(book: Book, found: Sweep, rows: Sequence[Row]) -> None:
    book.sheet(Text("逐年留存", "retention")).table((*_axes(found), POLICY, YEAR, *SHARES), rows)


def _losses(book: Book, found: Sweep, rows: Sequence[Row]) -> None:
    sheet = book.sheet(Text("失去原因", "losses"))
    sheet.line(
        Text(
            "整个期间的平均个数;无未达标项的行为该原因合计,分项不可相加",
            "mean clusters over the whole run; rows without a criterion are the cause as a whole, "
            "those with one do not add up",
        )
    )
    titles = {policy.key: LossTitles.of(policy, book.lang) for policy in _policies(found)}
    told = [{**row, **titles[row["policy"]].of_row(row)} for row in rows]
    sheet.table((*_axes(found), POLICY, *CAUSE, *COUNTS, *CAUSE_KEYS), told)


def _slopes(book: Book, lever: Lever, rows: Sequence[Row]) -> None:
    sheet = book.sheet(Text("每单位变化", "slopes"))
    dated = lever.kind == "month_day" or lever.unit == DATE_UNIT
    unit = Text("天", "day") if dated else Text(*(lever.unit or "1",) * 2)
    sheet.line(
        Text(f"相邻两值之间留存率之差,每 {unit.zh}", f"change of retention between neighbouring values, per {unit.en}")
    )
    sheet.table(_SLOPES, rows)


def _policies(found: Sweep) -> list[Policy]:
    return [policy for policy in found.study.plan.policies if policy.key in found.tallies[0]]


def _axes(found: Sweep) -> list[Column]:
    return [_along(key, axis) for key, axis in zip(("value", "second"), found.axes, strict=False)]


def _along(key: str, axis: Axis) -> Column:
    return Column(key, f"{axis.lever.key} {_unit(axis.lever)}".strip(), width=18)


def _called(axis: Axis, lang: Language) -> str:
    return f"{axis.lever.title.in_(lang)} [{axis.lever.key}], {axis.lever.citation}"


def _unit(lever: Lever) -> str:
    return "" if lever.unit in {"", "share", DATE_UNIT} else f"[{lever.unit}]"
