"""The doors of this room: the own pages of customers and engineers, and a customer's word by his link."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.mine.access import ACCESS
from app.mine.pages import follow, mine, repair, words_by_link, words_to_us
from app.web.doors import Doors, MenuEntry

DOORS = Doors(
    access=ACCESS,
    pages=(mine, repair, follow, words_to_us, words_by_link),
    menu=(
        MenuEntry("mine", Phrase("My page"), 1),
        MenuEntry("repair", Phrase("Ask for a repair"), 2),
    ),
)
