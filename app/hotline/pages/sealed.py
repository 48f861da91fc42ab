"""The quote as a form carries it: what the caller was told, which nobody can change."""

from __future__ import annotations

from datetime import datetime

from itsdangerous import BadSignature

from app.hotline.commands.calls import Told
from app.hotline.reads.terms import Sentence
from app.kernel.signed import serializer
from app.settings import Settings

_SALT = "onehour.quote"


def seal(settings: Settings, told: Sentence) -> str:
    """Return the quote as the form carries it; nobody can change it."""
    eta_at = told.best.eta_at.isoformat() if told.best else None
    said = [told.at.isoformat(), eta_at, round(told.chance, 3) if told.best else None]
    return str(serializer(settings, _SALT).dumps(said))


def told(settings: Settings, text: str) -> Told:
    """Read the quote that a form carries; one that is not ours says nothing."""
    try:
        at, eta_at, chance = serializer(settings, _SALT).loads(text)
        return Told(datetime.fromisoformat(at), datetime.fromisoformat(eta_at) if eta_at else None, chance)
    except (BadSignature, ValueError, TypeError):
        return Told()
