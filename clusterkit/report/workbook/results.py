"""The result of a run as a workbook: summary, retention, losses, clusters, levers, assumptions, manifest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from clusterkit.assessment import Assessment
from clusterkit.law.text import Language
from clusterkit.report.terminal import CAUSES
from clusterkit.report.workbook.book import Book, Column, Sheet, written
from clusterkit.report.workbook.verdicts import clusters_sheet
from clusterkit.simulation.results import Results
from clusterkit.simulation.tally import Row
from clusterkit.study.simulate import Study


def write_results(path: Path, found: Results, study: Study, today: Assessment | None, lang: Language) -> None:
    """Write the workbook of a run; `today` adds the clusters with their verdicts. Raises InputError."""
    with written(path) as book:
        _summary(book, found, study, lang)
        _retention(book, found, lang)
        _losses(book, found, lang)
        if len(found.scenarios) > 1:
            _differences(book, found, lang)
        if today is not None:
            clusters_sheet(book, today, lang)
        _levers(book, study, lang)
        _assumptions(book, study, lang)
        _manifest(book, found.manifest, lang)


def _summary(book: Book, found: Results, study: Study, lang: Language) -> None:
    zh = lang == "zh"
    manifest = found.manifest
    sheet = book.sheet("概要" if zh else "summary")
    sheet.heading(study.title or ("模拟结果" if zh else "result of a simulation"))
    if study.question:
        sheet.line(study.question)
    portfolio = manifest["portfolio"]
    illustrative = ("(示例数据,非真实集群)" if zh else " (illustrative, not real)") if portfolio["illustrative"] else ""
    for text in (
        f"{portfolio['name']}{illustrative}",
        f"{manifest['start']} → {manifest['end']}",
        f"{'重复次数' if zh else 'replications'}: {manifest['replications_done']}",
        f"{'种子' if zh else 'seed'}: {manifest['seed']}",
        ("执行:" if zh else "enforcement: ") + str(manifest["enforcement"]),
    ):
        sheet.line(text)
    rows = [
        {"scenario": name, "policy": found.tally(key, scenario).policy.title.in_(lang), "key": key,
         "started": found.tally(key, scenario).started, **found.retention_rows(key, scenario)[-1]}
        for scenario, name in enumerate(found.scenarios)
        for key in found.keys
    ]  # fmt: skip
    last = found.years[-1]
    sheet.table(
        [
            Column("scenario", "情景" if zh else "scenario", width=18),
            Column("policy", "办法" if zh else "policy", width=44),
            Column("key", "代码" if zh else "key", width=12),
            Column("started", "起始持有" if zh else "certified at the start", "whole"),
            Column("mean", f"{last}年末留存率" if zh else f"retention, end of {last}", "share"),
            Column("low", "95%下限" if zh else "95 % low", "share"),
            Column("high", "95%上限" if zh else "95 % high", "share"),
            Column("p10", "单次 p10" if zh else "single run p10", "share"),
            Column("p90", "单次 p90" if zh else "single run p90", "share"),
        ],
        rows,
    )


def _retention(book: Book, found: Results, lang: Language) -> None:
    zh = lang == "zh"
    sheet = book.sheet("逐年留存" if zh else "retention")
    rows: list[Row] = []
    blocks: list[tuple[str, int, int]] = []
    for scenario, name in enumerate(found.scenarios):
        for key in found.keys:
            begin = len(rows)
            holders = found.holder_rows(key, scenario)
            for row, held in zip(found.retention_rows(key, scenario), holders, strict=True):
                rows.append({"scenario": name, "key": key, **row, **held})
            blocks.append((f"{key} — {name}" if len(found.scenarios) > 1 else key, begin, len(rows) - 1))
    first, _ = sheet.table(
        [
            Column("scenario", "情景" if zh else "scenario", width=18),
            Column("key", "办法" if zh else "policy", width=12),
            Column("year", "年末" if zh else "year's end", "year"),
            Column("mean", "留存率" if zh else "retention", "share"),
            Column("low", "95%下限" if zh else "95 % low", "share"),
            Column("high", "95%上限" if zh else "95 % high", "share"),
            Column("p10", "单次 p10" if zh else "single run p10", "share"),
            Column("p90", "单次 p90" if zh else "single run p90", "share"),
            Column("certified", "持有" if zh else "hold it", "count"),
            Column("lost", "失去" if zh else "lost it", "count"),
            Column("never", "从未获得" if zh else "never held", "count"),
        ],
        rows,
    )
    _curves(sheet, first, blocks, zh=zh)


def _curves(sheet: Sheet, first: int, blocks: list[tuple[str, int, int]], *, zh: bool) -> None:
    name = sheet.raw.get_name()
    dashes = ("solid", "dash", "round_dot", "long_dash", "dash_dot", "square_dot")
    series = [
        {
            "name": label,
            "categories": [name, first + begin, 2, first + end, 2],
            "values": [name, first + begin, 3, first + end, 3],
            "line": {"width": 2.0, "dash_type": dashes[place % len(dashes)]},
        }
        for place, (label, begin, end) in enumerate(blocks)
    ]
    sheet.chart(
        {"type": "line"}, series, at="M2", title="留存率" if zh else "retention", y="留存率" if zh else "retention"
    )


def _losses(book: Book, found: Results, lang: Language) -> None:
    zh = lang == "zh"
    sheet = book.sheet("失去原因" if zh else "losses")
    rows: list[Row] = []
    for scenario, name in enumerate(found.scenarios):
        for key in found.keys:
            titles = {one.id: one.title.in_(lang) for one in found.tally(key, scenario).policy.criteria}
            for row in found.loss_rows(key, scenario):
                cause = CAUSES.get(row["cause"])
                title = row["cause"] if cause is None else cause.in_(lang)
                criterion = "" if row["criterion"] is None else titles.get(row["criterion"], row["criterion"])
                rows.append({"scenario": name, "key": key, **row, "title": title, "criterion_title": criterion})
    sheet.line(
        "整个期间失去称号的平均个数;同一次复核可有多项未达标,分项不可相加" if zh
        else "mean clusters lost over the whole run; one review may fail on several criteria, whose rows do not add up"
    )  # fmt: skip
    sheet.table(
        [
            Column("scenario", "情景" if zh else "scenario", width=18),
            Column("key", "办法" if zh else "policy", width=12),
            Column("title", "原因" if zh else "cause", width=26),
            Column("criterion_title", "未达标项" if zh else "criterion", width=40),
            Column("citation", "条款" if zh else "clause", width=14),
            Column("mean", "平均" if zh else "mean", "count"),
            Column("low", "95%下限" if zh else "95 % low", "count"),
            Column("high", "95%上限" if zh else "95 % high", "count"),
            Column("cause", "原因代码" if zh else "cause key", width=22),
            Column("criterion", "条款代码" if zh else "criterion key", width=30),
        ],
        rows,
    )


def _differences(book: Book, found: Results, lang: Language) -> None:
    zh = lang == "zh"
    sheet = book.sheet("与基准之差" if zh else "differences")
    sheet.line("留存率之差,同一批随机数配对比较" if zh else "difference in retention, paired on the same draws")
    sheet.table(
        [
            Column("scenario", "情景" if zh else "scenario", width=18),
            Column("against", "基准" if zh else "against", width=18),
            Column("policy", "办法" if zh else "policy", width=12),
            Column("year", "年末" if zh else "year's end", "year"),
            Column("mean", "差" if zh else "difference", "points"),
            Column("low", "95%下限" if zh else "95 % low", "points"),
            Column("high", "95%上限" if zh else "95 % high", "points"),
        ],
        found.difference_rows(),
    )


def _levers(book: Book, study: Study, lang: Language) -> None:
    """Write every lever's value in force on the first day, by scenario."""
    zh = lang == "zh"
    sheet = book.sheet("现行参数" if zh else "levers in force")
    opening = date(study.plan.first_year, 1, 1).toordinal()
    names = [one.name for one in study.scenarios]
    rows, marks = [], []
    for key, lever in study.levers.items():
        values = [lever.shown(value) for value in study.plan.provisions.values(key, opening)]
        row: Row = {"key": key, "title": lever.title.in_(lang), "citation": lever.citation, "unit": lever.unit}
        row["default"] = lever.shown(lever.default)
        row |= {f"scenario {place}": value for place, value in enumerate(values)}
        rows.append(row)
        marks.append("advisory" if len(set(values)) > 1 else None)
    sheet.line(
        "起始日的取值;颜色标出各情景不同者" if zh else "values on the first day; coloured where scenarios differ"
    )
    sheet.table(
        [
            Column("key", "参数" if zh else "lever", width=32),
            Column("title", "名称" if zh else "title", width=36),
            Column("citation", "条款" if zh else "clause", width=14),
            Column("default", "条文" if zh else "as written", width=14),
            *(Column(f"scenario {place}", name, width=14) for place, name in enumerate(names)),
        ],
        rows,
        marks=marks,
    )


def _assumptions(book: Book, study: Study, lang: Language) -> None:
    zh = lang == "zh"
    sheet = book.sheet("假定与出处" if zh else "assumptions")
    rows = [
        {"key": one.key, "text": one.text.in_(lang), "value": one.value, "unit": one.unit, "source": one.source,
         "clusters": one.clusters}
        for one in study.assumptions
    ]  # fmt: skip
    sheet.table(
        [
            Column("key", "代码" if zh else "key", width=32),
            Column("text", "内容" if zh else "what", width=44),
            Column("value", "数值" if zh else "value", "number"),
            Column("unit", "单位" if zh else "unit", width=14),
            Column("clusters", "集群数" if zh else "clusters", "whole"),
            Column("source", "出处" if zh else "source", width=70),
        ],
        rows,
        marks=["unknown" if str(row["source"]).startswith("ASSUMED") else None for row in rows],
    )


def _manifest(book: Book, manifest: Mapping[str, Any], lang: Language) -> None:
    sheet = book.sheet("运行记录" if lang == "zh" else "manifest")
    rows = [
        {"key": key, "value": told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)}
        for key, told in manifest.items()
        if key != "assumptions"
    ]
    item, value = ("项目", "值") if lang == "zh" else ("item", "value")
    sheet.table([Column("key", item, width=24), Column("value", value, width=90)], rows)
