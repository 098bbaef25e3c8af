"""`clusterkit solve`: the threshold that just meets a goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clusterkit.cli.options import console, print_csv, print_json
from clusterkit.cli.out_options import TABLES, Out, out_options
from clusterkit.cli.precision_options import ConfidenceType
from clusterkit.cli.study_options import StudyOptions, open_study, progress_bar, study_options
from clusterkit.errors import InputError

if TYPE_CHECKING:
    from clusterkit.law.lever import Lever, Value
    from clusterkit.simulation.harness import Progress
    from clusterkit.study.frontier import Frontier
    from clusterkit.study.simulate import Study
    from clusterkit.study.solve import Solution

_EXAMPLES = """\b
Examples:
  clusterkit solve "retention@2034 >= 0.80" --lever PLACE.output_min
  clusterkit solve "PLACE.losses:re_review <= 3" my.xlsx --lever PLACE.output_growth --from 0 --to 15%
  clusterkit solve "holders >= 25" --lever PLACE.term_years --replications 1000
  clusterkit solve "retention >= 80%" --lever PLACE.term_years --values 2,3,4,5 --lever PLACE.output_min
"""
CSV_COLUMNS = (
    "table", "goal", "lever", "status", "side", "value", "estimate", "mean", "low", "high", "confidence",
)  # fmt: skip
MOST_LEVERS = 2


@click.command(epilog=_EXAMPLES)
@click.argument("goal")
@study_options
@click.option(
    "--lever", "levers", multiple=True, required=True, metavar="LEVER",
    help="The lever to solve for; given twice, the second is solved for at values of the first (the frontier).",
)  # fmt: skip
@click.option("--from", "lowest", metavar="VALUE", help="Look from this value of the lever on; by default all legal.")
@click.option("--to", "highest", metavar="VALUE", help="Look up to this value.")
@click.option("--values", metavar="V,V,...", help="With two levers: the values of the first.")
@click.option("--steps", type=int, help="With two levers: how many values of the first, at equal steps.")
@click.option(
    "--confidence", type=ConfidenceType(), default="95", show_default=True, help="Of the interval, in percent."
)
@click.option("--scenario", metavar="NAME", help="Of a study file: the scenario under which to solve.")
@out_options(TABLES)
def solve(
    given: StudyOptions,
    goal: str,
    levers: tuple[str, ...],
    lowest: str | None,
    highest: str | None,
    values: str | None,
    steps: int | None,
    confidence: float,
    scenario: str | None,
    out: Out,
) -> None:
    """Solve for the threshold that just meets a GOAL, for a PORTFOLIO, a study file or illustrative clusters.

    A goal is a quantity (retention@YEAR, holders@YEAR, losses or losses:CAUSE, each also as PLACE.…), one of
    >= <= > <, and a value; in quotation marks, or the shell takes > for its own.
    """
    if len(levers) > MOST_LEVERS:
        raise InputError(f"--lever is given {len(levers)} times; one lever is solved for, or two as a frontier")
    if len(levers) == 1 and (values is not None or steps is not None):
        raise InputError("--values and --steps are of the first of two levers; one lever takes --from and --to")
    study = open_study(given, one_law=True, scenario=scenario)
    out.spare(study.portfolio.source)
    with progress_bar(given.lang, "求解", "solving") as progress:
        found = _found(study, goal, levers, (lowest, highest), (values, steps), confidence, progress)
    with out.written(lambda: _long_rows(found), CSV_COLUMNS, lang=given.lang, manifest=study.manifest):
        if given.form == "json":
            print_json({"manifest": study.manifest(), "changes": study.changes()[0], **found.as_dict()})
        elif given.form == "csv":
            print_csv(_long_rows(found), CSV_COLUMNS)
        else:
            from clusterkit.report.solve import print_found

            print_found(console(given.lang), found, study, given.lang)


def _found(
    study: Study,
    goal: str,
    levers: tuple[str, ...],
    ends: tuple[str | None, str | None],
    first: tuple[str | None, int | None],
    confidence: float,
    progress: Progress,
) -> Solution | Frontier:
    from clusterkit.study.frontier import STEPS, frontier, frontier_values
    from clusterkit.study.goal import Goal
    from clusterkit.study.solve import lever_of
    from clusterkit.study.solve import solve as solved

    asked = Goal.parse(goal, study)
    start, end = (_number(lever_of(study, levers[-1]), one) for one in ends)
    if len(levers) == 1:
        return solved(study, asked, levers[0], start=start, end=end, confidence=confidence, progress=progress)
    one, (listed, steps) = lever_of(study, levers[0]), first
    if listed is not None and steps is not None:
        raise InputError("--values names the values, --steps their number; give one of the two")
    if listed is None:
        values: tuple[Value, ...] = frontier_values(one, None, None, STEPS if steps is None else steps)
    else:
        values = tuple(one.parse(text) for text in listed.split(",") if text.strip())
    return frontier(
        study, asked, levers[0], values, levers[1], start=start, end=end, confidence=confidence, progress=progress
    )


def _number(lever: Lever, text: str | None) -> float | None:
    """Read an end of the range in the lever's unit."""
    if text is None:
        return None
    value = lever.parse(text)
    if isinstance(value, bool | str) or value is None:
        raise lever.refused(text, "an end of the range is a number")
    return float(value)


def _long_rows(found: Solution | Frontier) -> list[dict[str, object]]:
    from clusterkit.study.solve import Solution

    whole = found.as_dict()
    head = {key: whole[key] for key in ("goal", "lever", "confidence")}
    if not isinstance(found, Solution):
        return [{"table": "frontier", **head, **row} for row in found.rows()]
    return [{"table": "solution", **head, **whole}, *({"table": "points", **head, **row} for row in found.rows())]
