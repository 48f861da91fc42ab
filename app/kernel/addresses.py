"""Which addresses a message may be sent to: none inside the installation's own network, unless allowed."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from app.kernel.phrases import Phrase
from app.settings import Settings, SettingsInvalid

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], list[str]]
"""Host name and port → its addresses as text.  Raises OSError where the name is unknown."""

MAX_URL = 2000

_NAT64, _SIX_TO_FOUR = IPv6Network("64:ff9b::/96"), IPv6Network("2002::/16")
"""IPv6 addresses that carry an IPv4 one, to which a gateway on the way may deliver."""

_SPECIAL = tuple(
    ip_network(text)
    for text in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "64:ff9b:1::/48",
        "100:0:0:1::/64",
        "3fff::/20",
        "5f00::/16",
    )
)
"""Of the IANA registries of special addresses what `ipaddress` of some Python releases takes for public."""


class AddressRefused(ValueError):
    """The address may not be called; `why` says the reason."""

    def __init__(self, why: Phrase) -> None:
        self.why = why
        super().__init__(why)


class AllowList:
    """What an installation lets its webhooks reach inside: host names and networks."""

    def __init__(self, hosts: Iterable[str] = (), networks: Iterable[str] = ()) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._networks = tuple(ip_network(network) for network in networks)

    @classmethod
    def from_settings(cls, settings: Settings) -> AllowList:
        """Read `ONEHOUR_WEBHOOK_ALLOW`: names, addresses and CIDR networks with commas between.

        Raises:
            SettingsInvalid: an entry is none of these.
        """
        hosts, networks = [], []
        for entry in filter(None, (part.strip() for part in settings.webhook_allow.split(","))):
            try:
                networks.append(str(ip_network(entry)))
            except ValueError as bad:
                if "/" in entry or not all(label.replace("-", "").isalnum() for label in entry.split(".")):
                    raise SettingsInvalid(
                        "ONEHOUR_WEBHOOK_ALLOW", f"has {entry!r}: no host, no network"
                    ) from bad
                hosts.append(entry)
        return cls(hosts, networks)

    def lets(self, host: str, address: Address) -> bool:
        """Tell whether `host` at `address` is allowed by name or by network."""
        return host.lower() in self._hosts or any(address in network for network in self._networks)


def system_resolve(host: str, port: int) -> list[str]:
    """Ask the machine's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def is_public(address: Address) -> bool:
    """Tell whether the address is anybody's on the internet, whatever way it is written.

    Private, loopback, link-local (cloud metadata too), shared (CGNAT), unique local, multicast, reserved
    and unspecified addresses are not, nor are IPv6 forms that lead to such an IPv4 address.
    """
    if isinstance(address, IPv6Address):
        inner = _carried(address)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    if any(address in network for network in _SPECIAL):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _SIX_TO_FOUR:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if int(address) >> 32 == 0 and int(address) > 1:
        return IPv4Address(int(address))  # the old "IPv4-compatible" form
    return None


def checked_address(host: str, port: int, allowed: AllowList, resolve: Resolve = system_resolve) -> str:
    """Return the one address to connect to; every address of the name has to be allowed.

    Raises:
        AddressRefused: the name is unknown, or one of its addresses is inside.
    """
    literal = as_literal(host)
    texts = [str(literal)] if literal is not None else _resolved(host, port, resolve)
    for text in texts:
        address = ip_address(text.partition("%")[0])
        if not is_public(address) and not allowed.lets(host, address):
            raise AddressRefused(
                Phrase(
                    "%(host)s leads to %(address)s, which is not a public address", host=host, address=address
                )
            )
    return texts[0]


def _resolved(host: str, port: int, resolve: Resolve) -> list[str]:
    try:
        texts = resolve(host, port)
    except (OSError, UnicodeError) as unknown:
        raise AddressRefused(Phrase("%(host)s is unknown", host=host)) from unknown
    if not texts:
        raise AddressRefused(Phrase("%(host)s has no address", host=host))
    return texts


def as_literal(host: str) -> Address | None:
    """Return the address that `host` spells out, also in the short and octal forms that resolvers take."""
    try:
        return ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def check_url(url: str, *, http: bool, allowed: AllowList) -> None:
    """Refuse a URL that cannot be a receiver's address, before any name is looked up.

    Raises:
        AddressRefused: not http(s), plain http where `http` is False, with credentials, without a host, or
            a literal address inside.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as bad:
        raise AddressRefused(Phrase("is not a URL")) from bad
    if (
        len(url) > MAX_URL
        or not url.isprintable()
        or any(letter.isspace() or letter == "\\" for letter in url)
    ):
        raise AddressRefused(Phrase("is not a URL"))
    if parts.scheme not in {"http", "https"} or not host or port == 0:
        raise AddressRefused(Phrase("must be https://host/path"))
    if parts.scheme == "http" and not http:
        raise AddressRefused(Phrase("must be https"))
    if parts.username is not None or parts.password is not None:
        raise AddressRefused(Phrase("must not carry a user or a password"))
    literal = as_literal(host)
    if literal is not None and not is_public(literal) and not allowed.lets(host, literal):
        raise AddressRefused(Phrase("leads to %(address)s, which is not a public address", address=literal))
