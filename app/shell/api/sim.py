"""The simulated clock; these addresses exist in a simulation alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask.views import MethodView
from marshmallow import fields

from app.kernel import Runtime
from app.web.api import Blueprint, Schema
from app.web.context import runtime, transaction


class AdvanceTo(Schema):
    """Where the clock shall stand."""

    to = fields.AwareDateTime(required=True)


class Advanced(Schema):
    """Where the clock stands after all work due by then is done."""

    now = fields.AwareDateTime()
    timers_run = fields.Integer()
    plans = fields.Integer()


class Clock(Schema):
    """Where the clock stands."""

    now = fields.AwareDateTime()


def blueprint(advance: Callable[[Runtime, datetime], object]) -> Blueprint:
    """Return the door that moves the clock by `advance`, which the composition root brings along."""
    blp = Blueprint("sim", __name__, url_prefix="/sim/v1", description="The simulated clock")

    @blp.route("/advance")
    class Advance(MethodView):
        """Moving the clock."""

        @blp.arguments(AdvanceTo)
        @blp.response(200, Advanced)
        @blp.doc(operationId="advanceSimulatedClock")
        def post(self, body: dict[str, Any]) -> Any:
            """Move the clock forward, doing on the way whatever falls due."""
            return advance(runtime(), body["to"])

    @blp.route("/clock")
    class ReadClock(MethodView):
        """Reading the clock."""

        @blp.response(200, Clock)
        def get(self) -> Any:
            """Tell what time it is."""
            with transaction(write=False) as uow:
                return {"now": uow.now}

    return blp
