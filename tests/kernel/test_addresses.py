from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path

import pytest

from app.kernel.addresses import AddressRefused, AllowList, check_url, checked_address, is_public
from app.settings import Settings, SettingsInvalid

NOTHING = AllowList()

INSIDE = [
    "0.0.0.0",  # noqa: S104 - an address to be refused, not bound
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.8",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:f5ff:fffe",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "100::1",
    "2001:db8::1",
    "3fff::1",
]


@pytest.mark.parametrize("text", INSIDE)
def test_address_inside_is_not_public(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize(
    "text", ["1.1.1.1", "203.0.114.1", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::"]
)
def test_address_on_the_internet_is_public(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x",
        "https://127.1/x",
        "https://2130706433/x",
        "https://0x7f000001/x",
        "https://017700000001/x",
        "https://[::1]/x",
        "https://[::ffff:169.254.169.254]/x",
        "https://169.254.169.254/latest/meta-data",
    ],
)
def test_literal_address_inside_is_refused_however_it_is_written(url: str) -> None:
    with pytest.raises(AddressRefused, match="not a public address"):
        check_url(url, http=False, allowed=NOTHING)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://example.com/x", "must be https$"),
        ("ftp://example.com/x", "https://host/path"),
        ("https:///x", "https://host/path"),
        ("example.com", "https://host/path"),
        ("https://user:word@example.com/", "user or a password"),
        ("https://user@example.com/", "user or a password"),
        ("https://example.com:0/", "https://host/path"),
        ("https://example.com:70000/", "not a URL"),
        ("https://exa mple.com/", "not a URL"),
        ("https://example.com\\@127.0.0.1/", "not a URL"),
        ("https://example.com/\r\nX: y", "not a URL"),
        ("https://[::1/", "not a URL"),
        ("https://example.com/" + "x" * 2000, "not a URL"),
    ],
)
def test_what_is_no_receivers_address_is_refused(url: str, why: str) -> None:
    with pytest.raises(AddressRefused, match=why):
        check_url(url, http=False, allowed=NOTHING)


def test_plain_http_needs_the_setting() -> None:
    check_url("http://example.com/", http=True, allowed=NOTHING)


def test_one_address_inside_refuses_the_whole_name() -> None:
    with pytest.raises(AddressRefused, match=r"mixed\.example leads to 10\.0\.0\.1"):
        checked_address("mixed.example", 443, NOTHING, lambda *_: ["1.1.1.1", "10.0.0.1"])


def test_scoped_link_local_address_is_refused() -> None:
    with pytest.raises(AddressRefused):
        checked_address("local.example", 443, NOTHING, lambda *_: ["fe80::1%eth0"])


def test_unknown_name_is_refused() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError(host, port)

    with pytest.raises(AddressRefused, match="is unknown"):
        checked_address("nowhere.example", 443, NOTHING, unknown)
    with pytest.raises(AddressRefused, match="has no address"):
        checked_address("nowhere.example", 443, NOTHING, lambda *_: [])


def test_literal_address_is_never_looked_up() -> None:
    def broken(host: str, port: int) -> list[str]:
        raise AssertionError(host, port)

    assert checked_address("1.1.1.1", 443, NOTHING, broken) == "1.1.1.1"


def test_allowed_names_and_networks_open_what_is_inside(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, webhook_allow="erp.local, 10.2.0.0/16,192.168.7.7")
    allowed = AllowList.from_settings(settings)
    assert checked_address("ERP.local", 443, allowed, lambda *_: ["172.20.0.5"]) == "172.20.0.5"
    assert checked_address("any.example", 443, allowed, lambda *_: ["10.2.3.4"]) == "10.2.3.4"
    check_url("https://192.168.7.7/hook", http=False, allowed=allowed)
    with pytest.raises(AddressRefused):
        checked_address("any.example", 443, allowed, lambda *_: ["10.3.0.1"])


@pytest.mark.parametrize("entry", ["10.0.0.0/33", "10.0.0.1/8", "a b", "http://x"])
def test_entry_that_is_no_host_and_no_network_is_refused_at_start(tmp_path: Path, entry: str) -> None:
    with pytest.raises(SettingsInvalid, match="ONEHOUR_WEBHOOK_ALLOW"):
        AllowList.from_settings(Settings(data_dir=tmp_path, webhook_allow=entry))
