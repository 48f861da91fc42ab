"""The rooms of the house, from the ground up; importing this list has each bring what it brings, once.

Whoever composes a process imports it: the web application, workers, the command line, the tests.  A new
capability is a folder of its own and one line here.
"""

from __future__ import annotations

from app.accounts.capability import CAPABILITY as ACCOUNTS
from app.arrivals.capability import CAPABILITY as ARRIVALS
from app.dispatching.capability import CAPABILITY as DISPATCHING
from app.files.capability import CAPABILITY as FILES
from app.outbox.capability import CAPABILITY as OUTBOX
from app.phones.capability import CAPABILITY as PHONES
from app.positions.capability import CAPABILITY as POSITIONS
from app.promise.capability import CAPABILITY as PROMISE
from app.registers.capability import CAPABILITY as REGISTERS
from app.requests.capability import CAPABILITY as REQUESTS
from app.visits.capability import CAPABILITY as VISITS

CAPABILITIES = (
    FILES,
    REGISTERS,
    ACCOUNTS,
    REQUESTS,
    PHONES,
    POSITIONS,
    DISPATCHING,
    ARRIVALS,
    PROMISE,
    OUTBOX,
    VISITS,
)

for _capability in CAPABILITIES:
    for _filling in _capability.fillings:
        _filling.put()
