"""How strictly the law is applied in a run, and what is supposed beside it, in the words of every output."""

from __future__ import annotations

from clusterkit.law.policy import Policy
from clusterkit.law.text import Language
from clusterkit.simulation.enforcement import Calibration
from clusterkit.study.simulate import Study


def strictness(study: Study, lang: Language) -> str:
    """Say in a few words how strictly findings are applied."""
    lenient = [bool(scenario.enforcement.calibrations) for scenario in study.scenarios]
    written = "严格按条文执行" if lang == "zh" else "bounds applied as written"
    pardoned = "复核按校准宽限执行" if lang == "zh" else "reviews pardon shortfalls as calibrated"
    if not any(lenient):
        return written
    names = ", ".join(one.name for one, so in zip(study.scenarios, lenient, strict=True) if so)
    return pardoned if all(lenient) else f"{written} ({names}: {pardoned})"


def suppositions(study: Study, lang: Language) -> list[str]:
    """Return the lines that stand above every result: what a calibration rests on, and what a title adds to growth."""
    support = f"{study.plan.support:+.1%}"
    told = (
        f"反馈: 持有称号使产值年增速 {support}" if lang == "zh" else f"support: a title adds {support} to yearly growth"
    )
    return [*calibration_lines(study, lang), *([told] if study.plan.support else [])]


def calibration_lines(study: Study, lang: Language) -> list[str]:
    """Return a line for each measure whose reviews are lenient: pardon, interval, fit, and the data behind it."""
    policies = study.plan.policies
    pairs = ((policy, one.enforcement.calibration(policy.key)) for policy in policies for one in study.scenarios)
    found = {(policy.key, one): _line(policy, one, lang) for policy, one in pairs if one is not None}
    return list(found.values())


def _line(policy: Policy, one: Calibration, lang: Language) -> str:
    zh = lang == "zh"
    head = f"{policy.title.in_(lang)} [{policy.key}]"
    if one.policy != policy.key:
        head += f"(借用 {one.policy} 的校准)" if zh else f" (calibration of {one.policy} borrowed)"
    told = f"{one.pardon:.3f} ({one.confidence * 100:g}% {'区间' if zh else 'interval'} {one.low:.3f}–{one.high:.3f})"
    pardon = (
        f"{head}: 复核时每项不足被宽限的概率 {told}" if zh
        else f"{head}: a review pardons each shortfall with chance {told}"
    )  # fmt: skip
    if not one.data_points:
        return f"{pardon}; {'假定, 没有数据' if zh else 'supposed, no data behind it'}"
    strict, fitted = one.strict * one.reviewed, one.fitted * one.reviewed
    behind = (
        f"{one.reviewed} 个中保留 {one.observed} 个, 按条文为 {strict:.1f}, 校准后为 {fitted:.1f}, "
        f"拟合 p = {one.fit:.2f}, 数据点 {one.data_points} 个"
        if zh
        else f"of {one.reviewed} reviewed {one.observed} were kept, as written {strict:.1f}, calibrated {fitted:.1f}, "
        f"fit p = {one.fit:.2f}, data points: {one.data_points}"
    )
    return f"{pardon}; {behind}"
