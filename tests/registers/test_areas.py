"""Where a territory ends, and whether its boundary is one."""

from __future__ import annotations

import pytest

from app.registers.rules.areas import Ring, crossing_sides, inside

SQUARE = [[0, 0], [0, 2], [2, 2], [2, 0]]


@pytest.mark.parametrize(
    ("ring", "crossed"),
    [
        (SQUARE, None),
        ([*SQUARE, [0, 0]], None),
        ([[0, 0], [0, 0], [0, 2], [2, 2], [2, 2], [2, 0]], None),
        ([[0, 0], [0, 3], [3, 3], [3, 2], [1, 2], [1, 1], [3, 1], [3, 0]], None),
        ([[0, 0], [2, 2], [0, 2], [2, 0]], (1, 3)),
        ([[0, 0], [0, 0], [2, 2], [0, 2], [2, 0], [0, 0]], (2, 4)),
        ([[0, 0], [0, 4], [2, 4], [-1, 2], [2, 0]], (1, 3)),
    ],
)
def test_boundary_that_crosses_itself_says_where(ring: Ring, crossed: tuple[int, int] | None) -> None:
    assert crossing_sides(ring) == crossed


def test_longest_boundary_is_looked_at() -> None:
    ring = [[n % 2, n] for n in range(500)] + [[5, n] for n in range(499, -1, -1)]
    assert crossing_sides(ring) is None
    assert inside((4, 200), ring)
    assert not inside((6, 200), ring)
