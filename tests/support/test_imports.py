from __future__ import annotations

from pathlib import Path

from tests.support.imports import SourceFile, cycles, graph, module_name, parse


def file_of(module: str, source: str, path: str = "x.py") -> SourceFile:
    return parse(source, Path(path), module)


def targets(source: str, module: str = "app.web.problems", path: str = "problems.py") -> list[str]:
    return [found.target for found in file_of(module, source, path).imports]


def test_relative_imports_are_resolved_from_their_package() -> None:
    assert targets("from . import auth") == ["app.web.auth"]
    assert targets("from ..errors import NotFound") == ["app.errors.NotFound"]
    assert targets("from .auth import who", "app.web", "__init__.py") == ["app.web.auth.who"]


def test_imports_inside_functions_are_seen() -> None:
    assert targets("def solve():\n    import ortools.sat") == ["ortools.sat"]


def test_imports_for_typing_are_told_apart() -> None:
    source = "if TYPE_CHECKING:\n    import flask\nelse:\n    import click"
    found = file_of("app.cli", source).imports
    assert [(one.target, one.typing_only) for one in found] == [("flask", True), ("click", False)]


def test_circle_through_three_files_is_found() -> None:
    files = [
        file_of("app.a", "from app.b import x"),
        file_of("app.b", "def late():\n    from app import c"),
        file_of("app.c", "import app.a"),
        file_of("app.d", "import app.a"),
    ]
    assert cycles(graph({file.module: file for file in files})) == [["app.a", "app.b", "app.c"]]


def test_import_for_typing_closes_no_circle() -> None:
    files = [file_of("app.a", "import app.b"), file_of("app.b", "if TYPE_CHECKING:\n    import app.a")]
    assert cycles(graph({file.module: file for file in files})) == []


def test_package_goes_by_its_folder() -> None:
    assert module_name(Path("app/web/__init__.py")) == "app.web"
    assert module_name(Path("wsgi.py")) == "wsgi"
