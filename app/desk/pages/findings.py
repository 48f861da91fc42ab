"""What speaks for and against an arrival, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString, format_decimal, gettext, lazy_gettext

from app.arrivals.rules.arrival_facts import CONTRADICTIONS, Finding
from app.requests.rules.promise import ArrivalVerdict
from app.web.pages.i18n import span

VERDICTS: Mapping[str, LazyString] = {
    ArrivalVerdict.PROVEN: lazy_gettext("Proven"),
    ArrivalVerdict.BY_OFFICE: lazy_gettext("Proven by the office"),
    ArrivalVerdict.PLAUSIBLE: lazy_gettext("Plausible"),
    ArrivalVerdict.DOUBTFUL: lazy_gettext("Doubtful"),
}

DECISIONS: Mapping[str, LazyString] = {
    "arrived": lazy_gettext("The engineer arrived"),
    "not_arrived": lazy_gettext("Nobody arrived"),
}

WORDS: Mapping[str, LazyString] = {
    Finding.CODE_RIGHT: lazy_gettext("The customer's code was given"),
    Finding.CUSTOMER_CONFIRMED: lazy_gettext("The customer confirmed it himself"),
    Finding.OFFICE_CONFIRMED: lazy_gettext("The hotline confirmed it for the customer"),
    Finding.INSIDE_FENCE: lazy_gettext("Inside the fence, %(distance)s from the site"),
    Finding.TRACK_FITS: lazy_gettext("The track fits: %(distance)s away %(span)s before"),
    Finding.CLOCK_SUPPORTED: lazy_gettext("The phone's message numbers and counter support the time"),
    Finding.NO_CODE: lazy_gettext("No code was given"),
    Finding.NO_POSITION: lazy_gettext("No position was sent"),
    Finding.ACCURACY_USELESS: lazy_gettext("The position is good to %(distance)s only, which says nothing"),
    Finding.NO_REASON: lazy_gettext("Nobody said why there is no useful position"),
    Finding.NO_TRACK: lazy_gettext("No position to be relied on from the half hour before"),
    Finding.CLOCK_SLEPT: lazy_gettext(
        "The phone's clock went on by more than its counter: it slept, or was set"
    ),
    Finding.SEEN_ELSEWHERE_ONCE: lazy_gettext(
        "One position shows the phone %(distance)s away, and no other bears it out"
    ),
    Finding.OUTSIDE_FENCE: lazy_gettext("Outside the fence, %(distance)s from the site"),
    Finding.CODE_WRONG: lazy_gettext("Wrong codes and no right one: %(count)s"),
    Finding.CODE_GUESSED: lazy_gettext("%(count)s wrong codes, then the right one, which may be a guess"),
    Finding.MOCK_LOCATION: lazy_gettext("The phone says that its location is made up"),
    Finding.TOO_FAR_BEFORE: lazy_gettext("%(distance)s away %(span)s before: nobody can drive that"),
    Finding.TOO_FAR_AFTER: lazy_gettext("%(distance)s away %(span)s afterwards: nobody can drive that"),
    Finding.SEEN_ELSEWHERE: lazy_gettext("%(distance)s away %(span)s after arriving, during the visit"),
    Finding.DRIVE_TOO_SHORT: lazy_gettext("%(span)s from the departure to here, and %(distance)s to drive"),
    Finding.BEFORE_DEPARTURE: lazy_gettext("Dated %(span)s before the departure"),
    Finding.DATED_BACK: lazy_gettext(
        "Received %(span)s later and after the promised time, and nothing supports the time it names"
    ),
    Finding.CLOCK_JUMPED: lazy_gettext("The phone's clock jumped in the time that matters"),
    Finding.NUMBERS_SLIPPED: lazy_gettext("The phone contradicts its own message numbers, counter or boots"),
    Finding.CONFIRMED_TOO_EARLY: lazy_gettext(
        "Confirmed %(span)s early: the engineer could not be there yet"
    ),
}

_UNKNOWN_ACCURACY = lazy_gettext("The accuracy of the position is not known")
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
        return str(gettext("%(n)s m", n=round(metres)))
    shown = "#,##0" if metres >= _FAR_M else "#,##0.0"
    return str(gettext("%(n)s km", n=format_decimal(metres / _KM_M, format=shown)))


def said(findings: Iterable[Mapping[str, Any]]) -> list[FindingInWords]:
    """Put kept findings into words, what speaks against the arrival first."""
    order = ("bad", "plain", "good")
    found = [FindingInWords(_text(one), _tone(one["finding"])) for one in findings]
    return sorted(found, key=lambda one: order.index(one.tone))


def _text(one: Mapping[str, Any]) -> str:
    if one["finding"] == Finding.ACCURACY_USELESS and one.get("metres") is None:
        return str(_UNKNOWN_ACCURACY)
    words = WORDS.get(one["finding"])
    if words is None:
        return str(one["finding"]).replace("_", " ")
    figures = {
        "distance": distance(one.get("metres", 0)),
        "span": span(one.get("seconds", 0)),
        "count": one.get("count", 0),
    }
    return str(words) % figures if "%(" in str(words) else str(words)


def _tone(finding: str) -> str:
    if finding in CONTRADICTIONS:
        return "bad"
    return "good" if finding in _FOR else "plain"
