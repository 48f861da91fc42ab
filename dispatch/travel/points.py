"""What a place is to all sources of driving times."""

from __future__ import annotations

from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
"""(latitude, longitude) in degrees."""
