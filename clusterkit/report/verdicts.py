"""An assessment on the terminal, as an applicant or an office reads it: what fails, what is missing, the clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from clusterkit.assessment import Assessment
from clusterkit.law.text import Language, Text
from clusterkit.verdict import Cause, ClusterVerdict, CriterionVerdict, DutyVerdict, Missing

FEW = 3
"""Up to so many results are shown in full; more as a summary."""
MOST_CRITERIA = 10

WORDS: Mapping[str, Text] = {
    "passes": Text("通过", "passes"),
    "fails": Text("不通过", "fails"),
    "incomplete": Text("资料不全", "incomplete"),
    "met": Text("符合", "met"),
    "not_met": Text("不符合", "not met"),
    "unknown": Text("缺资料", "unknown"),
    "not_applicable": Text("不适用", "not applicable"),
    "advisory": Text("提示", "advisory"),
    "admission": Text("认定标准", "the standard of admission"),
    "retention": Text("复核标准", "the standard of re-review"),
    "lose": Text("失去称号", "title lost"),
    "lose_standing": Text("失去复核资格", "standing for re-review lost"),
    "mend": Text("限期整改", "to mend by"),
    "warn": Text("警告", "warned"),
    "no_title": Text("当日未持有称号", "no title was held on the day"),
    "title_lost": Text("称号已失去", "the title was lost already"),
    "standing_lost": Text("复核资格已失去", "the standing was lost already"),
    "no_rule": Text("无相应后果", "no rule takes it up"),
    "discretion": Text("由主管部门裁量", "at the authority's discretion"),
}
_STYLES = {
    "passes": "bold green", "fails": "bold red", "incomplete": "bold yellow", "met": "green",
    "not_met": "red", "unknown": "yellow", "advisory": "cyan", "not_applicable": "dim",
}  # fmt: skip
_ORDER = ("not_met", "unknown", "advisory", "met", "not_applicable")


def print_assessment(console: Console, found: Assessment, lang: Language) -> None:
    """Print an assessment: in full for a few clusters, else a line for each and what fails most often."""
    portfolio = found.portfolio
    console.print(Line(f"{portfolio.name}, {found.on.isoformat()}: {_word(found.standard, lang)}", style="bold"))
    counts = Counter(one.verdict for one in found.results)
    console.print(
        Line(", ").join(
            Line(f"{_word(verdict, lang)} {counts[verdict]}", style=_STYLES[verdict])
            for verdict in ("passes", "fails", "incomplete")
        )
    )
    if len(found.results) <= FEW:
        for one in found.results:
            _print_cluster(console, one, lang)
        return
    _print_summary(console, found.results, lang)
    _print_most_failed(console, found.results, lang)
    example = next((one for one in found.results if one.verdict != "passes"), found.results[0]).cluster_id
    console.print(
        f"逐条查看一个集群: --cluster {example}"
        if lang == "zh"
        else f"one cluster, clause by clause: --cluster {example}"
    )


def _print_cluster(console: Console, one: ClusterVerdict, lang: Language) -> None:
    zh = lang == "zh"
    console.print()
    console.print(
        Line.assemble(
            (f"{one.cluster_id} {one.name}".strip() + f" [{one.policy}]: ", "bold"),
            (_word(one.verdict, lang), _STYLES[one.verdict]),
        )
    )
    console.print(Line(_admission(one, lang)))
    heads = ("条款", "条件", "结论", "数值", "要求", "余量") if zh else (
        "clause", "criterion", "verdict", "figure", "asked", "margin")  # fmt: skip
    table = _table(heads)
    ordered = sorted(one.criteria, key=lambda criterion: _ORDER.index(criterion.verdict))
    for criterion in ordered:
        add_criterion(table, criterion, lang)
        for arm in criterion.arms:
            add_criterion(table, arm, lang, indent="  ")
    console.print(table)
    _print_duties(console, one.duties, lang)
    _print_causes(console, one.causes, lang)


def add_criterion(table: Table, one: CriterionVerdict, lang: Language, indent: str = "") -> None:
    """Add a criterion and its arms to a table of clause, criterion, verdict, figure, bound and margin."""
    title = Line(f"{indent}{one.title.in_(lang)} ").append(one.id, style="dim")
    if one.missing:
        title.append(f"\n{indent}{_waits(one.missing, lang, known=one.title)}", style="yellow")
    verdict = Line(_word(one.verdict, lang), style=_STYLES[one.verdict])
    if not one.binding and one.verdict != "advisory":
        verdict.append(f" ({_word('advisory', lang)})", style="dim")
    bound = "" if one.bound is None else f"{one.operator} {shown(one.bound, one.unit)}"
    margin = "" if one.margin is None else _distance(one.margin, one.unit, lang)
    table.add_row(Line(one.citation), title, verdict, Line(_figure(one)), Line(bound), Line(margin))


def _print_duties(console: Console, duties: Sequence[DutyVerdict], lang: Language) -> None:
    if not duties:
        return
    zh = lang == "zh"
    heads = ("条款", "义务", "年度", "截止", "报送", "结论") if zh else (
        "clause", "duty", "on year", "due by", "sent on", "verdict")  # fmt: skip
    table = _table(heads, title="报送义务" if zh else "duties")
    for one in duties:
        table.add_row(
            Line(one.citation),
            Line(one.title.in_(lang)),
            str(one.year),
            one.deadline.isoformat(),
            "" if one.sent_on is None else one.sent_on.isoformat(),
            Line(_word(one.verdict, lang), style=_STYLES[one.verdict]),
        )
    console.print(table)


def _print_causes(console: Console, causes: Sequence[Cause], lang: Language) -> None:
    if not causes:
        return
    zh = lang == "zh"
    heads = ("条款", "事由", "日期", "后果") if zh else ("clause", "cause", "date", "effect")
    table = _table(heads, title="事由" if zh else "causes")
    for one in causes:
        effect = Line(_word(one.effect or one.reason or "no_rule", lang), style="red" if one.effect else "dim")
        if one.takes_effect is not None and one.takes_effect != one.date:
            effect.append(f" ({one.takes_effect.isoformat()})")
        table.add_row(Line(one.citation), Line(one.title.in_(lang)), one.date.isoformat(), effect)
    console.print(table)


def _print_summary(console: Console, results: Sequence[ClusterVerdict], lang: Language) -> None:
    zh = lang == "zh"
    heads = ("集群", "名称", "政策", "结论", "认定", "不符合", "缺资料", "提示", "事由", "最先不符合") if zh else (
        "cluster", "name", "policy", "verdict", "admission", "not met", "unknown", "advisory", "causes", "first not met"
    )  # fmt: skip
    table = _table(heads)
    for one in results:
        admission = one.admission.verdict
        table.add_row(
            Line(one.cluster_id),
            Line(one.name),
            one.policy,
            Line(_word(one.verdict, lang), style=_STYLES[one.verdict]),
            Line(_word(admission, lang), style=_STYLES[admission]),
            str(len(one.failing)),
            str(len(one.unknown)),
            str(sum(criterion.verdict == "advisory" for criterion in one.criteria)),
            str(sum(cause.effect is not None for cause in one.causes)),
            Line(f"{one.failing[0].id} ({one.failing[0].citation})" if one.failing else ""),
        )
    console.print(table)


def _print_most_failed(console: Console, results: Sequence[ClusterVerdict], lang: Language) -> None:
    failed = Counter(criterion.id for one in results for criterion in one.failing)
    if not failed:
        return
    zh = lang == "zh"
    told = {criterion.id: criterion for one in results for criterion in one.criteria}
    heads = ("条款", "条件", "不符合的集群") if zh else ("clause", "criterion", "clusters that fail it")
    table = _table(heads, title="最常不符合的条件" if zh else "criteria most often not met")
    for name, count in failed.most_common(MOST_CRITERIA):
        title = Line(f"{told[name].title.in_(lang)} ").append(name, style="dim")
        table.add_row(Line(told[name].citation), title, str(count))
    console.print(table)


def _admission(one: ClusterVerdict, lang: Language) -> str:
    zh, admission = lang == "zh", one.admission
    told = ("认定: " if zh else "admission: ") + _word(admission.verdict, lang)
    if admission.recognised_automatically:
        told += ",自动认定" if zh else ", recognised automatically"
    if admission.citation:
        told += f" ({admission.citation})"
    for asked in admission.prerequisites:
        told += f"; {asked.title.in_(lang)} ({asked.citation}): {_word(asked.verdict, lang)}"
    return told + (f"; {_waits(admission.missing, lang)}" if admission.missing else "")


def _waits(missing: Sequence[Missing], lang: Language, known: Text | None = None) -> str:
    """Say what is missing, column by column; a title that stands beside it is not repeated."""
    zh = lang == "zh"

    def each() -> Iterator[str]:
        for one in missing:
            title = "" if one.title == known else f"{one.title.in_(lang)} "
            years = ", ".join(str(year) for year in one.years)
            zero = (" 为零" if zh else " is zero") if one.zero else ""
            yield f"{title}{one.indicator}" + (f" ({years})" if years else "") + zero

    return ("缺: " if zh else "missing: ") + "; ".join(each())


def shown(value: float, unit: str | None) -> str:
    """Return a number as people read it: shares in percent, others with their unit."""
    return f"{value * 100:.6g}%" if unit == "share" else f"{value:.8g} {unit or ''}".strip()


def _distance(margin: float, unit: str | None, lang: Language) -> str:
    sign = "+" if margin > 0 else ""
    if unit == "share":
        return f"{sign}{margin * 100:.6g} " + ("个百分点" if lang == "zh" else "points")
    return f"{sign}{margin:.8g} {unit or ''}".strip()


def _figure(one: CriterionVerdict) -> str:
    if one.figure is not None:
        return shown(one.figure, one.unit)
    low, high = one.span or (None, None)
    ends = [] if low is None else [f"≥ {shown(low, one.unit)}"]
    ends += [] if high is None else [f"≤ {shown(high, one.unit)}"]
    return ", ".join(ends)


def _word(key: str, lang: Language) -> str:
    return WORDS[key].in_(lang)


def _table(heads: Sequence[str], title: str | None = None) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", title=title, title_justify="left")
    for place, head in enumerate(heads):
        table.add_column(head, overflow="fold", no_wrap=place == 0)
    return table
