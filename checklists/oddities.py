"""What about a visit's evidence looks made up.  It is shown to people, who ask; nothing follows by itself.

Each rule is pure: facts in, what is odd out, in words of both languages.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from checklists.kinds import SignerRole
from checklists.likeness import same_drawing, same_picture, same_shape
from checklists.text import Text

BYTES_DUE: Final = timedelta(days=1)
"""After so long the bytes of an announced photo should have come."""

FAR: Final = timedelta(hours=1)
"""A photo taken so long before the departure or after the end was taken somewhere else."""

SHORTEST: Final = timedelta(minutes=2)
"""Nobody repairs a machine, fills in a checklist and has it signed in less."""

AT_ONCE_S: Final = 2
"""So few seconds say nothing: arrival and end were told in one breath."""

_ROLES: Final = {
    SignerRole.CUSTOMER: Text("customer", "客户"),
    SignerRole.ENGINEER: Text("engineer", "工程师"),
}
_DIGITS: Final = 12


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
    """Somebody signed after the end who had signed before: over which amounts, written with their currency."""

    role: SignerRole
    before: Text
    after: Text


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """The visit; `began_at` is its departure, else its acceptance.

    `kept_inks` were not taken, as the drawings of earlier signatures.  `parts_on_bill`: names of what is to be
    paid; `nothing_replaced`: the checklist says so.
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


@dataclass(frozen=True, slots=True)
class Oddity:
    """One thing to ask about; `code` names the rule."""

    code: str
    text: Text


def oddities(facts: VisitFacts, now: datetime) -> list[Oddity]:
    """Everything about the visit that looks made up, the same thing once."""
    found = [
        *_without_bytes(facts, now),
        *_same_pictures(facts),
        *_far_away(facts, now),
        *_same_ink(facts),
        *_given_again(facts),
        *_signed_again(facts),
        *_same_name(facts),
        *_nothing_replaced(facts),
        *_short(facts),
    ]
    return list(dict.fromkeys(found))


def _without_bytes(facts: VisitFacts, now: datetime) -> Iterator[Oddity]:
    for photo in facts.photos:
        if not photo.is_whole and now - photo.received_at >= BYTES_DUE:
            name = photo.sha256[:_DIGITS]
            yield Oddity(
                "photo_without_bytes",
                Text(
                    f"photo {name}… was announced over a day ago, and its picture has not come",
                    f"照片 {name}… 已登记超过一天，图片仍未传回",
                ),
            )


def _same_pictures(facts: VisitFacts) -> Iterator[Oddity]:
    for photo in facts.photos:
        for other in facts.other_photos:
            name = photo.sha256[:_DIGITS]
            if photo.sha256 == other.sha256:
                yield Oddity(
                    "same_photo",
                    Text(
                        f"photo {name}… is, byte for byte, one of visit {other.visit}",
                        f"照片 {name}… 与上门 {other.visit} 的照片完全相同",
                    ),
                )
            elif photo.look and other.look and same_picture(photo.look, other.look):
                yield Oddity(
                    "similar_photo",
                    Text(
                        f"photo {name}… looks the same as one of visit {other.visit}",
                        f"照片 {name}… 与上门 {other.visit} 的照片看起来相同",
                    ),
                )


def _far_away(facts: VisitFacts, now: datetime) -> Iterator[Oddity]:
    began, ended = facts.began_at or facts.on_site_at, facts.ended_at or now
    for photo in facts.photos:
        if began is None or began - FAR <= photo.taken_at <= ended + FAR:
            continue
        early = photo.taken_at < began
        gap_s = abs((began if early else ended) - photo.taken_at).total_seconds()
        hours, name = f"{gap_s / 3600:.1f}", photo.sha256[:_DIGITS]
        yield Oddity(
            "photo_time",
            Text(
                f"photo {name}… was taken {hours} h before the visit began",
                f"照片 {name}… 拍摄于上门开始前 {hours} 小时",
            )
            if early
            else Text(
                f"photo {name}… was taken {hours} h after the visit ended",
                f"照片 {name}… 拍摄于上门结束后 {hours} 小时",
            ),
        )


def _same_ink(facts: VisitFacts) -> Iterator[Oddity]:
    for n, ink in enumerate(facts.inks):
        own = _ROLES[ink.role]
        for other in facts.inks[n + 1 :]:
            if ink.role != other.role and same_shape(ink.strokes, other.strokes):
                yield Oddity(
                    "same_ink",
                    Text(
                        "the signatures of customer and engineer are the same drawing",
                        "客户与工程师的签名是同一笔迹图形",
                    ),
                )
        for other in facts.other_inks:
            if same_shape(ink.strokes, other.strokes):
                their = _ROLES[other.role]
                yield Oddity(
                    "same_ink",
                    Text(
                        f"the signature of the {own.en} is the same drawing as that of the {their.en}"
                        f" of visit {other.visit}",
                        f"{own.zh_cn}签名与上门 {other.visit} 的{their.zh_cn}签名是同一图形",
                    ),
                )


def _given_again(facts: VisitFacts) -> Iterator[Oddity]:
    """The same role, the same drawing: given twice on this visit, or sent and not taken."""
    pairs = [(a, b) for n, a in enumerate(facts.inks) for b in facts.inks[n + 1 :]]
    again = [b for a, b in pairs if a.role == b.role and same_drawing(a.strokes, b.strokes)]
    for ink in (*again, *facts.kept_inks):
        own = _ROLES[ink.role]
        yield Oddity(
            "same_ink_again",
            Text(
                f"a later signature of the {own.en} is the same drawing as an earlier one",
                f"{own.zh_cn}后来的签名与之前的签名是同一图形",
            ),
        )


def _signed_again(facts: VisitFacts) -> Iterator[Oddity]:
    for again in facts.signed_again:
        own = _ROLES[again.role]
        yield Oddity(
            "signed_again",
            Text(
                f"the {own.en} signed again after the visit had ended: over {again.after.en},"
                f" before over {again.before.en}",
                f"上门结束后{own.zh_cn}再次签名：金额由 {again.before.zh_cn} 变为 {again.after.zh_cn}",
            ),
        )


def _nothing_replaced(facts: VisitFacts) -> Iterator[Oddity]:
    if facts.nothing_replaced and facts.parts_on_bill:
        names = facts.parts_on_bill
        yield Oddity(
            "parts_not_replaced",
            Text(
                f"the checklist says that nothing was replaced, and parts are charged:"
                f" {', '.join(name.en for name in names)}",
                f"检查表填写“未更换”，账单上却有配件：{'、'.join(name.zh_cn for name in names)}",
            ),
        )


def _same_name(facts: VisitFacts) -> Iterator[Oddity]:
    for ink in facts.inks:
        if ink.role is SignerRole.CUSTOMER and _plain(ink.name) == _plain(facts.engineer_name) != "":
            yield Oddity(
                "same_name",
                Text(
                    f"the customer signed with the engineer's name, {ink.name}",
                    f"客户签名使用了工程师的姓名：{ink.name}",
                ),
            )


def _short(facts: VisitFacts) -> Iterator[Oddity]:
    if facts.on_site_at is None or facts.ended_at is None or facts.ended_at - facts.on_site_at >= SHORTEST:
        return
    seconds = int((facts.ended_at - facts.on_site_at).total_seconds())
    if seconds < AT_ONCE_S:
        said = Text("the visit ended as soon as the engineer was on site", "工程师到场后上门随即结束")
    else:
        said = Text(f"the visit lasted {seconds} s on site", f"工程师在现场仅 {seconds} 秒")
    yield Oddity("short_visit", said)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
