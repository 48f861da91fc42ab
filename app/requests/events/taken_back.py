"""Why and from where a visit goes back to be planned, in words."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.phrases import Phrase

FAULT_AMENDED = "the fault was amended"
"""Why a visit is taken back where something else is broken than was reported."""

ANOTHER_WENT = "another engineer went"
"""Why a visit is taken back where a person gives it to the engineer who was there."""

OWN_DOING = frozenset({"declined", "expired", "another visit comes first", "appointment"})
"""Why a visit left an engineer of his own accord, only for a moment, or with words of its own."""

GIVEN_UP: Mapping[str, Phrase] = {
    "accepted": Phrase("Declined after accepting"),
    "en_route": Phrase("Declined on the way"),
}
"""A visit that its engineer gave back, by the state that it was in."""

TAKEN_FROM: Mapping[str, Phrase] = {
    "en_route": Phrase("Called back on the way"),
    "accepted": Phrase("Taken back after the yes"),
    "offered": Phrase("Taken back before an answer"),
    "on_site": Phrase("Planned anew"),
}
"""A visit that goes back to be planned, by the state that it was in."""

WHY_BACK: Mapping[str, Phrase] = {
    "given to another engineer": Phrase("given to another engineer"),
    "another visit comes first": Phrase("another visit of the same engineer comes first"),
    "nobody can serve it": Phrase("nobody can serve it as things are"),
    "unassigned by the dispatcher": Phrase("taken back by the dispatcher"),
    "excluded by the dispatcher": Phrase("ruled out by the dispatcher"),
    "accepted by another engineer": Phrase("accepted by another engineer"),
    ANOTHER_WENT: Phrase("another engineer went there"),
    "appointment": Phrase("an appointment was agreed"),
    "not arrived": Phrase("nobody had come"),
    "the account was closed": Phrase("the account was closed"),
    "the engineer was closed": Phrase("the engineer was closed"),
    FAULT_AMENDED: Phrase("another fault was entered"),
}
"""Why a visit goes back to be planned without its engineer's doing."""

FOLLOW_UP = "follow_up"
OPENED: Mapping[str, Phrase] = {FOLLOW_UP: Phrase("the fault was back when the customer was called")}
"""Why another visit was opened."""
