"""The day itself: simulated time moves from happening to happening until every request has ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.demo.case import Casebook
from app.demo.client import Door, Http, Refused
from app.demo.day import instant
from app.demo.errors import DemoError
from app.demo.habits import Habits
from app.demo.happened import happened
from app.demo.loading import Loaded, Loader
from app.demo.manners import Manners
from app.demo.mishaps import Mishaps
from app.demo.players.around import Surroundings
from app.demo.players.customer import Customers
from app.demo.players.dispatcher import Dispatcher
from app.demo.players.engineer import EngineerPlayer
from app.demo.players.phone import Phone
from app.demo.randomness import stream
from app.demo.scene import TICK_S, Scene
from app.demo.trips import StraightTrips, Trips
from app.demo.world import Day

QUICK = timedelta(seconds=TICK_S)
"""How soon after something happened a phone hears of what the plan made of it."""

SLOW = timedelta(seconds=60)
"""How long time may run without looking."""

LATEST = timedelta(hours=24)
"""How long after the last call the day is given up."""


LIVE_S = 2.0
"""How often time is moved on once it runs as fast as the wall's clock."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """Where the day stands, for the progress display."""

    now: datetime
    share: float
    made: int
    over: int
    kept: int
    late: int


class Play:
    """Plays one loaded day.  `admin` moves the clock, as only a simulation's administrator can.

    `trips` are what drives really take, whatever the server thinks; by default what the city's roads say.
    """

    def __init__(
        self,
        day: Day,
        http: Http,
        admin: Door,
        loader: Loader,
        seed: int,
        habits: Habits | None = None,
        trips: Trips | None = None,
    ) -> None:
        self.book = Casebook()
        self._day, self._admin = day, admin
        self._scene = Scene(day.starts_at)
        loaded = loader.loaded
        habits = habits or Habits()
        around = Surroundings(
            scene=self._scene,
            day=day,
            habits=habits,
            book=self.book,
            customers=http.door(),
            trips=trips or StraightTrips(day.city.roads),
            manners=Manners(habits, stream(seed, "manners")),
            mishaps=Mishaps(habits, stream(seed, "mishaps")),
            parts=loaded.parts,
        )
        self._desk = loader.staff("dispatcher")
        self._dispatcher = Dispatcher(around, self._desk, loaded.shifts, stream(seed, "dispatcher"))
        self._customers = Customers(
            around,
            self._desk,
            loader.integration(),
            loader.customer,
            loader.pages,
            loaded,
            stream(seed, "customers"),
        )
        self.engineers = _engineers(around, loaded, seed)
        self._give_up_at = instant(day, day.hours * 3600) + LATEST

    def run(self, watch: Callable[[Glimpse], None] = lambda _: None) -> None:
        """Play until every request has ended; evening included, within a day of the last call."""
        for player in self.engineers.values():
            self._scene.at(instant(self._day, max(0, player.member.shift_s[0])), player.begin_shift)
        self._customers.plan_day()
        self._scene.after(0, self._dispatcher.begin)
        stirred = True
        while not self._is_over and self._scene.now < self._give_up_at:
            happened = self._advance(QUICK if stirred else SLOW)
            if stirred or happened:
                self._bring_offers()
            stirred = self._scene.act() > 0
            watch(self.glimpse())

    def go_on(self, days: Sequence[Day], clock: Callable[[], float], pause: Callable[[float], None]) -> None:
        """Let life go on after the day, a second a second, until somebody interrupts.

        `days` are those to come, their calls with them.  What a visitor does may take the ground from under
        a player's next step: that step is then left out.
        """
        self._dispatcher.rostered = True
        for day in days:
            self._customers.plan(day)
        began, began_at = clock(), self._scene.now
        while True:
            pause(LIVE_S)
            self._live(began_at + timedelta(seconds=clock() - began))

    def _live(self, until: datetime) -> None:
        while self._scene.now < until:
            try:
                self._advance(until - self._scene.now)
                self._bring_offers()
            except Refused:
                return  # asked again after the next pause
            with suppress(Refused, DemoError):
                self._scene.act()

    def glimpse(self) -> Glimpse:
        """Return where the day stands."""
        cases = self.book.cases.values()
        kept = sum(case.kept is True for case in cases)
        planned, over = len(self._day.calls), sum(case.over for case in cases)
        return Glimpse(
            now=self._scene.now,
            share=over / planned if planned else 1.0,
            made=len(cases),
            over=over,
            kept=kept,
            late=sum(case.kept is False for case in cases),
        )

    @property
    def now(self) -> datetime:
        """The simulated instant."""
        return self._scene.now

    @property
    def happened(self) -> dict[str, int]:
        """What came in between, by kind."""
        done = self._dispatcher
        return {
            **happened(self.book),
            "persuaded": done.persuaded,
            "overtime": done.overtime,
            "rescued": done.rescued,
        }

    @property
    def _is_over(self) -> bool:
        return len(self.book.cases) == len(self._day.calls) and self.book.all_over

    def _advance(self, longest: timedelta) -> bool:
        """Move to the next happening, at most `longest` ahead; tell whether the server had work to do."""
        to = self._scene.now + longest
        if self._scene.next_at is not None:
            to = min(to, max(self._scene.next_at, self._scene.now))
        answer = self._admin.post("/sim/v1/advance", {"to": to.isoformat()})
        self._scene.move_to(datetime.fromisoformat(answer["now"]))
        return bool(answer["timers_run"])

    def _bring_offers(self) -> None:
        """Stand in for the push service: phones hear of the offers that wait for an answer."""
        for offer in self._desk.every("/api/v1/offers", {"state": "pending"}):
            player = self.engineers.get(offer["engineer_id"])
            if player is not None and offer["request_id"] in self.book.cases:
                player.offered(offer)


def _engineers(around: Surroundings, loaded: Loaded, seed: int) -> dict[str, EngineerPlayer]:
    players = {}
    for member, engineer_id, door in zip(around.day.city.crew, loaded.engineers, loaded.phones, strict=True):
        rng = stream(seed, "engineer", member.number)
        players[engineer_id] = EngineerPlayer(around, member, Phone(around.scene, door, rng), rng)
    return players
