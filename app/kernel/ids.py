"""Keys of rows as people and files write them."""

from __future__ import annotations

from uuid import UUID


def is_id(key: str) -> bool:
    """Whether a key can be that of a row: people edit addresses, and files name rows by other things."""
    try:
        UUID(key)
    except ValueError:
        return False
    return True
