"""What opens an account: one-time codes, the seeds of time-based codes, and passwords."""

import base64
import hashlib
import hmac
import io
import secrets
import time
from datetime import timedelta
from urllib.parse import quote

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils import timezone

from zhamen.office.people.models import Person
from zhamen.office.words import say

CODE_HOURS = 72
LEAST_LETTERS = 12
_SEED, _STEP, _DIGITS, _NONCE = 20, 30, 6, 12
_WINDOW = (-1, 0, 1)
"""Steps by which a phone's clock may be off."""


def new_code() -> str:
    """Return a one-time code of 100 bits, in fours, without letters that look alike."""
    alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    letters = "".join(secrets.choice(alphabet) for _ in range(20))
    return "-".join(letters[at : at + 4] for at in range(0, 20, 4))


def issue_code(person: Person) -> str:
    """Give somebody a fresh one-time code; what opened the account before opens it no more."""
    code = new_code()
    person.code = _digest(code)
    person.code_until = timezone.now() + timedelta(hours=CODE_HOURS)
    person.set_unusable_password()
    person.seed, person.step = b"", 0
    person.failures = person.locks = 0
    person.locked_until = None
    person.state = "new"
    person.save()
    return code


def code_opens(person: Person, code: str) -> bool:
    """Tell whether a one-time code is this person's, and still good."""
    good = bool(person.code) and hmac.compare_digest(person.code, _digest(code))
    return good and person.code_until is not None and person.code_until > timezone.now()


def _digest(code: str) -> str:
    plain = code.replace("-", "").replace(" ", "").upper()
    return hashlib.sha256(b"zhamen one-time code" + plain.encode()).hexdigest()


def new_seed() -> bytes:
    """Return a seed for time-based codes."""
    return secrets.token_bytes(_SEED)


def seal_seed(person: Person, seed: bytes) -> bytes:
    """Return a seed as the database may hold it: useless without the office's key."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(settings.ZHAMEN_SEED_KEY).encrypt(nonce, seed, _label(person))


def code_of_now(person: Person, code: str, at: float | None = None) -> int:
    """Return the time step whose code this is, 0 if it is none that may still be used.

    RFC 6238; a step that was used, or an earlier one, is not taken again.
    """
    seed = _unsealed(person)
    if seed is None or not code.isascii() or len(code) != _DIGITS:
        return 0
    now = int((time.time() if at is None else at) // _STEP)
    totp = TOTP(seed, _DIGITS, SHA1(), _STEP, enforce_key_length=False)
    for step in (now + off for off in _WINDOW):
        if step > person.step and hmac.compare_digest(totp.generate(step * _STEP), code.encode()):
            return step
    return 0


def _unsealed(person: Person) -> bytes | None:
    sealed = bytes(person.seed)
    if not sealed:
        return None
    try:
        key = AESGCM(settings.ZHAMEN_SEED_KEY)
        return key.decrypt(sealed[:_NONCE], sealed[_NONCE:], _label(person))
    except InvalidTag:
        # A seed of another row, or of another office's key: no code of it opens anything.
        return None


def _label(person: Person) -> bytes:
    return f"seed of person {person.pk}".encode()


def address_of_seed(person: Person, seed: bytes) -> str:
    """Return the address that an authenticator app reads from a drawing."""
    secret = base64.b32encode(seed).decode().rstrip("=")
    return f"otpauth://totp/Zhamen:{quote(person.number)}?secret={secret}&issuer=Zhamen"


def drawing_of(address: str) -> str:
    """Return an address as a QR code, as SVG for the page."""
    import segno

    out = io.BytesIO()
    segno.make(address, error="l").save(
        out, kind="svg", xmldecl=False, border=2, omitsize=True, svgclass=None, lineclass=None
    )
    return out.getvalue().decode()


def check_password(person: Person, password: str) -> None:
    """Refuse a password that is short, common, or the person's own particulars.

    Raises ValidationError.
    """
    words = []
    if len(password) < LEAST_LETTERS:
        words.append(say(f"至少 {LEAST_LETTERS} 个字符。", f"At least {LEAST_LETTERS} characters."))
    if person.number.lower() in password.lower() or person.name in password:
        words.append(say("不能含有工号或姓名。", "It must not hold your number or name."))
    if len(set(password)) < LEAST_LETTERS // 2:
        words.append(say("重复的字符太多。", "Too many characters are the same."))
    if password.lower().strip() in CommonPasswordValidator().passwords:
        words.append(say("这个口令太常见。", "This password is too common."))
    if words:
        raise ValidationError(words)
