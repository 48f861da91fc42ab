"""The queues of due work, which run beside each other, so that slow work never holds up a prompt one.

A queue does one thing at a time in each worker process; `WIDTH` names those that do more.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType


class Queue(StrEnum):
    """What a timer's kind names as the queue of its work."""

    PLAN = "plan"  # solving takes its budget
    OUTSIDE = "outside"  # waits for other people's servers
    UPKEEP = "upkeep"  # grows with the day's work
    PROMPT = "prompt"  # short work against the database alone


WIDTH = MappingProxyType({Queue.OUTSIDE: 4})
"""How many things at a time a queue does, where not one: slow receivers wait beside each other."""
