"""What makes a plugin unusable: each fault in one line that says what, where and what to do.

Asked before a plugin is used: what it is built for (`version_fault`), what it hangs on the hooks
(`hook_fault`), and whether the law that it hands over could be run at all (`policy_fault`).
"""

from __future__ import annotations

import difflib
import inspect
import re
import traceback
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import clusterkit
from clusterkit import hookspecs
from clusterkit.errors import LeverError
from clusterkit.law import Indicator, Policy
from clusterkit.law.decision import OnDeadline
from clusterkit.law.versions import by_key
from clusterkit.law.versions import version_fault as version_fault_of
from clusterkit.plugin_sources import BUILT_FOR
from clusterkit.version_range import lies_in

_CORE = Path(clusterkit.__file__).parent
_LONGEST = 300
_SO_NEAR = 0.85
"""How near a hook the name of a function without a mark must be to be taken for one."""
_MARK = f"{hookspecs.PROJECT}_impl"
_PREFIX = f"{hookspecs.PROJECT}_"
_KEY = re.compile(r"[a-z][a-z0-9_]*")


def told(error: BaseException) -> str:
    """Return an exception in one line."""
    # Where the module lies that lacks a name is no help, and differs from machine to machine.
    place = f" ({error.path})" if isinstance(error, ImportError) else ""
    words = " ".join(f"{type(error).__name__}: {error}".removesuffix(place).removesuffix(": ").split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


def told_with_place(error: BaseException) -> str:
    """Return an exception of a run in one line, with the file and line outside clusterkit that it came from."""
    origin = error
    # The clock raises what a process of its own raised anew, with the first one as its cause.
    while origin.__cause__ is not None and (type(origin.__cause__), origin.__cause__.args) == (type(error), error.args):
        origin = origin.__cause__
    frames = traceback.extract_tb(origin.__traceback__)
    inside = [index for index, frame in enumerate(frames) if _CORE in Path(frame.filename).parents]
    outside = frames[inside[-1] + 1 :] if inside else frames
    place = f" ({Path(outside[0].filename).name}, line {outside[0].lineno})" if outside else ""
    return f"{told(error)}{place}"


def version_fault(wanted: str) -> str:
    """Return why a plugin that is built for some versions cannot be used with this one, "" where it can."""
    try:
        if lies_in(clusterkit.__version__, wanted):
            return ""
    except ValueError as error:
        return f"{BUILT_FOR}: {error}"
    return f"is built for clusterkit {wanted}, and this is {clusterkit.__version__}; install a release that fits"


def hooks_of(module: Any) -> dict[str, Any]:
    """Return the functions of a module, or methods of an object, that answer hooks, by the hook's name."""
    return {options["specname"] or name: function for name, function, options in _marked(module)}


def hook_fault(module: Any) -> str:
    """Return what is wrong with the way a plugin answers hooks, "" where nothing is."""
    if inspect.isclass(module):
        return "is a class; name a module, or an object made of the class"
    marked = list(_marked(module))
    if not marked:
        return _unmarked_fault(module) or _NOTHING
    found = (_fault_of(options["specname"] or name, function, options) for name, function, options in marked)
    return next((fault for fault in found if fault), "") or _unmarked_fault(module)


def policy_fault(policy: Policy, indicators: Mapping[str, Indicator]) -> str:
    """Return why a policy could not be run, "" where it could."""
    try:
        return next(_policy_faults(policy, indicators), "")
    except Exception as error:  # noqa: BLE001 - a policy made of the wrong things may raise anything
        return f"the policy {getattr(policy, 'key', '')} cannot be read: {told(error)}"


def versions_fault(policies: Iterable[Policy]) -> str:
    """Return why the versions of some laws cannot stand beside each other, "" where they can."""
    try:
        return next((fault for own in by_key(policies).values() if (fault := version_fault_of(own))), "")
    except Exception as error:  # noqa: BLE001 - see policy_fault
        return f"the days on which its policies are in force cannot be read: {told(error)}"


_KNOWN = {
    name: tuple(inspect.signature(spec).parameters)
    for name, spec in vars(hookspecs).items()
    if name.startswith(_PREFIX) and inspect.isfunction(spec)
}
"""The hooks and what they may be asked with."""
_NOTHING = "answers no hook; put @hookimpl above clusterkit_policies (from clusterkit import hookimpl)"


def _marked(module: Any) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    for name in dir(module):
        function = inspect.getattr_static(module, name, None)
        options = getattr(function, _MARK, None)
        if isinstance(options, dict):
            yield name, getattr(module, name), options


def _fault_of(hook: str, function: Any, options: Mapping[str, Any]) -> str:
    """Return what is wrong with one function that is marked as a hook."""
    if hook not in _KNOWN:
        return "" if options["optionalhook"] else f"has no hook {hook}" + _nearest(hook)
    if options["wrapper"] or options["hookwrapper"]:
        return f"{hook} is a wrapper around other plugins' answers; a hook here only hands over values of its own"
    if inspect.isgeneratorfunction(function):
        return f"{hook} is a generator; return a tuple in place of yield"
    if inspect.iscoroutinefunction(function):
        return f"{hook} is async; make it a plain function that returns its values"
    foreign = [one for one in _required(function) if one not in _KNOWN[hook]]
    taken = ", ".join(_KNOWN[hook]) or "none"
    return f"{hook} takes no argument called {foreign[0]}; its arguments: {taken}" if foreign else ""


def _unmarked_fault(module: Any) -> str:
    """Return what is wrong with functions that look like hooks and are not marked as such."""
    for name in dir(module):
        function = inspect.getattr_static(module, name, None)
        looks_like = name in _KNOWN or (name.startswith(_PREFIX) and _nearest(name, _SO_NEAR))
        if not looks_like or not callable(function) or isinstance(getattr(function, _MARK, None), dict):
            continue
        held = getattr(function, "__dict__", {})
        marks = (key for key, value in held.items() if key.endswith("_impl") and isinstance(value, dict))
        other = next(marks, "").removesuffix("_impl")
        if other:
            return f"{name} is marked as a hook of {other}; write: from clusterkit import hookimpl"
        if name in _KNOWN:
            return f"{name} is not marked as a hook; put @hookimpl above it"
        return f"has no hook {name}" + _nearest(name)
    return ""


def _nearest(name: str, cutoff: float = 0.6) -> str:
    known = [hook.removeprefix(_PREFIX) for hook in _KNOWN]
    near = difflib.get_close_matches(name.removeprefix(_PREFIX), known, n=1, cutoff=cutoff)
    return f"; did you mean {_PREFIX}{near[0]}?" if near else ""


def _required(function: Any) -> list[str]:
    """Return what a hook asks for; those with a default need not be given."""
    parameters = inspect.signature(function).parameters.values()
    plain = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [one.name for one in parameters if one.kind in plain and one.default is inspect.Parameter.empty]


def _policy_faults(policy: Policy, indicators: Mapping[str, Indicator]) -> Iterator[str]:
    if _KEY.fullmatch(policy.key) is None:
        yield f"the policy's key {policy.key!r} is no name; use small letters, digits and _"
    for lever in policy.levers:
        try:
            lever.check(lever.default)
        except LeverError as error:
            yield f"{error} (its default)"
    known = {*indicators, *(one.key for one in policy.requirements)}
    for key in policy.indicators:
        # A batch of a title is no column: PLACE.batch.
        if key not in known and "." not in key:
            yield f"policy {policy.key} reads {key}, which is no indicator" + _near(key, known)
    duties = {duty.key for duty in policy.duties}
    for decision in policy.decisions:
        asked = [duty for rule in decision.rules for duty in rule.condition.duties]
        own = [decision.occasion.duty] if isinstance(decision.occasion, OnDeadline) else []
        for duty in (*own, *asked):
            if duty not in duties:
                yield f"decision {decision.key} of policy {policy.key} asks for duty {duty}, which it does not have" + (
                    _near(duty, duties)
                )
    if policy.mending_fault:
        yield policy.mending_fault
    # What a run reads besides: any of these may raise where the values are of the wrong kind.
    _ = policy.criteria, policy.depths, policy.causes, policy.retention_standard, policy.event_kinds


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""
