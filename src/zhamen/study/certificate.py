"""A certificate of study: a signed note in a code, checked with the public key alone."""

import base64
import json
import re
from dataclasses import asdict, dataclass

from zhamen.errors import StudyError
from zhamen.journal.keys import PublicKey, SigningKey
from zhamen.study.fonts import find_fonts
from zhamen.study.pictures import code
from zhamen.study.sheet import HERE, typst_library

_HEAD = "zhamen study certificate 1"
_SIGNATURE = re.compile(r"— (\S+) ([A-Za-z0-9+/=]+)")
_ID = 4


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is certified: who has studied how many minutes in which year."""

    office: str
    number: str
    person: str
    staff_number: str
    unit: str
    year: int
    minutes: int
    day: str
    """When it was issued, ISO 8601."""

    def to_body(self) -> str:
        """Return the text that is signed."""
        values = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return f"{_HEAD}\n{values}\n"


def signed(certificate: Certificate, key: SigningKey) -> str:
    """Return the certificate as a signed note."""
    body = certificate.to_body()
    signature = key.public.id + key.sign(body.encode())
    return f"{body}\n— {key.journal} {base64.b64encode(signature).decode()}\n"


def opened(note: str, key: PublicKey) -> Certificate:
    """Return the certificate of a note. Raises StudyError unless it is signed under this key."""
    body, separator, rest = note.partition("\n\n")
    found = _SIGNATURE.fullmatch(rest.strip("\n"))
    head, _, values = body.partition("\n")
    if not separator or found is None or head != _HEAD:
        raise StudyError("不是学习证明 / not a certificate of study")
    try:
        signature = base64.b64decode(found[2], validate=True)
    except ValueError:
        signature = b""
    genuine = found[1] == key.journal and signature[:_ID] == key.id
    if not genuine or not key.verifies(signature[_ID:], f"{body}\n".encode()):
        raise StudyError("签名不对 / not signed by this key", advice="journal.pub")
    certificate = Certificate(**json.loads(values))
    return certificate


def pdf(certificate: Certificate, note: str) -> bytes:
    """Return the certificate on one sheet: PDF/UA-1, the note in its code."""
    fonts = find_fonts()
    told = {**asdict(certificate), "note": note}
    typst = typst_library()
    made: bytes = typst.compile(
        (HERE / "certificate.typ").read_bytes(), format="pdf", pdf_standards="ua-1",
        font_paths=[str(folder) for folder in fonts.folders], ignore_system_fonts=True,
        sys_inputs={
            "told": json.dumps(told), "code": code(note), "serif": fonts.serif, "sans": fonts.sans,
        },
    )  # fmt: skip
    return made
