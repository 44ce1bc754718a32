"""Innocent texts that nobody wrote for us: how many are stopped."""

import json
from collections import Counter
from pathlib import Path

import pytest

from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message

# file → most blocks, most holds and blocks together, both as shares
LIMITS = {
    "chat": (0.0, 2 / 10_000),
    "about_secrecy": (0.002, 0.02),
    "general": (0.0, 0.005),
    "official": (0.0, 0.05),
}


@pytest.mark.parametrize("name", LIMITS)
def test_innocent_texts_pass(name: str, shared: Path, inspector: Inspector) -> None:
    """Of each kind no more than its limit is held or blocked."""
    lines = (shared / "data" / f"{name}.jsonl").read_text("utf-8").splitlines()
    decisions = Counter(
        inspector.inspect(Message.of_text(json.loads(line)["text"])).decision for line in lines
    )
    most_blocks, most_stops = LIMITS[name]
    stops = decisions["block"] + decisions["hold"]

    assert decisions["block"] <= most_blocks * len(lines)
    assert stops <= most_stops * len(lines)
