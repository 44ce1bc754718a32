"""Help and complaints of the argument parser, in the person's language.

Every text for people is written `中文 / English`; the parser shows the half that is wanted.
"""

import argparse
import re
from collections.abc import Iterable
from typing import Any, NoReturn

from zhamen.cli.terminal import wrapped
from zhamen.errors import UsageError

_WIDTH = 88
_COMPLAINTS = (
    (r"the following arguments are required: (.+)", r"缺少参数：\1"),
    (r"unrecognized arguments: (.+)", r"不认识的参数：\1"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", r"\1：得到 \2，应为 \3 之一"),
    (r"argument (.+?): expected one argument", r"\1：后面缺少一个值"),
    (r"argument (.+?): expected at least one argument", r"\1：后面至少要有一个值"),
    (r"argument (.+?): invalid (\w+) value: (.+)", r"\1：得到 \3，应为 \2"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 不能与 \2 同用"),
    (r"ambiguous option: (.+?) could match (.+)", r"\1 不明确，可能是 \2"),
)
_UNKNOWN = "unrecognized arguments: "


def picked(text: str, language: str) -> str:
    """Return the half of `中文 / English` that is wanted; a text without halves is whole."""
    chinese, _, english = text.partition("/ ")
    return english if english and language == "en" else chinese.rstrip()


def complaint(message: str, language: str) -> str:
    """Return a complaint of argparse in the person's language."""
    if language != "en":
        for pattern, words in _COMPLAINTS:
            if re.fullmatch(pattern, message):
                return re.sub(pattern, words, message)
    return message


def repeatable(word: str) -> str:
    """Return a word of the command line as a complaint may repeat it: texts are left out."""
    return word if re.fullmatch(r"-{0,2}[a-z][a-z-]{0,20}", word) else "…"


class Help(argparse.RawDescriptionHelpFormatter):
    """A formatter that knows how wide Chinese is."""

    def __init__(self, prog: str, indent_increment: int = 2, max_help_position: int = 26) -> None:
        super().__init__(prog, indent_increment, max_help_position, width=_WIDTH)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return list(wrapped(text, width))


class Parser(argparse.ArgumentParser):
    """A parser whose help and errors are ours, with our exit status."""

    language = "zh"
    """Set once, before any parser is made."""

    def __init__(self, **options: Any) -> None:
        for name in ("description", "epilog"):
            if options.get(name):
                options[name] = picked(options[name], self.language)
        options.setdefault("formatter_class", Help)
        # `--setting` for `--settings` would be taken here and yet not be in force.
        options.setdefault("allow_abbrev", False)
        wanted = options.pop("add_help", True)
        super().__init__(add_help=False, **options)
        self._positionals.title = picked("参数 / arguments", self.language)
        self._optionals.title = picked("选项 / options", self.language)
        if wanted:
            self.add_argument("-h", "--help", action="help", help="显示帮助 / show this help")

    def error(self, message: str) -> NoReturn:
        """Raise UsageError."""
        if message.startswith(_UNKNOWN):
            words = message.removeprefix(_UNKNOWN).split()
            message = _UNKNOWN + " ".join(dict.fromkeys(map(repeatable, words)))
        raise UsageError(complaint(message, self.language), advice=f"{self.prog} --help")

    def format_usage(self) -> str:
        """Return the line of usage."""
        return self._localised(super().format_usage())

    def format_help(self) -> str:
        """Return the whole help, halves picked."""
        for action in self._every_action(self._actions):
            if action.help:
                action.help = picked(action.help, self.language)
        return self._localised(super().format_help())

    def _every_action(self, actions: Iterable[argparse.Action]) -> Iterable[argparse.Action]:
        for action in actions:
            yield action
            yield from getattr(action, "_choices_actions", ())

    def _localised(self, text: str) -> str:
        return re.sub(r"^usage: ", picked("用法： / usage: ", self.language), text)
