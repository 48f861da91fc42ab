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
        "unanswered": Text("“{label}” is not answered yet.", "“{label}”尚未填写。"),
        "not_as_required": Text("{label}: must be “{wanted}”.", "“{label}”必须为“{wanted}”。"),
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
        # a record, or another value, that has no canonical form
        "part_missing": Text("is missing", "缺失"),
        "part_unknown": Text("is not a known field", "不是已知字段"),
        "part_not_text": Text("must be a text", "必须是文本"),
        "part_not_object": Text("must be an object", "必须是对象"),
        "part_not_list": Text("must be a list", "必须是列表"),
        "id_not_single": Text("must be a text that no other row has", "必须是其他行没有的文本"),
        "not_sha256": Text("must be 64 lower-case hexadecimal digits", "必须是 64 位小写十六进制数"),
        "no_length": Text("must be a number of bytes above 0", "必须是大于 0 的字节数"),
        "unknown_time": Text("is none of {times}", "不是以下任何一项：{times}"),
        "not_iso_time": Text("must be an aware time in ISO 8601", "必须是带时区的 ISO 8601 时间"),
        "naive_time": Text("must be an aware time", "必须是带时区的时间"),
        "no_time": Text("is no time of the calendar", "不是历法中存在的时间"),
        "not_finite": Text("must be a finite number", "必须是有限的数字"),
        "not_exact": Text(
            "is too large for a JSON number; write it as text", "超出 JSON 数字的范围，请以文本书写"
        ),
        "not_json": Text("a {kind} cannot be written as JSON", "{kind} 无法写成 JSON"),
        "key_not_text": Text("the key {key} is not a text", "键 {key} 不是文本"),
        "half_character": Text(
            "holds half a character (a lone surrogate)", "含有不完整的字符（单独的代理项）"
        ),
        "too_deep": Text("is nested more than {limit} levels deep", "嵌套超过 {limit} 层"),
        # a template that is not well formed
        "must_be_table": Text("must be a table", "必须是一组字段"),
        "text_empty": Text("must be a text that is not empty", "不能为空"),
        "text_too_long": Text("has more than {limit} characters", "超过 {limit} 个字符"),
        "text_control": Text("contains a control character", "含有控制字符"),
        "bad_key": Text(
            "“{key}” is no key: lower-case letters, digits and underscores, a letter first, {limit} at most",
            "“{key}”不能作为代号：只能用小写字母、数字和下划线，以字母开头，最多 {limit} 个字符",
        ),
        "not_whole": Text(
            "must be a whole number from {minimum} to {maximum}", "必须是 {minimum} 到 {maximum} 的整数"
        ),
        "no_number": Text("must be a number", "必须是数字"),
        "inexact_number": Text(
            "must be a finite number that JSON can hold exactly", "数字过大，无法精确保存"
        ),
        "not_true_false": Text("must be true or false", "必须是 true 或 false"),
        "list_empty": Text("must be a list that is not empty", "至少要有一项"),
        "list_too_long": Text("has more than {limit} entries", "超过 {limit} 项"),
        "not_a_code": Text("must be a fault or skill code", "必须是故障或技能代号"),
        "key_twice": Text("“{key}” is used twice", "“{key}”重复使用"),
        "in_a_circle": Text("goes in a circle: {circle}", "条件互相循环：{circle}"),
        "none_of_these": Text("“{value}” is none of {known}", "“{value}”不是以下任何一项：{known}"),
        "without_required": Text("has no effect without required", "没有设为必填，该要求不起作用"),
        "not_above_minimum": Text("must be above minimum", "必须大于最小值"),
        "not_for_this_type": Text("is for yes_no and choice only", "只适用于是/否和单选"),
        "no_such_item": Text("there is no item “{item}”", "没有步骤“{item}”"),
        "asks_nothing": Text(
            "needs one of equals, in, at_least, at_most, answered",
            "需要 equals、in、at_least、at_most、answered 之一",
        ),
        "limit_needs_number": Text(
            "at_least and at_most need a number, and “{item}” is none", "“{item}”不是数字，不能比较大小"
        ),
        "below_at_least": Text("is below at_least", "小于 at_least"),
        "only_answered": Text(
            "a {kind} can only be asked for by answered", "{kind} 只能用 answered 判断是否已填"
        ),
        "version_twice": Text("version {version} exists twice", "版本 {version} 重复"),
        "not_toml": Text("is not TOML: {why}", "不是有效的 TOML：{why}"),
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
