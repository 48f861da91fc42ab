"""What an integration's API key may be allowed, as each room's `capability.py` names it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.kernel.slots import Slot, TableSlot

SCOPES: Slot[str] = Slot("scopes of API keys")
MEANINGS: TableSlot[str, Phrase] = TableSlot("what scopes of API keys allow")
"""What each scope allows, for whoever makes a key."""
