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


def test_installation_that_failed_is_tried_again(
    checkout: Any, run: ModuleType, calls: RecordedCalls
) -> None:
    def fail_at_pip(*command: str) -> None:
        calls(*command)
        if "pip" in command:
            raise subprocess.CalledProcessError(1, command)

    with pytest.raises(subprocess.CalledProcessError):
        run.Checkout(checkout.root, fail_at_pip).ensure("server")
    calls.clear()
    checkout.ensure("server")
    assert calls.installed == ["requirements.lock"]


def test_missing_venv_module_names_the_package_to_install(
    checkout: Any, run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "find_spec", lambda name: None)
    with pytest.raises(run.SetupError, match=r"apt-get install --yes python3-venv"):
        checkout.ensure("server")


def test_old_python_is_refused_with_its_version(run: ModuleType) -> None:
    with pytest.raises(run.SetupError, match=r"needs Python 3\.11 or newer, but /usr/bin/python3 is 3\.9\.2"):
        run.check_python((3, 9, 2), "/usr/bin/python3")


def test_missing_browser_names_the_package_to_install(run: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(run.SetupError, match=r"apt-get install --yes .*chromium"):
        run.check_browser(tmp_path / "chromium")


def test_missing_chinese_font_names_the_package_to_install(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(run.SetupError, match=r"apt-get install --yes .*fonts-noto-cjk"):
        run.check_browser(Path(sys.executable))


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
