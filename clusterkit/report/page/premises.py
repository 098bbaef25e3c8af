"""The assumptions of all results: what rests on no source first, then every number with its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clusterkit.report.page.content import Block, Heading, Prose, Section, Table
from clusterkit.report.page.glossary import Glossary
from clusterkit.report.page.markup import sentence
from clusterkit.report.page.result import Result
from clusterkit.report.page.runs import manifests

Row = Mapping[str, Any]


def assumptions(results: Sequence[Result], words: Glossary) -> Section:
    """Return every assumption once, with its value and source."""
    assumed, sourced = told_apart(results)
    template = words.say(
        "没有出处的假定(ASSUMED){assumed} 项,有公开出处的参数 {sourced} 项。",
        "{assumed} assumptions rest on no source (ASSUMED), {sourced} inputs on a published one.",
    )
    lead = sentence(template, assumed=str(len(assumed)), sourced=str(len(sourced)))
    blocks: list[Block] = [Prose(lead, "answer")]
    for title, rows in (
        (words.say("没有出处(ASSUMED)", "without a source (ASSUMED)"), assumed),
        (words.say("有公开出处", "with a published source"), sourced),
    ):
        if rows:
            blocks += [Heading(title), _table(rows, words)]
    return Section("assumptions", words.say("假定及其出处", "Assumptions and their sources"), blocks, [lead])


def told_apart(results: Sequence[Result]) -> tuple[list[Row], list[Row]]:
    """Return the assumptions that rest on no source and those that rest on one, each once."""
    found = {
        (one["key"], one["value"], one["source"], one["clusters"]): one
        for manifest in manifests(results)
        for one in manifest["assumptions"]
    }
    return [one for one in found.values() if one["assumed"]], [one for one in found.values() if not one["assumed"]]


def _table(rows: Sequence[Row], words: Glossary) -> Table:
    heads = words.heads(("项目", "what"), ("名称", "name"), ("说明或出处", "why, or source"), ("数值", "value"))
    cells = [(words.of(one["text"]), one["key"], one["source"], _value(one, words)) for one in rows]
    return Table(heads, cells, texts=4)


def _value(one: Row, words: Glossary) -> str:
    if one["value"] is not None:
        return f"{one['value']:.6g} {one['unit']}".strip()
    if one["clusters"] is None:
        return ""
    return words.say(f"{one['clusters']:g} 个集群", f"{one['clusters']:g} clusters")
