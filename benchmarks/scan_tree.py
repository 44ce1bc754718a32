"""What does `zhamen scan` make of a messenger's folders: rate, memory, second run, kills?

A home of invented files (tools/make_chat_folders.py) is scanned for the first time, again with
its journal, and again with the verdict cache alone. The peer reads every byte of every file and
makes its SHA-256. Then a smaller home is scanned so many times, each killed (-9) at a random
moment and started again; every file must have its verdict once, and the verdicts must be those
of a scan that nobody killed.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from _growth import resident_mb, slope
from _texts import ROOT

_MAKER = ROOT / "tools" / "make_chat_folders.py"
_SETTLED = 2.5


class Bench:
    """A folder with homes, and persons that own nothing but compiled sieves."""

    def __init__(self, top: Path, jobs: int) -> None:
        self.top = top
        self._jobs = jobs
        sieves = Path(os.environ.get("XDG_CACHE_HOME", Path("~/.cache").expanduser())) / "zhamen"
        (top / "cache" / "zhamen").mkdir(parents=True, mode=0o700)
        for sieve in sieves.glob("sieve-*.hs"):
            shutil.copy(sieve, top / "cache" / "zhamen")

    def home(self, name: str, files: int, secrets: int, pictures: float) -> tuple[Path, set[str]]:
        """Make a home and return it with the paths of its secrets."""
        home, told = self.top / name, self.top / f"{name}.json"
        counts = ("--files", files, "--secrets", secrets, "--pictures", pictures)
        words = [sys.executable, _MAKER, home, *counts, "--manifest", told]
        subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL)
        time.sleep(_SETTLED)
        planted = json.loads(told.read_text("utf-8"))["planted"]
        return home, {str(home / each["path"]) for each in planted}

    def start(self, home: Path, person: str, *more: str) -> subprocess.Popen[bytes]:
        """Begin a scan; its verdicts go to a file."""
        environment = os.environ | {
            "XDG_STATE_HOME": str(self.top / person),
            "XDG_CACHE_HOME": str(self.top / "cache"),
        }
        words = [sys.executable, "-m", "zhamen", "scan", "--messenger", str(home), "--jsonl"]
        with self.answers(person).open("wb") as answers:
            return subprocess.Popen(
                [*words, "--jobs", str(self._jobs), *more], cwd=ROOT, env=environment,
                stdout=answers, stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip

    def answers(self, person: str) -> Path:
        """Return the file of a person's verdicts."""
        return self.top / f"{person}.out"

    def verdicts(self, person: str) -> Counter[tuple[str, str]]:
        """Return (path, decision) of every verdict, counted."""
        lines = self.answers(person).read_bytes().splitlines(keepends=True)
        # The last line of a killed scan may be torn.
        rows = (json.loads(line) for line in lines if line.endswith(b"\n"))
        return Counter((row["id"], row["decision"]) for row in rows)


def timed(
    process: subprocess.Popen[bytes], answers: Path
) -> tuple[float, list[tuple[float, float]]]:
    """Wait for a scan; return its seconds and (thousands of files done, MB of its first process)."""
    began, samples = time.perf_counter(), []
    while process.poll() is None:
        time.sleep(0.1)
        # By size: to count lines every time would be a load of its own.
        samples.append((answers.stat().st_size, resident_mb(process.pid)))
    seconds = time.perf_counter() - began
    scale = answers.read_bytes().count(b"\n") / 1000 / max(answers.stat().st_size, 1)
    return seconds, [(size * scale, mb) for size, mb in samples if size and mb]


def read_everything(home: Path) -> float:
    """Return the seconds that the peer takes."""
    began = time.perf_counter()
    for path in home.rglob("*"):
        if path.is_file() and path.suffix != ".db":
            hashlib.sha256(path.read_bytes()).digest()
    return time.perf_counter() - began


def measure(bench: Bench, files: int, pictures: float) -> None:
    """Print the rates of a first, second and third run, and of the peer."""
    home, planted = bench.home("home", files, max(7, files // 160), pictures)
    peer = read_everything(home)
    first, samples = timed(bench.start(home, "first"), bench.answers("first"))
    found = {path for path, decision in bench.verdicts("first") if decision in ("hold", "block")}
    second, _ = timed(bench.start(home, "first"), bench.answers("first"))
    other = ("--state", str(bench.top / "another-journal"))
    third, _ = timed(bench.start(home, "first", *other), bench.answers("first"))
    settled = samples[len(samples) // 5 :]
    print(f"{files:,} files, {pictures:.0%} pictures; planted {len(planted)}, "
          f"held or blocked {len(planted & found)}")  # fmt: skip
    for name, seconds in (("first run", first), ("second, journal", second),
                          ("second, cache", third), ("SHA-256 of all", peer)):  # fmt: skip
        print(
            f"{name:18}{seconds:>9.2f} s {files / seconds:>10,.0f} files/s {first / seconds:>8.1f}×"
        )
    print(f"memory of the first process: {slope(settled):+.3f} MB per 1,000 files "
          f"(highest {max((mb for _, mb in samples), default=0):.0f} MB)")  # fmt: skip


def kill(bench: Bench, kills: int, chance: random.Random) -> None:
    """Print how many of so many killed scans lost a file or counted one twice."""
    home, _ = bench.home("small", 800, 14, 0.0)
    seconds, _ = timed(bench.start(home, "whole"), bench.answers("whole"))
    expected = bench.verdicts("whole")
    lost = twice = other = 0
    shares = []
    for number in range(kills):
        person = f"person{number}"
        process = bench.start(home, person)
        time.sleep(chance.uniform(0.0, 0.9 * seconds))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        shares.append(sum(bench.verdicts(person).values()) / len(expected))
        timed(bench.start(home, person), bench.answers(person))
        got = bench.verdicts(person)
        lost += len({path for path, _ in expected} - {path for path, _ in got})
        twice += sum(got.values()) - len({path for path, _ in got})
        other += got != expected
    print(f"{kills} kills -9 after {min(shares):.0%} to {max(shares):.0%} of {len(expected)} files: "
          f"{lost} lost, {twice} twice, {other} with other verdicts")  # fmt: skip


def main() -> None:
    """Measure, then kill."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--pictures", type=float, default=0.57, help="their share")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), options.jobs)
        if options.files:
            measure(bench, options.files, options.pictures)
        if options.kills:
            kill(bench, options.kills, random.Random(options.seed))


if __name__ == "__main__":
    main()
