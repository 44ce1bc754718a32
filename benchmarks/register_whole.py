"""How long does a whole verdict on an innocent message take, with everything switched on?

The shipped marks and words, 100,000 words of a unit's own, 300,000 keyed terms and a million
documents; the inspector reads, folds, sieves, asks the register, and judges. Beside it in the same
run: Presidio with 20 and 200 recognisers (which does nothing of the last three), bare memory, and
the same with ten thousand documents. One core. `ZHAMEN_KERNEL=numpy` measures the numpy way.
"""

import argparse
import gc
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import numpy
from _texts import chat_of
from kernel import CLASSES, crowd, floor

from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message
from zhamen.model.terms import Decision
from zhamen.policy.loader import load_policy
from zhamen.register import kernel
from zhamen.register.bundle import Bundle
from zhamen.register.container import Writer
from zhamen.register.keys import BundleKey, MasterKey
from zhamen.register.register import Register

WORDS = 100_000
SMALL = 10_000


def words_of_a_unit(path: Path) -> Path:
    """Write a list of invented words, which the sieve looks for and chat does not hold."""
    dice = random.Random(4)
    words = {"".join(chr(dice.randrange(0x4E00, 0x5800)) for _ in range(dice.randrange(4, 9)))
             for _ in range(WORDS)}  # fmt: skip
    listed = ", ".join(f'"{word}"' for word in sorted(words))
    path.write_text(
        '[[unpublished_matter.rule]]\nname = "unit-words"\nclause = 5\nkind = "draft"\n'
        f'decision = "hold"\nwhy = "示例"\nany = [{listed}]\n'
    )
    return path


def bundle(path: Path, key: BundleKey, master: MasterKey, documents: int) -> Path:
    """Write a gate's bundle of random prints in several classes, and of terms."""
    writer = Writer.create(path, "gate", key, master.signing_key)
    writer.finish({"segments": [crowd(key, documents).write(writer)]})
    writer.close()
    return path


def timed(
    call: Callable[[object], object], items: Sequence[object], rounds: int = 5
) -> numpy.ndarray:
    """Return the microseconds of every call, after a round that does not count."""
    for item in items:
        call(item)
    times = []
    gc.disable()
    for _ in range(rounds):
        for item in items:
            began = time.perf_counter_ns()
            call(item)
            times.append(time.perf_counter_ns() - began)
    gc.enable()
    return numpy.array(times) / 1000


def show(name: str, times: numpy.ndarray, ours: float = 0.0) -> float:
    """Print a line and return the median."""
    middle = median(times)
    ratio = f"{middle / ours:8.1f} ×" if ours else ""
    print(
        f"  {name:44}{middle:9.2f}{numpy.percentile(times, 90):9.1f}"
        f"{numpy.percentile(times, 99):9.1f}{ratio}",
        flush=True,
    )
    return middle


class Desk:
    """An inspector with a register of so many documents."""

    def __init__(
        self, folder: Path, documents: int, phrases: Sequence[Path], huge_pages: bool
    ) -> None:
        master = MasterKey.new()
        self.key = master.bundle_key("whole", 1)
        self.path = bundle(folder / f"{documents}.zmr", self.key, master, documents)
        self.register = Register([(self.path, lambda: self.key)], huge_pages=huge_pages)
        self.register.warm()
        self.inspector = Inspector(load_policy(phrases), register=self.register)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where the bundles are written (1 GB)")
    parser.add_argument("--peers", action="store_true", help="Presidio too, which must be there")
    parser.add_argument("--huge-pages", action="store_true", help="as register.huge_pages")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        began = time.perf_counter()
        phrases = [words_of_a_unit(folder / "words.toml")]
        small = Desk(folder, SMALL, phrases, options.huge_pages)
        print(f"  words read and compiled in {time.perf_counter() - began:.0f} s")
        large = Desk(folder, options.documents, phrases, options.huge_pages)
        bare = Inspector(load_policy())
        print(f"kernel: {kernel.NAME}; {CLASSES} classes of documents")
        print(f"  {'µs a message':44}{'median':>9}{'p90':>9}{'p99':>9}   beside ours")
        peers = _peers() if options.peers else {}
        for length in (200, 21):
            compare(length, small, large, bare, peers)
        if kernel.compiled:
            opened = Bundle(large.path, large.key)
            opened.warm()
            for lines in (170, 113):
                show(f"floor: {lines} random lines of its table", floor(opened, lines))


def _peers() -> dict[str, Callable[[str], object]]:
    from against_presidio import presidio

    return {f"Presidio, {count} recognisers": presidio(count) for count in (20, 200)}


def compare(
    length: int,
    small: Desk,
    large: Desk,
    bare: Inspector,
    peers: dict[str, Callable[[str], object]],
) -> None:
    """Print what messages of a length cost."""
    texts = [
        text
        for text in chat_of(length)
        if large.inspector.inspect(Message.of_text(text)).decision is Decision.PASS
    ]
    messages = [Message.of_text(text) for text in texts]
    ours = show(f"{length} letters: everything", timed(large.inspector.inspect, messages))
    show(f"{length} letters: {SMALL:,} documents", timed(small.inspector.inspect, messages), ours)
    show(f"{length} letters: without words and register", timed(bare.inspect, messages), ours)
    for name, call in peers.items():
        show(f"{length} letters: {name}", timed(call, texts[:200], 2), ours)


if __name__ == "__main__":
    main()
