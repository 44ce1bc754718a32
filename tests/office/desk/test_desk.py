"""The desk: verdicts loaded once, holds decided by another, false alarms by two, gates told."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from office_cast import Cast, browser_of, opened, somebody

from zhamen.gatehouse.digests import make_key
from zhamen.gatehouse.house import Gatehouse
from zhamen.gatehouse.published import PublishedHouse
from zhamen.gatehouse.snapshot import open_snapshot
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
    (file,) = gate.spool.folder.iterdir()
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


def test_a_line_that_is_none_stops_nothing(cast: Cast, gate: Settings) -> None:
    """What a crash tore in two is passed over, and the next line is loaded."""
    from zhamen.office.desk.models import Event

    sent(gate, MARK)
    assert gate.spool.folder is not None
    (file,) = gate.spool.folder.iterdir()
    whole = file.read_bytes()
    file.write_bytes(b'{"at": "2026\n[]\n{"verdict": 5}\n' + whole)

    assert loaded(gate) == 4
    assert Event.objects.count() == 1


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
    assert serial == 2
    assert open_snapshot(tmp_path / "snapshots", key.public).serial == 2, "nothing new, no snapshot"


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
