"""Name and purpose of a group: texts in a table, of which deeds and journal know a digest."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from zhamen.office.groups.models import Wording


@dataclass(frozen=True, slots=True)
class Texts:
    """What a group is called and for, and whether that is what was approved."""

    name: str
    purpose: str
    sound: bool


LOST = Texts("", "", sound=False)


def keep(name: str, purpose: str, like: str = "") -> str:
    """Keep the texts and return their digest; it is `like` where those say the same already."""
    before = texts_of([like])[like]
    if before.sound and (before.name, before.purpose) == (name, purpose):
        return like
    salt = secrets.token_hex(16)
    digest = digest_of(salt, name, purpose)
    Wording.objects.create(digest=digest, salt=salt, name=name, purpose=purpose)
    return digest


def texts_of(digests: Iterable[str]) -> dict[str, Texts]:
    """Return the texts under each digest; what was changed or lost in the table is not sound."""
    wanted = set(digests)
    rows = Wording.objects.filter(digest__in=wanted).values_list(
        "digest", "salt", "name", "purpose"
    )
    found = {
        digest: Texts(name, purpose, digest_of(salt, name, purpose) == digest)
        for digest, salt, name, purpose in rows
    }
    return {digest: found.get(digest, LOST) for digest in wanted}


def digest_of(salt: str, name: str, purpose: str) -> str:
    """Return the digest; lengths stand between the parts, so that none runs into the next."""
    parts = "".join(f"{len(part)}:{part}" for part in (salt, name, purpose))
    return hashlib.sha256(parts.encode()).hexdigest()
