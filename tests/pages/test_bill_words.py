"""Charges and parts are told by the names that people know them by."""

from __future__ import annotations

from app.desk.pages import bill_words
from app.kernel import ledger
from app.kernel.tables import Event
from app.registers.tables import ChargeKind
from app.requests.commands.moves import request_stream
from app.requests.reads.history import history
from app.requests.tables import Visit
from tests.support.morning import Morning


def test_a_line_that_an_event_does_not_name_is_named_by_the_register(morning: Morning) -> None:
    with morning.writing() as uow:
        kind = uow.session.query(ChargeKind).order_by(ChargeKind.code).first()
        assert kind is not None
        visit = uow.get(Visit, morning.visits["on_site"])
        for code in (kind.code, "gone_long_ago"):
            ledger.note(
                uow, request_stream(visit.request_id), "charge.held", what="charge", code=code, amount_cents=1
            )
    with morning.writing() as uow:
        body = uow.session.query(Event).order_by(Event.number.desc()).first()
        assert body is not None
        lines = [one.data for one in history(uow, visit.request_id) if one.kind == "charge.held"]
        assert "name_en" not in body.body  # the ledger stays as it was written
        assert [(one.get("name_en"), one.get("name_zh")) for one in lines] == [
            (kind.name_en, kind.name_zh),
            (None, None),
        ]
    assert bill_words.spelled("gone_long_ago") == "gone long ago"
