"""Codes are drawn until one is free."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from app.kernel import Runtime, unit_of_work
from app.kernel.codes import CODE_LENGTH, CROCKFORD, fresh_code
from app.kernel.tables import StreamHead


class _Loaded(Random):
    """Draws the same code twice before another."""

    def __init__(self) -> None:
        super().__init__(1)
        self._left = ["A" * CODE_LENGTH, "A" * CODE_LENGTH, "B" * CODE_LENGTH]

    def choices(self, population: Any, *args: Any, **kwargs: Any) -> Any:
        assert (population, kwargs) == (CROCKFORD, {"k": CODE_LENGTH})
        return list(self._left.pop(0))


def test_a_code_that_is_taken_is_drawn_again(runtime: Runtime) -> None:
    loaded = replace(runtime, random=_Loaded())
    with unit_of_work(loaded) as uow:
        first = fresh_code(uow, StreamHead.stream)
        uow.session.add(StreamHead(stream=first, number=0, hash="0" * 64, sealed_number=0))
        assert (first, fresh_code(uow, StreamHead.stream)) == ("AAAAAAAA", "BBBBBBBB")
