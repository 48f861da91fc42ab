"""Every sentence of the engine, in English and Chinese; numbers are put in by `str.format`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

Language: TypeAlias = Literal["en", "zh-CN"]
Texts: TypeAlias = Mapping[Language, Mapping[str, str]]

REFUSAL_TEXTS: Final[Texts] = {
    "en": {
        "too_few_stars": "has {has} stars, the visit needs {needs}",
        "missing_skill": "lacks the skill {needs}",
        "certificate_expired": "the certificate for {needs} expired on {has}",
        "certificate_missing": "has no certificate for {needs}, which must not be used without one",
        "skill_suspended": "is suspended from {needs}",
        "provider_suspended": "the service provider is suspended",
        "shift_over": "the shift is over before a new visit could begin",
        "shift_too_short": "even as the only visit it would end after the shift",
        "window_after_shift": "the visit may begin only after the end of the shift",
        "busy": "is busy with other visits until the shift ends",
        "nobody_on_duty": "nobody is on duty",
        "off_duty": "is off duty",
        "excluded": "must not be sent to this visit",
        "pinned_elsewhere": "the visit is pinned to {needs}",
        "frozen_elsewhere": "{needs} is about to arrive",
        "other_provider": "the visit belongs to provider {needs}",
        "route_full": "already has {has} stops, as many as allowed",
        "no_time": "everyone who could serve it is busy with other visits until their shift ends",
    },
    "zh-CN": {
        "too_few_stars": "为 {has} 星，此次上门需要 {needs} 星",
        "missing_skill": "不具备技能 {needs}",
        "certificate_expired": "{needs} 的证书已于 {has} 到期",
        "certificate_missing": "没有 {needs} 的证书，无证不得上岗",
        "skill_suspended": "已被暂停使用技能 {needs}",
        "provider_suspended": "所属服务商已被暂停派单",
        "shift_over": "在可以出发之前班次已结束",
        "shift_too_short": "即使只安排此次上门，也要到下班之后才能完成",
        "window_after_shift": "此次上门最早只能在下班之后开始",
        "busy": "下班前都被其他上门占用",
        "nobody_on_duty": "没有人当班",
        "off_duty": "不在岗",
        "excluded": "不得派往此次上门",
        "pinned_elsewhere": "此次上门已指定给 {needs}",
        "frozen_elsewhere": "{needs} 即将到达",
        "other_provider": "此次上门属于服务商 {needs}",
        "route_full": "已有 {has} 个任务，达到上限",
        "no_time": "能承接的工程师在下班前都被其他上门占用",
    },
}

STOP_TEXTS: Final[Texts] = {
    "en": {
        "in_time": "Arrives in {minutes} min, {slack} min before the promise ends.",
        "late": "Arrives in {minutes} min, {slack} min after the promise ended.",
        "stars": "Has {has} stars, {needs} needed.",
        "next_best": "The next best, {engineer}, would arrive {later} min later.",
        "next_sooner": "{engineer} could arrive {later} min sooner, at a higher cost to other visits.",
        "next_dearer": "Sending {engineer} would cost as much as {cost} more min of driving ({terms}).",
        "next_cheaper": "Sending {engineer} would save as much as {cost} min of driving ({terms}).",
        "only": "Nobody else may and can serve it.",
        "others": "Of the other engineers, {able} could come and {refused} may not or cannot.",
        "closest": "{engineer} comes closest: done {over} min after the shift's end.",
        "left_out": "{engineer} could still take it: that would change the plan's cost by {cost} min of "
        "driving ({terms}).",
    },
    "zh-CN": {
        "in_time": "{minutes} 分钟后到达，比承诺时限提前 {slack} 分钟。",
        "late": "{minutes} 分钟后到达，超出承诺时限 {slack} 分钟。",
        "stars": "工程师为 {has} 星，要求 {needs} 星。",
        "next_best": "次优人选 {engineer} 将晚到 {later} 分钟。",
        "next_sooner": "{engineer} 可早到 {later} 分钟，但对其他上门影响更大。",
        "next_dearer": "改派 {engineer} 的总成本将增加，相当于多行驶 {cost} 分钟（{terms}）。",
        "next_cheaper": "改派 {engineer} 的总成本将减少，相当于少行驶 {cost} 分钟（{terms}）。",
        "only": "没有其他工程师可以承接。",
        "others": "其他工程师中，{able} 人可以上门，{refused} 人不符合条件或没有时间。",
        "closest": "最接近的是 {engineer}：将在下班后 {over} 分钟才能完成。",
        "left_out": "{engineer} 仍可承接：计划总成本将变化，相当于行驶 {cost} 分钟（{terms}）。",
    },
}

EXPECTED_TEXTS: Final[Texts] = {
    "en": {
        "votes": "{votes} of {futures} expected futures send {engineer} here first.",
        "kept": "{engineer} is kept free: {votes} of {futures} expected futures need that engineer for a "
        "request expected {km} km from {job}.",
    },
    "zh-CN": {
        "votes": "在推演的 {futures} 种未来中，有 {votes} 种让 {engineer} 先来这里。",
        "kept": "{engineer} 暂不派出：在推演的 {futures} 种未来中，有 {votes} 种需要其前往"
        "距 {job} {km} 公里处预计会出现的请求。",
    },
}

TERM_TEXTS: Final[Texts] = {
    "en": {
        "late": "broken promises",
        "late_s": "time late",
        "stars": "stars above the need",
        "drive": "travel",
        "stability": "changes to what people were told",
        "preference": "another engineer than asked for",
        "fairness": "work for those who did much already",
    },
    "zh-CN": {
        "late": "违约承诺",
        "late_s": "迟到时间",
        "stars": "超出要求的星级",
        "drive": "行程",
        "stability": "对已告知安排的变动",
        "preference": "未派客户偏好的工程师",
        "fairness": "加派给工作已多的工程师",
    },
}

PLAN_TEXTS: Final[Texts] = {
    "en": {
        "visits": "{served} visits are planned, {late} of them late by {late_min} min in all; "
        "{left} are left over.",
        "total": "The plan costs as much as {cost} min of driving.",
        "term": "{words}: {cost} min ({share} %)",
        "nothing": "The plans are the same.",
        "moved": "{moved} visits go to another engineer, {timed} are reached at another time, {new} are new, "
        "{gone} are gone.",
        "cheaper": "The newer plan saves as much as {cost} min of driving ({terms}).",
        "dearer": "The newer plan costs as much as {cost} more min of driving ({terms}).",
        "even": "Both plans cost the same.",
    },
    "zh-CN": {
        "visits": "已安排 {served} 次上门，其中 {late} 次迟到，共迟到 {late_min} 分钟；{left} 次未安排。",
        "total": "计划总成本相当于行驶 {cost} 分钟。",
        "term": "{words}：{cost} 分钟（{share}%）",
        "nothing": "两份计划相同。",
        "moved": "{moved} 次上门改派了工程师，{timed} 次到达时间有变，新增 {new} 次，减少 {gone} 次。",
        "cheaper": "新计划的成本减少，相当于少行驶 {cost} 分钟（{terms}）。",
        "dearer": "新计划的成本增加，相当于多行驶 {cost} 分钟（{terms}）。",
        "even": "两份计划成本相同。",
    },
}

CHANGE_TEXTS: Final[Texts] = {
    "en": {
        "new": "{job} is new and goes to {to}.",
        "waiting": "{job} is new and nobody takes it yet.",
        "gone": "{job} is not open any more.",
        "assigned": "{job} was left over and goes to {to} now.",
        "dropped": "{job} is taken from {of} and left over.",
        "moved": "{job} moves from {of} to {to}.",
        "later": "{job} is reached {minutes} min later.",
        "sooner": "{job} is reached {minutes} min sooner.",
    },
    "zh-CN": {
        "new": "{job} 为新增，派给 {to}。",
        "waiting": "{job} 为新增，暂无人承接。",
        "gone": "{job} 已不在待办之列。",
        "assigned": "{job} 原未安排，现派给 {to}。",
        "dropped": "{job} 从 {of} 处取消，暂未安排。",
        "moved": "{job} 由 {of} 改派给 {to}。",
        "later": "{job} 将晚到 {minutes} 分钟。",
        "sooner": "{job} 将早到 {minutes} 分钟。",
    },
}

CAUSE_TEXTS: Final[Texts] = {
    "en": {
        "new_job": "It was not known when the older plan was made.",
        "job_gone": "It is done, cancelled or elsewhere.",
        "engineer_gone": "{engineer} is no longer there.",
        "refused": "{refusal}.",
        "no_time": "{engineer} has no time left for it beside other visits.",
        "shift_too_short": "{engineer}'s shift ends too soon for it, even as the only visit.",
        "window_after_shift": "It may begin only after the end of {engineer}'s shift.",
        "saves": "Leaving it with {engineer} would cost as much as {cost} more min of driving ({terms}).",
        "makes_room": "It makes room for {jobs} with {engineer}.",
        "behind": "{jobs} comes before it now.",
        "freed": "{jobs} no longer comes before it.",
        "reordered": "The stops before it changed their order.",
        "clock": "{engineer} runs on another clock than was planned.",
        "room": "There is room for it now.",
        "unknown": "No single change explains it.",
    },
    "zh-CN": {
        "new_job": "制定旧计划时尚无此任务。",
        "job_gone": "已完成、已取消或已转出。",
        "engineer_gone": "{engineer} 已不在岗。",
        "refused": "{refusal}。",
        "no_time": "{engineer} 在其他上门之外已没有时间。",
        "shift_too_short": "{engineer} 即使只承接此任务，也无法在下班前完成。",
        "window_after_shift": "此任务最早只能在 {engineer} 下班之后开始。",
        "saves": "若仍由 {engineer} 承接，成本将增加，相当于多行驶 {cost} 分钟（{terms}）。",
        "makes_room": "为 {engineer} 承接 {jobs} 让出时间。",
        "behind": "现在排在 {jobs} 之后。",
        "freed": "{jobs} 不再排在其前。",
        "reordered": "其前各站的顺序有变。",
        "clock": "{engineer} 的实际进度与原计划不同。",
        "room": "现在有了空档。",
        "unknown": "没有单一原因。",
    },
}
