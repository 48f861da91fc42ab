"""Completing a visit: whatever way its evidence came, the rules are asked here."""

from __future__ import annotations

from app.dispatching.commands.triggers import request_replan
from app.kernel.base import longest
from app.requests.commands.moves import move_request, move_visit
from app.requests.events.requests import RequestResolved
from app.requests.events.visits import VisitCompleted
from app.requests.rules.lifecycle import RequestState, VisitState, may_advance
from app.requests.tables import Visit
from app.visits.commands.field.context import TooEarly, VisitMessage
from app.visits.commands.field.signatures import standing_by_role, verify_visit_evidence
from app.visits.commands.field.states import NOT_ARRIVED
from app.visits.errors import ChecklistIncomplete, SignatureMissing
from app.visits.reads.evidence import answers_of, checklists_of, held_charges_of, photos_of
from app.visits.reads.phone import other_live_visit
from checklists import Phase, SignerRole, Template
from checklists import message as wording
from checklists import missing as missing_answers
from checklists.kinds import Photo, SignedBy

MAX_SUMMARY = longest(Visit.summary)


def complete(message: VisitMessage) -> None:
    """End the work.  The request is resolved unless another visit of it is still to come.

    Offline, what is missing may still be on its way: the message waits for it.

    Raises:
        ChecklistIncomplete: the phone is online and required answers or announced photos are missing.
        SignatureMissing: likewise, a signature of engineer or customer is missing or void.
    """
    summary = message.text("summary", MAX_SUMMARY, optional=True)
    visit, request, uow = message.visit, message.request, message.uow
    if visit.engineer_id == message.engineer_id and visit.state in (
        VisitState.COMPLETED,
        VisitState.CONFIRMED,
    ):
        message.flag("already_completed")
        return
    message.demand({VisitState.ON_SITE}, NOT_ARRIVED)
    _demand_checklist(message)
    _demand_signatures(message)
    _flag_loose_ends(message)
    visit.completed_at = max(message.at, visit.on_site_at or message.at)
    visit.summary = summary
    move_visit(uow, visit, VisitCompleted(completed_at=visit.completed_at))
    message.touch()
    if not other_live_visit(uow, visit) and may_advance(request.state, RequestState.RESOLVED):
        request.resolved_at = visit.completed_at
        move_request(uow, request, RequestResolved())
    request_replan(uow, visit.territory_id, "completed")


def _demand_checklist(message: VisitMessage) -> None:
    visit = message.visit
    templates = checklists_of(message.uow, visit, message.request)
    answers = answers_of(message.uow, visit.id).answers()
    entries = [
        {"template": m.template, "item": m.item, "code": m.code, "en": m.text.en, "zh-CN": m.text.zh_cn}
        for m in missing_answers(templates, answers, Phase.COMPLETE)
        if not _is_signature(templates, m.template, m.item)
    ]
    entries += _unannounced(message, templates)
    if entries and message.lenient:
        raise TooEarly("waits_for_checklist")
    if entries:
        raise ChecklistIncomplete(entries)


def _is_signature(templates: tuple[Template, ...], template: str, item: str) -> bool:
    """Signature items are answered by the signatures themselves, which have a rule of their own."""
    kinds = (t.by_key[item].kind for t in templates if t.key == template)
    return any(isinstance(kind, SignedBy) for kind in kinds)


def _unannounced(message: VisitMessage, templates: tuple[Template, ...]) -> list[dict[str, str]]:
    known = {photo.sha256 for photo in photos_of(message.uow, message.visit.id)}
    answers = answers_of(message.uow, message.visit.id).answers()
    return [
        {
            "template": template.key,
            "item": item.key,
            "code": "photo_unknown",
            **wording("unanswered", label=item.label).as_dict(),
        }
        for template in templates
        for item in template.items
        if isinstance(item.kind, Photo)
        and (answer := answers.get(template.key, {}).get(item.key)) is not None
        and answer not in known
    ]


def _demand_signatures(message: VisitMessage) -> None:
    if verify_visit_evidence(message.uow, message.visit, message.request):
        message.flag("signature_voided")
    standing = standing_by_role(message.uow, message.visit)
    lacking = [str(role) for role in SignerRole if role not in standing]
    if lacking and message.lenient:
        raise TooEarly("waits_for_signatures")
    if lacking:
        raise SignatureMissing(message.visit.id, lacking)


def _flag_loose_ends(message: VisitMessage) -> None:
    visit: Visit = message.visit
    if visit.arrival_confirmed_at is None:
        message.flag("arrival_unconfirmed")
    if any(photo.completed_at is None for photo in photos_of(message.uow, visit.id)):
        message.flag("photos_outstanding")
    if any(row.state == "waiting" for row in held_charges_of(message.uow, visit.id)):
        message.flag("charges_waiting")
