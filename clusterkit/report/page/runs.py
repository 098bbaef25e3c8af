"""The question, and how it was computed: what every reader has to know before any number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from clusterkit.law.text import Text
from clusterkit.report.page.content import Block, Prose, Section, Table
from clusterkit.report.page.glossary import Glossary
from clusterkit.report.page.leniency import pardon
from clusterkit.report.page.markup import sentence
from clusterkit.report.page.result import Result

Row = Mapping[str, Any]
MOST_BESIDE: Final = 3
"""Results that stand side by side in a table."""
COMMANDS: Final[Mapping[str, Text]] = {
    "simulate": Text("多年模拟", "simulation"),
    "compare": Text("情景比较", "comparison of scenarios"),
    "sweep": Text("参数逐值变化", "sweep"),
    "solve": Text("求临界值", "threshold"),
    "sensitivity": Text("敏感性", "sensitivity"),
    "ambiguity": Text("条文读法", "readings of the law"),
    "explain": Text("单个集群", "one cluster's story"),
    "survival": Text("持有时间", "how long titles are held"),
    "calibrate": Text("执行宽严的校准", "calibration"),
}
ENFORCEMENTS: Final[Mapping[str, Text]] = {
    "as_written": Text("严格按条文", "as written"),
    "calibrated": Text("复核按校准宽限", "reviews pardon shortfalls as calibrated"),
}

_UNSTATED: Final = Text(
    "研究没有写明问题;研究文件的 question 一项会显示在这里。",
    "No question is stated; the question of a study file is shown here.",
)
_FEW: Final = Text(
    "按校准执行的水平依据极少的公开结果;两种法律之差受此影响小得多。",
    "Levels under calibrated enforcement rest on very few published outcomes; differences between two laws are far "
    "less sensitive to it.",
)
_FAILED: Final = Text("{name}:{count} 次重复失败,未计入", "{name}: {count} replications failed and are left out")


def questions(results: Sequence[Result], words: Glossary) -> Section:
    """Return the questions that the studies state, what must not be overlooked, and how all was computed."""
    blocks: list[Block] = []
    blocks += [Prose(told, "answer") for told in stated(results)] or [Prose(_UNSTATED.in_(words.lang), "remark")]
    blocks += [*_warnings(results, words), _table(results, words), *_calibrations(results, words)]
    blocks.append(_commands(results, words))
    return Section("question", words.say("问题与计算", "The question, and how it was computed"), blocks)


def stated(results: Sequence[Result]) -> list[str]:
    """Return the titles and questions that the studies state, each once."""
    told = [one.get(key, "") for one in manifests(results) for key in ("title", "question")]
    return [one for one in dict.fromkeys(told) if one]


def manifests(results: Sequence[Result]) -> list[Row]:
    """Return the manifest of each result."""
    return [one.manifest for one in results]


def enforcement(told: str, words: Glossary) -> str:
    """Return how strictly the law was applied, in words."""
    return "; ".join(words.among(ENFORCEMENTS, one) for one in told.split("; "))


def _warnings(results: Sequence[Result], words: Glossary) -> Iterator[Block]:
    told = manifests(results)
    if any(one["portfolio"]["illustrative"] for one in told):
        yield Prose(words.say("集群为示例,不是真实集群。", "The clusters are illustrative, not real ones."), "warning")
    if len({one["portfolio"]["sha256"] for one in told}) > 1:
        yield Prose(words.say("各结果用的集群数据不同。", "The results rest on different portfolios."), "warning")
    if any("calibrated" in one["enforcement"] for one in told):
        yield Prose(_FEW.in_(words.lang), "warning")
    for one in told:
        failed = one.get("replications_failed", [])
        if failed:
            name, count = one["portfolio"]["name"], str(len(failed))
            yield Prose(sentence(_FAILED.in_(words.lang), name=name, count=count), "warning")
        for failure in one.get("failures", []):
            yield Prose(failure["reason"], "warning")
        for warning in one.get("warnings", []):
            yield Prose(words.of(warning), "warning")
    for note in dict.fromkeys(words.of(note["text"]) for one in told for note in one.get("notes", [])):
        yield Prose(note, "warning")


def _table(results: Sequence[Result], words: Glossary) -> Table:
    """Return how each result was computed: few of them side by side, many one below the other."""
    heads = words.heads(
        ("结果", "result"), ("做法", "what"), ("集群数据", "portfolio"), ("法律", "laws"), ("期间", "from – to"),
        ("执行", "applied"), ("集群", "clusters"), ("重复", "runs"), ("种子", "seed"), ("反馈", "support"),
        ("假定", "assumed"),
    )  # fmt: skip
    rows = []
    for result in results:
        one = result.manifest
        done = one.get("replications_done", one["replications"])
        runs = f"{done:g}" if done == one["replications"] else f"{done:g} / {one['replications']:g}"
        support = one.get("support", 0)
        rows.append(
            (
                result.name, words.among(COMMANDS, result.kind), one["portfolio"]["name"],
                ", ".join(words.policy(key) for key in one["policies"]), f"{one['start']} – {one['end']}",
                enforcement(one["enforcement"], words), f"{one['portfolio']['clusters']:g}", runs, f"{one['seed']}",
                f"{support:+.1%}" if support else words.say("无", "none"),
                str(sum(bool(assumption["assumed"]) for assumption in one["assumptions"])),
            )
        )  # fmt: skip
    if len(rows) > MOST_BESIDE:
        return Table(heads, rows, texts=6)
    first, *others = zip(heads, *rows, strict=True)
    return Table(map(str, first), others, texts=1 + len(rows))


def _calibrations(results: Sequence[Result], words: Glossary) -> Iterator[Block]:
    found = [pardon(one, words) for manifest in manifests(results) for one in manifest.get("calibrations", [])]
    yield from map(Prose, dict.fromkeys(found))


def _commands(results: Sequence[Result], words: Glossary) -> Table:
    heads = words.heads(
        ("结果", "result"), ("命令", "command"), ("集群数据的 sha256", "sha256 of the portfolio"), ("版本", "versions")
    )
    rows = [
        (one.name, one.manifest.get("command", ""), one.manifest["portfolio"]["sha256"], versions(one.manifest))
        for one in results
    ]
    return Table(heads, rows, texts=4)


def versions(manifest: Row) -> str:
    """Return the versions of clusterkit and of the plugins."""
    parts = {"clusterkit": manifest["clusterkit"], **manifest.get("plugins", {})}
    return ", ".join(f"{name} {version}" for name, version in parts.items())
