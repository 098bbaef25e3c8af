"""`clusterkit sensitivity`: which levers and inputs move the outcome most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clusterkit.cli.options import console, print_csv, print_json
from clusterkit.cli.out_options import TABLES, Out, out_options
from clusterkit.cli.study_options import StudyOptions, open_study, progress_bar, study_options
from clusterkit.errors import InputError

if TYPE_CHECKING:
    from clusterkit.study.sensitivity import Method

_EXAMPLES = """\b
Examples:
  clusterkit sensitivity --jurisdiction PLACE
  clusterkit sensitivity my.xlsx --on PLACE.losses:re_review
  clusterkit sensitivity my.xlsx --factor PLACE.output_min --range PLACE.output_min=30:50
  clusterkit sensitivity my.xlsx --jurisdiction PLACE --method morris --widest 6
"""
_OF_FACTORS = ("quantity", "factor", "kind", "citation", "unit", "rank_best", "rank_worst", "now")
TORNADO_COLUMNS = (
    *_OF_FACTORS, "value", "mean", "low", "high", "moves", "width", "width_low", "width_high",
)  # fmt: skip
SCREENING_COLUMNS = (
    *_OF_FACTORS, "from", "to", "mu", "mu_low", "mu_high", "mu_star", "mu_star_low", "mu_star_high",
    "sigma", "sigma_low", "sigma_high", "S1", "S1_low", "S1_high", "ST", "ST_low", "ST_high",
)  # fmt: skip


@click.command(epilog=_EXAMPLES)
@study_options
@click.option(
    "--on", "quantity", default="retention", show_default=True, metavar="QUANTITY",
    help="What is moved: retention@YEAR, holders@YEAR, losses or losses:CAUSE, each also as PLACE.…",
)  # fmt: skip
@click.option(
    "--method", type=click.Choice(["tornado", "morris", "sobol"]), default="tornado", show_default=True,
    help="One at a time; or several together: Morris's elementary effects, Sobol's indices.",
)  # fmt: skip
@click.option(
    "--factor", "factors", multiple=True, metavar="NAME",
    help="A lever or an input of the dynamics, PLACE.NAME; may be given several times. By default all.",
)  # fmt: skip
@click.option(
    "--range", "ranges", multiple=True, metavar="NAME=LOW:HIGH",
    help="How far a factor is moved, by default 10 % either way; may be given several times.",
)  # fmt: skip
@click.option(
    "--widest", default=8, show_default=True,
    help="Without --factor, Morris and Sobol take as many from the top of the tornado.",
)  # fmt: skip
@click.option(
    "--size", type=int, help="Trajectories of Morris (20), or base points of Sobol, a power of two (64)."
)  # fmt: skip
@click.option("--scenario", metavar="NAME", help="Of a study file: the scenario from which to move.")
@out_options(TABLES)
def sensitivity(
    given: StudyOptions,
    quantity: str,
    method: Method,
    factors: tuple[str, ...],
    ranges: tuple[str, ...],
    widest: int,
    size: int | None,
    scenario: str | None,
    out: Out,
) -> None:
    """Rank the levers and inputs that move the outcome of a PORTFOLIO, a study file or illustrative clusters.

    All runs meet the same draws. Ranks are ranges where the noise does not separate the factors.
    """
    from clusterkit.study.sensitivity import sensitivity as ranked
    from clusterkit.study.tornado import Tornado

    if method == "tornado" and size is not None:
        raise InputError("--size is of the designs of --method morris and sobol; the tornado has none")
    study = open_study(given, one_law=True, scenario=scenario)
    out.spare(study.portfolio.source)
    with progress_bar(given.lang, "逐项改动", "moving factors") as progress:
        found = ranked(
            study, on=quantity, method=method, names=factors, ranges=_ranges(ranges), widest=widest, size=size,
            progress=progress,
        )  # fmt: skip
    columns = TORNADO_COLUMNS if isinstance(found, Tornado) else SCREENING_COLUMNS
    rows = [{"quantity": str(found.quantity), **row} for row in found.rows()]
    with out.written(lambda: rows, columns, lang=given.lang, manifest=found.study.manifest):
        if given.form == "json":
            print_json(found.as_dict())
        elif given.form == "csv":
            print_csv(rows, columns)
        else:
            from clusterkit.report.sensitivity import print_sensitivity

            print_sensitivity(console(given.lang), found, given.lang)


def _ranges(written: tuple[str, ...]) -> dict[str, str]:
    """Return the ranges by name."""
    found: dict[str, str] = {}
    for one in written:
        name, equals, span = one.partition("=")
        if not equals:
            raise InputError(f"--range {one}: write NAME=LOW:HIGH, such as PLACE.output_min=30:50")
        if name.strip() in found:
            raise InputError(f"--range {name.strip()} is given twice; keep one of the two")
        found[name.strip()] = span
    return found
