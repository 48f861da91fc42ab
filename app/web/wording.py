"""Says the texts of problems in the reader's language.

Our own texts are phrases and know how they are made.  The texts of libraries and of the pure packages come
as finished English; those are told by their templates, which stand here.  What nobody knows stays English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from flask_babel import gettext

from app.errors import Phrase
from app.web.languages import current

TITLES = (
    Phrase("Bad Request"),
    Phrase("Unauthorized"),
    Phrase("Forbidden"),
    Phrase("Not Found"),
    Phrase("Method Not Allowed"),
    Phrase("Not Acceptable"),
    Phrase("Conflict"),
    Phrase("Precondition Failed"),
    Phrase("Request Entity Too Large"),
    Phrase("Content Too Large"),
    Phrase("Unsupported Media Type"),
    Phrase("Unprocessable Entity"),
    Phrase("Unprocessable Content"),
    Phrase("Precondition Required"),
    Phrase("Too Many Requests"),
    Phrase("Internal Server Error"),
    Phrase("Service Unavailable"),
)
"""What HTTP calls the statuses that we answer; two of them have another name since Python 3.13."""

WORDS = (
    # kinds of things, as tables, registers and addresses name them
    Phrase("AccessToken"),
    Phrase("Alert"),
    Phrase("Asset"),
    Phrase("Contract"),
    Phrase("Customer"),
    Phrase("Delivery"),
    Phrase("Engineer"),
    Phrase("Enquiry"),
    Phrase("FaultType"),
    Phrase("Offer"),
    Phrase("Part"),
    Phrase("PhoneEvent"),
    Phrase("Photo"),
    Phrase("Provider"),
    Phrase("ServiceRequest"),
    Phrase("Shift"),
    Phrase("Site"),
    Phrase("Skill"),
    Phrase("Subscription"),
    Phrase("Territory"),
    Phrase("User"),
    Phrase("Visit"),
    Phrase("VisitExclusion"),
    Phrase("alert"),
    Phrase("api_key"),
    Phrase("asset"),
    Phrase("contract"),
    Phrase("customer"),
    Phrase("delivery"),
    Phrase("engineer"),
    Phrase("enquiry"),
    Phrase("fault type"),
    Phrase("fault_type"),
    Phrase("kind of problem"),
    Phrase("part"),
    Phrase("photograph"),
    Phrase("provider"),
    Phrase("record"),
    Phrase("report"),
    Phrase("request"),
    Phrase("shift"),
    Phrase("site"),
    Phrase("skill"),
    Phrase("subscription"),
    Phrase("supervision card"),
    Phrase("territory"),
    Phrase("token"),
    Phrase("tracking link"),
    Phrase("user"),
    Phrase("visit"),
    # what holds a row back
    Phrase("engineers"),
    Phrase("fault types and requests"),
    Phrase("installation without an administrator"),
    Phrase("open requests"),
    Phrase("open visits"),
    Phrase("requests"),
    Phrase("visits under way"),
    # states
    Phrase("received"),
    Phrase("promised"),
    Phrase("in_progress"),
    Phrase("resolved"),
    Phrase("followed_up"),
    Phrase("closed"),
    Phrase("planned"),
    Phrase("offered"),
    Phrase("accepted"),
    Phrase("en_route"),
    Phrase("on_site"),
    Phrase("completed"),
    Phrase("confirmed"),
    Phrase("cancelled"),
    Phrase("incomplete"),
    Phrase("pending"),
    Phrase("declined"),
    Phrase("expired"),
    Phrase("withdrawn"),
    Phrase("dead"),
    Phrase("waiting"),
    Phrase("sending"),
    Phrase("sent"),
    Phrase("skipped"),
    # what can be larger than its limit
    Phrase("The file"),
    Phrase("The list of answers"),
    Phrase("The number of photos of a visit"),
    Phrase("The chunk"),
    Phrase("The batch of positions"),
    Phrase("The number of engineers times jobs"),
    Phrase("The photograph"),
)
"""The words that fill our own phrases."""

OF_OTHERS = (
    # marshmallow and webargs
    Phrase("Missing data for required field."),
    Phrase("Field may not be null."),
    Phrase("Unknown field."),
    Phrase("Invalid input type."),
    Phrase("Invalid type."),
    Phrase("Invalid value."),
    Phrase("Invalid input."),
    Phrase("Invalid JSON body."),
    Phrase("Not a valid string."),
    Phrase("Not a valid utf-8 string."),
    Phrase("Not a valid integer."),
    Phrase("Not a valid number."),
    Phrase("Not a valid boolean."),
    Phrase("Not a valid UUID."),
    Phrase("Not a valid date."),
    Phrase("Not a valid datetime."),
    Phrase("Not a valid aware datetime."),
    Phrase("Not a valid list."),
    Phrase("Not a valid mapping type."),
    Phrase("Not a valid email address."),
    Phrase("Not a valid URL."),
    Phrase("Number too large."),
    Phrase("Special numeric values (nan or infinity) are not permitted."),
    Phrase("String does not match expected pattern."),
    Phrase("Must be one of: %(choices)s."),
    Phrase("Must be greater than or equal to %(least)s and less than or equal to %(most)s."),
    Phrase("Must be greater than %(least)s and less than or equal to %(most)s."),
    Phrase("Must be greater than or equal to %(least)s."),
    Phrase("Must be less than or equal to %(most)s."),
    Phrase("Length must be between %(least)s and %(most)s."),
    Phrase("Length must be %(exactly)s."),
    Phrase("Longer than maximum length %(most)s."),
    Phrase("Shorter than minimum length %(least)s."),
    # werkzeug
    Phrase("The browser (or proxy) sent a request that this server could not understand."),
    Phrase(
        "The requested URL was not found on the server. If you entered the URL manually please check your"
        " spelling and try again."
    ),
    Phrase("The method is not allowed for the requested URL."),
    Phrase("The precondition on the request for the URL failed positive evaluation."),
    Phrase("The data value transmitted exceeds the capacity limit."),
    Phrase("The server does not support the media type transmitted in the request."),
    Phrase('This request is required to be conditional; try using "If-Match" or "If-Unmodified-Since".'),
    # our pure packages: snapshots, hours of contracts, records of visits
    Phrase("is missing"),
    Phrase("is not a known field"),
    Phrase("is too large for a JSON number; write it as text"),
    Phrase("must be a list"),
    Phrase("must be a number of bytes above 0"),
    Phrase("must be a text"),
    Phrase("must be a text that no other row has"),
    Phrase("must be an aware time"),
    Phrase("must be an aware time in ISO 8601"),
    Phrase("must not be empty"),
    Phrase("must be an object, not %(kind)s"),
    Phrase("must be a list, not %(kind)s"),
    Phrase("must be a number, not %(kind)s"),
    Phrase("must be text, not %(kind)s"),
    Phrase("must be true or false, not %(kind)s"),
    Phrase("must be a whole number, not %(number)s"),
    Phrase("must lie between %(least)s and %(most)s, not %(value)s"),
    Phrase("must be one of %(choices)s, not %(value)s"),
    Phrase("opens never"),
    Phrase("has no opening hours at all"),
    Phrase("is not one of %(choices)s"),
    Phrase("is not a pair of times HH:MM"),
    Phrase("is none of %(choices)s"),
    Phrase("is nested more than %(most)s levels deep"),
    Phrase("the key %(key)s is not a text"),
    Phrase("holds half a character (a lone surrogate)"),
    Phrase("a %(kind)s cannot be written as JSON"),
    Phrase("must be [lat, lon], not %(count)s values"),
    Phrase("must be [start_s, end_s]"),
    Phrase("must be an http or https address"),
    Phrase("only a travelling engineer has one, not one who is %(status)s"),
    Phrase("needs a current_engineer"),
    Phrase("ends before it starts"),
    Phrase("stars are %(least)s to %(most)s"),
    Phrase("another engineer heads to %(job)s"),
    Phrase("has %(rows)s rows for %(points)s points"),
    Phrase("has %(cells)s cells for %(points)s points"),
    Phrase("%(value)s is not in the snapshot"),
    Phrase("%(engineer)s has another route"),
    Phrase("%(engineer)s has another frozen job"),
    Phrase("%(value)s occurs twice"),
    Phrase("%(job)s is planned twice"),
    # the checks of addresses that we call
    Phrase("must be a span such as 22:00-07:00, or empty"),
    Phrase("is not a URL"),
    Phrase("must be https://host/path"),
    Phrase("must be https"),
    Phrase("must not carry a user or a password"),
    Phrase("leads to %(address)s, which is not a public address"),
    Phrase("apprise does not know this kind of URL"),
)
"""The texts that arrive as finished English."""


def _pattern(template: str) -> re.Pattern[str]:
    """Turn `"Longer than %(most)s."` into what finds it, and what stands in its places."""
    pieces = re.split(r"%\((\w+)\)s", template)
    parts = (re.escape(part) if n % 2 == 0 else f"(?P<{part}>.+?)" for n, part in enumerate(pieces))
    return re.compile("".join(parts), re.DOTALL)


_PATTERNS = tuple((_pattern(phrase.id), phrase) for phrase in OF_OTHERS if "%(" in phrase.id)


def say(text: str) -> str:
    """Return `text` in the reader's language; what nobody has translated stays English."""
    if not text or current().language == "en":
        return str(text)
    if not isinstance(text, Phrase):
        return _recognised(text)
    if text.zh is not None:
        return text.zh
    if not text.values:
        return _recognised(text.id)
    values = {name: say(value) if isinstance(value, Phrase) else value for name, value in text.values.items()}
    return str(gettext(text.id)) % values


def _recognised(text: str) -> str:
    said = str(gettext(text))
    if said != text:
        return said
    for pattern, phrase in _PATTERNS:
        if found := pattern.fullmatch(text):
            return str(gettext(phrase.id)) % found.groupdict()
    return text


def say_each(errors: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Say the messages of every field."""
    return {path: [say(text) for text in texts] for path, texts in errors.items()}
