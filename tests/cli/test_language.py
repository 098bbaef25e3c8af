"""Chinese or English, by the option or by the locale; consoles that cannot show everything."""

from __future__ import annotations

import json

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


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
@pytest.mark.parametrize(
    "words", [("levers", "-j", "zone"), ("simulate", "-j", "zone", *SHORT)], ids=["levers", "simulate"]
)
def test_a_console_that_cannot_show_everything_stops_nothing(
    console: Console, words: tuple[str, ...], lang: str, encoding: str
) -> None:
    left = console.run(*words, "--lang", lang, PYTHONIOENCODING=encoding)
    assert (left.returncode, left.stderr) == (0, b"")
    assert left.stdout.decode(encoding).strip()


def test_a_gbk_console_reads_chinese(console: Console) -> None:
    left = console.run("simulate", "-j", "zone", *SHORT, "--lang", "zh", PYTHONIOENCODING="gbk")
    assert "留存率" in left.stdout.decode("gbk")


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_json_holds_every_sign_whatever_the_console(console: Console, encoding: str) -> None:
    left = console.run("levers", "-j", "zone", "--format", "json", PYTHONIOENCODING=encoding)
    (area,) = [row for row in json.loads(left.stdout)["levers"] if row["key"] == "zone.area"]
    assert (area["unit"], area["title"]["zh"]) == ("km²", "占地面积")
