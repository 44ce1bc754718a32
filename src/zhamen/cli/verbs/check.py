"""`zhamen check`: one message, or a stream of them, and the verdict."""

import json
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

from zhamen.cli.exits import status_of, worst
from zhamen.cli.messages import message_of, typed
from zhamen.cli.showing import show
from zhamen.cli.terminal import Terminal
from zhamen.errors import UsageError
from zhamen.gatehouse.house import Gatehouse
from zhamen.model.terms import Channel, Decision, Medium
from zhamen.model.verdict import Unread, Verdict


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
            "--channel", choices=[*Channel], default=Channel.INTERNET,
            help="渠道：互联网或内部平台 / where it is about to go (default: internet)",
        )  # fmt: skip
        parser.add_argument(
            "--medium", choices=[*Medium], default=Medium.TYPED,
            help="文字的来历，如 ocr、speech / how the text came about",
        )  # fmt: skip
        parser.add_argument(
            "--phrases", type=Path, action="append", default=[], metavar="FILE",
            help="本单位的词表（TOML）/ phrase lists of your own",
        )  # fmt: skip
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
        with Gatehouse.open(settings, explain=options.explain) as house:
            if options.jsonl:
                return _stream(house, options, terminal)
            return _once(house, options, terminal)


def _once(house: Gatehouse, options: Namespace, terminal: Terminal) -> int:
    texts = [_from_stdin() if text == "-" else text for text in options.text]
    if not texts and not options.attach:
        raise UsageError("没有要检查的内容 / nothing to inspect",
                         advice='zhamen check "文字" --attach 文件')  # fmt: skip
    message = typed(texts, options.attach, Channel(options.channel), Medium(options.medium))
    verdict = house.pass_through(message)
    if options.json:
        terminal.say(json.dumps(verdict.to_dict(), ensure_ascii=False, indent=1))
    else:
        show(verdict, terminal)
    return status_of(verdict)


def _from_stdin() -> str:
    """Return standard input as text, whatever its encoding. Raises ReadError for binary data."""
    from zhamen.reading.decode import decode

    return "\n".join(decode(sys.stdin.buffer.read()))


def _stream(house: Gatehouse, options: Namespace, terminal: Terminal) -> int:
    """Answer every line in order; a bad line gets a verdict of its own and stops nothing."""
    import numpy  # noqa: F401 - long streams want the fast folding

    channel = Channel(options.channel)
    statuses = set()
    for number, line in enumerate(_lines(), 1):
        try:
            verdict = house.pass_through(message_of(line, number, channel))
        except UsageError as error:
            terminal.note(str(error))
            verdict = _unread_line(number)
        statuses.add(status_of(verdict))
        terminal.out.write(json.dumps(verdict.to_dict(), ensure_ascii=False) + "\n")
        if terminal.out.isatty():
            terminal.out.flush()
    terminal.out.flush()
    return worst(statuses)


def _lines() -> "list[str]":
    lines = (raw.decode("utf-8", "surrogateescape") for raw in sys.stdin.buffer)
    return (line for line in lines if line.strip())  # type: ignore[return-value]


def _unread_line(number: int) -> Verdict:
    return Verdict(f"line {number}", Decision.HOLD, unread=(Unread(f"line {number}", "bad_line"),))


VERB = Check()
