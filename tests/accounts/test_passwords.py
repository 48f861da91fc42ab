"""Which passwords are taken, and how many are looked at together."""

from __future__ import annotations

from threading import BoundedSemaphore, Event, Thread

import pytest

from app.accounts.commands import passwords
from app.kernel.errors import Invalid, TryAgain


@pytest.mark.parametrize(
    "password",
    [
        passwords.PUBLISHED,
        "OneHour-Demo",
        "0neh0ur-demo",
        "onehour-demo1",
        "Password2026!",
        "P@ssw0rd1234",
        "passwordpassword",
        "administrator",
        "123qweasdzxc",
        "correct-horse-battery-staple",
        "CorrectHorseBatteryStaple",
        "abcdefghijklmn",
        "345678901234",
        "woaini5201314",
        "letmein!letmein!",
        "dragonmonkey",
        "xyz12xyz12xyz12",
    ],
)
def test_published_and_common_passwords_are_refused(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        passwords.hash_password(password)
    assert list(refused.value.errors) == ["password"]


@pytest.mark.parametrize(
    "password",
    [
        "correct horse",
        "a clock that runs",
        "我家楼下有三只猫和一条狗啊",
        "vT9-quiet-lamp",
        "my dragon eats 7 pears",
    ],
)
def test_others_are_taken(password: str) -> None:
    assert passwords.fault_of(password) is None


def test_the_hash_fits_its_password_alone() -> None:
    kept = passwords.hash_password("quiet lamp and a dog")
    assert passwords.fits(kept, "quiet lamp and a dog")
    assert not passwords.fits(kept, "quiet lamp and a cat")
    assert not passwords.fits(None, "nobody has this password")


class _Counting:
    """Stands in for the hasher: counts who is inside, and lets nobody go before it is told."""

    def __init__(self) -> None:
        self.inside = self.most = 0
        self.entered, self.go_on = Event(), Event()

    def verify(self, *_: str) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.entered.set()
        self.go_on.wait(60)
        self.inside -= 1


def test_no_more_passwords_are_looked_at_together_than_there_are_turns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counting = _Counting()
    monkeypatch.setattr(passwords, "_hasher", counting)
    monkeypatch.setattr(passwords, "_turns", BoundedSemaphore(1))
    monkeypatch.setattr(passwords, "PATIENCE_S", 0.01)
    first = Thread(target=passwords.fits, args=("kept", "password"))
    first.start()
    assert counting.entered.wait(60)
    for _ in range(5):
        with pytest.raises(TryAgain):
            passwords.fits("kept", "password")
    counting.go_on.set()
    first.join(60)
    assert passwords.fits("kept", "password")
    assert counting.most == 1


@pytest.mark.parametrize(
    ("password", "login", "company"),
    [
        ("dispatchdispatch", "dispatcher", ""),
        ("dispatcher.2026!", "dispatcher", ""),
        ("wang.fang-wang.fang", "wang.fang", ""),
        ("gnaf.gnaw2026 wangfang", "wang.fang", ""),
        ("e1001-e1001-e1001-dispatch", "e1001", ""),
        (
            "".join(chr(ord(letter) + 0xFEE0) for letter in "dispatcher2026"),
            "dispatcher",
            "",
        ),
        ("LiftMasters2026", "ann", "Lift Masters Ltd"),
        ("Lift-Masters-ann-99", "ann", "Lift Masters Ltd"),
        ("OneHour-2026-2027", "ann", ""),
        ("OneHourAdmin2026", "ann", ""),
    ],
)
def test_kin_of_the_login_and_the_company_are_refused(password: str, login: str, company: str) -> None:
    assert passwords.fault_of(password, login, company) is not None


def test_a_sentence_that_names_the_company_among_other_words_is_taken() -> None:
    assert passwords.fault_of("our lifts hum at night", "ann", "Lift Masters Ltd") is None
