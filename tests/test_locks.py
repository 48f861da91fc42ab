"""The locks are what gets installed, so they have to be whole, pinned by hash, and fit pyproject.toml."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.imports import PACKAGES, ROOT, source_files, within

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = {
    "requirements.lock": ["server", "checkout"],
    "requirements-dev.lock": ["server", "checkout", "dev"],
}
each_lock = pytest.mark.parametrize("lock", EXTRAS)


def entries(lock: str) -> list[str]:
    """Return the lock's requirements, each with its hashes on one line, without comments."""
    text = re.sub(r"\\\n\s*", "", (ROOT / lock).read_text("utf-8"))
    return [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]


def pins(lock: str) -> dict[str, set[str]]:
    """Return the versions of each library; one may have several, for different interpreters."""
    found: dict[str, set[str]] = {}
    for entry in entries(lock):
        requirement = Requirement(entry.split(" --hash")[0])
        versions = {specifier.version for specifier in requirement.specifier}
        found.setdefault(canonicalize_name(requirement.name), set()).update(versions)
    return found


@each_lock
def test_every_entry_is_pinned_by_hash(lock: str) -> None:
    assert [entry for entry in entries(lock) if "==" not in entry or "--hash=sha256:" not in entry] == []


@each_lock
def test_lock_names_no_address_and_no_folder(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert re.findall(r"^.*(?:://|--index-url|--find-links|file:| /).*$", text, re.MULTILINE) == []


@each_lock
def test_lock_satisfies_what_the_project_asks_for(lock: str) -> None:
    optional = PROJECT["optional-dependencies"]
    asked = PROJECT["dependencies"] + [line for extra in EXTRAS[lock] for line in optional[extra]]
    locked = pins(lock)
    for requirement in map(Requirement, asked):
        versions = locked.get(canonicalize_name(requirement.name), set())
        assert versions, requirement
        assert all(version in requirement.specifier for version in versions), requirement


@cache
def _installed() -> Mapping[str, list[str]]:
    """What each importable name is provided by: asked once, since every installed file is read for it."""
    return packages_distributions()


@pytest.mark.parametrize(
    ("packages", "extras"), [(("dispatch", "checklists"), []), ((*PACKAGES, "wsgi"), ["server"])]
)
def test_every_imported_library_is_asked_for_by_name(packages: tuple[str, ...], extras: list[str]) -> None:
    asked = PROJECT["dependencies"] + [
        line for extra in extras for line in PROJECT["optional-dependencies"][extra]
    ]
    names = {canonicalize_name(Requirement(line).name) for line in asked}
    files = [file for file in source_files().values() if any(within(file.module, one) for one in packages)]
    imported = {found.target.partition(".")[0] for file in files for found in file.imports}
    libraries = imported - set(sys.stdlib_module_names) - {*PACKAGES, "wsgi"}
    installed = _installed()
    provided = {library: installed.get(library, []) for library in libraries}
    assert [one for one, by in provided.items() if not names & set(map(canonicalize_name, by))] == []


def test_tests_run_on_the_versions_that_are_served() -> None:
    served, tested = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: tested.get(name) for name in served} == served
