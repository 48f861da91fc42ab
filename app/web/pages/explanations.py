"""What each kind of problem means and what to do about it; shown at `/problems/<slug>` and on error pages.

Each room explains its own in its `explanations.py`; here stand those that any address may answer with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app

from app.kernel.phrases import Phrase

EXTENSION = "explanations"
"""Under which an application keeps those of all rooms."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A problem in words: its name, what it means, what to do."""

    title: Phrase
    meaning: Phrase
    remedy: Phrase


GENERAL: Mapping[str, Explanation] = {
    "not-found": Explanation(
        Phrase("Not found"),
        Phrase("There is nothing at this address, or nothing that you may see."),
        Phrase("Check the address. A tracking link also ends after some days: ask for a new one."),
    ),
    "invalid": Explanation(
        Phrase("Some fields are not valid"),
        Phrase("What was sent breaks a rule. The problem names each field and what is wrong with it."),
        Phrase("Correct the named fields and send it again; nothing was written."),
    ),
    "not-authenticated": Explanation(
        Phrase("Sign in first"),
        Phrase("The call came without credentials, or with ones that are not valid any more."),
        Phrase("Sign in, or send a valid bearer token or API key."),
    ),
    "forbidden": Explanation(
        Phrase("Not allowed"),
        Phrase("You are signed in, but your role, or the scopes of the key, do not allow this."),
        Phrase("Ask an administrator if you need it. After a long pause, reload the page first."),
    ),
    "too-large": Explanation(
        Phrase("Too large"),
        Phrase("The body, the upload or the batch is over its limit, which the problem names."),
        Phrase("Send less at once, or in parts."),
    ),
    "version-conflict": Explanation(
        Phrase("Somebody else was quicker"),
        Phrase("The record was changed after you read it. Your change was not written."),
        Phrase("Read it again, look at what changed, and repeat what is still needed."),
    ),
    "idempotency-key-reused": Explanation(
        Phrase("Key used twice with different content"),
        Phrase("The Idempotency-Key was used before with another body."),
        Phrase("Use a new key for a new call; repeat a call only with the very same body."),
    ),
    "try-again": Explanation(
        Phrase("Busy for a moment"),
        Phrase("Two calls wanted the same record at once, and this one gave way."),
        Phrase("Repeat the same call; nothing was written."),
    ),
    "conflict": Explanation(
        Phrase("Not possible now"),
        Phrase("The state of the record does not allow this step."),
        Phrase("Look at its present state and choose a step that follows from it."),
    ),
    "internal": Explanation(
        Phrase("The server failed"),
        Phrase("This is our mistake. Nothing was written, and the failure is in the log."),
        Phrase("Try again; if it stays, tell whoever runs this installation."),
    ),
    "unavailable": Explanation(
        Phrase("The installation is not ready"),
        Phrase("The database cannot be reached, or its schema is not the one this version needs."),
        Phrase("Start the database, or run `onehour db upgrade`."),
    ),
    "clock-wrong": Explanation(
        Phrase("The server's clock is wrong"),
        Phrase(
            "The clock of this server is too far from that of the database, so its times cannot be trusted."
        ),
        Phrase("Set the clock of the server right, then send the same call again."),
    ),
    "bad-request": Explanation(
        Phrase("The request cannot be read"),
        Phrase("The body is not what its type says, such as JSON that is cut off."),
        Phrase("Compare the call with the API's description."),
    ),
    "method-not-allowed": Explanation(
        Phrase("Not that way"),
        Phrase("The address exists, but not for this method."),
        Phrase("The header Allow names the methods that it has."),
    ),
    "unsupported-media-type": Explanation(
        Phrase("The media type is not supported"),
        Phrase("The body was sent as a type that this address does not read."),
        Phrase("Send what the API's description names, mostly application/json."),
    ),
    "precondition-required": Explanation(
        Phrase("The version is missing"),
        Phrase("A change must say which version it changes, so that no update is lost."),
        Phrase("Read the record and send its ETag in If-Match."),
    ),
    "precondition-failed": Explanation(
        Phrase("Somebody else was quicker"),
        Phrase("The record was changed after you read it. Your change was not written."),
        Phrase("Read it again, look at what changed, and repeat what is still needed."),
    ),
    "too-many-requests": Explanation(
        Phrase("Too many calls"),
        Phrase("The limit for this address was reached."),
        Phrase("Wait; the header Retry-After says for how long."),
    ),
}

UNKNOWN = Explanation(
    Phrase("That did not work"),
    Phrase("The server could not do what was asked."),
    Phrase("Go back and try another way."),
)


def explain(slug: str) -> Explanation:
    """Return the explanation of a kind of problem, a general one where there is none of its own."""
    aliases = {"request-entity-too-large": "too-large", "unprocessable-entity": "invalid"}
    known: Mapping[str, Explanation] = current_app.extensions[EXTENSION]
    return known.get(aliases.get(slug, slug), UNKNOWN)
