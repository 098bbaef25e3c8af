"""A comparison as a workbook: what differs, which causes and criteria, who bears it, whose fate flips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from clusterkit.law.text import Language, Text
from clusterkit.report.compare import ATTRIBUTES, ENFORCEMENTS, MEASURES, VALUES
from clusterkit.report.workbook.book import Book, Cell, Column, Kind, Row, write_book
from clusterkit.report.workbook.native_chart import Chart, Curve
from clusterkit.report.workbook.results import (
    CAUSE,
    CAUSE_KEYS,
    COUNTS,
    PAIRED,
    POINTS,
    POLICY,
    SCENARIO,
    YEAR,
    LossTitles,
    losses_sheets,
    retention_sheet,
    summary_sheet,
    titled,
)
from clusterkit.report.workbook.run_sheets import Today, closing_sheets, tell_run
from clusterkit.simulation.tally import Row as PlainRow
from clusterkit.study.comparison import Comparison

_PAIR: Final = (SCENARIO, Column("against", Text("基准", "against"), width=18), POLICY)
_CHANGE: Final = (Column("mean", Text("平均差", "mean difference"), "count"), *COUNTS[1:])
_STATUS: Final[Mapping[str, Text]] = {
    "certified": Text("持有", "hold it"),
    "lost": Text("失去", "lost it"),
    "never": Text("从未获得", "never held"),
}
_DIFFERENCES: Final = (*_PAIR, YEAR, *POINTS)
_HOLDERS: Final = (*_PAIR, YEAR, Column("status", Text("状态", "status"), width=12), *_CHANGE)
_LOSSES: Final = (*_PAIR, *CAUSE, *_CHANGE, *CAUSE_KEYS)
_BURDEN: Final = (
    *_PAIR,
    Column("by", Text("类别", "by"), width=20),
    Column("group", Text("组", "group"), width=24),
    Column("clusters", Text("集群数", "clusters"), "whole"),
    *POINTS,
    Column("measure", Text("规模指标", "size by"), width=16),
    Column("from", Text("规模自", "from"), "number", 11),
    Column("to", Text("规模至", "to"), "number", 11),
    Column("few", Text("说明", "note"), width=20),
)
_FLIPS: Final = (
    *_PAIR,
    Column("cluster_id", Text("集群编号", "cluster"), width=14),
    Column("share", Text("改变的比例", "flips in"), "share"),
    Column("low", Text("95%下限", "95 % low"), "share"),
    Column("high", Text("95%上限", "95 % high"), "share"),
    Column("lost", Text("由持有变失去", "now lost"), "share"),
    Column("kept", Text("由失去变保留", "now kept"), "share"),
    Column("sooner", Text("更早失去", "lost sooner"), "share"),
    Column("later", Text("更晚失去", "lost later"), "share"),
    *CAUSE,
    Column("margin", Text("平均余量", "mean margin"), "number"),
    Column("unit", Text("单位", "unit"), width=10),
    *CAUSE_KEYS,
)
_SAVED: Final = (
    *_PAIR,
    YEAR,
    Column("replications", Text("重复次数", "replications"), "whole", 14),
    Column("independent", Text("独立抽样所需次数", "independent ones needed"), "whole", 16),
    Column("saved", Text("省去次数", "saved"), "whole"),
)


def write_comparison(path: Path, found: Comparison, today: Today, lang: Language) -> Path:
    """Write the workbook of a comparison and return where it is. Raises InputError where it cannot be written."""
    study, outcome = found.study, found.outcome

    def fill(book: Book) -> None:
        sheet = summary_sheet(book, outcome, study, Text("情景比较", "a comparison of scenarios"))
        for scenario in study.scenarios:
            sheet.line(f"{scenario.name}: {scenario.title} {ENFORCEMENTS[scenario.enforcement.name].in_(lang)}")
        tell_run(sheet, study, outcome.manifest, today, lang)
        _differences(book, found)
        _holders(book, found)
        _losses(book, found)
        _burden(book, found)
        _flips(book, found)
        saved = book.sheet(Text("共同随机数", "common draws"))
        saved.line(Text("同样精度下,独立抽样所需的重复次数", "how many independent replications would be as precise"))
        saved.table(_SAVED, found.saved_rows())
        retention_sheet(book, outcome)
        losses_sheets(book, outcome)
        closing_sheets(book, study, outcome.manifest, today)

    return write_book(path, lang, fill)


def _differences(book: Book, found: Comparison) -> None:
    """Write the change of retention by year, with a chart for each policy and a curve for each scenario."""
    sheet = book.sheet(Text("留存率之差", "differences"))
    sheet.line(PAIRED)
    rows = found.difference_rows()
    span = sheet.table(_DIFFERENCES, rows)
    keys = [column.key for column in _DIFFERENCES]
    for key, one in found.outcome.policies.items():
        curves = []
        for begin, end in _runs(rows, key):
            named = span.first + begin, keys.index("scenario")
            curves.append(Curve(named, (named[0], span.first + end), keys.index("year"), keys.index("mean")))
        title = titled(one.policy, Text("留存率与基准之差", "change of retention"))
        shown = Chart("line", title, Text("年末", "year's end"), Text("差", "difference"), curves, floor=None)
        sheet.chart(shown, right_of=len(_DIFFERENCES))


def _runs(rows: Sequence[Row], policy: str) -> list[tuple[int, int]]:
    """Return where the rows of each scenario of a policy begin and end; they stand together."""
    found: dict[str, tuple[int, int]] = {}
    for place, row in enumerate(rows):
        if row["policy"] == policy:
            found[row["scenario"]] = found.get(row["scenario"], (place, place))[0], place + 1
    return list(found.values())


def _holders(book: Book, found: Comparison) -> None:
    sheet = book.sheet(Text("持有数之差", "holders"))
    sheet.line(PAIRED)
    rows = [{**row, "status": _STATUS[row["status"]].in_(book.lang)} for row in found.holder_difference_rows()]
    sheet.table(_HOLDERS, rows)


def _losses(book: Book, found: Comparison) -> None:
    sheet = book.sheet(Text("失去原因之差", "change of losses"))
    sheet.line(
        Text(
            "整个期间平均个数之差;无未达标项的行为该原因合计,分项不可相加",
            "change of the mean over the whole run; rows without a criterion are the cause as a whole, "
            "those with one do not add up",
        )
    )
    titles = _titles(found, book.lang)
    sheet.table(_LOSSES, [titles[row["policy"]].of_row(row) for row in found.loss_difference_rows()])


def _burden(book: Book, found: Comparison) -> None:
    sheet = book.sheet(Text("谁受影响", "who bears it"))
    sheet.line(Text("期末留存率之差,按集群类别", "change of retention at the end, by group of clusters"))
    sheet.table(_BURDEN, [_group(row, book.lang) for row in found.burden_rows()])


def _group(row: PlainRow, lang: Language) -> Row:
    name, (low, high) = row["group"], row["span"] or (None, None)
    words = name is None or row["by"] not in {"district", "dominant_industry"}
    return {
        **row,
        "by": ATTRIBUTES[row["by"]].in_(lang),
        "group": VALUES[name].in_(lang) if words and name in VALUES else name,
        "measure": MEASURES[row["measure"]].in_(lang) if row["measure"] in MEASURES else row["measure"],
        "from": low,
        "to": high,
        "few": Text("不足三个集群", "fewer than three clusters").in_(lang) if row["few"] else None,
    }


def _flips(book: Book, found: Comparison) -> None:
    sheet = book.sheet(Text("结果改变的集群", "flips"))
    sheet.line(
        Text(
            "期末结果改变的集群,占各次重复的比例;余量为决定条款的平均值,负值为未达",
            "clusters whose fate at the end flips, as shares of the replications; the margin is the mean of the "
            "criterion that decides, negative where it is missed",
        )
    )
    titles = _titles(found, book.lang)
    sheet.table(_FLIPS, [{**titles[row["policy"]].of_row(row), "margin": _margin(row)} for row in found.flip_rows()])


def _margin(row: Row) -> Cell:
    kind: Kind = "points" if row["unit"] == "share" else "number"
    return Cell(row["margin"], kind)


def _titles(found: Comparison, lang: Language) -> dict[str, LossTitles]:
    return {key: LossTitles.of(one.policy, lang) for key, one in found.outcome.policies.items()}
