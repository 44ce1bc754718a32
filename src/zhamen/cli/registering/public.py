"""`zhamen register public`: a filter of public texts: their sentences are not registered."""

import os
from argparse import ArgumentParser, Namespace
from contextlib import closing
from pathlib import Path

from zhamen.cli.exits import CLEAN, INTERRUPTED, UNREAD
from zhamen.cli.naming import plain
from zhamen.cli.scanning.progress import Progress
from zhamen.cli.scanning.stopping import interruptible
from zhamen.cli.scanning.walk import Found, walk
from zhamen.cli.showing import show_unread
from zhamen.cli.terminal import Terminal
from zhamen.errors import UsageError
from zhamen.model.message import Message, Part
from zhamen.model.terms import Medium
from zhamen.model.verdict import Unread
from zhamen.reading.reader import Reader
from zhamen.register.public import PublicBuilder


class PublicTexts:
    """Reads a folder of laws, news and published papers and writes the filter."""

    name = "public"
    help = "用公开文本制作过滤库 / make a filter of public texts"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add the texts and where the filter goes."""
        parser.add_argument("docs", nargs="+", type=Path, metavar="DOCS",
                            help="公开文本的文件、文件夹 / public texts")  # fmt: skip
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE",
                            help="过滤库写到哪里 / the filter")  # fmt: skip

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Read everything; a file that cannot be read is named and left out."""
        if missing := [str(path) for path in options.docs if not os.path.lexists(path)]:
            raise UsageError(
                terminal.pick(f"不存在：{missing[0]}", f"{missing[0]}: does not exist")
            )
        builder, unread = PublicBuilder(), []
        with (
            interruptible(lambda: None) as stop,
            closing(Progress(options.docs, terminal)) as progress,
            Reader(terminal.settings) as reader,
        ):
            for step in walk(options.docs):
                if stop.asked:
                    return INTERRUPTED
                if isinstance(step, Unread):
                    unread.append(step)
                elif isinstance(step, Found):
                    unread += _taken_in(step.path, reader, builder)
                    progress.step()
        about = builder.write(options.output)
        terminal.say(terminal.pick(
            f"{about['texts']:,} 篇公开文本，{about['letters']:,} 字，"
            f"{about['windows']:,} 个片段。",
            f"{about['texts']:,} public texts, {about['letters']:,} letters, "
            f"{about['windows']:,} windows.",
        ))  # fmt: skip
        show_unread(tuple(unread), terminal)
        return UNREAD if unread else CLEAN


def _taken_in(path: str, reader: Reader, builder: PublicBuilder) -> list[Unread]:
    """Add the text of a file to the filter, and return what of it could not be read."""
    reading = reader.read(Message("-", (Part(plain(Path(path).name), path=Path(path)),)))
    builder.add("\n".join(p.text for p in reading.passages if p.medium is not Medium.NAME))
    return [Unread(plain(path), each.reason) for each in reading.unread]


ACTION = PublicTexts()
