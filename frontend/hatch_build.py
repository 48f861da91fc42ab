"""Has every wheel, also that of a checkout, carry the browser's files and the compiled texts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontendHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds `app/web/static/dist` and compiles the texts before the files of the wheel are gathered."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build; a checkout does without when that fails, a wheel to be handed on must not.

        Raises:
            subprocess.CalledProcessError: the files could not be built.
        """
        del build_data
        command = [sys.executable, str(Path(self.root) / "frontend" / "build.py")]
        subprocess.run(command if version == "editable" else [*command, "--strict"], check=True)
