"""The window: under the settings of a gate with register and spool, and without its traces."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from zhamen.gatehouse.digests import make_key
from zhamen.model.message import Message, Part
from zhamen.model.terms import Decision
from zhamen.office.selfcheck.window import TooOften, Window
from zhamen.register.document import Document
from zhamen.register.enrol import Enroller, Original
from zhamen.register.keys import MasterKey, save_key
from zhamen.register.registry import Registry
from zhamen.settings import PolicySettings, RegisterSettings, Settings, SpoolSettings

SECRET = "青崖钢铁（示例）七号高炉于霜降次日停风检修，炉缸侧壁第三层炭砖改用国产微孔砖。"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A gate with a register of one document, a spool, a key of digests, and a limit of four."""
    master = MasterKey.new()
    save_key(master, tmp_path / "key")
    make_key(tmp_path / "digest")
    (tmp_path / "allowed.toml").write_text("[allowed]\n")
    registry = Registry.create(tmp_path / "r.zmr", master)
    registry.add(Enroller(registry.key).enrol(Original(Document("D-7"), SECRET)))
    registry.close()
    return Settings(
        policy=PolicySettings(allowed=tmp_path / "allowed.toml"),
        spool=SpoolSettings(tmp_path / "spool", digest_key=tmp_path / "digest"),
        register=RegisterSettings((tmp_path / "r.zmr",), (tmp_path / "key",), guesses=4),
    )


@pytest.fixture
def window(settings: Settings) -> Iterator[Window]:
    """A window of two counters under these settings."""
    window = Window(settings, per_minute=8)
    yield window
    window.close()


def ask(window: Window, text: str, sender: str = "person:1") -> tuple[Decision, list[str]]:
    """Return the decision and the reasons why something is unread."""
    verdict = window.ask(Message("-", (Part("text", text=text),), sender=sender))
    return verdict.decision, [each.reason for each in verdict.unread]


def test_guesses_at_the_register_are_counted(window: Window) -> None:
    """Over the limit of the settings nothing is told; another person is answered."""
    told = [ask(window, SECRET[:20])[0] for _ in range(4)]

    assert all(each in (Decision.HOLD, Decision.BLOCK) for each in told)
    assert ask(window, "午饭吃什么") == (Decision.HOLD, ["guesses"])
    assert ask(window, "午饭吃什么", "person:2") == (Decision.PASS, [])


def test_nothing_is_spooled(window: Window, tmp_path: Path) -> None:
    """The gate's folder of verdicts is not even made, and nothing else is."""
    before = sorted(tmp_path.rglob("*"))
    ask(window, SECRET)

    assert sorted(tmp_path.rglob("*")) == before and not (tmp_path / "spool").exists()


def test_whoever_asks_too_often_waits(window: Window) -> None:
    """Eight a minute were allowed here; the ninth is not inspected."""
    for _ in range(8):
        ask(window, "午饭")

    with pytest.raises(TooOften):
        ask(window, "午饭")
