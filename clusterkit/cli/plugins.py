"""`clusterkit plugins`: what is installed and what is wrong with it, the conformance checks, a new plugin."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clusterkit.cli.options import chosen_plugins, console, format_option, lang_option, note, print_csv, print_json

if TYPE_CHECKING:
    from clusterkit.law.text import Language
    from clusterkit.testing.flaw import Flaw


@click.group()
def plugins() -> None:
    """The plugins that bring jurisdictions: list them, check one, write a new one."""


@plugins.command("list")
@format_option
@lang_option
def list_plugins(form: str, lang: Language) -> None:
    """List the plugins: version, origin, hooks, policies, and the fault of a broken one."""
    from rich.table import Table

    from clusterkit.plugins import Plugins

    found = Plugins(selection=chosen_plugins())
    rows: list[dict[str, Any]] = [
        {
            "name": plugin.name,
            "distribution": plugin.distribution,
            "version": plugin.version,
            "hooks": list(plugin.hooks),
            "policies": list(plugin.policies),
            "fault": plugin.fault,
        }
        for plugin in found.all
    ]
    if form == "json":
        print_json({"plugins": rows})
        return
    if form == "csv":
        print_csv(rows, ("name", "distribution", "version", "hooks", "policies", "fault"))
        return
    heads = (
        ("插件", "来源", "版本", "办法", "接口", "问题")
        if lang == "zh"
        else ("plugin", "origin", "version", "policies", "hooks", "fault")
    )
    table = Table(box=None, padding=(0, 2, 0, 0))
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        hooks = ", ".join(hook.removeprefix("clusterkit_") for hook in row["hooks"])
        table.add_row(row["name"], row["distribution"], row["version"], ", ".join(row["policies"]), hooks, row["fault"])
    console(lang).print(table if rows else ("没有安装插件" if lang == "zh" else "no plugin is installed"))


_EXAMPLES = """\b
Examples:
  clusterkit plugins check PLACE
  clusterkit plugins check PLACE.py --format json
  clusterkit plugins check ./clusterkit-PLACE
"""


@plugins.command(epilog=_EXAMPLES)
@click.argument("plugin", metavar="NAME|FILE|FOLDER")
@format_option
@lang_option
def check(plugin: str, form: str, lang: Language) -> None:
    """Run the conformance checks on a plugin, installed or not. Exits 1 if one of them found something."""
    from clusterkit.testing.conformance import CHECKS, flaws_of
    from clusterkit.testing.subject import opened

    with opened(plugin, chosen_plugins().searched) as subjects:
        found = {subject.name: list(flaws_of(subject)) for subject in subjects}
        policies = [policy.key for subject in subjects for policy in subject.policies]
    rows = [{"plugin": name, **flaw.as_dict()} for name, flaws in found.items() for flaw in flaws]
    amiss = any(not row["warning"] for row in rows)
    if form == "json":
        about = {key: one.title.as_dict() for key, one in CHECKS.items()}
        print_json({"plugins": list(found), "policies": policies, "checks": about, "findings": rows})
    elif form == "csv":
        print_csv(rows, ("plugin", "check", "where", "what", "warning"))
    else:
        for flaws in found.values():
            for flaw in flaws:
                click.echo(_line(flaw, lang))
        count, names = len(CHECKS), ", ".join(found)
        note(
            f"{names}: {count} 项检查, {len(rows)} 处发现" if lang == "zh"
            else f"{names}: {count} checks, {len(rows)} findings"
        )  # fmt: skip
    sys.exit(1 if amiss else 0)


@plugins.command()
@click.argument("place")
@click.option("--single-file", is_flag=True, help="One file for --plugins-dir in place of a distribution.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path(), show_default="here", help="The folder to write into."
)
@lang_option
def new(place: str, single_file: bool, out: Path, lang: Language) -> None:
    """Write a plugin for PLACE that works as it stands: an invented measure to put a real one in the place of."""
    from clusterkit.plugins import Plugins
    from clusterkit.scaffold.writing import write_file, write_package

    known = Plugins(selection=chosen_plugins())
    taken = {*(plugin.name for plugin in known.all), *known.policies}
    path = (write_file if single_file else write_package)(place, out, taken)
    run = f"clusterkit --plugins-dir {out} simulate -j {place}" if single_file else f"pip install -e {path}"
    told = f"已写出 {path};接着" if lang == "zh" else f"written: {path}; next"
    note(f"{told}: clusterkit plugins check {path}, {run}")


def _line(flaw: Flaw, lang: Language) -> str:
    mark = ("提示 " if lang == "zh" else "warning ") if flaw.warning else ""
    return f"{mark}{flaw}"
