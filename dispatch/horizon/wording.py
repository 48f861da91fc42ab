"""Why a planned visit is left out, in words: one sentence for each reason, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias

Language: TypeAlias = Literal["en", "zh-CN"]

SENTENCES: Final[Mapping[str, Mapping[Language, str]]] = {
    "missing_skill": {"en": "lacks the skill {needs}", "zh-CN": "缺少技能 {needs}"},
    "too_few_stars": {"en": "has {has} stars, needs {needs}", "zh-CN": "星级为 {has}，需要 {needs}"},
    "excluded": {"en": "must not serve this visit", "zh-CN": "不得承担此次上门"},
    "pinned_elsewhere": {"en": "the visit is reserved for {needs}", "zh-CN": "此次上门指定由 {needs} 承担"},
    "other_provider": {"en": "the visit belongs to provider {needs}", "zh-CN": "此次上门属于服务商 {needs}"},
    "route_full": {"en": "takes no visit in this shift", "zh-CN": "该班次不安排上门"},
    "no_window": {"en": "no time window meets the shift", "zh-CN": "没有与班次重合的时间窗"},
    "missing_tool": {
        "en": "the van lacks {needs} and visits no depot",
        "zh-CN": "车上缺少工具 {needs}，且不经过仓库",
    },
    "missing_part": {
        "en": "the van holds {has}, needs {needs}, and visits no depot",
        "zh-CN": "车上备件为 {has}，需要 {needs}，且不经过仓库",
    },
    "out_of_reach": {"en": "cannot be there in time", "zh-CN": "无法按时到达"},
    "no_time": {"en": "has no time left beside other visits", "zh-CN": "其他上门之外已无时间"},
    "off_duty": {"en": "nobody is at work", "zh-CN": "没有人当班"},
}


def sentence(reason: Mapping[str, Any], language: Language) -> str:
    """A plan's reason for a visit left out, with its engineer; raises KeyError on an unknown code."""
    text = SENTENCES[reason["code"]][language].format(has=reason.get("has"), needs=reason.get("needs"))
    if reason.get("engineer") is None:
        return text
    return f"{reason['engineer']}：{text}" if language == "zh-CN" else f"{reason['engineer']}: {text}"
