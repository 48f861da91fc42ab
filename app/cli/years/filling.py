"""Makes a company and writes its years: played once for each shape of visit, filled in for all others."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from app.cli.years.company import Company, founded
from app.cli.years.demand import Demand
from app.cli.years.draws import Draws
from app.cli.years.phone import StoryClock
from app.cli.years.scratch import CARD, Scratch, scratch
from app.cli.years.specimen import Specimen, specimen
from app.cli.years.story import Card, Shape, Story
from app.cli.years.writing import Writing, last_seal, seal
from app.demo.randomness import stream
from app.kernel import Runtime, ledger, unit_of_work

AT_ONCE = 1000
_YEAR = timedelta(days=365)
_SAID_EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be made: years before `end`, `share` of what so many engineers would do."""

    years: float
    engineers: int
    end: datetime
    seed: int = 1
    share: float = 1.0
    city: str = "beijing"

    @property
    def begin(self) -> datetime:
        """When the company began."""
        return self.end - self.years * _YEAR


@dataclass(frozen=True, slots=True)
class Made:
    """How much there is of it now."""

    requests: int
    visits: int


class Shapes:
    """The templates of the shapes met so far; a new one is played on the spot."""

    def __init__(self, where: Scratch) -> None:
        self._where = where
        self._known: dict[Shape, Specimen] = {}

    def of(self, shape: Shape) -> Specimen:
        """Return the shape's."""
        if shape not in self._known:
            card = {Card.NONE: {}, Card.OVERALL: {"score": CARD["score"]}, Card.WHOLE: CARD}[shape.card]
            self._known[shape] = specimen(self._where.play(shape, card))
        return self._known[shape]


def company_of(runtime: Runtime, plan: Plan) -> Company:
    """Write the registers as they were when the company began, by their own commands, and seal that."""
    draws = Draws(stream(plan.seed, "company"))
    then = replace(draws.given_to(runtime), clock=StoryClock(plan.begin))
    company = founded(then, plan.engineers, plan.seed, plan.city)
    with unit_of_work(then) as uow:
        ledger.seal(uow)
    return company


def stories_of(company: Company, plan: Plan) -> Iterator[Story]:
    """Return what happens in those years."""
    return Demand(company, plan.seed, plan.begin, plan.end, plan.share).stories()


def fill(runtime: Runtime, plan: Plan, say: Callable[[str], None]) -> Made:
    """Make it all; the same plan gives the same rows on both databases."""
    company = company_of(runtime, plan)
    say(f"{len(company.places)} customers and {len(company.workers)} engineers.")
    with scratch() as where:
        return write(runtime, plan, stories_of(company, plan), Shapes(where), say)


def write(
    runtime: Runtime, plan: Plan, stories: Iterator[Story], shapes: Shapes, say: Callable[[str], None]
) -> Made:
    """Write the rows of stories, sealed batch by batch.

    What is made is gone with its batch; looking for what is not would take a tenth of the time.
    """
    gc.collect()
    gc.disable()
    try:
        return _written(runtime, plan, stories, shapes, say)
    finally:
        gc.enable()


def _written(
    runtime: Runtime, plan: Plan, stories: Iterator[Story], shapes: Shapes, say: Callable[[str], None]
) -> Made:
    writing, number, visits = Writing(runtime.engine), 0, 0
    said_at = time.monotonic()
    while batch := list(islice(stories, AT_ONCE)):
        with writing.batch() as (connection, filled):
            for story in batch:
                number += 1
                filled.add(shapes.of(story.shape), story, stream(plan.seed, "ids", number))
                visits += 1 + story.shape.comes_again
            sealed, previous = last_seal(connection)
            seal(filled, sealed + 1, previous, max(max(story.at.values()) for story in batch))
        if time.monotonic() - said_at > _SAID_EVERY_S:
            said_at = time.monotonic()
            say(f"{batch[-1].at['requested']:%Y-%m-%d}: {visits} visits.")
    writing.finish()
    return Made(number, visits)
