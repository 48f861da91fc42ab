"""`onehour serve` sets up what is missing and changes nothing that is there."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click
import httpx
import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from app.accounts.commands.accounts import sign_in
from app.accounts.tables import User
from app.cli import main, seed
from app.cli.first_steps import set_up, set_up_once, settle_clock
from app.kernel import Runtime, SimulatedClock, unit_of_work
from app.kernel.errors import NotAuthenticated
from app.registers.commands import registry
from app.registers.tables import Engineer, FaultType
from app.settings import Settings
from app.shell import migrate
from app.shell.command_line import here
from tests.cli.test_commands import Onehour
from tests.support.clock import MONDAY_MORNING
from tests.support.serving import ADMIN, serving
from tests.support.town import without_child
from wsgi import make_app


def simulated(runtime: Runtime) -> Runtime:
    return replace(runtime, settings=replace(runtime.settings, simulated=True), clock=SimulatedClock())


def count(runtime: Runtime, model: type) -> int:
    with unit_of_work(runtime, write=False) as uow:
        return uow.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_first_start_seeds_a_city_and_tells_its_logins(runtime: Runtime) -> None:
    told = "\n".join(set_up(runtime, None, with_city=True))
    password = re.search(r"admin / (\S+)", told)
    assert password is not None
    with unit_of_work(runtime) as uow:
        assert sign_in(uow, "admin", password[1]).role == "admin"
    assert "dispatcher" in told
    before = count(runtime, User), count(runtime, Engineer)
    again = "\n".join(set_up(runtime, None, with_city=True))
    assert (count(runtime, User), count(runtime, Engineer)) == before
    assert "dispatcher" in again
    assert password[1] not in again


PUBLIC = [
    {"host": "0.0.0.0"},  # noqa: S104 - what is refused or allowed
    {"public_url": "https://onehour.example"},
    {"host": "::", "public_url": "http://localhost:8000"},
]


@pytest.mark.parametrize("at", PUBLIC)
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_city_that_others_can_reach_has_a_password_of_its_own_for_each_account(
    runtime: Runtime, at: dict[str, str]
) -> None:
    public = replace(runtime, settings=replace(runtime.settings, **at))
    told = set_up(public, ADMIN, with_city=True)
    assert seed.CITY_PASSWORD not in "\n".join(told)
    drawn = dict(re.findall(r"Account +(\S+) / (\S+)", "\n".join(told)))
    assert len(set(drawn.values())) == len(drawn) == count(runtime, User) - 1
    with unit_of_work(public) as uow:
        assert sign_in(uow, "dispatcher", drawn["dispatcher"]).role == "dispatcher"
        for login in drawn:
            with pytest.raises(NotAuthenticated):
                sign_in(uow, login, seed.CITY_PASSWORD)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_published_password_opens_nothing_once_others_can_reach_it(runtime: Runtime) -> None:
    told = set_up(runtime, None, with_city=True)
    assert any(seed.CITY_PASSWORD in line for line in told)
    with unit_of_work(runtime) as uow:
        assert sign_in(uow, "dispatcher", seed.CITY_PASSWORD).role == "dispatcher"
    public = replace(runtime, settings=replace(runtime.settings, **PUBLIC[1]))
    assert any(line.startswith("WARNING") for line in set_up(public, None, with_city=False))
    with pytest.raises(NotAuthenticated, match="public"), unit_of_work(public) as uow:
        sign_in(uow, "dispatcher", seed.CITY_PASSWORD)
    with unit_of_work(runtime) as uow:
        dispatcher = uow.session.scalars(select(User).where(User.login == "dispatcher")).one()
        registry.update(uow, "user", dispatcher, {"password": "my own passphrase"})
    assert not any(line.startswith("WARNING") for line in set_up(public, None, with_city=False))


@pytest.mark.parametrize(
    ("arguments", "seeded"),
    [
        ([], True),
        (["--host", "localhost"], True),
        (["--host", "0.0.0.0"], False),  # noqa: S104 - what is refused or allowed
        (["--public-url", "https://onehour.example"], False),
        (["--public-url", "https://onehour.example", "--seed"], True),
        (["--no-seed"], False),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_city_is_made_unasked_only_where_nobody_else_can_reach_it(
    onehour: Onehour, runtime: Runtime, monkeypatch: pytest.MonkeyPatch, arguments: list[str], *, seeded: bool
) -> None:
    monkeypatch.setattr("app.cli.serve.Server.run", lambda _self: None)
    assert onehour("serve", *arguments).exit_code == 0
    assert (count(runtime, Engineer) > 0) is seeded


def test_without_a_city_there_is_reference_data_and_no_account(runtime: Runtime) -> None:
    told = "\n".join(set_up(runtime, None, with_city=False))
    line = f"onehour user add LOGIN --role admin --data-dir {runtime.settings.data_dir}"
    assert line in told
    page = make_app(runtime).test_client().get("/login").text
    assert line in html.unescape(page)
    assert (count(runtime, User), count(runtime, Engineer)) == (0, 0)
    assert count(runtime, FaultType) > 0
    set_up(runtime, ADMIN, with_city=False)
    assert count(runtime, User) == 1


def test_what_is_to_be_typed_works_on_the_same_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own = Settings(data_dir=tmp_path / "my data").completed()
    assert here(own) == f" --data-dir '{tmp_path / 'my data'}'"
    elsewhere = replace(own, database_url="postgresql+psycopg://anna:secret@db/onehour")
    assert here(elsewhere).endswith(" --database-url 'postgresql+psycopg://anna:***@db/onehour'")
    assert here(Settings().completed()) == ""


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_password_that_may_not_be_had_is_refused_by_its_option(onehour: Onehour) -> None:
    told = onehour("serve", "--no-seed", "--admin-password", "Admin-pass-12345")
    assert told.exit_code == 2
    assert "--admin-password (ONEHOUR_ADMIN_PASSWORD) is one of the passwords" in told.output


def test_a_simulation_starts_where_it_is_told_and_goes_on_there(runtime: Runtime) -> None:
    made = simulated(runtime)
    settle_clock(made, MONDAY_MORNING)
    settle_clock(made, MONDAY_MORNING + timedelta(days=1))
    with unit_of_work(made, write=False) as uow:
        assert uow.now == MONDAY_MORNING
    with pytest.raises(click.ClickException, match="--simulated"):
        settle_clock(runtime, None)


def test_a_simulation_may_start_now(runtime: Runtime) -> None:
    made = simulated(runtime)
    settle_clock(made, None)
    with unit_of_work(made, write=False) as uow:
        assert uow.now > MONDAY_MORNING


def test_a_real_installation_is_not_simulated_on(runtime: Runtime) -> None:
    settle_clock(runtime, None)
    set_up(runtime, ADMIN, with_city=False)
    with pytest.raises(click.ClickException, match="real"):
        settle_clock(simulated(without_child(runtime)), MONDAY_MORNING)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--sim-start", "2026-03-02T08:00:00+08:00"], "--simulated"),
        (["--simulated", "--sim-start", "monday"], "is not an instant"),
        (["--simulated", "--sim-start", "2026-03-02T08:00:00"], "needs an offset"),
        (["--port", "0"], "1<=x<=65535"),
    ],
)
def test_options_that_do_not_fit_are_refused(onehour: Onehour, arguments: list[str], words: str) -> None:
    told = onehour("serve", *arguments)
    assert (told.exit_code, words in told.output) == (2, True)


@pytest.mark.slow("a whole server sets itself up on an empty folder")
def test_a_server_on_an_empty_folder_answers_and_stops_when_told(tmp_path: Path) -> None:
    transport = httpx.HTTPTransport(retries=5)
    with (
        serving(tmp_path / "var", "--no-seed") as (url, process),
        httpx.Client(base_url=url, transport=transport, timeout=60) as http,
    ):
        assert http.get("/readyz").json()["status"] == "ready"
        token = http.post("/api/v1/auth/tokens", json={"login": "admin", "password": ADMIN}).json()["token"]
        mine = {"Authorization": f"Bearer {token}"}
        assert len(http.get("/api/v1/skills", headers=mine).json()) == 5
        assert http.get("/api/v1/customers", headers=mine).json() == []
        assert http.post("/sim/v1/advance", headers=mine, json={}).status_code in {403, 404}
    assert process.returncode == 0
    assert (tmp_path / "var" / "onehour.db").exists()


def test_the_web_process_does_not_import_ortools() -> None:
    asked = "import sys, app.cli.server; print('ortools' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def test_the_version_is_told() -> None:
    assert CliRunner().invoke(main, ["--version"]).output.startswith("onehour, version")


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_one_of_several_processes_neither_makes_tables_nor_seeds_a_city(
    onehour: Onehour, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEHOUR_DATABASE_URL", runtime.settings.database_url)
    monkeypatch.setenv("ONEHOUR_EMBEDDED_WORKER", "false")
    monkeypatch.setattr("app.cli.serve.Server.run", lambda _self: None)
    assert onehour("serve").exit_code == 0
    assert (count(runtime, Engineer), count(runtime, User)) == (0, 0)
    assert count(runtime, FaultType) > 0
    migrate.downgrade(runtime.settings.database_url, "0001")
    told = onehour("serve")
    assert (told.exit_code, "onehour db upgrade" in told.output) == (1, True)


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_of_two_that_start_at_once_one_sets_up(runtime: Runtime) -> None:
    with runtime.exclusive("set up"):
        set_up_once(runtime, ADMIN, with_city=False)
    assert count(runtime, User) == 0
    set_up_once(runtime, ADMIN, with_city=False)
    assert count(runtime, User) == 1
