"""The code of a numbered copy: 24 digits, printed in the margins and hidden in the file's text.

    7304   copy number 6   tag of the document 6   proof 6   check 2

The tag says nothing of the document to whoever has not the register's key, and without that key
no code can be made that is taken for genuine. Nothing else is in it: who holds a copy is known to
the ledger alone.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

HEAD = "7304"
DIGITS = 24
LABEL = "copy"
"""Purpose under which a register derives the key of its codes."""
MOST = 999_999
PATTERN = re.compile(rf"(?<!\d){HEAD}\d{{{DIGITS - len(HEAD)}}}(?!\d)")
_MODULUS = 97
Mac = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Code:
    """What a copy bears."""

    copy: int
    tag: int
    proof: int

    @property
    def number(self) -> str:
        """Return the copy number as printed (份号)."""
        return f"{self.copy:06d}"

    @property
    def digits(self) -> str:
        """Return all digits."""
        body = f"{HEAD}{self.copy:06d}{self.tag:06d}{self.proof:06d}"
        return f"{body}{_check(body):02d}"

    def is_genuine(self, mac: Mac) -> bool:
        """Tell whether it was made with this key."""
        return self.proof == _proof(mac, self.copy, self.tag)


def code_of(digits: str) -> Code | None:
    """Return the code that digits are, None if they are none."""
    if not digits.isascii() or PATTERN.fullmatch(digits) is None:
        return None
    if int(digits[-2:]) != _check(digits[:-2]):
        return None
    copy, tag, proof = (int(digits[at : at + 6]) for at in (4, 10, 16))
    return Code(copy, tag, proof)


def made(copy: int, document: str, mac: Mac) -> Code:
    """Return the code of one copy of a document, given by its opaque id."""
    tag = tag_of(document, mac)
    return Code(copy, tag, _proof(mac, copy, tag))


def tag_of(document: str, mac: Mac) -> int:
    """Return the tag under which a document is known to whoever has the key."""
    return _six(mac(b"document\0" + document.encode()))


def _proof(mac: Mac, copy: int, tag: int) -> int:
    return _six(mac(b"proof\0%06d%06d" % (copy, tag)))


def _six(code: bytes) -> int:
    return int.from_bytes(code[:8], "big") % (MOST + 1)


def _check(body: str) -> int:
    return int(body) % _MODULUS
