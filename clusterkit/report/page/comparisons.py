"""What a change of the law does, and for whom: losses that come and go, who bears it, whose fate flips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from clusterkit.law.text import Text
from clusterkit.report.charts import Axis
from clusterkit.report.compare import ATTRIBUTES, MEASURES, VALUES
from clusterkit.report.page import figures
from clusterkit.report.page.content import Block, Heading, Part, Prose, Table
from clusterkit.report.page.glossary import Glossary, percent, point_span, points, signed, signed_span, span
from clusterkit.report.page.markup import Content, sentence
from clusterkit.report.page.result import Result

Row = Mapping[str, Any]
Pair = tuple[str, str, str]
"""A scenario, the one that it is set against, and a policy."""

MOST_BARS: Final = 12
MOST_CLUSTERS: Final = 25
_TABLES: Final = ("differences", "loss_differences", "saved", "burden", "flips")
_FIXED_GROUPS: Final = frozenset({"size", "energy_intensive", "water_intensive"})
_LEAD: Final = Text(
    "{policy}:情景 {scenario} 与 {against} 相比,{year} 年末留存率 {points} 个百分点(95%区间 {span}),"
    "{flips} 个集群的结果改变",
    "{policy}: scenario {scenario} against {against}: retention at the end of {year} {points} points "
    "(95 % interval {span}); the fate of {flips} clusters flips",
)
_SAVED: Final = Text(
    "两种法律遇到同样的好年景与坏年景:{replications} 次配对重复与各 {independent} 次独立重复一样精确。",
    "Both laws meet the same good and bad years: {replications} paired replications are as precise as {independent} "
    "independent ones of each.",
)
_NOTHING: Final = Text("没有任何变化:每次运行结果都相同。", "Nothing differs: every replication ends the same.")


def comparison(result: Result, words: Glossary) -> Part:
    """Return pair by pair what a scenario changes: the end, losses, who bears it, the clusters that flip."""
    blocks: list[Block] = []
    leads: list[Content] = []
    for pair in _pairs(result):
        own = {name: _of(result, name, pair) for name in _TABLES}
        blocks.append(Heading(_title(pair, words)))
        if not _moves(own):
            blocks.append(Prose(_NOTHING.in_(words.lang)))
            continue
        leads += _lead(pair, own, words)
        blocks += [*_losses(pair, own["loss_differences"], words), *_burden(pair, own["burden"], words)]
        blocks += [*_flips(pair, own["flips"], words), *_saved(own["saved"], words)]
    return Part(blocks, leads)


def _pairs(result: Result) -> list[Pair]:
    rows = [*result.told["differences"], *result.told["loss_differences"], *result.told["flips"]]
    return list(dict.fromkeys((row["scenario"], row["against"], row["policy"]) for row in rows))


def _of(result: Result, name: str, pair: Pair) -> list[Row]:
    return [row for row in result.told[name] if (row["scenario"], row["against"], row["policy"]) == pair]


def _moves(own: Mapping[str, Sequence[Row]]) -> bool:
    return bool(own["flips"]) or any(map(_moved, [*own["differences"], *own["loss_differences"]]))


def _moved(row: Row) -> bool:
    return bool(row["mean"] or row["low"])


def _title(pair: Pair, words: Glossary) -> Content:
    scenario, against, policy = pair
    return sentence("{scenario} − {against}: {policy}", scenario=scenario, against=against, policy=words.policy(policy))


def _of_pair(pair: Pair, what: str) -> str:
    return f"{what}: {pair[0]} − {pair[1]}"


def _lead(pair: Pair, own: Mapping[str, Sequence[Row]], words: Glossary) -> Iterator[Content]:
    if own["differences"]:
        last = own["differences"][-1]
        yield sentence(
            _LEAD.in_(words.lang), policy=words.policy(pair[2]), scenario=pair[0], against=pair[1],
            year=str(last["year"]), points=points(last["mean"]), span=point_span(last["low"], last["high"]),
            flips=str(len(own["flips"])),
        )  # fmt: skip


def _losses(pair: Pair, rows: Sequence[Row], words: Glossary) -> Iterator[Block]:
    moving = [row for row in rows if _moved(row)]
    if not moving:
        return
    heads = words.heads(
        ("原因", "cause"), ("未达标的条件", "criterion not met"), ("条款", "clause"), ("个数之差", "change"),
        ("95%区间", "95 % interval"),
    )  # fmt: skip
    cells = [
        (
            words.cause(row["cause"]), words.criterion_told(row["criterion"]), row["citation"], signed(row["mean"]),
            signed_span(row["low"], row["high"]),
        )
        for row in moving
    ]  # fmt: skip
    widest = sorted(moving, key=lambda row: -abs(row["mean"]))[:MOST_BARS]
    bars = [{"series": "", "label": _cause(row, words), **figures.scaled(row)} for row in widest]
    title = _of_pair(pair, words.say("失去个数之差,按原因和条件", "change in titles lost, by cause and criterion"))
    axis = Axis(words.say("个数之差", "change in the number of clusters"), "points")
    yield figures.dots(words, f"loss-differences-{pair[2]}", title, bars, axis, Table(heads, cells, texts=3), zero=True)


def _cause(row: Row, words: Glossary) -> str:
    cause = words.cause(row["cause"])
    return cause if row["criterion"] is None else f"{cause}: {words.criterion(row['criterion'])}"


def _burden(pair: Pair, rows: Sequence[Row], words: Glossary) -> Iterator[Block]:
    moved = {row["by"] for row in rows if _moved(row)}
    own = [row for row in rows if row["by"] in moved]
    if not own:
        return
    heads = words.heads(
        ("属性", "by"), ("分组", "group"), ("集群数", "clusters"), ("留存率差(百分点)", "retention, points"),
        ("95%区间", "95 % interval"),
    )  # fmt: skip
    cells = [
        (
            words.among(ATTRIBUTES, row["by"]), _group(row, words), f"{row['clusters']:g}{' *' if row['few'] else ''}",
            points(row["mean"]), point_span(row["low"], row["high"]),
        )
        for row in own
    ]  # fmt: skip
    widest = sorted(own, key=lambda row: -abs(row["mean"]))[:MOST_CLUSTERS]
    bars = [
        {
            "series": "",
            "label": f"{words.among(ATTRIBUTES, row['by'])}: {_group(row, words)}",
            **figures.scaled(row, 100),
        }
        for row in own
        if row in widest
    ]
    title = _of_pair(pair, words.say("由谁承担:年末留存率之差", "who bears it: change of retention at the end"))
    axis = Axis(words.say("百分点", "points"), "points")
    yield figures.dots(words, f"burden-{pair[2]}", title, bars, axis, Table(heads, cells, texts=2), zero=True)
    if any(row["few"] for row in own):
        yield Prose(words.say("* 不足三个集群", "* fewer than three clusters"), "remark")


def _group(row: Row, words: Glossary) -> str:
    name = row["group"]
    if row["by"] in _FIXED_GROUPS or name is None:
        name = words.among(VALUES, name)
    if row["span"] is None or row["measure"] is None:
        return str(name)
    return f"{name} ({words.among(MEASURES, row['measure'])} {'–'.join(f'{end:.6g}' for end in row['span'])})"


def _flips(pair: Pair, rows: Sequence[Row], words: Glossary) -> Iterator[Block]:
    if not rows:
        yield Prose(words.say("没有集群在期末的结果改变。", "No cluster's fate at the end flips."))
        return
    lost, kept = words.say("由持有变失去", "now lost"), words.say("由失去变保留", "now kept")
    heads = words.heads(
        ("集群", "cluster"), ("决定条款", "decided by"), ("条款", "clause"), ("占各次重复", "share of runs"),
        ("95%区间", "95 % interval"), (lost, lost), (kept, kept), ("平均余量", "mean margin"),
    )  # fmt: skip
    cells = [
        (
            row["cluster_id"], _decided_by(row, words), row["citation"] or "", percent(row["share"]),
            span(row["low"], row["high"]), percent(row["lost"]), percent(row["kept"]),
            words.margin(row["margin"], row["unit"] or ""),
        )
        for row in rows
    ]  # fmt: skip
    bars = [
        {
            "series": lost if row["lost"] >= row["kept"] else kept, "label": row["cluster_id"], "mean": row["share"],
            "low": row["low"], "high": row["high"],
        }
        for row in rows[:MOST_CLUSTERS]
    ]  # fmt: skip
    title = _of_pair(pair, words.say("期末结果改变的集群", "clusters whose fate at the end flips"))
    axis = Axis(words.say("占各次重复的比例", "share of the replications"), "share")
    table = Table(heads, cells, texts=3)
    yield figures.dots(words, f"flips-{pair[2]}", title, bars, axis, table, zero=True, stems=True)
    if len(rows) > MOST_CLUSTERS:
        few = words.say("图中为前 {} 个。", "The chart shows the first {}.")
        yield Prose(few.format(MOST_CLUSTERS), "remark")


def _decided_by(row: Row, words: Glossary) -> str:
    if row["criterion"] is None and row["cause"] is not None:
        return words.cause(row["cause"])
    return words.criterion_told(row["criterion"])


def _saved(rows: Sequence[Row], words: Glossary) -> Iterator[Block]:
    for row in rows:
        if row["independent"] is not None:
            counts = {key: f"{row[key]:,.0f}" for key in ("replications", "independent")}
            yield Prose(sentence(_SAVED.in_(words.lang), **counts), "remark")
