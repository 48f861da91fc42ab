"""Calls of the office."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.accounts.commands import accounts
from app.accounts.tables import User
from app.kernel import Role, UnitOfWork, unit_of_work
from app.phones.tables import PhoneEvent
from app.promise.commands.look import look
from app.promise.tables import Alert
from app.registers.commands import portraits
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field import Kind
from app.visits.tables import HeldCharge
from app.web.context import EXTENSION
from tests.web.calls.call import API, DATA, Call, Prepared, read
from tests.web.calls.phone import arrived_without_code, completed, reported
from tests.web.world import World

REQUEST = f"{API}/service-requests/<uuid:request_id>"
VISIT = f"{API}/visits/<uuid:visit_id>"


def _photographed(world: World) -> Call:
    engineer_id = world.own.job.engineer_id
    world.edit(lambda uow: portraits.set_portrait(uow, engineer_id, portraits.portrait(DATA)))
    return Call(Role.ENGINEER, {"engineer_id": engineer_id})


def _followed(world: World) -> Call:
    completed(world.phone)
    return Call(
        Role.DISPATCHER,
        {"request_id": world.own.job.request_id},
        json={"solved": True, "result": "Prints again."},
    )


def _closed(world: World) -> Call:
    call = _followed(world)
    address = f"{API}/service-requests/{world.own.job.request_id}/follow-up"
    assert world.client(Role.DISPATCHER).post(address, json=call.json).status_code < 300
    return Call(Role.DISPATCHER, call.url)


def _attached_paper(role: Role) -> Prepared:
    def made(world: World) -> Call:
        of = {"request_id": world.own.job.request_id}
        address = f"{API}/service-requests/{of['request_id']}/attachments"
        added = world.client(Role.DISPATCHER).post(f"{address}?for_customer=true", data=DATA)
        return Call(role, {**of, "attachment_id": added.json["id"]})

    return made


def _related(world: World) -> Call:
    call = _relating(world)
    address = f"{API}/service-requests/{call.url['request_id']}/related"
    added = world.client(Role.DISPATCHER).post(address, json=call.json)
    return Call(Role.DISPATCHER, {**call.url, "other_id": added.json["id"]})


def _relating(world: World) -> Call:
    with unit_of_work(world.runtime, write=False) as uow:
        code = uow.get(ServiceRequest, world.foreign.job.request_id).code
    return Call(Role.DISPATCHER, {"request_id": world.own.job.request_id}, json={"code": code})


def _undone(world: World) -> Call:
    call = _override("assign")(world)
    address = f"{API}/visits/{call.url['visit_id']}/assign"
    assert world.client(Role.DISPATCHER).post(address, json=call.json).status_code == 200
    return Call(Role.DISPATCHER, call.url, json={})


def _phone_session(world: World) -> Call:
    with unit_of_work(world.runtime) as uow:
        user = uow.get(User, world.account(Role.ENGINEER).user_id)
        _, row = accounts.issue_token(uow, user, "bearer")
    return Call(Role.DISPATCHER, {"engineer_id": world.own.job.engineer_id, "token_id": row.id})


def _invited(world: World) -> Call:
    _with_channel(world)
    user_id = world.account(Role.MANAGER).user_id
    assert world.client(Role.ADMIN).post(f"{API}/users/{user_id}/invite").status_code == 200
    return Call(Role.ADMIN, {"user_id": user_id}, json={"to": "zhao@example.org"})


_PAPERS: dict[str, Prepared] = {
    f"GET {REQUEST}/attachments": read(Role.CUSTOMER, request_id="request_id"),
    f"POST {REQUEST}/attachments": lambda world: Call(
        Role.DISPATCHER, {"request_id": world.own.job.request_id}, data=DATA
    ),
    f"GET {REQUEST}/attachments/<uuid:attachment_id>": _attached_paper(Role.CUSTOMER),
    f"DELETE {REQUEST}/attachments/<uuid:attachment_id>": _attached_paper(Role.DISPATCHER),
    f"GET {REQUEST}/related": read(Role.MANAGER, request_id="request_id"),
    f"POST {REQUEST}/related": _relating,
    f"DELETE {REQUEST}/related/<uuid:other_id>": _related,
    f"GET {API}/engineers/<uuid:engineer_id>/phones": read(Role.DISPATCHER, engineer_id="engineer_id"),
    f"GET {API}/engineers/<uuid:engineer_id>/sessions": read(Role.DISPATCHER, engineer_id="engineer_id"),
    f"DELETE {API}/engineers/<uuid:engineer_id>/sessions/<uuid:token_id>": _phone_session,
    f"POST {API}/users/<uuid:user_id>/invitation/send": _invited,
}


def _override(verb: str, **body: Any) -> Prepared:
    def made(world: World) -> Call:
        def pinned(uow: UnitOfWork) -> None:
            uow.get(Visit, world.own.job.visit_id).pinned_engineer_id = world.own.job.engineer_id

        if verb == "unpin":
            world.edit(pinned)
        other = {"engineer_id": str(world.foreign.job.engineer_id)}
        named = other if verb in {"assign", "exclude", "include", "accept-by-telephone"} else None
        url = {"visit_id": world.own.job.visit_id}
        if verb == "include":
            address = f"{API}/visits/{url['visit_id']}/exclude"
            assert world.client(Role.DISPATCHER).post(address, json=other).status_code == 200
        return Call(Role.DISPATCHER, url, json=named)

    return made


def _reviewed_photo(world: World) -> Call:
    """A photo of a visit that was called off meanwhile, with its bytes."""
    world.edit(lambda uow: setattr(uow.get(Visit, world.own.job.visit_id), "state", "cancelled"))
    world.phone.announce(DATA)
    world.phone.upload(DATA)
    with unit_of_work(world.runtime, write=False) as uow:
        item = uow.session.query(PhoneEvent).filter(PhoneEvent.kind == "photo").first()
        assert item is not None
        return Call(Role.DISPATCHER, {"item_id": item.id})


def _review(world: World) -> Call:
    def lost(uow: UnitOfWork) -> None:
        uow.get(Visit, world.own.job.visit_id).engineer_id = world.foreign.job.engineer_id

    world.phone.send(Kind.ACCEPT).unwrap()
    world.edit(lost)
    world.phone.check_five_ones(offline=True)
    with unit_of_work(world.runtime, write=False) as uow:
        item = uow.session.query(PhoneEvent).filter(PhoneEvent.status == "needs_review").first()
    assert item is not None
    return Call(Role.DISPATCHER, {"item_id": item.id}, json={"note": "Kept."})


def _applicable(world: World) -> Call:
    """A departure that came while the visit was somebody else's for a moment."""
    world.phone.send(Kind.ACCEPT).unwrap()
    mine, theirs = world.own.job.engineer_id, world.foreign.job.engineer_id
    world.edit(lambda uow: setattr(uow.get(Visit, world.own.job.visit_id), "engineer_id", theirs))
    world.phone.send(Kind.DEPART, offline=True)
    world.edit(lambda uow: setattr(uow.get(Visit, world.own.job.visit_id), "engineer_id", mine))
    with unit_of_work(world.runtime, write=False) as uow:
        item = uow.session.query(PhoneEvent).filter(PhoneEvent.status == "needs_review").first()
    assert item is not None
    return Call(Role.DISPATCHER, {"item_id": item.id}, json={"note": "He had left."})


def _claimed(world: World) -> Call:
    """What the phone of one who went reported of a visit that is nobody's by now."""
    _applicable(world)
    world.edit(lambda uow: setattr(uow.get(Visit, world.own.job.visit_id), "engineer_id", None))
    ids = {"visit_id": world.own.job.visit_id, "engineer_id": world.own.job.engineer_id}
    return Call(Role.DISPATCHER, ids, json={"note": "He had left."})


def _return_set(world: World) -> Call:
    """The return visit for a part that was missing."""
    world.phone.go_on_site()
    world.phone.send(Kind.INCOMPLETE, {"reason": "part_missing"}).unwrap()
    with unit_of_work(world.runtime, write=False) as uow:
        again = uow.session.query(Visit).filter(Visit.ordinal == 2).one()
    at = (world.clock.now + timedelta(hours=2)).isoformat()
    return Call(Role.DISPATCHER, {"visit_id": again.id}, json={"not_before_at": at})


def _attached(world: World) -> Call:
    call = _review(world)
    call.json |= {"visit_id": str(world.own.job.visit_id)}
    return call


def _ended(world: World) -> Call:
    world.phone.go_on_site()
    body = {"ending": "completed", "why": "The phone is broken."}
    return Call(Role.DISPATCHER, {"visit_id": world.own.job.visit_id}, json=body)


def _alert(world: World) -> UUID:
    """The alert of a promise that nobody has, with its rescue."""

    def unwatched(uow: UnitOfWork) -> None:
        uow.get(Visit, world.own.job.visit_id).engineer_id = None

    world.edit(unwatched)
    look(world.runtime, world.own.job.territory_id)
    world.clock.advance(minutes=3)
    look(world.runtime, world.own.job.territory_id)
    with unit_of_work(world.runtime, write=False) as uow:
        found = select(Alert.id).where(Alert.request_id == world.own.job.request_id)
        return uow.session.scalars(found).first() or UUID(int=0)


def _confirmed_by_telephone(world: World) -> Call:
    arrived_without_code(world.phone)
    return Call(
        Role.DISPATCHER, {"visit_id": world.own.job.visit_id}, json={"reason": "The customer rang up."}
    )


def _settled(world: World) -> Call:
    arrived_without_code(world.phone)
    told = {"verdict": "arrived", "reason": "The customer rang up.", "on_site_at": None}
    return Call(Role.DISPATCHER, {"visit_id": world.own.job.visit_id}, json=told)


def _with_channel(world: World) -> Call:
    """Messages to customers have somewhere to go."""
    settings = replace(world.runtime.settings, notify_customer_url="json://gateway.example")
    world.flask_app.extensions[EXTENSION] = replace(world.runtime, settings=settings)
    return Call(Role.DISPATCHER, {"request_id": world.own.job.request_id})


def _held_charge(world: World) -> Call:
    world.phone.go_on_site()
    world.phone.send(Kind.CHARGE, {"kind": "labour", "amount_cents": 99_900_000}).unwrap()
    with unit_of_work(world.runtime, write=False) as uow:
        charge_id = uow.session.scalars(select(HeldCharge.id)).one()
    return Call(Role.MANAGER, {"charge_id": charge_id}, json={"reason": "Agreed by telephone."})


def _report(world: World) -> Call:
    body = {"site_id": str(world.own.job.site_id), "fault_code": "printer.paper_jam", "channel": "portal"}
    return Call(Role.CUSTOMER, json=body)


def _later(world: World) -> str:
    return (world.clock.now + timedelta(hours=5)).isoformat()


def _unmerged(world: World) -> Call:
    url, body = (
        {"customer_id": world.own.job.customer_id},
        {"into": str(world.foreign.job.customer_id), "reason": "one"},
    )
    address = f"{API}/customers/{url['customer_id']}/merge"
    assert world.client(Role.DISPATCHER).post(address, json=body).status_code == 200
    return Call(Role.DISPATCHER, url, json={"reason": "two"})


CALLS: dict[str, Prepared] = {
    f"POST {API}/service-requests": _report,
    f"GET {API}/service-requests": read(Role.PROVIDER),
    f"GET {REQUEST}": read(Role.ENGINEER, request_id="request_id"),
    f"GET {REQUEST}/history": read(Role.MANAGER, request_id="request_id"),
    f"GET {REQUEST}/candidates": read(Role.DISPATCHER, request_id="request_id"),
    f"POST {REQUEST}/cancel": lambda world: Call(
        Role.CUSTOMER, {"request_id": world.own.job.request_id}, json={"reason": "Works again."}
    ),
    f"POST {REQUEST}/solve-remotely": lambda world: Call(
        Role.DISPATCHER,
        {"request_id": world.own.job.request_id},
        json={"how": "telephone", "note": "Switched it on."},
    ),
    f"POST {REQUEST}/appointment": lambda world: Call(
        Role.CUSTOMER, {"request_id": world.own.job.request_id}, json={"at": _later(world)}
    ),
    f"POST {REQUEST}/amend": lambda world: Call(
        Role.DISPATCHER, {"request_id": world.own.job.request_id}, json={"contact_name": "Ms Li"}
    ),
    f"POST {REQUEST}/notes": lambda world: Call(
        Role.MANAGER, {"request_id": world.own.job.request_id}, json={"note": "Ring at the back door."}
    ),
    f"POST {REQUEST}/follow-up": _followed,
    f"POST {REQUEST}/close": _closed,
    f"POST {REQUEST}/tracking-link": read(Role.CUSTOMER, request_id="request_id"),
    f"POST {REQUEST}/tracking-link/send": _with_channel,
    f"POST {REQUEST}/hand-over-code": read(Role.DISPATCHER, request_id="request_id"),
    f"GET {API}/enquiries": read(Role.CUSTOMER),
    f"POST {API}/enquiries": lambda _: Call(
        Role.CUSTOMER, json={"channel": "portal", "question": "Which toner?"}
    ),
    f"GET {API}/enquiries/<uuid:enquiry_id>": read(Role.CUSTOMER, enquiry_id="enquiry_id"),
    f"POST {API}/enquiries/<uuid:enquiry_id>/answer": lambda world: Call(
        Role.DISPATCHER, {"enquiry_id": world.own.enquiry_id}, json={"answer": "Black."}
    ),
    f"GET {API}/likely-doubles": lambda _: Call(Role.DISPATCHER, query={"name": "Blue Ink"}),
    f"GET {API}/customers/<uuid:customer_id>/likely-doubles": read(
        Role.DISPATCHER, customer_id="customer_id"
    ),
    f"POST {API}/customers/<uuid:customer_id>/merge": lambda world: Call(
        Role.DISPATCHER,
        {"customer_id": world.own.job.customer_id},
        json={"into": str(world.foreign.job.customer_id), "reason": "one shop"},
    ),
    f"POST {API}/customers/<uuid:customer_id>/unmerge": _unmerged,
    f"GET {API}/engineers/<uuid:engineer_id>/photo": _photographed,
    f"PUT {API}/engineers/<uuid:engineer_id>/photo": lambda world: Call(
        Role.MANAGER, {"engineer_id": world.own.job.engineer_id}, data=DATA
    ),
    f"DELETE {API}/engineers/<uuid:engineer_id>/photo": lambda world: Call(
        Role.MANAGER, {"engineer_id": world.own.job.engineer_id}
    ),
    f"GET {API}/engineers/<uuid:engineer_id>/card.png": read(Role.PROVIDER, engineer_id="engineer_id"),
    **_PAPERS,
    f"GET {API}/visits": read(Role.PROVIDER),
    f"GET {VISIT}": read(Role.PROVIDER, visit_id="visit_id"),
    f"GET {VISIT}/report.pdf": reported(Role.PROVIDER),
    **{
        f"POST {VISIT}/{verb}": _override(verb)
        for verb in ("assign", "unassign", "pin", "unpin", "exclude", "include", "accept-by-telephone")
    },
    f"POST {VISIT}/undo": _undone,
    f"GET {API}/offers": read(Role.DISPATCHER),
    f"GET {API}/alerts": read(Role.MANAGER),
    f"GET {API}/alerts/<uuid:alert_id>": lambda world: Call(Role.MANAGER, {"alert_id": _alert(world)}),
    f"POST {API}/alerts/<uuid:alert_id>/acknowledge": lambda world: Call(
        Role.DISPATCHER, {"alert_id": _alert(world)}, json={"reason": "Called the engineer."}
    ),
    f"POST {API}/alerts/<uuid:alert_id>/rescue": lambda world: Call(
        Role.DISPATCHER, {"alert_id": _alert(world)}
    ),
    f"POST {VISIT}/confirm-arrival": _confirmed_by_telephone,
    f"POST {VISIT}/settle-arrival": _settled,
    f"POST {VISIT}/arrival-code": lambda world: Call(
        Role.DISPATCHER, {"visit_id": world.own.job.visit_id}, json={"reason": "The customer rang up."}
    ),
    f"GET {VISIT}/oddities": read(Role.MANAGER, visit_id="visit_id"),
    f"GET {API}/charges": read(Role.MANAGER),
    f"POST {API}/charges/<uuid:charge_id>/approve": _held_charge,
    f"POST {API}/charges/<uuid:charge_id>/refuse": _held_charge,
    f"GET {REQUEST}/promise": read(Role.MANAGER, request_id="request_id"),
    f"POST {REQUEST}/corrections": lambda world: Call(
        Role.MANAGER,
        {"request_id": world.own.job.request_id},
        json={"stage": "travel", "reason": "The bridge was closed."},
    ),
    f"POST {API}/dispatch/plan": lambda _: Call(
        Role.MANAGER,
        json={
            "snapshot": {
                "now_s": 0,
                "promise_s": 3600,
                "travel": {"model": "great_circle", "circuity": 1.3, "speed_kmh": 30.0},
                "service_factor": {},
                "engineers": [],
                "jobs": [],
            }
        },
    ),
    f"GET {API}/territories/<uuid:territory_id>/plan": read(Role.DISPATCHER, territory_id="territory_id"),
    f"GET {API}/territories/<uuid:territory_id>/plan/score": read(Role.MANAGER, territory_id="territory_id"),
    f"POST {API}/territories/<uuid:territory_id>/plan/preview": read(
        Role.DISPATCHER, territory_id="territory_id"
    ),
    f"GET {VISIT}/why": read(Role.MANAGER, visit_id="visit_id"),
    f"POST {API}/territories/<uuid:territory_id>/replan": read(Role.DISPATCHER, territory_id="territory_id"),
    f"GET {API}/review-items": read(Role.MANAGER),
    f"GET {API}/review-items/<uuid:item_id>/photo": _reviewed_photo,
    f"POST {API}/review-items/<uuid:item_id>/resolve": _review,
    f"POST {API}/review-items/<uuid:item_id>/apply": _applicable,
    f"POST {API}/review-items/<uuid:item_id>/attach": _attached,
    f"POST {VISIT}/end": _ended,
    f"POST {VISIT}/claims/<uuid:engineer_id>/take": _claimed,
    f"POST {VISIT}/claims/<uuid:engineer_id>/refuse": _claimed,
    f"POST {VISIT}/return-set": _return_set,
    f"GET {API}/events": read(Role.CUSTOMER),
    f"GET {API}/events/stream": read(Role.PROVIDER),
    f"GET {API}/ledger/verify": read(Role.MANAGER),
    f"GET {API}/ledger/seals": read(Role.MANAGER),
    f"GET {API}/reports/promises": read(Role.MANAGER),
    "GET /sim/v1/clock": read(Role.ADMIN),
    "POST /sim/v1/advance": lambda world: Call(
        Role.ADMIN, json={"to": (world.clock.now + timedelta(minutes=1)).isoformat()}
    ),
}
