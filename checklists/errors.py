"""Every error this package raises. Each names the path of the value at fault."""

from __future__ import annotations

from checklists.messages import message
from checklists.text import Text


class ChecklistError(ValueError):
    """A value that cannot be accepted: ``path`` says where, ``message`` why (English)."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path
        self.message = message


class TemplateError(ChecklistError):
    """A checklist template that is not well formed; ``text`` in both languages."""

    def __init__(self, path: str, what: str | Text, **values: object) -> None:
        self.text = what if isinstance(what, Text) else message(what, **values)
        super().__init__(path, self.text.en)


class SpokenError(ChecklistError):
    """An error that a user of the phone or the portal reads.

    ``code`` for programs, ``text`` in both languages.
    """

    def __init__(self, path: str, code: str, text: Text | None = None) -> None:
        self.code = code
        self.text = text or message(code)
        super().__init__(path, self.text.en)


class AnswerInvalid(SpokenError):
    """An answer that its item does not take."""


class SignatureInvalid(SpokenError):
    """Strokes or a signer that do not make a signature."""


class RecordInvalid(ChecklistError):
    """A visit record, or another value, that cannot be written canonically; ``text`` in both languages."""

    def __init__(self, path: str, code: str, **values: object) -> None:
        self.text = message(code, **values)
        super().__init__(path, self.text.en)


class EventConflict(ChecklistError):
    """One event id came with two different bodies."""

    def __init__(self, event_id: str) -> None:
        super().__init__("event_id", f"event {event_id} was already recorded with another body")
        self.event_id = event_id
