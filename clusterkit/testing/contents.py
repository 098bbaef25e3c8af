"""What a value is made of: every value of a kind inside it, however deep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from attrs import fields, has

Kind = TypeVar("Kind")


def contents(value: object, kind: type[Kind]) -> Iterator[Kind]:
    """Yield the values of a kind among a value's fields and the members of its tuples and mappings."""
    if isinstance(value, kind):
        yield value
    elif has(made := type(value)):
        for one in fields(made):
            yield from contents(getattr(value, one.name), kind)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from contents(one, kind)
    elif isinstance(value, tuple):
        for one in value:
            yield from contents(one, kind)
