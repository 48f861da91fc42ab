"""Which handler acts on which kind of message."""

from __future__ import annotations

from collections.abc import Mapping

from app.phones.rules.kinds import Kind
from app.visits.commands.field import (
    acceptance,
    answers,
    arrival,
    bill,
    completion,
    departure,
    photos,
    signing,
    unfinished,
    whereabouts,
    withdrawal,
)
from app.visits.commands.field.context import EngineerHandler, VisitHandler

VISIT_HANDLERS: Mapping[Kind, VisitHandler] = {
    Kind.ACCEPT: acceptance.accept,
    Kind.DECLINE: acceptance.decline,
    Kind.DEPART: departure.depart,
    Kind.ARRIVE: arrival.arrive,
    Kind.CONFIRM_ARRIVAL: arrival.confirm_arrival,
    Kind.ANSWERS: answers.answer,
    Kind.PHOTO: photos.announce,
    Kind.PHOTO_WITHDRAWN: withdrawal.withdraw,
    Kind.PART: bill.use_part,
    Kind.CHARGE: bill.charge,
    Kind.SIGNATURE: signing.sign,
    Kind.COMPLETE: completion.complete,
    Kind.INCOMPLETE: unfinished.end_incomplete,
}

ENGINEER_HANDLERS: Mapping[Kind, EngineerHandler] = {
    Kind.POSITIONS: whereabouts.report_positions,
    Kind.AVAILABILITY: whereabouts.set_availability,
}
