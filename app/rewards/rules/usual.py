"""Rules of rewards to begin with, as the service handbook has them.  Pure."""

from __future__ import annotations

from typing import Any

from app.rewards.rules.handbook import WORDS_OF


def usual() -> dict[str, Any]:
    """Return rules to begin with; a company sets its own before any of them is in force."""

    def rule(code: str, en: str, zh: str, *words: str, **numbers: int) -> dict[str, Any]:
        named = {"code": code, "name_en": en, "name_zh": zh}
        return {**named, **dict(zip(WORDS_OF, words, strict=True)), "months": 1, "least_visits": 1, **numbers}

    reward, penalty = "reward", "penalty"
    return {
        "base_points": 20,
        "base_money": 0,
        "rules": [
            rule(
                *("no_broken_stage", "Month without a broken stage", "全月本人环节无超时"),
                *(reward, "broken_stages", "at_most", "points"),
                threshold=0,
                least_visits=20,
                amount=5,
                ceiling=5,
            ),
            rule(
                *("five_stars", "Visits rated five stars", "五星好评"),
                *(reward, "five_star_visits", "at_least", "points"),
                threshold=5,
                amount=2,
                ceiling=10,
            ),
            rule(
                *("commended", "Commended", "受到表扬"),
                *(reward, "commendations", "at_least", "points"),
                threshold=1,
                amount=3,
                ceiling=9,
            ),
            rule(
                *("complaint", "Complaint upheld", "投诉成立"),
                *(penalty, "complaints_upheld", "at_least", "points"),
                threshold=1,
                amount=5,
                ceiling=10,
            ),
            rule(
                *("late_records", "Records late or incomplete", "记录迟交或不完整"),
                *(penalty, "late_records", "at_least", "points"),
                threshold=3,
                amount=2,
                ceiling=6,
            ),
        ],
    }
