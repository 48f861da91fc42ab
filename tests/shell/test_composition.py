"""What a room forgot to say is refused before anything is served."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import replace
from importlib import import_module

import pytest
from flask import Flask

from app import capabilities
from app.capabilities import CAPABILITIES
from app.kernel import Runtime
from app.kernel.phrases import Phrase
from app.kernel.timer_kinds import KINDS
from app.shell.composition import Incomplete
from app.shell.doors import doors
from app.shell.factory import create_app
from app.web.doors import Doors, MenuEntry
from app.web.policy import ADMIN, PARTNER, PUBLIC, Access
from tests.support.imports import ROOT, source_files

FILES = source_files()
BESIDE = {"app.kernel.tables", "app.shell.doors", "app.web.doors", "dispatch.model.tables"}
SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])


def _compose(runtime: Runtime, *more: Doors, without: str = "") -> Flask:
    rooms = [
        replace(one, access={key: row for key, row in one.access.items() if key != without})
        for one in doors()
    ]
    return create_app(runtime, [*rooms, *more])


@SQLITE
def test_an_address_without_access_row_is_refused(runtime: Runtime) -> None:
    with pytest.raises(Incomplete, match="GET /enquiries has no access row"):
        _compose(runtime, without="GET /enquiries")


@SQLITE
@pytest.mark.parametrize(
    ("more", "told"),
    [
        (Doors(access={"GET /nowhere": PUBLIC}), "the access row GET /nowhere has no address"),
        (Doors(access={"GET /enquiries": PUBLIC}), "GET /enquiries stands twice"),
        (Doors(access={"GET /x": Access(ADMIN, ("ghost", "id"))}), "things that no room has: ghost"),
        (Doors(access={"GET /x": Access(PARTNER, scope="x:read")}), "a scope that no room gives: x:read"),
        (Doors(menu=(MenuEntry("attic", Phrase("Engineers"), 1),)), "the menu entry attic has no page"),
    ],
)
def test_what_fits_nothing_is_refused(runtime: Runtime, more: Doors, told: str) -> None:
    with pytest.raises(Incomplete, match=told):
        _compose(runtime, more)


@pytest.mark.parametrize("part", ["capability", "doors", "tables"])
def test_every_part_of_a_room_is_known_by_the_list(part: str) -> None:
    written = {name for name in FILES if name.endswith(f".{part}")}
    listed = {found.target.rpartition(".")[0] for found in FILES["app.capabilities"].imports}
    known = {
        "capability": {target for target in listed if target.endswith(".capability")},
        "doors": {room.doors for room in CAPABILITIES if room.doors},
        "tables": {room.tables.__name__ for room in CAPABILITIES if room.tables},
    }
    assert written - BESIDE == known[part]


def test_every_timer_that_is_armed_is_of_a_kind_that_a_room_brings() -> None:
    capabilities.install()
    armed = {
        getattr(import_module(file.module), ast.unparse(call.args[1]).partition(".")[0])
        for file in FILES.values()
        for call in ast.walk(file.tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "timers.arm"
    }
    assert armed == KINDS.all().keys()


def test_a_worker_process_loads_nothing_of_the_web() -> None:
    program = (
        "import sys; from app import capabilities; import app.shell.worker.scheduler, app.shell.runtime;"
        "capabilities.install(); print(*(name for name in sys.modules if name.split('.')[0] == 'flask'))"
    )
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)
    assert answer.stdout.split() == []


def test_no_two_rooms_have_a_template_of_one_name() -> None:
    names = [
        path.relative_to(folder)
        for folder in (ROOT / "app").glob("*/templates")
        for path in folder.rglob("*.html")
    ]
    assert len(names) == len(set(names))
