"""Building the scripts: when it happens, what happens when it cannot, and that every wheel carries them."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
Tool = Callable[[str], ModuleType]
TEXTS = "app/attic/translations/zh_Hans_CN/LC_MESSAGES/messages.po"


class Builder:
    """`build.py` on a small checkout of its own; npm stands in and writes one file."""

    def __init__(self, module: ModuleType, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.module, self.root, self.calls = module, root, list[tuple[str, ...]]()
        self.offline = False
        monkeypatch.setattr(module, "ROOT", root)
        monkeypatch.setattr(module, "FRONTEND", root / "frontend")
        monkeypatch.setattr(module, "DIST", root / "dist")
        self.write(TEXTS)
        monkeypatch.setattr(module, "LIVE", self.write("live.js"))
        monkeypatch.setattr(module, "npm", self.npm)
        monkeypatch.setattr(module, "compile_texts", lambda: 0)
        monkeypatch.setattr(module, "generate", lambda: None)
        for name in (
            "build.py",
            "catalogue.py",
            "room_texts.py",
            "package-lock.json",
            "package.json",
            "tsconfig.json",
            "vite.config.ts",
        ):
            self.write(f"frontend/{name}")
        self.write("frontend/src/entry.tsx")

    def write(self, name: str, text: str = "first") -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def npm(self, *arguments: str, quiet: bool = False) -> None:
        del quiet
        self.calls.append(arguments)
        if self.offline:
            raise self.module.BuildFailed("npm ci failed: no network")
        if arguments[0] == "ci":
            (self.root / "frontend/node_modules").mkdir(exist_ok=True)
        elif "--outDir" in arguments:
            self.write(f"{Path(arguments[arguments.index('--outDir') + 1]).name}/manifest.json", "{}")

    def built(self, *options: str) -> int:
        self.calls.clear()
        status: int = self.module.main(list(options))
        return status

    @property
    def steps(self) -> list[str]:
        return [call[0] for call in self.calls]


@pytest.fixture
def builder(tool: Tool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Builder:
    return Builder(tool("build"), tmp_path, monkeypatch)


def test_it_installs_and_builds_once(builder: Builder) -> None:
    assert builder.built() == 0
    assert builder.steps == ["ci", "run"]
    assert (builder.root / "dist/manifest.json").exists()
    assert builder.built() == 0
    assert builder.steps == []


@pytest.mark.parametrize("name", ["frontend/src/entry.tsx", "frontend/src/new.ts", TEXTS, "live.js"])
def test_a_changed_source_is_built_again_without_installing(builder: Builder, name: str) -> None:
    builder.built()
    builder.write(name, "second")
    builder.built()
    assert builder.steps == ["run"]


def test_a_changed_lock_is_installed_again(builder: Builder) -> None:
    builder.built()
    builder.write("frontend/package-lock.json", "second")
    builder.built()
    assert builder.steps == ["ci", "run"]


@pytest.mark.parametrize("name", ["frontend/src/entry.test.tsx", "frontend/src/generated/texts.ts"])
def test_what_no_page_is_made_of_does_not_count(builder: Builder, name: str) -> None:
    builder.built()
    builder.write(name, "second")
    builder.built()
    assert builder.steps == []


def test_a_build_leaves_out_the_tools_and_a_script_adds_them(builder: Builder) -> None:
    builder.built()
    builder.module.main(["run", "lint"])
    assert builder.calls[-2:] == [
        ("ci", "--no-audit", "--no-fund"),
        ("run", "--silent", "lint"),
    ]
    builder.built()
    assert builder.steps == []  # the tools do not hurt a build


def test_without_network_it_says_so_once_and_goes_on(
    builder: Builder, capsys: pytest.CaptureFixture[str]
) -> None:
    builder.offline = True
    assert builder.built() == 0
    assert "The pages work without them" in capsys.readouterr().err
    assert builder.built() == 0
    assert builder.steps == []


def test_without_network_a_wheel_is_refused(builder: Builder) -> None:
    builder.offline = True
    assert builder.built("--strict") == 1


def test_what_failed_is_tried_again_when_asked_or_changed(builder: Builder) -> None:
    builder.offline = True
    builder.built()
    builder.offline = False
    assert builder.built("--strict") == 0
    assert (builder.root / "dist/manifest.json").exists()


def test_pages_keep_no_scripts_of_older_sources_when_a_build_fails(builder: Builder) -> None:
    builder.built()
    builder.write("frontend/package-lock.json", "second")
    builder.offline = True
    builder.built()
    assert not (builder.root / "dist/manifest.json").exists()


def test_texts_are_compiled_once_and_again_when_those_of_a_room_change(
    tool: Tool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, calls = tool("build"), list[tuple[str, ...]]()

    def run(*arguments: str) -> int:
        calls.append(arguments)
        module.COMPILED.write_text("compiled")
        return 0

    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "COMPILED", tmp_path / "messages.mo")
    monkeypatch.setattr(module, "texts_tool", run)
    room = tmp_path / TEXTS
    room.parent.mkdir(parents=True)
    for chinese, compiled in (("是", 1), ("是", 1), ("好", 2)):
        room.write_text(f'msgid "yes"\nmsgstr "{chinese}"\n', encoding="utf-8")
        assert module.main(["texts"]) == 0
        assert calls == [("catalogue", "compile", str(tmp_path / "messages.mo"))] * compiled


def test_a_wheel_carries_the_scripts_and_the_texts(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "app/web/static/dist/manifest.json" in names
    assert any(name.startswith("app/web/static/dist/assets/rosters-") for name in names)
    assert "app/web/translations/zh_Hans_CN/LC_MESSAGES/messages.mo" in names
    assert "app/desk/translations/zh_Hans_CN/LC_MESSAGES/messages.po" in names
    assert not any("node_modules" in name for name in names)


def test_lock_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "frontend/package-lock.json").read_text(encoding="utf-8")
