"""The options of every command that simulates, and the study that they describe."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import fields, frozen
from click.core import ParameterSource

from clusterkit.cli.options import (
    DayType,
    console,
    format_option,
    jurisdiction_option,
    lang_option,
    levers_of_the_run,
    load_plugins,
    open_portfolio,
    set_option,
    watching,
)
from clusterkit.cli.transplant_options import TRANSPLANT_OPTIONS, transplant_of
from clusterkit.errors import InputError

if TYPE_CHECKING:
    from clusterkit.law.lever import Lever
    from clusterkit.law.text import Language
    from clusterkit.plugins import Plugins
    from clusterkit.simulation.enforcement import Enforcement
    from clusterkit.simulation.harness import Progress
    from clusterkit.study.scenario import Scenario
    from clusterkit.study.simulate import Study

STUDY_FILE = ".toml"


@frozen
class StudyOptions:
    """What was asked for on the command line; `stated` names the options that were given, not left at their default."""

    portfolio: Path | None
    years: int
    start: date | None
    replications: int
    seed: int
    jurisdictions: tuple[str, ...]
    settings: tuple[str, ...]
    missing: str
    enforcement: str
    calibration: Path | None
    support: float
    law: tuple[str, ...]
    on_clusters_of: tuple[str, ...]
    numbers_only: bool
    form: str
    lang: Language
    stated: frozenset[str]


_OPTIONS: tuple[Callable[[Callable[..., Any]], Callable[..., Any]], ...] = (
    click.argument("portfolio", required=False, type=click.Path(path_type=Path)),
    click.option("--years", default=9, show_default=True, help="Calendar years to simulate."),
    click.option(
        "--start", type=DayType(), help="A 1 January; by default the one after the latest year in the portfolio."
    ),
    click.option("--replications", default=200, show_default=True, help="Independent runs."),
    click.option("--seed", default=1, show_default=True, help="Whole number; the same seed gives the same bytes."),
    jurisdiction_option,
    set_option,
    click.option(
        "--missing", type=click.Choice(["assume", "unknown"]), default="assume", show_default=True,
        help="Figures blank in the latest year: draw them from the stated distribution, or leave them unknown.",
    ),
    click.option(
        "--enforcement", type=click.Choice(["as_written", "calibrated"]), default="as_written", show_default=True,
        help="Apply every bound strictly, or pardon shortfalls as a published outcome suggests.",
    ),
    click.option(
        "--calibration", type=click.Path(path_type=Path),
        help="The file of a calibration (`clusterkit calibrate` writes one); by default the plugins' own.",
    ),
    click.option(
        "--support", default=0.0, show_default=True,
        help="What holding a title adds to yearly growth of output, as a share such as 0.02 (ASSUMED).",
    ),
    *TRANSPLANT_OPTIONS,
    format_option,
    lang_option,
)  # fmt: skip


def study_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a study; it receives them as one `StudyOptions`, first."""

    @functools.wraps(command)
    def gathered(*args: Any, **options: Any) -> Any:
        context = click.get_current_context()
        stated = frozenset(
            name for name in options if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        )
        own = {one.name: options.pop(one.name) for one in fields(StudyOptions) if one.name != "stated"}
        return command(StudyOptions(**own, stated=stated), *args, **options)

    wrapped: Callable[..., Any] = gathered
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


def open_study(given: StudyOptions, *, one_law: bool = False, scenario: str | None = None) -> Study:
    """Return the study that is asked for: by a study file, a portfolio or neither, and the options beside it.

    Options given on the command line stand before those of the file. With `one_law` the study has one
    scenario: that of --set, or of the file's scenario of that name (its first without one).
    """
    from clusterkit.study.simulate import prepare

    plugins = load_plugins()
    for place in (*given.jurisdictions, *given.law):
        plugins.policy(place)
    levers = {lever.key: lever for policy in plugins.policies.values() for lever in policy.levers}
    path, settings = given.portfolio, dict[str, Any]()
    if path is not None and path.suffix == STUDY_FILE:
        from clusterkit.study.study_file import read_study

        file = read_study(path, plugins)
        path, settings = file.portfolio, dict(file.settings)
    settings |= _stated(given, settings)
    tables = None if path is None else open_portfolio(path, plugins, start=settings.get("start"), run=True)
    with levers_of_the_run(levers), watching(plugins):
        settings["scenarios"] = _scenarios(given, settings, levers, plugins, one_law=one_law, chosen=scenario)
        return prepare(tables, **settings, plugins=plugins, command=" ".join(["clusterkit", *sys.argv[1:]]))


@contextmanager
def progress_bar(lang: Language, zh: str = "模拟", en: str = "simulating") -> Iterator[Progress]:
    """Show how far the work is, on standard error where that is a terminal."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    screen = console(lang, to_stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:3.0f}%"))
    with Progress(
        *columns, TimeRemainingColumn(), console=screen, transient=True, disable=not screen.is_terminal
    ) as bar:
        task = bar.add_task(zh if lang == "zh" else en, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _stated(given: StudyOptions, file: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of the command line: all of them without a study file, else those that were given."""
    transplant = transplant_of(given.law, given.on_clusters_of, numbers_only=given.numbers_only)
    whole = {
        "years": given.years,
        "start": given.start,
        "replications": given.replications,
        "seed": given.seed,
        "jurisdictions": given.jurisdictions or None,
        "missing": given.missing,
        "support": given.support,
        "transplant": transplant,
    }
    if not file:
        return whole
    asked = {*given.stated, *({"transplant"} if transplant is not None else ())}
    return {key: value for key, value in whole.items() if key in asked}


def _scenarios(
    given: StudyOptions,
    settings: dict[str, Any],
    levers: dict[str, Lever],
    plugins: Plugins,
    *,
    one_law: bool,
    chosen: str | None,
) -> Sequence[Scenario]:
    from attrs import evolve

    from clusterkit.errors import UnknownNameError
    from clusterkit.study.scenario import BASELINE, WHAT_IF, Scenario

    enforcement = _enforcement(given, plugins)
    scenarios = list(settings.get("scenarios") or [Scenario(BASELINE)])
    if chosen is not None:
        names = {one.name: one for one in scenarios}
        if chosen not in names:
            raise UnknownNameError("scenario", chosen, names)
        scenarios = [names[chosen]]
    if one_law:
        scenarios = scenarios[:1]
    if given.settings:
        what_if = Scenario.of(WHAT_IF, levers, given.settings)
        if one_law:
            set_here = {change.lever for change in what_if.changes}
            kept = tuple(change for change in scenarios[0].changes if change.lever not in set_here)
            scenarios = [evolve(scenarios[0], changes=(*kept, *what_if.changes))]
        else:
            scenarios.append(what_if)
    if "enforcement" in given.stated or "calibration" in given.stated:
        scenarios = [evolve(one, enforcement=enforcement) for one in scenarios]
    return scenarios


def _enforcement(given: StudyOptions, plugins: Plugins) -> Enforcement:
    from clusterkit.study.calibration import enforcement_of

    if given.calibration is not None and given.enforcement == "as_written" and "enforcement" in given.stated:
        raise InputError("--calibration goes with --enforcement calibrated")
    calibrated = given.enforcement == "calibrated" or given.calibration is not None
    return enforcement_of("calibrated" if calibrated else "as_written", given.calibration, plugins)
