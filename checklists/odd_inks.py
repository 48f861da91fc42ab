"""What about a visit's signatures looks made up."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from checklists.kinds import SignerRole
from checklists.likeness import same_drawing, same_shape
from checklists.odd_facts import Oddity, OddityCode, VisitFacts
from checklists.text import Text

_ROLES: Final = {
    SignerRole.CUSTOMER: Text("customer", "客户"),
    SignerRole.ENGINEER: Text("engineer", "工程师"),
}


def odd_inks(facts: VisitFacts) -> Iterator[Oddity]:
    """Drawings that are given twice, people who sign again, and names that are another's."""
    yield from _same_ink(facts)
    yield from _given_again(facts)
    yield from _signed_again(facts)
    yield from _same_name(facts)


def _same_ink(facts: VisitFacts) -> Iterator[Oddity]:
    for n, ink in enumerate(facts.inks):
        own = _ROLES[ink.role]
        for other in facts.inks[n + 1 :]:
            if ink.role != other.role and same_shape(ink.strokes, other.strokes):
                yield Oddity(
                    OddityCode.SAME_INK,
                    Text(
                        "the signatures of customer and engineer are the same drawing",
                        "客户与工程师的签名是同一笔迹图形",
                    ),
                )
        for other in facts.other_inks:
            if same_shape(ink.strokes, other.strokes):
                their = _ROLES[other.role]
                yield Oddity(
                    OddityCode.SAME_INK,
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
            OddityCode.SAME_INK_AGAIN,
            Text(
                f"a later signature of the {own.en} is the same drawing as an earlier one",
                f"{own.zh_cn}后来的签名与之前的签名是同一图形",
            ),
        )


def _signed_again(facts: VisitFacts) -> Iterator[Oddity]:
    for again in facts.signed_again:
        own = _ROLES[again.role]
        yield Oddity(
            OddityCode.SIGNED_AGAIN,
            Text(
                f"the {own.en} signed again after the visit had ended: over {again.after.en},"
                f" before over {again.before.en}",
                f"上门结束后{own.zh_cn}再次签名：金额由 {again.before.zh_cn} 变为 {again.after.zh_cn}",
            ),
        )


def _same_name(facts: VisitFacts) -> Iterator[Oddity]:
    for ink in facts.inks:
        if ink.role is SignerRole.CUSTOMER and _plain(ink.name) == _plain(facts.engineer_name) != "":
            yield Oddity(
                OddityCode.SAME_NAME,
                Text(
                    f"the customer signed with the engineer's name, {ink.name}",
                    f"客户签名使用了工程师的姓名：{ink.name}",
                ),
            )


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
