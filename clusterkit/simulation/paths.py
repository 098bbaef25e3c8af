"""The paths of one tile, watched while it runs: every stroke before it falls, every year when it is closed.

What was drawn is kept in arrays by year, what happened in rows; the trace writes both.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from clusterkit.law import calendar
from clusterkit.law.decision import AtExpiry, Decision
from clusterkit.law.indicator import Indicator
from clusterkit.law.policy import Policy
from clusterkit.law.title import LOST, STATUSES
from clusterkit.law.truth import UNKNOWN, Truths
from clusterkit.portfolio.formulas import guarded
from clusterkit.portfolio.model import Portfolio
from clusterkit.simulation.bench import Ruling
from clusterkit.simulation.docket import Docket, Index, Stroke, unpacked
from clusterkit.simulation.harness import TileKey
from clusterkit.simulation.margins import decided
from clusterkit.simulation.occurrences import DRAWN_EVENTS
from clusterkit.simulation.tile import Plan, World

YEARS_BEFORE: Final = 4
"""Years before the start that are kept as well: the longest window reads them."""

SENT_AS: Final = {"report_submitted_on": "report", "form_submitted_on": "form"}

_HAPPENED: Final = {
    "admit": "admitted",
    "renew": "renewed",
    "keep": "kept",
    "warn": "warned",
    "lose_standing": "standing_lost",
    "lose": "lost",
    "mend": "mending",
    "put_off": "put_off",
}
_WORDS: Final = ("no", "", "yes", "")

Days = NDArray[np.int32]
Floats = NDArray[np.float64]
Row = tuple[Any, ...]


class Columns:
    """The columns of the trajectories, and the places that use each of them."""

    def __init__(self, plan: Plan) -> None:
        self.figures: dict[str, Indicator] = {}
        self.answers: dict[str, str] = {}
        self.users: dict[str, set[str]] = {column: set() for column in SENT_AS}
        self.ratio_of = {one.numerator: one for one in plan.indicators.values() if one.numerator is not None}
        for policy in plan.policies:
            for key in policy.indicators:
                for part in _observed(plan, key):
                    self.figures[part.key] = part
                    self._used(part.key, policy)
            for asked in policy.requirements:
                self.answers[asked.key] = f"{'q' if asked.binding else 'advisory'}_{asked.key}"
                self._used(asked.key, policy)
            for duty in policy.duties:
                for column in duty.sent_as:
                    self._used(column, policy)

    def _used(self, key: str, policy: Policy) -> None:
        self.users.setdefault(key, set()).update(policy.scope)


class Paths:
    """The paths of one tile: figures and answers of each year as arrays, everything else as rows."""

    def __init__(self, plan: Plan, portfolio: Portfolio, columns: Columns, key: TileKey, count: int) -> None:
        self._plan, self._portfolio, self._columns, self._clusters = plan, portfolio, columns, key.clusters
        self._first, self._count = key.span.start, count
        self._places = portfolio.clusters["jurisdiction"][key.clusters].astype(str)
        self.names = [guarded(str(name)) for name in portfolio.cluster_id[key.clusters]]
        self.numbers = range(self._first, self._first + count)
        self.events: list[Row] = []
        self.not_applied: list[tuple[int, Row]] = []
        self.history: list[Row] = []
        self.statuses: list[Row] = []
        self._figures: dict[int, Floats] = {}
        self._answers: dict[int, Truths] = {}
        self._reviewed: list[tuple[Docket, Index, Days, Days]] = []

    def cells(self, number: int, row: int) -> Iterator[tuple[int, list[str]]]:
        """Yield the years of one path with figures and answers as they are written."""
        for year, figures in self._figures.items():
            answers = self._answers[year][:, row, number - self._first].tolist()
            numbers = figures[:, row, number - self._first].tolist()
            yield year, [*map(number_text, numbers), *(_WORDS[code] for code in answers)]

    # Strokes ------------------------------------------------------------------------------------

    def record(self, docket: Docket, decision: Decision | None, stroke: Stroke, ruling: Ruling | None) -> None:
        """Write down one effect on some titles, before it is given to them."""
        kept = stroke.index % docket.shape[2] < self._count
        if decision is not None and isinstance(decision.occasion, AtExpiry):
            # Of a review that was put off, this was written down when it was.
            index = stroke.index[kept & (docket.postponed_to[stroke.index] == 0)]
            begun = np.maximum(docket.term_from[index], docket.since[index])
            self._reviewed.append((docket, index, docket.expiry[index], begun))
        self._keep_late_applications(docket, stroke, kept)
        effect = stroke.effect
        if effect.kind == "lose_standing":
            kept &= docket.standing[stroke.index]
        failing = self._failing(docket, stroke, ruling, kept)
        citation = effect.citation or ("" if decision is None else decision.citation)
        told = _HAPPENED[effect.kind], effect.cause, "", citation, "", ""
        for place, (flat, day) in enumerate(zip(stroke.index[kept], stroke.day[kept], strict=True)):
            scenario, row, replication = _unravelled(flat, docket)
            title = scenario, self._first + replication, docket.policy.key, self.names[row], int(day)
            self.history += [(*title, *criterion) for criterion in failing.get(place, ())]
            self.history.append((*title, *told))

    def _keep_late_applications(self, docket: Docket, stroke: Stroke, kept: NDArray[np.bool_]) -> None:
        """Write down the applications that come within the window after an expiry."""
        if stroke.until is not None and stroke.applied is not None:
            late = kept & stroke.applied
            for flat, day in zip(stroke.index[late], stroke.until[late].tolist(), strict=True):
                scenario, row, replication = _unravelled(flat, docket)
                told = (self._first + replication, self.names[row], day, "late_renewal_application", "")
                self.not_applied.append((scenario, told))

    def _failing(
        self, docket: Docket, stroke: Stroke, ruling: Ruling | None, kept: NDArray[np.bool_]
    ) -> dict[int, list[Row]]:
        """Return the criteria that cost each title kept, with figure and bound, by the title's place."""
        if stroke.failed is None or ruling is None or ruling.finding is None:
            return {}
        event = "criterion_unknown" if stroke.effect.cause == "incomplete_review" else "criterion_failed"
        leaves = {leaf.criterion.id: leaf for leaf in ruling.finding.leaves()}
        found: dict[int, list[Row]] = {}
        for name, flags in unpacked(stroke.failed[:, kept], tuple(docket.position)).items():
            places = np.flatnonzero(flags)
            if not len(places):
                continue
            if name not in leaves and docket.policy.plan is not None:
                leaves[name] = docket.policy.plan.judge(ruling.sitting)
            told = event, stroke.effect.cause, name, leaves[name].criterion.citation
            numbers = decided(leaves[name], docket.shape, ruling.sitting, stroke.index[kept][places])
            for place, figure, bound in zip(places, *(one.tolist() for one in numbers), strict=True):
                # A figure that decides has been to a scale and back: its last digits are rounding.
                shown = number_text(float(f"{figure:.12g}"))
                found.setdefault(int(place), []).append((*told, shown, number_text(bound)))
        return found

    # Years --------------------------------------------------------------------------------------

    def close(self, year: int, world: World) -> None:
        """Write down a year that is over; with the first one, those before the start."""
        first = self._plan.first_year
        if year == first:
            for past in range(first - YEARS_BEFORE, first):
                self._keep_figures(past, world)
                self._keep_events(past, world)
        self._keep_figures(year, world)
        self._keep_events(year, world)
        for column in SENT_AS:
            self._keep_reports(column, year - 1, world)
        self._keep_not_applied(year, world)
        for authority in world.authorities:
            self._keep_statuses(authority.docket, year)

    def _keep_figures(self, year: int, world: World) -> None:
        history = world.motion.history
        for answered, answers in world.occurrences.answers_until(year).items():
            history.put_answers(answered, answers)
        shape = len(self.names), self._count
        self._figures[year] = np.full((len(self._columns.figures), *shape), np.nan)
        for place, (key, indicator) in enumerate(self._columns.figures.items()):
            users = self._users(key)
            figures = self._figure(indicator, year, world)
            if key == "incidents" and year >= self._plan.first_year:
                counted = world.occurrences.incidents(year)[:, : self._count]
                figures = np.where(world.tables.latest_year[:, np.newaxis] < year, counted, figures)
            self._figures[year][place, users] = np.broadcast_to(figures, shape)[users]
        self._answers[year] = np.full((len(self._columns.answers), *shape), UNKNOWN)
        for place, key in enumerate(self._columns.answers):
            users = self._users(key)
            self._answers[year][place, users] = self._spread(history.answer(key, year), world)[users]

    def _figure(self, indicator: Indicator, year: int, world: World) -> Floats:
        """Return a figure as the run used it: the portfolio's own, else the drawn one; NaN where unknown."""
        figures, own = self._plain(indicator.key, year, world), self._own(indicator.key, year)
        share = self._columns.ratio_of.get(indicator.key)
        if share is not None and share.denominator is not None and world.motion.history.has(share.key, year):
            # What moves is the share: column and whole must give it back.
            whole = self._plain(share.denominator, year, world)
            part = self._plain(share.key, year, world) * whole / share.factor
            drawn = np.isnan(own) | np.isnan(self._own(share.denominator, year))
            figures = np.where(drawn & ~np.isnan(part), part, figures)
            own = np.where(drawn, np.nan, own)
        if indicator.whole:
            rounded = np.rint(figures)
            figures = np.where(np.isclose(figures, rounded, rtol=1e-9, atol=0.0), rounded, figures)
        return np.where(np.isnan(own), figures, own)

    def _plain(self, key: str, year: int, world: World) -> Floats:
        """Return a figure on file in its own unit, shape (cluster, replication), NaN where unknown."""
        figure = world.motion.history.figure(key, year)
        low, high = self._spread(figure.low, world), self._spread(figure.high, world)
        return np.where(low == high, figure.measure.plain(low), np.nan)

    def _own(self, key: str, year: int) -> Floats:
        """Return the portfolio's figures of a year, shape (cluster, 1), NaN where it has none."""
        column, years = self._portfolio.observations.get(key), self._portfolio.years
        if column is None or year not in years:
            return np.full((len(self.names), 1), np.nan)
        return np.asarray(column[year - int(years[0]), self._clusters], dtype=np.float64)[:, np.newaxis]

    def _spread(self, array: NDArray[Any], world: World) -> NDArray[Any]:
        whole = np.broadcast_to(array, (1, len(self.names), world.replications))
        return np.asarray(whole[0, :, : self._count])

    def _users(self, key: str) -> Index:
        """Return the rows of the clusters whose place uses a column."""
        return np.flatnonzero(np.isin(self._places, list(self._columns.users[key])))

    def _keep_events(self, year: int, world: World) -> None:
        for kind in DRAWN_EVENTS:
            pairs = world.occurrences.log.pairs(kind, year)
            for row, replication, day in zip(pairs.cluster, pairs.replication, pairs.day, strict=True):
                if replication < self._count:
                    self.events.append((self._first + int(replication), self.names[row], int(day), kind, ""))

    def _keep_reports(self, column: str, year: int, world: World) -> None:
        """Write down the reports on a year that are sent within the run."""
        end, asked = calendar.last_day(self._plan.last_year), self._users(column)
        if len(asked):
            # A date that is not known counts as in time under every deadline: as sent when the year begins.
            begins = calendar.first_day(year + 1)
            days = world.occurrences.sent(column, year)
            days = np.where(world.occurrences.sent_after(column, year, begins), days, np.minimum(days, begins))
            for row in asked:
                for number, day in zip(self.numbers, days[row, : self._count].tolist(), strict=True):
                    if day <= end:
                        self.events.append((number, self.names[row], day, SENT_AS[column], year))

    def _keep_not_applied(self, year: int, world: World) -> None:
        """Write down for which of the expiries that came up in a year no renewal was applied for."""
        drawn = world.occurrences.no_application(year)
        stated: dict[int, list[int]] = {}
        for row, day in world.occurrences.no_application_on_file():
            stated.setdefault(row, []).append(day)
        for docket, index, expiries, begun in self._reviewed:
            for flat, expiry, since in zip(index, expiries.tolist(), begun.tolist(), strict=True):
                scenario, row, replication = _unravelled(flat, docket)
                earliest = max(since + 1, docket.start)
                on_file = any(earliest <= day <= expiry for day in stated.get(row, ()))
                if on_file or drawn[row, replication]:
                    number = self._first + replication
                    self.not_applied.append((scenario, (number, self.names[row], expiry, "no_renewal_application", "")))
        self._reviewed.clear()

    def _keep_statuses(self, docket: Docket, year: int) -> None:
        status, lost_on, cause = (one.reshape(docket.shape) for one in (docket.status, docket.lost_on, docket.cause))
        for at in np.ndindex(docket.shape[0], docket.shape[1], self._count):
            scenario, row, replication = at
            if docket.in_scope[row]:
                title = scenario, self._first + replication, docket.policy.key, self.names[row], year
                lost = docket.causes[int(cause[at])], day_text(int(lost_on[at]))
                self.statuses.append((*title, STATUSES[status[at]], *(lost if status[at] == LOST else ("", ""))))


def _observed(plan: Plan, key: str) -> Iterator[Indicator]:
    """Yield the yearly columns behind an indicator that a policy reads."""
    indicator = plan.indicators.get(key)
    if indicator is None:
        return
    parts = (indicator.numerator, indicator.denominator) if indicator.numerator is not None else (key,)
    for part in parts:
        column = plan.indicators.get(part or "")
        if column is not None and column.table == "observations" and column.kind not in {"yes_no", "date", "text"}:
            yield column


def _unravelled(flat: np.intp, docket: Docket) -> tuple[int, int, int]:
    """Return scenario, row and replication of a title."""
    _, clusters, replications = docket.shape
    scenario, rest = divmod(int(flat), clusters * replications)
    return scenario, *divmod(rest, replications)


def day_text(day: int) -> str:
    """Return a day as an ISO date, 0 as nothing."""
    return date.fromordinal(day).isoformat() if day else ""


def number_text(value: float) -> str:
    """Return the shortest digits that read back as the same float, whole numbers without a point."""
    return repr(value).removesuffix(".0") if np.isfinite(value) else ""
