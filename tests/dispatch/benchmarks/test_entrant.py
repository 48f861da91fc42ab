"""What is told of a solver's memory is its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dispatch.benchmarks import entrant

BALLAST_MB = 300


@pytest.mark.skipif(not entrant.STATUS.exists(), reason="the system does not tell")
def test_memory_of_whoever_starts_a_solver_is_not_counted_as_the_solvers() -> None:
    ballast = bytes(BALLAST_MB << 20).replace(b"\0", b"x")
    asked = "from dispatch.benchmarks.entrant import peak_mb; print(peak_mb())"
    told = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert 0 < int(told.stdout) < len(ballast) >> 20
