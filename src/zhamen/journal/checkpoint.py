"""Checkpoints: signed statements of how long a journal is and what its root is.

The form is that of C2SP's signed notes and tlog checkpoints: name, size and root on lines of their
own, further lines of ours, an empty line, one signature. The short form, size and sixteen digits of
the root, is for paper: whoever holds the sheet holds the journal to its word.
"""

import base64
import hmac
import re
from dataclasses import dataclass

from zhamen.errors import JournalError
from zhamen.journal.hashing import DIGEST
from zhamen.journal.keys import PublicKey, SigningKey

_SHORT = re.compile(r"(\d{1,15})[-\s:]+([0-9a-f]{4}(?:[\s-]?[0-9a-f]{4}){3})")
_SIGNATURE = re.compile(r"— (\S+) ([A-Za-z0-9+/=]+)")
_ID = 4
_BAD = "检查点读不懂 / not a checkpoint"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What was signed."""

    journal: str
    size: int
    root: bytes
    suite: str
    last: bytes
    """Leaf hash of the last entry: the next one names it, so that a change of it is located."""
    at: str
    """When, ISO 8601."""

    @property
    def short(self) -> str:
        """Return the short form for paper: `187 3f5a 09c1 77de 20b4`."""
        return short_form(self.size, self.root)

    def to_body(self) -> str:
        """Return the text that is signed."""
        root, last = (base64.b64encode(each).decode() for each in (self.root, self.last))
        lines = (self.journal, self.size, root, f"suite {self.suite}", f"last {last}",
                 f"at {self.at}", "")  # fmt: skip
        return "\n".join(map(str, lines))


def short_form(size: int, root: bytes) -> str:
    """Return size and the first sixteen digits of the root, in fours."""
    digits = root.hex()[:16]
    return f"{size} " + " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def signed(checkpoint: Checkpoint, key: SigningKey) -> str:
    """Return the signed note of a checkpoint."""
    body = checkpoint.to_body()
    signature = key.public.id + key.sign(body.encode())
    return f"{body}\n— {key.journal} {base64.b64encode(signature).decode()}\n"


def opened(note: str, key: PublicKey) -> Checkpoint:
    """Return the checkpoint of a note. Raises JournalError unless it is signed under this key."""
    body, separator, rest = note.partition("\n\n")
    found = _SIGNATURE.fullmatch(rest.rstrip("\n"))
    if not separator or found is None:
        raise JournalError(_BAD)
    body += "\n"
    signature = _decoded(found[2])
    # The name stands outside of what is signed; another name would be another log's signature.
    genuine = (
        found[1] == key.journal
        and hmac.compare_digest(signature[:_ID], key.id)
        and key.verifies(signature[_ID:], body.encode())
    )
    if not genuine:
        raise JournalError(
            "检查点的签名不对 / the checkpoint is not signed by this key",
            advice="核对公钥与日志是否同属一处 / is this the right public key?",
        )
    return _parsed(body, key)


def _parsed(body: str, key: PublicKey) -> Checkpoint:
    lines = body.splitlines()
    try:
        journal, size, root, suite, last, at = lines
        checkpoint = Checkpoint(
            journal, int(size), _decoded(root), _behind(suite, "suite "),
            _decoded(_behind(last, "last ")), _behind(at, "at "),
        )  # fmt: skip
        if checkpoint.to_body() != body or len(checkpoint.root) != DIGEST:
            raise ValueError
    except ValueError:
        raise JournalError(_BAD) from None
    if (journal, checkpoint.suite) != (key.journal, key.hashing.suite):
        raise JournalError("检查点属于另一份日志 / a checkpoint of another journal")
    return checkpoint


def _behind(line: str, word: str) -> str:
    if not line.startswith(word):
        raise ValueError
    return line.removeprefix(word)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise JournalError(_BAD) from None


@dataclass(frozen=True, slots=True)
class Anchor:
    """What somebody outside remembers of a journal: its size, and its root or how that began."""

    size: int
    root: bytes
    """32 bytes of a checkpoint, 8 of its short form."""

    def agrees(self, root: bytes) -> bool:
        """Tell whether a root is the remembered one, as far as that goes."""
        return root.startswith(self.root)


def anchor_of(text: str, key: PublicKey) -> Anchor:
    """Return the anchor in a text: a signed note, or the short form as it stands on paper.

    Raises JournalError.
    """
    if found := _SHORT.fullmatch(text.strip().lower()):
        return Anchor(int(found[1]), bytes.fromhex(re.sub(r"[\s-]", "", found[2])))
    checkpoint = opened(text if text.endswith("\n") else text + "\n", key)
    return Anchor(checkpoint.size, checkpoint.root)
