"""Killed, cut off, altered: does a bundle ever answer wrongly?

    python benchmarks/register_crash.py

- kill -9 at 200 random moments of add, remove and merge: it opens, as old or new, and fast;
- cut off at every 4 KiB, and 10,000 random bytes changed: an error, or the same verdicts.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from _texts import official

from zhamen.errors import RegisterError
from zhamen.reading.normal import fold
from zhamen.register.batch import Batch
from zhamen.register.bundle import Bundle
from zhamen.register.document import Document
from zhamen.register.enrol import Enroller, Original
from zhamen.register.keys import MasterKey, save_key
from zhamen.register.registry import Registry

KILLS, FLIPS, STAYING, QUERIES = 200, 10_000, 60, 24
CHANGE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from register_crash import batch_of
from zhamen.register.keys import load_key
from zhamen.register.registry import Registry
registry = Registry(Path(sys.argv[2]), load_key(Path(sys.argv[3])))
print("ready", flush=True)
while True:
    registry.add(batch_of(registry, range(100, 103)))
    registry.remove(["101"])
    registry.merge()
    registry.remove(["100", "102"])
"""


def batch_of(registry: Registry, numbers: range) -> Batch:
    """Return the batch of some official documents, by their place in the list."""
    enroller, texts = Enroller(registry.key), official()
    originals = [Original(Document(str(n)), _text(n, texts[n]["text"])) for n in numbers]
    return Batch.joined([enroller.enrol(original) for original in originals])


def _text(number: int, text: str) -> str:
    """Return the text; of those that come and go with its letters shuffled.

    So they share no sentence with those that stay, whose verdicts must not change by them.
    """
    return text if number < STAYING else "".join(random.Random(number).sample(text, len(text)))


def queries() -> list[str]:
    """Return lines of the documents that stay, and of none."""
    chosen, texts = random.Random(3), official()
    lines = []
    for number in range(QUERIES):
        text = texts[number % STAYING if number % 4 else 110 + number]["text"]
        at = chosen.randrange(len(text) - 40)
        lines.append(text[at : at + 40])
    return lines


def answers(path: Path, key: MasterKey, lines: list[str]) -> list[list[tuple[str, int]]]:
    """Return which of the documents that stay each line is found in."""
    bundle = Bundle(path, key)
    try:
        found = [bundle.match(fold(line)) for line in lines]
    finally:
        bundle.close()
    return [
        [(m.document.id, m.letters) for m in ms if int(m.document.id) < STAYING] for ms in found
    ]


def killed(path: Path, key: MasterKey, keyfile: Path, lines: list[str]) -> None:
    """Kill a writer again and again, and open what it left."""
    expected, chosen = answers(path, key, lines), random.Random(5)
    slowest, wrong = 0.0, 0
    for _ in range(KILLS):
        writer = subprocess.Popen(
            [sys.executable, "-c", CHANGE, str(Path(__file__).parent), str(path), str(keyfile)],
            stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
        assert writer.stdout is not None and writer.stdout.readline() == b"ready\n"
        time.sleep(chosen.uniform(0, 0.6))
        writer.kill()
        writer.communicate()
        began = time.perf_counter()
        wrong += answers(path, key, lines) != expected
        Registry(path, key).close()
        slowest = max(slowest, time.perf_counter() - began)
        wrong += answers(path, key, lines) != expected
    print(
        f"kill -9, {KILLS} times: {wrong} wrong answers; opened and mended in {slowest:.2f} s at most"
    )


def cut_off(path: Path, key: MasterKey, lines: list[str]) -> None:
    """Cut the file off at every page."""
    whole, expected, said = path.read_bytes(), answers(path, key, lines), Counter[str]()
    copy = path.with_name("cut.zmr")
    for size in range(0, len(whole), 4096):
        copy.write_bytes(whole[:size])
        said[answered(copy, key, lines, expected)] += 1
    print(f"cut off at every 4 KiB: {dict(said)}")


def altered(path: Path, key: MasterKey, lines: list[str]) -> None:
    """Change one byte at a time."""
    expected, said, chosen = answers(path, key, lines), Counter[str](), random.Random(7)
    size = path.stat().st_size
    with open(path, "r+b", 0) as file:
        for _ in range(FLIPS):
            at = chosen.randrange(size)
            old = os.pread(file.fileno(), 1, at)
            os.pwrite(file.fileno(), bytes([old[0] ^ chosen.randrange(1, 256)]), at)
            said[answered(path, key, lines, expected)] += 1
            os.pwrite(file.fileno(), old, at)
    print(f"{FLIPS:,} bytes changed, one at a time: {dict(said)}")


def answered(path: Path, key: MasterKey, lines: list[str], expected: object) -> str:
    """Return what became of a damaged file."""
    try:
        return "same verdicts" if answers(path, key, lines) == expected else "WRONG"
    except RegisterError:
        return "error"


def main() -> None:
    """Run all three."""
    lines, key = queries(), MasterKey.new()
    with tempfile.TemporaryDirectory() as folder:
        path, keyfile = Path(folder) / "r.zmr", Path(folder) / "k"
        save_key(key, keyfile)
        with Registry.create(path, key) as registry:
            registry.add(batch_of(registry, range(STAYING)))
        cut_off(path, key, lines)
        altered(path, key, lines)
        killed(path, key, keyfile, lines)


if __name__ == "__main__":
    main()
