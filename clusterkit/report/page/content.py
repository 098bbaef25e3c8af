"""What a report is made of: sections with prose, tables and figures, before any of it is a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from attrs import field, frozen

from clusterkit.report.page.markup import Content


@frozen
class Heading:
    """A heading within a section."""

    text: Content


@frozen
class Prose:
    """A paragraph: a `remark` is what a reader may skip, a `warning` what nobody should, an `answer` what is sought."""

    text: Content
    kind: Literal["", "remark", "warning", "answer"] = ""


def _heads(heads: Iterable[str]) -> tuple[str, ...]:
    return tuple(heads)


def _cells(rows: Iterable[Sequence[Content]]) -> tuple[tuple[Content, ...], ...]:
    return tuple(tuple(row) for row in rows)


@frozen
class Table:
    """A table: the first `texts` columns are text, the others numbers. Strings in its cells are somebody's text."""

    heads: tuple[str, ...] = field(converter=_heads)
    rows: tuple[tuple[Content, ...], ...] = field(converter=_cells)
    texts: int = 1


@frozen(eq=False)
class Figure:
    """A chart with its title, what can be seen in it in words, and its numbers.

    `name` says what it is of, as part of the name of a picture's file.
    """

    name: str
    title: str
    words: Content
    spec: dict[str, Any]
    table: Table


Block = Heading | Prose | Table | Figure


def _blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    return tuple(blocks)


def _leads(leads: Iterable[Content]) -> tuple[Content, ...]:
    return tuple(leads)


@frozen(eq=False)
class Part:
    """What one result has to say on a subject; `leads` are its answers in a sentence each."""

    blocks: tuple[Block, ...] = field(converter=_blocks)
    leads: tuple[Content, ...] = field(default=(), converter=_leads)


@frozen(eq=False)
class Section:
    """A section of the report; its `leads` also open the report."""

    key: str
    title: str
    blocks: tuple[Block, ...] = field(converter=_blocks)
    leads: tuple[Content, ...] = field(default=(), converter=_leads)

    @classmethod
    def of(cls, key: str, title: str, parts: Sequence[tuple[str, Part]], *, named: bool, remark: str = "") -> Section:
        """Return the section of several results' parts, each under the name of its file where they are `named`."""
        blocks: list[Block] = []
        for name, part in parts:
            blocks += [*([Heading(name)] if named and part.blocks else []), *part.blocks]
        blocks += [Prose(remark, "remark")] if remark else []
        return cls(key, title, blocks, dict.fromkeys(lead for _, part in parts for lead in part.leads))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its charts, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Figure))
