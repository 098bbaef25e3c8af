"""An assessment as a workbook: a line for each cluster, and every criterion with its margin; failing cells coloured."""

from __future__ import annotations

from pathlib import Path

from clusterkit.assessment import Assessment
from clusterkit.law.text import Language
from clusterkit.report.verdicts import WORDS
from clusterkit.report.workbook.book import Book, Column, written
from clusterkit.simulation.tally import Row

_MARKS = {
    "fails": "fails", "not_met": "fails", "incomplete": "unknown", "unknown": "unknown", "advisory": "advisory",
}  # fmt: skip


def write_verdicts(path: Path, found: Assessment, lang: Language) -> None:
    """Write the workbook of an assessment. Raises InputError where it cannot be written."""
    with written(path) as book:
        clusters_sheet(book, found, lang)
        matrix_sheet(book, found, lang)
        criteria_sheet(book, found, lang)


def clusters_sheet(book: Book, found: Assessment, lang: Language) -> None:
    """Write a line for each cluster: verdict, admission, what fails, what is missing, the tightest margin."""
    zh = lang == "zh"
    sheet = book.sheet("集群结论" if zh else "clusters")
    sheet.heading(f"{found.on.isoformat()}, {WORDS[found.standard].in_(lang)}")
    for note in found.notes:
        sheet.line(note.in_(lang))
    rows: list[Row] = [
        {
            "cluster_id": one.cluster_id,
            "name": one.name,
            "policy": one.policy,
            "verdict": WORDS[one.verdict].in_(lang),
            "admission": WORDS[one.admission.verdict].in_(lang),
            "failing": "; ".join(f"{each.title.in_(lang)} ({each.citation})" for each in one.failing),
            "unknown": "; ".join(f"{each.title.in_(lang)} ({each.citation})" for each in one.unknown),
            "failing_count": len(one.failing),
            "unknown_count": len(one.unknown),
        }
        for one in found.results
    ]
    sheet.table(
        [
            Column("cluster_id", "集群编号" if zh else "cluster", width=14),
            Column("name", "名称" if zh else "name", width=32),
            Column("policy", "办法" if zh else "policy", width=12),
            Column("verdict", "结论" if zh else "verdict", width=12),
            Column("admission", "认定" if zh else "admission", width=12),
            Column("failing_count", "不符合项数" if zh else "criteria not met", "whole"),
            Column("unknown_count", "缺资料项数" if zh else "criteria unknown", "whole"),
            Column("failing", "不符合" if zh else "not met", width=60),
            Column("unknown", "缺资料" if zh else "data missing", width=60),
        ],
        rows,
        marks=[_MARKS.get(one.verdict) for one in found.results],
    )


def matrix_sheet(book: Book, found: Assessment, lang: Language) -> None:
    """Write figures by cluster and criterion with a number; failing cells coloured, the clause in a note."""
    for policy in found.policies:
        results = [one for one in found.results if one.policy == policy.key]
        if not results:
            continue
        numbered = [one for one in results[0].criteria if one.unit and not one.arms]
        sheet = book.sheet(f"{'数值' if lang == 'zh' else 'figures'} {policy.key}")
        columns = [Column("cluster_id", "集群编号" if lang == "zh" else "cluster", width=14)]
        columns += [
            Column(one.id, f"{one.title.in_(lang)} [{one.unit}]", "share" if one.unit == "share" else "number", 16)
            for one in numbered
        ]
        first, _ = sheet.table(columns, [{"cluster_id": one.cluster_id} for one in results])
        for number, result in enumerate(results):
            for place, asked in enumerate(numbered, start=1):
                verdict = result.criterion(asked.id)
                kind = columns[place].kind
                sheet.cell(first + number, place, verdict.figure, kind, _MARKS.get(verdict.verdict))
                if verdict.verdict in _MARKS:
                    bound = "" if verdict.bound is None else f" {verdict.operator} {verdict.bound:g} {verdict.unit}"
                    word = WORDS[verdict.verdict].in_(lang)
                    sheet.note(first + number, place, f"{verdict.citation}: {verdict.title.in_(lang)}{bound} — {word}")


def criteria_sheet(book: Book, found: Assessment, lang: Language) -> None:
    """Write every cluster and criterion: verdict, figure, bound, margin, clause."""
    zh = lang == "zh"
    sheet = book.sheet("逐条" if zh else "criteria")
    rows: list[Row] = []
    marks = []
    for one in found.results:
        for top in one.criteria:
            for each in (top, *top.arms):
                rows.append(
                    {
                        "cluster_id": one.cluster_id,
                        "policy": one.policy,
                        "citation": each.citation,
                        "title": each.title.in_(lang),
                        "verdict": WORDS[each.verdict].in_(lang),
                        "figure": each.figure,
                        "operator": each.operator,
                        "bound": each.bound,
                        "margin": each.margin,
                        "unit": each.unit,
                        "missing": "; ".join(gap.title.in_(lang) for gap in each.missing),
                        "id": each.id,
                    }
                )
                marks.append(_MARKS.get(each.verdict))
    sheet.table(
        [
            Column("cluster_id", "集群编号" if zh else "cluster", width=14),
            Column("policy", "办法" if zh else "policy", width=12),
            Column("citation", "条款" if zh else "clause", width=14),
            Column("title", "标准" if zh else "criterion", width=44),
            Column("verdict", "结论" if zh else "verdict", width=12),
            Column("figure", "数值" if zh else "figure", "number"),
            Column("operator", "", width=4),
            Column("bound", "要求" if zh else "asked", "number"),
            Column("margin", "余量" if zh else "margin", "number"),
            Column("unit", "单位" if zh else "unit", width=10),
            Column("missing", "缺" if zh else "missing", width=40),
            Column("id", "代码" if zh else "key", width=34),
        ],
        rows,
        marks=marks,
    )
