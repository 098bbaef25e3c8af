"""An invented law with its clusters, and runs of it: what the tests of the harness are written with.

`term_law` reviews each title at the end of its term and knows causes, reports and admission rounds;
`cycle_law` reviews every title in every second year. What a test states is a fact: the model
`STILL` moves nothing and draws nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from attrs import field, frozen

from clusterkit.law import (
    Decision,
    Duty,
    EachOfLast,
    Growth,
    IncidentFree,
    InForce,
    LeverNamespace,
    Policy,
    Sum,
    Term,
    Text,
    above,
    admit,
    all_of,
    any_of,
    at_expiry,
    at_least,
    at_most,
    below,
    every,
    fails,
    in_round,
    keep,
    lose,
    lose_standing,
    measure_ended,
    met,
    none_in,
    not_applied,
    not_met,
    on_deadline,
    on_event,
    otherwise,
    procedure,
    renew,
    required,
    requirement,
    says,
    undecided,
    unknown,
    when,
    where,
    within_quota,
    without_standing,
)
from clusterkit.law.lever import DATE_UNIT
from clusterkit.plugins import Plugins
from clusterkit.portfolio.model import Portfolio
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
from clusterkit.study.scenario import BASELINE, Scenario
from clusterkit.study.simulate import Study, prepare
from tests.simulation.runs import stories

CITE = "第一条"
START = 2026
WORDS = Text("某", "something")

Row = Mapping[str, Any]


# The law ----------------------------------------------------------------------------------------


def term_law(key: str) -> Policy:
    """Return a measure with terms: causes, a yearly report, a review at expiry, a round."""
    lever = LeverNamespace(key)

    def bound(name: str, default: float, unit: str = "", *, low: float = 0.0) -> Any:
        return lever(name, default, unit, zh=name, en=name, cite=CITE, range=(low, None))

    def yes_no(name: str, default: bool) -> Any:
        return lever.yes_no(name, default, zh=name, en=name, cite=CITE)

    sound = requirement(f"{key}_sound", zh="健全", en="sound", cite=CITE)
    growth = Growth(procedure.growth_window(lever, cite=CITE), procedure.growth_mean(lever, cite=CITE))
    standard = all_of(
        none_in(
            f"{key}.incidents",
            "incidents",
            IncidentFree(
                procedure.years(lever, "incident_years", zh="年数", en="years", cite=CITE),
                procedure.incident_window(lever, cite=CITE),
            ),
            title=WORDS,
            cite=CITE,
        ),
        at_most("area_km2", bound("area", 100.0, "km²"), binding=procedure.area_binding(lever, True, cite=CITE)),
        at_least(
            "output_value",
            bound("output_min", 10.0, "亿元"),
            EachOfLast(procedure.years(lever, "output_years", zh="年数", en="years", cite=CITE)),
        ),
        above("output_value", bound("output_growth", -0.5, "share", low=-1.0), growth),
        above("sme_share", bound("sme_share", 0.5, "share")),
        any_of(
            at_least(Sum(("champions", "little_giants")), bound("first", 1.0, "家")),
            at_least("srdi_smes", bound("second", 10.0, "家")),
            id=f"{key}.either",
            title=WORDS,
            cite=CITE,
        ),
        below("co2_intensity", bound("co2", 2.0, "吨/万元")),
        at_least("patent_density", bound("patents", 1.0, "件/万人")),
        where("energy_intensive", at_least("energy_efficiency_ratio", bound("energy", 1.0, "倍"))),
        required(key, sound),
    )
    plan = at_least("plan_attainment", procedure.plan_attainment_min(lever, cite=CITE), id=f"{key}.plan")
    duty = Duty(
        "report",
        WORDS,
        CITE,
        deadline=procedure.report_deadline(lever, "03-31", cite=CITE),
        first=procedure.first_report(lever, cite=CITE),
        never_sent=procedure.never_sent(lever, cite=CITE),
        holiday=procedure.holiday_shift(lever, cite=CITE),
        sent_as=("report_submitted_on",),
    )
    passes = says(procedure.incomplete_passes(lever, cite=CITE))
    at_once = says(yes_no("at_once", True))
    spared = says(yes_no("spare_changes", False))
    quota = within_quota(procedure.round_quota(lever, cite=CITE), procedure.ranking(lever, cite=CITE))
    decisions = (
        # A cause without a question, causes that take the title or its standing, and one that a lever spares.
        _cause("false_declaration", otherwise(lose("false_declaration", cite=CITE))),
        *(
            _cause(
                kind,
                when(at_once, lose(kind, cite=CITE)),
                when(~without_standing, lose_standing(kind, cite=CITE)),
            )
            for kind in ("illegality", "monitoring_refused")
        ),
        _cause("unreported_change", when(~spared, lose("unreported_change", cite=CITE))),
        _cause("incident", otherwise(lose("incident", cite=CITE))),
        on_deadline("report", otherwise(lose("late_report", cite=CITE)), title=WORDS, cite=CITE),
        at_expiry(
            standard.at_review(),
            when(without_standing, lose("term_ended_without_standing", cite=CITE)),
            when(measure_ended, lose("measure_ended", cite=CITE)),
            when(not_applied, lose("no_renewal_application", cite=CITE)),
            when(unknown & ~passes, lose("incomplete_review", cite=CITE)),
            when(not_met, lose("re_review", cite=CITE)),
            when(undecided(plan) & ~passes, lose("incomplete_review", cite=CITE)),
            when(fails(plan), lose("plan_attainment", cite=CITE)),
            otherwise(renew()),
            lag=procedure.review_lag_days(lever, cite=CITE),
            title=WORDS,
            cite=CITE,
        ),
        in_round(procedure.round_on(lever, cite=CITE), standard, when(met & quota, admit()), title=WORDS, cite=CITE),
    )
    until = lever(
        "in_force_until", 20271020, DATE_UNIT, zh="有效至", en="last day", cite=CITE, range=(19000101.0, 99991231.0),
        whole=True, optional=True,
    )  # fmt: skip
    return Policy(
        key=key,
        title=Text(key, key),
        level="city",
        version="1",
        in_force=InForce(date(2024, 10, 21), CITE, until, procedure.lapse(lever, cite=CITE)),
        standard=standard,
        decisions=decisions,
        register=(),
        requirements=(sound,),
        term=Term(procedure.term_years(lever, 3, cite=CITE), CITE),
        duties=(duty,),
        plan=plan,
        readmission=procedure.readmission(lever, cite=CITE),
        new_rules_at_review=procedure.new_rules_at_review(lever, cite=CITE),
    )


def _cause(kind: str, *rules: Any) -> Decision:
    return on_event(kind, *rules, title=WORDS, cite=CITE)


def cycle_law(key: str) -> Policy:
    """Return a measure without terms: every title is reviewed in every second year, on 30 June."""
    lever = LeverNamespace(key)
    revenue = lever("revenue_min", 10.0, "亿元", zh="营业收入", en="revenue", cite=CITE)
    standard = all_of(at_least("operating_revenue", revenue))
    passes = says(procedure.incomplete_passes(lever, cite=CITE))
    decisions = (
        every(
            lever("review_every", 2, "年", zh="间隔", en="interval", cite=CITE, range=(1.0, 30.0), whole=True),
            standard.at_review(),
            when(unknown & ~passes, lose("incomplete_review", cite=CITE)),
            when(not_met, lose("delisted", cite=CITE)),
            otherwise(keep()),
            first=lever("first_review", 2016, "年", zh="首次", en="first", cite=CITE, whole=True),
            on=lever.month_day("review_on", "06-30", zh="复核日", en="day of the review", cite=CITE),
            title=WORDS,
            cite=CITE,
        ),
        in_round(
            procedure.round_on(lever, cite=CITE),
            standard,
            when(met & within_quota(procedure.round_quota(lever, cite=CITE), procedure.ranking(lever, cite=CITE)),
                 admit()),
            title=WORDS,
            cite=CITE,
        ),
    )  # fmt: skip
    return Policy(
        key=key,
        title=Text(key, key),
        level="province",
        version="1",
        in_force=InForce(None, CITE),
        standard=standard,
        decisions=decisions,
        register=(),
        readmission=procedure.readmission(lever, cite=CITE),
        new_rules_at_review=procedure.new_rules_at_review(lever, cite=CITE),
    )


ZONE, MOOR, FAR = term_law("zone"), cycle_law("moor"), term_law("far")
LAWS = {law.key: law for law in (ZONE, MOOR, FAR)}
SOUND = {law.key: law.requirements for law in LAWS.values()}


# Clusters ---------------------------------------------------------------------------------------

SMALL: Row = {"output_value": 5.0, "sme_output_value": 4.0}
"""Figures that fail the next review of the law with terms."""

FIGURES: Row = {
    "output_value": 20.0, "sme_output_value": 16.0, "champions": 1, "little_giants": 0, "srdi_smes": 5,
    "co2_intensity": 1.0, "energy_efficiency_ratio": 1.2, "plan_attainment": 1.0, "incidents": 0,
    "operating_revenue": 20.0, "invention_patents": 50, "sme_employees": 5000,
}  # fmt: skip
"""A year in which every standard is met."""


@frozen
class Cluster:
    """One cluster that meets every standard but for what is said otherwise.

    `figures` replace those of every year, `years` those of some (None: no row at all); days are
    ISO dates, empty for none.
    """

    name: str = "a"
    place: str = "zone"
    certified: str = ""
    expires: str = ""
    facts: Row = field(factory=dict)
    figures: Row = field(factory=dict)
    years: Mapping[int, Row | None] = field(factory=dict)
    first: int = 2020
    latest: int = START - 1

    def row(self) -> dict[str, Any]:
        """Return the row of the clusters table."""
        return {
            "cluster_id": self.name, "name": self.name, "jurisdiction": self.place,
            "dominant_industry": f"industry {self.name[-1]}", "area_km2": 50.0, "energy_intensive": True,
            "certified_on": _day(self.certified), "expires_on": _day(self.expires), **self.facts,
        }  # fmt: skip

    def observations(self) -> list[dict[str, Any]]:
        """Return the rows of the observations table."""
        rows = []
        for year in range(self.first, self.latest + 1):
            own = self.years.get(year, {})
            if own is None:
                continue
            sound = {one.key: True for one in SOUND.get(self.place, ())}
            rows.append({"cluster_id": self.name, "year": year, **FIGURES, **sound, **self.figures, **own})
        return rows


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


Happening = tuple[str, str, str]
"""An event on file: cluster, day, kind."""


def portfolio(*clusters: Cluster, events: Sequence[Happening] = (), titles: Sequence[Row] = ()) -> Portfolio:
    """Return the portfolio of some clusters."""
    places = dict.fromkeys(cluster.place for cluster in clusters)
    return Portfolio.from_rows(
        [cluster.row() for cluster in clusters],
        [row for cluster in clusters for row in cluster.observations()],
        [{"cluster_id": name, "date": date.fromisoformat(day), "kind": kind} for name, day, kind in events],
        titles,
        name="invented",
        indicators=[one for place in places for one in SOUND.get(place, ())],
    )


# Models -----------------------------------------------------------------------------------------


def given(value: float) -> Input:
    """Return one number of a model."""
    return Input(value, "", WORDS, "ASSUMED: invented")


NOTHING = given(0.0)
ON_TIME = Reporting("report_submitted_on", 331, late=NOTHING, never=NOTHING, late_days=NOTHING, early_days=NOTHING)


def still(key: str, *processes: Process, **more: Any) -> Dynamics:
    """Return a model that moves nothing but by `processes`, and in which all reports come on 31 March."""
    settings = {"macro_sd": NOTHING, "industry_sd": NOTHING, "reporting": (ON_TIME,), **more}
    return Dynamics(key, (key,), processes, **settings)


def lively(key: str) -> Dynamics:
    """Return a model in which everything moves and everything can happen, far more often than it does."""
    return Dynamics(
        key,
        (key,),
        (
            Walk("output_value", given(0.04), given(0.12), given(0.3), shared=True),
            Reverting("sme_share", given(0.8), given(0.25)),
            Counts("champions", given(0.1), given(0.2)),
            Counts("little_giants", given(0.1), given(0.2)),
            Counts("srdi_smes", given(0.05), given(0.5)),
            Walk("co2_intensity", given(0.02), given(0.12)),
            Walk("invention_patents", given(0.05), given(0.2), whole=True),
            Walk("sme_employees", given(0.02), given(0.1), whole=True),
            Reverting("energy_efficiency_ratio", given(0.8), given(0.05)),
            Walk("operating_revenue", NOTHING, given(0.3), shared=True),
            Fresh("plan_attainment", given(1.0), given(0.1)),
        ),
        macro_sd=given(0.05),
        industry_sd=given(0.05),
        rates={
            "incident": given(0.02), "illegality": given(0.01), "false_declaration": given(0.01),
            "unreported_change": given(0.01), "monitoring_refused": given(0.01),
        },
        no_application=given(0.02),
        lapse=given(0.03),
        mending=given(0.5),
        reporting=(Reporting("report_submitted_on", 331, given(0.02), given(0.01), given(60.0), given(45.0)),),
        blanks={
            "output_value": Blank(given(20.0), given(0.5)), "champions": Blank(given(1.0), given(0.5)),
            "co2_intensity": Blank(given(1.0), given(0.3)), "sme_share": Blank(given(0.7), given(0.5)),
        },
    )  # fmt: skip


STILL = {place: still(place) for place in LAWS}
LIVELY = {place: lively(place) for place in LAWS}


# Runs -------------------------------------------------------------------------------------------


def study(
    clusters: Portfolio | Cluster,
    *settings: str,
    models: Mapping[str, Dynamics] = STILL,
    laws: Sequence[Policy] | None = None,
    **more: Any,
) -> Study:
    """Return a study of some clusters under one scenario of settings such as `zone.output_min=40@2028-01-01`."""
    found = portfolio(clusters) if isinstance(clusters, Cluster) else clusters
    laws = [LAWS[place] for place in sorted(set(found.clusters["jurisdiction"]))] if laws is None else laws
    if settings:
        more["scenarios"] = [scenario("set", *settings)]
    return prepare(
        found, policies=laws, dynamics=list(models.values()), **{"plugins": Plugins({}), "replications": 1, **more}
    )


def scenario(name: str, *settings: str) -> Scenario:
    """Return a scenario of settings."""
    return Scenario.of(name, {lever.key: lever for law in LAWS.values() for lever in law.levers}, settings)


def against(*settings: str) -> list[Scenario]:
    """Return the baseline and one scenario beside it."""
    return [Scenario(BASELINE), scenario("what-if", *settings)]


def story(cluster: Cluster, *settings: str, events: Sequence[Happening] = (), **more: Any) -> list[str]:
    """Return what happens to one cluster's title in a run of nine years, such as `2027-05-20 renew`."""
    return stories(study(portfolio(cluster, events=events), *settings, **more))[cluster.name]
