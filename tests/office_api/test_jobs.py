"""Long work over HTTP: a file left to a worker, how far it is, and who may see and stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.kernel import Role, Runtime, unit_of_work
from app.registers.commands import imports, queued_imports
from app.registers.tables import Customer, ImportRun
from app.shell.worker.long_jobs import run_next
from tests.support.clock import FakeClock

if TYPE_CHECKING:
    from flask.testing import FlaskClient

API = "/api/v1"
GOOD = "code,name_en,name_zh\nlaptop,Laptops,笔记本电脑\nprinter_,Printers,打印机\n"
WRONG = "code,name_en,name_zh\nok,Ok,好\nBad Code,Bad,坏\n"


@pytest.fixture
def admin(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    """An administrator."""
    return client_of(Role.ADMIN)


def send(admin: FlaskClient, text: str, query: str = "?background=true", **headers: str) -> TestResponse:
    return admin.post(
        f"{API}/imports/skills{query}", data=text.encode(), content_type="text/csv", headers=headers
    )


def work(runtime: Runtime) -> None:
    while run_next(runtime):
        pass


def test_a_file_is_left_to_a_worker_once_and_says_how_far_it_is(admin: FlaskClient, runtime: Runtime) -> None:
    key = {"Idempotency-Key": "k1"}
    answer = send(admin, GOOD, **key)
    assert (answer.status_code, answer.json["state"], answer.json["total"]) == (202, "queued", None)
    assert send(admin, GOOD, **key).json["id"] == answer.json["id"]
    work(runtime)
    job = admin.get(answer.headers["Location"]).json
    assert (job["state"], job["done"], job["total"]) == ("done", 2, 2)
    assert job["message"] == "Imported. New: 2, changed: 0, unchanged: 0."
    assert (job["report"]["new"], job["report"]["imported"], job["report"]["errors"]) == (2, 2, [])
    assert [one["id"] for one in admin.get(f"{API}/jobs?state=done").json] == [job["id"]]
    assert admin.get(f"{API}/jobs/{job['id']}/result").status_code == 404
    again = admin.post(f"{API}/jobs/{job['id']}/repeat")
    work(runtime)
    told = admin.get(f"{API}/jobs/{again.json['id']}", headers={"Accept-Language": "zh-CN"}).json
    assert (again.status_code, told["message"]) == (201, "同一文件此前已完整导入；未写入任何内容。")


def test_large_files_become_jobs_by_themselves_and_small_ones_do_not(
    admin: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queued_imports, "LARGE", 2)
    assert send(admin, GOOD, "").status_code == 202
    assert send(admin, GOOD.split("printer_", maxsplit=1)[0], "").status_code == 200
    at_once = send(admin, GOOD, "?background=false")  # one of both stands by now
    assert (at_once.status_code, at_once.json["new"], at_once.json["unchanged"]) == (200, 1, 1)
    for how in ("", "&good_rows=true"):  # what cannot be read never waits
        assert send(admin, "colour\nred\n", f"?background=true{how}").status_code == 422


def test_what_is_wrong_is_reported_row_by_row_and_as_a_file(admin: FlaskClient, runtime: Runtime) -> None:
    key = send(admin, WRONG).json["id"]
    work(runtime)
    job = admin.get(f"{API}/jobs/{key}").json
    assert (job["state"], job["message"]) == ("failed", "Some rows are wrong; nothing was imported.")
    assert (job["done"], job["report"]["new"], job["report"]["wrong"]) == (2, 1, 1)
    assert [(one["row"], one["field"]) for one in job["report"]["errors"]] == [(3, "code")]
    file = admin.get(f"{API}/jobs/{key}/result")
    assert file.headers["Content-Disposition"] == "attachment; filename=skills-wrong.csv"
    assert file.data.decode().splitlines()[1].startswith('Bad Code,Bad,坏,"code takes ')
    assert admin.get(f"{API}/skills?code=ok").json == []


def test_what_a_file_sets_back_is_set_back_once_though_the_worker_died_after_the_last(
    admin: FlaskClient, runtime: Runtime, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "name,email\nInk,ink@example.com\n"
    admin.post(f"{API}/imports/customers", data=text, content_type="text/csv")
    clock.advance(seconds=60)
    write_to_ink(runtime, "old@example.com")
    admin.post(f"{API}/imports/customers?again=true&background=true", data=text, content_type="text/csv")
    monkeypatch.setattr(imports, "REST_S", 0)
    monkeypatch.setattr("app.registers.api.import_jobs.finish_import", _exit)
    with pytest.raises(SystemExit):
        work(runtime)
    monkeypatch.undo()
    assert write_to_ink(runtime, "new@example.com") == "ink@example.com"
    clock.advance(seconds=61)
    work(runtime)
    assert write_to_ink(runtime, "new@example.com") == "new@example.com"
    assert "Imported. New: 0, changed: 0, unchanged: 1." in admin.get(f"{API}/jobs").json[0]["message"]
    with unit_of_work(runtime, write=False) as uow:
        assert [run.written for run in uow.session.query(ImportRun)] == [1]


def write_to_ink(runtime: Runtime, email: str) -> str | None:
    """Change where the customer is written to; returns where that was."""
    with unit_of_work(runtime) as uow:
        ink = uow.session.scalars(select(Customer).where(Customer.name == "Ink")).one()
        before = ink.email
        ink.email = email
        return before


def _exit(*_: object) -> None:
    raise SystemExit


def test_others_do_not_see_a_job_and_no_role_starts_what_it_may_not(
    admin: FlaskClient, client_of: Callable[..., FlaskClient]
) -> None:
    key = send(admin, GOOD).json["id"]
    manager = client_of(Role.MANAGER)
    assert manager.get(f"{API}/jobs").json == []
    for call in (
        manager.get(f"{API}/jobs/{key}"),
        manager.get(f"{API}/jobs/{key}/result"),
        manager.post(f"{API}/jobs/{key}/stop"),
        manager.post(f"{API}/jobs/{key}/repeat"),
    ):
        assert call.status_code == 404
    assert admin.post(f"{API}/jobs/{key}/repeat").status_code == 409
    assert admin.post(f"{API}/jobs/{key}/stop").json["state"] == "stopped"
    assert admin.post(f"{API}/jobs/{key}/stop").json["state"] == "stopped"
