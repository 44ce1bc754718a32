"""Keyed digests: the same however written, noise without the key; false alarms let off by them."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from zhamen.errors import PolicyError, UsageError
from zhamen.gatehouse.digests import Digests, make_key
from zhamen.gatehouse.house import Gatehouse
from zhamen.gatehouse.releasing import Release, Releases, load_releases, to_bytes
from zhamen.gatehouse.spool import read_spool
from zhamen.model.message import Message, Part
from zhamen.settings import PolicySettings, Settings, SpoolSettings

TOPIC = "拟任人选还没公布，先别外传（示例）"
KEY = bytes(32)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A new key of digests."""
    file = tmp_path / "digest.key"
    make_key(file)
    return file


def verdicts(key: Path, folder: Path, *texts: str, allowed: Path | None = None) -> list[object]:
    """Return what the spool keeps of these messages."""
    settings = Settings(spool=SpoolSettings(folder, key), policy=PolicySettings(allowed=allowed))
    with Gatehouse.open(settings) as house:
        for text in texts:
            house.pass_through(Message.of_text(text))
    return list(read_spool(folder))


def test_a_sentence_has_one_digest_however_it_is_written() -> None:
    """Width, script, spaces and punctuation make no other digest; another key does."""
    digests = Digests(KEY)

    assert digests.digest("进出人员凭口令核验") == digests.digest("進出 人員，憑口令核驗！")
    assert digests.digest("进出人员") != digests.digest("进出人民")
    assert digests.digest("进出人员") != Digests(bytes(31) + b"\1").digest("进出人员")


def test_a_message_is_known_by_its_sentences_and_files(tmp_path: Path) -> None:
    """A forwarded sentence and a renamed file have the digests of their originals."""
    (tmp_path / "a.bin").write_bytes(b"x" * 3_000_000)
    digests = Digests(KEY)
    said = "炉前作业区实行封闭管理"
    first = digests.sightings(
        Message("1", (Part("t", text=said), Part("a.bin", path=tmp_path / "a.bin")))
    )
    second = digests.sightings(
        Message("2", (Part("t", text=f"转：{said}。收到"), Part("b", data=b"x" * 3_000_000)))
    )

    assert first["files"] == second["files"]
    assert len(first["texts"]) == 1
    assert digests.sightings(Message.of_text("好的。收到。"))["texts"] == []
    assert first["texts"][0] not in second["texts"], "a word before it makes another sentence"
    assert digests.sightings(Message.of_text(f"转。{said}！"))["texts"] == first["texts"]


def test_a_spool_without_a_key_keeps_nothing_of_contents(tmp_path: Path) -> None:
    """Digests are kept only where a key was made for them."""
    with Gatehouse.open(Settings(spool=SpoolSettings(tmp_path))) as house:
        house.pass_through(Message.of_text(TOPIC))

    (record,) = read_spool(tmp_path)
    assert "digest" not in json.dumps(record)


def test_a_false_alarm_is_let_off_next_time(key: Path, tmp_path: Path) -> None:
    """What the office has found to be false is a hint, in that sentence and for that rule."""
    (record,) = verdicts(key, tmp_path / "one", TOPIC)
    findings = record["verdict"]["findings"]  # type: ignore[index]
    allowed = tmp_path / "allowed.toml"
    lines = [f'{each["detector"]} = ["{each["digest"]}"]' for each in findings[:1]]
    allowed.write_text("[allowed]\n" + "\n".join(lines), "utf-8")
    after = verdicts(key, tmp_path / "two", TOPIC, f"{TOPIC}补充", allowed=allowed)
    decisions = [each["verdict"]["decision"] for each in after]  # type: ignore[index]

    assert {each["detector"] for each in findings} == {findings[0]["detector"]}
    assert decisions == ["hint", "hold"]


def test_a_mark_is_never_let_off(key: Path, tmp_path: Path) -> None:
    """Whatever the list says, a secrecy mark blocks."""
    mark = "机密★10年（示例）"
    (record,) = verdicts(key, tmp_path / "one", mark)
    (finding,) = record["verdict"]["findings"]  # type: ignore[index]
    allowed = tmp_path / "allowed.toml"
    allowed.write_text(f'[allowed]\nmark = ["{finding["digest"]}"]\n', "utf-8")
    (after,) = verdicts(key, tmp_path / "two", mark, allowed=allowed)

    assert after["verdict"]["decision"] == "block"  # type: ignore[index]


@pytest.mark.parametrize(
    "text", ["", "zhamen-digest-1 00", "0" * 64, "zhamen-digest-2 " + "0" * 64]
)
def test_a_bad_key_opens_nothing(tmp_path: Path, text: str) -> None:
    """A gate whose digests cannot be made does not open."""
    file = tmp_path / "key"
    file.write_text(text, "utf-8")
    file.chmod(0o400)
    with pytest.raises(UsageError):
        Digests.open(file)


@pytest.mark.parametrize("text", ["[allowed", "[allowed]\nmark = 5\n", "allowed = 5\n"])
def test_a_bad_list_opens_nothing(key: Path, tmp_path: Path, text: str) -> None:
    """A list that cannot be read lets nobody off, and says so."""
    file = tmp_path / "allowed.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError):
        Digests.open(key, file)


def test_a_list_needs_the_key_it_was_made_with(tmp_path: Path) -> None:
    """Without the key no sentence could be compared."""
    settings = Settings(policy=PolicySettings(allowed=tmp_path / "allowed.toml"))
    with pytest.raises(UsageError, match="digest_key"):
        Gatehouse.open(settings)


def test_what_a_second_person_let_go_passes(key: Path, tmp_path: Path) -> None:
    """This content, from this sender, to this group, until then; anything else is held."""
    digests = Digests.open(key)
    now = datetime.now(UTC)
    held = Message("1", (Part("text", text=TOPIC),), sender="张三", group="值班群")
    until = now + timedelta(hours=1)
    release = Release("R-1", digests.message(held), "张三", "值班群", until)
    file = tmp_path / "releases.json"
    file.write_bytes(to_bytes([release]))
    settings = Settings(
        spool=SpoolSettings(tmp_path / "spool", key), policy=PolicySettings(releases=file)
    )
    again = Message("2", (Part("text", text=f" {TOPIC}！"),), sender="张三", group="值班群")
    tries = [
        again,
        replace(again, sender="李四"),
        replace(again, group="别的群"),
        replace(again, parts=(Part("text", text=f"{TOPIC}，另外"),)),
        replace(again, parts=(Part("text", text="机密★10年（示例）"),)),
    ]
    with Gatehouse.open(settings) as house:
        verdicts = [house.pass_through(each) for each in tries]
    late = Releases({release.digest: release}).covering(
        release.digest, "张三", "值班群", until + timedelta(seconds=1)
    )

    assert [str(each.decision) for each in verdicts] == ["pass", "hold", "hold", "hold", "block"]
    assert verdicts[0].to_dict()["released"] == "R-1"
    assert verdicts[0].findings
    assert late == ""


@pytest.mark.parametrize("text", ["", "{}", "[{}]", '[{"id": "1"}]', "[5]"])
def test_releases_that_cannot_be_read_open_nothing(tmp_path: Path, text: str) -> None:
    """A gate does not open under half a list."""
    file = tmp_path / "releases.json"
    file.write_text(text, "utf-8")
    with pytest.raises(PolicyError):
        load_releases(file)
