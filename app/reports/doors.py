"""The doors of this room: reports with the requests behind them."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.reports.access import ACCESS
from app.reports.api import learned as learned_api
from app.reports.pages import dispatch_audit, learned, reports
from app.web.doors import Doors, MenuEntry

DOORS = Doors(
    access=ACCESS,
    blueprints=(learned_api.blp,),
    pages=(reports, dispatch_audit, learned),
    menu=(MenuEntry("reports", Phrase("Reports"), 80, holds=frozenset({"dispatch", "scorecards", "stars"})),),
)
