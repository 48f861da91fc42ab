"""How people behave: how quickly they react, how often something comes in between."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Habits:
    """Medians in seconds, chances from 0 to 1."""

    reaction_s: float = 25.0
    packing_s: float = 45.0
    confirm_s: float = 240.0
    rate_s: float = 900.0
    call_back_s: float = 1500.0
    no_access_wait_s: float = 420.0
    part_arrives_s: float = 3600.0
    ring_s: float = 150.0

    declines: float = 0.02
    overhears: float = 0.01
    part_missing: float = 0.03
    no_access: float = 0.012
    fits_part: float = 0.20
    charges: float = 0.15
    code_comes_later: float = 0.08
    taps_card: float = 0.4
    cancels: float = 0.012
    looks_at_link: float = 0.3
    rates: float = 0.85
    still_broken: float = 0.01
    answers_no: float = 0.02
    basement: float = 0.15
    arrives_offline: float = 0.12
    lies: float = 0.008
    tricks: float = 0.01
    breaks_down: float = 0.02
    goes_silent: float = 0.02
    complains: float = 0.5


PATIENT = Habits(
    declines=0.0,
    overhears=0.0,
    part_missing=0.0,
    no_access=0.0,
    fits_part=0.0,
    charges=0.0,
    code_comes_later=0.0,
    cancels=0.0,
    looks_at_link=0.0,
    rates=1.0,
    still_broken=0.0,
    answers_no=0.0,
    basement=0.0,
    arrives_offline=0.0,
    lies=0.0,
    tricks=0.0,
    breaks_down=0.0,
    goes_silent=0.0,
    complains=0.0,
)
"""Nothing comes in between."""
