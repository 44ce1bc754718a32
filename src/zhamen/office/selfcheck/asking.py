"""From a form to a message; what was put in lives as long as its answer takes."""

from dataclasses import dataclass

from django.http import HttpRequest

from zhamen.model.message import Message, Part
from zhamen.model.terms import Channel
from zhamen.office.acting import me
from zhamen.office.words import say

MOST_BYTES = 8 << 20
"""Bytes of all files together."""
MOST_FILES = 10
MOST_LETTERS = 200_000
ID = "-"


@dataclass
class NotAsked(Exception):
    """There is nothing to inspect, or too much; `words` say which, and repeat nothing of it."""

    status: int
    words: str


def message_of(request: HttpRequest) -> Message:
    """Return what somebody asks about. Raises NotAsked."""
    text, files = request.POST.get("text", ""), request.FILES.getlist("files")
    # A file over the limit is dropped on its way in: its request still says how long it was.
    dropped = not files and int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES
    if dropped or sum(file.size or 0 for file in files) > MOST_BYTES:
        raise NotAsked(413, _too_large())
    if len(files) > MOST_FILES:
        raise NotAsked(413, say(f"一次最多 {MOST_FILES} 个文件。", f"{MOST_FILES} files at most."))
    if len(text) > MOST_LETTERS:
        raise NotAsked(413, _too_long())
    parts = [Part("text", text=text)] if text.strip() else []
    parts += [Part(file.name or "file", data=file.read()) for file in files]
    if not parts:
        raise NotAsked(400, say("还没有放进文字或文件。", "There is no text and no file yet."))
    return Message(ID, tuple(parts), _channel(request), sender=f"person:{me(request).pk}")


def _channel(request: HttpRequest) -> Channel:
    """Return where it will go; whatever is not said plainly goes to the internet."""
    inside = request.POST.get("channel") == Channel.INTERNAL
    return Channel.INTERNAL if inside else Channel.INTERNET


def _too_large() -> str:
    size = MOST_BYTES >> 20
    return say(
        f"文件合起来超过 {size} MB，没有检查。拆成小份，或请保密员用 zhamen check 检查。",
        f"The files are larger than {size} MB together and were not inspected. Split them, or ask "
        "the secrecy officer to run zhamen check.",
    )


def _too_long() -> str:
    return say(
        f"文字超过 {MOST_LETTERS // 10_000} 万字，没有检查。分几次查。",
        f"The text is longer than {MOST_LETTERS:,} letters and was not inspected. Ask in pieces.",
    )
