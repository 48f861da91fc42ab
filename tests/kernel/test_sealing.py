from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.kernel.sealing import SealBroken, seal, unseal
from app.settings import Settings
from tests.support.spelling import other_endings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, secret_key="first key")


def test_what_is_sealed_can_be_read_again_and_does_not_show(settings: Settings) -> None:
    sealed = seal(settings, "whsec_密")
    assert "whsec" not in sealed
    assert unseal(settings, sealed) == "whsec_密"


def test_seal_of_the_key_before_is_read_while_that_key_is_named(settings: Settings) -> None:
    sealed = seal(settings, "token")
    changed = replace(settings, secret_key="second key", secret_key_previous="first key")
    assert unseal(changed, sealed) == "token"
    with pytest.raises(SealBroken):
        unseal(replace(changed, secret_key_previous=""), sealed)


def test_seal_that_was_changed_is_broken(settings: Settings) -> None:
    sealed = seal(settings, "token")
    with pytest.raises(SealBroken):
        unseal(settings, sealed[:-6] + "AAAAA=")


def test_seal_with_any_other_ending_is_broken(settings: Settings) -> None:
    sealed = seal(settings, "token")
    bare = sealed.rstrip("=")
    for other in (bare, *(other + "=" * (len(sealed) - len(bare)) for other in other_endings(bare))):
        with pytest.raises(SealBroken):
            unseal(settings, other)
