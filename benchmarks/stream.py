"""How many messages a second go through `zhamen check --jsonl`, end to end?

The messages are innocent chat, one process, its start included. The peer is Python reading and
writing the same JSON lines and doing nothing else, in a process of its own.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _texts import ROOT, chat_of, rows

_PEER = """
import json, sys
for line in sys.stdin.buffer:
    row = json.loads(line)
    print(json.dumps({"id": row["id"], "decision": "pass"}))
"""


def write_messages(path: Path, count: int) -> int:
    """Write so many messages of real lengths, and return how many characters they have."""
    texts = [row["text"] for row in rows("chat")] or chat_of(21)
    size = 0
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            text = texts[number % len(texts)]
            size += len(text)
            file.write(json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n")
    return size


def seconds_of(command: list[str], messages: Path, answers: Path) -> float:
    """Run a command over the messages and return its wall-clock time."""
    began = time.perf_counter()
    with messages.open("rb") as source, answers.open("wb") as target:
        subprocess.run(command, stdin=source, stdout=target, cwd=ROOT, check=False)
    return time.perf_counter() - began


def main() -> None:
    """Print messages a second, and the ratio to the peer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=200_000, help="how many")
    count = parser.parse_args().messages
    ours = [sys.executable, "-m", "zhamen", "check", "--jsonl"]
    with tempfile.TemporaryDirectory() as folder:
        messages, answers = Path(folder, "in.jsonl"), Path(folder, "out.jsonl")
        size = write_messages(messages, count)
        taken = seconds_of(ours, messages, answers)
        with answers.open("rb") as lines:
            answered = sum(1 for _ in lines)
        peer = seconds_of([sys.executable, "-c", _PEER], messages, answers)
    print(f"{count:,} messages of {size / count:.0f} characters, {answered:,} answers")
    print(f"zhamen check --jsonl   {count / taken:>10,.0f} messages/s")
    print(f"JSON in, JSON out      {count / peer:>10,.0f} messages/s   ratio {taken / peer:.1f}")


if __name__ == "__main__":
    main()
