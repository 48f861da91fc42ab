"""What kind of answer an item takes, with the limits of that kind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from checklists.text import Text

Answer = bool | int | float | str
"""A canonical answer. Photos are SHA-256 hex digests and signatures are ids, both strings."""


class SignerRole(StrEnum):
    """Who signs a visit record."""

    CUSTOMER = "customer"
    ENGINEER = "engineer"


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no."""

    type: ClassVar[str] = "yes_no"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to a choice; ``key`` is what is stored."""

    key: str
    label: Text


@dataclass(frozen=True, slots=True)
class Choice:
    """Exactly one of several options."""

    options: tuple[Option, ...]
    type: ClassVar[str] = "choice"

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the options, in the order they are shown."""
        return tuple(option.key for option in self.options)


@dataclass(frozen=True, slots=True)
class Number:
    """A number from ``minimum`` to ``maximum``, both included, with at most ``decimals`` decimal places."""

    minimum: int | float
    maximum: int | float
    unit: Text
    decimals: int = 0
    type: ClassVar[str] = "number"


@dataclass(frozen=True, slots=True)
class FreeText:
    """Text of one to ``max_length`` characters."""

    max_length: int
    type: ClassVar[str] = "text"


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph, named by the SHA-256 of its bytes."""

    type: ClassVar[str] = "photo"


@dataclass(frozen=True, slots=True)
class SignedBy:
    """The signature of ``signer``."""

    signer: SignerRole
    type: ClassVar[str] = "signature"


Kind = YesNo | Choice | Number | FreeText | Photo | SignedBy
