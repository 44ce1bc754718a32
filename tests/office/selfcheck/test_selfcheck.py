"""发前一查: what it answers, to whom, within which limits, and that nothing of it stays."""

import io
import logging
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from office_cast import Cast, browser_of, opened, somebody

from drawing import saved, written
from zhamen.office.places import Places
from zhamen.office.roles import Role
from zhamen.settings import Limits, Settings

CANARY = "云雀七四一九号（示例）"
CLEAN = "收到，明早七点到乡政府三楼领文件"
TOPIC = "拟任人选还没公布，先别外传（示例）"
MARK = "机密★10年（示例）"
PAGE = "/selfcheck/"
CHINESE = re.compile("[一-鿿]+")


@pytest.fixture
def cast(desk: Places) -> Iterator[Cast]:
    """An open office; its window is closed afterwards."""
    from django.apps import apps

    yield opened()
    apps.get_app_config("selfcheck").close()


def window(**values: Any) -> None:
    """Put a window with other limits in place of the office's."""
    from django.apps import apps

    from zhamen.office.selfcheck.window import Window

    settings = values.pop("settings", Settings())
    config = apps.get_app_config("selfcheck")
    config.close()
    config.__dict__["window"] = Window(settings, **values)


def file_of(data: bytes, name: str) -> io.BytesIO:
    """Return bytes as a test client uploads them."""
    given = io.BytesIO(data)
    given.name = name
    return given


def asked(text: str = "", *files: io.BytesIO, number: str = "G1", **more: str) -> Any:
    """Ask as somebody and return the answer."""
    form = {"text": text, "files": list(files), **more}
    return browser_of(somebody(number)).post(PAGE, form, secure=True)


def page_of(answer: Any) -> str:
    """Return what is to be read on a page."""
    text: str = re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())
    return text


def noted() -> list[Any]:
    """Return the journal's records of what was asked here."""
    from zhamen.office.journal.reading import entries, lines

    return [line.record for line in lines(entries(act="selfcheck.asked"))]


@pytest.mark.parametrize(
    ("text", "decision", "clauses", "words"),
    [
        (CLEAN, "pass", [], "没有发现问题"),
        (TOPIC, "hold", ["5"], "酝酿、起草、讨论中的事项"),
        (MARK, "block", ["1"], "国家秘密文件、资料不得以任何形式在即时通信中传递"),
    ],
)
def test_a_text_is_answered(
    cast: Cast, text: str, decision: str, clauses: list[str], words: str
) -> None:
    """With the decision and the must-not; the journal knows these two and nothing else."""
    answer = asked(text)

    assert answer.status_code == 200 and words in page_of(answer)
    assert f"answer-{decision}" in answer.content.decode()
    assert [dict(each.facts) for each in noted()] == [{"decision": decision, "clauses": clauses}]
    assert noted()[0].on == ""


def test_a_hold_brings_reason_way_and_notice(cast: Cast) -> None:
    """Masked evidence, why, where, the statute, the lawful way and a notice to copy."""
    answer = asked(TOPIC)
    page = page_of(answer)

    for words in ("先***", "疑似谈论尚未公布", "文字，第 ", "《中华人民共和国政府信息公开条例》",
                  "合规的办法", "请改用内部平台", "有文件一份，请于____月"):  # fmt: skip
        assert words in page, words
    assert (
        'id="ready"' in answer.content.decode() and 'data-copy="ready"' in answer.content.decode()
    )


def test_the_page_warns_before_anything_is_put_in(cast: Cast) -> None:
    """What is known to be classified never; with a mark, stop and call; how much it takes."""
    page = page_of(browser_of(somebody("G1")).get(PAGE, secure=True))

    for words in ("已知涉密的，不要放进来", "停下，打电话请保密员处理", "8 MB"):
        assert words in page, words


def test_a_file_is_read(cast: Cast) -> None:
    """A mark in a document within an archive is found; names of files are not told."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("云雀.txt", MARK)
    answer = asked(CLEAN, file_of(packed.getvalue(), "云雀包.zip"))

    assert "answer-block" in answer.content.decode()
    assert "文件里的 .txt" in page_of(answer) and "云雀" not in page_of(answer)


def test_a_screenshot_is_read(cast: Cast) -> None:
    """A mark in a picture blocks as one in a text does."""
    pytest.importorskip("onnxruntime", reason="the extra ocr is not installed")
    answer = asked("", file_of(saved(written("示例机密★10年")), "a.png"))

    assert "answer-block" in answer.content.decode()
    assert "图片" in page_of(answer)


def test_where_it_goes_makes_a_difference(cast: Cast) -> None:
    """An internal paper may go by the internal platform; what is not said is the internet."""
    text = "内部资料 注意保存（示例）"
    outside, inside, unsaid = (
        asked(text, channel=channel).content.decode() for channel in ("internet", "internal", "x")
    )

    assert "answer-block" in outside and "answer-block" in unsaid
    assert "answer-hint" in inside


def test_what_was_not_read_is_named(cast: Cast) -> None:
    """With its reason and what an employee can do; it is a hold, never a pass."""
    answer = asked("", file_of(b"PK\x03\x04broken", "a.zip"), file_of(os.urandom(2000), "b.bin"))
    page = page_of(answer)

    assert "answer-hold" in answer.content.decode()
    for words in ("未能检查", "文件已损坏或格式有误", "文件 1", "无法识别的二进制内容", "文件 2",
                  "请发件人重发"):  # fmt: skip
        assert words in page, words


def test_every_remedy_is_one_for_employees(cast: Cast) -> None:
    """No reason sends a person at this page to settings, options or extras."""
    from zhamen.office.selfcheck.answering import _remedy
    from zhamen.policy.reasons import load_reasons

    told = {reason: _remedy(reason) for reason in load_reasons()}

    assert {r: t for r, t in told.items() if re.search(r"--|limits\.|组件|语音模型", t)} == {}


def test_nothing_is_kept(
    cast: Cast, desk: Places, caplog: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither text nor file nor name stands in database, journal, session, log, file or page.

    Whoever asks for a temporary file gets an error.
    """
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    pages = [
        asked(CANARY + MARK), asked(CANARY), asked(CANARY + TOPIC),
        asked("", file_of((CANARY + TOPIC).encode(), f"{CANARY}.txt")),
        asked(CANARY, file_of(b"\x00" * (8 << 20) + b"\x00", f"{CANARY}.bin")),
        asked(CANARY * 20_000),
    ]  # fmt: skip
    _breaking_down()
    pages.append(asked(CANARY))

    assert [page.status_code for page in pages] == [200] * 4 + [413, 413, 503]
    assert [page for page in pages if CANARY in page.content.decode()] == []
    assert all(page["Cache-Control"] == "no-store" for page in pages)
    assert CANARY not in caplog.text and _holding(desk.folder) == []
    assert _in_sessions() == {"person", "proof", "began", "seen"}


def _in_sessions() -> set[str]:
    """Return what stands in any session; they are packed, so that a search of files is blind."""
    from django.contrib.sessions.models import Session

    return {name for session in Session.objects.all() for name in session.get_decoded()}


def _breaking_down() -> None:
    """Let the window's policy be one that does not open."""
    settings = Settings()
    missing = replace(settings.policy, phrases=(Path("/nowhere.toml"),))
    window(settings=replace(settings, policy=missing))


def _holding(folder: Path) -> list[Path]:
    """Return the files in which the canary stands, in any of three encodings."""
    needles = [CANARY.encode(code) for code in ("utf-8", "gb18030", "utf-16-le")]
    needles.append(CANARY.encode("ascii", "backslashreplace"))
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [path for path in files if any(each in path.read_bytes() for each in needles)]


def test_the_canary_would_be_found(cast: Cast, desk: Places) -> None:
    """The search sees what is written to the database: a name does stand there."""
    from django.db import connection

    person = somebody("G8")
    person.name = CANARY
    person.save()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(FULL)")

    assert _holding(desk.folder) != []


def test_what_breaks_inside_is_no_pass(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    """A fault of ours whose words quote the message is told by its kind alone."""
    from zhamen.gatehouse.house import Gatehouse

    def fault(self: Gatehouse, message: Any) -> None:
        raise ValueError(message.parts[0].text)

    monkeypatch.setattr(Gatehouse, "pass_through", fault)
    answer = asked(CANARY)

    assert answer.status_code == 503 and "不能当作没有问题" in page_of(answer)
    assert "ValueError" in caplog.text and CANARY not in caplog.text
    assert noted() == []


def test_questions_are_counted_for_each_person(cast: Cast) -> None:
    """Beyond the limit the answer says why there is one; another person still asks."""
    window(per_minute=3)
    statuses = [asked(CLEAN).status_code for _ in range(4)]
    page = page_of(asked(CLEAN))

    assert statuses == [200, 200, 200, 429]
    assert "猜一次登记的文件" in page and "没有发现问题" not in page
    assert asked(CLEAN, number="G2").status_code == 200
    assert len(noted()) == 4


def test_a_slow_answer_is_a_hold(cast: Cast) -> None:
    """Whoever waits longer than the limit is told so, and not that it may go."""
    window(seconds=0.0)
    answer = asked(CLEAN)

    assert "answer-hold" in answer.content.decode()
    assert "检查超时" in page_of(answer) and "拆成小份" in page_of(answer)
    assert noted()[0].facts["decision"] == "hold"


def test_a_slow_file_is_stopped(cast: Cast) -> None:
    """The limit of one file is that of the settings, and shown as such."""
    window(settings=Settings(limits=Limits(seconds=0.001)))
    with_much = b"<p>x</p>" * 400_000
    answer = asked("", file_of(with_much, "a.html"))

    assert "answer-hold" in answer.content.decode() and "检查超时" in page_of(answer)


def test_when_too_many_wait_nothing_passes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next is told to come again."""
    from zhamen.office.selfcheck import window as module

    monkeypatch.setattr(module, "THREADS", 1)
    monkeypatch.setattr(module, "WAITING", -1)
    answer = asked(CLEAN)

    assert answer.status_code == 503 and "请过一会儿再放进来" in page_of(answer)
    assert noted() == []


@pytest.mark.parametrize(
    ("text", "count", "size", "status", "words"),
    [
        ("", 0, 0, 400, "还没有放进文字或文件"),
        (" \n ", 0, 0, 400, "还没有放进文字或文件"),
        ("好" * 200_001, 0, 0, 413, "文字超过 20 万字"),
        ("", 11, 1, 413, "最多 10 个文件"),
        ("", 2, (4 << 20) + 1, 413, "超过 8 MB"),
        ("", 1, 10 << 20, 413, "超过 8 MB"),
        (CLEAN, 1, 10 << 20, 413, "超过 8 MB"),
    ],
)
def test_limits_are_told(
    cast: Cast, text: str, count: int, size: int, status: int, words: str
) -> None:
    """Nothing is inspected beyond them, so nothing passes: a text beside a dropped file neither."""
    answer = asked(text, *(file_of(b"x" * size, f"{n}.txt") for n in range(count)))

    assert answer.status_code == status and words in page_of(answer)
    assert 'class="answer' not in answer.content.decode() and noted() == []


@pytest.mark.parametrize("role", list(Role))
def test_everybody_who_is_signed_in_may_ask(cast: Cast, role: Role) -> None:
    """In any role; the page stands in the menu."""
    client = browser_of(cast.of(role))

    assert client.post(PAGE, {"text": CLEAN}, secure=True).status_code == 200
    assert PAGE in client.get("/", secure=True).content.decode()


def test_a_stranger_may_not_ask(cast: Cast) -> None:
    """He is sent to sign in, and his text goes nowhere."""
    answer = browser_of(None).post(PAGE, {"text": CANARY}, secure=True)

    assert (answer.status_code, answer["Location"]) == (302, "/login")
    assert noted() == []


def test_a_form_from_elsewhere_is_refused(cast: Cast) -> None:
    """Without the token that belongs to the page nothing is inspected."""
    from django.test import Client

    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    client.cookies = browser_of(somebody("G1")).cookies
    answer = client.post(PAGE, {"text": CANARY}, secure=True)

    assert answer.status_code == 403 and noted() == []
    assert CANARY not in answer.content.decode()


@pytest.mark.parametrize("text", ["", CLEAN, TOPIC, MARK])
def test_english_answers_are_english(cast: Cast, text: str) -> None:
    """The masked words of the message itself are all that is not."""
    client = browser_of(somebody("G1"))
    client.cookies["lang"] = "en"
    files = [file_of(b"PK\x03\x04broken", "a.zip")] if text == CLEAN else []
    answer = client.post(PAGE, {"text": text, "files": files}, secure=True)
    page = re.sub(r"<code>.*?</code>|闸门|中文|保密办|示例\w*", "", answer.content.decode())

    assert CHINESE.findall(page) == []
