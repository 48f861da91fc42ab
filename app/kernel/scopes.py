"""What an integration's API key may be allowed, as each room's `capability.py` names it."""

from __future__ import annotations

from app.kernel.slots import Slot

SCOPES: Slot[str] = Slot("scopes of API keys")
