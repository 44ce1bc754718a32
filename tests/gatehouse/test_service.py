"""The gatehouse over HTTP, asked for real on loopback: verdicts, refusals, limits, silence."""

import base64
import errno
import hashlib
import json
import logging
import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra `service` is not installed")
pytest.importorskip("uvicorn", reason="the extra `service` is not installed")

import httpx
import uvicorn

from zhamen.gatehouse.callers import add_caller, load_callers
from zhamen.gatehouse.counters import Counters, is_short
from zhamen.gatehouse.house import Gatehouse
from zhamen.gatehouse.service import Service, application, openapi_text
from zhamen.gatehouse.spool import read_spool
from zhamen.model.message import Message, Part
from zhamen.model.terms import Basis, Channel, Decision, Kind, Level
from zhamen.model.verdict import Advice, Finding, Unread, Verdict
from zhamen.settings import Limits, Settings, SpoolSettings

MARKED = "机密★10年（示例）"
CANARY = "云岭金丝雀示例句"


class Served:
    """A service on loopback, and clients of its gates."""

    def __init__(self, folder: Path, *, waiting: int = 8, body_bytes: int = 1 << 20) -> None:
        callers = folder / "callers.toml"
        self.token = add_caller(callers, "im", Channel.INTERNAL, 0.0)
        self.slow_token = add_caller(callers, "slow", Channel.INTERNET, 2.0)
        self.spool = folder / "spool"
        self.share = folder / "share"
        self.share.mkdir()
        settings = Settings(spool=SpoolSettings(self.spool), limits=Limits(seconds=5.0))
        self.counters = Counters(lambda: Gatehouse.open(settings), 1, waiting)
        service = Service(self.counters, load_callers(callers), body_bytes, self.share)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._server = uvicorn.Server(
            uvicorn.Config(application(service), port=self.port, log_level="critical")
        )
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}",
            headers={"authorization": f"Bearer {self.token}"},
            timeout=20,
        )

    def ask(self, **message: object) -> httpx.Response:
        """Send one message as the gate `im`."""
        return self.client.post("/v1/inspect", json=message)

    def close(self) -> None:
        """Stop it and wait."""
        self.client.close()
        self._server.should_exit = True
        self._thread.join()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A service that runs for one test."""
    opened = Served(tmp_path)
    yield opened
    opened.close()


def in_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_a_message_goes_in_and_a_verdict_comes_out(served: Served) -> None:
    """The answer is the verdict of the contract, under the caller's own id."""
    answer = served.ask(id="m1", text=MARKED, sender="张三", group="示例群")
    verdict = answer.json()

    assert answer.status_code == 200
    assert (verdict["schema"], verdict["id"], verdict["decision"]) == (1, "m1", "block")
    assert verdict["clauses"] == [1]


def test_a_message_without_a_time_is_of_now(served: Served) -> None:
    """A gate that knows no time may say null."""
    answers = [served.ask(text=MARKED, at=at) for at in (None, "2026-11-25T08:00:00+08:00")]

    assert [each.json()["decision"] for each in answers] == ["block", "block"]


def test_files_are_read_by_their_bytes_and_by_path(served: Served) -> None:
    """A file sent and a file in the shared folder get the same verdict."""
    (served.share / "a.txt").write_text(MARKED, "utf-8")
    data = MARKED.encode()
    sent = {"name": "a.txt", "bytes": in_base64(data), "sha256": hashlib.sha256(data).hexdigest()}
    verdicts = [
        served.ask(files=[file]).json() for file in (sent, {"name": "a.txt", "path": "a.txt"})
    ]

    assert [each["decision"] for each in verdicts] == ["block", "block"]
    assert verdicts[0]["findings"] == verdicts[1]["findings"]


def test_what_cannot_be_read_is_held(served: Served) -> None:
    """An unread file is no pass, over HTTP neither."""
    verdict = served.ask(files=[{"name": "a.pdf", "bytes": in_base64(b"%PDF-1.7 broken")}]).json()

    assert verdict["decision"] == "hold"
    assert verdict["unread"] == [{"part": "a.pdf", "reason": "damaged"}]


def test_the_caller_says_the_channel_unless_the_message_does(served: Served) -> None:
    """A gate of the internal platform need not name its channel each time."""
    unit = "本件系内部资料，不得外传（示例）"
    usual = served.ask(text=unit).json()["decision"]
    outside = served.ask(text=unit, channel="internet").json()["decision"]

    assert usual != outside


BAD = [
    pytest.param({}, "neither text nor files", id="empty"),
    pytest.param({"txet": "a"}, "unknown fields", id="misspelt"),
    pytest.param({"text": 5}, "text must be", id="text a number"),
    pytest.param({"text": ["a", None]}, "text must be", id="text a list of nothing"),
    pytest.param({"text": "a", "channel": "radio"}, "channel must be", id="channel"),
    pytest.param({"text": "a", "at": "yesterday"}, "at must be", id="time"),
    pytest.param({"text": "a", "id": 5}, "id must be", id="id a number"),
    pytest.param({"text": "a", "sender": "x" * 1001}, "sender must be", id="sender too long"),
    pytest.param({"files": {}}, "files must be", id="files no list"),
    pytest.param({"files": [{"name": "a", "bytes": "", "mime": {}}]}, "mime", id="mime"),
    pytest.param({"files": [{"bytes": ""}]}, "with a name", id="no name"),
    pytest.param({"files": [{"name": "a"}]}, "either bytes or", id="no content"),
    pytest.param({"files": [{"name": "a", "bytes": "%"}]}, "Base64", id="no Base64"),
    pytest.param({"files": [{"name": "a", "bytes": "", "size": 1}]}, "of a file", id="file field"),
    pytest.param({"files": [{"name": "a", "bytes": "", "sha256": "0"}]}, "does not fit", id="sum"),
    pytest.param({"files": [{"name": "a", "path": "../x"}]}, "outside", id="path climbs"),
    pytest.param({"files": [{"name": "a", "path": "/etc/passwd"}]}, "outside", id="path absolute"),
    pytest.param({"files": [{"name": "a", "path": 5}]}, "must be a string", id="path a number"),
]


@pytest.mark.parametrize(("message", "words"), BAD)
def test_a_bad_message_is_refused_in_words(
    served: Served, message: dict[str, object], words: str
) -> None:
    """What is misspelt or of the wrong type is no verdict, and the answer says what is wrong."""
    answer = served.client.post("/v1/inspect", json=message)

    assert answer.status_code == 400
    assert words in answer.json()["error"]["en"]
    assert "未发出" in answer.json()["error"]["zh"]


@pytest.mark.parametrize("body", [b"", b"[", b"\xff", b"[" * 100_000, b"5", b'"text"', b"null"])
def test_nonsense_is_refused(served: Served, body: bytes) -> None:
    """A body that is no JSON object is no verdict and no fault of ours."""
    assert served.client.post("/v1/inspect", content=body).status_code == 400


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic {}", "bearer  x{}"])
def test_nobody_asks_without_a_token(served: Served, header: str) -> None:
    """A missing, wrong or differently presented token is turned away."""
    headers = {"authorization": header.format(served.token)}
    answer = served.client.post("/v1/inspect", json={"text": "午饭"}, headers=headers)

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "token")


def test_a_caller_that_asks_too_often_waits(served: Served) -> None:
    """The rate of one gate is its own."""
    headers = {"authorization": f"Bearer {served.slow_token}"}
    codes = [
        served.client.post("/v1/inspect", json={"text": "午饭"}, headers=headers).status_code
        for _ in range(12)
    ]

    assert 429 in codes
    assert codes[0] == 200
    assert served.ask(text="午饭").status_code == 200


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_beyond_the_limit_is_not_taken_in(served: Served, chunked: bool) -> None:
    """Whether or not the caller says how long it is."""
    body = b" " * (3 << 20)
    content = (body[at : at + 65536] for at in range(0, len(body), 65536)) if chunked else body
    answer = served.client.post("/v1/inspect", content=content)

    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def test_too_many_at_once_are_turned_away_and_the_others_answered(tmp_path: Path) -> None:
    """A queue has an end; whoever is beyond it is told so at once, and nobody is lost."""
    served = Served(tmp_path, waiting=2)
    long = "这是一段很长的普通文字。" * 20_000
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: served.ask(text=[long]), range(12)))
    served.close()
    codes = [each.status_code for each in answers]

    assert set(codes) == {200, 503}
    assert all(each.headers["retry-after"] for each in answers if each.status_code == 503)
    assert len(list(read_spool(served.spool))) == codes.count(200)


def test_a_short_text_does_not_wait_for_long_ones(served: Served) -> None:
    """Files in the queue do not hold up the chat."""
    long = "这是一段很长的普通文字。" * 20_000
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(served.ask, text=[long]) for _ in range(3)]
        short = served.ask(text=MARKED).json()
        decisions = [each.result().json()["decision"] for each in waiting]

    assert short["decision"] == "block"
    assert decisions == ["pass"] * 3


def test_what_is_short_is_inspected_at_once() -> None:
    """Thousands of empty texts, or a long context, are no short text."""
    talk = Part("text", text="午饭")

    assert is_short(Message("m", (talk,), context=("好的",)))
    assert not is_short(Message("m", (talk, Part("a", data=b""))))
    assert not is_short(Message("m", (Part("text", text=""),) * 5000))
    assert not is_short(Message("m", (talk,), context=("好的" * 5000,)))


def test_half_a_surrogate_pair_is_no_fault(served: Served) -> None:
    """JSON can hold one, and no UTF-8 can: the verdict comes all the same."""
    answer = served.client.post("/v1/inspect", content=rb'{"id": "\ud83d", "text": "\ud83d"}')

    assert (answer.status_code, answer.json()["decision"]) == (200, "pass")


def test_every_verdict_is_in_the_spool_and_no_content_anywhere(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    """With the log at its loudest, neither log, spool nor counts hold a word of a message."""
    caplog.set_level(logging.DEBUG)
    served.ask(text=f"{MARKED}{CANARY}", id="m1")
    served.ask(files=[{"name": "a.txt", "bytes": in_base64(CANARY.encode())}])
    served.client.post("/v1/inspect", content=f'{{"text": "{CANARY}'.encode())
    said = caplog.text + served.client.get("/metrics").text
    written = "".join(path.read_text("utf-8") for path in served.spool.iterdir())

    assert [each["verdict"]["decision"] for each in read_spool(served.spool)] == ["block", "pass"]
    assert CANARY not in said
    assert CANARY not in written


def test_no_verdict_is_given_before_it_is_on_the_disk(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stands in the spool already, and still the gate waits until the disk has it."""
    forced = threading.Event()

    def slow(descriptor: int) -> None:
        assert forced.wait(20)

    monkeypatch.setattr(os, "fdatasync", slow)
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(served.ask, text="午饭") for _ in range(3)]
        while len(list(read_spool(served.spool))) < 3:
            time.sleep(0.01)
        waiting = [each for each in asked if not each.done()]
        forced.set()
        codes = [each.result().status_code for each in asked]

    assert len(waiting) == 3
    assert codes == [200] * 3


def test_a_verdict_that_the_disk_did_not_take_is_not_given(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody who waited for the same forcing is refused, the next one is not."""

    def broken(descriptor: int) -> None:
        raise OSError(errno.EIO, CANARY)

    with monkeypatch.context() as disk:
        disk.setattr(os, "fdatasync", broken)
        with ThreadPoolExecutor(4) as pool:
            codes = {
                each.status_code for each in pool.map(lambda _: served.ask(text="午饭"), "1234")
            }

    assert codes == {500}
    assert served.ask(text="午饭").status_code == 200


def test_what_was_written_while_the_disk_failed_is_not_given(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk says only once that it lost something, and that may be this verdict too."""
    tried: list[int] = []

    def breaking(descriptor: int) -> None:
        tried.append(descriptor)
        if len(tried) == 1:
            while len(list(read_spool(served.spool))) < 3:
                time.sleep(0.01)
            raise OSError(errno.EIO, CANARY)

    with monkeypatch.context() as disk:
        disk.setattr(os, "fdatasync", breaking)
        with ThreadPoolExecutor(3) as pool:
            codes = [
                each.status_code for each in pool.map(lambda _: served.ask(text="午饭"), "123")
            ]

    assert codes == [500] * 3
    assert served.ask(text="午饭").status_code == 200


def test_a_fault_is_no_verdict(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever breaks inside, the gate gets an answer that is not a pass, without its words."""

    async def broken(message: object) -> None:
        raise RuntimeError(CANARY)

    monkeypatch.setattr(served.counters, "at_once", broken)
    answer = served.ask(text="午饭")

    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "fault")
    assert CANARY not in answer.text


def test_its_health_is_that_of_its_spool(served: Served) -> None:
    """A gatehouse that cannot write verdicts down is failing, and then answers nothing."""
    served.ask(text="午饭")
    before = served.client.get("/healthz").status_code
    for path in served.spool.iterdir():
        path.unlink()
    served.spool.rmdir()

    assert before == 200
    assert served.client.get("/healthz").status_code == 503
    assert served.ask(text="午饭").status_code == 500


def test_the_contract_knows_every_field_and_word_of_a_verdict() -> None:
    """What the model can say is what the OpenAPI file says it can."""
    schemas = json.loads(openapi_text())["components"]["schemas"]
    found = schemas["Finding"]["properties"]
    finding = Finding(
        "mark", Decision.BLOCK, Basis.MARK, "a.pdf", 0, 1, "机", "why", 1, Kind.STATE,
        Level.SECRET, 1.0, 1, "place", "D1", 9, "", (0, 0, 1, 1),
    )  # fmt: skip
    verdict = Verdict(
        "m", Decision.BLOCK, (1,), (finding,), (Unread("a", "b"),), Advice("a"), released="r"
    )

    assert set(found) == set(finding.to_dict())
    assert set(schemas["Verdict"]["properties"]) == set(verdict.to_dict())
    assert found["kind"]["enum"] == [*map(str, Kind)]
    assert {*found["level"]["enum"]} == {str(each) for each in Level if each is not Level.NONE}
    assert found["decision"]["enum"] == [*map(str, Decision)]


def test_a_lasting_fault_does_not_fill_the_log(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    """Each message is refused, and the log says it once for all of them."""
    shutil.rmtree(served.spool)
    codes = {served.ask(text="午饭").status_code for _ in range(20)}

    assert codes == {500}
    assert [each.getMessage() for each in caplog.records if each.name == "zhamen.service"] == [
        "inspect: FileNotFoundError ENOENT"
    ]


def test_the_contract_is_served_and_names_every_answer(served: Served) -> None:
    """The OpenAPI file is what the service says of itself; the counts count."""
    contract = served.client.get("/openapi.json").json()
    served.ask(text=MARKED)
    counts = served.client.get("/metrics").text

    assert contract == json.loads(openapi_text())
    assert set(contract["paths"]) == {"/v1/inspect", "/healthz", "/metrics", "/openapi.json"}
    assert 'zhamen_verdicts_total{decision="block",gate="im"} 1.0' in counts
