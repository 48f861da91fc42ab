"""`python -m tests.floors FOLDER`: fail where a run of the suite reached too little of what has a floor.

FOLDER holds what `tests.support.covering` wrote.  Lines and branches count alike.
"""

from __future__ import annotations

import json
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from slipcover import merge_coverage, print_coverage
from slipcover.slipcover import add_summaries

FLOOR_PERCENT = 90
HAVE_FLOORS = ("dispatch/*", "checklists/*", "app/*/commands/*")


def main(folder: Path) -> int:
    """Print what was missed; return 1 if a floor was, or if nothing was measured."""
    runs = [json.loads(file.read_text()) for file in sorted(folder.glob("*.json"))]
    if not runs:
        sys.stdout.write(f"nothing was measured in {folder}\n")
        return 1
    seen = runs[0]
    for run in runs[1:]:
        merge_coverage(seen, run)
    fell_short = [pattern for pattern in HAVE_FLOORS if reached_percent(seen, pattern) < FLOOR_PERCENT]
    return 1 if fell_short else 0


def reached_percent(seen: dict[str, Any], pattern: str) -> float:
    """Print the files that have gaps; return how much of all lines and branches was reached."""
    files = {name: file for name, file in seen["files"].items() if fnmatch(name, pattern)}
    part = {**seen, "files": files}
    add_summaries(part)
    percent: float = part["summary"]["percent_covered"] if files else 0.0
    print_coverage(part, skip_covered=True, missing_width=60)
    sys.stdout.write(f"{pattern}: {percent:.1f} % of at least {FLOOR_PERCENT} %\n")
    return percent


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
