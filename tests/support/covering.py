"""Which lines and branches a run of the suite reaches, where that has a floor (`tests.floors`).

slipcover writes itself into the code that is measured and out again once a line was seen; a tracer would be
called for every line of every library and took a third of the suite's time.  Pytest loads this module by
`PYTEST_PLUGINS`, before any `conftest.py`, so that nothing that is measured has been imported yet.  Each
process of pytest writes what it saw into the folder that `SUITE_COVERAGE` names; servers and solvers in
processes of their own are not measured.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from slipcover import FileMatcher, Slipcover
from slipcover.importer import SlipcoverLoader

FOLDER = "SUITE_COVERAGE"
MEASURED = ("dispatch", "checklists", "app")
_WITHOUT_FLOOR = ("*/api", "*/pages", "*/reads", "cli", "demo", "kernel", "shell", "web")
NOT_MEASURED = [f"app/{floor}/*" for floor in _WITHOUT_FLOOR]
"""What has no floor: measuring it would only take time."""
NO_CODE = ["if TYPE_CHECKING:", "raise NotImplementedError", "@overload", r"class .*\(Protocol\):"]
SEEN_AGAIN = 5_000
"""How often lines are reached again before slipcover writes itself out of them, going through all modules."""


class MeasuredModules(MetaPathFinder):
    """Finds the modules that are measured, and has slipcover load them."""

    def __init__(self, cover: Any, files: Any) -> None:
        self._cover = cover
        self._files = files

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return a module's spec, None for what others are to find."""
        if name.partition(".")[0] not in MEASURED:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec and spec.loader and spec.origin and self._files.matches(spec.origin):
            spec.loader = SlipcoverLoader(self._cover, spec.loader, spec.origin)
        return spec


def begin(folder: Path) -> Any:
    """Measure what is imported from now on."""
    folder.mkdir(parents=True, exist_ok=True)
    cover = Slipcover(
        branch=True,
        source=list(MEASURED),
        omit=NOT_MEASURED,
        exclude_also=NO_CODE,
        d_miss_threshold=SEEN_AGAIN,
    )
    sys.meta_path.insert(0, MeasuredModules(cover, FileMatcher(sources=list(MEASURED), omit=NOT_MEASURED)))
    return cover


_FOLDER = Path(os.environ[FOLDER]) if FOLDER in os.environ else None
_COVER = begin(_FOLDER) if _FOLDER else None


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Write down what was seen; a process that ran no test saw the imports."""
    if _FOLDER and _COVER:
        (_FOLDER / f"{os.getpid()}.json").write_text(json.dumps(_COVER.get_coverage()))
