"""`clusterkit collect` and `clusterkit reproduce`: results of run folders, added up and computed again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clusterkit.cli.options import lang_option, load_plugins, note
from clusterkit.cli.run_options import SOME_FAILED, tell_failures
from clusterkit.cli.simulate import keep_result, machine_readable
from clusterkit.cli.study_options import progress_bar
from clusterkit.errors import InputError

if TYPE_CHECKING:
    from clusterkit.law.text import Language

_COLLECT = """\b
Examples:
  clusterkit simulate my.xlsx --run big --shard 1/2
  clusterkit simulate my.xlsx --run big --shard 2/2
  clusterkit collect big
"""
_REPRODUCE = """\b
Examples:
  clusterkit reproduce big
  clusterkit reproduce big/result.json
"""


@click.command(epilog=_COLLECT)
@click.argument("folder", type=click.Path(path_type=Path))
def collect(folder: Path) -> None:
    """Add up the finished blocks of a run FOLDER and write its result.json."""
    from clusterkit.runs.blocks import Workshop
    from clusterkit.runs.folder import RESULT, RunFolder
    from clusterkit.runs.reproduction import study_of
    from clusterkit.runs.run import collect as collected

    home = RunFolder(folder)
    study = study_of(folder, load_plugins())
    found = collected(study, home)
    if found is None:
        missing = len(Workshop(study).keys) - len(home.done()) - len(home.failures())
        raise InputError(f"{folder}: {missing} blocks are not computed yet; run the shards that are missing")
    keep_result(folder, machine_readable(found, study))
    note(f"{folder / RESULT}: {found.replications} replications")
    tell_failures(found)
    if found.manifest["replications_failed"]:
        click.get_current_context().exit(SOME_FAILED)


@click.command(epilog=_REPRODUCE)
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--workers", type=int, help="Compute in so many processes of this machine.")
@lang_option
def reproduce(run: Path, workers: int | None, lang: Language) -> None:
    """Compute a RUN (its folder, or the result.json in it) again and compare every number, bit for bit.

    Exit code 1 where they differ, with the first difference.
    """
    from clusterkit.runs.engine import Processes, Serial
    from clusterkit.runs.reproduction import first_difference, study_of
    from clusterkit.runs.run import compute

    folder = run.parent if run.is_file() else run
    study = study_of(folder, load_plugins(), tell=lambda text: note(f"note: {text}"))
    with progress_bar(lang, "重算", "computing again") as progress:
        found = compute(study, engine=Serial() if workers is None else Processes(workers), progress=progress)
    assert found is not None  # without a shard every block is computed
    difference = first_difference(folder, machine_readable(found, study))
    if difference is None:
        click.echo("结果逐位一致" if lang == "zh" else "every number is the same, bit for bit")
        return
    click.echo(f"首个不同之处:{difference}" if lang == "zh" else f"first difference: {difference}")
    click.get_current_context().exit(1)
