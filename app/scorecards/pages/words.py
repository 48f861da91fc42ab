"""What kinds of scorecards and their parts are called, and where each one's own page is."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.phrases import Phrase
from app.scorecards.rules.figures import Than
from app.scorecards.rules.kinds import ScorecardKind
from app.stars.rules.leaving_out import Why

KINDS: Mapping[ScorecardKind, Phrase] = {
    ScorecardKind.ENGINEER: Phrase("Engineer"),
    ScorecardKind.PROVIDER: Phrase("Service provider"),
    ScorecardKind.TERRITORY: Phrase("Territory"),
    ScorecardKind.CUSTOMER: Phrase("Customer"),
    ScorecardKind.CONTRACT: Phrase("Contract"),
    ScorecardKind.FAULT: Phrase("Kind of fault"),
    ScorecardKind.MODEL: Phrase("Model"),
    ScorecardKind.MACHINE: Phrase("Machine"),
}

THAN: Mapping[Than, Phrase] = {
    Than.BEFORE: Phrase("The months before"),
    Than.YEAR: Phrase("The same months a year before"),
}

STAGES: Mapping[str, Phrase] = {
    Why.ACCEPTANCE: Phrase("The engineer said yes too late"),
    Why.DEPARTURE: Phrase("The engineer set out too late"),
    Why.TRAVEL: Phrase("The drive took too long"),
    Why.OFFICE: Phrase("Intake or assignment took too long"),
    Why.NO_ACCESS: Phrase("Nobody there, or no way in"),
}

BREACHES = Phrase(
    "Promises that were broken, each request once, by the one stage that used the hour up. Late is the time"
    " from what was promised to the arrival; where nobody came at all there is none. What a manager declared"
    " as weather, a blocked road and the like is left out."
)

COSTS: Mapping[str, Phrase] = {
    "work": Phrase("Work at the customer's"),
    "driving": Phrase("Driving time"),
    "distance": Phrase("Kilometres"),
    "flat": Phrase("For each visit"),
    "parts": Phrase("Parts"),
}
"""The parts of a visit's cost, by their names in `app.scorecards.rules.costs`."""

COST = Phrase(
    "The cost of all visits in these months, divided by those that somebody came to. Hours of work from the"
    " arrival to the end, and of driving from setting out to the arrival or to a closed gate, by the rates"
    " below; kilometres are not measured: driving time at the usual speed. Parts at the price on the bill."
    " Not in it: waiting and breaks, office and planning, requests solved without a visit, taxes, and what"
    " customers pay. People of service providers count by the same rates; what a provider is paid stands in"
    " its statement."
)
