"""An invented measure that uses the rarer words of the law: distinctions, points, steps, warnings, other terms."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from clusterkit.law import (
    Age,
    Condition,
    Criterion,
    EachOfLast,
    Falling,
    Growth,
    InForce,
    LeverNamespace,
    Policy,
    Rising,
    Sum,
    Term,
    Text,
    above,
    admit,
    all_of,
    among_lowest,
    any_of,
    at_least,
    at_most,
    below,
    by_group,
    by_steps,
    earlier,
    either,
    every,
    fails,
    from_function,
    happened,
    in_round,
    k_of,
    keep,
    late,
    lose,
    lose_standing,
    meets,
    met,
    not_met,
    on_deadline,
    on_event,
    otherwise,
    procedure,
    recognised,
    says,
    score_below,
    scored,
    trend,
    undecided,
    unknown,
    warn,
    when,
)
from clusterkit.law.duty import Duty
from clusterkit.law.truth import MET
from tests.simulation.invented import CITE, WORDS

PLACE = "rich"
lever = LeverNamespace(PLACE)


def _bound(name: str, default: float, unit: str = "", *, low: float = 0.0) -> Any:
    return lever(name, default, unit, zh=name, en=name, cite=CITE, range=(low, None))


def _years(name: str) -> Any:
    return procedure.years(lever, name, zh=name, en=name, cite=CITE)


GROWTH = Growth(procedure.growth_window(lever, cite=CITE), procedure.growth_mean(lever, cite=CITE))
SIZE = at_least("output_value", _bound("size", 22.0, "亿元"), id="rich.size")
TABLE = scored(
    (at_least("champions", _bound("champions", 1.0, "家")), 2.0),
    (by_steps(Sum(("champions", "srdi_smes")), (_bound("few", 4.0, "家"), 1.0), (_bound("many", 7.0, "家"), 2.0),
              id="rich.steps", title=WORDS, cite=CITE), 1.5),
    (above("output_value", _bound("growth", 0.02, "share", low=-1.0), GROWTH), 3.0),
    (k_of(2, at_least("champions", _bound("one", 1.0, "家")), at_least("srdi_smes", _bound("two", 4.0, "家")),
          below("co2_intensity", _bound("co2", 1.1, "吨/万元")), id="rich.two", title=WORDS, cite=CITE), 1.0),
    gates=(at_most("output_value", _bound("most", 60.0, "亿元"), EachOfLast(_years("most_years"))),),
)  # fmt: skip
"""A points table of ten points with a gate."""
STANDARD = all_of(
    any_of(
        trend("rich.falling", "co2_intensity", Falling(_years("falling_years")), "<", title=WORDS, unit="", cite=CITE),
        trend("rich.rising", "output_value", Rising(_years("rising_years")), ">", title=WORDS, unit="", cite=CITE),
        id="rich.moving",
        title=WORDS,
        cite=CITE,
    ),
    at_least("established_on", _bound("age", 3.0, "年"), Age()),
    by_group(
        "region",
        {"北": at_least("output_value", _bound("north", 18.0)), "南": at_least("output_value", _bound("south", 15.0))},
        otherwise=at_least("output_value", _bound("elsewhere", 12.0)),
        id="rich.by_region",
        title=WORDS,
        cite=CITE,
    ),
    either(SIZE, below("co2_intensity", _bound("large", 1.3)), below("co2_intensity", _bound("small", 1.6)),
           id="rich.by_size", title=WORDS, cite=CITE),
)  # fmt: skip
DUTY = Duty(
    "report",
    WORDS,
    CITE,
    deadline=procedure.report_deadline(lever, "03-31", cite=CITE),
    first=procedure.first_report(lever, cite=CITE),
    never_sent=procedure.never_sent(lever, cite=CITE),
    holiday=procedure.holiday_shift(lever, cite=CITE),
    sent_as=("form_submitted_on", "report_submitted_on"),
)
ABOVE = recognised("zone", id="rich.above", title=WORDS, cite=CITE)


def rich_law(standard: Criterion = STANDARD, rule: Condition = not_met) -> Policy:
    """Return the measure: a yearly review that warns before it takes, a score, a term with a first length."""
    breached = says(procedure.report_breach(lever, cite=CITE), "either")
    decisions = (
        on_event("incident", otherwise(lose_standing("incident", cite=CITE)), title=WORDS, cite=CITE),
        on_event("illegality", when(breached | late("report"), lose("illegality", cite=CITE)), title=WORDS, cite=CITE),
        on_deadline(
            "report",
            when(happened("monitoring_refused") & ~breached, lose("late_report", cite=CITE)),
            when(earlier("warned", within=3, times=2), lose("late_report", cite=CITE)),
            otherwise(warn(cite=CITE)),
            title=WORDS,
            cite=CITE,
        ),
        every(
            lever("review_every", 1, "年", zh="间隔", en="interval", cite=CITE, range=(1.0, 30.0), whole=True),
            TABLE,
            when(score_below(_bound("mark", 4.0)) & earlier("warned", within=2), lose("delisted", cite=CITE)),
            when(score_below(_bound("mark", 4.0)), warn(cite=CITE)),
            when(not_met, lose("gate", cite=CITE)),
            otherwise(keep()),
            first=lever("first_review", 2016, "年", zh="首次", en="first", cite=CITE, whole=True),
            on=lever.month_day("review_on", "09-30", zh="复核日", en="day", cite=CITE),
            title=WORDS,
            cite=CITE,
            undecided=warn(cite=CITE),
        ),
        every(
            lever("standard_every", 2, "年", zh="间隔", en="interval", cite=CITE, range=(1.0, 30.0), whole=True),
            standard.at_review(),
            when(unknown, keep()),
            when(rule & ~meets(ABOVE), lose("re_review", cite=CITE)),
            when(fails(SIZE) & undecided(ABOVE), lose("size", cite=CITE)),
            otherwise(keep()),
            first=lever("standard_first", 2016, "年", zh="首次", en="first", cite=CITE, whole=True),
            on=lever.month_day("standard_on", "11-15", zh="复核日", en="day", cite=CITE),
            title=WORDS,
            cite=CITE,
            key="standard_review",
        ),
        in_round(
            procedure.round_on(lever, cite=CITE),
            all_of(ABOVE, at_least("output_value", _bound("entry", 5.0))),
            when(met, admit()),
            title=WORDS,
            cite=CITE,
        ),
    )
    return Policy(
        key=PLACE,
        title=Text("rich", "rich"),
        level="province",
        version="1",
        in_force=InForce(None, CITE),
        standard=standard,
        decisions=decisions,
        register=(),
        duties=(DUTY,),
        readmission=procedure.readmission(lever, cite=CITE),
        new_rules_at_review=procedure.new_rules_at_review(lever, cite=CITE),
        scope=("zone",),
    )


RICH = rich_law()
LOWEST = among_lowest(
    lever("lowest", 1, "个", zh="末位", en="lowest", cite=CITE, whole=True),
    "output_value", "region", id="rich.lowest", title=WORDS, cite=CITE,
)  # fmt: skip
"""A criterion that ranks the cluster among others."""
BY_HAND = from_function(
    "rich.by_hand",
    lambda sitting: (sitting.figure("output_value", sitting.latest).low > 0) * MET,
    title=WORDS,
    cite=CITE,
)
"""A criterion that only a function over arrays says."""


def with_terms(law: Policy) -> Policy:
    """Return a law whose first term is shorter and whose terms run to the end of a month."""
    assert law.term is not None
    own = LeverNamespace(law.key)
    first = own("first_term", 2, "年", zh="首期", en="first term", cite=CITE, range=(1.0, 30.0), whole=True)
    to = own.choice("counted_to", "month_end", ("day", "month_end", "year_end"), zh="至", en="counted to", cite=CITE)
    return evolve(law, term=Term(law.term.years, CITE, first, to))
