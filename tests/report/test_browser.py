"""The page in a real browser, opened from the disk: nothing leaves, everything is drawn, it prints.

The browser is Debian's chromium, or any other of its kind that is installed; without one the tests fail.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import field, frozen

from clusterkit.law.text import Language
from clusterkit.report.page.document import document
from clusterkit.report.pictures import library
from tests.report import invented
from tests.report.pages import made, words

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MARKS = """charts => charts.map(chart =>
    [...chart.querySelectorAll("svg .role-mark > *")].filter(mark => {
        const box = mark.getBoundingClientRect();
        return box.width + box.height > 0;
    }).length)"""
WRITES_CHINESE = """() => {
    const drawn = character => {
        const canvas = document.createElement("canvas");
        const pen = canvas.getContext("2d");
        pen.font = "40px sans-serif";
        pen.fillText(character, 10, 60);
        return canvas.toDataURL();
    };
    return drawn("中") !== drawn("文") && drawn("中") !== drawn("");
}"""

SMUGGLED = """() => {
    const script = document.createElement("script");
    script.textContent = "window.ran = 'script'";
    document.body.append(script);
    const heading = document.querySelector("h1");
    heading.setAttribute("onclick", "window.ran = 'handler'");
    heading.click();
}"""


@frozen
class Opened:
    """A page in the browser, with every request that it makes and everything that its console says."""

    page: Page
    address: str
    requests: list[str] = field(factory=list)
    complaints: list[str] = field(factory=list)

    def load(self) -> None:
        """Open the page and wait until its charts are drawn."""
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(self.address)
        self.page.wait_for_function("document.documentElement.dataset.drawn === 'yes'")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the installed browser."""
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail(f"no browser is installed: none of {', '.join(BROWSERS)}; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found)
        yield started
        started.close()


Open = Callable[..., Opened]


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Write a report of every result to the disk, to be opened from there; with or without scripts."""
    contexts = []

    def write(lang: Language, word: str, *, scripts: bool = True) -> Opened:
        found = made(invented.all_of_them(word), lang)
        path = tmp_path / "report.html"
        path.write_text(document(found.title, found.sections, words(lang), library()), encoding="utf-8")
        contexts.append(browser.new_context(java_script_enabled=scripts))
        return Opened(contexts[-1].new_page(), path.as_uri())

    yield write
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    "lang, word, heading",
    [("zh", "产业集群", "留存率"), ("en", "word", "Retention"), ("zh", invented.HOSTILE, "报告清单")],
    ids=["chinese", "english", "hostile"],
)
def test_the_page_opens_from_the_disk_draws_everything_and_lets_nothing_out(
    lang: Language, word: str, heading: str, opened: Open
) -> None:
    one = opened(lang, word)
    one.load()
    assert one.requests == [one.address]
    assert one.complaints == []
    charts = one.page.locator("[data-chart]").evaluate_all(MARKS)
    assert len(charts) == len(made(invented.all_of_them(word), lang).figures)
    assert min(charts) > 0
    assert heading in one.page.inner_text("body")
    assert one.page.inner_text("figcaption >> nth=0") != ""
    assert one.page.locator("details.numbers[open]").count() == 0
    assert one.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_chinese_is_written_in_characters_and_not_in_boxes(opened: Open) -> None:
    one = opened("zh", "产业集群")
    one.load()
    assert "产业集群" in one.page.inner_text("h1")
    assert "年末" in (one.page.locator("[data-chart='0']").text_content() or "")
    assert one.page.evaluate(WRITES_CHINESE), "no Chinese font is installed; on Debian: apt-get install fonts-noto-cjk"


@pytest.mark.parametrize("word", ["产业集群", invented.HOSTILE], ids=["plain", "hostile"])
def test_it_prints_without_a_blank_page_or_anything_cut_off(word: str, opened: Open) -> None:
    from pypdf import PdfReader

    one = opened("zh", word)
    one.load()
    printed = PdfReader(io.BytesIO(one.page.pdf(prefer_css_page_size=True)))
    texts = [page.extract_text() for page in printed.pages]
    assert len(texts) > 5
    assert [number for number, text in enumerate(texts, start=1) if len(text.split()) < 3] == []
    assert all(round(float(page.mediabox.width)) == 595 for page in printed.pages)
    one.page.emulate_media(media="print")
    one.page.set_viewport_size({"width": 688, "height": 1000})
    assert one.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_names_from_outside_are_text_and_nothing_that_they_say_is_done(opened: Open) -> None:
    one = opened("en", invented.HOSTILE)
    one.page.add_init_script("window.hacked = () => { window.harmed = true; };")
    one.load()
    assert one.page.evaluate("window.harmed") is None
    assert one.page.locator("img, iframe, object, embed, link").count() == 0
    assert "<script>hacked()</script>" in one.page.inner_text("h1")
    assert one.page.locator("script").count() == 4


def test_the_page_forbids_what_it_does_not_need(opened: Open) -> None:
    from playwright.sync_api import Error

    one = opened("en", "word")
    one.load()
    with pytest.raises(Error, match="Failed to fetch"):
        one.page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'answered')")
    one.page.evaluate(SMUGGLED)
    assert one.page.evaluate("window.ran") is None
    assert one.requests == [one.address]


def test_without_scripts_every_table_stands_open(opened: Open) -> None:
    one = opened("en", "word", scripts=False)
    one.page.goto(one.address)
    figures = len(made(invented.all_of_them()).figures)
    assert one.page.locator("details.numbers[open] table:visible").count() == figures
    assert "40.0%" in one.page.inner_text("figure >> nth=0")
