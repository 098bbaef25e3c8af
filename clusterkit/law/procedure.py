"""Levers that most measures need alike: terms, deadlines, windows, readings. Each place cites its own clause.

Every function takes the place's `LeverNamespace` and returns the lever under its fixed name.
"""

from __future__ import annotations

from clusterkit.law.lever import Lever, LeverNamespace

_MOST_YEARS = 3.0


def years(lever: LeverNamespace, name: str, *, zh: str, en: str, cite: str, interpretation: bool = False) -> Lever:
    """Return the lever of how many years a window looks back, at most three."""
    return lever(
        name, 3, "年", zh=zh, en=en, cite=cite, range=(1.0, _MOST_YEARS), whole=True, interpretation=interpretation
    )  # fmt: skip


def growth_window(lever: LeverNamespace, *, cite: str) -> Lever:
    """Return over how many years growth is measured; the texts say three only for R&D."""
    return lever(
        "growth_window", 3, "年", zh="增速的年数", en="years over which growth is measured", cite=cite,
        range=(1.0, _MOST_YEARS), whole=True, interpretation=True,
    )  # fmt: skip


def growth_mean(lever: LeverNamespace, *, cite: str) -> Lever:
    """Return which mean 年均 means."""
    return lever.choice(
        "growth_mean", "compound", ("compound", "yearly"),
        zh="年均的算法(复合或逐年平均)", en="mean of growth: compound, or of yearly rates", cite=cite,
    )  # fmt: skip


def incident_window(lever: LeverNamespace, *, cite: str) -> Lever:
    """Return how 近三年 counts for incidents."""
    return lever.choice(
        "incident_window", "calendar", ("calendar", "rolling_36_months"),
        zh="事件的近三年:日历年或滚动36个月", en="window for incidents: calendar years or rolling 36 months", cite=cite,
    )  # fmt: skip


def area_binding(lever: LeverNamespace, default: bool, *, cite: str) -> Lever:
    """Return whether the area's limit binds or only advises."""
    return lever.yes_no(
        "area_binding", default, zh="占地面积是否为硬性条件", en="the limit on area binds", cite=cite
    )  # fmt: skip


def plan_attainment_min(lever: LeverNamespace, *, cite: str) -> Lever:
    """Return the least plan attainment; no text states a number."""
    return lever(
        "plan_attainment_min", None, "share", zh="规划目标完成率下限", en="least attainment of the three-year plan",
        cite=cite, range=(0.0, 10.0), optional=True, interpretation=True,
    )  # fmt: skip


def term_years(lever: LeverNamespace, default: float, *, cite: str) -> Lever:
    """Return the length of the term."""
    return lever(
        "term_years",
        default,
        "年",
        zh="有效期",
        en="term of the title",
        cite=cite,
        range=(1.0, 30.0),
        whole=True,
    )


def review_lag_days(lever: LeverNamespace, *, cite: str) -> Lever:
    """Return how many days after expiry the re-review is held."""
    return lever(
        "review_lag_days", 0, "天", zh="复核距期满天数", en="days from expiry to the re-review", cite=cite,
        range=(0.0, 365.0), whole=True, interpretation=True,
    )  # fmt: skip


def renewal_window(lever: LeverNamespace, default: float | None, *, cite: str) -> Lever:
    """Return for how many months after expiry renewal may still be applied for; none for not at all."""
    return lever(
        "renewal_window", default, "月", zh="期满后可补申请的月数", en="months after expiry to apply for renewal",
        cite=cite, range=(1.0, 60.0), whole=True, optional=True,
    )  # fmt: skip


def mending_months(lever: LeverNamespace, default: float, *, cite: str) -> Lever:
    """Return how many months a title has to mend."""
    return lever(
        "mending_months", default, "月", zh="整改期月数", en="months to mend", cite=cite, range=(1.0, 60.0), whole=True
    )  # fmt: skip


def bar_years(lever: LeverNamespace, default: float | None, *, cite: str) -> Lever:
    """Return for how many years a loss bars from applying again; none for no bar."""
    return lever(
        "bar_years", default, "年", zh="取消后不得申报的年数", en="years without a new application after a loss",
        cite=cite, range=(1.0, 30.0), whole=True, optional=True,
    )  # fmt: skip


def report_deadline(lever: LeverNamespace, default: str, *, cite: str, assumed: bool = False) -> Lever:
    """Return the day by which the yearly report is due."""
    return lever.month_day(
        "report_deadline", default, zh="年报截止日", en="deadline of the yearly report", cite=cite,
        interpretation=assumed, assumed=assumed, cue=None if assumed else "前",
    )  # fmt: skip


def first_report(lever: LeverNamespace, *, cite: str) -> Lever:
    """Return on which year the first report is due."""
    return lever.choice(
        "first_report", "certification_year", ("certification_year", "year_before"),
        zh="首份年报所报年度", en="year of the first report due", cite=cite,
    )  # fmt: skip


def never_sent(lever: LeverNamespace, *, cite: str) -> Lever:
    """Return whether a report that never came is late or ignored."""
    return lever.choice(
        "never_sent", "late", ("late", "ignored"), zh="从未报送如何处理", en="a report never sent", cite=cite
    )


def report_breach(lever: LeverNamespace, *, cite: str) -> Lever:
    """Return whether lateness or refusal suffices, or both are needed."""
    return lever.choice(
        "report_breach", "either", ("either", "both"),
        zh="迟报与拒绝监测:任一或兼具", en="lateness and refusal: either suffices, or both are needed", cite=cite,
    )  # fmt: skip


def holiday_shift(lever: LeverNamespace, *, cite: str) -> Lever:
    """Return whether a deadline on a weekend moves to the next working day."""
    return lever.choice(
        "holiday_shift", "none", ("none", "next_working_day"),
        zh="截止日遇周末是否顺延", en="deadline on a weekend", cite=cite,
    )  # fmt: skip


def incomplete_passes(lever: LeverNamespace, *, cite: str) -> Lever:
    """Return whether a review with missing data passes."""
    return lever.yes_no(
        "incomplete_passes", False, zh="资料不全是否视为通过", en="an incomplete review passes", cite=cite
    )


def automatic_at_review(lever: LeverNamespace, *, cite: str) -> Lever:
    """Return whether recognition from above also renews the title at a re-review."""
    return lever.yes_no(
        "automatic_at_review", False,
        zh="上级认定是否免于复核", en="recognition from above also serves the re-review", cite=cite,
    )  # fmt: skip


def readmission(lever: LeverNamespace, default: bool = False, *, cite: str) -> Lever:
    """Return whether clusters that lost their title enter later rounds, once no bar stands."""
    return lever.yes_no(
        "readmission", default, zh="失去称号后可否重新申报", en="lost clusters enter later rounds", cite=cite
    )


def round_on(lever: LeverNamespace, *, cite: str) -> Lever:
    """Return the day of the yearly admission round; no text names one."""
    return lever.month_day(
        "round_on", "06-30", zh="年度认定日", en="day of the yearly admission round", cite=cite,
        interpretation=True, assumed=True,
    )  # fmt: skip


def round_quota(lever: LeverNamespace, *, cite: str) -> Lever:
    """Return how many clusters a round admits at most; none for no cap."""
    return lever(
        "round_quota", None, "个", zh="每批认定名额", en="most clusters admitted in a round", cite=cite,
        whole=True, optional=True, interpretation=True,
    )  # fmt: skip


def ranking(lever: LeverNamespace, *, cite: str) -> Lever:
    """Return the indicator that ranks candidates, highest first, where a quota chooses; any score is an assumption."""
    return lever.choice(
        "ranking", "none", ("none", "output_value", "patent_density", "invention_patents", "operating_revenue"),
        zh="择优排序指标", en="indicator that ranks candidates", cite=cite,
    )  # fmt: skip


def lapse(lever: LeverNamespace, *, cite: str) -> Lever:
    """Return what happens when the measure runs out."""
    return lever.choice(
        "lapse",
        "renewed",
        ("renewed", "ends"),
        zh="办法到期后:延续或终止",
        en="after the measure's end",
        cite=cite,
    )


def in_force_until(lever: LeverNamespace, default: int | None, *, cite: str) -> Lever:
    """Return the measure's last day, as yyyymmdd; none where it has no end or no date."""
    return lever(
        "in_force_until", default, "yyyymmdd", zh="办法有效至", en="last day in force", cite=cite,
        range=(19000101.0, 99991231.0), whole=True, optional=True, interpretation=True,
    )  # fmt: skip


def new_rules_at_review(lever: LeverNamespace, default: bool = True, *, cite: str) -> Lever:
    """Return whether a changed rule also applies to titles granted before it."""
    return lever.yes_no(
        "new_rules_at_review", default,
        zh="新规则是否适用于既有集群的复核", en="changed rules apply to existing titles at review", cite=cite,
    )  # fmt: skip
