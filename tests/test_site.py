"""The documentation site: every page is in it, nothing of it comes from a network, and its search reads Chinese."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from clusterkit import law
from tests.report.test_browser import BROWSERS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md"))
NOT_YET = ("（英文", "，英文")
BOTH_LANGUAGES = {"reference/commands.md", "reference/levers.md"}
NO_NETWORK = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9", "no_proxy": ""}


def pages_of(nav: Any) -> Iterator[str]:
    """Yield the pages of a navigation in their order."""
    if isinstance(nav, str):
        yield nav
    else:
        for one in nav.values() if isinstance(nav, dict) else nav:
            yield from pages_of(one)


def navigation() -> list[str]:
    return [*pages_of(tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]["nav"])]


def links_of(page: Path) -> list[tuple[str, str]]:
    """Return the pages that a page leads to, each with what stands after the link."""
    found = re.findall(r"\]\(([^)#]+\.md)(?:#[^)]*)?\)(?=([^\n]{0,4}))", page.read_text(encoding="utf-8"))
    return [(os.path.relpath(page.parent / link, DOCS), after) for link, after in found]


def test_every_page_stands_once_in_the_navigation() -> None:
    assert sorted(navigation()) == PAGES


ENGLISH = [page for page in PAGES if not page.startswith("zh/") and page != "index.md"]


def test_the_first_page_leads_to_every_page() -> None:
    assert set(ENGLISH) <= {link for link, _ in links_of(DOCS / "index.md")}


def test_the_chinese_list_leads_to_every_page() -> None:
    listed = {link for link, _ in links_of(DOCS / "zh" / "guides.md")}
    assert {f"zh/{page}" if f"zh/{page}" in PAGES else page for page in ENGLISH} <= listed


@pytest.mark.parametrize("page", [page for page in PAGES if page.startswith("zh/")])
def test_a_chinese_page_leads_to_chinese_pages_or_says_that_they_are_english(page: str) -> None:
    for link, after in links_of(DOCS / page):
        if link in ENGLISH and link not in BOTH_LANGUAGES:
            assert f"zh/{link}" not in PAGES, f"{link} has been translated"
            assert after.startswith(NOT_YET), f"{link} is in English: say so"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built in a copy of the project with no network within reach."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "zensical.toml", folder)
    for part in ("docs", "clusterkit", "tools"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    built = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict"],
        cwd=folder, env={**os.environ, **NO_NETWORK}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    assert "warning" not in (built.stdout + built.stderr).lower()
    return folder / "site"


class Resources(HTMLParser):
    """What a page fetches, and the language that it states."""

    def __init__(self) -> None:
        """Start with nothing."""
        super().__init__()
        self.fetched: list[str] = []
        self.language = ""
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element fetches; a link that a reader follows is none of it."""
        given = {name: value or "" for name, value in attrs}
        self.anchors.add(given.get("id", ""))
        if tag == "html":
            self.language = given.get("lang", "")
        if tag != "a":
            self.fetched += [value for name, value in given.items() if name in {"src", "srcset", "href", "data"}]


def read(page: Path) -> Resources:
    found = Resources()
    found.feed(page.read_text(encoding="utf-8"))
    return found


@pytest.mark.slow
def test_every_page_is_built_in_its_language(site: Path) -> None:
    for page in navigation():
        # README.md is the first page of its folder, as index.md is.
        built = site / page.replace("README.md", "index.md").replace(".md", ".html")
        assert read(built).language == ("zh" if page.startswith("zh/") else "en"), page


@pytest.mark.slow
def test_no_page_fetches_anything_from_a_network(site: Path) -> None:
    for page in site.rglob("*.html"):
        abroad = [one for one in read(page).fetched if one.startswith(("http:", "https:", "//"))]
        assert abroad == [], page.name
    for style in site.rglob("*.css"):
        assert not re.search(r"(url\(|@import )['\"]?(https?:)?//", style.read_text(encoding="utf-8")), style.name


@pytest.mark.slow
def test_every_construct_is_described_with_its_signature(site: Path) -> None:
    anchors = read(site / "reference" / "constructs.html").anchors
    described = {anchor.rpartition(".")[2] for anchor in anchors if anchor.startswith("clusterkit.law.")}
    assert set(law.__all__) - {"procedure"} <= described


@pytest.mark.slow
@pytest.mark.parametrize("word, page", [("宽限概率", "zh/calibration.html"), ("pardon", "calibration.html")])
def test_the_search_finds_words_of_both_languages_from_the_disk(site: Path, word: str, page: str) -> None:
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail(f"no browser is installed: none of {', '.join(BROWSERS)}; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found)
        opened, requests = browser.new_page(), list[str]()
        opened.on("request", lambda request: requests.append(request.url))
        opened.goto((site / "index.html").as_uri())
        opened.locator(".md-search__button").first.click()
        opened.keyboard.type(word)
        opened.locator("mark").first.wait_for()
        results = opened.locator("a:has(mark)").evaluate_all("links => links.map(link => link.href)")
        browser.close()
    assert [url for url in requests if not url.startswith(("file:", "data:", "about:"))] == []
    assert any(link.startswith((site / page).as_uri()) for link in results), results
