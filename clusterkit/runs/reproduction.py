"""Reproduction: the study of a run folder prepared again from what the folder holds, and results compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import evolve

from clusterkit.errors import InputError
from clusterkit.plugins import Plugins
from clusterkit.runs.folder import COMMAND, ENVIRONMENT, RESULT, TABLES, RunFolder
from clusterkit.runs.plan import environment, plan_of
from clusterkit.study.opening import load_portfolio
from clusterkit.study.recipe import settings_of
from clusterkit.study.simulate import Study, prepare

_OF_THE_RUN = ("clusterkit", "command", "assumptions")
"""Parts of a manifest that say how and when it was made, not what came out; and long lists beside it."""


def study_of(folder: Path, plugins: Plugins, *, tell: Callable[[str], None] = lambda _text: None) -> Study:
    """Return the study of a run folder, from its plan and its tables.

    Raises InputError where there is no run, where its tables were changed, or where the law that is
    installed is not the one that was run.
    """
    plan = RunFolder(folder).plan()
    if plan is None:
        raise InputError(f"{folder} holds no run: there is no plan.json; name the folder that --run was given")
    portfolio = evolve(load_portfolio(folder / TABLES, plugins=plugins), name=plan["portfolio"]["name"])
    levers = {lever.key: lever for policy in plugins.policies.values() for lever in policy.levers}
    try:
        settings = settings_of(plan["settings"], levers)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{folder}: the plan names something that is not installed here: {error}") from error
    study = prepare(portfolio, **settings, plugins=plugins, command=plan[COMMAND])
    now = plan_of(study)
    if now["portfolio"]["sha256"] != plan["portfolio"]["sha256"]:
        raise InputError(f"{folder / TABLES} was changed since the run: its content has another hash")
    for part in ("policies", "dynamics"):
        changed = [key for key, told in plan[part].items() if now[part].get(key) != told]
        if changed:
            was = ", ".join(f"{key} {plan['plugins'].get(key, '')}".strip() for key in changed)
            raise InputError(f"{folder}: the {part} of {was} are not those installed here; install the versions run")
    for key, here in environment().items():
        if plan[ENVIRONMENT].get(key) != here:
            tell(f"{key} was {plan[ENVIRONMENT].get(key)} and is {here} here; last digits may differ")
    return study


def first_difference(folder: Path, result: dict[str, Any]) -> str | None:
    """Return where a result first differs from the one in a run folder; None where it is the same."""
    path = folder / RESULT
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} cannot be read: finish the run, or `clusterkit collect {folder}` first") from error
    except ValueError as error:
        raise InputError(f"{path} is no result: {error}") from error
    again = json.loads(json.dumps(result))
    for one in (held, again):
        one["manifest"] = {key: told for key, told in one["manifest"].items() if key not in _OF_THE_RUN}
    return _differing(held, again, "")


def _differing(held: Any, again: Any, where: str) -> str | None:
    if isinstance(held, dict) and isinstance(again, dict):
        for key in {**held, **again}:
            found = _differing(held.get(key), again.get(key), f"{where}.{key}".lstrip("."))
            if found is not None:
                return found
        return None
    if isinstance(held, list) and isinstance(again, list) and len(held) == len(again):
        for place, (one, other) in enumerate(zip(held, again, strict=True)):
            found = _differing(one, other, f"{where}[{place}]")
            if found is not None:
                return found
        return None
    return None if held == again else f"{where}: {_short(held)} there, {_short(again)} now"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


_LONG = 80
