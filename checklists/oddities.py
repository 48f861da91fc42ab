"""What about a visit's evidence looks made up.  It is shown to people, who ask; nothing follows by itself.

Each rule is pure: facts in, what is odd out, in words of both languages.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from checklists.likeness import same_picture
from checklists.odd_facts import InkFacts, Oddity, OddityCode, PhotoFacts, SignedAgain, VisitFacts
from checklists.odd_inks import odd_inks
from checklists.text import Text

BYTES_DUE: Final = timedelta(days=1)
"""After so long the bytes of an announced photo should have come."""

FAR: Final = timedelta(hours=1)
"""A photo taken so long before the departure or after the end was taken somewhere else."""

SHORTEST: Final = timedelta(minutes=2)
"""Nobody repairs a machine, fills in a checklist and has it signed in less."""

AT_ONCE_S: Final = 2
"""So few seconds say nothing: arrival and end were told in one breath."""

__all__ = ["InkFacts", "Oddity", "PhotoFacts", "SignedAgain", "VisitFacts", "oddities"]

_DIGITS: Final = 12
_UNITS: Final = ((24 * 365.25, "years", "年"), (24, "days", "天"))
"""Hours of each unit in which long spans are said."""


def oddities(facts: VisitFacts, now: datetime) -> list[Oddity]:
    """Everything about the visit that looks made up, the same thing once."""
    found = [
        *_without_bytes(facts, now),
        *_same_pictures(facts),
        *_far_away(facts, now),
        *_one_for_two(facts),
        *odd_inks(facts),
        *_nothing_replaced(facts),
        *_short(facts),
    ]
    return list(dict.fromkeys(found))


def _without_bytes(facts: VisitFacts, now: datetime) -> Iterator[Oddity]:
    for photo in facts.photos:
        if not photo.is_whole and now - photo.received_at >= BYTES_DUE:
            name = photo.sha256[:_DIGITS]
            yield Oddity(
                OddityCode.PHOTO_WITHOUT_BYTES,
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
                    OddityCode.SAME_PHOTO,
                    Text(
                        f"photo {name}… is, byte for byte, one of visit {other.visit}",
                        f"照片 {name}… 与上门 {other.visit} 的照片完全相同",
                    ),
                )
            elif photo.look and other.look and same_picture(photo.look, other.look):
                yield Oddity(
                    OddityCode.SIMILAR_PHOTO,
                    Text(
                        f"photo {name}… looks the same as one of visit {other.visit}",
                        f"照片 {name}… 与上门 {other.visit} 的照片看起来相同",
                    ),
                )


def _far_away(facts: VisitFacts, now: datetime) -> Iterator[Oddity]:
    """A photo long before the beginning, after the end if there was one, or in the time to come."""
    began, ended = facts.began_at or facts.on_site_at, facts.ended_at
    for photo in facts.photos:
        name = photo.sha256[:_DIGITS]
        if began is not None and photo.taken_at < began - FAR:
            gap = _span(began - photo.taken_at)
            en, zh = f"was taken {gap.en} before the visit began", f"拍摄于上门开始前 {gap.zh_cn}"
        elif ended is not None and photo.taken_at > ended + FAR:
            gap = _span(photo.taken_at - ended)
            en, zh = f"was taken {gap.en} after the visit ended", f"拍摄于上门结束后 {gap.zh_cn}"
        elif photo.taken_at > max(now, photo.received_at) + FAR:
            gap = _span(photo.taken_at - now)
            en, zh = f"is dated {gap.en} ahead", f"的拍摄时间比现在晚 {gap.zh_cn}"
        else:
            continue
        yield Oddity(OddityCode.PHOTO_TIME, Text(f"photo {name}… {en}", f"照片 {name}… {zh}"))


def _span(gap: timedelta) -> Text:
    """A span in the words that people use for one so long."""
    hours = gap.total_seconds() / 3600
    for unit, en, zh in _UNITS:
        if hours >= 2 * unit:
            return Text(f"{hours / unit:.0f} {en}", f"{hours / unit:.0f} {zh}")
    return Text(f"{hours:.1f} h", f"{hours:.1f} 小时")


def _one_for_two(facts: VisitFacts) -> Iterator[Oddity]:
    """One picture cannot show the machine both before and after the work."""
    for sha256 in sorted(set(facts.before) & set(facts.after)):
        name = sha256[:_DIGITS]
        yield Oddity(
            OddityCode.ONE_PHOTO_FOR_TWO,
            Text(
                f"photo {name}… is given both for before and for after the work",
                f"照片 {name}… 同时作为维修前和维修后的照片",
            ),
        )


def _nothing_replaced(facts: VisitFacts) -> Iterator[Oddity]:
    if facts.nothing_replaced and facts.parts_on_bill:
        names = facts.parts_on_bill
        yield Oddity(
            OddityCode.PARTS_NOT_REPLACED,
            Text(
                f"the checklist says that nothing was replaced, and parts are charged:"
                f" {', '.join(name.en for name in names)}",
                f"检查表填写“未更换”，账单上却有配件：{'、'.join(name.zh_cn for name in names)}",
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
    yield Oddity(OddityCode.SHORT_VISIT, said)
