"""Where scorecards stand: those of who is graded have access rows of their own, since he reads them too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, url_for

from app.scorecards.rules.kinds import GRADED, GRADED_IN_ADDRESS, OTHERS_IN_ADDRESS

KINDS = {"": OTHERS_IN_ADDRESS, "_of_graded": GRADED_IN_ADDRESS}
"""What an endpoint's name ends in → the kinds that stand in its address."""


def to(kind: str, part: str = "scorecard", **asked: Any) -> str:
    """Return the address of a scorecard or of a part of it: its visits, its file."""
    ending = "_of_graded" if kind in GRADED else ""
    return url_for(f"pages.{part}{ending}", kind=kind, **asked)


def add(site: Blueprint, view: Callable[..., Any], below: Sequence[str] = ()) -> None:
    """Add a page for every kind; `below` is what follows the kind in the address."""
    for ending, kinds in KINDS.items():
        address = "/".join([f"/scorecards/<any({kinds}):kind>", *below])
        site.add_url_rule(address, f"{view.__name__}{ending}", view)
