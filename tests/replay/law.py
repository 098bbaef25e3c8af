"""The five standards, judged for one cluster on one day, and the dates and causes of the procedures.

A finding is met, not met, unknown or not applicable. Figures are exact decimals; two figures within a
relative 1e-9 of each other are the same figure. Clause ids name the rule that a line carries.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import pairwise

from tests.replay.levers import Levers
from tests.replay.trace import Rows, TraceFault, day_of, number, yes_no

SAME = Decimal("1e-9")

# Second arm of the gradient criterion: the titles that each text names (附件 三; Shanghai 第六条 2).
SECOND_ARM = {
    "zhuhai": (
        "high_tech_enterprises",
        "srdi_smes",
        "innovative_smes",
        "chain_leaders",
        "champions",
        "other_champions",
    ),
    "beijing": ("srdi_smes", "innovative_smes", "high_tech_enterprises"),
    "shanghai": ("srdi_smes", "innovative_smes", "high_tech_enterprises"),
    "national": ("srdi_smes", "innovative_smes", "high_tech_enterprises"),
}

# Zhuhai 第十五条 (二)(五)(三)(四)(五); Beijing and Shanghai 第十七条 (二)(二)(三)(四)(五): the order in
# which the first of several causes on one day is reported. Henan has none; the nation's known texts
# (六, 办法 撤销) name three.
CAUSES = ("false_declaration", "illegality", "monitoring_refused", "unreported_change", "incident")
CAUSES_OF = {
    **dict.fromkeys(("zhuhai", "beijing", "shanghai"), CAUSES),
    "henan": (),
    "national": ("illegality", "unreported_change", "incident"),
}


class Truth(Enum):
    """What is found of a criterion."""

    NOT_MET = "not met"
    UNKNOWN = "unknown"
    MET = "met"
    NOT_APPLICABLE = "not applicable"


Figure = Decimal | None


def same(left: Decimal, right: Decimal) -> bool:
    """Whether two figures are equal within a relative 1e-9."""
    return abs(left - right) <= SAME * max(abs(left), abs(right))


def _compared(left: Figure, right: Figure, holds: Callable[[Decimal, Decimal], bool]) -> Truth:
    if left is None or right is None:
        return Truth.UNKNOWN
    return Truth.MET if holds(left, right) else Truth.NOT_MET


def above(figure: Figure, bound: Figure) -> Truth:
    """高于, 超: strictly more."""
    return _compared(figure, bound, lambda x, y: x > y and not same(x, y))


def below(figure: Figure, bound: Figure) -> Truth:
    """下降, seen from the year before: strictly less."""
    return _compared(figure, bound, lambda x, y: x < y and not same(x, y))


def at_least(figure: Figure, bound: Figure) -> Truth:
    """以上, 不低于, 不少于, 达到: the bound itself counts."""
    return _compared(figure, bound, lambda x, y: x > y or same(x, y))


def at_most(figure: Figure, bound: Figure) -> Truth:
    """不超过: the bound itself counts."""
    return _compared(figure, bound, lambda x, y: x < y or same(x, y))


def every(findings: Iterable[Truth]) -> Truth:
    """均: not met if one is not, else unknown if one is, else met; the inapplicable count as neither."""
    found = set(findings)
    for truth in (Truth.NOT_MET, Truth.UNKNOWN):
        if truth in found:
            return truth
    return Truth.MET


def either(findings: Iterable[Truth]) -> Truth:
    """或者: met if one is, not met only if all are not, else unknown."""
    found = set(findings)
    for truth in (Truth.MET, Truth.UNKNOWN):
        if truth in found:
            return truth
    return Truth.NOT_MET


def years_later(day: date, years: int) -> date:
    """The same calendar day `years` on; 29 February falls back to the last day of the month."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def share(part: Figure, whole: Figure) -> Figure:
    """A part of a whole; unknown where either is missing or the whole is zero."""
    return None if part is None or not whole else part / whole


@dataclass(frozen=True)
class Case:
    """One cluster before its authority on one day, at a re-review or for admission."""

    place: str
    day: date
    facts: Mapping[str, str]
    rows: Rows
    incident_days: Sequence[date]
    requirements: Mapping[str, str]
    levers: Levers
    review: bool

    @property
    def latest(self) -> int:
        """L, the latest complete calendar year before the day; it never slides back."""
        return self.day.year - 1

    def figure(self, key: str, year: int | None = None) -> Figure:
        """A figure in a year, by default L; None where cell or row is missing."""
        return number(self.rows.get(self.latest if year is None else year, {}).get(key, ""))

    def window(self, key: str, years: int) -> list[Figure]:
        """A figure in each of the last `years` years, L last."""
        return [self.figure(key, year) for year in range(self.latest - years + 1, self.latest + 1)]

    def fact(self, key: str) -> str:
        """A fact of the cluster; one that its row leaves blank may stand with the figures of L."""
        return self.facts.get(key, "") or self.rows.get(self.latest, {}).get(key, "")

    def lever(self, name: str) -> str:
        """The value of a place's choice in force on the day."""
        return self.levers.choice(f"{self.place}.{name}", self.day)

    def bound(self, name: str) -> Decimal:
        """A criterion's bound in force on the day."""
        return self.levers.bound(self.place, name, self.day, review=self.review)


def growth(case: Case, key: str, years: int) -> Figure:
    """年均增速, 年均增长: compound over `years`, or by lever the mean of the yearly rates.

    A missing or zero base leaves it unknown; zero in L is minus one.
    """
    figures = case.window(key, years + 1)
    compound = case.lever("growth_mean") == "compound"
    used = [figures[0], figures[-1]] if compound else figures
    known = [figure for figure in used if figure is not None]
    if len(known) < len(used) or any(base <= 0 for base in known[:-1]):
        return None
    if known[-1] <= 0:
        return Decimal(-1)
    if compound:
        return (known[-1] / known[0]) ** (1 / Decimal(years)) - 1
    return sum((late / early - 1 for early, late in pairwise(known)), Decimal(0)) / years


def output_in_each_year(case: Case) -> Truth:
    """近三年产值均在 N 以上: in every one of the last three years."""
    return every(at_least(figure, case.bound("output_min")) for figure in case.window("output_value", 3))


def counted(figures: Iterable[Figure], bound: Decimal) -> Truth:
    """不少于: known counts that reach the bound decide, since a blank one is never below zero."""
    figures = list(figures)
    finding = at_least(sum((figure for figure in figures if figure is not None), Decimal(0)), bound)
    return Truth.UNKNOWN if finding is Truth.NOT_MET and None in figures else finding


def gradient(case: Case) -> Truth:
    """Zhuhai and Beijing 附件 三, Shanghai 第六条 2: the first arm or the second."""
    first = [case.figure(key) for key in ("champions", "little_giants")]
    second = [case.figure(key) for key in SECOND_ARM[case.place]]
    return either((counted(first, case.bound("gradient.first")), counted(second, case.bound("gradient.second"))))


def software_rising(case: Case) -> Truth:
    """稳步提升: no year of the last three below the year before, and L above L-3."""
    figures = case.window("software_adoption_rate", 4)
    steps = [at_least(late, early) for early, late in pairwise(figures)]
    return every([*steps, above(figures[-1], figures[0])])


def co2_falling(case: Case) -> Truth:
    """持续下降: each of the last three years strictly below the year before it."""
    figures = case.window("co2_intensity", 4)
    return every(below(late, early) for early, late in pairwise(figures))


def efficiency(case: Case, name: str) -> Truth:
    """能效, 水效 高于基准, where the industry is intensive; where that is blank, only above decides."""
    intensive = yes_no(case.fact(f"{name}_intensive"))
    if intensive is False:
        return Truth.NOT_APPLICABLE
    finding = above(case.figure(f"{name}_efficiency_ratio"), case.bound(name))
    return Truth.UNKNOWN if intensive is None and finding is not Truth.MET else finding


def no_incident(case: Case) -> Truth:
    """近三年未发生: the rows' counts of L-2 to L, and the running year's dated events up to the day."""
    running = case.day.year
    dated = [day for day in case.incident_days if day <= case.day]
    counts = [_counted_in(case, year, dated) for year in range(running - 3, running)]
    counts.append(Decimal(sum(day.year == running for day in dated)))
    if running in case.rows and case.figure("incidents", running) is None:
        counts.append(None)
    known = sum((count for count in counts if count is not None), Decimal(0))
    finding = at_most(known, case.bound("incidents"))
    return Truth.UNKNOWN if finding is Truth.MET and None in counts else finding


def _counted_in(case: Case, year: int, dated: Sequence[date]) -> Figure:
    """A complete year's incidents; by lever those of its dated ones that 36 months still reach."""
    count = case.figure("incidents", year)
    of_year = [day for day in dated if day.year == year]
    if case.lever("incident_window") == "calendar" or not of_year:
        return count
    return Decimal(sum(years_later(day, 3) >= case.day for day in of_year))


def established(case: Case) -> Truth:
    """Shanghai 第六条 1, 设立 N 年以上: the day of establishment plus N years is not after the day."""
    day = day_of(case.fact("established_on"))
    if day is None:
        return Truth.UNKNOWN
    reached = years_later(day, int(case.bound("established"))) <= case.day
    return Truth.MET if reached else Truth.NOT_MET


def _on_output(case: Case) -> dict[str, Truth]:
    """What the standards on output share but for their bounds."""
    output = case.figure("output_value")
    window = case.levers.whole(f"{case.place}.growth_window", case.day)
    return {
        "incidents": no_incident(case),
        "area": at_most(number(case.fact("area_km2")), case.bound("area")),
        "output_min": output_in_each_year(case),
        "dominant_share": above(share(case.figure("dominant_output_value"), output), case.bound("dominant_share")),
        "output_growth": above(growth(case, "output_value", window), case.bound("output_growth")),
        "gradient": gradient(case),
    }


def _city(case: Case) -> dict[str, Truth]:
    """What the three cities' standards share but for their bounds."""
    window = case.levers.whole(f"{case.place}.growth_window", case.day)
    patents = share(case.figure("invention_patents"), case.figure("sme_employees"))
    return _on_output(case) | {
        # 近三年 stands in the clause itself, so the lever of the window leaves it alone.
        "rd_growth": above(growth(case, "sme_rd_expenditure", 3), case.bound("rd_growth")),
        "patent_growth": at_least(growth(case, "invention_patents", window), case.bound("patent_growth")),
        "patent_density": at_least(None if patents is None else patents * 10_000, case.bound("patent_density")),
        "platform_adoption": at_least(case.figure("platform_adoption_rate"), case.bound("platform_adoption")),
        "software_rising": software_rising(case),
        "co2_falling": co2_falling(case),
        "energy": efficiency(case, "energy"),
        "water": efficiency(case, "water"),
    }


def _sme_share(case: Case) -> Figure:
    return share(case.figure("sme_output_value"), case.figure("output_value"))


def zhuhai(case: Case) -> dict[str, Truth]:
    """Zhuhai 附件 一 to 七: the share of small and medium enterprises is 高于."""
    return _city(case) | {"sme_share": above(_sme_share(case), case.bound("sme_share"))}


def beijing(case: Case) -> dict[str, Truth]:
    """Beijing 附件 一 to 七: the share of small and medium enterprises is 高于; area is 一般."""
    return _city(case) | {"sme_share": above(_sme_share(case), case.bound("sme_share"))}


def shanghai(case: Case) -> dict[str, Truth]:
    """Shanghai 第六条: the share of small and medium enterprises is 以上; area is 一般."""
    return _city(case) | {
        "established": established(case),
        "sme_share": at_least(_sme_share(case), case.bound("sme_share")),
        "innovation_platforms": at_least(case.figure("innovation_platforms"), case.bound("innovation_platforms")),
        "standards": at_least(case.figure("standards_contributions"), case.bound("standards")),
    }


def henan(case: Case) -> dict[str, Truth]:
    """Henan 三(二) to 三(五): every figure is read in L."""
    revenue = case.figure("operating_revenue")
    return {
        name: at_least(figure, case.bound(name))
        for name, figure in (
            ("leading_enterprises", case.figure("leading_enterprises")),
            ("related_smes", case.figure("related_smes")),
            ("building_density", case.figure("building_density")),
            ("investment_intensity", case.figure("investment_intensity")),
            ("revenue_min", revenue),
            ("dominant_share", share(case.figure("dominant_revenue"), revenue)),
            ("rd_share", share(case.figure("rd_expenditure"), revenue)),
            ("clean_audit", case.figure("clean_audit_rate")),
        )
    }


def national(case: Case) -> dict[str, Truth]:
    """The nation's 标准 1 and 2 and 四: the SMEs' share is 以上; efficiency is asked of every cluster."""
    return _on_output(case) | {
        "sme_share": at_least(_sme_share(case), case.bound("sme_share")),
        "energy": above(case.figure("energy_efficiency_ratio"), case.bound("energy")),
        "water": above(case.figure("water_efficiency_ratio"), case.bound("water")),
    }


STANDARDS = {"zhuhai": zhuhai, "beijing": beijing, "shanghai": shanghai, "henan": henan, "national": national}


def requirements(place: str, columns: Iterable[str]) -> dict[str, str]:
    """The columns of a place's binding qualitative requirements, by the criterion's name."""
    return {
        column.removeprefix(prefix): column
        for column in columns
        for prefix in (f"q_{place}_", f"q_{place}.")
        if column.startswith(prefix)
    }


def _required(case: Case, column: str) -> Truth:
    answer = yes_no(case.rows.get(case.latest, {}).get(column, ""))
    return {True: Truth.MET, False: Truth.NOT_MET, None: Truth.UNKNOWN}[answer]


def judge(case: Case) -> dict[str, Truth]:
    """What is found of each binding criterion of the case's place, by the criterion's id."""
    findings = STANDARDS[case.place](case)
    if "area" in findings and case.lever("area_binding") == "no":  # 一般: a soft rule decides nothing
        del findings["area"]
    if findings.keys() & case.requirements.keys():
        raise TraceFault(f"{case.place}: a requirement bears the name of another criterion")
    findings |= {name: _required(case, column) for name, column in case.requirements.items()}
    return {f"{case.place}.{name}": truth for name, truth in findings.items()}


def plan_attained(case: Case) -> Truth:
    """Zhuhai 第十三条, Beijing 第十五条, Shanghai 第十四条: advisory unless a lever sets a number."""
    minimum = None
    if case.place != "henan":
        minimum = case.levers.text(f"{case.place}.plan_attainment_min", case.day)
    return Truth.MET if minimum is None else at_least(case.figure("plan_attainment"), Decimal(minimum))


def recognised(place: str, recognised_by: str) -> bool:
    """Whether a title from above is recognised without review.

    Zhuhai 第十二条(三): any national or provincial one; Beijing 第十条: the first national batch alone.
    """
    names = {name.strip() for name in recognised_by.split(";")}
    if place == "zhuhai":
        return any(name in {"province", "national"} or name.startswith("national:") for name in names)
    return place == "beijing" and "national:1" in names


def may_apply(place: str, recognised_by: str, day: date, levers: Levers) -> bool:
    """Whether a cluster may enter a round: the nation's 四 asks for the province's recognition first."""
    if place != "national" or not levers.yes("national.prerequisite_binding", day):
        return True
    return "province" in {name.strip() for name in recognised_by.split(";")}


@dataclass(frozen=True)
class Duty:
    """A yearly report on the year before, and the lever that holds its deadline."""

    kind: str
    deadline: str


def duties(place: str, day: date, levers: Levers) -> tuple[Duty, ...]:
    """The duties whose breach costs the title or its standing.

    Zhuhai 第十五条(三), Beijing 第十七条(三): the report; Shanghai 第十七条(三): the form, and by lever the
    report to the district; the nation: by lever the report; Henan: none.
    """
    report = Duty("report", f"{place}.report_deadline")
    if place in {"zhuhai", "beijing"}:
        return (report,)
    if place == "shanghai":
        form = Duty("form", f"{place}.form_deadline")
        binds = levers.choice("shanghai.district_report_late", day) == "standing"
        return (report, form) if binds else (form,)
    if place == "national" and levers.choice("national.report_late", day) == "title":
        return (report,)
    return ()
