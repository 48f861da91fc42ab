"""The `onehour` command.  Each subcommand is imported when it is called, so that help costs nothing."""

from __future__ import annotations

from importlib import import_module

try:
    import click
except ModuleNotFoundError as missing:  # the base install is the engine, which has a command of its own
    raise SystemExit(
        "onehour: the server is not installed here. Install it with: pip install 'onehour[server]'\n"
        "The engine alone runs as: python -m dispatch"
    ) from missing

from app.kernel.errors import Invalid, OneHourError
from app.settings import SettingsInvalid

COMMANDS: dict[str, tuple[str, str]] = {
    "serve": ("app.cli.serve:serve", "Serve the pages and the APIs; sets up what is missing."),
    "stream": ("app.cli.stream:stream", "Serve the live streams in a process of their own."),
    "worker": ("app.cli.worker:worker", "Plan and do due work in a process of its own."),
    "demo": ("app.demo.command:demo", "Play a city's whole day and report on its promises."),
    "fill": ("app.cli.fill:fill_", "Write a company's years in bulk, to try figures and their speed."),
    "simulate": ("app.cli.laboratory.simulate:simulate", "Play working days against dispatch policies."),
    "staffing": ("app.cli.laboratory.staffing:staffing", "Find how many engineers keep the promise."),
    "health": ("app.cli.health:health", "Tell whether this machine's process of a kind is there."),
    "db": ("app.cli.db:db", "Bring the database's schema up or down."),
    "user": ("app.cli.user:user", "Add accounts and set passwords."),
    "import": ("app.cli.imports:import_", "Take a file's rows into a register: CSV or Excel."),
    "map": ("app.cli.map:map_", "Addresses and the base map from an OpenStreetMap extract."),
    "reports": ("app.cli.reports:reports", "Print a report, or write it to a file: PDF, CSV, XLSX, SVG."),
    "rewards": ("app.cli.rewards:rewards", "Propose rewards and penalties of a month by the rules."),
    "stars": ("app.cli.stars:stars", "Work out what engineers are graded by."),
    "event-kinds": ("app.cli.event_kinds:event_kinds", "Print the page about every kind of event."),
    "openapi": ("app.cli.openapi:openapi", "Print the description of the API."),
    "ledger": ("app.cli.ledger:ledger", "Check the chains of events, or seal them."),
}
"""Name → where it is, what it does."""


class Lazy(click.Group):
    """A group that knows its commands by name and tells errors in one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command that is called."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run, and tell a refusal as a message instead of a traceback."""
        try:
            return super().invoke(ctx)
        except SettingsInvalid as bad:
            raise click.UsageError(str(bad), ctx) from bad
        except Invalid as bad:
            lines = [f"{path}: {text}" for path, texts in bad.errors.items() for text in texts]
            raise click.ClickException("\n".join(lines)) from bad
        except OneHourError as bad:
            raise click.ClickException(bad.detail) from bad


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="onehour", prog_name="onehour")
def main() -> None:
    """OneHour: an engineer on site within one hour, and the proof of it.

    Every option can also be given as the variable that its help names.
    """
