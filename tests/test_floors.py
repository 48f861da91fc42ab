"""The floors fail where too little was reached, and where nothing was measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests import floors


def a_run(**files: tuple[list[int], list[int]]) -> dict[str, Any]:
    """What one process saw: the lines of each file that it reached and those that it did not."""
    return {
        "meta": {"software": "slipcover", "branch_coverage": True, "show_contexts": False},
        "files": {
            f"{package}/a.py": {
                "executed_lines": reached,
                "missing_lines": missed,
                "executed_branches": [],
                "missing_branches": [],
            }
            for package, (reached, missed) in files.items()
        },
    }


def write(folder: Path, *runs: dict[str, Any]) -> None:
    for number, run in enumerate(runs):
        run["files"]["app/visits/commands/a.py"] = run["files"]["checklists/a.py"]
        (folder / f"{number}.json").write_text(json.dumps(run))


def test_what_one_process_missed_another_may_reach(tmp_path: Path) -> None:
    first = a_run(dispatch=([1, 2], [3, 4]), checklists=([1], []))
    second = a_run(dispatch=([3, 4], [1, 2]), checklists=([], [1]))
    write(tmp_path, first, second)
    assert floors.main(tmp_path) == 0


def test_too_little_of_one_package_fails(tmp_path: Path, capsys: Any) -> None:
    write(tmp_path, a_run(dispatch=([1, 2, 3, 4], [5]), checklists=([1], [])))
    assert floors.main(tmp_path) == 1
    assert "dispatch/*: 80.0 % of at least 90 %" in capsys.readouterr().out


def test_nothing_measured_fails(tmp_path: Path) -> None:
    assert floors.main(tmp_path) == 1
