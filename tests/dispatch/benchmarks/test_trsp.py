from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from dispatch.benchmarks.trsp import TICKS, UnreadableInstance, main, read_instance
from dispatch.horizon.reading import parse_horizon

INSTANCE = """Tiny
CREW COUNT  SKILLS  TOOLS   SPARE PARTS
2 2 1 1

ID X Y TWS TWE Serv SKILLS TOOLS SPARE PARTS
0 3 4 0 100 0 [] \t[] \t[]
1 0 0 0 100 0 [0] \t[] \t[1]
2 9 0 0 100 0 [0,1] \t[0] \t[0]
3 3 0 10 20 5 [0] \t[] \t[1]
4 6 4 0 90 5 [0] \t[0] \t[1]
5 9 1 0 90 5 [1] \t[] \t[0]
"""


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.txt"
    path.write_text(INSTANCE, "utf-8")
    return path


def test_instance_is_read_as_a_horizon(instance: Path) -> None:
    horizon = parse_horizon(read_instance(instance))
    assert [technician.id for technician in horizon.technicians] == ["1", "2"]
    assert horizon.technicians[1].skills == {"0", "1"}
    assert horizon.visit_by_id["3"].windows == ((10 * TICKS, 20 * TICKS),)
    assert horizon.visit_by_id["4"].parts == {"part 0": 1}
    assert horizon.depots[0].id == "0"


def test_distances_are_rounded_up_to_a_fine_grain(instance: Path) -> None:
    travel = read_instance(instance)["travel"]
    row = travel["seconds"][travel["points"].index([0.0, 0.0])]
    assert row[travel["points"].index([0.004, 0.003])] == 5 * TICKS
    assert row[travel["points"].index([0.001, 0.009])] == math.ceil(math.hypot(9, 1) * TICKS)


def test_plans_are_written_with_zero_for_the_depot(
    instance: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "plans.json"
    assert main([str(instance), "--seconds", "0", "--out", str(out)]) == 0
    routes = json.loads(out.read_text("utf-8"))["tiny"]["routes"]
    assert sorted(stop for stops in routes.values() for stop in stops if stop) == [3, 4, 5]
    assert any(0 in stops for stops in routes.values())
    assert "tiny" in capsys.readouterr().out


def test_file_that_is_no_instance_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "poem.txt"
    path.write_text("CREW COUNT\n2\nroses\n", "utf-8")
    with pytest.raises(UnreadableInstance):
        read_instance(path)
    with pytest.raises(SystemExit):
        main([str(path)])
