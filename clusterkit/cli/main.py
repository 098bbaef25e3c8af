"""The command `clusterkit`: its commands by name, loaded when called, and one place for errors."""

from __future__ import annotations

import importlib
import os
import sys
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import click

from clusterkit.cli.language import chosen_language
from clusterkit.errors import ClusterkitError, PluginError

COMMANDS_OF_PLUGINS = "clusterkit.commands"

# Name: (module, command, what it does in zh, in en). Read for --help without importing any of them.
_CORE = {
    "simulate": ("simulate", "simulate", "模拟多年:留存、失去称号的原因", "simulate years: retention, losses by cause"),
    "compare": ("compare", "compare", "情景比较:差别多大、由谁承担", "scenarios compared: what differs, for whom"),
    "survival": ("survival", "survival", "称号持有时间、失去原因", "how long titles are held, what ends them"),
    "assess": ("assess", "assess", "按条款评定每个集群", "assess each cluster clause by clause"),
    "explain": ("explain", "explain", "单个集群的来龙去脉", "one cluster's story, clause by clause and year by year"),
    "portfolio": ("portfolio", "portfolio", "检查、模板、示例数据", "check, template and sample of the tables"),
    "policies": ("look", "policies", "已安装的办法", "the policies installed"),
    "indicators": ("look", "indicators", "指标及其单位和条款", "indicators with units and clauses"),
    "levers": ("look", "levers", "可调参数及其缺省值和条款", "levers with defaults and clauses"),
    "calendar": ("look", "calendar", "各项期限的日期", "every deadline with its article"),
    "coverage": ("look", "coverage", "逐条登记:每条如何处理", "every clause and what became of it"),
    "plugins": ("plugins", "plugins", "插件一览", "the plugins"),
}  # fmt: skip


class Commands(click.Group):
    """The commands of core and of plugins, imported only when one is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all names, core's first."""
        del ctx
        return [*_CORE, *sorted(_plugin_commands())]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        del ctx
        if cmd_name in _CORE:
            module, name, _, _ = _CORE[cmd_name]
            command: click.Command = getattr(importlib.import_module(f"clusterkit.cli.{module}"), name)
            return command
        entry = _plugin_commands().get(cmd_name)
        return None if entry is None else _loaded(entry)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a reader that has seen enough (`| head`) ends it in silence."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # What is left in the buffer is flushed into nothing when Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Answer an unknown command with the nearest known one."""
        known = self.list_commands(ctx)
        if args and args[0] not in known:
            import difflib

            near = difflib.get_close_matches(args[0], known, n=1)
            ctx.fail(
                f"no command {args[0]}" + (f"; did you mean {near[0]}?" if near else f"; known: {', '.join(known)}")
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from metadata alone."""
        chinese = chosen_language(None) == "zh"
        rows = [(name, about[2] if chinese else about[3]) for name, about in _CORE.items()]
        rows += [
            (name, f"({entry.dist.name})" if entry.dist else "") for name, entry in sorted(_plugin_commands().items())
        ]
        with formatter.section("命令" if chinese else "Commands"):
            formatter.write_dl(rows)
        del ctx


@cache
def _plugin_commands() -> dict[str, EntryPoint]:
    """Return the commands of plugins by name, from metadata alone; a name that is taken is refused, both named."""
    found: dict[str, list[EntryPoint]] = {}
    for entry in entry_points(group=COMMANDS_OF_PLUGINS):
        if entry.name in _CORE:
            told = f"{_origin(entry)} brings a command {entry.name}, which is clusterkit's own; it is not used"
            click.echo(f"warning: {told}", err=True)
        else:
            found.setdefault(entry.name, []).append(entry)
    for name, entries in found.items():
        if len(entries) > 1:
            origins = " and ".join(sorted(map(_origin, entries)))
            click.echo(f"warning: {origins} both bring a command {name}; neither is used", err=True)
    return {name: entries[0] for name, entries in found.items() if len(entries) == 1}


def _loaded(entry: EntryPoint) -> click.Command:
    """Import a plugin's command. Raises PluginError that names the plugin and why it cannot be used."""
    try:
        loaded = entry.load()
    except Exception as error:
        told = f"{type(error).__name__}: {error}"
        raise PluginError(f"the command {entry.name} of {_origin(entry)} cannot be loaded: {told}") from error
    if not isinstance(loaded, click.Command):
        raise PluginError(f"the command {entry.name} of {_origin(entry)} is no click command")
    return loaded


def _origin(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist else entry.value


_EPILOG = """\b
Examples:
  clusterkit simulate --years 9
  clusterkit simulate my.xlsx --set PLACE.output_min=40
  clusterkit assess my.xlsx --on 2026-06-30
  clusterkit levers --jurisdiction PLACE
"""


@click.command(cls=Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="clusterkit-sdk", prog_name="clusterkit")
def cli() -> None:
    """中小企业特色产业集群:评定与模拟。 The law of small-business industrial clusters, assessed and simulated."""


def main() -> None:
    """Run the command and leave with its exit code: 0 done, 1 a check found something, 2 bad input, 130 stopped."""
    for stream in (sys.stdout, sys.stderr):
        # Office consoles may be GBK: what they cannot show must not stop a run.
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    try:
        code = cli.main(prog_name="clusterkit", standalone_mode=False)
    except ClusterkitError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("stopped; nothing was left half written", err=True)
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
