"""The rooms of the house and the floors inside them: imports go down only, and a few words are said once."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from typing import TypeVar

import pytest

from tests.support.imports import (
    ROOT,
    Import,
    SourceFile,
    cycles,
    graph,
    parse,
    resolve,
    source_files,
    within,
)

# From the ground up: a file imports from rooms below its own, and from its own.  A new room is one line here.
ROOMS = (
    ("dispatch", "checklists", "mobile_api.client"),
    ("app.settings",),
    ("app.kernel",),
    ("app.web",),
    ("app.calendar",),
    ("app.files",),
    ("app.jobs",),
    ("app.places",),
    ("app.registers",),
    ("app.accounts",),
    ("app.teams",),
    ("app.checklist_templates",),
    ("app.requests",),
    ("app.phones",),
    ("app.positions",),
    ("app.dispatching",),
    ("app.arrivals",),
    ("app.promise",),
    ("app.outbox",),
    ("app.enquiries",),
    ("app.visits",),
    ("app.rosters",),
    ("app.qualifications",),
    ("app.leave",),
    ("app.swaps",),
    ("app.documents",),
    ("app.portal",),
    ("app.cards",),
    ("app.desk",),
    ("app.hotline",),
    ("app.mine",),
    ("app.reports",),
    ("app.stars",),
    ("app.grading",),
    ("app.providers",),
    ("app.rewards",),
    ("app.scorecards",),
    ("app.start",),
    ("app.laboratory",),
    ("app.staffing",),
    ("app.operations",),
    ("mobile_api",),
    ("app.capabilities",),
    ("app.shell",),
    ("app.demo",),
    ("wsgi",),
    ("app.cli",),
)

# Inside a room, from the ground up.  Doors stand beside each other.
FLOORS = (
    ("errors", "tables", "rules", "hooks", "events"),
    ("reads",),
    ("commands", "report"),
    ("api", "pages", "access", "explanations"),
    ("capability", "doors"),
)
_FROM, _UNTIL = ROOMS.index(("app.web",)) + 1, ROOMS.index(("mobile_api",))
CAPABILITIES = tuple(room for line in ROOMS[_FROM:_UNTIL] for room in line)

# Beyond that: what may never be imported from where, own module or library.
WITHOUT_FLASK = ("flask", "flask_smorest", "marshmallow")
FORBIDDEN = {
    "dispatch": ("alembic", "sqlalchemy", *WITHOUT_FLASK),
    "checklists": ("alembic", "ortools", "sqlalchemy", *WITHOUT_FLASK),
    "app": ("ortools",),
    "app.kernel": WITHOUT_FLASK,
    "app.demo": ("sqlalchemy", *(f"app.{name}" for name in ("kernel", "shell")), *CAPABILITIES),
    "app.shell.worker": ("flask", "flask_smorest"),
    "mobile_api": ("ortools", "sqlalchemy"),
    "mobile_api.client": ("app", "checklists", "flask", "marshmallow"),
    "wsgi": ("ortools",),
    **{
        f"{room}.{floor}": (
            *WITHOUT_FLASK,
            "app.web",
            *(("sqlalchemy",) if floor in {"errors", "report"} else ()),
        )
        for room in CAPABILITIES
        for floor in ("errors", "tables", "rules", "hooks", "events", "reads", "commands", "report")
    },
    **{
        f"{room}.{floor}": (*WITHOUT_FLASK, "app.web", "sqlalchemy")
        for room in CAPABILITIES
        for floor in ("rules", "events")
    },
    **{f"{room}.capability": (*WITHOUT_FLASK, "app.web") for room in CAPABILITIES},
    **{f"{room}.rules": (*WITHOUT_FLASK, "app.web", "sqlalchemy") for room in CAPABILITIES},
    **{f"{room}.{floor}": ("sqlalchemy",) for room in CAPABILITIES for floor in ("api", "pages")},
}

DISPOSITION = "Content-Disposition"

WALL_CLOCK = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
}

FILES = source_files()
Node = TypeVar("Node", bound=ast.AST)


def room_of(module: str) -> int | None:
    """The height of the room that a module stands in, by the most specific entry."""
    heights = [(len(entry), n) for n, line in enumerate(ROOMS) for entry in line if within(module, entry)]
    return max(heights)[1] if heights else None


def floor_of(module: str) -> int | None:
    """The height of the floor that a module of a capability stands on; None elsewhere."""
    parts = module.split(".")
    if ".".join(parts[:2]) not in CAPABILITIES or len(parts) < 3:
        return None
    return next((n for n, line in enumerate(FLOORS) if parts[2] in line), None)


def nodes(file: SourceFile, kind: type[Node]) -> Iterator[Node]:
    return (node for node in ast.walk(file.tree) if isinstance(node, kind))


def method_calls(file: SourceFile) -> Iterator[tuple[str, str, str]]:
    """Yield (object's last name, method, place) of every call of the form ``object.method()``."""
    for call in nodes(file, ast.Call):
        if isinstance(call.func, ast.Attribute):
            owner = ast.unparse(call.func.value).rpartition(".")[2]
            yield owner, call.func.attr, f"{file.module}:{call.lineno} {ast.unparse(call.func)}"


def climbs(found: Import) -> bool:
    """Whether an import leads to a room above or beside the own one, or up inside of it."""
    target = resolve(found.target, FILES)
    if target is None or target == "app":
        return False
    own, other = room_of(found.module), room_of(target)
    if own is None or other is None or own != other:
        return own is not None and other is not None and other > own
    if ROOMS[own] != ROOMS[other] or len(ROOMS[own]) > 1:
        return False
    here, there = floor_of(found.module), floor_of(target)
    return here is not None and there is not None and there > here


def package_of(module: str) -> str:
    """A capability as a whole, which must not import in a circle with another."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "app" else parts[0]


def test_every_file_stands_in_a_room() -> None:
    assert [module for module in FILES if module != "app" and room_of(module) is None] == []


def test_every_file_of_a_capability_stands_on_a_floor() -> None:
    inside = [module for module in FILES if module.count(".") > 1 and package_of(module) in CAPABILITIES]
    assert [module for module in inside if floor_of(module) is None] == []


def test_imports_go_down_only() -> None:
    assert [str(found) for file in FILES.values() for found in file.imports if climbs(found)] == []


def test_no_package_imports_in_a_circle() -> None:
    packages: dict[str, set[str]] = {}
    for module, targets in graph(FILES).items():
        own = packages.setdefault(package_of(module), set())
        own |= {package_of(target) for target in targets} - {package_of(module), "app", "mobile_api"}
    assert cycles(packages) == []


def test_package_app_itself_imports_nothing() -> None:
    assert [str(found) for found in FILES["app"].imports if resolve(found.target, FILES)] == []


@pytest.mark.parametrize("package", FORBIDDEN)
def test_package_keeps_away_from_what_is_forbidden_to_it(package: str) -> None:
    own = [found for file in FILES.values() if within(file.module, package) for found in file.imports]
    assert [str(one) for one in own if any(within(one.target, name) for name in FORBIDDEN[package])] == []


def test_no_file_imports_in_a_circle() -> None:
    assert cycles(graph(FILES)) == []


def test_wall_clock_is_read_in_the_kernel_only() -> None:
    elsewhere = [file for file in FILES.values() if not within(file.module, "app.kernel")]
    calls = chain.from_iterable(map(method_calls, elsewhere))
    assert [place for owner, method, place in calls if (owner, method) in WALL_CLOCK] == []


def test_files_are_named_in_one_place() -> None:
    elsewhere = [file for file in FILES.values() if file.module != "app.web.downloads"]
    said = [
        file.module for file in elsewhere for node in nodes(file, ast.Constant) if node.value == DISPOSITION
    ]
    assert said == []


def test_transaction_is_committed_in_the_kernel_only() -> None:
    elsewhere = [file for file in FILES.values() if not within(file.module, "app.kernel")]
    calls = chain.from_iterable(map(method_calls, elsewhere))
    assert [place for _, method, place in calls if method == "commit"] == []


@pytest.mark.parametrize(
    ("method", "home"),
    [
        ("with_for_update", "app.kernel.locks"),
        ("on_conflict_do_nothing", "app.kernel.upserts"),
        ("on_conflict_do_update", "app.kernel.upserts"),
    ],
)
def test_locks_and_upserts_are_written_in_one_place(method: str, home: str) -> None:
    elsewhere = [file for file in FILES.values() if within(file.module, "app") and file.module != home]
    said = [place for file in elsewhere for _, name, place in method_calls(file) if name == method]
    keywords = [
        f"{file.module}:{call.lineno}"
        for file in elsewhere
        for call in nodes(file, ast.Call)
        if method in [keyword.arg for keyword in call.keywords]
    ]
    assert said + keywords == []


def test_nothing_hides_the_package_app_behind_its_name() -> None:
    tests = [parse(path.read_text("utf-8"), path, path.stem) for path in (ROOT / "tests").rglob("*.py")]
    for file in [*FILES.values(), *tests]:
        names = [node.id for node in nodes(file, ast.Name) if isinstance(node.ctx, ast.Store)]
        names += [node.arg for node in nodes(file, ast.arg)]
        names += [node.name for node in nodes(file, ast.FunctionDef)]
        assert "app" not in names, file.path


@pytest.mark.parametrize(
    "entrance", ["wsgi", "app.shell.factory", "app.shell.worker", "mobile_api", "dispatch.insertion.best_fit"]
)
def test_what_takes_long_to_load_is_not_loaded_when_the_web_starts(entrance: str) -> None:
    late = ("ortools", "pygal", "typst")
    program = f"import sys, {entrance}; print(*(name for name in sys.modules if name.startswith({late})))"
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)
    assert answer.stdout.split() == []


def test_phone_needs_nothing_of_the_server() -> None:
    program = "import sys, mobile_api.client; print(*{name.partition('.')[0] for name in sys.modules})"
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)
    loaded = set(answer.stdout.decode().split())
    assert loaded & {"app", "checklists", "flask", "marshmallow", "sqlalchemy"} == set()
