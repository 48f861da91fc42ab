"""Because of what a signature is void, in words that whoever signed would use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from checklists.changes import Change
from checklists.text import Text

MOST_SAID: Final = 6
"""So many changes are named; of more only their number.  What is to be paid is always named."""

_OF_MONEY: Final = ("charges", "parts")
_ROW: Final = re.compile(r"(charges|parts|photos)\[(\d+)\](?:\.(.+))?")

_TIMES: Final = {
    "requested_at": Text("asked for", "报修"),
    "due_at": Text("promised by", "承诺到场"),
    "accepted_at": Text("accepted", "接单"),
    "departed_at": Text("departed", "出发"),
    "on_site_at": Text("on site", "到场"),
}
_WHOLE: Final = {
    "request": Text("what is said of the request changed", "报修信息有更改"),
    "engineer": Text("the engineer named changed", "服务工程师有更改"),
    "templates": Text("the checklists changed", "检查表有更改"),
    "visit_id": Text("it was given for another visit", "签名属于另一次上门"),
    "notes": Text("the notes changed", "备注有更改"),
}
_REASONS: Final = {
    "other_visit": Text("it was given for another visit", "签名属于另一次上门"),
    "signed_record_altered": Text(
        "the stored copy of what was signed was altered", "所签记录的存档副本被改动"
    ),
    "signature_altered": Text("the stored signature was altered", "存档签名被改动"),
    "replaced": Text("it was signed again", "已重新签名"),
}
_SOMETHING: Final = Text("the record changed", "记录有更改")


@dataclass(frozen=True)
class Names:
    """What people call the things of a record; what has no name here is called by its code.

    `items` maps (template, item) to the item's label; `money` writes an amount in the smallest unit.
    """

    money: Callable[[int], Text]
    charges: Mapping[str, Text] = field(default_factory=dict)
    parts: Mapping[str, Text] = field(default_factory=dict)
    items: Mapping[tuple[str, str], Text] = field(default_factory=dict)


def because(
    reason: str, changes: Sequence[Change], signed: Mapping[str, Any], names: Names
) -> tuple[Text, ...]:
    """Say why: `reason` as `Void` has it, `changes` between the record `signed` and the one after.

    Each thing is said once, what is to be paid first and all of it.

    Without changes, as of signatures voided long ago, only that it changed.
    """
    if reason in _REASONS:
        return (_REASONS[reason],)
    by_weight = sorted(changes, key=lambda change: not change.path.startswith(_OF_MONEY))
    said = [text for change in by_weight for text in _say(change, signed, names)]
    unique = list({text.en: text for text in said}.values()) or [_SOMETHING]
    most = max(MOST_SAID, sum(change.path.startswith(_OF_MONEY) for change in changes))
    if len(unique) > most:
        more = len(unique) - most
        unique[most:] = [Text(f"and {more} more changes", f"以及另外 {more} 处更改")]
    return tuple(unique)


def _say(change: Change, signed: Mapping[str, Any], names: Names) -> Iterator[Text]:
    section, *rest = change.path.split(".")
    if match := _ROW.fullmatch(change.path):
        yield _row(change, match[1], int(match[2]), match[3] or "", signed, names)
    elif section == "answers":
        yield from _answers(change, rest, names)
    elif section == "times" and rest:
        name = _TIMES.get(rest[0], Text(rest[0], rest[0]))
        yield Text(f"the time “{name.en}” changed", f"“{name.zh_cn}”时间有更改")
    else:
        yield _WHOLE.get(section, _SOMETHING)


def _row(
    change: Change, section: str, index: int, name: str, signed: Mapping[str, Any], names: Names
) -> Text:
    if section == "photos":
        return _photo(change.kind)
    row: Any = change.after if change.kind == "added" else signed[section][index]
    if section == "charges":
        return _charge(change, row, name, names)
    return _part(change, row, name, names)


def _part(change: Change, row: Any, name: str, names: Names) -> Text:
    code, price = str(row.get("code")), _cents(row.get("unit_price_cents"))
    called = names.parts.get(code, Text(code, code))
    if name == "quantity":
        old, new = _cents(change.before), _cents(change.after)
        was, now = names.money(old * price), names.money(new * price)
        return Text(
            f"the quantity of “{called.en}” changed from {old} to {new}, {was.en} to {now.en}",
            f"“{called.zh_cn}”数量由 {old} 改为 {new}，金额由 {was.zh_cn} 改为 {now.zh_cn}",
        )
    if name:
        return Text(f"the part “{called.en}” changed", f"配件“{called.zh_cn}”有更改")
    quantity = _cents(row.get("quantity"))
    amount = names.money(quantity * price)
    if change.kind == "added":
        return Text(
            f"{quantity} × the part “{called.en}” for {amount.en} was added",
            f"新增了配件“{called.zh_cn}” × {quantity}，{amount.zh_cn}",
        )
    return Text(
        f"{quantity} × the part “{called.en}” for {amount.en} was taken off",
        f"删除了配件“{called.zh_cn}” × {quantity}，{amount.zh_cn}",
    )


def _charge(change: Change, row: Any, name: str, names: Names) -> Text:
    code = str(row.get("id"))
    spelled = code.replace("_", " ")
    called = names.charges.get(code, Text(spelled, spelled))
    if name == "amount_cents":
        old, new = names.money(_cents(change.before)), names.money(_cents(change.after))
        return Text(
            f"the charge “{called.en}” changed from {old.en} to {new.en}",
            f"费用“{called.zh_cn}”由 {old.zh_cn} 改为 {new.zh_cn}",
        )
    if name:
        return Text(f"the words of the charge “{called.en}” changed", f"费用“{called.zh_cn}”的说明有更改")
    amount = names.money(_cents(row.get("amount_cents")))
    if change.kind == "added":
        return Text(
            f"the charge “{called.en}” of {amount.en} was added", f"新增了费用“{called.zh_cn}”{amount.zh_cn}"
        )
    return Text(
        f"the charge “{called.en}” of {amount.en} was taken off", f"删除了费用“{called.zh_cn}”{amount.zh_cn}"
    )


def _photo(kind: str) -> Text:
    match kind:
        case "added":
            return Text("a photo was added", "新增了照片")
        case "removed":
            return Text("a photo was withdrawn", "撤回了照片")
    return Text("the stored bytes of a photo changed", "存档照片的内容被改动")


def _answers(change: Change, rest: Sequence[str], names: Names) -> Iterator[Text]:
    """A whole checklist that came or went is told item by item."""
    if len(rest) == 1:
        content = change.after if change.kind == "added" else change.before
        for item in content if isinstance(content, dict) else ():
            yield _answer(change.kind, (rest[0], item), names)
    elif rest:
        yield _answer(change.kind, (rest[0], rest[1]), names)


def _answer(kind: str, key: tuple[str, str], names: Names) -> Text:
    label = names.items.get(key, Text(key[1], key[1]))
    match kind:
        case "added":
            return Text(f"“{label.en}” was answered", f"填写了“{label.zh_cn}”")
        case "removed":
            return Text(f"the answer to “{label.en}” was taken back", f"撤回了“{label.zh_cn}”的答案")
    return Text(f"the answer to “{label.en}” changed", f"“{label.zh_cn}”的答案有更改")


def _cents(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
