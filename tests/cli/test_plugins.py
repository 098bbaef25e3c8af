"""`clusterkit plugins list` and `check`, and the options that choose plugins, before and after any command."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli import zone
from tests.cli.conftest import Console, Run, Site

Refused = Callable[..., str]
ZONE = Path(zone.__file__).read_text("utf-8")
LOUD = "raise RuntimeError('imported')\n"
SHORT = ("--years", "1", "--replications", "2", "--format", "json")


@pytest.fixture
def files(here: Path) -> Path:
    """Have a folder with the zone's measure as a single file."""
    folder = here / "files"
    folder.mkdir()
    (folder / "zone.py").write_text(ZONE, "utf-8")
    return folder


# Choosing plugins -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("bare", "files")
@pytest.mark.parametrize(
    "words",
    [
        ("--plugins-dir", "files", "policies", "--format", "csv"),
        ("policies", "--plugins-dir", "files", "--format", "csv"),
        ("policies", "--format", "csv", "--plugins-dir=files"),
    ],
)
def test_a_folder_of_files_may_be_named_before_or_after_the_command(run: Run, words: tuple[str, ...]) -> None:
    said = run(*words)
    assert (said.code, said.err) == (0, "")
    assert "\nzone," in said.out


@pytest.mark.usefixtures("bare")
def test_the_environment_may_name_the_folder(run: Run, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLUSTERKIT_PLUGINS_DIR", str(files))
    assert "\nzone," in run("policies", "--format", "csv").out


@pytest.mark.usefixtures("bare")
def test_the_manifest_names_a_file_with_the_hash_of_its_content(run: Run, files: Path) -> None:
    said = run("simulate", "--plugins-dir", "files", *SHORT)
    assert (said.code, said.err) == (0, "")
    version = json.loads(said.out)["manifest"]["plugins"]["zone"]
    assert version.startswith("sha256:")
    (files / "zone.py").write_text(ZONE.replace("illustrative clusters", "invented clusters"), "utf-8")
    assert json.loads(run("simulate", "--plugins-dir", "files", *SHORT).out)["manifest"]["plugins"]["zone"] != version


def test_a_plugin_left_out_is_not_imported(run: Run, site: Site) -> None:
    site.install("clusterkit-loud", LOUD, plugins={"loud": "clusterkit_loud"})
    assert "imported" in run("policies").err
    for words in (("--no-plugin", "loud"), ("--only-plugins", "zone")):
        said = run(*words, "simulate", *SHORT)
        assert (said.code, said.err) == (0, "")
        assert list(json.loads(said.out)["manifest"]["plugins"]) == ["zone"]


@pytest.mark.usefixtures("site")
def test_a_run_that_needs_a_plugin_left_out_stops(refused: Refused) -> None:
    assert refused("simulate", "-j", "zone", "--no-plugin", "zone") == (
        "error: plugin zone is left out of this session; its policy is needed here\n"
    )


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "words, message",
    [
        (("--no-plugin", "zome"), "unknown plugin: zome; did you mean zone?"),
        (("--only-plugins", "zone,zome"), "unknown plugin: zome; did you mean zone?"),
        (("--plugins-dir", "nowhere"), "--plugins-dir nowhere: there is no such folder"),
    ],
)
def test_a_choice_that_is_not_there_is_refused(refused: Refused, words: tuple[str, ...], message: str) -> None:
    assert refused(*words, "policies") == f"error: {message}\n"


def test_a_strict_session_stops_at_any_fault(refused: Refused, site: Site) -> None:
    site.install("clusterkit-loud", LOUD, plugins={"loud": "clusterkit_loud"})
    assert refused("policies", "--strict-plugins") == (
        "error: plugin loud (clusterkit-loud 1.0): cannot be loaded: RuntimeError: imported\n"
    )


def test_a_strict_session_stops_at_a_command_that_takes_a_name_of_the_core(refused: Refused, site: Site) -> None:
    site.install("clusterkit-surveys", commands={"policies": "clusterkit_surveys:survey"})
    told = "clusterkit-surveys brings a command policies, which is clusterkit's own; it is not used"
    assert refused("--strict-plugins", "levers") == f"warning: {told}\nerror: {told}\n"


@pytest.mark.parametrize(
    "requirement, told",
    [
        ("clusterkit-sdk>=0.2,<0.3", ">=0.2,<0.3"),
        ("clusterkit_sdk (<0.1)", "<0.1"),
        ("Clusterkit-SDK[excel]>=1", ">=1"),
    ],
)
def test_a_distribution_that_asks_for_another_version_is_named(
    run: Run, site: Site, requirement: str, told: str
) -> None:
    site.install("clusterkit-other", LOUD, plugins={"other": "clusterkit_other"})
    metadata = site.folder / "clusterkit_other-1.0.dist-info" / "METADATA"
    metadata.write_text(f"{metadata.read_text('utf-8')}Requires-Dist: {requirement}\n", "utf-8")
    assert run("policies").err == (
        f"warning: plugin other (clusterkit-other 1.0): is built for clusterkit {told}, and this is 0.1.0; "
        "install a release that fits\n"
    )


def test_what_a_distribution_asks_of_others_is_no_matter(run: Run, site: Site) -> None:
    metadata = site.folder / "clusterkit_zone-1.0.dist-info" / "METADATA"
    asked = ["clusterkit-sdk>=0.1", "clusterkit-sdk-extras>=9", "numpy>=99", "clusterkit-sdk>=9; extra == 'next'"]
    metadata.write_text(metadata.read_text("utf-8") + "".join(f"Requires-Dist: {one}\n" for one in asked), "utf-8")
    assert run("policies").err == ""


def test_help_imports_no_plugin(console: Console) -> None:
    (console.folder / "files").mkdir()
    (console.folder / "files" / "loud.py").write_text("print('imported')\n", "utf-8")
    for words in (("--help",), ("plugins", "--help"), ("simulate", "--help")):
        left = console.run("--plugins-dir", "files", *words)
        assert left.returncode == 0
        assert b"imported" not in left.stdout + left.stderr


# list -----------------------------------------------------------------------------------------------


def test_the_list_tells_origin_version_policies_and_faults(run: Run, site: Site, files: Path) -> None:
    (files / "zone.py").rename(files / "draft.py")
    (files / "draft.py").write_text(ZONE.replace('"zone', '"draft'), "utf-8")
    site.install("clusterkit-loud", LOUD, plugins={"loud": "clusterkit_loud"})
    said = run("plugins", "list", "--plugins-dir", "files", "--format", "json")
    assert said.code == 0
    rows = {row["name"]: row for row in json.loads(said.out)["plugins"]}
    assert list(rows) == ["draft", "loud", "zone"]
    assert rows["draft"]["distribution"] == str(Path("files") / "draft.py")
    assert rows["draft"]["version"].startswith("sha256:")
    assert rows["draft"]["policies"] == ["draft"]
    assert rows["zone"]["hooks"] == [f"clusterkit_{hook}" for hook in ("indicators", "policies", "sample_portfolio")]
    assert (rows["loud"]["policies"], rows["loud"]["fault"]) == ([], "cannot be loaded: RuntimeError: imported")


# check ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("site")
def test_a_sound_plugin_passes_every_check(run: Run, files: Path) -> None:
    for what in ("zone", files / "zone.py", files):
        said = run("plugins", "check", what)
        assert (said.code, said.out, said.err) == (0, "", "zone: 16 checks, 0 findings\n")


def test_a_file_in_the_folder_of_plugins_may_be_named_without_its_path(run: Run, bare: Site, files: Path) -> None:
    assert run("plugins", "check", "zone", "--plugins-dir", files).code == 0


@pytest.mark.usefixtures("bare")
def test_each_finding_is_one_line_with_where_and_what_to_do(run: Run, files: Path) -> None:
    (files / "zone.py").write_text(
        ZONE.replace('cue="以上"', 'cue="超过"').replace('"第三条", "duty"', '"第九条", "duty"')
    )
    said = run("plugins", "check", "files/zone.py")
    assert said.code == 1
    lines = said.out.splitlines()
    assert (
        "words: criterion zone.output_min: cue word 超过 means >, the rule says >=; "
        "correct whichever is not in the text"
    ) in lines
    assert "register: zone: duty zone.yearly_report cites 第三条, which is not in the register of zone" in lines
    assert said.err == f"zone: 16 checks, {len(lines)} findings\n"


@pytest.mark.usefixtures("bare")
def test_the_findings_can_be_had_as_data(run: Run, files: Path) -> None:
    (files / "zone.py").write_text(ZONE.replace('cue="以上"', 'cue="超过"'), "utf-8")
    said = run("plugins", "check", "files/zone.py", "--format", "json")
    found = json.loads(said.out)
    assert (said.code, found["plugins"], found["policies"]) == (1, ["zone"], ["zone"])
    assert {row["check"] for row in found["findings"]} == {"words"}
    assert set(found["findings"][0]) == {"plugin", "check", "where", "what", "warning"}
    assert found["checks"]["words"] == {"zh": "关键词与运算符一致", "en": "deciding words agree with operators"}
    table = run("plugins", "check", "files/zone.py", "--format", "csv").out.splitlines()
    assert table[0] == "plugin,check,where,what,warning"
    assert table[1].startswith("zone,words,criterion zone.output_min,")


@pytest.mark.usefixtures("bare")
def test_a_broken_plugin_fails_its_check(run: Run, files: Path) -> None:
    (files / "zone.py").write_text(LOUD, "utf-8")
    said = run("plugins", "check", "files/zone.py")
    assert (said.code, said.out) == (1, "answers: zone: cannot be loaded: RuntimeError: imported\n")


@pytest.mark.usefixtures("bare")
def test_a_heavy_import_is_a_warning(run: Run, files: Path) -> None:
    (files / "zone.py").write_text(f"import simpy\n{ZONE}".replace("from __future__ import annotations\n", ""), "utf-8")
    said = run("plugins", "check", "files/zone.py")
    assert said.code == 0
    assert said.out == (
        "warning imports: simpy: imported with the plugin; import it inside the function that uses it\n"
    )


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "what, message",
    [
        ("zome", "unknown plugin: zome; did you mean zone?"),
        ("nowhere.py", "nowhere.py: there is no such file"),
        ("bare_folder", "bare_folder: no plugin is in this folder, neither a pyproject.toml nor a file"),
        ("other_project", "names no plugin; add [project.entry-points.clusterkit] with PLACE = MODULE"),
    ],
)
def test_what_cannot_be_checked_is_refused(refused: Refused, here: Path, what: str, message: str) -> None:
    (here / "bare_folder").mkdir()
    (here / "other_project").mkdir()
    (here / "other_project" / "pyproject.toml").write_text("[project]\nname = 'other'\n", "utf-8")
    assert message in refused("plugins", "check", what)


@pytest.mark.usefixtures("site")
def test_the_check_speaks_chinese(run: Run) -> None:
    assert run("plugins", "check", "zone", "--lang", "zh").err == "zone: 16 项检查, 0 处发现\n"
