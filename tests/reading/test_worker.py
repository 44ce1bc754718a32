"""The worker: whatever a file does to it, the file is unread and the next one is read."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic

import pytest
from samples import MARK, docx, pages, paragraph, shows

from zhamen.model.message import Message, Part
from zhamen.model.verdict import Unread
from zhamen.reading.filing import Address, Filed
from zhamen.reading.reader import Reader
from zhamen.reading.wire import Clock
from zhamen.reading.worker import Worker
from zhamen.settings import Limits, Settings

SOURCE = Path(__file__).parents[2] / "src"
HOSTILE = '''"""A format that does what its file says, for this test."""

import os
import sys
import time

from zhamen.errors import ReadError
from zhamen.reading.formatting import Embedded, Piece


class Hostile:
    """Obeys the file."""

    name = "hostile"
    room = "parser"

    def claims(self, head, name):
        """Bid for the marker in the first line."""
        return 1.0 if head.startswith(b"hostile:") else 0.0

    def read(self, data, limits):
        """Do it."""
        yield Piece("示例")
        exec(data[8:].decode(), globals())


FORMAT = Hostile()
'''
GOOD = docx(paragraph(MARK))
Answer = list[Filed]
Reads = Callable[..., Answer]


@pytest.fixture
def reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reads]:
    """Returns a function that lets one worker read bytes; a hostile format stands in its tray."""
    (tmp_path / "hostile_format.py").write_text(HOSTILE, "utf-8")
    label = tmp_path / "hostile-1.0.dist-info"
    label.mkdir()
    (label / "METADATA").write_text("Metadata-Version: 2.1\nName: hostile\nVersion: 1.0\n")
    (label / "entry_points.txt").write_text("[zhamen.formats]\nhostile = hostile_format\n")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{SOURCE}")
    limits = Limits(seconds=1.5, memory_bytes=64 << 20, output_chars=100_000)
    worker = Worker(Settings(limits=limits))

    def read(data: bytes | str, name: str = "示例.dat") -> Answer:
        file = tmp_path / "file"
        file.write_bytes(data if isinstance(data, bytes) else f"hostile:{data}".encode())
        with file.open("rb") as opened:
            return list(worker.read(opened.fileno(), Address(name)))

    read.worker = worker  # type: ignore[attr-defined]
    yield read
    worker.close()


def reasons(answer: Answer) -> list[str]:
    """Return why something is unread."""
    return [each.reason for each in answer if isinstance(each, Unread)]


def is_read(answer: Answer) -> bool:
    """Tell whether the good document was read whole."""
    return not reasons(answer) and any(
        MARK in each[1].text for each in answer if isinstance(each, tuple)
    )


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("while True: pass", "timeout"),
        ("time.sleep(60)", "timeout"),
        ("'a' * (1 << 30)", "memory"),
        ("held = []\nwhile True: held.append(bytes(1 << 20))", "memory"),
        ("os._exit(0)", "crashed"),
        ("os.abort()", "crashed"),
        ("os.kill(os.getpid(), 9)", "crashed"),
        ("import ctypes; ctypes.string_at(0)", "crashed"),
        ("sys.exit(0)", "crashed"),
        ("raise KeyboardInterrupt", "crashed"),
        ("raise RuntimeError('示例')", "damaged"),
        ("raise ReadError('encrypted')", "encrypted"),
        ("def deeper(): deeper()\ndeeper()", "nesting"),
        ("os.write(os.memfd_create('a'), b'x')", "damaged"),
    ],
)
def test_what_a_file_does_is_its_own_affair(reads: Reads, deed: str, reason: str) -> None:
    """A file that hangs, eats memory, ends the process or raises is unread; the next is read."""
    assert is_read(reads(GOOD, "a.docx"))
    assert reasons(reads(deed)) == [reason]
    assert is_read(reads(GOOD, "b.docx"))


def test_a_file_that_hangs_is_stopped_in_time(reads: Reads) -> None:
    """Nobody waits longer than the limit, but for the start of the process."""
    reads(GOOD, "a.docx")
    began = monotonic()
    reads("while True: pass")

    assert monotonic() - began < 20


def test_a_worker_that_ran_out_of_memory_is_replaced(reads: Reads) -> None:
    """Libraries keep what they took: the next file has a process of its own."""
    reads(GOOD, "a.docx")
    pid = reads.worker.pid  # type: ignore[attr-defined]
    reads("kept = 1\n'a' * (1 << 30)")

    assert is_read(reads(GOOD, "b.docx"))
    assert reads.worker.pid != pid  # type: ignore[attr-defined]


def test_a_worker_that_was_killed_is_replaced(reads: Reads) -> None:
    """Between two files it may die of anything."""
    reads(GOOD, "a.docx")
    pid = reads.worker.pid  # type: ignore[attr-defined]
    os.kill(pid, signal.SIGKILL)
    answers = [reads(GOOD, "b.docx"), reads(GOOD, "c.docx")]

    assert all(is_read(answer) or reasons(answer) == ["crashed"] for answer in answers)
    assert is_read(answers[-1])
    assert reads.worker.pid != pid  # type: ignore[attr-defined]


LIES = [
    b"5", b"null", b"[1]", b"[[]]", b'{"part": "a"}', b"not json", b"\xff", b"[" * 50_000,
    b'{"is": "piece", "part": "a", "text": "b", "page": "x", "place": "", "medium": "file"}',
    b'{"is": "piece", "part": "a", "text": "b", "page": 1, "place": "", "medium": "air"}',
    b'{"is": "unread", "reason": 5}', b'{"is": "trace", "kind": "?", "page": 1, "place": ""}',
    b'{"is": "piece", "part": "a", "text": "b", "page": Infinity, "place": "", "medium": "file"}',
    b'{"is": "secret", "page": null, "place": ""}', b'{"is": "errand", "page": null, "place": ""}',
]  # fmt: skip


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie[:16].decode("latin-1"))
def test_a_worker_that_lies_is_not_believed(reads: Reads, lie: bytes) -> None:
    """A parser taken over by its file may answer anything: the file is unread."""
    size = f"({len(lie)}).to_bytes(8, 'big') + bytes(8)"
    said = f"os.write(int(sys.argv[1]), {size} + {lie!r}); os._exit(0)"

    assert reasons(reads(said)) == ["crashed"]
    assert is_read(reads(GOOD, "b.docx"))


@pytest.mark.parametrize(
    ("text", "data", "reason"),
    [
        ("1 << 62", "0", "too_much_text"),
        ("1 << 40", "0", "too_much_text"),
        ("2", "1 << 40", "expansion"),
    ],
)
def test_an_answer_without_end_is_not_waited_for(
    reads: Reads, text: str, data: str, reason: str
) -> None:
    """The length that it announces is within the limit, or nothing of it is read."""
    size = f"({text}).to_bytes(8, 'big') + ({data}).to_bytes(8, 'big')"

    assert reasons(reads(f"os.write(int(sys.argv[1]), {size})")) == [reason]
    assert is_read(reads(GOOD, "b.docx"))


def test_too_much_text_is_unread(reads: Reads) -> None:
    """The limit on text holds for all pieces together."""
    assert reasons(reads(docx(paragraph("示" * 200_000)), "a.docx")) == ["too_much_text"]


def test_nothing_is_left_behind(reads: Reads) -> None:
    """The worker leaves no process and no open descriptor."""
    reads(GOOD, "a.docx")
    before = len(os.listdir("/proc/self/fd"))
    for deed in ("os._exit(0)", "os.abort()", "raise RuntimeError"):
        reads(deed)
        reads(GOOD, "b.docx")

    assert len(os.listdir("/proc/self/fd")) == before
    pid = reads.worker.pid  # type: ignore[attr-defined]
    reads.worker.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_no_process_is_started_for_what_comes_too_late(reads: Reads, tmp_path: Path) -> None:
    """A thousand files behind the time limit cost nothing, and the process that waits lives on."""
    reads(GOOD, "a.docx")
    worker = reads.worker  # type: ignore[attr-defined]
    pid = worker.pid
    with (tmp_path / "file").open("rb") as opened:
        late = list(worker.read(opened.fileno(), Address("示例"), Clock(0)))

    assert late == [Unread("示例", "timeout")]
    assert worker.pid == pid


def test_a_process_that_died_standing_by_is_not_used(tmp_path: Path) -> None:
    """The file behind a crash is read, whatever became of the process that was to read it."""
    file = tmp_path / "a.docx"
    file.write_bytes(GOOD)
    others = children()
    worker = Worker(Settings(), spare=True)
    with closing(worker), file.open("rb") as opened:
        for _ in range(2):
            assert is_read(list(worker.read(opened.fileno(), Address("a.docx"))))
            for pid in children() - others:
                os.kill(pid, signal.SIGKILL)
                os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)

    assert children() == others


def children() -> set[int]:
    """Return the numbers of the processes that this one has started and not yet buried."""
    return set(map(int, Path("/proc/self/task", str(os.getpid()), "children").read_text().split()))


def test_a_very_long_name_reaches_the_process(reads: Reads) -> None:
    """A name of many layers is more than a socket takes at once."""
    assert is_read(reads(GOOD, "示例/" * 100_000 + "a.docx"))


def test_what_was_broken_off_is_not_taken_for_the_next_file(reads: Reads) -> None:
    """An interruption while the reader waits leaves nothing that the next file would be given."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    reads(GOOD, "a.docx")
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(KeyboardInterrupt):
            reads("time.sleep(0.8)", "a.dat")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

    assert {each[0] for each in reads(GOOD, "b.docx") if isinstance(each, tuple)} == {"b.docx"}


def test_names_can_be_written_down(reads: Reads) -> None:
    """Half a character in a name, which no encoding can write, becomes a question mark."""
    lie = b'{"is": "unread", "part": "a\\ud800", "reason": "\\udfff"}'
    size = f"({len(lie)}).to_bytes(8, 'big') + bytes(8)"
    said = f"os.write(int(sys.argv[1]), {size} + {lie!r})"

    assert Unread("a?", "?") in reads(said)


@pytest.fixture
def reader() -> Iterator[Reader]:
    """A reader with the usual limits."""
    with Reader() as opened:
        yield opened


def files_of(folder: str) -> list[Path]:
    """Return the files of a folder of the shared data; none in a public clone."""
    root = Path(__file__).parents[3] / "shared" / "data" / folder
    return sorted(root.iterdir()) if root.is_dir() else []


@pytest.mark.parametrize("folder", ["hostile", "files", "photos"])
def test_no_real_file_hurts(shared: Path, reader: Reader, folder: str) -> None:
    """Every hostile or sample file comes back in time, with its name and no crash.

    A file of forty pictures may take all its time: what was not read by then is unread.
    """
    warm(reader)
    for path in files_of(folder):
        began = monotonic()
        reading = reader.read(Message("-", (Part(path.name, path=path),)))

        assert monotonic() - began < 11, path.name
        assert reading.passages[0].text == path.name
        assert not {"crashed", "memory"} & {each.reason for each in reading.unread}, path.name


def warm(reader: Reader) -> None:
    """Let the rooms start, which is not the time of any file."""
    for name, data in (("a.docx", GOOD), ("a.bmp", b"BM" + bytes(60))):
        reader.read(Message("-", (Part(name, data=data),)))


def resident() -> int:
    """Return the bytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def test_hostile_files_leave_nothing_here(shared: Path, reader: Reader) -> None:
    """Whatever the files do, they do it elsewhere: the parent grows by less than 20 MB."""
    paths = files_of("hostile")
    # The tables of the normal form are made for the first long text, and stay.
    reader.read(Message("-", (Part("a.txt", data="示例\n".encode() * 100_000),)))
    before = resident()
    for path in paths:
        reader.read(Message("-", (Part(path.name, path=path),)))

    assert resident() - before < 20 << 20


EMPTY_IN_TRUTH = {"030_GHOSTSCRIPT-698804-1-fuzzed.pdf", "004_empty_black.jpg"}
"""A page that shows nothing, and a picture on which nothing is written."""


@pytest.mark.parametrize("folder", ["hostile", "files", "photos"])
def test_no_real_file_is_clean_unseen(shared: Path, reader: Reader, folder: str) -> None:
    """A file has passages besides its name, or something of it is unread."""
    silent = []
    for path in files_of(folder):
        reading = reader.read(Message("-", (Part(path.name, path=path),)))
        if len(reading.passages) == 1 and not reading.unread:
            silent.append(path.name)

    assert set(silent) <= EMPTY_IN_TRUTH


def rows_of(folder: str) -> list[dict[str, object]]:
    """Return the index of a folder of the shared data."""
    index = [path for path in files_of(folder) if path.name == "index.jsonl"]
    return [json.loads(line) for path in index for line in path.read_text("utf-8").splitlines()]


SPLIT_IN_TRUTH = [("013_test.docx", "一级标题大叔大叔大叔")]
"""An equation stands between the two halves; the other program does not see it."""


@pytest.mark.parametrize("ending", ["pdf", "docx", "ofd", "eml", "zip"])
def test_what_is_known_to_be_inside_is_read(shared: Path, reader: Reader, ending: str) -> None:
    """Phrases that another program found in the sample files are found here."""
    missing = []
    for row in rows_of("files"):
        name, contains = str(row["file"]), row["contains"]
        path = shared / "data" / "files" / name
        if row["ext"] == ending and isinstance(contains, list):
            reading = reader.read(Message("-", (Part(name, path=path),)))
            text = "".join("".join(each.text.split()) for each in reading.passages)
            missing += [(name, each) for each in contains if "".join(each.split()) not in text]

    assert [each for each in missing if each not in SPLIT_IN_TRUTH] == []


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("示例.docx", ["empty"]),
        ("示例.jpg", ["empty"]),
        ("示例.dat", ["empty"]),
        ("示例.txt", []),
        ("示例.csv", []),
        (".keep", []),
        ("示例", []),
    ],
)
def test_a_file_without_a_byte(reader: Reader, name: str, reasons: list[str]) -> None:
    """A text may be empty; a document or picture of no bytes did not arrive."""
    reading = reader.read(Message("-", (Part(name, data=b""),)))

    assert [each.reason for each in reading.unread] == reasons


def test_the_reader_goes_on_behind_a_hostile_file(reader: Reader) -> None:
    """One message of broken and whole files: the whole ones are read."""
    names = ("a.docx", "b.pdf", "c.docx", "d.pdf")
    data = (GOOD[:200], b"%PDF-1.7\n%broken", GOOD, pages(shows(MARK)))
    parts = tuple(Part(name, data=each) for name, each in zip(names, data, strict=True))
    reading = reader.read(Message("-", parts))

    # What a torn package still holds is looked for, and what is torn is named.
    assert {each.part.partition("!/")[0] for each in reading.unread} == {"a.docx", "b.pdf"}
    assert {each.part for each in reading.passages if MARK in each.text} == {"c.docx", "d.pdf"}
