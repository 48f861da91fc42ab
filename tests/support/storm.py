"""Many phones that were offline for hours come back at the same moment: how long until all is in?

    python -m tests.support.storm [--kind sqlite|postgresql] [--phones 20] [--hours 2]

Starts the real server on a fresh database, lets every phone work offline in its journal, then has all of
them sync at once over HTTP, and compares what the server has with the journals.  Prints the figures as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from PIL import Image
from sqlalchemy import func, select

from app.demo.server import free_port
from app.kernel import Role, Runtime, unit_of_work
from app.phones.tables import PhoneEvent
from app.requests.tables import Visit
from app.settings import Settings
from app.shell.migrate import upgrade
from app.shell.runtime import build_runtime
from app.visits.tables import Photo
from mobile_api.client import HttpTransport, Journal, PhoneClient
from tests.support import build, postgres
from tests.support.build import SHANGHAI
from tests.support.databases import PostgresDatabases
from tests.support.phone import FIVE_ONES
from tests.support.web import bearer, make_user

VISITS = 2
PHOTOS = 3
PHOTO_SIDE = 260
"""Noise of so many pixels squared is a PNG of about 200 kB."""

POSITIONS_S = 120
_READY_S = 90
_STREAM_TIMEOUT_S = 120


@dataclass
class Storm:
    """What is measured: seconds until each phone was drained, and what lay in the journals and arrived."""

    kind: str
    phones: int
    events: int = 0
    photos: int = 0
    drained_s: float = 0.0
    phone_s: list[float] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    doubled: int = 0
    photos_missing: int = 0


@dataclass
class Pocket:
    """A phone with the visits of its engineer."""

    engineer_id: UUID
    token: str
    visits: list[UUID]
    path: Path
    rng: random.Random
    clock: OffClock


class OffClock:
    """A phone's clock, some seconds off; while work is made up it stands where it is put."""

    def __init__(self, error_s: float, now: datetime) -> None:
        self._error, self.at = timedelta(seconds=error_s), now
        self._real_since: tuple[datetime, float] | None = None

    def __call__(self) -> datetime:
        """Return what the phone shows."""
        if self._real_since is None:
            return self.at + self._error
        began, mark = self._real_since
        return began + timedelta(seconds=time.monotonic() - mark) + self._error

    def run(self, now: datetime) -> None:
        """Let it run from `now` on."""
        self._real_since = (now, time.monotonic())


def noise(rng: random.Random) -> bytes:
    """Return a PNG of about 200 kB that is like no other."""
    target = BytesIO()
    Image.frombytes("RGB", (PHOTO_SIDE, PHOTO_SIDE), rng.randbytes(3 * PHOTO_SIDE**2)).save(target, "PNG")
    return target.getvalue()


def work_offline(client: PhoneClient, pocket: Pocket, begin: datetime, hours: float) -> None:
    """Fill the journal with what an engineer does in so many hours."""
    share = timedelta(hours=hours) / VISITS
    for n, visit_id in enumerate(pocket.visits):
        _visit(client, pocket, str(visit_id), begin + n * share, share)
    for n in range(int(hours * 3600 / POSITIONS_S)):
        pocket.clock.at = begin + timedelta(seconds=n * POSITIONS_S)
        spots = [
            {"lat": SHANGHAI[0], "lon": SHANGHAI[1], "accuracy_m": 9, "at": client.clock().isoformat()}
        ] * 4
        client.tell("positions", None, {"positions": spots})


def _visit(client: PhoneClient, pocket: Pocket, visit_id: str, begin: datetime, length: timedelta) -> None:
    def at(part: float) -> None:
        pocket.clock.at = begin + length * part

    here = {"lat": SHANGHAI[0], "lon": SHANGHAI[1], "accuracy_m": 9}
    at(0.05)
    client.tell("accept", visit_id)
    at(0.06)
    rows = [{"template": "five_ones", "item": item, "value": True} for item in FIVE_ONES]
    client.tell("answers", visit_id, {"answers": rows})
    client.tell("depart", visit_id)
    at(0.3)
    client.tell("arrive", visit_id, {"position": here, "code": "4711"})
    for n in range(PHOTOS if visit_id == str(pocket.visits[0]) else 0):
        at(0.35 + n / 20)
        client.take_photo(visit_id, noise(pocket.rng), "image/png", f"photo {n}")
    for n in range(6):
        at(0.5 + n / 20)
        row = {"template": "five_ones", "item": FIVE_ONES[n % 5], "value": True}
        client.tell("answers", visit_id, {"answers": [row]})
    at(0.9)
    client.tell("part", visit_id, {"part_code": "roller", "quantity": 1})
    client.tell("charge", visit_id, {"kind": "labour", "amount_cents": 8000})
    client.tell("incomplete", visit_id, {"reason": "customer_absent"})


def run(kind: str, database_url: str, folder: Path, phones: int, hours: float) -> Storm:
    """Measure one storm on an empty, migrated database."""
    settings = Settings(data_dir=folder / "var", database_url=database_url, secret_key="0123456789abcdef" * 4)
    runtime = build_runtime(settings.completed())
    try:
        pockets = _town(runtime, folder, phones)
        storm = Storm(kind, phones)
        with unit_of_work(runtime, write=False) as uow:
            now = uow.now
        with _server(settings, folder) as address:
            clients = [_client(pocket, address) for pocket in pockets]
            for pocket, client in zip(pockets, clients, strict=True):
                client.sync()
                work_offline(client, pocket, now - timedelta(hours=hours), hours)
                pocket.clock.run(now + (timedelta(seconds=1)))
            with unit_of_work(runtime, write=False) as uow:
                for pocket in pockets:
                    pocket.clock.run(uow.now)
            _drain(storm, clients)
        for pocket, client in zip(pockets, clients, strict=True):
            _compare(storm, runtime, pocket, client)
        return storm
    finally:
        runtime.close()


def _town(runtime: Runtime, folder: Path, phones: int) -> list[Pocket]:
    pockets = []
    with unit_of_work(runtime) as uow:
        area = build.territory(uow)
        build.part(uow)
        now = uow.now
        made = []
        for _ in range(phones):
            holder = build.engineer(uow, area)
            # Pinned, so that the planner leaves them where they are; the stay-at-home is not measured.
            jobs = [build.job(uow, area, holder, sequence=n) for n in range(VISITS)]
            for job in jobs:
                uow.get(Visit, job.visit_id).pinned_engineer_id = holder.id
            made.append((holder.id, [job.visit_id for job in jobs]))
    for n, (engineer_id, visits) in enumerate(made):
        who = make_user(runtime, Role.ENGINEER, engineer_id=engineer_id)
        token = bearer(runtime, who)["Authorization"].removeprefix("Bearer ")
        clock = OffClock(random.Random(n).uniform(-90, 90), now)
        pockets.append(Pocket(engineer_id, token, visits, folder / f"{n}.db", random.Random(n), clock))
    return pockets


def _client(pocket: Pocket, address: str) -> PhoneClient:
    http = httpx.Client(base_url=address, timeout=_STREAM_TIMEOUT_S)
    transport = HttpTransport(http, pocket.token)
    return PhoneClient(Journal(pocket.path), transport, pocket.clock, pocket.rng, "storm")


def _drain(storm: Storm, clients: list[PhoneClient]) -> None:
    start = threading.Barrier(len(clients) + 1)
    took: list[float] = []

    def one(client: PhoneClient) -> None:
        start.wait()
        began = time.monotonic()
        while not client.idle:
            client.sync_patiently(time.sleep, 10)
        took.append(time.monotonic() - began)

    threads = [threading.Thread(target=one, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.monotonic()
    for thread in threads:
        thread.join()
    storm.drained_s, storm.phone_s = round(time.monotonic() - began, 2), [round(s, 2) for s in sorted(took)]


def _compare(storm: Storm, runtime: Runtime, pocket: Pocket, client: PhoneClient) -> None:
    entries = {entry.event_id for entry in client.journal.entries()}
    with unit_of_work(runtime, write=False) as uow:
        query = select(PhoneEvent.event_id, PhoneEvent.status)
        rows = uow.session.execute(query.where(PhoneEvent.engineer_id == pocket.engineer_id)).all()
        photos = select(func.count()).where(
            Photo.engineer_id == pocket.engineer_id, Photo.completed_at.is_not(None)
        )
        whole = uow.session.scalar(photos) or 0
    with closing(sqlite3.connect(pocket.path)) as journal:
        [taken] = journal.execute("SELECT COUNT(*) FROM photos").fetchone()
    stored = Counter(str(row.event_id) for row in rows)
    storm.events += len(entries)
    storm.photos += taken
    storm.photos_missing += taken - whole
    storm.lost += len(entries - stored.keys())
    storm.doubled += sum(count - 1 for count in stored.values())
    storm.statuses = dict(Counter(storm.statuses) + Counter(str(row.status) for row in rows))


@contextmanager
def _server(settings: Settings, folder: Path) -> Iterator[str]:
    port = free_port()
    told: dict[str, str] = {
        "ONEHOUR_DATA_DIR": str(settings.data_dir),
        "ONEHOUR_DATABASE_URL": settings.database_url,
        "ONEHOUR_SECRET_KEY": settings.secret_key,
        "ONEHOUR_RATE_LIMITS": "false",
        "ONEHOUR_LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port), "--no-seed"]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env={**os.environ, **told}, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(_READY_S * 5):
        try:
            if httpx.get(f"{address}/readyz", timeout=5).is_success:
                return
        except httpx.TransportError:
            pass
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise RuntimeError("the server did not start; see server.log")


def main() -> None:
    """Run as told on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--phones", type=int, default=20)
    parser.add_argument("--hours", type=float, default=2)
    asked: Any = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if asked.kind == "sqlite":
            url = f"sqlite:///{folder / 'onehour.db'}"
            upgrade(url)
        else:
            databases = PostgresDatabases(stack.enter_context(postgres.postgres_server()))
            stack.callback(databases.close)
            url = stack.enter_context(databases.migrated(upgrade))
        storm = run(asked.kind, url, folder, asked.phones, asked.hours)
    sys.stdout.write(json.dumps(asdict(storm), indent=2) + "\n")


if __name__ == "__main__":
    main()
