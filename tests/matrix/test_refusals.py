"""Everything that a Matrix client can send, through a real homeserver: no secret gets through."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from matrix_running import Person, Platform, eventually, refused

from drawing import saved, written
from zhamen.cli.loopback import PYTHON
from zhamen.matrix.database import Database
from zhamen.matrix.media import Media

SECRET = "机密★10年（示例）"
PAGE = "<p>机<b>密</b>★<i>10</i>年（示例）</p>"
CLEAN = "收到，明早七点到三楼开会"


@pytest.fixture(scope="module")
def room(platform: Platform) -> str:
    """A group of two."""
    return platform["zhang"].room(platform["li"], name="值班群")


@pytest.fixture(scope="module")
def said(platform: Platform, room: str) -> str:
    """A harmless message that can be edited and answered."""
    event: str = platform["zhang"].send(room, CLEAN).json()["event_id"]
    return event


def text(body: str = CLEAN, **more: Any) -> dict[str, Any]:
    return {"msgtype": "m.text", "body": body, **more}


def page(body: str) -> dict[str, str]:
    return {"format": "org.matrix.custom.html", "formatted_body": body}


def edit(said: str, **new: Any) -> dict[str, Any]:
    relates = {"rel_type": "m.replace", "event_id": said}
    return text("* 好", **{"m.new_content": text(**new), "m.relates_to": relates})


POLL = {
    "m.poll": {
        "question": {"m.text": [{"body": "明天几点"}]},
        "answers": [{"m.id": "a", "m.text": [{"body": SECRET}]}],
    }
}
HALVES = {"m.poll": {"question": "机密", "answers": ["★10年"]}}
SAID = [
    pytest.param("m.room.message", lambda e: text(SECRET), id="text"),
    pytest.param("m.room.message", lambda e: {"msgtype": "m.emote", "body": SECRET}, id="emote"),
    pytest.param("m.room.message", lambda e: {"msgtype": "m.notice", "body": SECRET}, id="notice"),
    pytest.param("m.room.message", lambda e: text(**page(PAGE)), id="formatted body only"),
    pytest.param(
        "m.room.message", lambda e: text(**page(f"<mx-reply>{SECRET}</mx-reply>好")), id="fallback"
    ),
    pytest.param(
        "m.room.message", lambda e: text(**page(f'<img alt="{SECRET}">')), id="words of a picture"
    ),
    pytest.param("m.room.message", lambda e: edit(e, body=SECRET), id="edit"),
    pytest.param("m.room.message", lambda e: edit(e, **page(PAGE)), id="edit, formatted only"),
    pytest.param(
        "m.room.message",
        lambda e: text(f"> <@a:b> {SECRET}\n\n好", **{"m.relates_to": {"m.in_reply_to": {
            "event_id": e}}}), id="reply that quotes",
    ),
    pytest.param(
        "m.room.message",
        lambda e: text(SECRET, **{"m.relates_to": {"rel_type": "m.thread", "event_id": e}}),
        id="thread",
    ),
    pytest.param(
        "m.room.message",
        lambda e: {"msgtype": "m.location", "body": "这里", "geo_uri": f"geo:1,2;u={SECRET}"},
        id="location",
    ),
    pytest.param(
        "m.reaction",
        lambda e: {"m.relates_to": {"rel_type": "m.annotation", "event_id": e, "key": SECRET}},
        id="reaction",
    ),
    pytest.param("m.poll.start", lambda e: POLL, id="poll"),
    pytest.param("m.poll.start", lambda e: HALVES, id="poll in halves"),
    pytest.param("m.sticker", lambda e: {"body": SECRET, "info": {}}, id="sticker"),
    pytest.param("cn.example.form", lambda e: {"a": [{"b": {"c": SECRET}}]}, id="unknown type"),
    pytest.param("cn.example.form", lambda e: {SECRET: 1}, id="name of a field"),
    pytest.param(f"cn.{SECRET}", lambda e: {}, id="type itself"),
    pytest.param(
        "m.room.message", lambda e: text(**{"a": "下列哪项是密级标志？答："}, b=SECRET),
        id="unseen field lends no context",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "content"), SAID)
def test_a_secret_is_refused_wherever_it_stands(
    platform: Platform, room: str, said: str, kind: str, content: Any
) -> None:
    """Each place of an event where a client shows words, and those where none does."""
    before = len(platform["li"].read(room))
    answer = platform["zhang"].send(room, content(said), kind)

    assert refused(answer), answer.text
    assert SECRET not in answer.text
    assert len(platform["li"].read(room)) == before


STATES = [
    pytest.param("m.room.name", {"name": SECRET}, "", id="name"),
    pytest.param("m.room.topic", {"topic": SECRET}, "", id="topic"),
    pytest.param("cn.example.state", {"x": SECRET}, "", id="unknown state"),
    pytest.param("cn.example.state", {"x": 1}, SECRET, id="state key"),
    pytest.param("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}, "", id="encryption"),
]


@pytest.mark.parametrize(("kind", "content", "key"), STATES)
def test_a_secret_is_no_state_of_a_room(
    platform: Platform, room: str, kind: str, content: Any, key: str
) -> None:
    """Names, topics and states of any type are looked at; encryption is never switched on."""
    assert refused(platform["zhang"].state(room, kind, content, key))


CREATED = [
    pytest.param({"name": SECRET}, id="name"),
    pytest.param({"topic": SECRET}, id="topic"),
    pytest.param({"room_alias_name": "机密★10年"}, id="alias"),
    pytest.param(
        {"initial_state": [{"type": "m.room.encryption", "state_key": "",
                            "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]}, id="encryption",
    ),
    pytest.param({"initial_state": [{"type": "a.b", "content": {"x": SECRET}}]}, id="state"),
    pytest.param({"creation_content": {"x": SECRET}}, id="creation content"),
]  # fmt: skip


@pytest.mark.parametrize("config", CREATED)
def test_a_room_is_not_made_with_a_secret(platform: Platform, config: dict[str, Any]) -> None:
    """It is refused before there is a room: none is left behind, empty."""
    zhang = platform["zhang"]
    before = zhang.rooms()
    answer = zhang.call("POST", "/createRoom", config)

    assert refused(answer), answer.text
    assert zhang.rooms() == before


def test_what_goes_with_a_membership_is_read(platform: Platform, room: str) -> None:
    """Reasons of invitations, kicks and redactions are words to others."""
    zhang, wang = platform["zhang"], platform["wang"]
    event = zhang.send(room, CLEAN).json()["event_id"]
    path = f"/rooms/{quote(room)}"
    asked = {"user_id": wang.user, "reason": SECRET}
    reasons = {"reason": SECRET}
    answers = [
        zhang.call("POST", f"{path}/invite", asked),
        zhang.call("POST", f"{path}/kick", {"user_id": platform["li"].user, "reason": SECRET}),
        zhang.call("PUT", f"{path}/redact/{quote(event)}/t1", reasons),
        zhang.call("POST", f"{path}/leave", reasons),
    ]

    assert [refused(each) for each in answers] == [True] * 4


def test_an_outsider_is_not_asked_in(platform: Platform, room: str) -> None:
    """People of other servers are none of the unit's."""
    body = {"user_id": "@somebody:elsewhere.example"}

    assert refused(platform["zhang"].call("POST", f"/rooms/{quote(room)}/invite", body))


def test_an_alias_and_a_name_are_read(platform: Platform, room: str) -> None:
    """A room's address is refused, a person's name is taken back."""
    zhang = platform["zhang"]
    alias = quote("#机密★10年:zhamen.example", safe="")
    answer = zhang.call("PUT", f"/directory/room/{alias}", {"room_id": room})
    path = f"/profile/{quote(zhang.user)}/displayname"
    zhang.call("PUT", path, {"displayname": SECRET})

    def taken_back() -> bool:
        return zhang.call("GET", path).json().get("displayname") != SECRET

    assert refused(answer)
    assert eventually(taken_back)
    assert zhang.call("PUT", path, {"displayname": "张三"}).status_code == 200


SEALED = {
    "m.room.encrypted": {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AwgAEn"},
    "m.room.message": {
        "msgtype": "m.file", "body": "a.bin",
        "file": {"url": "mxc://zhamen.example/abc", "key": {"k": "x"}, "iv": "y", "hashes": {}},
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", SEALED)
def test_what_is_sealed_is_refused(platform: Platform, room: str, kind: str) -> None:
    """An encrypted event, and one that brings the key of an encrypted file."""
    assert refused(platform["zhang"].send(room, SEALED[kind], kind))


def test_everyday_talk_passes(platform: Platform, room: str, said: str) -> None:
    """Text, formatted text, edit, reply, reaction, poll, name and topic go their way."""
    zhang = platform["zhang"]
    reaction = {"m.relates_to": {"rel_type": "m.annotation", "event_id": said, "key": "👍"}}
    answers = [
        zhang.send(room, CLEAN),
        zhang.send(room, text(**page("<p>三楼<b>开会</b></p>"))),
        zhang.send(room, edit(said, body="改到八点")),
        zhang.send(room, reaction, "m.reaction"),
        zhang.state(room, "m.room.topic", {"topic": "每天的值班安排"}),
    ]

    assert [each.status_code for each in answers] == [200] * 5


def uploaded(person: Person, data: bytes, name: str = "a.png") -> str:
    answer = person.upload(data, name)
    assert answer.status_code == 200, answer.text
    mxc: str = answer.json()["content_uri"]
    return mxc


def picture(mxc: str, body: str = "a.png", **more: Any) -> dict[str, Any]:
    return {"msgtype": "m.image", "body": body, "url": mxc, **more}


@pytest.fixture(scope="module")
def harmless() -> bytes:
    """A picture of harmless words."""
    return saved(written("青崖钢铁集团", "食堂本周菜单"))


def test_a_picture_is_read_before_its_upload_is_answered(platform: Platform) -> None:
    """Letters in a photograph count; so do a text file's, and the name of any file."""
    zhang = platform["zhang"]
    secret = zhang.upload(saved(written("示例机密★10年", "青崖钢铁集团文件")))
    plain = zhang.upload(SECRET.encode(), "a.txt", "text/plain")
    named = zhang.upload(saved(written("食堂本周菜单")), "机密★10年.png")

    assert [refused(each) for each in (secret, plain, named)] == [True] * 3, named.text + plain.text


def test_a_harmless_picture_passes_and_travels_on(
    platform: Platform, room: str, harmless: bytes
) -> None:
    """It is uploaded, sent, and forwarded by somebody else into another room."""
    zhang, li = platform["zhang"], platform["li"]
    mxc = uploaded(zhang, harmless)
    other = li.room(platform["wang"], name="食堂群")

    assert zhang.send(room, picture(mxc)).status_code == 200
    assert li.send(other, picture(mxc)).status_code == 200
    thumbnail = f"/_matrix/client/v1/media/thumbnail/{mxc.removeprefix('mxc://')}"
    assert li.http.get(thumbnail, params={"width": 32, "height": 32}).status_code == 200


def test_a_caption_and_a_file_name_are_read(platform: Platform, room: str, harmless: bytes) -> None:
    """Words beside a harmless picture are words."""
    mxc = uploaded(platform["zhang"], harmless)
    answers = [
        platform["zhang"].send(room, picture(mxc, SECRET, filename="a.png")),
        platform["zhang"].send(room, picture(mxc, "好", filename="机密★10年.png")),
    ]

    assert [refused(each) for each in answers] == [True, True]


def shapes(mxc: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the ways in which an event may quote a file."""
    link = f"https://zhamen.example/_matrix/client/v1/media/download/{mxc.removeprefix('mxc://')}"
    return [
        ("m.room.message", picture(mxc)),
        ("m.room.message", {"msgtype": "m.file", "body": "a", "url": mxc}),
        ("m.room.message", picture("", info={"thumbnail_url": mxc})),
        ("m.room.message", text(**page(f'<img src="{mxc}">'))),
        ("m.room.message", text(**page(f'<img src="{mxc.replace(":", "&#58;")}">'))),
        ("m.room.message", text(f"看这里 {mxc}")),
        ("m.room.message", text(f"看这里 {link}")),
        ("m.sticker", {"body": "a", "url": mxc, "info": {}}),
        ("cn.example.form", {"a": [{"b": mxc}]}),
        ("m.room.message", {**text("* a"), "m.new_content": picture(mxc)}),
    ]


def test_nobody_quotes_a_file_that_was_never_inspected(platform: Platform, room: str) -> None:
    """Ten shapes of a forward; also a file of another server, and one that is still to come."""
    zhang = platform["zhang"]
    made = zhang.http.post("/_matrix/media/v1/create").json()["content_uri"]
    for mxc in ("mxc://zhamen.example/AbCdEfGhIjKlMnOpQrStUvWx", "mxc://elsewhere.example/a", made):
        for kind, content in shapes(mxc):
            assert refused(zhang.send(room, content, kind)), (kind, content)
    assert refused(zhang.state(room, "m.room.avatar", {"url": made}))


def test_what_is_contained_appears_nowhere_any_more(
    platform: Platform, room: str, harmless: bytes
) -> None:
    """Not under its address, not under another, not uploaded again, by nobody."""
    zhang, li = platform["zhang"], platform["li"]
    once, again = uploaded(zhang, harmless + b"1"), uploaded(li, harmless + b"1", "b.png")
    database = Database(platform.spool / "matrix")
    found = Media(database).contain(once, "ZM-0000-AAAAAAA", 0.0)
    database.close()

    assert set(found) == {once, again}
    for kind, content in (*shapes(once), *shapes(again)):
        assert refused(li.send(room, content, kind))
    assert refused(zhang.upload(harmless + b"1"))


def test_an_upload_in_two_steps_cannot_be_fetched_in_between(
    platform: Platform, room: str, harmless: bytes
) -> None:
    """The id is known before the bytes: nobody gets or quotes them until they pass."""
    zhang, li = platform["zhang"], platform["li"]
    mxc = zhang.http.post("/_matrix/media/v1/create").json()["content_uri"]
    where = mxc.removeprefix("mxc://")
    secret = saved(written("示例机密★10年", "青崖钢铁集团文件"))
    put = zhang.http.put(f"/_matrix/media/v3/upload/{where}", content=secret)
    early = li.http.get(f"/_matrix/client/v1/media/download/{where}", params={"timeout_ms": 100})
    before = zhang.send(room, picture(mxc))
    second = zhang.http.put(f"/_matrix/media/v3/upload/{where}", content=harmless)
    after = zhang.send(room, picture(mxc))

    assert refused(put)
    assert early.status_code in (404, 504)
    assert refused(before)
    assert (second.status_code, after.status_code) == (200, 200)
    got = li.http.get(f"/_matrix/client/v1/media/download/{where}")
    assert got.content == harmless


def test_raced_uploads_leave_only_what_passed(platform: Platform, harmless: bytes) -> None:
    """Two uploads to one id at once, one of them secret: what stands there is the harmless one."""
    zhang, li = platform["zhang"], platform["li"]
    secret = saved(written("示例机密★10年", "青崖钢铁集团文件"))
    for _ in range(3):
        mxc = zhang.http.post("/_matrix/media/v1/create").json()["content_uri"]
        where = mxc.removeprefix("mxc://")
        path = f"/_matrix/media/v3/upload/{where}"
        with ThreadPoolExecutor(2) as pool:
            racing = [
                pool.submit(zhang.http.put, path, content=data) for data in (secret, harmless)
            ]
        assert refused(racing[0].result()) or racing[0].result().status_code == 409
        got = li.http.get(f"/_matrix/client/v1/media/download/{where}", params={"timeout_ms": 100})
        assert got.status_code != 200 or got.content == harmless


def test_a_server_administrator_is_asked_like_everybody(platform: Platform, room: str) -> None:
    """Rights on the homeserver are no way around the gate."""
    token = platform.synapse.register("root", admin=True)
    with Person(platform.synapse.url, "@root:zhamen.example", token) as root:
        own = root.room(name="管理")

        assert refused(root.send(own, SECRET))
        assert refused(root.upload(SECRET.encode(), "a.txt", "text/plain"))


def test_matrix_nio_shows_the_reason(platform: Platform, room: str, tmp_path: Path) -> None:
    """A client library's own error carries our words."""
    script = tmp_path / "client.py"
    script.write_text(NIO, "utf-8")
    zhang = platform["zhang"]
    asked = [str(PYTHON), str(script), platform.synapse.url, zhang.user, zhang.token, room]
    said = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60).stdout

    assert "RoomSendError: CN.ZHAMEN.REFUSED 已拦截" in said
    assert "UploadError: CN.ZHAMEN.REFUSED 已拦截" in said
    assert "RoomSendResponse" in said


NIO = """
import asyncio, io, sys
from nio import AsyncClient

async def main(url, user, token, room):
    client = AsyncClient(url, user)
    client.access_token, client.user_id = token, user
    for body in ("机密★10年（示例）", "收到"):
        said = await client.room_send(room, "m.room.message", {"msgtype": "m.text", "body": body})
        print(said)
    data = "机密★10年（示例）".encode()
    said, _ = await client.upload(io.BytesIO(data), "text/plain", "a.txt", filesize=len(data))
    print(said)
    await client.close()

asyncio.run(main(*sys.argv[1:]))
"""


ASKED = [
    pytest.param("check_event_for_spam", {"event": {"content": {"body": SECRET}}}, 403, id="event"),
    pytest.param("check_event_for_spam", {"event": {"content": {"body": CLEAN}}}, 200, id="clean"),
    pytest.param("user_may_create_room_alias", {"room_alias": "#机密★10年:a"}, 403, id="alias"),
    pytest.param(
        "user_may_invite", {"inviter": "@a:b", "invitee": "@c:d", "room_id": "!r:b"}, 403, id="out"
    ),
    pytest.param("user_may_join_room", {"user": "@a:b", "room": "!r:b"}, 200, id="says nothing"),
    pytest.param("check_event_for_spam", {"event": 1}, 400, id="no event"),
]


@pytest.mark.parametrize(("callback", "question", "status"), ASKED)
def test_synapse_http_antispam_is_answered(
    platform: Platform, callback: str, question: dict[str, Any], status: int
) -> None:
    """2xx lets through; else the answer's body is what the client is shown."""
    url = f"http://127.0.0.1:{platform.gate.port}/v1/antispam/{callback}"
    headers = {"authorization": f"Bearer {platform.token}"}
    said = httpx.post(url, json=question, headers=headers, trust_env=False, timeout=30)

    assert said.status_code == status
    assert status != 403 or "案号" in said.json()["error"]


def test_nothing_that_was_refused_stands_in_a_log(platform: Platform) -> None:
    """Neither homeserver nor gate writes a word of it down."""
    log = platform.log()

    assert "Processed request" not in log and "synapse" in log
    assert [word for word in ("机密★", "%E2%98%85", "青崖钢铁", "食堂") if word in log] == []
