"""Who is on call when, over HTTP and on its page."""

from __future__ import annotations

from datetime import timedelta

from app.kernel import Role, unit_of_work
from app.registers.tables import Leave, Shift
from tests.support import web
from tests.support.town import Town

HOUR = timedelta(hours=1)


def test_who_is_on_call_is_told_without_what_leave_takes(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        begins = uow.now + 30 * HOUR
        stamps = {"engineer_id": town.engineers[0], "created_at": uow.now, "updated_at": uow.now}
        for first, kind, setout_s in ((0, "duty", 0), (8, "on_call", 1800)):
            span = {"starts_at": begins + first * HOUR, "ends_at": begins + (first + 8) * HOUR}
            uow.session.add(Shift(id=uow.new_id(), kind=kind, setout_s=setout_s, breaks=[], **span, **stamps))
        span = {"starts_at": begins + 14 * HOUR, "ends_at": begins + 20 * HOUR}
        uow.session.add(Leave(id=uow.new_id(), reason="sick", **span, **stamps))
    flask_app = web.application(town.runtime)
    who = web.make_user(town.runtime, Role.DISPATCHER, "office")
    office = web.signed_in(flask_app, town.runtime, who)
    told = office.get(f"/api/v1/territories/{town.territory_id}/on-call").json[0]
    assert told["engineer_id"] == str(town.engineers[0])
    assert told["setout_s"] == 1800
    assert (told["starts_at"], told["ends_at"]) == tuple((begins + n * HOUR).isoformat() for n in (8, 14))
    page = office.get(f"/rosters/on-call?territory_id={town.territory_id}&on={begins:%Y-%m-%d}").text
    assert "within 30 min" in page
