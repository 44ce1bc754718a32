"""`zhamen read`: what the reader sees of a file — did it really look inside?"""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from zhamen.cli.exits import CLEAN, UNREAD
from zhamen.cli.terminal import Terminal
from zhamen.model.message import Message, Part
from zhamen.model.passage import Passage
from zhamen.policy.reasons import reason_in_words
from zhamen.reading.reader import Reader, Reading
from zhamen.reading.unwrap import unwrap


class Read:
    """Shows every passage with its place, and every part that was not read."""

    name = "read"
    help = "看看读到了什么 / show what the reader sees of a file"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add the files."""
        parser.add_argument("file", nargs="+", type=Path, help="文件 / files")
        parser.add_argument("--json", action="store_true", help="JSON 输出 / print JSON")

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Print the passages; status 2 if something could not be read."""
        with Reader(terminal.settings.limits) as reader:
            parts = tuple(Part(file.name, path=file) for file in options.file)
            reading = reader.read(Message("-", parts))
        passages = [each for p in reading.passages for each in (p, *unwrap(p))]
        if options.json:
            rows = [_row(passage) for passage in passages]
            unread = [each.to_dict() for each in reading.unread]
            whole = {"schema": 1, "passages": rows, "unread": unread}
            terminal.say(json.dumps(whole, ensure_ascii=False, indent=1))
        else:
            _show(passages, reading, terminal)
        return UNREAD if reading.unread else CLEAN


def _row(passage: Passage) -> dict[str, object]:
    row = {"part": passage.part, "page": passage.page, "place": passage.place,
           "medium": str(passage.medium), "text": passage.text}  # fmt: skip
    return {key: value for key, value in row.items() if value not in (None, "")} | {
        "text": passage.text
    }


def _show(passages: list[Passage], reading: Reading, terminal: Terminal) -> None:
    for passage in passages:
        place = " · ".join(str(w) for w in (passage.part, passage.page, passage.place) if w)
        terminal.say(terminal.paint(f"── {place} ({len(passage.text)}) ──", "bold"))
        terminal.say(passage.text.rstrip("\n"))
    for each in reading.unread:
        label = terminal.pick("未能检查", "not looked into")
        reason = reason_in_words(each.reason, terminal.language)
        terminal.say(terminal.paint(f"! {label}：{each.part} — {reason}", "unread"))


VERB = Read()
