"""Messages from the outside: one JSON object a line, as `check --jsonl` takes them."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from zhamen.cli.naming import shown
from zhamen.errors import ReadError, UsageError
from zhamen.gatehouse.asking import channel_of, moment_of, strings, texts_of
from zhamen.model.message import Message, Part
from zhamen.model.terms import Channel, Medium

_LISTS = ("text", "attachments", "context")


def message_of(line: bytes, number: int, channel: Channel) -> Message:
    """Return the message of a line. Raises UsageError that says what was expected."""
    try:
        row = _row(line, number)
        texts, files, context = (strings(row, key) for key in _LISTS)
        return Message(
            id=str(row.get("id", number)),
            parts=(*texts_of(texts), *(Part(shown(file), path=Path(file)) for file in files)),
            channel=channel_of(row, channel),
            sender=str(row.get("sender", "")),
            group=str(row.get("group", "")),
            at=moment_of(row.get("at")),
            context=tuple(context),
        )
    except UsageError as error:
        raise UsageError(f"line {number}: {error}") from error


def _row(line: bytes, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except (ValueError, RecursionError) as error:
        raise UsageError("not JSON in UTF-8") from error
    if not isinstance(row, dict):
        raise UsageError(f"got {type(row).__name__}, expected an object")
    if "text" not in row and "attachments" not in row:
        # A misspelt field name must not make an unseen message a clean one.
        raise UsageError("neither text nor attachments")
    return row


def typed(texts: Iterable[str], files: Iterable[Path], channel: Channel, medium: Medium) -> Message:
    """Return one message of typed texts and attached files."""
    parts = texts_of([heard(text) for text in texts], medium)
    parts += [Part(shown(file.name or str(file)), path=file) for file in files]
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
