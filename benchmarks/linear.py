"""Does twice the text take twice the time, for whatever a text is made of?

Every piece that wakes a rule (each detector's examples among them) is repeated to half a megabyte
and to a megabyte; the peer of each is itself at half the length. The worst ratios are printed.
"""

import argparse
import ctypes
import time

import numpy  # noqa: F401 - the folding of a service

from zhamen.inspection.inspector import Inspector, load_detectors
from zhamen.model.message import Message, Part
from zhamen.policy.loader import load_policy

PIECES = [
    "机",
    "密",
    "★",
    "机密★",
    "0",
    "a",
    "%",
    "\\u",
    "&#",
    "-",
    "\n",
    " ",
    "（",
    "=E6",
    "机-密-",
    "QUJD1",
]


MOST_SECONDS = 1.0
"""Time for the rounds of one length; slow ones need no more than two."""


def keep_memory() -> None:
    """Let freed memory be used again: fresh pages would be charged to the longer text only."""
    trim_threshold, mmap_threshold = -1, -3
    library = ctypes.CDLL(None)
    library.mallopt(trim_threshold, 1 << 30)
    library.mallopt(mmap_threshold, 1 << 30)


def pieces() -> list[tuple[str, Part]]:
    """Return (whose it is, one piece) of every detector, and single characters."""
    examples = [
        (detector.name, Part("text", text=each.text + "。", medium=each.medium))
        for detector in load_detectors()
        for each in (*detector.found, *detector.left)
    ]
    return examples + [(repr(piece), Part("text", text=piece)) for piece in PIECES]


def seconds_of(inspector: Inspector, part: Part, length: int, rounds: int) -> float:
    """Return the shortest time that a piece repeated to `length` characters takes."""
    text = (part.text or "") * (length // len(part.text or " "))
    message = Message("-", (Part("text", text=text, medium=part.medium),))
    times: list[float] = []
    while len(times) < rounds and (len(times) < 2 or sum(times) < MOST_SECONDS):
        began = time.perf_counter()
        inspector.inspect(message)
        times.append(time.perf_counter() - began)
    return min(times)


def main() -> None:
    """Print the worst ratios and the slowest megabyte."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--length", type=int, default=1_000_000, help="characters of the longer")
    parser.add_argument("--rounds", type=int, default=5, help="times each; the shortest counts")
    parser.add_argument("--worst", type=int, default=5, help="lines to print")
    options = parser.parse_args()
    keep_memory()
    inspector = Inspector(load_policy())
    results = []
    for name, part in pieces():
        half = seconds_of(inspector, part, options.length // 2, options.rounds)
        whole = seconds_of(inspector, part, options.length, options.rounds)
        results.append((whole / half, whole, name))
    print(f"{len(results)} pieces, {options.length:,} characters against half of them")
    for ratio, whole, name in sorted(results, reverse=True)[: options.worst]:
        print(f"  t(2n)/t(n) {ratio:5.2f}   {whole:6.2f} s   {name}")
    ratio, whole, name = max(results, key=lambda result: result[1])
    print(f"slowest: {whole:.2f} s   {name}")


if __name__ == "__main__":
    main()
