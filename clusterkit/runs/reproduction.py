"""Reproduction: a study prepared again from its run folder or its result alone, and every number compared."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from attrs import evolve

import clusterkit
from clusterkit.errors import InputError, UnknownNameError
from clusterkit.law.text import Text
from clusterkit.plugins import Plugins
from clusterkit.portfolio.model import Portfolio
from clusterkit.runs.blocks import Block, Failure, Sum, keys_of
from clusterkit.runs.difference import Difference, differences
from clusterkit.runs.engine import Engine
from clusterkit.runs.environment import differing as environments_differing
from clusterkit.runs.environment import environment
from clusterkit.runs.folder import PLAN, RESULT, TABLES, RunFolder
from clusterkit.runs.plan import COMMAND, ENVIRONMENT, PLUGINS
from clusterkit.runs.result import KEYS, computed, machine_readable
from clusterkit.runs.run import compute, compute_blocks
from clusterkit.simulation.harness import Progress
from clusterkit.study.identity import law_of
from clusterkit.study.opening import load_portfolio
from clusterkit.study.recipe import settings_of
from clusterkit.study.simulate import Study, prepare

Tell = Callable[[Text], None]
_Told = Mapping[str, Any]


def study_of(folder: Path, plugins: Plugins, tell: Tell | None = None) -> Study:
    """Return the study of a run folder, from its plan and its tables.

    Raises InputError where there is no run, where its tables were changed, or where the law that is
    installed is not the one that was run. Another environment is told.
    """
    plan = RunFolder(folder).plan()
    if plan is None:
        raise InputError(f"{folder} holds no run: there is no {PLAN}; name the folder that --run was given")
    _check_installed(plan, plugins, str(folder))
    if not (folder / TABLES).is_dir():
        raise InputError(f"{folder / TABLES} is missing; the command that began the run writes it again")
    study = _prepared(plan, load_portfolio(folder / TABLES, plugins=plugins), plugins, str(folder))
    _tell_apart(plan, [plan[ENVIRONMENT]], study, tell)
    return study


def first_difference_of_run(
    folder: Path, study: Study, *, engine: Engine | None = None, progress: Progress | None = None
) -> Difference | None:
    """Compute a run folder's study again and return where it first differs: block by block, then in the result.

    Raises InputError where blocks are missing, or the result.
    """
    home = RunFolder(folder)
    failed, count = {one.block: one for one in home.failures()}, len(keys_of(study))
    missing = set(range(count)) - home.done() - set(failed)
    if missing:
        raise InputError(f"{folder}: {len(missing)} of {count} blocks are not computed yet; finish the run first")
    held_result = read_result(folder / RESULT)
    total, failures, found = Sum(study), list[Failure](), dict[int, Difference]()

    def compare(block: int, now: Block | Failure) -> None:
        held = failed.get(block) or home.block(block)
        difference = next(_differing(f"block {block}", held, now), None)
        if difference is not None:
            found[block] = difference
        if isinstance(now, Failure):
            failures.append(now)
        else:
            total.add(block, now)

    compute_blocks(study, range(count), seen=compare, engine=engine, progress=progress)
    if found:
        return found[min(found)]
    again = machine_readable(total.summary(failures), study)
    return next(differences(computed(held_result), _as_json(computed(again))), None)


def study_of_result(
    result: _Told, path: Path, plugins: Plugins, *, portfolio: Path | None = None, tell: Tell | None = None
) -> Study:
    """Return the study of a result that stands alone, from its manifest.

    The clusters are the illustrative ones, those of `portfolio`, or those of the file that was read, as
    it was named then. Raises InputError where they are not found or not the same, and where the law that is
    installed is not the one that was run.
    """
    manifest = result["manifest"]
    if not manifest.get("settings"):
        raise InputError(f"{path}: its study was made of objects in Python, and cannot be made again from a file")
    _check_installed(manifest, plugins, str(path))
    study = _prepared(manifest, _portfolio(manifest, path, plugins, portfolio), plugins, str(path))
    _tell_apart(manifest, manifest.get("environments", []), study, tell)
    return study


def first_difference_of_result(
    result: _Told, study: Study, *, engine: Engine | None = None, progress: Progress | None = None
) -> Difference | None:
    """Compute the study of a result again and return where it first differs."""
    again = machine_readable(compute(study, engine=engine, progress=progress), study)
    return next(differences(computed(result), _as_json(computed(again))), None)


def read_result(path: Path) -> dict[str, Any]:
    """Return a result as `simulate` prints it. Raises InputError for anything else."""
    try:
        held = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise InputError(f"{path} is not there; finish the run, or collect its shards, first") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read as a result: {error}") from error
    told = set(held) if isinstance(held, dict) else set()
    if not told >= set(KEYS):
        raise InputError(f"{path} is no result: name the JSON of `clusterkit simulate`, or a run folder")
    if told > set(KEYS):
        further = ", ".join(sorted(told - set(KEYS)))
        raise InputError(f"{path} is the result of another command than simulate: it also holds {further}")
    return dict(held)


def _portfolio(manifest: _Told, path: Path, plugins: Plugins, portfolio: Path | None) -> Portfolio | None:
    """Return the clusters of a result that stands alone; None for the illustrative ones."""
    held = manifest["portfolio"]
    if portfolio is not None:
        return load_portfolio(portfolio, plugins=plugins)
    source = held["source"]
    for place in (Path(source), path.parent / source) if source else ():
        if place.exists():
            return load_portfolio(place, plugins=plugins)
    if held["illustrative"]:
        return None
    was = f"{source} is not there" if source else "was not read from a file"
    raise InputError(f"{path}: its portfolio {was}; name it with --portfolio PATH")


def _check_installed(told: _Told, plugins: Plugins, where: str) -> None:
    """Refuse a run whose law is not here. Raises InputError, PluginError where its plugin is broken."""
    for key in told["law"]["policies"]:
        try:
            plugins.policy(key)
        except UnknownNameError as error:
            raise InputError(f"{where}: {error}; it was run with the plugins {_used(told)}") from error


def _used(told: _Told) -> str:
    return ", ".join(f"{name} {version}".strip() for name, version in told[PLUGINS].items())


def _prepared(told: _Told, portfolio: Portfolio | None, plugins: Plugins, where: str) -> Study:
    """Return the study that a plan or a manifest tells of. Raises InputError where it is not the same here."""
    levers = {lever.key: lever for policy in plugins.policies.values() for lever in policy.levers}
    if portfolio is not None:
        portfolio = portfolio.named(told["portfolio"]["name"])
    try:
        settings = settings_of(told["settings"], levers)
        study = prepare(portfolio, **settings, plugins=plugins, command=told[COMMAND])
    except (KeyError, TypeError, ValueError, InputError) as error:
        named = f"no lever {error}" if isinstance(error, KeyError) else f"{error}"
        told_by = f"it was run with the plugins {_used(told)}"
        raise InputError(f"{where} cannot be prepared here: {named}; {told_by}") from error
    law = law_of(study.plan)
    for part, digests in told["law"].items():
        changed = [key for key, digest in digests.items() if law.get(part, {}).get(key) != digest]
        if changed:
            versions = ", ".join(f"{key} {told[PLUGINS].get(key, '')}".strip() for key in changed)
            raise InputError(f"{where}: the {part} of {versions} are not those installed here; install what was run")
    if study.portfolio.sha256 != told["portfolio"]["sha256"]:
        raise InputError(
            f"{where}: the clusters are not those that were run; the content of the portfolio has another hash"
        )
    return evolve(study, command=told[COMMAND])


def _tell_apart(told: _Told, environments: list[_Told], study: Study, tell: Tell | None) -> None:
    """Tell in what this place is not the one of the run, where that may change a number."""
    if tell is None:
        return
    if told["clusterkit"] != clusterkit.__version__:
        was, now = told["clusterkit"], clusterkit.__version__
        tell(Text(f"原由 clusterkit {was} 算出,现为 {now}", f"clusterkit was {was} and is {now} here"))
    for name, version in told[PLUGINS].items():
        here = study.versions.get(name)
        if here is not None and here != version:
            tell(Text(f"插件 {name} 原为 {version},现为 {here}", f"plugin {name} was {version} and is {here} here"))
    for held in environments:
        found = environments_differing(held, environment())
        if found is not None:
            tell(
                Text(
                    f"运行环境与当时不同:{found.zh};末位数字可能不同",
                    f"the environment is not that of the run: {found.en}; last digits may differ",
                )
            )


def _differing(where: str, held: Block | Failure, now: Block | Failure) -> Any:
    """Yield in what a block differs from the one that is kept."""
    if isinstance(held, Failure) or isinstance(now, Failure):
        told = [f"failed: {one.reason}" if isinstance(one, Failure) else "computed" for one in (held, now)]
        yield from differences(told[0], told[1], where)
        return
    for policy in {**held.totals, **now.totals}:
        if policy not in held.totals or policy not in now.totals:
            yield from differences(policy in held.totals, policy in now.totals, f"{where}, {policy}")
            continue
        one, other = held.totals[policy], now.totals[policy]
        yield from differences(one.started, other.started, f"{where}, {policy}, started")
        for name, (counted, again) in one.beside(other).items():
            if not (counted.shape == again.shape and bool((counted == again).all())):
                yield from differences(counted.tolist(), again.tolist(), f"{where}, {policy}, {name}")


def _as_json(value: dict[str, Any]) -> Any:
    return json.loads(json.dumps(value))
