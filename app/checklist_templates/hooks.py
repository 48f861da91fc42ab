"""What upper rooms know of checklists: which visits work through which version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from sqlalchemy import Select

from app.kernel.slots import Slot

UsedBy: TypeAlias = Callable[[str, int], Select[Any]]
"""Key and number of a version → the query of its visits with their requests, newest first."""

USED_BY: Slot[UsedBy] = Slot("which visits work through a checklist")

STATES_OF_VISITS: Slot[str] = Slot("the states in which such a visit can be")
