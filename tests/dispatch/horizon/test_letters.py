from __future__ import annotations

from typing import Any

from dispatch.horizon.letters import Letters


def told(cost: int, name: str) -> dict[str, Any]:
    return {"cost": cost, "plan": {name: [cost]}, "routes": [[cost, 0, [1]]]}


def test_letters_wait_for_whoever_does_not_listen_and_are_heard_once_in_the_order_of_senders() -> None:
    letters = Letters()
    letters.post(2, told(7, "late"), {0, 1})
    letters.post(0, told(5, "best"), {1, 2})
    letters.post(2, told(6, "later"), {0, 1})
    assert letters.take(1) == {
        "routes": [[5, 0, [1]], [7, 0, [1]], [6, 0, [1]]],
        "plan": {"best": [5]},
    }
    assert letters.take(1) == {"routes": [], "plan": None}
    assert letters.take(0)["plan"] == {"later": [6]}
