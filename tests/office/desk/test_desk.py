"""The desk: verdicts loaded once, holds decided by another, false alarms by two, gates told."""

import json
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from office_cast import Cast, browser_of, opened, somebody

from zhamen.gatehouse.digests import make_key
from zhamen.gatehouse.house import Gatehouse
from zhamen.gatehouse.published import PublishedHouse
from zhamen.gatehouse.snapshot import newest, open_snapshot
from zhamen.model.message import Message, Part
from zhamen.office.places import Places
from zhamen.settings import Settings, SnapshotSettings, SpoolSettings

if TYPE_CHECKING:
    from zhamen.office.desk.models import Event
    from zhamen.office.people.models import Person

TOPIC = "拟任人选还没公布，先别外传（示例）"
MARK = "机密★10年（示例）"


@pytest.fixture
def gate(tmp_path: Path) -> Settings:
    """Settings of a gate with a spool and a key of digests."""
    make_key(tmp_path / "digest.key")
    return Settings(spool=SpoolSettings(tmp_path / "spool", tmp_path / "digest.key"))


@pytest.fixture
def cast(office: Places) -> Cast:
    """Three administrators, on each database."""
    return opened()


def sent(gate: Settings, *texts: str, sender: str = "李四", group: str = "值班群") -> None:
    """Let messages pass the gate."""
    with Gatehouse.open(gate) as house:
        for text in texts:
            part = Part("text", text=text)
            house.pass_through(Message("m", (part,), sender=sender, group=group))


def loaded(gate: Settings) -> int:
    """Load the spool."""
    from zhamen.office.desk.loading import load

    assert gate.spool.folder is not None
    return load(gate.spool.folder)


def the_event(**filters: Any) -> "Event":
    from zhamen.office.desk.models import Event

    return Event.objects.get(**filters)


def the_events() -> "list[Event]":
    from zhamen.office.desk.models import Event

    return list(Event.objects.all())


def officer(number: str = "B1") -> "Person":
    """Return somebody with the duty of 保密员."""
    from zhamen.office.people.models import Duty, Unit

    person = somebody(number)
    unit = Unit.objects.first()
    Duty.objects.get_or_create(person=person, unit=unit, kind="officer")
    return person


def said(person: "Person", path: str, **data: str) -> Any:
    """Post as somebody and return the answer."""
    return browser_of(person).post(f"/desk/{path}", data, secure=True)


def test_every_verdict_is_loaded_once(cast: Cast, gate: Settings) -> None:
    """Loading again loads what is new; a torn line waits until it is whole."""
    from zhamen.office.desk.models import Event

    sent(gate, TOPIC, MARK, "午饭")
    first = loaded(gate), loaded(gate)
    sent(gate, MARK)
    assert gate.spool.folder is not None
    file = max(gate.spool.folder.iterdir(), key=lambda each: each.stat().st_mtime_ns)
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    torn = loaded(gate)
    file.write_bytes(whole)

    assert (first, torn, loaded(gate)) == ((3, 0), 0, 1)
    assert [each.decision for each in Event.objects.order_by("pk")] == [
        "hold",
        "block",
        "pass",
        "block",
    ]


def line(**changes: Any) -> bytes:
    """Return a line of a spool with some members changed."""
    verdict = {"decision": "hold", "clauses": [5], "findings": [], "unread": []}
    row = {"at": "2026-03-02T09:00:00+00:00", "channel": "internet", "sender": "李四",
           "group": "值班群", "verdict": verdict | changes.pop("verdict", {})}  # fmt: skip
    return json.dumps(row | changes).encode() + b"\n"


NONE = [
    pytest.param(b'{"at": "2026\n[]\n{"verdict": 5}\n', id="torn by a crash"),
    pytest.param(b"[" * 100_000 + b"\n", id="too deep"),
    pytest.param(b"\xff\xfe\x00\n", id="no text"),
    pytest.param(line(at="9999-12-31T23:59:59-14:00"), id="at no time"),
    pytest.param(line(verdict={"decision": "burn it at once"}), id="no decision"),
    pytest.param(line(verdict={"clauses": [1, 99]}), id="no must-not"),
    pytest.param(line(digests=["m"]), id="digests of another form"),
]


@pytest.mark.parametrize("nasty", NONE)
def test_a_line_that_is_none_stops_nothing(cast: Cast, gate: Settings, nasty: bytes) -> None:
    """It is passed over and counted, and the next line is loaded."""
    from zhamen.office.desk.models import Event
    from zhamen.office.journal.reading import entries

    sent(gate, MARK)
    assert gate.spool.folder is not None
    (file,) = gate.spool.folder.iterdir()
    file.write_bytes(nasty + file.read_bytes())
    loaded(gate)
    (entry,) = entries(act="desk.spool.loaded")

    assert Event.objects.count() == 1
    assert json.loads(entry.record)["facts"]["passed_over"] == nasty.count(b"\n")


ODD = [
    pytest.param(line(sender="李\ud800四"), id="half a letter"),
    pytest.param(line(group="值\0班"), id="a nul"),
    pytest.param(line(verdict={"findings": [{"why": "\0\udfff"}]}), id="both, deep inside"),
    pytest.param(line(sender="长" * 5000), id="a long name"),
    pytest.param(line(verdict={"findings": [{"why": "长" * (2 << 20)}]}), id="a line of 12 MB"),
    pytest.param(line(verdict={"clauses": [7, 7, 6, 5, 4, 3, 2, 1]}), id="every must-not"),
]


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_line_is_loaded(cast: Cast, gate: Settings, odd: bytes) -> None:
    """Whatever a gate could write comes in, on each database, and waits for hours, not years."""
    assert gate.spool.folder is not None
    gate.spool.folder.mkdir()
    (gate.spool.folder / "20260302-1.verdicts.jsonl").write_bytes(odd + line())
    loaded(gate)
    (event, _) = sorted(the_events(), key=lambda each: each.offset)

    assert event.hold.due < datetime.now(UTC) + timedelta(hours=5)


def feeder_of(gate: Settings, snapshots: Path) -> Any:
    from zhamen.office.desk.feeding import Feeder
    from zhamen.office.journal.keeping import signing_key

    return Feeder(gate.spool.folder, snapshots, None, signing_key())


def test_while_the_database_is_locked_the_spool_waits(desk: Places, gate: Settings) -> None:
    """Another writer keeps it for a while: nothing is lost, and gates are still told."""
    from django.db import connections

    opened()
    sent(gate, MARK)
    feeder = feeder_of(gate, desk.folder / "snapshots")
    connections["default"].close()
    connections["default"].settings_dict["OPTIONS"]["timeout"] = 0.05
    with closing(sqlite3.connect(desk.sqlite, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        feeder.round()
        during = dict(feeder.troubles), (desk.folder / "snapshots" / "current").exists()
        other.execute("ROLLBACK")
    feeder.round()

    assert during == ({"load": "OperationalError"}, True)
    assert feeder.troubles == {} and len(the_events()) == 1


def test_while_the_disk_is_full_the_spool_waits(desk: Places, gate: Settings) -> None:
    """SQLite has not a page left: it is said, and what was sent comes in when there is room."""
    from django.db import connection

    opened()
    sent(gate, *[MARK] * 50)
    feeder = feeder_of(gate, desk.folder / "snapshots")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        feeder.round()
        during = feeder.troubles.get("load"), len(the_events())
        cursor.execute("PRAGMA max_page_count = 100000")
    feeder.round()

    assert during == ("OperationalError", 0)
    assert feeder.troubles == {} and len(the_events()) == 50


def test_a_file_that_cannot_be_read_keeps_no_other_back(cast: Cast, gate: Settings) -> None:
    """The rest is loaded, in every round, and the desk goes on saying that one is not."""
    assert gate.spool.folder is not None
    (gate.spool.folder / "0-first.verdicts.jsonl").mkdir(parents=True)
    sent(gate, MARK)
    with pytest.raises(IsADirectoryError):
        loaded(gate)

    assert len(the_events()) == 1


def test_what_the_desk_cannot_do_stands_on_its_pages(
    desk: Places, gate: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """A spool that is gone is no quiet day; it is logged once, by its kind, not every second."""
    from django.apps import apps

    cast = opened()
    feeder = feeder_of(gate, desk.sqlite)
    config: Any = apps.get_app_config("desk")
    config.troubles = feeder.troubles
    for _ in range(3):
        feeder.round()
    page = browser_of(cast.security).get("/desk/", secure=True).content.decode()
    said = [record.msg for record in caplog.records if record.name == "zhamen.office.desk"]
    sent(gate, MARK)
    feeder.round()

    assert "裁决装不进来" in page and "FileNotFoundError" in page and "发不到闸口" in page
    assert said == ["desk: load: FileNotFoundError", "desk: publish: FileExistsError"]
    assert set(feeder.troubles) == {"publish"}


def numbers(root: Path) -> list[int]:
    return sorted(int(each.name) for each in root.iterdir() if each.name.isdigit())


def test_numbers_come_from_the_clock(desk: Places, gate: Settings) -> None:
    """An office that was restored is past whatever it had published before, by its first word."""
    gate.spool.folder.mkdir()
    begun = int(time.time())
    feeder_of(gate, desk.folder / "snapshots").round()

    assert newest(desk.folder / "snapshots") > begun


def test_a_quiet_office_is_heard_of(
    desk: Places, gate: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing changes for an hour, and gates that want to hear from it still do."""
    from zhamen.office.desk import publishing

    gate.spool.folder.mkdir()
    feeder, root = feeder_of(gate, desk.folder / "snapshots"), desk.folder / "snapshots"
    feeder.round()
    feeder.round()
    before = newest(root)
    monkeypatch.setattr(publishing, "monotonic", lambda: time.monotonic() + 3600)
    feeder.round()

    assert before < newest(root)
    assert numbers(root) == [before, newest(root)]


def test_a_bundle_beside_is_published_when_it_changes(desk: Places, gate: Settings) -> None:
    """What is laid into the folder of the office goes out with the next snapshot, once."""
    from zhamen.office.desk.publishing import publish_if_changed
    from zhamen.office.journal.keeping import signing_key

    key, root, extra = signing_key(), desk.folder / "snapshots", desk.folder / "beside"
    (extra / "register").mkdir(parents=True)
    (extra / "notes.txt").write_text("示例")
    last = None
    for data in (None, b"one", None, b"other"):
        if data:
            (extra / "register" / "a.zmr").write_bytes(data)
        last = publish_if_changed(root, key, extra, last)
    found = open_snapshot(root, key.public)

    assert len(numbers(root)) == 3 and found.serial == numbers(root)[-1]
    assert (found.folder / "register" / "a.zmr").read_bytes() == b"other"
    assert "notes.txt" not in found.names


def test_what_was_loaded_is_in_the_journal(cast: Cast, gate: Settings) -> None:
    """A changed table can be told from what the gates wrote."""
    from zhamen.office.journal.reading import entries

    sent(gate, MARK)
    loaded(gate)
    (entry,) = entries(act="desk.spool.loaded")

    assert json.loads(entry.record)["facts"]["events"] == 1
    assert len(json.loads(entry.record)["facts"]["digest"]) == 64


def test_a_hold_is_released_by_another_and_the_sender_sends_again(
    cast: Cast, gate: Settings, tmp_path: Path
) -> None:
    """From the gate to the desk, through the snapshot and back to the gate."""
    from zhamen.journal.keys import save_keys
    from zhamen.office.desk.feeding import Feeder
    from zhamen.office.journal.keeping import signing_key

    key = signing_key()
    save_keys(key, tmp_path / "copy.key", tmp_path / "office.pub")
    feeder = Feeder(gate.spool.folder, tmp_path / "snapshots", None, key)
    sent(gate, TOPIC)
    feeder.round()
    event = the_event()
    said(officer(), f"holds/{event.hold.pk}", outcome="released", reason="已核实，名单昨天公示")
    feeder.round()
    serial = open_snapshot(tmp_path / "snapshots", key.public).serial
    feeder.round()
    follows = SnapshotSettings(tmp_path / "snapshots", tmp_path / "office.pub")
    with PublishedHouse(Settings(spool=gate.spool, snapshot=follows)) as house:
        part = Part("text", text=TOPIC)
        again = house.pass_through(Message("m", (part,), sender="李四", group="值班群"))
        other = house.pass_through(Message("m", (part,), sender="王五", group="值班群"))
    event.hold.refresh_from_db()

    assert event.hold.outcome == "released"
    assert (again.decision, again.released, other.decision) == (
        "pass",
        event.hold.id_for_gates,
        "hold",
    )
    assert len(numbers(tmp_path / "snapshots")) == 2
    assert newest(tmp_path / "snapshots") == serial, "nothing new, no snapshot"


REFUSED = [
    pytest.param({"reason": "好"}, "李四", "waiting", id="no reason"),
    pytest.param({"reason": "已经核实过了"}, "示例B1", "waiting", id="the sender himself"),
    pytest.param(
        {"reason": "已经核实过了", "outcome": "burned"}, "李四", "waiting", id="no outcome"
    ),
]


@pytest.mark.parametrize(("data", "sender", "outcome"), REFUSED)
def test_what_may_not_be_released_is_not(
    cast: Cast, gate: Settings, data: dict[str, str], sender: str, outcome: str
) -> None:
    """Without a reason, by the sender, or with something else: the hold stays."""
    sent(gate, TOPIC, sender=sender)
    loaded(gate)
    event = the_event()
    said(officer(), f"holds/{event.hold.pk}", **{"outcome": "released", **data})
    event.hold.refresh_from_db()

    assert event.hold.outcome == outcome


def test_a_hold_is_decided_once_and_in_time(cast: Cast, gate: Settings) -> None:
    """The second decision is refused; what nobody decided lapses."""
    from zhamen.office.desk.deciding import lapse
    from zhamen.office.desk.models import Hold

    sent(gate, TOPIC, f"{TOPIC}再说")
    loaded(gate)
    first, second = Hold.objects.order_by("pk")
    said(officer(), f"holds/{first.pk}", outcome="kept", reason="确属未公布事项")
    said(cast.security, f"holds/{first.pk}", outcome="released", reason="另一人要放行")
    Hold.objects.filter(pk=second.pk).update(due=datetime.now(UTC) - timedelta(minutes=1))
    said(officer(), f"holds/{second.pk}", outcome="released", reason="来晚了一分钟")
    lapsed = lapse()
    first.refresh_from_db()
    second.refresh_from_db()

    assert (first.outcome, second.outcome, lapsed) == ("kept", "lapsed", 1)


def test_what_was_not_looked_into_is_not_released(cast: Cast, gate: Settings) -> None:
    """Nobody can vouch for what no one has seen."""
    with Gatehouse.open(gate) as house:
        house.pass_through(Message("m", (Part("a.pdf", data=b"%PDF-1.7 broken"),), sender="李四"))
    loaded(gate)
    event = the_event()
    said(officer(), f"holds/{event.hold.pk}", outcome="released", reason="对方说没有问题")
    event.hold.refresh_from_db()

    assert event.hold.outcome == "waiting"


def test_a_false_alarm_takes_two_people(cast: Cast, gate: Settings, tmp_path: Path) -> None:
    """Reported by one, confirmed by another, published, and let off; taken back, it holds again."""
    from zhamen.office.desk.models import FalseAlarm
    from zhamen.office.desk.publishing import contents

    sent(gate, TOPIC)
    loaded(gate)
    event, reporter = the_event(), officer()
    said(reporter, f"{event.pk}/false/0")
    alarm = FalseAlarm.objects.get()
    said(reporter, f"false/{alarm.pk}/confirm")
    alone = contents()["allowed.toml"]
    said(cast.security, f"false/{alarm.pk}/confirm")
    both = contents()["allowed.toml"]
    said(reporter, f"false/{alarm.pk}/end")

    assert alone == contents()["allowed.toml"] == b"[allowed]\n"
    assert alarm.digest.encode() in both


def test_a_mark_is_no_false_alarm(cast: Cast, gate: Settings) -> None:
    """What cannot be let off is not even listed: the page offers no button."""
    sent(gate, MARK)
    loaded(gate)
    page = browser_of(officer()).get(f"/desk/{the_event().pk}", secure=True).content.decode()

    assert "这是误报" not in page
    assert "机*★***" in page


PATHS = ("", "holds", "false", "{event}")


@pytest.mark.parametrize("path", PATHS)
def test_who_sees_the_desk(cast: Cast, gate: Settings, path: str) -> None:
    """保密员, the security administrator and the auditor; to others it does not exist."""
    sent(gate, TOPIC)
    loaded(gate)
    where = f"/desk/{path.format(event=the_event().pk)}"
    people = (officer(), cast.security, cast.audit, somebody("G9"), cast.system)
    codes = [browser_of(person).get(where, secure=True).status_code for person in people]

    assert codes == [200, 200, 200, 404, 403]


def test_who_decides_nothing(cast: Cast, gate: Settings) -> None:
    """The auditor reads and changes nothing; staff and the system administrator neither."""
    sent(gate, TOPIC)
    loaded(gate)
    event = the_event()
    for person in (cast.audit, cast.system, somebody("G9")):
        for path in (f"holds/{event.hold.pk}", f"{event.pk}/false/0"):
            answer = said(person, path, outcome="released", reason="我来放行一下")
            assert answer.status_code in (403, 404)
    event.hold.refresh_from_db()

    assert event.hold.outcome == "waiting"


def test_filters_find(cast: Cast, gate: Settings) -> None:
    """By decision, by must-not, by words in sender and group; passes only when asked for."""
    from zhamen.office.desk.reading import by_clause, events, last_days

    sent(gate, TOPIC, MARK, "午饭")
    sent(gate, MARK, group="生产群")
    loaded(gate)

    assert events().count() == 3
    assert events("all").count() == 4
    assert events("block").count() == 2
    assert events(clause="5").count() == 1
    assert events(words="生产").count() == 1
    assert dict(by_clause())[1] == 2
    assert last_days()[-1].total == 3


def test_nothing_of_a_message_is_in_the_database(office: Places, gate: Settings) -> None:
    """The tables hold metadata and masks."""
    from zhamen.office.desk.models import Event

    opened()
    sent(gate, f"{MARK}云岭金丝雀示例句")
    loaded(gate)

    assert "金丝雀" not in json.dumps([each.verdict for each in Event.objects.all()])


def test_a_name_from_the_spool_stays_one_name(cast: Cast, gate: Settings) -> None:
    """A rule called like a piece of TOML lets off its own sentence and no other."""
    import tomllib

    from zhamen.office.desk.models import FalseAlarm
    from zhamen.office.desk.publishing import contents

    sent(gate, TOPIC)
    loaded(gate)
    rules = ["topic", 'x = []\n[other]\ny = "', "a.b", "示例 \x7f\\", ""]
    for rule in rules:
        FalseAlarm.objects.create(
            event=the_event(), rule=rule, digest="ab", by=cast.security, confirmed_by=cast.audit
        )
    told = tomllib.loads(contents()["allowed.toml"].decode())

    assert told == {"allowed": {rule: ["ab"] for rule in rules}}
