from __future__ import annotations

from pathlib import Path

from app.kernel import Runtime, processes, unit_of_work
from app.settings import Settings
from app.shell.runtime import build_runtime
from tests.pages.conftest import Browser
from tests.support.clock import FakeClock
from wsgi import make_app


def test_process_is_alive(browser: Browser) -> None:
    assert browser.open("/healthz").json == {"status": "ok"}


def test_migrated_database_is_ready(browser: Browser) -> None:
    answer = browser.open("/readyz")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["revision"]


def ready_on(settings: Settings) -> tuple[int, str]:
    runtime = build_runtime(settings.completed())
    try:
        answer = make_app(runtime).test_client().get("/readyz")
        return answer.status_code, answer.json["detail"] if answer.json else ""
    finally:
        runtime.close()


def test_database_without_tables_is_not_ready(empty_database_url: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var", database_url=empty_database_url)
    status, detail = ready_on(settings)
    assert status == 503
    assert "onehour db upgrade" in detail


def test_database_out_of_reach_is_not_ready(tmp_path: Path) -> None:
    where = f"sqlite:///{tmp_path}/none/here.db"
    status, detail = ready_on(Settings(data_dir=tmp_path / "var", database_url=where))
    assert (status, detail) == (503, "The database cannot be reached.")


def test_an_installation_without_a_worker_is_ready_and_says_what_is_wrong(
    browser: Browser, runtime: Runtime, clock: FakeClock
) -> None:
    def warned() -> list[str]:
        answer = browser.open("/readyz")
        assert answer.status_code == 200
        assert answer.json is not None
        return list(answer.json["warnings"])

    assert "No worker has been seen" in warned()[0]
    with unit_of_work(runtime) as uow:
        processes.arrive(uow, "worker")
    assert warned() == []
    clock.advance(seconds=61)
    assert "for 61 s" in warned()[0]
