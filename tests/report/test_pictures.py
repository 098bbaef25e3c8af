"""Pictures of charts: their names, their forms, their fonts."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from clusterkit.errors import InputError
from clusterkit.report import pictures
from clusterkit.report.charts import Axis
from clusterkit.report.page import figures
from clusterkit.report.page.content import Figure, Table
from clusterkit.report.page.glossary import Glossary
from tests.report import invented
from tests.report.pages import made


def a_figure(name: str) -> Figure:
    rows = [{"series": "", "label": "a", "mean": 1.0, "low": 0.5, "high": 1.5}]
    return figures.dots(Glossary("en"), name, "title", rows, Axis("x"), Table((), []))


def test_each_chart_is_a_file_of_each_form_named_by_its_place_and_what_it_is_of() -> None:
    found = dict(pictures.pictures([a_figure("losses-zone"), a_figure("../产业/<b>")], ("png", "svg", "pdf")))
    assert list(found) == [
        "01-losses-zone.png", "01-losses-zone.svg", "01-losses-zone.pdf", "02-b.png", "02-b.svg", "02-b.pdf",
    ]  # fmt: skip
    assert [content[:4] for content in found.values()] == [b"\x89PNG", b"<svg", b"%PDF"] * 2


def test_a_name_that_no_file_system_takes_is_still_a_file() -> None:
    names = [name for name, _ in pictures.pictures([a_figure("产业集群"), a_figure("x" * 300)], ("svg",))]
    assert names == ["01-chart.svg", f"02-{'x' * 60}.svg"]


def test_png_and_svg_are_the_same_bytes_each_time() -> None:
    once, again = (list(pictures.pictures([a_figure("a")], ("png", "svg"))) for _ in range(2))
    assert once == again


def test_the_script_for_pages_brings_vega_and_asks_for_nothing() -> None:
    script = pictures.library()
    assert "vegaEmbed" in script
    assert "</script" not in script.lower()
    assert "<!--" not in script
    assert "\r" not in script  # a browser would read it as a new line, and the script's hash would be another


def test_a_report_of_hostile_names_is_drawn_whole() -> None:
    figures = made(invented.all_of_them(invented.HOSTILE)).figures
    assert len(dict(pictures.pictures(figures, ("svg",)))) == len(figures)


class Blind:
    """A converter that has no Chinese font: whatever is written comes out as the same empty box."""

    def svg_to_png(self, svg: str) -> bytes:
        return b"" if "<text" in svg else svg.encode()


def test_a_chinese_font_is_there_where_two_characters_look_different(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pictures.writes_chinese()
    monkeypatch.setattr(pictures, "converter", Blind)
    assert not pictures.writes_chinese()


def test_without_the_library_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(InputError, match=r'^a report needs: pip install "clusterkit-sdk\[report\]"$'):
        pictures.converter()


def test_a_folder_of_fonts_has_to_be_there(tmp_path: Path) -> None:
    pictures.register_fonts(tmp_path)
    with pytest.raises(InputError, match=r"--fonts .*none: there is no such folder$"):
        pictures.register_fonts(tmp_path / "none")
