"""The page: sections as HTML, charts drawn by the page's own script, and no way out of it.

The policy in its head allows the page's two scripts by their hashes and nothing from anywhere: no
request, no script that a name could smuggle in, no code made from text (Vega interprets its expressions).
Without scripts, every chart's table stands open.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

import clusterkit
from clusterkit.report.charts import FONTS
from clusterkit.report.page.content import Block, Figure, Heading, Prose, Section, Table
from clusterkit.report.page.glossary import Glossary
from clusterkit.report.page.markup import Content, Html, element, isolated, joined, json_in_script

_LIBRARIES: Final = "Vega, Vega-Lite, Vega-Embed © University of Washington Interactive Data Lab (BSD-3-Clause)"
_TAGS: Final[Mapping[str, str]] = {"zh": "zh-CN", "en": "en"}


def document(title: str, sections: Sequence[Section], words: Glossary, library: str) -> str:
    """Return the whole page; `library` is the script that brings `vegaEmbed`."""
    figures = [figure for section in sections for figure in section.figures]
    scripts = (library, _part("page.js")) if figures else ()
    body = joined(
        element("header", element("h1", isolated(title)), _note(words)),
        _contents(sections, words),
        element("main", _brief(sections, words), *_sections(sections, words)),
        element("footer", element("p", _LIBRARIES, class_="remark")) if figures else "",
        *(_data(figures, words) if figures else ()),
        *(element("script", Html(script)) for script in scripts),
    )
    head = joined(
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy(scripts)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="generator", content=f"clusterkit {clusterkit.__version__}"),
        element("title", title),
        element("style", Html(_part("page.css").replace("FONTS", FONTS))),
    )
    page = element("html", element("head", head), element("body", body), lang=_TAGS[words.lang])
    return f"<!doctype html>\n{page.text}\n"


def _policy(scripts: Sequence[str]) -> str:
    hashes = " ".join(f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in scripts)
    allowed = f"script-src {hashes}; " if scripts else ""
    return f"default-src 'none'; {allowed}style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@cache
def _part(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _data(figures: Sequence[Figure], words: Glossary) -> Iterator[Html]:
    actions = {
        "CLICK_TO_VIEW_ACTIONS": words.say("保存图", "save the chart"),
        "SVG_ACTION": words.say("存为 SVG", "as SVG"),
        "PNG_ACTION": words.say("存为 PNG", "as PNG"),
    }
    for name, value in (("charts", [figure.spec for figure in figures]), ("words", actions)):
        yield element("script", json_in_script(value), type="application/json", id=name)


def _note(words: Glossary) -> Html:
    told = words.say(
        "由 clusterkit {version} 生成;离线网页,不联网。图由网页自带的脚本绘制,每张图下有数据表。",
        "Made by clusterkit {version}. An offline page: nothing is fetched. Charts are drawn by the page's own script; "
        "under each stands its table.",
    )
    return element("p", told.format(version=clusterkit.__version__), class_="remark")


def _contents(sections: Sequence[Section], words: Glossary) -> Html:
    links = [element("li", element("a", section.title, href=f"#{section.key}")) for section in sections]
    return element("nav", element("ol", *links), aria_label=words.say("目录", "contents"))


def _brief(sections: Sequence[Section], words: Glossary) -> Content:
    leads = [(section.key, lead) for section in sections for lead in section.leads]
    if not leads:
        return ""
    more = words.say("详见", "more")
    links = [element("a", "↓", href=f"#{key}", aria_label=more) for key, _ in leads]
    items = [element("li", lead, " ", link) for (_, lead), link in zip(leads, links, strict=True)]
    return element("section", element("h2", words.say("摘要", "In brief")), element("ul", *items), id="brief")


def _sections(sections: Sequence[Section], words: Glossary) -> Iterator[Html]:
    chart = 0
    for section in sections:
        shown = []
        for block in section.blocks:
            shown.append(_shown(block, chart, words))
            chart += isinstance(block, Figure)
        yield element("section", element("h2", section.title), *shown, id=section.key)


def _shown(block: Block, chart: int, words: Glossary) -> Html:
    if isinstance(block, Heading):
        return element("h3", _text(block.text))
    if isinstance(block, Prose):
        return element("p", _text(block.text), class_=block.kind or False)
    if isinstance(block, Table):
        return _table(block)
    return _figure(block, chart, words)


def _figure(figure: Figure, chart: int, words: Glossary) -> Html:
    title, described = f"chart-{chart}-title", f"chart-{chart}-words"
    numbers = element("summary", words.say("数据表", "the numbers")), _table(figure.table)
    return element(
        "figure",
        element("figcaption", isolated(figure.title), id=title),
        element("div", class_="chart", data_chart=str(chart)),
        element("p", figure.words, class_="words", id=described),
        element("details", *numbers, class_="numbers", open=True),
        aria_labelledby=title, aria_describedby=described,
    )  # fmt: skip


def _table(table: Table) -> Html:
    def cell(tag: str, place: int, content: Content) -> Html:
        if place < table.texts:
            return element(tag, _text(content))
        return element(tag, content, class_="number")

    head = element("tr", *(cell("th", place, label) for place, label in enumerate(table.heads)))
    rows = [element("tr", *(cell("td", place, one) for place, one in enumerate(row))) for row in table.rows]
    return element("div", element("table", element("thead", head), element("tbody", *rows)), class_="wide")


def _text(content: Content) -> Content:
    """Return markup as it is, and a string with its direction of writing kept to itself."""
    return isolated(content) if isinstance(content, str) and content else content
