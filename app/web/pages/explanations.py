"""What each kind of problem means and what to do about it; shown at `/problems/<slug>` and on error pages.

Each room explains its own in its `explanations.py`; here stand those that any address may answer with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app
from flask_babel import LazyString, lazy_gettext

EXTENSION = "explanations"
"""Under which an application keeps those of all rooms."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A problem in words: its name, what it means, what to do."""

    title: LazyString
    meaning: LazyString
    remedy: LazyString


GENERAL: Mapping[str, Explanation] = {
    "not-found": Explanation(
        lazy_gettext("Not found"),
        lazy_gettext("There is nothing at this address, or nothing that you may see."),
        lazy_gettext("Check the address. A tracking link also ends after some days: ask for a new one."),
    ),
    "invalid": Explanation(
        lazy_gettext("Some fields are not valid"),
        lazy_gettext("What was sent breaks a rule. The problem names each field and what is wrong with it."),
        lazy_gettext("Correct the named fields and send it again; nothing was written."),
    ),
    "not-authenticated": Explanation(
        lazy_gettext("Sign in first"),
        lazy_gettext("The call came without credentials, or with ones that are not valid any more."),
        lazy_gettext("Sign in, or send a valid bearer token or API key."),
    ),
    "forbidden": Explanation(
        lazy_gettext("Not allowed"),
        lazy_gettext("You are signed in, but your role, or the scopes of the key, do not allow this."),
        lazy_gettext("Ask an administrator if you need it. After a long pause, reload the page first."),
    ),
    "too-large": Explanation(
        lazy_gettext("Too large"),
        lazy_gettext("The body, the upload or the batch is over its limit, which the problem names."),
        lazy_gettext("Send less at once, or in parts."),
    ),
    "version-conflict": Explanation(
        lazy_gettext("Somebody else was quicker"),
        lazy_gettext("The record was changed after you read it. Your change was not written."),
        lazy_gettext("Read it again, look at what changed, and repeat what is still needed."),
    ),
    "idempotency-key-reused": Explanation(
        lazy_gettext("Key used twice with different content"),
        lazy_gettext("The Idempotency-Key was used before with another body."),
        lazy_gettext("Use a new key for a new call; repeat a call only with the very same body."),
    ),
    "try-again": Explanation(
        lazy_gettext("Busy for a moment"),
        lazy_gettext("Two calls wanted the same record at once, and this one gave way."),
        lazy_gettext("Repeat the same call; nothing was written."),
    ),
    "conflict": Explanation(
        lazy_gettext("Not possible now"),
        lazy_gettext("The state of the record does not allow this step."),
        lazy_gettext("Look at its present state and choose a step that follows from it."),
    ),
    "internal": Explanation(
        lazy_gettext("The server failed"),
        lazy_gettext("This is our mistake. Nothing was written, and the failure is in the log."),
        lazy_gettext("Try again; if it stays, tell whoever runs this installation."),
    ),
    "unavailable": Explanation(
        lazy_gettext("The installation is not ready"),
        lazy_gettext("The database cannot be reached, or its schema is not the one this version needs."),
        lazy_gettext("Start the database, or run `onehour db upgrade`."),
    ),
    "clock-wrong": Explanation(
        lazy_gettext("The server's clock is wrong"),
        lazy_gettext(
            "The clock of this server is too far from that of the database, so its times cannot be trusted."
        ),
        lazy_gettext("Set the clock of the server right, then send the same call again."),
    ),
    "bad-request": Explanation(
        lazy_gettext("The request cannot be read"),
        lazy_gettext("The body is not what its type says, such as JSON that is cut off."),
        lazy_gettext("Compare the call with the API's description."),
    ),
    "method-not-allowed": Explanation(
        lazy_gettext("Not that way"),
        lazy_gettext("The address exists, but not for this method."),
        lazy_gettext("The header Allow names the methods that it has."),
    ),
    "unsupported-media-type": Explanation(
        lazy_gettext("The media type is not supported"),
        lazy_gettext("The body was sent as a type that this address does not read."),
        lazy_gettext("Send what the API's description names, mostly application/json."),
    ),
    "precondition-required": Explanation(
        lazy_gettext("The version is missing"),
        lazy_gettext("A change must say which version it changes, so that no update is lost."),
        lazy_gettext("Read the record and send its ETag in If-Match."),
    ),
    "precondition-failed": Explanation(
        lazy_gettext("Somebody else was quicker"),
        lazy_gettext("The record was changed after you read it. Your change was not written."),
        lazy_gettext("Read it again, look at what changed, and repeat what is still needed."),
    ),
    "too-many-requests": Explanation(
        lazy_gettext("Too many calls"),
        lazy_gettext("The limit for this address was reached."),
        lazy_gettext("Wait; the header Retry-After says for how long."),
    ),
}

UNKNOWN = Explanation(
    lazy_gettext("That did not work"),
    lazy_gettext("The server could not do what was asked."),
    lazy_gettext("Go back and try another way."),
)


def explain(slug: str) -> Explanation:
    """Return the explanation of a kind of problem, a general one where there is none of its own."""
    aliases = {"request-entity-too-large": "too-large", "unprocessable-entity": "invalid"}
    known: Mapping[str, Explanation] = current_app.extensions[EXTENSION]
    return known.get(aliases.get(slug, slug), UNKNOWN)
