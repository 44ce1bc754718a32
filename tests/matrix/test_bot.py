"""The gate's bot on a real homeserver: it tells, it acts on replies, it tells of a release."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from matrix_running import Person, Platform, eventually, refused

from zhamen.cli.loopback import BOT, PYTHON
from zhamen.gatehouse.releasing import Release, to_bytes
from zhamen.gatehouse.requests import read_requests
from zhamen.gatehouse.snapshot import publish
from zhamen.gatehouse.spool import read_spool
from zhamen.journal.keys import SigningKey, save_keys
from zhamen.matrix.database import Database
from zhamen.matrix.notices import Notice, Notices

MARKED = "机密★10年（示例）"
HELD = "机密"
KEY = SigningKey.new("example-office")
SNAPSHOT = '[snapshot]\nfolder = "snapshots"\nkey = "office.pub"\n'


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform whose gate follows an office."""
    if not PYTHON.exists():
        pytest.skip("Synapse is not installed: make matrix")
    folder = tmp_path_factory.mktemp("office")
    save_keys(KEY, folder / "office.key", folder / "office.pub")
    publish(folder / "snapshots", {}, KEY, datetime.now(UTC))
    opened = Platform(folder, SNAPSHOT, text_seconds=15.0, media_seconds=45.0)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def room(office: Platform) -> str:
    """A group of two, and the bot."""
    return office["zhang"].room(office["li"], name="值班群")


def told(person: Person, count: int) -> list[str]:
    """Return the bodies of the bot's letters, as soon as there are so many."""
    letters = eventually(lambda: len(found := person.letters(BOT)) >= count and found, 30) or []
    return [each["content"]["body"] for each in letters]


def answered(office: Platform, person: Person, body: str, **more: Any) -> str:
    """Say something to the bot and return what it answers."""
    before = len(told(person, 1))
    direct = person.letters(BOT)[0]["room_id"]
    assert person.send(direct, {"msgtype": "m.text", "body": body, **more}).status_code == 200
    return told(person, before + 1)[-1]


def test_the_sender_is_told_everything_but_the_secret(office: Platform, room: str) -> None:
    """Where, which must-not, on what masked evidence, the case, what to do, a draft to copy."""
    zhang = office["zhang"]
    case = zhang.send(room, MARKED).json()["case"]
    letter = told(zhang, 1)[0]

    for words in ("值班群", case, "不得之1", "机*★", "现在怎么办", "可以改发这一条", "约阅"):
        assert words in letter
    assert "机密★" not in letter and "申请放行" not in letter


def test_one_room_is_used_for_all(office: Platform, room: str) -> None:
    """Another refusal comes in the same room; the same message once more is told once."""
    zhang = office["zhang"]
    cases = [zhang.send(room, "机密★20年（示例）").json()["case"] for _ in range(3)]
    told(zhang, 2)
    letters = zhang.letters(BOT)

    assert len(set(cases)) == 1
    assert len({each["room_id"] for each in letters}) == 1
    assert len(letters) == 2


def test_the_notice_is_posted_in_the_senders_name(office: Platform, room: str) -> None:
    """Blanks are asked for, no secret is filled in, the group reads who says it."""
    zhang, li = office["zhang"], office["li"]
    asked = answered(office, zhang, "发领取通知")
    direct = zhang.letters(BOT)[0]["room_id"]
    letters = len(told(zhang, 1))
    filling = zhang.send(direct, "发领取通知 11 27 机密★10年 8023")
    told(zhang, letters + 1)
    case = told(zhang, 1)[0].split("案号 ")[1][:15]
    done = answered(office, zhang, f"发领取通知 {case} 11 27 李四 8023")
    posted = [e["content"]["body"] for e in li.read(room) if e["sender"] == BOT]

    assert "空白" in asked
    assert refused(filling) and "已经以您的名义" in done
    assert len(posted) == 1 and posted[0].startswith("【通知】张三：有文件一份")
    assert "11月27日" in posted[0] and "__" not in posted[0]


def test_what_is_asked_of_the_office_is_written_down(office: Platform, room: str) -> None:
    """A reading, a mistake; a mark is released by nobody; anything else is explained."""
    zhang = office["zhang"]
    answers = [answered(office, zhang, each) for each in ("约阅", "我误发了", "申请放行", "为啥")]
    written = [(row["kind"], row["sender"]) for row in read_requests(office.spool)]

    assert "约阅" in answers[0] and "误发" in answers[1]
    assert "谁也不能放行" in answers[2] and "我只认" in answers[3]
    assert written == [("reading", zhang.user), ("mistake", zhang.user)]


def test_another_persons_case_is_nobodys(office: Platform, room: str) -> None:
    """Whoever names somebody else's case is told that there is none."""
    zhang, li = office["zhang"], office["li"]
    case = zhang.send(room, "机密★30年（示例）").json()["case"]
    li.send(room, "机密★15年（示例）")

    assert "没有找到" in answered(office, li, f"约阅 {case}")


def test_a_hold_is_released_by_another_person_and_passes(office: Platform, room: str) -> None:
    """Held, asked for, published by the office, told to the sender, sent again: it passes."""
    wang = office["wang"]
    other = wang.room(office["li"], name="另一个群")
    case = wang.send(other, HELD).json()["case"]
    told(wang, 1)
    asked = answered(office, wang, "申请放行")
    row = next(each for each in read_spool(office.spool) if each["verdict"]["id"] == case)
    until = datetime.now(UTC) + timedelta(hours=2)
    release = Release("R-7", row["digests"]["message"][0], row["sender"], row["group"], until)
    publish(office.folder / "snapshots", {"releases.json": to_bytes([release])}, KEY,
            datetime.now(UTC))  # fmt: skip
    letters = told(wang, 3)
    # At once: the bot says so only when the doors hold it.
    again = wang.send(other, HELD)

    assert "由另一个人审" in asked
    assert "R-7" in letters[-1] and case in letters[-1]
    assert again.status_code == 200
    assert refused(office["li"].send(other, HELD))
    assert refused(wang.send(wang.room(office["li"], name="第三个群"), HELD))


def test_many_are_told_at_once(office: Platform) -> None:
    """With its limits lifted: the homeserver lets others make ten rooms, then one a minute."""
    with ExitStack() as stack:
        people = []
        for number in range(14):
            token = office.synapse.register(f"new{number}", "新人")
            user = f"@new{number}:zhamen.example"
            people.append(stack.enter_context(Person(office.synapse.url, user, token)))
        cases = [each.send(each.room(name="群"), MARKED).json()["case"] for each in people]
        letters = [told(each, 1) for each in people]

    assert len(set(cases)) == 14
    assert all(case in letter for case, (letter,) in zip(cases, letters, strict=True))


def test_who_cannot_be_reached_keeps_back_nobody_else(office: Platform) -> None:
    """Of sixty whom no homeserver knows, older than his, one is told; of releases likewise."""
    wang = office["wang"]
    room = wang.room(office["li"], name="第四个群")
    notices = Notices(Database(office.spool / "matrix"))
    at = datetime.now(UTC).timestamp() - 60
    until = datetime.now(UTC) + timedelta(hours=2)
    for number in range(60):
        said = {"decision": "hold", "clauses": [1], "findings": [], "unread": []}
        notices.note(Notice(f"A-{number}", f"nobody{number}", "!r", "d", at, said))
    before = len(wang.letters(BOT))
    case = wang.send(room, HELD).json()["case"]
    letters = told(wang, before + 1)
    row = next(each for each in read_spool(office.spool) if each["verdict"]["id"] == case)
    digest = row["digests"]["message"][0]
    releases = [
        Release("R-8", "d", "nobody0", "!r", until),
        Release("R-9", digest, wang.user, room, until),
    ]
    publish(office.folder / "snapshots", {"releases.json": to_bytes(releases)}, KEY,
            datetime.now(UTC))  # fmt: skip

    assert case in letters[-1]
    assert "R-9" in told(wang, before + 2)[-1]


def test_a_gate_that_was_down_tells_later(office: Platform, room: str) -> None:
    """What was to be told when the bot ended is told when it is back, and only once."""
    li = office["li"]
    before = len(told(li, 1))
    case = li.send(room, "机密★25年（示例）").json()["case"]
    office.gate.close()
    office.gate.start()
    letters = told(li, before + 1)

    assert sum(case in each for each in letters) == 1
