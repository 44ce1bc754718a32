"""Registered pictures are known again however they were passed on, and others are not."""

from collections.abc import Callable
from pathlib import Path

import numpy
import pytest

cv2 = pytest.importorskip("cv2", reason="the extra `ocr` is not installed")

from scenes import Picture, photographed, scene, sent, turned  # noqa: E402
from zhamen.errors import RegisterError  # noqa: E402
from zhamen.model.terms import Kind, Level  # noqa: E402
from zhamen.model.trace import Trace, TraceKind  # noqa: E402
from zhamen.reading.pictures.looks import features  # noqa: E402
from zhamen.register.document import Document, Status, What  # noqa: E402
from zhamen.register.enrol import Enroller, Original  # noqa: E402
from zhamen.register.found import Band, Match  # noqa: E402
from zhamen.register.keys import MasterKey  # noqa: E402
from zhamen.register.publishing import publish  # noqa: E402
from zhamen.register.recall import records_of  # noqa: E402
from zhamen.register.register import Register  # noqa: E402
from zhamen.register.registry import Registry  # noqa: E402


def trace(picture: Picture) -> Trace:
    """Return the look of a picture as a format's reader yields it."""
    return Trace(TraceKind.PICTURE, features(picture))


def pictured(registry: Registry, seed: int, **particulars: object) -> None:
    """Register a scene and nothing else."""
    document = Document(f"P-{seed}", **particulars)  # type: ignore[arg-type]
    records = records_of([trace(scene(seed))])
    registry.add(Enroller(registry.key).enrol(Original(document, "", records=records)))


@pytest.fixture
def shown(tmp_path: Path, master: MasterKey) -> Registry:
    """A registry of four scenes: three sites and a declassified one."""
    made = Registry.create(tmp_path / "r.zmr", master)
    for seed in (1, 2, 3):
        pictured(made, seed, kind=Kind.SITE, level=Level.NONE)
    pictured(made, 4, kind=Kind.SITE, level=Level.NONE, status=Status.DECLASSIFIED)
    return made


def recalled(path: Path, key: object, picture: Picture) -> list[Match]:
    register = Register([(path, lambda: key)])  # type: ignore[arg-type, return-value]
    found = register.recall(trace(picture))
    register.close()
    return found


def captioned(picture: Picture) -> Picture:
    below = cv2.copyMakeBorder(picture, 0, 160, 0, 0, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    cv2.putText(below, "look at this", (40, picture.shape[0] + 100), 0, 3, (0, 0, 0), 6)
    return numpy.asarray(below)


def screenshot(picture: Picture) -> Picture:
    shot = numpy.full((2400, 1200, 3), 18, numpy.uint8)
    shot[700:1600] = picture
    cv2.putText(shot, "12:30", (40, 90), 0, 2, (255, 255, 255), 4)
    return shot


PASSED_ON: dict[str, Callable[[Picture], Picture]] = {
    "as it is": lambda picture: picture,
    "recompressed": lambda picture: sent(picture, 1200, 30),
    "480 pixels": lambda picture: sent(picture, 480),
    "darkened": lambda picture: (picture * 0.4).astype(numpy.uint8),
    "the middle third": lambda picture: sent(picture[300:600]),
    "a tenth cut off all around": lambda picture: sent(picture[90:810, 120:1080]),
    "turned by 5 degrees": lambda picture: turned(picture, 5),
    "turned by 20 degrees": lambda picture: turned(picture, 20),
    "turned by 90 degrees": lambda picture: numpy.asarray(cv2.rotate(picture, 0)),
    "mirrored": lambda picture: numpy.ascontiguousarray(picture[:, ::-1]),
    "with a caption": captioned,
    "a screenshot": screenshot,
    "photographed from a screen": photographed,
}


@pytest.mark.parametrize("how", PASSED_ON)
def test_a_registered_picture_is_certain(how: str, shown: Registry, master: MasterKey) -> None:
    """And it alone, by its id."""
    shown.close()
    for seed in (1, 2):
        found = recalled(shown.path, master, PASSED_ON[how](scene(seed)))
        assert [(each.document.id, each.what, each.band) for each in found] == [
            (f"P-{seed}", What.PAGE, Band.CERTAIN)
        ], how


def test_other_pictures_are_not(shown: Registry, master: MasterKey) -> None:
    """Of the same kind, from the same hand."""
    shown.close()
    register = Register([(shown.path, lambda: master)])
    found = [register.recall(trace(scene(seed))) for seed in range(100, 140)]
    register.close()

    assert found == [[]] * 40


def test_a_gate_knows_only_the_class(shown: Registry, tmp_path: Path, master: MasterKey) -> None:
    """And nothing of what is declassified."""
    key = publish(shown, tmp_path / "gate.zmr", "gate")
    shown.close()
    (match,) = recalled(tmp_path / "gate.zmr", key, sent(scene(1)))

    assert match.document == Document("", Kind.SITE, Level.NONE, clauses=(7,))
    assert recalled(tmp_path / "gate.zmr", key, sent(scene(4))) == []


def test_a_removed_picture_is_forgotten(shown: Registry, master: MasterKey) -> None:
    """The others are still known."""
    shown.remove(["P-1"])
    shown.close()

    assert recalled(shown.path, master, scene(1)) == []
    assert [each.document.id for each in recalled(shown.path, master, scene(2))] == ["P-2"]


def test_icons_and_logos_are_not_registered() -> None:
    """They stand on everybody's papers."""
    small = numpy.asarray(cv2.resize(scene(1), (120, 90), interpolation=cv2.INTER_AREA))
    plain = numpy.full((900, 900, 3), 255, numpy.uint8)
    cv2.line(plain, (100, 450), (800, 450), (0, 0, 200), 12)

    assert records_of([trace(small), trace(plain)]) == {}


def test_what_is_no_look_is_an_error(shown: Registry, master: MasterKey) -> None:
    """A register that was asked nonsense does not say that nothing is known."""
    shown.close()
    register = Register([(shown.path, lambda: master)])
    for kind in TraceKind:
        with pytest.raises(RegisterError):
            register.recall(Trace(kind, b"\x01nonsense"))
    register.close()
