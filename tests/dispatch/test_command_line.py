from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dispatch.__main__ import main
from dispatch.live import plan_snapshot
from tests.dispatch.builders import engineer, job, north, snapshot

CASE = snapshot(
    [engineer("E1"), engineer("E2", at=north(5))], [job(point=north(1)), job("J2", skill="server")]
)
OTHER = {
    "routes": [{"engineer": "E2", "stops": [{"job": "J1", "arrive_s": 625, "depart_s": 2425}]}],
    "unassigned": [{"job": "J2", "reasons": [{"code": "no_time"}]}],
}


@pytest.fixture
def files(tmp_path: Any) -> Any:
    plan = plan_snapshot(CASE, 1)
    values = {"case": CASE, "plan": plan, "bad": {**plan, "unassigned": []}, "other": OTHER}
    for name, value in values.items():
        (tmp_path / name).write_text(json.dumps(value))
    (tmp_path / "junk").write_text("{")
    (tmp_path / "odd").write_text(json.dumps({"routes": [{"engineer": "E9", "stops": []}]}))
    return {path.name: str(path) for path in tmp_path.iterdir()}


@pytest.fixture
def run(files: Any, capsys: Any) -> Any:
    """Run a command on the files by name; returns the status and what was printed."""

    def ran(command: str, *words: str) -> tuple[int, str, str]:
        status = main([command, *(files.get(word, word) for word in words)])
        return status, *capsys.readouterr()

    return ran


def test_plan_reads_standard_input_and_writes_a_file(run: Any, tmp_path: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(CASE)))
    status, printed, _ = run("plan", "-", "--budget", "0.2", "--out", str(tmp_path / "made"))
    assert (status, printed) == (0, "")
    assert json.loads((tmp_path / "made").read_text())["routes"][0]["engineer"] == "E1"


def test_verify_tells_broken_rules_by_its_status(run: Any) -> None:
    assert run("verify", "case", "plan")[0] == 0
    status, printed, _ = run("verify", "case", "bad", "--text")
    assert (status, printed) == (
        1,
        "1 rules are broken:\n  J2: dropped: neither planned nor reported as unassigned\n",
    )


def test_score_and_explanations_are_numbers_and_sentences(run: Any) -> None:
    told = json.loads(run("score", "case", "plan")[1])
    assert (told["drive"], told["facts"]["served"]) == (157, 1)
    assert json.loads(run("explain", "case", "plan", "--job", "J1")[1])["facts"]["arrive_s"] == 157
    assert [one["job"] for one in json.loads(run("explain", "case", "plan")[1])] == ["J1", "J2"]
    chinese = run("score", "case", "plan", "--text", "--language", "zh-CN")[1]
    assert chinese.startswith("已安排 1 次上门，其中 0 次迟到")


def test_compare_tells_what_moved_and_what_it_is_worth(run: Any) -> None:
    told = json.loads(run("compare", "case", "other", "plan")[1])
    assert [(one["job"], one["kind"], one["cause"]["code"]) for one in told["changes"]] == [
        ("J1", "moved", "saves")
    ]
    assert told["difference"] == {"drive": -468, "total": -468}
    assert "J1 moves from E2 to E1." in run("compare", "case", "other", "plan", "--text")[1]


def test_plan_as_text_shows_times_slack_and_who_is_left_over(run: Any) -> None:
    printed = run("plan", "case", "--budget", "0.2", "--text")[1]
    assert "E1:\n  J1  arrives +0:02  departs +0:32  57 min to spare\nLeft over:\n  J2  E1: lacks" in printed


def test_options_of_plan_replace_those_of_the_snapshot(run: Any, monkeypatch: Any) -> None:
    asked: list[Any] = []

    def planned(snapshot: Any, budget_s: float) -> Any:
        asked.append((snapshot["seed"], snapshot["iterations"], snapshot["profile"], budget_s))
        return {"routes": []}

    monkeypatch.setattr("dispatch.live.plan_snapshot", planned)
    words = ["--seed", "7", "--iterations", "50", "--profile", "day", "--budget", "3"]
    assert run("plan", "case", *words)[0] == 0
    assert asked == [(7, 50, "day", 3.0)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["plan", "nowhere"], "nowhere: No such file"),
        (["plan", "junk"], "not JSON"),
        (["plan", "plan"], "engineers: is missing"),
        (["explain", "case", "plan", "--job", "J9"], "no job 'J9'"),
        (["score", "case", "odd"], "E9: the snapshot has no such engineer"),
        (["compare", "case", "plan", "odd"], "E9: the snapshot has no such engineer"),
        (["verify", "case", "plan", "--out", "/nowhere/at/all"], "/nowhere/at/all: No such file"),
    ],
)
def test_unusable_input_ends_with_a_message_and_status_two(arguments: Any, message: str, run: Any) -> None:
    status, printed, complaint = run(*arguments)
    assert (status, printed) == (2, "")
    assert message in complaint


def test_budget_that_is_no_time_is_refused(files: Any, capsys: Any) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["plan", files["case"], "--budget", "0"])
    assert refused.value.code == 2
    assert "must be more than 0 seconds" in capsys.readouterr().err


ENGINE_ALONE = """
import runpy, sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"app", "babel", "click", "flask", "marshmallow", "rich", "sqlalchemy"}:
            raise ModuleNotFoundError(f"{name} is not part of the base install", name=name)

sys.meta_path.insert(0, Missing())
sys.argv = ["python -m dispatch", *sys.argv[1:]]
runpy.run_module("dispatch", run_name="__main__", alter_sys=True)
"""


def test_engine_plans_where_the_server_is_not_installed(files: Any) -> None:
    command = [sys.executable, "-c", ENGINE_ALONE, "plan", files["case"], "--budget", "0.2"]
    root = Path(__file__).parents[2]
    answer = subprocess.run(command, cwd=root, capture_output=True, check=False)
    assert answer.returncode == 0, answer.stderr.decode()
    assert json.loads(answer.stdout)["routes"][0]["stops"][0]["job"] == "J1"
