"""Shapes: what a result read from a file must hold before a report is made of it.

A file may have been written by hand, cut off, or come from elsewhere. Everything that a report reads is
asked for here once, with the place of what is wrong; further keys are welcome.

A shape is written as the value looks: a list of one shape for a list, keys and shapes for an object (a key
that ends in `?` may be missing), and at the leaves `number`, `text` and the like, or `maybe`, `some`, `pair`
and `by_name` of a shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

Faults = Iterator[str]
Check = Callable[[Any, str], Faults]
"""Yields what is wrong with a value that stands at a place, such as `scenarios[0].name`."""
Shape = Check | Sequence["Shape"] | Mapping[str, "Shape"]

_LARGEST: Final = 1e300


def faults(shape: Shape, value: Any, at: str = "") -> Faults:
    """Yield what is wrong with a value, place by place."""
    if callable(shape):
        yield from shape(value, at)
    elif isinstance(shape, Mapping):
        yield from _of_object(shape, value, at)
    elif not isinstance(value, list):
        yield f"{at} is no list"
    else:
        for place, one in enumerate(value):
            yield from faults(shape[0], one, f"{at}[{place}]")


def _of_object(shape: Mapping[str, Shape], value: Any, at: str) -> Faults:
    if not isinstance(value, Mapping):
        yield f"{at or 'the whole'} is no object"
        return
    for asked, own in shape.items():
        key = asked.removesuffix("?")
        place = f"{at}.{key}" if at else key
        if key in value:
            yield from faults(own, value[key], place)
        elif key == asked:
            yield f"{place} is missing"


def number(value: Any, at: str) -> Faults:
    """Ask for a number that can be drawn and reckoned with."""
    if isinstance(value, bool) or not isinstance(value, float | int) or not -_LARGEST < value < _LARGEST:
        yield f"{at} is no number"


def text(value: Any, at: str) -> Faults:
    """Ask for a string."""
    if not isinstance(value, str):
        yield f"{at} is no text"


def yes_no(value: Any, at: str) -> Faults:
    """Ask for true or false."""
    if not isinstance(value, bool):
        yield f"{at} is neither true nor false"


def scalar(value: Any, at: str) -> Faults:
    """Ask for a value that a lever can have: a number, a string, true, false or null."""
    if value is not None and not isinstance(value, bool | str):
        yield from number(value, at)


def maybe(shape: Shape) -> Check:
    """Ask for a shape, or null."""

    def check(value: Any, at: str) -> Faults:
        if value is not None:
            yield from faults(shape, value, at)

    return check


def some(shape: Shape) -> Check:
    """Ask for a list of a shape that is not empty."""

    def check(value: Any, at: str) -> Faults:
        yield from faults([shape], value, at)
        if value == []:
            yield f"{at} is empty"

    return check


def pair(shape: Shape) -> Check:
    """Ask for a list of two of a shape."""

    def check(value: Any, at: str) -> Faults:
        yield from faults([shape], value, at)
        if isinstance(value, list) and len(value) != 2:  # noqa: PLR2004 - that is what a pair is
            yield f"{at} is no pair"

    return check


def by_name(shape: Shape) -> Check:
    """Ask for an object whose values are of a shape, whatever its keys."""

    def check(value: Any, at: str) -> Faults:
        if not isinstance(value, Mapping):
            yield f"{at} is no object"
            return
        for key, one in value.items():
            yield from faults(shape, one, f"{at}.{key}")

    return check


texts: Final[Shape] = {"zh": text, "en": text}
"""A title or a sentence in both languages."""
