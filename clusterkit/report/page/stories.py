"""One cluster's story: where it stands today, what would turn that, and its years under every scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from clusterkit.law.text import Text
from clusterkit.report.charts import Axis
from clusterkit.report.explain import EFFECTS
from clusterkit.report.page import figures
from clusterkit.report.page.content import Block, Figure, Heading, Part, Prose, Table
from clusterkit.report.page.glossary import NONE, Glossary, distinct, percent, span
from clusterkit.report.page.markup import Content, sentence
from clusterkit.report.page.result import Result
from clusterkit.report.redline import SIGNS
from clusterkit.report.verdicts import WORDS

Row = Mapping[str, Any]

ALWAYS_MET: Final = 0.995
MOST_CRITERIA: Final = 15
MOST_POINTS: Final = 5
_DOUBTFUL: Final = frozenset({"not_met", "unknown", "advisory"})
_LEAD: Final = Text(
    "集群 {cluster},情景 {scenario}:{year} 年末持有称号({policy})的概率 {mean}(95%区间 {span})",
    "cluster {cluster}, scenario {scenario}: holds the title ({policy}) at the end of {year} with chance {mean} "
    "(95 % interval {span})",
)
_TODAY: Final = Text("{on},{scenario}:{cluster} {name}", "{on}, {scenario}: {cluster} {name}")
_VERDICT: Final = Text("{policy},{standard}:{verdict}", "{policy}, {standard}: {verdict}")
_TYPICAL: Final = Text("典型的一次运行(第 {} 次):", "One typical replication (no. {}):")
_MET: Final = Text(
    "{}({}):各年末复核时达标的概率", "{} ({}): chance that a review at the year's end finds each criterion met"
)  # fmt: skip


def story(result: Result, words: Glossary) -> Part:
    """Return a cluster's margins today, what would turn its verdicts, and what its years bring."""
    told, year = result.told, result.manifest["end"][:4]
    blocks: list[Block] = []
    leads: list[Content] = []
    for today in told["today"]:
        for verdict in today["results"]:
            blocks += _today(told["cluster_id"], today, verdict, words)
    for scenario in told["scenarios"]:
        for one in scenario["policies"]:
            keeps, policy = one["keeps"], words.policy(one["policy"])
            lead = sentence(
                _LEAD.in_(words.lang), cluster=told["cluster_id"], scenario=scenario["name"], year=year, policy=policy,
                mean=percent(keeps["mean"]), span=span(keeps["low"], keeps["high"]),
            )  # fmt: skip
            leads.append(lead)
            head = sentence("{scenario}: {policy}", scenario=scenario["name"], policy=policy)
            blocks += [Heading(head), Prose(lead, "answer"), *_years(told["cluster_id"], scenario["name"], one, words)]
    return Part(blocks, leads)


# Today -------------------------------------------------------------------------------------------


def _today(cluster: str, today: Row, verdict: Row, words: Glossary) -> Iterator[Block]:
    where = {"on": today["on"], "scenario": today["scenario"], "cluster": cluster, "name": verdict["name"]}
    yield Heading(sentence(_TODAY.in_(words.lang), **where))
    standard, found = words.among(WORDS, today["standard"]), words.among(WORDS, verdict["verdict"])
    policy = words.policy(verdict["policy"])
    yield Prose(sentence(_VERDICT.in_(words.lang), policy=policy, standard=standard, verdict=found), "answer")
    heads = words.heads(
        ("条款", "clause"), ("条件", "criterion"), ("结论", "verdict"), ("数值", "figure"), ("要求", "asked"),
        ("余量", "margin"),
    )  # fmt: skip
    shown = [one for one in verdict["criteria"] if one["figure"] is not None or one["verdict"] in _DOUBTFUL]
    yield Table(heads, [_criterion(one, words) for one in shown], texts=3)
    points = verdict["turning_points"][:MOST_POINTS]
    if points:
        heads = words.heads(
            ("改变结论的最小单项改动", "smallest change of one figure that turns the verdict"), ("现值", "now"),
            ("改为", "becomes"), ("变动", "change"), ("结论", "verdict"),
        )  # fmt: skip
        yield Table(heads, [_turning(one, words) for one in points])


def _criterion(one: Row, words: Glossary) -> tuple[str, ...]:
    unit, operator = one["unit"] or "", one["operator"]
    asked = NONE
    if operator is not None and one["bound"] is not None:
        asked = f"{SIGNS.get(operator, operator)} {words.value(one['bound'], unit)}"
    figure = NONE if one["figure"] is None else words.value(one["figure"], unit)
    title, verdict = f"{words.of(one['title'])} ({one['id']})", words.among(WORDS, one["verdict"])
    return one["citation"], title, verdict, figure, asked, words.margin(one["margin"], unit)


def _turning(one: Row, words: Glossary) -> tuple[str, ...]:
    change = "" if one["change"] is None else f"{one['change'] * 100:+.1f}%"
    now, then = (words.value(one[key], one["unit"]) for key in ("now", "then"))
    return words.of(one["title"]), now, then, change, words.among(WORDS, one["verdict"])


# The years ---------------------------------------------------------------------------------------


def _years(cluster: str, scenario: str, one: Row, words: Glossary) -> Iterator[Block]:
    if one["losses"]:
        yield _losses(one, words)
    figure = _met(cluster, scenario, one, words)
    if figure is not None:
        yield figure
    path = [
        (
            row["date"], words.among(EFFECTS, row["event"]), words.cause(row["cause"]), row["citation"],
            ", ".join(words.criterion(name) for name in row["criteria"]),
        )
        for row in one["typical"]["path"]
    ]  # fmt: skip
    if path:
        yield Prose(_TYPICAL.in_(words.lang).format(f"{one['typical']['replication'] + 1:g}"))
        heads = words.heads(
            ("日期", "day"), ("结果", "what"), ("原因", "cause"), ("条款", "clause"), ("未达标项", "criteria not met")
        )
        yield Table(heads, path, texts=5)


def _losses(one: Row, words: Glossary) -> Table:
    heads = words.heads(
        ("失去称号的原因", "how it loses the title"), ("条款", "clause"), ("概率", "chance"),
        ("95%区间", "95 % interval"), ("最早", "earliest"), ("中位", "median day"),
    )  # fmt: skip
    cells = [
        (
            words.cause(row["cause"]), row["citation"], percent(row["mean"]), span(row["low"], row["high"]),
            row["first"], row["median"],
        )
        for row in one["losses"]
    ]  # fmt: skip
    return Table(heads, cells, texts=2)


def _met(cluster: str, scenario: str, one: Row, words: Glossary) -> Figure | None:
    """Show how often a review at each year's end would find each criterion met, where that is ever in doubt."""
    least: dict[str, float] = {}
    for row in one["years"]:
        least[row["criterion"]] = min(least.get(row["criterion"], 1.0), row["met"])
    chosen = sorted((name for name in least if least[name] < ALWAYS_MET), key=lambda name: least[name])[:MOST_CRITERIA]
    if not chosen:
        return None
    names = distinct({name: words.criterion(name) for name in chosen})
    met = {(row["criterion"], row["year"]): row["met"] for row in one["years"]}
    years = sorted({row["year"] for row in one["years"]})
    rows = [
        {"y": names[name], "x": f"{year:g}", "value": met[name, year]}
        for name in chosen
        for year in years
        if (name, year) in met
    ]
    cells = [(names[name], *(percent(met.get((name, year))) for year in years)) for name in chosen]
    axes = (
        Axis(words.say("年末", "year's end"), scale="ordinal"),
        Axis(words.say("条件", "criterion"), scale="ordinal"),
        Axis(words.say("达标概率", "chance to be met"), "share"),
    )
    table = Table((words.say("条件", "criterion"), *(f"{year:g}" for year in years)), cells)
    title = _MET.in_(words.lang).format(cluster, scenario)
    return figures.grid(words, f"met-{one['policy']}-{cluster}", title, rows, axes, table, ends=(0.0, 1.0))
