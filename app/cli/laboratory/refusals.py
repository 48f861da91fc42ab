"""What can go wrong in the laboratory, told in one line and in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from dispatch.simulation.change import UnknownEngineer
from dispatch.simulation.experiment import PlayFailed
from dispatch.simulation.policies import UnknownPolicy
from dispatch.simulation.texts import Language, say


@contextmanager
def told(language: Language) -> Iterator[None]:
    """Turn the laboratory's errors into messages.

    Raises:
        click.UsageError: a policy or an engineer is unknown.
        click.ClickException: a day could not be played.
    """
    try:
        yield
    except UnknownPolicy as unknown:
        raise click.UsageError(
            say(language, "unknown_policy", name=unknown.name, why=unknown.why)
        ) from unknown
    except UnknownEngineer as unknown:
        raise click.UsageError(say(language, "unknown_engineer", engineer=unknown.engineer)) from unknown
    except PlayFailed as failed:
        message = say(language, "failed", day=failed.day, arm=failed.arm, why=failed.why)
        raise click.ClickException(message) from failed
