"""Keyed digests: what passed is known again later, and nobody can read or guess it from them.

A text is digested sentence by sentence in normal form, a file by its bytes. The key lies in a
private file beside the gate's others and is nobody's to have who holds the spool: without it a
digest is noise, with it a guess can be tested.
"""

import hashlib
import hmac
import re
import secrets
import tomllib
from collections.abc import Iterator
from pathlib import Path

from zhamen.errors import UsageError
from zhamen.model.message import Message, Part
from zhamen.private_file import read_private, write_private
from zhamen.reading.normal import fold
from zhamen.reading.opening import open_regular

_KEY = re.compile(r"zhamen-digest-1 ([0-9a-f]{64})\n?")
_SHORT = 8
"""Letters of a sentence below which everybody says it."""
_MOST = 64
"""Sentences of a message that are digested."""
_END = re.compile(r"[。！？!?；;\n\r]+")
_CHUNK = 1 << 20


def make_key(path: Path) -> None:
    """Write a new key to a file of mode 0400. Raises UsageError if there is one."""
    write_private(path, f"zhamen-digest-1 {secrets.token_hex(32)}\n", UsageError)


class Digests:
    """Makes digests under one key, and knows which sentences a unit allows."""

    def __init__(self, key: bytes, allowed: frozenset[tuple[str, str]] = frozenset()) -> None:
        """Take 32 bytes, and pairs of rule and digest."""
        self._key = key
        self._allowed = allowed

    @classmethod
    def open(cls, key_file: Path, allowed_file: Path | None = None) -> "Digests":
        """Return the digests of a key file. Raises UsageError for a bad key or list."""
        found = _KEY.fullmatch(read_private(key_file, UsageError))
        if found is None:
            raise UsageError(
                f"{key_file}: no key for digests", advice="zhamen gate digest-key FILE"
            )
        allowed = _allowed(allowed_file) if allowed_file else frozenset()
        return cls(bytes.fromhex(found[1]), allowed)

    def digest(self, text: str) -> str:
        """Return the digest of a text: 32 hex digits, the same however it is written."""
        return self._of("text", _letters(text))

    def key_for(self, purpose: str) -> bytes:
        """Return a key of 32 bytes for another purpose; it tells nothing of this one."""
        return hmac.new(self._key, f"key\0{purpose}".encode(), hashlib.sha256).digest()

    def covers(self, detector: str, digest: str) -> bool:
        """Tell whether a rule's alarm about this sentence was found to be false."""
        return (detector, digest) in self._allowed

    def sightings(self, message: Message) -> dict[str, list[str]]:
        """Return the digests of a message: of the whole, of its sentences, of its files."""
        texts = [each for part in message.parts for each in self._sentences(part.text or "")]
        files = [self._file(part) for part in message.parts if part.text is None]
        return {
            "message": [self.message(message)],
            "texts": list(dict.fromkeys(texts))[:_MOST],
            "files": [each for each in dict.fromkeys(files) if each],
        }

    def message(self, message: Message) -> str:
        """Return the digest of a whole message: its texts and files, in their order."""
        parts = [
            f"t{_letters(part.text)}" if part.text is not None else f"f{self._file(part)}"
            for part in message.parts
        ]
        return self._of("message", "\0".join(parts))

    def _sentences(self, text: str) -> Iterator[str]:
        for sentence in _END.split(text):
            letters = _letters(sentence)
            if len(letters) >= _SHORT:
                yield self._of("text", letters)

    def _file(self, part: Part) -> str:
        made = hmac.new(self._key, b"file\0", hashlib.sha256)
        if part.data is not None or part.path is None:
            made.update(part.data or b"")
            return made.hexdigest()[:32]
        try:
            descriptor, _ = open_regular(part.path, 1 << 62)
        except Exception:
            # What cannot be opened was not read either, and the verdict says so.
            return ""
        with open(descriptor, "rb") as file:
            while chunk := file.read(_CHUNK):
                made.update(chunk)
        return made.hexdigest()[:32]

    def _of(self, kind: str, letters: str) -> str:
        data = f"{kind}\0{letters}".encode("utf-8", "surrogatepass")
        return hmac.new(self._key, data, hashlib.sha256).hexdigest()[:32]


def _letters(text: str) -> str:
    """Return what remains of a text whatever becomes of its script, spaces and punctuation."""
    return "".join(filter(str.isalnum, fold(text).text))


def _allowed(path: Path) -> frozenset[tuple[str, str]]:
    """Return the pairs of a list: `[allowed]`, and under each rule's name its digests."""
    try:
        table = tomllib.loads(path.read_text("utf-8")).get("allowed", {})
        return frozenset((rule, str(digest)) for rule, each in table.items() for digest in each)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError, TypeError) as e:
        raise UsageError(
            f"{path}: {type(e).__name__}", advice="[allowed]\nrule = [digest, …]"
        ) from e
