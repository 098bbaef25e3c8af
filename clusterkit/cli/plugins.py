"""`clusterkit plugins`: what is installed, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clusterkit.cli.options import console, format_option, lang_option, print_csv, print_json

if TYPE_CHECKING:
    from clusterkit.law.text import Language


@click.group()
def plugins() -> None:
    """The plugins that bring jurisdictions."""


@plugins.command("list")
@format_option
@lang_option
def list_plugins(form: str, lang: Language) -> None:
    """List the plugins: version, hooks, policies, and the fault of a broken one."""
    from rich.table import Table

    from clusterkit.plugins import Plugins

    found = Plugins()
    rows: list[dict[str, Any]] = [
        {
            "name": plugin.name,
            "distribution": plugin.distribution,
            "version": plugin.version,
            "hooks": list(plugin.hooks),
            "policies": found.policies_of(plugin.name),
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
