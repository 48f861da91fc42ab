"""What a call is about, from what its form says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.hotline.commands.taking import Case
from app.hotline.pages.bodies import Sent
from app.hotline.rules.outcomes import CallOutcome
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase


def case_of(said: Sent, outcome: CallOutcome) -> Case:
    """Return what the call is about, with every fault of the form at once.

    Raises:
        Invalid: names the fields.
    """
    has_fault = bool(said.values.get("fault_code"))
    if outcome is CallOutcome.REQUEST or (
        outcome is CallOutcome.SOLVED and has_fault and not said.is_new_place
    ):
        report, machine = _all(said.report, said.machine)
        return Case(said.customer_id, report, machine)
    if outcome is CallOutcome.CHASE:
        if said.chased_id is None:
            raise Invalid({"outcome": Phrase("names no request")})
        return Case(said.customer_id, chased_id=said.chased_id)
    if outcome is CallOutcome.ENQUIRY:
        return Case(said.customer_id, question=said.question())
    return Case(said.customer_id)


def _all(*reads: Callable[[], Any]) -> list[Any]:
    """Read everything, and tell what is wrong with all of it.

    Raises:
        Invalid: names the fields.
    """
    made: list[Any] = []
    wrong: dict[str, list[str]] = {}
    for read in reads:
        try:
            made.append(read())
        except Invalid as bad:
            wrong |= bad.errors
    if wrong:
        raise Invalid(wrong)
    return made
