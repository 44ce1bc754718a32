"""What a thief finds: in the bundle, the vault, the logs, left files and a gate's memory.

Fifty documents are registered by the command. Then every byte that remains anywhere is searched
for any piece of eight characters of any of them, in four encodings; and a million guesses, the
true titles among them, are tried against the stolen bundle without its key.

    python benchmarks/register_thief.py
"""

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy
from _texts import official

import zhamen
from zhamen.reading.normal import fold
from zhamen.register.bundle import Bundle
from zhamen.register.keys import MasterKey, load_key
from zhamen.register.letters import body
from zhamen.register.match import quotations
from zhamen.register.prints import Domain, Printer, windows

DOCUMENTS, PIECE, GUESSES = 50, 8, 1_000_000
ENCODINGS = ("utf-8", "utf-16-le", "utf-32-le", "gb18030")
COMMAND = (sys.executable, "-m", "zhamen")
GATE = """
import sys
from zhamen.gatehouse.house import Gatehouse
from zhamen.model.message import Message
from zhamen.settings import RegisterSettings, Settings
from pathlib import Path
register = RegisterSettings()
if len(sys.argv) > 1:
    register = RegisterSettings(bundles=(Path(sys.argv[1]),), keys=(Path(sys.argv[2]),))
house = Gatehouse.open(Settings(register=register))
print(house.pass_through(Message.of_text("示例：明天上午九点开例会")).decision, flush=True)
sys.stdin.read()
"""


def pieces(texts: list[str]) -> list[bytes]:
    """Return every piece of eight letters of the documents, in every encoding."""
    found = {text[at : at + PIECE] for text in texts for at in range(len(text) - PIECE + 1)}
    # A piece of spaces and rules is nobody's secret.
    found = {piece for piece in found if sum(map(str.isalnum, piece)) >= PIECE - 1}
    return sorted({piece.encode(name) for piece in found for name in ENCODINGS})


class Search:
    """Looks for many byte strings at once, by their first eight bytes."""

    def __init__(self, wanted: list[bytes]) -> None:
        self._by_head: dict[int, list[bytes]] = {}
        for each in wanted:
            self._by_head.setdefault(int.from_bytes(each[:8], "little"), []).append(each)
        self._heads = numpy.array(sorted(self._by_head), numpy.uint64)

    def found(self, data: bytes) -> set[bytes]:
        """Return those that stand in the data."""
        found: set[bytes] = set()
        for shift in range(8):
            size = (len(data) - shift) // 8
            words = numpy.frombuffer(data, numpy.uint64, max(size, 0), shift)
            for at in numpy.flatnonzero(numpy.isin(words, self._heads)):
                place = shift + 8 * int(at)
                heads = self._by_head[int(words[at])]
                found.update(each for each in heads if data.startswith(each, place))
        return found


def memory_of(process: int) -> Iterator[bytes]:
    """Yield every readable piece of a process's memory: what a core file would hold."""
    with open(f"/proc/{process}/mem", "rb", 0) as memory:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            span, rights = line.split()[:2]
            if "r" not in rights or line.endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                continue
            first, last = (int(each, 16) for each in span.split("-"))
            for at in range(first, last, 1 << 24):
                memory.seek(at)
                try:
                    yield memory.read(min(1 << 24, last - at))
                except OSError:
                    break


def run(home: Path, *words: object) -> bytes:
    """Run the command and return all that it said."""
    environment = {**os.environ, "TMPDIR": str(home / "tmp"), "XDG_STATE_HOME": str(home / "state")}
    done = subprocess.run([*COMMAND, *map(str, words)], cwd=home, env=environment,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)  # fmt: skip
    return done.stdout


def registered(home: Path, documents: list[tuple[str, str, str]]) -> bytes:
    """Register the documents, publish, list, check and scan; return everything that was said."""
    (home / "docs").mkdir()
    for folder in ("tmp", "state"):
        (home / folder).mkdir()
    for identity, title, text in documents:
        (home / "docs" / f"{identity}.txt").write_text(f"{title}\n{text}", "utf-8")
    said = run(home, "register", "keygen", "-o", "k")
    said += run(home, "register", "build", "docs", "--key", "k", "-o", "r.zmr")
    said += run(home, "register", "add", "r.zmr", "docs", "--key", "k")
    said += run(home, "register", "list", "r.zmr", "--key", "k", "--manifest", "list.html")
    said += run(
        home, "register", "publish", "r.zmr", "--key", "k", "-o", "g.zmr", "--gate-key", "g"
    )
    said += run(home, "scan", "docs", "--jsonl", "--register", "r.zmr", "--key", "k")
    for path in (home / "docs").iterdir():
        path.unlink()
    return said


def guesses(titles: list[str], texts: list[str]) -> Iterator[str]:
    """Yield a million wordings of a dictionary: the true titles, and pieces of official language."""
    chosen = random.Random(11)
    yield from titles
    for _ in range(GUESSES - len(titles)):
        text = chosen.choice(texts)
        at = chosen.randrange(max(1, len(text) - 20))
        yield text[at : at + chosen.randrange(10, 20)]


def guessed(path: Path, master: MasterKey, titles: list[str], texts: list[str]) -> int:
    """Return how many guesses a thief confirms who has the bundle and invents keys."""
    bundle = Bundle(path, master)
    printer = Printer(MasterKey.new().bundle_key("stolen", 1))
    confirmed = 0
    for guess in guesses(titles, texts):
        prints = printer.prints(windows(body(fold(guess).text).units, Domain.BODY))
        for segment in bundle.segments:
            confirmed += quotations(segment.probe(prints)) is not None
    bundle.close()
    return confirmed


def remembered(home: Path, *register: str) -> Iterator[bytes]:
    """Yield the memory of a gate that has passed one message, with a register or without."""
    gate = subprocess.Popen([sys.executable, "-c", GATE, *register], cwd=home,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    assert gate.stdout is not None and gate.stdout.readline() == b"pass\n"
    yield from memory_of(gate.pid)
    gate.communicate()


def of_our_own(home: Path, search: Search) -> set[bytes]:
    """Return pieces that Zhamen itself holds: the law that it cites is quoted by officials too."""
    root = Path(zhamen.__file__).parent
    blobs = [path.read_bytes() for path in root.rglob("*") if path.is_file()]
    return set().union(*map(search.found, blobs), *map(search.found, remembered(home)))


def main() -> None:
    """Print what was searched, and what was found."""
    everything = official()
    documents = [(d["id"], d["title"], d["text"]) for d in everything[:DOCUMENTS]]
    texts = [f"{title}\n{text}" for _, title, text in documents]
    search = Search(pieces(texts))
    assert search.found(b"\0" + texts[0].encode()), "the search itself must find something"
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        rows: list[tuple[str, Iterable[bytes]]] = [
            ("(what was said)", [registered(home, documents)])
        ]
        for path in sorted(p for p in home.rglob("*") if p.is_file()):
            rows.append((str(path.relative_to(home)), [path.read_bytes()]))
        rows.append(("(memory of a gate)", remembered(home, "r.zmr", "k")))
        own = of_our_own(home, search)
        print(f"{len(own)} pieces stand in Zhamen itself and are not counted\n")
        print(f"{'searched':<44}{'bytes':>14}{'found':>8}")
        for name, blobs in rows:
            sizes = [(len(blob), len(search.found(blob) - own)) for blob in blobs]
            print(f"{name:<44}{sum(s for s, _ in sizes):>14,}{sum(f for _, f in sizes):>8}")
        key = load_key(home / "k")
        assert isinstance(key, MasterKey)
        titles = [title for _, title, _ in documents]
        wordings = [*texts, *(d["text"] for d in everything[DOCUMENTS:])]
        confirmed = guessed(home / "r.zmr", key, titles, wordings)
    print(f"\n{GUESSES:,} guesses without the key, {len(titles)} true titles among them: "
          f"{confirmed} confirmed")  # fmt: skip


if __name__ == "__main__":
    main()
