"""What a dispatcher's decision costs, in promises and minutes."""

from __future__ import annotations

from app.dispatching.commands.cost import Cost
from app.kernel.phrases import Phrase
from app.web.pages import i18n
from app.web.wording import say


def price(cost: Cost) -> str:
    """Say what a decision costs others."""
    said: list[Phrase] = []
    if cost.unserved > 0:
        said.append(Phrase("Nobody else who can be reached can come as things are."))
    if cost.late_visits > 0:
        said.append(
            Phrase.counted(
                "It breaks %(num)s promise more.", "It breaks %(num)s promises more.", num=cost.late_visits
            )
        )
    late, driving = i18n.span(cost.late_s), i18n.span(cost.drive_s)
    if cost.late_s > 0:
        said.append(Phrase("Customers wait %(span)s longer past their promise.", span=late))
    if cost.late_s < 0 and cost.unserved <= 0:
        said.append(Phrase("Customers wait %(span)s less past their promise.", span=late))
    if cost.drive_s > 0:
        said.append(Phrase("More driving: %(span)s.", span=driving))
    if cost.drive_s < 0 and cost.unserved <= 0:
        said.append(Phrase("Less driving: %(span)s.", span=driving))
    return " ".join(map(say, said or [Phrase("By itself it makes no promise later and no drive longer.")]))
