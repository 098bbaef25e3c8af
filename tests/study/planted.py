"""A law of one number, and clusters whose chance to keep the title is known in closed form.

Every title is reviewed once, on 30 June 2027, on the revenue of 2026: 20 times exp(0.3 z), with z one of
the 65,536 equally likely quantiles of the streams. The share that keeps the title at a floor is counted
in that table, and the floor that just meets a goal is one of its values.
"""

from __future__ import annotations

from math import exp, floor
from typing import Any

import numpy as np

from clusterkit.law import (
    Criterion,
    InForce,
    LeverNamespace,
    Policy,
    Text,
    all_of,
    at_least,
    at_most,
    every,
    keep,
    lose,
    not_met,
    otherwise,
    procedure,
    when,
)
from clusterkit.plugins import Plugins
from clusterkit.simulation.dynamics import Walk
from clusterkit.simulation.streams import normal_quantiles
from clusterkit.study.simulate import Study, prepare
from tests.simulation.invented import CITE, WORDS, Cluster, given, portfolio, still

LEVEL, SPREAD = 20.0, 0.3
PLACE = "moor"
FLOOR = f"{PLACE}.revenue_min"
CHAMPIONS = f"{PLACE}.champions"


def law(*, ceiling: bool = False) -> Policy:
    """Return the law: revenue and champions at least a number; with `ceiling`, CO2 at most the floor's."""
    lever = LeverNamespace(PLACE)
    revenue = lever("revenue_min", 10.0, "亿元", zh="营业收入", en="revenue", cite=CITE)
    champions = lever("champions", 0, "家", zh="冠军", en="champions", cite=CITE, whole=True)
    first = lever("first_review", 2027, "年", zh="首次", en="first", cite=CITE, whole=True)
    gap = lever("review_every", 20, "年", zh="间隔", en="interval", cite=CITE, range=(1, 30), whole=True)
    on = lever.month_day("review_on", "06-30", zh="复核日", en="day of the review", cite=CITE)
    parts: list[Criterion] = [at_least("operating_revenue", revenue), at_least("champions", champions)]
    if ceiling:
        parts.append(at_most("co2_intensity", revenue, id=f"{PLACE}.ceiling"))
    standard = all_of(*parts)
    review = every(
        gap, standard.at_review(), when(not_met, lose("delisted", cite=CITE)), otherwise(keep()),
        first=first, on=on, title=WORDS, cite=CITE,
    )  # fmt: skip
    return Policy(
        key=PLACE, title=Text(PLACE, PLACE), level="province", version="1", in_force=InForce(None, CITE),
        standard=standard, decisions=(review,), register=(), readmission=procedure.readmission(lever, cite=CITE),
        new_rules_at_review=procedure.new_rules_at_review(lever, cite=CITE),
    )  # fmt: skip


def study(
    clusters: int = 20,
    *,
    ceiling: bool = False,
    spread: float = SPREAD,
    certified: str = "2020-05-20",
    **more: Any,
) -> Study:
    """Return a run of two years of alike clusters that hold the title; cluster i has i champions."""
    figures = {"operating_revenue": LEVEL, "co2_intensity": 15.0}
    held = [
        Cluster(f"c{number:03d}", PLACE, certified, figures={**figures, "champions": number})
        for number in range(clusters)
    ]
    revenue = Walk("operating_revenue", given(0.0), given(spread))
    stated: dict[str, Any] = {"years": 2, "replications": 100, "plugins": Plugins({}), **more}
    return prepare(portfolio(*held), policies=[law(ceiling=ceiling)], dynamics=[still(PLACE, revenue)], **stated)


def planted(share: float) -> float:
    """Return the highest floor at which at least this share of the titles is kept, in expectation."""
    table = normal_quantiles()
    return LEVEL * exp(SPREAD * float(table[floor(len(table) * (1 - share))]))


def kept(minimum: float) -> float:
    """Return the share of the titles that is kept at a floor, in expectation."""
    return float((LEVEL * np.exp(SPREAD * normal_quantiles()) >= minimum).mean())
