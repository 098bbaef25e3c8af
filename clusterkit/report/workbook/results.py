"""The result of a run as a workbook: summary, retention, losses, differences, and the sheets of the run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from attrs import frozen

from clusterkit.law.policy import Policy
from clusterkit.law.text import Language, Text
from clusterkit.report.terminal import CAUSES
from clusterkit.report.workbook.book import Book, Column, Row, Sheet, Span, write_book
from clusterkit.report.workbook.native_chart import Chart, Curve
from clusterkit.report.workbook.run_sheets import Today, closing_sheets, tell_run
from clusterkit.simulation.results import Results
from clusterkit.study.simulate import Study

YEAR: Final = Column("year", Text("年末", "year's end"), "year")
SCENARIO: Final = Column("scenario", Text("情景", "scenario"), width=18)
POLICY: Final = Column("policy", Text("办法", "policy"), width=12)
SHARES: Final = (
    Column("mean", Text("留存率", "retention"), "share"),
    Column("low", Text("95%下限", "95 % low"), "share"),
    Column("high", Text("95%上限", "95 % high"), "share"),
    Column("p10", Text("单次运行 p10", "single run p10"), "share"),
    Column("p90", Text("单次运行 p90", "single run p90"), "share"),
)
COUNTS: Final = (
    Column("mean", Text("平均个数", "mean clusters"), "count"),
    Column("low", Text("95%下限", "95 % low"), "count"),
    Column("high", Text("95%上限", "95 % high"), "count"),
)
POINTS: Final = (
    Column("mean", Text("差(百分点)", "difference, points"), "points"),
    Column("low", Text("95%下限", "95 % low"), "points"),
    Column("high", Text("95%上限", "95 % high"), "points"),
)
CAUSE: Final = (
    Column("cause_title", Text("原因", "cause"), width=28),
    Column("criterion_title", Text("未达标项", "criterion"), width=40),
    Column("citation", Text("条款", "clause"), width=14),
)
CAUSE_KEYS: Final = (
    Column("cause", Text("原因代码", "cause key"), width=24),
    Column("criterion", Text("未达标项代码", "criterion key"), width=32),
)
PAIRED: Final = Text("同一批随机数配对比较", "paired on the same draws")
_HOLDERS: Final = (
    Column("certified", Text("持有", "hold it"), "count"),
    Column("lost", Text("失去", "lost it"), "count"),
    Column("never", Text("从未获得", "never held"), "count"),
)
_SUMMARY: Final = (
    SCENARIO,
    Column("title", Text("办法", "policy"), width=44),
    Column("policy", Text("代码", "key"), width=12),
    Column("started", Text("起始持有", "certified at the start"), "whole"),
    YEAR,
    *SHARES,
)
_RETENTION: Final = (SCENARIO, POLICY, YEAR, *SHARES, *_HOLDERS)
_LOSSES: Final = (SCENARIO, POLICY, *(CAUSE[place] for place in (0, 2)), *COUNTS, CAUSE_KEYS[0])
_FAILED: Final = (SCENARIO, POLICY, *CAUSE, *COUNTS, *CAUSE_KEYS)
_DIFFERENCES: Final = (SCENARIO, Column("against", Text("基准", "against"), width=18), POLICY, YEAR, *POINTS)


def write_results(path: Path, found: Results, study: Study, today: Today, lang: Language) -> Path:
    """Write the workbook of a run and return where it is; `today` adds the clusters with their verdicts.

    Raises InputError where it cannot be written.
    """

    def fill(book: Book) -> None:
        sheet = summary_sheet(book, found, study, Text("模拟结果", "result of a simulation"))
        tell_run(sheet, study, found.manifest, today, lang)
        retention_sheet(book, found)
        losses_sheets(book, found)
        if len(found.scenarios) > 1:
            differences = book.sheet(Text("与基准之差", "differences"))
            differences.line(
                Text("留存率之差,同一批随机数配对比较", "difference in retention, paired on the same draws")
            )
            differences.table(_DIFFERENCES, found.difference_rows())
        closing_sheets(book, study, found.manifest, today)

    return write_book(path, lang, fill)


def summary_sheet(book: Book, found: Results, study: Study, what: Text) -> Sheet:
    """Begin the workbook with its title, its question and where every scenario ends; return the sheet."""
    sheet = book.sheet(Text("概要", "summary"))
    sheet.heading(study.title or what)
    if study.question:
        sheet.line(study.question)
    rows = []
    for place, name in enumerate(found.scenarios):
        for key in found.keys:
            tally = found.tally(key, place)
            own = {"scenario": name, "title": tally.policy.title.in_(book.lang), "policy": key}
            rows.append({**own, "started": tally.started, **found.retention_rows(key, place)[-1]})
    sheet.table(_SUMMARY, rows)
    return sheet


def retention_sheet(book: Book, found: Results) -> None:
    """Write retention and holders by year, with a chart for each policy and a curve for each scenario."""
    sheet = book.sheet(Text("逐年留存", "retention"))
    rows: list[Row] = []
    blocks: list[tuple[str, int, int]] = []
    for key in found.keys:
        for place, name in enumerate(found.scenarios):
            begin = len(rows)
            holders = found.holder_rows(key, place)
            for row, held in zip(found.retention_rows(key, place), holders, strict=True):
                rows.append({"scenario": name, "policy": key, **row, **held})
            blocks.append((key, begin, len(rows)))
    span = sheet.table(_RETENTION, rows)
    for key in found.keys:
        policy = found.tally(key).policy
        curves = [_curve(_RETENTION, span, begin, end, "year") for of, begin, end in blocks if of == key]
        title = titled(policy, Text("留存率", "retention"))
        shown = Chart("line", title, Text("年末", "year's end"), Text("留存率", "retention"), curves)
        sheet.chart(shown, right_of=len(_RETENTION))


def losses_sheets(book: Book, found: Results) -> None:
    """Write losses by cause, with a chart for each policy, and on a sheet of their own those by criterion."""
    sheet = book.sheet(Text("失去原因", "losses"))
    sheet.line(Text("整个期间失去称号的平均个数", "mean clusters lost over the whole run"))
    rows: list[Row] = []
    blocks: list[tuple[str, int, int]] = []
    for key in found.keys:
        own = _by_cause(found, key, book.lang)
        blocks += [(key, len(rows) + place, len(rows) + place + size) for place, size in _blocks(own, found)]
        rows += own
    span = sheet.table(_LOSSES, rows)
    for key in found.keys:
        bars = [_curve(_LOSSES, span, begin, end, "cause_title") for of, begin, end in blocks if of == key]
        title = titled(found.tally(key).policy, Text("失去称号的原因", "losses by cause"))
        shown = Chart("bar", title, Text("原因", "cause"), Text("平均个数", "mean clusters"), bars, shares=False)
        sheet.chart(shown, right_of=len(_LOSSES))
    _failed_sheet(book, found)


def _by_cause(found: Results, key: str, lang: Language) -> list[Row]:
    """Return losses by scenario and cause; every scenario has the same causes, for their bars to stand together."""
    policy = found.tally(key).policy
    titles = LossTitles.of(policy, lang)
    whole = [
        {row["cause"]: row for row in found.loss_rows(key, place) if row["criterion"] is None}
        for place in range(len(found.scenarios))
    ]
    rows: list[Row] = []
    for name, own in zip(found.scenarios, whole, strict=True):
        for cause in dict.fromkeys(cause for one in whole for cause in one):
            never = {"cause": cause, "criterion": None, "citation": policy.causes[cause], "mean": 0.0}
            rows.append({"scenario": name, **titles.of_row(own.get(cause, never))})
    return rows


def _blocks(rows: Sequence[Row], found: Results) -> Iterator[tuple[int, int]]:
    """Yield where each scenario's rows begin among those of a policy, and how many they are."""
    size = len(rows) // len(found.scenarios)
    yield from ((place * size, size) for place in range(len(found.scenarios)) if size)


def _failed_sheet(book: Book, found: Results) -> None:
    sheet = book.sheet(Text("未达标项", "losses by criterion"))
    sheet.line(
        Text(
            "整个期间的平均个数;同一次复核可有多项未达标,各行不可相加",
            "mean clusters over the whole run; one review may fail on several criteria, so the rows do not add up",
        )
    )
    titles = {key: LossTitles.of(found.tally(key).policy, book.lang) for key in found.keys}
    rows = [
        {"scenario": name, **titles[key].of_row(row)}
        for key in found.keys
        for place, name in enumerate(found.scenarios)
        for row in found.loss_rows(key, place)
        if row["criterion"] is not None
    ]
    sheet.table(_FAILED, rows)


@frozen
class LossTitles:
    """What a policy's causes and criteria are called in rows of losses."""

    policy: str
    criteria: Mapping[str | None, str]
    lang: Language

    @classmethod
    def of(cls, policy: Policy, lang: Language) -> LossTitles:
        """Return the titles of one policy."""
        return cls(policy.key, {one.id: one.title.in_(lang) for one in policy.criteria}, lang)

    def of_row(self, row: Row) -> Row:
        """Return a row of losses with the titles of its policy, cause and criterion."""
        cause, criterion = row["cause"], row["criterion"]
        return {
            **row,
            "policy": self.policy,
            "cause_title": CAUSES[cause].in_(self.lang) if cause in CAUSES else cause,
            "criterion_title": self.criteria.get(criterion, criterion),
        }


def titled(policy: Policy, what: Text) -> Text:
    """Return the title of a chart of one policy."""
    return Text(f"{what.zh}:{policy.title.zh} [{policy.key}]", f"{what.en}: {policy.title.en} [{policy.key}]")


def _curve(columns: Sequence[Column], span: Span, begin: int, end: int, along: str) -> Curve:
    """Return the curve of a scenario's rows: the means along a column, called by the scenario."""
    keys = [column.key for column in columns]
    rows = span.first + begin, span.first + end
    return Curve((rows[0], keys.index("scenario")), rows, keys.index(along), keys.index("mean"))
