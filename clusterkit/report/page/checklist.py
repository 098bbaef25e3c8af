"""The reporting checklist of the field, STRESS-DES, filled from the results; what they cannot know is marked.

Monks, T., Currie, C. S. M., Onggo, B. S., Robinson, S., Kunc, M., Taylor, S. J. E. (2019): Strengthening the
reporting of empirical simulation studies: introducing the STRESS guidelines. Journal of Simulation 13, 55-67,
doi:10.1080/17477778.2018.1442155. What the items ask is told in our own words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from attrs import frozen

from clusterkit.law.text import Text
from clusterkit.report.page import answers
from clusterkit.report.page.answers import Answer, Facts
from clusterkit.report.page.content import Prose, Section, Table
from clusterkit.report.page.glossary import Glossary
from clusterkit.report.page.markup import Content, Html, element, joined, sentence
from clusterkit.report.page.result import Result


@frozen
class Item:
    """One item of the checklist: its number, what it is about, and where its answer comes from."""

    number: str
    title: Text
    answer: Callable[[Facts], Answer]


ITEMS: Final = (
    Item("1.1", Text("模型的目的", "Purpose of the model"), answers.purpose),
    Item("1.2", Text("模型的输出及其算法", "Model outputs, and how they are computed"), answers.outputs),
    Item("1.3", Text("试验的目的", "Aims of experimentation"), answers.aims),
    Item("2.1", Text("基本模型概图", "Base model: overview diagram"), answers.diagram),
    Item("2.2", Text("基本模型逻辑", "Base model: logic"), answers.logic),
    Item("2.3", Text("情景逻辑", "Logic of the scenarios"), answers.scenarios),
    Item("2.4", Text("算法", "Algorithms"), answers.algorithms),
    Item("2.5.1", Text("组成:实体", "Components: entities"), answers.entities),
    Item("2.5.2", Text("组成:活动", "Components: activities"), answers.activities),
    Item("2.5.3", Text("组成:资源", "Components: resources"), answers.resources),
    Item("2.5.4", Text("组成:排队", "Components: queues"), answers.queues),
    Item("2.5.5", Text("组成:进入与退出", "Components: entry and exit points"), answers.boundaries),
    Item("3.1", Text("数据来源", "Data sources"), answers.sources),
    Item("3.2", Text("数据预处理", "Pre-processing"), answers.preprocessing),
    Item("3.3", Text("输入参数", "Input parameters"), answers.parameters),
    Item("3.4", Text("假定", "Assumptions"), answers.assumptions),
    Item("4.1", Text("初始状态", "Initialisation"), answers.initialisation),
    Item("4.2", Text("运行长度", "Run length"), answers.run_length),
    Item("4.3", Text("估计方法", "Estimation approach"), answers.estimation),
    Item("5.1", Text("软件与编程语言", "Software and programming language"), answers.software),
    Item("5.2", Text("随机抽样", "Random sampling"), answers.sampling),
    Item("5.3", Text("模型的执行", "Model execution"), answers.execution),
    Item("5.4", Text("运行环境", "System specification"), answers.system),
    Item("6.1", Text("模型的获取", "Access to the model"), answers.access),
)

_STATES: Final[Mapping[str, Text]] = {
    "filled": Text("● 已填", "● filled"),
    "in part": Text("◐ 部分", "◐ in part"),
    "blank": Text("○ 空白", "○ blank"),
}

_TOLD: Final = Text(
    "STRESS-DES 共 {} 项:由运行结果填写 {} 项,部分填写 {} 项,空白 {} 项;待作者补充处已标出。",
    "Of the {} items of STRESS-DES, the results fill {}, {} in part, {} are blank; what is left to the authors is "
    "marked.",
)
_SOURCE: Final = (
    "Monks T, Currie CSM, Onggo BS, Robinson S, Kunc M, Taylor SJE (2019). Journal of Simulation 13, 55–67. "
    "doi:10.1080/17477778.2018.1442155"
)


def checklist(results: Sequence[Result], words: Glossary) -> Section:
    """Return the checklist with the state of every item, and what is left to its authors."""
    facts = Facts(results, words)
    found = [(item, item.answer(facts)) for item in ITEMS]
    counts = {state: sum(answer.state == state for _, answer in found) for state in _STATES}
    told = _TOLD.in_(words.lang).format(len(ITEMS), counts["filled"], counts["in part"], counts["blank"])
    heads = words.heads(("项", "no."), ("内容", "item"), ("状态", "state"), ("回答", "answer"))
    rows = [
        (item.number, item.title.in_(words.lang), words.among(_STATES, answer.state), _shown(answer, words))
        for item, answer in found
    ]
    title = words.say("报告清单(STRESS-DES)", "Reporting checklist (STRESS-DES)")
    return Section("checklist", title, [Prose(told), Table(heads, rows, texts=4), Prose(_SOURCE, "remark")])


def _shown(answer: Answer, words: Glossary) -> Html:
    parts: list[Content] = [answer.told]
    if answer.missing:
        gap = sentence(words.say("[待填:{missing}]", "[to be filled in: {missing}]"), missing=answer.missing)
        parts += [" " if answer.told else "", element("mark", gap)]
    return joined(*parts)
