"""What a run says of replications that failed, and of environments that differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from clusterkit.law.text import Language

_MOST_BLOCKS = 6


def failure_lines(manifest: Mapping[str, Any], lang: Language) -> list[str]:
    """Return requested, done, failed and why, a line each; none where nothing failed."""
    failed = manifest["replications_failed"]
    if not failed:
        return []
    asked, done = manifest["replications"], manifest["replications_done"]
    lines = reason_lines(manifest["failures"], lang)
    if lang == "zh":
        rest = f"结果只含其余 {done} 次" if done else "没有可用的结果"
        return [*lines, f"错误:要求 {asked} 次重复,其中 {len(failed)} 次失败,未计入;{rest}"]
    rest = f"the result is of the other {done}" if done else "there is no result"
    return [*lines, f"error: {len(failed)} of {asked} replications failed and are left out; {rest}"]


def reason_lines(failures: Iterable[Mapping[str, Any]], lang: Language) -> list[str]:
    """Return why blocks failed, a line for each reason with its blocks."""
    return [_why(one, lang) for one in failures]


def warning_lines(manifest: Mapping[str, Any], lang: Language) -> list[str]:
    """Return the warnings that a result carries."""
    return [("警告:" if lang == "zh" else "warning: ") + one[lang] for one in manifest["warnings"]]


def _why(failure: Mapping[str, Any], lang: Language) -> str:
    blocks = failure["blocks"]
    named = ", ".join(map(str, blocks[:_MOST_BLOCKS])) + (", …" if len(blocks) > _MOST_BLOCKS else "")
    if lang == "zh":
        return f"错误:{len(blocks)} 个块({named})失败:{failure['reason']}"
    return f"error: {len(blocks)} block{'s' if len(blocks) > 1 else ''} ({named}) failed: {failure['reason']}"
