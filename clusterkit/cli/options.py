"""Options that several commands share, and the tables and notes that they print."""

from __future__ import annotations

import codecs
import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from clusterkit.cli.language import chosen_language
from clusterkit.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from clusterkit.law.lever import Lever
    from clusterkit.law.text import Language
    from clusterkit.plugin_sources import Selection
    from clusterkit.plugins import Plugins
    from clusterkit.portfolio.model import Portfolio

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

format_option: Decorator = click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True,
    help="How to print: a table for people, JSON or CSV for programs.",
)  # fmt: skip
lang_option: Decorator = click.option(
    "--lang", type=click.Choice(["zh", "en"]), callback=lambda _ctx, _param, value: chosen_language(value),
    help="Chinese or English; the system's language by default.",
)  # fmt: skip
jurisdiction_option: Decorator = click.option(
    "--jurisdiction", "-j", "jurisdictions", multiple=True, metavar="KEY",
    help="Only this place's law; may be given several times.",
)  # fmt: skip
set_option: Decorator = click.option(
    "--set", "settings", multiple=True, metavar="LEVER=VALUE[@DATE]",
    help="Change a lever, such as PLACE.output_min=40 or PLACE.output_min=45@2028-01-01; may be given several times.",
)  # fmt: skip


MOST_YEARS = 500
"""The longest run, and the longest calendar; beyond it dates would run out."""


class DayType(click.ParamType[date]):
    """A date written as 2026-06-30."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the date."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date; write it as 2026-06-30", param, ctx)


def console(lang: Language, *, to_stderr: bool = False) -> Console:
    """Return the console to print on; wide lines fold and nothing is cut off."""
    from rich.console import Console

    del lang
    stream = sys.stderr if to_stderr else sys.stdout
    width = None if stream.isatty() else 140
    return Console(file=stream, highlight=False, soft_wrap=False, width=width)


def print_json(value: Any) -> None:
    """Print a value as JSON on standard output: Chinese as it is, escaped where the stream is not UTF-8."""
    # A program reads JSON as UTF-8; ASCII is the same in every encoding that a console may have.
    escaped = codecs.lookup(sys.stdout.encoding or "ascii").name != "utf-8"
    click.echo(json.dumps(value, ensure_ascii=escaped, indent=2, allow_nan=False))


def print_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Print rows as CSV on standard output; what does not exist is an empty cell."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: _cell(value) for key, value in row.items()})
    click.echo(out.getvalue(), nl=False)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "; ".join(str(one) for one in value)
    return value


def note(text: str) -> None:
    """Print a note on standard error, so that standard output holds the result alone."""
    click.echo(text, err=True)


def chosen_plugins() -> Selection:
    """Return which plugins the command line asks for."""
    from pathlib import Path

    from clusterkit.plugin_sources import Selection

    context = click.get_current_context(silent=True)
    asked = None if context is None else context.find_root().obj
    if not isinstance(asked, dict):
        return Selection()
    folders = tuple(Path(folder) for folder in asked["folders"]) or None
    return Selection(folders, asked["without"], asked["only"], asked["strict"], asked["as_of"], asked["laws"])


def load_plugins() -> Plugins:
    """Return the plugins asked for; a broken one is a warning line, and the others load."""
    from clusterkit.plugins import Plugins

    plugins = Plugins(selection=chosen_plugins())
    for broken in plugins.faults:
        note(f"warning: {broken}")
    return plugins


@contextmanager
def watching(plugins: Plugins) -> Iterator[None]:
    """Warn of plugins that turn out to be broken only when they are asked for more than their law."""
    known = set(plugins.faults)
    try:
        yield
    finally:
        for broken in plugins.faults:
            if broken not in known:
                note(f"warning: {broken}")


@contextmanager
def levers_of_the_run(known: Mapping[str, Lever]) -> Iterator[None]:
    """Say so where a setting changes a lever that exists, of a law that is not part of the run."""
    from clusterkit.errors import UnknownNameError

    try:
        yield
    except UnknownNameError as error:
        if error.what != "lever" or error.name not in known:
            raise
        place = known[error.name].place
        raise InputError(
            f"--set {error.name}: the law of {place} is not part of this run; "
            f"add --jurisdiction {place} or a portfolio of its clusters, or leave the setting out"
        ) from error


def open_portfolio(
    path: Path, plugins: Plugins, *, start: date | None = None, on: date | None = None, run: bool = False
) -> Portfolio:
    """Read a portfolio with the plugins' columns; what was converted or passed over is told on standard error.

    `run` says that it is for a simulation: expiries before its first day are faults then.
    """
    from clusterkit.errors import PortfolioError
    from clusterkit.study.opening import read, without_term

    with watching(plugins):
        foreign = plugins.read_portfolio(path)
    if foreign is not None:
        return foreign
    reading = read(path, plugins, start=start, on=on)
    if reading.portfolio is None:
        raise PortfolioError(reading.faults)
    if run and start is None and len(reading.portfolio.years):
        late = reading.expired_before(reading.portfolio.default_start, without_term=without_term(plugins))
        if late:
            raise PortfolioError(late)
    told = [notice for notice in reading.warnings if notice.severity == "note"]
    for notice in told:
        note(f"note: {notice}")
    odd = len(reading.warnings) - len(told)
    if odd:
        note(f"note: {odd} odd value(s); `clusterkit portfolio check {path}` lists them")
    if not len(reading.portfolio):
        raise InputError(f"{path}: there is no cluster in it")
    return reading.portfolio
