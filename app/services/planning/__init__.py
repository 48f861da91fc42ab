"""Planning a territory: snapshot, solve, verify, apply by version; and what sets it off."""

from app.services.planning.triggers import PLAN_TIMER, request_replan

__all__ = ["PLAN_TIMER", "request_replan"]
