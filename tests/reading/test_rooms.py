"""The rooms: files within files go to the process that reads their kind, and come back in order."""

import os
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message, Part
from zhamen.model.passage import Passage
from zhamen.model.terms import Medium
from zhamen.model.trace import Trace, TraceKind
from zhamen.model.verdict import Unread
from zhamen.policy.loader import load_policy
from zhamen.reading.formatting import Room
from zhamen.reading.reader import Reader
from zhamen.settings import Limits, Settings

SOURCE = Path(__file__).parents[2] / "src"
STAGED = '''"""Three formats that do what their files say, one for each room, for this test."""

import os
import time

from zhamen.model.terms import Medium
from zhamen.model.trace import Trace, TraceKind
from zhamen.model.verdict import Unread
from zhamen.reading.formatting import Embedded, Piece


class Staged:
    """Runs the script that is its file; `say` is what it yields."""

    def __init__(self, room):
        self.name = f"staged_{room}"
        self.room = room
        self.ready = b""

    def claims(self, head, name):
        """Bid for its own name in the first line."""
        return 1.0 if head.startswith(self.room.encode() + b":") else 0.0

    def prepare(self, settings):
        """Remember that it was called, and in which process."""
        self.ready = f"{os.getpid()}".encode()

    def read(self, data, limits):
        """Do it."""
        said = []
        names = {**globals(), "said": said, "self": self, "data": data}
        code = data.split(b":", 1)[1].decode()
        for line in code.splitlines():
            exec(line, names)
            yield from said
            said.clear()


PARSER, LENS, EAR = Staged("parser"), Staged("lens"), Staged("ear")
'''
Reads = Callable[..., list[Passage | Trace | Unread]]


def staged(room: str, *lines: str) -> bytes:
    """Return a file that yields these values in a room."""
    return (f"{room}:" + "\n".join(f"said.append({line})" for line in lines)).encode()


def within(name: str, data: bytes, page: int | None = None) -> str:
    """Return the words that yield a file within a file."""
    return f"Embedded({name!r}, {data!r}, {page})"


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder from which the three formats join the tray, here and in the processes."""
    (tmp_path / "staged.py").write_text(STAGED, "utf-8")
    for room in Room:
        (tmp_path / f"staged_{room}.py").write_text(f"from staged import {room.upper()} as FORMAT")
    label = tmp_path / "staged-1.0.dist-info"
    label.mkdir()
    (label / "METADATA").write_text("Metadata-Version: 2.1\nName: staged\nVersion: 1.0\n")
    lines = [f"staged_{room} = staged_{room}" for room in Room if room is not Room.HERE]
    (label / "entry_points.txt").write_text("\n".join(["[zhamen.formats]", *lines, ""]))
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{SOURCE}")
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


@pytest.fixture
def reader(stage: Path) -> Iterator[Reader]:
    """A reader that knows the three formats."""
    from zhamen.reading import filing

    filing.load_formats.cache_clear()
    with Reader(Settings(limits=Limits(seconds=5.0))) as opened:
        yield opened
    filing.load_formats.cache_clear()


def contents(reader: Reader, data: bytes, name: str = "示例.dat") -> list[object]:
    """Return what is read of a file, short: texts with place, traces, reasons; no names."""
    return [
        (each.text, each.part, each.page, each.place)
        if isinstance(each, Passage)
        else (each.kind, each.value, each.part, each.page)
        if isinstance(each, Trace)
        else (each.reason, each.part)
        for each in reader.contents(Message("-", (Part(name, data=data),)))
        if not (isinstance(each, Passage) and each.medium is Medium.NAME)
    ]


def test_a_picture_inside_is_read_in_its_room_and_place(reader: Reader) -> None:
    """What the other room reads stands where the picture stood; a page keeps its number."""
    picture = staged("lens", "Piece('画', place='header', medium=Medium.OCR)")
    file = staged("parser", "Piece('前')", within("picture", picture, 3), "Piece('后')")

    assert contents(reader, file) == [
        ("前", "示例.dat", None, ""),
        ("画", "示例.dat", 3, "picture:header"),
        ("后", "示例.dat", None, ""),
    ]


def test_a_member_keeps_its_name(reader: Reader) -> None:
    """A file with a name of its own is a part of its own."""
    picture = staged("lens", "Piece('画')", "Unread('', 'illegible')")

    assert contents(reader, staged("parser", within("a.jpg", picture))) == [
        ("画", "示例.dat!/a.jpg", None, ""),
        ("illegible", "示例.dat!/a.jpg"),
    ]


def test_traces_pass_the_rooms(reader: Reader) -> None:
    """A trace arrives with its bytes, and with the page of the picture."""
    picture = staged("lens", "Trace(TraceKind.PICTURE, bytes(range(256)))")

    assert contents(reader, staged("parser", within("picture", picture, 2))) == [
        (TraceKind.PICTURE, bytes(range(256)), "示例.dat", 2)
    ]


def test_every_room_prepares_its_own_formats_once(reader: Reader) -> None:
    """`prepare` is called in the process, before its first file."""
    say = "Piece(self.ready.decode() + ' ' + str(os.getpid()))"
    (one, *_), (two, *_) = (contents(reader, staged("lens", say))[0] for _ in range(2))

    assert one == two
    assert len(set(one.split())) == 1


def test_a_room_in_the_middle_of_a_file_is_not_disturbed(reader: Reader) -> None:
    """What a picture holds for the room that it came from waits until that room is free."""
    document = staged("parser", "Piece('里')")
    picture = staged("lens", within("b.doc", document), "Piece('画')")
    file = staged("parser", "Piece('前')", within("a.jpg", picture), "Piece('后')")

    assert [each[0] for each in contents(reader, file)] == ["前", "画", "后", "里"]


def test_no_errand_goes_on_for_ever(reader: Reader) -> None:
    """A file that sends itself from room to room ends at the limit of nesting."""
    turned = "data.replace(b'lens', b'#').replace(b'ear', b'lens').replace(b'#', b'ear')"
    file = staged("lens", f"Embedded('x', {turned})")

    assert [each[0] for each in contents(reader, file)] == ["nesting"]


def test_a_killed_room_takes_nothing_of_the_others_with_it(reader: Reader) -> None:
    """A picture that crashes its room is unread; the document around it goes on."""
    picture = b"lens:os._exit(1)"
    file = staged("parser", within("a.jpg", picture), "Piece('后')")

    assert contents(reader, file) == [
        ("crashed", "示例.dat!/a.jpg"),
        ("后", "示例.dat", None, ""),
    ]


def test_what_came_before_the_time_was_up_is_kept(reader: Reader) -> None:
    """A page that was read stays read when the next one hangs."""
    slow = staged("parser", "Piece('前')") + b"\ntime.sleep(60)"

    assert contents(reader, slow) == [("前", "示例.dat", None, ""), ("timeout", "示例.dat")]


def test_the_clock_runs_over_all_rooms(stage: Path, reader: Reader) -> None:
    """The time of a part is not multiplied by the pictures in it."""
    slow = staged("lens", "Piece('画')") + b"\ntime.sleep(3)"
    file = staged("parser", *(within(f"{at}.jpg", slow) for at in range(4)), "Piece('后')")
    found = contents(reader, file)

    assert [each[0] for each in found] == ["画", "画", "timeout", "timeout"]


def test_nobody_reads_on_when_the_verdict_stands(reader: Reader) -> None:
    """After a certain block pictures are left alone; text is not."""
    picture = staged("lens", "Piece('机密★10年 示例')") + b"\ntime.sleep(60)"
    file = staged("parser", within("a.jpg", picture), "Piece('绝密★ 示例')")
    inspector = Inspector(load_policy(), reader=reader)
    verdict = inspector.inspect(Message("-", (Part("示例.dat", data=file),)))

    assert verdict.decision == "block"
    assert {each.part for each in verdict.findings} == {"示例.dat", "示例.dat!/a.jpg"}
    assert verdict.unread == ()


def test_a_process_that_was_hurried_reads_the_next_file(reader: Reader) -> None:
    """Leaving a file early costs the next one nothing."""
    many = staged("lens", *["Piece('画')"] * 500)
    part = Part("示例.dat", data=many)
    for each in reader.contents(Message("-", (part,))):
        if isinstance(each, Passage) and each.text == "画":
            reader.hurry()

    assert contents(reader, staged("lens", "Piece('次')")) == [("次", "示例.dat", None, "")]


def test_the_environment_of_a_room_holds_no_key(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A parser that was taken over finds nothing to open the register with."""
    monkeypatch.setenv("ZHAMEN_KEY", "00" * 32)
    monkeypatch.setenv("GATE_TOKEN", "示例")
    (said, *_) = contents(reader, staged("parser", "Piece(' '.join(os.environ))"))[0]

    assert not {"ZHAMEN_KEY", "GATE_TOKEN"} & set(said.split())


def test_a_zip_of_documents_has_one_budget(stage: Path) -> None:
    """What lies in a package together stays within the limit of the whole."""
    with Reader(Settings(limits=Limits(output_chars=50))) as reader:
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for at in range(9):
                archive.writestr(f"word/{at}.txt", "示例" * 10)
        reading = reader.read(Message("-", (Part("a.docx", data=packed.getvalue()),)))

    assert "too_much_text" in {each.reason for each in reading.unread}
