"""What the office publishes: signed, whole, never older; a gate follows it between two messages."""

import errno
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from zhamen.errors import PolicyError, UsageError
from zhamen.gatehouse import published
from zhamen.gatehouse.counters import Counters
from zhamen.gatehouse.digests import Digests, make_key
from zhamen.gatehouse.published import PublishedHouse, open_house
from zhamen.gatehouse.releasing import Release, to_bytes
from zhamen.gatehouse.snapshot import CURRENT, open_snapshot, publish
from zhamen.gatehouse.spool import read_spool
from zhamen.journal.keys import SigningKey, save_keys
from zhamen.model.message import Message, Part
from zhamen.settings import Settings, SnapshotSettings, SpoolSettings

NOW = datetime.now(UTC)
SOURCE = Path(__file__).parents[2] / "src"
KEY = SigningKey.new("example-office")
TEXT = "青崖三号的事回头再说（示例）"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of snapshots, and the office's public key beside it."""
    save_keys(KEY, tmp_path / "office.key", tmp_path / "office.pub")
    return tmp_path / "snapshots"


def test_what_is_published_is_what_is_opened(root: Path) -> None:
    """Serial numbers go on, and the newest is the one that is read."""
    first = publish(root, {"allowed.toml": b"[allowed]\n"}, KEY, NOW)
    second = publish(root, {"register/a.zmr": b"x", "phrases/b.toml": b""}, KEY, NOW)

    assert (first.serial, second.serial) == (1, 2)
    assert open_snapshot(root, KEY.public) == second
    assert second.names == ("phrases/b.toml", "register/a.zmr")


def test_old_ones_are_dropped(root: Path) -> None:
    """The last few stay, since a gate may be reading one of them."""
    for _ in range(6):
        publish(root, {}, KEY, NOW)

    assert sorted(each.name for each in root.iterdir()) == [
        "00000004",
        "00000005",
        "00000006",
        CURRENT,
    ]


KILLED_AT_EVERY_STEP = """
import itertools, os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from zhamen.gatehouse.snapshot import publish
from zhamen.journal.keys import load_signing_key

key, where = load_signing_key(Path(sys.argv[1])), Path(sys.argv[2])
for last in itertools.count():
    root = where / str(last)
    publish(root, {"allowed.toml": b"1", "phrases/a.toml": b"1"}, key, datetime.now(UTC))
    if child := os.fork():
        if os.waitpid(child, 0)[1] == 0:
            break
        continue
    steps = itertools.count()
    def step(event, words):
        if event in ("open", "os.rename", "os.mkdir", "shutil.rmtree") and next(steps) == last:
            os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(step)
    publish(root, {"allowed.toml": b"2", "phrases/a.toml": b"2"}, key, datetime.now(UTC))
    os._exit(0)
"""


def test_killed_at_any_step_it_is_the_old_one_or_the_new_one(root: Path, tmp_path: Path) -> None:
    """Never half of one; and what is published after the crash comes out whole."""
    where = tmp_path / "killed"
    words = [sys.executable, "-c", KILLED_AT_EVERY_STEP, tmp_path / "office.key", where]
    subprocess.run(words, check=True, env={"PYTHONPATH": str(SOURCE)})
    serials = []
    for each in sorted(where.iterdir(), key=lambda path: int(path.name)):
        found = open_snapshot(each, KEY.public)
        said = {(found.folder / name).read_bytes() for name in found.names}
        assert said == {str(found.serial).encode()}, each.name
        serials.append(found.serial)
        again = publish(each, {"allowed.toml": b"3"}, KEY, NOW)
        assert open_snapshot(each, KEY.public) == again
        assert not [path for path in each.iterdir() if path.name.startswith(".")]

    assert len(serials) > 12 and serials == sorted(serials)
    assert set(serials) == {1, 2}


def test_what_was_left_under_another_number_goes(root: Path) -> None:
    """Numbers that come from a clock are never the same again: nothing may gather under them."""
    publish(root, {}, KEY, NOW, past=100)
    for left in (".00000150.unfinished", "00000160"):
        (root / left).mkdir()
        (root / left / "manifest.json").write_bytes(b"1")
    publish(root, {}, KEY, NOW, past=200)

    assert sorted(path.name for path in root.iterdir()) == ["00000101", "00000201", CURRENT]


def test_gaps_between_numbers_leave_the_last_few(root: Path) -> None:
    """A gate may be reading the last but one, whatever its number is."""
    for past in (100, 2000, 30_000, 400_000):
        publish(root, {}, KEY, NOW, past=past)

    assert sorted(path.name for path in root.iterdir()) == [
        "00002001", "00030001", "00400001", CURRENT
    ]  # fmt: skip


def test_a_full_disk_leaves_the_one_before(root: Path) -> None:
    """What could not be written is said, and the next one does not trip over what it left."""
    before = publish(root, {"allowed.toml": b"1"}, KEY, NOW)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(OSError, match="large"):
            publish(root, {"allowed.toml": b"2", "register/a.zmr": bytes(8192)}, KEY, NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert open_snapshot(root, KEY.public) == before
    assert publish(root, {"allowed.toml": b"2"}, KEY, NOW).serial == 2
    assert sorted(path.name for path in root.iterdir()) == ["00000001", "00000002", CURRENT]


def spoil_file(root: Path) -> None:
    """Change a file."""
    (root / "00000002" / "allowed.toml").write_bytes(b"[allowed]\nmark = []\n")


def spoil_manifest(root: Path) -> None:
    """Change the list of files."""
    path = root / "00000002" / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b"allowed", b"avowed!"))


def lose_file(root: Path) -> None:
    """Delete a file."""
    (root / "00000002" / "allowed.toml").unlink()


def lose_signature(root: Path) -> None:
    """Delete the signature."""
    (root / "00000002" / "manifest.sig").unlink()


def sign_with_another(root: Path) -> None:
    """Publish it under a key of one's own."""
    shutil.rmtree(root)
    for _ in range(2):
        publish(root, {"allowed.toml": b""}, SigningKey.new("example-office"), NOW)


def replay_older(root: Path) -> None:
    """Put the first one in the place of the second."""
    shutil.rmtree(root / "00000002")
    shutil.copytree(root / "00000001", root / "00000002")


def turn_back(root: Path) -> None:
    """Name the first one as the newest."""
    (root / CURRENT).write_text("1\n")


def scribble(root: Path) -> None:
    """Write no number."""
    (root / CURRENT).write_text("newest\n")


SPOILERS = [
    spoil_file, spoil_manifest, lose_file, lose_signature, sign_with_another, replay_older,
    turn_back, scribble,
]  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILERS, ids=lambda spoil: spoil.__name__)
def test_whatever_is_wrong_is_refused(root: Path, spoil: object) -> None:
    """A snapshot that is changed, unsigned, another's or older opens nothing."""
    for _ in range(2):
        publish(root, {"allowed.toml": b"[allowed]\n"}, KEY, NOW)
    spoil(root)  # type: ignore[operator]
    with pytest.raises(PolicyError):
        open_snapshot(root, KEY.public, at_least=2)


def test_nothing_published_opens_nothing(root: Path) -> None:
    """A gate that is told to follow the office does not open without its word."""
    with pytest.raises(PolicyError):
        open_snapshot(root, KEY.public)


@pytest.fixture
def unit_phrases() -> bytes:
    """A phrase list that knows one word of the unit's own."""
    return """
[[unpublished_matter.rule]]
name = "unit-projects"
clause = 5
kind = "draft"
decision = "hold"
why = "疑似谈论尚未公开的示例项目"
any = ["青崖三号"]
""".encode()


@pytest.fixture
def house(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PublishedHouse]:
    """A gatehouse that looks for news before every message."""
    monkeypatch.setattr(published, "_LOOK_SECONDS", 0.0)
    monkeypatch.setattr(published, "_AFTER_FAULT_SECONDS", 0.0)
    publish(root, {}, KEY, NOW)
    own = SnapshotSettings(root, root.parent / "office.pub")
    opened = open_house(Settings(snapshot=own, spool=SpoolSettings(root.parent / "spool")))
    assert isinstance(opened, PublishedHouse)
    with opened:
        yield opened


def decision(house: PublishedHouse) -> str:
    """Return what becomes of the message."""
    return str(house.pass_through(Message.of_text(TEXT)).decision)


def test_a_gate_follows_between_two_messages(
    house: PublishedHouse, root: Path, unit_phrases: bytes
) -> None:
    """A word that the office has just published holds the next message."""
    before = decision(house)
    publish(root, {"phrases/unit.toml": unit_phrases}, KEY, NOW)

    assert (before, decision(house)) == ("pass", "hold")
    assert house.serial == 2
    assert house.healthy()


def test_a_bad_snapshot_changes_nothing_but_health(
    house: PublishedHouse, root: Path, unit_phrases: bytes
) -> None:
    """The gate goes on under the last good one, says so, and follows when it is put right."""
    publish(root, {"phrases/unit.toml": unit_phrases}, KEY, NOW)
    decision(house)
    publish(root, {}, KEY, NOW)
    (root / "00000003" / "manifest.sig").write_bytes(bytes(64))
    held, healthy = decision(house), house.healthy()
    publish(root, {}, KEY, NOW)

    assert (held, healthy) == ("hold", False)
    assert (decision(house), house.healthy(), house.serial) == ("pass", True, 4)


def test_a_policy_that_does_not_load_changes_nothing(house: PublishedHouse, root: Path) -> None:
    """What the office signed by mistake is not half a policy."""
    publish(root, {"phrases/unit.toml": b"nonsense = ["}, KEY, NOW)

    assert decision(house) == "pass"
    assert house.serial == 1
    assert not house.healthy()


def test_what_could_not_be_read_for_a_moment_is_no_lasting_fault(
    house: PublishedHouse, root: Path
) -> None:
    """Once the number of the snapshot in use can be read again, the gate is well."""
    (root / "current").write_text("", "ascii")
    sick = decision(house), house.healthy()
    (root / "current").write_text("1\n", "ascii")

    assert sick == ("pass", False)
    assert (decision(house), house.healthy()) == ("pass", True)


def test_an_office_brought_back_from_a_backup_is_followed_again(
    house: PublishedHouse, root: Path, tmp_path: Path
) -> None:
    """Its next word is past all that the gate has seen, though its own last word was older."""
    publish(root, {}, KEY, NOW, past=100)
    shutil.copytree(root, tmp_path / "backup")
    publish(root, {}, KEY, NOW, past=200)
    seen = decision(house), house.serial
    shutil.rmtree(root)
    shutil.copytree(tmp_path / "backup", root)
    back = decision(house), house.healthy(), house.serial
    publish(root, {}, KEY, NOW, past=300)

    assert seen == ("pass", 201)
    assert back == ("pass", False, 201)
    assert (decision(house), house.healthy(), house.serial) == ("pass", True, 301)


def test_an_old_word_holds_everything(root: Path) -> None:
    """Whoever keeps the office's word from a gate does not open it; the spool says so."""
    publish(root, {}, KEY, NOW - timedelta(hours=30))
    own = SnapshotSettings(root, root.parent / "office.pub", most_hours=24)
    spool = SpoolSettings(root.parent / "spool")
    with open_house(Settings(snapshot=own, spool=spool)) as house:
        verdict = house.pass_through(Message.of_text("午饭"))
    (written,) = read_spool(root.parent / "spool")

    assert verdict.decision == "hold"
    assert [each.reason for each in verdict.unread] == ["snapshot"]
    assert written["verdict"]["unread"] == [{"part": "-", "reason": "snapshot"}]


def test_verdicts_that_the_last_house_could_not_force_are_said(
    house: PublishedHouse, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gate follows all the same; whoever waits for the verdicts before it is refused once."""
    house.pass_unsynced(Message.of_text("午饭"))
    publish(root, {}, KEY, NOW)

    def broken(descriptor: int) -> None:
        raise OSError(errno.EIO, "示例")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fdatasync", broken)
        house.pass_unsynced(Message.of_text("午饭"))
    with pytest.raises(OSError):
        house.sync()
    house.sync()

    assert house.serial == 2
    assert decision(house) == "pass"


def test_a_folder_without_a_key_is_refused(root: Path) -> None:
    """What nobody can check is not followed."""
    with pytest.raises(UsageError, match="together"):
        open_house(Settings(snapshot=SnapshotSettings(root)))


def test_a_release_is_told_when_every_counter_holds_it(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that has just looked may refuse for a moment still; then it is told, and passes."""
    moment = [100.0]
    monkeypatch.setattr(published, "monotonic", lambda: moment[0])
    make_key(tmp_path / "digest.key")
    publish(root, {}, KEY, NOW)
    held = Message("m", (Part("text", text="机密"),), sender="张三", group="示例群")
    digest = Digests.open(tmp_path / "digest.key").message(held)
    row = Release("R-1", digest, "张三", "示例群", NOW + timedelta(hours=2))
    spool = SpoolSettings(tmp_path / "spool", tmp_path / "digest.key")
    own = SnapshotSettings(root, tmp_path / "office.pub")
    counters = Counters(lambda: open_house(Settings(snapshot=own, spool=spool)), 1, 4)
    moment[0] = 101.2
    counters.later(held).result()
    publish(root, {"releases.json": to_bytes([row])}, KEY, NOW)
    said = []
    for moment[0] in (101.7, 102.3):
        told = counters.covering(digest, "张三", "示例群")
        said.append((told, str(counters.later(held).result().decision)))
    counters.close()

    assert said == [("", "hold"), ("R-1", "pass")]
