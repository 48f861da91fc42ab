"""What comes of a visit: drawn from who went there, what it was, and whom it was for."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from app.cli.years.company import Machine, Place
from app.cli.years.people import Hidden, Nature, chance
from app.cli.years.story import CallBack, Card, End, Shape
from app.demo.world import Fault

_UNDONE = ((End.PART_MISSING, End.NEEDS_SPECIALIST, End.NO_ACCESS), (0.5, 0.3, 0.2))
_CALLED_OFF = 0.015
_CALLED_BACK = 0.55
_ANSWERED, _WHOLE = 0.14, 0.5
_VERDICTS = (("upheld", "partly_upheld", "not_upheld"), (0.4, 0.2, 0.4))
_LONG_S = 2700


def shape_of(rng: random.Random, who: Nature, hidden: Hidden, machine: Machine, fault: Fault) -> Shape:
    """Draw the shape."""
    if rng.random() < _CALLED_OFF:
        return Shape(end=End.CALLED_OFF)
    shape = _visited(rng, who, hidden, machine, fault)
    if shape.end is End.DONE and shape.card is Card.NONE and not chance(rng, 5.0 + who.care / 2):
        return Shape(call_back=CallBack.SOLVED, complaint=True)
    return shape


def _visited(rng: random.Random, who: Nature, hidden: Hidden, machine: Machine, fault: Fault) -> Shape:
    hard = hidden.hardness[machine.model] + (0.8 if fault.expected_s >= _LONG_S else 0.0)
    card = Card.NONE
    if rng.random() < _ANSWERED:
        card = Card.WHOLE if rng.random() < _WHOLE else Card.OVERALL
    back = CallBack.SOLVED if rng.random() < _CALLED_BACK else CallBack.NONE
    if not chance(rng, 2.6 + who.skill - hard):
        return Shape(end=rng.choices(*_UNDONE)[0], card=card, call_back=back)
    shape = Shape(card=card, call_back=back)
    if not chance(rng, 3.7 + who.care):
        return replace(shape, five_ones=False)
    if not chance(rng, 3.2 + who.care):
        return replace(shape, in_time=False)
    if back is CallBack.SOLVED and not chance(rng, 3.0 + who.skill - hard):
        return replace(shape, call_back=CallBack.UNSOLVED)
    return shape


def verdict(rng: random.Random) -> str:
    """Draw what a manager found of a complaint."""
    return rng.choices(*_VERDICTS)[0]


def breaks_again(rng: random.Random, who: Nature, hidden: Hidden, machine: Machine) -> bool:
    """Whether the same machine is reported again within weeks."""
    return not chance(rng, 2.5 + who.skill - hidden.hardness[machine.model])


def answers(rng: random.Random, shape: Shape, who: Nature, hidden: Hidden, place: Place) -> dict[str, Any]:
    """Draw what the customer answered: the mild give more, the hour that was missed costs a star."""
    mean = 4.35 + 0.4 * who.skill + hidden.mildness[place.customer_id]

    def score(less: float = 0.0) -> int:
        return min(5, max(1, round(rng.gauss(mean - less, 0.7))))

    if shape.card is Card.NONE:
        return {}
    overall = score(0.5 if shape.late else 0.0)
    if shape.card is Card.OVERALL:
        return {"score": overall}
    return {
        "score": overall,
        "on_time": score(1.5 if shape.late else 0.0),
        "technical": score(),
        "attitude": score(),
        "five_ones_used": chance(rng, 3.0 + who.care),
        # Who says no is called back: on the card it would be another shape, with a complaint.
        "problem_solved": True,
    }
