"""The command `clusterkit`: its commands by name, loaded when called, and one place for errors."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import click

from clusterkit.cli.language import chosen_language
from clusterkit.cli.options import DayType
from clusterkit.errors import ClusterkitError, InputError, PluginError

COMMANDS_OF_PLUGINS = "clusterkit.commands"

# Name: (module, command, what it does in zh, in en). Read for --help without importing any of them.
_CORE = {
    "simulate": ("simulate", "simulate", "模拟多年:留存、失去称号的原因", "simulate years: retention, losses by cause"),
    "compare": ("compare", "compare", "情景比较:差别多大、由谁承担", "scenarios compared: what differs, for whom"),
    "solve": ("solve", "solve", "求恰好满足目标的参数取值", "the threshold that just meets a goal"),
    "calibrate": ("calibrate", "calibrate", "按公开结果校准执行宽严", "how lenient reviews have been, fitted"),
    "sensitivity": ("sensitivity", "sensitivity", "哪些参数和假定最影响结果", "which levers and inputs matter most"),
    "ambiguity": ("ambiguity", "ambiguity", "条文换一种读法,结果差多少", "what depends on how the law is read"),
    "sweep": ("sweep", "sweep", "参数逐值变化:留存曲线、断崖", "a lever through its values: the curve, the cliff"),
    "survival": ("survival", "survival", "称号持有时间、失去原因", "how long titles are held, what ends them"),
    "assess": ("assess", "assess", "按条款评定每个集群", "assess each cluster clause by clause"),
    "explain": ("explain", "explain", "单个集群的来龙去脉", "one cluster's story, clause by clause and year by year"),
    "portfolio": ("portfolio", "portfolio", "检查、模板、示例数据", "check, template and sample of the tables"),
    "policies": ("look", "policies", "已安装的办法", "the policies installed"),
    "redline": ("look", "redline", "同一办法两个版本的对照", "two versions of a law side by side"),
    "indicators": ("look", "indicators", "指标及其单位和条款", "indicators with units and clauses"),
    "levers": ("look", "levers", "可调参数及其缺省值和条款", "levers with defaults and clauses"),
    "calendar": ("look", "calendar", "各项期限的日期", "every deadline with its article"),
    "coverage": ("look", "coverage", "逐条登记:每条如何处理", "every clause and what became of it"),
    "plugins": ("plugins", "plugins", "插件:一览、检查、新建", "the plugins: list, check, a new one"),
    "collect": ("runs", "collect", "汇总运行文件夹的各分片", "add up the shards of a run folder"),
    "reproduce": ("runs", "reproduce", "重算并逐位比较", "compute a run again and compare bit for bit"),
    "report": ("report", "report", "报告:一个离线网页", "a report: one page that opens offline"),
    "verify": ("verify", "verify", "核对轨迹:仅凭办法逐条重算", "audit a trace: every path recomputed from the law"),
}  # fmt: skip


# The options that choose plugins hold for every command and may stand anywhere: True where a value follows.
_CHOOSING = {
    "--plugins-dir": True, "--no-plugin": True, "--only-plugins": True, "--strict-plugins": False,
    "--as-of": True, "--law": True,
}  # fmt: skip


class Commands(click.Group):
    """The commands of core and of plugins, imported only when one is called."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the options that choose plugins from wherever they stand."""
        return super().parse_args(ctx, _choosing_first(args))

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


def _choosing_first(args: list[str]) -> list[str]:
    """Return the words of a command line with the options that choose plugins in front."""
    end = args.index("--") if "--" in args else len(args)
    first, rest, words = list[str](), list[str](), iter(args[:end])
    for word in words:
        name, _, value = word.partition("=")
        if name not in _CHOOSING:
            rest.append(word)
            continue
        first.append(word)
        if _CHOOSING[name] and not value:
            first += [following for following in [next(words, None)] if following is not None]
    return [*first, *rest, *args[end:]]


@cache
def _plugin_commands() -> dict[str, EntryPoint]:
    """Return the commands of plugins by name, from metadata alone; a name that is taken is refused, both named."""
    found = _commands_found()
    for fault in _command_faults(found):
        click.echo(f"warning: {fault}", err=True)
    return {name: entries[0] for name, entries in found.items() if len(entries) == 1 and name not in _CORE}


def _commands_found() -> dict[str, list[EntryPoint]]:
    found: dict[str, list[EntryPoint]] = {}
    for entry in entry_points(group=COMMANDS_OF_PLUGINS):
        found.setdefault(entry.name, []).append(entry)
    return found


def _command_faults(found: Mapping[str, Sequence[EntryPoint]]) -> Iterator[str]:
    for name, entries in found.items():
        if name in _CORE:
            for entry in entries:
                yield f"{_origin(entry)} brings a command {name}, which is clusterkit's own; it is not used"
        elif len(entries) > 1:
            yield f"{' and '.join(sorted(map(_origin, entries)))} both bring a command {name}; neither is used"


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
@click.option(
    "--plugins-dir",
    "folders",
    multiple=True,
    metavar="DIR",
    help="A folder of single-file plugins beside the installed ones; by default CLUSTERKIT_PLUGINS_DIR.",
)
@click.option("--no-plugin", "without", multiple=True, metavar="NAME", help="Leave a plugin out.")
@click.option("--only-plugins", "only", metavar="A,B", help="Use these plugins and no others, for runs to reproduce.")
@click.option("--strict-plugins", "strict", is_flag=True, help="Stop at any fault of any plugin.")
@click.option("--as-of", type=DayType(), metavar="DATE", help="Of a law in several versions, the one in force then.")
@click.option("--law", "laws", multiple=True, metavar="KEY=VERSION", help="Of a law in several versions, this one.")
@click.pass_context
def cli(
    ctx: click.Context,
    folders: tuple[str, ...],
    without: tuple[str, ...],
    only: str | None,
    strict: bool,
    as_of: date | None,
    laws: tuple[str, ...],
) -> None:
    """中小企业特色产业集群:评定与模拟。 The law of small-business industrial clusters, assessed and simulated."""
    names = None if only is None else tuple(name.strip() for name in only.split(",") if name.strip())
    ctx.obj = {
        "folders": folders, "without": without, "only": names, "strict": strict, "as_of": as_of,
        "laws": tuple(map(_law, laws)),
    }  # fmt: skip
    if strict:
        told = list(_command_faults(_commands_found()))
        if told:
            raise PluginError("\n".join(told))


def _law(asked: str) -> tuple[str, str]:
    """Read KEY=VERSION. Raises InputError."""
    key, equals, version = (part.strip() for part in asked.partition("="))
    if not (key and equals and version):
        raise InputError(f"--law {asked}: write KEY=VERSION, such as zone=2024")
    return key, version


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
