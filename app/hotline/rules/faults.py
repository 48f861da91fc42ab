"""Which fault a caller means: his words against the names of the faults, in both languages.  Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MEAN_ALIKE: Sequence[str] = (
    "not start|boot|turn on|turns on|switch on|power|dead|启动|开机|开不了|打不开|没反应|没电|不通电",
    "slow|freez|frozen|hang|crash|缓慢|很慢|慢|卡死|死机|卡顿",
    "display|screen|picture|monitor|black|blank|显示|屏|黑屏|花屏|蓝屏",
    "crack|broken|broke|smashed|损坏|碎|摔|裂",
    "virus|malicious|malware|popup|hacked|病毒|中毒|弹窗|木马",
    "batter|charg|电池|充电|充不进",
    "liquid|water|spill|coffee|tea|wet|进液|进水|洒|泼",
    "jam|stuck|paper|卡纸|夹纸|纸",
    "print|printer|打印|打印机",
    "quality|streak|smear|faint|toner|blurr|质量|模糊|条纹|墨|碳粉|硒鼓",
    "offline|not reach|cannot be reached|not found|脱机|离线|连不上打印|找不到打印",
    "fuser|smell|burnt|定影|焦味|糊味",
    "network|internet|online|网络|上网|断网|网",
    "down|out|no connection|中断|断了|宕机|挂了|瘫痪",
    "wifi|wi-fi|wireless|无线|信号",
    "disk|drive|raid|硬盘|磁盘",
    "backup|备份",
    "server|服务器",
    "laptop|notebook|macbook|笔记本|手提",
    "desktop|pc|computer|台式|主机|电脑",
)
"""Each line says one thing in several ways; an English one counts by its beginning."""

SAME_THING, SAME_WORD, LONGEST = 3, 2, 500


@dataclass(frozen=True, slots=True)
class Named:
    """A fault as its register calls it; with the name of the skill that it takes."""

    code: str
    names: tuple[str, ...]


def ranked(words: str, faults: Iterable[Named]) -> list[tuple[str, int]]:
    """Return the codes of the faults that the words speak of with a weight each, the likeliest first."""
    said = _meaning(words)
    weights = [(fault.code, _weight(said, _meaning(" ".join(fault.names)))) for fault in faults]
    return sorted(((code, weight) for code, weight in weights if weight), key=lambda one: (-one[1], one[0]))


def is_clear(found: Sequence[tuple[str, int]]) -> bool:
    """Tell whether the first is meant and no other could be."""
    runner_up = found[1][1] if len(found) > 1 else 0
    return bool(found) and found[0][1] > runner_up and found[0][1] >= 2 * SAME_THING


def _weight(said: Mapping[str, int], named: Mapping[str, int]) -> int:
    return sum(weight for what, weight in named.items() if what in said)


def _meaning(text: str) -> dict[str, int]:
    """Things and words of a text, each with what it weighs."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    joined = plain.replace("’", "'").replace("'", "")
    spoken = f" {re.sub(r'[^a-z0-9一-鿿]+', ' ', joined)} "
    alike = (n for n, line in enumerate(MEAN_ALIKE) if any(_has(spoken, one) for one in line.split("|")))
    meant = {f"#{n}": SAME_THING for n in alike}
    words = dict.fromkeys(re.findall(r"[a-z0-9]{4,}", spoken), SAME_WORD)
    runs = re.findall(r"[一-鿿]+", spoken)
    pairs = {run[n : n + 2]: 1 for run in runs for n in range(len(run) - 1)}
    return {**pairs, **words, **meant}


def _has(spoken: str, one: str) -> bool:
    plain = one.replace("'", "").replace("-", " ")
    return (f" {plain}" if plain.isascii() else plain) in spoken
