"""Everything that can be set, read once from `ONEHOUR_…` variables; nothing else reads the environment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "ONEHOUR_"
FILE_SUFFIX = "_FILE"
DEFAULT_DATA_DIR = Path("var")
TRAVEL_MODELS = ("great_circle", "osrm")
_SMALLEST_TABLE, _LARGEST_TABLE = 2, 10_000  # what the engine takes
_OTHERS = 0o077
MIN_KEY, MIN_DISTINCT_OF_KEY = 32, 8
_KEYS = frozenset({"secret_key", "secret_key_previous"})


class SettingsInvalid(ValueError):
    """A variable that cannot be read; `name` is the variable."""

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        super().__init__(f"{name} {message}")


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one installation; each is also the variable `ONEHOUR_` + its name in capitals."""

    data_dir: Path = DEFAULT_DATA_DIR
    database_url: str = field(default="", repr=False)
    db_connect_timeout_s: float = 5.0
    db_statement_timeout_s: float = 30.0
    db_pool_timeout_s: float = 5.0
    secret_key: str = field(default="", repr=False)
    secret_key_previous: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    simulated: bool = False
    embedded_worker: bool = True
    log_level: str = "INFO"
    default_region: str = "CN"
    default_locale: str = "en"
    default_territory: str = ""
    company_name: str = "OneHour"
    company_phone: str = ""
    hotline_phone: str = ""
    currency: str = "CNY"
    geocoder: str = "none"
    geocoder_url: str = ""
    map_tiles: str = ""
    map_attribution: str = "© OpenStreetMap contributors"
    travel: str = "great_circle"
    osrm_url: str = ""
    osrm_table_size: int = 100
    max_body_bytes: int = 10 * 1024 * 1024
    head_deadline_s: float = 10.0
    body_deadline_s: float = 20.0
    session_hours: int = 12
    token_days: int = 90
    tracking_link_hours: int = 72
    position_days: int = 90
    call_days: int = 730
    planner_budget_s: float = 0.5
    planner_expects: bool = True
    planner_learns_stars: bool = True
    planner_keeps_stars: bool = False
    provisional_stars: int = 3
    provisional_months: int = 12
    swaps_need_approval: bool = True
    clock_limit_s: float = 30.0
    secure_cookies: bool = False
    webhook_allow: str = ""
    webhook_http: bool = False
    notify_customer_url: str = field(default="", repr=False)
    notify_engineer_url: str = field(default="", repr=False)
    notify_provider_url: str = field(default="", repr=False)
    rate_limits: bool = True
    rate_limit_store: str = field(default="memory://", repr=False)
    calls_per_minute: int = 1200
    calls_per_minute_of_address: int = 6000
    trusted_proxies: int = 0
    stream_url: str = ""
    stream_cap: int = 64
    streams_per_account: int = 12
    stream_life_s: int = 3600

    @property
    def secret_keys(self) -> list[str]:
        """Return the keys under which something may be signed, the one that signs now last."""
        return [*self.secret_key_previous.split(), self.secret_key]

    @property
    def on_loopback(self) -> bool:
        """Whether nobody but this machine can reach the server, by where it listens and what it is called."""
        public = urlsplit(self.public_url).hostname if self.public_url else self.host
        return _is_loopback(self.host) and _is_loopback(public or "")

    def completed(self) -> Settings:
        """Return the settings with what depends on others filled in, and the data folder made.

        Raises:
            SettingsInvalid: the data folder cannot be made, the kept secret is too short or can be read by
                others, or the travel model cannot work.
        """
        self._check_travel()
        self._check_days_kept()
        self._check_newcomers()
        self._check_map_tiles()
        self._make_data_dir()
        public_url = (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")
        return replace(
            self,
            database_url=self.database_url or f"sqlite:///{(self.data_dir / 'onehour.db').resolve()}",
            secret_key=self.secret_key or _kept_secret(self.data_dir / "secret.key"),
            public_url=public_url,
            hotline_phone=self.hotline_phone or self.company_phone,
            secure_cookies=self.secure_cookies or public_url.startswith("https://"),
        )

    def _make_data_dir(self) -> None:
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as bad:
            why = bad.strerror or type(bad).__name__
            raise SettingsInvalid("ONEHOUR_DATA_DIR", f"cannot be made at {self.data_dir}: {why}") from bad

    def _check_days_kept(self) -> None:
        for name in ("position_days", "call_days"):
            if getattr(self, name) < 1:
                raise SettingsInvalid(f"ONEHOUR_{name.upper()}", "must be at least 1")

    def _check_newcomers(self) -> None:
        for name, most in (("provisional_stars", 5), ("provisional_months", 60)):
            if not 1 <= getattr(self, name) <= most:
                raise SettingsInvalid(f"ONEHOUR_{name.upper()}", f"must be between 1 and {most}")

    def _check_map_tiles(self) -> None:
        parts = urlsplit(self.map_tiles)
        whole = parts.scheme in {"http", "https"} and parts.hostname
        if self.map_tiles and not (whole and all(f"{{{axis}}}" in self.map_tiles for axis in "xyz")):
            raise SettingsInvalid("ONEHOUR_MAP_TILES", "must be an address with {z}, {x} and {y}, http://…")

    def _check_travel(self) -> None:
        if self.travel not in TRAVEL_MODELS:
            raise SettingsInvalid("ONEHOUR_TRAVEL", f"must be one of {', '.join(TRAVEL_MODELS)}")
        if self.travel == "osrm" and not self.osrm_url.startswith(("http://", "https://")):
            raise SettingsInvalid("ONEHOUR_OSRM_URL", "must be the address of the road engine, http://…")
        if not _SMALLEST_TABLE <= self.osrm_table_size <= _LARGEST_TABLE:
            raise SettingsInvalid(
                "ONEHOUR_OSRM_TABLE_SIZE", f"must be between {_SMALLEST_TABLE} and {_LARGEST_TABLE}"
            )


def from_environ(environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Read the settings from variables; `overrides` that are not None win.

    `ONEHOUR_NAME_FILE` names a file that holds the value of `ONEHOUR_NAME`: a mounted secret then
    stands in no environment and no process list.

    Raises:
        SettingsInvalid: a variable's text does not fit its type, a file cannot be read, or both are set.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for item in fields(Settings):
        name = PREFIX + item.name.upper()
        text = value_of(name, environ)
        if text is not None:
            if item.name in _KEYS:
                check_keys(name, text)
            values[item.name] = _parse(name, text, item.default)
    values.update({key: value for key, value in overrides.items() if value is not None})
    return Settings(**values)


def value_of(name: str, environ: Mapping[str, str] | None = None) -> str | None:
    """Return what the variable says, or the file that `name` + `_FILE` points at; None where neither is.

    Raises:
        SettingsInvalid: the file cannot be read, or both are set.
    """
    environ = os.environ if environ is None else environ
    path = environ.get(name + FILE_SUFFIX)
    if path is None:
        return environ.get(name)
    if name in environ:
        raise SettingsInvalid(name, f"and {name}{FILE_SUFFIX} are both set; leave one out")
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as bad:
        raise SettingsInvalid(name + FILE_SUFFIX, f"cannot be read: {path}") from bad
    if not text:
        raise SettingsInvalid(name + FILE_SUFFIX, f"names a file with nothing in it: {path}")
    return text


def check_keys(name: str, text: str) -> None:
    """Refuse keys that somebody could guess; several are separated by blanks.

    Raises:
        SettingsInvalid: none stands there, or one is too short or has too few different characters.
    """
    keys = text.split() if name.endswith("_PREVIOUS") else [text.strip()]
    for key in keys:
        if len(key) < MIN_KEY or len(set(key)) < MIN_DISTINCT_OF_KEY:
            raise SettingsInvalid(
                name,
                f"must have at least {MIN_KEY} characters, {MIN_DISTINCT_OF_KEY} of them different;"
                " `openssl rand -hex 32` makes a good one",
            )


def _parse(name: str, text: str, example: object) -> object:
    if isinstance(example, bool):
        if text.lower() not in {"1", "0", "true", "false", "yes", "no", "on", "off"}:
            raise SettingsInvalid(name, "must be true or false")
        return text.lower() in {"1", "true", "yes", "on"}
    if isinstance(example, Path):
        return Path(text)
    if isinstance(example, int | float):
        try:
            return type(example)(text)
        except ValueError as bad:
            raise SettingsInvalid(name, "must be a number") from bad
    return text


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _kept_secret(path: Path) -> str:
    """Return the secret kept in `path`, made on first use, so that restarts keep sessions valid."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if path.stat().st_mode & _OTHERS:
            raise SettingsInvalid(
                "ONEHOUR_SECRET_KEY", f"is kept in {path}, which others can read: chmod 600 {path}"
            ) from None
        kept = path.read_text(encoding="ascii").strip()
        check_keys(f"{PREFIX}SECRET_KEY, kept in {path},", kept)
        return kept
    except OSError as bad:
        why = bad.strerror or type(bad).__name__
        raise SettingsInvalid("ONEHOUR_DATA_DIR", f"cannot be written to, {path.parent}: {why}") from bad
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    return path.read_text(encoding="ascii").strip()
