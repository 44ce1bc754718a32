"""One new file is one new thing: detector, format, gate, verb, action, dropped into their trays.

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
from zhamen.policy.loader import load_policy
from zhamen.reading import filing
from zhamen.reading import formats as format_tray

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

    filing.load_formats.cache_clear()
    yield put
    filing.load_formats.cache_clear()
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


@pytest.mark.parametrize("text", ['"""Nothing here."""\n', '"""Wrong."""\nDETECTOR = 1\n'])
def test_a_bad_file_is_refused_by_name(drop: Drop, text: str) -> None:
    """A file without its export, or with another thing, stops the program."""
    drop(detector_tray, "broken", text)

    with pytest.raises(PluginError, match="broken"):
        load_detectors()
