"""The environment of a run: what may change the last digits of a number, and which Python it was."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np

from clusterkit.law.text import Text

Environment = Mapping[str, Any]

_TITLES = {
    "numpy": Text("numpy 版本", "numpy"),
    "system": Text("操作系统", "the system"),
    "libc": Text("C 运行库", "the C library"),
    "machine": Text("处理器类型", "the machine"),
    "cpu": Text("处理器指令集", "the processor's features"),
}
"""What counts: Python's own version changes no number."""


@cache
def environment() -> Environment:
    """Return the environment of this process."""
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "system": platform.system(),
        "libc": " ".join(platform.libc_ver()).strip(),
        "machine": platform.machine(),
        "cpu": _features(),
    }


def differing(one: Environment, other: Environment) -> Text | None:
    """Return in which respects two environments differ that may change a number; None where in none."""
    found = [key for key in _TITLES if one.get(key) != other.get(key)]
    if not found:
        return None
    parts = [f"{_shown(one.get(key))} ≠ {_shown(other.get(key))}" for key in found]
    return Text(
        "；".join(f"{_TITLES[key].zh}({part})" for key, part in zip(found, parts, strict=True)),
        "; ".join(f"{_TITLES[key].en} ({part})" for key, part in zip(found, parts, strict=True)),
    )


def warning_of(environments: Iterable[Environment]) -> Text | None:
    """Return the warning that a result was computed in several environments; None where they are alike."""
    first, *others = environments
    told = next((found for other in others if (found := differing(first, other)) is not None), None)
    if told is None:
        return None
    return Text(
        f"本结果由不同环境算出:{told.zh};末位数字可能不同",
        f"parts of this result were computed in different environments: {told.en}; last digits may differ",
    )


def _features() -> list[str]:
    """Return the features of the processor that numpy uses in this process."""
    told: Mapping[str, Any] = dict(np.show_config(mode="dicts"))
    return sorted(map(str, told.get("SIMD Extensions", {}).get("found", [])))


def _shown(value: Any) -> str:
    return " ".join(value) if isinstance(value, list) else str(value)
