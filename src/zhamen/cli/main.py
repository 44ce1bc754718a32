"""`zhamen VERB …`: finds the verb in its tray and runs it; every error becomes one clear line.

Only the file of the verb that is called is imported: a one-line check must not pay for the rest.
"""

import contextlib
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from zhamen import __version__
from zhamen.cli import verbs as tray
from zhamen.cli.exits import FAILED, INTERRUPTED
from zhamen.cli.helping import Parser, repeatable
from zhamen.cli.terminal import Terminal
from zhamen.cli.verb import Verb
from zhamen.errors import PluginError, UsageError, ZhamenError
from zhamen.settings import load_settings

_LANGUAGES = ("zh", "en")
_PURPOSE = (
    "闸门：消息外发前先查一查，指出疑似触犯哪一条“不得”，并给出合规的办法。\n\n"
    "先试试 zhamen demo；查一句话 zhamen check '…'；查文件夹 zhamen scan FOLDER。"
    " / Inspects what is about to leave for a chat, names the must-not it seems to break,\n"
    "and offers the lawful way.\n\n"
    "Begin with zhamen demo; a text: zhamen check '…'; a folder: zhamen scan FOLDER."
)
_NOT_CERTIFIED = (
    "未经国家保密行政管理部门检测；不得用于涉密信息系统；检测结果不作为定密或鉴定依据。"
    " / Not certified; not for classified systems; results are no classification or appraisal."
)
_STATUSES_ZH = "退出状态：0 没有发现，1 拦下，2 有没读到的，3 没有查成。"
_STATUSES_EN = "Exit status: 0 nothing found, 1 stopped, 2 something unread, 3 not inspected."


def verb_names() -> list[str]:
    """Return the names of all verbs in the tray, without importing them."""
    files = (module.name for module in pkgutil.iter_modules(tray.__path__))
    return sorted(name.replace("_", "-") for name in files if not name.startswith("_"))


def load_verb(name: str) -> Verb:
    """Return a verb by its name."""
    module = importlib.import_module(f"{tray.__name__}.{name.replace('-', '_')}")
    verb = getattr(module, "VERB", None)
    if not isinstance(verb, Verb):
        raise PluginError(f"{module.__name__}: no VERB with name, help, arguments and run")
    return verb


def parser(names: Sequence[str], language: str = "zh") -> Parser:
    """Return the parser for the verbs of these names."""
    Parser.language = language
    top = Parser(prog="zhamen", description=_PURPOSE, epilog=_closing())
    top.add_argument("--version", action="version", version=f"zhamen {__version__}",
                     help="显示版本 / show the version")  # fmt: skip
    _add_common(top)
    commands = top.add_subparsers(dest="verb", metavar="VERB", parser_class=Parser)
    for name in names:
        verb = load_verb(name)
        command = commands.add_parser(
            name, help=verb.help, description=verb.help, epilog=_NOT_CERTIFIED
        )
        verb.arguments(command)
        _add_common(command)
        command.set_defaults(run=verb.run)
    return top


def _closing() -> str:
    chinese, english = _NOT_CERTIFIED.split(" / ")
    return f"{_STATUSES_ZH}\n{chinese} / {_STATUSES_EN}\n{english}"


def _add_common(parser: Parser) -> None:
    """Show the options that every verb has; `_taken_out` takes them wherever they stand."""
    parser.add_argument("--lang", choices=_LANGUAGES,
                        help="输出语言（或 ZHAMEN_LANG） / language (or ZHAMEN_LANG)")  # fmt: skip
    parser.add_argument("--settings", type=Path, metavar="FILE",
                        help="设置文件（TOML） / settings file (TOML)")  # fmt: skip


def _taken_out(option: str, arguments: list[str]) -> str | None:
    """Remove an option with its value from the arguments and return the value of the last one."""
    value = None
    at = 0
    while at < len(arguments) and arguments[at] != "--":
        word, equals, behind = arguments[at].partition("=")
        if word != option:
            at += 1
        elif equals:
            value = behind
            del arguments[at]
        elif at + 1 < len(arguments):
            value = arguments[at + 1]
            del arguments[at : at + 2]
        else:
            raise UsageError(f"{option}：后面缺少一个值 / expected a value")
    return value


def _language(asked: str | None, settings: str) -> str:
    language = asked or os.environ.get("ZHAMEN_LANG") or settings
    if language not in _LANGUAGES:
        raise UsageError(
            f"--lang：得到 {language}，应为 zh 或 en / got {language}, expected zh or en"
        )
    return language


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status. Raises ZhamenError."""
    words = list(arguments)
    asked, file = _taken_out("--lang", words), _taken_out("--settings", words)
    settings = load_settings(None if file is None else Path(file))
    language = _language(asked, settings.language)
    known = verb_names()
    called = next((word for word in words if not word.startswith("-")), None)
    if called is not None and called not in known:
        # Only now: it costs every check more than reading its words.
        from difflib import get_close_matches

        near = get_close_matches(called, known, 2) or known
        raise UsageError(
            f"没有这个命令 / no such verb: {repeatable(called)}", advice=" ".join(near)
        )
    options = parser([called] if called else known, language).parse_args(words)
    if called is None:
        parser(known, language).print_help()
        return FAILED
    status: int = options.run(options, Terminal(language=language, settings=settings))
    sys.stdout.flush()
    return status


def run() -> NoReturn:
    """Be the installed command."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that is not UTF-8 may lack ★; a broken character beats a broken answer.
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(_guarded(sys.argv[1:]))


def _guarded(arguments: Sequence[str]) -> int:
    try:
        return main(arguments)
    except ZhamenError as error:
        print(f"错误 / error: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("已中断 / interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        if os.environ.get("ZHAMEN_DEBUG"):
            raise
        # The message of a foreign error may quote what was being read: only its kind is shown,
        # and the system's own words for it.
        number = error.errno if isinstance(error, OSError) else None
        words = f": {os.strerror(number)}" if number else ""
        print(
            f"内部错误 / internal error: {type(error).__name__}{words}\n"
            "  → ZHAMEN_DEBUG=1 显示调用栈 / shows where",
            file=sys.stderr,
        )
    return FAILED
