"""`clusterkit sweep`: a lever, or two as a grid, through some values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import frozen

from clusterkit.cli.options import chosen_plugins, console, print_csv, print_json
from clusterkit.cli.out_options import Out, first_day, out_options
from clusterkit.cli.study_options import StudyOptions, open_study, progress_bar, study_options
from clusterkit.errors import InputError, UnknownNameError

if TYPE_CHECKING:
    from clusterkit.law.lever import Lever, Value
    from clusterkit.study.sweep import Sweep

_EXAMPLES = """\b
Examples:
  clusterkit sweep --lever PLACE.output_min --from 20 --to 60 --steps 41
  clusterkit sweep my.xlsx --lever PLACE.sme_share --values 60%,65%,70%,75%
  clusterkit sweep --lever PLACE.report_deadline --values 02-28,03-31,04-30
  clusterkit sweep --lever PLACE.output_min --from 20 --to 60 --steps 9 --lever PLACE.term_years --values 2,3,5
  clusterkit sweep --lever PLACE.output_min --from 20 --to 60 --steps 41 --format csv > sweep.csv
  clusterkit sweep --lever PLACE.output_min --from 20 --to 60 --steps 41 --out sweep.xlsx
"""
CSV_COLUMNS = (
    "value", "second", "to", "policy", "table", "year", "cause", "criterion", "citation",
    "mean", "low", "high", "p10", "p90",
)  # fmt: skip
MOST_LEVERS: Final = 2
MOST_STEPS: Final = 10_000
FEWEST_POINTS: Final = 2
_ABOUT_A_LEVER: Final = ("levers", "starts", "ends", "steps", "values")


class OrderedCommand(click.Command):
    """A command that remembers in which order its options were given: what follows a lever is said of it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options, and keep their order."""
        _, _, order = self.make_parser(ctx).parse_args(list(args))
        ctx.meta[__name__] = [one.name for one in order]
        return super().parse_args(ctx, args)


@frozen
class Asked:
    """What was asked of one lever, as it was written."""

    lever: str
    starts: str | None = None
    ends: str | None = None
    steps: int | None = None
    values: str | None = None

    def axis(self, lever: Lever) -> list[Value]:
        """Return the values to take. Raises InputError, LeverError that say what is wrong with them."""
        ranged = (self.starts, self.ends, self.steps)
        if self.values is not None:
            if ranged != (None, None, None):
                raise InputError(f"lever {lever.key}: give either --values, or --from, --to and --steps")
            values = [lever.parse(part) for part in re.split("[,，]", self.values)]
            if len(values) < FEWEST_POINTS:
                raise InputError(f"lever {lever.key}: --values {self.values} is one value; a sweep needs at least two")
            return values
        if self.starts is None or self.ends is None or self.steps is None:
            raise InputError(f"lever {lever.key}: say --from A --to B --steps N, or --values A,B,C")
        return self._range(lever, self.starts, self.ends, self.steps)

    def _range(self, lever: Lever, starts: str, ends: str, steps: int) -> list[Value]:
        import numpy as np

        from clusterkit.law.lever import DATE_UNIT

        if lever.kind != "number" or lever.unit == DATE_UNIT:
            raise InputError(f"lever {lever.key}: it has no steps between two values; list them with --values")
        if not FEWEST_POINTS <= steps <= MOST_STEPS:
            raise InputError(f"--steps {steps}: a sweep takes from {FEWEST_POINTS} to {MOST_STEPS} values")
        start, end = lever.parse(starts), lever.parse(ends)
        if start is None or end is None:
            raise InputError(f"lever {lever.key}: none is no end of a range; list it with --values")
        if float(start) >= float(end):
            raise InputError(f"--from {starts} --to {ends}: the range is empty; give the lower end first")
        # Of twelve digits, so that the step after 0.6 is 0.7 and not 0.7000000000000001.
        return [lever.check(float(f"{value:.12g}")) for value in np.linspace(float(start), float(end), steps)]


@click.command(cls=OrderedCommand, epilog=_EXAMPLES)
@study_options
@click.option(
    "--lever", "levers", multiple=True, required=True, metavar="LEVER",
    help="The lever; given twice, a grid. What follows a lever is said of it.",
)  # fmt: skip
@click.option("--from", "starts", multiple=True, metavar="VALUE", help="The first value.")
@click.option("--to", "ends", multiple=True, metavar="VALUE", help="The last value.")
@click.option("--steps", type=int, multiple=True, metavar="N", help="How many values, both ends among them.")
@click.option(
    "--values", multiple=True, metavar="V,V,...", help="The values themselves; also month-days, yes/no and choices."
)
@click.option("--scenario", metavar="NAME", help="Of a study file: the scenario from which to start.")
@out_options()
def sweep(given: StudyOptions, scenario: str | None, out: Out, **options: tuple[Any, ...]) -> None:
    """Sweep a lever through some values, for a PORTFOLIO, a study file or illustrative clusters.

    Shown are retention and losses at every value, what a unit of the lever costs, and the cliff, where
    retention falls fastest. Every figure is that of `simulate --set LEVER=VALUE` with the same seed.
    """
    from clusterkit.study.sweep import sweep as run

    asked = list(_asked(click.get_current_context().meta[__name__], options))
    study = open_study(given, one_law=True, scenario=scenario)
    out.spare(study.portfolio.source)
    axes = [(one.lever, one.axis(_lever(one.lever, study.levers))) for one in asked]
    with progress_bar(given.lang, "逐值模拟", "sweeping") as progress:
        found = run(study, *axes[0], second=axes[1] if len(axes) > 1 else None, progress=progress)

    def workbook(path: Path) -> Path:
        from clusterkit.report.workbook.sweep import write_sweep

        return write_sweep(path, found, first_day(study), given.lang)

    with out.written(found.rows, CSV_COLUMNS, lang=given.lang, manifest=study.manifest, workbook=workbook):
        _print(found, given)


def _print(found: Sweep, given: StudyOptions) -> None:
    if given.form == "json":
        print_json(found.as_dict())
    elif given.form == "csv":
        print_csv(found.rows(), CSV_COLUMNS)
    else:
        from clusterkit.report.sweep import print_sweep

        print_sweep(console(given.lang), found, given.lang)


def _asked(order: list[str], options: Mapping[str, tuple[Any, ...]]) -> Iterator[Asked]:
    """Yield what was asked of each lever; what was said before the first is said of it."""
    if len(options["levers"]) > MOST_LEVERS:
        raise InputError(f"--lever is given {len(options['levers'])} times; sweep one lever, or two as a grid")
    left = {name: list(values) for name, values in options.items()}
    said: list[dict[str, Any]] = []
    before: dict[str, Any] = {}
    for name in order:
        if name not in _ABOUT_A_LEVER:
            continue
        value = left[name].pop(0)
        if name == "levers":
            said.append({"lever": value, **(before if not said else {})})
            continue
        own = said[-1] if said else before
        if name in own:
            flag = {"starts": "--from", "ends": "--to"}.get(name, f"--{name}")
            raise InputError(f"{flag} is given twice for one lever; each --lever has its own after it")
        own[name] = value
    yield from (Asked(**one) for one in said)


def _lever(key: str, levers: Mapping[str, Lever]) -> Lever:
    """Return a lever of the run. Raises InputError for one that exists elsewhere, UnknownNameError for none."""
    if key in levers:
        return levers[key]
    from clusterkit.plugins import Plugins

    for policy in Plugins(selection=chosen_plugins()).policies.values():
        if any(lever.key == key for lever in policy.levers):
            raise InputError(
                f"lever {key}: the law of {policy.key} is not part of this run; "
                f"add --jurisdiction {policy.key} or a portfolio of its clusters"
            )
    raise UnknownNameError("lever", key, levers)
