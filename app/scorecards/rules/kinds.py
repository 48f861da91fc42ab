"""What there are scorecards of."""

from __future__ import annotations

from enum import StrEnum


class ScorecardKind(StrEnum):
    """Whose, or what's, visits a scorecard is made of."""

    ENGINEER = "engineer"
    PROVIDER = "provider"
    TERRITORY = "territory"
    CUSTOMER = "customer"
    CONTRACT = "contract"
    FAULT = "fault"
    MODEL = "model"
    MACHINE = "machine"


GRADED = (ScorecardKind.ENGINEER, ScorecardKind.PROVIDER)
"""Those who are graded, and therefore read their own."""

GRADED_IN_ADDRESS = ", ".join(GRADED)
OTHERS_IN_ADDRESS = ", ".join(one for one in ScorecardKind if one not in GRADED)
"""The kinds as an address names them; those of who is graded have access rows of their own."""

MOST_BESIDE = 4
"""So many are read side by side at most."""
