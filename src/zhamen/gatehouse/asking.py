"""A message as a caller writes it in JSON, taken apart once, at the edge.

    {"id", "channel", "sender", "group", "at", "text": […], "context": […],
     "files": [{"name", "sha256", "bytes" (Base64) | "path"}]}

What is misspelt or of the wrong type is refused: an unseen part must not make a clean message.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from zhamen.errors import UsageError
from zhamen.model.message import Message, Part
from zhamen.model.terms import Channel, Medium

FIELDS = ("id", "channel", "sender", "group", "at", "text", "files", "context")
FILE_FIELDS = ("name", "mime", "sha256", "bytes", "path")
_LONGEST_NAME = 1000
"""Letters of an id, a sender or a group: they are written down with every verdict."""


def message_from(row: Any, channel: Channel, share: Path | None = None) -> Message:
    """Return the message of a parsed JSON object.

    `channel` is used where the object names none; paths are taken from the folder `share` only.
    Raises UsageError that says what was got and what was expected.
    """
    if not isinstance(row, Mapping):
        raise UsageError(f"got {type(row).__name__}, expected an object")
    if unknown := sorted(set(row) - set(FIELDS)):
        raise UsageError(f"unknown fields {unknown}", advice=f"known: {list(FIELDS)}")
    if "text" not in row and "files" not in row:
        raise UsageError("neither text nor files")
    files = row.get("files", [])
    if not isinstance(files, list):
        raise UsageError("files must be a list of objects")
    parts = texts_of(strings(row, "text")) + [file_of(each, share) for each in files]
    return Message(
        id=name_of(row, "id", "-"),
        parts=tuple(parts),
        channel=channel_of(row, channel),
        sender=name_of(row, "sender"),
        group=name_of(row, "group"),
        at=moment_of(row.get("at")),
        context=tuple(strings(row, "context")),
    )


def name_of(row: Mapping[str, Any], key: str, default: str = "") -> str:
    """Return who or what is meant: a string of reasonable length, else the default."""
    value = row.get(key, default)
    if not isinstance(value, str) or len(value) > _LONGEST_NAME:
        raise UsageError(f"{key} must be a string of at most {_LONGEST_NAME} letters")
    return value


def strings(row: Mapping[str, Any], key: str) -> list[str]:
    """Return a field that is a string or a list of strings; empty if it is missing."""
    value = row.get(key, [])
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise UsageError(f"{key} must be a string or a list of strings")
    return values


def texts_of(texts: list[str], medium: Medium = Medium.TYPED) -> list[Part]:
    """Return a part for each text, named `text`, or `text1` … where there are several."""
    if len(texts) == 1:
        return [Part("text", text=texts[0], medium=medium)]
    return [Part(f"text{at}", text=text, medium=medium) for at, text in enumerate(texts, 1)]


def channel_of(row: Mapping[str, Any], default: Channel) -> Channel:
    """Return the channel named, else the default."""
    try:
        return Channel(row["channel"]) if "channel" in row else default
    except ValueError as error:
        raise UsageError("channel must be internet or internal") from error


def moment_of(value: Any) -> datetime | None:
    """Return an ISO 8601 time, None for none."""
    if value is None:
        return None
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise UsageError("at must be an ISO 8601 time") from error


def file_of(row: Any, share: Path | None) -> Part:
    """Return an attachment, by its bytes or by a path in the shared folder."""
    if not isinstance(row, Mapping) or not isinstance(row.get("name"), str):
        raise UsageError("each of files must be an object with a name")
    name = row["name"]
    if unknown := sorted(set(row) - set(FILE_FIELDS)):
        raise UsageError(f"unknown fields {unknown} of a file", advice=f"known: {FILE_FIELDS}")
    if not isinstance(row.get("mime", ""), str):
        raise UsageError("mime of a file must be a string")
    if ("bytes" in row) == ("path" in row):
        raise UsageError("a file has either bytes or a path")
    if "path" in row:
        return Part(name, path=_shared(row["path"], share))
    try:
        data = base64.b64decode(row["bytes"], validate=True)
    except (binascii.Error, TypeError, ValueError) as error:
        raise UsageError("bytes of a file must be Base64") from error
    if "sha256" in row and hashlib.sha256(data).hexdigest() != row["sha256"]:
        raise UsageError("sha256 of a file does not fit its bytes", advice="send it once more")
    return Part(name, data=data)


def _shared(path: Any, share: Path | None) -> Path:
    """Return a path inside the shared folder; a caller must not have us read anything else."""
    if share is None:
        raise UsageError("path is not accepted here", advice="send bytes, or set share")
    if not isinstance(path, str) or "\0" in path:
        raise UsageError("path of a file must be a string")
    resolved = (share / path).resolve()
    if not resolved.is_relative_to(share.resolve()):
        raise UsageError("path lies outside the shared folder")
    return resolved
