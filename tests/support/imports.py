"""What the project's files import from one another, read from their syntax without importing them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "checklists", "dispatch", "mobile_api")


@dataclass(frozen=True)
class Import:
    """One imported name: ``module`` says ``target``, at ``line``; ``typing_only`` never runs."""

    module: str
    target: str
    line: int
    typing_only: bool = False

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.target}"


@dataclass(frozen=True)
class SourceFile:
    """A parsed file of the project under its dotted module name."""

    module: str
    path: Path
    tree: ast.Module

    @cached_property
    def imports(self) -> list[Import]:
        """Every import in the file, wherever it stands."""
        return list(_imports(self, self.tree, typing_only=False))

    @property
    def package(self) -> str:
        """What a relative import starts from."""
        return self.module if self.path.name == "__init__.py" else self.module.rpartition(".")[0]


@cache
def source_files(root: Path = ROOT) -> Mapping[str, SourceFile]:
    """Return the product's files by module name: the four packages and ``wsgi``.  They are parsed once."""
    paths = [path for package in PACKAGES for path in sorted((root / package).rglob("*.py"))]
    paths += [path for path in [root / "wsgi.py"] if path.exists()]
    files = [parse(path.read_text("utf-8"), path, module_name(path.relative_to(root))) for path in paths]
    return {file.module: file for file in files}


def module_name(path: Path) -> str:
    """Return the dotted name of a file given relative to the root."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def parse(source: str, path: Path, module: str) -> SourceFile:
    """Parse one file's text."""
    return SourceFile(module, path, ast.parse(source, filename=str(path)))


def within(module: str, package: str) -> bool:
    """Whether ``module`` is ``package`` or stands inside it."""
    return module == package or module.startswith(f"{package}.")


def resolve(target: str, modules: Iterable[str]) -> str | None:
    """Return the project's module that an imported name belongs to: itself, or where it is defined."""
    known = set(modules)
    while target:
        if target in known:
            return target
        target = target.rpartition(".")[0]
    return None


def graph(files: Mapping[str, SourceFile]) -> dict[str, set[str]]:
    """Return which files each file loads, also from inside a function; for typing alone does not count."""
    edges: dict[str, set[str]] = {}
    for file in files.values():
        targets = {resolve(found.target, files) for found in file.imports if not found.typing_only}
        edges[file.module] = {target for target in targets if target} - {file.module}
    return edges


def cycles(edges: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the groups of files that import one another in a circle (Tarjan, SIAM J. Comput. 1972)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    groups: list[list[str]] = []

    def visit(module: str) -> None:
        order[module] = lowest[module] = len(order)
        stack.append(module)
        for target in sorted(edges[module]):
            if target not in order:
                visit(target)
                lowest[module] = min(lowest[module], lowest[target])
            elif target in stack:
                lowest[module] = min(lowest[module], order[target])
        if lowest[module] == order[module]:
            start = stack.index(module)
            group, stack[start:] = sorted(stack[start:]), []
            if len(group) > 1:
                groups.append(group)

    for module in sorted(edges):
        if module not in order:
            visit(module)
    return groups


def _imports(file: SourceFile, node: ast.AST, *, typing_only: bool) -> Iterator[Import]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        for target in _targets(file, node):
            yield Import(file.module, target, node.lineno, typing_only)
    elif isinstance(node, ast.If) and _is_type_checking(node.test):
        for statement in node.body:
            yield from _imports(file, statement, typing_only=True)
        for statement in node.orelse:
            yield from _imports(file, statement, typing_only=typing_only)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _imports(file, child, typing_only=typing_only)


def _targets(file: SourceFile, node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    base = node.module or ""
    if node.level:
        above = file.package.split(".")
        base = ".".join([*above[: len(above) - node.level + 1], *([base] if base else [])])
    return [f"{base}.{alias.name}" for alias in node.names]


def _is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )
