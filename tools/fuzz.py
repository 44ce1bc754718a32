"""Fuzzes the readers of formats with atheris, from the samples that the tests use.

    python tools/fuzz.py zip --seconds 600        one format
    python tools/fuzz.py --all --seconds 600      every format in turn, one process at a time

A reader may yield Content values or raise ReadError, MemoryError or RecursionError, within ten
seconds and the memory limit. Mutations go beneath compression and checksums (mutating.py). What
breaks a reader is kept in --out, with the corpus, which the next run goes on with, and a table of
CPU minutes, inputs and findings a format; once it is mended its smallest form becomes a test in
tests/reading/crashes/FORMAT/. Needs the extra `fuzz`.
"""

import argparse
import importlib.util
import json
import random
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests" / "reading"
SHARED = ROOT.parent / "shared" / "data"
SECONDS_EACH = 10
HANGING = 60
"""Seconds by the clock, on a machine that has others to serve."""
MOST_SEED = 1 << 15
MEMORY_MB = 1024
MARK = "机密★10年（示例）"


def samples() -> Iterator[bytes]:
    """Yield everything in the tests' tables that is a file, or makes one."""
    for folder in (TESTS, ROOT / "tests"):
        sys.path.insert(0, str(folder))
    for path in sorted(TESTS.glob("**/test_*.py")):
        try:
            module = _loaded(path)
        except Exception as error:
            print(f"no samples from {path.name}: {type(error).__name__}", file=sys.stderr)
            continue
        for label, value in list(vars(module).items()):
            if isinstance(value, dict) and not label.startswith("_"):
                yield from _made(value)
    for path in (*TESTS.glob("crashes/*/*"), *SHARED.glob("files/*"), *SHARED.glob("hostile/*")):
        yield path.read_bytes()


def _loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"samples_of_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _made(value: Any) -> Iterator[bytes]:
    if isinstance(value, tuple | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _made(each)
    elif callable(value):
        for arguments in ((), (MARK,)):
            try:
                yield from _made(value(*arguments))
            except Exception:
                continue
    elif isinstance(value, bytes):
        yield value
    elif isinstance(value, str):
        yield value.encode()


def seed(folder: Path, name: str) -> int:
    """Write the samples that a format claims into a folder, and return how many there are."""
    from zhamen.errors import ReadError
    from zhamen.reading.filing import format_of
    from zhamen.reading.glimpse import glimpse

    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for data in dict.fromkeys(samples()):
        try:
            if len(data) <= MOST_SEED and format_of(glimpse(data), "").name == name:
                (folder / f"{count:04}").write_bytes(data)
                count += 1
        except ReadError:
            continue
    return count


def target(name: str) -> Callable[[bytes], None]:
    """Return a function that reads one input and raises for whatever a format must not do."""
    from zhamen.errors import ReadError
    from zhamen.model.trace import Trace
    from zhamen.model.verdict import Unread
    from zhamen.reading.filing import load_formats
    from zhamen.reading.formatting import Embedded, Piece
    from zhamen.reading.glimpse import glimpse
    from zhamen.settings import Limits

    (found,) = (each for each in load_formats() if each.name == name)
    limits = Limits(expanded_bytes=32 << 20, output_chars=8 << 20, members=1000)

    def one(data: bytes) -> None:
        began = process_time()
        try:
            if not found.claims(glimpse(data), ""):
                # Nobody would hand it to this reader.
                return
            for content in found.read(data, limits):
                if not isinstance(content, Piece | Trace | Embedded | Unread):
                    raise TypeError(f"{name} yields a {type(content).__name__}")
        except (ReadError, MemoryError, RecursionError):
            pass
        if process_time() - began > SECONDS_EACH:
            raise TimeoutError(f"{name} took {process_time() - began:.1f} s")

    return one


def mutate(data: bytes, most: int, chance: int) -> bytes:
    """Return a mutation, mostly one beneath what packs the file."""
    import atheris
    from mutating import within

    def change(content: bytes) -> bytes:
        return bytes(atheris.Mutate(content, len(content) + 64))

    dice = random.Random(chance)
    if dice.random() < 0.7:
        try:
            return within(data, change, dice)[:most]
        except Exception:
            # Nothing is packed in it, or it is too broken to look.
            pass
    return change(data)[:most]


def fuzz(name: str, seconds: int, out: Path) -> None:
    """Fuzz one format in this process; libFuzzer ends it."""
    import atheris

    with atheris.instrument_imports(include=["zhamen"]):
        one = target(name)
    corpus = out / "corpus" / name
    print(name, seed(corpus, name), "seeds", file=sys.stderr)
    (out / "found" / name).mkdir(parents=True, exist_ok=True)
    arguments = [
        sys.argv[0], str(corpus), f"-max_total_time={seconds}", f"-timeout={HANGING}",
        f"-rss_limit_mb={MEMORY_MB}", f"-max_len={MOST_SEED}", "-print_final_stats=1",
        f"-artifact_prefix={out}/found/{name}/", "-use_value_profile=0",
    ]  # fmt: skip
    atheris.Setup(arguments, one, custom_mutator=mutate)
    atheris.Fuzz()


def fuzz_all(names: list[str], seconds: int, out: Path) -> None:
    """Fuzz formats one behind the other, each for so many seconds of the processor."""
    for name in names:
        left, tries = float(seconds), 0
        while left > 5 and tries < 20:
            left, tries = left - _once(name, int(left), out), tries + 1


def _once(name: str, seconds: int, out: Path) -> float:
    """Fuzz until it ends or breaks, enter it in the table, and return the CPU seconds it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, __file__, name, "--seconds", str(seconds), "--out", str(out)]
    log = out / "logs" / f"{name}.txt"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as file:
        subprocess.run(command, stdout=file, stderr=file, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    said = re.findall(r"^#(\d+)\s|number_of_executed_units: (\d+)", log.read_text("utf-8", "replace"),
                      re.M)  # fmt: skip
    table = out / "minutes.json"
    rows: dict[str, list[float]] = json.loads(table.read_text()) if table.exists() else {}
    minutes, inputs, _ = rows.get(name, [0.0, 0, 0])
    inputs += max((int(number) for pair in said for number in pair if number), default=0)
    found = len(list((out / "found" / name).glob("*")))
    rows[name] = [round(minutes + spent / 60, 2), inputs, found]
    table.write_text(json.dumps(rows, indent=1))
    print(f"{name:12} {rows[name][0]:6.1f} CPU minutes, {inputs} inputs, {found} found", flush=True)
    return spent


def main() -> None:
    """Read the command line and fuzz."""
    from zhamen.reading.filing import load_formats

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("formats", nargs="*", metavar="FORMAT")
    parser.add_argument("--all", action="store_true", help="every format in the tray")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--out", type=Path, default=Path("/tmp/zhamen-fuzz"))
    options = parser.parse_args()
    if options.all:
        names = [each.name for each in load_formats() if each.name != "binary"]
    else:
        names = options.formats
    if len(names) == 1 and not options.all:
        fuzz(names[0], options.seconds, options.out)
    else:
        fuzz_all(names, options.seconds, options.out)


if __name__ == "__main__":
    main()
