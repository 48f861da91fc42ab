"""What searching processes tell each other: plans and routes wait for a process until it listens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


class Letters:
    """Messages (`cost`, `plan`, `routes`) that have not been heard yet."""

    def __init__(self) -> None:
        self._waiting: dict[int, list[tuple[int, Mapping[str, Any]]]] = {}

    def post(self, sender: int, message: Mapping[str, Any], listeners: Iterable[int]) -> None:
        """Keep a message for each listener."""
        for listener in listeners:
            self._waiting.setdefault(listener, []).append((sender, message))

    def take(self, listener: int) -> dict[str, Any]:
        """All new routes for a listener and the best plan, in the order of senders; then they are heard."""
        letters = self._waiting.pop(listener, [])
        told = [message for _, message in sorted(letters, key=lambda letter: letter[0])]
        best = min(told, key=lambda message: message["cost"], default=None)
        routes = [route for message in told for route in message["routes"]]
        return {"routes": routes, "plan": None if best is None else best["plan"]}
