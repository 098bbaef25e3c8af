"""What the cities' measures share: the indicators of their annexes, and the ways to lose a title at once."""

from __future__ import annotations

from typing import ClassVar

import pytest

from clusterkit.law.combination import Where
from clusterkit.law.criterion import walk
from clusterkit.law.figure import observed
from clusterkit.law.history import History
from clusterkit.law.truth import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN
from clusterkit.law.window import EachOfLast, Falling, IncidentFree, Latest, Rising
from tests.places.place import INDICATORS, Place, number


class Templated:
    """Windows, trends, the gradient, intensive industries and the limit on area."""

    place: ClassVar[Place]

    def test_trends_and_incidents_are_read_as_the_text_has_them(self) -> None:
        fixed = self.place.trends
        assert {name: (part.subject, part.operator, part.citation) for name, part in fixed.items()} == self.place.fixed
        assert isinstance(fixed["software_rising"].window, Rising)
        assert isinstance(fixed["co2_falling"].window, Falling)
        assert isinstance(fixed["incidents"].window, IncidentFree)

    def test_output_is_read_in_each_of_three_years_and_growth_over_three(self) -> None:
        windows = {name: part.window for name, part in self.place.numbers.items() if part.window != Latest()}
        years = {name: window.levers[0].key for name, window in windows.items() if window.levers}
        assert years == {
            "output_min": self.place.key("output_years"),
            "output_growth": self.place.key("growth_window"),
            "rd_growth": self.place.key("rd_years"),
            "patent_growth": self.place.key("growth_window"),
        }
        assert isinstance(windows["output_min"], EachOfLast)

    def test_efficiency_binds_where_the_industry_is_intensive(self) -> None:
        found = {part.fact: part.id for part in walk(self.place.policy.standard) if isinstance(part, Where)}
        assert found == {"energy_intensive": self.place.key("energy"), "water_intensive": self.place.key("water")}

    def test_either_arm_of_the_gradient_suffices(self) -> None:
        gradient = self.place.key("gradient")
        group = next(part for part in walk(self.place.policy.standard) if part.id == gradient)
        assert [arm.id for arm in group.parts] == [f"{gradient}.first", f"{gradient}.second"]
        history = History(INDICATORS)
        history.put("champions", 2026, observed(number(1.0), "plain"))
        assert group.judge(self.place.sitting(history)).truth.item() == MET

    def test_the_limit_on_area_binds_or_advises_as_its_lever_says(self) -> None:
        area, binds = self.place.criteria["area"], self.place.levers["area_binding"]
        history = History(INDICATORS)
        history.put_lasting("area_km2", observed(number(101.0), INDICATORS["area_km2"].scale))
        finding = area.judge(self.place.sitting(history))
        assert finding.truth.item() == (NOT_MET if binds else NOT_APPLICABLE)
        assert finding.stated.item() == NOT_MET
        other = area.judge(self.place.sitting(history, self.place.change("area_binding", not binds)))
        assert other.truth.item() == (NOT_APPLICABLE if binds else NOT_MET)
        assert [name for name, part in self.place.numbers.items() if part.binding is not None] == ["area"]


class Immediate:
    """A title is lost on the day of its cause, by one yearly report, or at a re-review."""

    place: ClassVar[Place]

    @pytest.mark.parametrize("kind", ["false_declaration", "illegality", "unreported_change", "incident"])
    def test_a_cause_takes_the_title_on_its_day(self, kind: str) -> None:
        assert self.place.ruled(kind) == ("lose", kind)

    def test_lateness_or_refusal_suffices_unless_the_lever_asks_for_both(self) -> None:
        ruled, both = self.place.ruled, self.place.change("report_breach", "both")
        assert ruled("monitoring_refused") == ("lose", "monitoring_refused")
        assert ruled("late_yearly_report") == ("lose", "late_report")
        assert ruled("monitoring_refused", both) is None
        assert ruled("late_yearly_report", both) is None
        assert ruled("monitoring_refused", both, late=("yearly_report",)) == ("lose", "monitoring_refused")
        assert ruled("late_yearly_report", both, refused=True) == ("lose", "late_report")

    def test_a_re_review_asks_for_an_application_then_the_standard_then_the_plan(self) -> None:
        ruled, change = self.place.ruled, self.place.change
        assert ruled("re_review") == ("renew", "")
        assert ruled("re_review", applied=False, found=NOT_MET) == ("lose", "no_renewal_application")
        assert ruled("re_review", found=NOT_MET) == ("lose", "re_review")
        assert ruled("re_review", found=UNKNOWN) == ("lose", "incomplete_review")
        assert ruled("re_review", change("incomplete_passes", True), found=UNKNOWN) == ("renew", "")
        assert ruled("re_review", change("plan_attainment_min", 0.9), plan=0.8) == ("lose", "plan_attainment")
        assert ruled("re_review", plan=0.0) == ("renew", "")
