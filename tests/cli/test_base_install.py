"""The command where only the engine is installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

WITHOUT_SERVER = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"click", "flask", "sqlalchemy"}:
            raise ModuleNotFoundError(name, name=name)

sys.meta_path.insert(0, Missing())
from app.cli import main
main()
"""


def test_command_says_how_to_install_the_server_where_it_is_missing() -> None:
    command = [sys.executable, "-c", WITHOUT_SERVER]
    answer = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, check=False)
    assert answer.returncode == 1
    assert answer.stderr.decode().splitlines() == [
        "onehour: the server is not installed here. Install it with: pip install 'onehour[server]'",
        "The engine alone runs as: python -m dispatch",
    ]
