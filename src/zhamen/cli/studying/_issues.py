"""Which issue is meant: a shipped one by its name, or a TOML file."""

from argparse import ArgumentParser
from pathlib import Path

from zhamen.errors import StudyError, UsageError
from zhamen.study.issue import Issue, from_toml
from zhamen.study.shipped import shipped, shipped_issue

_MOST_BYTES = 1 << 20


def add_issues(parser: ArgumentParser) -> None:
    """Add the issues to an action's arguments."""
    parser.add_argument(
        "issue", nargs="*", metavar="ISSUE",
        help="自带的一期（见 study list）或 TOML 文件；不写为全部自带的 / "
        "a shipped issue's name or a TOML file; none: all that ship",
    )  # fmt: skip


def issues_of(words: list[str]) -> list[Issue]:
    """Return the issues that are named, all that ship where none is."""
    return [issue_of(word) for word in words] or list(shipped())


def issue_of(word: str) -> Issue:
    """Return one issue. Raises StudyError, UsageError."""
    path = Path(word)
    if path.suffix != ".toml":
        return shipped_issue(word)
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise StudyError(f"{path}: 超过 1 MB / larger than 1 MB")
        return from_toml(path.stem, path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise StudyError(f"{path}: 不是 UTF-8 / not UTF-8") from error
