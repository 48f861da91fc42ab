from __future__ import annotations

import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[1] / "run"


@pytest.fixture(scope="module")
def run() -> ModuleType:
    """The script as a module; it has no suffix, so the import system has to be told."""
    spec = spec_from_loader("run", SourceFileLoader("run", str(SCRIPT)))
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class RecordedCalls(list[tuple[str, ...]]):
    """Stands in for running a command; making the venv leaves an interpreter behind, as it would."""

    def __call__(self, *command: str) -> None:
        self.append(command)
        if "venv" in command:
            python = Path(command[-1]) / "bin" / "python"
            python.parent.mkdir(parents=True)
            python.symlink_to(sys.executable)

    @property
    def installed(self) -> list[str]:
        return [Path(command[-1]).name for command in self if "--requirement" in command]


@pytest.fixture
def calls() -> RecordedCalls:
    return RecordedCalls()


@pytest.fixture
def checkout(run: ModuleType, tmp_path: Path, calls: RecordedCalls) -> Any:
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).write_text("flask==3.1\n")
    return run.Checkout(tmp_path, calls)


def test_first_start_makes_the_venv_and_installs_with_hashes(checkout: Any, calls: RecordedCalls) -> None:
    checkout.ensure("server")
    venv, libraries, scripts, project, _ = calls
    assert venv[1:3] == ("-m", "venv")
    assert "--require-hashes" in libraries
    assert scripts[-1] == str(checkout.root / "frontend" / "build.py")
    assert project[-2:] == ("--editable", str(checkout.root))


def test_second_start_runs_no_installer(checkout: Any, calls: RecordedCalls) -> None:
    checkout.ensure("server")
    calls.clear()
    checkout.ensure("server")
    assert [Path(command[-1]).name for command in calls] == ["build.py"]


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_changed_requirements_are_installed_again(checkout: Any, calls: RecordedCalls, changed: str) -> None:
    checkout.ensure("server")
    calls.clear()
    (checkout.root / changed).write_text("flask==3.2\n")
    checkout.ensure("server")
    assert calls.installed == ["requirements.lock"]


def test_installation_for_tests_serves_too(checkout: Any, calls: RecordedCalls) -> None:
    checkout.ensure("dev")
    checkout.ensure("server")
    assert calls.installed == ["requirements-dev.lock"]


def test_installation_for_serving_is_not_enough_for_tests(checkout: Any, calls: RecordedCalls) -> None:
    checkout.ensure("server")
    checkout.ensure("dev")
    assert calls.installed == ["requirements.lock", "requirements-dev.lock"]


def fail_at(word: str, calls: RecordedCalls) -> Any:
    """Run commands as `calls` does, until one has the word."""

    def call(*command: str) -> None:
        calls(*command)
        if word in command:
            raise subprocess.CalledProcessError(1, command)

    return call


def test_installation_that_failed_is_tried_again(
    checkout: Any, run: ModuleType, calls: RecordedCalls
) -> None:
    with pytest.raises(run.SetupError):
        run.Checkout(checkout.root, fail_at("pip", calls)).ensure("server")
    calls.clear()
    checkout.ensure("server")
    assert calls.installed == ["requirements.lock"]


@pytest.mark.parametrize("word", ["network", "proxy", "wheelhouse", "requirements.lock", "PIP_FIND_LINKS"])
def test_installation_that_failed_names_what_may_be_wrong(
    checkout: Any, run: ModuleType, calls: RecordedCalls, word: str
) -> None:
    with pytest.raises(run.SetupError, match=word):
        run.Checkout(checkout.root, fail_at("pip", calls)).ensure("server")


def test_missing_venv_module_names_the_package_to_install(
    checkout: Any, run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "find_spec", lambda name: None)
    with pytest.raises(run.SetupError, match=r"apt-get install --yes python3-venv"):
        checkout.ensure("server")


def test_missing_venv_module_is_installed_first(
    checkout: Any, run: ModuleType, calls: RecordedCalls, root: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "find_spec", lambda name: None)
    run.Checkout(checkout.root, calls, run.System(allowed=True, call=calls)).ensure("server")
    update, install, venv = calls[:3]
    assert "update" in update
    assert "install" in install
    assert install[-1] == "python3-venv"
    assert venv[1:3] == ("-m", "venv")


def test_old_python_is_refused_with_its_version(run: ModuleType) -> None:
    with pytest.raises(run.SetupError, match=r"needs Python 3\.11 or newer, but /usr/bin/python3 is 3\.9\.2"):
        run.check_python((3, 9, 2), "/usr/bin/python3")


def programs(folder: Path, **scripts: str) -> str:
    """Make a PATH of these commands alone."""
    folder.mkdir(exist_ok=True)
    for name, script in scripts.items():
        command = folder / name.replace("_", "-")
        command.write_text(f"#!/bin/sh\n{script}\n")
        command.chmod(0o755)
    return str(folder)


@pytest.fixture(autouse=True)
def libraries(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every library is there, whatever this machine has."""
    monkeypatch.setattr(run, "has_library", lambda name: True)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Debian whose user is root; without Chinese fonts."""
    monkeypatch.setenv("PATH", programs(tmp_path / "bin", apt_get="exit 0"))
    monkeypatch.setattr("os.geteuid", lambda: 0)


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Debian whose user has the commands of the folder that this returns; without Chinese fonts."""
    monkeypatch.setenv("PATH", programs(tmp_path / "bin", apt_get="exit 0"))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    return tmp_path / "bin"


def test_root_gets_browser_and_fonts_installed_and_is_told(
    run: ModuleType, tmp_path: Path, calls: RecordedCalls, root: None, capsys: pytest.CaptureFixture[str]
) -> None:
    run.check_browser(run.System(allowed=True, call=calls), tmp_path / "chromium")
    assert calls[1][-3:] == ("chromium", "fontconfig", "fonts-noto-cjk")
    assert "Installing chromium fontconfig fonts-noto-cjk with apt-get" in capsys.readouterr().out


def test_what_is_there_is_not_installed_again(
    run: ModuleType, calls: RecordedCalls, user: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", programs(user, fc_list="echo NotoSansCJK"))
    run.check_browser(run.System(allowed=True, call=calls), Path(sys.executable))
    assert calls == []


def test_library_that_drives_the_browser_is_installed(
    run: ModuleType, calls: RecordedCalls, root: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "has_library", lambda name: False)
    run.check_browser(run.System(allowed=True, call=calls), Path(sys.executable))
    assert calls[1][-1] == "libatomic1"


def test_sudo_is_used_where_it_needs_no_password(
    run: ModuleType, calls: RecordedCalls, user: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", programs(user, sudo="exit 0"))
    run.check_browser(run.System(allowed=True, call=calls), Path(sys.executable))
    assert calls[1][:2] == (str(user / "sudo"), "-n")


@pytest.mark.parametrize("sudo", ["exit 1", None])
def test_user_without_rights_is_told_what_to_type(
    run: ModuleType, user: Path, calls: RecordedCalls, sudo: str | None
) -> None:
    if sudo:
        programs(user, sudo=sudo)
    with pytest.raises(run.SetupError, match=r"sudo apt-get install --yes .*fonts-noto-cjk"):
        run.check_browser(run.System(allowed=True, call=calls), Path(sys.executable))
    assert calls == []


def test_system_is_left_alone_where_that_is_asked(
    run: ModuleType, tmp_path: Path, root: None, calls: RecordedCalls
) -> None:
    with pytest.raises(run.SetupError, match=r"apt-get install --yes .*chromium"):
        run.check_browser(run.System(allowed=False, call=calls), tmp_path / "chromium")
    assert calls == []


@pytest.mark.parametrize(
    "arguments", [["--no-system", "test", "-k", "x"], ["test", "-k", "x", "--no-system"]]
)
def test_option_for_the_system_is_not_passed_on(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    passed: list[Any] = []

    def record(checkout: Any, rest: list[str]) -> int:
        passed[:] = [checkout.system, rest]
        return 0

    monkeypatch.setattr(run, "test", record)
    assert run.main(arguments) == 0
    system, rest = passed
    assert rest == ["-k", "x"]
    assert not system._allowed


def test_mirror_that_is_not_reached_names_network_and_proxy(
    run: ModuleType, root: None, calls: RecordedCalls
) -> None:
    with pytest.raises(run.SetupError, match=r"apt-get failed(?s:.)*network(?s:.)*proxy"):
        run.System(allowed=True, call=fail_at("update", calls)).provide("Needed.", "chromium")


def test_all_steps_run_and_the_first_failure_is_the_status(checkout: Any, run: ModuleType) -> None:
    exits = [
        [sys.executable, "-c", f"open('ran-{status}', 'w').close(); exit({status})"] for status in (0, 3, 4)
    ]
    assert run.steps(checkout, exits) == 3
    assert (checkout.root / "ran-4").exists()


def test_unknown_command_is_answered_with_the_known_ones() -> None:
    answer = subprocess.run([SCRIPT, "server"], capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert "no command 'server'" in answer.stderr
    assert "./run serve" in answer.stderr


def test_help_needs_no_installation() -> None:
    answer = subprocess.run([SCRIPT, "--help"], capture_output=True, text=True, check=True)
    assert "./run demo" in answer.stdout
