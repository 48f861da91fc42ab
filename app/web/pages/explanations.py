"""What each kind of problem means and what to do about it; shown at `/problems/<slug>` and on error pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString, lazy_gettext


@dataclass(frozen=True, slots=True)
class Explanation:
    """A problem in words: its name, what it means, what to do."""

    title: LazyString
    meaning: LazyString
    remedy: LazyString


EXPLANATIONS: Mapping[str, Explanation] = {
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
    "link-read-only": Explanation(
        lazy_gettext("This link only shows"),
        lazy_gettext("It was copied by the office or a partner, so it neither confirms nor grades."),
        lazy_gettext("Open the link that was sent to the contact on record, or have it sent again."),
    ),
    "no-channel": Explanation(
        lazy_gettext("The customer cannot be told"),
        lazy_gettext("No channel to customers is set up, or the contact has no number or address on record."),
        lazy_gettext("Put the contact right, or tell the customer by telephone."),
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
    "event-id-reused": Explanation(
        lazy_gettext("Event sent twice with different content"),
        lazy_gettext("A phone used an event's id again with another body."),
        lazy_gettext("Give every event its own id; repeat an event only with the very same body."),
    ),
    "idempotency-key-reused": Explanation(
        lazy_gettext("Key used twice with different content"),
        lazy_gettext("The Idempotency-Key was used before with another body."),
        lazy_gettext("Use a new key for a new call; repeat a call only with the very same body."),
    ),
    "five-ones-missing": Explanation(
        lazy_gettext("The five ones are not complete"),
        lazy_gettext("An engineer leaves for a visit only with the whole set checked off."),
        lazy_gettext("Check off what the problem names: shoe covers, cloth, mat, strap, supervision card."),
    ),
    "arrival-code-wrong": Explanation(
        lazy_gettext("The arrival code is wrong"),
        lazy_gettext("The four digits are not those on the customer's tracking page."),
        lazy_gettext("Ask the customer to read the code again; attempts are limited."),
    ),
    "no-useful-position": Explanation(
        lazy_gettext("No useful position"),
        lazy_gettext("The arrival came without a position, or with one too poor to tell where the phone is."),
        lazy_gettext("Wait for a better position. If there is none, say why and give the customer's code."),
    ),
    "not-arrived": Explanation(
        lazy_gettext("Nobody has arrived"),
        lazy_gettext("No arrival was reported for this visit, so there is none to settle."),
        lazy_gettext("Wait for the engineer's phone, or correct the promise if it never will."),
    ),
    "already-settled": Explanation(
        lazy_gettext("The arrival is settled"),
        lazy_gettext(
            "The customer or a colleague has said so already, and only a manager may decide otherwise."
        ),
        lazy_gettext("Ask a manager, and give the reason."),
    ),
    "outside-geofence": Explanation(
        lazy_gettext("Not at the site"),
        lazy_gettext("The phone's position is further from the site than an arrival allows."),
        lazy_gettext("Arrive when you are at the door. If the site's point is wrong, call the dispatcher."),
    ),
    "checklist-incomplete": Explanation(
        lazy_gettext("The checklist is not complete"),
        lazy_gettext("Answers that the visit requires are missing; the problem lists them."),
        lazy_gettext("Answer them, then complete the visit."),
    ),
    "signature-missing": Explanation(
        lazy_gettext("A signature is missing"),
        lazy_gettext("A visit ends with a valid signature of the engineer and of the customer."),
        lazy_gettext("Collect the signature of each role that the problem names."),
    ),
    "record-changed": Explanation(
        lazy_gettext("The record changed"),
        lazy_gettext("What was signed is not what the record says now, so the signature would not count."),
        lazy_gettext("Show the record as it is now, and sign again."),
    ),
    "arrival-code-locked": Explanation(
        lazy_gettext("The arrival code is locked"),
        lazy_gettext("It was entered wrong too often."),
        lazy_gettext("The customer confirms the arrival on the tracking page; that unlocks it."),
    ),
    "already-rated": Explanation(
        lazy_gettext("Rated already"),
        lazy_gettext("A visit has one rating, and it was given."),
        lazy_gettext("The first rating stands; nothing more is needed."),
    ),
    "signature-void": Explanation(
        lazy_gettext("A signature is void"),
        lazy_gettext("The visit's record changed after it was signed, so the signature stands no more."),
        lazy_gettext("Read what changed and the amount as it is now. Confirm knowingly, or call us."),
    ),
    "charge-decided": Explanation(
        lazy_gettext("Decided already"),
        lazy_gettext("This charge waits no more: somebody decided, or the engineer changed it."),
        lazy_gettext("Look at the bill as it is now."),
    ),
    "geocoding-failed": Explanation(
        lazy_gettext("The address cannot be looked up"),
        lazy_gettext("The address service does not answer now."),
        lazy_gettext("Give the site's point instead, or repeat the call later."),
    ),
    "not-assigned": Explanation(
        lazy_gettext("Nobody has this visit"),
        lazy_gettext("The step is for a visit that an engineer has."),
        lazy_gettext("Assign an engineer first."),
    ),
    "not-ready": Explanation(
        lazy_gettext("Too early for that"),
        lazy_gettext("The visit has not come to the point where this can be done."),
        lazy_gettext("Wait until the engineer has reported it, then try again."),
    ),
    "offer-gone": Explanation(
        lazy_gettext("The offer is gone"),
        lazy_gettext("The visit is not, or no longer, this engineer's to answer for."),
        lazy_gettext("Look at the itinerary as it is now."),
    ),
    "photo-refused": Explanation(
        lazy_gettext("The photo was not taken"),
        lazy_gettext("Its bytes do not fit what was announced: size, type or hash."),
        lazy_gettext("Announce the photo again and send all of its bytes."),
    ),
    "appointment-refused": Explanation(
        lazy_gettext("No later hour can be agreed"),
        lazy_gettext(
            "A later hour is agreed before the promise falls due, and before an engineer is on the way."
        ),
        lazy_gettext("The visit stays as promised. Call it off if nobody can let the engineer in."),
    ),
    "visit-over": Explanation(
        lazy_gettext("The visit has ended"),
        lazy_gettext("Nothing can be arranged for it any more."),
        lazy_gettext("If the problem is still there, ask for a return visit."),
    ),
    "visit-frozen": Explanation(
        lazy_gettext("The visit is frozen"),
        lazy_gettext("The engineer is on site or about to arrive, and is not moved any more."),
        lazy_gettext("Let the visit run. If it cannot, the engineer ends it with a reason."),
    ),
    "alert-over": Explanation(
        lazy_gettext("The alert is over"),
        lazy_gettext("What it warned of is no longer so, or the promise is settled."),
        lazy_gettext("Nothing is left to be done about it."),
    ),
    "already-acknowledged": Explanation(
        lazy_gettext("Somebody has it on already"),
        lazy_gettext("Another dispatcher acknowledged this alert; the problem says who and when."),
        lazy_gettext("Leave it to that person, or talk to each other."),
    ),
    "already-decided": Explanation(
        lazy_gettext("Somebody has decided about it"),
        lazy_gettext("Another dispatcher decided about this message; the problem says who, when and how."),
        lazy_gettext("Leave it at that, or talk to each other."),
    ),
    "not-applicable": Explanation(
        lazy_gettext("It cannot be applied as things are"),
        lazy_gettext("The state of the visit does not allow what the message says; the problem names why."),
        lazy_gettext("Change the visit first, attach the evidence elsewhere, or set the message aside."),
    ),
    "not-attachable": Explanation(
        lazy_gettext("It cannot be attached there"),
        lazy_gettext("Only evidence is attached, to a visit of the same engineer or the same request."),
        lazy_gettext("Choose another visit, or set the message aside."),
    ),
    "rescue-stale": Explanation(
        lazy_gettext("The rescue does not hold any more"),
        lazy_gettext("The visit or the engineer moved after it was prepared; nothing was changed."),
        lazy_gettext("Look at the one that was prepared anew, and apply that."),
    ),
    "ineligible": Explanation(
        lazy_gettext("This engineer may not come"),
        lazy_gettext("A rule speaks against it: skill, stars, shift, or an exclusion."),
        lazy_gettext("Choose a candidate without refusals, or lift what stands against this one."),
    ),
    "stream-full": Explanation(
        lazy_gettext("Too many live connections"),
        lazy_gettext("This server, or this account, has as many streams of events open as it may."),
        lazy_gettext(
            "Ask for events at intervals instead, or come back after the time that the answer names."
        ),
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
    "illegal-transition": Explanation(
        lazy_gettext("Not the next step"),
        lazy_gettext("A request or visit cannot go from its present state to the wanted one."),
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
    "import-running": Explanation(
        lazy_gettext("Another import is running"),
        lazy_gettext("A file is being imported, and another cannot be taken in meanwhile."),
        lazy_gettext("Wait until the import has ended, then send the same call again."),
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
    "sign-in-delayed": Explanation(
        lazy_gettext("Too many wrong passwords"),
        lazy_gettext("The password was wrong several times from here. Other places are not affected."),
        lazy_gettext("Wait as long as the header Retry-After says, then try again with the right password."),
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
    return EXPLANATIONS.get(aliases.get(slug, slug), UNKNOWN)
