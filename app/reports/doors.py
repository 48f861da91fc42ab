"""The doors of this room: reports with the requests behind them."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.reports.access import ACCESS
from app.reports.pages import reports
from app.web.doors import Doors, MenuEntry

DOORS = Doors(
    access=ACCESS,
    pages=(reports,),
    menu=(MenuEntry("reports", Phrase("Reports"), 80),),
)
