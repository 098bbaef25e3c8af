"""Chinese or English, by the option or by the locale; consoles that cannot show everything."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable

import pytest

from tests.cli.conftest import LOCALES, Console, Run

SHORT = ("--years", "1", "--replications", "2")

pytestmark = pytest.mark.usefixtures("site")


@pytest.mark.parametrize(
    "variables, chinese",
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "zh_CN.GBK"}, True),
        ({"LANG": "zh_TW.UTF-8"}, True),
        ({"LANG": "en_GB.UTF-8"}, False),
        ({"LANG": "de_DE.UTF-8"}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "", "LC_MESSAGES": "zh_CN.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8", "CLUSTERKIT_LANG": "zh"}, True),
        ({"LANG": "zh_CN.UTF-8", "CLUSTERKIT_LANG": "en"}, False),
    ],
)
def test_the_language_is_the_systems(
    run: Run, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], chinese: bool
) -> None:
    for name in LOCALES:
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert ("示范区集群" in run("policies").out) is chinese
    assert ("命令" in run("--help").out) is chinese


@pytest.mark.parametrize("system", ["zh_CN.UTF-8", "en_GB.UTF-8"])
@pytest.mark.parametrize("lang, word", [("zh", "留存率"), ("en", "retention")])
def test_the_option_wins(run: Run, monkeypatch: pytest.MonkeyPatch, system: str, lang: str, word: str) -> None:
    monkeypatch.setenv("LANG", system)
    other = "retention" if lang == "zh" else "留存率"
    said = run("simulate", *SHORT, "--lang", lang)
    assert word in said.out
    assert other not in said.out


def test_numbers_do_not_depend_on_the_language(run: Run) -> None:
    forms = {run("simulate", *SHORT, "--format", "csv", "--lang", lang).out for lang in ("zh", "en")}
    assert len(forms) == 1


Show = Callable[..., bytes]


@pytest.fixture
def show(run: Run, monkeypatch: pytest.MonkeyPatch) -> Show:
    """Run a command on a console of some encoding, and return the bytes that reach it."""

    def called(encoding: str, *words: str) -> bytes:
        shown = io.BytesIO()
        stream = io.TextIOWrapper(shown, encoding=encoding)
        monkeypatch.setattr(sys, "stdout", stream)
        said = run(*words)
        assert (said.code, said.err) == (0, "")
        stream.flush()
        return shown.getvalue()

    return called


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("encoding", ["gbk", "ascii", "cp1252"])
@pytest.mark.parametrize("words", [("levers",), ("coverage", "zone"), ("simulate", *SHORT)], ids=lambda words: words[0])
def test_a_console_that_cannot_show_everything_stops_nothing(
    show: Show, words: tuple[str, ...], lang: str, encoding: str
) -> None:
    assert show(encoding, *words, "--lang", lang).decode(encoding).strip()


def test_a_gbk_console_reads_chinese(console: Console) -> None:
    left = console.run("simulate", "-j", "zone", *SHORT, "--lang", "zh", PYTHONIOENCODING="gbk")
    assert (left.returncode, left.stderr) == (0, b"")
    assert "留存率" in left.stdout.decode("gbk")


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_json_holds_every_sign_whatever_the_console(show: Show, encoding: str) -> None:
    told = json.loads(show(encoding, "levers", "--format", "json"))
    (area,) = [row for row in told["levers"] if row["key"] == "zone.area"]
    assert (area["unit"], area["title"]["zh"]) == ("km²", "占地面积")
