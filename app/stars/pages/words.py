"""The words of facts and comparison: what measures are called and count, how figures are written, and why."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.phrases import Phrase
from app.stars.rules.leaving_out import DeclaredReason, Why
from app.stars.rules.measured import Measure
from app.web.wording import say

TITLES: Mapping[Measure, Phrase] = {
    Measure.PROMISE_OWN_STAGES: Phrase("Promise kept"),
    Measure.FIRST_TIME_FIX: Phrase("First-time fix"),
    Measure.NO_REPEAT: Phrase("No repeat in 30 days"),
    Measure.TIME_AGAINST_EXPECTED: Phrase("Time on site"),
    Measure.CUSTOMER_SCORE: Phrase("Customers' score"),
    Measure.EVIDENCE_IN_TIME: Phrase("Whole record in time"),
    Measure.COMPLAINTS_UPHELD: Phrase("Complaints upheld, in 100 visits"),
    Measure.CALL_BACK_SOLVED: Phrase("Solved, says the customer"),
    Measure.THEORY: Phrase("Theory examination"),
    Measure.PRACTICE: Phrase("Practical examination"),
    Measure.TRAINING_VALID: Phrase("Training and certificates"),
}

MEANINGS: Mapping[Measure, Phrase] = {
    Measure.PROMISE_OWN_STAGES: Phrase(
        "On site in time. Only what the engineer himself delayed counts against him: saying yes, setting out,"
        " the drive. Promises that the office broke, and doubtful arrivals nobody has settled, are left out."
    ),
    Measure.FIRST_TIME_FIX: Phrase(
        "The first visit to a request ended with the work done. Left out: a missing part, nobody there,"
        " no way in."
    ),
    Measure.NO_REPEAT: Phrase(
        "Neither was the same machine reported again within 30 days, also as a new request, nor the request"
        " taken up again. A visit counts once the 30 days are over: the good ones and the others alike."
    ),
    Measure.TIME_AGAINST_EXPECTED: Phrase(
        "Time from arrival to completion against what the fault is expected to take: 100 per cent is as"
        " expected, less is faster. A middle that single long visits move little (geometric mean)."
    ),
    Measure.CUSTOMER_SCORE: Phrase(
        "What customers gave on the card, from 1 to 5: the mean of all in all, on time, technical level and"
        " attitude, as far as they answered. A customer who always gives less, or more, than others is"
        " allowed for, and so are kinds of work whose customers rarely answer."
    ),
    Measure.EVIDENCE_IN_TIME: Phrase(
        "Left with the five ones, and no customer says that they were not used; both signatures stand, every"
        " picture has come, and the record came within four hours of the end of the work. All of it, or the"
        " visit counts as no."
    ),
    Measure.COMPLAINTS_UPHELD: Phrase(
        "Complaints about the engineer that a manager upheld, for each hundred visits; one upheld in part"
        " counts half."
    ),
    Measure.CALL_BACK_SOLVED: Phrase(
        "What the customer said on the call back, which counts for who came last; where nobody called, what"
        " he answered on the card of a visit: the problem is solved."
    ),
}

REASONS: Mapping[str, Phrase] = {
    DeclaredReason.WEATHER: Phrase("Weather"),
    DeclaredReason.BLOCKED_ROAD: Phrase("Blocked road"),
    DeclaredReason.BUILDING_CLOSED: Phrase("Building closed"),
    DeclaredReason.SYSTEM_OUTAGE: Phrase("Our system was down"),
    DeclaredReason.SHARED_FAULT: Phrase("Fault shared with others"),
    DeclaredReason.OTHER: Phrase("Another reason"),
}

WHYS: Mapping[str, Phrase] = {
    Why.OFFICE: Phrase("the office used the time up: intake or assignment"),
    Why.NO_ACCESS: Phrase("nobody there, or no way in"),
    Why.PART_MISSING: Phrase("waits for a part"),
    Why.CANCELLED: Phrase("called off"),
    Why.UNSETTLED: Phrase("doubtful arrival, not settled yet"),
    Why.NOT_ARRIVED: Phrase("settled: nobody had arrived"),
    Why.NOBODY_CAME: Phrase("nobody came to the site"),
    Why.SOLVED_REMOTELY: Phrase("solved without a visit"),
    Why.OTHER_VISIT: Phrase("the promise was another visit's, or another engineer's"),
    Why.OTHER_ENGINEER: Phrase("somebody else made the visit"),
    Why.RETURN_VISIT: Phrase("a return visit"),
    Why.NOT_DONE: Phrase("the work was not done"),
    Why.NO_MACHINE: Phrase("not known which machine it was"),
    Why.NOT_OVER_YET: Phrase("too early to say"),
    Why.NOT_RATED: Phrase("the customer gave no score"),
    Why.NOT_CALLED: Phrase("neither a call back nor an answer on the card"),
    Why.NO_MESSAGES: Phrase("no phone told of it"),
    Why.ACCEPTANCE: Phrase("saying yes took too long"),
    Why.DEPARTURE: Phrase("setting out took too long"),
    Why.TRAVEL: Phrase("the drive took too long"),
    Why.UNSOLVED: Phrase("the customer said that it was not solved, and somebody had to come again"),
    Why.CAME_BACK: Phrase("the fault came back within 30 days"),
    Why.FIVE_ONES: Phrase("left without the five ones"),
    Why.FIVE_ONES_UNUSED: Phrase("the customer says that the five ones were not used"),
    Why.PICTURES: Phrase("a picture has not come"),
    Why.SIGNATURES: Phrase("a signature lacks or is void"),
    Why.RECORDED_LATE: Phrase("the record came late"),
    Why.ENDED_BY_OFFICE: Phrase("the office had to end the visit"),
    Why.NOT_SOLVED: Phrase("the customer says it is not solved"),
    Why.UPHELD: Phrase("a complaint was upheld"),
}

PER_CENT = "%"
RATIOS = frozenset({Measure.TIME_AGAINST_EXPECTED})
PLAIN = frozenset({Measure.CUSTOMER_SCORE, Measure.COMPLAINTS_UPHELD})
_YES, _NO = Phrase("yes"), Phrase("no")


def written(measure: Measure, value: float | None) -> str:
    """Write a figure of a month or of a person; a dash where there is none."""
    if value is None:
        return "–"
    return f"{value:.2f}" if measure in PLAIN else f"{100 * value:.0f}{PER_CENT}"


def contributed(measure: Measure, value: float | None) -> str:
    """Write what one visit contributed; a dash where it says nothing."""
    if value is None or measure in RATIOS:
        return written(measure, value)
    if measure is Measure.CUSTOMER_SCORE:
        return f"{round(value, 2):g}"
    if measure is Measure.COMPLAINTS_UPHELD:
        return f"{value:g}"
    return say(_YES if value else _NO)


def why(code: str) -> str:
    """Say why it is left out, or speaks against who made it."""
    found = WHYS.get(code) or REASONS.get(code)
    return say(found) if found else ""
