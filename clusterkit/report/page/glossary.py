"""How a report calls and writes things: titles from the installed laws, numbers as people read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from attrs import field, frozen

from clusterkit.law.criterion import Criterion
from clusterkit.law.lever import DATE_UNIT, Lever
from clusterkit.law.policy import Policy
from clusterkit.law.text import Language, Text
from clusterkit.report.terminal import CAUSES

NONE = "—"


@frozen(slots=False)
class Glossary:
    """The words of one language. Results hold keys: what no installed law has a title for is called by its key."""

    lang: Language
    policies: Mapping[str, Policy] = field(factory=dict)

    @cached_property
    def levers(self) -> dict[str, Lever]:
        """Every lever of the installed laws by key."""
        return {lever.key: lever for policy in self.policies.values() for lever in policy.levers}

    @cached_property
    def criteria(self) -> dict[str, Criterion]:
        """Every criterion of the installed laws by id."""
        return {one.id: one for policy in self.policies.values() for one in policy.criteria}

    def say(self, zh: str, en: str) -> str:
        """Return what is said in this language."""
        return zh if self.lang == "zh" else en

    def heads(self, *heads: tuple[str, str]) -> tuple[str, ...]:
        """Return the heads of a table, each given in both languages."""
        return tuple(self.say(*head) for head in heads)

    def of(self, told: Mapping[str, str]) -> str:
        """Return the text of a result that has it in both languages."""
        return told[self.lang]

    def among(self, texts: Mapping[Any, Text], key: Any) -> str:
        """Return what a key is called by a table of names, itself where the table has none."""
        return texts[key].in_(self.lang) if key in texts else str(key)

    def policy(self, key: str) -> str:
        """Return a policy's title with its key."""
        found = self.policies.get(key)
        return key if found is None else f"{found.title.in_(self.lang)} [{key}]"

    def criterion(self, key: str) -> str:
        """Return a criterion's title."""
        found = self.criteria.get(key)
        return key if found is None or not found.title.in_(self.lang) else found.title.in_(self.lang)

    def criterion_told(self, key: str | None) -> str:
        """Return a criterion's title with its id, nothing where there is none."""
        return "" if key is None else f"{self.criterion(key)} ({key})"

    def lever(self, key: str) -> str:
        """Return a lever's title."""
        found = self.levers.get(key)
        return key if found is None else found.title.in_(self.lang)

    def unit(self, lever: str) -> str:
        """Return a lever's unit, nothing where no installed law has it."""
        found = self.levers.get(lever)
        return "" if found is None else found.unit

    def citation(self, lever: str) -> str:
        """Return the clause of a lever, nothing where no installed law has it."""
        found = self.levers.get(lever)
        return "" if found is None else found.citation

    def cause(self, key: str) -> str:
        """Return what a cause of loss is called."""
        return self.among(CAUSES, key)

    def value(self, value: Any, unit: str = "") -> str:
        """Return a value of a lever or a figure with its unit, as results hold it."""
        if value is None:
            return self.say("无", "none")
        if isinstance(value, bool):
            return self.say("是", "yes") if value else self.say("否", "no")
        if not isinstance(value, float | int):
            return str(value)
        if unit == "share":
            return f"{value * 100:.5g}%"
        if unit == DATE_UNIT:
            return f"{int(value) // 10000}-{int(value) // 100 % 100:02d}-{int(value) % 100:02d}"
        return f"{value:.5g} {unit}".strip()

    def margin(self, value: float | None, unit: str) -> str:
        """Return how far a figure is from its bound, positive on the side that meets it."""
        if value is None:
            return NONE
        if unit == "share":
            return self.say(f"{value * 100:+.4g} 个百分点", f"{value * 100:+.4g} points")
        return f"{value:+.4g} {unit}".strip()

    def label(self, value: Any, unit: str = "") -> str:
        """Return a value to the precision in which it was asked for, so that two values are never called the same."""
        if isinstance(value, bool) or not isinstance(value, float | int) or unit == DATE_UNIT:
            return self.value(value, unit)
        return f"{value * 100:.12g}%" if unit == "share" else f"{value:.12g} {unit}".strip()


def percent(value: float | None) -> str:
    """Return a share in percent."""
    return NONE if value is None else f"{value * 100:.1f}%"


def span(low: float | None, high: float | None) -> str:
    """Return an interval of shares in percent."""
    return NONE if low is None or high is None else f"{low * 100:.1f}–{high * 100:.1f}%"


def points(value: float | None) -> str:
    """Return a difference of shares in percentage points; only what is exactly none is 0."""
    return NONE if value is None else f"{value * 100:+.2f}" if value else "0"


def point_span(low: float | None, high: float | None) -> str:
    """Return an interval of differences in percentage points."""
    return NONE if low is None or high is None else f"{points(low)} … {points(high)}"


def number(value: float | None) -> str:
    """Return a mean of counts."""
    return NONE if value is None else f"{value:.2f}"


def number_span(low: float | None, high: float | None) -> str:
    """Return an interval of a mean of counts."""
    return NONE if low is None or high is None else f"{low:.2f}–{high:.2f}"


def signed(value: float | None) -> str:
    """Return a difference of counts."""
    return NONE if value is None else f"{value:+.2f}" if value else "0"


def signed_span(low: float | None, high: float | None) -> str:
    """Return an interval of differences of counts."""
    return NONE if low is None or high is None else f"{signed(low)} … {signed(high)}"


def distinct(names: Mapping[str, str]) -> dict[str, str]:
    """Return names by key, each with its key where two keys share a name or the name says nothing."""
    times = Counter(names.values())
    return {key: f"{name} ({key})" if times[name] > 1 and name != key else name for key, name in names.items()}
