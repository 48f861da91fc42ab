"""procrastinate's own command line over the queue of this installation, to look and to mend by hand.

python -m procrastinate --app app.shell.worker.tooling.queue shell
"""

from __future__ import annotations

from procrastinate import App

from app.settings import from_environ
from app.shell.runtime import build_runtime
from app.shell.worker.job_queue import make_app

QUEUE = "queue"


def __getattr__(name: str) -> App:
    """Make the queue when it is asked for: importing this file opens nothing."""
    if name != QUEUE:
        raise AttributeError(name)
    return make_app(build_runtime(from_environ().completed()))
