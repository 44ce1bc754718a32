"""A stream of messages, one JSON object a line: one verdict a line, in order, without delay.

Whatever has arrived is answered and flushed before more is waited for, so a caller that sends
one message and waits gets its verdict, and one that sends a million pays for few writes.
"""

import json
import os
from collections.abc import Callable, Iterator
from typing import BinaryIO

from zhamen.cli.exits import FAILED, status_of, worst
from zhamen.cli.messages import message_of
from zhamen.errors import UsageError
from zhamen.gatehouse.house import Gatehouse
from zhamen.model.terms import Channel, Decision
from zhamen.model.verdict import Unread, Verdict

_CHUNK = 1 << 18
_encode = json.JSONEncoder(ensure_ascii=False).encode


class Stream:
    """Answers messages with verdicts; a bad line gets a verdict of its own and stops nothing."""

    def __init__(
        self, house: Gatehouse, channel: Channel, note: Callable[[str], None], most: int
    ) -> None:
        """Send remarks to `note`; a line of more than `most` bytes is not looked into."""
        self._house = house
        self._channel = channel
        self._note = note
        self._most = most
        self._statuses: set[int] = set()

    def answer(self, source: int, out: BinaryIO) -> int:
        """Answer every line of a descriptor and return the exit status of them all."""
        number = 0
        for lines in batches(source, self._most):
            answers = []
            for line in lines:
                number += 1
                if line is None or (not line.isspace() and line):
                    answers.append(_encode(self._verdict(line, number).to_dict()))
            if answers:
                answers.append("")
                out.write("\n".join(answers).encode("utf-8", "replace"))
                out.flush()
        return worst(self._statuses)

    def _verdict(self, line: bytes | None, number: int) -> Verdict:
        try:
            if line is None:
                verdict = _unread(number, "too_large")
            else:
                verdict = self._house.pass_through(message_of(line, number, self._channel))
        except UsageError as error:
            self._note(str(error))
            verdict = _unread(number, "bad_line")
        except Exception as error:
            # A fault of ours must not let the rest of the stream go unanswered, or this through.
            self._note(f"line {number}: {type(error).__name__}")
            self._statuses.add(FAILED)
            verdict = _unread(number, "crashed")
        self._statuses.add(status_of(verdict))
        return verdict


def _unread(number: int, reason: str) -> Verdict:
    name = f"line {number}"
    return Verdict(name, Decision.HOLD, unread=(Unread(name, reason),))


def batches(source: int, most: int) -> Iterator[list[bytes | None]]:
    """Yield the lines of a descriptor as they arrive; None stands for one of over `most` bytes."""
    pieces: list[bytes] = []
    held = 0
    while chunk := os.read(source, _CHUNK):
        head, newline, tail = chunk.partition(b"\n")
        # Past the limit nothing more of a line is kept, only that it was too long.
        held += len(head)
        if held <= most:
            pieces.append(head)
        if not newline:
            continue
        *whole, rest = tail.split(b"\n")
        yield [b"".join(pieces) if held <= most else None, *whole]
        pieces, held = [rest], len(rest)
    if held:
        yield [b"".join(pieces) if held <= most else None]
