"""Fills the docs with real runs: the block below `<!-- run: zhamen … -->` is what it prints."""

import argparse
import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from zhamen.cli import main as command

ROOT = Path(__file__).parents[1]
_SHOWN = re.compile(r"(<!-- run: zhamen (.*?) -->\n```text\n)(.*?)(```)", re.S)


def pages() -> Iterator[Path]:
    """Yield every page of the docs."""
    yield from sorted(ROOT.glob("*.md"))
    yield from sorted((ROOT / "docs").rglob("*.md"))


def refreshed(page: str) -> str:
    """Return the text of a page with all its runs made again."""
    return _SHOWN.sub(lambda shown: f"{shown[1]}{output(shlex.split(shown[2]))}{shown[4]}", page)


def output(words: list[str]) -> str:
    """Return `$ zhamen …` and what the command prints to a pipe 88 columns wide."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        command.main(words)
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    return "\n".join([f"$ zhamen {_quoted(words)}", *lines]) + "\n"


def _quoted(words: list[str]) -> str:
    return " ".join(
        word if re.fullmatch(r"[\w./-]+", word, re.A) else f'"{word}"' for word in words
    )


def main() -> None:
    """Refresh every page."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    for page in pages():
        before = page.read_text("utf-8")
        after = refreshed(before)
        if after != before:
            page.write_text(after, "utf-8")
            print(page.relative_to(ROOT))


if __name__ == "__main__":
    main()
