"""Assessment: a portfolio under a policy on a day, criterion by criterion.

>>> found = assess(portfolio, date(2026, 6, 30))  # doctest: +SKIP
>>> [one.id for one in found.of("A1").failing]  # doctest: +SKIP

Nothing is assumed: what is blank is unknown, and every unknown verdict names what is missing. Figures,
facts and criteria are read as in a simulation, with one scenario and one replication.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from clusterkit.errors import InputError, UnknownNameError
from clusterkit.law import all_of
from clusterkit.law.criterion import Criterion, walk
from clusterkit.law.figure import TOLERANCE
from clusterkit.law.finding import Finding
from clusterkit.law.indicator import Indicator
from clusterkit.law.policy import Policy
from clusterkit.law.provisions import Change, Provisions
from clusterkit.law.sitting import Sitting
from clusterkit.law.text import Text
from clusterkit.law.truth import MET, NAMES, NOT_APPLICABLE, NOT_MET, UNKNOWN, Truths
from clusterkit.plugins import Plugins
from clusterkit.portfolio.columns import TITLE_COLUMNS, YEARS
from clusterkit.portfolio.model import Portfolio
from clusterkit.portfolio.record import ReadingRoom, events_of, facts_of, history_of, unfilled
from clusterkit.standing import Register, hearing_of, terms_of
from clusterkit.verdict import Admission, ClusterVerdict, CriterionVerdict, Missing, Verdict

Standard = Literal["admission", "retention"]

_VERDICTS: dict[np.int8, Verdict] = {NOT_MET: "fails", UNKNOWN: "incomplete"}
_ILLUSTRATIVE = Text("示例数据,非真实集群", "illustrative figures, not real clusters")
_DIGITS, _TINY = 12, 1e-12


@frozen
class Assessment:
    """A portfolio assessed on a day. `notes` say on what terms: illustrative figures, assumed dates."""

    on: date
    standard: Standard
    portfolio: Portfolio = field(repr=False)
    policies: tuple[Policy, ...] = field(repr=False)
    results: tuple[ClusterVerdict, ...]
    changes: tuple[Change, ...] = ()
    notes: tuple[Text, ...] = ()

    def of(self, cluster_id: str, policy: str | None = None) -> ClusterVerdict:
        """Return one cluster's result under a policy, by default its only one. Raises UnknownNameError."""
        found = [one for one in self.results if one.cluster_id == cluster_id and policy in {None, one.policy}]
        if not found:
            raise UnknownNameError("cluster", cluster_id, {one.cluster_id for one in self.results})
        return found[0]

    def only(self, clusters: Sequence[str]) -> Assessment:
        """Return the results of some clusters. Raises UnknownNameError."""
        wanted = {self.of(cluster).cluster_id for cluster in clusters}
        return evolve(self, results=tuple(one for one in self.results if one.cluster_id in wanted))

    def as_dict(self) -> dict[str, Any]:
        """Return the machine-readable output."""
        tables, levers = self.portfolio, {one.key: one for policy in self.policies for one in policy.levers}
        found: dict[str, Any] = {
            "on": self.on.isoformat(),
            "standard": self.standard,
            "portfolio": {
                "name": tables.name, "sha256": tables.sha256, "clusters": len(tables),
                "illustrative": tables.illustrative,
            },
        }  # fmt: skip
        if self.changes:
            changed: dict[str, list[dict[str, Any]]] = {change.lever: [] for change in self.changes}
            for one in self.changes:
                since = None if one.from_day is None else date.fromordinal(one.from_day).isoformat()
                changed[one.lever].append({"from": since, "value": levers[one.lever].jsonable(one.value)})
            found["changes"] = changed
        return {**found, "results": [one.as_dict() for one in self.results]}


def assess(
    portfolio: Portfolio,
    on: date,
    *,
    policies: Sequence[Policy] | None = None,
    standard: Standard = "admission",
    plugins: Plugins | None = None,
    jurisdictions: Sequence[str] | None = None,
    changes: tuple[Change, ...] = (),
) -> Assessment:
    """Assess every cluster of a portfolio on a day under the policies in whose scope it lies.

    `policies` stand in place of the plugins' (for notebooks and tests); `jurisdictions` name some of
    the policies; `changes` set levers. Results stand in the order of policies, then of cluster ids.
    Raises InputError where nothing can be assessed, PluginError if a policy that is needed is broken.
    """
    plugins = Plugins() if plugins is None else plugins
    if not YEARS[0] < on.year <= YEARS[1]:
        raise InputError(f"--on {on}: choose a day between {YEARS[0] + 1} and {YEARS[1]}")
    chosen = _policies(portfolio, plugins, jurisdictions, policies)
    results: list[ClusterVerdict] = []
    notes = [_ILLUSTRATIVE] if portfolio.illustrative else []
    for bench in _benches(portfolio, on, chosen, plugins, changes):
        own = bench.results(standard)
        results += own
        notes += terms_of(bench.policy, bench.sitting.provisions, on, due=any(one.duties for one in own))
    if not results:
        named = ", ".join(policy.key for policy in chosen) or "any policy"
        raise InputError(f"no cluster of the portfolio {portfolio.name} lies in the scope of {named}")
    return Assessment(on, standard, portfolio, tuple(chosen), tuple(results), changes, tuple(notes))


def verdict_codes(
    portfolio: Portfolio,
    on: date,
    policy: Policy,
    *,
    standard: Standard = "admission",
    plugins: Plugins | None = None,
    changes: tuple[Change, ...] = (),
) -> Truths:
    """Return the truth of one policy's standard alone, for the clusters in its scope in the portfolio's order."""
    plugins = Plugins() if plugins is None else plugins
    (bench,) = _benches(portfolio, on, [policy], plugins, changes)
    return bench.judged(standard)[1]


def _benches(
    portfolio: Portfolio, on: date, policies: Sequence[Policy], plugins: Plugins, changes: tuple[Change, ...]
) -> Iterator[_Bench]:
    """Yield each policy with those of its clusters that the portfolio has."""
    indicators = {**plugins.indicators, **{one.key: one for one in portfolio.extras}}
    indicators.update({one.key: one for policy in policies for one in policy.requirements})
    levels = {policy.key: policy.level for policy in (*plugins.policies.values(), *policies)}
    history, day = history_of(portfolio, indicators), on.toordinal()
    provisions = Provisions([lever for policy in policies for lever in _levers(policy)], [changes])
    places = portfolio.clusters["jurisdiction"].astype(str)
    for policy in policies:
        rows = np.flatnonzero(np.isin(places, list(policy.scope)))
        if len(rows):
            facts = facts_of(portfolio, levels, without={policy.key: policy.scope})
            sitting = Sitting(
                year=on.year, day=day, law_day=day, who=np.ones((1, len(rows), 1), np.bool_), history=history,
                provisions=provisions, facts=facts, events=events_of(portfolio), rows=rows,
            )  # fmt: skip
            yield _Bench(portfolio, policy, sitting, rows, indicators)


@frozen(eq=False)
class _Bench:
    """One policy and the clusters (by index) in its scope, before its authority on one day."""

    portfolio: Portfolio
    policy: Policy
    sitting: Sitting
    rows: NDArray[np.intp]
    indicators: Mapping[str, Indicator]
    _reads: dict[int, list[tuple[str, int]]] = field(factory=dict)

    def results(self, standard: Standard) -> list[ClusterVerdict]:
        """Judge by the standard, and see to recognition, duties and causes."""
        policy, sitting = self.policy, self.sitting
        admissions = self._admissions(policy.standard.judge(sitting))
        finding, truths = self.judged(standard)
        columns = zip(*(self._each(leaf) for leaf in finding.leaves()), strict=True)
        register = Register(self.portfolio, policy, sitting.provisions, sitting, int(sitting.first_day))
        found = []
        for criteria, row, truth, admitted in zip(columns, self.rows, truths, admissions, strict=True):
            holding = register.holding(int(row))
            duties = register.duties(int(row), holding)
            found.append(
                ClusterVerdict(
                    cluster_id=str(self.portfolio.cluster_id[row]),
                    name=str(self.portfolio.clusters["name"][row]),
                    policy=policy.key,
                    verdict=_VERDICTS.get(truth, "passes"),
                    admission=admitted,
                    criteria=criteria,
                    duties=duties,
                    causes=register.causes(int(row), holding, duties),
                )
            )
        return found

    def judged(self, standard: Standard) -> tuple[Finding, Truths]:
        """Return the finding on a standard, that of a re-review with the plan, and its truth cluster by cluster."""
        policy = self.policy
        asked = policy.standard
        if standard == "retention":
            asked = policy.retention_standard if policy.plan is None else all_of(policy.retention_standard, policy.plan)
        finding = asked.judge(self.sitting)
        return finding, self._truths(finding, retention=standard == "retention")

    def _truths(self, finding: Finding, *, retention: bool) -> Truths:
        """Return the truth of a standard; a score is decided by the rules of the review or the round."""
        decision = self.policy.review if retention else self.policy.round
        if finding.points is None or decision is None:
            return self._flat(finding.truth)
        hearing = hearing_of(self.sitting, finding)
        truths, pending = np.full(self.sitting.who.shape, UNKNOWN), self.sitting.who.copy()
        for rule in decision.rules:
            held = np.broadcast_to(rule.condition.ask(evolve(hearing, pending=pending)), pending.shape)
            truths[pending & (held >= MET)] = NOT_MET if rule.effect.kind in {"lose", "mend"} else MET
            pending &= held == NOT_MET
        truths[pending] = MET if retention else NOT_MET
        return self._flat(truths)

    def _admissions(self, standard: Finding) -> Iterator[Admission]:
        """Yield whether each cluster would be admitted: by what the round asks, or by recognition."""
        recognition, round_ = self.policy.recognition, self.policy.round
        wanted = self.policy.standard if round_ is None or round_.standard is None else round_.standard
        asked = standard if wanted is self.policy.standard else wanted.judge(self.sitting)
        admits = self._truths(asked, retention=False)
        prerequisites = self._prerequisites(standard, asked)
        if recognition is None:
            citation = None if round_ is None else round_.citation
            for truth, own in zip(admits, prerequisites, strict=True):
                yield Admission(_VERDICTS.get(truth, "passes"), False, citation, prerequisites=own)
            return
        batch = next(one for one in TITLE_COLUMNS if one.key == "batch")
        recognised = self._flat(recognition.judge(self.sitting).truth)
        for truth, known, own in zip(admits, recognised, prerequisites, strict=True):
            # Where the batch decides and is not stated, only the standard can admit.
            verdict = truth if known == NOT_MET else max(truth, known)
            yield Admission(
                verdict=_VERDICTS.get(verdict, "passes"),
                recognised_automatically=bool(known == MET),
                citation=recognition.citation,
                missing=(Missing(batch.key, batch.title),) if known == UNKNOWN else (),
                prerequisites=own,
            )

    def _prerequisites(self, standard: Finding, asked: Finding) -> Sequence[tuple[CriterionVerdict, ...]]:
        """Return, cluster by cluster, what the round asks besides the standard."""
        own = {leaf.criterion.id for leaf in standard.leaves()}
        further = [self._each(leaf) for leaf in asked.leaves() if leaf.criterion.id not in own]
        return list(zip(*further, strict=True)) if further else [()] * len(self.rows)

    def _each(self, finding: Finding) -> list[CriterionVerdict]:
        """Return a finding cluster by cluster."""
        criterion, count = finding.criterion, len(self.rows)
        parts = [self._each(arm) for part in finding.parts for arm in part.leaves()]
        arms = list(zip(*parts, strict=True)) if parts else [()] * count
        bounds = self._flat(np.array([[[np.nan]]]) if finding.bound is None else finding.bound)
        spans = self._spans(finding)
        truths, texts = self._flat(finding.truth), self._flat(finding.stated)
        found = []
        for place, (truth, stated) in enumerate(zip(truths, texts, strict=True)):
            soft = bool(truth == NOT_APPLICABLE and stated != NOT_APPLICABLE)
            span, bound = spans[place], _number(bounds[place])
            figure = span[0] if span[0] == span[1] else None
            verdict = "advisory" if soft and stated == NOT_MET else NAMES[stated if soft else truth]
            found.append(
                CriterionVerdict(
                    id=criterion.id,
                    title=criterion.title,
                    verdict=verdict,
                    citation=criterion.citation,
                    figure=figure,
                    operator=criterion.operator,
                    bound=bound,
                    unit=criterion.unit or None,
                    margin=_margin(criterion.operator, figure, bound),
                    binding=not soft,
                    span=None if span[0] == span[1] else span,
                    missing=self._missing(criterion, int(self.rows[place])) if verdict == "unknown" else (),
                    arms=arms[place],
                )
            )
        return found

    def _spans(self, finding: Finding) -> list[tuple[float | None, float | None]]:
        """Return both ends of each cluster's figure in its own unit, None for an end that is open."""
        if finding.figure is None:
            return [(None, None)] * len(self.rows)
        ends = []
        for held, is_open in ((finding.figure.low, np.isneginf), (finding.figure.high, np.isposinf)):
            with np.errstate(all="ignore"):
                plain = self._flat(finding.figure.measure.plain(held))
            # Zero lies at minus infinity on a log scale: it is open only where the figure is not known.
            open_ended = self._flat(is_open(held) & (finding.figure.low != finding.figure.high))
            ends.append([None if none else _number(one) for one, none in zip(plain, open_ended, strict=True)])
        return list(zip(*ends, strict=True))

    def _missing(self, criterion: Criterion, row: int) -> tuple[Missing, ...]:
        """Return the blank cells that a criterion reads, or the zeros from which nothing can be told."""
        read = self._reads.get(id(criterion))
        if read is None:
            room = ReadingRoom(self.sitting.history)
            criterion.judge(evolve(self.sitting, history=room))
            keys = {key for part in walk(criterion) for key in part.indicators}
            facts = sorted(keys & set(self.portfolio.clusters))
            read = self._reads[id(criterion)] = [*((key, 0) for key in facts), *room.read]
        for zero in (False, True):
            found = unfilled(self.portfolio, row, read, self.indicators, self.sitting.latest, zero=zero)
            if found:
                return tuple(Missing(key, self.indicators[key].title, found[key], zero) for key in found)
        return ()

    def _flat(self, array: NDArray[Any]) -> NDArray[Any]:
        """Return an array that is broadcastable to (1, cluster, 1) as (cluster,)."""
        return np.broadcast_to(array, self.sitting.who.shape)[0, :, 0]


def _policies(
    portfolio: Portfolio,
    plugins: Plugins,
    jurisdictions: Sequence[str] | None,
    policies: Sequence[Policy] | None,
) -> list[Policy]:
    """Return the policies to assess by: those given or named, else all in whose scope a cluster lies."""
    if policies is not None:
        known = {policy.key: policy for policy in policies}
        for key in jurisdictions or ():
            if key not in known:
                raise UnknownNameError("policy", key, known)
        return [known[key] for key in sorted(known) if not jurisdictions or key in jurisdictions]
    if jurisdictions:
        return [plugins.policy(place) for place in sorted(set(jurisdictions))]
    places = set(portfolio.clusters["jurisdiction"].astype(str))
    chosen = {policy.key: policy for policy in plugins.policies.values() if places & set(policy.scope)}
    covered = {place for policy in chosen.values() for place in policy.scope}
    broken = {plugin.name for plugin in plugins.faults} - set(plugins.policies)
    chosen.update({place: plugins.policy(place) for place in sorted(places - (covered - broken))})
    return [chosen[key] for key in sorted(chosen)]


def _levers(policy: Policy) -> Iterator[Any]:
    yield from policy.levers
    for part in walk(policy.retention_standard):
        yield from part.levers


def _number(value: float) -> float | None:
    return float(f"{value:.{_DIGITS}g}") + 0.0 if np.isfinite(value) else None


def _margin(operator: str | None, figure: float | None, bound: float | None) -> float | None:
    if operator is None or figure is None or bound is None:
        return None
    distance = figure - bound if operator in {">=", ">"} else bound - figure
    return 0.0 if abs(distance) <= max(TOLERANCE * abs(bound), _TINY) else _number(distance)


@frozen
class Difference:
    """A verdict that is not what a worked example says."""

    case: str
    cluster_id: str
    policy: str
    criterion: str | None
    expected: str
    found: str

    def __str__(self) -> str:
        what = self.criterion or "verdict"
        who = f"{self.cluster_id} under {self.policy}"
        return f"{self.case}: {who}, {what}: expected {self.expected}, found {self.found}"


@frozen
class Case:
    """A worked example: a small portfolio (or what builds it), a day, and the verdicts expected.

    `verdicts` are by (cluster id, policy), `criteria` by (cluster id, policy, criterion id).
    """

    name: str
    portfolio: Portfolio | Callable[[], Portfolio]
    on: date
    verdicts: Mapping[tuple[str, str], str] = field(factory=dict)
    criteria: Mapping[tuple[str, str, str], str] = field(factory=dict)
    standard: Standard = "admission"
    changes: tuple[Change, ...] = ()

    def check(self, *, policies: Sequence[Policy] | None = None, plugins: Plugins | None = None) -> list[Difference]:
        """Assess the example and return what differs; under the policies given, else the plugins'."""
        tables = self.portfolio if isinstance(self.portfolio, Portfolio) else self.portfolio()
        found = assess(
            tables, self.on, policies=policies, standard=self.standard, plugins=plugins, changes=self.changes
        )
        differences = []
        for (cluster, policy), wanted in self.verdicts.items():
            told: str = found.of(cluster, policy).verdict
            if told != wanted:
                differences.append(Difference(self.name, cluster, policy, None, wanted, told))
        for (cluster, policy, criterion), wanted in self.criteria.items():
            told = found.of(cluster, policy).criterion(criterion).verdict
            if told != wanted:
                differences.append(Difference(self.name, cluster, policy, criterion, wanted, told))
        return differences
