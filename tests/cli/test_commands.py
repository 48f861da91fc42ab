"""What an installer types, and what comes back."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click import ClickException
from click.testing import CliRunner, Result
from sqlalchemy import select, update

from app.accounts.commands import accounts
from app.accounts.tables import User
from app.cli import COMMANDS, main, setup
from app.cli.alone import the_only_one
from app.kernel import Role, Runtime, SimulatedClock, ledger, unit_of_work
from app.kernel.tables import Event
from app.registers.commands import registry
from app.registers.tables import Customer
from tests.support.clock import MONDAY_MORNING

Onehour = Callable[..., Result]


def test_help_lists_every_command_without_importing_any() -> None:
    asked = "import sys; from app.cli import main; main(['--help'], standalone_mode=False); "
    asked += "print([name for name in ('sqlalchemy', 'flask', 'numpy') if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert told.rstrip().endswith("[]")
    assert all(f"  {name} " in told for name in COMMANDS)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_explains_itself(name: str) -> None:
    told = CliRunner().invoke(main, [name, "--help"])
    assert told.exit_code == 0, told.output
    assert "Usage:" in told.output


def test_an_unknown_command_is_refused() -> None:
    assert CliRunner().invoke(main, ["dance"]).exit_code == 2


def test_a_variable_that_cannot_be_read_is_named(onehour: Onehour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEHOUR_PLANNER_BUDGET_S", "soon")
    told = onehour("ledger", "verify")
    assert (told.exit_code, "ONEHOUR_PLANNER_BUDGET_S" in told.output) == (2, True)


def test_an_account_is_added_and_gets_a_new_password(onehour: Onehour, runtime: Runtime) -> None:
    added = onehour("user", "add", "Boss", "--role", "manager", "--password-stdin", stdin="the first one\n")
    assert added.exit_code == 0, added.output
    with unit_of_work(runtime) as uow:
        assert accounts.sign_in(uow, "boss", "the first one").role == Role.MANAGER
    changed = onehour("user", "password", "boss", stdin="the second one\nthe second one\n")
    assert changed.exit_code == 0, changed.output
    with unit_of_work(runtime) as uow:
        assert accounts.sign_in(uow, "boss", "the second one").name == "Boss"


def test_an_account_belongs_to_whom_it_is_for(onehour: Onehour, runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        registry.create(uow, "customer", {"name": "Ink"})
    arguments = ("user", "add", "ink", "--role", "customer", "--password-stdin")
    without = onehour(*arguments, stdin="long enough now\n")
    assert (without.exit_code, "customer_id: is needed" in without.output) == (1, True)
    assert onehour(*arguments, "--customer", "Ink", stdin="long enough now\n").exit_code == 0
    unknown = onehour(*arguments, "--customer", "Pen", stdin="long enough now\n")
    assert "none is called Pen" in unknown.output
    with unit_of_work(runtime, write=False) as uow:
        assert uow.session.scalars(select(User.customer_id)).one() is not None


def test_a_login_that_is_taken_is_refused(onehour: Onehour) -> None:
    arguments = ("user", "add", "boss", "--role", "admin", "--password-stdin")
    assert onehour(*arguments, stdin="long enough now\n").exit_code == 0
    again = onehour(*arguments, stdin="long enough now\n")
    assert (again.exit_code, again.output) == (1, "Error: Another user has this login.\n")


def test_a_password_for_nobody_is_refused(onehour: Onehour) -> None:
    told = onehour("user", "password", "ghost", "--password-stdin", stdin="long enough now\n")
    assert (told.exit_code, "ghost" in told.output) == (1, True)


def test_a_file_is_imported_or_told_row_by_row(onehour: Onehour, runtime: Runtime, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("name,phone\nInk,\nPen,\n", "utf-8")
    bad.write_text("name,phone,email\nCup,12,nobody\n", "utf-8")
    told = onehour("import", "customers", str(bad))
    assert (told.exit_code, "row 2: email " in told.output) == (1, True)
    assert "All 2 rows are right" in onehour("import", "customers", str(good), "--dry-run").output
    assert "Imported: 2 new" in onehour("import", "customers", str(good)).output
    with unit_of_work(runtime, write=False) as uow:
        assert set(uow.session.scalars(select(Customer.name))) == {"Ink", "Pen"}
    assert onehour("import", "customers", str(tmp_path)).exit_code == 2


def test_the_ledger_is_sealed_and_checked(onehour: Onehour, runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        registry.create(uow, "customer", {"name": "Ink"})
    assert "Seal 1: " in onehour("ledger", "seal").output
    assert "Nothing moved" in onehour("ledger", "seal").output
    intact = onehour("ledger", "verify")
    assert (intact.exit_code, intact.output) == (0, "1 events in 1 chains, 1 seals: intact.\n")
    with unit_of_work(runtime) as uow:
        uow.session.execute(update(Event).values(actor="nobody"))
    broken = onehour("ledger", "verify")
    assert (broken.exit_code, "event 1 was altered" in broken.output) == (1, True)


def test_what_an_event_says_of_people_is_erased_and_the_ledger_stays_intact(
    onehour: Onehour, runtime: Runtime
) -> None:
    with unit_of_work(runtime) as uow:
        registry.create(uow, "customer", {"name": "Ink"})
        ledger.note(uow, "request:x", "request.closed")
    with unit_of_work(runtime, write=False) as uow:
        keys = [str(key) for key in uow.session.scalars(select(Event.id).order_by(Event.id))]
    done = onehour("ledger", "erase", *keys, "--reason", "asked")
    assert done.exit_code == 0, done.output
    assert f"1 events erased.\nNothing to erase in {keys[1]}." in done.output
    unknown = onehour("ledger", "erase", "999999", "--reason", "asked")
    assert (unknown.exit_code, "There is no record 999999." in unknown.output) == (1, True)
    assert onehour("ledger", "erase", keys[0]).exit_code == 2
    assert onehour("ledger", "verify").exit_code == 0
    with unit_of_work(runtime, write=False) as uow:
        first = uow.session.scalars(select(Event).order_by(Event.id)).first()
        assert first is not None
        assert "Ink" not in first.body + (first.personal or "")


def test_a_command_on_a_simulation_acts_at_its_instant(onehour: Onehour, runtime: Runtime) -> None:
    with runtime.engine.begin() as connection:
        SimulatedClock.start(connection, MONDAY_MORNING)
    boss = ("user", "add", "boss", "--role", "admin", "--password-stdin")
    assert onehour(*boss, stdin="long enough now\n").exit_code == 0
    with unit_of_work(runtime, write=False) as uow:
        assert uow.session.scalars(select(User.created_at)).one() == MONDAY_MORNING
    worker = onehour("worker")
    assert (worker.exit_code, "the server works by itself" in worker.output) == (1, True)


def test_the_schema_goes_up_and_down(
    empty_database_url: str, onehour: Onehour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEHOUR_DATABASE_URL", empty_database_url)
    missing = onehour("ledger", "verify")
    assert (missing.exit_code, "onehour db upgrade" in missing.output) == (1, True)
    assert "at base" in onehour("db", "current").output
    assert onehour("db", "upgrade").exit_code == 0
    assert onehour("ledger", "verify").exit_code == 0
    assert onehour("db", "downgrade", "base", stdin="n\n").exit_code == 1
    assert "at base" not in onehour("db", "current").output
    assert onehour("db", "downgrade", "base", "--yes").exit_code == 0
    assert "at base" in onehour("db", "current").output


def test_a_database_that_cannot_be_reached_is_told(onehour: Onehour) -> None:
    told = onehour("ledger", "verify", "--database-url", "sqlite:////nowhere/at/all.db")
    assert (told.exit_code, "cannot be opened" in told.output) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "words", "status"),
    [
        (["db", "upgrade", "nonsense"], "There is no revision nonsense", 2),
        (["db", "downgrade", "nonsense", "--yes"], "There is no revision nonsense", 2),
        (["db", "upgrade", "base"], "downgrade base", 2),
        (["db", "upgrade", "0006"], "later than 0006: nothing was done", 0),
        (["db", "downgrade", "head", "--yes"], "nothing was done", 0),
        (["db", "current", "--database-url", "mysql://here/there"], "must begin with postgresql", 2),
        (["db", "current", "--database-url", "nonsense"], "must begin with postgresql", 2),
        (["serve", "--database-url", "nonsense", "--port", "0"], "Invalid value", 2),
        (["serve", "--host", "192.0.2.1"], "Cannot listen on port 8000 of 192.0.2.1", 1),
        (["serve", "--data-dir", "/dev/null/below"], "ONEHOUR_DATA_DIR cannot be made", 2),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    onehour: Onehour, arguments: list[str], words: str, status: int
) -> None:
    told = onehour(*arguments)
    assert (told.exit_code, words in told.output) == (status, True), told.output
    assert "Traceback" not in told.output
    assert told.exception is None or isinstance(told.exception, SystemExit)


def test_a_port_that_another_has_is_told(onehour: Onehour) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told = onehour("serve", "--port", str(taken.getsockname()[1]))
    assert (told.exit_code, "Address already in use" in told.output) == (1, True)


def test_of_two_servers_on_one_sqlite_database_the_second_is_refused(runtime: Runtime) -> None:
    if runtime.engine.dialect.name == "sqlite":
        with the_only_one(runtime), pytest.raises(ClickException, match="serves this SQLite database"):
            the_only_one(runtime).__enter__()
    with the_only_one(runtime):
        pass


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("attempt to write a readonly database", "may only be read"),
        ("cannot execute INSERT in a read-only transaction", "takes no writes now"),
        ("connection refused", "cannot be reached: connection refused"),
    ],
)
def test_a_database_that_refuses_writes_is_not_called_out_of_reach(why: str, words: str) -> None:
    assert words in setup.why_lost(why)


def test_a_report_is_printed_or_written(onehour: Onehour, tmp_path: Path) -> None:
    printed = onehour("reports", "promises", "--by", "territory", "--language", "zh_CN")
    assert printed.exit_code == 0, printed.output
    assert "守约" in printed.output
    for kind, begin in {"pdf": b"%PDF", "csv": b"\xef\xbb\xbfDay", "xlsx": b"PK"}.items():
        file = tmp_path / f"report.{kind}"
        written = onehour("reports", "waits", "--language", "en", "--out", str(file))
        assert written.exit_code == 0, written.output
        assert file.read_bytes().startswith(begin)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["waits", "--by", "stage"], "by: This report has no such rows."),
        (["waits", "--from", "2026-02-30"], "from: is not a day"),
        (["waits", "--territory", "Nowhere"], "territory"),
        (["waits", "--out", "report.docx"], ".pdf"),
        (["waits", "--out", "report.svg"], "nothing to draw"),
    ],
)
def test_a_report_that_cannot_be_made_says_why(onehour: Onehour, asked: list[str], told: str) -> None:
    refused = onehour("reports", *asked)
    assert refused.exit_code
    assert told in refused.output
