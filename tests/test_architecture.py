"""The floors of the house: imports go down only, and a few words are said in one place only."""

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

# From the roof down. A file imports from lower lines and from its own entry, never from a neighbour's.
FLOORS = (
    ("app.cli",),
    ("wsgi",),
    ("app.factory", "app.demo"),
    ("mobile_api", "app.office_api", "app.portal_api", "app.pages", "app.worker"),
    ("app.web",),
    ("app.report",),
    ("app.services",),
    ("app.queries", "app.migrate", "app.migrations"),
    ("app.runtime", "app.models"),
    ("app.settings", "app.errors"),
    ("dispatch", "checklists", "mobile_api.client"),
)

# Beyond the floors: what may never be imported from where, own module or library.
FORBIDDEN = {
    "dispatch": ("alembic", "flask", "flask_smorest", "marshmallow", "sqlalchemy"),
    "checklists": ("alembic", "flask", "flask_smorest", "marshmallow", "ortools", "sqlalchemy"),
    "app": ("ortools",),
    "app.demo": ("app.models", "app.queries", "app.runtime", "app.services", "sqlalchemy"),
    "app.models": ("flask", "flask_smorest", "marshmallow"),
    "app.office_api": ("sqlalchemy",),
    "app.pages": ("sqlalchemy",),
    "app.portal_api": ("sqlalchemy",),
    "app.queries": ("flask", "flask_smorest", "marshmallow"),
    "app.report": ("flask", "flask_smorest", "marshmallow", "sqlalchemy"),
    "app.services": ("flask", "flask_smorest", "marshmallow"),
    "app.worker": ("flask", "flask_smorest"),
    "mobile_api": ("app.models", "ortools", "sqlalchemy"),
    "mobile_api.client": ("app", "checklists", "flask", "marshmallow"),
    "wsgi": ("ortools",),
}

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


def entry_of(module: str) -> str | None:
    """The most specific entry of the table that a module stands under."""
    return max((entry for entry in chain(*FLOORS) if within(module, entry)), key=len, default=None)


def floor_of(entry: str) -> int:
    return next(height for height, line in enumerate(reversed(FLOORS)) if entry in line)


def nodes(file: SourceFile, kind: type[Node]) -> Iterator[Node]:
    return (node for node in ast.walk(file.tree) if isinstance(node, kind))


def method_calls(file: SourceFile) -> Iterator[tuple[str, str, str]]:
    """Yield (object's last name, method, place) of every call of the form ``object.method()``."""
    for call in nodes(file, ast.Call):
        if isinstance(call.func, ast.Attribute):
            owner = ast.unparse(call.func.value).rpartition(".")[2]
            yield owner, call.func.attr, f"{file.module}:{call.lineno} {ast.unparse(call.func)}"


def climbs(found: Import) -> bool:
    """Whether an import leads to a neighbour or upwards."""
    target = resolve(found.target, FILES)
    own, other = entry_of(found.module), entry_of(target or "")
    return bool(own and other and own != other and floor_of(other) >= floor_of(own))


def test_every_file_stands_on_a_floor() -> None:
    assert [module for module in FILES if module != "app" and entry_of(module) is None] == []


def test_imports_go_down_only() -> None:
    assert [str(found) for file in FILES.values() for found in file.imports if climbs(found)] == []


def test_package_app_itself_imports_nothing() -> None:
    assert [str(found) for found in FILES["app"].imports if resolve(found.target, FILES)] == []


@pytest.mark.parametrize("package", FORBIDDEN)
def test_package_keeps_away_from_what_is_forbidden_to_it(package: str) -> None:
    own = [found for file in FILES.values() if within(file.module, package) for found in file.imports]
    assert [str(one) for one in own if any(within(one.target, name) for name in FORBIDDEN[package])] == []


def test_no_file_imports_in_a_circle() -> None:
    assert cycles(graph(FILES)) == []


def test_wall_clock_is_read_in_the_runtime_only() -> None:
    elsewhere = [file for file in FILES.values() if not within(file.module, "app.runtime")]
    calls = chain.from_iterable(map(method_calls, elsewhere))
    assert [place for owner, method, place in calls if (owner, method) in WALL_CLOCK] == []


def test_transaction_is_committed_in_the_runtime_only() -> None:
    elsewhere = [file for file in FILES.values() if not within(file.module, "app.runtime")]
    calls = chain.from_iterable(map(method_calls, elsewhere))
    assert [place for _, method, place in calls if method == "commit"] == []


def test_nothing_hides_the_package_app_behind_its_name() -> None:
    tests = [parse(path.read_text("utf-8"), path, path.stem) for path in (ROOT / "tests").rglob("*.py")]
    for file in [*FILES.values(), *tests]:
        names = [node.id for node in nodes(file, ast.Name) if isinstance(node.ctx, ast.Store)]
        names += [node.arg for node in nodes(file, ast.arg)]
        names += [node.name for node in nodes(file, ast.FunctionDef)]
        assert "app" not in names, file.path


@pytest.mark.parametrize(
    "entrance", ["wsgi", "app.factory", "app.worker", "mobile_api", "dispatch.insertion"]
)
def test_ortools_is_not_loaded_when_the_web_starts(entrance: str) -> None:
    program = f"import sys, {entrance}; print(*(name for name in sys.modules if name.startswith('ortools')))"
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)
    assert answer.stdout.split() == []


def test_phone_needs_nothing_of_the_server() -> None:
    program = "import sys, mobile_api.client; print(*{name.partition('.')[0] for name in sys.modules})"
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)
    loaded = set(answer.stdout.decode().split())
    assert loaded & {"app", "checklists", "flask", "marshmallow", "sqlalchemy"} == set()
