"""The command as a user meets it, with the plugins that a test installs and no others."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import Distribution, EntryPoint
from pathlib import Path

import pytest
from attrs import field, frozen

from clusterkit.cli import main as command
from tests.cli import zone

LOCALES = ("CLUSTERKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


@frozen
class Said:
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str


@frozen
class Site:
    """A folder of modules with their metadata beside them, as an installer leaves it."""

    folder: Path
    modules: list[str] = field(factory=list)

    def install(
        self,
        name: str,
        source: str = "",
        *,
        plugins: Mapping[str, str] | None = None,
        commands: Mapping[str, str] | None = None,
    ) -> None:
        """Install a distribution of one module; `plugins` and `commands` are its entry points."""
        module = name.replace("-", "_")
        (self.folder / f"{module}.py").write_text(source, encoding="utf-8")
        info = self.folder / f"{module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
        lines: list[str] = []
        for group, entries in (("clusterkit", plugins or {}), ("clusterkit.commands", commands or {})):
            lines += [f"[{group}]", *(f"{entry} = {value}" for entry, value in entries.items())]
        (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
        self.modules.append(module)

    def install_zone(self) -> None:
        """Install the small measure of the zone."""
        self.install("clusterkit-zone", Path(zone.__file__).read_text("utf-8"), plugins={"zone": "clusterkit_zone"})

    def entry_points(self, *, group: str) -> list[EntryPoint]:
        """Return what is installed here, as importlib.metadata does."""
        places = sorted(self.folder.glob("*.dist-info"))
        return [one for place in places for one in Distribution.at(place).entry_points if one.group == group]


Run = Callable[..., Said]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Hide every installed plugin; what a test installs is all there is."""
    folder = tmp_path / "site"
    folder.mkdir()
    site = Site(folder)
    monkeypatch.syspath_prepend(str(folder))
    for place in ("clusterkit.plugins", "clusterkit.cli.main"):
        monkeypatch.setattr(f"{place}.entry_points", site.entry_points)
    command._plugin_commands.cache_clear()
    yield site
    command._plugin_commands.cache_clear()
    for module in site.modules:
        sys.modules.pop(module, None)


@pytest.fixture
def site(bare: Site) -> Site:
    """Have the plugin of the zone installed, and nothing else."""
    bare.install_zone()
    return bare


@pytest.fixture
def run(here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in this process, in an English console."""
    for name in LOCALES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")

    def called(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["clusterkit", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            command.main()
        told = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return Said(left.value.code, told.out, told.err)

    return called


@pytest.fixture
def refused(run: Run, here: Path) -> Callable[..., str]:
    """Run a command that must be refused: exit code 2, nothing printed but the message, nothing written."""

    def called(*words: object) -> str:
        before = _files(here)
        said = run(*words)
        assert (said.code, said.out) == (2, "")
        assert _files(here) == before
        return said.err

    return called


def _files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@frozen
class Console:
    """The command as a process of its own, with the plugin of the zone on its path."""

    folder: Path
    path: Path

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment of a process: English, and a path to the tests' plugin."""
        kept = {name: value for name, value in os.environ.items() if name not in LOCALES}
        return kept | {"PYTHONPATH": str(self.path), "PYTHONIOENCODING": "utf-8", "LANG": "en_GB.UTF-8"} | more

    def arguments(self, *words: object, options: tuple[str, ...] = ()) -> list[str]:
        """Return the words that start a process."""
        return [sys.executable, *options, "-m", "clusterkit.cli.main", *map(str, words)]

    def run(self, *words: object, options: tuple[str, ...] = (), **more: str) -> subprocess.CompletedProcess[bytes]:
        """Run a command to its end."""
        return subprocess.run(
            self.arguments(*words, options=options), cwd=self.folder, env=self.environment(**more),
            capture_output=True, check=False, timeout=60,
        )  # fmt: skip


@pytest.fixture
def console(here: Path, tmp_path: Path) -> Console:
    """Start real processes; the plugin of the zone is installed beside whatever else is."""
    folder = tmp_path / "path"
    folder.mkdir()
    Site(folder).install_zone()
    return Console(here, folder)


@pytest.fixture(scope="session")
def zone_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the zone's illustrative clusters as a folder, once."""
    from clusterkit.portfolio.writing import write_folder

    return write_folder(zone.clusterkit_sample_portfolio(), tmp_path_factory.mktemp("zone") / "sample")


@pytest.fixture
def sample(here: Path, zone_folder: Path) -> Path:
    """Have the zone's illustrative clusters in the working folder."""
    shutil.copytree(zone_folder, here / "sample")
    return Path("sample")
