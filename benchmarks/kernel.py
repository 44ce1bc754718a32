"""What does the compiled kernel save on a message, and how far is it from what memory allows?

Against a bundle of a million documents' worth of prints (random ones: for latency the same) and
300,000 keyed terms, beside a hundred real documents; every text is matched by numpy and by the
kernel in one run, on one core. The floor is the same number of random cache lines of the same
table, asked for ahead of time and compared with nothing around it.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import numpy
from _texts import chat_of, rows

from zhamen.model.passage import Folded
from zhamen.model.terms import Kind, Level
from zhamen.reading import normal
from zhamen.reading.normal import fold
from zhamen.register import bodies, kernel, segment, table, wording
from zhamen.register import bundle as bundles
from zhamen.register.batch import TERM, Batch
from zhamen.register.container import Writer
from zhamen.register.document import Document, Status
from zhamen.register.enrol import Enroller, Original
from zhamen.register.keys import BundleKey, MasterKey
from zhamen.register.prints import PREFIX, Domain, Printer

Text = TypeVar("Text")
PRINTS_A_DOCUMENT = 374
CLASSES = 9
"""Kind and level: as many as a registry that holds everything has."""
TERMS, TITLES = 200_000, 6_500
"""Of a title there are as many terms as it has letters, and one: 300,000 together."""
REAL = 100


def crowd(key: BundleKey, documents: int) -> segment.Built:
    """Return a gate's segment of random prints and of invented names and titles."""
    chosen = numpy.random.default_rng(1)
    began = time.perf_counter()
    prints = chosen.integers(1, 2**64, documents * PRINTS_A_DOCUMENT, dtype=numpy.uint64)
    made = time.perf_counter()
    rows = table.home_rows(len(prints))
    prints = table.of_class(prints, numpy.arange(len(prints)) % CLASSES)
    tags = table.build(prints, None, rows).tags
    built = time.perf_counter()
    print(f"{len(prints):,} prints: drawn in {made - began:.1f} s, table in {built - made:.1f} s"
          f" ({documents / (built - made):,.0f} documents/s)")  # fmt: skip
    about: dict[str, Any] = {
        "documents": documents, "letters": documents * 1500, "strides": [[4]] * CLASSES,
        "classes": [[Kind.STATE, Level.SECRET, (1, 3), Status.ACTIVE]] * CLASSES,
        "prints": {"rows": rows, "stored": len(prints)},
    }  # fmt: skip
    crowd = segment.Built({"tags": tags.reshape(-1)}, about)
    about["terms"] = segment._add_terms(crowd, Printer(key), names(key))
    return crowd


def names(key: BundleKey) -> numpy.ndarray:
    """Return keyed terms of 3 to 12 letters, and titles with each letter in turn left open."""
    printer, chosen = Printer(key), numpy.random.default_rng(2)
    parts = []
    for length, count, wild in (
        *((length, TERMS // 10, False) for length in range(3, 13)),
        *((length, TITLES // 18, True) for length in range(7, 25)),
    ):
        units = chosen.integers(0x4E00, 0x5800, (count, length), dtype=numpy.uint16)
        units = numpy.concatenate((units, wording.opened(units))) if wild else units
        parts.append(numpy.zeros(len(units), TERM))
        parts[-1]["print"] = printer.chained(units)
        parts[-1]["head"] = first_three(printer, units)
        parts[-1]["length"] = length
        if wild:
            parts[-1]["second"][:count] = first_three(printer, units[:count, PREFIX:])
            parts[-1]["wild"][count:] = numpy.arange(count * length) % length + 1
    return numpy.concatenate(parts)


def first_three(printer: Printer, units: numpy.ndarray) -> numpy.ndarray:
    """Return the print of the first three letters of each row."""
    blocks = numpy.zeros((len(units), 8), numpy.uint16)
    blocks[:, :PREFIX], blocks[:, -1] = units[:, :PREFIX], Domain.PREFIX.unit
    return printer.first(blocks)


def write(path: Path, key: BundleKey, master: MasterKey, documents: int, real: list[str]) -> None:
    """Write the bundle: the crowd, and a registry's segment of some real documents."""
    enroller = Enroller(key, terms=False)
    batch = Batch.joined(
        [enroller.enrol(Original(Document(f"D-{n}"), text)) for n, text in enumerate(real)]
    )
    writer = Writer.create(path, "registry", key, master.signing_key)
    built = [segment.build(batch, key), crowd(key, documents)]
    writer.finish({"segments": [each.write(writer) for each in built]})
    writer.close()


def timed(call: Callable[[Text], object], texts: Sequence[Text], rounds: int) -> numpy.ndarray:
    """Return the microseconds of every call."""
    times = []
    for text in texts:
        call(text)
    for _ in range(rounds):
        for text in texts:
            began = time.perf_counter_ns()
            call(text)
            times.append(time.perf_counter_ns() - began)
    return numpy.array(times) / 1000


class Numpy:
    """A bundle opened without the kernel, in the same process."""

    def __init__(self, path: Path, key: BundleKey) -> None:
        self._compiled = kernel.compiled
        with self:
            self.bundle = bundles.Bundle(path, key)

    def __enter__(self) -> "Numpy":
        kernel.compiled = None
        return self

    def __exit__(self, *_: object) -> None:
        kernel.compiled = self._compiled

    def match(self, text: Folded) -> object:
        """Match by numpy alone."""
        return self.bundle.match(text)


def floor(bundle: bundles.Bundle, lines: int, rounds: int = 2000) -> numpy.ndarray:
    """Return the microseconds of that many more random lines of the large table."""
    large = bundle.segments[-1]
    tags, home = large.tables()["tags"].array, large.about["prints"]["rows"]
    which, lanes = numpy.empty(4096, numpy.intp), numpy.empty(4096, numpy.intp)
    chosen = numpy.random.default_rng(3)

    def seconds(count: int) -> int:
        prints = chosen.integers(0, 2**64, count, dtype=numpy.uint64)
        began = time.perf_counter_ns()
        kernel.compiled.probe(tags, home, CLASSES, None, prints, which, lanes)
        return time.perf_counter_ns() - began

    # By the difference: what a call costs is no part of it.
    few, many = ([seconds(count) for _ in range(rounds)] for count in (lines, 11 * lines))
    return (numpy.array(many) - median(few)) / 10_000


def line(name: str, slow: numpy.ndarray, fast: numpy.ndarray) -> None:
    """Print one row of the table."""
    print(f"{name:34} {median(slow):9.1f} {numpy.percentile(slow, 99):8.1f}"
          f" {median(fast):9.2f} {numpy.percentile(fast, 99):8.1f}"
          f" {median(slow) / median(fast):6.1f}×")  # fmt: skip


def pages(real: Iterable[str]) -> tuple[list[Folded], list[Folded]]:
    """Return pages of 2,000 characters of innocent chat, and ones that quote a document."""
    innocent = chat_of(2000, 50)
    quoting = [
        page[:1200] + text[:600] + page[1400:1600]
        for page, text in zip(innocent, real, strict=False)
    ]
    return list(map(fold, innocent)), list(map(fold, quoting))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000_000, help="in the large segment")
    parser.add_argument("--folder", type=Path, help="where the bundle is written (1 GB a million)")
    options = parser.parse_args()
    if kernel.compiled is None:
        print(f"kernel: {kernel.NAME}; nothing to compare")
        return
    real = [row["text"] for row in rows("official") if len(row["text"]) > 1000][:REAL]
    if not real:
        print("no ../shared/data: the texts are invented ones")
        real = ["".join(random.Random(n).choices("示例文件编造", k=1500)) for n in range(REAL)]
    master = MasterKey.new()
    key = master.bundle_key("bench", 1)
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        path = Path(folder, "bench.zmr")
        write(path, key, master, options.documents, real)
        compare(path, key, real)
    enrolment(key, real)
    end_to_end(key, real, options.documents)


def compare(path: Path, key: BundleKey, real: list[str]) -> None:
    """Match every kind of text both ways."""
    compiled = bundles.Bundle(path, key)
    compiled.warm()
    slow = Numpy(path, key)
    slow.bundle.warm()
    innocent, quoting = pages(real)
    print(f"kernel: {kernel.NAME}; {compiled.figures()}")
    print(f"{'µs a text':34} {'numpy':>9} {'p99':>8} {'kernel':>9} {'p99':>8} {'ratio':>7}")
    for name, texts, rounds in (
        ("message of 200 characters", list(map(fold, chat_of(200))), 3),
        ("message of 21 characters", list(map(fold, chat_of(21, 2000))), 3),
        ("page of 2,000, nothing in it", innocent, 20),
        ("page of 2,000, a quotation in it", quoting, 10),
    ):
        assert all(slow.match(t) == compiled.match(t) for t in texts), name
        fast = timed(compiled.match, texts, rounds)
        with slow:
            line(name, timed(slow.match, texts, rounds), fast)
    for lines in (170, 18):
        taken = floor(compiled, lines)
        print(f"{f'floor: {lines} random lines':53}"
              f"{median(taken):9.2f} {numpy.percentile(taken, 99):8.1f}")  # fmt: skip
    slow.bundle.close()
    compiled.close()
    for length in (200, 21):
        typed = chat_of(length)
        times = [timed(way, typed, 3) for way in (normal.fold_by_numpy, normal.fold)]
        line(f"folding {length} characters", *times)


def enrolment(key: BundleKey, real: list[str], documents: int = 4000) -> None:
    """Print how many documents of 1,500 characters a second become stage-1 prints."""
    joined = "".join(real)
    texts = [joined[at : at + 1500] for at in range(0, len(joined) - 1500, 1500)]
    texts = (texts * (documents // len(texts) + 1))[:documents]
    for name, fold_, printer in (
        ("numpy", normal.fold_by_numpy, Printer(key, compiled=False)),
        ("kernel", normal.fold, Printer(key)),
    ):
        began = time.perf_counter()
        folded = [fold_(text).text for text in texts]
        middle = time.perf_counter()
        bodies.bodies(printer, folded, [4] * documents)
        ended = time.perf_counter()
        print(f"enrolled, {name:6} {documents / (ended - began):9,.0f} documents/s"
              f" (folding {(middle - began) / documents * 1e6:.1f} µs each,"
              f" bodies {(ended - middle) / documents * 1e6:.1f} µs)")  # fmt: skip


def end_to_end(key: BundleKey, real: list[str], documents: int, at_once: int = 4000) -> None:
    """Print how many documents a second go from text in memory to a gate's table, compiled.

    A few thousand texts stand for all: each time round their prints are made other ones.
    """
    printer, dice = Printer(key), numpy.random.default_rng(5)
    joined = "".join(real)
    texts = [joined[at : at + 1500] for at in range(0, len(joined) - 1500, 1500)]
    texts = (texts * (at_once // len(texts) + 1))[:at_once]
    made = numpy.empty(documents * 375, numpy.uint64)
    count = 0
    began, busy = time.perf_counter(), time.process_time()
    for _ in range(documents // at_once):
        folded = [normal.fold(text).text for text in texts]
        prints = bodies.bodies(printer, folded, [4] * at_once).prints
        made[count : count + len(prints)] = prints ^ dice.integers(2**63, dtype=numpy.uint64)
        count += len(prints)
    middle = time.process_time()
    # In pieces: the second stage of all would need as much memory again.
    for at in range(0, count, 1 << 22):
        piece = made[at : min(at + (1 << 22), count)]
        piece[:] = printer.second(piece)
    table.build(made[:count])
    wall, spent = time.perf_counter() - began, time.process_time() - busy
    done = documents // at_once * at_once
    print(f"text to table, {done:,} documents of 1,500 characters, {count:,} prints:"
          f" {done / spent:,.0f} documents a second of this core ({done / wall:,.0f} by the clock);"
          f" text to prints {(middle - busy) / done * 1e6:.1f} µs each,"
          f" prints to table {(spent - middle + busy) / done * 1e6:.1f} µs")  # fmt: skip


if __name__ == "__main__":
    main()
