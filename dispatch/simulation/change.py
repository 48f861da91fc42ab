"""What if: the same day under another crew or another promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dispatch.model.snapshot import LOWEST_STARS
from dispatch.simulation.chance import stream
from dispatch.simulation.day import Day, Member, Request


class UnknownEngineer(ValueError):
    """Nobody on the day has that id."""

    def __init__(self, engineer: str) -> None:
        super().__init__(engineer)
        self.engineer = engineer


@dataclass(frozen=True, slots=True)
class CrewChange:
    """Who is missing, how many come in addition, and the promise in seconds; None leaves it as it is.

    With `any_stars` no request asks for a minimum any more; what it asked for stays known.
    """

    without: tuple[str, ...] = ()
    added: int = 0
    promise_s: int | None = None
    any_stars: bool = False

    @property
    def is_none(self) -> bool:
        """Whether nothing is changed."""
        return self == CrewChange()

    def apply(self, day: Day, seed: int = 0) -> Day:
        """The changed day; requests with a promise of their own (a contract's) keep it.

        Raises UnknownEngineer.
        """
        ids = {member.id for member in day.engineers}
        for engineer in self.without:
            if engineer not in ids:
                raise UnknownEngineer(engineer)
        crew = enlarged(day.engineers, self.added, seed)
        return replace(
            day,
            engineers=tuple(member for member in crew if member.id not in self.without),
            promise_s=day.promise_s if self.promise_s is None else self.promise_s,
            requests=tuple(map(_without_minimum, day.requests)) if self.any_stars else day.requests,
        )


def _without_minimum(request: Request) -> Request:
    return replace(request, min_stars=LOWEST_STARS, asked_stars=request.min_stars)


def enlarged(crew: Sequence[Member], added: int, seed: int) -> tuple[Member, ...]:
    """The crew and `added` more, each like one of them drawn at random; one more leaves the rest alone.

    Raises ValueError where there is nobody to be like.
    """
    if added and not crew:
        raise ValueError("nobody to be like")
    rng = stream(seed, "added")
    return (*crew, *(_like(rng.choice(crew), n) for n in range(1, added + 1)))


def _like(member: Member, number: int) -> Member:
    return replace(member, id=f"{member.id}+{number}")


def crew_of(crew: Sequence[Member], size: int, seed: int) -> tuple[Member, ...]:
    """A crew of `size` like this one: its members in an order drawn once, then more like them.

    A larger one holds every smaller one, so that sizes differ in who is added and nothing else.
    """
    order = list(crew)
    stream(seed, "order").shuffle(order)
    return enlarged(order, max(0, size - len(order)), seed)[:size]
