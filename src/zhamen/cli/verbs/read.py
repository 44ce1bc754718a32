"""`zhamen read`: what the reader sees of a file — did it really look inside?"""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from zhamen.cli.exits import CLEAN, UNREAD
from zhamen.cli.naming import plain, plain_text, shown
from zhamen.cli.showing import place_word, show_unread
from zhamen.cli.terminal import Terminal
from zhamen.model.message import Message, Part
from zhamen.model.passage import Passage
from zhamen.model.verdict import Unread
from zhamen.policy.places import page_pair, places_of
from zhamen.reading.reader import Reader, Reading
from zhamen.reading.unwrap import unwrap


class Read:
    """Shows every passage with its place, and every part that was not read."""

    name = "read"
    help = "看一个文件里读到了什么、哪些没读到 / show what is read of a file, and what is not"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add the files."""
        parser.add_argument("file", nargs="+", type=Path, help="文件 / files")
        parser.add_argument("--json", action="store_true", help="JSON 输出 / print JSON")

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Print the passages; status 2 if something could not be read."""
        with Reader(terminal.settings) as reader:
            parts = tuple(Part(shown(file.name or str(file)), path=file) for file in options.file)
            reading = _unwrapped(reader.read(Message("-", parts)))
        if options.json:
            rows = [_row(passage) for passage in reading.passages]
            unread = [each.to_dict() for each in reading.unread]
            whole = {"schema": 1, "passages": rows, "unread": unread}
            terminal.json(whole)
        else:
            _show(reading, terminal)
        return UNREAD if reading.unread else CLEAN


def _unwrapped(reading: Reading) -> Reading:
    """Return the reading with what is wrapped in each passage behind it."""
    passages: list[Passage] = []
    unread = list(reading.unread)
    for outer in reading.passages:
        passages.append(outer)
        for inner in unwrap(outer):
            if isinstance(inner, Unread):
                unread.append(inner)
            else:
                passages.append(inner)
    return Reading(tuple(passages), tuple(unread))


def _row(passage: Passage) -> dict[str, Any]:
    row = {
        "part": passage.part,
        "page": passage.page,
        "place": passage.place or None,
        "medium": str(passage.medium),
        "text": passage.text,
    }
    return {key: value for key, value in row.items() if value is not None}


def _show(reading: Reading, terminal: Terminal) -> None:
    for passage in reading.passages:
        words = [plain(passage.part)]
        if passage.page:
            words.append(terminal.pick(*page_pair(passage.page, passage.place)))
        words += [place_word(place, terminal) for place in places_of(passage.place)]
        size = terminal.pick(f"{len(passage.text)} 字", f"{len(passage.text)} characters")
        terminal.say(terminal.paint(f"── {' · '.join(words)} · {size} ──", "bold"))
        terminal.say(plain_text(passage.text.rstrip("\n")))
    show_unread(reading.unread, terminal, most=len(reading.unread))


VERB = Read()
