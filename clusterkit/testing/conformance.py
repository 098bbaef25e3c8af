"""The conformance kit: every check by its id, run over one plugin. `clusterkit plugins check` and contracts run it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from attrs import frozen

from clusterkit.law import Text
from clusterkit.plugin_faults import told
from clusterkit.testing.checks import (
    answers,
    bounds,
    deadlines,
    examples,
    figures,
    imports,
    names,
    purity,
    register,
)
from clusterkit.testing.flaw import Flaw
from clusterkit.testing.subject import Subject, subject_of

Find = Callable[[Subject], Iterable[Flaw]]


@frozen
class Check:
    """One check: what it makes sure of, and the function that finds what is amiss."""

    title: Text
    find: Find


def _check(zh: str, en: str, find: Find) -> Check:
    return Check(Text(zh, en), find)


CHECKS: Final[Mapping[str, Check]] = MappingProxyType(
    {
        "answers": _check("可加载,接口返回所要的类型", "loads, and its hooks return what they should", answers.check),
        "names": _check("编号唯一并带办法前缀", "ids are unique and under their policy's name", names.check),
        "texts": _check("名称中英文齐全", "everything is named in Chinese and English", names.texts),
        "register": _check(
            "每个数值都引用登记的条款", "every threshold cites a clause of the register", register.check
        ),
        "words": _check("关键词与运算符一致", "deciding words agree with operators", register.words),
        "figures": _check("指标与年数窗口存在且类型相符", "indicators and windows exist", figures.check),
        "units": _check("单位一致", "units agree", figures.units),
        "calendars": _check("任何一天都有下一期限", "from any day there is a next deadline", deadlines.check),
        "versions": _check("版本的施行期不重叠", "versions do not overlap", deadlines.versions),
        "bounds": _check("界限上下及恰在界限处的判定", "figures around every bound are judged right", bounds.check),
        "monotone": _check("界限收紧不会使集群转为合格", "a stricter bound lets nobody in", bounds.monotone),
        "purity": _check("判定无副作用,缺数据也不出错", "judging is pure, and total on missing figures", purity.check),
        "examples": _check("自带算例结果相符", "the worked examples come out", examples.check),
        "runs": _check("示例集群可评定、可模拟", "the illustrative clusters can be worked with", examples.runs),
        "sources": _check("模型的每个数都有来源", "every number of the dynamics has a source", examples.sources),
        "imports": _check("导入不拖慢命令", "the import is quick", imports.check),
    }
)
"""Every check by its id, in the order in which they are run."""


def flaws_of(subject: Subject, checks: Iterable[str] = CHECKS) -> Iterator[Flaw]:
    """Yield what some checks find amiss with a plugin; one that cannot be used has no other flaw than why."""
    for key in checks:
        if key != "answers" and subject.plugin.fault:
            continue
        try:
            yield from CHECKS[key].find(subject)
        except Exception as error:  # noqa: BLE001 - what a plugin's values raise in a check is a flaw of theirs
            yield Flaw(key, subject.name, f"cannot be checked: {told(error)}")


def check(plugin: Any) -> tuple[Flaw, ...]:
    """Return everything amiss with a plugin: a module or object, the name of an installed one, or a file's path.

    Raises UnknownNameError, InputError.
    """
    return tuple(flaws_of(subject_of(plugin)))
