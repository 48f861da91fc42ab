from __future__ import annotations

from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

FRONTEND = Path(__file__).parents[2] / "frontend"


@pytest.fixture
def tool() -> Callable[[str], ModuleType]:
    """Load a file of `frontend/`, which is no package, afresh."""

    def load(name: str) -> ModuleType:
        spec = spec_from_file_location(f"frontend_{name}", FRONTEND / f"{name}.py")
        assert spec
        assert spec.loader
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load
