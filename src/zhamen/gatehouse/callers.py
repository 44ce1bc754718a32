"""The callers of the gatehouse: each gate with its token, its channel and its rate.

A TOML file lists them. Of a token only its SHA-256 is kept; tokens are 256 random bits, so that
a guess at the hash is a guess at the token.

    [callers.matrix]
    token_sha256 = "…"
    channel = "internal"
    rate = 50.0
"""

import hashlib
import hmac
import math
import os
import re
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from zhamen.errors import UsageError
from zhamen.model.terms import Channel

_FIELDS = {"token_sha256": str, "channel": str, "rate": float}
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
PREFIX = "zhamen_"
"""How a token begins, so that a search for leaked secrets knows it."""


@dataclass(frozen=True, slots=True)
class Caller:
    """One gate that may ask."""

    name: str
    token_sha256: str
    channel: Channel = Channel.INTERNET
    rate: float = 0.0
    """Messages a second that are answered; 0 for no limit."""


class Callers:
    """Knows the gates by their tokens, and how often each may still ask."""

    def __init__(self, callers: list[Caller]) -> None:
        """Take over the list. Raises UsageError if it is empty: a service for nobody."""
        if not callers:
            raise UsageError(
                "no caller is registered", advice="zhamen gate token NAME --callers FILE"
            )
        self._callers = callers
        self._buckets = {each.name: _Bucket(each.rate) for each in callers}

    def by_token(self, token: str) -> Caller | None:
        """Return the caller with this token. All are compared, in constant time."""
        digest = digest_of(token)
        found = None
        for caller in self._callers:
            if hmac.compare_digest(digest, caller.token_sha256):
                found = caller
        return found

    def admits(self, caller: Caller) -> bool:
        """Tell whether the caller's rate allows one more message now."""
        return self._buckets[caller.name].take()


class _Bucket:
    """A token bucket that holds the messages of two seconds."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._full = max(1.0, 2 * rate)
        self._level = self._full
        self._at = monotonic()

    def take(self) -> bool:
        if self._rate <= 0:
            return True
        now = monotonic()
        self._level = min(self._full, self._level + (now - self._at) * self._rate)
        self._at = now
        if self._level < 1:
            return False
        self._level -= 1
        return True


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def load_callers(path: Path) -> Callers:
    """Return the callers of a TOML file. Raises UsageError for what is missing or misspelt."""
    return Callers(list(_read(path).values()))


def add_caller(path: Path, name: str, channel: Channel, rate: float) -> str:
    """Give a caller a new token, keep its hash in the file (0600) and return the token."""
    if not _NAME.fullmatch(name):
        raise UsageError(f"got {name!r}, expected letters, digits, _ and -, 40 at most")
    if not _is_rate(rate):
        raise UsageError(f"got a rate of {rate}, expected messages a second, 0 for no limit")
    callers = _read(path) if path.exists() else {}
    token = PREFIX + secrets.token_urlsafe(32)
    callers[name] = Caller(name, digest_of(token), channel, rate)
    text = "\n".join(_row(each) for each in callers.values())
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("# 闸口与令牌（只存散列） / gates and their tokens (hashes only)\n\n" + text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", advice="--callers FILE") from error
    return token


def _row(caller: Caller) -> str:
    return (
        f'[callers.{caller.name}]\ntoken_sha256 = "{caller.token_sha256}"\n'
        f'channel = "{caller.channel}"\nrate = {caller.rate}\n'
    )


def _read(path: Path) -> dict[str, Caller]:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        words = error.strerror if isinstance(error, OSError) else error
        raise UsageError(
            f"{path}: {words}", advice="zhamen gate token NAME --callers FILE"
        ) from error
    callers = table.get("callers", {})
    if not isinstance(callers, dict) or set(table) - {"callers"}:
        raise UsageError(f"{path}: expected tables [callers.NAME] and nothing else")
    return {name: _caller(name, row, path) for name, row in callers.items()}


def _caller(name: str, row: object, path: Path) -> Caller:
    where = f"{path}: callers.{name}"
    if not _NAME.fullmatch(name):
        raise UsageError(f"{where}: expected letters, digits, _ and -, 40 at most")
    if not isinstance(row, dict) or not _DIGEST.fullmatch(str(row.get("token_sha256"))):
        raise UsageError(f"{where}: expected a table with token_sha256, 64 hex digits")
    if unknown := sorted(set(row) - set(_FIELDS)):
        raise UsageError(f"{where}: unknown {unknown}", advice=f"known: {sorted(_FIELDS)}")
    try:
        channel, rate = Channel(row.get("channel", "internet")), float(row.get("rate", 0.0))
        if not _is_rate(rate):
            raise ValueError(rate)
    except (TypeError, ValueError) as error:
        raise UsageError(f"{where}: channel is internet or internal, rate a number") from error
    return Caller(name, row["token_sha256"], channel, rate)


def _is_rate(rate: float) -> bool:
    """Tell whether it is messages a second: what is less than nothing would limit nobody."""
    return 0 <= rate < math.inf
