"""`python -m dispatch simulate`: the engine alone plays days."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dispatch.__main__ import main
from dispatch.simulation.generator import Terms
from dispatch.simulation.series import city_series

SMALL = ("simulate", "--engineers", "3", "--days", "2", "--policy", "nearest")


def test_days_are_made_up_and_played(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, "--load", "0.4", "--policy", "oldest_first"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [arm["arm"] for arm in report["arms"]] == ["nearest", "oldest_first"]
    assert report["comparisons"][0]["figures"]["kept_pct"]["n"] == 2


def test_day_of_a_file_is_played(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day = city_series(1, Terms(hours=1), engineers=2, load=0.5).day(0, 2)
    (tmp_path / "d.json").write_text(json.dumps(day.to_dict()), "utf-8")
    assert main(["simulate", str(tmp_path / "d.json"), "--policy", "nearest"]) == 0
    assert json.loads(capsys.readouterr().out)["played"][0]["day"] == day.name


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        ([*SMALL[:-1], "nobody"], 2, "nobody: is neither"),
        (["simulate", "missing.json"], 2, "missing.json"),
        ([*SMALL[:-1], "tests.dispatch.simulation.test_experiment:breaks_down"], 1, "RuntimeError"),
    ],
)
def test_what_goes_wrong_is_told_in_one_line(
    arguments: list[str], status: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == status
    complaint = capsys.readouterr().err
    assert told in complaint
    assert complaint.count("\n") == 1


def test_refused_orders_show_in_the_status(capsys: pytest.CaptureFixture[str]) -> None:
    own = "tests.dispatch.simulation.test_experiment:sends_the_wrong_one"
    assert main([*SMALL[:-1], own, "--load", "0.2"]) == 1
    assert json.loads(capsys.readouterr().out)["arms"][0]["refused"]["not_open"] > 0
