"""What the documents show is what happens: every command and snippet runs, every line of output is real."""

from __future__ import annotations

import io
import json
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from attrs import frozen

from clusterkit.cli.main import main
from clusterkit.simulation.standard import standard_dynamics

ROOT = Path(__file__).parent.parent
READMES = (ROOT / "README.md", ROOT / "README.zh.md")
CHINESE = sorted(ROOT.glob("docs/zh/*.md"))
DOCUMENTS = [*READMES, *sorted(ROOT.glob("docs/*.md")), *CHINESE, *sorted(ROOT.glob("plugins/*/README.md"))]
LONG = [ROOT / "docs" / "tutorial_designer.md"]
LINKED = [*DOCUMENTS, *sorted(ROOT.glob("docs/reference/*.md")), *sorted(ROOT.glob("docs/data/*.md"))]
PLACES = {"beijing", "henan", "national", "shanghai", "zhuhai"}

SET_UP = [
    "python3 -m venv .venv && .venv/bin/pip install -q uv && .venv/bin/uv run clusterkit simulate --years 9",
    "python3 -m venv .venv && .venv/bin/pip install -q uv && .venv/bin/uv run pytest",
]
GAP = "…"

needs_the_places = pytest.mark.skipif(
    not {entry.name for entry in entry_points(group="clusterkit")} >= PLACES,
    reason="the documents speak of five places, whose plugins are not all installed",
)


@frozen
class Block:
    """A fenced block of a document: its language, the file it is a part of if any, its text, its first line."""

    language: str
    file: str
    text: str
    line: int

    @property
    def commands(self) -> list[str]:
        """The commands of a shell block, without their comments."""
        return [line.partition(" #")[0].strip() for line in self.text.splitlines() if line.startswith("clusterkit ")]


def blocks(document: Path) -> Iterator[Block]:
    written = document.read_text(encoding="utf-8")
    for found in re.finditer(r'^```(\w*)(?: title="([^"\n]+)")?\n(.*?)^```$', written, re.DOTALL | re.MULTILINE):
        yield Block(found[1], found[2] or "", found[3], written.count("\n", 0, found.start()) + 1)


@frozen
class Reader:
    """Somebody who does what a document says, in a folder of their own."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    begun: set[str]

    def write(self, block: Block) -> None:
        """Write a block's part of a file: the first part empties the file, the others follow it."""
        with (self.folder / block.file).open("a" if block.file in self.begun else "w", encoding="utf-8") as file:
            file.write(f"{block.text}\n\n")
        self.begun.add(block.file)

    def run(self, command: str) -> str:
        """Run a command and return what it prints; `> FILE` at its end writes standard output there."""
        words = shlex.split(command)
        target = words[words.index(">") + 1] if ">" in words else None
        arguments = words[: words.index(">")] if ">" in words else words
        self.monkeypatch.setattr(sys, "argv", arguments)
        with pytest.raises(SystemExit) as left:
            main()
        told = self.capsys.readouterr()
        assert left.value.code == 0, f"{command}: {told.err}"
        if target is not None:
            (self.folder / target).write_text(told.out, encoding="utf-8")
        return told.out + told.err


def plain(line: str) -> str:
    return " ".join(line.split())


def in_chinese(document: Path) -> bool:
    return document.name.endswith(".zh.md") or document in CHINESE


def name_of(document: Path) -> str:
    return str(document.relative_to(ROOT))


@needs_the_places
@pytest.mark.parametrize(
    "document",
    # The commands of a Chinese page are those of the English one, which is quicker to tell than to run.
    [pytest.param(one, marks=[pytest.mark.slow] if in_chinese(one) or one in LONG else []) for one in DOCUMENTS],
    ids=name_of,
)
def test_what_a_document_shows_happens(
    document: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLUSTERKIT_LANG", "zh" if in_chinese(document) else "en")
    reader, names, printed = Reader(tmp_path, capsys, monkeypatch, set()), {"__name__": "document"}, ""
    for block in blocks(document):
        where = f"{name_of(document)}, line {block.line}"
        if block.language == "sh":
            for command in block.commands:
                printed += reader.run(command)
        elif block.file:
            reader.write(block)
        elif block.language == "python":
            out = io.StringIO()
            with redirect_stdout(out):
                exec(compile(block.text, where, "exec"), names)  # noqa: S102 - the documents are our own
            printed += out.getvalue()
        elif block.language == "json":
            json.loads(block.text)
        elif block.language == "text":
            lines = {plain(line) for line in printed.splitlines()}
            shown = [plain(line) for line in block.text.splitlines() if line.strip() not in {"", GAP}]
            missing = [line for line in shown if line not in lines]
            assert not missing, f"{where}: no command before it prints {missing[0]!r}"


@pytest.mark.parametrize("document", READMES, ids=name_of)
def test_the_two_lines_that_set_everything_up_come_first(document: Path) -> None:
    first = next(blocks(document))
    assert first.text.splitlines() == SET_UP


TRANSLATED = [
    READMES,
    *((one.parent.parent / one.name, one) for one in CHINESE if (one.parent.parent / one.name).exists()),
]


@pytest.mark.parametrize("english, chinese", TRANSLATED, ids=name_of)
def test_a_page_shows_the_same_commands_and_code_in_both_languages(english: Path, chinese: Path) -> None:
    pages = [[*blocks(page)] for page in (english, chinese)]
    assert [(block.language, block.file) for block in pages[0]] == [(block.language, block.file) for block in pages[1]]
    for one, other in zip(*pages, strict=True):
        assert one.commands == other.commands
        if one.language == "python":
            bare = [[line.partition("  #")[0].rstrip() for line in block.text.splitlines()] for block in (one, other)]
            assert bare[0] == bare[1]


@pytest.mark.parametrize("document", LINKED, ids=name_of)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    prose = re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", prose)
    inside = [link for link in links if "://" not in link]
    # Where the tests run on installed packages, only some files of the project stand beside them.
    there = [link for link in inside if not (document.parent / link).exists() and link != "CONTRIBUTING.md"]
    assert there == []


def test_the_table_of_the_model_holds_every_number_of_the_standard_model() -> None:
    document = ROOT / "docs" / "model.md"
    written = re.findall(
        r"^\| `([\w.]+)` \| (-?[\d.]+) \| ([^|]*?) \|", document.read_text(encoding="utf-8"), re.MULTILINE
    )
    model = standard_dynamics("standard", ("somewhere",))
    known = [(name, f"{number.value:.6g}", number.unit) for name, number in model.inputs()]
    assert written == known
