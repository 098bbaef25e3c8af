"""`clusterkit report`: what every command prints becomes a page, and what cannot is refused."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clusterkit.report import pictures
from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("site")

SHORT = ("--years", "3", "--replications", "10", "--format", "json")
FLOOR = ("--set", "zone.output_min=12")
OUTPUT = ("--lever", "zone.output_min")
TERM = ("--lever", "zone.term_years", "--values", "2,3")
COMMANDS = {
    "simulate": ("simulate", *FLOOR),
    "compare": ("compare", *FLOOR),
    "sweep": ("sweep", *OUTPUT, "--values", "8,12,16"),
    "grid": ("sweep", *OUTPUT, "--values", "8,12", *TERM),
    "dates": ("sweep", "--lever", "zone.report_deadline", "--values", "03-01,03-31"),
    "solve": ("solve", "retention >= 0.4", *OUTPUT),
    "frontier": ("solve", "retention >= 0.4", *TERM, *OUTPUT),
    "tornado": ("sensitivity", "--factor", "zone.output_min", "--factor", "zone.lapse"),
    "ambiguity": ("ambiguity",),
    "explain": ("explain", "Z2", *FLOOR),
    "survival": ("survival", *FLOOR),
}  # fmt: skip


@pytest.fixture
def result(run: Run, here: Path) -> Path:
    """Have the result of a short simulation in the working folder."""
    return asked(run, here, "simulate")


def asked(run: Run, here: Path, name: str) -> Path:
    said = run(*COMMANDS[name], *SHORT)
    assert said.code == 0, said.err
    (here / f"{name}.json").write_text(said.out, encoding="utf-8")
    return Path(f"{name}.json")


def test_what_every_command_prints_becomes_one_page(run: Run, here: Path) -> None:
    files = [asked(run, here, name) for name in COMMANDS]
    for lang, told, question in (("en", "written: en.html", "In brief"), ("zh", "已写出 zh.html", "摘要")):
        said = run("report", *files, "--out", f"{lang}.html", "--lang", lang)
        assert (said.code, said.out, said.err.strip()) == (0, "", told)
        page = (here / f"{lang}.html").read_text(encoding="utf-8")
        assert all(name in page for name in (*(file.name for file in files), question))


def test_a_calibration_becomes_a_page_too(run: Run, here: Path) -> None:
    head = "policy,certified_in,reviewed_in,reviewed,kept,source"
    (here / "outcome.csv").write_text(f"{head}\nzone,2024,2027,2,2,gazette\n", encoding="utf-8")
    said = run("calibrate", "--outcome", "outcome.csv", "--replications", "100", "--format", "json")
    assert said.code == 0, said.err
    (here / "calibrate.json").write_text(said.out, encoding="utf-8")
    assert run("report", "calibrate.json", "--out", "report.html").code == 0


def test_titles_are_those_of_the_installed_law_and_keys_without_it(run: Run, result: Path, here: Path) -> None:
    assert run("report", result, "--out", "named.html").code == 0
    assert run("--no-plugin", "zone", "report", result, "--out", "keyed.html").code == 0
    named, keyed = ((here / name).read_text(encoding="utf-8") for name in ("named.html", "keyed.html"))
    assert "clusters of the zone [zone]: retention at the year" in named
    assert "zone: retention at the year" in keyed
    assert "clusters of the zone [zone]" not in keyed


def test_charts_are_written_beside_the_page_in_the_forms_asked_for(run: Run, result: Path, here: Path) -> None:
    said = run("report", result, "--out", "report.html", "--png", "--svg", "--pdf")
    assert said.err.splitlines() == ["charts: report_charts", "written: report.html"]
    names = sorted(path.name for path in (here / "report_charts").iterdir())
    assert names[:3] == ["01-retention-zone.pdf", "01-retention-zone.png", "01-retention-zone.svg"]
    assert len(names) % 3 == 0
    assert run("report", result, "--out", "report.html", "--svg", "--overwrite").code == 0
    assert {path.suffix for path in (here / "report_charts").iterdir()} == {".svg"}


def test_the_same_results_make_the_same_page(run: Run, result: Path, here: Path) -> None:
    for name in ("a.html", "b.html"):
        assert run("report", result, "--out", name).code == 0
    assert (here / "a.html").read_bytes() == (here / "b.html").read_bytes()


def test_without_a_chinese_font_one_line_warns(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [asked(run, here, name) for name in ("simulate", "compare")]
    monkeypatch.setattr(pictures, "writes_chinese", lambda: False)
    said = run("report", *files, "--out", "report.html", "--lang", "zh")
    assert (said.code, said.err.splitlines()[0].startswith("警告: 本机没有中文字体")) == (0, True)
    english = run("report", files[0], "--out", "english.html")
    assert english.err == "written: english.html\n"


def test_fonts_may_come_from_a_folder(run: Run, result: Path, here: Path) -> None:
    (here / "fonts").mkdir()
    assert run("report", result, "--out", "report.html", "--fonts", "fonts").code == 0


Refused = Callable[..., str]


def test_without_the_extra_it_is_said_what_to_install(
    refused: Refused, result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    told = 'error: a report needs: pip install "clusterkit-sdk[report]"\n'
    assert refused("report", result, "--out", "report.html") == told


def test_a_result_that_cannot_be_read_is_refused_before_anything_is_written(refused: Refused, here: Path) -> None:
    (here / "other.json").write_text("{}")
    assert refused("report", "none.json", "--out", "report.html") == (
        "error: none.json cannot be read: No such file or directory\n"
    )
    assert refused("report", "other.json", "--out", "report.html").startswith(
        "error: other.json is no result that a report knows; write one with --format json ("
    )


@pytest.mark.parametrize(
    "out, told",
    [
        ("simulate.json", "the name says the form; it must end with .html or .htm"),
        ("none/report.html", "there is no folder none; make it first"),
        ("old.html", "exists already: name a new file, or add --overwrite"),
    ],
)
def test_nothing_is_written_over_or_into_nowhere(
    out: str, told: str, refused: Refused, result: Path, here: Path
) -> None:
    (here / "old.html").write_text("mine")
    assert told in refused("report", result, "--out", out)


def test_a_folder_that_holds_more_than_charts_is_left_alone(
    refused: Refused, run: Run, result: Path, here: Path
) -> None:
    folder = here / "report_charts"
    folder.write_text("a file")
    asked_for = ("report", result, "--out", "report.html", "--png")
    assert "report_charts is a file" in refused(*asked_for)
    folder.unlink()
    folder.mkdir()
    (folder / "thesis.docx").write_text("mine")
    assert "report_charts holds more than charts, such as thesis.docx" in refused(*asked_for, "--overwrite")
    (folder / "thesis.docx").rename(folder / "01-old.png")
    assert "report_charts holds charts already" in refused(*asked_for)
    assert run(*asked_for, "--overwrite").code == 0
    assert not (folder / "01-old.png").exists()


def test_fonts_that_are_not_there_are_refused(refused: Refused, result: Path) -> None:
    assert refused("report", result, "--out", "report.html", "--fonts", "none") == (
        "error: --fonts none: there is no such folder\n"
    )


def test_a_run_folder_is_a_result(run: Run, here: Path) -> None:
    said = run("simulate", *FLOOR, *SHORT)
    folder = here / "kept"
    folder.mkdir()
    (folder / "result.json").write_text(said.out, encoding="utf-8")
    told: Any = json.loads(said.out)
    assert run("report", "kept", "--out", "report.html").code == 0
    page = (here / "report.html").read_text(encoding="utf-8")
    assert told["manifest"]["portfolio"]["sha256"] in page
    assert "<bdi>kept</bdi>" in page
