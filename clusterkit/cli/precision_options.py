"""The options by which a run goes on until its outcomes are as precise as asked for."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from clusterkit.cli.options import console, note
from clusterkit.errors import InputError

if TYPE_CHECKING:
    from clusterkit.cli.study_options import StudyOptions
    from clusterkit.law.text import Language
    from clusterkit.simulation.harness import Progress
    from clusterkit.simulation.outcome import Outcome
    from clusterkit.study.precision import Precision, Stopping
    from clusterkit.study.simulate import Study

LEAST_CONFIDENCE, MOST_CONFIDENCE = 0.5, 0.9999


class ConfidenceType(click.ParamType[float]):
    """A confidence written as 95, 95% or 0.95."""

    name = "percent"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read it as a share."""
        del param, ctx
        text = str(value).strip()
        try:
            number = float(text.rstrip("%％ "))
        except ValueError:
            raise InputError(f"--confidence {text}: write a percentage such as 95") from None
        share = number / 100 if number >= 1 else number
        if not LEAST_CONFIDENCE <= share <= MOST_CONFIDENCE:
            raise InputError(f"--confidence {text}: choose a percentage from 50 to 99.99, such as 95")
        return share


_OPTIONS: tuple[Callable[[Callable[..., Any]], Callable[..., Any]], ...] = (
    click.option(
        "--precision", multiple=True, metavar="HALF-WIDTH",
        help="Run until outcomes are so precise: 0.5pp for shares, 0.2 for numbers of clusters, or one of each.",
    ),
    click.option(
        "--confidence", type=ConfidenceType(),
        help="With --precision: of all half-widths together, in percent; 95 by default.",
    ),
    click.option("--max-replications", type=int, help="With --precision: stop here at the latest; 10000 by default."),
    click.option(
        "--on", multiple=True, metavar="QUANTITY",
        help="With --precision: which outcomes, such as retention@2030 or losses:re_review; "
        "by default each policy's retention at the end.",
    ),
)  # fmt: skip


def precision_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of precision; it receives them as `stopping`, None without --precision."""

    @functools.wraps(command)
    def gathered(*args: Any, **options: Any) -> Any:
        own = {name: options.pop(name) for name in ("precision", "confidence", "max_replications", "on")}
        precision, confidence, most, on = own.values()
        if precision:
            from clusterkit.simulation.interval import CONFIDENCE
            from clusterkit.study.precision import Stopping

            stopping = Stopping(precision, on, confidence or CONFIDENCE, most)
            return command(*args, stopping=stopping, **options)
        for name, value in (("--max-replications", most), ("--on", on), ("--confidence", confidence)):
            if value:
                raise InputError(f"{name} goes with --precision, which says how precise the outcomes are to be")
        return command(*args, stopping=None, **options)

    wrapped: Callable[..., Any] = gathered
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


def run_precisely(study: Study, stopping: Stopping, progress: Progress) -> tuple[Study, Outcome, Precision]:
    """Run a study until it may stop; return it with the replications that it took."""
    from clusterkit.study.precision import run_until

    stopped = run_until(study, stopping, progress=progress)
    return stopped.study, stopped.outcome, stopped.precision


def tell_precision(found: Precision, given: StudyOptions) -> None:
    """Print each outcome with its half-width under a table, and say on standard error what more would cost."""
    if given.form == "table":
        from clusterkit.report.precision import print_precision

        print_precision(console(given.lang), found, given.lang)
    note(_cost(found, given.lang))


def _cost(found: Precision, lang: Language) -> str:
    runs, more, most = f"{found.replications:,}", f"{found.more:,}", f"{found.most:,}"
    seconds = f"{max(found.more * found.seconds, 1):,.0f}"
    if lang == "zh":
        told = f"精度:重复 {runs} 次" + ("达到" if found.reached else f"未达到 (上限 {most} 次)")
        aim = "提高一倍" if found.reached else "达到"
        return f"{told};{aim}约需再重复 {more} 次,在本机约 {seconds} 秒"
    told = "reached" if found.reached else f"not reached (limit {most})"
    aim = "twice the precision" if found.reached else "reaching it"
    return f"precision: {told} after {runs} replications; {aim} would take about {more} more, about {seconds} s here"
