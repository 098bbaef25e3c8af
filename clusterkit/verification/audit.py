"""The audit of a trace: every path walked from the law alone and compared with what the engine wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path as Folder
from typing import Any, Literal

from attrs import field, frozen

from clusterkit.law.indicator import Indicator
from clusterkit.law.policy import Policy
from clusterkit.law.text import Text
from clusterkit.plugins import Plugins
from clusterkit.verification.agenda import Span
from clusterkit.verification.comparison import Difference, Unreplayed, differences, gaps, unaccounted
from clusterkit.verification.folder import Run, Trace
from clusterkit.verification.levers import LeversInForce
from clusterkit.verification.path import Path, walk
from clusterkit.verification.record import Record
from clusterkit.verification.statute import Statute

Progress = Callable[[int, int], None]
Verdict = Literal["agrees", "differs", "altered", "incomplete"]

EXIT_CODES: Mapping[Verdict, int] = {"agrees": 0, "differs": 1, "altered": 2, "incomplete": 3}


@frozen
class Count:
    """How many titles of a measure were replayed, over all scenarios and replications."""

    policy: str
    titles: int
    differ: int
    not_replayed: int

    @property
    def agree(self) -> int:
        """How many agree from the first day to the last."""
        return self.titles - self.differ - self.not_replayed

    def as_dict(self) -> dict[str, Any]:
        """Return it as the machine-readable outputs carry it."""
        return {
            "policy": self.policy,
            "titles": self.titles,
            "agree": self.agree,
            "differ": self.differ,
            "not_replayed": self.not_replayed,
        }


@frozen(eq=False)
class Verification:
    """What came of an audit.

    `counts` is by measure; `differences` and `not_replayed` are in the order of scenarios, replications
    and clusters, those of one title by day. `altered` names the files that are no longer as they were
    written.
    """

    folder: Folder
    span: Span
    scenarios: tuple[str, ...]
    replications: int
    clusters: int
    counts: tuple[Count, ...]
    differences: tuple[Difference, ...]
    not_replayed: tuple[Unreplayed, ...]
    altered: tuple[Text, ...]

    @property
    def verdict(self) -> Verdict:
        """`differs` with any difference, else `altered` with any file, else `incomplete`, or `agrees`."""
        if self.differences:
            return "differs"
        if self.altered:
            return "altered"
        return "incomplete" if self.not_replayed else "agrees"

    def as_dict(self, *, every: bool = True) -> dict[str, Any]:
        """Return it as the machine-readable outputs carry it: every difference, or only the first."""
        return {
            "trace": str(self.folder),
            "verdict": self.verdict,
            "start": self.span.first.isoformat(),
            "end": self.span.last.isoformat(),
            "scenarios": list(self.scenarios),
            "replications": self.replications,
            "clusters": self.clusters,
            "policies": [one.as_dict() for one in self.counts],
            "different": len(self.differences),
            "differences": [one.as_dict() for one in (self.differences if every else self.differences[:1])],
            "not_replayed": [one.as_dict() for one in self.not_replayed],
            "altered": [one.as_dict() for one in self.altered],
        }


def verify(
    folder: str | Folder,
    *,
    policies: Sequence[Policy] | None = None,
    plugins: Plugins | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Replay every path of a trace folder from the law alone and compare it with the trace.

    The law is that of the installed plugins; `policies` stand beside or in place of theirs. Raises
    InputError where the folder is missing, torn or edited so that it cannot be read, or was written
    under another law than the one that is here.
    """
    plugins = Plugins() if plugins is None else plugins
    installed = {**plugins.policies, **{policy.key: policy for policy in policies or ()}}
    indicators = dict(plugins.indicators)
    for policy in installed.values():
        indicators.update({one.key: one for one in policy.requirements})
    trace = Trace.read(Folder(folder), indicators)
    return _Audit(trace, {key: trace.law.policy(key, installed) for key in trace.law.policies}, indicators).run(
        progress
    )


@frozen(eq=False)
class _Audit:
    """One audit at work."""

    trace: Trace
    policies: Mapping[str, Policy]
    indicators: Mapping[str, Indicator]
    differences: list[Difference] = field(factory=list)
    not_replayed: list[Unreplayed] = field(factory=list)
    counted: dict[str, list[int]] = field(factory=dict)

    def run(self, progress: Progress | None) -> Verification:
        trace, law = self.trace, self.trace.law
        levers = {lever.key: lever for policy in self.policies.values() for lever in policy.levers}
        whole, done = len(law.scenarios) * law.replications * len(trace.clusters), 0
        statutes: dict[str, dict[str, Statute]] = {}
        for run in trace.runs():
            if run.scenario not in statutes:
                in_force = LeversInForce(levers, law.changes(run.scenario, levers))
                statutes[run.scenario] = {
                    key: Statute.of(policy, in_force, law.span) for key, policy in self.policies.items()
                }
            for cluster in trace.clusters:
                self._replay(run, cluster, statutes[run.scenario])
                done += 1
                if progress is not None:
                    progress(done, whole)
        counts = tuple(Count(key, *self.counted.get(key, (0, 0, 0))) for key in self.policies)
        return Verification(
            trace.folder, law.span, tuple(law.scenarios), law.replications, len(trace.clusters), counts,
            tuple(self.differences), tuple(self.not_replayed), trace.altered,
        )  # fmt: skip

    def _replay(self, run: Run, cluster: str, statutes: Mapping[str, Statute]) -> None:
        """Walk one cluster's titles in one run and compare each."""
        trace, home = self.trace, self.trace.clusters[cluster]["jurisdiction"]
        concerned = {key: one for key, one in statutes.items() if home in one.policy.scope}
        missing = gaps(run, cluster, trace.years.get((run, cluster), {}), self._years)
        self.differences.extend(missing)
        paths: dict[str, Path] = {}
        if not missing:
            record = self._record(run, cluster, concerned)
            paths = {key: Path(statute, record) for key, statute in concerned.items()}
            walk(paths, trace.law.span)
        for key in statutes:
            title = (run, key, cluster)
            told = trace.history.get(title, []), trace.status.get(title, {})
            if key in paths:
                found = differences(title, paths[key], *told)
            else:
                found = [] if key in concerned else unaccounted(title, *told)
            self.differences.extend(found)
            if key in concerned:
                stop = paths[key].stopped if key in paths else None
                if stop is not None:
                    self.not_replayed.append(Unreplayed(*run, key, cluster, stop))
                count = self.counted.setdefault(key, [0, 0, 0])
                different = bool(found or missing)
                for place, more in enumerate((True, different, stop is not None and not different)):
                    count[place] += more

    def _record(self, run: Run, cluster: str, concerned: Mapping[str, Statute]) -> Record:
        trace = self.trace
        return Record(
            facts=trace.clusters[cluster],
            titles=trace.titles.get(cluster, []),
            kept=concerned.keys(),
            columns=trace.columns,
            years=trace.years[run, cluster],
            events=trace.events.get((run, cluster), []),
            indicators=self.indicators,
            levels=trace.law.levels,
            first_report=trace.law.span.first.year - 1,
        )

    @cached_property
    def _years(self) -> Sequence[int]:
        """The years of every path: from the first traced one to the run's last."""
        first = min((min(years) for years in self.trace.years.values()), default=self.trace.law.span.first.year)
        return range(first, self.trace.law.span.last.year + 1)
