"""What can be written to the server: a character or a number that cannot is no reason to send nothing."""

from __future__ import annotations

import math
from typing import Any

_INSTEAD = "\N{REPLACEMENT CHARACTER}"


def plain(value: Any) -> Any:
    """Return JSON without NUL, half surrogate pairs and numbers that are none."""
    if isinstance(value, str):
        paired = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return paired.replace("\0", _INSTEAD)
    if isinstance(value, dict):
        return {plain(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
