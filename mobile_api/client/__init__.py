"""The reference client: what a phone does to lose nothing, in Python.

It needs the standard library and httpx alone.  `docs/mobile-sync.md` describes the protocol it speaks.
"""

from mobile_api.client.backoff import Backoff
from mobile_api.client.journal import Entry, Journal, Outcome
from mobile_api.client.phone import PhoneClient, Synced
from mobile_api.client.transport import HttpTransport, Rejected, Transport, Unreachable

__all__ = [
    "Backoff",
    "Entry",
    "HttpTransport",
    "Journal",
    "Outcome",
    "PhoneClient",
    "Rejected",
    "Synced",
    "Transport",
    "Unreachable",
]
