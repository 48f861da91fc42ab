"""Where praise of an engineer comes from.  Pure."""

from __future__ import annotations

from enum import StrEnum


class PraiseSource(StrEnum):
    """Who praised, and how it came."""

    CUSTOMER_LETTER = "customer_letter"
    CUSTOMER_CALL = "customer_call"
    COLLEAGUE = "colleague"
    MANAGER = "manager"
