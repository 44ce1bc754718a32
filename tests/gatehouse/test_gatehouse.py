"""The gatehouse writes verdicts down before it answers, and never writes content."""

import errno
import json
import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from zhamen.errors import UsageError
from zhamen.gatehouse.house import Gatehouse
from zhamen.gatehouse.spool import Spool, read_spool
from zhamen.model.message import Message, Part
from zhamen.model.terms import Decision
from zhamen.model.verdict import Verdict
from zhamen.settings import Settings, SpoolSettings

CANARY = "云岭金丝雀示例句"


@pytest.fixture
def house(tmp_path: Path) -> Gatehouse:
    """A gatehouse with a spool."""
    return Gatehouse.open(Settings(spool=SpoolSettings(folder=tmp_path / "spool")))


def test_a_verdict_is_written_down(house: Gatehouse, tmp_path: Path) -> None:
    """Each message leaves one whole record."""
    with house:
        for text in ("机密★10年（示例）", "午饭"):
            house.pass_through(
                Message("m", (Part("text", text=text),), sender="张三", group="示例群")
            )
    records = list(read_spool(tmp_path / "spool"))

    assert [record["verdict"]["decision"] for record in records] == ["block", "pass"]
    assert {"张三"} == {record["sender"] for record in records}


def test_no_content_reaches_the_spool(house: Gatehouse, tmp_path: Path) -> None:
    """Neither a passed nor a refused message leaves a word of itself behind."""
    with house:
        house.pass_through(Message("m", (Part("text", text=f"机密★10年 {CANARY}"),)))
        house.pass_through(Message("m", (Part("text", text=CANARY),), context=(CANARY,)))
    written = b"".join(path.read_bytes() for path in (tmp_path / "spool").iterdir())

    assert CANARY.encode() not in written
    assert json.dumps(CANARY).encode() not in written


@pytest.mark.parametrize("torn", [b'{"at": "2026', b'{"verdict": {"findings": []}'])
def test_a_torn_line_is_skipped(house: Gatehouse, tmp_path: Path, torn: bytes) -> None:
    """A crash in the middle of a line loses that line only."""
    with house:
        house.pass_through(Message.of_text("午饭"))
    file = next((tmp_path / "spool").iterdir())
    with file.open("ab") as tail:
        tail.write(torn)

    assert len(list(read_spool(tmp_path / "spool"))) == 1


def test_a_spool_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    """A gatehouse that cannot write verdicts down does not open."""
    (tmp_path / "file").write_text("x", "utf-8")

    with pytest.raises(UsageError):
        Gatehouse.open(Settings(spool=SpoolSettings(folder=tmp_path / "file" / "spool")))


@contextmanager
def tearing(spool: Path) -> Iterator[None]:
    """Let the next line of the one file break off after 20 bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    (file,) = spool.iterdir()
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + 20, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_a_full_disk_loses_the_verdict_that_was_refused_and_no_other(
    tmp_path: Path,
) -> None:
    """What tears one line is an error for its caller; the next line begins a file of its own."""
    spool = Spool(tmp_path / "spool")
    message = Message.of_text("午饭")
    verdict = Verdict("m", Decision.PASS)
    spool.append(message, verdict)
    with tearing(tmp_path / "spool"), pytest.raises(OSError):
        spool.append(message, verdict)
    spool.append(message, verdict)
    spool.close()

    assert [each["verdict"]["id"] for each in read_spool(tmp_path / "spool")] == ["m", "m"]
    assert len(list((tmp_path / "spool").iterdir())) == 2


def test_a_line_before_a_torn_one_is_forced_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever wrote it waits for the disk still, though the file takes no more lines."""
    spool = Spool(tmp_path / "spool")
    verdict = Verdict("m", Decision.PASS)
    spool.write(Message.of_text("午饭"), verdict)
    (first,) = (tmp_path / "spool").iterdir()
    with tearing(tmp_path / "spool"), pytest.raises(OSError):
        spool.write(Message.of_text("午饭"), verdict)
    forced: list[int] = []
    monkeypatch.setattr(os, "fdatasync", lambda each: forced.append(os.fstat(each).st_ino))
    spool.sync()

    assert forced == [first.stat().st_ino]


def test_a_spool_that_the_disk_does_not_take_is_closed_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said, and no file stays open."""
    spool = Spool(tmp_path / "spool")
    spool.write(Message.of_text("午饭"), Verdict("m", Decision.PASS))

    def broken(descriptor: int) -> None:
        raise OSError(errno.EIO, "示例")

    before = len(os.listdir("/proc/self/fd"))
    with monkeypatch.context() as disk:
        disk.setattr(os, "fdatasync", broken)
        with pytest.raises(OSError):
            spool.close()

    assert len(os.listdir("/proc/self/fd")) == before - 1
