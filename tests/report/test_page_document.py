"""The page: it opens anywhere, lets nothing out, and whatever it shows stays what it is."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clusterkit.law.text import Language
from clusterkit.report.page.content import Figure
from tests.report import invented
from tests.report.pages import LIBRARY, Page, made, page

OURS = {
    "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "h3", "p", "nav", "ol", "ul", "li", "a",
    "main", "section", "figure", "figcaption", "div", "details", "summary", "table", "thead", "tbody", "tr", "th", "td",
    "bdi", "del", "ins", "mark", "script", "footer",
}  # fmt: skip


@pytest.mark.parametrize("lang, tag, title", [("en", "en", "In brief"), ("zh", "zh-CN", "摘要")])
def test_a_page_of_every_result_is_whole_in_both_languages(lang: Language, tag: str, title: str) -> None:
    markup = page(invented.all_of_them(), lang)
    read = Page(markup)
    assert markup.startswith("<!doctype html>\n")
    assert ("html", {"lang": tag}) in read.tags
    assert title in read.text
    assert read.placeholders() == []
    assert {name for name, _ in read.tags} <= OURS
    links = {attrs["href"] for name, attrs in read.tags if name == "a"}
    assert links == {f"#{attrs['id']}" for name, attrs in read.tags if name == "section"} - {"#brief"}


def test_every_chart_has_a_title_words_and_a_table_that_stands_open_without_scripts() -> None:
    results = invented.all_of_them()
    read, figures = Page(page(results)), made(results).figures
    assert len(figures) > 20
    charts = [attrs["data-chart"] for _, attrs in read.tags if "data-chart" in attrs]
    assert charts == [str(place) for place in range(len(figures))]
    assert json.loads(read.data("charts")) == [figure.spec for figure in figures]
    labels = [attrs for tag, attrs in read.tags if tag == "figure"]
    ids = {attrs["id"] for _, attrs in read.tags if "id" in attrs}
    assert all({one["aria-labelledby"], one["aria-describedby"]} <= ids for one in labels)
    assert len(labels) == sum("open" in attrs for tag, attrs in read.tags if tag == "details") == len(figures)
    assert all(figure.table.rows and figure.words for figure in figures)


def test_the_page_allows_its_two_scripts_and_nothing_else() -> None:
    read = Page(page([invented.result("simulate")]))
    hashes = [f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in read.scripts]
    assert read.scripts[0] == LIBRARY
    assert read.policy.split("; ") == [
        "default-src 'none'", f"script-src {' '.join(hashes)}", "style-src 'unsafe-inline'", "base-uri 'none'",
        "form-action 'none'",
    ]  # fmt: skip


def test_the_page_names_no_address_outside_itself() -> None:
    read = Page(page(invented.all_of_them()))
    assert {key for _, attrs in read.tags for key in attrs} & {"src", "srcset", "action", "data", "poster"} == set()
    outside = re.findall(r"https?://[^\s\"']+", read.text + json.dumps(read.tags) + read.data("charts"))
    assert set(outside) == {"https://vega.github.io/schema/vega-lite/v6.json"}


def test_a_page_without_charts_runs_nothing() -> None:
    told = invented.calibrate()
    for fit in told["fits"]:
        fit["outcomes"] = []
    result = invented.result("calibrate")
    read = Page(page([type(result)(result.kind, result.name, told)]))
    assert read.scripts == []
    assert "script-src" not in read.policy


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(invented.HOSTILE)
@example("</script><script>hacked()</script><!--")
@example("\u2028\u2029&lt;&#60;")
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40))
def test_whatever_things_are_called_the_page_is_the_same_around_them(word: str) -> None:
    results, plain = invented.all_of_them(word), invented.all_of_them("plainword")
    read, expected = Page(page(results)), Page(page(plain))
    assert [tag for tag, _ in read.tags] == [tag for tag, _ in expected.tags]
    assert [set(attrs) for _, attrs in read.tags] == [set(attrs) for _, attrs in expected.tags]
    assert read.text == expected.text.replace("plainword", word)
    assert read.policy == expected.policy
    assert json.loads(read.data("charts")) == [figure.spec for figure in made(results).figures]


def test_somebodys_words_stand_isolated_wherever_they_are_shown() -> None:
    word = "\u202eabc"
    markup = page(invented.all_of_them(word))
    body = markup[markup.index("<body>") : markup.index('<script type="application/json"')]
    bare = re.sub(r"<bdi>[^<]*</bdi>", "", body)
    # What is left stands alone in an element of its own, at whose end the direction ends as well.
    assert all(re.search(r">[^<>]*$", bare[: found.start()]) for found in re.finditer(word, bare))
    assert len(re.findall(word, bare)) < len(re.findall(word, body)) / 10


def test_the_same_results_make_the_same_page() -> None:
    assert page(invented.all_of_them()) == page(invented.all_of_them())


def test_every_row_of_every_table_is_as_long_as_its_heads() -> None:
    for lang in ("zh", "en"):
        for section in made(invented.all_of_them(), lang).sections:
            for block in section.blocks:
                table = block.table if isinstance(block, Figure) else block
                for row in getattr(table, "rows", ()):
                    assert len(row) == len(getattr(table, "heads", ())), (section.key, row)
