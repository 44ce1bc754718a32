"""`zhamen check`: one message, or a stream of them, and the verdict."""

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

from zhamen.cli.exits import status_of
from zhamen.cli.messages import piped, typed
from zhamen.cli.recognising import add_register, with_register
from zhamen.cli.showing import show
from zhamen.cli.terminal import Terminal
from zhamen.errors import UsageError
from zhamen.gatehouse.house import Gatehouse
from zhamen.model.message import Part
from zhamen.model.terms import Channel, Medium


class Check:
    """Inspects texts and files as one message."""

    name = "check"
    help = "发前一查：检查文字和附件 / inspect texts and attachments before they are sent"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add what can be inspected, and how the answer should look."""
        parser.add_argument("text", nargs="*", help="文字；“-”读标准输入 / texts; - reads stdin")
        parser.add_argument(
            "--attach", type=Path, action="append", default=[], metavar="FILE",
            help="附件，可多次给出 / a file, may be repeated",
        )  # fmt: skip
        parser.add_argument(
            "--channel", choices=[str(each) for each in Channel], default="internet",
            help="渠道：互联网（默认）或内部平台 / where it is about to go (default: internet)",
        )  # fmt: skip
        parser.add_argument(
            "--medium", choices=[str(each) for each in Medium], default="typed",
            help="文字的来历，如 ocr、speech / how the text came about",
        )  # fmt: skip
        parser.add_argument(
            "--phrases", type=Path, action="append", default=[], metavar="FILE",
            help="本单位的词表（TOML） / phrase lists of your own",
        )  # fmt: skip
        add_register(parser)
        parser.add_argument("--explain", action="store_true",
                            help="列出接近命中的规则 / report near misses too")  # fmt: skip
        parser.add_argument("--json", action="store_true", help="JSON 输出 / print JSON")
        parser.add_argument("--jsonl", action="store_true",
                            help="标准输入每行一条消息，逐行输出裁决 / one message a line in, "
                                 "one verdict a line out")  # fmt: skip

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Inspect and print; the exit status follows the contract."""
        settings = terminal.settings
        own = replace(settings.policy, phrases=(*settings.policy.phrases, *options.phrases))
        settings = replace(settings, policy=own, language=terminal.language)
        settings = with_register(settings, options)
        with Gatehouse.open(settings, explain=options.explain) as house:
            if options.jsonl:
                return _stream(house, options, terminal)
            return _once(house, options, terminal)


def _once(house: Gatehouse, options: Namespace, terminal: Terminal) -> int:
    if not options.text and not options.attach:
        raise UsageError(
            terminal.pick("没有要检查的内容", "nothing to inspect"),
            advice='zhamen check "…" --attach FILE',
        )
    medium = Medium(options.medium)
    texts = [text for text in options.text if text != "-"]
    message = typed(texts, options.attach, Channel(options.channel), medium)
    if "-" in options.text:
        most = terminal.settings.limits.input_bytes
        data = sys.stdin.buffer.read(most + 1)
        # Of what is too long the rest was never read: no text, so that it is called unread.
        part = piped(data, medium) if len(data) <= most else Part("stdin", data=data)
        message = replace(message, parts=(part, *message.parts))
    verdict = house.pass_through(message)
    if options.json:
        terminal.json(verdict.to_dict())
    else:
        show(verdict, terminal)
    return status_of(verdict)


def _stream(house: Gatehouse, options: Namespace, terminal: Terminal) -> int:
    from zhamen.cli.streaming import Stream

    if options.text or options.attach:
        raise UsageError(
            terminal.pick("--jsonl 只读标准输入", "--jsonl reads standard input only"),
            advice="zhamen check --jsonl < messages.jsonl",
        )
    most = terminal.settings.limits.input_bytes
    stream = Stream(house, Channel(options.channel), terminal.note, most)
    return stream.answer(sys.stdin.fileno(), sys.stdout.buffer)


VERB = Check()
