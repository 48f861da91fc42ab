"""What the rules about made-up evidence look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from checklists.kinds import SignerRole
from checklists.text import Text


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """A photo of the visit, or of another one: then `visit` is what people call that.

    `taken_at` is corrected by what is known of the phone's clock.
    """

    sha256: str
    taken_at: datetime
    received_at: datetime
    is_whole: bool
    look: str | None = None
    visit: str = ""


@dataclass(frozen=True, slots=True)
class InkFacts:
    """A signature of the visit, or of another one: then `visit` is what people call that."""

    role: SignerRole
    name: str
    strokes: Sequence[Sequence[dict[str, Any]]]
    visit: str = ""


@dataclass(frozen=True, slots=True)
class SignedAgain:
    """Somebody signed after the end who had signed before: over which amounts, in words."""

    role: SignerRole
    before: Text
    after: Text


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """The visit; `began_at` is its departure, else its acceptance.

    `kept_inks` were not taken, as the drawings of earlier signatures.  `parts_on_bill`: names of what is to
    be paid; `nothing_replaced`: the checklist says so.  `before` and `after` are the hashes of the photos
    that answer for before and after the work.
    """

    began_at: datetime | None
    on_site_at: datetime | None
    ended_at: datetime | None
    engineer_name: str
    photos: Sequence[PhotoFacts]
    other_photos: Sequence[PhotoFacts]
    inks: Sequence[InkFacts]
    other_inks: Sequence[InkFacts]
    kept_inks: Sequence[InkFacts] = ()
    signed_again: Sequence[SignedAgain] = ()
    parts_on_bill: Sequence[Text] = ()
    nothing_replaced: bool = False
    before: Sequence[str] = ()
    after: Sequence[str] = ()


class OddityCode(StrEnum):
    """The rules that find something to ask about."""

    PHOTO_WITHOUT_BYTES = "photo_without_bytes"
    SAME_PHOTO = "same_photo"
    SIMILAR_PHOTO = "similar_photo"
    PHOTO_TIME = "photo_time"
    ONE_PHOTO_FOR_TWO = "one_photo_for_two"
    PARTS_NOT_REPLACED = "parts_not_replaced"
    SAME_INK = "same_ink"
    SAME_INK_AGAIN = "same_ink_again"
    SIGNED_AGAIN = "signed_again"
    SAME_NAME = "same_name"
    SHORT_VISIT = "short_visit"


@dataclass(frozen=True, slots=True)
class Oddity:
    """One thing to ask about; `code` names the rule."""

    code: OddityCode
    text: Text
