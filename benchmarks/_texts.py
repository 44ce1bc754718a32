"""Texts that the benchmarks share: the data beside the checkout, or our own corpus without it."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
STRINGS = ROOT / "tests" / "corpus" / "strings"


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a data file; an empty list in a public clone."""
    path = DATA / f"{name}.jsonl"
    return [json.loads(line) for line in path.open(encoding="utf-8")] if path.exists() else []


def corpus() -> Iterator[tuple[str, list[str]]]:
    """Yield the file and [decision, clause, medium, text] of every invented string."""
    for path in sorted(STRINGS.glob("clause*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                yield path.stem, line.replace("⏎", "\n").split("\t")


def chat_of(length: int, most: int = 1000) -> list[str]:
    """Return innocent chat joined and cut to messages of one length."""
    texts = [row["text"] for row in rows("chat")]
    texts = texts or [text for _, (decision, _, _, text) in corpus() if decision == "pass"] * 20
    joined = "".join(texts)
    return [joined[at : at + length] for at in range(0, len(joined) - length, length)][:most]


def official() -> list[dict[str, str]]:
    """Return official documents (id, title, number, text); ends the run where there are none."""
    return rows("official") or sys.exit(
        "needs ../shared/data/official.jsonl: a public clone has none"
    )
