from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from dispatch.benchmarks import budget, growth, instant, snapshots
from dispatch.benchmarks.__main__ import main
from dispatch.benchmarks.contest import Rules, SolveOutcome, contest
from dispatch.benchmarks.instances import Shape
from dispatch.benchmarks.instances import instant as make
from dispatch.benchmarks.peers import BY_KEY, PeerSolver, chosen
from dispatch.benchmarks.report import BEGIN, END, ratio, rewrite, seconds, table
from dispatch.benchmarks.scoring import Figures
from dispatch.model.snapshot import parse_snapshot


def ok(late: int, cost: int, spent_s: float = 0.2) -> SolveOutcome:
    return SolveOutcome("ok", spent_s, 100, Figures(late, unserved=0, drive_min=1, cost=cost))


ROW = snapshots.SnapshotRow(
    "E30_J80",
    0.3,
    [10, 10],
    {
        "ours": [ok(10, 100), ok(11, 100)],
        "greedy": [ok(40, 300), ok(30, 200, 0.9)],
        "routing": [ok(12, 100), SolveOutcome("killed", 15.6)],
    },
)


def test_table_shows_ratios_to_the_bound_and_to_ours() -> None:
    lines = snapshots.section([ROW], chosen(["greedy", "routing"])).text.splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line]
    assert cells[2] == ["E30_J80", "300 ms", "20", "1.05", "3.50 (900 ms)", "none in 15.6 s"]
    assert cells[5] == ["E30_J80", "300 ms", "1.00", "2.50", "–"]


def test_figures_hold_both_ratios() -> None:
    greedy = ROW.to_dict()["solvers"]["greedy"]
    assert greedy["late_to_bound"] == 3.5
    assert greedy["late_to_ours"] == pytest.approx(70 / 21)
    assert greedy["cost_to_ours"] == 2.5


@pytest.mark.parametrize(
    ("value", "base", "share"), [(3, 2, 1.5), (0, 0, 1.0), (2, 0, None), (None, 2, None)]
)
def test_ratio_of_nought_to_nought_is_one_and_of_more_to_nought_unknown(
    value: float | None, base: float, share: float | None
) -> None:
    assert ratio(value, base) == share


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_slope_is_the_power_that_the_times_grow_by(power: float) -> None:
    assert growth.slope([(n, 0.003 * n**power) for n in (10, 30, 100, 3000)]) == pytest.approx(power)


def test_slope_needs_two_sizes() -> None:
    with pytest.raises(ValueError, match="two different sizes"):
        growth.slope([(10, 1.0), (10, 2.0)])


def test_growth_names_its_slopes() -> None:
    section = growth.section([(10, 0.1), (100, 1.0)], [(10, 0.001), (100, 0.001)])
    assert [one["slope"] for one in section.data] == pytest.approx([1.0, 0.0])
    assert section.chart is not None


def test_budget_is_broken_by_its_worst_run() -> None:
    kept = budget.Kept("E1_J1", 1.0, [ok(0, 0, 0.9), ok(0, 0, 1.1)])
    broken = budget.Kept("E1_J1", 1.0, [ok(0, 0, 0.9), ok(0, 0, 1.2)])
    assert (kept.is_kept, broken.is_kept) == (True, False)
    assert broken.worst_s == pytest.approx(0.2)
    assert "none" not in budget.section([broken]).text


def test_plan_that_breaks_a_rule_keeps_no_budget() -> None:
    assert not budget.Kept("E1_J1", 1.0, [SolveOutcome("invalid", 0.5)]).is_kept


def test_instant_answers_are_told_by_nearest_rank() -> None:
    figures = instant.section([(Shape(3, 4), [n / 1000 for n in range(1, 101)])]).data[0]
    assert (figures["p50_s"], figures["p95_s"], figures["worst_s"]) == (0.05, 0.095, 0.1)


def test_contest_judges_what_a_solver_answers_in_a_process_of_its_own() -> None:
    snapshot = make(Shape(4, 9), 1)
    outcomes = contest(BY_KEY["greedy"], snapshot, parse_snapshot(snapshot), Rules(0.2), repeats=2)
    assert [outcome.status for outcome in outcomes] == ["ok", "ok"]
    assert outcomes[0].figures == outcomes[1].figures


def test_solver_that_outlives_its_time_is_killed() -> None:
    snapshot = make(Shape(60, 200), 1)
    outcomes = contest(
        BY_KEY["greedy"], snapshot, parse_snapshot(snapshot), Rules(budget_s=1e-6, patience_s=0.0)
    )
    assert [outcome.status for outcome in outcomes] == ["killed"]


def test_solver_that_is_not_installed_is_said_to_be_so() -> None:
    snapshot = make(Shape(2, 2), 1)
    missing = PeerSolver("vroom", "VROOM", "a_library_that_nobody_wrote")
    assert contest(missing, snapshot, parse_snapshot(snapshot), Rules(0.1)) == [SolveOutcome("not installed")]
    row = snapshots.SnapshotRow(
        "E2_J2", 0.1, [0], {"ours": [ok(0, 1)], "vroom": [SolveOutcome("not installed")]}
    )
    assert "not installed" in snapshots.section([row], [BY_KEY["ours"], missing]).text


def test_page_changes_between_its_markers_only() -> None:
    changed = rewrite(f"before\n{BEGIN}\nold\n{END}\nafter\n", "new")
    assert changed == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"
    assert rewrite(changed, "new") == changed


def test_page_without_markers_is_refused_before_anything_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text("no markers", encoding="utf-8")
    assert main(["snapshots", "--page", str(page)]) == 2
    assert "lacks the lines" in capsys.readouterr().err


def test_columns_of_a_table_line_up() -> None:
    lines = table(["a", "b"], [["long name", "1"], ["x", "1000"]]).splitlines()
    assert len({len(line) for line in lines}) == 1


@pytest.mark.parametrize(
    ("value", "text"), [(0.0004, "0.4 ms"), (0.3, "300 ms"), (1.25, "1.2 s"), (math.pi, "3.1 s")]
)
def test_durations_are_said_as_people_say_them(value: float, text: str) -> None:
    assert seconds(value) == text


def test_one_command_prints_and_writes_what_it_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, figures, chart = (tmp_path / name for name in ("benchmarks.md", "figures.json", "chart.svg"))
    page.write_text(f"# Title\n{BEGIN}\n{END}\n", encoding="utf-8")
    small = ["--sizes", "4x12", "--budget", "0.2", "--seeds", "1", "--solvers", "greedy"]
    written = ["--json", str(figures), "--svg", str(chart), "--page", str(page)]
    assert main(["snapshots", *small, *written]) == 0
    printed = capsys.readouterr().out
    ours = json.loads(figures.read_text(encoding="utf-8"))["snapshots"][0]["solvers"]["ours"]
    assert f"{ours['late_to_bound']:.2f}" in printed
    assert "img/engine-snapshots.svg" in page.read_text(encoding="utf-8")
    assert (tmp_path / "img" / "engine-snapshots.svg").read_text("utf-8") == chart.read_text("utf-8")


def test_file_that_is_no_snapshot_is_named_by_its_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "empty.json"
    file.write_text("{}", encoding="utf-8")
    assert main(["snapshots", str(file)]) == 2
    assert "engineers: is missing" in capsys.readouterr().err
