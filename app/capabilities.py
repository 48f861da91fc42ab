"""The rooms of the house, from the ground up, and what each brings to those below it.

A new capability is a folder of its own, one entry here, and one for its height in
`tests/test_architecture.py`.  Its `doors.py`, which web processes alone load, is named by its
`capability.py`, and its templates stand in its folder `templates`.
"""

from __future__ import annotations

from functools import cache

from app.accounts.capability import CAPABILITY as ACCOUNTS
from app.arrivals.capability import CAPABILITY as ARRIVALS
from app.cards.capability import CAPABILITY as CARDS
from app.checklist_templates.capability import CAPABILITY as CHECKLIST_TEMPLATES
from app.desk.capability import CAPABILITY as DESK
from app.dispatching.capability import CAPABILITY as DISPATCHING
from app.documents.capability import CAPABILITY as PAPERS
from app.enquiries.capability import CAPABILITY as ENQUIRIES
from app.files.capability import CAPABILITY as FILES
from app.grading.capability import CAPABILITY as GRADING
from app.hotline.capability import CAPABILITY as HOTLINE
from app.jobs.capability import CAPABILITY as JOBS
from app.leave.capability import CAPABILITY as LEAVE
from app.mine.capability import CAPABILITY as MINE
from app.operations.capability import CAPABILITY as OPERATIONS
from app.outbox.capability import CAPABILITY as OUTBOX
from app.phones.capability import CAPABILITY as PHONES
from app.places.capability import CAPABILITY as PLACES
from app.portal.capability import CAPABILITY as PORTAL
from app.positions.capability import CAPABILITY as POSITIONS
from app.promise.capability import CAPABILITY as PROMISE
from app.providers.capability import CAPABILITY as PROVIDERS
from app.qualifications.capability import CAPABILITY as QUALIFICATIONS
from app.registers.capability import CAPABILITY as REGISTERS
from app.reports.capability import CAPABILITY as REPORTS
from app.requests.capability import CAPABILITY as REQUESTS
from app.rewards.capability import CAPABILITY as REWARDS
from app.rosters.capability import CAPABILITY as ROSTERS
from app.scorecards.capability import CAPABILITY as SCORECARDS
from app.staffing.capability import CAPABILITY as STAFFING
from app.stars.capability import CAPABILITY as STARS
from app.start.capability import CAPABILITY as START
from app.swaps.capability import CAPABILITY as SWAPS
from app.teams.capability import CAPABILITY as TEAMS
from app.visits.capability import CAPABILITY as VISITS
from mobile_api.capability import CAPABILITY as MOBILE_API

CAPABILITIES = (
    FILES,
    JOBS,
    PLACES,
    REGISTERS,
    ACCOUNTS,
    TEAMS,
    CHECKLIST_TEMPLATES,
    REQUESTS,
    PHONES,
    POSITIONS,
    DISPATCHING,
    ARRIVALS,
    PROMISE,
    OUTBOX,
    ENQUIRIES,
    VISITS,
    ROSTERS,
    QUALIFICATIONS,
    LEAVE,
    SWAPS,
    PORTAL,
    PAPERS,
    CARDS,
    DESK,
    HOTLINE,
    MINE,
    REPORTS,
    STARS,
    GRADING,
    PROVIDERS,
    REWARDS,
    SCORECARDS,
    START,
    STAFFING,
    OPERATIONS,
    MOBILE_API,
)


@cache
def install() -> None:
    """Have each room bring what it brings, once; whoever composes a process calls it."""
    for capability in CAPABILITIES:
        for filling in capability.fillings:
            filling.put()
