"""How figures move from year to year, as values: processes, rates, and the source of every number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import inf, isfinite
from typing import Any, Final, Literal

from attrs import evolve, field, fields, frozen

from clusterkit.errors import InputError, UnknownNameError
from clusterkit.law.text import Text

Missing = Literal["assume", "unknown"]
"""What becomes of figures that are blank in the latest year: drawn, or left unknown."""

ASSUMED = "ASSUMED"
"""The source of a number that nothing published supports; shown in every output."""


@frozen
class Input:
    """One number of a model: value, unit, and where it comes from (a data row, or ASSUMED and why)."""

    value: float
    unit: str
    title: Text
    source: str

    @property
    def assumed(self) -> bool:
        """True where nothing published supports the number."""
        return self.source.startswith(ASSUMED)


@frozen
class Walk:
    """The figure moves on its own scale by a mean, shared shocks and an own shock that persists.

    x' = x + mean + macro + industry + e', with e' = persistence * e + sd * z. On the log scale the
    mean is the logarithm of yearly growth. `mean` may name a column of the clusters table, each
    cluster's own. `shared` says whether the shocks of the place and the industry count; `whole`
    rounds to whole numbers.
    """

    key: str
    mean: Input | str
    sd: Input
    persistence: Input | None = None
    shared: bool = False
    whole: bool = False


@frozen
class Reverting:
    """The figure returns to the cluster's own starting level: x' = x0 + persistence * (x - x0) + sd * z."""

    key: str
    persistence: Input
    sd: Input


@frozen
class Counts:
    """A stock of enterprises: x' = x + growth * x + sqrt(turnover * max(x, 1)) * z, rounded, never below 0.

    The normal approximation to entries less exits; `turnover` is their yearly sum for one enterprise.
    """

    key: str
    growth: Input
    turnover: Input


@frozen
class Fresh:
    """A figure drawn anew each year: mean + sd * z in the indicator's own unit, never below 0."""

    key: str
    mean: Input
    sd: Input


Process = Walk | Reverting | Counts | Fresh


@frozen
class Reporting:
    """When a report is sent: never, late by up to `late_days`, or up to `early_days` before the usual day.

    `column` is the portfolio's column (`report_submitted_on`), `usual` the day of the year
    (month * 100 + day) that lateness is drawn around; it does not move with a lever, so that an
    earlier deadline catches more.
    """

    column: str
    usual: int
    late: Input
    never: Input
    late_days: Input
    early_days: Input


@frozen
class Blank:
    """Where a blank figure is drawn from: median in the indicator's unit, spread on its scale."""

    median: Input
    spread: Input


@frozen
class Dynamics:
    """The model of some jurisdictions' clusters. `key` is part of every random stream's name.

    `rates` are yearly hazards of dated events, `no_application` the chance not to apply at an
    expiry, `late_application` that to apply after all where the measure leaves a window (on any day of
    it alike; without it nobody does), `lapse` the yearly chance that one of the qualitative requirements
    is not met, `mending` the yearly chance that requirements on file as unmet are mended.
    """

    key: str
    jurisdictions: tuple[str, ...]
    processes: tuple[Process, ...]
    macro_sd: Input
    industry_sd: Input
    rates: Mapping[str, Input] = field(factory=dict)
    no_application: Input | None = None
    late_application: Input | None = None
    lapse: Input | None = None
    mending: Input | None = None
    reporting: tuple[Reporting, ...] = ()
    blanks: Mapping[str, Blank] = field(factory=dict)

    def inputs(self) -> Iterator[tuple[str, Input]]:
        """Yield every number of the model under its name."""
        for process in self.processes:
            for attribute in fields(type(process)):
                value = getattr(process, attribute.name)
                if isinstance(value, Input):
                    yield f"{process.key}.{attribute.name}", value
        for name in _WHOLE:
            value = getattr(self, name)
            if value is not None:
                yield name, value
        for kind, rate in self.rates.items():
            yield f"rate.{kind}", rate
        for reporting in self.reporting:
            for name in _OF_REPORTING:
                yield f"{reporting.column}.{name}", getattr(reporting, name)

    def changed(self, values: Mapping[str, float]) -> Dynamics:
        """Return the model with other values for some of its inputs, by the names that `inputs` gives them.

        The draws stay the same. Raises UnknownNameError, and InputError for a value that cannot be.
        """
        known = dict(self.inputs())
        for name, value in values.items():
            if name not in known:
                raise UnknownNameError(f"input of the model {self.key}", name, known)
            _check_possible(name, value)

        def of(name: str, one: Input) -> Input:
            if name not in values:
                return one
            return evolve(one, value=float(values[name]), source=f"{ASSUMED}: set for this study, {one.value:g} before")

        def within(prefix: str, part: Any, names: Iterable[str]) -> Any:
            own = {name: getattr(part, name) for name in names}
            return evolve(
                part, **{name: of(f"{prefix}{name}", one) for name, one in own.items() if isinstance(one, Input)}
            )

        reporting = tuple(within(f"{one.column}.", one, _OF_REPORTING) for one in self.reporting)
        for one in reporting:
            if one.late.value + one.never.value > 1.0:
                raise InputError(f"inputs {one.column}.late and {one.column}.never: together they are at most 1")
        changed: Dynamics = within("", self, _WHOLE)
        return evolve(
            changed,
            processes=tuple(
                within(f"{one.key}.", one, [attribute.name for attribute in fields(type(one))])
                for one in self.processes
            ),
            rates={kind: of(f"rate.{kind}", rate) for kind, rate in self.rates.items()},
            reporting=reporting,
        )


_CHANCES = ("persistence", "late", "never", "no_application", "late_application", "lapse", "mending")
POSSIBLE: Final[Mapping[str, tuple[float, float]]] = {
    **dict.fromkeys(("sd", "macro_sd", "industry_sd", "turnover", "late_days", "early_days", "rate"), (0.0, inf)),
    **dict.fromkeys(_CHANCES, (0.0, 1.0)),
    "growth": (-1.0, inf),
}
"""What an input may be at all, by the last part of its name, of `rate.KIND` by the first."""


def _check_possible(name: str, value: float) -> None:
    first, _, last = name.rpartition(".")
    low, high = POSSIBLE.get("rate" if first == "rate" else last, (-inf, inf))
    if not (low <= value <= high and isfinite(value)):
        span = f"from {low:g} on" if high == inf else f"from {low:g} to {high:g}"
        raise InputError(f"input {name}: {value:g} is not possible; " + ("a number" if low == -inf else span))


_WHOLE = ("macro_sd", "industry_sd", "no_application", "late_application", "lapse", "mending")
_OF_REPORTING = ("late", "never", "late_days", "early_days")
