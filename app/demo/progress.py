"""What is shown while the day runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

from app.demo.day import local_clock
from app.demo.play import Glimpse
from app.demo.world import Day


class _Count(ProgressColumn):
    """How the promises stand: kept in green, late in red."""

    def render(self, task: Task) -> Text:
        glimpse = task.fields.get("glimpse")
        if not isinstance(glimpse, Glimpse):
            return Text("")
        return Text.assemble(
            (f"{glimpse.made}", "bold"),
            " requests  ",
            (f"{glimpse.kept}", "green"),
            " kept  ",
            (f"{glimpse.late}", "red" if glimpse.late else ""),
            " late  ",
            (f"{glimpse.over}", "bold"),
            " closed",
        )


class Display:
    """A bar that follows the requests of the day to their end; use it as a context."""

    def __init__(self, day: Day, console: Console) -> None:
        self._day, self._console = day, console
        self._progress = Progress(
            TextColumn("{task.fields[clock]}", style="cyan"),
            BarColumn(),
            _Count(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task(
            "day", total=1.0, clock=local_clock(day, day.starts_at), glimpse=None
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, glimpse: Glimpse) -> None:
        """Draw where the day stands."""
        clock = local_clock(self._day, glimpse.now)
        self._progress.update(self._task, completed=glimpse.share, clock=clock, glimpse=glimpse)


@contextmanager
def working(console: Console, what: str) -> Iterator[None]:
    """Show that something takes a while."""
    with console.status(what):
        yield
    console.print(f"{what} done", style="dim")
