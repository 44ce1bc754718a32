"""Messages from the outside: one JSON object a line, as `check --jsonl` takes them."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from zhamen.errors import UsageError
from zhamen.model.message import Message, Part
from zhamen.model.terms import Channel, Medium


def message_of(line: str, number: int, channel: Channel) -> Message:
    """Return the message of a line. Raises UsageError that says what was expected."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"line {number}: not JSON") from error
    if not isinstance(row, dict):
        raise UsageError(f"line {number}: got {type(row).__name__}, expected an object")
    texts = row.get("text", "")
    texts = [texts] if isinstance(texts, str) else texts
    files = row.get("attachments", [])
    context = row.get("context", [])
    for name, value in (("text", texts), ("attachments", files), ("context", context)):
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise UsageError(f"line {number}: {name} must be a string or a list of strings")
    return Message(
        id=str(row.get("id", number)),
        parts=(*_texts(texts), *(Part(file, path=Path(file)) for file in files)),
        channel=_channel(row, channel, number),
        sender=str(row.get("sender", "")),
        group=str(row.get("group", "")),
        at=_moment(row.get("at"), number),
        context=tuple(context),
    )


def _texts(texts: list[str]) -> list[Part]:
    if len(texts) == 1:
        return [Part("text", text=texts[0])]
    return [Part(f"text{at}", text=text) for at, text in enumerate(texts, 1)]


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


def typed(texts: list[str], files: list[Path], channel: Channel, medium: Medium) -> Message:
    """Return one message of typed texts and attached files."""
    parts = [
        Part("text" if len(texts) == 1 else f"text{at}", text=text, medium=medium)
        for at, text in enumerate(texts, 1)
    ]
    parts += [Part(file.name, path=file) for file in files]
    return Message("-", tuple(parts), channel)
