"""A recording that was registered as a file is stopped when an excerpt of it is sent."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from running import run

sys.path.insert(0, str(Path(__file__).parents[1] / "reading"))
from recorded import RATE, filmed, recorded, scene, silk, voice

MEETING, OTHER = voice(40, 31), voice(40, 32)
EXCERPT = MEETING[12 * RATE : 22 * RATE]
META = "编号,文件,密级,状态\nR-1,会议.m4a,机密,有效\nR-2,旧会议.m4a,秘密,已解密\n"
SENT: dict[str, Callable[[], bytes]] = {
    "片段.m4a": lambda: recorded(EXCERPT, "aac", "ipod"),
    "片段.amr": lambda: recorded(EXCERPT, "libopencore_amrnb", "amr", 8000),
    "语音.silk": lambda: silk(EXCERPT),
    "现场.mp4": lambda: filmed([scene(1)] * 25, sound=EXCERPT),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register of two recordings, one of them declassified, and a gate's bundle."""
    home = tmp_path_factory.mktemp("home")
    docs = home / "docs"
    docs.mkdir()
    (docs / "会议.m4a").write_bytes(recorded(MEETING, "aac", "ipod"))
    (docs / "旧会议.m4a").write_bytes(recorded(voice(40, 33), "aac", "ipod"))
    (home / "META.csv").write_text(META, "utf-8")
    run(home, "register", "keygen", "-o", "k")
    built = run(home, "register", "build", "docs", "--meta", "META.csv", "--key", "k",
                "-o", "r.zmr", "--jobs", 1)  # fmt: skip
    # Their speech is not understood, and so called unread; their sound is registered.
    assert built.status == 2, built.err
    published = run(home, "register", "publish", "r.zmr", "--key", "k", "-o", "g.zmr",
                    "--gate-key", "gk")  # fmt: skip
    assert published.status == 0, published.err
    return home


def check(home: Path, name: str, data: bytes, bundle: str = "r.zmr", key: str = "k") -> Any:
    """Return the verdict on one attachment."""
    (home / name).write_bytes(data)
    done = run(home, "check", "--json", "--attach", name, "--register", bundle, "--key", key)
    return json.loads(done.out)


@pytest.mark.parametrize("name", SENT)
def test_an_excerpt_is_stopped(home: Path, name: str) -> None:
    """Ten seconds of it are enough, whatever holds them; the verdict names document and level."""
    verdict = check(home, name, SENT[name]())
    (finding,) = verdict["findings"]

    assert verdict["decision"] == "block"
    assert verdict["clauses"] == [2]
    assert (finding["detector"], finding["document"]) == ("registered_recording", "R-1")
    assert (finding["level"], finding["part"]) == ("secret", name)


def test_a_gate_knows_it_too(home: Path) -> None:
    """With the gate's bundle it is stopped, and no document is named."""
    verdict = check(home, "片段.m4a", SENT["片段.m4a"](), "g.zmr", "gk")
    (finding,) = verdict["findings"]

    assert verdict["decision"] == "block"
    assert "document" not in finding
    assert finding["level"] == "secret"


def test_another_recording(home: Path) -> None:
    """Another recording is not taken for it; that nobody understands it is said."""
    verdict = check(home, "别的.m4a", recorded(OTHER, "aac", "ipod"))

    assert "findings" not in verdict or verdict["findings"] == []
    assert [each["reason"] for each in verdict["unread"]] == ["no_speech_model"]


def test_a_declassified_recording(home: Path) -> None:
    """One that is no secret any more is recognised, and no longer stopped for it."""
    verdict = check(home, "旧.m4a", recorded(voice(40, 33)[: 12 * RATE], "aac", "ipod"))
    (finding,) = verdict["findings"]

    assert (finding["document"], finding["decision"]) == ("R-2", "hint")


def test_a_removed_recording(home: Path) -> None:
    """One that was taken out is not known any more."""
    data = recorded(MEETING[: RATE * 10], "aac", "ipod")
    (home / "x.zmr").write_bytes((home / "r.zmr").read_bytes())
    (home / "x.zmr.vault").write_bytes((home / "r.zmr.vault").read_bytes())
    assert check(home, "片段.m4a", data, "x.zmr")["decision"] == "block"
    run(home, "register", "remove", "x.zmr", "R-1", "--key", "k")

    assert check(home, "片段.m4a", data, "x.zmr")["findings"] == []
