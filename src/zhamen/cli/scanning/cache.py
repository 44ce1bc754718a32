"""Verdicts by content: what was inspected once under the same rules is not read again.

Two sorts of entries: a file in a certain state → the key of its verdict; content, name and rules
(that is the key) → verdict. Keys are keyed digests, and every value carries a tag under the same
secret, so that a damaged or planted one is none: a cache may lose verdicts, and must never
invent one. In the clear stand masked spans and the names of files within files; no text, no path.
"""

import hmac
import json
import os
from hashlib import blake2b
from pathlib import Path
from time import time_ns
from typing import Any

from zhamen.cli.scanning.entries import Entries
from zhamen.cli.scanning.walk import Found, found

MOST_BYTES = 256 << 20
"""Size of the file at most: about a million files."""
_TAG = 16
_SETTLED_NS = 2_000_000_000
"""A file changed less long ago may change again without its times telling (FAT counts in 2 s)."""


class Cache:
    """The verdicts that one person's scans share."""

    def __init__(self, folder: Path, secret: bytes, rules: str, *, fresh: bool = False) -> None:
        """Open the cache of this secret, or make it; where it cannot be kept it knows nothing.

        `rules` is what a verdict rests on besides the file. With `fresh` all is forgotten.
        """
        self._secret = secret
        self._rules = rules
        name = self._digest(b"file", b"").hex()[:8]
        path = folder / f"verdicts-{name}.sqlite"
        self._entries = Entries(path, MOST_BYTES, fresh=fresh)

    def known(self, file: Found) -> bytes | None:
        """Return the key of an unchanged file's verdict; the file is not opened."""
        return self._get(self._place(file))

    def note(self, file: Found, key: bytes) -> None:
        """Note down by which key the verdict on a file in this state is found."""
        self._put(self._place(file), key)

    def _place(self, file: Found) -> bytes:
        said = "\0".join((self._rules, file.state))
        return self._digest(b"place", said.encode("utf-8", "surrogateescape"))

    def content(self, file: Found) -> bytes | None:
        """Return the digest of a file's content; None if it cannot be read or is changing."""
        if file.changed_ns > time_ns() - _SETTLED_NS:
            return None
        digest = blake2b(key=self._secret, digest_size=20, person=b"content")
        try:
            # Like the reader itself: a pipe that took the file's place must not hold us.
            descriptor = os.open(file.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(descriptor, "rb", buffering=0) as opened:
                if found(file.path, os.fstat(descriptor)) != file:
                    return None
                left = file.size
                while left > 0 and (data := opened.read(min(left, 1 << 20))):
                    digest.update(data)
                    left -= len(data)
        except OSError:
            return None
        return digest.digest() if not left and unchanged(file) else None

    def key(self, content: bytes, name: str) -> bytes:
        """Return the key of a verdict: what was read, under which name, by the rules in force."""
        said = "\0".join((self._rules, name)).encode("utf-8", "backslashreplace")
        return self._digest(b"verdict", content + said)

    def verdict(self, key: bytes) -> dict[str, Any] | None:
        """Return the verdict noted under a key."""
        body = self._get(key)
        return None if body is None else dict(json.loads(body))

    def add(self, key: bytes, verdict: dict[str, Any]) -> None:
        """Note a verdict down."""
        text = json.dumps(verdict, ensure_ascii=False, separators=(",", ":"))
        self._put(key, text.encode("utf-8", "backslashreplace"))

    def _digest(self, what: bytes, data: bytes) -> bytes:
        return blake2b(data, key=self._secret, digest_size=20, person=what).digest()

    def _tag(self, key: bytes, body: bytes) -> bytes:
        return self._digest(b"tag", key + body)[:_TAG]

    def _get(self, key: bytes) -> bytes | None:
        """Return a value without its tag, None if the tag is not ours."""
        value = self._entries.get(key) or b""
        tag, body = value[:_TAG], value[_TAG:]
        return body if hmac.compare_digest(tag, self._tag(key, body)) else None

    def _put(self, key: bytes, body: bytes) -> None:
        self._entries.put(key, self._tag(key, body) + body)

    def close(self) -> None:
        """Write what is waiting and let go."""
        self._entries.close()


def unchanged(file: Found) -> bool:
    """Tell whether a file is still as it was found."""
    try:
        return found(file.path, os.stat(file.path)) == file
    except OSError:
        return False


def default_folder() -> Path:
    """Return the cache folder of this person."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "zhamen"
