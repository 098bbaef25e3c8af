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
    note,
    open_portfolio,
    set_option,
    watching,
)
from clusterkit.cli.transplant_options import TRANSPLANT_OPTIONS, transplant_of
from clusterkit.errors import InputError, UnknownNameError

if TYPE_CHECKING:
    from clusterkit.law.lever import Lever
    from clusterkit.law.text import Language
    from clusterkit.plugins import Plugins
    from clusterkit.simulation.enforcement import Enforcement
    from clusterkit.simulation.harness import Progress
    from clusterkit.study.scenario import Scenario
    from clusterkit.study.simulate import Study
    from clusterkit.study.study_file import StudyFile
    from clusterkit.study.transplant import Transplant

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
    ladder: bool
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
    click.option("--ladder", is_flag=True, help="Clusters may climb to titles of higher levels that are in the run."),
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
    file, path = _study_file(given, plugins), given.portfolio
    settings = _stated(given, file)
    if file is not None:
        path, settings = file.portfolio, {**file.settings, **settings}
    tables = None if path is None else open_portfolio(path, plugins, start=settings.get("start"), run=True)
    with levers_of_the_run(levers), watching(plugins):
        settings["scenarios"] = _scenarios(given, file, levers, plugins, one_law=one_law, chosen=scenario)
        settings["command"] = " ".join(["clusterkit", *sys.argv[1:]])
        if file is None:
            study = prepare(tables, plugins=plugins, **settings)
        else:
            study = file.prepare(tables, plugins, **settings)
    for odd in study.notes():
        note(f"note: {odd.in_(given.lang)}")
    tell_calibrations(study, given)
    return study


def _study_file(given: StudyOptions, plugins: Plugins) -> StudyFile | None:
    if given.portfolio is None or given.portfolio.suffix != STUDY_FILE:
        return None
    from clusterkit.study.study_file import read_study

    return read_study(given.portfolio, plugins)


def tell_calibrations(study: Study, given: StudyOptions) -> None:
    """Say on standard error what a calibration rests on, beside a CSV: tables and JSON say it themselves."""
    if given.form == "csv":
        from clusterkit.report.enforcement import calibration_lines

        for line in calibration_lines(study, given.lang):
            note(line)


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


def _stated(given: StudyOptions, file: StudyFile | None) -> dict[str, Any]:
    """Return the settings of the command line: all of them without a study file, else those that were given."""
    transplant = _transplant(given, file)
    if transplant is not None and given.jurisdictions:
        raise InputError("--jurisdiction: --policy says already whose law counts, --on-clusters-of on whose clusters")
    whole = {
        "years": given.years,
        "start": given.start,
        "replications": given.replications,
        "seed": given.seed,
        "jurisdictions": given.jurisdictions or None,
        "missing": given.missing,
        "support": given.support,
        "transplant": transplant,
        "ladder": given.ladder,
    }
    if file is None:
        return whole
    return {key: value for key, value in whole.items() if key in given.stated or key == "transplant"}


def _transplant(given: StudyOptions, file: StudyFile | None) -> Transplant | None:
    """Return another place's law as the command line has it, its gaps filled by the study file's."""
    held: Transplant | None = None if file is None else file.settings.get("transplant")
    if held is None:
        return transplant_of(given.law, given.on_clusters_of, numbers_only=given.numbers_only)
    law, places = given.law or held.policies, given.on_clusters_of or held.places
    return transplant_of(law, places, numbers_only=given.numbers_only or held.numbers_only)


def _scenarios(
    given: StudyOptions,
    file: StudyFile | None,
    levers: dict[str, Lever],
    plugins: Plugins,
    *,
    one_law: bool,
    chosen: str | None,
) -> Sequence[Scenario]:
    from attrs import evolve

    from clusterkit.study.scenario import BASELINE, WHAT_IF, Scenario

    scenarios = [Scenario(BASELINE)] if file is None else list(file.settings["scenarios"])
    if chosen is not None:
        names = {one.name: one for one in scenarios}
        if chosen not in names:
            raise UnknownNameError("scenario", chosen, names)
        scenarios = [names[chosen]]
    if one_law:
        scenarios = scenarios[:1]
    if given.settings:
        what_if = Scenario.of(WHAT_IF, levers, given.settings)
        set_here = {change.lever for change in what_if.changes}
        kept = tuple(change for change in scenarios[0].changes if change.lever not in set_here)
        changed = evolve(scenarios[0], changes=(*kept, *what_if.changes))
        scenarios = [changed] if one_law else [*scenarios, evolve(changed, name=WHAT_IF, title="")]
    if "enforcement" in given.stated or "calibration" in given.stated:
        enforcement = _enforcement(given, file, plugins)
        scenarios = [evolve(one, enforcement=enforcement) for one in scenarios]
    return scenarios


def _enforcement(given: StudyOptions, file: StudyFile | None, plugins: Plugins) -> Enforcement:
    from clusterkit.study.calibration import enforcement_of

    if given.calibration is not None and given.enforcement == "as_written" and "enforcement" in given.stated:
        raise InputError("--calibration goes with --enforcement calibrated")
    calibrated = given.enforcement == "calibrated" or given.calibration is not None
    path = given.calibration or (None if file is None else file.calibration)
    return enforcement_of("calibrated" if calibrated else "as_written", path, plugins)
