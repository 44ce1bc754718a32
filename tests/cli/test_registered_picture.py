"""Registered pages and photographs are stopped when a part of them, or a photo of them, is sent."""

import json
from pathlib import Path
from typing import Any

import pytest
from running import run

pytest.importorskip("cv2", reason="the extra `ocr` is not installed")

from PIL import Image

from scenes import Picture, jpeg, photographed, scene, sent

META = (
    "编号,文件,类别,密级,状态,位置\n"
    "B-1,机房.png,要害部位,,,\"30.25,120.1500,200\"\n"
    "B-2,旧址.png,要害部位,,已解密,\n"
    "D-1,附图.pdf,国家秘密,机密,,\n"
)  # fmt: skip


def page(path: Path) -> None:
    """Write a PDF that is one picture."""
    Image.fromarray(scene(3)[:, :, ::-1]).save(path)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register of two sites and a drawing, and a gate's bundle."""
    home = tmp_path_factory.mktemp("home")
    docs = home / "docs"
    docs.mkdir()
    for seed, name in ((1, "机房.png"), (2, "旧址.png")):
        Image.fromarray(scene(seed)[:, :, ::-1]).save(docs / name)
    page(docs / "附图.pdf")
    (home / "META.csv").write_text(META, "utf-8")
    run(home, "register", "keygen", "-o", "k")
    built = run(home, "register", "build", "docs", "--meta", "META.csv", "--key", "k",
                "-o", "r.zmr", "--jobs", 1)  # fmt: skip
    assert "登记 3 份" in built.out, built.out + built.err
    run(home, "register", "publish", "r.zmr", "--key", "k", "-o", "g.zmr", "--gate-key", "gk")
    return home


def check(home: Path, data: bytes, bundle: str = "r.zmr", key: str = "k") -> Any:
    """Return the verdict on one attachment."""
    (home / "a.jpg").write_bytes(data)
    done = run(home, "check", "--json", "--attach", "a.jpg", "--register", bundle, "--key", key)
    return json.loads(done.out)


def findings(verdict: Any, detector: str = "registered_picture") -> list[Any]:
    """Return what one detector found."""
    return [each for each in verdict["findings"] if each["detector"] == detector]


@pytest.mark.parametrize(
    ("picture", "document", "clause"),
    [
        pytest.param(sent(scene(1)[300:600]), "B-1", 7, id="a third of a photo of a site"),
        pytest.param(photographed(scene(1)), "B-1", 7, id="a photo of its photo"),
        pytest.param(sent(scene(3)[90:810, 120:1080]), "D-1", 1, id="a drawing, cropped"),
    ],
)
def test_what_is_registered_is_stopped(
    home: Path, picture: Picture, document: str, clause: int
) -> None:
    """The verdict names the document and the must-not."""
    verdict = check(home, jpeg(picture))
    (finding,) = findings(verdict)

    assert verdict["decision"] == "block"
    assert (finding["document"], finding["clause"]) == (document, clause)


def test_what_is_declassified_is_a_hint(home: Path) -> None:
    """It is still recognised."""
    (finding,) = findings(check(home, jpeg(scene(2))))

    assert (finding["decision"], finding["document"]) == ("hint", "B-2")


def test_a_gate_stops_it_and_names_nothing(home: Path) -> None:
    """The class is all that a gate knows."""
    verdict = check(home, jpeg(sent(scene(1))), "g.zmr", "gk")
    (finding,) = findings(verdict)

    assert verdict["decision"] == "block"
    assert "document" not in finding and finding["kind"] == "site"


def test_another_picture_is_not_recognised(home: Path) -> None:
    """From the same hand."""
    assert findings(check(home, jpeg(scene(50)))) == []


@pytest.mark.parametrize(("degrees", "inside"), [((30, 15, 0), True), ((30, 16, 0), False)])
def test_a_photo_taken_inside_a_site_is_held(
    home: Path, degrees: tuple[int, int, int], inside: bool
) -> None:
    """By the position that the camera wrote; a kilometre and more away is elsewhere."""
    notes = Image.Exif()
    notes.get_ifd(0x8825).update({1: "N", 2: degrees, 3: "E", 4: (120, 9, 0)})
    Image.fromarray(scene(60)).save(home / "gps.jpg", exif=notes)
    verdict = check(home, (home / "gps.jpg").read_bytes())

    assert bool(findings(verdict, "site_position")) is inside
    if inside:
        assert verdict["decision"] == "hold" and 7 in verdict["clauses"]
