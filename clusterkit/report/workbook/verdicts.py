"""An assessment as a workbook: a line for each cluster, figures by criterion, every criterion with its margin.

What fails is coloured, and a note on the cell names the clause and what it asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from attrs import evolve

from clusterkit.assessment import Assessment
from clusterkit.law.text import Language, Text
from clusterkit.report.verdicts import WORDS, shown
from clusterkit.report.workbook.book import Book, Cell, Column, Kind, Mark, Row, write_book
from clusterkit.report.workbook.manifest import Manifest, manifest_sheet
from clusterkit.study.first_day import Position
from clusterkit.verdict import ClusterVerdict, CriterionVerdict

MARKS: Final[Mapping[str, Mark]] = {
    "fails": "fails", "not_met": "fails", "incomplete": "unknown", "unknown": "unknown", "advisory": "advisory",
}  # fmt: skip
COLOURS: Final = Text(
    "颜色:红 不符合;黄 缺资料;蓝 提示。余量:正值为符合一侧。",
    "colours: red not met, yellow data missing, blue advisory; margins are positive on the met side",
)
ON: Final = Text("当日", "on the day")

_SCENARIO: Final = Column("scenario", Text("情景", "scenario"), width=18)
_CLUSTER: Final = (
    Column("cluster_id", Text("集群编号", "cluster"), width=14),
    Column("name", Text("名称", "name"), width=30),
    Column("policy", Text("办法", "policy"), width=12),
)
_VERDICT: Final = (
    Column("standard", Text("所用标准", "standard"), width=14),
    Column("verdict", Text("结论", "verdict"), width=12),
    Column("admission", Text("认定", "admission"), width=12),
    Column("not_met", Text("不符合项数", "criteria not met"), "whole"),
    Column("unknown", Text("缺资料项数", "criteria unknown"), "whole"),
    Column("tightest", Text("余量最小的标准", "tightest criterion"), width=36),
    Column("margin", Text("余量", "margin"), "number"),
    Column("unit", Text("单位", "unit"), width=10),
    Column("of_bound", Text("余量占要求之比", "margin as a share of what is asked"), "share", 14),
    Column("which_not_met", Text("不符合的标准", "what is not met"), width=60),
    Column("which_unknown", Text("缺资料的标准", "what waits for data"), width=60),
)
_CRITERION: Final = (
    Column("cluster_id", Text("集群编号", "cluster"), width=14),
    Column("policy", Text("办法", "policy"), width=12),
    Column("citation", Text("条款", "clause"), width=14),
    Column("title", Text("标准", "criterion"), width=44),
    Column("verdict", Text("结论", "verdict"), width=12),
    Column("figure", Text("数值", "figure"), "number"),
    Column("operator", Text("比较", "is to be"), width=8),
    Column("bound", Text("要求", "asked"), "number"),
    Column("margin", Text("余量", "margin"), "number"),
    Column("unit", Text("单位", "unit"), width=10),
    Column("missing", Text("所缺", "missing"), width=40),
    Column("id", Text("代码", "key"), width=34),
)


def write_verdicts(path: Path, found: Assessment, lang: Language) -> Path:
    """Write the workbook of an assessment and return where it is. Raises InputError where it cannot be written."""
    places = [Position("", found.standard, one) for one in found.results]
    heading = Text(*(f"{found.portfolio.name}, {found.on.isoformat()}",) * 2)

    def fill(book: Book) -> None:
        clusters_sheet(book, places, heading, found.notes)
        figures_sheets(book, places)
        _criteria_sheet(book, places)
        manifest_sheet(book, terms_of(found))

    return write_book(path, lang, fill)


def terms_of(found: Assessment) -> Manifest:
    """Return on what terms an assessment was made: the day, the standard, the portfolio, what was changed."""
    told = evolve(found, results=()).as_dict()
    del told["results"]
    return told


def clusters_sheet(book: Book, places: Sequence[Position], heading: Text, notes: Sequence[Text] = ()) -> None:
    """Write a line for each cluster: verdict, admission, the tightest margin, what is not met, what is missing."""
    sheet = book.sheet(Text("集群结论", "clusters"))
    sheet.heading(heading)
    for told in (*notes, COLOURS):
        sheet.line(told)
    own = (_SCENARIO,) if any(one.scenario for one in places) else ()
    sheet.table((*own, *_CLUSTER, *_VERDICT), [_cluster_row(one, book.lang) for one in places], len(own) + 1)


def figures_sheets(book: Book, places: Sequence[Position]) -> None:
    """Write a sheet for each policy: a cluster's figures by criterion, what fails coloured, the clause in a note."""
    for policy in dict.fromkeys(one.verdict.policy for one in places):
        own = [one for one in places if one.verdict.policy == policy]
        # The standards of admission and of the re-review need not have the same parts.
        asked = {each.id: each for one in own for each, _ in _all(one.verdict)}
        first = (_SCENARIO,) if any(one.scenario for one in own) else ()
        columns = [Column(key, _asked(each, book.lang), _kind(each), 16) for key, each in asked.items()]
        sheet = book.sheet(Text(f"数值 {policy}", f"figures {policy}"))
        sheet.line(COLOURS)
        sheet.table((*first, *_CLUSTER[:2], *columns), [_figures_row(one, book.lang) for one in own], len(first) + 2)


def _criteria_sheet(book: Book, places: Sequence[Position]) -> None:
    """Write every cluster and criterion: verdict, figure, bound, margin, clause."""
    sheet = book.sheet(Text("逐条", "criteria"))
    rows = [_criterion_row(one.verdict, each, mark, book.lang) for one in places for each, mark in _all(one.verdict)]
    sheet.table(_CRITERION, rows)


def tightest(one: ClusterVerdict) -> tuple[CriterionVerdict, float] | None:
    """Return the criterion that decides with the smallest margin as a share of its bound, and that share."""
    shares = [
        (each, each.margin / abs(each.bound))
        for each in one.criteria
        if each.binding and each.margin is not None and each.bound
    ]
    return min(shares, key=lambda found: found[1], default=None)


def _cluster_row(place: Position, lang: Language) -> Row:
    one, least = place.verdict, tightest(place.verdict)
    row = {
        "scenario": place.scenario,
        "cluster_id": one.cluster_id,
        "name": one.name,
        "policy": one.policy,
        "standard": WORDS[place.standard].in_(lang),
        "verdict": Cell(WORDS[one.verdict].in_(lang), mark=MARKS.get(one.verdict)),
        "admission": Cell(WORDS[one.admission.verdict].in_(lang), mark=MARKS.get(one.admission.verdict)),
        "not_met": len(one.failing),
        "unknown": len(one.unknown),
        "which_not_met": "; ".join(f"{each.title.in_(lang)} ({each.citation})" for each in one.failing),
        "which_unknown": "; ".join(f"{each.title.in_(lang)} ({each.citation})" for each in one.unknown),
    }
    if least is None:
        return row
    each, share = least
    shares: Kind = "share" if each.unit == "share" else "number"
    return {
        **row,
        "tightest": f"{each.title.in_(lang)} ({each.citation})",
        "margin": Cell(each.margin, shares, MARKS.get(each.verdict)),
        "unit": each.unit,
        "of_bound": share,
    }


def _figures_row(place: Position, lang: Language) -> Row:
    one = place.verdict
    cells = {each.id: _figure(each, mark, lang) for each, mark in _all(one)}
    return {"scenario": place.scenario, "cluster_id": one.cluster_id, "name": one.name, **cells}


def _figure(one: CriterionVerdict, mark: Mark | None, lang: Language) -> Cell:
    """Return a criterion's figure, or its verdict in words where no number decides; noted where it is marked."""
    word = WORDS[one.verdict].in_(lang)
    cell = Cell(word, "text", mark) if one.figure is None else Cell(one.figure, _kind(one), mark)
    if mark is None:
        return cell
    lines = [f"{one.citation} {one.title.in_(lang)}: {word}"]
    if one.bound is not None:
        lines.append(("要求 " if lang == "zh" else "asked: ") + f"{one.operator} {shown(one.bound, one.unit)}")
    if one.margin is not None:
        lines.append(("余量 " if lang == "zh" else "margin: ") + shown(one.margin, one.unit))
    lines += [f"{'缺' if lang == 'zh' else 'missing:'} {gap}" for gap in _missing(one, lang)]
    return evolve(cell, note="\n".join(lines))


def _criterion_row(one: ClusterVerdict, each: CriterionVerdict, mark: Mark | None, lang: Language) -> Row:
    kind = _kind(each)
    return {
        "cluster_id": one.cluster_id,
        "policy": one.policy,
        "citation": each.citation,
        "title": each.title.in_(lang),
        "verdict": Cell(WORDS[each.verdict].in_(lang), mark=mark),
        "figure": Cell(each.figure, kind),
        "operator": each.operator,
        "bound": Cell(each.bound, kind),
        "margin": Cell(each.margin, kind),
        "unit": each.unit,
        "missing": "; ".join(_missing(each, lang)),
        "id": each.id,
    }


def _all(one: ClusterVerdict) -> Iterator[tuple[CriterionVerdict, Mark | None]]:
    """Yield every criterion and arm with its mark; an arm of what is met by another arm has none."""
    for top in one.criteria:
        yield top, MARKS.get(top.verdict)
        for arm in top.arms:
            yield arm, MARKS.get(arm.verdict) if top.verdict in MARKS else None


def _asked(one: CriterionVerdict, lang: Language) -> str:
    unit = "" if not one.unit or one.unit == "share" else f" [{one.unit}]"
    return f"{one.title.in_(lang)}{unit} ({one.citation})"


def _missing(one: CriterionVerdict, lang: Language) -> list[str]:
    return [f"{gap.title.in_(lang)} {', '.join(map(str, gap.years))}".strip() for gap in one.missing]


def _kind(one: CriterionVerdict) -> Kind:
    return "share" if one.unit == "share" else "number"
