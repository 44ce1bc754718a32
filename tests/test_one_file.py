"""One new file is one new thing: detector, format, gate, verb, action, recaller, each in its tray.

Nothing else changes; each must be found, work, and appear wherever its kind is listed. The
detector is the one that CONTRIBUTING.md shows, so that its example can never rot.
"""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from zhamen import gates as gate_tray
from zhamen.cli import main as command
from zhamen.cli import registering as action_tray
from zhamen.cli import verbs as verb_tray
from zhamen.errors import PluginError
from zhamen.inspection import detectors as detector_tray
from zhamen.inspection.inspector import Inspector, load_detectors
from zhamen.model.message import Message, Part
from zhamen.model.trace import Trace, TraceKind
from zhamen.policy.loader import load_policy
from zhamen.reading import filing
from zhamen.reading import formats as format_tray
from zhamen.register import recall
from zhamen.register import recalling as recaller_tray
from zhamen.register.document import Document
from zhamen.register.enrol import Enroller, Original
from zhamen.register.keys import MasterKey
from zhamen.register.register import Register
from zhamen.register.registry import Registry
from zhamen.study import exchange as exchange_tray

ROOT = Path(__file__).parents[1]
Drop = Callable[[ModuleType, str, str], None]


@pytest.fixture
def drop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Drop]:
    """Returns a function that puts a file into a tray for one test."""
    dropped: list[str] = []

    def put(tray: ModuleType, name: str, text: str) -> None:
        folder = tmp_path / tray.__name__
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.py").write_text(text, "utf-8")
        monkeypatch.setattr(tray, "__path__", [*tray.__path__, str(folder)])
        dropped.append(f"{tray.__name__}.{name}")

    caches = filing.load_formats, recall.load_recallers
    for each in caches:
        each.cache_clear()
    yield put
    for each in caches:
        each.cache_clear()
    for name in dropped:
        sys.modules.pop(name, None)


def shown_in_contributing() -> str:
    """Return the detector that CONTRIBUTING.md shows whole."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.S)
    return next(block for block in blocks if "DETECTOR = " in block)


def test_a_detector_is_one_file(drop: Drop, capsys: pytest.CaptureFixture[str]) -> None:
    """The example of CONTRIBUTING.md inspects, and `zhamen explain` lists it."""
    drop(detector_tray, "badge", shown_in_contributing())
    detector = next(d for d in load_detectors() if d.name == "badge")
    verdict = Inspector(load_policy()).inspect(Message.of_text(detector.found[0].text))
    command.main(["explain"])

    assert "badge" in {finding.detector for finding in verdict.findings}
    assert "badge" in capsys.readouterr().out


FORMAT = '''"""Rot13 notes, for this test."""

import codecs

from zhamen.reading.formatting import Piece, Room


class Rot13:
    """Reads a text turned by thirteen letters."""

    name = "rot13"
    room = Room.HERE

    def claims(self, head, name):
        """Bid for the marker in the first line."""
        return 1.0 if head.startswith(b"rot13:") else 0.0

    def read(self, data, limits):
        """Yield the text."""
        yield Piece(codecs.decode(data.decode()[6:], "rot13"))


FORMAT = Rot13()
'''


def test_a_format_is_one_file(drop: Drop, inspector: Inspector) -> None:
    """A new format reads what only it understands."""
    drop(format_tray, "rot13", FORMAT)
    part = Part("note.txt", data="rot13:VAGREANY HFR BAYL 示例".encode())

    assert inspector.inspect(Message("-", (part,))).decision == "hold"


VERB = '''"""A verb, for this test."""


class Greet:
    """Says good day."""

    name = "greet"
    help = "问好 / say good day"

    def arguments(self, parser):
        """Need nothing."""

    def run(self, options, terminal):
        """Say it."""
        terminal.say("您好")
        return 0


VERB = Greet()
'''


def test_a_verb_is_one_file(drop: Drop, capsys: pytest.CaptureFixture[str]) -> None:
    """A new verb runs and is listed in the help."""
    drop(verb_tray, "greet", VERB)

    assert command.main(["greet"]) == 0
    assert "您好" in capsys.readouterr().out
    assert "greet" in command.verb_names()


ACTION = '''"""An action on a register, for this test."""


class Weigh:
    """Weighs a register."""

    name = "weigh"
    help = "称一称 / weigh it"

    def arguments(self, parser):
        """Need nothing."""

    def run(self, options, terminal):
        """Say it."""
        terminal.say("很轻")
        return 0


ACTION = Weigh()
'''


def test_an_action_on_a_register_is_one_file(
    drop: Drop, capsys: pytest.CaptureFixture[str]
) -> None:
    """A new action runs behind `zhamen register`."""
    drop(action_tray, "weigh", ACTION)

    assert command.main(["register", "weigh"]) == 0
    assert "很轻" in capsys.readouterr().out


GATE = '''"""A gate that says good day, for this test."""


class Hello:
    """Serves nobody."""

    name = "hello"
    help = "问好的闸口 / a gate that greets"
    settings = object

    def arguments(self, parser):
        """Need nothing."""

    def serve(self, options, settings, note):
        """Say it."""
        note("您好")
        return 0


GATE = Hello()
'''


def test_a_gate_is_one_file(drop: Drop, capsys: pytest.CaptureFixture[str]) -> None:
    """A new gate is served behind `zhamen gate`."""
    drop(gate_tray, "hello", GATE)

    assert command.main(["gate", "hello"]) == 0
    assert "您好" in capsys.readouterr().err


RECALLER = '''"""Halves of the world, for this test."""

from zhamen.model.trace import TraceKind
from zhamen.register.document import What
from zhamen.register.found import Band, Match


class Hemisphere:
    """Keeps on which side of the equator a picture was taken."""

    name = "hemisphere"
    kind = TraceKind.POSITION
    what = What.SITE

    def records(self, trace):
        """Yield one letter."""
        yield 99, b"S" if trace.value.startswith(b"-") else b"N"

    def memory(self, source):
        """Lay out all of them."""
        return Halves([(each, data) for each, kind, data in source.records("site") if kind == 99])


class Halves:
    """All registered halves."""

    def __init__(self, kept):
        self._kept = kept

    def recall(self, trace):
        """Return what was taken on the same side."""
        half = [data for _, data in RECALLER.records(trace)]
        found = [document for document, data in self._kept if data in half]
        return [Match(each, What.SITE, Band.LOOK, 0, ()) for each in found]


RECALLER = Hemisphere()
'''


def test_a_recaller_is_one_file(drop: Drop, tmp_path: Path) -> None:
    """A new recaller's records are enrolled with a document, sealed, and recalled by a gate."""
    drop(recaller_tray, "hemisphere", RECALLER)
    taken = Trace(TraceKind.POSITION, b"30.250000,120.150000")
    key = MasterKey.new()
    registry = Registry.create(tmp_path / "r.zmr", key)
    original = Original(Document("P-1"), "", records=recall.records_of([taken]))
    registry.add(Enroller(registry.key).enrol(original))
    register = Register([(registry.path, lambda: registry.key)])

    north, south = (Trace(TraceKind.POSITION, at) for at in (b"64.1,-21.9", b"-41.3,174.8"))
    assert [match.document.id for match in register.recall(north)] == ["P-1"]
    assert register.recall(south) == []
    register.close()


@pytest.mark.parametrize("text", ['"""Nothing here."""\n', '"""Wrong."""\nDETECTOR = 1\n'])
def test_a_bad_file_is_refused_by_name(drop: Drop, text: str) -> None:
    """A file without its export, or with another thing, stops the program."""
    drop(detector_tray, "broken", text)

    with pytest.raises(PluginError, match="broken"):
        load_detectors()


EXCHANGE = '''"""Plain lines, for this test."""


class Lines:
    """One question a line."""

    name = "lines"
    suffix = ".lines"
    title = "一行一题 / a line each"
    reads = False

    def write(self, issue):
        """Return the questions."""
        return "\\n".join(each.text for each in issue.questions).encode()

    def read(self, data, clause):
        """Read nothing."""
        return []


EXCHANGE = Lines()
'''


def test_an_exchange_is_one_file(drop: Drop, tmp_path: Path) -> None:
    """A new format of questions is offered by `zhamen study export`."""
    drop(exchange_tray, "lines", EXCHANGE)
    words = ["study", "export", "must-not-1", "--format", "lines", "-o", str(tmp_path)]

    assert command.main(words) == 0
    assert len((tmp_path / "must-not-1.lines").read_text("utf-8").splitlines()) == 3
