"""What of the office's word a provider may not overrule when it gives a visit to its own people.  Pure."""

from __future__ import annotations

from app.kernel import Role

OUTWEIGHED = frozenset({"declined", "expired"})
"""Why somebody is out for a visit: his own no, which his company may outweigh."""


def is_office_word(excluded_for: str | None, pinned_by: str | None) -> bool:
    """Tell whether the office ruled somebody out, or pinned the visit.

    excluded_for: why he is out for the visit, None where he is not.  pinned_by: who pinned the visit, as the
    ledger names actors; None where it is not pinned.
    """
    ruled_out = excluded_for is not None and excluded_for not in OUTWEIGHED
    return ruled_out or (pinned_by is not None and not pinned_by.startswith(f"{Role.PROVIDER}:"))
