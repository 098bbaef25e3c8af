"""The standard model of how clusters' figures move, every number with its source.

Means and spreads rest on published aggregates where there are any; the rest is ASSUMED and says
why. Two choices weigh on a strict standard: CO2 intensity falls in most years and the use of
software rises in most years, but not in all, and a text that asks for every one of three years
in a row turns a few per cent of bad years into about three times as many failed reviews.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final, Literal

from attrs import evolve

from clusterkit.law.text import Text
from clusterkit.simulation.dynamics import (
    Blank,
    Counts,
    Dynamics,
    Fresh,
    Input,
    Process,
    Reporting,
    Reverting,
    Walk,
)

Family = Literal["output", "revenue"]
"""Which columns move: those of standards on output value, or those of standards on revenue."""

_A_YEAR: Final = "share a year"
_LOG: Final = "log a year"
_LOGIT: Final = "log-odds a year"
_GUANGDONG: Final = "cluster_aggregates.csv: Guangdong provincial clusters, 2023"
_HEBEI: Final = "cluster_aggregates.csv: Hebei county clusters, all"
_ALL_CAUSES: Final = "calibration.csv: national cluster loss at first re-review"


def given(value: float, unit: str, zh: str, en: str, source: str) -> Input:
    """Return one number of a model, its source the name of a data file and row, or ASSUMED and why."""
    return Input(value, unit, Text(zh, en), source)


OUTPUT_GROWTH: Final = given(
    0.1378, _A_YEAR, "产值年均增速", "yearly growth of output",
    "cluster_aggregates.csv: National clusters, 2022 batch (19.2) and 2022+2023 batches, 2024 Jan-Apr (8.6), "
    "growth_pct, geometric middle",
)  # fmt: skip
RD_GROWTH: Final = given(
    0.1778, _A_YEAR, "研发经费年均增速", "yearly growth of R&D expenditure",
    "calibration.csv: R&D growth at admission (26.1) and 14th FYP SME plan targets (10), geometric middle",
)  # fmt: skip
PATENT_GROWTH: Final = given(
    0.2607, _A_YEAR, "有效发明专利年均增速", "yearly growth of valid invention patents",
    "calibration.csv: valid invention patent growth (38.2) and 14th FYP SME plan targets (15), "
    "geometric middle",
)  # fmt: skip
REVENUE_GROWTH: Final = given(
    0.1001, _A_YEAR, "营业收入年均增速", "yearly growth of revenue",
    "calibration.csv: time series of county-cluster revenue growth, Hebei 2019-2025 (14.85, 9.16, 11.9, 9.3, "
    "5.1), geometric mean",
)  # fmt: skip
EMPLOYEE_GROWTH: Final = given(
    0.035, _A_YEAR, "从业人员年均增速", "yearly growth of employees",
    f"{_HEBEI}, 2019 (428.5) to 2022 H1 (467.3), employees_10k",
)  # fmt: skip
MACRO_SD: Final = given(
    0.033, _LOG, "全域年度波动", "yearly shock of the place",
    "calibration.csv: time series of county-cluster revenue growth, Hebei 2019-2025, spread of logs",
)  # fmt: skip
INDUSTRY_SD: Final = given(
    0.05, _LOG, "行业年度波动", "yearly shock of the industry",
    "calibration.csv: spread between ten clusters of one city, standard deviation of logs 0.071, half of the "
    "variance each to the industry and to the cluster",
)  # fmt: skip
NO_APPLICATION: Final = given(
    0.005, "share", "期满不申请复核", "no application at an expiry",
    f"ASSUMED: small beside the 3 of 100 lost to all causes together ({_ALL_CAUSES})",
)  # fmt: skip
LAPSE: Final = given(
    0.01, _A_YEAR, "某项定性要求不再满足", "a qualitative requirement lapses",
    f"ASSUMED: no figure published; about the yearly loss to all causes together ({_ALL_CAUSES})",
)  # fmt: skip
MENDING: Final = given(
    0.5, _A_YEAR, "未满足的定性要求得到整改", "unmet qualitative requirements are mended",
    "ASSUMED: no figure published; what is on file as unmet is mended in two years on average",
)  # fmt: skip


def standard_rates() -> dict[str, Input]:
    """Return the yearly hazards of the causes of revocation: 0.7 % together, 2.1 % in three years."""
    bound = f"below the 3 of 100 lost in three years to all causes together ({_ALL_CAUSES})"
    per_county = "calibration.csv: upper guess for a serious industrial accident in one county (0.037)"
    causes = (
        ("incident", 0.003, "重大事件", "disqualifying incident", f"a twelfth of {per_county}; {bound}"),
        ("false_declaration", 0.001, "弄虚作假", "false declaration", bound),
        ("illegality", 0.001, "违法违规", "illegality", bound),
        ("unreported_change", 0.001, "变更未报告", "unreported change", bound),
        ("monitoring_refused", 0.001, "拒绝监测", "monitoring refused", bound),
    )
    return {kind: given(rate, "per year", zh, en, f"ASSUMED: {argument}") for kind, rate, zh, en, argument in causes}


def yearly_report(column: str = "report_submitted_on", usual: int = 331) -> Reporting:
    """Return when a yearly report is sent: `usual` is month * 100 + day."""
    rates = "calibration.csv: non-reporting rate in a scored review"
    return Reporting(
        column=column,
        usual=usual,
        late=given(0.007, "share", "迟报", "report late", f"{rates}, 1.6 % (2019) less 0.9 % (2021)"),
        never=given(0.009, "share", "不报", "report never sent", f"{rates}, 0.9 % (2021)"),
        late_days=given(30.0, "days", "最长迟报天数", "longest delay", "ASSUMED: within a month"),
        early_days=given(45.0, "days", "最多提前天数", "longest lead", "ASSUMED: within six weeks before"),
    )


def standard_dynamics(
    key: str,
    jurisdictions: tuple[str, ...],
    *,
    families: tuple[Family, ...] = ("output", "revenue"),
    output_growth: Input = OUTPUT_GROWTH,
    rd_growth: Input = RD_GROWTH,
    patent_growth: Input = PATENT_GROWTH,
    employee_growth: Input = EMPLOYEE_GROWTH,
    revenue_growth: Input = REVENUE_GROWTH,
    macro_sd: Input = MACRO_SD,
    industry_sd: Input = INDUSTRY_SD,
    rates: Mapping[str, Input] | None = None,
    no_application: Input | None = NO_APPLICATION,
    lapse: Input | None = LAPSE,
    mending: Input | None = MENDING,
    reporting: tuple[Reporting, ...] | None = None,
    blanks: Mapping[str, Blank] | None = None,
    processes: tuple[Process, ...] = (),
) -> Dynamics:
    """Return the model of some jurisdictions' clusters.

    Growth is given as a share a year (0.1378) and held as the logarithm of yearly growth.
    `families` limits what moves (and what is drawn) to the columns that a place reads. `blanks`
    and `processes` replace the standard ones of the same key or stand beside them. With the
    defaults this is the model of a jurisdiction that brings none of its own.
    """
    moving: list[Process] = []
    filled: dict[str, Blank] = {}
    if "output" in families:
        moving += _output_processes(output_growth, rd_growth, patent_growth, employee_growth)
        filled |= _output_blanks()
    if "revenue" in families:
        moving += _revenue_processes(revenue_growth)
        filled |= _revenue_blanks()
    own = {process.key: process for process in processes}
    replaced = [own.pop(process.key, process) for process in moving]
    return Dynamics(
        key=key,
        jurisdictions=jurisdictions,
        processes=(*replaced, *own.values()),
        macro_sd=macro_sd,
        industry_sd=industry_sd,
        rates=standard_rates() if rates is None else rates,
        no_application=no_application,
        lapse=lapse,
        mending=mending,
        reporting=(yearly_report(),) if reporting is None else reporting,
        blanks=filled | dict(blanks or {}),
    )


def starting_figures(dynamics: Dynamics) -> dict[str, Input]:
    """Return what illustrative clusters start from: a model's means, medians and spreads by name."""
    figures = {name: number for name, number in dynamics.inputs() if name.endswith(".mean")}
    figures["growth.spread"] = given(
        0.02, _LOG, "示例集群增速的差异", "spread of growth between illustrative clusters",
        "ASSUMED: under half of the shock of an industry, so that most stand above their line",
    )  # fmt: skip
    for key, blank in dynamics.blanks.items():
        figures |= {f"{key}.median": blank.median, f"{key}.spread": blank.spread}
    return figures


def _log_of(growth: Input) -> Input:
    """Return yearly growth as the mean of a walk on the log scale."""
    return evolve(
        growth,
        value=math.log1p(growth.value),
        unit=_LOG,
        source=f"{growth.source}; log(1 + {growth.value:g})",
    )


def _noise(value: float, zh: str, en: str, why: str, unit: str = _LOG) -> Input:
    return given(value, unit, f"{zh}的年度波动", f"yearly shock of {en}", f"ASSUMED: {why}")


def _persistence(value: float, zh: str, en: str, why: str) -> Input:
    return given(value, "share kept a year", f"{zh}的延续", f"persistence of {en}", f"ASSUMED: {why}")


def _output_walk(key: str, zh: str, en: str, growth: Input) -> Walk:
    why = "below the cluster's own half of calibration.csv: spread between ten clusters of one city"
    return Walk(
        key,
        _log_of(growth),
        _noise(0.03, zh, en, why),
        persistence=_persistence(0.3, zh, en, "a good year is followed by a somewhat better one"),
        shared=True,
    )


def _output_processes(output: Input, rd: Input, patents: Input, employees: Input) -> tuple[Process, ...]:
    no_sign = "no figure published"
    return (
        _output_walk("output_value", "产值", "output", output),
        _share("sme_share", "中小企业产值占比", "the SME share", persistence=0.8, sd=0.12),
        _share("dominant_share", "主导产业产值占比", "the dominant share", persistence=0.8, sd=0.12),
        # Guangdong's R&D grew by 12.99 % in the year in which output grew by 12.87 %: they move together.
        Walk(
            "sme_rd_expenditure", _log_of(rd),
            _noise(0.04, "研发经费", "R&D expenditure", f"{no_sign}; beside the shocks shared with output"),
            shared=True,
        ),
        Walk(
            "sme_employees", _log_of(employees),
            _noise(0.03, "从业人员", "employees", f"{no_sign}; as the cluster's own shock of output"),
            whole=True,
        ),
        Walk(
            "invention_patents", _log_of(patents),
            _noise(0.10, "有效发明专利", "patents", f"{no_sign}; 15 % and 38.2 % lie 0.18 apart in logs"),
            whole=True,
        ),
        _logit_walk("platform_adoption_rate", "工业互联网平台普及率", "use of platforms", mean=0.10, sd=0.08),
        # One year in 120 is a fall, so about one review in 40 fails a rise that no year may break.
        _logit_walk("software_adoption_rate", "工业软件应用率", "use of software", mean=0.12, sd=0.05),
        # One year in 75 is a rise, so about one review in 25 fails a fall in each of three years.
        Walk(
            "co2_intensity",
            given(-0.040, _LOG, "二氧化碳排放强度年均变化", "yearly change of CO2 intensity",
                  "ASSUMED: an even fall of about 4 % a year; no figure for clusters published"),
            _noise(0.018, "二氧化碳排放强度", "CO2 intensity", "one year in 75 rises; no figure published"),
        ),
        _level("energy_efficiency_ratio", "能效比", "energy efficiency", persistence=0.8, sd=0.02),
        _level("water_efficiency_ratio", "水效比", "water efficiency", persistence=0.8, sd=0.02),
        _counts("champions", "单项冠军", "single champions", _still("national titles are few")),
        _counts("other_champions", "其他单项冠军", "other single champions", _still("titles are few")),
        _counts(
            "little_giants", "小巨人", "little giants",
            (0.07, "cluster_aggregates.csv: Hebei, 2022 H1 (all, 93) to 2024 (key, 111), n_little_giants"),
        ),
        _counts("high_tech_enterprises", "高新技术企业", "high-tech enterprises", _still(no_sign)),
        _counts(
            "srdi_smes", "专精特新", "SRDI SMEs",
            (0.05, "ASSUMED: well below cluster_aggregates.csv: Hebei, 914 (2022 H1) to 1503 (2024), n_srdi"),
        ),
        _counts("innovative_smes", "创新型中小企业", "innovative SMEs", _still(no_sign)),
        _counts("chain_leaders", "链主企业", "chain leaders", _still(no_sign)),
        _cumulative("innovation_platforms", "创新平台", "innovation platforms"),
        _cumulative("standards_contributions", "参与标准", "standards contributed to"),
        Fresh(
            "plan_attainment",
            given(1.0, "share", "规划目标完成率", "plan attainment", "ASSUMED: met on average"),
            given(0.10, "share", "规划目标完成率的波动", "spread of plan attainment", "ASSUMED: a tenth"),
        ),
    )  # fmt: skip


def _revenue_processes(revenue: Input) -> tuple[Process, ...]:
    """Return the processes of standards on revenue.

    The rate of clean production audits has none: it is held at its latest value. It must be
    exactly 1, and shocks on both sides of 1 would fail every other review.
    """
    return (
        _output_walk("operating_revenue", "营业收入", "revenue", revenue),
        _share("dominant_revenue_share", "主导产业营业收入占比", "the share", persistence=0.8, sd=0.12),
        _share("rd_revenue_share", "研发投入占比", "the R&D share", persistence=0.8, sd=0.08),
        _counts("leading_enterprises", "龙头企业", "leading enterprises", _still("no figure published")),
        _counts("related_smes", "关联中小企业", "related SMEs", _still("entries make up for exits")),
        _share("building_density", "建筑密度", "building density", persistence=0.9, sd=0.04),
        _level("investment_intensity", "投资强度", "investment intensity", persistence=0.9, sd=0.04),
    )


def _share(key: str, zh: str, en: str, *, persistence: float, sd: float) -> Reverting:
    return Reverting(
        key,
        _persistence(persistence, zh, en, "shares move slowly around the cluster's own level"),
        _noise(sd, zh, en, "no figure published; about two points a year at a share of 0.8", _LOGIT),
    )


def _level(key: str, zh: str, en: str, *, persistence: float, sd: float) -> Reverting:
    why = "no figure published; the level is a matter of plant and land"
    return Reverting(key, _persistence(persistence, zh, en, why), _noise(sd, zh, en, why))


def _logit_walk(key: str, zh: str, en: str, *, mean: float, sd: float) -> Walk:
    why = "no figure published; about two points a year at a rate of 0.3"
    drift = given(mean, _LOGIT, f"{zh}的年均提升", f"yearly rise of {en}", f"ASSUMED: {why}")
    return Walk(key, drift, _noise(sd, zh, en, "most years rise, some fall; no figure published", _LOGIT))


def _still(why: str) -> tuple[float, str]:
    return 0.0, f"ASSUMED: no net growth; {why}"


def _counts(key: str, zh: str, en: str, growth: tuple[float, str]) -> Counts:
    return Counts(
        key,
        given(growth[0], _A_YEAR, f"{zh}净增速", f"net growth of {en}", growth[1]),
        given(
            0.13, _A_YEAR, f"{zh}进出率", f"turnover of {en}",
            "calibration.csv: median SME lifespan, hazard of exit 6.5 % a year, and as many entries",
        ),
    )  # fmt: skip


def _cumulative(key: str, zh: str, en: str) -> Counts:
    return Counts(
        key,
        given(0.06, _A_YEAR, f"{zh}增速", f"growth of {en}", "ASSUMED: a running total grows"),
        given(0.02, _A_YEAR, f"{zh}波动", f"turnover of {en}", "ASSUMED: a running total seldom falls"),
    )


def _blank(median: float, spread: float, unit: str, source: str, on: str = "", *, why: str = "") -> Blank:
    """Return where a blank figure comes from; `on` is the spread's unit, `why` its source if there is one."""
    return Blank(
        given(median, unit, "缺失值的中位数", "median where a figure is missing", source),
        given(
            spread, on or "log", "缺失值的离散度", "spread where a figure is missing",
            why or "ASSUMED: no spread between clusters published",
        ),
    )  # fmt: skip


def _output_blanks() -> dict[str, Blank]:
    """Return where blank figures come from; spreads of counts keep nearly all draws above 0."""
    place = _GUANGDONG
    tail = f"{place}, mean 131 and 42 of 76 above 100: lognormal"
    below = "over 76 clusters, lognormal median below the mean"
    none, odds = "ASSUMED: no figure published", "log-odds"
    above = f"{none}; certified clusters lie above the line"
    return {
        "output_value": _blank(108.5, 0.61, "亿元", tail, why=tail),
        "sme_output_value": _blank(89.0, 0.61, "亿元", f"ASSUMED: 0.82 of the median output of {tail}"),
        "dominant_output_value": _blank(89.0, 0.61, "亿元", f"ASSUMED: 0.82 of the median output of {tail}"),
        "sme_share": _blank(0.82, 0.35, "share", above, odds),
        "dominant_share": _blank(0.82, 0.35, "share", above, odds),
        "sme_rd_expenditure": _blank(5.2, 0.7, "亿元", f"{place}, rd_100M_CNY 503.84 {below}"),
        "sme_employees": _blank(9800.0, 0.6, "人", f"{place}, employees_10k 89.2 {below}"),
        "invention_patents": _blank(276.0, 0.8, "件", f"{place}, patents_valid_invention 28930 {below}"),
        "platform_adoption_rate": _blank(0.35, 0.4, "share", above, odds),
        "software_adoption_rate": _blank(0.45, 0.4, "share", none, odds),
        "co2_intensity": _blank(0.5, 0.5, "吨/万元", none),
        "energy_efficiency_ratio": _blank(1.10, 0.04, "", above),
        "water_efficiency_ratio": _blank(1.10, 0.04, "", above),
        "champions": _blank(0.3, 0.2, "家", f"{place}, n_single_champions 23 over 76", "家"),
        "other_champions": _blank(0.2, 0.15, "家", f"{none}; fewer than in the dominant industry", "家"),
        "little_giants": _blank(3.9, 0.9, "家", f"{place}, n_little_giants 293 over 76", "家"),
        "high_tech_enterprises": _blank(20.0, 4.5, "家", f"{none}; somewhat fewer than SRDI SMEs", "家"),
        "srdi_smes": _blank(24.5, 5.5, "家", f"{place}, n_srdi 1863 over 76", "家"),
        "innovative_smes": _blank(26.6, 6.0, "家", f"{place}, note: 2022 innovative SMEs over 76", "家"),
        "chain_leaders": _blank(1.0, 0.3, "家", f"{none}; one to a cluster", "家"),
        "innovation_platforms": _blank(13.0, 3.0, "个", f"{place}, note: ~1000 platforms over 76", "个"),
        "standards_contributions": _blank(23.4, 5.5, "项", f"{place}, note: 1782 standards over 76", "项"),
        "plan_attainment": _blank(1.0, 0.1, "share", "ASSUMED: plans are met on average", "share"),
    }


def _revenue_blanks() -> dict[str, Blank]:
    mean = f"{_HEBEI}, 2019, 19885.02 over 269 (mean 74), lognormal median below the mean"
    intensity = f"ASSUMED: half of {_GUANGDONG}, rd_intensity_pct 5.05: older industries"
    none, odds = "ASSUMED: no figure published", "log-odds"
    above = f"{none}; listed clusters lie above the line"
    return {
        "operating_revenue": _blank(60.0, 0.6, "亿元", mean),
        "dominant_revenue": _blank(48.0, 0.6, "亿元", f"ASSUMED: 0.8 of the median revenue of {mean}"),
        "rd_expenditure": _blank(1.5, 0.6, "亿元", f"ASSUMED: 0.025 of the median revenue of {mean}"),
        "dominant_revenue_share": _blank(0.80, 0.3, "share", above, odds),
        "rd_revenue_share": _blank(0.025, 0.3, "share", intensity, odds),
        "leading_enterprises": _blank(6.0, 1.3, "家", f"{none}; several to a cluster", "家"),
        "related_smes": _blank(76.0, 15.0, "家", f"{_GUANGDONG}, n_firms 5806 over 76", "家"),
        "building_density": _blank(0.60, 0.15, "share", above, odds),
        "clean_audit_rate": _blank(1.0, 0.0, "share", f"{none}; a duty that all obey", odds),
        "investment_intensity": _blank(1800.0, 0.25, "万元/公顷", above),
    }
