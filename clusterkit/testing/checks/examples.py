"""Examples: the plugin's worked cases come out as they say, and its illustrative clusters can be worked with."""

from __future__ import annotations

from collections.abc import Iterator

from clusterkit.assessment import assess
from clusterkit.errors import ClusterkitError
from clusterkit.plugin_faults import told
from clusterkit.simulation.dynamics import ASSUMED
from clusterkit.study.simulate import prepare
from clusterkit.testing.flaw import Flaw
from clusterkit.testing.subject import Subject

_YEARS, _REPLICATIONS = 4, 2


def check(subject: Subject) -> Iterator[Flaw]:
    """Assess every worked case."""
    for case in subject.plugins.cases:
        try:
            differences = case.check(plugins=subject.plugins)
        except Exception as error:  # noqa: BLE001 - a case builds its portfolio by the plugin's own code
            yield Flaw("examples", case.name, f"cannot be worked: {told(error)}")
            continue
        for one in differences:
            what = one.criterion or "the verdict"
            yield Flaw(
                "examples",
                f"{case.name}, cluster {one.cluster_id}",
                f"{what} is {one.found}, the case says {one.expected}; correct whichever is not in the text",
            )


def runs(subject: Subject) -> Iterator[Flaw]:
    """Assess the illustrative clusters, and simulate them for some years."""
    for portfolio in subject.samples:
        if not portfolio.illustrative:
            yield Flaw("runs", portfolio.name, "drawn clusters are marked as such: illustrative=True")
        try:
            assess(portfolio, portfolio.default_start, plugins=subject.plugins)
            prepare(portfolio, years=_YEARS, replications=_REPLICATIONS, plugins=subject.plugins).run()
        except ClusterkitError as error:
            yield Flaw("runs", portfolio.name, str(error).replace("\n", "; "))
        except Exception as error:  # noqa: BLE001 - whatever a policy's values raise is a flaw
            yield Flaw("runs", portfolio.name, f"raises {told(error)}")


def sources(subject: Subject) -> Iterator[Flaw]:
    """Find numbers of the dynamics that say neither where they come from nor that they are assumed."""
    for place, model in subject.plugins.dynamics.items():
        for name, one in model.inputs():
            if not one.source.strip():
                yield Flaw(
                    "sources", f"{place}.{name}", f"has no source; name the data and its row, or {ASSUMED} and why"
                )
