"""What came in between, counted from the casebook."""

from __future__ import annotations

from app.demo.case import Casebook
from app.demo.manners import Manner
from app.demo.mishaps import Mishap

_TRICKS = {
    Manner.DATED_BACK: "dated back",
    Manner.SENT_AGAIN: "sent again as offline",
    Manner.SET_BACK: "clock set back",
}
_MISHAPS = {Mishap.BREAKDOWN: "vans broken down", Mishap.SILENT: "phones silent"}


def happened(book: Casebook) -> dict[str, int]:
    """Return how often each kind came in between."""
    told = [lie.manner for lie in book.lies]
    mishaps = [one.mishap for one in book.setbacks]
    return {
        "declined": book.declined,
        "turned round": book.turned_round,
        "overtaken": book.lost_races,
        "reviewed": book.reviews,
        "arrived offline": book.offline_arrivals,
        "claimed untruly": sum(manner.is_lie for manner in told),
        **{words: told.count(manner) for manner, words in _TRICKS.items()},
        **{words: mishaps.count(mishap) for mishap, words in _MISHAPS.items()},
        "complaints": len(book.complaints),
        "faults back": len(book.came_back),
    }
