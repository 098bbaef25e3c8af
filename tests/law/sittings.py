"""Small sittings written as tables: a figure by indicator and year, one cell a cluster, None where blank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from hypothesis import settings
from numpy.typing import NDArray

from clusterkit.law import Change, Indicator, Lever, LeverNamespace, Provisions, Sitting, Text, ratio
from clusterkit.law.events import EventLog, Pairs
from clusterkit.law.facts import Facts
from clusterkit.law.figure import Figure, Measure, observed
from clusterkit.law.history import History
from clusterkit.law.indicator import Scale
from clusterkit.law.sitting import Holders
from clusterkit.law.truth import MET, NAMES, NOT_MET, UNKNOWN, Truths

Cells = Sequence[float | None]
Answers = Sequence[bool | None]

LATEST_YEAR = 2025
ON = date(LATEST_YEAR + 1, 6, 30)
"""The day of the sittings."""

CITE = "第一条"
WORDS = Text("某", "something")

# A slow machine is no fault of a property.
unhurried = settings(deadline=None)

INDICATORS = (
    Indicator("output", WORDS, "亿元", "amount"),
    Indicator("share", WORDS, "share", "share"),
    Indicator("patents", WORDS, "件", "count"),
    Indicator("champions", WORDS, "家", "count"),
    Indicator("giants", WORDS, "家", "count"),
    Indicator("incidents", WORDS, "起", "count"),
    Indicator("part", WORDS, "亿元", "amount"),
    Indicator("staff", WORDS, "人", "count", scale="log"),
    Indicator("plan", WORDS, "share", "share", scale="plain"),
    Indicator("safe", WORDS, "", "yes_no", citation=("第二条",)),
    ratio("part_share", "part", "output", title=WORDS, unit="share", kind="share"),
    ratio("champions_per_giant", "champions", "giants", title=WORDS, unit="", kind="ratio"),
    ratio("density", "patents", "staff", title=WORDS, unit="件/万人", kind="ratio", factor=10_000),
)
BY_KEY = {indicator.key: indicator for indicator in INDICATORS}

lever = LeverNamespace("zone")


def number(
    name: str,
    default: float | None,
    unit: str = "",
    *,
    within: tuple[float | None, float | None] = (0.0, None),
    whole: bool = False,
    optional: bool = False,
) -> Lever:
    """Return the lever of a number, `zone.<name>`."""
    return lever(name, default, unit, zh=name, en=name, cite=CITE, range=within, whole=whole, optional=optional)


def yes_no(name: str, default: bool) -> Lever:
    """Return the lever of a yes or no, `zone.<name>`."""
    return lever.yes_no(name, default, zh=name, en=name, cite=CITE)


def choice(name: str, *options: str) -> Lever:
    """Return the lever of a choice, `zone.<name>`; the first option is its default."""
    return lever.choice(name, options[0], options, zh=name, en=name, cite=CITE)


def years(n: int, name: str = "years") -> Lever:
    """Return the lever of a window of n years, at most three."""
    return number(name, n, "年", within=(1, 3), whole=True)


def day(year: int, month: int, number_in_month: int) -> int:
    """Return a day as the law counts it."""
    return date(year, month, number_in_month).toordinal()


def figure(scale: Scale, cells: Cells, *, scenarios: bool = False) -> Figure:
    """Return figures of clusters (or of scenarios) on a scale."""
    plain = np.array([np.nan if cell is None else float(cell) for cell in cells])
    return observed(plain.reshape((-1, 1, 1) if scenarios else (1, -1, 1)), scale)


def codes(answers: Answers) -> Truths:
    """Return answers of clusters as truth codes, shape (1, cluster, 1)."""
    each = [UNKNOWN if answer is None else MET if answer else NOT_MET for answer in answers]
    return np.array(each, dtype=np.int8).reshape(1, -1, 1)


def names(truths: Truths) -> list[str]:
    """Return truth codes by name, in the order of the array."""
    return [NAMES[int(code)] for code in truths.ravel()]


def plain(found: Figure) -> list[tuple[float, float]]:
    """Return the ends of figures in their own unit, in the order of the array."""
    low, high = np.broadcast_arrays(found.measure.plain(found.low), found.measure.plain(found.high))
    return list(zip(low.ravel().tolist(), high.ravel().tolist(), strict=True))


def log_of(clusters: int, *events: tuple[str, int, date], replications: int = 1) -> EventLog:
    """Return a log of dated events: kind, cluster and date, in every replication."""
    log = EventLog(clusters, replications)
    for kind, cluster, on in events:
        log.add(
            kind,
            on.year,
            Pairs(
                np.full(replications, cluster, np.intp),
                np.arange(replications),
                np.full(replications, on.toordinal(), np.int64),
            ),
        )
    return log


def sitting(
    table: Mapping[str, Mapping[int, Cells]] | None = None,
    *,
    clusters: int | None = None,
    levers: Sequence[Lever] = (),
    scenarios: Sequence[tuple[Change, ...]] = ((),),
    on: date | NDArray[np.int64] = ON,
    law_day: date | None = None,
    who: NDArray[np.bool_] | None = None,
    rows: NDArray[np.intp] | None = None,
    facts: Facts | None = None,
    events: Sequence[tuple[str, int, date]] = (),
    has_row: Mapping[int, Sequence[bool]] | None = None,
    answers: Mapping[int, Mapping[str, Answers]] | None = None,
    others: Mapping[str, Holders] | None = None,
) -> Sitting:
    """Return a sitting on some clusters (as many as a table's row has cells) with one replication."""
    table = {} if table is None else table
    widths = {len(cells) for by_year in table.values() for cells in by_year.values()}
    count = clusters or max(widths, default=1)
    history = History(BY_KEY)
    for key, by_year in table.items():
        for year, cells in by_year.items():
            history.put(key, year, figure(BY_KEY[key].scale, cells))
    for year, filled in (has_row or {}).items():
        history.put_rows(year, np.array(filled).reshape(1, -1, 1))
    for year, by_key in (answers or {}).items():
        history.put_answers(year, {key: codes(said) for key, said in by_key.items()}.__getitem__)
    first = on if isinstance(on, date) else date.fromordinal(int(on.min()))
    before = count if rows is None else len(rows)
    return Sitting(
        year=first.year,
        day=on.toordinal() if isinstance(on, date) else on,
        law_day=(law_day or first).toordinal(),
        who=np.ones((len(scenarios), before, 1), np.bool_) if who is None else who,
        history=history,
        provisions=Provisions(levers, scenarios),
        facts=Facts(count) if facts is None else facts,
        events=log_of(count, *events),
        rows=slice(None) if rows is None else rows,
        others=others or {},
    )


def growth_measure(n: int) -> Measure:
    """Return how compound growth over n years is held."""
    return Measure(years=n)
