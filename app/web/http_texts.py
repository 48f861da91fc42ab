"""What HTTP calls the statuses that we answer, and what werkzeug says of them, by status."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.phrases import Phrase

TITLES: Mapping[int, Phrase] = {
    400: Phrase("Bad Request"),
    401: Phrase("Unauthorized"),
    403: Phrase("Forbidden"),
    404: Phrase("Not Found"),
    405: Phrase("Method Not Allowed"),
    406: Phrase("Not Acceptable"),
    409: Phrase("Conflict"),
    412: Phrase("Precondition Failed"),
    413: Phrase("Request Entity Too Large"),
    415: Phrase("Unsupported Media Type"),
    422: Phrase("Unprocessable Entity"),
    428: Phrase("Precondition Required"),
    429: Phrase("Too Many Requests"),
    431: Phrase("Request Header Fields Too Large"),
    500: Phrase("Internal Server Error"),
    503: Phrase("Service Unavailable"),
}

DEFAULTS: Mapping[int, Phrase] = {
    400: Phrase("The browser (or proxy) sent a request that this server could not understand."),
    404: Phrase(
        "The requested URL was not found on the server. If you entered the URL manually please check your"
        " spelling and try again."
    ),
    405: Phrase("The method is not allowed for the requested URL."),
    412: Phrase("The precondition on the request for the URL failed positive evaluation."),
    413: Phrase("The data value transmitted exceeds the capacity limit."),
    415: Phrase("The server does not support the media type transmitted in the request."),
    428: Phrase('This request is required to be conditional; try using "If-Match" or "If-Unmodified-Since".'),
}
"""What an error of werkzeug's says that was raised without a text."""
