"""W1: a small policy with a dynamics of its own, built as a plugin would, beside the same work by hand.

`python -m benchmarks.w1` prints the ratio of CPU seconds as the median of alternating pairs, checks
that the lanes agree, and exits 1 where a target is missed.

How years and calendar line up. The figures of year Y are complete, and judged, in Y + 1. Year 0 is
2025 and titles are certified on 2026-01-01 for three years, so they are reviewed on 1 January of
2029, 2032 and 2035, on the figures of years 3, 6 and 9. Year t is therefore the calendar year
2025 + t with the review on the 1 January after it. The report that falls due in year t is the one
on the year before (the first on 2025, by the lever `bench.first_report`), so that each of the nine
years has one draw for an incident and one for a late report, as in the lanes by hand. The run lasts
ten calendar years; what is lost in the tenth after its first day is no part of W1.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from statistics import median
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.lanes import (
    ADOPTION,
    BOUNDS,
    CAUSES,
    DENSITY,
    GROWTH,
    INCIDENT,
    LATE,
    OUTPUT_MIN,
    PATENT_GROWTH,
    SHARE,
    YEARS,
    Result,
    State,
    by_hand,
    by_process,
)
from benchmarks.measure import Target, apart, peak_mb, report, timed, timed_each
from clusterkit import hookimpl
from clusterkit.law import (
    Clause,
    Duty,
    EachOfLast,
    Growth,
    Indicator,
    InForce,
    Lever,
    LeverNamespace,
    Policy,
    Term,
    Text,
    above,
    all_of,
    at_expiry,
    at_least,
    lose,
    not_met,
    on_deadline,
    on_event,
    otherwise,
    procedure,
    ratio,
    renew,
    when,
)
from clusterkit.plugins import Plugins
from clusterkit.portfolio import Portfolio
from clusterkit.simulation.dynamics import Dynamics, Input, Reporting, Reverting, Walk
from clusterkit.simulation.outcome import Outcome
from clusterkit.study.simulate import Study, prepare

CLUSTERS, REPLICATIONS, SEED = 1000, 100, 1
PAIRS, PROCESS_REPLICATIONS = 9, 10
RATIO, PEAK_MB, SPREAD = 1.2, 200.0, 4.0
HAND, OWN, PROCESS = "by hand in numpy", "clusterkit", "SimPy, a process a cluster"
RETENTION = f"retention, year {YEARS}"

PLACE: Final = "bench"
BASE: Final = 2025
START: Final = date(BASE + 1, 1, 1)
lever = LeverNamespace(PLACE)

DRIFT = Indicator(
    "drift", Text("年均趋势", "own mean growth of output, in logs"), "", "ratio", table="clusters",
    legal_range=(-1.0, 1.0), scale="plain",
)  # fmt: skip
# Not a count: the workload's patents per 10,000 employees are no whole numbers of patents.
PATENTS = Indicator("patents", Text("专利", "patents"), "件", "amount")
PATENTS_PER_10K = ratio(
    "patents_per_10k", "patents", "sme_employees", title=Text("每万人专利", "patents per 10,000 employees"),
    unit="件/万人", kind="ratio", factor=1e4,
)  # fmt: skip


def _share(name: str, default: float, zh: str, en: str) -> Lever:
    return lever(name, default, "share", zh=zh, en=en, cite="2", range=(-1.0, None))


GROWTH_WINDOW = Growth(procedure.growth_window(lever, cite="2"), procedure.growth_mean(lever, cite="2"))
OUTPUT_YEARS = procedure.years(lever, "output_years", zh="产值年数", en="years of output", cite="2")

STANDARD = all_of(
    at_least(
        "output_value",
        lever("output_min", OUTPUT_MIN, "亿元", zh="产值", en="output in each of the last years", cite="2"),
        EachOfLast(OUTPUT_YEARS),
    ),
    above("sme_share", _share("sme_share", SHARE, "中小企业占比", "SMEs' share")),
    above("dominant_share", _share("dominant_share", SHARE, "主导产业占比", "dominant industry's share")),
    above("output_value", _share("output_growth", GROWTH, "产值增速", "growth of output"), GROWTH_WINDOW),
    above("sme_rd_expenditure", _share("rd_growth", GROWTH, "研发增速", "growth of R&D"), GROWTH_WINDOW),
    at_least("patents", _share("patent_growth", PATENT_GROWTH, "专利增速", "growth of patents"), GROWTH_WINDOW),
    at_least(
        "patents_per_10k",
        lever("patent_density", DENSITY, "件/万人", zh="每万人专利", en="patents per 10,000", cite="2"),
    ),
    at_least("platform_adoption_rate", _share("platform_adoption", ADOPTION, "平台普及率", "use of platforms")),
)

POLICY = Policy(
    key=PLACE,
    title=Text("基准办法", "the workload's measure"),
    level="city",
    version="W1",
    in_force=InForce(START, "1"),
    standard=STANDARD,
    decisions=(
        on_event(
            "incident", otherwise(lose("incident", cite="3")), title=Text("重大事件", "incident"), cite="3"
        ),
        on_deadline(
            "yearly_report", otherwise(lose("late_report", cite="3")), title=Text("迟报", "late report"),
            cite="3",
        ),
        at_expiry(
            STANDARD.at_review(), when(not_met, lose("re_review", cite="2")), otherwise(renew()),
            lag=procedure.review_lag_days(lever, cite="2"), title=Text("复核", "review"), cite="2",
        ),
    ),
    register=(
        Clause("1", "procedure", Text("有效期三年", "a term of three years")),
        Clause("2", "criterion", Text("复核标准", "what a review asks")),
        Clause("3", "cause", Text("失去称号的原因", "causes of loss")),
    ),
    term=Term(procedure.term_years(lever, 3, cite="1"), "1"),
    duties=(
        Duty(
            "yearly_report", Text("年报", "yearly report"), "3",
            deadline=procedure.report_deadline(lever, "03-31", cite="3"),
            first=lever.choice(
                "first_report", "year_before", ("certification_year", "year_before"), zh="首份年报所报年度",
                en="year of the first report due", cite="3",
            ),
            never_sent=procedure.never_sent(lever, cite="3"),
            holiday=procedure.holiday_shift(lever, cite="3"),
            sent_as=("report_submitted_on",),
        ),
    ),
)  # fmt: skip


def _number(value: float, zh: str, en: str) -> Input:
    return Input(value, "", Text(zh, en), "ASSUMED: the workload's definition")


def _walk(key: str, mean: float, sd: float) -> Walk:
    return Walk(key, _number(mean, "均值", "mean"), _number(sd, "波动", "spread"))


_PERSISTENCE = _number(0.5, "持续性", "persistence")
_SHARE_MOTION = _number(0.8, "持续性", "persistence"), _number(0.12, "波动", "spread")
DYNAMICS = Dynamics(
    PLACE,
    (PLACE,),
    processes=(
        Walk("output_value", "drift", _number(0.03, "波动", "spread"), _PERSISTENCE, shared=True),
        Reverting("sme_share", *_SHARE_MOTION),
        Reverting("dominant_share", *_SHARE_MOTION),
        _walk("sme_rd_expenditure", 0.16, 0.08),
        _walk("patents", 0.23, 0.10),
        _walk("platform_adoption_rate", 0.10, 0.15),
    ),
    macro_sd=_number(0.03, "全域波动", "shared shock"),
    industry_sd=_number(0.0, "行业波动", "industry's shock"),
    rates={"incident": _number(INCIDENT, "事件率", "rate of incidents")},
    reporting=(
        Reporting(
            "report_submitted_on", 331,
            _number(LATE, "迟报率", "share late"), _number(0.0, "不报率", "share never"),
            _number(30.0, "最长迟报", "longest delay"), _number(30.0, "最多提前", "longest lead"),
        ),
    ),
)  # fmt: skip


class Plugin:
    """The workload as a plugin."""

    @hookimpl
    def clusterkit_policies(self) -> Sequence[Policy]:
        """Return the measure."""
        return (POLICY,)

    @hookimpl
    def clusterkit_indicators(self) -> Sequence[Indicator]:
        """Return the patents and their density."""
        return (PATENTS, PATENTS_PER_10K)

    @hookimpl
    def clusterkit_cluster_facts(self) -> Sequence[Indicator]:
        """Return each cluster's own growth."""
        return (DRIFT,)

    @hookimpl
    def clusterkit_dynamics(self) -> Sequence[Dynamics]:
        """Return the motion of the figures."""
        return (DYNAMICS,)


def portfolio(state: State, base: int = BASE, certified: date = START) -> Portfolio:
    """Return year 0 as tables: the figures of a calendar year, and titles of a day."""
    ids = [f"{PLACE}-{index:06d}" for index in range(len(state.output))]
    clusters = [
        {"cluster_id": name, "jurisdiction": PLACE, "certified_on": certified, "drift": float(drift)}
        for name, drift in zip(ids, state.drift, strict=True)
    ]
    columns = {
        "output_value": state.output,
        "sme_output_value": state.sme * state.output,
        "dominant_output_value": state.dominant * state.output,
        "sme_rd_expenditure": state.rd,
        "sme_employees": state.employees,
        "patents": state.density * state.employees / 1e4,
        "platform_adoption_rate": state.adoption,
    }
    figures = [
        {"cluster_id": name, "year": base, **{key: float(column[index]) for key, column in columns.items()}}
        for index, name in enumerate(ids)
    ]
    return Portfolio.from_rows(clusters, figures, name="W1", indicators=(DRIFT, PATENTS))


def study(state: State, replications: int = REPLICATIONS, seed: int = SEED) -> Study:
    """Return W1 ready to run: the tenth calendar year holds the last review."""
    return prepare(
        portfolio(state), years=YEARS + 1, start=START, replications=replications, seed=seed,
        plugins=Plugins({PLACE: Plugin()}),
    )  # fmt: skip


def result(outcome: Outcome) -> Result:
    """Return what W1 asks for, read from an outcome's arrays."""
    bench = outcome.policy(PLACE)
    lost_on, cause = bench.lost_on[0], bench.cause[0]
    clusters, replications = lost_on.shape
    cluster, replication = np.nonzero(lost_on)
    code = cause[cluster, replication]
    # A review on 1 January belongs to the year before it.
    day = lost_on[cluster, replication] - (code == bench.causes.index("re_review"))
    year = np.searchsorted([date(BASE + t, 1, 1).toordinal() for t in range(2, YEARS + 2)], day, side="right")
    inside = year < YEARS
    cluster, replication, code, year = cluster[inside], replication[inside], code[inside], year[inside]

    def counted(rows: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(replication[rows], minlength=replications)

    gone = np.bincount(year * replications + replication, minlength=YEARS * replications).reshape(YEARS, -1)
    losses = {name: counted(code == bench.causes.index(name)) for name in CAUSES}
    bits = bench.failed[0, 0, cluster, replication]
    for name in BOUNDS:
        place = np.uint64(bench.criteria.index(f"{PLACE}.{name}"))
        losses[name] = counted((bits >> place & np.uint64(1)).astype(np.bool_))
    return Result(1.0 - gone.cumsum(axis=0) / clusters, losses)


def distances(one: Result, other: Result) -> dict[str, float]:
    """Return how many combined standard errors lie between two lanes, number by number."""
    losses = {name: apart(count, other.losses[name]) for name, count in one.losses.items()}
    return {RETENTION: apart(one.retention[-1], other.retention[-1]), **losses}


def from_nothing() -> Result:
    """Return W1 from clusterkit, its portfolio included: what the peak of memory is taken over."""
    return result(study(State.drawn(CLUSTERS)).run())


def main() -> int:
    peak = peak_mb(from_nothing)  # first, while this process is small
    state = State.drawn(CLUSTERS)
    ready = study(state)
    lanes: dict[str, Callable[[], Result]] = {
        HAND: partial(by_hand, state, REPLICATIONS, SEED),
        OWN: lambda: result(ready.run()),
    }
    results = {name: lane() for name, lane in lanes.items()}  # not measured: the first run is the slowest
    pairs = [timed_each(lanes, turned=bool(index % 2)) for index in range(PAIRS)]
    process_time, results[PROCESS] = timed(partial(by_process, state, PROCESS_REPLICATIONS, SEED))
    hand_time = median(pair[HAND] for pair in pairs)
    seconds = {
        HAND: hand_time,
        OWN: median(pair[OWN] for pair in pairs),
        PROCESS: process_time * REPLICATIONS / PROCESS_REPLICATIONS,
    }
    ratios = {
        HAND: 1.0,
        OWN: median(pair[OWN] / pair[HAND] for pair in pairs),
        PROCESS: seconds[PROCESS] / hand_time,
    }
    _print_speed(seconds, ratios)
    found = {name: distances(results[name], results[HAND]) for name in (OWN, PROCESS)}
    _print_results(results, found)
    return report(
        [
            Target("CPU, clusterkit / by hand (median of pairs)", ratios[OWN], RATIO),
            Target("peak memory of clusterkit's lane", peak, PEAK_MB, unit="MB"),
            *(
                Target(f"farthest number from by hand, {name}", max(apart_by.values()), SPREAD, unit="SE")
                for name, apart_by in found.items()
            ),
        ]
    )


def _print_speed(seconds: Mapping[str, float], ratios: Mapping[str, float]) -> None:
    size = f"{CLUSTERS} clusters, {YEARS} years, {REPLICATIONS} replications"
    print(f"W1: {size}; medians of {PAIRS} alternating pairs\n")
    print(f"{'lane':<28} {'CPU seconds':>12} {'to by hand':>12} {'million cluster-years/s':>24}")
    for name, spent in seconds.items():
        speed = CLUSTERS * YEARS * REPLICATIONS / spent / 1e6
        print(f"{name:<28} {spent:>12.3f} {ratios[name]:>12.2f} {speed:>24.2f}")
    print(f"\n{PROCESS}: {PROCESS_REPLICATIONS} replications run, CPU scaled to {REPLICATIONS}.\n")


def _print_results(results: Mapping[str, Result], found: Mapping[str, Mapping[str, float]]) -> None:
    """Print every number of W1 by lane, and in brackets its distance from the one by hand."""
    print(f"{'mean over replications':<28}" + "".join(f" {name:>25}" for name in results))
    for number in (RETENTION, *results[HAND].losses):
        print(f"{number:<28}", end="")
        for name, one in results.items():
            mean = one.retention[-1].mean() if number == RETENTION else one.losses[number].mean()
            away = f"({found[name][number]:.1f} SE)" if name in found else ""
            print(f" {mean:>15.4g} {away:>9}", end="")
        print()
    print()


if __name__ == "__main__":
    sys.exit(main())
