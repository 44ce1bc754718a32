"""Fuzzes the readers of formats with atheris, from the samples that the tests use.

    python tools/fuzz.py zip --seconds 600        one format
    python tools/fuzz.py --all --seconds 600      every format in turn, one process at a time

A reader may yield Content values or raise ReadError, MemoryError or RecursionError, within ten
seconds and the memory limit. What breaks this is kept in --out, with a table of CPU minutes a
format; once it is mended its smallest form becomes a test in tests/reading/crashes/FORMAT/.
Needs the extra `fuzz`.
"""

import argparse
import importlib.util
import io
import json
import random
import resource
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests" / "reading"
SHARED = ROOT.parent / "shared" / "data"
SECONDS_EACH = 10
MOST_SEED = 1 << 18
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
        began = monotonic()
        try:
            if not found.claims(glimpse(data), ""):
                # Nobody would hand it to this reader.
                return
            for content in found.read(data, limits):
                if not isinstance(content, Piece | Trace | Embedded | Unread):
                    raise TypeError(f"{name} yields a {type(content).__name__}")
        except (ReadError, MemoryError, RecursionError):
            pass
        if monotonic() - began > SECONDS_EACH:
            raise TimeoutError(f"{name} took {monotonic() - began:.1f} s")

    return one


def mutate(data: bytes, most: int, chance: int) -> bytes:
    """Return a mutation; of a ZIP one of a member's content, since others only break checksums."""
    import atheris

    dice = random.Random(chance)
    if not data.startswith(b"PK\x03\x04") or dice.random() < 0.3:
        return atheris.Mutate(data, len(data) + 64)[:most]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = [(each.filename, package.read(each)) for each in package.infolist()]
    except Exception:
        return atheris.Mutate(data, len(data) + 64)[:most]
    if not members:
        return data
    chosen = dice.randrange(len(members))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        for at, (name, content) in enumerate(members):
            if at == chosen:
                content = atheris.Mutate(content, len(content) + 64)
            package.writestr(name, content)
    return buffer.getvalue()[:most]


def fuzz(name: str, seconds: int, out: Path) -> None:
    """Fuzz one format in this process; libFuzzer ends it."""
    import atheris

    with atheris.instrument_imports(include=["zhamen"]):
        one = target(name)
    corpus = out / "corpus" / name
    print(name, seed(corpus, name), "seeds", file=sys.stderr)
    (out / "found" / name).mkdir(parents=True, exist_ok=True)
    arguments = [
        sys.argv[0], str(corpus), f"-max_total_time={seconds}", f"-timeout={SECONDS_EACH}",
        f"-rss_limit_mb={MEMORY_MB}", f"-max_len={MOST_SEED}", "-print_final_stats=1",
        f"-artifact_prefix={out}/found/{name}/", "-use_value_profile=0",
    ]  # fmt: skip
    atheris.Setup(arguments, one, custom_mutator=mutate)
    atheris.Fuzz()


def fuzz_all(names: list[str], seconds: int, out: Path) -> None:
    """Fuzz formats one behind the other; one that breaks goes on with what is left of its time."""
    table = out / "minutes.json"
    done: dict[str, list[float]] = json.loads(table.read_text()) if table.exists() else {}
    for name in names:
        left, tries = float(seconds), 0
        while left > 5 and tries < 20:
            before, began = resource.getrusage(resource.RUSAGE_CHILDREN), monotonic()
            command = [
                sys.executable,
                __file__,
                name,
                "--seconds",
                str(int(left)),
                "--out",
                str(out),
            ]
            (out / "logs").mkdir(parents=True, exist_ok=True)
            with (out / "logs" / f"{name}.txt").open("ab") as log:
                subprocess.run(command, stdout=log, stderr=log, check=False)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            left, tries = left - (monotonic() - began), tries + 1
            found = len(list((out / "found" / name).glob("*")))
            done[name] = [round(done.get(name, [0.0, 0])[0] + spent / 60, 2), found]
            table.write_text(json.dumps(done, indent=1))
            print(f"{name:12} {done[name][0]:6.1f} CPU minutes, {found} found", flush=True)


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
