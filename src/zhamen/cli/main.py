"""`zhamen VERB …`: finds the verb in its tray and runs it; every error becomes one clear line.

Only the file of the verb that is called is imported: a one-line check must not pay for the rest.
"""

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from zhamen import __version__
from zhamen.cli import verbs as tray
from zhamen.cli.terminal import Terminal
from zhamen.cli.verb import Verb
from zhamen.errors import PluginError, UsageError, ZhamenError
from zhamen.settings import load_settings

FAILED = 3
"""Exit status: it did not work."""
_INTERRUPTED = 130
_NOT_CERTIFIED = (
    "本软件未经国家保密行政管理部门检测，不得用于涉密信息系统；检测结果不作为定密或鉴定依据。\n"
    "Not certified; not for classified systems; results are no classification or appraisal."
)


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are ours, with our exit status."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, advice=f"{self.prog} --help")


def verb_names() -> list[str]:
    """Return the names of all verbs in the tray, without importing them."""
    return sorted(m.name for m in pkgutil.iter_modules(tray.__path__) if not m.name.startswith("_"))


def load_verb(name: str) -> Verb:
    """Return a verb by its name."""
    module = importlib.import_module(f"{tray.__name__}.{name}")
    verb = getattr(module, "VERB", None)
    if not isinstance(verb, Verb):
        raise PluginError(f"{module.__name__}: no VERB with name, help, arguments and run")
    return verb


def parser(names: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser for the verbs of these names."""
    top = _Parser(
        prog="zhamen",
        description="闸门：消息外发前先查一查，指出触犯哪一条“不得”，并给出合规的办法。"
        " / Inspects what is about to leave for a chat.",
        epilog=_NOT_CERTIFIED,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"zhamen {__version__}")
    common = _common()
    commands = top.add_subparsers(dest="verb", metavar="VERB", parser_class=_Parser)
    for name in names:
        verb = load_verb(name)
        command = commands.add_parser(
            name, help=verb.help, description=verb.help, parents=[common], epilog=_NOT_CERTIFIED,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )  # fmt: skip
        verb.arguments(command)
        command.set_defaults(run=verb.run)
    return top


def _common() -> argparse.ArgumentParser:
    common = _Parser(add_help=False)
    group = common.add_argument_group("通用 / common")
    group.add_argument(
        "--lang", choices=["zh", "en"], default=None, help="输出语言 / language of the output"
    )
    group.add_argument(
        "--settings", type=Path, metavar="FILE", help="设置文件（TOML）/ settings file"
    )
    return common


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status. Raises ZhamenError."""
    known = verb_names()
    called = next((word for word in arguments if not word.startswith("-")), None)
    if called is not None and called not in known:
        raise UsageError(f"没有这个命令 / no such verb: {called}", advice=" ".join(known))
    options = parser([called] if called else known).parse_args(arguments)
    if called is None:
        parser(known).print_help()
        return FAILED
    settings = load_settings(options.settings)
    language = options.lang or os.environ.get("ZHAMEN_LANG") or settings.language
    status: int = options.run(options, Terminal(language=language, settings=settings))
    sys.stdout.flush()
    return status


def run() -> NoReturn:
    """Be the installed command."""
    sys.exit(_guarded(sys.argv[1:]))


def _guarded(arguments: Sequence[str]) -> int:
    try:
        return main(arguments)
    except ZhamenError as error:
        print(f"错误 / error: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("已中断 / interrupted", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        if os.environ.get("ZHAMEN_DEBUG"):
            raise
        # The message of a foreign error may quote what was being read: only its kind is shown.
        print(
            f"内部错误 / internal error: {type(error).__name__}\n"
            "  → ZHAMEN_DEBUG=1 显示调用栈 / shows where",
            file=sys.stderr,
        )
    return FAILED
