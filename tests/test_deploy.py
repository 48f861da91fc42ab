"""What `deploy/` and its guide name exists: commands, settings, files, addresses and figures."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from app.cli import COMMANDS, main
from app.kernel import Runtime, unit_of_work
from app.kernel.metrics import ProcessMetrics
from app.operations.reads import metrics
from app.settings import Settings
from tests.support.imports import ROOT
from tests.support.policy import POLICY

DEPLOY, GUIDE = ROOT / "deploy", ROOT / "docs" / "deploy.md"
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file() and path.parent.name != "secrets")
TEXTS = [*FILES, GUIDE]
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
VARIABLE = re.compile(r"\bONEHOUR_[A-Z0-9_]+\b")


def _command(*names: str) -> click.Command:
    context = click.Context(main)
    found: click.Command | None = main
    for name in names:
        assert isinstance(found, click.Group)
        found = found.get_command(context, name)
    assert found is not None, names
    return found


def _known_variables() -> set[str]:
    known = {f"ONEHOUR_{item.name.upper()}" for item in fields(Settings)}
    for name in COMMANDS:
        command = _command(name)
        known |= {str(one.envvar) for one in command.params if isinstance(one, click.Option) and one.envvar}
    return known | {f"{name}_FILE" for name in known}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_variable_named_can_be_set(path: Path) -> None:
    assert set(VARIABLE.findall(path.read_text("utf-8"))) - _known_variables() == set()


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_a_command_that_exists(path: Path) -> None:
    (started,) = re.findall(r"^ExecStart=\S+/onehour (.+)$", path.read_text("utf-8"), re.MULTILINE)
    _command(*started.split())


def _compose() -> dict[str, Any]:
    made: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return made


def test_every_service_starts_a_command_that_exists_after_the_schema_is_there() -> None:
    services = _compose()["services"]
    ours = {name: one["command"] for name, one in services.items() if "command" in one}
    assert set(ours) == {"migrate", "web", "stream", "worker"}
    for command in ours.values():
        assert command[0] == "onehour"
        _command(*command[1:])
    for name in set(ours) - {"migrate"}:
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
        test = services[name]["healthcheck"]["test"]
        assert test == ["CMD", "onehour", "health", name]


def test_every_secret_and_file_that_compose_mounts_is_declared() -> None:
    made = _compose()
    used = {secret for one in made["services"].values() for secret in one.get("secrets", [])}
    assert used == set(made["secrets"])
    named = set(re.findall(r"/run/secrets/([\w-]+)", (DEPLOY / "compose.yaml").read_text("utf-8")))
    assert named == used
    assert (DEPLOY / "Caddyfile").is_file()
    assert made["services"]["web"]["build"]["dockerfile"] == "deploy/Dockerfile"


def test_the_image_installs_the_locked_libraries_by_hash_and_runs_as_nobody_special() -> None:
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert "--require-hashes --no-deps -r requirements.lock" in text
    assert "--hash=sha256:" in (ROOT / "requirements.lock").read_text("utf-8")
    last_stage = text.rpartition("\nFROM ")[2]
    assert "\nUSER onehour\n" in last_stage
    (checked,) = re.findall(r'HEALTHCHECK .*CMD \["onehour", "(\w+)", "\w+"\]', last_stage)
    _command(checked)


def test_the_proxy_sends_every_stream_to_its_own_process_and_hides_what_is_for_machines() -> None:
    text = (DEPLOY / "Caddyfile").read_text("utf-8")
    streams = set(re.search(r"@streams path (.+)", text)[1].split())
    ours = {
        key.split()[1] for key in POLICY if key.startswith("GET ") and key.endswith(("/stream", "v1/events"))
    }
    assert streams == {re.sub(r"<[^>]+>", "*", address) for address in ours}
    assert set(re.search(r"@inner path (.+)", text)[1].split()) == {"/metrics", "/healthz", "/readyz"}


def test_every_unit_is_confined_and_waits_for_the_schema() -> None:
    assert {unit.stem for unit in UNITS} == {f"onehour-{x}" for x in ("migrate", "stream", "web", "worker@")}
    for unit in UNITS:
        lines = unit.read_text("utf-8").splitlines()
        assert {"User=onehour", "NoNewPrivileges=yes", "ProtectSystem=strict"} <= set(lines)
        assert ("Requires=onehour-migrate.service" in lines) is (unit.stem != "onehour-migrate")


def test_systemd_understands_the_units() -> None:
    checker = shutil.which("systemd-analyze")
    if checker is None:  # another kind of machine, on which nobody starts them either
        return
    told = subprocess.run(
        [checker, "verify", *UNITS], capture_output=True, text=True, check=False, timeout=60
    )
    complaints = [line for line in told.stderr.splitlines() if "/opt/onehour/.venv/bin/onehour" not in line]
    assert complaints == []


def test_every_figure_is_explained_and_every_figure_explained_is_measured(runtime: Runtime) -> None:
    with unit_of_work(runtime, write=False) as uow:
        measured = {gauge.name for gauge in metrics.gauges(uow)}
    measured |= {kept["name"] for kept in ProcessMetrics().kept()}
    explained = set(re.findall(r"^\| `(onehour_\w+)`", GUIDE.read_text("utf-8"), re.MULTILINE))
    assert measured - explained == set()
    # These are there once something was sealed, a worker was seen, a process beats, or streams are served.
    later = {"onehour_seal_age_seconds", "onehour_worker_seen_seconds"}
    later |= {name for name in explained if name.startswith(("onehour_stream", "onehour_clock"))}
    later |= {"onehour_timers_repaired"}
    assert explained - measured == later
