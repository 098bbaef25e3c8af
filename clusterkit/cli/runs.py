"""`clusterkit collect` and `clusterkit reproduce`: results of run folders, added up and computed again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clusterkit.cli.options import format_option, lang_option, load_plugins, note
from clusterkit.cli.out_options import Out, out_options
from clusterkit.cli.run_options import engine_of, telling
from clusterkit.cli.simulate import print_summary, written
from clusterkit.cli.study_options import progress_bar
from clusterkit.errors import InputError

if TYPE_CHECKING:
    from clusterkit.law.text import Language

_COLLECT = """\b
Examples:
  clusterkit simulate my.xlsx --run big --shard 1/2
  clusterkit simulate my.xlsx --run big --shard 2/2
  clusterkit collect big
  clusterkit collect big --out results.xlsx
"""
_REPRODUCE = """\b
Examples:
  clusterkit reproduce big
  clusterkit reproduce big --workers 4
  clusterkit reproduce result.json --portfolio my.xlsx
"""


@click.command(epilog=_COLLECT)
@click.argument("folder", type=click.Path(path_type=Path))
@out_options()
@format_option
@lang_option
def collect(folder: Path, out: Out, form: str, lang: Language) -> None:
    """Add up the finished blocks of a run FOLDER, write its result.json and show it."""
    from clusterkit.runs.folder import RESULT, RunFolder
    from clusterkit.runs.reproduction import study_of
    from clusterkit.runs.run import collect as collected

    study = study_of(folder, load_plugins())
    found = collected(study, RunFolder(folder))
    note(f"{'结果' if lang == 'zh' else 'result'}: {folder / RESULT}")
    with written(out, found, study, lang):
        print_summary(found, study, form, lang)


@click.command(epilog=_REPRODUCE)
@click.argument("run", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--portfolio", type=click.Path(path_type=Path, exists=True),
    help="The clusters of a result.json that stands alone, where they lie elsewhere now.",
)  # fmt: skip
@click.option("--workers", type=int, help="Compute in so many processes of this machine.")
@lang_option
def reproduce(run: Path, portfolio: Path | None, workers: int | None, lang: Language) -> None:
    """Compute a RUN (its folder, or a result.json) again and compare every number, bit for bit.

    A result.json that stands alone is computed again from its manifest. Exit code 1 where they differ, with the
    first difference.
    """
    from clusterkit.runs import reproduction
    from clusterkit.runs.folder import PLAN, RESULT

    folder = run if run.is_dir() else run.parent if run.name == RESULT and (run.parent / PLAN).exists() else None
    if folder is not None and portfolio is not None:
        raise InputError(f"--portfolio: the run folder {folder} holds its own; leave it out")
    engine, plugins, tell = engine_of(workers), load_plugins(), telling(lang)
    bar = progress_bar(lang, "重算", "computing again")
    if folder is not None:
        study = reproduction.study_of(folder, plugins, tell)
        with bar as progress:
            found = reproduction.first_difference_of_run(folder, study, engine=engine, progress=progress)
    else:
        result = reproduction.read_result(run)
        study = reproduction.study_of_result(result, run, plugins, portfolio=portfolio, tell=tell)
        with bar as progress:
            found = reproduction.first_difference_of_result(result, study, engine=engine, progress=progress)
    if found is None:
        click.echo("结果逐位一致" if lang == "zh" else "every number is the same, bit for bit")
        return
    click.echo(f"首个不同之处:{found}" if lang == "zh" else f"first difference: {found}")
    click.get_current_context().exit(1)
