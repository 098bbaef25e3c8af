"""A report of some results: its sections in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from attrs import frozen

from clusterkit.law.text import Text
from clusterkit.report.page.amendments import amendments
from clusterkit.report.page.checklist import checklist
from clusterkit.report.page.comparisons import comparison
from clusterkit.report.page.content import Figure, Part, Section
from clusterkit.report.page.glossary import Glossary
from clusterkit.report.page.leniency import leniency
from clusterkit.report.page.losses import losses
from clusterkit.report.page.premises import assumptions
from clusterkit.report.page.rankings import sensitivity
from clusterkit.report.page.readings import ambiguity
from clusterkit.report.page.result import Result
from clusterkit.report.page.retention import HOW_TO_READ, retention
from clusterkit.report.page.runs import questions
from clusterkit.report.page.shapes_of_results import Kind
from clusterkit.report.page.stories import story
from clusterkit.report.page.sweeps import sweep
from clusterkit.report.page.tenures import tenure
from clusterkit.report.page.thresholds import threshold


@frozen
class Subject:
    """A section that each result of some commands has a part in; the `remark` closes it."""

    key: str
    title: Text
    kinds: frozenset[Kind]
    part: Callable[[Result, Glossary], Part]
    remark: Text = Text("", "")


SUBJECTS: Final = (
    Subject("retention", Text("留存率", "Retention"), frozenset({"simulate", "compare"}), retention, HOW_TO_READ),
    Subject("losses", Text("失去称号的原因", "What takes the titles"), frozenset({"simulate", "compare"}), losses),
    Subject("changes", Text("改动的后果与承担者", "What the change does, to whom"), frozenset({"compare"}), comparison),
    Subject("sweep", Text("参数逐值变化", "Sweeps"), frozenset({"sweep"}), sweep),
    Subject("threshold", Text("临界值", "Thresholds"), frozenset({"solve"}), threshold),
    Subject("sensitivity", Text("什么最影响结果", "What matters most"), frozenset({"sensitivity"}), sensitivity),
    Subject("readings", Text("条文的不同读法", "How the law is read"), frozenset({"ambiguity"}), ambiguity),
    Subject("story", Text("单个集群", "One cluster"), frozenset({"explain"}), story),
    Subject("tenure", Text("持有时间", "How long titles are held"), frozenset({"survival"}), tenure),
    Subject("calibration", Text("执行宽严", "How strictly the law is applied"), frozenset({"calibrate"}), leniency),
)  # fmt: skip


@frozen(eq=False)
class Report:
    """A report before it is a page."""

    title: str
    sections: tuple[Section, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its charts, in order."""
        return tuple(figure for section in self.sections for figure in section.figures)


def report(results: Sequence[Result], words: Glossary) -> Report:
    """Return the report of some results, at least one."""
    sections = [questions(results, words), amendments(results, words)]
    for subject in SUBJECTS:
        parts = [(one.name, subject.part(one, words)) for one in results if one.kind in subject.kinds]
        if parts:
            title, remark = subject.title.in_(words.lang), subject.remark.in_(words.lang)
            sections.append(Section.of(subject.key, title, parts, named=len(results) > 1, remark=remark))
    sections += [assumptions(results, words), checklist(results, words)]
    titles = dict.fromkeys(one.manifest.get("title", "") for one in results)
    named = "; ".join(title for title in titles if title)
    return Report(
        named or words.say("产业集群办法的模拟报告", "Simulation of the law of industrial clusters"), tuple(sections)
    )
