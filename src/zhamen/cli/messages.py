"""Messages from the outside: one JSON object a line, as `check --jsonl` takes them."""

import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from zhamen.cli.naming import shown
from zhamen.errors import ReadError, UsageError
from zhamen.model.message import Message, Part
from zhamen.model.terms import Channel, Medium

_LISTS = ("text", "attachments", "context")


def message_of(line: bytes, number: int, channel: Channel) -> Message:
    """Return the message of a line. Raises UsageError that says what was expected."""
    row = _row(line, number)
    texts, files, context = (_strings(row, key, number) for key in _LISTS)
    return Message(
        id=str(row.get("id", number)),
        parts=(*_texts(texts), *(Part(shown(file), path=Path(file)) for file in files)),
        channel=_channel(row, channel, number),
        sender=str(row.get("sender", "")),
        group=str(row.get("group", "")),
        at=_moment(row.get("at"), number),
        context=tuple(context),
    )


def _row(line: bytes, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"line {number}: not JSON in UTF-8") from error
    if not isinstance(row, dict):
        raise UsageError(f"line {number}: got {type(row).__name__}, expected an object")
    if "text" not in row and "attachments" not in row:
        # A misspelt field name must not make an unseen message a clean one.
        raise UsageError(f"line {number}: neither text nor attachments")
    return row


def _strings(row: dict[str, Any], key: str, number: int) -> list[str]:
    value = row.get(key, [])
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise UsageError(f"line {number}: {key} must be a string or a list of strings")
    return values


def _texts(texts: list[str], medium: Medium = Medium.TYPED) -> list[Part]:
    if len(texts) == 1:
        return [Part("text", text=texts[0], medium=medium)]
    return [Part(f"text{at}", text=text, medium=medium) for at, text in enumerate(texts, 1)]


def _channel(row: dict[str, Any], default: Channel, number: int) -> Channel:
    try:
        return Channel(row["channel"]) if "channel" in row else default
    except ValueError as error:
        raise UsageError(f"line {number}: channel must be internet or internal") from error


def _moment(value: Any, number: int) -> datetime | None:
    if value is None:
        return None
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise UsageError(f"line {number}: at must be an ISO 8601 time") from error


def typed(texts: Iterable[str], files: Iterable[Path], channel: Channel, medium: Medium) -> Message:
    """Return one message of typed texts and attached files."""
    parts = _texts([heard(text) for text in texts], medium)
    parts += [Part(shown(file.name), path=file) for file in files]
    return Message("-", tuple(parts), channel)


def heard(text: str) -> str:
    """Return a word of the command line as text, also where its bytes were no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _text_of(os.fsencode(text))
    return text


def piped(data: bytes, medium: Medium) -> Part:
    """Return standard input as a part: text in whatever encoding, else a file without a name."""
    try:
        return Part("stdin", text=_text_of(data), medium=medium)
    except ReadError:
        return Part("stdin", data=data)


def _text_of(data: bytes) -> str:
    """Return every plausible reading of the bytes. Raises ReadError if there is none."""
    from zhamen.reading.decode import decode

    return "\n".join(decode(data))
