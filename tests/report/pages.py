"""A page as a browser reads it: its tags, its text, what its scripts hold."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from clusterkit.law.text import Language
from clusterkit.report.page.content import Block, Figure, Heading, Prose, Section, Table
from clusterkit.report.page.document import document
from clusterkit.report.page.glossary import Glossary
from clusterkit.report.page.markup import Content, joined
from clusterkit.report.page.report import Report, report
from clusterkit.report.page.result import Result
from tests.cli import zone

LIBRARY: Final = "/* vega */ window.vegaEmbed = async () => {};"


def words(lang: Language = "en") -> Glossary:
    """Return the words of a report where the zone's law is installed."""
    return Glossary(lang, {zone.PLACE: zone.POLICY})


def made(results: list[Result], lang: Language = "en") -> Report:
    """Return the report of some results."""
    return report(results, words(lang))


def section(results: list[Result], key: str, lang: Language = "en") -> Section:
    """Return one section of their report."""
    (found,) = [one for one in made(results, lang).sections if one.key == key]
    return found


def plain(content: Content) -> str:
    """Return what is read of some content."""
    return Page(joined(content).text).text


def told(section: Section) -> list[str]:
    """Return what is read in a section, block by block: a table line by line, a figure by its title."""
    return [line for block in section.blocks for line in lines(block)]


def lines(block: Block) -> list[str]:
    """Return what is read in a block."""
    if isinstance(block, Heading | Prose):
        return [plain(block.text)]
    if isinstance(block, Figure):
        return [block.title]
    return [" | ".join(map(plain, row)) for row in (block.heads, *block.rows)]


def tables(section: Section) -> list[Table]:
    """Return the tables of a section, those of its figures among them."""
    own = [block.table if isinstance(block, Figure) else block for block in section.blocks]
    return [one for one in own if isinstance(one, Table)]


def page(results: list[Result], lang: Language = "en") -> str:
    """Return the page of some results, with a script in the place of Vega."""
    found = made(results, lang)
    return document(found.title, found.sections, words(lang), LIBRARY)


class Page(HTMLParser):
    """The tags of a page with their attributes, its visible text, and the content of its scripts and styles."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.raw: list[tuple[dict[str, str | None], str]] = []
        self._in: tuple[str, dict[str, str | None]] | None = None
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in {"script", "style"}:
            self._in = tag, dict(attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._in is not None and tag == self._in[0]:
            self._in = None

    def handle_data(self, data: str) -> None:
        if self._in is None:
            self.text += data
        else:
            self.raw.append((self._in[1], data))

    def count(self, tag: str) -> int:
        """Return how often a tag is opened."""
        return sum(tag == one for one, _ in self.tags)

    @property
    def scripts(self) -> list[str]:
        """What the page runs."""
        return [text for attrs, text in self.raw if "type" not in attrs and not text.startswith(":root")]

    @property
    def policy(self) -> str:
        """What the page allows itself."""
        (found,) = [attrs["content"] for tag, attrs in self.tags if tag == "meta" and "http-equiv" in attrs]
        assert found is not None
        return found

    def data(self, name: str) -> str:
        """Return the content of a script element that holds data."""
        (found,) = [text for attrs, text in self.raw if attrs.get("id") == name]
        return found

    def placeholders(self) -> list[str]:
        """Return what a sentence should have been filled with and was not."""
        return re.findall(r"\{\w*\}", self.text)
