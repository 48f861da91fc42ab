"""What speaks for and against an arrival, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import format_decimal

from app.arrivals.rules.arrival_facts import CONTRADICTIONS, Finding
from app.kernel.phrases import Phrase
from app.requests.rules.promise import ArrivalVerdict
from app.web.pages.i18n import span
from app.web.wording import say

VERDICTS: Mapping[str, Phrase] = {
    ArrivalVerdict.PROVEN: Phrase("Proven"),
    ArrivalVerdict.BY_OFFICE: Phrase("Proven by the office"),
    ArrivalVerdict.PLAUSIBLE: Phrase("Plausible"),
    ArrivalVerdict.DOUBTFUL: Phrase("Doubtful"),
}

DECISIONS: Mapping[str, Phrase] = {
    "arrived": Phrase("The engineer arrived"),
    "not_arrived": Phrase("Nobody arrived"),
}

WORDS: Mapping[str, Phrase] = {
    Finding.CODE_RIGHT: Phrase("The customer's code was given"),
    Finding.CUSTOMER_CONFIRMED: Phrase("The customer confirmed it himself"),
    Finding.OFFICE_CONFIRMED: Phrase("The hotline confirmed it for the customer"),
    Finding.HANDED_CONFIRMED: Phrase("It was confirmed by a link that the office handed over"),
    Finding.INSIDE_FENCE: Phrase("Inside the fence, %(distance)s from the site"),
    Finding.TRACK_FITS: Phrase("The track fits: %(distance)s away %(span)s before"),
    Finding.CLOCK_SUPPORTED: Phrase("The phone's message numbers and counter support the time"),
    Finding.NO_CODE: Phrase("No code was given"),
    Finding.NO_POSITION: Phrase("No position was sent"),
    Finding.ACCURACY_USELESS: Phrase("The position is good to %(distance)s only, which says nothing"),
    Finding.NO_REASON: Phrase("Nobody said why there is no useful position"),
    Finding.NO_TRACK: Phrase("No position from the half hour before bears it out"),
    Finding.CLOCK_SLEPT: Phrase("The phone's clock went on by more than its counter: it slept, or was set"),
    Finding.SEEN_ELSEWHERE_ONCE: Phrase(
        "One position shows the phone %(distance)s away, and no other bears it out"
    ),
    Finding.OUTSIDE_FENCE: Phrase("Outside the fence, %(distance)s from the site"),
    Finding.CODE_WRONG: Phrase("Wrong codes and no right one: %(count)s"),
    Finding.CODE_GUESSED: Phrase("The right code came after wrong ones (%(count)s), and may be a guess"),
    Finding.MOCK_LOCATION: Phrase("The phone says that its location is made up"),
    Finding.TOO_FAR_BEFORE: Phrase("%(distance)s away %(span)s before: nobody can drive that"),
    Finding.TOO_FAR_AFTER: Phrase("%(distance)s away %(span)s afterwards: nobody can drive that"),
    Finding.SEEN_ELSEWHERE: Phrase("%(distance)s away %(span)s after arriving, during the visit"),
    Finding.DRIVE_TOO_SHORT: Phrase("%(span)s from the departure to here, and %(distance)s to drive"),
    Finding.BEFORE_DEPARTURE: Phrase("Dated %(span)s before the departure"),
    Finding.DATED_BACK: Phrase(
        "Received %(span)s later and after the promised time, and nothing supports the time it names"
    ),
    Finding.CLOCK_JUMPED: Phrase("The phone's clock jumped in the time that matters"),
    Finding.NUMBERS_SLIPPED: Phrase("The phone contradicts its own message numbers, counter or boots"),
    Finding.CONFIRMED_TOO_EARLY: Phrase("Confirmed %(span)s early: the engineer could not be there yet"),
}

_UNKNOWN_ACCURACY = Phrase("The accuracy of the position is not known")
_FOR = frozenset(list(Finding)[: list(Finding).index(Finding.NO_CODE)])
_KM_M = 1000
_FAR_M = 100_000


@dataclass(frozen=True, slots=True)
class FindingInWords:
    """A finding in words; `tone` is good, plain or bad: for the arrival, lacking, against it."""

    text: str
    tone: str


def distance(metres: float) -> str:
    """Write a distance: `35 m`, `46.8 km`, `120 km`."""
    if metres < _KM_M:
        return say(Phrase("%(n)s m", n=round(metres)))
    shown = "#,##0" if metres >= _FAR_M else "#,##0.0"
    return say(Phrase("%(n)s km", n=format_decimal(metres / _KM_M, format=shown)))


def said(findings: Iterable[Mapping[str, Any]]) -> list[FindingInWords]:
    """Put kept findings into words, what speaks against the arrival first."""
    order = ("bad", "plain", "good")
    found = [FindingInWords(_text(one), _tone(one["finding"])) for one in findings]
    return sorted(found, key=lambda one: order.index(one.tone))


def _text(one: Mapping[str, Any]) -> str:
    if one["finding"] == Finding.ACCURACY_USELESS and one.get("metres") is None:
        return say(_UNKNOWN_ACCURACY)
    words = WORDS.get(one["finding"])
    if words is None:
        return str(one["finding"]).replace("_", " ")
    figures = {
        "distance": distance(one.get("metres", 0)),
        "span": span(one.get("seconds", 0)),
        "count": one.get("count", 0),
    }
    return say(Phrase(words.id, **figures))


def _tone(finding: str) -> str:
    if finding in CONTRADICTIONS:
        return "bad"
    return "good" if finding in _FOR else "plain"
