"""What a user reads for each code of this package, in both languages."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from checklists.text import Text

MESSAGES: Final = MappingProxyType(
    {
        # an answer that its item does not take
        "not_yes_no": Text("Answer yes or no (true or false).", "请回答是或否（true 或 false）。"),
        "not_a_choice": Text("Choose one of: {choices}.", "请选择其中一项：{choices}。"),
        "not_a_number": Text("Enter a number.", "请输入数字。"),
        "too_small": Text("Enter at least {limit}.", "不得小于 {limit}。"),
        "too_large": Text("Enter at most {limit}.", "不得大于 {limit}。"),
        "too_precise": Text("Use at most {decimals} decimal places.", "最多 {decimals} 位小数。"),
        "not_text": Text("Enter text.", "请输入文字。"),
        "empty": Text("Must not be empty.", "不能为空。"),
        "too_long": Text("Use at most {limit} characters.", "最多 {limit} 个字符。"),
        "control_character": Text("Contains a control character.", "含有控制字符。"),
        "not_a_photo": Text(
            "Give the photo's SHA-256 as 64 hexadecimal digits.", "请提供照片的 SHA-256（64 位十六进制）。"
        ),
        "not_a_signature": Text("Give the id of a signature.", "请提供签名编号。"),
        "unknown_item": Text(
            "The checklist {template} has no such item.", "检查表 {template} 中没有该项目。"
        ),
        # an item that keeps a visit from going on
        "unanswered": Text("{label}: not answered yet.", "{label}：尚未填写。"),
        "not_as_required": Text("{label}: must be “{wanted}”.", "{label}：必须为“{wanted}”。"),
        "invalid": Text("{label}: {problem}", "{label}：{problem}"),
        # strokes and signers
        "not_a_list": Text("Must be a list.", "必须是列表。"),
        "not_an_object": Text("Must be an object.", "必须是对象。"),
        "unknown_field": Text("Unknown field.", "未知字段。"),
        "field_missing": Text("Missing field.", "缺少字段。"),
        "too_many": Text("At most {limit} are accepted.", "最多接受 {limit} 个。"),
        "out_of_range": Text(
            "Must be between {minimum} and {maximum}.", "必须介于 {minimum} 与 {maximum} 之间。"
        ),
        "time_runs_back": Text("Is earlier than the point before it.", "早于前一个点的时间。"),
        "too_little_ink": Text(
            "This is too little for a signature; please sign again.", "笔迹太少，请重新签名。"
        ),
        "unknown_role": Text("Must be one of: {roles}.", "必须是其中之一：{roles}。"),
        # a signature that no longer stands
        "record_changed": Text(
            "The visit record was changed after signing: {paths}.", "签名后上门记录被更改：{paths}。"
        ),
        "other_visit": Text("The signature belongs to another visit.", "该签名属于另一次上门。"),
        "signed_record_altered": Text(
            "The stored copy of the signed record does not match its digest.", "已签记录的存档与其摘要不符。"
        ),
        "signature_altered": Text(
            "The signature itself was altered after signing.", "签名本身在签署后被更改。"
        ),
        # words used inside the texts above
        "yes": Text("yes", "是"),
        "no": Text("no", "否"),
        "role_customer": Text("customer", "客户"),
        "role_engineer": Text("service engineer", "服务工程师"),
    }
)


def message(code: str, **values: object) -> Text:
    """The text of ``code`` with ``values`` filled in; ``KeyError`` for an unknown code."""
    return MESSAGES[code].with_values(**values)
