"""How long an engineer takes to set out."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Final

LONGEST_DELAY_S: Final = 1800
"""Who set out later than this after the visit was given to him was waiting for something else."""


def setting_out_s(departed_at: datetime, ready_at: datetime) -> int:
    """Whole seconds from when he had the visit and nothing else to do until he left."""
    return min(LONGEST_DELAY_S, max(0, math.floor((departed_at - ready_at).total_seconds())))
